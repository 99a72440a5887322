"""Register: the documents of the report as rows, in order, and how a long list of them is cut, by kind and then by date or letter."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from planfolio import collation
from planfolio.frozen import frozen
from planfolio.model import Organisation, Plan
from planfolio.pages.checks import sheet_link
from planfolio.pages.edition import COLLECTIONS, Edition, Link, kind_name
from planfolio.pages.listing import by_date, dates_of, day_of, lettered, part_label
from planfolio.pages.page import Page
from planfolio.pages.paging import Part, cut
from planfolio.pages.remarks import Counts
from planfolio.pages.studio import Studio
from planfolio.reports.report import DocumentReport

PER_PAGE = 80
"""Documents on one page of the report, where each has up to three rows."""
_DATED = ("plans", "archive")
"""The collections that are cut by date; the others are cut by the letters of their titles."""
_NOTHING: Mapping[str, str] = {}


@frozen(kw_only=True)
class DocumentRow:
    """A document in a list of the report: its sheet, what can be done with it, what it is in a few words, how many findings it
    has."""

    link: Link
    anchor: str
    decision: str
    decision_name: str
    details: tuple[str, ...]
    counts: Counts


def document_row(studio: Studio, document: DocumentReport, remark: str = "") -> DocumentRow:
    edition, key = studio.edition, document.key
    decision = studio.decisions[key]
    record = document.item.record
    status = edition.shown(record.status) if isinstance(record, Plan) else ""
    organisation = studio.organisation_name(document.item) if not isinstance(record, Organisation) else ""
    details = (edition.shown(kind_name(document.item)), organisation, status, remark)
    return DocumentRow(
        link=sheet_link(studio, key),
        anchor=key.replace("/", "-"),
        decision=decision or "",
        decision_name=edition.shown(decision) if decision else "",
        details=tuple(detail for detail in details if detail),
        counts=studio.remarks.counts(key),
    )


# --- order and parts --------------------------------------------------------------------------------------------------


def in_order(studio: Studio) -> list[DocumentReport]:
    """All of them by kind, plans first; of each kind the latest first, those without a date by title, last."""
    found: list[DocumentReport] = studio.once.of("documents in order", partial(_in_order, studio))
    return found


def _in_order(studio: Studio) -> list[DocumentReport]:
    kinds = list(COLLECTIONS)

    def order(document: DocumentReport) -> tuple[int, int, collation.Key, str]:
        day = _day(document)
        title = collation.key(_title(studio, document))
        return kinds.index(_collection(document)), -day.toordinal() if day else 0, title, document.key

    return sorted(studio.documents, key=order)


def is_short(studio: Studio) -> bool:
    """Whether one page holds all documents of the report."""
    return len(studio.documents) <= PER_PAGE


def parts_of(studio: Studio, documents: Sequence[DocumentReport]) -> Iterator[Part[DocumentReport]]:
    """The pages of a list of documents that are in order."""

    def step(document: DocumentReport, depth: int) -> str | None:
        collection = _collection(document)
        if depth == 0:
            return collection
        title = _title(studio, document)
        name = (
            by_date(dates_of(_day(document)), title, depth - 1) if collection in _DATED else lettered(title, depth - 1)
        )
        return f"{collection}-{name}" if name else None

    return cut(documents, step, PER_PAGE)


def register_pages(
    studio: Studio,
    *,
    address: str,
    title: str,
    documents: Sequence[DocumentReport],
    trail: tuple[Link, ...],
    navigation: tuple[Link, ...],
    about: Link | None = None,
    remarks: Mapping[str, str] = _NOTHING,
) -> Iterator[Page]:
    """The pages of a list of documents that have in common what `about` leads to, the whole at `address`. They are in order;
    `remarks` are words about documents by key."""
    edition = studio.edition
    for part in parts_of(studio, documents):
        yield edition.page(
            address=part_address(address, part.name),
            kind="report",
            layout="register.html",
            title=part_title(edition, title, part.name),
            trail=(*trail, Link(text=title, address=address)) if part.name else trail,
            context=partial(_context, studio, address, part, {"navigation": navigation, "about": about}, remarks),
        )


def _context(
    studio: Studio, address: str, part: Part[DocumentReport], around: Mapping[str, Any], remarks: Mapping[str, str]
) -> dict[str, Any]:
    return {
        **around,
        "documents": tuple(document_row(studio, one, remarks.get(one.key, "")) for one in part.items),
        **turning(studio.edition, address, part),
    }


def part_address(address: str, name: str) -> str:
    """The address of a part of the list at `address`."""
    return f"{address}documents/{name}/" if name else address


def part_title(edition: Edition, title: str, name: str) -> str:
    """What the page of a part is called: `检查报告（方案 · 2024年9月）`."""
    label = _label(edition, name)
    return edition.say(f"{title}（{label}）", f"{title} ({label})") if name else title


def turning(edition: Edition, address: str, part: Part[DocumentReport]) -> dict[str, Any]:
    """The ways from a part to the others."""
    return {
        "shown": _label(edition, part.first) if part.parts else "",
        "parts": tuple(Link(text=_label(edition, name), address=part_address(address, name)) for name in part.parts),
        "previous": part_address(address, part.previous) if part.previous else None,
        "following": part_address(address, part.following) if part.following else None,
    }


def _label(edition: Edition, name: str) -> str:
    collection, _, rest = name.partition("-")
    label = edition.shown(COLLECTIONS[collection]) if collection else ""
    return f"{label} · {part_label(edition, rest, 'date' if collection in _DATED else 'letter')}" if rest else label


def _collection(document: DocumentReport) -> str:
    return document.key.partition("/")[0]


def _title(studio: Studio, document: DocumentReport) -> str:
    """By what it is put in order: a document that is not to be named has nothing but its id."""
    title, key = sheet_link(studio, document.key).text, document.key
    return title if title != key else key.partition("/")[2]


def _day(document: DocumentReport) -> date | None:
    return day_of(document.item) if _collection(document) in _DATED else None
