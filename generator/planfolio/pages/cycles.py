"""Cycles of portfolios: how much of the floor is reached, and the credited hours by year and category."""

from __future__ import annotations

from collections.abc import Iterable

from planfolio.catalog import Item
from planfolio.charts import Bar, part, share
from planfolio.frozen import frozen
from planfolio.model import Portfolio
from planfolio.model.exact import Range
from planfolio.model.portfolios import Cycle
from planfolio.pages.edition import Edition
from planfolio.pages.values import Values
from planfolio.publicity import open_fields
from planfolio.totals import Sum, Totals, counted_entries, total, year_table
from planfolio.verdicts import Verdict
from planfolio.verdicts.bench import HOURS


@frozen(kw_only=True)
class Ring:
    """How much of a cycle's floor is reached: drawn, and the same in words."""

    bar: Bar
    rule: str
    reached: str
    share: str
    rest: str
    days: str


@frozen(kw_only=True)
class YearRow:
    """The hours of a year as text, one for each category, "" where there are none, and their sum."""

    year: str
    cells: tuple[str, ...]
    whole: str


@frozen(kw_only=True)
class YearGrid:
    """Hours by year and category, the sums below. `others` are those that stand in no year of it, each as name and text."""

    categories: tuple[str, ...]
    years: tuple[YearRow, ...]
    sums: tuple[str, ...]
    others: tuple[tuple[str, str], ...]
    whole: str


def ring(edition: Edition, values: Values, item: Item, totals: Totals, verdicts: Iterable[Verdict]) -> Ring | None:
    """The ring of a portfolio's cycle, against the highest floor that counts the whole ledger over the whole cycle; None
    where no rule has one, or where the cycle may not be shown."""
    portfolio = item.record
    if (
        not isinstance(portfolio, Portfolio)
        or portfolio.cycle is None
        or "cycle" not in open_fields(portfolio, edition.profile)
    ):
        return None
    floors = [one for one in verdicts if _is_floor(one, portfolio.cycle, totals)]
    if not floors:
        return None
    verdict = max(floors, key=lambda one: _figure(one.limit).high)
    actual, limit = _figure(verdict.actual), _figure(verdict.limit)
    at_least = "" if totals.computed.complete else "≥ "
    hours = edition.say("学时", "class hours")
    end = values.day(portfolio.cycle.end)
    has_ended = portfolio.cycle.end < edition.inspection.today
    return Ring(
        bar=part(actual, limit),
        rule=edition.shown(verdict.title),
        reached=f"{at_least}{actual if not at_least else actual.low_text} / {limit} {hours}",
        share="" if at_least else share(actual, limit),
        rest=_rest(edition, verdict, end, has_ended=has_ended, is_complete=totals.computed.complete),
        days=f"{values.day(portfolio.cycle.start)}{edition.say(' 至 ', ' to ')}{end}",
    )


def _is_floor(verdict: Verdict, cycle: Cycle, totals: Totals) -> bool:
    is_whole = (verdict.since, verdict.until) == (cycle.start, cycle.end)
    counts_all = len(verdict.addends) == len(totals.computed.addends)
    is_exact = isinstance(verdict.limit, Range) and verdict.limit.is_exact and verdict.limit.low > 0
    return (
        verdict.floor and verdict.unit is HOURS and is_whole and counts_all and is_exact and verdict.actual is not None
    )


def _figure(value: object) -> Range:
    assert isinstance(value, Range)  # hours are never a time of day
    return value


def _rest(edition: Edition, verdict: Verdict, end: str, *, has_ended: bool, is_complete: bool) -> str:
    """What is missing and until when, or was when the cycle ended, or how much there is beyond."""
    slack = verdict.slack
    if slack is None or verdict.outcome == "not_computable":
        return edition.shown(verdict.reason) if verdict.reason else ""
    if not is_complete or slack.low == slack.high == 0:
        return edition.say("已经达到", "reached")
    if verdict.outcome == "passed":
        return edition.say(f"已经达到，超出 {slack} 学时", f"reached, {slack} over")
    lack = Range(-slack.high, -slack.low)
    if has_ended:
        return edition.say(f"周期已在{end}结束，少 {lack} 学时", f"the cycle ended on {end}, {lack} short")
    return edition.say(f"还差 {lack} 学时，周期到{end}为止", f"{lack} to go until {end}")


def year_grid(edition: Edition, item: Item, totals: Totals) -> YearGrid | None:
    """Credited hours of a portfolio by year and category. In public, entries that are kept from it stand together in a line of
    their own, without year and category; None where the ledger may not be shown or nothing dated is credited."""
    portfolio = item.record
    if not isinstance(portfolio, Portfolio) or "ledger" not in open_fields(portfolio, edition.profile):
        return None
    counted = [entry for _, entry in counted_entries(portfolio)]
    addends = totals.computed.addends
    both = tuple(zip(counted, addends, strict=False))  # behind them stand the undated ones of a cycle
    hidden = tuple(addend for entry, addend in both if edition.is_public and entry.internal)
    shown = tuple((entry, addend) for entry, addend in both if not (edition.is_public and entry.internal))
    undated = (*(addend for entry, addend in shown if entry.date is None), *addends[len(both) :])
    table = year_table(shown)
    if not table.by_year:
        return None
    others = ((edition.say("未公开", "not public"), hidden), (edition.say("没有写日期", "no date"), undated))
    return YearGrid(
        categories=tuple(
            edition.shown(one) if one else edition.say("没有写类别", "no category") for one in table.by_category
        ),
        years=tuple(
            YearRow(
                year=str(year),
                cells=tuple(_text(edition, table.cells.get((year, category))) for category in table.by_category),
                whole=_text(edition, whole),
            )
            for year, whole in table.by_year.items()
        ),
        sums=tuple(_text(edition, found) for found in table.by_category.values()),
        others=tuple((name, _text(edition, total(found))) for name, found in others if found),
        whole=_text(edition, totals.computed),
    )


def _text(edition: Edition, found: Sum | None) -> str:
    """A bare figure, as the table's caption names the unit; what is not complete says so."""
    if found is None:
        return ""
    return str(found.known) if found.complete else edition.shown(found)
