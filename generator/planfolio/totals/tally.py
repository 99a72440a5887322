"""The totals of every document, each open to its addends. One number, one function."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field
from typing import Any

from planfolio.catalog import Catalog, Item
from planfolio.findings import Message, Place, say
from planfolio.frozen import Latent, frozen
from planfolio.model import Curriculum, Plan, Portfolio, Schedule
from planfolio.model.amounts import Amount, Rates
from planfolio.model.choices import LedgerStatus, SessionStatus
from planfolio.model.exact import Range
from planfolio.totals.grants import credited
from planfolio.totals.ledgers import counted_entries
from planfolio.totals.rates import rates_of
from planfolio.totals.sessions import Meeting, meeting_sum, meetings, sessions_in
from planfolio.totals.sums import NOTHING, Addend, Sum, converted, total
from planfolio.totals.units import UnitTotal, audiences, grouped, leaves, planned_sum, unit_totals

ACCOUNTS: Mapping[str, Message] = {
    "planned": say("计划", "Planned"),
    "scheduled": say("排课", "Scheduled"),
    "delivered": say("完成", "Delivered"),
    "credited": say("认定", "Credited"),
}
"""The four accounts of hours, by the names of their fields in Totals."""


@frozen(kw_only=True)
class Totals(Latent):
    """All sums of one document, in class hours. Whether it has units is known where they need not be."""

    rates: Rates
    declared: Range | None = None
    declared_at: Place | None = None
    planned: Sum = NOTHING
    scheduled: Sum | None = None
    delivered: Sum | None = None
    credited: Sum | None = None
    computed: Sum = NOTHING
    units: tuple[UnitTotal, ...] = ()
    has_units: bool = False
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


SUMMED = (Schedule, Curriculum, Plan, Portfolio)
"""Kinds of documents that have hours."""


def totals_of(catalog: Catalog, item: Item, totals: Mapping[str, Totals]) -> Totals:
    """The totals of one document; for a plan `totals` has those of its schedules."""
    match item.record:
        case Schedule() as schedule:
            return _schedule_totals(catalog, item, schedule)
        case Curriculum() as curriculum:
            return _curriculum_totals(catalog, item, curriculum)
        case Plan() as plan:
            return _plan_totals(catalog, item, plan, totals)
        case Portfolio() as portfolio:
            return _portfolio_totals(catalog, item, portfolio)
    raise TypeError(f"{item.key} has no hours")


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
        **_grouped(units),
    )


def _grouped(units: tuple[UnitTotal, ...]) -> dict[str, Any]:
    """What Totals has of units, by name."""
    names = audiences(units)
    return {
        "units": units,
        "has_units": bool(units),
        "by_mode": grouped(units, lambda leaf: leaf.mode),
        "by_category": grouped(units, lambda leaf: leaf.category),
        "by_audience": {
            name: total(a for leaf in leaves(units, name) for a in leaf.computed.addends)
            for name in names
            if len(names) > 1
        },
    }


def _declared_sum(item: Item, title: str, amount: Amount | None, rates: Rates) -> Sum:
    return total([converted(title, item.at("hours"), amount, rates)]) if amount else NOTHING


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
        meetings=tuple(meeting for schedule in schedules for meeting in schedule.meetings),
        **_grouped(units),
    )


def _together(sums: Iterable[Sum | None]) -> Sum | None:
    found = [one for one in sums if one is not None and one.addends]
    return total(addend for one in found for addend in one.addends) if found else None


def _schedule_totals(catalog: Catalog, item: Item, schedule: Schedule) -> Totals:
    rates = rates_of(catalog, item)
    found = tuple(meetings(item, schedule, rates))
    scheduled = meeting_sum(schedule, found, item, rates)
    delivered: list[Addend] = []
    by_mode: dict[str, list[Addend]] = {}
    for addend, session in zip(scheduled.addends, sessions_in(schedule, scheduled), strict=True):
        if session.mode:
            by_mode.setdefault(session.mode.value, []).append(addend)
        if session.status is SessionStatus.DELIVERED:
            delivered.append(addend)
    return Totals(
        rates=rates,
        planned=NOTHING,
        scheduled=scheduled,
        delivered=total(delivered) if delivered else None,
        computed=scheduled,
        by_mode=_totals(by_mode),
        meetings=found,
    )


def _totals(addends: Mapping[str, list[Addend]]) -> dict[str, Sum]:
    return {name: total(found) for name, found in addends.items()}


def _undated(item: Item, portfolio: Portfolio) -> Iterator[Addend]:
    """Credited entries of which nobody knows whether they lie inside the cycle: they may count, and are not nothing."""
    if portfolio.cycle is None:
        return
    why = say("没有写日期，不知道在不在周期内", "no date is stated, so it may lie outside the cycle")
    for index, entry in enumerate(portfolio.ledger):
        if entry.status is LedgerStatus.CREDITED and entry.date is None:
            at = item.at("ledger", index, "hours")
            yield Addend(title=entry.title, at=at, amount=entry.hours, hours=None, why=why)


def _portfolio_totals(catalog: Catalog, item: Item, portfolio: Portfolio) -> Totals:
    rates = rates_of(catalog, item)
    entries = counted_entries(portfolio)
    addends = [
        converted(entry.title, item.at("ledger", index, "hours"), entry.hours, rates) for index, entry in entries
    ]
    by: dict[str, dict[str, list[Addend]]] = {"mode": {}, "category": {}, "year": {}}
    for (_, entry), addend in zip(entries, addends, strict=True):
        keys = {
            "mode": entry.mode.value if entry.mode else None,
            "category": entry.category.value if entry.category else None,
            "year": str(entry.date.year) if entry.date else None,
        }
        for group, key in keys.items():
            if key is not None:
                by[group].setdefault(key, []).append(addend)
    account = total([*addends, *_undated(item, portfolio)])
    return Totals(
        rates=rates,
        credited=account,
        computed=account,
        by_mode=_totals(by["mode"]),
        by_category=_totals(by["category"]),
        by_year=_totals(dict(sorted(by["year"].items()))),
    )
