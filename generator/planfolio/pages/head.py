"""Heads: what a page tells machines of itself, and the files that it offers beside its text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from planfolio.catalog import Item
from planfolio.exports import Export, Publication
from planfolio.exports.linked_data import linked_data
from planfolio.model import ArchiveDocument, Curriculum, Plan, Portfolio, Schedule
from planfolio.pages.edition import Edition, kind_name
from planfolio.pages.page import Download, Face, Head, Page

_ALTERNATES = ("application/atom+xml", "application/json", "text/calendar")


def headed(edition: Edition, publication: Publication, page: Page, offered: tuple[Export, ...]) -> Page:
    """A page of a publication with how its face is made of the files that it offers."""
    return replace(page, face=partial(_face, edition, publication, page, offered))


def _face(edition: Edition, publication: Publication, page: Page, offered: tuple[Export, ...]) -> Face:
    # Few readers want the JSON, so it comes last.
    found = tuple(
        _download(edition, export) for export in sorted(offered, key=lambda one: one.media == "application/json")
    )
    head = Head(
        alternates=(*_feeds(edition, page), *(one for one in found if one.media in _ALTERNATES)),
        dublin_core=tuple(_dublin_core(edition, publication, page)),
        open_graph=tuple(_open_graph(edition, publication, page)),
        linked_data=linked_data(publication, page),
    )
    return Face(head=head, downloads=(*found, *_source(edition, page)))


def _download(edition: Edition, export: Export) -> Download:
    return Download(text=edition.shown(export.name), address=export.address, media=export.media)


def _feeds(edition: Edition, page: Page) -> Iterator[Download]:
    """The feed of the whole site, on every page but the home page, which offers it anyway."""
    if page.address:
        yield Download(text=edition.inspection.site.title, address=f"{page.root}feed.xml", media=_ALTERNATES[0])


def _source(edition: Edition, page: Page) -> Iterator[Download]:
    """The source on its forge; never that of a portfolio, which holds more than its page may show."""
    item = _item(edition, page)
    if item is None or isinstance(item.record, Portfolio) or item.record is None:
        return
    path = item.document.path
    forge = edition.forge(path)
    if forge:
        form = "Markdown" if path.endswith(".md") else "YAML"
        yield Download(text=edition.say(f"{form} 源文件", f"{form} source"), address=forge.show(path))


def _item(edition: Edition, page: Page) -> Item | None:
    return edition.catalog.items.get(page.document) if page.document else None


def _open_graph(edition: Edition, publication: Publication, page: Page) -> Iterator[tuple[str, str]]:
    yield "title", page.title
    yield "type", "article" if page.document and page.kind != "home" else "website"
    yield "site_name", edition.inspection.site.title
    if page.description:
        yield "description", page.description
    if publication.base and page.kind != "error":
        yield "url", publication.link(page.address)
    if edition.language == "zh":
        yield "locale", "zh_CN"


def _dublin_core(edition: Edition, publication: Publication, page: Page) -> Iterator[tuple[str, str]]:
    item = _item(edition, page)
    record = item.record if item else None
    if item is None or not isinstance(record, (Plan, Curriculum, Schedule, ArchiveDocument)):
        return
    plan = edition.catalog.plan_of(item) if isinstance(record, Schedule) else None
    issuer = publication.organisation(getattr(plan.record if plan else record, "issuer", None))
    author = getattr(record, "author", None)
    issued, kind = getattr(record, "issued", None), getattr(record, "type", None)
    found = {
        "title": page.title,
        "creator": author or issuer,
        "publisher": issuer if author else None,
        "date": issued.isoformat() if issued else None,
        "type": edition.shown(kind or kind_name(item)),
        "identifier": getattr(record, "number", None)
        or (publication.link(page.address) if publication.base else item.key),
        "language": page.language,
    }
    yield from ((name, text) for name, text in found.items() if text)
