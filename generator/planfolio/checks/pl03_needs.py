"""项目、学期、年度、多年和新教师方案写明需求或现状。

培训从哪里出发：训前调研的结果，或目标要改变的现状数据。填“需求分析”、给目标写“基线”，或在正文里写调研、现状都可以；
通知、意见、培养计划、师徒协议和个人计划不要求。

错：没有说教师现在怎样、需要什么。

    需求分析:
    目标: {内容: 每位教师会设计分层作业}

对：

    需求分析: {方法: 问卷, 基线: {标题: 会设计分层作业的教师, 值: 11人}}
    目标: {内容: 每位教师会设计分层作业}
--
A project, term, annual, multi-year or induction plan says what is needed or how things stand.

Training starts from somewhere: from what a survey found, or from the figures that it is to change. The field `needs`, a
baseline of an objective, or a survey or the present state in the text will do. Notices, opinions, cultivation plans,
mentoring agreements and personal plans need none.

Wrong: it is not said how teachers fare and what they need.

    needs:
    objectives: {text: Every teacher can set homework at several levels}

Right:

    needs: {method: questionnaire, baseline: {title: Teachers who set homework at several levels, value: 11}}
    objectives: {text: Every teacher can set homework at several levels}
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from planfolio.checks.subject import Subject
from planfolio.completeness import headings
from planfolio.findings import Count, Outcome, Severity, say
from planfolio.model import Plan
from planfolio.model.choices import PlanType

SEVERITY = Severity.WARNING

_TYPES = frozenset({PlanType.PROJECT, PlanType.TERM, PlanType.ANNUAL, PlanType.MULTI_YEAR, PlanType.INDUCTION})
_HEADING = re.compile(
    r"需求|现状|调研|基础|学情|背景|问题|起点|为什么|基本情况|needs|baseline|background", re.IGNORECASE
)
_SAID = re.compile(
    r"需求(?:分析|调研|调查|评估|诊断)|现状|调研|问卷|访谈|座谈|摸底|摸清|训前|前测|诊断|走访|调查(?:显示|表明|发现|结果)|存在[^。\n]{0,20}(?:问题|不足|短板)"
    r"|needs (?:analysis|assessment|survey)|survey|baseline",
    re.IGNORECASE,
)


def check(subject: Subject) -> Iterator[Outcome]:
    plan = subject.record
    if not isinstance(plan, Plan) or plan.type not in _TYPES:
        return
    if plan.needs is not None and (plan.needs.method or plan.needs.baseline):
        figures = len(plan.needs.baseline)
        yield subject.passed(
            say(
                "写有需求分析：{method}，{figures} 项现状数据",
                "needs are given: {method}, {figures}",
                method=plan.needs.method or say("未写方法", "no method"),
                figures=Count(figures, "figure"),
            )
        )
    elif based := sum(objective.baseline is not None for objective in plan.objectives):
        yield subject.passed(
            say("{count} 项目标写有基线", "a baseline is given for {count}", count=Count(based, "objective"))
        )
    elif not _is_said(subject):
        yield subject.finding(
            subject.at("needs"),
            say(
                "没有写培训需求，也没有现状数据：“需求分析”是空的，{objectives}，正文没有写调研或现状",
                "it is not said what is needed or how things stand: `needs` is empty, {objectives}, no survey in the text",
                objectives=say(
                    "{count} 条目标没有写基线", "no baseline in {count}", count=Count(len(plan.objectives), "objective")
                )
                if plan.objectives
                else say("没有目标", "no objectives"),
            ),
            fix=say(
                "填“需求分析”（方法、基线），或给目标写“基线”",
                "fill in `needs` (method, baseline), or give the objectives a `baseline`",
            ),
        )


def _is_said(subject: Subject) -> bool:
    """Whether a heading or a paragraph speaks of needs, a survey or the present state."""
    return bool(_SAID.search(subject.item.document.body)) or any(
        _HEADING.search(title) for title in headings(subject.item)
    )
