"""项目、学期、多年和新教师方案写明需求或现状。

培训从哪里出发：训前调研的结果，或目标要改变的现状数据。填“需求分析”、给目标写“基线”，或在正文里写调研、现状都可以；通知、意见、培养计划和师徒协议不要求。

错：方案从头到尾没有说教师现在怎样、需要什么。
对：需求分析: {方法: 问卷, 基线: [{标题: 能独立设计问题链的教师, 值: 11人}]}
--
A project, term, multi-year or induction plan says what is needed or how things stand.

Training starts from somewhere: from what a survey found, or from the figures that it is to change. The field needs, a baseline
of an objective, or a survey or the present state in the text will do. Notices, opinions, cultivation plans and mentoring
agreements need none.

Wrong: a plan that nowhere says how teachers fare and what they need.
Right: needs: {method: survey, baseline: [{title: teachers who design question chains, value: 11}]}
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from planfolio.checks.subject import Subject
from planfolio.completeness import headings
from planfolio.findings import Outcome, Severity, say
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
                "needs are given: {method}, {figures} figure(s)",
                method=plan.needs.method or say("没有写方法", "no method"),
                figures=figures,
            )
        )
    elif based := sum(objective.baseline is not None for objective in plan.objectives):
        yield subject.passed(say("{count} 项目标写有基线", "{count} objective(s) have a baseline", count=based))
    elif not _is_said(subject):
        yield subject.finding(
            subject.at("needs"),
            say(
                "没有写培训需求，也没有现状数据：需求分析 0 项，目标的基线 0/{count}，正文没有调研或现状",
                "neither needs nor a baseline is given: no needs, baselines of objectives 0/{count}, no survey in the text",
                count=len(plan.objectives),
            ),
            fix=say(
                "填“需求分析”（方法、基线），或给目标写“基线”",
                "fill in needs (method, baseline), or give the objectives a baseline",
            ),
        )


def _is_said(subject: Subject) -> bool:
    """Whether a heading or a paragraph speaks of needs, a survey or the present state."""
    return bool(_SAID.search(subject.item.document.body)) or any(
        _HEADING.search(title) for title in headings(subject.item)
    )
