"""The page of the report that tells what changed since an earlier revision: hours, verdicts, sections, findings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from planfolio.changes import Changes, DocumentChange
from planfolio.changes.hours import HoursChange, signed
from planfolio.changes.words import KINDS, counts, headline, sections_words, verdict_words
from planfolio.findings import Finding
from planfolio.frozen import frozen
from planfolio.pages.edition import Edition, Link, Source
from planfolio.pages.page import Page
from planfolio.pages.report import navigation
from planfolio.pages.studio import Studio
from planfolio.reports.report import Report
from planfolio.reports.rules import SEVERITY_NAMES

ADDRESS = "report/changes/"
BELOW = (ADDRESS,)


@frozen(kw_only=True)
class HoursRow:
    """A sum before and after as text, and the difference with its sign."""

    name: str
    before: str
    after: str
    gap: str


@frozen(kw_only=True)
class NewsRow:
    """A finding that is new or solved; `source` is where it stands, or stood."""

    severity: str
    severity_name: str
    code: str
    message: str
    source: Source


@frozen(kw_only=True)
class DocumentNews:
    """One document's changes in words."""

    link: Link
    kind: str
    note: str
    hours: tuple[HoursRow, ...]
    verdicts: tuple[str, ...]
    sections: str
    found: tuple[NewsRow, ...]
    solved: tuple[NewsRow, ...]


def pages(studio: Studio) -> Iterator[Page]:
    """One page; none where the report is internal or no earlier revision is known."""
    edition, changes = studio.edition, studio.edition.changes
    if not edition.has_report or changes is None:
        return
    yield edition.page(
        address=ADDRESS,
        kind="report",
        layout="changes.html",
        title=edition.say("有什么变化", "What changed"),
        trail=(edition.home, Link(text=edition.say("检查报告", "Report"), address="report/")),
        context={
            "navigation": navigation(edition),
            "since": (changes.before.revision or "")[:12],
            "headline": edition.shown(headline(changes)) if changes else "",
            "counts": edition.shown(counts(changes)) if changes else "",
            "documents": tuple(_news(edition, changes, change) for change in changes.documents),
            "found": tuple(_rows(edition, None, changes.found)),
            "solved": tuple(_rows(edition, changes.before, changes.solved)),
        },
    )


def _news(edition: Edition, changes: Changes, change: DocumentChange) -> DocumentNews:
    item = change.document.item
    is_there = change.after is not None and item.key in edition.keys
    sections = sections_words(change)
    return DocumentNews(
        link=edition.link(edition.catalog.items[item.key]) if is_there else Link(text=change.document.title),
        kind=edition.shown(KINDS[change.kind]),
        note=_note(edition, change),
        hours=tuple(_hours(edition, row) for row in change.hours),
        verdicts=tuple(edition.shown(verdict_words(one)) for one in change.verdicts),
        sections=edition.shown(sections) if sections else "",
        found=tuple(_rows(edition, None, change.found)),
        solved=tuple(_rows(edition, changes.before, change.solved)),
    )


def _note(edition: Edition, change: DocumentChange) -> str:
    """Its former name, or why its hours are not compared."""
    if change.unread:
        return edition.say("读不出来，学时不作比较", "cannot be read: its hours are not compared")
    if change.before and change.kind == "renamed":
        return edition.say("原来是 ", "was ") + change.before.key
    return ""


def _hours(edition: Edition, row: HoursChange) -> HoursRow:
    return HoursRow(
        name=edition.shown(row.name),
        before=edition.shown(row.before) if row.before else "—",
        after=edition.shown(row.after) if row.after else "—",
        gap=signed(row.gap) if row.gap else "",
    )


def _rows(edition: Edition, former: Report | None, findings: Iterable[Finding]) -> Iterator[NewsRow]:
    """Findings of today, or of a `former` report, whose lines are no longer where they were."""
    for finding in findings:
        at = finding.at
        yield NewsRow(
            severity=finding.severity.value,
            severity_name=edition.shown(SEVERITY_NAMES[finding.severity]),
            code=finding.code,
            message=edition.shown(finding.message),
            source=Source(text=f"{at.file}:{former.span(at).line}") if former else edition.source(at),
        )
