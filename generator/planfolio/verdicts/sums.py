"""Sums that rules judge: the addends that a field and a `where` pick from a document."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date
from fractions import Fraction
from functools import partial
from typing import Any

from planfolio.findings import Place, say
from planfolio.frozen import frozen
from planfolio.model import Plan, Portfolio, Schedule
from planfolio.model.amounts import Amount, HourUnit
from planfolio.model.choices import LimitUnit, SessionStatus
from planfolio.model.exact import Range
from planfolio.model.packs import Where
from planfolio.model.plans import Attendance, BudgetLine
from planfolio.model.portfolios import LedgerEntry
from planfolio.model.records import Record
from planfolio.model.scalars import Share
from planfolio.packs.fields import SESSION_HOURS, UNITS
from planfolio.totals import (
    Addend,
    Sum,
    Totals,
    UnitTotal,
    counted_entries,
    grouped,
    leaves,
    total,
)
from planfolio.totals.grants import credited
from planfolio.totals.sessions import session_hours, sessions_in
from planfolio.totals.sums import converted
from planfolio.verdicts.bench import Bench

NONE = Sum(Range.of(0))
"""Nothing picked at all is zero, and that is known."""


@frozen
class Spot:
    """A field's value where it stands, or would stand, in a record: `value` is None where nothing is written.

    `owner` is None where even the record that should hold the field is missing.
    """

    at: Place
    owner: Record | None
    value: Any


def spots(judge: Bench, *, items: bool = False) -> Iterator[Spot]:
    """Every place of the rule's field in the document; with `items` a list as a whole is each of its items."""
    field, record = judge.field, judge.item.record
    assert field is not None
    assert record is not None
    if field.name == SESSION_HOURS:
        yield from _spots(record, judge.item.at(), ("sessions",), items)
    elif field.steps[0] == UNITS:
        for leaf in leaves(judge.totals.units):
            yield from (
                _spots(leaf.unit, leaf.at, field.steps[1:], items)
                if field.steps[1:]
                else (Spot(leaf.at, leaf.unit, leaf.unit),)
            )
    else:
        yield from _spots(record, judge.item.at(), field.steps, items)


def _spots(owner: Record, at: Place, steps: tuple[str, ...], items: bool) -> Iterator[Spot]:
    step, rest = steps[0], steps[1:]
    value, at = getattr(owner, step), at / step
    if not rest:
        if items and isinstance(value, tuple):
            for index, one in enumerate(value):
                yield Spot(at / index, one if isinstance(one, Record) else owner, one)
        else:
            yield Spot(at, owner, None if value == () else value)
    elif value is None or value == ():
        yield Spot(at, None, None)
    elif isinstance(value, tuple):
        for index, one in enumerate(value):
            yield from _spots(one, at / index, rest, items)
    else:
        yield from _spots(value, at, rest, items)


def between(judge: Bench, where: Where | None, pick: Callable[[Bench], Sum]) -> Sum:
    """What `pick` adds up, as a range where items state no mode or category: without them, and with them."""
    sure = pick(judge)
    if where is None or _all_state(judge, where):
        return sure
    most = pick(replace(judge, loosely=True))
    if sure.known is None or (most.known, most.unknown) == (sure.known, sure.unknown):
        return sure
    high = most.known.high if most.known is not None else sure.known.high
    return Sum(Range(sure.known.low, high), most.unknown, sure.addends)


def _all_state(judge: Bench, where: Where) -> bool:
    """Whether every unit, grant and entry says what the condition asks about, so that nothing is left open."""
    record = judge.item.record
    items: Iterable[Any] = ()
    if isinstance(record, Portfolio):
        items = record.ledger
    elif isinstance(record, Plan):
        items = (*leaves(judge.totals.units), *record.grants)
    elif isinstance(record, Schedule):
        items = record.sessions  # a session has no category, and no rule can ask for one
    return not (where.mode and any(one.mode is None for one in items)) and not (
        where.category and any(one.category is None for one in items)
    )


def summed(judge: Bench, where: Where | None) -> Sum:
    """What the rule's field and `where` pick, a range where that is not stated of every item."""
    return between(judge, where, lambda bench: picked(bench, where))


def picked(judge: Bench, where: Where | None) -> Sum:
    """The addends that the rule's field and `where` pick, in class hours; places, points and money as they are.

    Where there is something to pick from but nothing is picked, the sum is zero; where there is nothing at all, it is
    unknown. A ledger without entries is worth zero hours.
    """
    field, record, totals = judge.field, judge.item.record, judge.totals
    assert field is not None
    if isinstance(record, Portfolio) and field.name == "ledger.hours":
        return known_or_zero(_ledger(judge, where, None, None))
    if isinstance(record, Schedule) and field.name == SESSION_HOURS:
        return _session_sum(judge, record, where)
    if isinstance(record, Plan):
        if field.name == "hours":
            return whole_sum(totals)
        if field.name == "grants.hours":
            return _grants(judge, record, where)
        if field.name in (f"{UNITS}.hours", "stages.hours", "modules.hours"):
            return _units(judge, where, field.steps[0])
    found = total(addends(judge, where))
    return known_or_zero(found) if where is not None and next(addends(judge, None), None) else found


def addends(judge: Bench, where: Where | None) -> Iterator[Addend]:
    """One addend for each item of the rule's field; one that states no figure is unknown."""
    if judge.field is not None and judge.field.name == SESSION_HOURS:
        yield from _session_addends(judge, where)
        return
    for spot in spots(judge):
        if spot.owner is None or (where is not None and not matches(judge, where, spot.owner)):
            continue
        yield _addend(judge, spot)


def _session_addends(judge: Bench, where: Where | None) -> Iterator[Addend]:
    """The hours of every session that takes place, once however often it recurs."""
    assert isinstance(judge.item.record, Schedule)
    for index, session in enumerate(judge.item.record.sessions):
        if session.status is not SessionStatus.CANCELLED and (where is None or matches(judge, where, session)):
            hours = session_hours(session, judge.totals.rates)
            why = None if hours else say("缺开始或结束时间", "a time is missing")
            yield Addend(title=session.title, at=judge.item.at("sessions", index), amount=None, hours=hours, why=why)


def _addend(judge: Bench, spot: Spot) -> Addend:
    assert judge.field is not None
    owner, value = spot.owner, spot.value
    names = (getattr(owner, name, None) for name in ("title", "name", "window"))
    title = str(next(filter(None, names), judge.field.entry.chinese[0]))
    if isinstance(value, Share):
        value = _absence(owner, value)
        hours = judge.totals.rates.class_hours(value) if value else None
        why = None if hours else say("不是学时或天数，或不能换算", "no number of hours or days, or no conversion")
        return Addend(title=title, at=spot.at, amount=value, hours=hours, why=why)
    if isinstance(value, Amount) or judge.field.measure == "hours":
        return converted(title, spot.at, value, judge.totals.rates)
    if value is None and isinstance(owner, BudgetLine) and judge.field.steps[-1] == "amount":
        value = _product(owner)
    if value is None:
        return Addend(title=title, at=spot.at, amount=None, hours=None, why=say("没有写", "nothing is stated"))
    return Addend(title=title, at=spot.at, amount=None, hours=value if isinstance(value, Range) else Range.of(value))


def _absence(owner: Record | None, limit: Share) -> Amount | None:
    """A limit of absence as an amount of hours or days; a share is neither."""
    units = {LimitUnit.HOURS: HourUnit.CLASS_HOUR, LimitUnit.DAYS: HourUnit.DAY}
    unit = units.get(owner.unit) if isinstance(owner, Attendance) and owner.unit else None
    return None if unit is None or limit.is_share else Amount(Range.of(limit.value), unit)


def _product(line: BudgetLine) -> Fraction | None:
    return line.unit_price * line.quantity if line.unit_price is not None and line.quantity is not None else None


def whole_sum(totals: Totals) -> Sum:
    if totals.computed.complete or totals.declared is None:
        return totals.computed
    at = totals.declared_at or Place("")
    return total([Addend(title="", at=at, amount=None, hours=totals.declared)])


def _grants(judge: Bench, plan: Plan, where: Where | None) -> Sum:
    if where is None:
        return judge.totals.credited or Sum()
    found = credited(judge.item, plan, judge.totals.rates, partial(matches, judge, where))
    return known_or_zero(found) if found else Sum()


def _units(judge: Bench, where: Where | None, root: str) -> Sum:
    totals = judge.totals
    units = totals.units if root == UNITS else tuple(unit for unit in totals.units if unit.at.field[0] == root)
    if where is None:
        return totals.planned if units else whole_sum(totals)
    if not units:
        return Sum()
    if where.audience:
        own = (leaf for leaf in leaves(units, where.audience[0]) if leaf_matches(judge, where, leaf))
        return known_or_zero(total(addend for leaf in own for addend in leaf.computed.addends))
    return grouped(units, lambda leaf: "x" if leaf_matches(judge, where, leaf) else None).get("x", NONE)


def leaf_matches(judge: Bench, where: Where | None, leaf: UnitTotal) -> bool:
    """Whether a unit is of the modes and categories; for whom it is does not matter here."""
    return where is None or (
        _is_among(judge, leaf.mode, where.mode) and _is_among(judge, leaf.category, where.category)
    )


def _is_among(judge: Bench, value: str | None, wanted: tuple[str, ...]) -> bool:
    return not wanted or value in wanted or (judge.loosely and value is None)


def _session_sum(judge: Bench, schedule: Schedule, where: Where | None) -> Sum:
    scheduled = judge.totals.scheduled or Sum()
    if where is None or not scheduled.addends:
        return scheduled
    both = zip(scheduled.addends, sessions_in(schedule, scheduled), strict=True)
    return known_or_zero(total(addend for addend, session in both if matches(judge, where, session)))


def ledger_sum(judge: Bench, where: Where | None, first: date | None = None, last: date | None = None) -> Sum:
    """Counted entries of a ledger, of the whole cycle or of a part of it; both days are included."""
    return between(judge, where, lambda bench: known_or_zero(_ledger(bench, where, first, last)))


def _ledger(judge: Bench, where: Where | None, first: date | None, last: date | None) -> Sum:
    return total(
        addend
        for entry, addend in _entries(judge, where)
        if (where is None or matches(judge, where, entry))
        and (first is None or last is None or entry.date is None or first <= entry.date <= last)
    )


def _entries(judge: Bench, where: Where | None) -> Iterator[tuple[LedgerEntry, Addend]]:
    """The entries of the wanted statuses with their hours; those that are credited have been counted already."""
    portfolio, totals = judge.item.record, judge.totals
    assert isinstance(portfolio, Portfolio)
    if where is not None and where.status:
        for index, entry in counted_entries(portfolio, where.status):
            yield entry, converted(entry.title, judge.item.at("ledger", index, "hours"), entry.hours, totals.rates)
    elif totals.credited is not None:
        for addend in totals.credited.addends:
            number = addend.at.field[1]
            assert isinstance(number, int)
            yield portfolio.ledger[number], addend


def matches(judge: Bench, where: Where, record: Record) -> bool:
    """Whether an item is of the modes, categories and audiences; what names no audience is for all.

    The status of a ledger is looked at where it is added.
    """
    audience = getattr(record, "audience", None)
    named = audience if isinstance(audience, tuple) else (audience,) if audience else ()
    return (
        _is_among(judge, getattr(record, "mode", None), where.mode)
        and _is_among(judge, getattr(record, "category", None), where.category)
        and (not where.audience or not named or bool(set(where.audience) & set(named)))
    )


def known_or_zero(found: Sum) -> Sum:
    """Nothing picked at all is zero hours, and that is known."""
    return found if found.addends or found.unknown or found.known is not None else NONE
