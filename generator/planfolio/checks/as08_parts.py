"""细项的分值之和等于项目的分值。

一个考核项目分成细项的，细项的分值相加应等于这个项目的分值。细项都没有分值的是说明，不相加；有的有、有的没有，不能计算。

错：项目 100 分，细项 60 + 30 = 90，差 10。

    考核:
      标题: 学员考核
      合格线: 60
      项目: [{标题: 单元作业, 分值: 100, 细项: [{标题: 设计, 分值: 60}, {标题: 讲评, 分值: 30}]}]

对：

    考核:
      标题: 学员考核
      合格线: 60
      项目: [{标题: 单元作业, 分值: 100, 细项: [{标题: 设计, 分值: 60}, {标题: 讲评, 分值: 40}]}]
--
The points of its parts add up to a component's.

Where a component is divided into parts their points make the component's. Parts without any points are a description and not
added; where only some have points nothing can be computed.

Wrong: a component of 100 points, its parts 60 + 30 = 90, 10 short.

    assessments:
      title: Assessment of participants
      pass_mark: 60
      components: [{title: Assignment, weight: 100, parts: [{title: Design, weight: 60}, {title: Review, weight: 30}]}]

Right:

    assessments:
      title: Assessment of participants
      pass_mark: 60
      components: [{title: Assignment, weight: 100, parts: [{title: Design, weight: 60}, {title: Review, weight: 40}]}]
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from planfolio.checks.subject import Subject
from planfolio.findings import Outcome, Related, Severity, say
from planfolio.model import Plan
from planfolio.model.exact import summed, written
from planfolio.model.plans import Component

SEVERITY = Severity.ERROR


def check(subject: Subject) -> Iterator[Outcome]:
    if isinstance(subject.record, Plan):
        for index, assessment in enumerate(subject.record.assessments):
            for number, component in enumerate(assessment.components):
                if any(part.weight is not None for part in component.parts):
                    yield _sum(subject, index, number, component)


def _sum(subject: Subject, index: int, number: int, component: Component) -> Outcome:
    weights = [part.weight for part in component.parts if part.weight is not None]
    total = summed(weights)
    values = {"title": component.title, "addends": "+".join(map(written, weights)), "sum": written(total)}
    if component.weight is None or len(weights) < len(component.parts):
        return subject.not_computable(
            say(
                "“{title}”有分值没写，细项不能相加",
                "“{title}”: points are missing, so the parts cannot be added",
                **values,
            )
        )
    values["weight"] = written(component.weight)
    if total == component.weight:
        return subject.passed(say("“{title}”：{addends} = {weight}", "“{title}”: {addends} = {weight}", **values))
    difference = total - component.weight
    gap = (
        say("多 {gap}", "{gap} too many", gap=written(difference))
        if difference > 0
        else say("差 {gap}", "{gap} short", gap=written(-difference))
    )
    at = subject.at("assessments", index, "components", number)
    return subject.finding(
        at / "weight",
        say(
            "“{title}”{weight} 分，细项 {addends} = {sum}，{gap}",
            "“{title}” has {weight} points, its parts {addends} = {sum}: {gap}",
            gap=gap,
            **values,
        ),
        fix=say(
            "调整细项，使合计等于 {weight}，或改项目的分值",
            "change the parts until they make {weight}, or change the points of the component",
            weight=written(component.weight),
        ),
        related=[
            Related(
                at=at / "parts" / position / "weight",
                message=say(
                    "“{title}” {weight} 分",
                    "“{title}”: {weight} points",
                    title=part.title,
                    weight=written(part.weight or Fraction(0)),
                ),
            )
            for position, part in enumerate(component.parts)
        ],
    )
