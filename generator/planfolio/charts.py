"""Charts: exact figures as lengths in thousandths. The figures stand beside them as text; a chart shows only proportions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from fractions import Fraction

from planfolio.frozen import frozen
from planfolio.model.exact import Range

FULL = 1000
"""The length of the whole."""

_WEEKLY = 70  # days up to which a calendar is ruled by weeks
_MONTHLY = 800  # days up to which it is ruled by months, else by years
_MOST_YEARS = 60


@frozen(kw_only=True)
class Bar:
    """A stretch of the whole that begins at `start`: `solid` is certain, `light` follows it and is possible."""

    start: int = 0
    solid: int = 0
    light: int = 0


def part(amount: Range, whole: Range) -> Bar:
    """So much of the whole, solid to the lower end and light to the upper one; what is beyond the whole is not drawn."""
    if whole.high <= 0:
        return Bar()
    solid = _length(amount.low, whole.high)
    return Bar(solid=solid, light=0 if amount.is_exact else _length(amount.high, whole.high) - solid)


def _length(number: Fraction, whole: Fraction) -> int:
    # In whole numbers: a fraction would be brought to its lowest terms.
    (above, below), (whole_above, whole_below) = number.as_integer_ratio(), whole.as_integer_ratio()
    return max(0, min(FULL, FULL * above * whole_below // (below * whole_above)))


def counted(present: int, required: int) -> Bar:
    """So many of the things that are required."""
    return part(Range.of(present), Range.of(required))


def bars(amounts: Sequence[Range | None], whole: Range | None = None) -> tuple[Bar | None, ...]:
    """A bar for each amount, to one scale: that of the `whole` whose parts they are, else of the largest. None for what is
    unknown, and for all where fewer than two are known or none is more than nothing: there is nothing to compare."""
    known = [amount for amount in amounts if amount is not None]
    scale = max((*known, whole) if whole else known, key=lambda amount: amount.high, default=None)
    if scale is None or len(known) < 2 or not any(amount.high for amount in known):
        return (None,) * len(amounts)
    return tuple(None if amount is None else part(amount, scale) for amount in amounts)


def share(amount: Range, whole: Range) -> str:
    """`28 %`, rounded as the last thing that is done; "" where either is a range, or where there is no whole."""
    if not (amount.is_exact and whole.is_exact) or whole.low <= 0:
        return ""
    percent = (200 * amount.low + whole.low) // (2 * whole.low)
    if percent == 0 and amount.low > 0:
        return "< 1 %"
    return "> 99 %" if percent == 100 and amount.low < whole.low else f"{percent} %"


# --- the calendar -----------------------------------------------------------------------------------------------------


@frozen(kw_only=True)
class Calendar:
    """A line from the first to the last day, both included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def step(self) -> str:
        """By what it is ruled: week, month or year."""
        return "week" if self.days <= _WEEKLY else "month" if self.days <= _MONTHLY else "year"

    def rules(self) -> Iterator[int]:
        """Where weeks, months or years begin, but for the line's own ends; none on a line of centuries."""
        if self.step == "week":
            begins = [self.first + timedelta(days=7 - self.first.weekday() + 7 * number) for number in range(10)]
        else:
            years = range(self.first.year, min(self.last.year, self.first.year + _MOST_YEARS) + 1)
            begins = [
                date(year, month, 1) for year in years for month in (range(1, 13) if self.step == "month" else (1,))
            ]
        if self.last.year - self.first.year <= _MOST_YEARS:
            yield from (self._at((day - self.first).days) for day in begins if self.first < day <= self.last)

    def bar(self, start: date | None, end: date | None) -> Bar:
        """From day to day; light where one of them is unknown, as far as the line goes."""
        at = self._at(((start or self.first) - self.first).days)
        length = max(1, self._at(((end or self.last) - self.first).days + 1) - at)
        return Bar(start=at, solid=length) if start and end else Bar(start=at, light=length)

    def _at(self, days: int) -> int:
        return max(0, min(FULL, days * FULL // self.days))


def calendar(days: Iterable[date | None]) -> Calendar | None:
    """The line on which all these days lie; None where it would be no longer than a day."""
    known = [day for day in days if day is not None]
    return Calendar(first=min(known), last=max(known)) if known and min(known) < max(known) else None
