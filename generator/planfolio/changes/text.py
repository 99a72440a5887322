"""Changes as text for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from planfolio.changes.changes import Changes, DocumentChange
from planfolio.changes.notices import notices
from planfolio.changes.words import counts, headline, hours_words, sections_words, title, verdict_words
from planfolio.findings import Finding, Message, say
from planfolio.findings import shown as told
from planfolio.reports.characters import inert, shown
from planfolio.reports.report import Report

NAME = "text"


def write(changes: Changes) -> str:
    """The hours in one line, the counts, then each document with its figures and its new (+) and solved (−) findings."""
    return inert("".join(f"{line}\n" for line in _lines(changes)))


def _lines(changes: Changes) -> Iterator[str]:
    language = changes.after.language
    same = say("学时、必备部分和问题都没有变化", "hours, sections and findings are the same")
    yield shown((headline(changes) if changes else same).shown(language))
    for notice in notices(changes):
        details = told(notice.details, language)
        message = say("注意：{what}：{details}", "Note: {what}: {details}", what=notice.message, details=details)
        yield shown(message.shown(language))
    if changes:
        yield shown(counts(changes).shown(language))
    for change in changes.documents:
        yield ""
        yield shown(f"{title(change).shown(language)}  {change.document.title}")
        for message in _figures(change):
            yield f"  {shown(message.shown(language))}"
        yield from _findings(changes, change.found, change.solved)
    if changes.found or changes.solved:
        yield ""
        yield say("其他文件", "other files").shown(language)
        yield from _findings(changes, changes.found, changes.solved)


def _figures(change: DocumentChange) -> Iterator[Message]:
    yield from map(hours_words, change.hours)
    yield from map(verdict_words, change.verdicts)
    if sections := sections_words(change):
        yield sections


def _findings(changes: Changes, found: Iterable[Finding], solved: Iterable[Finding]) -> Iterator[str]:
    yield from (f"  + {_finding(changes.after, finding)}" for finding in found)
    yield from (f"  − {_finding(changes.before, finding)}" for finding in solved)


def _finding(report: Report, finding: Finding) -> str:
    message = finding.message.shown(report.language)
    place = f"{finding.at.file}:{report.span(finding.at).line}"
    return shown(f"{finding.severity.value}[{finding.code}] {place} {message}")
