"""Stages of plans on the calendar: from when to when each goes, how it follows the one before, and which are not dated."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from planfolio.charts import Bar, Calendar, calendar
from planfolio.frozen import frozen
from planfolio.model import Plan
from planfolio.pages.edition import Edition
from planfolio.pages.values import Values
from planfolio.totals import Totals, UnitTotal

_BREAK = 4
"""Days between two stages that are worth a word: more than a long weekend."""


@frozen(kw_only=True)
class StageRow:
    """A unit with its days as text and on the line, and how it follows the one before."""

    title: str
    depth: int
    days: str
    bar: Bar
    note: str


@frozen(kw_only=True)
class Timeline:
    """The dated units in document order, the line on which they lie and its rules, and the titles of those without a date."""

    days: str
    ruled: str
    rules: tuple[int, ...]
    rows: tuple[StageRow, ...]
    undated: tuple[str, ...]


def timeline(edition: Edition, values: Values, plan: Plan, totals: Totals) -> Timeline | None:
    """The units of a plan on its calendar; None where fewer than two of them are dated."""
    units = [unit for unit in totals.all_units if not edition.hides(unit.at)]
    dated = [unit for unit in units if any(_days(unit))]
    line = calendar((*_period(plan), *(day for unit in dated for day in _days(unit))))
    if len(dated) < 2 or line is None:
        return None
    notes = dict(_notes(edition, dated))
    return Timeline(
        days=_said(edition, values, line.first, line.last),
        ruled={
            "week": edition.say("每条竖线是一个周一", "each vertical line is a Monday"),
            "month": edition.say("每条竖线是一个月的第一天", "each vertical line is the first of a month"),
            "year": edition.say("每条竖线是一年的第一天", "each vertical line is the first day of a year"),
        }[line.step],
        rules=tuple(line.rules()),
        rows=tuple(_row(edition, values, line, unit, notes.get(unit.at.field, "")) for unit in dated),
        undated=tuple(
            unit.unit.title for unit in units if unit.depth == 0 and not any(map(any, map(_days, unit.walk())))
        ),
    )


def _period(plan: Plan) -> tuple[date | None, date | None]:
    return (plan.period.start, plan.period.end) if plan.period else (None, None)


def _days(unit: UnitTotal) -> tuple[date | None, date | None]:
    period = unit.unit.period
    return (period.start, period.end) if period else (None, None)


def _row(edition: Edition, values: Values, line: Calendar, unit: UnitTotal, note: str) -> StageRow:
    start, end = _days(unit)
    return StageRow(
        title=unit.unit.title,
        depth=min(unit.depth, 5),
        days=_said(edition, values, start, end),
        bar=line.bar(start, end),
        note=note,
    )


def _said(edition: Edition, values: Values, start: date | None, end: date | None) -> str:
    """From day to day in words; an end that nobody states is said to be open."""
    if start is None:
        return edition.say("开始未写，到 ", "start not stated, until ") + (values.day(end) if end else "")
    if end is None:
        return values.day(start) + edition.say(" 起，结束未写", ", end not stated")
    return values.day(start) if start == end else f"{values.day(start)}{edition.say(' 至 ', ' to ')}{values.day(end)}"


def _notes(edition: Edition, dated: list[UnitTotal]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """How each stage follows the one before. Modules may well run side by side, and so may what is for other people."""
    stages = (unit for unit in dated if not unit.depth and unit.at.field[0] == "stages" and not unit.unit.audience)
    for before, unit in pairwise(stages):
        (since, until), (start, end) = _days(before), _days(unit)
        if since is None or until is None or start is None or end is None:
            continue
        title, shared, between = (
            before.unit.title,
            (min(until, end) - max(since, start)).days + 1,
            (start - until).days - 1,
        )
        if shared > 1:  # on a single day one stage hands over to the next
            yield unit.at.field, edition.say(f"与“{title}”重叠 {shared} 天", f"{shared} days along with “{title}”")
        elif between >= _BREAK:
            yield unit.at.field, edition.say(f"与“{title}”相隔 {between} 天", f"{between} days after “{title}”")
