"""Rates: by what a document converts days, credits, weeks and minutes into class hours."""

from __future__ import annotations

from collections.abc import Iterator
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
        for owner, pack in lineage(catalog, identifier):
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
        for identifier in packs_of(catalog, item):
            stated = ((owner, getattr(pack.units, name)) for owner, pack in lineage(catalog, identifier) if pack.units)
            owner, value = next((one for one in stated if one[1] is not None), ("", None))
            if value is not None and value != used:
                yield OtherRate(identifier, owner, name, value, used)
