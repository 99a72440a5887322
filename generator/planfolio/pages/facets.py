"""Facets: the ways in which plans and archive documents are browsed, each with its values and what each value holds."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, cached_property, partial
from typing import Any, NamedTuple

from planfolio import collation
from planfolio.catalog import Item
from planfolio.findings import Message, say
from planfolio.frozen import frozen
from planfolio.model import ArchiveDocument, Plan
from planfolio.model.amounts import HourUnit
from planfolio.model.choices import ArchiveType, Level, Mode, PlanType, SchoolStage, Status
from planfolio.model.exact import Range
from planfolio.model.scalars import Choice
from planfolio.pages.listing import by_day, by_title
from planfolio.pages.studio import Studio
from planfolio.pages.values import choice

UNSTATED = "unstated"
"""The step in the address of documents that do not state the value."""
NOT_STATED = say("未写明", "not stated")
UNKNOWN = "unknown"
"""The step of documents whose hours are not known, or not all of them."""
_BOUNDS = (24, 50, 90, 180, 360)
"""Class hours at which one band of hours ends, itself included, and the next begins."""
_LONGEST = 60
"""Bytes of a free text that may stand in an address: what stores files takes 255, and some count what is percent-encoded."""


@frozen(kw_only=True, slots=False)
class Value:
    """A value of a facet: its step in the address, what it is called, and the documents that have it, the newest first."""

    step: str
    name: str
    items: tuple[Item, ...]

    @property
    def told_by(self) -> str:
        """What it is called: not what has it."""
        return f"{self.step}\n{self.name}"


@frozen(kw_only=True, slots=False)
class Facet:
    """A way to browse: its step in the address, its name, and its values as readers expect them, "not stated" last."""

    step: str
    title: str
    values: tuple[Value, ...]

    @cached_property
    def told_by(self) -> str:
        """What it and its values are called."""
        return "\n".join((self.step, self.title, *(value.told_by for value in self.values)))

    def address(self, value: Value) -> str:
        return f"archive/{self.step}/{value.step}/"


class Browsed(NamedTuple):
    """What the archive is about: plans and archive documents, the newest first, the place of each among their titles, by key, and
    the facets by which they can be browsed. A facet that tells nothing apart is among them too."""

    items: list[Item]
    places: dict[str, int]
    facets: tuple[Facet, ...]


def browsed(studio: Studio) -> Browsed:
    """The documents of the archive, and their facets in the order of the rows."""
    found: Browsed = studio.once.of("browsed", partial(_browsed, studio))
    return found


def _browsed(studio: Studio) -> Browsed:
    in_order = by_title((*studio.edition.items("plans"), *studio.edition.items("archive")))
    items = by_day(in_order)
    facets = tuple(
        _facet(studio, row, items)
        for row in (_YEAR, _STAGE, _SUBJECT, _TYPE, _LEVEL, _ORGANISATION, _MODE, _STATUS, _HOURS)
    )
    return Browsed(items, {item.key: place for place, item in enumerate(in_order)}, facets)


# --- the rows ---------------------------------------------------------------------------------------------------------


@frozen(kw_only=True)
class _Row:
    """One facet: `values` gives a document's steps with their names, `order` sorts steps and names."""

    step: str
    title: Message
    values: Callable[[Studio, Item], Iterable[tuple[str, str]]]
    order: Callable[[tuple[str, str]], Any]
    unstated: Message = NOT_STATED
    last: str = UNSTATED


def _facet(studio: Studio, row: _Row, items: Sequence[Item]) -> Facet:
    names: dict[str, str] = {}
    found: dict[str, list[Item]] = {}
    for item in items:
        if item.record is None:
            continue
        steps = set()
        for step, name in row.values(studio, item):
            # Two spellings of one subject have one step; which of them names it must not depend on the order of documents.
            names[step] = min(names.get(step, name), name)
            if step not in steps:
                found.setdefault(step, []).append(item)
            steps.add(step)
    stated = sorted((value for value in names.items() if value[0] != row.last), key=row.order)
    if row.last in found:
        stated.append((row.last, studio.edition.shown(row.unstated)))
    values = (Value(step=step, name=name, items=tuple(found[step])) for step, name in stated)
    return Facet(step=row.step, title=studio.edition.shown(row.title), values=tuple(values))


def _plan(studio: Studio, item: Item) -> Plan | None:
    """The plan that a document is or belongs to."""
    if isinstance(item.record, Plan):
        return item.record
    return studio.edition.catalog.record(Plan, item.record.of) if isinstance(item.record, ArchiveDocument) else None


def _year(studio: Studio, item: Item) -> Iterator[tuple[str, str]]:
    plan = _plan(studio, item)
    year = plan.school_year if plan else None
    yield year or UNSTATED, year or ""


def _choices(studio: Studio, chosen: Iterable[Choice | None]) -> Iterator[tuple[str, str]]:
    named = [(one.value, studio.edition.shown(one)) for one in chosen if one is not None]
    yield from named or [(UNSTATED, "")]


def _stages(studio: Studio, item: Item) -> Iterator[tuple[str, str]]:
    plan = _plan(studio, item)
    return _choices(studio, plan.school_stages if plan else ())


def _subjects(studio: Studio, item: Item) -> Iterator[tuple[str, str]]:
    plan = _plan(studio, item)
    named = [(step_of(subject), subject) for subject in (plan.subjects if plan else ())]
    yield from named or [(UNSTATED, "")]


def _types(studio: Studio, item: Item) -> Iterator[tuple[str, str]]:
    assert isinstance(item.record, (Plan, ArchiveDocument))
    return _choices(studio, (item.record.type,))


def _levels(studio: Studio, item: Item) -> Iterator[tuple[str, str]]:
    plan = _plan(studio, item)
    return _choices(studio, (plan.level if plan else None,))


def _issuers(studio: Studio, item: Item) -> Iterator[tuple[str, str]]:
    issuer = getattr(item.record, "issuer", None)
    if not issuer:
        yield UNSTATED, ""
    elif f"organisations/{issuer}" in studio.edition.keys:  # one that is not public is not named
        yield issuer, studio.edition.refer("organisations", issuer).text


def _modes(studio: Studio, item: Item) -> Iterator[tuple[str, str]]:
    """An archive document tells of a training that is over; its plan says how it was to be taught."""
    totals = studio.edition.totals.get(item.key)
    if isinstance(item.record, Plan):
        yield from _choices(studio, (choice(Mode, name) for name in (totals.by_mode if totals else ())))


def _statuses(studio: Studio, item: Item) -> Iterator[tuple[str, str]]:
    if isinstance(item.record, Plan):
        yield from _choices(studio, (item.record.status,))


def _hours(studio: Studio, item: Item) -> Iterator[tuple[str, str]]:
    """The bands in which the hours may lie: a range can reach into several. What is known in part lies in none."""
    hours = hours_of(studio, item)
    if hours is None:
        yield UNKNOWN, ""
        return
    for number, low in enumerate((None, *_BOUNDS)):
        high = _BOUNDS[number] if number < len(_BOUNDS) else None
        if (low is None or hours.high > low) and (high is None or hours.low <= high):
            yield _band(low, high)


def _band(low: int | None, high: int | None) -> tuple[str, str]:
    if low is None:
        return f"0-{high}", f"≤ {high}"
    return (f"{low}-{high}", f"> {low}–{high}") if high else (f"{low}-up", f"> {low}")


def hours_of(studio: Studio, item: Item) -> Range | None:
    """The class hours of a document; None where they are not known, or not all of them."""
    if isinstance(item.record, ArchiveDocument):
        amount = item.record.hours
        return amount.value if amount and amount.unit is HourUnit.CLASS_HOUR else None
    totals = studio.edition.totals.get(item.key)
    return totals.computed.known if totals and totals.computed.complete else None


def _in_order(*choices: type[Choice]) -> Callable[[tuple[str, str]], Any]:
    order = [one.value for values in choices for one in values]
    return lambda value: order.index(value[0])


def _by_name(value: tuple[str, str]) -> Any:
    return collation.key(value[1]), value[0]


_YEAR = _Row(step="year", title=say("学年", "School year"), values=_year, order=lambda value: -int(value[0][:4]))
_STAGE = _Row(step="stage", title=say("学段", "School stage"), values=_stages, order=_in_order(SchoolStage))
_SUBJECT = _Row(step="subject", title=say("学科", "Subject"), values=_subjects, order=_by_name)
_TYPE = _Row(step="type", title=say("类型", "Type"), values=_types, order=_in_order(PlanType, ArchiveType))
_LEVEL = _Row(step="level", title=say("级别", "Level"), values=_levels, order=_in_order(Level))
_ORGANISATION = _Row(step="organisation", title=say("单位", "Organisation"), values=_issuers, order=_by_name)
_MODE = _Row(step="mode", title=say("方式", "Mode"), values=_modes, order=_in_order(Mode))
_STATUS = _Row(step="status", title=say("状态", "Status"), values=_statuses, order=_in_order(Status))
_HOURS = _Row(
    step="hours",
    title=say("学时", "Hours"),
    values=_hours,
    order=lambda value: int(value[0].partition("-")[0]),
    unstated=say("不详或不全", "unknown or incomplete"),
    last=UNKNOWN,
)


# --- addresses of free text -------------------------------------------------------------------------------------------


@cache
def step_of(text: str) -> str:
    """The step in an address for a free text such as a subject: `语文` as it is, in small letters. A text that no address
    can hold as it is gets a mark of its own, so that each keeps its address whatever else there is."""
    plain = unicodedata.normalize("NFC", text).casefold().strip()
    step = re.sub(r"[\W_]+", "-", plain).strip("-")
    if step == plain and step not in ("", UNSTATED) and len(step.encode()) <= _LONGEST:
        return step
    short = step.encode()[:_LONGEST].decode(errors="ignore")
    return f"{short}-{hashlib.sha256(plain.encode()).hexdigest()[:6]}".lstrip("-")
