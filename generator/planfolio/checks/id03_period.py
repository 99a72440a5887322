"""起止日期写了，并与标题的年份相符。

方案要写起止日期，开始和结束都要有。标题里有年份或学年的（“2025学年”从 2025 年 7 月算到下一年 8 月），起止日期和学年字段不能
与它完全对不上；书名号、括号里的年份和“版”“级”“届”的年份不算。

错：标题说的是 2025 年，起止从 2026 年 9 月算起。

    标题: 示例小学2025年秋季研修方案
    起止: {开始: 2026-09-01, 结束: 2027-01-15}

对：

    标题: 示例小学2025年秋季研修方案
    起止: {开始: 2025-09-01, 结束: 2026-01-15}
--
The period is stated and agrees with the year in the title.

A plan states from when to when it runs, both ends. Where its title names a year or a school year (2025学年, or 2025–26 at the
end), the period and the school year cannot lie entirely elsewhere; years in brackets, in titles of other texts and of editions
do not count.

Wrong: the title (a plan for the autumn of 2025) and the period name different years.

    title: 示例小学2025年秋季研修方案
    period: {start: 2026-09-01, end: 2027-01-15}

Right:

    title: 示例小学2025年秋季研修方案
    period: {start: 2025-09-01, end: 2026-01-15}
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from planfolio.checks.subject import Subject
from planfolio.findings import Finding, Message, Outcome, Place, Related, Severity, say
from planfolio.frozen import frozen
from planfolio.model import Plan

SEVERITY = Severity.WARNING

_ASIDE = re.compile(r"《[^《》]*》|（[^（）]*）|\([^()]*\)|〔[^〔〕]*〕|\[[^\[\]]*\]")
_YEARS = re.compile(
    r"(?<!\d)(20\d\d)\s*[-—–－~～至]{1,2}\s*(20\d\d)\s*(学年|年)(?![版级届])|(?<!\d)(20\d\d)\s*年(?!版|级|届|\s*[-—–－~～至])"
    r"|(?<![\d/／、和及\-—–－~～至])(20\d\d)\s*学年"
)
_ENGLISH_YEARS = re.compile(r"[^\u4e00-\u9fff]*?(?<![\d-])((20\d\d)\s?[-–—/]\s?(20\d\d|\d\d))\s*")
"""CPD Plan 2024–25. Whether it is a school year or two years it does not say."""


@frozen
class _Years:
    """Years as a title names them, with the first and the last day that they can mean."""

    text: str
    first: date
    last: date
    is_school_year: bool = False

    def agree(self, start: date, end: date) -> bool:
        """Whether the period lies there, at least in part; the July of one school year is not yet the next."""
        shared = (min(end, self.last) - max(start, self.first)).days + 1
        shorter = min((end - start).days, (self.last - self.first).days) + 1
        return shared * 2 >= shorter if self.is_school_year else shared > 0

    def agree_with_school_year(self, year: int) -> bool:
        """Whether the school year that starts in `year` is the one named, or one of those; a calendar year holds a part of two."""
        if self.is_school_year:
            return self.first.year <= year < self.last.year
        return self.first.year - 1 <= year <= self.last.year


def check(subject: Subject) -> Iterator[Outcome]:
    plan = subject.record
    if not isinstance(plan, Plan):
        return
    named = list(_named(plan.title))
    if plan.period is None or plan.period.start is None or plan.period.end is None:
        yield _missing(subject, plan)
    elif named and plan.period.start <= plan.period.end:
        start, end = plan.period.start, plan.period.end
        agree = [years for years in named if years.agree(start, end)]
        outcome = _compared(subject, subject.at("period"), _from_to(start, end), named, agree)
        yield outcome
        if isinstance(outcome, Finding):
            return  # a wrong title is one cause
    if named and plan.school_year:
        agree = [years for years in named if years.agree_with_school_year(int(plan.school_year[:4]))]
        label = say("学年 {year}", "the school year {year}", year=plan.school_year)
        yield _compared(subject, subject.at("school_year"), label, named, agree)


def _missing(subject: Subject, plan: Plan) -> Outcome:
    period = plan.period
    if period is not None and period.start:
        message = say("起止日期（period）没有写结束", "the period has no end")
    elif period is not None and period.end:
        message = say("起止日期（period）没有写开始", "the period has no start")
    else:
        message = say("没有写起止日期（period）", "the period is missing")
    fix = say(
        "写全“起止: {开始: 年-月-日, 结束: 年-月-日}”",
        "write it in full: `period: {start: year-month-day, end: year-month-day}`",
    )
    return subject.finding(subject.at("period"), message, fix=fix)


def _named(title: str) -> Iterator[_Years]:
    said = _ASIDE.sub("", title)
    for found in _YEARS.finditer(said):
        if found[4]:
            yield _Years(found.group(), date(int(found[4]), 1, 1), date(int(found[4]), 12, 31))
        elif found[5] or found[3] == "学年":
            first = int(found[5] or found[1])
            last = first + 1 if found[5] else int(found[2])
            yield _Years(found.group(), date(first, 7, 1), date(last, 8, 31), is_school_year=True)
        else:
            yield _Years(found.group(), date(int(found[1]), 1, 1), date(int(found[2]), 12, 31))
    if english := _ENGLISH_YEARS.fullmatch(said):
        first, last = int(english[2]), int(english[3])
        if last > first or last == (first + 1) % 100:
            yield _Years(english[1], date(first, 1, 1), date(max(last, first + 1), 12, 31))


def _compared(subject: Subject, at: Place, label: Message, named: list[_Years], agree: list[_Years]) -> Outcome:
    """The title against a span of the plan; of several years in a title it is enough that one agrees."""
    if agree:
        return subject.passed(
            say("标题“{years}”，{label}", "the title says {years}, {label}", years=agree[0].text, label=label)
        )
    return subject.finding(
        at,
        say(
            "标题写“{years}”，{label}，对不上",
            "the title says {years}, {label}: they do not agree",
            years=named[0].text,
            label=label,
        ),
        fix=say("核对后改标题或日期", "check which is right, then change the title or the dates"),
        related=[
            Related(
                at=subject.at("title"), message=say("标题写“{years}”", "the title says {years}", years=named[0].text)
            )
        ],
    )


def _from_to(start: date, end: date) -> Message:
    return say("起止是 {start} 至 {end}", "the period is {start} to {end}", start=start, end=end)
