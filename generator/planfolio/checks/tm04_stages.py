"""各阶段首尾相接，不重叠，加起来就是标题说的年数。

每个阶段都写明起止时才算：后一阶段应在前一阶段结束后的第二天开始，结束当天交接也算相接。暑假（6月下旬到9月上旬）、寒假（1月中旬到3月上旬）和
周末、节假日和一两天的间隔不算空档，十天以内的集中活动两边也不算；贯穿全程的阶段、只给一部分对象的阶段不比。标题写“五年规划”的，各阶段从头到尾应约为五年。

错：重叠 12 天。

    阶段:
      - {标题: 集中研修, 起止: {开始: 2025-09-01, 结束: 2025-10-31}}
      - {标题: 岗位实践, 起止: {开始: 2025-10-20, 结束: 2025-12-31}}

对：

    阶段:
      - {标题: 集中研修, 起止: {开始: 2025-09-01, 结束: 2025-10-31}}
      - {标题: 岗位实践, 起止: {开始: 2025-11-01, 结束: 2025-12-31}}
--
Stages follow one another without gap or overlap, for as many years as the title says.

Computed only where every stage has a start and an end: the next starts on the day after, or on the day on which the one before
ends. Summer (late June to early September) and winter holidays (mid-January to early March), weekends, public holidays and a
day or two are no gaps, nor is what lies beside gatherings of ten days or less. A stage that runs all along and stages for some
of the participants only are not compared. Where the title speaks of a plan for five years (五年规划), the stages take about
that long from end to end.

Wrong: they overlap by 12 days.

    stages:
      - {title: Workshops, period: {start: 2025-09-01, end: 2025-10-31}}
      - {title: Practice, period: {start: 2025-10-20, end: 2025-12-31}}

Right:

    stages:
      - {title: Workshops, period: {start: 2025-09-01, end: 2025-10-31}}
      - {title: Practice, period: {start: 2025-11-01, end: 2025-12-31}}
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise

from planfolio.checks.subject import Subject
from planfolio.findings import Count, Message, Outcome, Related, Severity, say
from planfolio.frozen import frozen
from planfolio.model import Plan

SEVERITY = Severity.WARNING

_GATHERING = 10
_NOTICEABLE = 3
"""Working days that make a gap."""
_SLACK = 95
"""Days by which the stages may differ from the title's years: the summer after the last school year."""
_YEARS = re.compile(
    r"(?<![\d一二三四五六七八九十第近])([一二两三四五六七八]|[1-8])年(?:发展)?(?:行动)?(?:规划|计划)(?=(?:[（(][^（）()]*[）)])?$)"
)
_CITED = re.compile(r"落实|贯彻|推进|根据|依据|实施")
_NUMBERS = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8}


@frozen
class _Stage:
    index: int
    title: str
    start: date
    end: date

    @property
    def days(self) -> int:
        return (self.end - self.start).days + 1


def check(subject: Subject) -> Iterator[Outcome]:
    plan = subject.record
    if not isinstance(plan, Plan) or len(plan.stages) < 2:
        return
    stages = [
        _Stage(index, stage.title, stage.period.start, stage.period.end)
        for index, stage in enumerate(plan.stages)
        if stage.period is not None and stage.period.start is not None and stage.period.end is not None
    ]
    if len(stages) < len(plan.stages):
        if stages:
            yield subject.not_computable(
                say(
                    "{total} 个阶段里 {known} 个写明起止，是否相接不能判断",
                    "{known} of {total} stages have a start and an end, so it cannot be told whether they follow on",
                    total=len(plan.stages),
                    known=len(stages),
                )
            )
        return
    if any(stage.start > stage.end for stage in stages) or any(stage.audience for stage in plan.stages):
        return
    first, last = min(stage.start for stage in stages), max(stage.end for stage in stages)
    ordered = sorted(stages, key=lambda stage: (stage.start, stage.end))
    ordered = [stage for stage in ordered if (stage.start, stage.end) != (first, last)]
    found = [outcome for one, other in pairwise(ordered) if (outcome := _compare(subject, one, other))]
    found.extend(_length(subject, plan, stages, first, last))
    yield from found
    if not found and len(ordered) > 1:
        yield subject.passed(_followed(ordered))


def _followed(stages: list[_Stage]) -> Message:
    """How stages follow one another that are found in order, with the widest gap that was let pass."""
    widest = max((other.start - one.end).days - 1 for one, other in pairwise(stages))
    values = {"count": len(stages), "stages": [f"{stage.start}–{stage.end}" for stage in stages]}
    if widest <= 0:
        return say("{count} 个阶段首尾相接：{stages}", "{count} stages follow one another: {stages}", **values)
    return say(
        "{count} 个阶段不重叠：{stages}；最多隔 {gap} 天，因假期、周末或集中活动，不算空档",
        "{count} stages do not overlap: {stages}; up to {gap} between two, for holidays, weekends or a gathering, are no gap",
        gap=Count(widest, "day"),
        **values,
    )


def _compare(subject: Subject, one: _Stage, other: _Stage) -> Outcome | None:
    values = {"one": one.title, "other": other.title, "start": other.start, "end": one.end}
    related = [
        Related(at=subject.at("stages", one.index, "period", "end"), message=say("“{one}”", "“{one}”", one=one.title))
    ]
    at = subject.at("stages", other.index, "period", "start")
    shared = (min(one.end, other.end) - other.start).days + 1
    if shared > 1:
        return subject.finding(
            at,
            say(
                "“{other}”从 {start} 起，“{one}”到 {end} 才结束，重叠 {days} 天",
                "“{other}” starts on {start}, “{one}” ends on {end}: they overlap by {days}",
                days=Count(shared, "day"),
                **values,
            ),
            fix=say("改其中一个阶段的起止", "change the period of one of them"),
            related=related,
        )
    gap = [one.end + timedelta(days=number) for number in range(1, (other.start - one.end).days)]
    holidays = {holiday.date for holiday in subject.catalog.site.holidays if not holiday.workday}
    working = sum(not _is_free(day) and day not in holidays for day in gap)
    if working < _NOTICEABLE or min(one.days, other.days) <= _GATHERING:
        return None
    return subject.finding(
        at,
        say(
            "“{one}”到 {end} 结束，“{other}”从 {start} 才开始，中间空了 {days} 天",
            "“{one}” ends on {end}, “{other}” starts on {start}: a gap of {days}",
            days=Count(len(gap), "day"),
            **values,
        ),
        fix=say("补上中间的安排，或改起止", "say what happens between them, or change a period"),
        related=related,
    )


def _is_free(day: date) -> bool:
    """A day of the weekend, of the long holidays or of the weeks of 1 May and 1 October."""
    free = (((6, 20), (9, 10)), ((1, 10), (3, 10)), ((5, 1), (5, 5)), ((10, 1), (10, 8)))
    return day.weekday() > 4 or any(first <= (day.month, day.day) <= last for first, last in free)


def _length(subject: Subject, plan: Plan, stages: list[_Stage], first: date, last: date) -> Iterator[Outcome]:
    """The stages from end to end against the years of the title."""
    stated = _YEARS.search(plan.title)
    if stated is None or _CITED.search(plan.title, 0, stated.start()):
        return
    years = _NUMBERS.get(stated[1]) or int(stated[1])
    days = (last - first).days + 1
    expected = years * 365
    if abs(days - expected) <= _SLACK:
        return
    latest = max(stages, key=lambda stage: stage.end)
    yield subject.finding(
        subject.at("stages", latest.index, "period", "end"),
        say(
            "标题说“{stated}”，约 {expected} 天；各阶段从 {first} 到 {last} 共 {days} 天，{gap}",
            "the title says “{stated}”, about {expected} days; the stages run from {first} to {last}, {days} days: {gap}",
            stated=stated.group(),
            first=first,
            last=last,
            days=days,
            expected=expected,
            gap=say("少 {gap} 天", "{gap} short", gap=expected - days)
            if days < expected
            else say("多 {gap} 天", "{gap} too many", gap=days - expected),
        ),
        fix=say("改阶段的起止，或改标题的年数", "change the stages' periods or the title's years"),
        related=[
            Related(
                at=subject.at("title"),
                message=say("标题说“{stated}”", "the title says “{stated}”", stated=stated.group()),
            )
        ],
    )
