"""Bench: one rule of one pack before one document, and the verdict it comes to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any, Literal

from planfolio.catalog import Catalog, Item
from planfolio.findings import Count, Message, Place, Severity, say
from planfolio.frozen import frozen
from planfolio.model import Pack, Portfolio
from planfolio.model.amounts import MISSING_RATE, Amount, HourUnit
from planfolio.model.exact import Clock, Range
from planfolio.model.packs import PackCheck, PackRule, Per
from planfolio.model.scalars import Bound
from planfolio.packs.fields import Field, field_of
from planfolio.packs.grammar import caps
from planfolio.totals import Addend, Sum, Totals

Outcome = Literal["passed", "failed", "not_computable"]

HOURS = say("学时", "class hours")
YUAN = say("元", "yuan")
ITEMS = say("项", "items")
MINUTES = say("分钟", "minutes")
TIME = say("时刻", "time of day")


@frozen(kw_only=True)
class Verdict:
    """What one rule says of one document.

    `actual`, `limit` and `slack`, which is what is left before the rule fails, count `unit`; the slack of a time of day
    counts minutes. `said` stands in place of the figures where these alone do not tell what is wrong.
    """

    pack: str
    rule: str
    code: str
    title: Message
    outcome: Outcome
    at: Place
    floor: bool = True  # whether the limit is one to reach; else one not to pass
    actual: Range | Clock | None = None
    limit: Range | Clock | None = None
    slack: Range | None = None
    whole: Range | None = None  # of a share: the hours of which `actual` is a part
    counted: Range | None = None  # of a cap: the total without the excess
    unit: Message | HourUnit = HOURS
    arithmetic: Message | None = None
    said: Message | None = None
    reason: Message | None = None  # why it is not computable
    addends: tuple[Addend, ...] = ()
    severity: Severity = Severity.WARNING
    citation: Message | None = None
    message: Message | None = None
    undated: bool = False
    in_scope: bool = True  # whether the document states that it is one of those the rule is for
    reveals: tuple[str, ...] = ()  # the document's fields of which it tells something
    since: date | None = None  # the first and the last day over which was counted
    until: date | None = None

    @property
    def gap(self) -> Range | None:
        """How much a failed verdict lacks, or has too much."""
        return Range(-self.slack.high, -self.slack.low) if self.slack else None


@frozen(kw_only=True)
class OutOfForce:
    """A pack that a plan names although it was not in force at the plan's date."""

    pack: str
    at: Place
    day: date


@frozen(kw_only=True)
class Bench:
    """One rule before one document. `pack_id` is the pack that judges, `pack` the one from which the rule comes."""

    catalog: Catalog
    item: Item
    totals: Totals
    today: date
    pack_id: str
    pack: Pack
    rule: PackRule
    undated: bool
    in_scope: bool
    field: Field | None = None
    loosely: bool = False  # whether what states no mode or category is picked as well

    def fields(self) -> Iterator[Bench]:
        """The same bench for every field of the rule that this kind of document has."""
        for name in self.rule.of:
            field = field_of(type(self.item.record), name)  # type: ignore[arg-type]  # only documents are judged
            if field is not None:
                yield replace(self, field=field)

    def verdict(self, outcome: Outcome, at: Place, *, floor: bool = True, **more: Any) -> Verdict:
        return Verdict(
            pack=self.pack_id,
            rule=self.rule.code,
            code=self._code(floor=floor),
            title=say(
                "{title}",
                "{title_en}",
                title=self.rule.title or self.rule.code,
                title_en=self.rule.title_en or self.rule.title or self.rule.code,
            ),
            outcome=outcome,
            at=at,
            floor=floor,
            severity=Severity.ERROR if self.pack.citation.checked else Severity.WARNING,
            citation=citation(self.pack),
            message=_message(self.rule),
            undated=self.undated,
            in_scope=self.in_scope,
            reveals=self._reveals(),
            **more,
        )

    def _reveals(self) -> tuple[str, ...]:
        scale = ("fte",) if self.rule.per is Per.FTE else ()
        return (self.field.steps[0] if self.field else "ledger", *scale)

    def compare(
        self,
        actual: Sum,
        bound: Bound,
        *,
        floor: bool,
        at: Place,
        whole: Sum | None = None,
        arithmetic: Message | None = None,
        span: tuple[date, date] | None = None,
        items: bool = False,
    ) -> Verdict:
        """Against a floor or a cap. A range holds if both ends hold and fails if neither does.

        `whole` is the sum of which a capped `actual` is a part; `items` says that things are counted, not hours.
        """
        limit: Range | None = Range.of(bound.value)
        unit: Message | HourUnit = ITEMS
        if not items:
            actual, limit, unit = self._in_one_unit(actual, bound)
        since, until = span or (None, None)
        more: dict[str, Any] = {"unit": unit, "addends": actual.addends, "limit": limit, "since": since, "until": until}
        if limit is None:
            return self.verdict("not_computable", at, floor=floor, reason=_inconvertible(bound), **more)
        known = actual.known
        if known is None or not (actual.complete or _is_certain(known, limit, floor=floor)):
            reason = self._unknown(actual)
            return self.verdict("not_computable", at, floor=floor, actual=known, reason=reason, **more)
        slack = known - limit if floor else limit - known
        outcome: Outcome = "passed" if slack.low >= 0 else "failed" if slack.high < 0 else "not_computable"
        if not actual.complete:
            outcome = "passed" if floor else "failed"
        return self.verdict(
            outcome,
            at,
            floor=floor,
            actual=known,
            slack=slack,
            counted=counted(known, limit, whole) if actual.complete and unit is HOURS and self._cuts(floor) else None,
            reason=self.undecided(known, limit) if outcome == "not_computable" else None,
            arithmetic=arithmetic,
            **more,
        )

    def _cuts(self, floor: bool) -> bool:
        """Whether the limit is a cap on hours, beyond which they do not count."""
        return not floor and caps(self.rule) and self.rule.per is not Per.DAY

    def _in_one_unit(self, actual: Sum, bound: Bound) -> tuple[Sum, Range | None, Message | HourUnit]:
        """The sum and the limit in one unit: class hours, or the limit's own where it cannot be converted."""
        measure = self.field.measure if self.field is not None else "hours"
        if measure not in ("hours", "absence"):
            return actual, self._scaled(bound.value), YUAN if measure == "money" else ITEMS
        amount = Amount(Range.of(bound.value), bound.unit)
        limit = self.totals.rates.class_hours(amount)
        prefers_own = measure == "absence" and bound.measure == "hours"
        if limit is not None and not prefers_own and (actual.complete or bound.unit is HourUnit.CLASS_HOUR):
            return actual, self._scaled(limit.low), HOURS
        amounts = [addend.amount for addend in actual.addends]
        if amounts and all(one is not None and one.unit is bound.unit for one in amounts):
            known = Range.of(0)
            for one in amounts:
                known = known + (one.value if one else known)
            unit = HOURS if bound.unit is HourUnit.CLASS_HOUR else bound.unit
            return Sum(known, 0, actual.addends), self._scaled(bound.value), unit
        return actual, self._scaled(limit.low) if limit is not None else None, HOURS

    def _scaled(self, limit: Fraction) -> Range:
        """The limit, in proportion to the full-time equivalent where the rule says so: unknown, anything up to all of it."""
        record = self.item.record
        if self.rule.per is not Per.FTE or not isinstance(record, Portfolio):
            return Range.of(limit)
        return Range(Fraction(0), limit) if record.fte is None else Range.of(limit * min(record.fte, Fraction(1)))

    def _unknown(self, actual: Sum) -> Message:
        if actual.known is None and not actual.unknown:
            what = {"money": say("金额", "amounts"), "number": say("数", "figures")}.get(
                (self.field.measure if self.field else None) or "", say("学时", "hours")
            )
            return say("没有可以相加的{what}", "there are no {what} to add", what=what)
        return unknown_addends(actual.unknown, is_money=self.field is not None and self.field.measure == "money")

    def undecided(self, actual: Range, limit: Range) -> Message:
        """Why a range neither holds nor fails."""
        if self.rule.per is Per.FTE and not limit.is_exact:
            return say(
                "没有写全时当量，不知道 {limit} 要折算成多少；实际 {actual}",
                "no full-time equivalent is stated, so what part of {limit} is asked for is unknown; there are {actual}",
                actual=actual,
                limit=Range.of(limit.high),
            )
        where = self.rule.where
        if where is not None and (where.mode or where.category):
            return say(
                "在 {actual} 之间：有的没有写方式或类别，或者学时是区间；一端满足、一端不满足",
                "between {actual}, as some items state no mode or category, or a range: one end holds and the other does not",
                actual=actual,
            )
        return say(
            "区间 {actual} 一端满足、一端不满足", "of {actual} one end holds and the other does not", actual=actual
        )

    def _code(self, *, floor: bool) -> str:
        """The code of domain.md under which a pack's rule reports."""
        rule, measure = self.rule, self.field.measure if self.field else None
        if rule.level is not None:
            return "PF04"
        if rule.check in (PackCheck.REQUIRED, PackCheck.ONE_OF):
            return "ST01"
        if rule.check is PackCheck.UNIQUE:
            return "PF06"
        is_portfolio = isinstance(self.item.record, Portfolio)
        if rule.check is PackCheck.WITHIN:
            return "PF02" if is_portfolio else "TM01"
        if is_portfolio:
            return "PF03"
        if measure in ("money", "time", "absence"):
            return {"money": "BG03", "time": "TM01", "absence": "AS06"}[measure]
        if not floor:
            return "HR06"
        is_practice = rule.where is not None and {mode.value for mode in rule.where.mode} & {"practice", "shadowing"}
        return "HR07" if is_practice else "HR05"


def amount(verdict: Verdict, value: Range | Clock | None) -> Message:
    """A figure of a verdict with its unit. Class hours stand bare, as everywhere, and so do things that are counted."""
    if value is None:
        return say("不详", "unknown")
    if isinstance(value, Clock) or verdict.unit in (HOURS, ITEMS):
        return say("{value}", "{value}", value=value)
    if isinstance(verdict.unit, HourUnit):
        return say("{amount}", "{amount}", amount=Amount(value, verdict.unit))
    unit = MINUTES if verdict.unit is TIME else verdict.unit
    return say("{value} {unit}", "{value} {unit}", value=value, unit=unit)


def counted(actual: Range, limit: Range, whole: Sum | None) -> Range | None:
    """A total without what is beyond the cap: the rest beside the capped part, and the part up to the limit."""
    if whole is None:
        return Range(min(actual.low, limit.low), min(actual.high, limit.high))
    if whole.known is None or not whole.complete:
        return None
    low = whole.known.low - actual.low + min(actual.low, limit.low)
    return Range(low, max(low, whole.known.high - actual.high + min(actual.high, limit.high)))


def citation(pack: Pack) -> Message:
    """Where the figures come from, and whether anybody compared them with the official text."""
    cited = pack.citation
    values = {
        "pack": pack.title,
        "pack_en": pack.title_en or pack.title,
        "title": cited.title,
        "number": f"（{cited.number}）" if cited.number else "",
        "article": say("{article}", ", {article}", article=cited.article) if cited.article else "",
    }
    if cited.checked:
        return Message("{pack}：《{title}》{number}{article}", "{pack_en}: {title}{number}{article}", values)
    return Message(
        "{pack}：《{title}》{number}{article}；尚未与正式文本核对，最多算警告",
        "{pack_en}: {title}{number}{article}; not yet compared with the official text, so a warning at most",
        values,
    )


def unknown_addends(count: int, *, is_money: bool = False) -> Message:
    if is_money:
        return say("有 {count} 项金额不详", "{count} unknown", count=Count(count, "amount"))
    return say("有 {count} 项学时不详", "{count} unknown", count=Count(count, "addend"))


def _is_certain(known: Range, limit: Range, *, floor: bool) -> bool:
    """Whether the known part alone settles it: a floor already reached, a cap already passed."""
    return known.low >= limit.high if floor else known.low > limit.high


def _inconvertible(bound: Bound) -> Message:
    return say(
        "限值 {bound}不能换算：没有{rate}",
        "the limit, {bound}, cannot be converted: no {rate}",
        bound=bound,
        rate=MISSING_RATE[bound.unit][1],
    )


def _message(rule: PackRule) -> Message | None:
    if rule.message is None:
        return None
    zh, en = rule.message.zh or rule.message.en, rule.message.en or rule.message.zh
    return say(zh, en) if zh and en else None
