"""Series: days and weekdays written one after the other, as a range or a list: 9月14日—18日（周一至周五）."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

Join = Literal["", "list", "range", "mixed"]
"""What joins the members; nothing where there is but one."""
Day = tuple[int | None, int, int]
"""Year, where it is known, month and day."""

CHINESE = "一二三四五六日"
_ENGLISH = ("Mon", "Tues", "Wednes", "Thurs", "Fri", "Satur", "Sun")
CHINESE_WEEKDAY = re.compile(r"(?:星期|礼拜|周)([一二三四五六日天])")
WEEKDAY = re.compile(rf"{CHINESE_WEEKDAY.pattern}|\b({'|'.join(_ENGLISH)})day\b")
"""Without the English names, which few texts have, a day is found far faster."""
_RANGE = r"(?:起?[至到]|[~～—–-]{1,2}|to|until|through)"
_LIST = r"(?:[、，,和及与/&]|and)"
_MORE_WEEKDAYS = re.compile(
    rf"(?:[上下]午|晚上?|全天)?[ ]?(?:(?P<range>{_RANGE})|[、和及与/&]|and)?[ ]?"
    rf"(?:(?:星期|礼拜|周)([一二三四五六日天])|\b({'|'.join(_ENGLISH)})day\b)"
    rf"|(?:(?P<bare_range>{_RANGE})|、)?([一二三四五六日天])(?![年月天级])"
)
"""周一至周五, 周二下午、周四下午, 周六日, Monday to Friday: what follows the first."""
_ONE = r"(?:\d{4}[-./]\d{1,2}[-./]\d{1,2}|(?:(?:\d{4}\s?年\s?)?\d{1,2}\s?月\s?)?\d{1,2}(?:\s?[日号])?)"
_DAYS_BEFORE = re.compile(rf"(?<![\d年月/.])({_ONE}(?:\s?(?:{_RANGE}|{_LIST})\s?{_ONE}){{0,12}})\s?[（(，,]?\s?$")
_DAY = re.compile(
    r"(\d{4})[-./](\d{1,2})[-./](\d{1,2})|(?:(?:(\d{4})\s?年\s?)?(\d{1,2})\s?月\s?)?(\d{1,2})(?:\s?[日号])?"
)
_OPEN = re.compile(r"(?<!截)(?<!截止)(?:[至到]|[~～—–-])\s?$")
"""A range whose first day is not read, 9月1日（周二）至."""
_JOINED_TO = re.compile(rf"(?:(?<!\d)(\d{{1,2}})(?:st|nd|rd|th)?[ ]?)?(?:({_RANGE})|{_LIST})[ ]?$")
_LOOKBEHIND = 100


class Weekdays(NamedTuple):
    """Weekdays, Monday is 0, up to the character `end`."""

    numbers: tuple[int, ...]
    join: Join
    end: int


class Days(NamedTuple):
    """Days from the character `start` on; `is_end` tells whether the last ends a range, be its first day read or not."""

    days: tuple[Day, ...]
    join: Join
    start: int
    is_end: bool


def weekdays_from(text: str, first: re.Match[str]) -> Weekdays:
    """The weekday found first, with those that are joined to it."""
    numbers = [_number(first[1], first[2] if first.re.groups > 1 else None)]
    joins: set[Join] = set()
    end = first.end()
    while (more := _MORE_WEEKDAYS.match(text, end)) is not None:
        numbers.append(_number(more[2] or more[5], more[3]))
        joins.add("range" if more["range"] or more["bare_range"] else "list")
        end = more.end()
    return Weekdays(tuple(numbers), _joined(joins), end)


def days_before(text: str, weekday: int) -> Days | None:
    """The days that stand right before a weekday, the month and year of each from those before it; none where they do not rise."""
    low = max(0, weekday - _LOOKBEHIND)
    found = _DAYS_BEFORE.search(text[low:weekday])
    if found is None:
        return None
    days: list[Day] = []
    joins: set[Join] = set()
    year, month, last, end = None, 0, 0, 0
    is_range = _OPEN.search(text, low, low + found.start()) is not None
    for one in _DAY.finditer(found[1]):
        if days:
            is_range = re.search(_RANGE, found[1][end : one.start()]) is not None
            joins.add("range" if is_range else "list")
        named, day = int(one[2] or one[5] or 0), int(one[3] or one[6])
        if one[1] or one[4]:
            year = int(one[1] or one[4])
        elif named and named < month:
            year = None
        elif not named and day <= last:
            return None
        month, last, end = named or month, day, one.end()
        days.append((year, month, day))
    return Days(tuple(days), _joined(joins), low + found.start(), is_range) if days[0][1] else None


def day_before(text: str, start: int) -> tuple[int | None, Join]:
    """The day of the month that is joined to the one at `start`, and how: 14–18 September."""
    found = _JOINED_TO.search(text, max(0, start - 12), start)
    if found is None:
        return None, ""
    return int(found[1]) if found[1] else None, "range" if found[2] else "list"


def _number(chinese: str | None, english: str | None) -> int:
    return CHINESE.index(chinese.replace("天", "日")) if chinese else _ENGLISH.index(english or "")


def _joined(joins: set[Join]) -> Join:
    return "" if not joins else "mixed" if len(joins) > 1 else next(iter(joins))
