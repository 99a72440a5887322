"""Sums that rules judge: the addends that a field path and a `where` pick from a document."""

from __future__ import annotations

from datetime import date
from typing import Any

from planfolio.findings import Place
from planfolio.model import Plan, Portfolio
from planfolio.model.exact import Range
from planfolio.model.packs import Where
from planfolio.totals import Addend, Sum, Totals, counted_entries, counted_grants, grouped, leaves, total
from planfolio.verdicts.bench import Bench


def summed(judge: Bench, name: str, where: Where | None) -> Sum:
    """The addends that `name` and `where` pick, in class hours (places and money for quota and budget)."""
    item, totals = judge.item, judge.totals
    record = item.record
    if isinstance(record, Portfolio):  # a ledger has no units: its entries are what there is to add
        return ledger_sum(judge, where)
    if name == "hours":
        return whole_sum(totals)
    if name in ("units.hours", "stages.hours"):
        return _units(totals, where)
    if name == "grants.hours" and isinstance(record, Plan):
        if where is None:
            return totals.credited or Sum()
        return total(
            Addend(
                title=grant.title,
                at=item.at("grants", index, "hours"),
                amount=grant.hours,
                hours=totals.rates.class_hours(grant.hours),
            )
            for index, grant in counted_grants(record)
            if _matches(where, grant.mode, grant.category, ())
        )
    if name == "sessions.hours":
        return totals.scheduled or Sum()
    return Sum()


def whole_sum(totals: Totals) -> Sum:
    if totals.computed.complete or totals.declared is None:
        return totals.computed
    at = totals.declared_at or Place("")
    return total([Addend(title="", at=at, amount=None, hours=totals.declared)])


def _units(totals: Totals, where: Where | None) -> Sum:
    if where is None:
        return totals.planned if totals.units else whole_sum(totals)
    audience = where.audience[0] if where.audience else None
    if audience and not any(audience in leaf.unit.audience for leaf in totals.all_units):
        return Sum()
    picked = [
        leaf
        for leaf in leaves(totals.units, audience)
        if (not where.mode or leaf.mode in {mode.value for mode in where.mode})
        and (not where.category or leaf.category in {category.value for category in where.category})
    ]
    if audience is None and where.mode:
        wanted = {mode.value for mode in where.mode}
        return grouped(totals.units, lambda leaf: "x" if leaf.mode in wanted else None).get("x", Sum(Range.of(0)))
    if audience is None and where.category:
        wanted = {category.value for category in where.category}
        return grouped(totals.units, lambda leaf: "x" if leaf.category in wanted else None).get("x", Sum(Range.of(0)))
    return total(addend for leaf in picked for addend in leaf.computed.addends)


def ledger_sum(judge: Bench, where: Where | None, first: date | None = None, last: date | None = None) -> Sum:
    """Counted entries of a ledger, of the whole cycle or of a part of it; both days are included."""
    portfolio, totals = judge.item.record, judge.totals
    assert isinstance(portfolio, Portfolio)
    return total(
        Addend(
            title=entry.title,
            at=judge.item.at("ledger", index, "hours"),
            amount=entry.hours,
            hours=totals.rates.class_hours(entry.hours),
        )
        for index, entry in counted_entries(portfolio)
        if (where is None or _matches(where, entry.mode, entry.category, ()))
        and (first is None or last is None or (entry.date is not None and first <= entry.date <= last))
    )


def _matches(where: Where, mode: Any, category: Any, audience: tuple[str, ...]) -> bool:
    return (
        (not where.mode or mode in where.mode)
        and (not where.category or category in where.category)
        and (not where.audience or bool(set(where.audience) & set(audience)))
    )


def known_or_zero(found: Sum) -> Sum:
    """Nothing picked at all is zero hours, and that is known."""
    return found if found.addends or found.known is not None else Sum(Range.of(0))
