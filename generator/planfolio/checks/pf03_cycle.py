"""周期学时达到要求。

档案按周期写明的规则包评定：周期合计、每年的下限、各类的上限。只算认定的，首日末日都算，重复的算一次。差多少、离周期结束还有几天都写明。

错：五年应不少于 360 学时，认定 300，差 60。
对：认定 360。
--
The hours of a cycle meet what is asked.

A portfolio is judged by the pack that its cycle names: the sum of the cycle, yearly floors, caps. Credited entries count,
the first and the last day included, a duplicate once. What is short is named, and how many days are left.

Wrong: 360 class hours in five years, 300 credited, 60 short.
Right: 360 credited.
"""

from __future__ import annotations

from collections.abc import Iterator

from planfolio.checks.judgement import judged
from planfolio.checks.subject import Subject
from planfolio.findings import Message, Outcome, Passing, Severity, say
from planfolio.model import Portfolio

SEVERITY = Severity.WARNING


def check(subject: Subject) -> Iterator[Outcome]:
    portfolio = subject.record
    if isinstance(portfolio, Portfolio):
        yield from judged(subject, also=lambda message: _with_days(subject, portfolio, message))


def _with_days(subject: Subject, portfolio: Portfolio, message: Message) -> Message:
    if portfolio.cycle is None:
        return message
    left = (portfolio.cycle.end - subject.today).days
    rest = (
        say("周期已在 {end} 结束", "the cycle ended on {end}", end=portfolio.cycle.end)
        if left < 0
        else say("周期还有 {days} 天", "{days} day(s) of the cycle are left", days=left)
    )
    return say("{message}；{rest}", "{message}; {rest}", message=message, rest=Passing(rest))
