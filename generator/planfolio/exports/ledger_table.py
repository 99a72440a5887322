"""Ledgers as tables: what a teacher lets be shown of their hours."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from planfolio.catalog import Item
from planfolio.exports.publication import Export, Publication, PublishedPage
from planfolio.exports.table import Cell, table
from planfolio.findings import say
from planfolio.model import Portfolio
from planfolio.model.portfolios import LedgerEntry
from planfolio.model.records import label

NAME = say("学时台账（CSV）", "Ledger of hours (CSV)")
_COLUMNS = ("date", "title", "hours", "mode", "category", "status", "certifier", "number")


def beside(publication: Publication, page: PublishedPage) -> Iterator[Export]:
    """The ledger of a portfolio with entries that may be shown."""
    item = publication.shown_by(page)
    if item is None or not isinstance(item.record, Portfolio) or not publication.opens(item.record, "ledger"):
        return
    if any(_entries(publication, item.record)):
        yield Export(
            path=f"{page.address}ledger.csv",
            page=page.address,
            media="text/csv",
            name=NAME,
            write=partial(_table, publication, item),
        )


def _entries(publication: Publication, portfolio: Portfolio) -> Iterator[LedgerEntry]:
    return (entry for entry in portfolio.ledger if publication.profile == "internal" or not entry.internal)


def _table(publication: Publication, item: Item) -> bytes:
    language, portfolio = publication.language, item.record
    assert isinstance(portfolio, Portfolio)
    headings = [label(LedgerEntry, name).shown(language) for name in _COLUMNS]
    rates = publication.inspection.totals[item.key].rates

    def row(entry: LedgerEntry) -> list[Cell]:
        return [
            entry.date,
            entry.title,
            rates.class_hours(entry.hours) or entry.hours.shown(language),
            entry.mode.shown(language) if entry.mode else None,
            entry.category.shown(language) if entry.category else None,
            entry.status.shown(language),
            publication.organisation(entry.certifier),
            entry.number,
        ]

    return table([headings, *map(row, _entries(publication, portfolio))], language)
