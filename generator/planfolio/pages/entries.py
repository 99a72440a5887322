"""Entries: what the search index learns of a page beside the words on it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from planfolio.catalog import Item
from planfolio.model import Plan, Schedule
from planfolio.model.choices import Mode
from planfolio.model.units import Instructor, Unit
from planfolio.pages.edition import Edition
from planfolio.pages.values import choice
from planfolio.search import FACETS, Entry


def entry(
    address: str,
    title: str,
    *,
    names: Iterable[str] = (),
    keywords: Iterable[str | None] = (),
    filters: Mapping[str, Iterable[str | None]] | None = None,
    day: date | None = None,
    hours: str = "",
) -> Entry:
    """An entry without empty or repeated names, keywords and filter values."""
    return Entry(
        path=address,
        title=title,
        names=_distinct(names),
        keywords=_distinct(keywords),
        filters={key: values for key in FACETS if (values := _distinct((filters or {}).get(key, ())))},
        date=day,
        hours=hours,
    )


def _distinct(values: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in values if value))


def instructors(units: Iterable[Unit]) -> Iterator[Instructor]:
    """Who teaches in the units, in document order."""
    for unit in units:
        yield from unit.instructors
        yield from instructors(unit.units)


def modes(edition: Edition, item: Item) -> list[str]:
    """The modes in which a document's hours are taught."""
    totals = edition.totals.get(item.key)
    return [edition.shown(choice(Mode, name)) for name in totals.by_mode] if totals else []


def hours(edition: Edition, item: Item) -> str:
    """A document's hours in words, where they are known."""
    totals = edition.totals.get(item.key)
    return edition.shown(totals.computed) if totals and totals.computed.known else ""


def plan_of(edition: Edition, item: Item) -> Plan | None:
    """The plan of a schedule, where it has a page."""
    if not isinstance(item.record, Schedule):
        return None
    found = edition.inspection.catalog.plan_of(item)
    return found.record if found and found.key in edition.keys and isinstance(found.record, Plan) else None
