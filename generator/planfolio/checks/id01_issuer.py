"""标题和发布单位都有。

方案要有标题和发布单位。没写标题、类型是字段错误（FD02）；这里报空白的标题和没有写的发布单位。个人计划没有发布单位，不报。

错：没有发布单位。

    # plans/example.md
    标题: 示例小学2025年秋季研修方案
    类型: 学期方案

对：

    # plans/example.md
    标题: 示例小学2025年秋季研修方案
    类型: 学期方案
    发布单位: demo-school
--
A title and an issuer are there.

A plan has a title and an issuer. A missing title or type is a field error (FD02); this rule reports a blank title and a
missing issuer. A personal plan has no issuer and is not reported.

Wrong: there is no issuer.

    # plans/example.md
    title: Training at the demo school in autumn 2025
    type: term

Right:

    # plans/example.md
    title: Training at the demo school in autumn 2025
    type: term
    issuer: demo-school
"""

from __future__ import annotations

from collections.abc import Iterator

from planfolio.checks.subject import Subject
from planfolio.findings import Outcome, Severity, say
from planfolio.model import Plan
from planfolio.model.choices import PlanType

SEVERITY = Severity.ERROR


def check(subject: Subject) -> Iterator[Outcome]:
    plan = subject.record
    if not isinstance(plan, Plan):
        return
    if not plan.title.strip():
        yield subject.finding(
            subject.at("title"),
            say("标题是空的", "the title is blank"),
            fix=say("写上方案的全称", "write the plan's full title"),
        )
    if plan.issuer is None and plan.type is not PlanType.PERSONAL:
        yield subject.finding(
            subject.at("issuer"),
            say("没有写发布单位（issuer）", "the issuer is missing"),
            fix=say("加一行“发布单位: 机构的 id”", "add a line `issuer: <id of the organisation>`"),
        )
