"""Heads: what lists and sums of a whole site tell of a document, so that it need not be opened for them.

They are few values, which are kept. The rest is found out of the document once somebody asks for it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field
from functools import cache
from typing import Any, NamedTuple, TypeVar

from planfolio.completeness import SECTIONS, Completeness, Section
from planfolio.findings import Place, Severity
from planfolio.frozen import frozen, latent, when_forgotten
from planfolio.model import DocumentRecord
from planfolio.model.amounts import Rates
from planfolio.model.exact import Range
from planfolio.model.parts import names_inside
from planfolio.model.records import FieldEntry, Record, entries
from planfolio.totals import ACCOUNTS, Sum, Totals

Kind = TypeVar("Kind", bound=DocumentRecord)

Hours = tuple[Range | None, int] | None
"""A sum without its addends: what is known, and how many addends are not."""
Weighed = tuple[tuple[str | Section, str], ...]
"""Sections and how much each weighs; those of the table go by their ids."""

_SUMS = (*ACCOUNTS, "computed")
_GROUPS = ("by_mode", "by_category", "by_audience", "by_year")


class RecordHead(NamedTuple):
    """What a document's source says in few words: which fields it states, those that are no lists of records, and what the parts in
    it are called."""

    stated: frozenset[str]
    known: dict[str, Any]
    names: tuple[str, ...]

    @classmethod
    def of(cls, record: DocumentRecord) -> RecordHead:
        stated = record.model_fields_set
        known = {name: getattr(record, name) for name in _short(type(record)) if name in stated}
        return cls(frozenset(stated), known, tuple(names_inside(record)))

    def opened(self, kind: type[Kind], find_out: Callable[[], Kind]) -> Kind:
        """The document of which this is known."""
        return kind.headed(self.known, self.stated, self.names, find_out)


@cache
def _short(kind: type[Record]) -> tuple[str, ...]:
    return tuple(entry.name for entry in entries(kind) if not _has_list(entry))


def _has_list(entry: FieldEntry) -> bool:
    """Whether a field holds a list of records, itself or below."""
    below = entry.shape.record
    return below is not None and (entry.shape.is_list or any(map(_has_list, entries(below))))


class TotalsHead(NamedTuple):
    """The totals of a document without addends, units and meetings: its sums and groups of sums as Totals names them."""

    rates: Rates
    declared: Range | None
    declared_at: Place | None
    has_units: bool
    sums: tuple[Hours, ...]
    groups: tuple[tuple[tuple[str, Hours], ...], ...]

    @classmethod
    def of(cls, totals: Totals) -> TotalsHead:
        sums = tuple(_hours(getattr(totals, name)) for name in _SUMS)
        groups = tuple(tuple((key, _hours(one)) for key, one in getattr(totals, name).items()) for name in _GROUPS)
        return cls(totals.rates, totals.declared, totals.declared_at, totals.has_units, sums, groups)

    def opened(self, find_out: Callable[[], Totals]) -> Totals:
        """Totals of which this is known."""
        rest = _Rest(find_out)
        return latent(
            Totals,
            rest.found,
            rates=self.rates,
            declared=self.declared,
            declared_at=self.declared_at,
            has_units=self.has_units,
            **{name: rest.sum(hours, name) for name, hours in zip(_SUMS, self.sums, strict=True)},
            **{
                name: {key: rest.sum(hours, name, key) for key, hours in group} if group else _NO_SUMS
                for name, group in zip(_GROUPS, self.groups, strict=True)
            },
        )


_NO_SUMS: Mapping[str, Sum] = {}


@frozen
class _Rest:
    """Finds out what heads do not tell of totals."""

    find_out: Callable[[], Totals]
    whole: list[Totals] = field(default_factory=list)

    def found(self, _: str) -> Mapping[str, object]:
        whole = self._whole()
        return {"units": whole.units, "meetings": whole.meetings}

    def sum(self, hours: Hours, *path: str) -> Sum | None:
        return latent(Sum, _Addends(self, path).found, known=hours[0], unknown=hours[1]) if hours is not None else None

    def at(self, name: str, key: str | None = None) -> Sum:
        found = getattr(self._whole(), name)
        one: Sum = found if key is None else found[key]
        return one

    def _whole(self) -> Totals:
        if not self.whole:
            self.whole.append(self.find_out())
            when_forgotten(self.whole.clear)
        return self.whole[0]


@frozen
class _Addends:
    """Finds out the addends of one sum: of the field, and the key in it, that are its path."""

    rest: _Rest
    path: tuple[str, ...]

    def found(self, _: str) -> Mapping[str, object]:
        return {"addends": self.rest.at(*self.path).addends}


def _hours(found: Sum | None) -> Hours:
    return None if found is None else (found.known, found.unknown)


class SectionsHead(NamedTuple):
    """The sections that a document needs and those that it lacks, without where they stand."""

    needed: Weighed
    missing: Weighed

    @classmethod
    def of(cls, found: Completeness) -> SectionsHead:
        return cls(_weighed(found.needed), _weighed(found.missing))

    def opened(self, find_out: Callable[[], Completeness]) -> Completeness:
        """The completeness of which this is known."""

        def rest(_: str) -> Mapping[str, object]:
            whole = find_out()
            return {"standing": whole.standing, "headings": whole.headings}

        return latent(Completeness, rest, needed=_sections(self.needed), missing=_sections(self.missing))


_BY_ID = {section.id: section for section in SECTIONS}


def _weighed(pairs: tuple[tuple[Section, Severity], ...]) -> Weighed:
    return tuple((one.id if _BY_ID.get(one.id) is one else one, severity.value) for one, severity in pairs)


@cache
def _sections(weighed: Weighed) -> tuple[tuple[Section, Severity], ...]:
    return tuple((_BY_ID[one] if isinstance(one, str) else one, Severity(severity)) for one, severity in weighed)
