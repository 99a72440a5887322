"""Hours of sessions, on every day on which they take place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from fractions import Fraction
from functools import lru_cache

from planfolio.catalog import Item
from planfolio.findings import Place, say
from planfolio.frozen import frozen
from planfolio.model import Schedule
from planfolio.model.amounts import Rates, class_hours
from planfolio.model.choices import SessionStatus
from planfolio.model.exact import Range, added
from planfolio.model.scalars import Weekday
from planfolio.model.schedules import Session
from planfolio.totals.sums import Addend, Sum, total


@frozen(kw_only=True)
class Meeting:
    """A session in one week or on one day. `day` is None where the term's start is unknown."""

    session: Session
    index: int
    at: Place
    day: date | None
    week: int | None
    hours: Range | None


def session_hours(session: Session, rates: Rates) -> Range | None:
    """(end − start − breaks) / minutes per class hour; None where a time is missing, or where less
    than nothing would be left."""
    if session.start is None or session.end is None:
        return None
    minutes = (
        (session.end.hour - session.start.hour) * 60 + session.end.minute - session.start.minute - (session.breaks or 0)
    )
    return _class_hours(minutes, rates.minutes_per_hour) if minutes >= 0 else None


@lru_cache(maxsize=1024)  # a site's sessions have few different lengths
def _class_hours(minutes: int, minutes_per_hour: Fraction) -> Range:
    return Range.of(Fraction(minutes) / minutes_per_hour)


def meetings(item: Item, schedule: Schedule, rates: Rates) -> Iterator[Meeting]:
    """Every session on every day or in every week on which it takes place. A holiday removes none."""
    for index, session in enumerate(schedule.sessions):
        hours, at = session_hours(session, rates), item.at("sessions", index)
        for week, day in _days(session, schedule):
            yield Meeting(session=session, index=index, at=at, day=day, week=week, hours=hours)


def week_of(day: date, start: date | None) -> int | None:
    """The week of a term that begins on `start` in which a day lies; None before it, or where there is none."""
    return (day - start).days // 7 + 1 if start and day >= start else None


def _days(session: Session, schedule: Schedule) -> Iterator[tuple[int | None, date | None]]:
    start = schedule.term.start if schedule.term else None
    weeks = session.weeks.numbers if session.weeks else (session.week,) if session.week else ()
    if session.date is not None:
        yield week_of(session.date, start), session.date
    elif weeks:
        for week in weeks:
            yield week, _day_of(start, week, session.weekday)
    else:
        yield None, None


def _day_of(start: date | None, week: int, weekday: Weekday | None) -> date | None:
    """The day in a week of the term; None where the term's start or the day of the week is not stated."""
    if start is None or weekday is None:
        return None
    return start + timedelta(days=7 * (week - 1) + weekday.number - 1)


def sessions_in(schedule: Schedule, found: Sum) -> Iterator[Session]:
    for addend in found.addends:
        index = addend.at.field[1]
        assert isinstance(index, int)
        yield schedule.sessions[index]


def meeting_sum(schedule: Schedule, found: tuple[Meeting, ...], item: Item, rates: Rates) -> Sum:
    """One addend a session that is not cancelled; a weekly one counts once for each of its weeks."""
    times = Counter(meeting.index for meeting in found)
    return total(
        _session_addend(item, index, session, session_hours(session, rates), times[index])
        for index, session in enumerate(schedule.sessions)
        if session.status is not SessionStatus.CANCELLED
    )


def _session_addend(item: Item, index: int, session: Session, hours: Range | None, times: int) -> Addend:
    title = f"{session.title} × {times}" if times > 1 else session.title
    if hours is None:
        why = say("缺开始或结束时间，或时间不对，学时不详", "a time is missing or wrong, so its hours are unknown")
        return Addend(title=title, at=item.at("sessions", index), amount=None, hours=None, why=why)
    together = hours.times(times)
    return Addend(title=title, at=item.at("sessions", index), amount=class_hours(together), hours=together)


def weekly(found: Iterable[tuple[int, Meeting]]) -> dict[int, Sum]:
    """The hours of each week in which sessions take place; a cancelled one takes none."""
    weeks: dict[int, list[Range | None]] = {}
    for week, meeting in found:
        if meeting.session.status is not SessionStatus.CANCELLED:
            weeks.setdefault(week, []).append(meeting.hours)
    return {week: _together(hours) for week, hours in sorted(weeks.items())}


def _together(hours: list[Range | None]) -> Sum:
    return Sum(added(one for one in hours if one is not None), hours.count(None))
