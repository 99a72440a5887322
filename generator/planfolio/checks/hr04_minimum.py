"""达到自己规定的最低学时。

方案写了最低学时的，合计（算得出就用合计，否则用声明的总学时）不能少于它。合计是范围的，两端都够才算通过，两端都不够才算没达到，否则不能判断。

错：合计 48，比最低 60 少 12。

    最低学时: 60
    学时: 48
    模块: [{标题: 集中面授, 学时: 36}, {标题: 网络研修, 学时: 12}]

对：

    最低学时: 60
    学时: 60
    模块: [{标题: 集中面授, 学时: 36}, {标题: 网络研修, 学时: 24}]
--
The plan's own minimum is met.

Where a plan states a minimum, its sum (the computed one where it is complete, else the declared total) is no less. A range
passes if both ends do, fails if neither does, and else cannot be told.

Wrong: the sum is 48, 12 short of the minimum of 60.

    minimum_hours: 60
    hours: 48
    modules: [{title: Workshops, hours: 36}, {title: Online study, hours: 12}]

Right:

    minimum_hours: 60
    hours: 60
    modules: [{title: Workshops, hours: 36}, {title: Online study, hours: 24}]
"""

from __future__ import annotations

from collections.abc import Iterator

from planfolio.checks.subject import Subject, addend_places
from planfolio.findings import Outcome, Severity, say
from planfolio.model import Plan
from planfolio.model.amounts import class_hours
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
            say("最低学时 {amount}不能换算", "the minimum, {amount}, cannot be converted", amount=plan.minimum_hours)
        )
    elif actual is None:
        yield subject.not_computable(
            say(
                "合计未知，不能与最低 {minimum}比较",
                "the sum is unknown; it cannot be compared with the minimum, {minimum}",
                minimum=class_hours(minimum),
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
            say("余 {n}", "{n}", n=Range(actual.low - minimum.high, actual.high - minimum.low))
            if not is_bound
            else say("至少余 {n}", "at least {n}", n=Range.of(actual.low - minimum.high))
        )
        return subject.passed(
            say(
                "合计 {actual} ≥ 最低 {minimum}，{slack}",
                "the sum, {actual}, is no less than the minimum, {minimum}: {slack} to spare",
                slack=slack,
                **values,
            )
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
        fix=say("补足 {gap}，或改最低学时", "add {gap}, or change the minimum", gap=class_hours(gap)),
        related=addend_places(totals.computed.addends),
    )
