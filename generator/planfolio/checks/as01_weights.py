"""考核分值之和等于满分。

一项考核各个项目的分值相加，应等于满分（不写满分按 100）。分毫不差才算：99.9 不等于 100。有项目没写分值时不能计算，由 AS03 报。

错：满分 100，各项 20 + 20 + 20 = 60，差 40。

    考核:
      标题: 学员考核
      合格线: 60
      项目: [{标题: 学习表现, 分值: 20}, {标题: 教学设计, 分值: 20}, {标题: 片段教学, 分值: 20}]

对：

    考核:
      标题: 学员考核
      合格线: 60
      项目: [{标题: 学习表现, 分值: 20}, {标题: 教学设计, 分值: 30}, {标题: 片段教学, 分值: 50}]
--
The points of an assessment add up to its scale.

The points of the components add up to full marks (100 unless written). There is no tolerance: 99.9 is not 100. Where a
component has no points the sum cannot be computed; AS03 says so.

Wrong: 20 + 20 + 20 = 60 on a scale of 100, 40 short.

    assessments:
      title: Assessment of participants
      pass_mark: 60
      components: [{title: Attendance, weight: 20}, {title: Lesson plan, weight: 20}, {title: Trial lesson, weight: 20}]

Right:

    assessments:
      title: Assessment of participants
      pass_mark: 60
      components: [{title: Attendance, weight: 20}, {title: Lesson plan, weight: 30}, {title: Trial lesson, weight: 50}]
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from planfolio.checks.subject import Subject
from planfolio.findings import Outcome, Related, Severity, say
from planfolio.model import Plan
from planfolio.model.exact import summed, written
from planfolio.model.plans import Assessment

SEVERITY = Severity.ERROR


def check(subject: Subject) -> Iterator[Outcome]:
    if isinstance(subject.record, Plan):
        for index, assessment in enumerate(subject.record.assessments):
            weights = [component.weight for component in assessment.components if component.weight is not None]
            # AS03 names the components without points
            if weights and len(weights) == len(assessment.components):
                yield _sum(subject, index, assessment, weights)


def _sum(subject: Subject, index: int, assessment: Assessment, weights: list[Fraction]) -> Outcome:
    scale = assessment.scale or Fraction(100)
    total = summed(weights)
    values = {
        "title": assessment.title,
        "addends": "+".join(map(written, weights)),
        "sum": written(total),
        "scale": written(scale),
    }
    difference = total - scale
    if difference == 0:
        return subject.passed(say("“{title}”：{addends}={sum}", "“{title}”: {addends}={sum}", **values))
    gap = (
        say("多 {gap}", "{gap} too many", gap=written(difference))
        if difference > 0
        else say("差 {gap}", "{gap} short", gap=written(-difference))
    )
    return subject.finding(
        subject.at("assessments", index, "title"),
        say(
            "“{title}”各项 {addends} = {sum}，满分 {scale}，{gap}",
            "“{title}”: the components make {addends} = {sum}, the scale is {scale}: {gap}",
            gap=gap,
            **values,
        ),
        fix=say(
            "调整分值，使合计等于 {scale}，或改满分",
            "change the points until they make {scale}, or change the scale",
            scale=written(scale),
        ),
        related=[
            Related(
                at=subject.at("assessments", index, "components", number, "weight"),
                message=say(
                    "“{title}” {weight} 分",
                    "“{title}”: {weight} points",
                    title=component.title,
                    weight=written(component.weight or Fraction(0)),
                ),
            )
            for number, component in enumerate(assessment.components)
        ],
    )
