"""Numbering: the numbered lines of a body, 一、（一）1.(1)① 第一阶段 一是, as lists with their parents.

A number at the start of a line counts. One inside a paragraph, without a delimiter or before another number counts only
where it continues an open list, and gives way to the same number at the start of a line. So does a delimiter without its
number (“.具备…” between 3 and 5), which is kept as the lost one. A list that starts again at one is a new list; one that
goes on after a list inside it is resumed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from planfolio.frozen import frozen

SECTIONS = frozenset({"chapter", "han", "article"})
"""Styles in which the parts of a whole text are numbered."""

_HAN = "一二三四五六七八九十"
_HANS = frozenset(_HAN)
_DELIMITER = r"[、.．]"
_PREFIX = re.compile(r"[ \t\u3000]*(?:(#{1,6})[ \t]+)?(?:\*\*|__)?")
_MARKER = re.compile(
    rf"第(?P<chapter>[{_HAN}]{{1,3}})(?P<chapter_end>章|部分|编)"
    rf"|第(?P<article>[{_HAN}]{{1,3}})(?P<article_end>条)(?=[*_ \t\u3000：:]|$)"
    rf"|第(?P<stage>[{_HAN}]{{1,3}})(?P<stage_end>阶段|模块|年度|步)(?=[：:，,、（( \u3000]|$)"
    rf"|(?P<han>[{_HAN}]{{1,3}})(?P<han_end>{_DELIMITER})"
    rf"|[（(][ \t]?(?P<bracket>[{_HAN}]{{1,3}})[ \t]?[）)](?P<bracket_end>、?)"
    r"|(?P<bracket_sign>[㈠-㈩])(?P<bracket_sign_end>、?)"
    rf"|(?P<digit>\d{{1,2}})(?P<digit_end>{_DELIMITER})"
    r"|(?P<digit_sign>[⒈-⒛])(?P<digit_sign_end>)"
    r"|[（(][ \t]?(?P<paren>\d{1,2})[ \t]?[）)](?P<paren_end>、?)"
    r"|(?P<paren_sign>[⑴-⒇])(?P<paren_sign_end>)"
    r"|(?P<half>\d{1,2})(?P<half_end>[）)])"
    r"|(?P<circle>[①-⑳])(?P<circle_end>)"
    rf"|(?P<shi>[{_HAN}]{{1,2}})(?P<shi_end>是)"
    r"|(?P<bare>\d{1,2})(?P<bare_end>)(?=[\u4e00-\u9fff])"
)
_DAY_OR_SUM = re.compile("[年月日号元万千百亿]")
"""What a number is never an item's before. 3名师引领 is item 3 where the list has 1, 2 and 4."""
_INSIDE = re.compile(
    rf"(?<=[。；！？])(?P<han>[{_HAN}]{{1,3}})(?P<han_end>、)"
    rf"|(?<=[。；：，:;,])(?P<shi>[{_HAN}]{{1,2}})(?P<shi_end>是)"
    rf"|(?<![\d.．、A-Za-z第（(\-—~～])(?P<digit>\d{{1,2}})(?P<digit_end>{_DELIMITER})(?!\d)"
    r"|[（(](?P<paren>\d{1,2})[）)](?P<paren_end>)"
    r"|(?P<circle>[①-⑳])(?P<circle_end>)"
)
_MAY_BE_INSIDE = re.compile(rf"[{_HAN}\d①-⑳](?:(?<=[①-⑳])|(?<=\d)[）)、.．]|(?<=[{_HAN}])[、是])")
"""What stands in every line with a number inside it. Since it begins with a plain set of characters it is found far faster."""
_LOST = re.compile(r"([.．、])(?=[\u4e00-\u9fff]|(?:19|20)[\dX]{2})")
_FIRST_SIGN = {"bracket_sign": "㈠", "digit_sign": "⒈", "paren_sign": "⑴", "circle": "①"}
_STYLE = {"bracket_sign": "bracket", "digit_sign": "digit", "paren_sign": "paren", "bare": "digit"}
_REST = 80
"""How much of a line is kept after a number inside it."""
_MOST_OPEN = 4
"""How many lists of one style can be resumed."""
_LABEL = re.compile(r"(?:附件|附表|附录|附|注|备注|说明)(?:[：:]|(?=[ \t]?[\d一二三四五六七八九十]|[ \t]*$))[ \t]*")
"""What begins a list of its own, 附件：1.…"""
_BEGINNINGS = frozenset(
    "第（(附注备说.．、" + _HAN + "".join(chr(code) for code in (*range(0x2460, 0x249C), *range(0x3220, 0x322A)))
)
"""How a number, a label or a delimiter alone begins, unless with a digit."""
_MARKUP = frozenset(" \t\u3000#*_")
"""How what stands before a number begins."""
_APART = ("|", ">")
"""How lines begin that belong to a table or quote."""


class Line(NamedTuple):
    """A line that is not blank: its place among these, and among all lines of the body; `heading` is the level of a
    Markdown heading, else 0."""

    position: int
    number: int
    start: int
    text: str
    heading: int


class Entry(NamedTuple):
    """A number; `start` to `end` is where it stands, delimiter included, `rest` what follows in its line."""

    style: str
    number: int
    start: int
    end: int
    line: Line
    rest: str
    mark: str  # the delimiter as written
    inside: bool = False  # within a paragraph
    bare: bool = False  # without a delimiter
    lost: bool = False  # only the delimiter is left
    doubtful: bool = False  # before another number: 一、二年级

    @property
    def is_tentative(self) -> bool:
        return self.inside or self.bare or self.lost or self.doubtful


@dataclass(slots=True)
class Listing:
    """Numbers of one style that belong together, under the number that stands above them."""

    style: str
    parent: Entry | None
    entries: list[Entry] = field(default_factory=list)
    heading: int = 0  # the deepest level of a Markdown heading among them

    def add(self, entry: Entry) -> None:
        self.entries.append(entry)
        self.heading = max(self.heading, entry.line.heading)

    @property
    def next(self) -> int:
        return self.entries[-1].number + 1

    @property
    def is_sections(self) -> bool:
        """Whether it numbers sections: by its style, or as Markdown headings."""
        return self.style in SECTIONS or self.heading > 0

    def shown(self, number: int) -> str:
        """A number as this list writes it."""
        return shown(self.style, number, self.entries[0])


@frozen
class Numbering:
    """All lines that are not blank, and the lists in the order in which they start."""

    lines: tuple[Line, ...]
    lists: tuple[Listing, ...]

    def after(self, line: Line) -> Line | None:
        """The next line that is not blank."""
        return self.lines[line.position + 1] if line.position + 1 < len(self.lines) else None

    def entries(self) -> Iterator[tuple[Listing, Entry]]:
        for listing in self.lists:
            for entry in listing.entries:
                yield listing, entry


def shown(style: str, number: int, like: Entry) -> str:
    """A number in a style, with the delimiter that another entry has."""
    if style == "digit":
        return f"{number}{like.mark or '.'}"
    if style == "paren":
        return f"（{number}）"
    if style == "half":
        return f"{number}{like.mark}"
    if style == "circle":
        return chr(ord("①") + number - 1)
    han = _han(number)
    if style == "bracket":
        return f"（{han}）"
    if style in {"chapter", "stage", "article"}:
        return f"第{han}{like.mark}"
    return f"{han}{like.mark or '、'}"


@lru_cache(maxsize=8)
def read(text: str) -> Numbering:
    """The numbering of a body."""
    lines = tuple(_lines(text))
    reader = _Reader()
    for line in lines:
        if not line.text.lstrip().startswith(_APART):
            reader.read(line)
    for listing in reader.lists:
        listing.entries = _confirmed(listing.entries)
    return Numbering(lines, tuple(listing for listing in reader.lists if listing.entries))


def _lines(text: str) -> Iterator[Line]:
    start = position = 0
    for number, line in enumerate(text.split("\n")):
        if line and not line.isspace():
            prefix = _PREFIX.match(line) if "#" in line else None
            heading = len(prefix[1]) if prefix and prefix[1] else 0
            yield Line(position, number, start, line, heading)
            position += 1
        start += len(line) + 1


def _confirmed(entries: list[Entry]) -> list[Entry]:
    """Without numbers that lack their delimiter, unless the list goes on after them."""
    return [
        entry
        for entry, after in zip(entries, [*entries[1:], None], strict=True)
        if not entry.bare or (after is not None and not after.is_tentative and after.number == entry.number + 1)
    ]


class _Reader:
    def __init__(self) -> None:
        self.lists: list[Listing] = []
        self._open: list[Listing] = []
        self._articles: Listing | None = None  # 第一条 goes on through all chapters

    def read(self, line: Line) -> None:
        text = line.text
        at = 0
        if text[0] in _MARKUP:
            prefix = _PREFIX.match(text)
            assert prefix is not None
            at = prefix.end()
        first = text[at : at + 1]
        may_begin = first in _BEGINNINGS or first.isdecimal()  # few lines do
        label = _LABEL.match(text, at) if may_begin else None
        if label is not None:
            self._open = [one for one in self._open if one.style in SECTIONS]
            at = label.end()
        is_free = may_begin and (label is None or label.group().rstrip().endswith(("：", ":")))
        found = _MARKER.match(text, at) if is_free else None
        if line.heading:
            self._open = [one for one in self._open if one.style in SECTIONS or 0 < one.heading <= line.heading]
        if found is not None:
            entry = _entry(line, found)
            if entry is not None and self._place(entry):
                at = found.end()
        elif may_begin and (lost := _LOST.match(text, at)) is not None:
            self._lose(line, lost)
        if not line.heading and _MAY_BE_INSIDE.search(text, at):
            for inside in _INSIDE.finditer(text, at):
                entry = _entry(line, inside, inside_a_line=True)
                if entry is not None:
                    self._place(entry)

    def _lose(self, line: Line, lost: re.Match[str]) -> None:
        for listing in reversed(self._open):
            last = listing.entries[-1]
            if last.mark and _plain(last.mark) == _plain(lost[1]):
                rest = line.text[lost.end() :]
                start = line.start + lost.start()
                entry = Entry(listing.style, listing.next, start, start + 1, line, rest, last.mark, lost=True)
                self._append(listing, entry)
                return

    def _place(self, entry: Entry) -> bool:
        if entry.style == "article":
            self._place_article(entry)
            return True
        self._close_for(entry)
        same = [listing for listing in reversed(self._open) if listing.style == entry.style]
        for listing in same:
            if entry.number == listing.next:
                self._append(listing, entry)
                return True
        if entry.is_tentative and not (entry.number == 1 and entry.style == "shi"):
            if same and _skips_one(same[0], entry):
                self._append(same[0], entry)
                return True
            return False
        if entry.number == 1 or not same:
            self._start(entry)
            return True
        listing = same[0]
        while (
            len(listing.entries) > 1 and listing.entries[-1].is_tentative and entry.number <= listing.entries[-1].number
        ):
            listing.entries.pop()
        self._append(listing, entry)
        return True

    def _place_article(self, entry: Entry) -> None:
        self._open = [one for one in self._open if one.style in SECTIONS]
        if self._articles is None or entry.number == 1:
            self._articles = Listing(entry.style, None)
            self.lists.append(self._articles)
        self._articles.add(entry)

    def _close_for(self, entry: Entry) -> None:
        if entry.is_tentative and entry.style in SECTIONS:
            if any(one.style == entry.style and one.next == entry.number for one in self._open):
                self._open = [one for one in self._open if one.style in SECTIONS]
        elif entry.style == "chapter":
            self._open = [one for one in self._open if one.style == "chapter"]
        elif entry.style == "han":
            self._open = [one for one in self._open if one.style in SECTIONS]

    def _start(self, entry: Entry) -> None:
        parent = self._open[-1].entries[-1] if self._open else None
        listing = Listing(entry.style, parent)
        listing.add(entry)
        self.lists.append(listing)
        same = [one for one in self._open if one.style == entry.style]
        if len(same) >= _MOST_OPEN:
            self._open = [one for one in self._open if one is not same[0]]
        self._open.append(listing)

    def _append(self, listing: Listing, entry: Entry) -> None:
        while self._open[-1] is not listing:
            self._open.pop()
        listing.add(entry)


def _skips_one(listing: Listing, entry: Entry) -> bool:
    """Whether it goes on in the same paragraph with one number left out: ①备课②上课④评课."""
    return (
        entry.style in {"shi", "circle"}
        and entry.number == listing.next + 1
        and len(listing.entries) > 1
        and entry.start > listing.entries[-1].end + 1
        and all(one.line is entry.line for one in listing.entries)
    )


def _entry(line: Line, found: re.Match[str], *, inside_a_line: bool = False) -> Entry | None:
    kind = (found.lastgroup or "").removesuffix("_end")
    value, mark = found.group(kind, f"{kind}_end")
    first = _FIRST_SIGN.get(kind)
    number = ord(value) - ord(first) + 1 if first else value_of(value)
    if number is None or number < 1:
        return None
    rest = line.text[found.end() : found.end() + _REST if inside_a_line else None]
    bare = kind == "bare"
    if bare and _DAY_OR_SUM.match(rest):
        return None
    return Entry(
        style=_STYLE.get(kind, kind),
        number=number,
        start=line.start + found.start(),
        end=line.start + found.end(),
        line=line,
        rest=rest,
        mark=mark,
        inside=inside_a_line,
        bare=bare,
        doubtful=_is_doubtful(kind, rest),
    )


def _is_doubtful(kind: str, rest: str) -> bool:
    return (kind == "han" and rest[:1] in _HANS) or (kind == "digit" and rest[:1].isdigit())


def _plain(mark: str) -> str:
    return mark.replace("．", ".")


@lru_cache(maxsize=1000)  # there are few different numbers
def value_of(text: str) -> int | None:
    """A number in digits or in Chinese numerals up to ninety-nine; None for what is none."""
    if text.isdecimal() and len(text) < 10:
        return int(text)
    tens, ten, ones = text.rpartition("十")
    if not all(part in _HAN for part in (tens, ones)) or len(tens) > 1 or len(ones) > 1:
        return None
    if not ten:
        return _HAN.index(ones) + 1 if ones else None
    return (_HAN.index(tens) + 1 if tens else 1) * 10 + (_HAN.index(ones) + 1 if ones else 0)


def _han(number: int) -> str:
    tens, ones = divmod(number, 10)
    text = "" if tens == 0 else "十" if tens == 1 else f"{_HAN[tens - 1]}十"
    return text + (_HAN[ones - 1] if ones else "")


def _is_pair(entries: list[Entry]) -> bool:
    """Whether all there is of a list are a first and a third item, each in a paragraph of its own right below the other."""
    first, last = entries[0], entries[-1]
    return (
        [entry.number for entry in entries] == [1, 3]
        and first.mark == last.mark
        and not (first.is_tentative or last.is_tentative)
        and 0 < last.line.number - first.line.number <= 3
    )


def missing(listing: Listing) -> tuple[list[int], list[Entry]]:
    """The numbers that a list lacks and the entries that repeat one; neither where it is no plain sequence."""
    entries = listing.entries
    solid = [entry for entry in entries if not entry.lost]
    numbers = [entry.number for entry in solid]
    if numbers == list(range(numbers[0], numbers[0] + len(entries))):  # as in most
        return [], []
    low, high = numbers[0], entries[-1].number if entries[-1].lost else max(numbers)
    known = set(numbers)
    lacking = [number for number in range(low, high + 1) if number not in known]
    repeated = [after for before, after in pairwise(solid) if after.number == before.number]
    widest = max((after - before - 1 for before, after in pairwise(numbers)), default=0)
    certain = len(entries) > 2 or _is_pair(entries) or listing.heading > 0 or any(entry.lost for entry in entries)
    if not certain or widest > 2 or len(lacking) * 2 > len(entries):
        return [], []
    if repeated:
        # of 四、四、六 the second is the one that is missing
        twice = {entry.number for entry in repeated}
        lacking = [number for number in lacking if number - 1 not in twice]
    return lacking, list({entry.number: entry for entry in reversed(repeated) if not entry.is_tentative}.values())
