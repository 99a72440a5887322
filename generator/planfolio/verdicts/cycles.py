"""Cycles: hours over several years, a ledger's as they are and a plan's projected."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

from planfolio.findings import Place, say
from planfolio.frozen import frozen
from planfolio.model import Plan, Portfolio
from planfolio.model.choices import PlanType
from planfolio.model.exact import Range, added
from planfolio.model.packs import Per, Where
from planfolio.model.scalars import Bound
from planfolio.packs.fields import UNITS, field_of
from planfolio.totals import Sum, UnitTotal, in_force, leaves, total
from planfolio.verdicts.bench import Bench, Verdict
from planfolio.verdicts.sums import between, known_or_zero, leaf_matches, ledger_sum, summed, whole_sum

DEFAULT_TERMS_PER_YEAR = Fraction(2)
NO_CYCLE = say("没有写周期", "no cycle is stated")
_ONE_YEAR = Fraction(1)


@frozen
class _Limit:
    """So many hours over so many years, to reach or not to pass."""

    bound: Bound
    years: Fraction
    floor: bool


def judge_cycle(judge: Bench, *, floor: bool) -> Iterator[Verdict]:
    """Hours over a cycle: a ledger's as they are, a plan's projected to the cycle's years."""
    rule = judge.rule
    assert rule.hours is not None
    assert rule.years is not None
    yield from _judge(judge, _Limit(rule.hours, rule.years, floor))


def judge_years(judge: Bench) -> Iterator[Verdict]:
    """The sum of the rule's field in every single year."""
    for bound, floor in ((judge.rule.at_least, True), (judge.rule.at_most, False)):
        if bound is not None:
            yield from _judge(judge, _Limit(bound, _ONE_YEAR, floor))


def _judge(judge: Bench, limit: _Limit) -> Iterator[Verdict]:
    if isinstance(judge.item.record, Portfolio):
        yield from _judge_ledger(judge, judge.item.record, limit)
    elif isinstance(judge.item.record, Plan):
        yield from _judge_projection(judge, judge.item.record, limit)


# --- a teacher's ledger -----------------------------------------------------------------------------------------------


def _judge_ledger(judge: Bench, portfolio: Portfolio, limit: _Limit) -> Iterator[Verdict]:
    cycle, floor = portfolio.cycle, limit.floor
    if cycle is None:
        yield judge.verdict("not_computable", judge.item.at("name"), floor=floor, reason=NO_CYCLE)
        return
    at = judge.item.at("cycle")
    length = _years_between(cycle.start, cycle.end)
    if limit.years == length:
        yield _ledger_verdict(judge, limit, cycle.start, cycle.end)
    elif limit.years == 1:
        yield from _judge_each_year(judge, limit, cycle.start, cycle.end)
    else:
        reason = say(
            "周期是 {length} 年，规则要 {years} 年",
            "years of the cycle: {length}, of the rule: {years}",
            length=_printed(length),
            years=limit.years,
        )
        yield judge.verdict("not_computable", at, floor=floor, limit=_shown(limit.bound), reason=reason)


def _judge_each_year(judge: Bench, limit: _Limit, start: date, end: date) -> Iterator[Verdict]:
    for first, last in cycle_years(start, end):
        values = {"first": first, "last": last}
        if first > judge.today and limit.floor:
            reason = say("{first} 至 {last} 还没有开始", "{first} to {last} has not begun", **values)
            yield judge.verdict("not_computable", judge.item.at("cycle"), limit=_shown(limit.bound), reason=reason)
        else:
            yield _ledger_verdict(judge, limit, first, last)


def _ledger_verdict(judge: Bench, limit: _Limit, first: date, last: date) -> Verdict:
    where = judge.rule.where
    found = ledger_sum(judge, where, first, last)
    whole = ledger_sum(judge, _statuses(where), first, last) if not limit.floor else None
    portfolio = judge.item.record
    assert isinstance(portfolio, Portfolio)
    assert portfolio.cycle is not None
    arithmetic = say(
        "{first} 至 {last}：{hours}",
        "{first} to {last}: {hours}",
        first=first,
        last=last,
        hours=found,
    )
    is_part = (first, last) != (portfolio.cycle.start, portfolio.cycle.end)
    return judge.compare(
        found,
        limit.bound,
        floor=limit.floor,
        at=judge.item.at("fte" if judge.rule.per is Per.FTE and portfolio.fte is not None else "cycle"),
        whole=whole,
        arithmetic=arithmetic if is_part else None,
        span=(first, last),
    )


def _statuses(where: Where | None) -> Where | None:
    """A condition without all but the statuses: what it picks is the whole of which the condition's is a part."""
    return Where(status=where.status) if where and where.status else None


def cycle_years(start: date, end: date) -> Iterator[tuple[date, date]]:
    """The years of a cycle, each from its first to its last day; the last may be shorter."""
    first = start
    while first <= end:
        following = first.replace(year=first.year + 1, day=28 if (first.month, first.day) == (2, 29) else first.day)
        yield first, min(following - timedelta(days=1), end)
        first = following


def _years_between(start: date, end: date) -> Fraction:
    """Years from the first to the last day, both included; a week more or less is no other year."""
    years = Fraction((end - start).days + 1) / Fraction("365.25")
    return Fraction(round(years)) if abs(years - round(years)) <= Fraction(1, 5) else years


def _printed(years: Fraction) -> Range:
    """To a tenth: nobody counts the days of a cycle."""
    return Range.of(Fraction(round(years * 10), 10))


# --- a plan's projection ----------------------------------------------------------------------------------------------


def _judge_projection(judge: Bench, plan: Plan, limit: _Limit) -> Iterator[Verdict]:
    basis = _basis(judge, plan, judge.rule.where)
    at = basis.addends[0].at if basis.addends else judge.item.at("hours")
    if plan.type is PlanType.TERM:
        yield _projected(judge, plan, basis, limit, at=at, terms=_terms_per_year(judge))
    elif plan.type is PlanType.ANNUAL:
        yield _projected(judge, plan, basis, limit, at=at, terms=None)
    elif plan.type is PlanType.MULTI_YEAR:
        yield from _multi_year(judge, plan, limit, at=at)


def _basis(judge: Bench, plan: Plan, where: Where | None) -> Sum:
    """What is projected: the rule's field, else grants where the plan awards hours, else its hours."""
    if judge.field is not None:
        return summed(judge, where)
    if where is not None:
        field = field_of(Plan, "grants.hours" if plan.grants else f"{UNITS}.hours")
        return summed(replace(judge, field=field), where)
    if plan.type is PlanType.TERM and judge.totals.credited is not None:
        return judge.totals.credited
    return whole_sum(judge.totals)


def _terms_per_year(judge: Bench) -> Fraction:
    for _, line in in_force(judge.catalog, judge.item):
        for _, pack in line:
            if pack.units and pack.units.terms_per_year:
                return pack.units.terms_per_year
    return DEFAULT_TERMS_PER_YEAR


def _projected(judge: Bench, plan: Plan, basis: Sum, limit: _Limit, *, at: Place, terms: Fraction | None) -> Verdict:
    factor = limit.years * (terms if terms is not None else 1)
    scaled = _times(basis, factor)
    hours = [addend.hours for addend in basis.addends if addend.hours]
    parts = _addition(hours, basis)
    parts = f"({parts})" if parts and len(hours) > 1 else parts or str(basis.known)
    by = f"{parts} × {terms} × {limit.years}" if terms is not None else f"{parts} × {limit.years}"
    arithmetic = say("{by} = {result}", "{by} = {result}", by=by, result=scaled.known) if scaled.known else None
    whole = _times(_basis(judge, plan, None), factor) if not limit.floor and judge.rule.where else None
    return judge.compare(scaled, limit.bound, floor=limit.floor, at=at, whole=whole, arithmetic=arithmetic)


def _addition(hours: list[Range], made: Sum) -> str:
    """`24 + 12`; nothing where these do not make the sum, as where alternatives are a range, or a declared total was taken."""
    return " + ".join(map(str, hours)) if added(hours) == made.known else ""


def _times(found: Sum, factor: Fraction) -> Sum:
    return Sum(found.known.times(factor) if found.known else None, found.unknown, found.addends)


def _multi_year(judge: Bench, plan: Plan, limit: _Limit, *, at: Place) -> Iterator[Verdict]:
    length, where = plan_years(plan), judge.rule.where
    if length is None:
        reason = say("看不出规划是几年", "the plan does not say how many years it has")
        yield judge.verdict("not_computable", at, floor=limit.floor, limit=_shown(limit.bound), reason=reason)
    elif length == limit.years:
        found = whole_sum(judge.totals) if where is None else _basis(judge, plan, where)
        parts = _addition([unit.computed.known for unit in judge.totals.units if unit.computed.known], found)
        arithmetic = (
            say("{parts} = {sum}", "{parts} = {sum}", parts=parts, sum=found.known) if parts and where is None else None
        )
        whole = whole_sum(judge.totals)
        yield judge.compare(found, limit.bound, floor=limit.floor, at=at, whole=whole, arithmetic=arithmetic)
    elif limit.years == 1 and len(plan.stages) == length:
        for unit in judge.totals.units:
            if unit.at.field[0] == "stages":
                yield judge.compare(
                    stage_sum(judge, unit, where),
                    limit.bound,
                    floor=limit.floor,
                    at=unit.at,
                    whole=stage_sum(judge, unit, None),
                    arithmetic=say("{title}", "{title}", title=unit.unit.title),
                )
    else:
        reason = say(
            "规划是 {length} 年，规则要 {years} 年",
            "years of the plan: {length}, of the rule: {years}",
            length=_printed(length),
            years=limit.years,
        )
        yield judge.verdict("not_computable", at, floor=limit.floor, limit=_shown(limit.bound), reason=reason)


def stage_sum(judge: Bench, unit: UnitTotal, where: Where | None) -> Sum:
    """What a condition picks of one unit."""

    def pick(judge: Bench) -> Sum:
        own = (leaf for leaf in leaves([unit]) if leaf_matches(judge, where, leaf))
        return known_or_zero(total(addend for leaf in own for addend in leaf.computed.addends))

    return between(judge, where, pick)


def _shown(bound: Bound) -> Range:
    """The limit as it is written, where nothing can be compared with it."""
    return Range.of(bound.value)


def plan_years(plan: Plan) -> Fraction | None:
    """How many years a multi-year plan has: by its period, without one by the number of its stages."""
    if plan.period is not None and plan.period.start is not None and plan.period.end is not None:
        if plan.period.start > plan.period.end:
            return None
        return _years_between(plan.period.start, plan.period.end)
    return Fraction(len(plan.stages)) if plan.stages else None
