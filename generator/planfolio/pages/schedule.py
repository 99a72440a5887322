"""Pages of schedules: every session with week, weekday, time, hours and what became of it, in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time

from planfolio.catalog import Item
from planfolio.model import Plan, Schedule
from planfolio.model.choices import SessionStatus
from planfolio.model.scalars import Weekday
from planfolio.model.schedules import Session
from planfolio.pages import entries
from planfolio.pages.bodies import body
from planfolio.pages.checks import checks_of
from planfolio.pages.edition import Edition, Link
from planfolio.pages.page import Page
from planfolio.pages.plan import SectionView, contents
from planfolio.pages.studio import Studio
from planfolio.pages.values import Facts
from planfolio.search import Section
from planfolio.totals import Meeting, Sum

ANCHORS = frozenset({"sessions", "hours", "text", "checks", "facts"})
_LAST = date.max


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionRow:
    """One meeting of a session. `status` is a word, `state` its canonical value."""

    week: str
    day: str
    date: str
    weekday: str
    time: str
    breaks: str
    title: str
    unit: str
    instructors: str
    place: str
    audience: str
    mode: str
    hours: str
    status: str
    state: str


def pages(studio: Studio) -> Iterator[Page]:
    """A page for every schedule."""
    for item in studio.edition.items("schedules"):
        if isinstance(item.record, Schedule):
            yield _page(studio, item, item.record)


def _page(studio: Studio, item: Item, schedule: Schedule) -> Page:
    edition = studio.edition
    rows = tuple(_row(studio, item, meeting) for meeting in _in_order(edition, item))
    hours = SectionView(anchor="hours", title=edition.say("学时", "Hours"), blocks=())
    sessions = SectionView(anchor="sessions", title=edition.say("课次", "Sessions"), blocks=())
    text = body(edition, item, level=3, taken=ANCHORS)
    checks = checks_of(studio, item)
    plan = entries.plan_of(edition, item)
    issuer = edition.refer("organisations", plan.issuer).text if plan and plan.issuer else None
    return edition.page(
        address=edition.address(item.key),
        kind="schedule",
        title=schedule.title,
        item=item,
        trail=edition.trail("schedules"),
        description=plan.title if plan else "",
        context={
            "facts": Facts(rows=tuple(_facts(studio, item, schedule))),
            "sessions": rows,
            "calendar": "calendar.ics",
            "hours": studio.tally.hours(item),
            "minimum": "",
            "text": text,
            "checks": checks,
            "attachments": studio.attachments(item),
            "contents": contents(edition, (sessions, hours), bool(text.html), checks),
        },
        search=entries.entry(
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
            day=next((row.day for row in _in_order(edition, item) if row.day), None),
            hours=entries.hours(edition, item),
            sections=[
                Section(heading=sessions.title, anchor="sessions", text="\n\n".join(_words(studio, schedule))),
                Section(heading=hours.title, anchor="hours", text="\n\n".join(studio.tally.words(item))),
                *entries.of_body(text, edition.say("备注", "Note"), "text"),
            ],
        ),
    )


def _facts(studio: Studio, item: Item, schedule: Schedule) -> Iterator[tuple[str, tuple[Link, ...]]]:
    edition = studio.edition
    plan = edition.inspection.catalog.plan_of(item)
    if plan is not None:
        yield edition.say("方案", "Plan"), (edition.refer("plans", plan.document.id),)
    yield from studio.values.facts(schedule, ("term", "timezone", "tags")).rows


def _in_order(edition: Edition, item: Item) -> list[Meeting]:
    """Meetings by day and time; those without a day by week, at the end."""
    meetings = edition.totals[item.key].meetings
    return sorted(meetings, key=lambda one: (one.day or _LAST, one.week or 0, one.session.start or time.max, one.index))


def _row(studio: Studio, item: Item, meeting: Meeting) -> SessionRow:
    edition, values, session = studio.edition, studio.values, meeting.session
    weekday = list(Weekday)[meeting.day.weekday()] if meeting.day else session.weekday
    return SessionRow(
        week=edition.say(f"第 {meeting.week} 周", f"Week {meeting.week}") if meeting.week else "",
        day=values.day(meeting.day) if meeting.day else edition.say("日期未定", "no date"),
        date=meeting.day.isoformat() if meeting.day else "",
        weekday=edition.shown(weekday) if weekday else "",
        time=_time(edition, session),
        breaks=_breaks(edition, session),
        title=session.title,
        unit=_unit_title(studio, item, session.unit) if session.unit else "",
        instructors=edition.say("、", ", ").join(map(values.inline, session.instructors)),
        place=session.place or "",
        audience=edition.say("、", ", ").join(session.audience),
        mode=edition.shown(session.mode) if session.mode else "",
        hours=_hours(edition, meeting),
        status=_status(edition, session.status),
        state=session.status.value,
    )


def _unit_title(studio: Studio, item: Item, unit: str) -> str:
    plan = studio.edition.inspection.catalog.plan_of(item)
    if plan is None or plan.key not in studio.edition.keys or not isinstance(plan.record, Plan):
        return ""
    return studio.unit_titles(plan).get(unit, unit)


def _time(edition: Edition, session: Session) -> str:
    if session.start is None:
        return edition.say("时间未写", "no time")
    if session.end is None:
        return edition.say(f"{session.start:%H:%M} 起", f"from {session.start:%H:%M}, no end")
    return f"{session.start:%H:%M}–{session.end:%H:%M}"


def _breaks(edition: Edition, session: Session) -> str:
    return edition.say(f"休息 {session.breaks} 分钟", f"{session.breaks} min break") if session.breaks else ""


def _hours(edition: Edition, meeting: Meeting) -> str:
    if meeting.session.status is SessionStatus.CANCELLED:
        return edition.say("不计学时", "not counted")
    return Sum(meeting.hours).shown(edition.language)


def _status(edition: Edition, status: SessionStatus) -> str:
    """In words, since colour alone tells nothing to many readers."""
    return {
        SessionStatus.PLANNED: edition.say("计划", "planned"),
        SessionStatus.DELIVERED: edition.say("已完成", "delivered"),
        SessionStatus.CANCELLED: edition.say("已取消", "cancelled"),
        SessionStatus.MOVED: edition.say("已调整到这个时间", "moved to this time"),
    }[status]


def _words(studio: Studio, schedule: Schedule) -> Iterator[str]:
    for session in schedule.sessions:
        people = (studio.values.inline(one) for one in session.instructors)
        yield " ".join(part for part in (session.title, session.place, *session.audience, *people) if part)
