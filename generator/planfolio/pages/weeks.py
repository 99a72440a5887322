"""Weeks of schedules: the hours of each, with holidays, weeks without a session and what is not counted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from planfolio.catalog import Item
from planfolio.charts import Bar, bars
from planfolio.frozen import frozen
from planfolio.model import Schedule
from planfolio.model.choices import SessionStatus
from planfolio.model.exact import ZERO
from planfolio.pages.edition import Edition
from planfolio.totals import Meeting, Sum, Totals, weekly

_MOST = 60
"""Weeks that a strip can have; a schedule over years has none."""


@frozen(kw_only=True)
class Week:
    """A column: the week's name, its hours as text and as a bar, None where they are unknown. `mark` tells of a holiday."""

    name: str
    hours: str
    bar: Bar | None
    mark: str


@frozen(kw_only=True)
class Strip:
    """The weeks in order, and what is to be said of them."""

    weeks: tuple[Week, ...]
    notes: tuple[str, ...]


@frozen
class _Term:
    """What week a meeting is in: one of the term, or, without a term, one of the calendar. `monday` begins week 1."""

    monday: date | None
    numbered: bool
    weeks: int | None

    def week(self, meeting: Meeting) -> int | None:
        if self.numbered:
            return meeting.week
        if meeting.day is None or self.monday is None:
            return None
        return (meeting.day - self.monday).days // 7 + 1

    def name(self, edition: Edition, week: int) -> str:
        if self.numbered or self.monday is None:
            return edition.say(f"第{week}周", f"wk {week}")
        return f"{self.monday + timedelta(days=7 * (week - 1)):%m-%d}"


def strip(edition: Edition, item: Item, totals: Totals) -> Strip | None:
    """The hours of a schedule by week; None where fewer than two weeks have hours that are known."""
    schedule = item.record
    if not isinstance(schedule, Schedule):
        return None
    term = _term(schedule, totals.meetings)
    placed = [(week, one) for one in totals.meetings if (week := term.week(one)) is not None]
    found = weekly(placed)
    if sum(bool(hours.known and hours.known.high) for hours in found.values()) < 2:
        return None
    last = max(*found, term.weeks or 0)
    if last > _MOST:
        return None
    holidays = _holidays(edition, term, last)
    weeks = range(1, last + 1)
    drawn = bars([found[week].known if week in found else ZERO for week in weeks])
    return Strip(
        weeks=tuple(
            Week(
                name=term.name(edition, week),
                hours=_hours(edition, found.get(week)),
                bar=bar,
                mark=edition.say("假", "hol.") if week in holidays else "",
            )
            for week, bar in zip(weeks, drawn, strict=True)
        ),
        notes=tuple(_notes(edition, term, totals.meetings, holidays)),
    )


def _term(schedule: Schedule, meetings: Iterable[Meeting]) -> _Term:
    term = schedule.term
    if term is not None or any(one.week for one in meetings):
        return _Term(term.start if term else None, True, term.weeks if term else None)
    first = min((one.day for one in meetings if one.day), default=None)
    return _Term(first - timedelta(days=first.weekday()) if first else None, False, None)


def _hours(edition: Edition, found: Sum | None) -> str:
    """A bare figure; a dash where no session takes place."""
    if found is None:
        return "–"
    if found.known is None:
        return edition.say("未知", "unknown")
    return str(found.known) if found.complete else f"≥ {found.known.low_text}"


def _holidays(edition: Edition, term: _Term, last: int) -> dict[int, str]:
    """The weeks in which there are public holidays, and what these are called."""
    if term.monday is None:
        return {}
    found: dict[int, dict[str, None]] = {}
    for holiday in edition.inspection.site.holidays:
        week = (holiday.date - term.monday).days // 7 + 1
        if not holiday.workday and 1 <= week <= last:
            found.setdefault(week, {})[holiday.title or edition.say("节假日", "public holiday")] = None
    return {week: edition.say("、", ", ").join(names) for week, names in sorted(found.items())}


def _notes(edition: Edition, term: _Term, meetings: tuple[Meeting, ...], holidays: dict[int, str]) -> Iterator[str]:
    """What the names of the weeks are, holidays, sessions that are cancelled and those of which nobody knows the week."""
    comma = edition.say("、", ", ")
    if not term.numbered:
        yield edition.say("每周标的是周一的日期（月-日）", "each week is labelled with its Monday (month-day)")
    if holidays:
        yield edition.say("假：", "hol.: ") + comma.join(
            f"{term.name(edition, week)} {name}" for week, name in holidays.items()
        )
    cancelled = [one for one in meetings if one.session.status is SessionStatus.CANCELLED]
    if cancelled:
        weeks = sorted({week for one in cancelled if (week := term.week(one)) is not None})
        where = comma.join(term.name(edition, week) for week in weeks)
        yield edition.say(f"取消 {len(cancelled)} 次，不计学时", f"cancelled and not counted: {len(cancelled)}") + (
            edition.say(f"（{where}）", f" ({where})") if where else ""
        )
    astray = sum(term.week(one) is None for one in meetings) - sum(term.week(one) is None for one in cancelled)
    if astray:
        yield edition.say(f"另有 {astray} 次不知道在哪一周，没有画上", f"not drawn, as their week is unknown: {astray}")
