"""Remarks: findings, and every rule that was judged in a document, as pages show them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache, cached_property
from typing import TypeVar

from planfolio.findings import Finding, NotComputable, Passed, Severity, say
from planfolio.frozen import frozen
from planfolio.pages.edition import Edition, Source
from planfolio.pages.gaps import absent_section
from planfolio.reads import Asked, Memo, OfDocuments, answer
from planfolio.reports.rules import FAMILIES, SEVERITY_NAMES, all_rules, title_of

_OUTCOMES = {
    "error": say("不通过", "not met"),
    "warning": say("不通过", "not met"),
    "note": say("提示", "note"),
    "not_computable": say("不可计算", "not computable"),
    "waived": say("已豁免", "waived"),
    "passed": say("通过", "met"),
}


@frozen(kw_only=True)
class RelatedRow:
    """Another place of which a finding speaks."""

    message: str
    source: Source


@frozen(kw_only=True)
class FindingRow:
    """A finding in words, with the place that it speaks of and the anchor of its rule in the handbook."""

    code: str
    rule: str
    severity: str
    severity_name: str
    message: str
    why: str
    fix: str
    source: Source
    related: tuple[RelatedRow, ...]
    waived: str
    manual: str


@frozen(kw_only=True)
class Criterion:
    """A rule that was judged in one document: its findings, what holds with its arithmetic, and what could not be computed."""

    code: str
    title: str
    manual: str
    outcome: str  # error, warning, note, not_computable, waived or passed: the gravest of what follows
    outcome_name: str
    findings: tuple[FindingRow, ...]
    unknown: tuple[str, ...]
    passed: tuple[str, ...]


@frozen(kw_only=True)
class SumRemark:
    """What a check that adds something up says of it, with the arithmetic."""

    outcome: str
    outcome_name: str
    text: str


@frozen(kw_only=True)
class CriteriaFamily:
    """The judged rules of one family."""

    title: str
    criteria: tuple[Criterion, ...]


@frozen(kw_only=True)
class Counts:
    """How many live findings of each severity, and how many are waived."""

    errors: int
    warnings: int
    notes: int
    waived: int
    unknown: int


class Remarks(Asked):
    """The outcomes of one edition by document, as its report has them."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition

    @answer
    def _by_document(self) -> Mapping[str | None, list[Finding]]:
        return OfDocuments(_grouped(self.edition.report.findings))

    @answer
    def _passed(self) -> Mapping[str | None, list[Passed]]:
        return OfDocuments(_grouped(self.edition.report.passed))

    @answer
    def _open(self) -> Mapping[str | None, list[NotComputable]]:
        return OfDocuments(_grouped(self.edition.report.not_computable))

    @cached_property
    def _counts(self) -> Memo[str | None, Counts]:
        return Memo()

    @property
    def documents(self) -> Iterable[str | None]:
        """The keys of documents with findings; None for files that are no document."""
        return self._by_document.keys()

    def of(self, key: str | None) -> list[Finding]:
        """The findings of one document."""
        return self._by_document.get(key, [])

    def rows(self, key: str | None) -> tuple[FindingRow, ...]:
        """The findings of one document in words."""
        return tuple(self._row(finding) for finding in self.of(key))

    def unknown(self, key: str | None) -> list[NotComputable]:
        """What could not be computed in one document."""
        return self._open.get(key, [])

    def judged(self, key: str) -> bool:
        """Whether any rule had anything to say of a document."""
        return key in self._by_document or key in self._passed or key in self._open

    def counts(self, key: str | None) -> Counts:
        """How many findings a document has."""
        return self._counts.of(key, lambda: self._counted(key))

    def _counted(self, key: str | None) -> Counts:
        live = [finding.severity for finding in self.of(key) if finding.waived is None]
        return Counts(
            errors=live.count(Severity.ERROR),
            warnings=live.count(Severity.WARNING),
            notes=live.count(Severity.NOTE),
            waived=len(self.of(key)) - len(live),
            unknown=len(self.unknown(key)),
        )

    def sums(self, key: str, codes: tuple[str, ...]) -> Iterator[SumRemark]:
        """What the checks `codes` added up in one document: what does not agree, what could not be added, what agrees."""
        for finding in self.of(key):
            if finding.code in codes:
                outcome = "waived" if finding.waived else finding.severity.value
                yield self._sum(outcome, finding)
        for one in self.unknown(key):
            if one.code in codes:
                yield self._sum("not_computable", one)
        for holds in self._passed.get(key, ()):
            if holds.code in codes:
                yield self._sum("passed", holds)

    def _sum(self, outcome: str, remark: Finding | Passed | NotComputable) -> SumRemark:
        text = remark.message.shown(self.edition.language)
        return SumRemark(outcome=outcome, outcome_name=self._outcome_names[outcome], text=text)

    def criteria(self, key: str, path: str) -> tuple[CriteriaFamily, ...]:
        """Every rule that was judged in the document of the file `path`, by family and code."""
        language = self.edition.language
        rows: dict[str, list[FindingRow]] = {}
        unknown: dict[str, list[str]] = {}
        passed: dict[str, list[str]] = {}
        for finding in self.of(key):
            told = rows.setdefault(finding.code, [])
            row = self._row(finding, within=path)
            told.append(replace(row, fix="") if told and told[0].fix == row.fix else row)
        for one in self._open.get(key, ()):
            unknown.setdefault(one.code, []).append(one.message.shown(language))
        for holds in self._passed.get(key, ()):
            passed.setdefault(holds.code, []).append(holds.message.shown(language))
        families: dict[str, list[Criterion]] = {}
        for code in sorted({*rows, *unknown, *passed}):
            found = (tuple(rows.get(code, ())), tuple(unknown.get(code, ())), tuple(passed.get(code, ())))
            families.setdefault(code[:2], []).append(self._criterion(code, *found))
        return tuple(
            CriteriaFamily(title=self.edition.shown(FAMILIES[family]), criteria=tuple(families[family]))
            for family in FAMILIES
            if family in families
        )

    def _criterion(
        self, code: str, findings: tuple[FindingRow, ...], unknown: tuple[str, ...], passed: tuple[str, ...]
    ) -> Criterion:
        outcome = "not_computable" if unknown else "waived" if findings else "passed"
        live = {finding.severity for finding in findings if not finding.waived}
        if live:
            outcome = next(severity.value for severity in Severity if severity.value in live)
        return Criterion(
            code=code,
            title=self._title(code),
            manual=manual(code),
            outcome=outcome,
            outcome_name=self._outcome_names[outcome],
            findings=findings,
            unknown=unknown,
            passed=passed,
        )

    def _title(self, code: str) -> str:
        if code not in self._titles:
            self._titles[code] = self.edition.shown(title_of(code))
        return self._titles[code]

    @cached_property
    def _titles(self) -> dict[str, str]:
        return {}

    @cached_property
    def _severity_names(self) -> dict[Severity, str]:
        return {severity: self.edition.shown(name) for severity, name in SEVERITY_NAMES.items()}

    @cached_property
    def _outcome_names(self) -> dict[str, str]:
        return {outcome: self.edition.shown(name) for outcome, name in _OUTCOMES.items()}

    def _row(self, finding: Finding, within: str | None = None) -> FindingRow:
        """A finding in words. On the sheet of the file `within` it does not repeat what stands further up: the addends of the
        hours, and how to add a section."""
        language = self.edition.language
        why = (
            None if within and finding.why == title_of(finding.code) else finding.why
        )  # a sheet names the rule already
        is_about_hours = finding.rule is not None or finding.code.startswith("HR")
        fix = None if within and absent_section(finding) else finding.fix
        return FindingRow(
            code=finding.code,
            rule=finding.rule or "",
            severity=finding.severity.value,
            severity_name=self._severity_names[finding.severity],
            message=finding.message.shown(language),
            why=why.shown(language) if why else "",
            fix=fix.shown(language) if fix else "",
            source=self.edition.source(finding.at, within),
            related=() if within and is_about_hours else tuple(self._related(finding, within)),
            waived=finding.waived.shown(language) if finding.waived else "",
            manual=manual(finding.code),
        )

    def _related(self, finding: Finding, within: str | None) -> Iterator[RelatedRow]:
        for related in finding.related:
            yield RelatedRow(
                message=related.message.shown(self.edition.language), source=self.edition.source(related.at, within)
            )


Remark = TypeVar("Remark", Finding, Passed, NotComputable)


def _grouped(remarks: Iterable[Remark]) -> dict[str | None, list[Remark]]:
    found: dict[str | None, list[Remark]] = {}
    for remark in remarks:
        found.setdefault(remark.document, []).append(remark)
    return found


def manual(code: str) -> str:
    """The address of a rule's page in the handbook."""
    return f"handbook/rules/#{code}" if code in _codes() else ""


@cache
def _codes() -> frozenset[str]:
    return frozenset(rule.code for rule in all_rules())
