"""Parts: what stands in a document under a name of its own, and is compared with parts of others."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from planfolio.model.documents import DocumentRecord
from planfolio.model.packs import PackRule
from planfolio.model.plans import Grant
from planfolio.model.records import Record, entries
from planfolio.model.schedules import Session
from planfolio.model.units import Unit

PARTS = (Unit, Session, Grant, PackRule)


def names_inside(record: DocumentRecord) -> Iterator[str]:
    """The titles and ids of all units, sessions, grants and rules in a document."""
    known = record.known_names
    return iter(known) if known is not None else _walk(record)


def _walk(record: Record) -> Iterator[str]:
    waiting = [record]
    while waiting:
        one = waiting.pop()
        names, lists = _fields(type(one))
        for field in names:
            if name := getattr(one, field):
                yield name
        for field in lists:
            waiting += getattr(one, field) or ()


@cache
def _fields(model: type[Record]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The fields of a record that name it where it is such a part, and those that hold lists of such parts."""
    names = [name for name in ("id", "code", "title", "title_en") if name in model.model_fields]
    lists = (
        entry.name
        for entry in entries(model)
        if entry.shape.is_list and entry.shape.record and issubclass(entry.shape.record, PARTS)
    )
    return tuple(names if issubclass(model, PARTS) else ()), tuple(lists)
