"""Sessions: how long a day of a schedule may be, and how late it may end. One verdict a rule, however often it recurs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from fractions import Fraction

from planfolio.findings import Count, Message, Place, say
from planfolio.frozen import frozen
from planfolio.model.choices import SessionStatus
from planfolio.model.exact import Clock, Range
from planfolio.model.scalars import Bound
from planfolio.totals import Addend, Meeting, Sum
from planfolio.verdicts.bench import TIME, Bench, Outcome, Verdict
from planfolio.verdicts.sums import matches


def _meetings(judge: Bench) -> list[Meeting]:
    """The meetings that take place and that the rule's condition picks. One that was moved is at its new time."""
    where = judge.rule.where
    return [
        meeting
        for meeting in judge.totals.meetings
        if meeting.session.status is not SessionStatus.CANCELLED
        and (where is None or matches(judge, where, meeting.session))
    ]


# --- times of day -----------------------------------------------------------------------------------------------------


def judge_times(judge: Bench) -> Iterator[Verdict]:
    """The starts or the ends of all sessions against a time of day."""
    assert judge.field is not None
    name = judge.field.steps[-1]
    for bound, floor in ((judge.rule.at_least, True), (judge.rule.at_most, False)):
        if bound is not None:
            yield from _judge_time(judge, name, bound, floor=floor)


def _judge_time(judge: Bench, name: str, bound: Bound, *, floor: bool) -> Iterator[Verdict]:
    meetings = _meetings(judge)
    if not meetings:
        return
    limit = Clock(int(bound.value))
    known = [(clock, meeting) for meeting in meetings if (clock := _clock(meeting, name)) is not None]
    beyond = [(clock, meeting) for clock, meeting in known if (clock < limit if floor else clock > limit)]
    if not beyond and len(known) < len(meetings):
        reason = say(
            "{count} 次课没有写{what}时间",
            "{count} without {what}",
            count=Count(len(meetings) - len(known), "session"),
            what=say("开始", "a start") if name == "start" else say("结束", "an end"),
        )
        missing = next(meeting for meeting in meetings if _clock(meeting, name) is None)
        yield judge.verdict("not_computable", missing.at / name, floor=floor, limit=limit, unit=TIME, reason=reason)
        return
    worst = (min if floor else max)(clock for clock, _ in known)
    outcome: Outcome = "failed" if beyond else "passed"
    yield judge.verdict(
        outcome,
        (beyond or known)[0][1].at / name,
        floor=floor,
        actual=worst,
        limit=limit,
        slack=Range.of((worst.minutes - limit.minutes) * (1 if floor else -1)),
        unit=TIME,
        said=_beyond(name, len(beyond), limit, worst, floor=floor) if beyond else None,
        addends=tuple(_timed(meeting, times) for meeting, times in _often(meeting for _, meeting in beyond)),
    )


def _clock(meeting: Meeting, name: str) -> Clock | None:
    found = getattr(meeting.session, name)
    return None if found is None else Clock(found.hour * 60 + found.minute)


def _beyond(name: str, count: int, limit: Clock, worst: Clock, *, floor: bool) -> Message:
    values = {
        "count": Count(count, "session"),
        "limit": limit,
        "worst": worst,
        "gap": Count(abs(worst.minutes - limit.minutes), "minute"),
    }
    verb = say("开始", "beginning") if name == "start" else say("结束", "ending")
    if floor:
        return say(
            "{count} 次课在 {limit} 之前{verb}，最早 {worst}，早 {gap} 分钟",
            "{count} {verb} before {limit}, the earliest at {worst}, {gap} early",
            verb=verb,
            **values,
        )
    return say(
        "{count} 次课在 {limit} 之后{verb}，最晚 {worst}，晚 {gap} 分钟",
        "{count} {verb} after {limit}, the latest at {worst}, {gap} late",
        verb=verb,
        **values,
    )


# --- hours of a day ---------------------------------------------------------------------------------------------------


@frozen
class _Day:
    """What one person can attend on a day. `hours` is the known part of it."""

    name: str
    hours: Fraction
    unknown: int
    meetings: tuple[Meeting, ...]


def judge_days(judge: Bench) -> Iterator[Verdict]:
    """The hours of every day. Sessions at one time, or for different audiences, are alternatives and are not added."""
    days = [day for name, meetings in _by_day(_meetings(judge)) for day in _loads(name, meetings)]
    if not days:
        return
    for bound, floor in ((judge.rule.at_least, True), (judge.rule.at_most, False)):
        if bound is not None:
            yield _judge_day(judge, days, bound, floor=floor)


def _judge_day(judge: Bench, days: list[_Day], bound: Bound, *, floor: bool) -> Verdict:
    certain = [day for day in days if not day.unknown] if floor else days
    worst = (min if floor else max)(certain or days, key=lambda day: day.hours)
    verdict = _one_day(judge, worst, bound, floor=floor)
    if verdict.outcome == "failed" and isinstance(verdict.limit, Range):
        limit = verdict.limit.low
        failed = [day for day in certain if (day.hours < limit if floor else day.hours > limit)]
        return replace(verdict, arithmetic=_added(worst, failed), addends=_involved(failed))
    open_days = [day for day in days if day.unknown]
    if open_days:
        return _one_day(judge, (min if floor else max)(open_days, key=lambda day: day.hours), bound, floor=floor)
    return verdict


def _one_day(judge: Bench, day: _Day, bound: Bound, *, floor: bool) -> Verdict:
    return judge.compare(Sum(Range.of(day.hours), day.unknown), bound, floor=floor, at=day.meetings[0].at)


def _added(worst: _Day, failed: list[_Day]) -> Message:
    """The arithmetic of the worst day, and how many more there are."""
    names = {day.name for day in failed}
    more = say("，共 {count} 天这样", ", {count} such days in all", count=len(names)) if len(names) > 1 else say("", "")
    return say(
        "{day}：{parts} = {sum}{more}",
        "{day}: {parts} = {sum}{more}",
        day=worst.name,
        parts=" + ".join(str(meeting.hours) for meeting in worst.meetings if meeting.hours),
        sum=Range.of(worst.hours),
        more=more,
    )


def _involved(days: list[_Day]) -> tuple[Addend, ...]:
    """Every session of these days, once."""
    return tuple(_timed(meeting, times) for meeting, times in _often(one for day in days for one in day.meetings))


def _by_day(meetings: list[Meeting]) -> list[tuple[str, list[Meeting]]]:
    """Meetings of one day together: by date, or where the term's start is unknown by week and weekday."""
    found: dict[str, list[Meeting]] = {}
    for meeting in meetings:
        name = _day_name(meeting)
        if name is not None:
            found.setdefault(name, []).append(meeting)
    return sorted(found.items())


def _day_name(meeting: Meeting) -> str | None:
    if isinstance(meeting.day, date):
        return meeting.day.isoformat()
    weekday = meeting.session.weekday
    return f"第{meeting.week:02}周{weekday.chinese}" if meeting.week and weekday else None


def _loads(name: str, meetings: list[Meeting]) -> Iterator[_Day]:
    """The day of every audience; sessions that name none are for all."""
    named = dict.fromkeys(audience for meeting in meetings for audience in meeting.session.audience)
    for audience in named or (None,):
        own = [
            one for one in meetings if audience is None or not one.session.audience or audience in one.session.audience
        ]
        timed = [one for one in own if one.hours is not None]
        attended = longest(timed)
        hours = sum((one.hours.low for one in attended if one.hours), Fraction(0))
        yield _Day(name, hours, len(own) - len(timed), attended or tuple(own))


def longest(meetings: list[Meeting]) -> tuple[Meeting, ...]:
    """The most hours that one person can attend: of sessions at one time only one."""
    ordered = sorted(meetings, key=lambda one: (_minutes(one)[1], _minutes(one)[0], one.index))
    best: list[tuple[Fraction, tuple[Meeting, ...]]] = [(Fraction(0), ())]
    for position, meeting in enumerate(ordered):
        start = _minutes(meeting)[0]
        earlier = next((n for n in range(position, 0, -1) if _minutes(ordered[n - 1])[1] <= start), 0)
        hours = best[earlier][0] + (meeting.hours.low if meeting.hours else 0)
        with_it = (hours, (*best[earlier][1], meeting))
        best.append(with_it if hours > best[-1][0] else best[-1])
    return best[-1][1]


def _minutes(meeting: Meeting) -> tuple[int, int]:
    start, end = _clock(meeting, "start"), _clock(meeting, "end")
    assert start is not None
    assert end is not None
    return start.minutes, end.minutes


# --- places -----------------------------------------------------------------------------------------------------------


def _often(meetings: Iterator[Meeting]) -> list[tuple[Meeting, int]]:
    """Each session once, with how many of its meetings there are."""
    times: dict[Place, tuple[Meeting, int]] = {}
    for meeting in meetings:
        times[meeting.at] = (meeting, times.get(meeting.at, (meeting, 0))[1] + 1)
    return list(times.values())


def _timed(meeting: Meeting, times: int) -> Addend:
    session = meeting.session
    span = "–".join(str(clock) for name in ("start", "end") if (clock := _clock(meeting, name)) is not None)
    title = f"{session.title} {span}".rstrip() + (f" × {times}" if times > 1 else "")
    why = None if meeting.hours else say("学时不详", "hours unknown")
    return Addend(title=title, at=meeting.at, amount=None, hours=meeting.hours, why=why)
