"""The report: counts, then each document with completeness, hours, verdicts, findings, passed checks and open ones."""

from __future__ import annotations

from collections import Counter
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
    edition, documents = studio.edition, studio.documents
    if not edition.has_report:
        return
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
                "summary": edition.report.summary,
                "rules": tuple(_rules(studio)) if first else (),
                "elsewhere": tuple(_elsewhere(studio)) if first else (),
                "revision": edition.report.revision,
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
    return DocumentRow(
        link=edition.link(document.item) if key in edition.keys else Link(text=document.title),
        anchor=anchor(key),
        place=key,
        kind=edition.shown(kind_name(document.item)),
        source=document.item.document.path,
        present=found.present,
        required=found.required,
        missing=tuple(
            edition.shown(section.name) for section, severity in found.missing if severity is not Severity.NOTE
        ),
        declared=_range(totals.declared) if totals else "",
        computed=edition.shown(totals.computed) if totals else "",
        verdicts=_verdicts(studio, document),
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


def _elsewhere(studio: Studio) -> Iterator[FindingRow]:
    """Findings in files that the list leaves out: text pages, packs, settings, what belongs nowhere."""
    for key in sorted(studio.remarks.documents, key=lambda key: key or ""):
        if key not in studio.reported:
            yield from studio.remarks.rows(key)


def _rules(studio: Studio) -> Iterator[RuleCount]:
    """Which rules spoke how often, waived findings left out."""
    live = Counter(finding.code for finding in studio.edition.report.findings if finding.waived is None)
    for rule in all_rules():
        if rule.code in live:
            yield RuleCount(
                code=rule.code,
                title=studio.edition.shown(rule.title),
                count=live[rule.code],
                address=f"handbook/rules/#{rule.code}",
            )
