"""Headline: the hours of a document in a few lines, as its readers ask for them: how many, of which kind, and why."""

from __future__ import annotations

from collections.abc import Iterator

from planfolio.catalog import Item
from planfolio.frozen import frozen
from planfolio.model import Plan
from planfolio.model.choices import Mode
from planfolio.model.plans import Grant
from planfolio.pages.edition import Source
from planfolio.pages.hours import SumRow
from planfolio.pages.studio import Studio
from planfolio.pages.values import choice
from planfolio.totals import Sum, Totals, circle


@frozen(kw_only=True)
class HeadlineRow:
    """A further figure, what is to be said of it, and the place from which it comes."""

    figure: str
    text: str = ""
    source: Source | None = None


@frozen(kw_only=True)
class Headline:
    """The computed total, its parts by mode, what is credited, and what one class hour is: "" where no total is known."""

    total: str
    modes: tuple[SumRow, ...]
    rows: tuple[HeadlineRow, ...]
    rate: str


def headline(studio: Studio, item: Item) -> Headline | None:
    """None where nothing is known of a document's hours, unless it is a plan."""
    edition, totals = studio.edition, studio.edition.totals.get(item.key)
    hours = studio.tally.hours(item)
    if totals is None or hours is None:
        return None
    is_known = totals.computed.known is not None
    if not is_known and not isinstance(item.record, Plan):
        return None
    by_mode = next((group.sums for group in hours.groups if group.title == edition.say("按方式", "By mode")), ())
    return Headline(
        total=hours.computed if is_known else edition.say("不详", "unknown"),
        modes=by_mode if is_known else (),
        rows=tuple(_rows(studio, item, totals)),
        rate=hours.rates[0] if is_known else "",
    )


def _rows(studio: Studio, item: Item, totals: Totals) -> Iterator[HeadlineRow]:
    edition, plan = studio.edition, item.record
    if isinstance(plan, Plan):
        yield from _credited(studio, totals)
        if not circle(plan):
            yield from _included(studio, item, plan, totals)
    if Mode.MIXED.value in totals.by_mode:
        yield HeadlineRow(
            figure=edition.shown(choice(Mode, Mode.MIXED.value)),
            text=edition.say(
                "线上、线下都有；除这里写明的，方案没有说各占多少",
                "online and face to face; beyond what is named here, the plan does not say how much of each",
            ),
        )


def _credited(studio: Studio, totals: Totals) -> Iterator[HeadlineRow]:
    """What is awarded in all; nothing where that is not known."""
    edition = studio.edition
    if totals.credited is None or totals.credited.known is None:
        return
    addends = totals.credited.addends
    parts = (f"{one.title} {edition.shown(Sum(one.hours))}" for one in addends) if len(addends) > 1 else ()
    figure = edition.say("合格后认定 {}", "Credited on passing {}").format(edition.shown(totals.credited))
    yield HeadlineRow(figure=figure, text=edition.say("、", ", ").join(parts))


def _included(studio: Studio, item: Item, plan: Plan, totals: Totals) -> Iterator[HeadlineRow]:
    """Grants that others include: hours of a known kind inside hours that are not."""
    edition = studio.edition
    for index, grant in enumerate(plan.grants):
        holders = [other for other in plan.grants if grant.title in other.includes]
        if holders:
            mode = edition.shown(choice(Mode, grant.mode.value)) if grant.mode else ""
            inside = edition.say("、", ", ").join(
                f"{holder.title} {_hours(studio, holder, totals)}" for holder in holders
            )
            text = edition.say(f"{grant.title}，已含在{inside}内", f"{grant.title}, inside {inside}")
            if grant.trigger:
                text += edition.say(f"；条件：{grant.trigger}", f"; on condition: {grant.trigger}")
            yield HeadlineRow(
                figure=edition.say("其中{} {}", "Of which {} {}").format(mode, _hours(studio, grant, totals)),
                text=text,
                source=edition.source(item.at("grants", index, "hours")),
            )


def _hours(studio: Studio, grant: Grant, totals: Totals) -> str:
    """A grant's class hours; the amount as written where it cannot be converted."""
    known = totals.rates.class_hours(grant.hours)
    return studio.edition.shown(Sum(known) if known else grant.hours)
