"""The report as workflow commands of GitHub Actions, which become annotations beside the changed lines."""

from __future__ import annotations

from collections.abc import Iterator

from planfolio.findings import Count, Finding, Message, Severity, say
from planfolio.reports.characters import shown
from planfolio.reports.report import Report
from planfolio.reports.rules import title_of

NAME = "github"
MOST = 10
"""Annotations of each severity that GitHub keeps of one step."""

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def write(report: Report) -> str:
    """One command a line, worst first, and a plain line that says how many findings are left out."""
    return "".join(f"{line}\n" for line in _lines(report))


def _lines(report: Report) -> Iterator[str]:
    left_out = 0
    for severity, command in _COMMANDS.items():
        found = [one for one in report.findings if one.severity is severity and one.waived is None]
        yield from (_command(report, command, finding) for finding in found[:MOST])
        left_out += len(found[MOST:])
    if left_out:
        message = say(
            "另有 {count} 个问题没有列出，见 planfolio check 的完整输出",
            "not listed here: {count}; see the full output of planfolio check",
            count=Count(left_out, "more finding"),
        )
        yield message.shown(report.language)


def _command(report: Report, command: str, finding: Finding) -> str:
    span = report.span(finding.at)
    title = f"{finding.rule or finding.code} {title_of(finding.code).shown(report.language)}"
    properties = {"file": finding.at.file, "line": span.line, "endLine": span.end_line}
    if span.line == span.end_line:  # columns across lines are ignored; the last one is inside the span
        properties |= {"col": span.column, "endColumn": max(span.end_column - 1, span.column)}
    properties["title"] = title
    joined = ",".join(f"{name}={_property(shown(str(value)))}" for name, value in properties.items())
    return f"::{command} {joined}::{_message(_words(report, finding))}"


def _words(report: Report, finding: Finding) -> str:
    parts: list[Message | None] = [finding.message, finding.fix]
    return "\n".join(shown(part.shown(report.language)) for part in parts if part)


def _message(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _message(text).replace(":", "%3A").replace(",", "%2C")
