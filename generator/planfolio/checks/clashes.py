"""Clashes: two sessions that want one person or one place at one time. TM05 reports them, schedules show them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, time
from functools import lru_cache
from heapq import heappop, heappush
from typing import NamedTuple

from planfolio.catalog import Catalog, Item
from planfolio.checks.roles import names
from planfolio.evidence import Evidence
from planfolio.findings import Place
from planfolio.model import Plan, Schedule
from planfolio.model.choices import Mode, SessionStatus, Status
from planfolio.model.scalars import Weekday
from planfolio.model.schedules import Session
from planfolio.totals import Meeting

_SHARED = re.compile(
    r"平台|线上|网络|网上|在线|直播|腾讯会议|钉钉|各|分散|本校|本单位|所在单位|自定|(?:学校|小学|中学|幼儿园|大学|学院|校区|基地|中心|园区|酒店|宾馆)$"
    r"|online|zoom|teams",
    re.IGNORECASE,
)
"""Places that hold more than one session at a time: platforms and whole institutions."""


_MOST_AT_ONCE = 100
"""Running sessions with which one that begins is compared: enough for any joint session, and no more for a long list."""


class Slot(NamedTuple):
    """One meeting of a session, with its time and the schedule in which it stands."""

    schedule: str
    at: Place
    meeting: Meeting
    start: time
    end: time

    @property
    def session(self) -> Session:
        return self.meeting.session

    @property
    def order(self) -> tuple[str, int]:
        return self.schedule, self.meeting.index


Occurrence = tuple[date | None, int | None, Weekday | None]
"""A date; where the term's start is unknown a week and a weekday."""


@dataclass(slots=True)
class Clash:
    """Two sessions that want the same persons or the same place, with the days on which they do."""

    first: Slot
    second: Slot
    what: dict[tuple[object, object], None] = field(default_factory=dict)
    days: dict[Occurrence, None] = field(default_factory=dict)


@lru_cache(maxsize=1)
def clashes(evidence: Evidence) -> dict[str, list[Clash]]:
    """The clashes of a whole site, by the schedule of the second session."""
    buckets: dict[tuple[object, ...], list[Slot]] = {}
    for item, schedule in evidence.catalog.records(Schedule):
        if _counts(evidence.catalog, item):
            plan = evidence.catalog.plan_of(item)
            claims = [tuple(_claims(one, schedule, plan.key if plan else item.key)) for one in schedule.sessions]
            for slot in _slots(item, evidence.totals[item.key].meetings):
                when = _when(slot)
                for claim in claims[slot.meeting.index]:
                    buckets.setdefault((*claim, *when), []).append(slot)
    pairs: dict[tuple[tuple[str, int], tuple[str, int]], Clash] = {}
    for key, slots in buckets.items():
        for one, other in _overlaps(slots) if len(slots) > 1 else ():
            first, second = sorted((one, other), key=lambda slot: slot.order)
            clash = pairs.setdefault((first.order, second.order), Clash(first, second))
            clash.what[key[0], key[1]] = None
            clash.days[occurrence(second)] = None
    found: dict[str, list[Clash]] = {}
    for _, clash in sorted(pairs.items(), key=lambda pair: pair[0]):
        found.setdefault(clash.second.schedule, []).append(clash)
    return found


def _counts(catalog: Catalog, item: Item) -> bool:
    """The schedule of a superseded plan binds nobody."""
    plan = catalog.plan_of(item)
    return plan is None or not isinstance(plan.record, Plan) or plan.record.status is not Status.SUPERSEDED


def _slots(item: Item, meetings: Iterable[Meeting]) -> Iterator[Slot]:
    for meeting in meetings:
        session = meeting.session
        is_dated = meeting.day is not None or (meeting.week is not None and session.weekday is not None)
        if not is_dated or session.status is SessionStatus.CANCELLED or session.start is None or session.end is None:
            continue
        if session.start < session.end:
            yield Slot(item.key, meeting.at, meeting, session.start, session.end)


def _claims(session: Session, schedule: Schedule, within: str) -> Iterator[tuple[object, ...]]:
    """What a session takes for its time: each person anywhere, the place among schedules of one plan."""
    place = "".join((session.place or "").split())
    if place and session.mode is not Mode.ONLINE and not _SHARED.search(place):
        yield "place", session.place, within
    for person in dict.fromkeys(name for one in session.instructors for name in names(one.name or "")):
        yield "person", person, schedule.timezone


def _when(slot: Slot) -> tuple[object, ...]:
    """The day, else the week and weekday of the schedule's own term."""
    meeting = slot.meeting
    return (meeting.day,) if meeting.day else (slot.schedule, meeting.week, meeting.session.weekday)


def _overlaps(slots: list[Slot]) -> Iterator[tuple[Slot, Slot]]:
    """Each slot with an earlier one that has not ended when it starts, the one that ends first."""
    running: list[tuple[time, int, Slot]] = []
    for number, slot in enumerate(sorted(slots, key=lambda slot: (slot.start, slot.end, slot.order))):
        while running and running[0][0] <= slot.start:
            heappop(running)
        for _, _, other in running[:_MOST_AT_ONCE]:
            if not _is_shared(other, slot):
                yield other, slot
                break
        heappush(running, (slot.end, number, slot))


def _is_shared(one: Slot, other: Slot) -> bool:
    """One event written down twice: the same session seen again, a joint session for two audiences, or namesakes."""
    first, second = one.session, other.session
    if one.order == other.order:
        return True
    is_joint = (first.title, first.start, first.end, first.place) == (
        second.title,
        second.start,
        second.end,
        second.place,
    ) and first.audience != second.audience
    return is_joint or (one.schedule != other.schedule and _are_namesakes(first, second))


def _are_namesakes(first: Session, second: Session) -> bool:
    """Persons of one name from different organisations."""
    organisations = [
        {(i.name, i.organisation) for i in session.instructors if i.organisation} for session in (first, second)
    ]
    shared = {i.name for i in first.instructors} & {i.name for i in second.instructors}
    return bool(shared) and all(
        any(name == one for one, _ in organisations[0])
        and any(name == one for one, _ in organisations[1])
        and not {pair for pair in organisations[0] if pair[0] == name} & organisations[1]
        for name in shared
    )


def occurrence(slot: Slot) -> Occurrence:
    return slot.meeting.day, slot.meeting.week, slot.session.weekday
