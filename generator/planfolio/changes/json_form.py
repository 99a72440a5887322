"""Changes as JSON, for a workflow that comments on a proposed change."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from planfolio.changes.changes import Changes, DocumentChange
from planfolio.changes.hours import HoursChange, VerdictChange, figure
from planfolio.changes.notices import notices
from planfolio.changes.words import KINDS, headline
from planfolio.findings import Finding, shown
from planfolio.model.exact import Clock, Range, written
from planfolio.reports.json_report import finding_object, in_lines
from planfolio.reports.report import DocumentReport, Report
from planfolio.totals import Sum
from planfolio.verdicts import Verdict

NAME = "json"


def write(changes: Changes) -> str:
    """One object: the headline, counts, documents with figures before and after, findings new and solved."""
    kinds = [change.kind for change in changes.documents]
    return in_lines(
        {
            "version": 1,
            "tool": changes.after.tool,
            "reference": changes.before.revision,
            "revision": changes.after.revision,
            "headline": headline(changes).shown(changes.after.language),
            "notices": [
                {
                    "message": notice.message.shown(changes.after.language),
                    "details": [shown(one, changes.after.language) for one in notice.details],
                }
                for notice in notices(changes)
            ],
            "summary": {
                **{kind: kinds.count(kind) for kind in KINDS},
                "new": len(changes.all_found),
                "solved": len(changes.all_solved),
            },
            "documents": [_document(change) for change in changes.documents],
            "new": _findings(changes.after, changes.all_found),
            "solved": _findings(changes.before, changes.all_solved),
        }
    )


def _findings(report: Report, findings: Iterable[Finding]) -> list[dict[str, Any]]:
    return [finding_object(report, finding) for finding in findings]


def _document(change: DocumentChange) -> dict[str, Any]:
    filled, emptied = change.sections
    return {
        "id": change.document.key,
        "title": change.document.title,
        "change": change.kind,
        "was": change.before.key if change.before and change.kind == "renamed" else None,
        "hours": [_hours(row) for row in change.hours],
        "verdicts": [_verdict(one) for one in change.verdicts],
        "completeness": {
            "before": _completeness(change.before),
            "after": _completeness(change.after),
            "filled": [section.id for section in filled],
            "emptied": [section.id for section in emptied],
        },
        "new": len(change.found),
        "solved": len(change.solved),
    }


def _hours(row: HoursChange) -> dict[str, Any]:
    return {
        "of": row.of,
        "key": row.key,
        "before": _sum(row.before),
        "after": _sum(row.after),
        "difference": written(row.gap) if row.gap is not None else None,
    }


def _sum(found: Sum | None) -> dict[str, Any] | None:
    return None if found is None else {"hours": _range(found.known), "complete": found.complete}


def _range(value: Range | Clock | None) -> str | None:
    return None if value is None else str(value)


def _verdict(change: VerdictChange) -> dict[str, Any]:
    return {
        "pack": change.verdict.pack,
        "rule": change.verdict.rule,
        "code": change.verdict.code,
        "turned": change.turned,
        "before": _said(change.before),
        "after": _said(change.after),
    }


def _said(verdict: Verdict | None) -> dict[str, Any] | None:
    if verdict is None:
        return None
    return {
        "verdict": verdict.outcome,
        "actual": _range(verdict.actual),
        "of": _range(verdict.whole),
        "limit": _range(verdict.limit),
        "slack": _range(verdict.slack),
        "shown": figure(verdict),
    }


def _completeness(document: DocumentReport | None) -> dict[str, Any] | None:
    if document is None:
        return None
    found = document.completeness
    return {"present": found.present, "required": found.required, "missing": list(found.absent)}
