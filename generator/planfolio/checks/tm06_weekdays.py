"""写明的星期与日期相符，不落在法定节假日。

正文和字段里写在日期旁边的星期，要与日历一致（没写年份的，从同一行前面的年份或方案起止推出，推不出不判断；9月14日—18日（周一至周五）首尾各自
相对，对不上号的不判断；表格里“星期”一列与左边一格的日期比较）；课次的日期与星期、周次一致，学期第一周从周一算起。
活动和时限落在 site.yaml 的节假日或调休上班日的提示一下，落在周末的照常列为通过；没有那一年的节假日数据就说明没有检查。节假日不会删去活动。

错：这一天是星期一。

    2025年3月10日（星期二）上午集中研修。

对：

    2025年3月10日（星期一）上午集中研修。
--
A weekday written beside a date is that date's, and nothing falls on a public holiday.

In the body and in fields (where the year is missing it comes from the same line or from the period; else nothing is said; of
14–18 September (Monday to Friday) the first and the last are compared, and what does not pair off is not judged; in a table a
column of weekdays is held against the date to its left); a session's date, weekday and week agree, and the first week of a
term starts on a Monday. Sessions and deadlines on a holiday or a worked weekend of site.yaml are noted, weekends are listed as
passed, and a year without holiday data is said not to have been checked. A holiday removes no session.

Wrong: that day is a Monday.

    The first workshop is on 2025-03-10 (Tuesday).

Right:

    The first workshop is on 2025-03-10 (Monday).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from planfolio.checks.dated_weekdays import english_name, written
from planfolio.checks.series import (
    CHINESE,
)
from planfolio.checks.subject import Subject
from planfolio.findings import Message, Outcome, Place, Related, Severity, say
from planfolio.frozen import frozen
from planfolio.model import Pack, Plan, Schedule, TextPage
from planfolio.model.choices import SessionStatus
from planfolio.model.schedules import Session, Term
from planfolio.model.sites import Holiday

SEVERITY = Severity.ERROR


def check(subject: Subject) -> Iterator[Outcome]:
    if isinstance(subject.record, (Pack, TextPage)):
        return
    yield from written(subject)
    if isinstance(subject.record, Schedule):
        yield from _scheduled(subject, subject.record)
    yield from _holidays(subject)


# --- weekdays of sessions and terms -------------------------------------------------------------------------------------


def _scheduled(subject: Subject, schedule: Schedule) -> Iterator[Outcome]:
    if schedule.term is not None and schedule.term.start.weekday() != 0:
        start = schedule.term.start
        yield subject.finding(
            subject.at("term", "start"),
            say(
                "第一周从 {date} 算起，这天是星期{right}，应为星期一",
                "the first week starts on {date}, a {right_en}; it should be a Monday",
                date=start,
                right=CHINESE[start.weekday()],
                right_en=english_name(start.weekday()),
            ),
            fix=say(
                "写第一周星期一的日期；这一周是 {monday}",
                "write the date of the first week's Monday; in this week it is {monday}",
                monday=start - timedelta(days=start.weekday()),
            ),
            severity=Severity.WARNING,
        )
    for index, session in enumerate(schedule.sessions):
        if session.date is None:
            continue
        if session.weekday is None or session.date.isoweekday() == session.weekday.number:
            yield from _in_week(subject, index, session, session.date, schedule.term)
        else:
            yield subject.finding(
                subject.at("sessions", index, "weekday"),
                say(
                    "“{title}”的日期 {date} 是星期{right}，星期写的是{wrong}",
                    "“{title}” is on {date}, a {right_en}; its weekday says {wrong_en}",
                    title=session.title,
                    date=session.date,
                    right=CHINESE[session.date.weekday()],
                    wrong=session.weekday,
                    right_en=english_name(session.date.weekday()),
                    wrong_en=session.weekday.value.capitalize(),
                ),
                fix=say("核对后改日期或星期", "check which is right, then change the date or the weekday"),
                related=[
                    Related(
                        at=subject.at("sessions", index, "date"), message=say("{date}", "{date}", date=session.date)
                    )
                ],
            )


# --- holidays -----------------------------------------------------------------------------------------------------------


@frozen
class _Occasion:
    """Something that takes place on certain days."""

    title: str
    at: Place
    days: tuple[date, ...]


def _holidays(subject: Subject) -> Iterator[Outcome]:
    occasions = list(_occasions(subject))
    if not occasions:
        return
    holidays = {holiday.date: holiday for holiday in subject.catalog.site.holidays}
    years = {day.year for day in holidays}
    for occasion in occasions:
        hit = [holidays[day] for day in occasion.days if day in holidays]
        if hit:
            yield _on_holiday(subject, occasion, hit)
    days = sorted({day for occasion in occasions for day in occasion.days})
    weekend = [day for day in days if day.weekday() > 4 and day.year in years and day not in holidays]
    if weekend:
        yield subject.passed(
            say(
                "落在周末，不是节假日：{days}",
                "on a weekend, no public holiday: {days}",
                days=[str(day) for day in weekend][:10],
            )
        )
    for year in sorted({day.year for day in days} - years):
        yield subject.not_computable(
            say(
                "站点设置（site.yaml）没有录入 {year} 年的节假日，是否落在节假日未检查",
                "the site's settings (site.yaml) do not hold the holidays of {year}; public holidays were not checked",
                year=year,
            )
        )


def _occasions(subject: Subject) -> Iterator[_Occasion]:
    """Deadlines of a plan, sessions of a schedule that are not cancelled."""
    if isinstance(subject.record, Plan):
        for index, deadline in enumerate(subject.record.deadlines):
            yield _Occasion(deadline.title, subject.at("deadlines", index, "date"), (deadline.date,))
    elif isinstance(subject.record, Schedule):
        days: dict[int, list[date]] = {}
        for meeting in subject.totals.meetings if subject.totals else ():
            if meeting.day is not None and meeting.session.status is not SessionStatus.CANCELLED:
                days.setdefault(meeting.index, []).append(meeting.day)
        for index, found in days.items():
            session = subject.record.sessions[index]
            field = "date" if session.date else "weeks" if session.weeks else "week"
            yield _Occasion(session.title, subject.at("sessions", index, field), tuple(found))


def _on_holiday(subject: Subject, occasion: _Occasion, hit: list[Holiday]) -> Outcome:
    return subject.finding(
        occasion.at,
        say(
            "“{title}”落在{days}",
            "“{title}” falls on {days}",
            title=occasion.title,
            days=[_described(holiday) for holiday in hit],
        ),
        fix=say("确认是否照常进行；改期就改日期", "make sure that it is meant; else change the date"),
        severity=Severity.NOTE,
    )


def _described(holiday: Holiday) -> Message:
    if holiday.workday:
        return say(
            "调休上班日 {date}（{title}）",
            "{date}, a weekend worked in place of a holiday ({title})",
            date=holiday.date,
            title=holiday.title or "调休",
        )
    return say(
        "节假日 {date}（{title}）", "{date}, a public holiday ({title})", date=holiday.date, title=holiday.title or "—"
    )


def _in_week(subject: Subject, index: int, session: Session, day: date, term: Term | None) -> Iterator[Outcome]:
    """The date against the week that stands beside it. A date outside the term is TM01's; one that was moved left its week."""
    if session.week is None or term is None or term.start.weekday() != 0 or session.status is SessionStatus.MOVED:
        return
    week = (day - term.start).days // 7 + 1
    if week == session.week or not 1 <= week <= (term.weeks or week):
        return
    yield subject.finding(
        subject.at("sessions", index, "week"),
        say(
            "“{title}”的日期 {date} 在第 {right} 周，周次写的是第 {wrong} 周",
            "“{title}” is on {date}, in week {right}; its week says {wrong}",
            title=session.title,
            date=day,
            right=week,
            wrong=session.week,
        ),
        fix=say("核对后改日期或周次", "check which is right, then change the date or the week"),
        severity=Severity.WARNING,
        related=[Related(at=subject.at("sessions", index, "date"), message=say("{date}", "{date}", date=day))],
    )
