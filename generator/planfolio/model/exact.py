"""Exact numbers: fractions and ranges of them, and how they are written. Never floats."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from planfolio.findings import Language
from planfolio.frozen import frozen


@lru_cache(maxsize=4096)  # a site has few different numbers
def read(text: str) -> Fraction:
    """The number that `text` writes: `7`, `7.5` or `40/3`. Most are whole, and these need no parsing."""
    return Fraction(int(text)) if text.isdigit() else Fraction(text)


def written(number: Fraction) -> str:
    """`7.5`, `360` or, where no finite decimal is exact, `40/3`."""
    numerator, denominator = number.numerator, number.denominator
    if denominator == 1:
        return str(numerator)
    places, rest = 0, denominator
    for prime in (2, 5):
        count = 0
        while rest % prime == 0:
            rest //= prime
            count += 1
        places = max(places, count)
    if rest != 1 or places > 6:
        return f"{numerator}/{denominator}"
    digits = f"{abs(numerator) * 10**places // denominator:0{places + 1}d}"
    sign = "-" if numerator < 0 else ""
    return f"{sign}{digits[:-places]}.{digits[-places:]}"


@frozen
class Range:
    """From `low` to `high`, both possible; an exact number has both alike. Adds as a range: 6-16 + 10 = 16-26."""

    low: Fraction
    high: Fraction

    @classmethod
    def of(cls, number: Fraction | int) -> Range:
        exact = number if isinstance(number, Fraction) else Fraction(number)
        return cls(exact, exact)

    @property
    def is_exact(self) -> bool:
        return self.low is self.high or self.low == self.high

    def __add__(self, other: Range) -> Range:
        low = self.low + other.low
        one_sum_will_do = self.low is self.high and other.low is other.high
        return Range(low, low if one_sum_will_do else self.high + other.high)

    def __sub__(self, other: Range) -> Range:
        return Range(self.low - other.high, self.high - other.low)

    def times(self, factor: Fraction | int) -> Range:
        """Multiplied by a factor that is not negative."""
        if factor == 1:
            return self
        low = self.low * factor
        return Range(low, low if self.low is self.high else self.high * factor)

    def meets(self, other: Range) -> bool:
        """Whether both could be the same number."""
        return self.low <= other.high and other.low <= self.high

    def envelope(self, other: Range) -> Range:
        """The smallest range that holds both."""
        return Range(min(self.low, other.low), max(self.high, other.high))

    @property
    def low_text(self) -> str:
        """The lower end alone, for a bound."""
        return written(self.low)

    def __str__(self) -> str:
        low, high = self.low, self.high
        return written(low) if low is high or low == high else f"{written(low)}-{written(high)}"

    def shown(self, language: Language) -> str:
        """As `str` has it, which other programs read; but no reader makes out -120-0."""
        if self.low >= 0 or self.is_exact:
            return str(self)
        return f"{written(self.low)}{' 至 ' if language == 'zh' else ' to '}{written(self.high)}"


def added(ranges: Iterable[Range]) -> Range | None:
    """The sum, None of nothing at all."""
    lows: list[Fraction] = []
    highs: list[Fraction] = []
    for one in ranges:
        lows.append(one.low)
        highs.append(one.high)
    if not lows:
        return None
    low = summed(lows)
    return Range(low, low if lows == highs else summed(highs))


def summed(numbers: Collection[Fraction]) -> Fraction:
    """The sum, zero of nothing at all."""
    # Whole numbers, which most are, are added as such: fractions take far longer.
    ratios = [number.as_integer_ratio() for number in numbers]
    whole = sum(numerator for numerator, denominator in ratios if denominator == 1)
    return sum((Fraction(*ratio) for ratio in ratios if ratio[1] != 1), Fraction(whole))


ZERO = Range.of(0)
ONE = Range.of(1)


@dataclass(frozen=True, slots=True, order=True)
class Clock:
    """A time of day, in minutes since midnight."""

    minutes: int

    def __str__(self) -> str:
        return f"{self.minutes // 60:02}:{self.minutes % 60:02}"

    def shown(self, language: Language) -> str:
        return str(self)
