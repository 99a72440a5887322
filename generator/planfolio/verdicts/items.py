"""Items: how many there are, of which level, whether they are stated, unique, in time and each within a limit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

from planfolio.findings import Count, Message, Place, say
from planfolio.model import Plan, Portfolio, Schedule
from planfolio.model.choices import LedgerStatus, Level, SessionStatus
from planfolio.model.exact import Range
from planfolio.model.packs import Per
from planfolio.model.portfolios import LedgerEntry
from planfolio.model.records import Record
from planfolio.model.scalars import Bound
from planfolio.totals import Addend, Sum, counted_entries, total
from planfolio.verdicts.bench import Bench, Verdict
from planfolio.verdicts.cycles import NO_CYCLE, cycle_years
from planfolio.verdicts.sessions import judge_times
from planfolio.verdicts.sums import Spot, addends, matches, spots

_ONE = Bound(Fraction(1), "number")


# --- what is stated ---------------------------------------------------------------------------------------------------


def judge_required(judge: Bench) -> Iterator[Verdict]:
    """A field that is filled; of a list, in every item. With a level: one item at least that reaches it."""
    for bench in judge.fields():
        if judge.rule.level is not None:
            yield _level(bench, _picked(bench), _ONE, None, floor=True)
            continue
        missing = [spot.at for spot in spots(bench) if spot.value is None]
        assert bench.field is not None
        yield bench.verdict(
            "failed" if missing else "passed",
            missing[0] if missing else judge.item.at(*bench.field.steps),
            said=_lacks(bench, len(missing)),
            addends=tuple(_named(bench, at) for at in missing[1:]),
        )


def _lacks(judge: Bench, count: int) -> Message:
    assert judge.field is not None
    name = judge.field.label
    if not count:
        return say("写了{name}", "{name}: stated", name=name)
    if count == 1:
        return say("缺少{name}（{path}）", "no {name} is stated", name=name, path=judge.field.name)
    return say(
        "{count} 处缺少{name}（{path}）",
        "no {name} is stated in {count}",
        name=name,
        path=judge.field.name,
        count=Count(count, "place"),
    )


def _named(judge: Bench, at: Place) -> Addend:
    assert judge.field is not None
    why = say("这里也没有写", "is not stated here either")
    return Addend(title=judge.field.entry.chinese[0], at=at, amount=None, hours=None, why=why)


def judge_one_of(judge: Bench) -> Iterator[Verdict]:
    """One field at least that is filled."""
    benches = list(judge.fields())
    if benches:
        filled = any(all(spot.value is not None for spot in spots(bench)) for bench in benches)
        named = [bench.field for bench in benches if bench.field]
        names = tuple(field.label for field in named)
        said = (
            say("写了 {names} 中的一项", "one of {names} is stated", names=names)
            if filled
            else say("{names} 一项也没有写", "none of {names} is stated", names=names)
        )
        at = judge.item.at("name" if isinstance(judge.item.record, Portfolio) else "title")
        verdict = judge.verdict("passed" if filled else "failed", at, said=said)
        yield replace(verdict, reveals=tuple(field.steps[0] for field in named))


# --- how many ---------------------------------------------------------------------------------------------------------


def judge_count(judge: Bench) -> Iterator[Verdict]:
    """The number of items that the condition picks, by year where the rule says so."""
    for bench in judge.fields():
        for picked, span in _spans(bench):
            for bound, floor in _limits(bench):
                if bench.rule.level is not None:
                    yield _level(bench, picked, bound, span, floor=floor)
                else:
                    yield _number(bench, picked, bound, span, floor=floor)


def _limits(judge: Bench) -> Iterator[tuple[Bound, bool]]:
    if judge.rule.at_least is not None:
        yield judge.rule.at_least, True
    if judge.rule.at_most is not None:
        yield judge.rule.at_most, False
    if judge.rule.at_least is None and judge.rule.at_most is None:
        yield _ONE, True  # a level alone asks for one that reaches it


def _spans(judge: Bench) -> Iterator[tuple[list[Spot], tuple[date, date] | None]]:
    """The items, all together or those of each year of the cycle that has begun."""
    picked, record = _picked(judge), judge.item.record
    if judge.rule.per is not Per.YEAR:
        yield picked, None
    elif isinstance(record, Portfolio) and record.cycle is not None:
        for first, last in cycle_years(record.cycle.start, record.cycle.end):
            if first <= judge.today:
                yield (
                    [spot for spot in picked if (day := getattr(spot.owner, "date", None)) and first <= day <= last],
                    (first, last),
                )


def _picked(judge: Bench) -> list[Spot]:
    """The items that count: of a ledger those credited in the cycle, of sessions those that take place."""
    record, where = judge.item.record, judge.rule.where
    found = [spot for spot in spots(judge, items=True) if spot.value is not None]
    if where is not None:
        found = [spot for spot in found if spot.owner is not None and matches(judge, where, spot.owner)]
    if isinstance(record, Portfolio) and any(isinstance(spot.owner, LedgerEntry) for spot in found):
        statuses = where.status if where and where.status else (LedgerStatus.CREDITED,)
        indices = {index for index, _ in counted_entries(record, statuses)}
        return [spot for spot in found if spot.at.field[1] in indices]
    if isinstance(record, Schedule):
        return [spot for spot in found if getattr(spot.owner, "status", None) is not SessionStatus.CANCELLED]
    return found


def _number(judge: Bench, picked: list[Spot], bound: Bound, span: tuple[date, date] | None, *, floor: bool) -> Verdict:
    assert judge.field is not None
    return judge.compare(
        Sum(Range.of(len(picked))),
        bound,
        floor=floor,
        at=picked[0].at if picked and not floor else judge.item.at(judge.field.steps[0]),
        items=True,
        arithmetic=_within(span),
        span=span,
    )


def _within(span: tuple[date, date] | None) -> Message | None:
    return say("{first} 至 {last}", "{first} to {last}", first=span[0], last=span[1]) if span else None


# --- levels -----------------------------------------------------------------------------------------------------------


def _level(judge: Bench, picked: list[Spot], bound: Bound, span: tuple[date, date] | None, *, floor: bool) -> Verdict:
    """The number of items that reach the level. One that states none may reach it or not."""
    wanted = judge.rule.level
    assert wanted is not None
    assert judge.field is not None
    stated = [(spot, _level_of(spot)) for spot in picked]
    reached = sum(level is not None and level.reaches(wanted) for _, level in stated)
    below = [(spot, level) for spot, level in stated if level is not None and not level.reaches(wanted)]
    unknown = len(stated) - reached - len(below)
    at = below[0][0].at if below else judge.item.at(judge.field.steps[0])
    number = Sum(Range(Fraction(reached), Fraction(reached + unknown)))
    verdict = judge.compare(number, bound, floor=floor, at=at, items=True, arithmetic=_within(span), span=span)
    label = judge.field.entry.label
    if verdict.outcome == "failed":
        said = _below(label, below, wanted) if below and floor and not reached else None
        return replace(verdict, said=said, addends=tuple(_claimed(spot, level, wanted) for spot, level in below))
    if verdict.outcome == "not_computable":
        reason = say("{label}里有 {count} 项没有写级别", "{label}: {count} without a level", label=label, count=unknown)
        return replace(verdict, reason=reason)
    return replace(
        verdict,
        arithmetic=say(
            "{label}里{level}级以上的有 {count} 项",
            "{label}: {count} of the level “{level}” or higher",
            label=label,
            level=wanted,
            count=reached,
        ),
    )


def _level_of(spot: Spot) -> Level | None:
    if isinstance(spot.value, Level):
        return spot.value
    found = getattr(spot.value, "level", None)
    return found if isinstance(found, Level) else None


def _below(label: Message, below: list[tuple[Spot, Level]], wanted: Level) -> Message:
    spot, level = max(below, key=lambda pair: -list(Level).index(pair[1]))
    return say(
        "“{title}”是{level}级，要求{wanted}级以上",
        "“{title}” is of the level “{level}”; “{wanted}” or higher is asked for",
        title=_title(spot.value, label),
        level=level,
        wanted=wanted,
    )


def _claimed(spot: Spot, level: Level, wanted: Level) -> Addend:
    why = say("{level}级，低于{wanted}级", "{level}, below {wanted}", level=level, wanted=wanted)
    return Addend(title=str(_title(spot.value, "")), at=spot.at, amount=None, hours=None, why=why)


def _title(value: Any, otherwise: Any) -> Any:
    return getattr(value, "title", None) or getattr(value, "text", None) or otherwise


# --- each, unique, within ---------------------------------------------------------------------------------------------


def judge_each(judge: Bench) -> Iterator[Verdict]:
    """Every item by itself: one verdict for each that fails, one for all that pass."""
    for bench in judge.fields():
        assert bench.field is not None
        if bench.field.measure == "time":
            yield from judge_times(bench)
            continue
        found = list(addends(bench, bench.rule.where))
        for bound, floor in ((judge.rule.at_least, True), (judge.rule.at_most, False)):
            if bound is not None and found:
                yield from _each(bench, found, bound, floor=floor)


def _each(judge: Bench, found: list[Addend], bound: Bound, *, floor: bool) -> Iterator[Verdict]:
    verdicts = [judge.compare(total([addend]), bound, floor=floor, at=addend.at) for addend in found]
    named = [
        replace(verdict, arithmetic=say("“{title}”", "“{title}”", title=addend.title))
        for verdict, addend in zip(verdicts, found, strict=True)
    ]
    failed = [verdict for verdict in named if verdict.outcome == "failed"]
    yield from failed
    open_ones = [verdict for verdict in named if verdict.outcome == "not_computable"]
    if open_ones:
        yield _first_open(open_ones)
    elif not failed:
        yield min(named, key=lambda verdict: verdict.slack.low if verdict.slack else Fraction(0))


def _first_open(verdicts: list[Verdict]) -> Verdict:
    """The first that is open, with the reason why and how many more there are."""
    first = verdicts[0]
    if first.limit is None and not first.addends[0].why:  # then the fault is the limit's
        return first
    why = first.addends[0].why or first.reason
    more = say("；另有 {count} 项", "; and {count} more", count=len(verdicts) - 1) if len(verdicts) > 1 else ""
    reason = say("“{title}”{why}{more}", "“{title}”: {why}{more}", title=first.addends[0].title, why=why, more=more)
    return replace(first, reason=reason)


def judge_unique(judge: Bench) -> Iterator[Verdict]:
    """No value twice."""
    for bench in judge.fields():
        first: dict[Any, Spot] = {}
        twice: list[tuple[Spot, Spot]] = []
        for spot in spots(bench, items=True):
            value = _identity(spot.value)
            if value is not None and first.setdefault(value, spot) is not spot:
                twice.append((first[value], spot))
        if not twice:
            said = say("没有重复", "nothing stands twice")
            yield bench.verdict("passed", judge.item.at(bench.field.steps[0] if bench.field else "title"), said=said)
        for before, spot in twice:
            said = say("“{value}”写了两次", "“{value}” stands twice", value=_title(spot.value, spot.value))
            why = say("先写在这里", "stands here first")
            addend = Addend(title=str(_title(spot.value, spot.value)), at=before.at, amount=None, hours=None, why=why)
            yield bench.verdict("failed", spot.at, said=said, addends=(addend,))


def _identity(value: Any) -> Any:
    return _title(value, None) if isinstance(value, Record) else value


def judge_within(judge: Bench) -> Iterator[Verdict]:
    """Dates inside the plan's period or the portfolio's cycle: one verdict for each outside, one for all inside."""
    record = judge.item.record
    period = record.period if isinstance(record, Plan) else record.cycle if isinstance(record, Portfolio) else None
    for bench in judge.fields():
        days = [spot for spot in spots(bench) if spot.owner is not None]
        if period is not None and period.start is not None and period.end is not None:
            yield from _within_period(bench, days, period.start, period.end)
        elif days:
            reason = NO_CYCLE if isinstance(record, Portfolio) else say("没有写起止", "no period is stated")
            yield bench.verdict("not_computable", days[0].at, reason=reason)


def _within_period(judge: Bench, days: list[Spot], start: date, end: date) -> Iterator[Verdict]:
    outside = [spot for spot in days if spot.value is not None and not start <= spot.value <= end]
    unknown = [spot for spot in days if spot.value is None]
    for spot in outside:
        yield judge.verdict("failed", spot.at, said=_outside(spot.value, start, end))
    if unknown:
        reason = say("{count} 处缺少日期", "a date is missing in {count}", count=Count(len(unknown), "place"))
        yield judge.verdict("not_computable", unknown[0].at, reason=reason)
    elif days and not outside:
        said = say("{count} 个日期都在内", "{count} inside, none outside", count=Count(len(days), "date"))
        yield judge.verdict("passed", days[0].at, said=said)


def _outside(day: date, start: date, end: date) -> Message:
    return say("{day} 不在 {start} 至 {end} 之内", "{day} lies outside {start} to {end}", day=day, start=start, end=end)
