"""Entries of a ledger that count: credited, inside the cycle, each training once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from planfolio.frozen import frozen
from planfolio.model import Portfolio
from planfolio.model.choices import Category, LedgerStatus
from planfolio.model.portfolios import LedgerEntry
from planfolio.totals.sums import Addend, Sum, total


def same_entry(entry: LedgerEntry) -> tuple[object, ...]:
    """What makes two entries the same training: day, hours, mode and certificate; without a certificate the title.

    Two modes are two parts of one training, and both count.
    """
    title = "" if entry.number else "".join(entry.title.split())
    return (entry.date, entry.hours, entry.mode, entry.number, title)


def counted_entries(
    portfolio: Portfolio, statuses: tuple[LedgerStatus, ...] = (LedgerStatus.CREDITED,)
) -> tuple[tuple[int, LedgerEntry], ...]:
    """Entries of these statuses inside the cycle, boundary days included, a duplicate counted once."""
    cycle = portfolio.cycle
    kept: dict[tuple[object, ...], tuple[int, LedgerEntry]] = {}
    for index, entry in enumerate(portfolio.ledger):
        inside = cycle is None or (entry.date is not None and cycle.start <= entry.date <= cycle.end)
        if entry.status in statuses and inside:
            kept.setdefault(same_entry(entry), (index, entry))
    return tuple(kept.values())


@frozen(kw_only=True)
class YearTable:
    """Hours of a ledger's entries by year and category; those that state no category stand under None."""

    cells: Mapping[tuple[int, Category | None], Sum]
    by_year: Mapping[int, Sum]
    by_category: Mapping[Category | None, Sum]


def year_table(entries: Iterable[tuple[LedgerEntry, Addend]]) -> YearTable:
    """The entries that state a day; the years in order, the categories in theirs."""
    dated = [(entry.date.year, entry.category, addend) for entry, addend in entries if entry.date is not None]
    years = sorted({year for year, _, _ in dated})
    categories = [one for one in (*Category, None) if any(category is one for _, category, _ in dated)]
    both = {(year, category): None for year, category, _ in dated}
    return YearTable(
        cells={key: total(addend for year, category, addend in dated if (year, category) == key) for key in both},
        by_year={one: total(addend for year, _, addend in dated if year == one) for one in years},
        by_category={one: total(addend for _, category, addend in dated if category is one) for one in categories},
    )
