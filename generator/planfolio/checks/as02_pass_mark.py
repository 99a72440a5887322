"""考核写明合格线。

有考核项目的考核要写合格线，合格线不高于满分（不写满分按 100）。考核单位、班级的（不是考核人的）可以没有合格线。

错：

    考核:
      标题: 学员考核
      项目: [{标题: 学习笔记, 分值: 30}, {标题: 单元作业, 分值: 70}]

对：

    考核:
      标题: 学员考核
      合格线: 60
      项目: [{标题: 学习笔记, 分值: 30}, {标题: 单元作业, 分值: 70}]
--
An assessment states its pass mark.

An assessment with components has a pass mark, and it is no higher than the scale (100 unless written). An assessment of
schools or classes, not of people, may do without.

Wrong:

    assessments:
      title: Assessment of participants
      components: [{title: Learning journal, weight: 30}, {title: Unit assignment, weight: 70}]

Right:

    assessments:
      title: Assessment of participants
      pass_mark: 60
      components: [{title: Learning journal, weight: 30}, {title: Unit assignment, weight: 70}]
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from planfolio.checks.subject import Subject
from planfolio.findings import Outcome, Related, Severity, say
from planfolio.model import Plan
from planfolio.model.exact import written
from planfolio.model.plans import Assessment

SEVERITY = Severity.WARNING

_PEOPLE = re.compile(r"教师|老师|学员|校长|园长|个人|本人|班主任|teacher|participant|trainee", re.IGNORECASE)
_BODIES = re.compile(
    r"单位|学校|中小学|幼儿园|班级|教研组|备课组|年级组|集体|基地|机构|各校|schools?|class|institution", re.IGNORECASE
)


def check(subject: Subject) -> Iterator[Outcome]:
    if isinstance(subject.record, Plan):
        for index, assessment in enumerate(subject.record.assessments):
            if assessment.pass_mark is not None:
                yield _against_scale(subject, index, assessment)
            elif assessment.components and not _is_of_bodies(assessment):
                yield subject.finding(
                    subject.at("assessments", index, "title"),
                    say("“{title}”没有写合格线", "“{title}” states no pass mark", title=assessment.title),
                    fix=say("写上合格线，如“合格线: 60”", "add the pass mark, such as `pass_mark: 60`"),
                )


def _is_of_bodies(assessment: Assessment) -> bool:
    """Whether schools or classes are assessed, who are ranked and do not pass."""
    who = assessment.subject or assessment.title
    return bool(_BODIES.search(who)) and not _PEOPLE.search(who)


def _against_scale(subject: Subject, index: int, assessment: Assessment) -> Outcome:
    scale, mark = assessment.scale or Fraction(100), assessment.pass_mark
    assert mark is not None
    values = {"title": assessment.title, "mark": written(mark), "scale": written(scale)}
    if mark <= scale:
        return subject.passed(
            say("“{title}”合格线 {mark}，满分 {scale}", "“{title}”: pass mark {mark} of {scale}", **values)
        )
    return subject.finding(
        subject.at("assessments", index, "pass_mark"),
        say(
            "“{title}”合格线 {mark} 高于满分 {scale}，高 {gap}",
            "“{title}”: the pass mark, {mark}, is above the scale, {scale}, by {gap}",
            gap=written(mark - scale),
            **values,
        ),
        fix=say("改合格线或满分", "change the pass mark or the scale"),
        related=[
            Related(
                at=subject.at("assessments", index, "scale"),
                message=say("满分 {scale}", "the scale, {scale}", scale=written(scale)),
            )
        ],
    )
