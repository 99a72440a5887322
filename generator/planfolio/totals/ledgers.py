"""Entries of a ledger that count: credited, inside the cycle, each training once."""

from __future__ import annotations

from planfolio.model import Portfolio
from planfolio.model.choices import LedgerStatus
from planfolio.model.portfolios import LedgerEntry


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
