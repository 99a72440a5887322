"""Pages of archive documents: summaries, articles and reports, with the plan that they belong to."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from planfolio.catalog import Item
from planfolio.markdown import Rendered
from planfolio.model import ArchiveDocument, Plan
from planfolio.pages import entries
from planfolio.pages.bodies import body
from planfolio.pages.checks import checks_of
from planfolio.pages.edition import Edition, of_record
from planfolio.pages.page import Page
from planfolio.pages.plan import SectionView, contents, day_of
from planfolio.pages.studio import Studio
from planfolio.search import Entry

HEAD = ("type", "of", "author", "issuer", "issued", "period", "participants", "hours", "tags")
ANCHORS = frozenset({"findings", "sources", "text", "checks", "facts"})


def pages_of(studio: Studio, item: Item) -> Iterator[Page]:
    """The page of an archive document."""
    if isinstance(item.record, ArchiveDocument):
        yield _page(studio, item, item.record)


def _page(studio: Studio, item: Item, document: ArchiveDocument) -> Page:
    edition = studio.edition
    kind = edition.shown(document.type)
    issuer = edition.refer("organisations", document.issuer).text if document.issuer else None
    return edition.page(
        address=edition.address(item.key),
        kind="archive",
        title=document.title,
        item=item,
        trail=edition.trail("archive"),
        description=" · ".join(part for part in (kind, document.author, issuer) if part),
        context=of_record(_context, studio, item),
        search=of_record(_entry, edition, item, issuer),
        text=partial(_text, edition, item),
    )


def _text(edition: Edition, item: Item) -> Rendered:
    return body(edition, item, level=3, taken=ANCHORS)


def _context(studio: Studio, item: Item, document: ArchiveDocument) -> dict[str, Any]:
    sections = tuple(_sections(studio, document))
    text = _text(studio.edition, item)
    checks = checks_of(studio, item)
    return {
        "facts": studio.values.facts(document, HEAD),
        "sections": sections,
        "attachments": studio.attachments(item),
        "text": text,
        "checks": checks,
        "contents": contents(studio.edition, sections, bool(text.html), checks),
    }


def _entry(edition: Edition, item: Item, document: ArchiveDocument, issuer: str | None) -> Entry:
    kind = edition.shown(document.type)
    plan = edition.catalog.record(Plan, document.of)
    return entries.entry(
        edition.address(item.key),
        document.title,
        names=(document.author,) if document.author else (),
        keywords=(kind, issuer, *document.tags),
        filters={
            "类型": (kind,),
            "学年": (plan.school_year if plan else None,),
            "学科": plan.subjects if plan else (),
            "单位": (issuer,),
        },
        day=day_of(document),
    )


def _sections(studio: Studio, document: ArchiveDocument) -> Iterator[SectionView]:
    for name, title in (("findings", ("主要发现", "Findings")), ("sources", ("参考文献", "References"))):
        blocks = studio.values.blocks(document, (name,))
        if blocks:
            yield SectionView(anchor=name, title=studio.edition.say(*title), blocks=blocks)
