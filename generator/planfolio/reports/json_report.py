"""The report as JSON, the form that all machines read."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict
from functools import partial
from io import BytesIO
from itertools import groupby
from json.encoder import encode_basestring as quoted
from operator import attrgetter
from typing import Any

from planfolio.findings import Finding, Language, NotComputable, Passed, shown
from planfolio.model import KINDS
from planfolio.model.exact import Clock, Range
from planfolio.reports.characters import JSON_BRACKET, inert
from planfolio.reports.report import DocumentReport, Report
from planfolio.totals import ACCOUNTS, Sum, Totals
from planfolio.verdicts import Verdict

NAME = "json"


LinesOf = Callable[[str, str, Callable[[], str]], str]
"""Gives the lines of a name about a document, by its key, as they can be made now."""


def made(_name: str, _key: str, make: Callable[[], str]) -> str:
    """The lines, made now."""
    return make()


class Encoded(str):
    """Items that are JSON already, each in a line of its own; nothing where there are none."""

    __slots__ = ()


# One for all: json.dumps would make one for each item. What is built from values holds no circles to look for.
_encode = json.JSONEncoder(ensure_ascii=False, check_circular=False).encode


def write(report: Report, lines: LinesOf = made) -> str:
    """The report as text."""
    return content(report, lines).decode()


def content(report: Report, lines: LinesOf = made) -> bytes:
    """The object of contract.md, section 4, with its keys in that order. What it tells of a document is made by `lines`."""
    return in_bytes(
        {
            "version": 1,
            "tool": report.tool,
            "revision": report.revision,
            "summary": asdict(report.summary),
            **told(report, lines),
        }
    )


def told(report: Report, lines: LinesOf) -> dict[str, Iterator[Encoded]]:
    """What it tells of documents, by its keys."""
    return {
        "documents": _documents(report, lines),
        "findings": _findings(report, lines),
        "passed": _outcomes("passed", report.passed, report.language, lines),
        "not_computable": _outcomes("not computable", report.not_computable, report.language, lines),
    }


def in_lines(value: Mapping[str, Any]) -> str:
    """JSON with an entry to a line, and an item to a line where the entry is a list: small, and easy to compare."""
    return "".join(_pieces(value))


def in_bytes(value: Mapping[str, Any]) -> bytes:
    """The same in UTF-8. An entry may give its items one by one: those of a large site never stand in memory together."""
    written = BytesIO()
    for piece in _pieces(value):
        written.write(piece.encode())
    return written.getvalue()


def _pieces(value: Mapping[str, Any]) -> Iterator[str]:
    before = "{\n"
    for key, entry in value.items():
        yield f"{before}{_encode(key)}: "
        before = ",\n"
        if not isinstance(entry, (list, Iterator)):
            yield encoded(entry)
            continue
        opening = "[\n"
        for item in entry:
            lines = item if isinstance(item, Encoded) else encoded(item)
            if lines:
                yield opening
                yield lines
                opening = ",\n"
        yield "[]" if opening == "[\n" else "\n]"
    yield "\n}\n"


def encoded(item: object) -> Encoded:
    """An item in its line."""
    return Encoded(inert(_encode(item), JSON_BRACKET))


def in_items(lines: Iterable[str]) -> str:
    """Items in lines of their own."""
    return ",\n".join(lines)


def by_file(report: Report) -> Iterator[tuple[str, list[Finding]]]:
    """The findings of one file after the other, with the key of the document that is there; none where some are told of another."""
    known = report.catalog.by_path if report.catalog is not None else {}
    for path, group in groupby(report.findings, attrgetter("at.file")):
        findings, item = list(group), known.get(path)
        is_own = item is not None and all(finding.document == item.key for finding in findings)
        yield item.key if item is not None and is_own else "", findings


def _documents(report: Report, lines: LinesOf) -> Iterator[Encoded]:
    def told(document: DocumentReport) -> str:
        return encoded(_document(report, document))

    return (Encoded(lines("report", one.key, partial(told, one))) for one in report.documents)


def _findings(report: Report, lines: LinesOf) -> Iterator[Encoded]:
    def told(findings: list[Finding]) -> str:
        return in_items(encoded(finding_object(report, one)) for one in findings)

    return (Encoded(lines("findings", key, partial(told, findings))) for key, findings in by_file(report))


def _outcomes(
    name: str, outcomes: Iterable[Passed | NotComputable], language: Language, lines: LinesOf
) -> Iterator[Encoded]:
    """Of these there are many for each document: written text by text they take half as long as in objects of their own."""

    def told(key: str, group: list[Passed | NotComputable]) -> str:
        document = quoted(key)
        items = (
            f'{{"code": {quoted(one.code)}, "document": {document}, "message": {quoted(one.message.shown(language))}}}'
            for one in group
        )
        return inert(in_items(items), JSON_BRACKET)

    groups = groupby(outcomes, attrgetter("document"))
    return (Encoded(lines(name, key, partial(told, key, list(group)))) for key, group in groups)


def _document(report: Report, document: DocumentReport) -> dict[str, Any]:
    record = document.item.record
    kind = getattr(record, "type", None)
    return {
        "id": document.key,
        "kind": KINDS[document.item.document.collection].KIND,
        "type": kind.value if kind is not None else None,
        "title": document.title,
        "path": document.item.document.path,
        "status": document.status,
        "completeness": {
            "present": document.completeness.present,
            "required": document.completeness.required,
            "missing": list(document.completeness.absent),
        },
        "hours": _hours(report, document.totals, document.verdicts) if document.totals else None,
    }


def _hours(report: Report, totals: Totals, verdicts: tuple[Verdict, ...]) -> dict[str, Any]:
    return {
        **sums_object(totals),
        "by_unit": units_list(report, totals),
        "verdicts": [_verdict(report, verdict) for verdict in verdicts],
    }


def units_list(report: Report, totals: Totals) -> list[dict[str, Any]]:
    """Every unit of every level with its hours and its place, in document order."""
    return [
        {
            "title": unit.unit.title,
            "path": unit.at.file,
            "line": report.span(unit.at / "hours").line,
            "hours": _range(unit.computed.known),
            "complete": unit.computed.complete,
        }
        for unit in totals.all_units
    ]


def sums_object(totals: Totals) -> dict[str, Any]:
    """The sums of a document, without its units and verdicts."""
    return {
        "declared": _range(totals.declared),
        "computed": _range(totals.computed.known),
        "accounts": {name: _sum(getattr(totals, name)) for name in ACCOUNTS},
        "unit": "学时",
        "minutes_per_hour": _range(Range.of(totals.rates.minutes_per_hour)),
        "minutes": _minutes(totals.minutes),
        "complete": totals.computed.complete,
        "unknown": totals.computed.unknown,
        "by_mode": _group(totals.by_mode),
        "by_category": _group(totals.by_category),
        "by_audience": _group(totals.by_audience),
        "by_year": _group(totals.by_year),
    }


def _range(value: Range | Clock | None) -> str | None:
    return None if value is None else str(value)


def _minutes(value: Range | None) -> int | str | None:
    if value is None or not value.is_exact or value.low.denominator != 1:
        return _range(value)
    return value.low.numerator


def _sum(value: Sum | None) -> str | None:
    return None if value is None else _range(value.known)


def _group(sums: Mapping[str, Sum]) -> dict[str, str | None]:
    return {name: _sum(value) for name, value in sums.items()}


def _verdict(report: Report, verdict: Verdict) -> dict[str, Any]:
    sentence = verdict.arithmetic or verdict.said
    return {
        "pack": verdict.pack,
        "code": verdict.code,
        "rule": verdict.rule,
        "unit": verdict.unit.shown("zh"),
        "actual": _range(verdict.actual),
        "limit": _range(verdict.limit),
        "slack": _range(verdict.slack),
        "counted": _range(verdict.counted),
        "verdict": verdict.outcome,
        "arithmetic": sentence.shown(report.language) if sentence else None,
        "reason": verdict.reason.shown(report.language) if verdict.reason else None,
    }


def finding_object(report: Report, finding: Finding) -> dict[str, Any]:
    """One finding with its place resolved."""
    language, span = report.language, report.span(finding.at)
    return {
        "code": finding.code,
        "rule": finding.rule,
        "severity": finding.severity.value,
        "path": finding.at.file,
        "line": span.line,
        "column": span.column,
        "end_line": span.end_line,
        "end_column": span.end_column,
        "document": finding.document,
        "message": finding.message.shown(language),
        "why": finding.why.shown(language) if finding.why else None,
        "fix": finding.fix.shown(language) if finding.fix else None,
        "related": [
            {
                "path": related.at.file,
                "line": report.span(related.at).line,
                "column": report.span(related.at).column,
                "message": related.message.shown(language),
            }
            for related in finding.related
        ],
        "fingerprint": report.fingerprint(finding),
        "waived": {
            "reason": shown(finding.waived.reason, language),
            "owner": finding.waived.owner,
            "expires": finding.waived.expires,
        }
        if finding.waived
        else None,
    }
