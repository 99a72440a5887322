"""Documents as JSON: what a document's page says, under the English names of its fields."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time
from fractions import Fraction
from functools import cache, partial
from typing import Any

from planfolio.catalog import Item
from planfolio.exports.publication import Export, Publication, PublishedPage, address_of
from planfolio.findings import say, shown
from planfolio.model import KINDS, DocumentRecord, Portfolio
from planfolio.model.amounts import Amount, HourUnit
from planfolio.model.exact import written
from planfolio.model.records import FieldEntry, Record, entries
from planfolio.model.scalars import Choice
from planfolio.reports.json_report import in_lines, sums_object, units_list

NAME = say("本页数据（JSON）", "This page as data (JSON)")
ELSEWHERE = frozenset({"title", "name", "note", "waivers", "aliases", "visibility"})
"""Fields of a document that have a key of their own, or that its page does not show."""


def beside(publication: Publication, page: PublishedPage) -> Iterator[Export]:
    """The document of the page, if it could be read."""
    item = publication.shown_by(page)
    if item is not None and item.record is not None:
        yield Export(
            path=f"{page.address}index.json",
            page=page.address,
            media="application/json",
            name=NAME,
            write=partial(_document, publication, item),
        )


def _document(publication: Publication, item: Item) -> bytes:
    record = item.record
    assert record is not None
    report = publication.documents.get(item.key)
    totals = report.totals if report else None
    return in_lines(
        {
            "version": 1,
            **entry_of(publication, item, record),
            "fields": _fields(publication, record),
            "hours": {**sums_object(totals), "by_unit": units_list(publication.report, totals)} if totals else None,
            # As its page has it: the source's links may name what these readers must not know of.
            "text": [{"heading": one.heading, "text": one.text} for one in publication.page_of[item.key].text],
        }
    ).encode()


def entry_of(publication: Publication, item: Item, record: DocumentRecord) -> dict[str, Any]:
    """What a document is called and where it stands."""
    kind = getattr(record, "type", None)
    return {
        "id": item.key,
        "kind": KINDS[item.document.collection].KIND,
        "type": kind.value if kind is not None else None,
        "title": publication.page_of[item.key].title,
        "address": publication.link(address_of(item.key)) if publication.base else address_of(item.key),
    }


def _fields(publication: Publication, record: Record) -> dict[str, Any]:
    """The fields that are there, in the registry's order; of a portfolio those that may be shown."""
    values = record.by_name
    found: dict[str, Any] = {}
    for field in _shown(type(record), is_public=publication.profile == "public"):
        value = values[field.name]
        if value is None or value == ():
            continue
        if isinstance(record, Portfolio) and not publication.opens(record, field.name):
            continue
        kept = _many(publication, field, value) if field.shape.is_list else _one(publication, field, value)
        if kept is not None and kept != []:
            found[field.name] = kept
    return found


@cache
def _shown(model: type[Record], *, is_public: bool) -> tuple[FieldEntry, ...]:
    """The fields of a type of records that these readers may see here."""
    elsewhere = ELSEWHERE if issubclass(model, DocumentRecord) else ()
    return tuple(
        field
        for field in entries(model)
        if field.name not in elsewhere and not (is_public and (field.internal or field.name == "internal"))
    )


def _many(publication: Publication, field: FieldEntry, values: tuple[Any, ...]) -> list[Any]:
    """The values without those that are kept from these readers."""
    is_public = publication.profile == "public"
    told = (one for one in values if not (is_public and isinstance(one, Record) and one.by_name.get("internal")))
    return [kept for one in told if (kept := _one(publication, field, one)) is not None]


def _one(publication: Publication, field: FieldEntry, value: Any) -> Any:
    """A value as JSON has it: numbers of hours, money and points as exact texts, days and times as in ISO 8601.

    None for a reference to what these readers may not know of.
    """
    if type(value) is str and field.shape.refers is None:  # as most are
        return value
    if field.shape.refers is not None:
        return None if publication.hides(f"{field.shape.refers.collection}/{value}") else value
    if isinstance(value, Record):
        return _fields(publication, value)
    if isinstance(value, Choice):
        return value.value
    if isinstance(value, (str, bool, int)):
        return value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, Fraction):
        return written(value)
    if isinstance(value, Amount):
        return str(value.value) if value.unit is HourUnit.CLASS_HOUR else f"{value.value}{value.unit.value}"
    return shown(value, "zh")
