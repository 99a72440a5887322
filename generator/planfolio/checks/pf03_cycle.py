"""周期学时达到要求。

档案按周期写明的规则包评定：周期合计、每年的下限、各类的上限。只算认定的，首日末日都算，重复的算一次。差多少、离周期结束还有几天都写明。
没有写周期，或周期的年数与规则不同的，不能计算。

错：五年应不少于 360 学时，认定 300，差 60。

    # portfolios/example.md
    姓名: 示例教师甲
    周期: {开始: 2022-01-01, 结束: 2026-12-31, 规则包: cn-2011}
    学时台账: {日期: 2022-10-15, 标题: 集中培训, 学时: 300, 认定单位: demo-school, 佐证: 证书, 状态: 认定}

对：

    # portfolios/example.md
    姓名: 示例教师甲
    周期: {开始: 2022-01-01, 结束: 2026-12-31, 规则包: cn-2011}
    学时台账:
      - {日期: 2022-10-15, 标题: 集中培训, 学时: 300, 认定单位: demo-school, 佐证: 证书, 状态: 认定}
      - {日期: 2025-10-18, 标题: 校本研修, 学时: 60, 认定单位: demo-school, 佐证: 证书, 状态: 认定}
--
The hours of a cycle meet what is asked.

A portfolio is judged by the pack that its cycle names: the sum of the cycle, yearly floors, caps. Credited entries count,
the first and the last day included, a duplicate once. What is short is named, and how many days are left. Without a cycle,
or with one of other years than the rule's, nothing can be computed.

Wrong: 360 class hours are asked for in five years, 300 are credited, 60 short.

    # portfolios/example.md
    name: Sample Teacher A
    cycle: {start: 2022-01-01, end: 2026-12-31, pack: cn-2011}
    ledger: {date: 2022-10-15, title: Face-to-face course, hours: 300, certifier: demo-school, evidence: certificate, status: credited}

Right:

    # portfolios/example.md
    name: Sample Teacher A
    cycle: {start: 2022-01-01, end: 2026-12-31, pack: cn-2011}
    ledger:
      - {date: 2022-10-15, title: Face-to-face course, hours: 300, certifier: demo-school, evidence: certificate, status: credited}
      - {date: 2025-10-18, title: Training in school, hours: 60, certifier: demo-school, evidence: certificate, status: credited}
"""

from __future__ import annotations

from collections.abc import Iterator

from planfolio.checks.judgement import judged
from planfolio.checks.subject import Subject
from planfolio.findings import Count, Message, Outcome, Passing, Severity, say
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
        else say("周期还有 {days} 天", "{days} of the cycle left", days=Count(left, "day"))
    )
    return say("{message}；{rest}", "{message}; {rest}", message=message, rest=Passing(rest))
