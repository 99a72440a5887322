"""Versions: the plans before, after, above and below a plan, and how its hours differ from those of a year ago."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from planfolio.catalog import Item
from planfolio.model import Plan
from planfolio.model.exact import written
from planfolio.pages.edition import Link
from planfolio.pages.studio import Studio
from planfolio.pages.values import Cell, Facts
from planfolio.totals import Sum


def versions(studio: Studio, item: Item, plan: Plan) -> Facts | None:
    """The plans to which a plan is related; None where there are none."""
    rows = tuple((label, cell) for label, cell in _rows(studio, item, plan) if cell)
    return Facts(rows=rows) if rows else None


def _rows(studio: Studio, item: Item, plan: Plan) -> Iterator[tuple[str, Cell]]:
    edition, say = studio.edition, studio.edition.say
    yield say("代替", "Supersedes"), _one(studio, plan.supersedes)
    yield say("被代替", "Superseded by"), _many(studio, studio.successors.get(item.document.id, ()))
    yield say("上级方案", "Plan above it"), _one(studio, plan.parent)
    yield say("下级方案", "Plans below it"), _many(studio, studio.subplans.get(item.document.id, ()))
    before, after = studio.neighbours(item)
    if before is not None:
        yield say("上一年的方案", "The year before"), (edition.link(before),)
        yield say("学时比上一年", "Change in hours"), (Link(text=difference(studio, item, before)),)
    if after is not None:
        yield say("下一年的方案", "The year after"), (edition.link(after),)


def _one(studio: Studio, identifier: str | None) -> Cell:
    return (studio.edition.refer("plans", identifier),) if identifier else ()


def _many(studio: Studio, items: Iterable[Item]) -> Cell:
    return tuple(studio.edition.link(one) for one in items)


def difference(studio: Studio, item: Item, before: Item) -> str:
    """`+4 学时（40 − 36）`, exact; in words where it cannot be known."""
    edition = studio.edition
    now, then = edition.totals[item.key], edition.totals[before.key]
    if not now.computed.complete or not then.computed.complete:
        return edition.say("有一年的学时不详，不能比较", "unknown, as the hours of one of the years are not known")
    if now.rates.minutes_per_hour != then.rates.minutes_per_hour:
        lengths = [written(one.rates.minutes_per_hour) for one in (now, then)]
        return edition.say(
            f"两年的一学时不一样长（{lengths[0]} 分钟、{lengths[1]} 分钟），不能比较",
            f"not comparable: a class hour has {lengths[0]} minutes here and had {lengths[1]} there",
        )
    one, other = now.computed.known, then.computed.known
    assert one is not None
    assert other is not None
    if not (one.is_exact and other.is_exact):
        return edition.say(f"不能直接相减（{one}、{other}）", f"cannot be subtracted ({one}, {other})")
    gap = one - other
    if not gap.low:
        return edition.say("没有变化", "the same")
    sign = "+" if gap.low > 0 else ""
    return f"{sign}{edition.shown(Sum(gap))}".replace("-", "−") + edition.say(
        f"（{one} − {other}）", f" ({one} − {other})"
    )
