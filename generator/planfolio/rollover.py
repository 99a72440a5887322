"""Rollover: a plan or schedule of one year as the text of the next, with its comments, order and layout.

Only values change, each at its place. Dates move by whole weeks, so that school week and weekday stay; what belongs to the old
year alone is left empty or dropped; what was true then and may not be now becomes a placeholder that rule ID05 finds, or is
named among the doubts. The body is copied as it is.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import accumulate
from typing import Literal

from planfolio.findings import FieldPath, Language, Message, Span, say
from planfolio.frozen import frozen
from planfolio.model import DocumentRecord, Plan, Site
from planfolio.model.choices import SessionStatus, Status
from planfolio.model.records import FieldEntry, Record, path_label, spellings
from planfolio.sources import Document, Entry, Node, Scalar, Sequence
from planfolio.sources import Mapping as Keys
from planfolio.sources.tree import scalars

PLACEHOLDER = say("待确认", "TBC")
WEEKS = 52
"""In a year, when nobody says when the new term begins."""

Kind = Literal["date", "year", "status", "reset", "id", "confirm", "emptied", "dropped"]

_EMPTIED = ("issued", "filing")
"""Filled in anew when the new plan is issued and filed."""
_DROPPED = ("supersedes", "aliases", "waivers")
"""Of the old plan alone: what it replaced, its former addresses, what was accepted of it for a time."""
_STALE = (("number",), ("needs", "baseline", "value"), ("objectives", "baseline"))
"""True of the old year for certain, so that the new one needs it afresh."""
_UNCHANGED = ("basis",)
"""Dates and years there are those of policies."""
_NAMED = ("title", "due", "term", "must_pass", "assessed_by", "includes", "stage", "deliverable")
"""Texts that carry a year as part of a name, or name what does."""
_DOUBTED: Mapping[str, Message] = {
    "parent": say("是否还是这一份", "whether it is still this one"),
    "quota": say("人数和分配", "numbers and how they are shared"),
    "mentoring": say("是否还是这些人结对", "whether these are still the pairs"),
    "group": say("是否还是这些人", "whether these are still the people"),
    "contacts": say("人和电话是否还对", "whether name and telephone still hold"),
    "deadlines": say("按整周顺延，落在星期几不变", "moved by whole weeks, on the same weekdays"),
    "budget": say("来源和金额", "source and amounts"),
    "annexes": say("照抄了去年的", "copied from last year"),
    "instructors": say("是否还由这些人授课", "whether the same people teach"),
}
"""Keys whose values are kept and want a look."""
_YEAR = re.compile(r"(?<!\d)(?:19|20|21)\d\d(?!\d)")
_YEARS = re.compile(rf"({_YEAR.pattern})(?:(\s*(?:[-–—~～/至]|to)+\s*)({_YEAR.pattern}))?")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@frozen
class Shift:
    """How far dates move: `days` are whole weeks, so that weekdays stay; months and years that stand alone move by a year."""

    days: int = WEEKS * 7

    def day(self, day: date) -> date:
        return day + timedelta(days=self.days)


@frozen
class Edit:
    """The characters from `start` up to `end` of the old text give way to `text`; `label` names the key."""

    start: int
    end: int
    text: str
    kind: Kind
    label: Message


@frozen
class Doubt:
    """What someone must look at again, and in which line of the new text."""

    line: int
    message: Message


@frozen(kw_only=True)
class Rolled:
    """The new text, what was changed in it and what must be confirmed."""

    text: str
    edits: tuple[Edit, ...]
    doubts: tuple[Doubt, ...]

    def count(self, kind: Kind) -> int:
        return Counter(edit.kind for edit in self.edits)[kind]

    def labels(self, kind: Kind) -> list[Message]:
        """The keys that were changed in this way, each once."""
        return [
            *{
                edit.label.zh + edit.label.en + str(edit.label.values): edit.label
                for edit in self.edits
                if edit.kind == kind
            }.values()
        ]


def roll_over(
    document: Document,
    record: DocumentRecord,
    text: str,
    *,
    shift: Shift,
    names: Mapping[str, str],
    site: Site | None,
    language: Language,
) -> Rolled:
    """`text`, which is the document's source as written, for the next year. `names` gives the new ids of the documents that
    are rolled over together, by key (`plans/autumn-2026`)."""
    starts = tuple(accumulate((len(line) + 1 for line in text.split("\n")), initial=0))
    roller = _Roller(document, record, text, starts, shift, names, site, language)
    edits = sorted(roller.edits(), key=lambda edit: edit.start)
    new = text
    for edit in reversed(edits):
        new = new[: edit.start] + edit.text + new[edit.end :]
    doubts = sorted(roller.doubts(edits), key=lambda doubt: doubt[0])
    return Rolled(
        text=new,
        edits=tuple(edits),
        doubts=tuple(Doubt(_line(new, edits, offset), message) for offset, message in doubts),
    )


def _line(new: str, edits: list[Edit], offset: int) -> int:
    """The line of the new text where stands what stood at `offset` in the old one."""
    moved = offset + sum(len(edit.text) - (edit.end - edit.start) for edit in edits if edit.end <= offset)
    return new.count("\n", 0, moved) + 1


@frozen
class _Roller:
    document: Document
    record: DocumentRecord
    text: str
    starts: tuple[int, ...]  # of its lines
    shift: Shift
    names: Mapping[str, str]
    site: Site | None
    language: Language

    def edits(self) -> Iterator[Edit]:
        assert self.document.root is not None
        years = self.years()
        for path, entry, found in _fields(self.document.root, type(self.record), ()):
            if path[0] in _UNCHANGED:
                continue
            if path == (entry.name,) and entry.name in (*_EMPTIED, *_DROPPED):
                yield self.cleared(found, entry, is_line=entry.name in _DROPPED)
            elif path == ("schedules",) and not any(key.startswith("schedules/") for key in self.names):
                yield self.cleared(found, entry, is_line=False)
            elif path[0] not in (*_EMPTIED, *_DROPPED):
                for scalar in _scalars(found.value):
                    yield from self.changed(_keys(path), entry, scalar, years)

    def changed(self, keys: tuple[str, ...], entry: FieldEntry, scalar: Scalar, years: range) -> Iterator[Edit]:
        """The new value of one scalar, where it gets one."""
        shape, label = entry.shape, path_label(type(self.record), ".".join(keys))
        if keys in _STALE and isinstance(self.record, Plan):
            yield self.edit(scalar, PLACEHOLDER.shown(self.language), "confirm", label)
        elif keys == ("status",) and isinstance(self.record, Plan):
            yield self.edit(scalar, Status.DRAFT.spelled(_script(scalar)), "status", label)
        elif keys == ("sessions", "status"):
            if scalar.text not in (SessionStatus.PLANNED.value, SessionStatus.PLANNED.chinese):
                yield self.edit(scalar, SessionStatus.PLANNED.spelled(_script(scalar)), "reset", label)
        elif shape.refers is not None:
            name = self.names.get(f"{shape.refers.collection}/{scalar.text}")
            if name is not None:
                yield self.edit(scalar, name, "id", label)
        elif entry.name == "school_year":
            yield self.rewritten(scalar, _later(scalar.text, range(1900, 2200)), "year", label)
        elif shape.measure == "day" or shape.record is not None or _DAY.fullmatch(scalar.text):
            yield self.rewritten(scalar, self.later_day(scalar.text), "date", label)
        elif entry.name in _NAMED and any(int(year) in years for year in _YEAR.findall(scalar.text)):
            start, end = self.place(scalar.span)
            yield Edit(start, end, _later(self.text[start:end], years), "year", label)

    def later_day(self, text: str) -> str:
        """A day some weeks later; a month or year that stands alone a year later."""
        if _DAY.fullmatch(text):
            return self.shift.day(date.fromisoformat(text)).isoformat()
        return _later(text, range(1900, 2200))

    def rewritten(self, scalar: Scalar, text: str, kind: Kind, label: Message) -> Edit:
        """The scalar with its text exchanged and its quotation marks kept."""
        start, end = self.place(scalar.span)
        return Edit(start, end, self.text[start:end].replace(scalar.text, text), kind, label)

    def edit(self, scalar: Scalar, text: str, kind: Kind, label: Message) -> Edit:
        return Edit(*self.place(scalar.span), text, kind, label)

    def cleared(self, found: Entry, entry: FieldEntry, *, is_line: bool) -> Edit:
        """The key without its value; without the key as well where it has lines of its own."""
        start, end = self.place(found.key.span)[1], self.end(found.value)
        start = self.text.index(":", start) + 1
        if is_line and not self.is_flow(self.document.root):
            start = self.text.rfind("\n", 0, start) + 1
            end = self.text.find("\n", end) + 1 or len(self.text)
            return Edit(start, end, "", "dropped", _label(entry))
        return Edit(start, max(start, end), "", "emptied", _label(entry))

    def end(self, node: Node) -> int:
        """Where the last character of a value stands; a block's own span runs on to what follows."""
        if isinstance(node, Scalar) or self.is_flow(node):
            return len(self.text[: self.place(node.span)[1]].rstrip())
        return max((self.end(scalar) for scalar in scalars(node)), default=self.place(node.span)[0])

    def is_flow(self, node: Node | None) -> bool:
        return node is not None and not isinstance(node, Scalar) and self.text[self.place(node.span)[0]] in "[{"

    def place(self, span: Span) -> tuple[int, int]:
        """A span as offsets in the text."""
        return self.starts[span.line - 1] + span.column - 1, self.starts[span.end_line - 1] + span.end_column - 1

    def years(self) -> range:
        """From the first to the last year that the document is about."""
        assert self.document.root is not None
        texts = [
            scalar.text
            for path, entry, found in _fields(self.document.root, type(self.record), ())
            if path[0] not in _UNCHANGED and (entry.shape.measure == "day" or entry.name == "school_year")
            for scalar in _scalars(found.value)
        ]
        found = [int(year) for text in texts for year in _YEAR.findall(text)]
        return range(min(found), max(found) + 1) if found else range(0)

    def doubts(self, edits: list[Edit]) -> Iterator[tuple[int, Message]]:
        """What must be confirmed, at offsets of the old text."""
        yield from self.kept()
        yield from self.unheld(edits)
        yield from self.calendar(edits)
        yield from self.mentions(edits)

    def kept(self) -> Iterator[tuple[int, Message]]:
        """Values that were copied and may have changed."""
        assert self.document.root is not None
        told: set[str] = set()
        for path, entry, found in _fields(self.document.root, type(self.record), ()):
            if entry.name in _DOUBTED and entry.name not in told and path[0] not in (*_EMPTIED, *_DROPPED):
                told.add(entry.name)
                message = say("“{key}”：{what}", "`{key}`: {what}", key=_label(entry), what=_DOUBTED[entry.name])
                yield self.place(found.key.span)[0], message

    def unheld(self, edits: list[Edit]) -> Iterator[tuple[int, Message]]:
        """Sessions that were cancelled or moved in the old year, and are planned again."""
        for edit in edits:
            was = self.text[edit.start : edit.end]
            if edit.kind == "reset" and was not in (SessionStatus.DELIVERED.value, SessionStatus.DELIVERED.chinese):
                message = say(
                    "去年这一次写的是“{was}”；不再排就删去",
                    "last year it was “{was}”; delete it if it is not held again",
                    was=was,
                )
                yield edit.start, message

    def calendar(self, edits: list[Edit]) -> Iterator[tuple[int, Message]]:
        """New dates that are holidays, or of which nobody knows whether they are."""
        holidays = {day.date: day for day in self.site.holidays} if self.site else {}
        known = {day.year for day in holidays}
        unknown: dict[int, int] = {}
        for edit in edits:
            found = _DAY.search(edit.text) if edit.kind == "date" else None
            if found is None:
                continue
            day = date.fromisoformat(found.group())
            holiday = holidays.get(day)
            if holiday is not None and not holiday.workday:
                message = say(
                    "“{key}”顺延到 {day}，是节假日{title}",
                    "`{key}` moves to {day}, a public holiday{title}",
                    key=edit.label,
                    day=day,
                    title=say("（{title}）", " ({title})", title=holiday.title) if holiday.title else "",
                )
                yield edit.end, message
            elif day.year not in known:
                unknown.setdefault(day.year, edit.end)
        if unknown:
            message = say(
                "site.yaml 里没有 {years} 年的节假日，没法核对；写上以后再检查一次",
                "site.yaml has no holidays of {years}, so that nothing could be compared; add them and check again",
                years=sorted(unknown),
            )
            yield min(unknown.values()), message

    def mentions(self, edits: list[Edit]) -> Iterator[tuple[int, Message]]:
        """Lines that still name a year of the old plan, comments among them."""
        years = self.years()
        touched = [(edit.start, edit.end) for edit in edits]
        root = self.document.root
        basis = [
            (self.place(found.key.span)[0], self.end(found.value))
            for path, _, found in (_fields(root, type(self.record), ()) if root is not None else ())
            if path[0] in _UNCHANGED and len(path) == 1
        ]
        told: set[int] = set()
        for found in _YEAR.finditer(self.text):
            line = self.text.count("\n", 0, found.start())
            inside = any(start <= found.start() < end for start, end in (*touched, *basis))
            if int(found.group()) in years and not inside and line not in told:
                told.add(line)
                yield found.start(), say("还写着 {year} 年", "still says {year}", year=found.group())


def _fields(node: Keys, model: type[Record], path: FieldPath) -> Iterator[tuple[FieldPath, FieldEntry, Entry]]:
    """Every key of a document with its place in the registry, from the outside in; a list's items by number."""
    known = spellings(model)
    for found in node.entries:
        entry = known.get(found.key.text.strip())
        if entry is None:
            continue
        place = (*path, entry.name)
        yield place, entry, found
        if entry.shape.record is not None:
            items = found.value.items if isinstance(found.value, Sequence) else (found.value,)
            for number, item in enumerate(items):
                if isinstance(item, Keys):
                    yield from _fields(item, entry.shape.record, (*place, number))


def _scalars(node: Node) -> Iterator[Scalar]:
    """The values of a field that are its own: itself, or the items of its list."""
    if isinstance(node, Scalar):
        if not node.is_empty:
            yield node
    elif isinstance(node, Sequence):
        for item in node.items:
            yield from _scalars(item)


def _keys(path: FieldPath) -> tuple[str, ...]:
    return tuple(step for step in path if isinstance(step, str))


def _later(text: str, years: range) -> str:
    """`text` with every year of `years` in it a year later; of a school year, 2026-2027, both."""

    def later(found: re.Match[str]) -> str:
        first, between, second = int(found[1]), found[2] or "", found[3] or ""
        is_pair = second == str(first + 1)
        if first not in years:
            return found.group()
        return f"{first + 1}{between}{int(second) + 1 if is_pair or (second and int(second) in years) else second}"

    return _YEARS.sub(later, text)


def _label(entry: FieldEntry) -> Message:
    return say("{zh}", "{en}", zh=entry.chinese[0], en=entry.name)


def _script(scalar: Scalar) -> Language:
    """In which language a choice is written."""
    return "en" if scalar.text.isascii() else "zh"
