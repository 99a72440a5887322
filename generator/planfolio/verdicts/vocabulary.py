"""Vocabulary: what each check of the closed set means. The only module that knows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

from planfolio.findings import Message, Place, say
from planfolio.model import Plan
from planfolio.model.exact import Range
from planfolio.model.packs import PackCheck, Where
from planfolio.totals import Sum, total
from planfolio.verdicts.bench import Bench, Outcome, Verdict
from planfolio.verdicts.cycles import judge_cycle
from planfolio.verdicts.sums import known_or_zero, summed


def _judge_required(judge: Bench) -> Iterator[Verdict]:
    for name in judge.rule.of:
        filled = all(_filled(judge.item.record, name.split(".")))
        yield judge.verdict(
            "passed" if filled else "failed",
            judge.item.at(name.partition(".")[0]),
            arithmetic=say("{name}", "{name}", name=name),
        )


def _filled(value: Any, steps: list[str]) -> Iterator[bool]:
    """Whether a field is there; of a list, whether it is there in every item."""
    found = getattr(value, steps[0], None)
    if found is None or found == ():
        yield False
    elif len(steps) == 1:
        yield True
    else:
        for one in found if isinstance(found, tuple) else (found,):
            yield from _filled(one, steps[1:])


def _judge_one_of(judge: Bench) -> Iterator[Verdict]:
    filled = any(all(_filled(judge.item.record, name.split("."))) for name in judge.rule.of)
    yield judge.verdict("passed" if filled else "failed", judge.item.at("title"))


def _judge_count(judge: Bench) -> Iterator[Verdict]:
    for name in judge.rule.of:
        value = getattr(judge.item.record, name, ())
        number = Sum(Range.of(len(value) if isinstance(value, tuple) else 1 if value else 0))
        if judge.rule.at_least is not None:
            yield judge.compare(number, judge.rule.at_least, floor=True, at=judge.item.at(name))
        if judge.rule.at_most is not None:
            yield judge.compare(number, judge.rule.at_most, floor=False, at=judge.item.at(name))


def _judge_sum(judge: Bench) -> Iterator[Verdict]:
    rule = judge.rule
    for name in rule.of:
        if (
            rule.where is not None
            and rule.where.audience
            and not summed(judge, name, Where(audience=rule.where.audience)).addends
        ):
            continue  # the rule speaks of an audience that the plan does not have
        actual = summed(judge, name, rule.where)
        at = _sum_place(judge, name)
        if rule.at_least is not None:
            yield judge.compare(actual, rule.at_least, floor=True, at=at)
        if rule.at_most is not None:
            yield judge.compare(known_or_zero(actual), rule.at_most, floor=False, at=at)
    yield from _judge_share(judge)


def _sum_place(judge: Bench, name: str) -> Place:
    first = name.partition(".")[0]
    if first == "units":
        return judge.totals.units[0].at if judge.totals.units else judge.item.at("hours")
    return judge.item.at(first)


def _judge_share(judge: Bench) -> Iterator[Verdict]:
    """A part of a whole, by cross-multiplication; of a whole of nothing there is no share."""
    rule = judge.rule
    for limit, floor in ((rule.at_least_share, True), (rule.at_most_share, False)):
        if limit is None:
            continue
        name = rule.of[0]
        audience = Where(audience=rule.where.audience) if rule.where and rule.where.audience else None
        whole = summed(judge, limit.of, audience)
        part = known_or_zero(summed(judge, name, rule.where))
        at = part.addends[0].at if part.addends else _sum_place(judge, name)
        if not whole.addends and whole.known is None and judge.item.record and not judge.totals.units:
            if isinstance(judge.item.record, Plan) and audience is None:
                yield judge.verdict(
                    "not_computable", at, reason=say("没有可以相加的单元学时", "there are no hours of units to add")
                )
            continue
        if whole.known is not None and whole.known.high == 0:
            continue
        yield _compare_share(judge, part, whole, limit.share.value, floor=floor, at=at)


def _compare_share(judge: Bench, part: Sum, whole: Sum, share: Fraction, *, floor: bool, at: Place) -> Verdict:
    if not (part.complete and whole.complete) or part.known is None or whole.known is None:
        unknown = part.unknown + whole.unknown
        reason = (
            say("有 {count} 项学时不详", "addends whose hours are unknown: {count}", count=unknown)
            if unknown
            else say("没有可以相加的学时", "there are no hours to add")
        )
        return judge.verdict("not_computable", at, reason=reason, addends=part.addends)
    if not whole.addends or (not judge.totals.units and isinstance(judge.item.record, Plan)):
        return judge.verdict(
            "not_computable",
            at,
            reason=say("单元没有写学时，算不出比例", "the units state no hours, so there is no share"),
        )
    limit = whole.known.times(share)
    slack = _share_slack(part.known, whole.known, share, floor=floor)
    outcome: Outcome = "passed" if slack.low >= 0 else "failed" if slack.high < 0 else "not_computable"
    arithmetic = say(
        "{part} ÷ {whole} 与 {share} 相比：{part} × {down} {sign} {whole} × {up}",
        "{part} of {whole} against {share}: {part} × {down} {sign} {whole} × {up}",
        part=part.known,
        whole=whole.known,
        share=_share_text(share),
        up=share.numerator,
        down=share.denominator,
        sign=_SIGNS[floor, outcome],
    )
    split: Message | None = (
        say("区间的一端满足、一端不满足", "one end of the range holds and the other does not")
        if outcome == "not_computable"
        else None
    )
    return judge.verdict(
        outcome,
        at,
        actual=part.known,
        limit=limit,
        slack=slack,
        arithmetic=arithmetic,
        reason=split,
        addends=part.addends,
    )


def _share_slack(part: Range, whole: Range, share: Fraction, *, floor: bool) -> Range:
    """`part` − share × whole for a floor, the other way round for a cap, at the worst and at the best.

    A part that is longer makes the whole longer too: what varies freely is the part and the rest beside it.
    """
    rest = Range(whole.low - part.low, whole.high - part.high)
    least = part.low - share * (part.low + rest.high)
    most = part.high - share * (part.high + rest.low)
    return Range(least, most) if floor else Range(-most, -least)


_SIGNS: dict[tuple[bool, Outcome], str] = {
    (True, "passed"): "≥",
    (True, "failed"): "<",
    (False, "passed"): "≤",
    (False, "failed"): ">",
    (True, "not_computable"): "?",
    (False, "not_computable"): "?",
}


def _share_text(share: Fraction) -> str:
    percent = share * 100
    return f"{percent.numerator}%" if percent.denominator == 1 else f"{share.numerator}/{share.denominator}"


def _judge_equals(judge: Bench) -> Iterator[Verdict]:
    assert judge.rule.hours is not None
    for name in judge.rule.of:
        actual = summed(judge, name, judge.rule.where)
        floor = judge.compare(actual, judge.rule.hours, floor=True, at=_sum_place(judge, name))
        cap = judge.compare(actual, judge.rule.hours, floor=False, at=_sum_place(judge, name))
        yield floor if floor.outcome != "passed" else cap


def _judge_each(judge: Bench) -> Iterator[Verdict]:
    for name in judge.rule.of:
        for addend in summed(judge, name, judge.rule.where).addends:
            if judge.rule.at_least is not None:
                yield judge.compare(total([addend]), judge.rule.at_least, floor=True, at=addend.at)
            if judge.rule.at_most is not None:
                yield judge.compare(total([addend]), judge.rule.at_most, floor=False, at=addend.at)


def _judge_unique(judge: Bench) -> Iterator[Verdict]:
    for name in judge.rule.of:
        first, _, rest = name.partition(".")
        values = [getattr(one, rest, None) for one in getattr(judge.item.record, first, ())]
        stated = [value for value in values if value is not None]
        yield judge.verdict("passed" if len(stated) == len(set(stated)) else "failed", judge.item.at(first))


def _judge_within(judge: Bench) -> Iterator[Verdict]:
    record = judge.item.record
    period = getattr(record, "period", None) or getattr(record, "cycle", None)
    for name in judge.rule.of:
        first, _, rest = name.partition(".")
        for index, one in enumerate(getattr(record, first, ())):
            day = getattr(one, rest or "date", None)
            at = judge.item.at(first, index)
            if day is None or period is None or period.start is None or period.end is None:
                yield judge.verdict("not_computable", at, reason=say("缺少日期", "a date is missing"))
            else:
                yield judge.verdict("passed" if period.start <= day <= period.end else "failed", at)


JUDGES: dict[PackCheck, Callable[[Bench], Iterator[Verdict]]] = {
    PackCheck.REQUIRED: _judge_required,
    PackCheck.ONE_OF: _judge_one_of,
    PackCheck.COUNT: _judge_count,
    PackCheck.SUM: _judge_sum,
    PackCheck.SHARE: _judge_share,
    PackCheck.EQUALS: _judge_equals,
    PackCheck.EACH: _judge_each,
    PackCheck.UNIQUE: _judge_unique,
    PackCheck.WITHIN: _judge_within,
    PackCheck.CYCLE_FLOOR: lambda judge: judge_cycle(judge, floor=True),
    PackCheck.CYCLE_CAP: lambda judge: judge_cycle(judge, floor=False),
}
