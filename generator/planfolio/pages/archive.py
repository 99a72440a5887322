"""Pages of archive documents: summaries, articles and reports, with the plan that they belong to."""

from __future__ import annotations

from collections.abc import Iterator

from planfolio.catalog import Item
from planfolio.model import ArchiveDocument, Plan
from planfolio.pages import entries
from planfolio.pages.bodies import body
from planfolio.pages.checks import checks_of
from planfolio.pages.page import Page
from planfolio.pages.plan import SectionView, contents, day_of
from planfolio.pages.studio import Studio

HEAD = ("type", "of", "author", "issuer", "issued", "period", "participants", "hours", "tags")
ANCHORS = frozenset({"findings", "sources", "text", "checks", "facts"})


def pages(studio: Studio) -> Iterator[Page]:
    """A page for every archive document."""
    for item in studio.edition.items("archive"):
        if isinstance(item.record, ArchiveDocument):
            yield _page(studio, item, item.record)


def _page(studio: Studio, item: Item, document: ArchiveDocument) -> Page:
    edition = studio.edition
    text = body(edition, item, level=3, taken=ANCHORS)
    sections = tuple(_sections(studio, document))
    checks = checks_of(studio, item)
    kind = edition.shown(document.type)
    issuer = edition.refer("organisations", document.issuer).text if document.issuer else None
    plan = edition.catalog.record(Plan, document.of)
    facts = studio.values.facts(document, HEAD)
    return edition.page(
        address=edition.address(item.key),
        kind="archive",
        title=document.title,
        item=item,
        trail=edition.trail("archive"),
        description=" · ".join(part for part in (kind, document.author, issuer) if part),
        context={
            "facts": facts,
            "sections": sections,
            "attachments": studio.attachments(item),
            "text": text,
            "checks": checks,
            "contents": contents(edition, sections, bool(text.html), checks),
        },
        search=entries.entry(
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
        ),
    )


def _sections(studio: Studio, document: ArchiveDocument) -> Iterator[SectionView]:
    for name, title in (("findings", ("主要发现", "Findings")), ("sources", ("参考文献", "References"))):
        blocks = studio.values.blocks(document, (name,))
        if blocks:
            yield SectionView(anchor=name, title=studio.edition.say(*title), blocks=blocks)
