"""Hour totals of plans, curricula, schedules and portfolios, each open to its addends. One number, one function."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from planfolio.catalog import Catalog, Item, UnitSource
from planfolio.findings import FieldPath, Language, Message, Place, say
from planfolio.model import Curriculum, Organisation, Pack, Plan, Portfolio, Schedule
from planfolio.model.amounts import DEFAULT_MINUTES_PER_HOUR, MISSING_RATE, Amount, Rates, class_hours
from planfolio.model.choices import LedgerStatus, SessionStatus
from planfolio.model.exact import Range
from planfolio.model.plans import Grant
from planfolio.model.portfolios import LedgerEntry
from planfolio.model.scalars import Weekday
from planfolio.model.schedules import Session
from planfolio.model.units import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Addend:
    """One line of a sum: what it is, where it stands, the amount as written and its class hours (None where unknown)."""

    title: str
    at: Place
    amount: Amount | None
    hours: Range | None
    why: Message | None = None  # why the hours are unknown


@dataclass(frozen=True, slots=True)
class Sum:
    """Class hours added up. `known` is None where nothing is known; `unknown` counts the addends that are not."""

    known: Range | None = None
    unknown: int = 0
    addends: tuple[Addend, ...] = ()

    @property
    def complete(self) -> bool:
        return self.known is not None and self.unknown == 0

    def shown(self, language: Language) -> str:
        """`36 学时`, or `≥ 36 学时，另有 1 项不可换算`."""
        unit = "学时" if language == "zh" else "class hours"
        if self.known is None:
            return "未知" if language == "zh" else "unknown"
        if not self.unknown:
            return f"{self.known} {unit}"
        more = f"，另有 {self.unknown} 项不可换算" if language == "zh" else f", {self.unknown} more cannot be converted"
        return f"≥ {self.known.low_text} {unit}{more}"

    def plus(self, other: Sum) -> Sum:
        return Sum(_add(self.known, other.known), self.unknown + other.unknown, self.addends + other.addends)

    def envelope(self, other: Sum) -> Sum:
        """Of two alternatives: the range that holds both."""
        if self.known is None or other.known is None:
            known = self.known or other.known
            return Sum(known, max(self.unknown, other.unknown, 1), self.addends + other.addends)
        return Sum(
            self.known.envelope(other.known), max(self.unknown, other.unknown), _union(self.addends, other.addends)
        )


def _add(one: Range | None, other: Range | None) -> Range | None:
    if one is None or other is None:
        return one if other is None else other
    return one + other


def _union(one: tuple[Addend, ...], other: tuple[Addend, ...]) -> tuple[Addend, ...]:
    return (*one, *(addend for addend in other if addend not in one))


NOTHING = Sum()


def total(addends: Iterable[Addend]) -> Sum:
    """The sum of `addends`; the order does not matter and nothing is rounded."""
    addends = tuple(addends)
    known: Range | None = None
    for addend in addends:
        known = _add(known, addend.hours)
    return Sum(known, sum(addend.hours is None for addend in addends), addends)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitTotal:
    """A unit with its hours: declared as written, computed from its parts. `mode` and `category` are inherited."""

    unit: Unit
    at: Place
    depth: int
    declared: Range | None
    computed: Sum
    mode: str | None
    category: str | None
    parts: tuple[UnitTotal, ...]

    def walk(self) -> Iterator[UnitTotal]:
        """This unit and all below it, in document order."""
        yield self
        for part in self.parts:
            yield from part.walk()


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """A session in one week or on one day. `day` is None where the term's start is unknown."""

    session: Session
    index: int
    at: Place
    day: date | None
    week: int | None
    hours: Range | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """All sums of one document, in class hours."""

    rates: Rates
    declared: Range | None = None
    declared_at: Place | None = None
    planned: Sum = NOTHING
    scheduled: Sum | None = None
    delivered: Sum | None = None
    credited: Sum | None = None
    computed: Sum = NOTHING
    units: tuple[UnitTotal, ...] = ()
    by_mode: Mapping[str, Sum] = field(default_factory=dict)
    by_category: Mapping[str, Sum] = field(default_factory=dict)
    by_audience: Mapping[str, Sum] = field(default_factory=dict)
    by_year: Mapping[str, Sum] = field(default_factory=dict)
    meetings: tuple[Meeting, ...] = ()

    @property
    def all_units(self) -> Iterator[UnitTotal]:
        for unit in self.units:
            yield from unit.walk()

    @property
    def minutes(self) -> Range | None:
        """The computed hours in minutes."""
        return self.computed.known.times(self.rates.minutes_per_hour) if self.computed.known else None

    @property
    def judged(self) -> Range | None:
        """What a rule judges: computed where complete, else declared, else nothing."""
        return self.computed.known if self.computed.complete else self.declared


def tally(catalog: Catalog) -> dict[str, Totals]:
    """The totals of every plan, curriculum, schedule and portfolio, by document key."""
    totals: dict[str, Totals] = {}
    for item, schedule in catalog.records(Schedule):
        totals[item.key] = _schedule_totals(catalog, item, schedule)
    for item, curriculum in catalog.records(Curriculum):
        totals[item.key] = _curriculum_totals(catalog, item, curriculum)
    for item, plan in catalog.records(Plan):
        totals[item.key] = _plan_totals(catalog, item, plan, totals)
    for item, portfolio in catalog.records(Portfolio):
        totals[item.key] = _portfolio_totals(catalog, item, portfolio)
    return totals


# --- conversions ------------------------------------------------------------------------------------------------------


def packs_of(catalog: Catalog, item: Item) -> tuple[str, ...]:
    """The ids of the packs that judge a document: its own, else its issuer's or organisation's, else the site's."""
    record = item.record
    if isinstance(record, Portfolio):
        if record.cycle and record.cycle.pack:
            return (record.cycle.pack,)
        return _organisation_packs(catalog, record.organisation) or catalog.site.packs
    if isinstance(record, Plan) and record.packs:
        return record.packs
    issuer = record.issuer if isinstance(record, (Plan, Curriculum)) else None
    return _organisation_packs(catalog, issuer) or catalog.site.packs


def _organisation_packs(catalog: Catalog, identifier: str | None) -> tuple[str, ...]:
    """The organisation's packs, else those of the organisation above it."""
    seen: set[str] = set()
    while identifier and identifier not in seen:
        seen.add(identifier)
        organisation = catalog.record(Organisation, identifier)
        if organisation is None or organisation.packs:
            return organisation.packs if organisation else ()
        identifier = organisation.parent
    return ()


_RATES = ("minutes_per_hour", "hours_per_day", "hours_per_credit", "days_per_week")


def rates_of(catalog: Catalog, item: Item) -> Rates:
    """Conversions from the plan, else its packs in order, else the site; 45 minutes where nobody says otherwise."""
    if isinstance(item.record, Schedule):
        plan = catalog.plan_of(item)
        return rates_of(catalog, plan) if plan and plan.record else _rates(catalog, (), None)
    plan_record = item.record if isinstance(item.record, Plan) else None
    return _rates(catalog, packs_of(catalog, item), plan_record)


def _rates(catalog: Catalog, packs: tuple[str, ...], plan: Plan | None) -> Rates:
    found: dict[str, Fraction] = {}
    origins: list[tuple[str, str]] = []
    for name in _RATES:
        for origin, value in _candidates(catalog, packs, plan, name):
            if value is not None:
                found[name] = value
                origins.append((name, origin))
                break
    return Rates(
        minutes_per_hour=found.get("minutes_per_hour", DEFAULT_MINUTES_PER_HOUR),
        hours_per_day=found.get("hours_per_day"),
        hours_per_credit=found.get("hours_per_credit"),
        days_per_week=found.get("days_per_week"),
        origins=tuple(origins),
    )


def _candidates(
    catalog: Catalog, packs: tuple[str, ...], plan: Plan | None, name: str
) -> Iterator[tuple[str, Fraction | None]]:
    if plan is not None:
        yield "plan", getattr(plan, name)
    for identifier in packs:
        pack = catalog.record(Pack, identifier)
        yield f"pack:{identifier}", getattr(pack.units, name) if pack and pack.units else None
    yield "site", getattr(catalog.site, name)


def other_rates(catalog: Catalog, item: Item) -> Iterator[tuple[str, str, Fraction, Fraction]]:
    """Rates of further packs that differ from the one in use: pack, rate, its value, the value in use."""
    rates = rates_of(catalog, item)
    for name in _RATES:
        used = getattr(rates, name)
        if not rates.origin(name).startswith("pack:"):
            continue
        for identifier in packs_of(catalog, item):
            pack = catalog.record(Pack, identifier)
            value = getattr(pack.units, name) if pack and pack.units else None
            if value is not None and value != used:
                yield identifier, name, value, used


# --- units ------------------------------------------------------------------------------------------------------------


def _convert(title: str, at: Place, amount: Amount | None, rates: Rates) -> Addend:
    if amount is None:
        return Addend(title=title, at=at, amount=None, hours=None, why=say("没有写学时", "no hours are stated"))
    hours = rates.class_hours(amount)
    why = None
    if hours is None:
        why = say(
            "{unit}不能换算：没有{rate}",
            "{unit} cannot be converted: no {rate}",
            unit=amount.unit,
            rate=MISSING_RATE[amount.unit][1],
        )
    return Addend(title=title, at=at, amount=amount, hours=hours, why=why)


def _unit_total(unit: Unit, at: Place, depth: int, rates: Rates, mode: str | None, category: str | None) -> UnitTotal:
    mode = unit.mode.value if unit.mode else mode
    category = unit.category.value if unit.category else category
    parts = tuple(
        _unit_total(part, at / "units" / index, depth + 1, rates, mode, category)
        for index, part in enumerate(unit.units)
    )
    own = total([_convert(unit.title, at / "hours", unit.hours, rates)])
    return UnitTotal(
        unit=unit,
        at=at,
        depth=depth,
        declared=rates.class_hours(unit.hours) if unit.hours else None,
        computed=planned_sum(parts) if parts else own,
        mode=mode,
        category=category,
        parts=parts,
    )


def unit_totals(sources: Iterable[UnitSource], rates: Rates) -> tuple[UnitTotal, ...]:
    """The units of a plan or curriculum with their hours."""
    return tuple(
        _unit_total(unit, Place(source.item.document.path, (source.field, index)), 0, rates, None, None)
        for source in sources
        for index, unit in enumerate(source.units)
    )


def audiences(units: Iterable[UnitTotal]) -> tuple[str, ...]:
    """The different audiences named in `units` and below, in document order."""
    return tuple(dict.fromkeys(audience for unit in units for part in unit.walk() for audience in part.unit.audience))


def _is_for(unit: UnitTotal, audience: str | None) -> bool:
    return audience is None or not unit.unit.audience or audience in unit.unit.audience


def leaves(units: Iterable[UnitTotal], audience: str | None = None) -> Iterator[UnitTotal]:
    """Units without units below them, for one audience or for all."""
    for unit in units:
        if _is_for(unit, audience):
            if unit.parts:
                yield from leaves(unit.parts, audience)
            else:
                yield unit


def planned_sum(units: tuple[UnitTotal, ...]) -> Sum:
    """The planned account. Every leaf is an addend, so that unknown ones are counted one by one; units for different
    audiences are alternatives, so that several audiences give the range over them."""
    return _over_audiences(units, lambda leaf: True)


def _over_audiences(units: tuple[UnitTotal, ...], wanted: Callable[[UnitTotal], bool]) -> Sum:
    names: tuple[str | None, ...] = audiences(units)
    sums = [
        total(addend for leaf in leaves(units, name) if wanted(leaf) for addend in leaf.computed.addends)
        for name in (names if len(names) > 1 else (None,))
    ]
    result = sums[0]
    for other in sums[1:]:
        if other.addends or result.addends:
            result = (result if result.addends else _NONE).envelope(other if other.addends else _NONE)
    return result


_NONE = Sum(Range.of(0))
"""No addend at all: zero hours, and that is known."""


def grouped(units: tuple[UnitTotal, ...], key: Callable[[UnitTotal], str | None]) -> dict[str, Sum]:
    """Leaves added up by `key`, in the order in which the keys appear."""
    names = dict.fromkeys(name for leaf in leaves(units) if (name := key(leaf)) is not None)
    return {name: _over_audiences(units, lambda leaf, name=name: key(leaf) == name) for name in names}  # type: ignore[misc]  # the default binds the name


def _curriculum_totals(catalog: Catalog, item: Item, curriculum: Curriculum) -> Totals:
    rates = rates_of(catalog, item)
    units = unit_totals(catalog.units_of(item), rates)
    declared = rates.class_hours(curriculum.hours) if curriculum.hours else None
    planned = planned_sum(units) if units else _declared_sum(item, curriculum.title, curriculum.hours, rates)
    return Totals(
        rates=rates,
        declared=declared,
        declared_at=item.at("hours"),
        planned=planned,
        computed=planned,
        units=units,
        **_groups(units),
    )


def _groups(units: tuple[UnitTotal, ...]) -> dict[str, Any]:
    """The groupings of Totals by name."""
    names = audiences(units)
    return {
        "by_mode": grouped(units, lambda leaf: leaf.mode),
        "by_category": grouped(units, lambda leaf: leaf.category),
        "by_audience": {
            name: total(a for leaf in leaves(units, name) for a in leaf.computed.addends)
            for name in names
            if len(names) > 1
        },
    }


def _declared_sum(item: Item, title: str, amount: Amount | None, rates: Rates) -> Sum:
    return total([_convert(title, item.at("hours"), amount, rates)]) if amount else NOTHING


def _plan_totals(catalog: Catalog, item: Item, plan: Plan, totals: Mapping[str, Totals]) -> Totals:
    rates = rates_of(catalog, item)
    units = unit_totals(catalog.units_of(item), rates)
    declared = rates.class_hours(plan.hours) if plan.hours else None
    planned = planned_sum(units) if units else _declared_sum(item, plan.title, plan.hours, rates)
    schedules = [totals[other.key] for other in catalog.schedules_of(item) if other.key in totals]
    return Totals(
        rates=rates,
        declared=declared,
        declared_at=item.at("hours"),
        planned=planned,
        scheduled=_together(schedule.scheduled for schedule in schedules),
        delivered=_together(schedule.delivered for schedule in schedules),
        credited=credited(item, plan, rates),
        computed=planned,
        units=units,
        meetings=tuple(meeting for schedule in schedules for meeting in schedule.meetings),
        **_groups(units),
    )


def _together(sums: Iterable[Sum | None]) -> Sum | None:
    found = [one for one in sums if one is not None and one.addends]
    return total(addend for one in found for addend in one.addends) if found else None


# --- grants -----------------------------------------------------------------------------------------------------------


def counted_grants(plan: Plan) -> tuple[tuple[int, Grant], ...]:
    """Grants that no other grant already includes, with their index."""
    inside = {title for grant in plan.grants for title in grant.includes}
    return tuple((index, grant) for index, grant in enumerate(plan.grants) if grant.title not in inside)


def inclusion_unstated(plan: Plan) -> bool:
    """Two or more grants of which none says what it includes."""
    return len(plan.grants) > 1 and not any(grant.states("includes") for grant in plan.grants)


def credited(item: Item, plan: Plan, rates: Rates) -> Sum | None:
    """Hours awarded. Where nobody says what includes what, a range from the largest grant to the sum of all."""
    if not plan.grants:
        return None
    result = total(
        _convert(grant.title, item.at("grants", index, "hours"), grant.hours, rates)
        for index, grant in counted_grants(plan)
    )
    known = [addend.hours for addend in result.addends if addend.hours is not None]
    if inclusion_unstated(plan) and known and result.known is not None:
        largest = max(hours.low for hours in known)
        return Sum(Range(largest, result.known.high), result.unknown, result.addends)
    return result


# --- sessions ---------------------------------------------------------------------------------------------------------


def session_hours(session: Session, rates: Rates) -> Range | None:
    """(end − start − breaks) / minutes per class hour; None where a time is missing or the end is not after the start."""
    if session.start is None or session.end is None:
        return None
    minutes = (
        (session.end.hour - session.start.hour) * 60 + session.end.minute - session.start.minute - (session.breaks or 0)
    )
    return Range.of(Fraction(minutes) / rates.minutes_per_hour) if minutes > 0 else None


def meetings(item: Item, schedule: Schedule, rates: Rates) -> Iterator[Meeting]:
    """Every session on every day or in every week on which it takes place. A holiday removes none."""
    for index, session in enumerate(schedule.sessions):
        hours = session_hours(session, rates)
        for week, day in _days(session, schedule):
            yield Meeting(session=session, index=index, at=item.at("sessions", index), day=day, week=week, hours=hours)


def _days(session: Session, schedule: Schedule) -> Iterator[tuple[int | None, date | None]]:
    start = schedule.term.start if schedule.term else None
    weeks = session.weeks.numbers if session.weeks else (session.week,) if session.week else ()
    if session.date is not None:
        week = (session.date - start).days // 7 + 1 if start and session.date >= start else None
        yield week, session.date
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


def _schedule_totals(catalog: Catalog, item: Item, schedule: Schedule) -> Totals:
    rates = rates_of(catalog, item)
    found = tuple(meetings(item, schedule, rates))
    scheduled = _meeting_sum(
        schedule, found, item, rates, lambda session: session.status is not SessionStatus.CANCELLED
    )
    delivered = _meeting_sum(schedule, found, item, rates, lambda session: session.status is SessionStatus.DELIVERED)
    by_mode: dict[str, Sum] = {}
    for addend, session in zip(scheduled.addends, _sessions_in(schedule, scheduled), strict=True):
        if session.mode:
            by_mode[session.mode.value] = by_mode.get(session.mode.value, NOTHING).plus(total([addend]))
    return Totals(
        rates=rates,
        planned=NOTHING,
        scheduled=scheduled,
        delivered=delivered if delivered.addends else None,
        computed=scheduled,
        by_mode=by_mode,
        meetings=found,
    )


def _sessions_in(schedule: Schedule, found: Sum) -> Iterator[Session]:
    for addend in found.addends:
        index = addend.at.field[1]
        assert isinstance(index, int)
        yield schedule.sessions[index]


def _meeting_sum(
    schedule: Schedule, found: tuple[Meeting, ...], item: Item, rates: Rates, wanted: Callable[[Session], bool]
) -> Sum:
    """One addend a session; a weekly one counts once for each of its weeks."""
    times: dict[int, int] = {}
    for meeting in found:
        times[meeting.index] = times.get(meeting.index, 0) + 1
    return total(
        _session_addend(item, index, session, session_hours(session, rates), times.get(index, 0))
        for index, session in enumerate(schedule.sessions)
        if wanted(session)
    )


def _session_addend(item: Item, index: int, session: Session, hours: Range | None, times: int) -> Addend:
    title = f"{session.title} × {times}" if times > 1 else session.title
    if hours is None:
        why = say("没有开始或结束时间，学时不详", "its start or end is missing, so its hours are unknown")
        return Addend(title=title, at=item.at("sessions", index), amount=None, hours=None, why=why)
    return Addend(
        title=title, at=item.at("sessions", index), amount=class_hours(hours.times(times)), hours=hours.times(times)
    )


# --- ledgers ----------------------------------------------------------------------------------------------------------


def same_entry(entry: LedgerEntry) -> tuple[object, ...]:
    """What makes two entries the same training: day, title, hours and certificate."""
    return (entry.date, "".join(entry.title.split()), entry.hours, entry.number, entry.status)


def counted_entries(portfolio: Portfolio) -> tuple[tuple[int, LedgerEntry], ...]:
    """Credited entries inside the cycle, boundary days included, a duplicate counted once."""
    cycle = portfolio.cycle
    seen: set[tuple[object, ...]] = set()
    kept: list[tuple[int, LedgerEntry]] = []
    for index, entry in enumerate(portfolio.ledger):
        inside = cycle is None or (entry.date is not None and cycle.start <= entry.date <= cycle.end)
        if entry.status is LedgerStatus.CREDITED and inside and same_entry(entry) not in seen:
            seen.add(same_entry(entry))
            kept.append((index, entry))
    return tuple(kept)


def _portfolio_totals(catalog: Catalog, item: Item, portfolio: Portfolio) -> Totals:
    rates = rates_of(catalog, item)
    entries = counted_entries(portfolio)
    addends = [_convert(entry.title, item.at("ledger", index, "hours"), entry.hours, rates) for index, entry in entries]
    by: dict[str, dict[str, Sum]] = {"mode": {}, "category": {}, "year": {}}
    for (_, entry), addend in zip(entries, addends, strict=True):
        keys = {
            "mode": entry.mode.value if entry.mode else None,
            "category": entry.category.value if entry.category else None,
            "year": str(entry.date.year) if entry.date else None,
        }
        for group, key in keys.items():
            if key is not None:
                by[group][key] = by[group].get(key, NOTHING).plus(total([addend]))
    account = total(addends)
    return Totals(
        rates=rates,
        credited=account,
        computed=account,
        by_mode=by["mode"],
        by_category=by["category"],
        by_year=dict(sorted(by["year"].items())),
    )


# --- over the whole site ----------------------------------------------------------------------------------------------


def by_key(
    catalog: Catalog, totals: Mapping[str, Totals], key: Callable[[Item, Plan], Iterable[str | None]]
) -> dict[str, Sum]:
    """The judged hours of all plans, grouped by what `key` gives (organisation, school year, term); sorted by key."""
    found: dict[str, list[Addend]] = {}
    for item, plan in catalog.records(Plan):
        hours = totals[item.key].judged
        addend = Addend(
            title=plan.title,
            at=item.at("hours"),
            amount=None,
            hours=hours,
            why=None if hours else say("学时不详", "hours unknown"),
        )
        for name in key(item, plan):
            if name is not None:
                found.setdefault(name, []).append(addend)
    return {name: total(addends) for name, addends in sorted(found.items())}


def by_teacher(catalog: Catalog, totals: Mapping[str, Totals]) -> dict[str, Sum]:
    """Scheduled hours that each instructor teaches, cancelled sessions left out; sorted by name."""
    found: dict[str, list[Addend]] = {}
    for item, schedule in catalog.records(Schedule):
        scheduled = totals[item.key].scheduled or NOTHING
        for addend, session in zip(scheduled.addends, _sessions_in(schedule, scheduled), strict=True):
            for instructor in session.instructors:
                if instructor.name:
                    found.setdefault(instructor.name, []).append(addend)
    return {name: total(addends) for name, addends in sorted(found.items())}


__all__ = ["Addend", "FieldPath", "Meeting", "Sum", "Totals", "UnitTotal", "tally", "total"]


def published_hours(catalog: Catalog, totals: Mapping[str, Totals]) -> Sum:
    """The judged hours of all plans together; plans of unknown hours are counted apart."""
    return by_key(catalog, totals, lambda item, plan: ("all",)).get("all", NOTHING)
