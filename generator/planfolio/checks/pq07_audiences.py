"""对象前后一致。

方案的对象只是某些学段的教师，名额、单元却只给别的学段，就对不上；“学段”一栏与对象对不上的也是。两边都明白写了学段才比；
对象里有一项没有写学段的、写了“不含”“除……外”的、学段衔接的，都不比。

错：对象是初中教师，名额里却有小学教师。

    对象: 初中骨干教师
    名额: {总数: 50, 分配: [{对象: 初中教师, 人数: 30}, {对象: 小学教师, 人数: 20}]}

对：

    对象: 初中和小学骨干教师
    名额: {总数: 50, 分配: [{对象: 初中教师, 人数: 30}, {对象: 小学教师, 人数: 20}]}
--
The audience is the same throughout.

A plan for teachers of certain stages of schooling has no places and no units for other stages alone; its `school_stages` agree
with its audience. Both sides have to name their stages, in Chinese; nothing is said where part of the audience names none,
where a text excludes somebody, and of transition between stages.

Wrong: a plan for lower secondary teachers (初中) has places for primary ones (小学).

    audience: 初中骨干教师
    quota: {total: 50, rows: [{audience: 初中教师, count: 30}, {audience: 小学教师, count: 20}]}

Right:

    audience: 初中和小学骨干教师
    quota: {total: 50, rows: [{audience: 初中教师, count: 30}, {audience: 小学教师, count: 20}]}
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from planfolio.checks.subject import Subject
from planfolio.findings import FieldPath, Message, Outcome, Related, Severity, say
from planfolio.model import Plan
from planfolio.model.choices import SchoolStage

SEVERITY = Severity.WARNING

_P, _L, _U = SchoolStage.PRIMARY, SchoolStage.LOWER_SECONDARY, SchoolStage.UPPER_SECONDARY
_ALL = frozenset(SchoolStage)
_RANK = re.compile(r"[小中]学(?:正?高级|[一二三]级|特级)")
_SIGNS: tuple[tuple[re.Pattern[str], frozenset[SchoolStage]], ...] = (
    (re.compile(r"学前|幼儿|幼教|保育"), frozenset({SchoolStage.PRESCHOOL})),
    (re.compile(r"中小学"), frozenset({_P, _L, _U})),
    (re.compile(r"小学"), frozenset({_P})),
    (re.compile(r"(?<!小)中学"), frozenset({_L, _U})),
    (re.compile(r"初中(?!级)"), frozenset({_L})),
    (re.compile(r"普高|高中(?!低)"), frozenset({_U})),
    (re.compile(r"初高中"), frozenset({_L, _U})),
    (re.compile(r"义务教育|九年一贯|初小"), frozenset({_P, _L})),
    (re.compile(r"中职|职业|职高|技工|高职"), frozenset({SchoolStage.VOCATIONAL})),
    (re.compile(r"特殊教育|特教|培智|启聪|盲校"), frozenset({SchoolStage.SPECIAL})),
    (re.compile(r"完全中学|完中|各级|各类|各学段|全学段|全体学校|基础教育|联盟|集团|学区"), _ALL),
)
_UNCLEAR = re.compile(r"不含|不包括|除|以外|之外|衔接|未来|拟|转岗|[一二三四五六]年级")


def check(subject: Subject) -> Iterator[Outcome]:
    plan = subject.record
    if not isinstance(plan, Plan) or not plan.audience:
        return
    stated = [_stages(text) for text in plan.audience]
    if not all(stated):
        return
    wanted = frozenset().union(*stated)
    compared, others = 0, []
    for path, text, stages in _elsewhere(subject, plan):
        if stages:
            compared += 1
            if not stages & wanted:
                others.append((path, text))
    if others:
        yield subject.finding(
            subject.at(*others[0][0]),
            say(
                "方案的对象是{audience}，这里却是{others}",
                "the plan is for {audience}, but this is for {others}",
                audience=list(plan.audience),
                others=[text for _, text in others],
            ),
            fix=say("核对对象、学段、名额和单元，改成一致", "make audience, stages, places and units agree"),
            related=[
                Related(at=subject.at("audience"), message=say("方案的对象", "the plan's audience")),
                *(
                    Related(at=subject.at(*path), message=say("{text}", "{text}", text=text))
                    for path, text in others[1:]
                ),
            ],
        )
    elif compared:
        yield subject.passed(
            say(
                "{count} 处写了学段的对象都在方案的对象之内",
                "every other mention of a stage agrees with the plan's audience ({count})",
                count=compared,
            )
        )


def _elsewhere(subject: Subject, plan: Plan) -> Iterator[tuple[FieldPath, str | Message, frozenset[SchoolStage]]]:
    """Where else the plan says for whom it is, with the stages named there."""
    if plan.school_stages:
        names = say("{names}", "{names}", names=[say(stage.chinese, stage.english) for stage in plan.school_stages])
        yield ("school_stages",), names, frozenset(plan.school_stages)
    for index, quota in enumerate(plan.quota):
        for number, row in enumerate(quota.rows):
            if row.audience:
                yield ("quota", index, "rows", number, "audience"), row.audience, _stages(row.audience)
    path = subject.item.document.path
    for unit in subject.totals.all_units if subject.totals else ():
        if unit.unit.audience and unit.at.file == path and not _UNCLEAR.search(unit.unit.title):
            stages = [_stages(text) for text in unit.unit.audience]
            if all(stages):
                yield (
                    (*unit.at.field, "audience"),
                    say("{names}", "{names}", names=list(unit.unit.audience)),
                    frozenset().union(*stages),
                )


def _stages(text: str) -> frozenset[SchoolStage]:
    """The stages that `text` names; none where it is not certain."""
    if _UNCLEAR.search(text):
        return frozenset()
    plain = _RANK.sub("", text)
    return frozenset().union(*(stages for sign, stages in _SIGNS if sign.search(plain)))
