"""周期学时达到要求。

档案按周期写明的规则包评定：周期合计、每年的下限、各类的下限和上限。只算认定的，首日末日都算，重复的算一次。
差多少、离周期或这一年结束还有几天都写明；还没有开始的年份不评。上限只提醒，不替人减：超出多少、去掉超出的合计还算多少，写在一起。

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

A portfolio is judged by the pack that its cycle names: the sum of the cycle, yearly floors, floors and caps of a mode or a
category. Credited entries count, the first and the last day included, a duplicate once. What is short is named, and how
many days of the cycle or the year are left; a year that has not begun is not judged. A cap warns and does not cut: what is
beyond it stands beside what the total still counts.

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
    rest = (
        say("{span}已在 {end} 结束", "{span} ended on {end}", span=span, end=verdict.until)
        if left < 0
        else say("{span}还有 {days} 天", "{days} of {span} left", span=span, days=Count(left, "day"))
    )
    return say("{message}；{rest}", "{message}; {rest}", message=message, rest=Passing(rest))
