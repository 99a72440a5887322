"""Remarks: findings, passed checks and what could not be computed, as pages show them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property

from planfolio.findings import Finding, NotComputable, Passed, Severity
from planfolio.model import Portfolio
from planfolio.pages.edition import Edition, Source
from planfolio.pages.publication import consented
from planfolio.reports.rules import SEVERITY_NAMES, all_rules

_PORTFOLIO = re.compile(r"portfolios/([a-z0-9-]+)")


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
    """The outcomes of one edition by document. What belongs to documents without a page is not named."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition

    @cached_property
    def _by_document(self) -> dict[str | None, list[Finding]]:
        found: dict[str | None, list[Finding]] = {}
        for finding in self.edition.inspection.report.findings:
            found.setdefault(finding.document, []).append(finding)
        return found

    @cached_property
    def _passed(self) -> dict[str, list[Passed]]:
        found: dict[str, list[Passed]] = {}
        for passed in self.edition.inspection.report.passed:
            found.setdefault(passed.document, []).append(passed)
        return found

    @cached_property
    def _open(self) -> dict[str, list[NotComputable]]:
        found: dict[str, list[NotComputable]] = {}
        for one in self.edition.inspection.report.not_computable:
            found.setdefault(one.document, []).append(one)
        return found

    def of(self, key: str | None) -> tuple[Finding, ...]:
        """The findings of one document; those of files that are no document for None. Of a portfolio only those on what
        its teacher lets be shown."""
        found = self._by_document.get(key, [])
        portfolio = self._portfolio(key)
        return tuple(finding for finding in found if portfolio is None or self._may_be_read(finding, portfolio))

    def _portfolio(self, key: str | None) -> Portfolio | None:
        """The portfolio of which not everything may be shown."""
        item = self.edition.catalog.items.get(key) if key and self.edition.is_public else None
        return item.record if item and isinstance(item.record, Portfolio) else None

    def _may_be_read(self, finding: Finding, portfolio: Portfolio) -> bool:
        field = finding.at.field
        if not field or field[0] not in consented(portfolio, self.edition.profile):
            return False
        value = getattr(portfolio, str(field[0]), None)
        one = value[field[1]] if isinstance(value, tuple) and len(field) > 1 and isinstance(field[1], int) else None
        return not getattr(one, "internal", None)

    def hides_outcomes(self, key: str) -> bool:
        portfolio = self._portfolio(key)
        return portfolio is not None and not {"ledger", "cycle"} <= consented(portfolio, self.edition.profile)

    def rows(self, key: str | None) -> tuple[FindingRow, ...]:
        """The findings of one document in words."""
        return tuple(self._row(finding) for finding in self.of(key))

    def passed(self, key: str) -> tuple[OutcomeRow, ...]:
        return () if self.hides_outcomes(key) else tuple(map(self._outcome, self._passed.get(key, ())))

    def not_computable(self, key: str) -> tuple[OutcomeRow, ...]:
        return () if self.hides_outcomes(key) else tuple(map(self._outcome, self._open.get(key, ())))

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
            message=self._said(shown(finding.message)),
            why=self._said(shown(finding.why)) if finding.why else "",
            fix=self._said(shown(finding.fix)) if finding.fix else "",
            source=self.edition.source(finding.at),
            related=tuple(self._related(finding)),
            waived=self._waived(finding),
            manual=_manual(finding.code),
        )

    def _related(self, finding: Finding) -> Iterator[RelatedRow]:
        for related in finding.related:
            if not self.edition.hides(related.at):
                yield RelatedRow(
                    message=self._said(self.edition.shown(related.message)), source=self.edition.source(related.at)
                )

    def _waived(self, finding: Finding) -> str:
        waived = finding.waived
        if waived is None:
            return ""
        opening, closing, comma = ("（", "）", "，") if self.edition.language == "zh" else (" (", ")", ", ")
        until = self.edition.say("有效期至", "until")
        owner = f"{waived.owner}{comma}" if waived.owner else ""
        return f"{waived.reason}{opening}{owner}{until} {waived.expires}{closing}"

    def _outcome(self, outcome: Passed | NotComputable) -> OutcomeRow:
        return OutcomeRow(
            code=outcome.code, message=self._said(self.edition.shown(outcome.message)), manual=_manual(outcome.code)
        )

    def _said(self, text: str) -> str:
        """A message without the id of any portfolio that has no page."""
        return _PORTFOLIO.sub(self._unnamed, text) if "portfolios/" in text else text

    def _unnamed(self, found: re.Match[str]) -> str:
        key = found[0]
        if key in self.edition.keys or key not in self.edition.inspection.catalog.items:
            return key
        return f"portfolios/{hashlib.sha256(key.encode()).hexdigest()[:12]}"


def _manual(code: str) -> str:
    """The address of a rule's page in the handbook."""
    return f"handbook/rules/#{code}" if code in _codes() else ""


@cache
def _codes() -> frozenset[str]:
    return frozenset(rule.code for rule in all_rules())
