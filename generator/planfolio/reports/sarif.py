"""The report as SARIF 2.1.0, which code scanning services and editors read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache, partial
from typing import Any
from urllib.parse import quote

from planfolio.findings import Finding, Message, Place, Related, Rule
from planfolio.reports.characters import shown
from planfolio.reports.json_report import Encoded, LinesOf, by_file, encoded, in_items, in_lines, made
from planfolio.reports.report import Report
from planfolio.reports.rules import family_of, rule_of

NAME = "sarif"
SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

_LINK = re.compile(r"[\[\]](?=[^\[\]]*\]\(|\()|\\(?=[\[\]\\])")
_PLACEHOLDER = re.compile(r"\{(\d+)\}")


def write(report: Report, lines: LinesOf = made) -> str:
    """One run. Waived findings are results with a suppression; columns count code points. What it tells of a document is made by
    `lines`."""
    codes = codes_of(report)
    run: dict[str, Any] = {
        "tool": {"driver": _driver(report, codes)},
        "columnKind": "unicodeCodePoints",
        "results": results(report, codes, lines),
    }
    if report.revision:
        run["properties"] = {"revision": report.revision}
    return f'{{"$schema": "{SCHEMA}", "version": "2.1.0", "runs": [\n{in_lines(run)}]}}\n'


def codes_of(report: Report) -> list[str]:
    """The rules of its findings, by whose numbers in this order results name them."""
    return sorted({finding.code for finding in report.findings})


def _driver(report: Report, codes: list[str]) -> dict[str, Any]:
    name, _, version = report.tool.partition(" ")
    return {
        "name": name,
        "version": version,
        "language": "zh-CN" if report.language == "zh" else "en",
        "rules": [_descriptor(report, code, rule_of(code)) for code in codes],
    }


def _descriptor(report: Report, code: str, rule: Rule | None) -> dict[str, Any]:
    if rule is None:
        return {"id": code}
    manual = rule.manual.shown(report.language)
    return {
        "id": code,
        "shortDescription": {"text": rule.title.shown(report.language)},
        "fullDescription": {"text": manual},
        "help": {"text": manual},
        "defaultConfiguration": {"level": rule.severity.value},
        "properties": {"tags": [family_of(code).shown(report.language)]},
    }


def results(report: Report, codes: list[str], lines: LinesOf) -> Iterator[Encoded]:
    """The results of a report, or of a part of one that has findings of these rules."""

    def told(findings: list[Finding]) -> str:
        return in_items(encoded(_result(report, one, codes.index(one.code))) for one in findings)

    name = f"results of {','.join(codes)}"
    return (Encoded(lines(name, key, partial(told, findings))) for key, findings in by_file(report))


def _result(report: Report, finding: Finding, index: int) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "ruleIndex": index,
        "level": finding.severity.value,
        "message": {"text": _told(report, finding)},
        "locations": [{"physicalLocation": _location(report, finding.at), **_owner(finding)}],
        "partialFingerprints": {"planfolio/v1": report.fingerprint(finding)},
        # All results of a run have suppressions or none has.
        "suppressions": [_suppression(report, finding)] if finding.waived else [],
    }
    if finding.related:
        result["relatedLocations"] = [_related(report, number, one) for number, one in enumerate(finding.related)]
    if finding.rule:
        result["properties"] = {"rule": finding.rule}
    return result


def _owner(finding: Finding) -> dict[str, Any]:
    return {"logicalLocations": [{"fullyQualifiedName": finding.document}]} if finding.document else {}


def _suppression(report: Report, finding: Finding) -> dict[str, str]:
    assert finding.waived is not None
    kind = (
        "external" if finding.waived.is_old else "inSource"
    )  # the baseline is a file apart, a waiver stands in the source
    return {"kind": kind, "status": "accepted", "justification": shown(finding.waived.shown(report.language))}


def _related(report: Report, number: int, related: Related) -> dict[str, Any]:
    return {
        "id": number,
        "physicalLocation": _location(report, related.at),
        "message": {"text": _words(report, related.message)},
    }


def _location(report: Report, place: Place) -> dict[str, Any]:
    span = report.span(place)
    return {
        "artifactLocation": {"uri": _address(place.file)},
        "region": {
            "startLine": span.line,
            "startColumn": span.column,
            "endLine": span.end_line,
            "endColumn": span.end_column,
        },
    }


@lru_cache(maxsize=100)  # many stand in one file
def _address(file: str) -> str:
    return quote(file, errors="replace")


def _told(report: Report, finding: Finding) -> str:
    """What is and what to do; viewers show the rule's text beside it."""
    parts: list[Message | None] = [finding.message, finding.fix]
    return "\n".join(_words(report, part) for part in parts if part)


def _words(report: Report, message: Message) -> str:
    """Plain text: neither links nor placeholders, whatever the source says."""
    text = shown(message.shown(report.language))
    if "[" in text or "]" in text or "\\" in text:
        text = _LINK.sub(lambda found: f"\\{found.group()}", text)
    return _PLACEHOLDER.sub(r"{{\1}}", text) if "{" in text else text
