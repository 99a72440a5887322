"""Redaction: changes as they may be published."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from planfolio.changes.changes import Changes, DocumentChange
from planfolio.findings import Finding
from planfolio.publicity import published
from planfolio.reports.report import Report
from planfolio.reports.rules import title_of


def public(changes: Changes, report: Report, keys: Collection[str], *, drafts: bool) -> Changes:
    """`changes` of the documents that have a page (`keys`), or had one and are gone; portfolios are left out altogether.

    A new finding stands as the public `report` has it. Of a solved one no more is told than its rule: its words may name
    somebody who has withdrawn consent since.
    """
    catalog = changes.before.catalog
    former = published(catalog, profile="public", drafts=drafts) if catalog else frozenset()
    known = {(finding.code, finding.at, finding.message.en): finding for finding in report.findings}

    def told(findings: Iterable[Finding]) -> tuple[Finding, ...]:
        return tuple(
            known.get((finding.code, finding.at, finding.message.en)) or _in_general(finding) for finding in findings
        )

    def is_shown(change: DocumentChange) -> bool:
        if change.document.item.document.collection == "portfolios":
            return False
        return change.after.key in keys if change.after else change.document.key in former

    return replace(
        changes,
        documents=tuple(
            replace(one, found=told(one.found), solved=tuple(map(_in_general, one.solved)))
            for one in changes.documents
            if is_shown(one)
        ),
        found=tuple(finding for finding in told(changes.found) if finding in report.findings),
        solved=(),
    )


def _in_general(finding: Finding) -> Finding:
    return replace(finding, message=title_of(finding.code), why=None, fix=None, related=())
