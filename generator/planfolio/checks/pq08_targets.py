"""目标可以衡量，与现状对得上。

写了基线和目标值的，目标值不低于基线（要降低的指标除外），合格率、覆盖率这样的指标不超过 100%。项目方案、学期和年度方案、多年规划、
新教师培训写了“目标”的，至少有一条写了指标、目标值，或文字里有数。两个数单位不同的不比。

错：

    目标: {内容: 培养骨干教师, 指标: 市级骨干教师人数, 基线: 5人, 目标值: 3人}

对：

    目标: {内容: 培养骨干教师, 指标: 市级骨干教师人数, 基线: 3人, 目标值: 5人}
--
Targets can be measured and are plausible.

A target is no lower than its baseline (unless the measure is to fall), and a rate of passing, coverage and the like is at most
100 %. In project, term, annual, multi-year and induction plans at least one of the `objectives` has a measure, a target or a
number in its words. Figures in different units are not compared.

Wrong:

    objectives: {text: Train lead teachers, measure: Lead teachers of the city, baseline: 5, target: 3}

Right:

    objectives: {text: Train lead teachers, measure: Lead teachers of the city, baseline: 3, target: 5}
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache

from planfolio.checks.subject import Subject
from planfolio.findings import Count, Outcome, Related, Severity, say
from planfolio.model import Plan
from planfolio.model.choices import PlanType
from planfolio.model.exact import read, written
from planfolio.model.plans import Objective

SEVERITY = Severity.WARNING

_TYPES = (PlanType.PROJECT, PlanType.TERM, PlanType.ANNUAL, PlanType.MULTI_YEAR, PlanType.INDUCTION)
_VALUE = re.compile(
    r"(?:平均|人均|约|达到|不少于|不低于|至少|average|about|at least)?\s*(\d{1,9}(?:\.\d{1,6})?)\s*([^\d\s]{0,6}?)\s*(?:左右|以上|以内)?"
)
_FALLING = re.compile(
    r"[降减少缩压控低]|不超|以[下内]|流失|缺勤|缺席|迟到|投诉|不合格|不达标|差距|负担|事故|违[规纪]|倦怠|辍学|错误|差错|失误|学困|近视|讲授"
    r"|时长|用时|耗时|名次|排名|生师比|师生比|班额|每班|年龄|(?<!完)成本|经费|拖欠|空缺|缺编|未|超编|超员|精简|会议|积压|逾期|退出|"
    r"reduc|decreas|lower|fewer|\bless\b|absence|drop|turnover|workload|error|complaint|vacan|\bcosts?\b|\btime\b|\brank",
    re.IGNORECASE,
)
_WHOLE = re.compile(r"合格率|参训率|参与率|覆盖率|优秀率|达标率|到课率|出勤率|通过率|满意率|满意度|持证率")
_NUMERAL = re.compile(
    r"\d|[一二两三四五六七八九十百千]+\s*(?:个|次|篇|节|项|门|名|人|位|份|本|场|所|套|期|年|学期|学时|课时|学分|成|倍|课)|百分之"
    r"|每[位人名个学周月年节]|人人|全部|全员|所有|\b(?:one|two|three|four|five|six|ten|every|each|all)\b",
    re.IGNORECASE,
)


def check(subject: Subject) -> Iterator[Outcome]:
    plan = subject.record
    if not isinstance(plan, Plan) or not plan.objectives:
        return
    for index, objective in enumerate(plan.objectives):
        yield from _against_baseline(subject, index, objective)
        yield from _above_whole(subject, index, objective)
    if plan.type in _TYPES:
        measured = sum(map(_is_measured, plan.objectives))
        values = {"count": Count(len(plan.objectives), "objective"), "measured": measured}
        if measured:
            yield subject.passed(
                say(
                    "{count} 条目标，{measured} 条可以衡量",
                    "{measured} of {count} can be measured",
                    **values,
                )
            )
        else:
            yield subject.finding(
                subject.at("objectives", 0, "text"),
                say(
                    "{count} 条目标里没有指标、目标值，文字里也没有数，无从衡量",
                    "no measure, target or number is given in {count}, so nothing can be measured",
                    **values,
                ),
                fix=say("给主要的目标写“指标”和“目标值”", "give the main objectives a `measure` and a `target`"),
            )


def _is_measured(objective: Objective) -> bool:
    return bool(objective.measure or objective.target or _NUMERAL.search(objective.text))


@lru_cache(maxsize=1000)  # a site has few different values
def _value(text: str | None) -> tuple[Fraction, str] | None:
    found = _VALUE.fullmatch((text or "").strip())
    return (read(found[1]), found[2]) if found else None


def _against_baseline(subject: Subject, index: int, objective: Objective) -> Iterator[Outcome]:
    baseline, target = _value(objective.baseline), _value(objective.target)
    if baseline is None or target is None or baseline[1] != target[1]:
        return
    if _FALLING.search(" ".join((objective.text, objective.measure or "", objective.target or ""))):
        return
    values = {
        "title": objective.measure or objective.text,
        "baseline": objective.baseline,
        "target": objective.target,
    }
    if target[0] >= baseline[0]:
        yield subject.passed(
            say(
                "“{title}”：目标 {target} ≥ 基线 {baseline}",
                "“{title}”: target {target} ≥ baseline {baseline}",
                **values,
            )
        )
    else:
        yield subject.finding(
            subject.at("objectives", index, "target"),
            say(
                "“{title}”目标值 {target}，低于基线 {baseline}，差 {gap}",
                "“{title}”: the target, {target}, is below the baseline, {baseline}, by {gap}",
                gap=written(baseline[0] - target[0]),
                **values,
            ),
            fix=say("核对两个数；要降低的，在指标里写明", "check both; if it is to fall, say so in the measure"),
            related=[
                Related(
                    at=subject.at("objectives", index, "baseline"),
                    message=say("基线 {baseline}", "baseline {baseline}", baseline=objective.baseline),
                )
            ],
        )


def _above_whole(subject: Subject, index: int, objective: Objective) -> Iterator[Outcome]:
    target = _value(objective.target)
    title = objective.measure or objective.text
    if target and target[1] in ("%", "％") and target[0] > 100 and _WHOLE.search(title):
        yield subject.finding(
            subject.at("objectives", index, "target"),
            say(
                "“{title}”目标值 {target}，超过 100%，多 {gap} 个百分点",
                "“{title}”: the target, {target}, is above 100 % by {gap} percentage points",
                title=title,
                target=objective.target,
                gap=written(target[0] - 100),
            ),
            fix=say("这样的比例最多 100%，请核对", "such a share is at most 100 %; check it"),
        )
