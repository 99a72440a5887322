"""Calendars: one .ics for each schedule, plan, organisation and teacher, with an event for each meeting.

An event is the same bytes in every calendar: its UID is made of schedule, session and day.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from datetime import date, datetime, time, timedelta
from functools import cache, partial
from zoneinfo import ZoneInfo

import icalendar
from icalendar.parser import Contentline

from planfolio.catalog import Item
from planfolio.exports.publication import Export, Publication, PublishedPage
from planfolio.findings import Message, say
from planfolio.frozen import frozen
from planfolio.model import Organisation, Plan, Portfolio, Schedule
from planfolio.model.choices import SessionStatus
from planfolio.model.units import Instructor
from planfolio.reads import Memo
from planfolio.reports.characters import shown
from planfolio.totals import Meeting

PRODUCT = "-//Planfolio//Planfolio//ZH"
NAME = say("日历（.ics）", "Calendar (.ics)")
_END = b"END:VCALENDAR\r\n"
RECENT = 2
"""School years with meetings that the calendar of an organisation holds."""
_FIRST_MONTH = 8
_LONGEST_LINE = 75
_ANY_DAY = date(2000, 1, 2)
_BEGIN_EVENT, _END_EVENT = b"BEGIN:VEVENT\r\n", b"END:VEVENT\r\n"

_MARKS: dict[SessionStatus, Message] = {
    SessionStatus.CANCELLED: say("（取消）{title}", "(cancelled) {title}", title=""),
    SessionStatus.MOVED: say("（时间调整）{title}", "(moved) {title}", title=""),
}


@frozen(kw_only=True, eq=False)
class _Event:
    """A meeting with a day, the schedule that it belongs to, and the name that it keeps."""

    item: Item
    meeting: Meeting
    day: date
    uid: str

    @property
    def told_by(self) -> str:
        """Its name: whoever writes it looks at its schedule."""
        return self.uid

    @property
    def schedule(self) -> Schedule:
        schedule = self.item.record
        assert isinstance(schedule, Schedule)
        return schedule


def beside(publication: Publication, page: PublishedPage) -> Iterator[Export]:
    """The calendar of a schedule, or of a plan, organisation or teacher whose schedules have a meeting with a day."""
    item = publication.shown_by(page)
    if item is None:
        return
    events = _events(publication, item)
    if events or isinstance(item.record, Schedule):
        written: _Written = publication.once.of("events as written", _Written)
        yield Export(
            path=f"{page.address}calendar.ics",
            page=page.address,
            media="text/calendar",
            name=NAME,
            write=partial(_calendar, publication, page.title, events, written),
        )


def _events(publication: Publication, item: Item) -> tuple[_Event, ...]:
    """The events of a document."""
    record = item.record
    if isinstance(record, Schedule):
        found: tuple[_Event, ...] = publication.once.of(f"events of {item.key}", lambda: _scheduled(publication, item))
        return found
    if isinstance(record, Plan):
        schedules = publication.catalog.schedules_of(item)
        return tuple(event for one in schedules if one.record is not None for event in _events(publication, one))
    if isinstance(record, Organisation):
        issued = publication.once.of("events of organisations", lambda: _issued(publication))
        return _recent(dict.fromkeys(issued.get(item.document.id, ())).keys())
    if isinstance(record, Portfolio) and publication.opens(record, "name"):
        taught = publication.once.of("events of teachers", lambda: _taught(publication))
        return tuple(event for event in taught.get(record.name, ()) if _teaches(publication, record, event))
    return ()


def _issued(publication: Publication) -> dict[str, list[_Event]]:
    """The events of each organisation's plans."""
    found: dict[str, list[_Event]] = {}
    for item, plan in publication.records(Plan):
        if plan.issuer:
            found.setdefault(plan.issuer, []).extend(_events(publication, item))
    return found


def _taught(publication: Publication) -> dict[str, list[_Event]]:
    """The events at which each person teaches, by name."""
    found: dict[str, list[_Event]] = {}
    for item, _ in publication.records(Schedule):
        for event in _events(publication, item):
            for name in dict.fromkeys(one.name for one in event.meeting.session.instructors if one.name):
                found.setdefault(name, []).append(event)
    return found


def _recent(events: Collection[_Event]) -> tuple[_Event, ...]:
    """The events of the newest school years. Who subscribes looks ahead, and a program that keeps a calendar up to date fetches
    all of it many times a day."""
    newest = sorted(set(map(_school_year, events)))[-RECENT:]
    return tuple(event for event in events if _school_year(event) in newest)


def _school_year(event: _Event) -> int:
    return event.day.year - (event.day.month < _FIRST_MONTH)


def _teaches(publication: Publication, portfolio: Portfolio, event: _Event) -> bool:
    """Whether an instructor of this name can be this teacher: two of one name work at different organisations."""
    home = publication.organisation(portfolio.organisation) if publication.opens(portfolio, "organisation") else None
    return any(
        home is None or one.organisation is None or publication.organisation(one.organisation) == home
        for one in event.meeting.session.instructors
        if one.name == portfolio.name
    )


def _scheduled(publication: Publication, item: Item) -> tuple[_Event, ...]:
    """The meetings that have a day, in the order of time. The same session twice on one day gets a number."""
    dated = [
        (meeting.day, meeting.session.start or time.min, meeting.index, meeting)
        for meeting in publication.inspection.totals[item.key].meetings
        if meeting.day is not None and meeting.at.file == item.document.path
    ]
    dated.sort(key=lambda found: found[:3])
    seen: Counter[str] = Counter()
    events = []
    for day, _, index, meeting in dated:
        uid = f"{item.document.id}.{shown(meeting.session.id or str(index + 1))}.{day:%Y%m%d}"
        seen[uid] += 1
        number = "" if seen[uid] == 1 else f".{seen[uid]}"
        events.append(_Event(item=item, meeting=meeting, day=day, uid=f"{uid}{number}@planfolio"))
    return tuple(events)


# --- writing ----------------------------------------------------------------------------------------------------------


def _calendar(publication: Publication, title: str, events: tuple[_Event, ...], written: _Written) -> bytes:
    frame = icalendar.Calendar()
    frame.add("PRODID", PRODUCT)
    frame.add("VERSION", "2.0")
    frame.add("X-WR-CALNAME", shown(title))
    timed: dict[str, list[int]] = {}
    for event in events:
        schedule = event.schedule  # which is looked at for each
        if event.meeting.session.start:
            timed.setdefault(schedule.timezone, []).append(event.day.year)
    zones = (_zone_rules(zone, min(years), max(years)) for zone, years in sorted(timed.items()))
    each = (written.event(publication, event) for event in events)
    return b"".join((frame.to_ical().removesuffix(_END), *zones, *each, _END))


@cache
def _zone_rules(zone: str, first: int, last: int) -> bytes:
    """VTIMEZONE for these years."""
    rules = icalendar.Timezone.from_tzinfo(ZoneInfo(zone), zone, date(first, 1, 1), date(last + 1, 1, 1))
    rules.pop("COMMENT", None)
    written: bytes = rules.to_ical()
    return written


class _Written(Memo[tuple[str, object], bytes]):
    """What was written of events. One stands in up to four calendars, and meetings of a session differ by little: both are written
    once."""

    def event(self, publication: Publication, event: _Event) -> bytes:
        """Its VEVENT."""
        return self.of((event.item.key, event.uid), lambda: b"".join(self._lines(publication, event)))

    def _lines(self, publication: Publication, event: _Event) -> Iterator[bytes]:
        yield _BEGIN_EVENT
        yield from _when(publication, event)
        yield self.of((event.item.key, event.meeting.index), lambda: b"".join(_what(publication, event)))
        yield _END_EVENT


def _when(publication: Publication, event: _Event) -> Iterator[bytes]:
    """The lines that are the meeting's own. It is stamped with the revision's day, else with its own, so that no clock is
    read."""
    session, digits = event.meeting.session, _digits(event.day)
    if session.start is None:
        yield b"DTSTART;VALUE=DATE:%b\r\n" % digits
        yield b"DTEND;VALUE=DATE:%b\r\n" % _digits(event.day + timedelta(days=1))
    else:
        end = session.end if session.end and session.end > session.start else None
        yield _times(event.schedule.timezone, session.start, end).replace(_digits(_ANY_DAY), digits)
    yield b"DTSTAMP:%bT000000Z\r\n" % _digits(publication.stamp or event.day)
    yield _text("UID", event.uid)


@cache
def _times(zone: str, start: time, end: time | None) -> bytes:
    """DTSTART and DTEND on any one day: on another nothing but its digits differs."""
    result = icalendar.Event()
    result.add("DTSTART", datetime.combine(_ANY_DAY, start, ZoneInfo(zone)))
    if end is not None:
        result.add("DTEND", datetime.combine(_ANY_DAY, end, ZoneInfo(zone)))
    written: bytes = result.to_ical()
    return written.removeprefix(_BEGIN_EVENT).removesuffix(_END_EVENT)


def _digits(day: date) -> bytes:
    return f"{day:%Y%m%d}".encode()


def _what(publication: Publication, event: _Event) -> Iterator[bytes]:
    """The lines that all meetings of a session have in common."""
    session = event.meeting.session
    is_cancelled = session.status is SessionStatus.CANCELLED
    yield _text("SUMMARY", _summary(publication, event))
    if is_cancelled:
        yield b"SEQUENCE:1\r\n"  # else a calendar that has the event already may keep it as it was
    if description := _description(publication, event):
        yield _text("DESCRIPTION", description)
    if session.place:
        yield _text("LOCATION", shown(session.place))
    yield b"STATUS:CANCELLED\r\n" if is_cancelled else b"STATUS:CONFIRMED\r\n"
    if publication.base:
        yield _line(f"URL:{publication.link(f'{event.item.key}/')}")


def _text(name: str, text: str) -> bytes:
    return _line(f"{name}:{icalendar.vText(text).to_ical().decode()}")


def _line(line: str) -> bytes:
    """A content line, folded where it is long."""
    written = line.encode()
    if len(written) >= _LONGEST_LINE:
        written = Contentline(line).to_ical()  # type: ignore[no-untyped-call]  # icalendar leaves its parser untyped
    return written + b"\r\n"


def _summary(publication: Publication, event: _Event) -> str:
    title = shown(event.meeting.session.title)
    mark = _MARKS.get(event.meeting.session.status)
    return say(mark.zh, mark.en, title=title).shown(publication.language) if mark else title


def _description(publication: Publication, event: _Event) -> str:
    session, hours = event.meeting.session, event.meeting.hours
    lines: list[Message] = []
    unit = _unit_title(publication, event)
    if unit and unit != session.title:
        lines.append(say("单元：{unit}", "Unit: {unit}", unit=unit))
    people = [text for one in session.instructors if (text := _person(one))]
    if people:
        lines.append(say("授课人：{people}", "Instructors: {people}", people=people))
    if session.mode:
        lines.append(say("方式：{mode}", "Mode: {mode}", mode=session.mode))
    if session.audience:
        lines.append(say("对象：{audience}", "For: {audience}", audience=session.audience))
    if hours is not None and session.status is not SessionStatus.CANCELLED:
        lines.append(say("学时：{hours}", "Class hours: {hours}", hours=hours))
    if publication.base:
        lines.append(say("网页：{address}", "Page: {address}", address=publication.link(f"{event.item.key}/")))
    return "\n".join(shown(line.shown(publication.language)) for line in lines)


def _unit_title(publication: Publication, event: _Event) -> str | None:
    """The title of the session's unit in its plan."""
    plan = publication.catalog.plan_of(event.item)
    unit = event.meeting.session.unit
    return publication.unit_titles(plan.key).get(unit) if plan and unit else None


def _person(instructor: Instructor) -> str:
    if instructor.name and instructor.title:
        return f"{instructor.name} {instructor.title}"
    return instructor.name or instructor.title or ""
