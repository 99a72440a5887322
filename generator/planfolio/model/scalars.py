"""Scalars: how a piece of text becomes a date, a time, a number or a choice, and what is said where it does not."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date, time, timedelta
from enum import StrEnum
from fractions import Fraction
from functools import cache, lru_cache
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import GetCoreSchemaHandler
from pydantic_core import core_schema

from planfolio.findings import Language, Message, say
from planfolio.frozen import frozen
from planfolio.model.amounts import Amount, HourUnit
from planfolio.model.exact import Clock, Range, read, written


class Unreadable(ValueError):
    """A text that is no value of its field's type; carries what should stand there and, where one is known, the fix."""

    def __init__(self, expected: Message, fix: Message | None = None) -> None:
        super().__init__(expected.en)
        self.expected = expected
        self.fix = fix


Measure = Literal["hours", "money", "number", "time", "day", "absence"]
"""What the figures of a field count; only those of one measure can be compared."""


@frozen
class Look:
    """What a value looks like to programs that read YAML's own types, as editors do: a text that `pattern` finds, a number
    where `number` says so, not under `least` nor over `most`; `choices` are offered. It takes at least all that is read."""

    pattern: str = ""
    number: Literal["", "integer", "number"] = ""
    least: int | None = None
    most: int | None = None
    choices: tuple[Any, ...] = ()


_ANYTHING = Look()
"""Any text, number or truth value."""


@frozen
class Reads:
    """Marks a field's type as read from text by `parse`; `measure` is what its figure counts, `look` what editors see."""

    parse: Callable[[str], Any]
    look: Look = _ANYTHING
    measure: Measure | None = None

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.any_schema()  # the decoder has read it


_remembered = lru_cache(maxsize=4096)
"""A large site writes the same few days, times and numbers many thousand times."""


def as_written(text: str) -> str:
    """Reads a field that takes any text."""
    return text


def _web_address(text: str) -> str:
    if is_web_address(text):
        return text
    raise Unreadable(
        say("网址，如 https://www.example.org/", "a web address such as https://www.example.org/"),
        say("以 https:// 或 http:// 开头写全", "write all of it, from https:// or http:// on"),
    )


def _repository_address(text: str) -> str:
    """Pages lead there, so no name and no password is in it. A forge inside a school may speak plain HTTP."""
    if re.fullmatch(r"https?://[^\s/?#@\\]+(?:/[^\s?#@\\]*)?", text):
        return text
    raise Unreadable(
        say(
            "仓库网页的网址，如 https://gitee.com/example/site",
            "a repository's page such as https://gitee.com/example/site",
        ),
        say(
            "以 https:// 或 http:// 开头写全，不带用户名、密码和“?”“#”以后的部分",
            "write all of it, from https:// or http:// on, without a user name, a password or anything from ? or # on",
        ),
    )


_CONTRAST = 4.5  # WCAG 2.2, 1.4.3: text on its ground


def _colour(text: str) -> str:
    """#1c4f8c, the # optional since YAML takes it for a comment; dark enough for text on white."""
    found = re.fullmatch(r"#?([0-9a-fA-F]{6})", text.strip(), re.ASCII)
    if not found:
        raise Unreadable(
            say("六位十六进制颜色，如 1c4f8c", "a colour of six hexadecimal digits, such as 1c4f8c"),
            say("写成六位，不用颜色名", "write six digits, not the name of a colour"),
        )
    contrast = 1.05 / (_luminance(found[1]) + 0.05)
    if contrast < _CONTRAST:
        raise Unreadable(
            say(
                "与白底的对比度不低于 4.5 的颜色，这一个只有 {contrast}",
                "a colour with a contrast of 4.5 or more to white; this one has {contrast}",
                contrast=f"{contrast:.1f}",
            ),
            say("换深一些的颜色，链接和按钮上的字才看得清", "take a darker one, so that links and buttons can be read"),
        )
    return f"#{found[1].lower()}"


def _luminance(digits: str) -> float:
    """Relative luminance of an sRGB colour, 0 for black to 1 for white (WCAG 2.2)."""
    shares = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def is_web_address(text: str) -> bool:
    """Whether `text` is a whole address on the web: scheme and host, without blanks."""
    return re.fullmatch(r"https?://[^\s/?#]+(?:[/?#]\S*)?", text) is not None


def _time_zone(text: str) -> str:
    try:
        ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Unreadable(
            say("时区，如 Asia/Shanghai", "a time zone such as Asia/Shanghai"),
            say(
                "写“洲/城市”的英文名；是北京时间就删去这一行",
                "write its name, continent/city; for Chinese time delete the line",
            ),
        ) from None
    return text


def _boolean(text: str) -> bool:
    if text in ("true", "是"):
        return True
    if text in ("false", "否"):
        return False
    raise Unreadable(say("“是”或“否”（true、false）", "true or false"), say("写“是”或“否”", "write true or false"))


_CENTURIES = ("19", "20", "21")
"""Years beyond 1900 to 2199 are slips, and arithmetic with them would leave the calendar."""


@_remembered
def _day(text: str) -> date:
    found = re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", text, re.ASCII)
    try:
        if found and found[1].startswith(_CENTURIES):
            return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        raise Unreadable(
            say("日历上有的日子", "a day that the calendar has"), say("核对月和日", "check month and day")
        ) from None
    if found:
        raise Unreadable(
            say("公历 1900 到 2199 年之间的日期", "a date between 1900 and 2199"), say("核对年份", "check the year")
        )
    raise Unreadable(say("日期，如 2024-09-04", "a date such as 2024-09-04"), _day_fix(text))


def _day_fix(text: str) -> Message:
    found = re.fullmatch(
        r"\s*(\d{4})\s*[年./-]\s*(\d{1,2})\s*[月./-]\s*(\d{1,2})\s*日?\s*", unicodedata.normalize("NFKC", text)
    )
    if found:
        return say("改成 {day}", "write {day}", day=f"{found[1]}-{int(found[2]):02}-{int(found[3]):02}")
    return say("写成 年-月-日，月和日各两位", "write year-month-day, two digits each for month and day")


def _first_day(text: str) -> date:
    return _span(text)[0]


def _last_day(text: str) -> date:
    return _span(text)[1]


@_remembered
def _span(text: str) -> tuple[date, date]:
    """First and last day of a day, a month (2024-09) or a year (2024)."""
    found = re.fullmatch(r"(\d{4})(?:-(\d{2}))?", text, re.ASCII)
    if found is None or not found[1].startswith(_CENTURIES) or not 1 <= int(found[2] or 1) <= 12:
        return _single_day(text)
    year, month = int(found[1]), int(found[2] or 1)
    following = date(year + 1, 1, 1) if not found[2] or month == 12 else date(year, month + 1, 1)
    return date(year, month, 1), following - timedelta(days=1)


def _single_day(text: str) -> tuple[date, date]:
    try:
        day = _day(text)
    except Unreadable as error:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
            raise
        expected = say(
            "日期、月份或年份，如 2024-09-01、2024-09、2024", "a day, month or year such as 2024-09-01, 2024-09 or 2024"
        )
        raise Unreadable(expected, error.fix) from None
    return day, day


@_remembered
def _time(text: str) -> time:
    found = re.fullmatch(r"(\d{1,2}):(\d{2})", text, re.ASCII)
    if found and int(found[1]) < 24 and int(found[2]) < 60:
        return time(int(found[1]), int(found[2]))
    raise Unreadable(
        say("时间，如 14:30", "a time such as 14:30"),
        say("写成 时:分，24 小时制", "write hours:minutes on the 24-hour clock"),
    )


@_remembered
def _number(text: str) -> Fraction:
    found = re.fullmatch(r"\d{1,12}(?:\.\d{1,6})?", text, re.ASCII)
    if found:
        return read(text)
    fix = say("只写阿拉伯数字，不写单位和百分号", "write digits alone, without unit or per cent sign")
    raise Unreadable(say("数，如 20 或 33.3", "a number such as 20 or 33.3"), fix)


def _positive(text: str) -> Fraction:
    number = _number(text)
    if number <= 0:
        raise Unreadable(
            say("大于零的数", "a number greater than zero"),
            say("改成大于零的数；没有就删去这一行", "write a number greater than zero, or delete the line"),
        )
    return number


def _part(text: str) -> Fraction:
    number = _number(text)
    if number > 1:
        raise Unreadable(
            say("0 到 1 之间的数，如 0.8", "a number from 0 to 1 such as 0.8"),
            say("全职写 1，半职写 0.5", "write 1 for full time, 0.5 for half"),
        )
    return number


@_remembered
def _whole(text: str) -> int:
    if re.fullmatch(r"\d{1,9}", text, re.ASCII):
        return int(text)
    raise Unreadable(
        say("整数，如 20", "a whole number such as 20"),
        say("只写阿拉伯数字，不写单位", "write digits alone, without a unit"),
    )


@_remembered
def _count(text: str) -> Range:
    found = re.fullmatch(r"(\d{1,9})(?:\s*[-–—~～至]\s*(\d{1,9}))?", text, re.ASCII)
    if found and int(found[1]) <= int(found[2] or found[1]):
        low = read(found[1])
        return Range(low, read(found[2]) if found[2] else low)
    raise Unreadable(
        say("个数，如 3 或 2-3", "a count such as 3 or 2-3"),
        say("只写阿拉伯数字，不写单位", "write digits alone, without a unit"),
    )


@_remembered
def _money(text: str) -> Fraction:
    found = re.fullmatch(r"(\d{1,3}(?:,\d{3})+|\d{1,12})(\.\d{1,6})?\s*(万元|元)?", text, re.ASCII)
    if found:
        return read(found[1].replace(",", "") + (found[2] or "")) * (10_000 if found[3] == "万元" else 1)
    raise Unreadable(
        say("金额，如 5500 或 2万元", "an amount of money such as 5500 or 2万元"),
        say("写阿拉伯数字，单位是 元（可不写）或 万元", "write digits, in 元 (yuan, which may be left out) or 万元"),
    )


@_remembered
def _hours(text: str) -> Amount:
    amount = Amount.parse(text)
    if amount is None:
        raise Unreadable(
            say(
                "学时数，如 60、2天、90分钟、3学分 或 6-16学时",
                "an amount of hours such as 60, 2天, 90分钟, 3学分 or 6-16学时",
            ),
            say(
                "写阿拉伯数字加单位；未定就整行删去",
                "write digits and a unit; where it is not settled, leave the line out",
            ),
        )
    return amount


def _school_year(text: str) -> str:
    found = re.fullmatch(r"(\d{4})-(\d{4})", text, re.ASCII)
    if found and int(found[2]) == int(found[1]) + 1:
        if found[1].startswith(_CENTURIES):
            return text
        raise Unreadable(
            say("公历 1900 到 2199 年之间的学年", "a school year between 1900 and 2199"),
            say("核对年份", "check the year"),
        )
    raise Unreadable(
        say("学年，如 2024-2025", "a school year such as 2024-2025"),
        say(
            "写相连的两个年份，中间用半角短横，不写“学年”二字",
            "write two years in a row with an ASCII hyphen between them and nothing else",
        ),
    )


@frozen
class Share:
    """A limit written as 3, 1/3 or 30%; `is_share` tells a part of the whole from a count."""

    value: Fraction
    is_share: bool

    def shown(self, language: Language) -> str:
        if not self.is_share:
            return written(self.value)
        percent = self.value * 100
        return (
            f"{written(percent)}%" if percent.denominator == 1 else f"{self.value.numerator}/{self.value.denominator}"
        )


def _share(text: str) -> Share:
    percent = re.fullmatch(r"(\d{1,3}(?:\.\d{1,4})?)\s*%", text, re.ASCII)
    if percent:
        return Share(Fraction(percent[1]) / 100, True)
    part = re.fullmatch(r"(\d{1,4})/([1-9]\d{0,3})", text, re.ASCII)
    if part:
        return Share(Fraction(int(part[1]), int(part[2])), True)
    if re.fullmatch(r"\d{1,6}(?:\.\d{1,4})?", text, re.ASCII):
        return Share(Fraction(text), False)
    raise Unreadable(
        say("数、分数或百分数，如 3、1/3、30%", "a number, a fraction or a percentage such as 3, 1/3 or 30%"),
        say("写阿拉伯数字，单位另写", "write digits; the unit has a key of its own"),
    )


@frozen
class Bound:
    """A limit as a rule states it: a bare number, an amount of hours with its unit, money or a time of day.

    `value` counts what `measure` says: `unit` for hours, yuan for money, minutes since midnight for a time.
    """

    value: Fraction
    measure: Measure
    unit: HourUnit = HourUnit.CLASS_HOUR

    def shown(self, language: Language) -> str:
        if self.measure == "time":
            return str(Clock(int(self.value)))
        if self.measure == "money":
            return f"{written(self.value)} {'元' if language == 'zh' else 'yuan'}"
        if self.measure == "hours":
            return Amount(Range.of(self.value), self.unit).shown(language)
        return written(self.value)


def _bound(text: str) -> Bound:
    if re.fullmatch(r"\d{1,2}:\d{2}", text, re.ASCII):
        clock = _time(text)
        return Bound(Fraction(clock.hour * 60 + clock.minute), "time")
    if re.fullmatch(r"[\d,.]+\s*(万元|元)", text, re.ASCII):
        return Bound(_money(text), "money")
    amount = Amount.parse(text)
    if amount is None or not amount.value.is_exact:
        raise Unreadable(
            say(
                "一个限值，如 160、40学时、4周、550元 或 17:30",
                "a limit such as 160, 40 class hours, 4 weeks, 550元 or 17:30",
            ),
            say("写一个阿拉伯数字，可以带单位", "write one number in digits, with or without a unit"),
        )
    return Bound(amount.value.low, "number" if text.strip()[-1].isdigit() else "hours", amount.unit)


@frozen
class Weeks:
    """Week numbers of a term, in order and without repeats."""

    numbers: tuple[int, ...]
    text: str

    def shown(self, language: Language) -> str:
        return self.text


_MOST_WEEKS = 60


@_remembered
def _weeks(text: str) -> Weeks:
    """`1-16`, `1-15单`, `2-16双`, `1,3,5`, `1-8,10-16`; a term has at most 60 weeks."""
    expected = say(
        "周次，如 1-16、1-15单 或 1,3,5，最多 60 周", "weeks such as 1-16, 1-15单 (odd) or 1,3,5, up to week 60"
    )
    fix = say(
        "周次之间用逗号，单双周写在后面；去掉别的字",
        "part weeks with commas, put 单 (odd) or 双 (even) behind; nothing else",
    )
    numbers: set[int] = set()
    for part in re.split(r"\s*[,，、]\s*", text.strip()):
        found = re.fullmatch(
            r"第?(\d{1,9})(?:\s*[-–—~～至]\s*(\d{1,9}))?\s*周?\s*(?:[(（]?([单双])[)）]?周?)?", part, re.ASCII
        )
        if not found:
            raise Unreadable(expected, fix)
        first, last = int(found[1]), int(found[2] or found[1])
        if not 1 <= first <= last <= _MOST_WEEKS:
            raise Unreadable(expected, fix)
        step = {"单": 1, "双": 0}.get(found[3] or "")
        numbers.update(n for n in range(first, last + 1) if step is None or n % 2 == step)
    return Weeks(tuple(sorted(numbers)), text)


@_remembered
def _week(text: str) -> int:
    """A week of a term, or how many it has: more would leave the calendar sooner or later."""
    if re.fullmatch(r"\d{1,9}", text, re.ASCII) and 1 <= int(text) <= _MOST_WEEKS:
        return int(text)
    raise Unreadable(
        say("从 1 到 {most} 的整数，如 16", "a whole number from 1 to {most} such as 16", most=_MOST_WEEKS),
        say(
            "第几周从学期第一周数起，一个学期最多 {most} 周",
            "count weeks from the first of the term, which has at most {most}",
            most=_MOST_WEEKS,
        ),
    )


class Choice(StrEnum):
    """A closed set of values: the canonical name is English, `chinese` the other accepted spelling."""

    chinese: str
    english: str

    def __new__(cls, value: str, chinese: str, english: str = "") -> Choice:
        member = str.__new__(cls, value)
        member._value_ = value
        member.chinese = chinese
        member.english = english or value.replace("_", " ")
        return member

    def shown(self, language: Language) -> str:
        return self.chinese if language == "zh" else self.english

    def spelled(self, language: Language) -> str:
        """How sources in the language write it."""
        return self.chinese if language == "zh" else self.value

    @classmethod
    def spellings(cls) -> dict[str, Choice]:
        """Every accepted spelling."""
        return {spelling: member for member in cls for spelling in (member.value, member.chinese)}

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.any_schema()  # the decoder has read it

    @classmethod
    def _read(cls, text: str) -> Choice:
        member = _spellings(cls).get(text)
        if member is None:
            raise Unreadable(
                say(
                    "下列之一：{known}",
                    "one of {known}",
                    known=tuple(say("{zh}", "{en}", zh=choice.chinese, en=choice.value) for choice in cls),
                ),
                _nearest(text, cls),
            )
        return member


@cache
def _spellings(choices: type[Choice]) -> dict[str, Choice]:
    return choices.spellings()


def _nearest(text: str, choices: type[Choice]) -> Message:
    from difflib import get_close_matches

    close = get_close_matches(text.lower(), list(choices.spellings()), 1, 0.6)
    return (
        say("是不是“{near}”？", "did you mean “{near}”?", near=close[0])
        if close
        else say("从中选最接近的一个", "choose the nearest of them")
    )


class Weekday(Choice):
    """A day of the week; `number` is 1 for Monday."""

    MONDAY = "monday", "周一"
    TUESDAY = "tuesday", "周二"
    WEDNESDAY = "wednesday", "周三"
    THURSDAY = "thursday", "周四"
    FRIDAY = "friday", "周五"
    SATURDAY = "saturday", "周六"
    SUNDAY = "sunday", "周日"

    @property
    def number(self) -> int:
        return _weekdays()[self]

    @classmethod
    def spellings(cls) -> dict[str, Choice]:
        spelled = dict(super().spellings())
        for number, member in enumerate(cls, 1):
            spelled |= {str(number): member, member.chinese.replace("周", "星期"): member}
        return spelled | {"周天": cls.SUNDAY, "星期天": cls.SUNDAY}


@cache
def _weekdays() -> dict[Weekday, int]:
    return {member: number for number, member in enumerate(Weekday, 1)}


_DAY = r"^(19|20|21)\d{2}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$"
_SPAN = r"^(19|20|21)\d{2}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$"
_NUMBER = Look(r"^\d+(\.\d+)?$", "number", 0)
_WHOLE = Look(r"^\d+$", "integer", 0)
_FIGURE = Look(r"^\s*\d", "number", 0)
"""A figure with what may follow it: a unit, the end of a range, the rest of a list of weeks."""

Text = Annotated[str, Reads(as_written)]
WebAddress = Annotated[str, Reads(_web_address, Look(r"^https?://"))]
RepositoryAddress = Annotated[str, Reads(_repository_address, Look(r"^https?://"))]
Colour = Annotated[str, Reads(_colour, Look(r"^\s*#?[0-9a-fA-F]{6}\s*$", "number"))]  # 112233 is a number to YAML
TimeZone = Annotated[str, Reads(_time_zone)]
Boolean = Annotated[bool, Reads(_boolean, Look(r"^(true|false|是|否)$", choices=("是", "否", True, False)))]
Day = Annotated[date, Reads(_day, Look(_DAY), "day")]
FirstDay = Annotated[date, Reads(_first_day, Look(_SPAN, "integer", 1900, 2199), "day")]
LastDay = Annotated[date, Reads(_last_day, Look(_SPAN, "integer", 1900, 2199), "day")]
Time = Annotated[time, Reads(_time, Look(r"^([01]?\d|2[0-3]):[0-5]\d$"), "time")]
Number = Annotated[Fraction, Reads(_number, _NUMBER, "number")]
Positive = Annotated[Fraction, Reads(_positive, _NUMBER, "number")]
Part = Annotated[Fraction, Reads(_part, Look(_NUMBER.pattern, "number", 0, 1), "number")]
Whole = Annotated[int, Reads(_whole, _WHOLE, "number")]
Count = Annotated[Range, Reads(_count, Look(r"^\d+(\s*[-–—~～至]\s*\d+)?$", "integer", 0), "number")]
Money = Annotated[Fraction, Reads(_money, Look(r"^\d[\d,]*(\.\d+)?\s*(万元|元)?$", "number", 0), "money")]
Hours = Annotated[Amount, Reads(_hours, _FIGURE, "hours")]
SchoolYear = Annotated[str, Reads(_school_year, Look(r"^(19|20|21)\d{2}-\d{4}$"))]
Limit = Annotated[Share, Reads(_share, Look(r"^\d+(\.\d+)?(\s*%|/\d+)?$", "number", 0), "absence")]
Week = Annotated[int, Reads(_week, Look(_WHOLE.pattern, "integer", 1, _MOST_WEEKS), "number")]
WeekNumbers = Annotated[Weeks, Reads(_weeks, Look(r"^\s*第?\d", "integer", 1, _MOST_WEEKS))]
Boundary = Annotated[Bound, Reads(_bound, _FIGURE)]
