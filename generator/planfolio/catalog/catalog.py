"""Catalogue: all documents by key, and the ways from one to another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import field
from functools import cached_property
from operator import attrgetter
from typing import TypeVar

from planfolio.findings import FieldPath, Place, Span
from planfolio.frozen import Latent, frozen
from planfolio.model import (
    KINDS,
    Curriculum,
    DocumentRecord,
    Organisation,
    Pack,
    Plan,
    Schedule,
    Site,
)  # fmt: skip
from planfolio.model.decode import locate
from planfolio.model.units import Unit
from planfolio.reads import DOCUMENT, Asked, Known, answer, note, noting
from planfolio.sources import Document

Kind = TypeVar("Kind", bound=DocumentRecord)


@frozen(kw_only=True)
class Item(Latent):
    """A document with its source. `record` is None where it could not be decoded: known, but not usable. Its key is held beside
    it: a build reads that a million times, and nobody looks into the document by it."""

    document: Document
    record: DocumentRecord | None
    key: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "key", self.document.key)

    @property
    def told_by(self) -> str:
        """Its key: whoever looks into it says so."""
        return self.key

    def at(self, *path: str | int) -> Place:
        """The place of a field of this document."""
        return Place(self.document.path, tuple(path))


noting(Item, ("document", "record"), attrgetter("key"))


@frozen(kw_only=True)
class UnitSource:
    """Where a plan's units are written: its own fields, or its curriculum's."""

    item: Item
    field: str
    units: tuple[Unit, ...]


@frozen(slots=False, eq=False)
class Catalog(Asked):
    """All documents by key (`plans/<id>`), with the built-in packs among them. Sorted by key. A part of them, such as those that
    have a page, is `called` otherwise."""

    site: Site
    items: Mapping[str, Item]
    by_path: Mapping[str, Item] = field(default_factory=dict)
    called: str = "catalog"

    def noting(self) -> Catalog:
        """The same, which notes what is looked up in it."""
        items, by_path = Known(f"{self.called}.items", self.items), Known(f"{self.called}.by_path", self.by_path)
        return Catalog(self.site, items, by_path, self.called)

    def records(self, kind: type[Kind]) -> Iterator[tuple[Item, Kind]]:
        """Every usable document of a kind, by key."""
        collections = {name for name, model in KINDS.items() if issubclass(model, kind)}
        for item in self.items.values():
            if item.document.collection in collections and isinstance(item.record, kind):
                yield item, item.record

    def find(self, collection: str, identifier: str | None) -> Item | None:
        """The document of that id, decoded or not."""
        return self.items.get(f"{collection}/{identifier}") if identifier else None

    def record(self, kind: type[Kind], identifier: str | None) -> Kind | None:
        """The usable record of that id."""
        item = self.find(kind.COLLECTION, identifier)
        return item.record if item and isinstance(item.record, kind) else None

    def name_of(self, reference: str | None) -> str | None:
        """An organisation's title where `reference` is its id, else the text itself."""
        organisation = self.record(Organisation, reference)
        return organisation.title if organisation else reference

    def units_of(self, item: Item) -> tuple[UnitSource, ...]:
        """Where the units of a plan or curriculum stand; a plan's own units come before its curriculum's."""
        record = item.record
        if isinstance(record, Curriculum):
            return (UnitSource(item=item, field="units", units=record.units),)
        if not isinstance(record, Plan):
            return ()
        own = tuple(
            UnitSource(item=item, field=name, units=units)
            for name, units in (("stages", record.stages), ("modules", record.modules))
            if units
        )
        if own:
            return own
        curriculum = self.find("curricula", record.curriculum)
        if curriculum and isinstance(curriculum.record, Curriculum):
            return (UnitSource(item=curriculum, field="units", units=curriculum.record.units),)
        return ()

    @answer
    def _schedules(self) -> dict[str, list[Item]]:
        found: dict[str, list[Item]] = {}
        for item, schedule in self.records(Schedule):
            if schedule.plan:
                found.setdefault(schedule.plan, []).append(item)
        return found

    def schedules_of(self, item: Item) -> tuple[Item, ...]:
        """Schedules that name the plan, and those that the plan names; by key."""
        assert isinstance(item.record, Plan)
        named = [self.find("schedules", name) for name in item.record.schedules]
        found = [*self._schedules.get(item.document.id, ()), *(other for other in named if other and other.record)]
        return tuple(sorted({other.key: other for other in found}.values(), key=lambda other: other.key))

    @answer
    def _plan_of_schedule(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for item, plan in self.records(Plan):
            for name in plan.schedules:
                found.setdefault(name, item.document.id)
        return found

    def plan_of(self, item: Item) -> Item | None:
        """The plan to which a schedule belongs."""
        assert isinstance(item.record, Schedule)
        return self.find("plans", item.record.plan or self._plan_of_schedule.get(item.document.id))

    def locate(self, place: Place) -> Span:
        """Line and column of a place; where a field is missing, those of its owner."""
        note(DOCUMENT, place.file)
        if place.span is not None:
            return place.span
        item = self.by_path.get(place.file)
        if item is None:
            return Span(1, 1, 1, 1)
        document = item.document
        found = document.spans.get(place.field)
        if found is None:
            found = document.spans[place.field] = locate(document.root, KINDS[document.collection], place.field)
        return found

    @cached_property
    def lineages(self) -> dict[str, tuple[tuple[str, Pack], ...]]:
        """Packs with the packs above them, as far as they were asked for."""
        return {}


def walk(units: tuple[Unit, ...], path: FieldPath) -> Iterator[tuple[FieldPath, Unit]]:
    """Every unit of every level in document order, with its path."""
    for index, unit in enumerate(units):
        yield (*path, index), unit
        if unit.units:  # few have any
            yield from walk(unit.units, (*path, index, "units"))


def unit_ids(catalog: Catalog, item: Item) -> Counter[str]:
    """The ids of all units of a plan or curriculum, and how many units have each."""
    return Counter(
        unit.id
        for source in catalog.units_of(item)
        for _, unit in walk(source.units, (source.field,))
        if unit.id is not None
    )
