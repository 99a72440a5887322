"""The report's files for other programs: JSON, a table of findings, SARIF, and the list by which its page filters."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Collection, Iterable, Iterator
from functools import partial
from itertools import chain

from planfolio.exports.table import BEGINNING, Cell, in_rows
from planfolio.findings import Finding, NotComputable, Severity
from planfolio.inspection import Inspection
from planfolio.model import KINDS, Plan
from planfolio.reports import Report, json_report, sarif
from planfolio.reports.decisions import decide, issuer_of
from planfolio.reports.json_report import Encoded, LinesOf, by_file, encoded, in_bytes, made
from planfolio.reports.report import DocumentReport
from planfolio.reports.rules import title_of

DOWNLOADS = {"report.json": "JSON", "findings.csv": "CSV", "report.sarif": "SARIF"}
"""What readers are offered, and what it is called."""
REPORT_FILES = (*(f"report/{name}" for name in DOWNLOADS), "report/index.json")
"""All paths below `report/` that are no page."""

_COLUMNS = (
    "severity", "code", "rule", "document", "title", "path", "line", "column", "message", "fix", "waived",
)  # fmt: skip


def report_files(
    inspection: Inspection, report: Report, addresses: Collection[str], lines: LinesOf = made
) -> dict[str, bytes]:
    """The files below `report/` of a report as it is published. `addresses` are those of the pages. What the files tell of a
    document is made by `lines`."""
    documents = _index(inspection, report, addresses, lines)
    return {
        "report/report.json": json_report.content(report, lines),
        "report/findings.csv": findings(report, lines),
        "report/report.sarif": sarif.write(report, lines).encode(),
        "report/index.json": in_bytes({"documents": documents}),
    }


def report_lines(
    inspection: Inspection, part: Report, codes: list[str], addresses: Collection[str], lines: LinesOf
) -> None:
    """Has `lines` make all that these files tell of the documents in a part of a report, in which findings have these `codes`."""
    told = (
        *json_report.told(part, lines).values(),
        _rows(part, lines),
        sarif.results(part, codes, lines),
        _index(inspection, part, addresses, lines),
    )
    deque(chain.from_iterable(told), maxlen=0)


def findings(report: Report, lines: LinesOf = made) -> bytes:
    """A finding a row."""
    return BEGINNING + "".join([in_rows([_COLUMNS], report.language), *_rows(report, lines)]).encode()


def _rows(report: Report, lines: LinesOf) -> Iterator[str]:
    documents = {document.key: document for document in report.documents}

    def row(finding: Finding) -> tuple[Cell, ...]:
        span, document = report.span(finding.at), documents.get(finding.document or "")
        return (
            finding.severity.value,
            finding.code,
            finding.rule or title_of(finding.code).shown(report.language),
            finding.document or "",
            document.title if document is not None else "",
            finding.at.file,
            span.line,
            span.column,
            finding.message.shown(report.language),
            finding.fix.shown(report.language) if finding.fix else "",
            finding.waived.shown(report.language) if finding.waived else "",
        )

    def told(findings: list[Finding]) -> str:
        return in_rows(map(row, findings), report.language)

    return (lines("rows", key, partial(told, findings)) for key, findings in by_file(report))


def _index(inspection: Inspection, report: Report, addresses: Collection[str], lines: LinesOf) -> Iterator[Encoded]:
    """Every document with what its page filters by, in words; the address is that of its sheet, from the report's page."""
    language, catalog = report.language, inspection.catalog
    findings: dict[str | None, list[Finding]] = {}
    unknown: dict[str | None, list[NotComputable]] = {}
    for finding in report.findings:
        findings.setdefault(finding.document, []).append(finding)
    for one in report.not_computable:
        unknown.setdefault(one.document, []).append(one)

    def told(document: DocumentReport, address: str | None) -> str:
        item, key = document.item, document.key
        record = item.record
        decision = decide(catalog, item, findings.get(key, ()), unknown.get(key, ()))
        return encoded(
            {
                "title": document.title,
                "address": address,
                "decision": decision.shown(language) if decision else "",
                "kind": KINDS[item.document.collection].KIND_NAME.shown(language),
                "organisation": _organisation(inspection, report, document),
                "status": record.status.shown(language) if isinstance(record, Plan) else "",
                "findings": _counted(findings.get(key, ())),
            }
        )

    for document in report.documents:
        key = document.key
        address = f"{key}/" if f"report/{key}/" in addresses else None
        name = "index" if address is not None else "index without a sheet"
        yield Encoded(lines(name, key, partial(told, document, address)))


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
