"""Shares: a part against a whole, by cross-multiplication and never by division."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from functools import reduce

from planfolio.findings import Message, Place, say
from planfolio.frozen import frozen
from planfolio.model import Plan, Portfolio
from planfolio.model.exact import Range
from planfolio.model.packs import Per, ShareLimit, Where
from planfolio.packs.fields import UNITS, Field, field_of
from planfolio.totals import Sum, audiences
from planfolio.verdicts.bench import HOURS, ITEMS, YUAN, Bench, Outcome, Verdict, counted, unknown_addends
from planfolio.verdicts.sums import known_or_zero, picked, summed


def judge_shares(judge: Bench) -> Iterator[Verdict]:
    """A part of a whole; of a whole of nothing there is no share."""
    for bench in _benches(judge):
        for limit, floor in ((judge.rule.at_least_share, True), (judge.rule.at_most_share, False)):
            if limit is not None:
                for audience in _audiences(bench):
                    yield from _judge_share(bench, limit, audience, floor=floor)


def _benches(judge: Bench) -> Iterator[Bench]:
    """A bench for each field. The units of a plan are to a portfolio the entries of its ledger."""
    if isinstance(judge.item.record, Portfolio) and f"{UNITS}.hours" in judge.rule.of:
        yield replace(judge, field=field_of(Portfolio, "ledger.hours"))
    yield from judge.fields()


def _audiences(judge: Bench) -> tuple[str | None, ...]:
    """The audiences that are judged apart: those of the plan that the rule names, or all of the plan."""
    where = judge.rule.where
    if where is not None and where.audience:
        return where.audience if isinstance(judge.item.record, Portfolio) else present(judge, where.audience)
    return audiences(judge.totals.units) or (None,) if judge.rule.per is Per.AUDIENCE else (None,)


def present(judge: Bench, wanted: tuple[str, ...]) -> tuple[str, ...]:
    """Those of the wanted audiences that the units are for; where no unit names any, those that stand in the plan's own."""
    known = audiences(judge.totals.units)
    if known:
        return tuple(audience for audience in wanted if audience in known)
    record = judge.item.record
    stated = record.audience if isinstance(record, Plan) else ()
    return tuple(audience for audience in wanted if any(audience in text for text in stated))


def _judge_share(judge: Bench, limit: ShareLimit, audience: str | None, *, floor: bool) -> Iterator[Verdict]:
    where = judge.rule.where
    if audience is not None:
        where = (where or Where()).model_copy(update={"audience": (audience,)})
    whole_field = _whole_field(judge, limit.of)
    if whole_field is None:
        return
    share = _share(judge, whole_field, where)
    part, whole = share.part, share.whole
    at = part.addends[0].at if part.addends else place(judge)
    if not whole.addends and whole.known is None:
        if isinstance(judge.item.record, Plan) and audience is None:
            reason = say("没有可以相加的单元学时", "there are no hours of units to add")
            yield judge.verdict("not_computable", at, floor=floor, reason=reason)
    elif whole.known is None or whole.known.high > 0:
        alternatives = tuple(_alternatives(judge, whole_field)) if audience is None else ()
        yield _compare(judge, share, alternatives or (share,), limit.share.value, floor=floor, at=at)


@frozen
class _Share:
    """A part, as it is stated and with all that states no mode or category, and the whole of which it is a part."""

    part: Sum
    most: Sum
    whole: Sum


def _share(judge: Bench, whole_field: Field, where: Where | None) -> _Share:
    of_audience = Where(audience=where.audience) if where is not None and where.audience else None
    return _Share(
        part=known_or_zero(picked(judge, where)),
        most=known_or_zero(picked(replace(judge, loosely=True), where)),
        whole=summed(replace(judge, field=whole_field), of_audience),
    )


def _alternatives(judge: Bench, whole_field: Field) -> Iterator[_Share]:
    """Where units name several audiences, the share of each: nobody attends the part of one and the whole of another."""
    names = audiences(judge.totals.units)
    if len(names) < 2 or not (_is_of_units(judge.field) and _is_of_units(whole_field)):
        return
    for name in names:
        where = (judge.rule.where or Where()).model_copy(update={"audience": (name,)})
        share = _share(judge, whole_field, where)
        if share.whole.known is None or share.whole.known.high > 0:
            yield share


def _is_of_units(field: Field | None) -> bool:
    return field is not None and field.name in (f"{UNITS}.hours", "stages.hours", "modules.hours")


def _whole_field(judge: Bench, name: str) -> Field | None:
    """The field of which a share is taken, in this kind of document."""
    record = judge.item.record
    if isinstance(record, Portfolio) and name == f"{UNITS}.hours":
        name = "ledger.hours"
    return field_of(type(record), name) if record is not None else None


def place(judge: Bench) -> Place:
    """Where a sum of the rule's field stands: at its first unit, or at its first key."""
    assert judge.field is not None
    if judge.field.steps[0] == UNITS:
        return judge.totals.units[0].at if judge.totals.units else judge.item.at("hours")
    return judge.item.at(judge.field.steps[0])


def _compare(
    judge: Bench, found: _Share, alternatives: tuple[_Share, ...], share: Fraction, *, floor: bool, at: Place
) -> Verdict:
    """Of alternatives all hold, or none, or it cannot be told."""
    part, most, whole = found.part, found.most, found.whole
    measure = judge.field.measure if judge.field else "hours"
    unit = {"money": YUAN, "number": ITEMS}.get(measure or "", HOURS)
    if not (most.complete and whole.complete) or part.known is None or most.known is None or whole.known is None:
        unknown = max(most.unknown, whole.unknown)  # the part's are among the whole's
        reason = unknown_addends(unknown, is_money=measure == "money")
        return judge.verdict("not_computable", at, floor=floor, reason=reason, unit=unit, addends=part.addends)
    if _lacks_units(judge, whole):
        reason = say("没有写各单元的学时，算不出比例", "no unit states its hours, so there is no share")
        return judge.verdict("not_computable", at, floor=floor, reason=reason)
    compared = tuple(_compared(one, share, floor=floor) for one in alternatives)
    slack = reduce(Range.envelope, (one.slack for one in compared))
    outcome = _outcome(slack)
    actual = Range(part.known.low, most.known.high)
    limit = whole.known.times(share)
    products = list({(one.part, one.whole): one.product for one in compared}.values())
    arithmetic = say(
        "{part} ÷ {whole} 与 {share} 相比：{products}",
        "{part} of {whole} against {share}: {products}",
        part=actual,
        whole=whole.known,
        share=_share_text(share),
        products=products,
    )
    if outcome != "not_computable":
        split = None
    elif all(one.outcome != "not_computable" for one in compared):
        split = say(
            "有的对象满足，有的对象不满足：{products}",
            "it holds for some audiences and not for others: {products}",
            products=products,
        )
    else:
        split = judge.undecided(actual, limit)
    return judge.verdict(
        outcome,
        at,
        floor=floor,
        actual=actual,
        limit=limit,
        slack=slack,
        whole=whole.known,
        counted=_counted(compared, share) if unit is HOURS and not floor else None,
        unit=unit,
        arithmetic=arithmetic,
        reason=split,
        addends=part.addends,
    )


@frozen(kw_only=True)
class _Compared:
    """A share against its limit: what is left before it fails, and the product that shows it."""

    part: Range
    whole: Range
    slack: Range
    outcome: Outcome
    product: Message


def _compared(found: _Share, share: Fraction, *, floor: bool) -> _Compared:
    assert found.part.known is not None
    assert found.most.known is not None
    assert found.whole.known is not None
    whole, part = found.whole.known, Range(found.part.known.low, found.most.known.high)
    slack = share_slack(found.part.known, whole, share, floor=floor).envelope(
        share_slack(found.most.known, whole, share, floor=floor)
    )
    outcome = _outcome(slack)
    product = say(
        "{part} × {down} {sign} {whole} × {up}",
        "{part} × {down} {sign} {whole} × {up}",
        part=part,
        whole=whole,
        up=share.numerator,
        down=share.denominator,
        sign=_SIGNS[floor, outcome],
    )
    return _Compared(part=part, whole=whole, slack=slack, outcome=outcome, product=product)


def _outcome(slack: Range) -> Outcome:
    return "passed" if slack.low >= 0 else "failed" if slack.high < 0 else "not_computable"


def _counted(compared: tuple[_Compared, ...], share: Fraction) -> Range | None:
    """The whole without what is beyond the cap, over all alternatives."""
    each = (counted(one.part, one.whole.times(share), Sum(one.whole)) for one in compared)
    return reduce(Range.envelope, (one for one in each if one is not None))


def _lacks_units(judge: Bench, whole: Sum) -> bool:
    """Whether the whole is only what the plan declares: no unit says what it is made of."""
    is_of_units = judge.field is not None and judge.field.steps[0] == UNITS
    return not whole.addends or (is_of_units and not judge.totals.units)


def share_slack(part: Range, whole: Range, share: Fraction, *, floor: bool) -> Range:
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
