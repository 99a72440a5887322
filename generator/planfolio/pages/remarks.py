"""Remarks: findings, passed checks and what could not be computed, as pages show them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TypeVar

from planfolio.findings import Finding, NotComputable, Passed, Severity
from planfolio.pages.edition import Edition, Source
from planfolio.reports.rules import SEVERITY_NAMES, all_rules


@dataclass(frozen=True, slots=True, kw_only=True)
class RelatedRow:
    """Another place of which a finding speaks."""

    message: str
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
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


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeRow:
    """A check that passed, with its arithmetic, or that could not be computed, with the reason."""

    code: str
    message: str
    manual: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How many live findings of each severity, and how many are waived."""

    errors: int
    warnings: int
    notes: int
    waived: int


class Remarks:
    """The outcomes of one edition by document, as its report has them."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition

    @cached_property
    def _by_document(self) -> dict[str | None, list[Finding]]:
        return _grouped(self.edition.report.findings)

    @cached_property
    def _passed(self) -> dict[str | None, list[Passed]]:
        return _grouped(self.edition.report.passed)

    @cached_property
    def _open(self) -> dict[str | None, list[NotComputable]]:
        return _grouped(self.edition.report.not_computable)

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

    def passed(self, key: str) -> tuple[OutcomeRow, ...]:
        return tuple(map(self._outcome, self._passed.get(key, ())))

    def not_computable(self, key: str) -> tuple[OutcomeRow, ...]:
        return tuple(map(self._outcome, self._open.get(key, ())))

    def counts(self, key: str | None) -> Counts:
        """How many findings a document has."""
        live = [finding.severity for finding in self.of(key) if finding.waived is None]
        return Counts(
            errors=live.count(Severity.ERROR),
            warnings=live.count(Severity.WARNING),
            notes=live.count(Severity.NOTE),
            waived=len(self.of(key)) - len(live),
        )

    def _row(self, finding: Finding) -> FindingRow:
        shown = self.edition.shown
        return FindingRow(
            code=finding.code,
            rule=finding.rule or "",
            severity=finding.severity.value,
            severity_name=shown(SEVERITY_NAMES[finding.severity]),
            message=shown(finding.message),
            why=shown(finding.why) if finding.why else "",
            fix=shown(finding.fix) if finding.fix else "",
            source=self.edition.source(finding.at),
            related=tuple(self._related(finding)),
            waived=shown(finding.waived) if finding.waived else "",
            manual=_manual(finding.code),
        )

    def _related(self, finding: Finding) -> Iterator[RelatedRow]:
        for related in finding.related:
            yield RelatedRow(message=self.edition.shown(related.message), source=self.edition.source(related.at))

    def _outcome(self, outcome: Passed | NotComputable) -> OutcomeRow:
        return OutcomeRow(code=outcome.code, message=self.edition.shown(outcome.message), manual=_manual(outcome.code))


Remark = TypeVar("Remark", Finding, Passed, NotComputable)


def _grouped(remarks: Iterable[Remark]) -> dict[str | None, list[Remark]]:
    found: dict[str | None, list[Remark]] = {}
    for remark in remarks:
        found.setdefault(remark.document, []).append(remark)
    return found


def _manual(code: str) -> str:
    """The address of a rule's page in the handbook."""
    return f"handbook/rules/#{code}" if code in _codes() else ""


@cache
def _codes() -> frozenset[str]:
    return frozenset(rule.code for rule in all_rules())
