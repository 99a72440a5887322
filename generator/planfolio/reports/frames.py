"""Frames: lines of a source with their numbers, and marks under what a finding speaks of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby, pairwise

from planfolio.findings import Span
from planfolio.frozen import frozen
from planfolio.reports.characters import TAB, cells, shown

WIDEST = 100
"""Cells of a source line that are shown; longer lines are cut around the mark."""
_BEFORE = 24
GAP = "…"


@frozen(kw_only=True)
class Mark:
    """What is underlined, with the words beside it. The primary place has carets, all others dashes."""

    span: Span
    label: str = ""
    primary: bool = False


@frozen
class Paint:
    """How the parts of a frame are coloured; plain text unless asked."""

    gutter: Callable[[str], str] = str
    primary: Callable[[str], str] = str
    secondary: Callable[[str], str] = str


PLAIN = Paint()


def gutter_width(marks: Iterable[Mark]) -> int:
    """How wide the column of line numbers has to be."""
    return max((len(str(mark.span.line)) for mark in marks), default=1)


def frame(lines: Sequence[str], marks: Iterable[Mark], *, gutter: int, paint: Paint = PLAIN) -> list[str]:
    """The marked lines in order, each followed by its marks; nothing where no marked line has any text."""
    found = sorted(
        {mark for mark in marks if _line(lines, mark.span.line).strip()},
        key=lambda mark: (mark.span.line, mark.span.column, not mark.primary, mark.label),
    )
    if not found:
        return []
    bar = paint.gutter(f"{' ' * gutter} |")
    rows = [bar]
    numbers = [mark.span.line for mark in found]
    gaps = {after for before, after in pairwise(numbers) if after > before + 1}
    for number, together in groupby(found, key=lambda mark: mark.span.line):
        if number in gaps:
            rows.append(paint.gutter(f"{' ' * gutter} {GAP}"))
        for excerpt in _excerpts(_line(lines, number), list(together)):
            rows.append(f"{paint.gutter(f'{number:>{gutter}} |')} {excerpt.text}".rstrip())
            rows.extend(f"{bar} {underline}" for underline in excerpt.underlines(paint))
    return [*rows, bar]


def _line(lines: Sequence[str], number: int) -> str:
    return lines[number - 1] if number <= len(lines) else ""


@frozen
class _Excerpt:
    """A line, or a piece of it from `start` up to `end`, with the marks in it."""

    line: str
    start: int
    end: int
    marks: list[Mark]

    @property
    def text(self) -> str:
        return f"{self._head}{_visible(self.line[self.start : self.end])}{GAP if self.end < len(self.line) else ''}"

    @property
    def _head(self) -> str:
        return GAP if self.start else ""

    def underlines(self, paint: Paint) -> Iterator[str]:
        """A row for each underlined spot; marks of the same spot share it."""
        for spot, together in groupby(self.marks, key=lambda mark: self._spot(mark.span)):
            marks = list(together)
            labels = [shown(mark.label) for mark in marks if mark.label]
            color = paint.primary if any(mark.primary for mark in marks) else paint.secondary
            sign = "^" if any(mark.primary for mark in marks) else "-"
            first, last = spot
            before = cells(self._head + _visible(self.line[self.start : first]))
            length = max(cells(_visible(self.line[first:last])), 1)
            yield " " * before + color(" ".join([sign * length, *labels[:1]]))
            yield from (" " * (before + length + 1) + color(label) for label in labels[1:])

    def _spot(self, span: Span) -> tuple[int, int]:
        """First and last index of the span inside the excerpt."""
        last = span.end_column - 1 if span.end_line == span.line else len(self.line)
        first = min(max(span.column - 1, self.start), self.end)
        return first, min(max(last, first), self.end)


def _excerpts(line: str, marks: list[Mark]) -> Iterator[_Excerpt]:
    """The whole line where it is short; else one piece that holds all marks, or a piece for each."""
    line = line.rstrip()
    if len(line) <= WIDEST and cells(_visible(line)) <= WIDEST:
        yield _Excerpt(line, 0, len(line), marks)
        return
    left: list[Mark] = []
    for mark in marks:
        if left and mark.span.end_column - left[0].span.column > WIDEST // 3:
            yield _around(line, left)
            left = []
        left.append(mark)
    yield _around(line, left)


def _around(line: str, marks: list[Mark]) -> _Excerpt:
    start = min(marks[0].span.column - 1, len(line))
    room = _BEFORE
    while start > 0 and (room := room - cells(_visible(line[start - 1]))) >= 0:
        start -= 1
    start = 0 if start <= 2 else start
    end, room = start, WIDEST
    while end < len(line) and (room := room - cells(_visible(line[end]))) >= 0:
        end += 1
    return _Excerpt(line, start, end, marks)


def _visible(text: str) -> str:
    return shown(text.replace("\t", TAB))
