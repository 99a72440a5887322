"""成文日期齐全。

方案要写成文日期（落款日期），年、月、日都要有。规则包按这一天判断哪些政策有效。

错：没有成文日期。

    # plans/example.md
    标题: 示例小学2025年秋季研修方案
    类型: 学期方案

对：

    # plans/example.md
    标题: 示例小学2025年秋季研修方案
    类型: 学期方案
    成文日期: 2025-08-21
--
The date of issue is complete.

A plan states the day on which it was issued: year, month and day. Rule packs use it to tell which policies were in force.

Wrong: there is no date of issue.

    # plans/example.md
    title: Training at the demo school in autumn 2025
    type: term

Right:

    # plans/example.md
    title: Training at the demo school in autumn 2025
    type: term
    issued: 2025-08-21
"""

from __future__ import annotations

from collections.abc import Iterator

from planfolio.checks.subject import Subject
from planfolio.findings import Outcome, Severity, say
from planfolio.model import Plan

SEVERITY = Severity.WARNING


def check(subject: Subject) -> Iterator[Outcome]:
    if isinstance(subject.record, Plan) and subject.record.issued is None:
        yield subject.finding(
            subject.at("issued"),
            say("没有写成文日期（issued）", "the date of issue (issued) is missing"),
            fix=say("加一行“成文日期: 年-月-日”", "add a line `issued: year-month-day`"),
        )
