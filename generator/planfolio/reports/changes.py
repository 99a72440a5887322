"""Changes: what one report has that another has not: hours, completeness, new and solved findings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from planfolio.findings import Finding, Message, say
from planfolio.model.exact import Range, written
from planfolio.reports.report import DocumentReport, Report


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentChange:
    """One document before and after. `before` is None for a new document, `after` for one that is gone."""

    key: str
    before: DocumentReport | None
    after: DocumentReport | None
    found: tuple[Finding, ...]
    solved: tuple[Finding, ...]


def brought(after: Report, before: Report) -> Report:
    """`after` with only the findings that `before` does not have."""
    return replace(after, findings=tuple(_missing(after, after.findings, before)))


def changes(after: Report, before: Report) -> tuple[DocumentChange, ...]:
    """Every document that is new, gone or differs in hours, completeness or findings; by key."""
    old = {document.key: document for document in before.documents}
    new = {document.key: document for document in after.documents}
    found = list(_missing(after, after.findings, before))
    solved = list(_missing(before, before.findings, after))
    every = (
        DocumentChange(
            key=key,
            before=old.get(key),
            after=new.get(key),
            found=tuple(finding for finding in found if finding.document == key),
            solved=tuple(finding for finding in solved if finding.document == key),
        )
        for key in sorted(old.keys() | new.keys())
    )
    return tuple(
        change for change in every if change.found or change.solved or _figures(change.before) != _figures(change.after)
    )


def _missing(report: Report, findings: Iterable[Finding], other: Report) -> Iterator[Finding]:
    """Findings that `other` has not, counted: of three alike against two, one is missing."""
    known = Counter(other.fingerprint(finding) for finding in other.findings)
    for finding in findings:
        fingerprint = report.fingerprint(finding)
        if known[fingerprint]:
            known[fingerprint] -= 1
        else:
            yield finding


def _figures(document: DocumentReport | None) -> object:
    if document is None:
        return None
    totals = document.totals
    return (
        document.completeness.present,
        document.completeness.required,
        totals and (totals.declared, totals.computed.known, totals.computed.unknown),
    )


def lines(report: Report, found: Iterable[DocumentChange]) -> Iterator[str]:
    """The changes for a terminal, a line for each figure."""
    language = report.language
    for change in found:
        yield _headline(change).shown(language)
        for message in (*_hours(change), *_completeness(change)):
            yield f"  {message.shown(language)}"
        for sign, findings in (("+", change.found), ("−", change.solved)):
            for finding in findings:
                yield f"  {sign} {finding.severity.value}[{finding.code}] {finding.message.shown(language)}"


def _headline(change: DocumentChange) -> Message:
    if change.before is None:
        return say("{key}（新增）", "{key} (new)", key=change.key)
    if change.after is None:
        return say("{key}（删去）", "{key} (gone)", key=change.key)
    return say("{key}", "{key}", key=change.key)


def _hours(change: DocumentChange) -> Iterator[Message]:
    old = change.before.totals if change.before else None
    new = change.after.totals if change.after else None
    if (old and (old.computed.known, old.computed.unknown)) == (new and (new.computed.known, new.computed.unknown)):
        return
    values = {
        "old": old.computed if old else say("无", "none"),
        "new": new.computed if new else say("无", "none"),
        "gap": _gap(old.computed.known, new.computed.known) if old and new else "",
    }
    yield say("计算学时：{old} → {new}{gap}", "computed hours: {old} → {new}{gap}", **values)


def _gap(old: Range | None, new: Range | None) -> str:
    if old is None or new is None or not (old.is_exact and new.is_exact):
        return ""
    difference = new.low - old.low
    return f" (+{written(difference)})" if difference > 0 else f" (−{written(-difference)})" if difference < 0 else ""


def _completeness(change: DocumentChange) -> Iterator[Message]:
    if change.before is None or change.after is None:
        return
    old, new = change.before.completeness, change.after.completeness
    if (old.present, old.required) != (new.present, new.required):
        yield say(
            "必备部分：{old} → {new}",
            "required sections: {old} → {new}",
            old=f"{old.present}/{old.required}",
            new=f"{new.present}/{new.required}",
        )
