"""The report as GitLab's code quality artifact: findings that count, each with a fingerprint of its own."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from typing import Any

from planfolio.findings import Finding, Severity
from planfolio.reports.characters import JSON_BRACKET, inert, shown
from planfolio.reports.report import Report

NAME = "gitlab"

_SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.NOTE: "info"}


def write(report: Report) -> str:
    """A JSON list; waived findings are left out, the format has no place for them."""
    seen: Counter[str] = Counter()
    issues = [_issue(report, finding, seen) for finding in report.findings if finding.waived is None]
    return inert(json.dumps(issues, ensure_ascii=False, indent=1) + "\n", JSON_BRACKET)


def _issue(report: Report, finding: Finding, seen: Counter[str]) -> dict[str, Any]:
    span = report.span(finding.at)
    return {
        "description": shown(finding.message.shown(report.language)),
        "check_name": finding.code,
        "fingerprint": _fingerprint(report.fingerprint(finding), seen),
        "severity": _SEVERITIES[finding.severity],
        "location": {"path": finding.at.file, "lines": {"begin": span.line, "end": span.end_line}},
    }


def _fingerprint(fingerprint: str, seen: Counter[str]) -> str:
    """GitLab drops issues with a fingerprint that it has seen: the same finding again gets the next one."""
    seen[fingerprint] += 1
    return hashlib.sha256(f"{fingerprint}/{seen[fingerprint]}".encode()).hexdigest()
