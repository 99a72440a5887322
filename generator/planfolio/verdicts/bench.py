"""Bench: one rule of one pack before one document, and the verdict it comes to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, Literal

from planfolio.catalog import Catalog, Item
from planfolio.findings import Message, Place, Severity, say
from planfolio.model import Pack, Portfolio
from planfolio.model.exact import Range
from planfolio.model.packs import PackCheck, PackRule
from planfolio.totals import Addend, Sum, Totals

Outcome = Literal["passed", "failed", "not_computable"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What one rule says of one document. Hours are class hours; `slack` is what is left before the rule fails."""

    pack: str
    rule: str
    code: str
    title: str
    outcome: Outcome
    at: Place
    actual: Range | None = None
    limit: Range | None = None
    slack: Range | None = None
    arithmetic: Message | None = None
    reason: Message | None = None  # why it is not computable
    addends: tuple[Addend, ...] = ()
    severity: Severity = Severity.WARNING
    citation: Message | None = None
    message: Message | None = None
    undated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OutOfForce:
    """A pack that a plan names although it was not in force at the plan's date."""

    pack: str
    at: Place
    day: date


@dataclass(frozen=True, slots=True)
class Bench:
    """One rule of one pack before one document."""

    catalog: Catalog
    item: Item
    totals: Totals
    pack_id: str
    pack: Pack
    rule: PackRule
    undated: bool

    def verdict(self, outcome: Outcome, at: Place, **more: Any) -> Verdict:
        return Verdict(
            pack=self.pack_id,
            rule=self.rule.code,
            code=code_of(self.rule, self.item),
            title=self.rule.title or self.rule.code,
            outcome=outcome,
            at=at,
            severity=Severity.ERROR if self.pack.citation.checked else Severity.WARNING,
            citation=citation(self.pack),
            message=_message(self.rule),
            undated=self.undated,
            **more,
        )

    def compare(
        self, actual: Sum, limit: Fraction, *, floor: bool, at: Place, arithmetic: Message | None = None
    ) -> Verdict:
        """Against a floor or a cap. A range holds if both ends hold and fails if neither does."""
        bound = Range.of(limit)
        if actual.known is None or (not actual.complete and not self.certain(actual, limit, floor=floor)):
            return self.verdict(
                "not_computable", at, actual=actual.known, limit=bound, reason=_unknown(actual), addends=actual.addends
            )
        slack = actual.known - bound if floor else bound - actual.known
        outcome: Outcome = "passed" if slack.low >= 0 else "failed" if slack.high < 0 else "not_computable"
        if not actual.complete:
            outcome = "passed" if floor else "failed"
        reason = (
            say(
                "区间 {actual} 一端满足、一端不满足",
                "one end of {actual} holds and the other does not",
                actual=actual.known,
            )
            if outcome == "not_computable"
            else None
        )
        return self.verdict(
            outcome,
            at,
            actual=actual.known,
            limit=bound,
            slack=slack,
            reason=reason,
            arithmetic=arithmetic,
            addends=actual.addends,
        )

    @staticmethod
    def certain(actual: Sum, limit: Fraction, *, floor: bool) -> bool:
        """Whether the known part alone settles it: a floor already reached, a cap already passed."""
        assert actual.known is not None
        return actual.known.low >= limit if floor else actual.known.low > limit


def citation(pack: Pack) -> Message:
    """Where the figures come from, and whether anybody compared them with the official text."""
    cited = pack.citation
    number = f"（{cited.number}）" if cited.number else ""
    article = f" {cited.article}" if cited.article else ""
    if cited.checked:
        return say(
            "{pack}：《{title}》{number}{article}",
            "{pack}: {title}{number}{article}",
            pack=pack.title,
            title=cited.title,
            number=number,
            article=article,
        )
    return say(
        "{pack}：《{title}》{number}{article}；尚未与正式文本核对，最多算警告",
        "{pack}: {title}{number}{article}; not yet compared with the official text, so a warning at most",
        pack=pack.title,
        title=cited.title,
        number=number,
        article=article,
    )


def _message(rule: PackRule) -> Message | None:
    if rule.message is None:
        return None
    zh, en = rule.message.zh or rule.message.en, rule.message.en or rule.message.zh
    return say(zh, en) if zh and en else None


def _unknown(actual: Sum) -> Message:
    if actual.known is None:
        return say("没有可以相加的学时", "there are no hours to add")
    return say("有 {count} 项学时不详", "addends whose hours are unknown: {count}", count=actual.unknown)


def code_of(rule: PackRule, item: Item) -> str:
    """The code of domain.md under which a pack's rule reports."""
    if isinstance(item.record, Portfolio):
        return "PF03"
    if rule.check is PackCheck.REQUIRED:
        return "ST01"
    if rule.check is PackCheck.WITHIN:
        return "TM01"
    if rule.check is PackCheck.UNIQUE:
        return "PF06"
    if rule.check is PackCheck.CYCLE_CAP or rule.at_most is not None or rule.at_most_share is not None:
        return "HR06"
    is_practice = rule.where is not None and {mode.value for mode in rule.where.mode} & {"practice", "shadowing"}
    return "HR07" if is_practice else "HR05"
