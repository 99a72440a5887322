"""Changes as Markdown, for a job summary or a comment on a proposed change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from planfolio.changes.changes import Changes, DocumentChange
from planfolio.changes.hours import signed
from planfolio.changes.words import counts, headline, sections_words, title, verdict_words
from planfolio.findings import Finding, Message, say
from planfolio.reports.characters import inert
from planfolio.reports.markdown_report import code, plain, row
from planfolio.reports.report import Report
from planfolio.reports.rules import SEVERITY_NAMES

NAME = "markdown"


def write(changes: Changes) -> str:
    """The hours in the first line; then counts, and each document with a table of its hours and its findings."""
    return inert("\n".join(_lines(changes)) + "\n")


def _lines(changes: Changes) -> Iterator[str]:
    language = changes.after.language
    yield f"**{plain(headline(changes).shown(language))}**"
    yield ""
    yield plain(counts(changes).shown(language))
    for change in changes.documents:
        yield ""
        yield f"### {plain(title(change).shown(language))}"
        yield ""
        yield plain(change.document.title)
        yield ""
        yield from _hours(changes, change)
        yield from _bullets(changes, (verdict_words(one) for one in change.verdicts))
        if sections := sections_words(change):
            yield from _bullets(changes, [sections])
        yield from _findings(changes, change.found, change.solved)
    if changes.found or changes.solved:
        yield ""
        yield f"### {say('其他文件', 'Other files').shown(language)}"
        yield ""
        yield from _findings(changes, changes.found, changes.solved)


def _hours(changes: Changes, change: DocumentChange) -> Iterator[str]:
    rows = change.hours
    if not rows:
        return
    language = changes.after.language
    heads = (say("学时", "hours"), say("之前", "before"), say("之后", "after"), say("相差", "difference"))
    yield row(head.shown(language) for head in heads)
    yield row(("---", "---:", "---:", "---:"))
    for one in rows:
        sums = (found.shown(language) if found else "—" for found in (one.before, one.after))
        yield row((plain(one.name.shown(language)), *map(plain, sums), signed(one.gap) if one.gap else ""))
    yield ""


def _bullets(changes: Changes, messages: Iterable[Message]) -> Iterator[str]:
    for message in messages:
        yield f"- {plain(message.shown(changes.after.language))}"


def _findings(changes: Changes, found: Iterable[Finding], solved: Iterable[Finding]) -> Iterator[str]:
    for finding in found:
        yield f"- ➕ {_finding(changes.after, finding)}"
    for finding in solved:
        yield f"- ➖ {_finding(changes.before, finding)}"


def _finding(report: Report, finding: Finding) -> str:
    name = SEVERITY_NAMES[finding.severity].shown(report.language)
    place = code(f"{finding.at.file}:{report.span(finding.at).line}")
    return f"**{name}** {code(finding.code)} {place} {plain(finding.message.shown(report.language))}"
