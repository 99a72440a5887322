"""The report in Reviewdog's diagnostic format, whose columns count bytes of UTF-8."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from typing import Any

from planfolio.findings import Finding, Severity
from planfolio.reports.characters import JSON_BRACKET, byte_column, inert, shown
from planfolio.reports.report import Report

NAME = "rdjson"

_SEVERITIES = {Severity.ERROR: "ERROR", Severity.WARNING: "WARNING", Severity.NOTE: "INFO"}

Lines = Callable[[str], list[str]]


def write(report: Report) -> str:
    """A DiagnosticResult; waived findings are left out. Related places stand in the message, which all versions take."""
    lines = cache(report.lines)
    result = {
        "source": {"name": "planfolio"},
        "diagnostics": [_diagnostic(report, finding, lines) for finding in report.findings if finding.waived is None],
    }
    return inert(json.dumps(result, ensure_ascii=False, indent=1) + "\n", JSON_BRACKET)


def _diagnostic(report: Report, finding: Finding, lines: Lines) -> dict[str, Any]:
    span = report.span(finding.at)
    source = lines(finding.at.file)
    return {
        "message": _message(report, finding),
        "location": {
            "path": finding.at.file,
            "range": {
                "start": _position(source, span.line, span.column),
                "end": _position(source, span.end_line, span.end_column),
            },
        },
        "severity": _SEVERITIES[finding.severity],
        "code": {"value": finding.code},
    }


def _position(source: list[str], line: int, column: int) -> dict[str, int]:
    text = source[line - 1] if line <= len(source) else ""
    return {"line": line, "column": byte_column(text, column)}


def _message(report: Report, finding: Finding) -> str:
    parts = [message.shown(report.language) for message in (finding.message, finding.fix) if message]
    for related in finding.related:
        span = report.span(related.at)
        parts.append(f"{related.at.file}:{span.line}:{span.column}: {related.message.shown(report.language)}")
    return "\n".join(map(shown, parts))
