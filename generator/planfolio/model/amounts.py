"""Amounts of hours: what was declared, in its own unit, and its exact value in class hours (学时)."""

from __future__ import annotations

import re
from enum import StrEnum
from fractions import Fraction

from planfolio.findings import Language, Message, say
from planfolio.frozen import frozen
from planfolio.model.exact import ONE, Range, read

DEFAULT_MINUTES_PER_HOUR = Fraction(45)


class HourUnit(StrEnum):
    """A unit of measure of training time."""

    CLASS_HOUR = "学时"
    DAY = "天"
    MINUTE = "分钟"
    CLOCK_HOUR = "小时"
    CREDIT = "学分"
    WEEK = "周"

    def shown(self, language: Language) -> str:
        return self.value if language == "zh" else _ENGLISH[self]


_ENGLISH = {
    HourUnit.CLASS_HOUR: "class hours",
    HourUnit.DAY: "days",
    HourUnit.MINUTE: "minutes",
    HourUnit.CLOCK_HOUR: "clock hours",
    HourUnit.CREDIT: "credits",
    HourUnit.WEEK: "weeks",
}
_SPELLINGS = {
    "": HourUnit.CLASS_HOUR,
    "个学时": HourUnit.CLASS_HOUR,
    "日": HourUnit.DAY,
    "分": HourUnit.MINUTE,
    "个小时": HourUnit.CLOCK_HOUR,
    "个学分": HourUnit.CREDIT,
    "星期": HourUnit.WEEK,
    "class hour": HourUnit.CLASS_HOUR,
    "day": HourUnit.DAY,
    "minute": HourUnit.MINUTE,
    "min": HourUnit.MINUTE,
    "clock hour": HourUnit.CLOCK_HOUR,
    "credit": HourUnit.CREDIT,
    "week": HourUnit.WEEK,
    **{unit.value: unit for unit in HourUnit},
    **{name: unit for unit, name in _ENGLISH.items()},
}
_NUMBER = r"\d{1,6}(?:\.\d{1,6}|/[1-9]\d{0,5})?"
_AMOUNT = re.compile(rf"({_NUMBER})(?:\s*[-–—~～至]\s*({_NUMBER}))?\s*([^\d\s].*)?", re.ASCII)


@frozen
class Amount:
    """A declared amount such as 2天 or 6-16学时: `value` counts `unit`."""

    value: Range
    unit: HourUnit

    @classmethod
    def parse(cls, text: str) -> Amount | None:
        """The amount that `text` states, None where it states none. A range runs upwards; nothing is negative."""
        found = _AMOUNT.fullmatch(text.strip())
        if not found:
            return None
        unit = _SPELLINGS.get((found[3] or "").strip().lower())
        low = read(found[1])
        high = read(found[2]) if found[2] else low
        return None if unit is None or high < low else cls(Range(low, high), unit)

    def shown(self, language: Language) -> str:
        if language == "zh":
            return f"{self.value} {self.unit.value}"
        unit = _ENGLISH[self.unit]
        return f"{self.value} {unit.removesuffix('s') if self.value == ONE else unit}"


def class_hours(value: Range) -> Amount:
    """`value` as an amount in 学时."""
    return Amount(value, HourUnit.CLASS_HOUR)


@frozen(kw_only=True)
class Rates:
    """How units convert into class hours, and where each rate was found; None is a rate that nobody states."""

    minutes_per_hour: Fraction = DEFAULT_MINUTES_PER_HOUR
    hours_per_day: Fraction | None = None
    hours_per_credit: Fraction | None = None
    days_per_week: Fraction | None = None
    origins: tuple[tuple[str, str], ...] = ()  # rate name -> "plan", "pack:<id>", "site" or "default"

    def class_hours(self, amount: Amount) -> Range | None:
        """`amount` in class hours; None where the rate is missing. Never guessed."""
        if amount.unit is HourUnit.CLASS_HOUR:
            return amount.value
        factor = self.factor(amount.unit)
        return None if factor is None else amount.value.times(factor)

    def factor(self, unit: HourUnit) -> Fraction | None:
        """Class hours in one `unit`."""
        if unit is HourUnit.CLASS_HOUR:
            return Fraction(1)
        if unit is HourUnit.MINUTE:
            return 1 / self.minutes_per_hour
        if unit is HourUnit.CLOCK_HOUR:
            return Fraction(60) / self.minutes_per_hour
        if unit is HourUnit.DAY:
            return self.hours_per_day
        if unit is HourUnit.CREDIT:
            return self.hours_per_credit
        if self.days_per_week is None or self.hours_per_day is None:
            return None
        return self.days_per_week * self.hours_per_day

    def origin(self, name: str) -> str:
        """Where the rate `name` was found."""
        return dict(self.origins).get(name, "default" if name == "minutes_per_hour" else "")


MISSING_RATE: dict[HourUnit, tuple[str, Message]] = {
    HourUnit.DAY: ("hours_per_day", say("每天学时 hours_per_day", "hours_per_day")),
    HourUnit.CREDIT: ("hours_per_credit", say("每学分学时 hours_per_credit", "hours_per_credit")),
    HourUnit.WEEK: (
        "days_per_week",
        say("每周天数 days_per_week 和每天学时 hours_per_day", "days_per_week and hours_per_day"),
    ),
}
"""Which setting lets a unit convert."""
