"""The report's files for other programs: JSON, a table of findings, SARIF, and the list by which its page filters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from planfolio.exports.table import Cell, table
from planfolio.findings import Finding, NotComputable, Severity
from planfolio.inspection import Inspection
from planfolio.model import KINDS, Plan
from planfolio.reports import Report, json_report, sarif
from planfolio.reports.decisions import decide, issuer_of
from planfolio.reports.report import DocumentReport
from planfolio.reports.rules import title_of

DOWNLOADS = {"report.json": "JSON", "findings.csv": "CSV", "report.sarif": "SARIF"}
"""What readers are offered, and what it is called."""
REPORT_FILES = (*(f"report/{name}" for name in DOWNLOADS), "report/index.json")
"""All paths below `report/` that are no page."""

_COLUMNS = (
    "severity", "code", "rule", "document", "title", "path", "line", "column", "message", "fix", "waived",
)  # fmt: skip


def report_files(inspection: Inspection, report: Report, addresses: Collection[str]) -> dict[str, bytes]:
    """The files below `report/` of a report as it is published. `addresses` are those of the pages."""
    return {
        "report/report.json": json_report.write(report).encode(),
        "report/findings.csv": findings(report),
        "report/report.sarif": sarif.write(report).encode(),
        "report/index.json": json_report.in_lines({"documents": list(_index(inspection, report, addresses))}).encode(),
    }


def findings(report: Report) -> bytes:
    """A finding a row."""
    titles = {document.key: document.title for document in report.documents}

    def row(finding: Finding) -> tuple[Cell, ...]:
        span = report.span(finding.at)
        return (
            finding.severity.value,
            finding.code,
            finding.rule or title_of(finding.code).shown(report.language),
            finding.document or "",
            titles.get(finding.document or "", ""),
            finding.at.file,
            span.line,
            span.column,
            finding.message.shown(report.language),
            finding.fix.shown(report.language) if finding.fix else "",
            finding.waived.shown(report.language) if finding.waived else "",
        )

    return table([_COLUMNS, *map(row, report.findings)], report.language)


def _index(inspection: Inspection, report: Report, addresses: Collection[str]) -> Iterator[dict[str, Any]]:
    """Every document with what its page filters by, in words; the address is that of its sheet, from the report's page."""
    language, catalog = report.language, inspection.catalog
    findings: dict[str | None, list[Finding]] = {}
    unknown: dict[str | None, list[NotComputable]] = {}
    for finding in report.findings:
        findings.setdefault(finding.document, []).append(finding)
    for one in report.not_computable:
        unknown.setdefault(one.document, []).append(one)
    for document in report.documents:
        item, key = document.item, document.key
        record = item.record
        decision = decide(catalog, item, findings.get(key, ()), unknown.get(key, ()))
        yield {
            "title": document.title,
            "address": f"{key}/" if f"report/{key}/" in addresses else None,
            "decision": decision.shown(language) if decision else "",
            "kind": KINDS[item.document.collection].KIND_NAME.shown(language),
            "organisation": _organisation(inspection, report, document),
            "status": record.status.shown(language) if isinstance(record, Plan) else "",
            "findings": _counted(findings.get(key, ())),
        }


def _counted(findings: Iterable[Finding]) -> dict[str, dict[str, int]]:
    """How many live findings there are of each severity and rule, errors first."""
    live = [finding for finding in findings if finding.waived is None]
    return {
        severity.value: dict(sorted(Counter(one.code for one in live if one.severity is severity).items()))
        for severity in Severity
        if any(one.severity is severity for one in live)
    }


def _organisation(inspection: Inspection, report: Report, document: DocumentReport) -> str:
    """The name of whoever answers for a document; none where that may not be named."""
    issuer = issuer_of(inspection.catalog, document.item)
    shown = report.catalog or inspection.catalog
    key = f"organisations/{issuer}"
    is_hidden = key in inspection.catalog.items and key not in shown.items
    return "" if issuer is None or is_hidden else shown.name_of(issuer) or ""
