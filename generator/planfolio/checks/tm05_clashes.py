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

from collections.abc import Iterator
from datetime import date

from planfolio.checks.clashes import Clash, Occurrence, Slot, clashes
from planfolio.checks.subject import Subject
from planfolio.evidence import Evidence
from planfolio.findings import Message, Outcome, Related, Severity, say
from planfolio.model import Schedule
from planfolio.model.choices import SessionStatus

SEVERITY = Severity.ERROR


def survey(evidence: Evidence) -> None:
    clashes(evidence)


def check(subject: Subject) -> Iterator[Outcome]:
    schedule = subject.record
    if not isinstance(schedule, Schedule):
        return
    found = clashes(subject.evidence).get(subject.item.key, ())
    for clash in found:
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
    elif not found and sum(session.end is not None for session in active) > 1:
        yield subject.passed(say("{count} 项活动互不冲突", "no clash between {count} sessions", count=len(active)))


def _who_or_where(kind: object, name: object) -> Message:
    if kind == "place":
        return say("地点“{name}”", "the place “{name}”", name=name)
    return say("“{name}”", "“{name}”", name=name)


def _written(when: Occurrence) -> Message:
    day, week, weekday = when
    if day is not None or weekday is None:
        return say("{day}", "{day}", day=day)
    return say("第 {week} 周{zh}", "{en} of week {week}", week=week, zh=weekday.chinese, en=weekday.value.capitalize())


def _order(when: Occurrence) -> tuple[date, int, int]:
    day, week, weekday = when
    return day or date.min, week or 0, weekday.number if weekday else 0


def _finding(subject: Subject, clash: Clash) -> Outcome:
    first, second = clash.first, clash.second
    days = sorted(clash.days, key=_order)
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


def _hours(slot: Slot) -> str:
    return f"{slot.start:%H:%M}–{slot.end:%H:%M}"
