"""Pages of portfolios: what a teacher lets be shown, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from planfolio.catalog import Item
from planfolio.findings import Message, say
from planfolio.markdown import NOTHING, Rendered
from planfolio.model import Portfolio
from planfolio.pages import entries
from planfolio.pages.bodies import body
from planfolio.pages.checks import checks_of
from planfolio.pages.edition import Edition, of_record
from planfolio.pages.ledgers import LedgerYear, ledger_years
from planfolio.pages.page import Page
from planfolio.pages.plan import SectionView, contents
from planfolio.pages.studio import AttachmentLink, Studio
from planfolio.pages.values import Block, Table
from planfolio.publicity import open_fields
from planfolio.search import Entry

HEAD = ("organisation", "subject", "school_stage", "rank", "hired", "fte", "cycle", "tags")
SECTIONS: Mapping[str, tuple[Message, tuple[str, ...]]] = {
    "hours": (say("学时", "Hours"), ()),
    "ledger": (say("学时台账", "Ledger"), ("ledger",)),
    "lessons": (say("公开课", "Open lessons"), ("lessons",)),
    "papers": (say("论文", "Papers"), ("papers",)),
    "projects": (say("课题", "Research projects"), ("projects",)),
    "mentoring": (say("结对", "Mentoring"), ("mentoring",)),
    "honours": (say("称号", "Honours"), ("honours",)),
    "awards": (say("奖励", "Awards"), ("awards",)),
    "certificates": (say("证书", "Certificates"), ("certificates",)),
    "development": (say("个人发展规划", "Personal plan"), ("personal_plan",)),
    "consent": (say("公开授权", "Consent"), ("consent",)),
}
ANCHORS = frozenset({*SECTIONS, "text", "checks", "facts"})


def pages_of(studio: Studio, item: Item) -> Iterator[Page]:
    """The page of a portfolio that may be shown."""
    if isinstance(item.record, Portfolio):
        yield _page(studio, item, item.record)


def _page(studio: Studio, item: Item, portfolio: Portfolio) -> Page:
    edition = studio.edition
    fields = open_fields(portfolio, edition.profile)
    shown = {name: getattr(portfolio, name) for name in fields - {"body"}}
    organisation = shown.get("organisation")
    issuer = edition.refer("organisations", organisation).text if organisation else None
    kind = edition.shown(Portfolio.KIND_NAME)
    return edition.page(
        address=edition.address(item.key),
        kind="portfolio",
        title=edition.title(item),
        item=item,
        trail=edition.trail("portfolios"),
        description=" · ".join(part for part in (kind, issuer, shown.get("subject")) if part),
        context=of_record(_context, studio, item, fields),
        search=partial(_entry, edition, item, shown, issuer),
        text=partial(_text, edition, item, fields),
    )


def _text(edition: Edition, item: Item, fields: frozenset[str]) -> Rendered:
    is_shown = "body" in fields if item.document.body.strip() else "note" in fields
    return body(edition, item, level=3, taken=ANCHORS) if is_shown else NOTHING


def _context(studio: Studio, item: Item, portfolio: Portfolio, fields: frozenset[str]) -> dict[str, Any]:
    edition = studio.edition
    ledger = tuple(ledger_years(studio, item, portfolio)) if "ledger" in fields else ()
    sections = tuple(_sections(studio, item, portfolio, fields, ledger))
    text = _text(edition, item, fields)
    checks = checks_of(studio, item)
    return {
        "facts": studio.values.facts(portfolio, tuple(name for name in HEAD if name in fields)),
        "sections": sections,
        "ledger": ledger,
        "hours": studio.tally.hours(item) if "ledger" in fields else None,
        "minimum": "",
        "attachments": _other_files(studio, item, portfolio),
        "text": text,
        "checks": checks,
        "contents": contents(edition, sections, bool(text.html), checks),
    }


def _entry(edition: Edition, item: Item, shown: Mapping[str, Any], issuer: str | None) -> Entry:
    """`shown` are the fields that may be read, by name."""
    title, kind, stage = edition.title(item), edition.shown(Portfolio.KIND_NAME), shown.get("school_stage")
    return entries.entry(
        edition.address(item.key),
        title,
        names=(title,) if "name" in shown else (),
        keywords=(kind, issuer, shown.get("subject"), *shown.get("tags", ())),
        filters={
            "类型": (kind,),
            "学科": (shown.get("subject"),),
            "学段": (edition.shown(stage) if stage else None,),
            "单位": (issuer,),
        },
    )


def _sections(
    studio: Studio, item: Item, portfolio: Portfolio, fields: frozenset[str], ledger: tuple[LedgerYear, ...]
) -> Iterator[SectionView]:
    shown = _without_others(studio, portfolio)
    for anchor, (title, names) in SECTIONS.items():
        blocks = studio.values.blocks(shown, tuple(name for name in names if name in fields and name != "ledger"))
        if blocks or (anchor == "hours" and "ledger" in fields) or (anchor == "ledger" and ledger):
            if anchor == "lessons":
                blocks = tuple(_linked(studio, item, blocks))
            yield SectionView(anchor=anchor, title=studio.edition.shown(title), blocks=blocks)


def _without_others(studio: Studio, portfolio: Portfolio) -> Portfolio:
    """Without the names of partners who have a portfolio of their own and do not let it say theirs."""
    hidden = studio.edition.say("（未公开）", "(not public)")
    pairs = tuple(
        pair.model_copy(update={"partner": hidden})
        if any(name in pair.partner for name in studio.edition.unnamed)
        else pair
        for pair in portfolio.mentoring
    )
    return portfolio.model_copy(update={"mentoring": pairs})


def _linked(studio: Studio, item: Item, blocks: Iterable[Block]) -> Iterator[Block]:
    """Tables whose cells lead to the published files that they name."""
    files = {file.name: f"{studio.edition.address(item.key)}{file.address}" for file in studio.attachments(item)}
    for block in blocks:
        if isinstance(block, Table):
            rows = (
                tuple(tuple(replace(one, address=one.address or files.get(one.text)) for one in cell) for cell in row)
                for row in block.rows
            )
            yield replace(block, rows=tuple(rows))
        else:
            yield block


def _other_files(studio: Studio, item: Item, portfolio: Portfolio) -> list[AttachmentLink]:
    """The published files to which no entry leads."""
    named = {entry.evidence for entry in portfolio.ledger} | {lesson.evidence for lesson in portfolio.lessons}
    return [file for file in studio.attachments(item) if file.name not in named]
