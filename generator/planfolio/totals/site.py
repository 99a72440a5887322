"""Sums over a whole site: by organisation, year, term or teacher."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from planfolio.catalog import Catalog, Item
from planfolio.findings import say
from planfolio.model import Plan, Schedule
from planfolio.totals.sessions import sessions_in
from planfolio.totals.sums import NOTHING, Addend, Sum, total
from planfolio.totals.tally import Totals


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
        for addend, session in zip(scheduled.addends, sessions_in(schedule, scheduled), strict=True):
            for instructor in session.instructors:
                if instructor.name:
                    found.setdefault(instructor.name, []).append(addend)
    return {name: total(addends) for name, addends in sorted(found.items())}


def published_hours(catalog: Catalog, totals: Mapping[str, Totals]) -> Sum:
    """The judged hours of all plans together; plans of unknown hours are counted apart."""
    return by_key(catalog, totals, lambda item, plan: ("all",)).get("all", NOTHING)
