"""Pages of schedules: every meeting in a list, by week and by month; what became of it, in words; a calendar to take along."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any
from urllib.parse import quote

from planfolio.catalog import Item
from planfolio.findings import Message, say
from planfolio.frozen import frozen
from planfolio.markdown import Rendered
from planfolio.model import Plan, Schedule
from planfolio.model.choices import SessionStatus
from planfolio.model.schedules import Session
from planfolio.pages import entries
from planfolio.pages.bodies import body
from planfolio.pages.checks import checks_of
from planfolio.pages.edition import Edition, Link, of_record
from planfolio.pages.grids import grids, mark_of, months_of, time_of, week_title, weeks_of
from planfolio.pages.page import Page
from planfolio.pages.plan import SectionView, contents
from planfolio.pages.studio import Studio
from planfolio.pages.timetable import Appointment, Rival
from planfolio.pages.values import Facts
from planfolio.search import Entry
from planfolio.totals import Meeting, Sum

ANCHORS = frozenset({"calendar", "sessions", "list", "week", "month", "hours", "text", "checks", "facts"})
VIEWS: Mapping[str, Message] = {
    "list": say("列表", "List"),
    "week": say("周历", "Weeks"),
    "month": say("月历", "Months"),
}
_STATUSES = {
    SessionStatus.PLANNED: say("计划", "planned"),
    SessionStatus.DELIVERED: say("已完成", "delivered"),
    SessionStatus.CANCELLED: say("已取消", "cancelled"),
    SessionStatus.MOVED: say("已调整到这个时间", "moved to this time"),
}
"""What became of a session in words, since colour alone tells nothing to many readers."""
LARGE = 200
"""Meetings beyond which the week and the month are pages of their own, so that a phone loads the list alone."""


@frozen(kw_only=True)
class Clash:
    """In words: what a meeting clashes with, between what stands before the link and what stands behind it."""

    before: str
    link: Link
    after: str


@frozen(kw_only=True)
class SessionRow:
    """One meeting of a session. `status` is a word, `state` its canonical value; `mark` says what is unusual of it."""

    anchor: str
    week: str
    day: str
    date: str
    weekday: str
    holiday: str
    time: str
    about_time: str
    mark: str
    title: str
    unit: str
    instructors: str
    place: str
    audience: str
    mode: str
    hours: str
    status: str
    state: str
    clashes: tuple[Clash, ...]


@frozen(kw_only=True)
class RowGroup:
    """The meetings of a week of the term, else of a month, or those without a date."""

    title: str
    rows: tuple[SessionRow, ...]


@frozen(kw_only=True)
class CalendarFile:
    """What is in the calendar file, and where a phone can follow it; "" where the site does not know its address."""

    dated: int
    undated: int
    subscription: str


def pages_of(studio: Studio, item: Item) -> Iterator[Page]:
    """The page of a schedule; of a large one the grids have their own."""
    if isinstance(item.record, Schedule):
        yield _page(studio, item, item.record)
        meetings = studio.edition.totals[item.key].meetings
        if _is_large(meetings) and any(meeting.day for meeting in meetings):
            yield from _grid_pages(studio, item, item.record)


def _page(studio: Studio, item: Item, schedule: Schedule) -> Page:
    edition = studio.edition
    plan = entries.plan_of(edition, item)
    return edition.page(
        address=edition.address(item.key),
        kind="schedule",
        title=schedule.title,
        item=item,
        trail=edition.trail("schedules"),
        description=plan.title if plan else "",
        context=of_record(_context, studio, item),
        search=of_record(_entry, studio, item),
        text=partial(_text, studio, item),
    )


def _text(studio: Studio, item: Item) -> Rendered:
    taken = ANCHORS.union(one.anchor for one in studio.timetable.of(item.key))
    return body(studio.edition, item, level=3, taken=taken)


def _context(studio: Studio, item: Item, schedule: Schedule) -> dict[str, Any]:
    edition, appointments = studio.edition, studio.timetable.of(item.key)
    hours = SectionView(anchor="hours", title=edition.say("学时", "Hours"), blocks=())
    sessions = SectionView(anchor="sessions", title=edition.say("课次", "Sessions"), blocks=())
    text = _text(studio, item)
    checks = checks_of(studio, item)
    weeks, months = ((), ()) if _is_large(appointments) else grids(studio, appointments, schedule.term)
    return {
        "facts": Facts(rows=tuple(_facts(studio, item, schedule))),
        "groups": tuple(_groups(studio, item, schedule, appointments)),
        "views": _views(edition, edition.address(item.key), appointments),
        "weeks": weeks,
        "months": months,
        "list_page": "",
        "calendar": _calendar(edition, item, appointments),
        "hours": studio.tally.hours(item),
        "minimum": "",
        "text": text,
        "checks": checks,
        "attachments": studio.attachments(item),
        "contents": contents(edition, (sessions, hours), bool(text.html), checks),
    }


def _entry(studio: Studio, item: Item, schedule: Schedule) -> Entry:
    edition = studio.edition
    plan = entries.plan_of(edition, item)
    issuer = edition.refer("organisations", plan.issuer).text if plan and plan.issuer else None
    return entries.entry(
        edition.address(item.key),
        schedule.title,
        names=(one.name for session in schedule.sessions for one in session.instructors if one.name),
        keywords=(edition.shown(Schedule.KIND_NAME), issuer, plan.school_year if plan else None, *schedule.tags),
        filters={
            "类型": (edition.shown(Schedule.KIND_NAME),),
            "学年": (plan.school_year if plan else None,),
            "单位": (issuer,),
            "方式": entries.modes(edition, item),
        },
        day=next((one.meeting.day for one in studio.timetable.of(item.key) if one.meeting.day), None),
        hours=entries.hours(edition, item),
    )


def _facts(studio: Studio, item: Item, schedule: Schedule) -> Iterator[tuple[str, tuple[Link, ...]]]:
    edition = studio.edition
    plan = edition.inspection.catalog.plan_of(item)
    if plan is not None:
        yield edition.say("方案", "Plan"), (edition.refer("plans", plan.document.id),)
    yield from studio.values.facts(schedule, ("term", "timezone", "tags")).rows


def _calendar(edition: Edition, item: Item, appointments: Sequence[Appointment]) -> CalendarFile:
    dated = sum(one.meeting.day is not None for one in appointments)
    address = f"{edition.absolute}{edition.address(item.key)}calendar.ics" if edition.absolute else ""
    return CalendarFile(
        dated=dated,
        undated=len(appointments) - dated,
        subscription=f"webcal:{address.partition(':')[2]}" if address else "",
    )


# --- views ------------------------------------------------------------------------------------------------------------


def _is_large(meetings: Sequence[object]) -> bool:
    return len(meetings) > LARGE


def _views(edition: Edition, address: str, appointments: Sequence[Appointment]) -> tuple[Link, ...]:
    """The list, the weeks and the months, which need dates. An address that begins with # stays on the page."""
    if not any(one.meeting.day for one in appointments):
        return ()
    if not _is_large(appointments):
        return tuple(Link(text=edition.shown(name), address=f"#{view}") for view, name in VIEWS.items())
    steps = {view: "" if view == "list" else f"{view}/" for view in VIEWS}
    return tuple(Link(text=edition.shown(name), address=f"{address}{steps[view]}") for view, name in VIEWS.items())


def _grid_pages(studio: Studio, item: Item, schedule: Schedule) -> Iterator[Page]:
    edition, address = studio.edition, studio.edition.address(item.key)
    for view in ("week", "month"):
        name = edition.shown(VIEWS[view])
        yield edition.page(
            address=f"{address}{view}/",
            kind="schedule",
            layout="schedule_grid.html",
            title=edition.say(f"{schedule.title}：{name}", f"{schedule.title}: {name}"),
            trail=(*edition.trail("schedules"), edition.link(item)),
            context=of_record(_grid, studio, item, view),
        )


def _grid(studio: Studio, item: Item, schedule: Schedule, view: str) -> dict[str, Any]:
    appointments = studio.timetable.of(item.key)
    weeks, months = grids(studio, appointments, schedule.term)
    return {
        "views": _views(studio.edition, studio.edition.address(item.key), appointments),
        "weeks": weeks if view == "week" else (),
        "months": months if view == "month" else (),
        "list_page": "../",
    }


# --- the list ---------------------------------------------------------------------------------------------------------


def _groups(studio: Studio, item: Item, schedule: Schedule, appointments: Sequence[Appointment]) -> Iterator[RowGroup]:
    def group(title: str, inside: Sequence[Appointment]) -> RowGroup:
        return RowGroup(title=title, rows=tuple(_row(studio, item, one) for one in inside))

    if schedule.term is not None:
        for monday, inside in weeks_of(appointments).items():
            yield group(week_title(studio, monday, schedule.term), inside)
    else:
        for first, inside in months_of(appointments).items():
            yield group(studio.values.month(first), inside)
    undated = [one for one in appointments if one.meeting.day is None]
    if undated:
        yield group(studio.edition.say("日期未定", "No date yet"), undated)


def _row(studio: Studio, item: Item, appointment: Appointment) -> SessionRow:
    edition, values, meeting = studio.edition, studio.values, appointment.meeting
    session = meeting.session
    weekday = meeting.day.isoweekday() if meeting.day else session.weekday.number if session.weekday else None
    return SessionRow(
        anchor=appointment.anchor,
        week=edition.say(f"第 {meeting.week} 周", f"Week {meeting.week}") if meeting.week else "",
        day=values.day(meeting.day) if meeting.day else edition.say("日期未定", "no date"),
        date=meeting.day.isoformat() if meeting.day else "",
        weekday=values.weekdays[weekday - 1] if weekday else "",
        holiday=studio.timetable.holiday(meeting.day),
        time=time_of(studio, appointment),
        about_time=_about_time(edition, session),
        mark=mark_of(studio, appointment),
        title=session.title,
        unit=_unit_title(studio, item, session.unit) if session.unit else "",
        instructors=edition.say("、", ", ").join(map(values.inline, session.instructors)),
        place=session.place or "",
        audience=edition.say("、", ", ").join(session.audience),
        mode=edition.shown(session.mode) if session.mode else "",
        hours=_hours(edition, meeting),
        status=_status(edition, session.status),
        state=session.status.value,
        clashes=tuple(_clash(studio, appointment, rival) for rival in studio.timetable.rivals(appointment)),
    )


def _clash(studio: Studio, appointment: Appointment, rival: Rival) -> Clash:
    """与“研讨”（10:00–11:00）同一时间、同一地点（报告厅）."""
    words, other = studio.edition.say, rival.other
    kinds = {
        "place": words("同一地点", "in the same place"),
        "person": words("同一授课人", "with the same instructor"),
    }
    wanted = (words(f"{kinds[kind]}（{name}）", f"{kinds[kind]} ({name})") for kind, name in rival.wanted)
    title, times = other.meeting.session.title, time_of(studio, other)
    page = "" if other.schedule == appointment.schedule else studio.edition.address(other.schedule)
    return Clash(
        before=words("与", "at the same time as "),
        link=Link(text=words(f"“{title}”（{times}）", f"“{title}” ({times})"), address=f"{page}#{quote(other.anchor)}"),
        after=words("同一时间，", ", ") + words("、", " and ").join(wanted),
    )


def _unit_title(studio: Studio, item: Item, unit: str) -> str:
    plan = studio.edition.inspection.catalog.plan_of(item)
    if plan is None or plan.key not in studio.edition.keys or not isinstance(plan.record, Plan):
        return ""
    return studio.unit_titles(plan).get(unit, unit)


def _about_time(edition: Edition, session: Session) -> str:
    if session.start and session.end and session.end < session.start:
        return edition.say("结束早于开始", "ends before it begins")
    return edition.say(f"休息 {session.breaks} 分钟", f"{session.breaks} min break") if session.breaks else ""


def _hours(edition: Edition, meeting: Meeting) -> str:
    if meeting.session.status is SessionStatus.CANCELLED:
        return edition.say("不计学时", "not counted")
    return Sum(meeting.hours).shown(edition.language)


def _status(edition: Edition, status: SessionStatus) -> str:
    return _STATUSES[status].shown(edition.language)
