"""考勤规定写全：上限、单位、期限、是否含本数、后果。

“缺席5学时以上”要说清：多少、什么单位、在多长时间内算、正好 5 学时算不算、有什么后果。比例（1/3、30%）不必另写单位，也不会大于全部。
规则包给缺勤定了上限的，也在这里比较。

错：

    考勤: {上限: 5, 后果: 不认定学时}

对：

    考勤: {上限: 5, 单位: 学时, 期限: 一个学期, 含本数: 是, 后果: 不认定学时}
--
An attendance rule is complete: limit, unit, window, inclusive or not, consequence.

“Absent for 5 class hours or more” leaves open how much of what, over what time, whether exactly 5 counts, and what follows.
A share (1/3, 30%) needs no unit, and is never more than the whole. Where a pack limits absence, the limit is compared here as well.

Wrong:

    attendance: {limit: 5, consequence: no hours are credited}

Right:

    attendance: {limit: 5, unit: hours, window: one term, inclusive: true, consequence: no hours are credited}
"""

from __future__ import annotations

from collections.abc import Iterator

from planfolio.checks.judgement import judged
from planfolio.checks.subject import Subject, named
from planfolio.findings import Message, Outcome, Severity, say
from planfolio.model import Plan
from planfolio.model.choices import LimitUnit
from planfolio.model.plans import Attendance

SEVERITY = Severity.WARNING


def check(subject: Subject) -> Iterator[Outcome]:
    yield from judged(subject)
    if not isinstance(subject.record, Plan):
        return
    for index, rule in enumerate(subject.record.attendance):
        lacking = list(_lacking(rule))
        if _is_beyond_all(rule):
            yield subject.finding(
                subject.at("attendance", index, "limit"),
                say(
                    "考勤上限是 {limit}，按比例算多于全部，谁也缺不了这么多",
                    "the limit is {limit}, as a share more than the whole, which nobody can miss",
                    limit=rule.limit,
                ),
                fix=say("改成不大于 100% 的比例，或改单位", "write a share of 100% at most, or change the unit"),
            )
        elif lacking:
            yield subject.finding(
                subject.at("attendance", index),
                say("考勤规定没有写{lacking}", "the attendance rule does not state {lacking}", lacking=lacking),
                fix=say("补上{lacking}", "add {lacking}", lacking=lacking),
            )
        else:
            yield subject.passed(
                say(
                    "考勤：{window}缺{reached} {limit}{unit}，{consequence}",
                    "attendance: {reached} {limit}{unit} missed in {window}: {consequence}",
                    reached=say("满", "at least") if rule.inclusive else say("超过", "more than"),
                    window=rule.window,
                    limit=rule.limit,
                    unit=_unit(rule),
                    consequence=rule.consequence,
                )
            )


def _is_beyond_all(rule: Attendance) -> bool:
    if rule.limit is None or rule.limit.value <= 1:
        return False
    return rule.unit is LimitUnit.SHARE or (rule.unit is None and rule.limit.is_share)


def _unit(rule: Attendance) -> Message | str:
    if rule.limit is None or rule.unit is None or rule.limit.is_share:
        return ""
    return say(" {unit}", " {unit}", unit=rule.unit)


def _lacking(rule: Attendance) -> Iterator[Message]:
    for name in ("limit", "unit", "window", "inclusive", "consequence"):
        value = getattr(rule, name)
        is_implied = name == "unit" and rule.limit is not None and rule.limit.is_share
        if (value is None or value == "") and not is_implied:
            yield say("是否含本数", "whether it is inclusive") if name == "inclusive" else named(Attendance, name)
