"""Listing: documents as entries of a list, put in order and spread over pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from planfolio.catalog import Item
from planfolio.model import ArchiveDocument, Curriculum, Organisation, Pack, Plan, Portfolio, Schedule
from planfolio.pages.edition import Link
from planfolio.pages.page import Page
from planfolio.pages.studio import Studio
from planfolio.publicity import open_fields

PER_PAGE = 200
"""Documents on one page of a list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A document in a list: its title and address, what it is in a few words, its hours."""

    title: str
    address: str
    details: tuple[str, ...]
    hours: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A way to browse: its name and the lists to which its values lead."""

    title: str
    links: tuple[Link, ...]


def listed(studio: Studio, items: Iterable[Item]) -> Iterator[Listed]:
    """Documents as entries of a list, in the order given."""
    edition = studio.edition
    for item in items:
        totals = edition.totals.get(item.key)
        hours = totals.computed if totals and not _hides_hours(studio, item) else None
        yield Listed(
            title=edition.title(item),
            address=edition.address(item.key),
            details=tuple(detail for detail in _details(studio, item) if detail),
            hours=edition.shown(hours) if hours and hours.known else "",
        )


def _hides_hours(studio: Studio, item: Item) -> bool:
    record = item.record
    return isinstance(record, Portfolio) and "ledger" not in open_fields(record, studio.edition.profile)


def _details(studio: Studio, item: Item) -> tuple[str | None, ...]:
    edition, record = studio.edition, item.record
    if record is None:
        return (edition.say("暂时无法显示，见页面上的问题", "cannot be shown; its page says why"),)
    issuer = getattr(record, "issuer", None)
    issued_by = edition.refer("organisations", issuer).text if issuer else None
    if isinstance(record, Plan):
        return (edition.shown(record.type), issued_by, record.school_year, record.term, edition.shown(record.status))
    if isinstance(record, ArchiveDocument):
        return (
            edition.shown(record.type),
            record.author,
            issued_by,
            studio.values.day(record.issued) if record.issued else None,
        )
    if isinstance(record, Curriculum):
        return (issued_by, "、".join(record.subjects))
    if isinstance(record, Schedule):
        plan = edition.inspection.catalog.plan_of(item)
        return (
            edition.refer("plans", plan.document.id).text if plan else None,
            record.term.title if record.term else None,
        )
    if isinstance(record, Organisation):
        count = len(studio.issued.get(item.document.id, ()))
        documents = edition.say(f"{count} 份文件", f"{count} document{'' if count == 1 else 's'}") if count else None
        return (edition.shown(record.kind) if record.kind else None, documents)
    if isinstance(record, Portfolio):
        return _portfolio(studio, record)
    return (record.citation.number,) if isinstance(record, Pack) else ()


def _portfolio(studio: Studio, portfolio: Portfolio) -> tuple[str | None, ...]:
    edition = studio.edition
    fields = open_fields(portfolio, edition.profile)
    organisation = edition.refer("organisations", portfolio.organisation).text if portfolio.organisation else None
    values = {"organisation": organisation, "subject": portfolio.subject, "rank": portfolio.rank}
    return tuple(value for name, value in values.items() if name in fields)


def newest_first(items: Iterable[Item]) -> list[Item]:
    """By date of issue, else of the start, the latest first; those without a date last, by key."""
    return sorted(sorted(items, key=lambda item: item.key), key=lambda item: _day(item) or date.min, reverse=True)


def _day(item: Item) -> date | None:
    period = getattr(item.record, "period", None)
    return getattr(item.record, "issued", None) or (period.start if period else None)


def list_pages(
    studio: Studio,
    *,
    address: str,
    title: str,
    items: Sequence[Item],
    trail: tuple[Link, ...],
    description: str = "",
    **context: Any,
) -> Iterator[Page]:
    """The pages of a list; the first stands at `address`, the second at `address`2/ and so on."""
    edition = studio.edition
    last = max(1, -(-len(items) // PER_PAGE))
    for number in range(1, last + 1):
        part = items[(number - 1) * PER_PAGE : number * PER_PAGE]
        place = address if number == 1 else f"{address}{number}/"
        yield edition.page(
            address=place,
            kind="list",
            title=title if number == 1 else edition.say(f"{title}（第 {number} 页）", f"{title} (page {number})"),
            description=description,
            trail=trail,
            listed=items if number == 1 else None,
            context={
                "documents": tuple(listed(studio, part)),
                "count": len(items),
                "choices": (),
                "sums": (),
                "intro": "",
                "total": "",
                "number": number,
                "last": last,
                "previous": (address if number == 2 else f"{address}{number - 1}/") if number > 1 else None,
                "following": f"{address}{number + 1}/" if number < last else None,
                **(context if number == 1 else {}),
            },
        )
