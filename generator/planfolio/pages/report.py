"""The report: counts, then each document with completeness, hours, verdicts, findings, passed checks and open ones."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from planfolio.findings import Severity
from planfolio.model.exact import Range
from planfolio.pages.checks import PER_PAGE, anchor, report_address
from planfolio.pages.edition import Link, kind_name
from planfolio.pages.page import Page
from planfolio.pages.remarks import Counts, FindingRow, OutcomeRow
from planfolio.pages.studio import Studio
from planfolio.reports.report import DocumentReport
from planfolio.reports.rules import all_rules

_NO_COUNTS = Counts(errors=0, warnings=0, notes=0, waived=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentRow:
    """A document in the report. Hours and verdicts are text; `missing` names required sections that are absent."""

    link: Link
    anchor: str
    place: str
    kind: str
    source: str
    present: int
    required: int
    missing: tuple[str, ...]
    declared: str
    computed: str
    verdicts: str
    counts: Counts
    findings: tuple[FindingRow, ...]
    passed: tuple[OutcomeRow, ...]
    not_computable: tuple[OutcomeRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleCount:
    """How often a rule spoke."""

    code: str
    title: str
    count: int
    address: str


def pages(studio: Studio) -> Iterator[Page]:
    """The report, two hundred documents to a page; none where the site keeps it internal."""
    edition = studio.edition
    if not edition.has_report:
        return
    documents = [one for one in edition.inspection.report.documents if one.key in studio.reported]
    last = max(1, -(-len(documents) // PER_PAGE))
    title = edition.say("检查报告", "Report")
    for number in range(last):
        part = documents[number * PER_PAGE : (number + 1) * PER_PAGE]
        first = number == 0
        yield edition.page(
            address=report_address(number),
            kind="report",
            title=title if first else edition.say(f"{title}（第 {number + 1} 页）", f"{title} (page {number + 1})"),
            trail=(edition.home,),
            context={
                "documents": tuple(_row(studio, document) for document in part),
                "summary": edition.inspection.report.summary,
                "counts": _counts(studio),
                "rules": tuple(_rules(studio)) if first else (),
                "elsewhere": tuple(_elsewhere(studio)) if first else (),
                "unnamed": _unnamed(studio) if first else _NO_COUNTS,
                "revision": edition.inspection.report.revision,
                "number": number + 1,
                "last": last,
                "previous": report_address(number - 1) if number else None,
                "following": report_address(number + 1) if number + 1 < last else None,
            },
        )


def _row(studio: Studio, document: DocumentReport) -> DocumentRow:
    edition, remarks, key = studio.edition, studio.remarks, document.key
    totals = document.totals
    found = document.completeness
    shows_hours = totals is not None and not remarks.hides_outcomes(key)
    return DocumentRow(
        link=edition.link(document.item),
        anchor=anchor(key),
        place=key,
        kind=edition.shown(kind_name(document.item)),
        source=document.item.document.path,
        present=found.present,
        required=found.required,
        missing=tuple(
            edition.shown(section.name) for section, severity in found.missing if severity is not Severity.NOTE
        ),
        declared=_range(totals.declared) if totals and shows_hours else "",
        computed=edition.shown(totals.computed) if totals and shows_hours else "",
        verdicts=_verdicts(studio, document) if shows_hours else "",
        counts=remarks.counts(key),
        findings=remarks.rows(key),
        passed=remarks.passed(key),
        not_computable=remarks.not_computable(key),
    )


def _range(value: Range | None) -> str:
    return str(value) if value is not None else ""


def _verdicts(studio: Studio, document: DocumentReport) -> str:
    """How many verdicts of each outcome."""
    say = studio.edition.say
    names = (
        ("passed", say("满足", "met")),
        ("failed", say("不满足", "not met")),
        ("not_computable", say("不可计算", "not computable")),
    )
    outcomes = [verdict.outcome for verdict in document.verdicts]
    return say("，", ", ").join(f"{name} {outcomes.count(outcome)}" for outcome, name in names if outcome in outcomes)


def _counts(studio: Studio) -> Counts:
    """The counts of what this page and its followers show."""
    keys: list[str | None] = [None, *_others(studio), *studio.reported]
    counts = [studio.remarks.counts(key) for key in keys]
    return _added(counts)


def _added(counts: list[Counts]) -> Counts:
    return Counts(
        errors=sum(one.errors for one in counts),
        warnings=sum(one.warnings for one in counts),
        notes=sum(one.notes for one in counts),
        waived=sum(one.waived for one in counts),
    )


def _others(studio: Studio) -> list[str]:
    """Documents with findings that the list leaves out: text pages, packs, the settings."""
    named = {finding.document for finding in studio.edition.inspection.report.findings if finding.document}
    known = studio.edition.inspection.catalog.items
    return sorted(
        key for key in named if key not in studio.reported and (key in studio.edition.keys or key not in known)
    )


def _elsewhere(studio: Studio) -> Iterator[FindingRow]:
    for key in (None, *_others(studio)):
        yield from studio.remarks.rows(key)


def _unnamed(studio: Studio) -> Counts:
    """Findings in documents that have no page."""
    known = studio.edition.inspection.catalog.items
    return _added([studio.remarks.counts(key) for key in known if key not in studio.edition.keys])


def _rules(studio: Studio) -> Iterator[RuleCount]:
    """Which rules spoke how often, waived findings left out."""
    live = [finding.code for finding in studio.edition.inspection.report.findings if finding.waived is None]
    for rule in all_rules():
        if rule.code in live:
            yield RuleCount(
                code=rule.code,
                title=studio.edition.shown(rule.title),
                count=live.count(rule.code),
                address=f"handbook/rules/#{rule.code}",
            )
