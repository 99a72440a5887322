"""Grids: a schedule's dated meetings by week and by month; stretches without any are said in words."""

from __future__ import annotations

from calendar import Calendar
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, time, timedelta
from typing import ClassVar

from planfolio.findings import say
from planfolio.frozen import frozen
from planfolio.model.choices import SessionStatus
from planfolio.model.schedules import Term
from planfolio.pages.studio import Studio
from planfolio.pages.timetable import Appointment
from planfolio.totals import week_of

_NOON, _EVENING = time(12), time(18)
_MARKS = {
    SessionStatus.CANCELLED: say("已取消", "cancelled"),
    SessionStatus.MOVED: say("已调整", "moved"),
}
_SHORT = 22  # characters of a title in a month's cell


@frozen(kw_only=True)
class Entry:
    """A meeting in a cell. `marks` are words such as 已取消 and 冲突; `anchor` is its place in the list."""

    anchor: str
    time: str
    start: str
    title: str
    short: str
    place: str
    marks: tuple[str, ...]
    state: str
    part: str


_Days = Mapping[date, list[Entry]]


@frozen(kw_only=True)
class Day:
    """A day of a grid. `date` is short, `number` that of the month."""

    weekday: str
    date: str
    number: int
    holiday: str
    entries: Sequence[Entry]


@frozen(kw_only=True)
class Part:
    """A row of a week: morning, afternoon or evening, with the entries of its seven days."""

    name: str
    cells: tuple[Sequence[Entry], ...]


@frozen(kw_only=True)
class Week:
    """Monday to Sunday."""

    shape: ClassVar[str] = "grid"
    title: str
    days: tuple[Day, ...]
    parts: tuple[Part, ...]


@frozen(kw_only=True)
class Month:
    """A calendar month; a cell outside it is None."""

    shape: ClassVar[str] = "grid"
    title: str
    weekdays: tuple[str, ...]
    rows: tuple[tuple[Day | None, ...], ...]


@frozen(kw_only=True)
class Gap:
    """A stretch without a meeting, in words."""

    shape: ClassVar[str] = "gap"
    text: str


def grids(
    studio: Studio, appointments: Iterable[Appointment], term: Term | None
) -> tuple[tuple[Week | Gap, ...], tuple[Month | Gap, ...]]:
    """The weeks and the months that have meetings, and in words those between them that have none."""
    days: dict[date, list[Entry]] = {}
    for appointment in appointments:
        if appointment.meeting.day is not None:
            days.setdefault(appointment.meeting.day, []).append(_entry(studio, appointment))
    return tuple(_weeks(studio, days, term)), tuple(_months(studio, days))


def time_of(studio: Studio, appointment: Appointment) -> str:
    """14:00–15:30, or what is missing."""
    say, session = studio.edition.say, appointment.meeting.session
    if session.start is None:
        return say("时间未写", "no time")
    if session.end is None:
        return say(f"{session.start:%H:%M} 起", f"from {session.start:%H:%M}, no end")
    return f"{session.start:%H:%M}–{session.end:%H:%M}"


def mark_of(studio: Studio, appointment: Appointment) -> str:
    """What became of a meeting where that is not what one expects."""
    mark = _MARKS.get(appointment.meeting.session.status)
    return mark.shown(studio.edition.language) if mark else ""


# --- weeks ------------------------------------------------------------------------------------------------------------


def weeks_of(appointments: Iterable[Appointment]) -> dict[date, list[Appointment]]:
    """Dated appointments by the Monday of their week."""
    return _grouped(appointments, _monday)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def week_title(studio: Studio, monday: date, term: Term | None) -> str:
    """第 3 周（2024年9月16日–22日）; the days alone where no term counts its weeks from a Monday."""
    say, number = studio.edition.say, _number(monday, term)
    span = studio.values.span(monday, monday + timedelta(days=6))
    return say(f"第 {number} 周（{span}）", f"Week {number} ({span})") if number else span


def _weeks(studio: Studio, days: _Days, term: Term | None) -> Iterator[Week | Gap]:
    mondays = list(dict.fromkeys(map(_monday, days)))
    if not mondays:
        return
    edges = _term_edges(term, mondays)
    before = edges[0] - timedelta(days=7) if edges else None
    for monday in mondays:
        if before is not None:
            yield from _week_gap(studio, before + timedelta(days=7), monday - timedelta(days=7), term)
        yield _week(studio, monday, days, term)
        before = monday
    if edges and before is not None:
        yield from _week_gap(studio, before + timedelta(days=7), edges[1], term)


def _term_edges(term: Term | None, mondays: list[date]) -> tuple[date, date] | None:
    """The first and the last Monday of a term, or of meetings that lie beyond it."""
    if term is None or _number(term.start, term) is None or not term.weeks or term.weeks > _MOST_WEEKS:
        return None
    last = term.start + timedelta(days=7 * (term.weeks - 1))
    return min(term.start, mondays[0]), max(last, mondays[-1])


_MOST_WEEKS = 60


def _number(monday: date, term: Term | None) -> int | None:
    if term is None or term.start.weekday() != 0:
        return None
    number = week_of(monday, term.start)
    return number if number is None or not term.weeks or number <= term.weeks else None


def _week_gap(studio: Studio, first: date, last: date, term: Term | None) -> Iterator[Gap]:
    if first > last:
        return
    say, numbers = studio.edition.say, (_number(first, term), _number(last, term))
    if None in numbers:
        span = studio.values.span(first, last + timedelta(days=6))
        yield Gap(text=say(f"{span}没有安排", f"{span}: nothing"))
    elif numbers[0] == numbers[1]:
        yield Gap(text=say(f"第 {numbers[0]} 周没有安排", f"Nothing in week {numbers[0]}"))
    else:
        yield Gap(text=say(f"第 {numbers[0]}–{numbers[1]} 周没有安排", f"Nothing in weeks {numbers[0]}–{numbers[1]}"))


def _week(studio: Studio, monday: date, days: _Days, term: Term | None) -> Week:
    shown = tuple(_day(studio, monday + timedelta(days=number), days) for number in range(7))
    rows: dict[str, list[list[Entry]]] = {}
    for number, day in enumerate(shown):
        for entry in day.entries:
            rows.setdefault(entry.part, [[] for _ in range(7)])[number].append(entry)
    names = _part_names(studio)
    parts = (Part(name=name, cells=tuple(rows[part])) for part, name in names.items() if part in rows)
    return Week(title=week_title(studio, monday, term), days=shown, parts=tuple(parts))


def _part(start: time | None) -> str:
    if start is None:
        return "open"
    return "morning" if start < _NOON else "afternoon" if start < _EVENING else "evening"


def _part_names(studio: Studio) -> dict[str, str]:
    say = studio.edition.say
    return {
        "morning": say("上午", "Morning"),
        "afternoon": say("下午", "Afternoon"),
        "evening": say("晚上", "Evening"),
        "open": say("时间未写", "No time"),
    }


# --- months -----------------------------------------------------------------------------------------------------------


def _months(studio: Studio, days: _Days) -> Iterator[Month | Gap]:
    before: date | None = None
    for first in dict.fromkeys(day.replace(day=1) for day in days):
        if before is not None and _next(before) < first:
            yield _month_gap(studio, _next(before), first - timedelta(days=1))
        yield _month(studio, first, days)
        before = first


def months_of(appointments: Iterable[Appointment]) -> dict[date, list[Appointment]]:
    """Dated appointments by the first day of their month."""
    return _grouped(appointments, lambda day: day.replace(day=1))


def _next(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1)


def _month_gap(studio: Studio, first: date, last: date) -> Gap:
    say, name = studio.edition.say, studio.values.month
    if (first.year, first.month) == (last.year, last.month):
        return Gap(text=say(f"{name(first)}没有安排", f"Nothing in {name(first)}"))
    return Gap(text=say(f"{name(first)}至{name(last)}没有安排", f"Nothing from {name(first)} to {name(last)}"))


def _month(studio: Studio, first: date, days: _Days) -> Month:
    rows = (
        tuple(_day(studio, first.replace(day=number), days) if number else None for number in row)
        for row in Calendar().monthdayscalendar(first.year, first.month)
    )
    return Month(title=studio.values.month(first), weekdays=_weekdays(studio), rows=tuple(rows))


# --- cells ------------------------------------------------------------------------------------------------------------


def _day(studio: Studio, day: date, days: _Days) -> Day:
    return Day(
        weekday=_weekdays(studio)[day.weekday()],
        date=studio.values.short_day(day),
        number=day.day,
        holiday=studio.timetable.holiday(day),
        entries=days.get(day, ()),
    )


def _weekdays(studio: Studio) -> tuple[str, ...]:
    """周一, or Mon, as columns are narrow."""
    names = studio.values.weekdays
    return names if studio.edition.language == "zh" else tuple(name[:3] for name in names)


def _entry(studio: Studio, appointment: Appointment) -> Entry:
    session = appointment.meeting.session
    clash = studio.edition.say("冲突", "clash") if studio.timetable.rivals(appointment) else ""
    title = session.title
    return Entry(
        anchor=appointment.anchor,
        time=time_of(studio, appointment),
        start=f"{session.start:%H:%M}" if session.start else "",
        title=title,
        short=title if len(title) <= _SHORT else f"{title[: _SHORT - 1]}…",
        place=session.place or "",
        marks=tuple(mark for mark in (mark_of(studio, appointment), clash) if mark),
        state=session.status.value,
        part=_part(session.start),
    )


def _grouped(appointments: Iterable[Appointment], key: Callable[[date], date]) -> dict[date, list[Appointment]]:
    found: dict[date, list[Appointment]] = {}
    for appointment in appointments:
        if appointment.meeting.day is not None:
            found.setdefault(key(appointment.meeting.day), []).append(appointment)
    return found
