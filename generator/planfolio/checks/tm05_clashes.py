"""同一个人、同一个地点在一个时间只有一件事。

时间按前闭后开：10:30 结束和 10:30 开始不冲突。已取消的活动不占时间，按周排的活动逐次比较。人在全站的日程里比较，地点只在同一个方案的日程里比较；
角色（如“县外专家”）、线上平台和整所学校不算。没有结束时间的不能判断。一处冲突报一次，两处都写明。

错：

    # schedules/example.yaml
    标题: 示例日程
    活动:
      - {标题: 讲座, 日期: 2026-03-04, 开始: 09:00, 结束: 10:30, 地点: 报告厅}
      - {标题: 研讨, 日期: 2026-03-04, 开始: 10:00, 结束: 11:00, 地点: 报告厅}

对：

    # schedules/example.yaml
    标题: 示例日程
    活动:
      - {标题: 讲座, 日期: 2026-03-04, 开始: 09:00, 结束: 10:30, 地点: 报告厅}
      - {标题: 研讨, 日期: 2026-03-04, 开始: 10:30, 结束: 11:30, 地点: 报告厅}
--
One person and one place have one thing at a time.

Times are half-open: what ends at 10:30 does not clash with what starts then. Cancelled sessions take nobody's time; weekly
ones are compared date by date. Persons are compared over all schedules of the site, places over those of one plan; roles such
as “outside experts”, online platforms and whole schools are no single place or person. Without an end nothing can be said.
A clash is reported once, with both places.

Wrong:

    # schedules/example.yaml
    title: Spring
    sessions:
      - {title: Lecture, date: 2026-03-04, start: 09:00, end: 10:30, place: Hall}
      - {title: Workshop, date: 2026-03-04, start: 10:00, end: 11:00, place: Hall}

Right:

    # schedules/example.yaml
    title: Spring
    sessions:
      - {title: Lecture, date: 2026-03-04, start: 09:00, end: 10:30, place: Hall}
      - {title: Workshop, date: 2026-03-04, start: 10:30, end: 11:30, place: Hall}
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, time
from functools import lru_cache
from heapq import heappop, heappush
from typing import NamedTuple

from planfolio.catalog import Catalog, Item
from planfolio.checks.roles import names
from planfolio.checks.subject import Subject
from planfolio.evidence import Evidence
from planfolio.findings import Message, Outcome, Place, Related, Severity, say
from planfolio.model import Plan, Schedule
from planfolio.model.choices import Mode, SessionStatus, Status
from planfolio.model.scalars import Weekday
from planfolio.model.schedules import Session
from planfolio.totals import Meeting

SEVERITY = Severity.ERROR

_SHARED = re.compile(
    r"平台|线上|网络|网上|在线|直播|腾讯会议|钉钉|各|分散|本校|本单位|所在单位|自定|(?:学校|小学|中学|幼儿园|大学|学院|校区|基地|中心|园区|酒店|宾馆)$"
    r"|online|zoom|teams",
    re.IGNORECASE,
)
"""Places that hold more than one session at a time: platforms and whole institutions."""


class _Slot(NamedTuple):
    """One meeting of a session, with its time and the schedule in which it stands."""

    schedule: str
    at: Place
    meeting: Meeting
    start: time
    end: time

    @property
    def session(self) -> Session:
        return self.meeting.session

    @property
    def order(self) -> tuple[str, int]:
        return self.schedule, self.meeting.index


_Day = tuple[date | None, int | None, Weekday | None]
"""A date; where the term's start is unknown a week and a weekday."""


@dataclass(slots=True)
class _Clash:
    """Two sessions that want the same persons or the same place, with the days on which they do."""

    first: _Slot
    second: _Slot
    what: dict[tuple[object, object], None] = field(default_factory=dict)
    days: dict[_Day, None] = field(default_factory=dict)


def check(subject: Subject) -> Iterator[Outcome]:
    schedule = subject.record
    if not isinstance(schedule, Schedule):
        return
    clashes = _clashes(subject.evidence).get(subject.item.key, ())
    for clash in clashes:
        yield _finding(subject, clash)
    active = [session for session in schedule.sessions if session.status is not SessionStatus.CANCELLED]
    endless = sum(session.start is not None and session.end is None for session in active)
    if endless:
        yield subject.not_computable(
            say(
                "{count} 项活动没有结束时间，是否冲突不能判断",
                "sessions without an end: {count}; whether they clash cannot be told",
                count=endless,
            )
        )
    elif not clashes and sum(session.end is not None for session in active) > 1:
        yield subject.passed(say("{count} 项活动互不冲突", "no clash between {count} sessions", count=len(active)))


@lru_cache(maxsize=1)
def _clashes(evidence: Evidence) -> dict[str, list[_Clash]]:
    """The clashes of a whole site, by the schedule of the second session."""
    buckets: dict[tuple[object, ...], list[_Slot]] = {}
    for item, schedule in evidence.catalog.records(Schedule):
        if _counts(evidence.catalog, item):
            plan = evidence.catalog.plan_of(item)
            claims = [tuple(_claims(one, schedule, plan.key if plan else item.key)) for one in schedule.sessions]
            for slot in _slots(item, schedule, evidence.totals[item.key].meetings):
                for claim in claims[slot.meeting.index]:
                    buckets.setdefault((*claim, *_when(slot)), []).append(slot)
    pairs: dict[tuple[tuple[str, int], tuple[str, int]], _Clash] = {}
    for key, slots in buckets.items():
        for one, other in _overlaps(slots) if len(slots) > 1 else ():
            first, second = sorted((one, other), key=lambda slot: slot.order)
            clash = pairs.setdefault((first.order, second.order), _Clash(first, second))
            clash.what[key[0], key[1]] = None
            clash.days[_day(second)] = None
    found: dict[str, list[_Clash]] = {}
    for _, clash in sorted(pairs.items(), key=lambda pair: pair[0]):
        found.setdefault(clash.second.schedule, []).append(clash)
    return found


def _counts(catalog: Catalog, item: Item) -> bool:
    """The schedule of a superseded plan binds nobody."""
    plan = catalog.plan_of(item)
    return plan is None or not isinstance(plan.record, Plan) or plan.record.status is not Status.SUPERSEDED


def _slots(item: Item, schedule: Schedule, meetings: Iterable[Meeting]) -> Iterator[_Slot]:
    for meeting in meetings:
        session = meeting.session
        is_dated = meeting.day is not None or (meeting.week is not None and session.weekday is not None)
        if not is_dated or session.status is SessionStatus.CANCELLED or session.start is None or session.end is None:
            continue
        if session.start < session.end:
            yield _Slot(item.key, meeting.at, meeting, session.start, session.end)


def _claims(session: Session, schedule: Schedule, within: str) -> Iterator[tuple[object, ...]]:
    """What a session takes for its time: each person anywhere, the place among schedules of one plan."""
    place = "".join((session.place or "").split())
    if place and session.mode is not Mode.ONLINE and not _SHARED.search(place):
        yield "place", session.place, within
    for person in dict.fromkeys(name for one in session.instructors for name in names(one.name or "")):
        yield "person", person, schedule.timezone


def _when(slot: _Slot) -> tuple[object, ...]:
    """The day, else the week and weekday of the schedule's own term."""
    meeting = slot.meeting
    return (meeting.day,) if meeting.day else (slot.schedule, meeting.week, meeting.session.weekday)


def _overlaps(slots: list[_Slot]) -> Iterator[tuple[_Slot, _Slot]]:
    """Each slot with an earlier one that has not ended when it starts, the one that ends first."""
    running: list[tuple[time, int, _Slot]] = []
    for number, slot in enumerate(sorted(slots, key=lambda slot: (slot.start, slot.end, slot.order))):
        while running and running[0][0] <= slot.start:
            heappop(running)
        for _, _, other in running:
            if not _is_shared(other, slot):
                yield other, slot
                break
        heappush(running, (slot.end, number, slot))


def _is_shared(one: _Slot, other: _Slot) -> bool:
    """One event written down twice: the same session seen again, a joint session for two audiences, or namesakes."""
    first, second = one.session, other.session
    if one.order == other.order:
        return True
    is_joint = (first.title, first.start, first.end, first.place) == (
        second.title,
        second.start,
        second.end,
        second.place,
    ) and first.audience != second.audience
    return is_joint or (one.schedule != other.schedule and _are_namesakes(first, second))


def _are_namesakes(first: Session, second: Session) -> bool:
    """Persons of one name from different organisations."""
    organisations = [
        {(i.name, i.organisation) for i in session.instructors if i.organisation} for session in (first, second)
    ]
    shared = {i.name for i in first.instructors} & {i.name for i in second.instructors}
    return bool(shared) and all(
        any(name == one for one, _ in organisations[0])
        and any(name == one for one, _ in organisations[1])
        and not {pair for pair in organisations[0] if pair[0] == name} & organisations[1]
        for name in shared
    )


def _who_or_where(kind: object, name: object) -> Message:
    if kind == "place":
        return say("地点“{name}”", "the place “{name}”", name=name)
    return say("“{name}”", "“{name}”", name=name)


def _day(slot: _Slot) -> _Day:
    return slot.meeting.day, slot.meeting.week, slot.session.weekday


def _written(when: _Day) -> Message:
    day, week, weekday = when
    if day is not None or weekday is None:
        return say("{day}", "{day}", day=day)
    return say("第 {week} 周{zh}", "{en} of week {week}", week=week, zh=weekday.chinese, en=weekday.value.capitalize())


def _finding(subject: Subject, clash: _Clash) -> Outcome:
    first, second = clash.first, clash.second
    days = list(clash.days)
    return subject.finding(
        subject.at("sessions", second.meeting.index, "start"),
        say(
            "{what}同时有两件事：“{second}”{second_time} 与“{first}”{first_time}，{days}{more}",
            "double-booked: {what}, for “{second}” {second_time} and “{first}” {first_time}, {days}{more}",
            what=[_who_or_where(kind, name) for kind, name in clash.what],
            second=second.session.title,
            second_time=_hours(second),
            first=first.session.title,
            first_time=_hours(first),
            days=[_written(day) for day in days[:3]],
            more=say(" 等 {count} 次", " and so on, {count} times", count=len(days)) if len(days) > 3 else "",
        ),
        fix=say(
            "改其中一项的时间、地点或授课人；停了的写“状态: 取消”",
            "change time, place or instructor of one, or mark it cancelled",
        ),
        related=[
            Related(
                at=first.at / "start",
                message=say("“{title}”{time}", "“{title}” {time}", title=first.session.title, time=_hours(first)),
            )
        ],
    )


def _hours(slot: _Slot) -> str:
    return f"{slot.start:%H:%M}–{slot.end:%H:%M}"
