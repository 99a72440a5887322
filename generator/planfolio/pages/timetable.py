"""Timetable: the meetings of an edition's schedules, each with its anchor, what it clashes with and the holiday of its day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, time
from functools import cached_property

from planfolio.catalog import Item
from planfolio.checks.clashes import Clash, Slot, clashes
from planfolio.frozen import frozen
from planfolio.model import Plan, Schedule
from planfolio.model.choices import Status
from planfolio.model.sites import Holiday
from planfolio.pages.edition import Edition
from planfolio.reads import Asked, Memo, answer
from planfolio.totals import Meeting


@frozen(kw_only=True)
class Appointment:
    """A meeting with the schedule in which it stands and its anchor in the list of that schedule's page."""

    schedule: str
    meeting: Meeting
    anchor: str


@frozen(kw_only=True)
class Rival:
    """What a meeting clashes with: the other meeting, and the persons and places that both want, as kind and name."""

    other: Appointment
    wanted: tuple[tuple[str, str], ...]


class Timetable(Asked):
    """The appointments of one edition. Only schedules that have a page are known here."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition
        self._of: Memo[str, tuple[Appointment, ...]] = Memo()
        self._at: dict[str, dict[tuple[object, ...], Appointment]] = {}

    def of(self, key: str) -> tuple[Appointment, ...]:
        """The meetings of a schedule by day and time; those without a day by week, at the end."""
        return self._of.of(key, lambda: tuple(self._new(key)))

    def _new(self, key: str) -> Iterator[Appointment]:
        meetings = sorted(self.edition.totals[key].meetings, key=_order)
        for one, at in zip(meetings, _anchors(meetings), strict=True):
            yield Appointment(schedule=key, meeting=one, anchor=at)

    @answer
    def dated(self) -> tuple[Appointment, ...]:
        """Every meeting that has a day, by day, time and title, cancelled ones among them; none of a superseded plan."""
        found = [
            appointment
            for item in self.edition.items("schedules")
            if isinstance(item.record, Schedule) and not self._is_superseded(item)
            for appointment in self.of(item.key)
            if appointment.meeting.day is not None
        ]
        return tuple(sorted(found, key=_by_day))

    def _is_superseded(self, item: Item) -> bool:
        plan = self.edition.inspection.catalog.plan_of(item)
        return plan is not None and isinstance(plan.record, Plan) and plan.record.status is Status.SUPERSEDED

    @cached_property
    def _holidays(self) -> dict[date, Holiday]:
        return {holiday.date: holiday for holiday in self.edition.inspection.site.holidays}

    def holiday(self, day: date | None) -> str:
        """What the site's settings call a public holiday or a weekend day that is worked; "" for any other day."""
        holiday = self._holidays.get(day) if day else None
        if holiday is None:
            return ""
        say = self.edition.say
        if holiday.workday:
            title = holiday.title or ""
            return title if "调休" in title else say(f"{title}调休上班日", f"{title} (working day)".strip())
        return holiday.title or say("节假日", "public holiday")

    # --- clashes ------------------------------------------------------------------------------------------------------

    def rivals(self, appointment: Appointment) -> list[Rival]:
        """What an appointment clashes with, as TM05 found it and nobody waived it; never what has no page."""
        return self._rivals.get((appointment.schedule, appointment.meeting.index, *_when(appointment.meeting)), [])

    @answer
    def _rivals(self) -> dict[tuple[object, ...], list[Rival]]:
        found: dict[tuple[object, ...], list[Rival]] = {}
        if not self.edition.has_report:
            return found
        for clash in self._clashes():
            wanted = tuple((str(kind), str(name)) for kind, name in clash.what)
            for day in clash.days:
                for one, other in ((clash.first, clash.second), (clash.second, clash.first)):
                    when = (day[0],) if day[0] else day[1:]
                    appointment = self._appointment(other, when)
                    if appointment is not None:
                        rivals = found.setdefault((one.schedule, one.meeting.index, *when), [])
                        rivals.append(Rival(other=appointment, wanted=wanted))
        return found

    def _clashes(self) -> Iterator[Clash]:
        """The clashes between schedules with a page. A waiver says that a clash is none; a baseline only that it is old."""
        waived = {
            (finding.at.file, finding.at.field[1], *(one.at for one in finding.related))
            for finding in self.edition.inspection.report.findings
            if finding.code == "TM05" and finding.waived is not None and not finding.waived.is_old
        }
        for found in clashes(self.edition.inspection.evidence).values():
            for clash in found:
                first, second = clash.first, clash.second
                is_waived = (second.at.file, second.meeting.index, first.at / "start") in waived
                if not is_waived and {first.schedule, second.schedule} <= self.edition.keys:
                    yield clash

    def _appointment(self, slot: Slot, when: tuple[object, ...]) -> Appointment | None:
        if slot.schedule not in self._at:
            # Of two that are told apart by nothing, the first.
            every = {(one.meeting.index, *_when(one.meeting)): one for one in reversed(self.of(slot.schedule))}
            self._at[slot.schedule] = every
        return self._at[slot.schedule].get((slot.meeting.index, *when))


def _when(meeting: Meeting) -> tuple[object, ...]:
    """What tells one meeting of a session from another: its day, else its week and weekday."""
    return (meeting.day,) if meeting.day else (meeting.week, meeting.session.weekday)


def _order(meeting: Meeting) -> tuple[date, int, time, int]:
    return meeting.day or date.max, meeting.week or 0, meeting.session.start or time.max, meeting.index


def _by_day(one: Appointment) -> tuple[date, time, str, str, int]:
    meeting = one.meeting
    return (
        meeting.day or date.max,
        meeting.session.start or time.max,
        meeting.session.title,
        one.schedule,
        meeting.index,
    )


def _anchors(meetings: Iterable[Meeting]) -> Iterator[str]:
    """Day and id of the session, as in the calendar; without an id the time, so that no other session moves it."""
    seen: Counter[str] = Counter()
    for meeting in meetings:
        session = meeting.session
        day = f"{meeting.day:%Y-%m-%d}" if meeting.day else f"week-{meeting.week}" if meeting.week else "undated"
        name = "-".join((session.id or (f"{session.start:%H%M}" if session.start else session.title)).split())
        anchor = f"{day}-{name}"
        seen[anchor] += 1
        yield anchor if seen[anchor] == 1 else f"{anchor}-{seen[anchor]}"
