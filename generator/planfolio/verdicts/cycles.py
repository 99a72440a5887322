"""Cycles: hours over several years, a ledger's as they are and a plan's projected."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction

from planfolio.findings import Place, say
from planfolio.model import Pack, Plan, Portfolio
from planfolio.model.choices import PlanType
from planfolio.model.exact import Range
from planfolio.totals import Sum, UnitTotal, leaves, packs_of, total
from planfolio.verdicts.bench import Bench, Verdict
from planfolio.verdicts.sums import known_or_zero, ledger_sum, summed, whole_sum

DEFAULT_TERMS_PER_YEAR = Fraction(2)


def judge_cycle(judge: Bench, *, floor: bool) -> Iterator[Verdict]:
    """Hours over a cycle: a ledger's as they are, a plan's projected to the cycle's years."""
    rule = judge.rule
    assert rule.hours is not None
    assert rule.years is not None
    if isinstance(judge.item.record, Portfolio):
        yield from _judge_ledger(judge, rule.hours, rule.years, floor=floor)
    elif isinstance(judge.item.record, Plan):
        yield from _judge_projection(judge, judge.item.record, rule.hours, rule.years, floor=floor)


def _judge_ledger(judge: Bench, hours: Fraction, years: Fraction, *, floor: bool) -> Iterator[Verdict]:
    portfolio = judge.item.record
    assert isinstance(portfolio, Portfolio)
    if portfolio.cycle is None:
        yield judge.verdict("not_computable", judge.item.at("name"), reason=say("没有写周期", "no cycle is stated"))
        return
    at = judge.item.at("cycle")
    length = _years_between(portfolio.cycle.start, portfolio.cycle.end)
    if years == length:
        yield judge.compare(known_or_zero(ledger_sum(judge, judge.rule.where)), hours, floor=floor, at=at)
    elif years == 1:
        for first, last in _cycle_years(portfolio.cycle.start, portfolio.cycle.end):
            yearly = known_or_zero(ledger_sum(judge, judge.rule.where, first, last))
            arithmetic = say(
                "{first} 至 {last}：{hours} 学时",
                "{first} to {last}: {hours} class hours",
                first=first,
                last=last,
                hours=yearly.known,
            )
            yield judge.compare(yearly, hours, floor=floor, at=at, arithmetic=arithmetic)
    else:
        reason = say(
            "周期是 {length} 年，规则要 {years} 年",
            "the cycle has {length} years, the rule asks for {years}",
            length=length,
            years=years,
        )
        yield judge.verdict("not_computable", at, limit=Range.of(hours), reason=reason)


def _cycle_years(start: date, end: date) -> Iterator[tuple[date, date]]:
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


def _judge_projection(judge: Bench, plan: Plan, hours: Fraction, years: Fraction, *, floor: bool) -> Iterator[Verdict]:
    basis = _basis(judge, plan)
    at = basis.addends[0].at if basis.addends else judge.item.at("hours")
    if plan.type is PlanType.TERM:
        terms = _terms_per_year(judge)
        yield _projected(judge, basis, terms * years, hours, floor=floor, at=at, terms=terms, years=years)
    elif plan.type is PlanType.ANNUAL:
        yield _projected(judge, basis, years, hours, floor=floor, at=at, terms=None, years=years)
    elif plan.type is PlanType.MULTI_YEAR:
        yield from _multi_year(judge, plan, hours, years, floor=floor, at=at)


def _basis(judge: Bench, plan: Plan) -> Sum:
    """What is projected: grants where the plan awards hours, else its hours."""
    if judge.rule.where is not None:
        picked = summed(judge, "grants.hours" if plan.grants else "units.hours", judge.rule.where)
        return known_or_zero(picked)
    if plan.type is PlanType.TERM and judge.totals.credited is not None:
        return judge.totals.credited
    return whole_sum(judge.totals)


def _terms_per_year(judge: Bench) -> Fraction:
    for identifier in packs_of(judge.catalog, judge.item):
        pack = judge.catalog.record(Pack, identifier)
        if pack and pack.units and pack.units.terms_per_year:
            return pack.units.terms_per_year
    return DEFAULT_TERMS_PER_YEAR


def _projected(
    judge: Bench,
    basis: Sum,
    factor: Fraction,
    hours: Fraction,
    *,
    floor: bool,
    at: Place,
    terms: Fraction | None,
    years: Fraction,
) -> Verdict:
    scaled = Sum(basis.known.times(factor) if basis.known else None, basis.unknown, basis.addends)
    parts = " + ".join(str(addend.hours) for addend in basis.addends if addend.hours)
    parts = f"({parts})" if len(basis.addends) > 1 else parts
    by = f"{parts} × {terms} × {years}" if terms is not None else f"{parts} × {years}"
    arithmetic = say("{by} = {result}", "{by} = {result}", by=by, result=scaled.known) if scaled.known else None
    return judge.compare(scaled, hours, floor=floor, at=at, arithmetic=arithmetic)


def _multi_year(
    judge: Bench, plan: Plan, hours: Fraction, years: Fraction, *, floor: bool, at: Place
) -> Iterator[Verdict]:
    length = plan_years(plan)
    if length is None:
        yield judge.verdict(
            "not_computable",
            at,
            limit=Range.of(hours),
            reason=say("看不出规划是几年", "the plan does not say how many years it has"),
        )
    elif length == years:
        found = whole_sum(judge.totals) if judge.rule.where is None else _basis(judge, plan)
        parts = " + ".join(str(unit.computed.known) for unit in judge.totals.units if unit.computed.known)
        arithmetic = (
            say("{parts} = {sum}", "{parts} = {sum}", parts=parts, sum=found.known)
            if parts and judge.rule.where is None
            else None
        )
        yield judge.compare(found, hours, floor=floor, at=at, arithmetic=arithmetic)
    elif years == 1 and len(plan.stages) == length:
        for unit in judge.totals.units:
            if unit.at.field[0] == "stages":
                yield judge.compare(
                    _stage_sum(judge, unit),
                    hours,
                    floor=floor,
                    at=unit.at,
                    arithmetic=say("{title}", "{title}", title=unit.unit.title),
                )
    else:
        reason = say(
            "规划是 {length} 年，规则要 {years} 年",
            "the plan has {length} years, the rule asks for {years}",
            length=length,
            years=years,
        )
        yield judge.verdict("not_computable", at, limit=Range.of(hours), reason=reason)


def _stage_sum(judge: Bench, unit: UnitTotal) -> Sum:
    where = judge.rule.where
    if where is None:
        return total(addend for leaf in leaves([unit]) for addend in leaf.computed.addends)
    wanted = {mode.value for mode in where.mode}
    return known_or_zero(
        total(
            addend for leaf in leaves([unit]) if not wanted or leaf.mode in wanted for addend in leaf.computed.addends
        )
    )


def plan_years(plan: Plan) -> Fraction | None:
    """How many years a multi-year plan has: by its period, without one by the number of its stages."""
    if plan.period is not None and plan.period.start is not None and plan.period.end is not None:
        if plan.period.start > plan.period.end:
            return None
        return _years_between(plan.period.start, plan.period.end)
    return Fraction(len(plan.stages)) if plan.stages else None
