"""周期学时达到要求。

档案按周期写明的规则包评定：周期合计、每年的下限、各类的下限和上限。只算认定的，首日末日都算，重复的算一次。
差多少、离周期或这一年结束还有几天都写明；还没有开始的年份不评。上限只提醒，不替人减：超出多少、去掉超出的合计还算多少，写在一起。

错：五年应不少于 360 学时，认定 300，差 60。
对：认定 360。
--
The hours of a cycle meet what is asked.

A portfolio is judged by the pack that its cycle names: the sum of the cycle, yearly floors, floors and caps of a mode or a
category. Credited entries count, the first and the last day included, a duplicate once. What is short is named, and how
many days of the cycle or the year are left; a year that has not begun is not judged. A cap warns and does not cut: what is
beyond it stands beside what the total still counts.

Wrong: 360 class hours in five years, 300 credited, 60 short.
Right: 360 credited.
"""

from __future__ import annotations

from collections.abc import Iterator

from planfolio.checks.judgement import judged
from planfolio.checks.subject import Subject
from planfolio.findings import Message, Outcome, Severity, say
from planfolio.model import Portfolio
from planfolio.verdicts import Verdict

SEVERITY = Severity.WARNING


def check(subject: Subject) -> Iterator[Outcome]:
    if isinstance(subject.record, Portfolio):
        yield from judged(subject, also=lambda verdict, message: _with_days(subject, verdict, message))


def _with_days(subject: Subject, verdict: Verdict, message: Message) -> Message:
    """A shortfall with the days in which it can still be made up."""
    if not verdict.floor or verdict.until is None:
        return message
    assert isinstance(subject.record, Portfolio)
    cycle = subject.record.cycle
    is_whole = cycle is not None and cycle.end == verdict.until and cycle.start == verdict.since
    span = say("周期", "the cycle") if is_whole else say("这一年", "the year")
    left = (verdict.until - subject.today).days
    if left < 0:
        return say(
            "{message}；{span}已在 {end} 结束",
            "{message}; {span} ended on {end}",
            message=message,
            span=span,
            end=verdict.until,
        )
    return say(
        "{message}；{span}还有 {days} 天",
        "{message}; {days} day(s) of {span} are left",
        message=message,
        span=span,
        days=left,
    )
