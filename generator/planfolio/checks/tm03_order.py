"""时限按先后排列：备案、报名、开班。

备案不晚于报名截止，报名截止不晚于开班；同一天可以。一种时限有几个的，按次序一一相比，个数不同只比最早的。

错：

    时限: [{标题: 方案备案, 日期: 2026-03-20, 种类: 备案}, {标题: 第一次集中, 日期: 2026-03-02, 种类: 开班}]

对：

    时限: [{标题: 方案备案, 日期: 2026-02-25, 种类: 备案}, {标题: 第一次集中, 日期: 2026-03-02, 种类: 开班}]
--
Deadlines come in order: filing, registration, start.

A plan is filed no later than registration ends, and registration ends no later than the start; the same day will do. Where
there are several of a kind they are compared one by one in their order; of unequal numbers only the earliest.

Wrong:

    deadlines: [{title: Plan filed, date: 2026-03-20, kind: filing}, {title: First day, date: 2026-03-02, kind: start}]

Right:

    deadlines: [{title: Plan filed, date: 2026-02-25, kind: filing}, {title: First day, date: 2026-03-02, kind: start}]
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from planfolio.checks.subject import Subject
from planfolio.findings import Count, Outcome, Place, Related, Severity, say
from planfolio.model import Plan
from planfolio.model.choices import DeadlineKind

SEVERITY = Severity.ERROR

Dated = tuple[date, Place, str]


def check(subject: Subject) -> Iterator[Outcome]:
    plan = subject.record
    if not isinstance(plan, Plan) or len(plan.deadlines) < 2:
        return
    filing, registration, start = (
        _of_kind(subject, plan, kind) for kind in (DeadlineKind.FILING, DeadlineKind.REGISTRATION, DeadlineKind.START)
    )
    found = [*_out_of_order(subject, filing, registration), *_out_of_order(subject, registration, start)]
    found = found or list(_out_of_order(subject, filing, start))
    yield from found
    stated = [kind[0] for kind in (filing, registration, start) if kind]
    if len(stated) > 1 and not found:
        order = " ≤ ".join(f"{title} {day}" for day, _, title in stated)
        yield subject.passed(say("{order}", "{order}", order=order))


def _of_kind(subject: Subject, plan: Plan, kind: DeadlineKind) -> list[Dated]:
    found = [
        (one.date, subject.at("deadlines", index, "date"), one.title)
        for index, one in enumerate(plan.deadlines)
        if one.kind is kind
    ]
    return sorted(found, key=lambda dated: dated[0])


def _out_of_order(subject: Subject, first: list[Dated], then: list[Dated]) -> Iterator[Outcome]:
    pairs = zip(first, then, strict=True) if len(first) == len(then) else zip(first[:1], then[:1], strict=False)
    for (day, at, title), (later, at_later, title_later) in pairs:
        if day > later:
            yield subject.finding(
                at,
                say(
                    "“{title}”{day} 在“{title_later}”{later} 之后，晚 {days} 天",
                    "“{title}”, {day}, is {days} after “{title_later}”, {later}",
                    title=title,
                    day=day,
                    title_later=title_later,
                    later=later,
                    days=Count((day - later).days, "day"),
                ),
                fix=say(
                    "备案不晚于报名，报名不晚于开班：改正其中一个日期",
                    "filing comes no later than registration, registration no later than the start: correct one of the dates",
                ),
                related=[
                    Related(at=at_later, message=say("“{title}”{day}", "“{title}” {day}", title=title_later, day=later))
                ],
            )
