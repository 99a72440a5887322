"""Fields that rules name: a path such as `budget.lines.unit_price`, looked up in the registry of records."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from planfolio.findings import Message, say
from planfolio.frozen import frozen
from planfolio.model import Plan, Portfolio, Schedule
from planfolio.model.choices import Level
from planfolio.model.documents import DocumentRecord
from planfolio.model.records import FieldEntry, Record, entries, spellings
from planfolio.model.scalars import Measure
from planfolio.model.schedules import Session
from planfolio.model.units import Unit

JUDGED: tuple[type[DocumentRecord], ...] = (Plan, Portfolio, Schedule)
"""The kinds of documents that rules judge."""
UNITS = "units"
"""The units of a plan wherever they stand: its stages, its modules or its curriculum."""
SESSION_HOURS = "sessions.hours"
"""The hours of sessions, which no session states: they follow from its times."""
_UNITS_CHINESE = "单元"
_DEEPEST = 4


@frozen(kw_only=True)
class Field:
    """A field of one kind of document. `steps` are its canonical names, `chinese` its Chinese ones; `owner` is the record
    that holds the last one."""

    kind: type[DocumentRecord]
    steps: tuple[str, ...]
    chinese: tuple[str, ...]
    entry: FieldEntry
    owner: type[Record]
    is_many: bool

    @property
    def name(self) -> str:
        return ".".join(self.steps)

    @property
    def label(self) -> Message:
        """The field inside a sentence: 学时认定的条件, trigger of grants."""
        return say("{zh}", "{en}", zh="的".join(self.chinese), en=" of ".join(reversed(self.steps)).replace("_", " "))

    @property
    def measure(self) -> Measure | None:
        """What its figures count; None where it holds none."""
        return self.entry.shape.measure

    @property
    def leveled(self) -> type[Record] | None:
        """The record whose level a rule may ask for: the field's own records, or those whose level the field is."""
        if self.entry.shape.choice is Level:
            return self.owner
        record = self.entry.shape.record
        return record if record and any(entry.shape.choice is Level for entry in entries(record)) else None


@cache
def field_of(kind: type[DocumentRecord], path: str) -> Field | None:
    """The field at `path` in a kind of document, by its English or its Chinese name; None where there is none."""
    steps = path.split(".")
    if kind is Plan and steps[0].strip() in (UNITS, _UNITS_CHINESE):
        found = _below(Plan, spellings(Plan)["modules"], steps[1:])
        if found is None:
            return None
        return replace(found, steps=(UNITS, *found.steps[1:]), chinese=(_UNITS_CHINESE, *found.chinese[1:]))
    entry = spellings(kind).get(steps[0].strip())
    if kind is Schedule and entry is not None and entry.shape.record is Session and len(steps) == 2:
        hours = spellings(Unit)["hours"]
        if steps[1].strip() in (hours.name, *hours.chinese):
            return Field(
                kind=kind,
                steps=(entry.name, hours.name),
                chinese=(entry.chinese[0], hours.chinese[0]),
                entry=hours,
                owner=Session,
                is_many=True,
            )
    return _below(kind, entry, steps[1:]) if entry else None


def _below(kind: type[DocumentRecord], entry: FieldEntry, steps: list[str]) -> Field | None:
    owner: type[Record] = kind
    names, chinese, is_many = [entry.name], [entry.chinese[0]], entry.shape.is_list
    for step in steps:
        if entry.shape.record is None:
            return None
        owner = entry.shape.record
        following = spellings(owner).get(step.strip())
        if following is None:
            return None
        entry = following
        names.append(entry.name)
        chinese.append(entry.chinese[0])
        is_many = is_many or entry.shape.is_list
    return Field(kind=kind, steps=tuple(names), chinese=tuple(chinese), entry=entry, owner=owner, is_many=is_many)


@cache
def fields_of(path: str) -> tuple[Field, ...]:
    """The field at `path` in every kind of document that has it."""
    return tuple(field for kind in JUDGED if (field := field_of(kind, path)) is not None)


@cache
def all_fields() -> tuple[Field, ...]:
    """Every field that a rule may name, to a sensible depth."""
    found = [field for kind in JUDGED for name in _names(kind, (), 1) if (field := field_of(kind, name))]
    more = (SESSION_HOURS, *_names(Unit, (UNITS,), 2))
    return (*found, *(field for name in more for field in fields_of(name)))


def _names(model: type[Record], before: tuple[str, ...], depth: int) -> Iterator[str]:
    for entry in entries(model):
        yield ".".join((*before, entry.name))
        record = entry.shape.record
        if record is not None and record is not model and depth < _DEEPEST:
            yield from _names(record, (*before, entry.name), depth + 1)
