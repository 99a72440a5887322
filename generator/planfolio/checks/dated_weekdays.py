"""Weekdays that stand beside dates in a text, and whether they are those of the dates."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from planfolio.checks.prose import Passage, passages_with
from planfolio.checks.series import (
    CHINESE,
    CHINESE_WEEKDAY,
    WEEKDAY,
    Days,
    Weekdays,
    day_before,
    days_before,
    weekdays_from,
)
from planfolio.checks.subject import Subject
from planfolio.findings import Message, Outcome, Place, say
from planfolio.model.scalars import Weekday

_MAY_NAME_DAY = re.compile(
    r"[周期拜y](?:(?:(?<=[\d日号（(,，|]周)|(?<=[\d日号（(,，|](?:星期|礼拜))|(?<=[\d日号（(,，\s|]\s周)|(?<=[\d日号（(,，\s|]\s(?:星期|礼拜)))"
    r"[一二三四五六日天]|(?<=day))"
)
"""What stands in the name of every day that has a date before it, as all have that are compared, and in every English one.
Since it begins with a plain set of characters it is found far faster."""
_DATE = re.compile(
    r"(?:(?<!\d)(\d{4})\s?年\s?)?(?<!\d)(\d{1,2})\s?月\s?(\d{1,2})\s?[日号]\s?[（(,，]?\s?$|(?<!\d)(\d{4})[-./](\d{1,2})[-./](\d{1,2})\s?[（(,，]?\s?$"
)
_DATE_CELL = re.compile(
    r"\|[ \t]*(?:(?:(\d{4})\s?年\s?)?(\d{1,2})\s?月\s?(\d{1,2})\s?[日号]|(\d{4})[-./](\d{1,2})[-./](\d{1,2}))[ \t]*\|[ \t]*$"
)
_END_OF_CELL = re.compile(r"[ \t]*\|")
_WEEKDAY_HEADER = re.compile(r"[ \t]*(?:星期|周几|礼拜|(?:week)?day\b)", re.IGNORECASE)
_LONGEST_TABLE = 20_000
"""How far above a row its header is looked for."""
_DAY = re.compile(r"(?<=[、，,和及至到~～—–-])(\d{1,2})\s?[日号]\s?[（(]?\s?$")
"""A day that goes on after another of the same month: 10月18日（星期六）、19日（星期日）."""
_DAYS = re.compile(
    r"(?:(?<!\d)(\d{4})\s?年\s?)?(?<!\d)(\d{1,2})\s?月\s?(\d{1,2})\s?[日号]|(?<![\d月])(\d{1,2})\s?[日号]"
)
_MONTH = re.compile(r"(?<!\d)(20\d\d)\s?年\s?(\d{1,2})\s?月")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_NAMED_MONTH = rf"({'|'.join(_MONTHS)})[a-z]*\.?"
_NAMED_DAY = re.compile(
    rf"(?:{_NAMED_MONTH} (\d{{1,2}})(?:st|nd|rd|th)?|(\d{{1,2}})(?:st|nd|rd|th)? {_NAMED_MONTH})(?:,? (\d{{4}}))?(?!\d)"
)
"""March 4, 2026 or 4 March 2026."""
_BESIDE = re.compile(r"(?:,? | ?\(|, the )")
_AFTER_WEEKDAY = re.compile(rf"{CHINESE_WEEKDAY.pattern}[至到~～—–-]{{1,2}}$")


def written(subject: Subject) -> Iterator[Outcome]:
    """Findings of weekdays that are not those of the dates beside them, and what was found to agree."""
    agreed: list[date] = []
    for passage in passages_with(subject, _MAY_NAME_DAY):
        weekday = WEEKDAY if "day" in passage.text else CHINESE_WEEKDAY
        read = 0
        for match in weekday.finditer(passage.text):
            if match.start() < read:
                continue
            named = weekdays_from(passage.text, match)
            read = named.end
            for outcome in _beside(subject, passage, match, named):
                if isinstance(outcome, date):
                    agreed.append(outcome)
                elif outcome is not None:
                    yield outcome
    if agreed:
        yield subject.passed(
            say(
                "日期与星期相符：{days}",
                "dates and weekdays agree: {days}",
                days=[_dated(day) for day in list(dict.fromkeys(agreed))[:5]],
            )
        )


def _beside(
    subject: Subject, passage: Passage, match: re.Match[str], named: Weekdays
) -> Iterator[Outcome | date | None]:
    """What is to be said of weekdays and the days beside them."""
    text = passage.text
    cell = _DATE_CELL.search(text, max(0, match.start() - 60), match.start())
    if cell is not None:
        if _is_weekday_cell(text, match):
            start = cell.end() - len(cell.group().lstrip("| \t"))
            yield _compare(subject, passage, start, match.end(), cell, named.numbers[0])
        return
    days = days_before(text, match.start())
    if days is None and match.lastindex == 2:
        yield from _english(subject, passage, match, named)
    elif len(named.numbers) > 1:
        if days is not None:
            yield from _pairwise(subject, passage, days, named)
    elif days is None or not days.is_end or _is_of_last(subject, text, match, days):
        yield _single(subject, passage, match, named.numbers[0])


def _is_weekday_cell(text: str, weekday: re.Match[str]) -> bool:
    """Whether a weekday is all that its cell holds, in a column of weekdays."""
    row = text.rfind("\n", 0, weekday.start()) + 1
    rule = text.rfind("--", max(0, row - _LONGEST_TABLE), row)
    if rule < 0 or text.find("\n\n", rule, row) >= 0 or not _END_OF_CELL.match(text, weekday.end()):
        return False
    end = max(0, text.rfind("\n", 0, rule))
    header = text[text.rfind("\n", 0, end) + 1 : end].split("|")
    column = text.count("|", row, weekday.start())
    return column < len(header) and _WEEKDAY_HEADER.match(header[column]) is not None


def _single(subject: Subject, passage: Passage, match: re.Match[str], claimed: int) -> Outcome | date | None:
    found = _DATE.search(passage.text[max(0, match.start() - 20) : match.start()])
    if found is not None:
        return _compare(subject, passage, match.start() - len(found.group()), match.end(), found, claimed)
    if written := _same_month(passage.text, match.start()):
        return _agree(subject, passage.place(written[3], match.end()), written[:3], claimed)
    return None


def _pairwise(subject: Subject, passage: Passage, days: Days, named: Weekdays) -> Iterator[Outcome | date | None]:
    """Each day with its weekday, where there are as many and both are a list or both a range."""
    if days.join != named.join or days.join == "mixed" or len(days.days) != len(named.numbers):
        return
    if days.join == "range" and not _within_week(subject, passage.text, days):
        return
    at = passage.place(days.start, named.end)
    for day, claimed in zip(_with_year(passage.text, days), named.numbers, strict=True):
        yield _agree(subject, at, day, claimed)


def _is_of_last(subject: Subject, text: str, match: re.Match[str], days: Days) -> bool:
    """Whether a weekday after a range is that of its last day: 11日至13日（周日）. 至12月31日周三下午 is every week's."""
    if _is_in_brackets(text, match):
        return len(days.days) == 1 or _within_week(subject, text, days)
    return (
        text[match.start() - 1] in "日号"
        and _AFTER_WEEKDAY.search(text, max(0, days.start - 10), days.start) is not None
    )


def _is_in_brackets(text: str, weekday: re.Match[str]) -> bool:
    return text[weekday.start() - 1] in "（(" and text.startswith(("）", ")"), weekday.end())


def _within_week(subject: Subject, text: str, days: Days) -> bool:
    """Whether a range is so short that no weekday comes twice; not where a year is unknown."""
    first, last = (_possible(subject, *day) for day in _with_year(text, days)[-2:])
    if len(first) != 1 or len(last) != 1 or first[0] is None or last[0] is None:
        return False
    return timedelta() < last[0] - first[0] < timedelta(days=7)


def _with_year(text: str, days: Days) -> list[tuple[int | None, int, int]]:
    """The days, their year taken from a date before them where they have none."""
    before = _year_before(text, days.start, days.days[0][1])
    return [
        (int(before) if before and year is None and month >= days.days[0][1] else year, month, day)
        for year, month, day in days.days
    ]


def _compare(
    subject: Subject, passage: Passage, start: int, end: int, found: re.Match[str], claimed: int
) -> Outcome | date | None:
    """A finding where they differ, the day where they agree, nothing where the year is not known."""
    month, day = int(found[2] or found[5]), int(found[3] or found[6])
    year = found[1] or found[4] or _year_before(passage.text, start, month)
    return _agree(subject, passage.place(start, end), (int(year) if year else None, month, day), claimed)


def _same_month(text: str, weekday: int) -> tuple[int | None, int, int, int] | None:
    """Year, month, day and start of a day whose month stands before it in the line; none where the days do not rise."""
    low = max(text.rfind("\n", 0, weekday) + 1, weekday - 200)
    found = _DAY.search(text, max(low, weekday - 10), weekday)
    if found is None:
        return None
    year, month, last = None, 0, 0
    for before in _DAYS.finditer(text, low, found.start()):
        year = int(before[1]) if before[1] else year
        month = int(before[2]) if before[2] else month
        day = int(before[3] or before[4])
        if not before[2] and day <= last:
            return None
        last = day
    return (year, month, int(found[1]), found.start(1)) if month and int(found[1]) > last else None


def _english(
    subject: Subject, passage: Passage, match: re.Match[str], named: Weekdays
) -> Iterator[Outcome | date | None]:
    """The date that stands right before or after English weekdays."""
    found = _named_day(passage.text, match)
    if found is None:
        return
    days = _days_of_month(passage.text, found, match, named)
    if len(days) != len(named.numbers):
        return
    month, year = _MONTHS.index(found[1] or found[4]) + 1, int(found[5]) if found[5] else None
    at = passage.place(min(match.start(), found.start()), max(named.end, found.end()))
    for day, claimed in zip(days, named.numbers, strict=True):
        yield _agree(subject, at, (year, month, day), claimed)


def _days_of_month(text: str, found: re.Match[str], match: re.Match[str], named: Weekdays) -> list[int]:
    """The days of which the weekdays are said, none where that is not certain: 14–18 September (Monday to Friday)."""
    last = int(found[2] or found[3])
    if found.start() > match.start():
        return [last]
    first, join = day_before(text, found.start())
    is_short = first is not None and found[3] is not None and 0 < last - first < 7
    if len(named.numbers) == 1:
        return [] if join == "range" and not (is_short and _is_in_brackets(text, match)) else [last]
    return [first, last] if first is not None and is_short and join == named.join else []


def _named_day(text: str, weekday: re.Match[str]) -> re.Match[str] | None:
    """The date that stands right before or after an English weekday."""
    beside = _BESIDE.match(text, weekday.end())
    after = _NAMED_DAY.match(text, beside.end()) if beside else None
    if after:
        return after
    low = max(0, weekday.start() - 30)
    before = list(_NAMED_DAY.finditer(text, low, weekday.start()))
    if before and _BESIDE.fullmatch(text, before[-1].end(), weekday.start()):
        return before[-1]
    return None


def _agree(subject: Subject, at: Place, written: tuple[int | None, int, int], claimed: int) -> Outcome | date | None:
    year, month, day = written
    days = _possible(subject, year, month, day)
    if not days:
        return None
    if days == [None]:
        return subject.finding(
            at,
            say(
                "{year}年没有{month}月{day}日",
                "there is no day {date}",
                year=year,
                month=month,
                day=day,
                date=f"{year}-{month:02d}-{day:02d}",
            ),
            fix=say("核对日期", "check the date"),
        )
    known = [one for one in days if one is not None]
    if any(one.weekday() == claimed for one in known):
        return known[0] if len(known) == 1 else None
    if len(known) > 1:
        return None
    return subject.finding(
        at,
        say(
            "{date} 是星期{right}，文中写星期{wrong}",
            "{date} is a {right_en}, the text says {wrong_en}",
            date=known[0],
            right=CHINESE[known[0].weekday()],
            wrong=CHINESE[claimed],
            right_en=english_name(known[0].weekday()),
            wrong_en=english_name(claimed),
        ),
        fix=say("核对后改日期或星期", "check which is right, then change the date or the weekday"),
    )


def _year_before(text: str, start: int, month: int) -> str | None:
    """The year of the date before it in the same line, unless the month is an earlier one: then it may be the next year's."""
    before = _MONTH.findall(text[max(0, start - 200) : start].rpartition("\n")[2])
    return before[-1][0] if before and int(before[-1][1]) <= month else None


def _possible(subject: Subject, year: int | None, month: int, day: int) -> list[date | None]:
    """The day, or None where the calendar has none; without a year every such day in the plan's period."""
    if year is not None:
        try:
            return [date(year, month, day)]
        except ValueError:
            return [None] if 1 <= month <= 12 and 1 <= day <= 31 else []
    period = getattr(subject.record, "period", None)
    if period is None or period.start is None or period.end is None or (period.end - period.start).days > 366:
        return []
    found: list[date | None] = []
    for candidate in range(period.start.year, period.end.year + 1):
        try:
            one = date(candidate, month, day)
        except ValueError:
            continue
        if period.start <= one <= period.end:
            found.append(one)
    return found


def _dated(day: date) -> Message:
    return say("{day} 周{zh}", "{day} {en}", day=day, zh=CHINESE[day.weekday()], en=english_name(day.weekday()))


def english_name(number: int) -> str:
    """Of a weekday; Monday is 0."""
    return list(Weekday)[number].value.capitalize()
