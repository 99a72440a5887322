"""Values: the fields of records as facts, lists, tables and groups, labelled by the field registry.

No page names a field twice: what a field is called and how it is read stand in the registry, and this module shows
whatever is filled. A layout only knows four shapes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, time
from fractions import Fraction
from functools import cache, cached_property
from typing import Any, ClassVar, get_args

from planfolio.findings import shown
from planfolio.frozen import frozen
from planfolio.model.exact import written
from planfolio.model.records import FieldEntry, Record, entries
from planfolio.model.scalars import Choice, Money, Reads, Weekday
from planfolio.pages.edition import Edition, Link
from planfolio.reads import Asked

Cell = tuple[Link, ...]
"""The values of one field; a layout joins them by the language's comma."""

_MONEY = next(mark.parse for mark in get_args(Money) if isinstance(mark, Reads))
_NARROW = 11  # characters up to which a table's value stays on one line: a date, a level, a figure
_SHORT = 40  # characters up to which a list of texts is one line


@frozen(kw_only=True)
class Facts:
    """Labels with their values."""

    shape: ClassVar[str] = "facts"
    rows: tuple[tuple[str, Cell], ...]


@frozen(kw_only=True)
class Items:
    """A list of texts."""

    shape: ClassVar[str] = "items"
    items: tuple[Cell, ...]


@frozen(kw_only=True)
class Table:
    """Records of one type, a column for each field that any of them fills."""

    shape: ClassVar[str] = "table"
    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    narrow: tuple[bool, ...]  # columns of short values, which are never broken over lines


@frozen(kw_only=True)
class Group:
    """Blocks under a heading of their own; an empty title has none. By its anchor other places lead to it."""

    shape: ClassVar[str] = "group"
    title: str
    blocks: tuple[Block, ...]
    anchor: str = ""


Block = Facts | Items | Table | Group


class Values(Asked):
    """Shows the records of one edition. `hidden` fields, and in public internal ones and entries, are left out."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition
        self._labels: dict[int, str] = {}

    # --- single values ------------------------------------------------------------------------------------------------

    def text(self, value: object) -> str:
        """A scalar as readers see it."""
        if type(value) is str:
            return value
        if isinstance(value, bool):
            return self.edition.say("是", "yes") if value else self.edition.say("否", "no")
        if hasattr(value, "shown"):
            return shown(value, self.edition.language)
        if isinstance(value, date):
            return self.day(value)
        if isinstance(value, time):
            return f"{value:%H:%M}"
        return written(value) if isinstance(value, Fraction) else str(value)

    def day(self, value: date) -> str:
        """2024年9月4日, or 4 September 2024."""
        if self.edition.language == "zh":
            return f"{value.year}年{value.month}月{value.day}日"
        return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"

    @cached_property
    def weekdays(self) -> tuple[str, ...]:
        """周一 and so on, or Monday."""
        return tuple(
            one.chinese if self.edition.language == "zh" else one.value.capitalize()
            for one in sorted(Weekday, key=lambda one: one.number)
        )

    def short_day(self, value: date) -> str:
        """9月4日, or 4 Sep: where the year is plain."""
        if self.edition.language == "zh":
            return f"{value.month}月{value.day}日"
        return f"{value.day} {_MONTHS[value.month - 1][:3]}"

    def month(self, value: date) -> str:
        """2024年9月, or September 2024."""
        if self.edition.language == "zh":
            return f"{value.year}年{value.month}月"
        return f"{_MONTHS[value.month - 1]} {value.year}"

    def span(self, first: date, last: date) -> str:
        """2024年9月2日–8日, or 2–8 September 2024: from one day to another, nothing said twice."""
        if first == last:
            return self.day(first)
        if first.year != last.year:
            return f"{self.day(first)}–{self.day(last)}"
        is_one_month = first.month == last.month
        if self.edition.language == "zh":
            return f"{self.day(first)}–{f'{last.day}日' if is_one_month else self.short_day(last)}"
        return f"{first.day if is_one_month else f'{first.day} {_MONTHS[first.month - 1]}'}–{self.day(last)}"

    def cell(self, entry: FieldEntry, value: Any) -> Cell:
        """All values of a scalar field, or of a nested record on one line."""
        many = value if isinstance(value, tuple) else (value,)
        return tuple([self._one(entry, one) for one in many])

    def _one(self, entry: FieldEntry, value: Any) -> Link:
        if entry.shape.refers is not None:
            return self.edition.refer(entry.shape.refers.collection, value)
        if isinstance(value, Record):
            return Link(text=self.inline(value))
        if entry.shape.parse is _MONEY:
            return Link(text=f"{written(value)} {self.edition.say('元', 'yuan')}")
        return Link(text=self.text(value))

    def inline(self, record: Record) -> str:
        """A small record on one line: what it is first, the rest in brackets, figures with their labels."""
        parts: list[str] = []
        start, end = record.by_name.get("start"), record.__dict__.get("end")
        if isinstance(start, date) and isinstance(end, date):
            until = "" if start == end else f"{self.edition.say(' 至 ', ' to ')}{self.day(end)}"
            parts.append(f"{self.day(start)}{until}")
        for entry, value in self._filled(record):
            if parts and entry.name in ("start", "end"):
                continue
            said = self._joined(self.cell(entry, value))
            parts.append(said if _speaks_for_itself(value) else f"{self.label(entry)} {said}")
        if len(parts) < 2:
            return "".join(parts)
        opening, closing, comma = ("（", "）", "，") if self.edition.language == "zh" else (" (", ")", ", ")
        return f"{parts[0]}{opening}{comma.join(parts[1:])}{closing}"

    def _joined(self, cell: Cell) -> str:
        return self.edition.say("、", ", ").join(link.text for link in cell)

    def label(self, entry: FieldEntry) -> str:
        """What the registry calls a field."""
        label = self._labels.get(id(entry))  # the registry's entries live as long as the program
        if label is None:
            label = self._labels[id(entry)] = entry.label.shown(self.edition.language)
        return label

    # --- records ------------------------------------------------------------------------------------------------------

    def _filled(
        self, record: Record, names: tuple[str, ...] | frozenset[str] | None = None
    ) -> Iterator[tuple[FieldEntry, Any]]:
        """The fields that are there, in the registry's order or in that of `names`."""
        fields = record.by_name
        for entry in _chosen(type(record), names):
            value = fields[entry.name]
            if value is None or value == ():
                continue
            if self.edition.is_public and (entry.internal or entry.name == "internal"):
                continue
            yield entry, value

    def blocks(self, record: Record, names: tuple[str, ...] | frozenset[str] | None = None) -> tuple[Block, ...]:
        """The filled fields of a record: short ones as facts, the others as blocks of their own."""
        facts: list[tuple[str, Cell]] = []
        larger: list[tuple[FieldEntry, tuple[Block, ...]]] = []
        for entry, value in self._filled(record, names):
            shape = entry.shape
            if shape.record is None:
                cell = self.cell(entry, value)
                if len(cell) > 1 and sum(len(link.text) for link in cell) > _SHORT:
                    larger.append((entry, (Items(items=tuple((link,) for link in cell)),)))
                else:
                    facts.append((self.label(entry), cell))
            elif shape.is_list:
                cell = self.cell(entry, value) if _is_small(shape.record) else ()
                if cell and sum(len(link.text) for link in cell) <= _SHORT:
                    facts.append((self.label(entry), cell))
                else:
                    larger.append((entry, self.many(value)))
            elif _is_small(shape.record):
                facts.append((self.label(entry), self.cell(entry, value)))
            else:
                larger.append((entry, self.blocks(value)))
        found: list[Block] = [Facts(rows=tuple(facts))] if facts else []
        if len(larger) == 1 and not facts:
            return larger[0][1]
        if len(facts) == 1 and not larger and names is not None and len(names) == 1:
            return (Items(items=(facts[0][1],)),)  # the heading above it is its label
        found += [Group(title=self.label(entry), blocks=blocks) for entry, blocks in larger if blocks]
        return tuple(found)

    def facts(self, record: Record, names: tuple[str, ...] | frozenset[str]) -> Facts:
        """The filled fields among `names`, a line for each."""
        rows = ((self.label(entry), self.cell(entry, value)) for entry, value in self._filled(record, names))
        return Facts(rows=tuple(rows))

    def many(self, records: Iterable[Record]) -> tuple[Block, ...]:
        """Records of one type: a list where each has one field, a table where they are flat, else a group for each."""
        # The fields themselves: pydantic takes its time to say that a record has no such field.
        records = [one for one in records if not (self.edition.is_public and one.by_name.get("internal"))]
        if not records:
            return ()
        filled = [dict(self._by_name(record)) for record in records]
        columns = [entry for entry in entries(type(records[0])) if any(entry.name in row for row in filled)]
        if any(_is_large(entry) for entry in columns):
            return tuple(self._group(record) for record in records)
        if len(columns) == 1:
            return (Items(items=tuple(self.cell(columns[0], row[columns[0].name]) for row in filled)),)
        rows = tuple(
            tuple(self.cell(entry, row[entry.name]) if entry.name in row else () for entry in columns) for row in filled
        )
        return (
            Table(
                heads=tuple(self.label(entry) for entry in columns),
                rows=rows,
                narrow=tuple(all(_width(row[number]) <= _NARROW for row in rows) for number in range(len(columns))),
            ),
        )

    def _by_name(self, record: Record) -> Iterator[tuple[str, Any]]:
        return ((entry.name, value) for entry, value in self._filled(record))

    def _group(self, record: Record) -> Group:
        filled = dict(self._by_name(record))
        title = next((name for name in ("title", "name", "text") if name in filled), None)
        return Group(
            title=filled[title] if title else "",
            blocks=self.blocks(record, tuple(name for name in filled if name != title)),
        )


def _speaks_for_itself(value: Any) -> bool:
    """Texts and choices need no label; figures and dates do."""
    one = value[0] if isinstance(value, tuple) else value
    return isinstance(one, str)


@cache
def choice(choices: type[Choice], value: str) -> Choice:
    """The choice of that canonical name."""
    return choices.spellings()[value]


@cache
def _chosen(model: type[Record], names: tuple[str, ...] | frozenset[str] | None) -> tuple[FieldEntry, ...]:
    if names is None:
        return entries(model)
    by_name = {entry.name: entry for entry in entries(model)}
    return tuple(by_name[name] for name in (names if isinstance(names, tuple) else by_name) if name in names)


@cache
def _is_small(model: type[Record]) -> bool:
    """Whether a record fits on a line: three plain fields at most."""
    fields = entries(model)
    return len(fields) <= 3 and all(entry.shape.record is None for entry in fields)


def _is_large(entry: FieldEntry) -> bool:
    """Whether a field needs room of its own, so that its record is no row of a table."""
    record = entry.shape.record
    return record is not None and not _is_small(record)


def _width(cell: Cell) -> int:
    return sum(len(link.text) + 1 for link in cell) - 1


_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
