"""Calendars: one .ics for each schedule, an event for each of its meetings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import icalendar

from planfolio.catalog import Item
from planfolio.findings import Language, Message, say
from planfolio.model import Schedule
from planfolio.model.choices import SessionStatus
from planfolio.model.units import Instructor
from planfolio.reports.characters import shown
from planfolio.totals import Meeting, Totals

PRODUCT = "-//Planfolio//Planfolio//ZH"

_MARKS: dict[SessionStatus, Message] = {
    SessionStatus.CANCELLED: say("（取消）{title}", "(cancelled) {title}", title=""),
    SessionStatus.MOVED: say("（时间调整）{title}", "(moved) {title}", title=""),
}


def calendar(
    item: Item, schedule: Schedule, totals: Totals, revision_date: date | None, *, language: Language = "zh"
) -> bytes:
    """The schedule as iCalendar. Meetings without a day are left out; those without a time last all day.

    `revision_date` stamps the events; without one each is stamped with its own day, so that no clock is read.
    """
    meetings = sorted(
        (meeting for meeting in totals.meetings if meeting.day is not None and meeting.at.file == item.document.path),
        key=lambda meeting: (meeting.day or date.min, meeting.session.start or time.min, meeting.index),
    )
    zone = ZoneInfo(schedule.timezone)
    result = icalendar.Calendar()
    result.add("PRODID", PRODUCT)
    result.add("VERSION", "2.0")
    result.add("METHOD", "PUBLISH")
    result.add("X-WR-CALNAME", shown(schedule.title))
    if any(meeting.session.start for meeting in meetings):
        result.add_component(_zone_rules(zone, [meeting.day.year for meeting in meetings if meeting.day]))
    uids = _uids(item, meetings)
    for meeting, uid in zip(meetings, uids, strict=True):
        result.add_component(_event(meeting, uid, zone, revision_date, language))
    written: bytes = result.to_ical()
    return written


def _zone_rules(zone: ZoneInfo, years: list[int]) -> icalendar.Timezone:
    rules = icalendar.Timezone.from_tzinfo(zone, zone.key, date(min(years), 1, 1), date(max(years) + 1, 1, 1))
    rules.pop("COMMENT", None)
    return rules


def _uids(item: Item, meetings: Iterable[Meeting]) -> list[str]:
    """Made of schedule, session and day. The same session twice on one day gets a number."""
    seen: Counter[str] = Counter()
    uids = []
    for meeting in meetings:
        session = shown(meeting.session.id or str(meeting.index + 1))
        uid = f"{item.document.id}.{session}.{meeting.day:%Y%m%d}"
        seen[uid] += 1
        uids.append(f"{uid}@planfolio" if seen[uid] == 1 else f"{uid}.{seen[uid]}@planfolio")
    return uids


def _event(
    meeting: Meeting, uid: str, zone: ZoneInfo, revision_date: date | None, language: Language
) -> icalendar.Event:
    session, day = meeting.session, meeting.day
    assert day is not None
    event = icalendar.Event()
    event.add("UID", uid)
    event.add("DTSTAMP", datetime.combine(revision_date or day, time.min, UTC))
    event.add("SUMMARY", _summary(meeting, language))
    event.add("STATUS", "CANCELLED" if session.status is SessionStatus.CANCELLED else "CONFIRMED")
    _add_times(event, meeting, day, zone)
    if session.place:
        event.add("LOCATION", shown(session.place))
    description = _description(meeting, language)
    if description:
        event.add("DESCRIPTION", description)
    return event


def _add_times(event: icalendar.Event, meeting: Meeting, day: date, zone: ZoneInfo) -> None:
    start, end = meeting.session.start, meeting.session.end
    if start is None:
        event.add("DTSTART", day)
        event.add("DTEND", day + timedelta(days=1))
        return
    event.add("DTSTART", datetime.combine(day, start, zone))
    if end is not None and end > start:
        event.add("DTEND", datetime.combine(day, end, zone))


def _summary(meeting: Meeting, language: Language) -> str:
    title = shown(meeting.session.title)
    mark = _MARKS.get(meeting.session.status)
    return say(mark.zh, mark.en, title=title).shown(language) if mark else title


def _description(meeting: Meeting, language: Language) -> str:
    session = meeting.session
    lines: list[Message] = []
    people = [text for one in session.instructors if (text := _person(one))]
    if people:
        lines.append(say("授课人：{people}", "Instructors: {people}", people=people))
    if session.mode:
        lines.append(say("方式：{mode}", "Mode: {mode}", mode=session.mode))
    if session.audience:
        lines.append(say("对象：{audience}", "For: {audience}", audience=session.audience))
    if meeting.hours is not None:
        lines.append(say("学时：{hours}", "Class hours: {hours}", hours=meeting.hours))
    return "\n".join(shown(line.shown(language)) for line in lines)


def _person(instructor: Instructor) -> str:
    if instructor.name and instructor.title:
        return f"{instructor.name} {instructor.title}"
    return instructor.name or instructor.title or ""
