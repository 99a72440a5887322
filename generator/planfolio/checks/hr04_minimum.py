"""达到自己规定的最低学时。

方案写了最低学时的，合计（算得出就用合计，否则用声明的总学时）不能少于它。合计是范围的，两端都够才算通过，两端都不够才算没达到，否则不能判断。

错：最低学时 60，合计 48。
对：最低学时 60，合计 60。
--
The plan's own minimum is met.

Where a plan states a minimum, its sum (the computed one where it is complete, else the declared total) is no less. A range
passes if both ends do, fails if neither does, and else cannot be told.

Wrong: minimum_hours 60, the sum is 48.
Right: minimum_hours 60, the sum is 60.
"""

from __future__ import annotations

from collections.abc import Iterator

from planfolio.checks.subject import Subject, addend_places
from planfolio.findings import Outcome, Severity, say
from planfolio.model import Plan
from planfolio.model.exact import Range
from planfolio.totals import Totals

SEVERITY = Severity.ERROR


def check(subject: Subject) -> Iterator[Outcome]:
    plan, totals = subject.record, subject.totals
    if not isinstance(plan, Plan) or plan.minimum_hours is None or totals is None:
        return
    minimum = totals.rates.class_hours(plan.minimum_hours)
    actual = totals.judged or _bound(totals)
    if minimum is None:
        yield subject.not_computable(
            say("最低学时 {amount} 不能换算", "the minimum, {amount}, cannot be converted", amount=plan.minimum_hours)
        )
    elif actual is None:
        yield subject.not_computable(
            say(
                "合计 {sum}，不能与最低 {minimum} 学时比较",
                "the sum is {sum}; it cannot be compared with the minimum, {minimum} class hours",
                sum=totals.computed,
                minimum=minimum,
            )
        )
    else:
        yield _judge(subject, totals, actual, minimum)


def _bound(totals: Totals) -> Range | None:
    """What is known of an incomplete sum: at least its lower end."""
    return totals.computed.known


def _judge(subject: Subject, totals: Totals, actual: Range, minimum: Range) -> Outcome:
    is_bound = totals.judged is None
    values = {"actual": actual, "minimum": minimum}
    if actual.low >= minimum.high:
        slack = (
            Range(actual.low - minimum.high, actual.high - minimum.low)
            if not is_bound
            else say("至少 {n}", "at least {n}", n=Range.of(actual.low - minimum.high))
        )
        return subject.passed(
            say("{actual} ≥ {minimum}，余 {slack}", "{actual} ≥ {minimum}, {slack} to spare", slack=slack, **values)
        )
    if is_bound or actual.high >= minimum.low:
        return subject.not_computable(
            say(
                "合计 {sum}，最低 {minimum}，不能判断",
                "the sum is {sum}, the minimum {minimum}: it cannot be told",
                sum=totals.computed,
                minimum=minimum,
            )
        )
    gap = Range(minimum.low - actual.high, minimum.high - actual.low)
    return subject.finding(
        subject.at("minimum_hours"),
        say(
            "最低 {minimum} 学时，合计 {actual}，差 {gap}",
            "the minimum is {minimum} class hours, the sum {actual}: {gap} short",
            gap=gap,
            **values,
        ),
        fix=say("补足 {gap} 学时，或改最低学时", "add {gap} class hours, or change the minimum", gap=gap),
        related=addend_places(totals.computed.addends),
    )
