"""Rates: by what a document converts days, credits, weeks and minutes into class hours."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from fractions import Fraction

from planfolio.catalog import Catalog, Item
from planfolio.frozen import frozen
from planfolio.model import Curriculum, Organisation, Pack, Plan, Portfolio, Schedule
from planfolio.model.amounts import DEFAULT_MINUTES_PER_HOUR, Rates


def packs_of(catalog: Catalog, item: Item) -> tuple[str, ...]:
    """The ids of the packs that judge a document: its own, else its issuer's or organisation's, else the site's.

    A schedule is judged by the packs of its plan. Whoever states an empty list is judged by none.
    """
    record = item.record
    if isinstance(record, Schedule):
        plan = catalog.plan_of(item)
        return packs_of(catalog, plan) if plan and plan.record else catalog.site.packs
    if isinstance(record, Portfolio):
        if record.cycle and record.cycle.pack:
            return (record.cycle.pack,)
        return _organisation_packs(catalog, record.organisation)
    if isinstance(record, Plan) and record.states("packs"):
        return record.packs
    issuer = record.issuer if isinstance(record, (Plan, Curriculum)) else None
    return _organisation_packs(catalog, issuer)


def _organisation_packs(catalog: Catalog, identifier: str | None) -> tuple[str, ...]:
    """The organisation's packs, else those of the organisation above it, else the site's."""
    seen: set[str] = set()
    while identifier and identifier not in seen:
        seen.add(identifier)
        organisation = catalog.record(Organisation, identifier)
        if organisation is None:
            break
        if organisation.states("packs"):
            return organisation.packs
        identifier = organisation.parent
    return catalog.site.packs


def lineage(catalog: Catalog, identifier: str) -> tuple[tuple[str, Pack], ...]:
    """A pack and the packs above it, the nearest first."""
    if identifier not in catalog.lineages:  # every document asks for those of its packs, several times
        catalog.lineages[identifier] = tuple(_lineage(catalog, identifier))
    return catalog.lineages[identifier]


def _lineage(catalog: Catalog, identifier: str) -> Iterator[tuple[str, Pack]]:
    seen: set[str] = set()
    following: str | None = identifier
    while following and following not in seen:
        seen.add(following)
        pack = catalog.record(Pack, following)
        if pack is None:
            return
        yield following, pack
        following = pack.parent


def in_force(catalog: Catalog, item: Item) -> Iterator[tuple[str, tuple[tuple[str, Pack], ...]]]:
    """The packs that judge a document, each with its lineage as far as it was in force on the document's day."""
    day = day_of(catalog, item)
    for identifier in packs_of(catalog, item):
        yield identifier, tuple(one for one in lineage(catalog, identifier) if day is None or one[1].covers(day))


def day_of(catalog: Catalog, item: Item) -> date | None:
    """The day by which the packs in force are found; None where the document states none, as no curriculum does.

    A plan's is that of issue, else the period's start, else that of the school year; a schedule's its plan's, without one the
    term's start; a portfolio's the end of its cycle.
    """
    record = item.record
    if isinstance(record, Schedule):
        plan = catalog.plan_of(item)
        if plan is not None and isinstance(plan.record, Plan):
            return _day_of(plan.record)
        return record.term.start if record.term else None
    if isinstance(record, Portfolio):
        return record.cycle.end if record.cycle else None
    return _day_of(record) if isinstance(record, Plan) else None


def _day_of(plan: Plan) -> date | None:
    if plan.issued is not None:
        return plan.issued
    if plan.period is not None and plan.period.start is not None:
        return plan.period.start
    return date(int(plan.school_year[:4]), 9, 1) if plan.school_year else None


_RATES = ("minutes_per_hour", "hours_per_day", "hours_per_credit", "days_per_week")


def rates_of(catalog: Catalog, item: Item) -> Rates:
    """Conversions from the plan, else its packs in force in their order, else the site; 45 minutes where nobody says otherwise."""
    if isinstance(item.record, Schedule):
        plan = catalog.plan_of(item)
        return rates_of(catalog, plan) if plan and plan.record else _rates(catalog, (), None)
    plan_record = item.record if isinstance(item.record, Plan) else None
    packs = [one for _, line in in_force(catalog, item) for one in line]
    return _rates(catalog, packs, plan_record)


def _rates(catalog: Catalog, packs: Iterable[tuple[str, Pack]], plan: Plan | None) -> Rates:
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
    catalog: Catalog, packs: Iterable[tuple[str, Pack]], plan: Plan | None, name: str
) -> Iterator[tuple[str, Fraction | None]]:
    if plan is not None:
        yield "plan", getattr(plan, name)
    for owner, pack in packs:
        yield f"pack:{owner}", getattr(pack.units, name) if pack.units else None
    yield "site", getattr(catalog.site, name)


@frozen
class OtherRate:
    """A rate of a further pack that differs from the one in use. `owner` is `pack` or one of the packs above it."""

    pack: str
    owner: str
    name: str
    value: Fraction
    used: Fraction


def other_rates(catalog: Catalog, item: Item, rates: Rates) -> Iterator[OtherRate]:
    """Rates of further packs that differ from those in use. A pack that differs from the one above it means to."""
    for name, origin in rates.origins:
        if not origin.startswith("pack:"):
            continue
        used = getattr(rates, name)
        for identifier, line in in_force(catalog, item):
            stated = ((owner, getattr(pack.units, name)) for owner, pack in line if pack.units)
            owner, value = next((one for one in stated if one[1] is not None), ("", None))
            if value is not None and value != used:
                yield OtherRate(identifier, owner, name, value, used)
