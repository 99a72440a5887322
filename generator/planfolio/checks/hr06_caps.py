"""不超过政策规定的上限。

某种方式的学时或比例有上限的，不能超过；超过的只报，不替人减去。比例用交叉相乘比较，不做除法。
日程每天的学时有上限的，同一时间的、给不同对象的活动不相加；取消的不算，调整的按新时间算。
规则包没有与正式文本核对过的算警告；规则只适用于某些学段或对象、而文档没有写学段或对象的，只提示。

错：校本研修 9 学时，超过 24 学时的三分之一。

    规则包: zhejiang-2010
    模块: [{标题: 集中培训, 学时: 15}, {标题: 校本教研, 学时: 9, 方式: 校本研修}]

对：24 学时里有 8，正好三分之一。

    规则包: zhejiang-2010
    模块: [{标题: 集中培训, 学时: 16}, {标题: 校本教研, 学时: 8, 方式: 校本研修}]
--
The caps of policies are kept.

Where hours or a share of a mode are capped they stay within the cap; an excess is reported, never taken off. Shares are
compared by cross-multiplication, never by division. Where the hours of a day of a schedule are capped, sessions at one
time or for different audiences are not added; cancelled ones do not count, moved ones count at their new time. A warning where nobody has compared the pack with the official text; a
note where the rule is for certain stages or audiences and the document states none.

Wrong: 9 of 24 class hours are school-based, more than a third.

    packs: zhejiang-2010
    modules: [{title: Workshops, hours: 15}, {title: Lesson study, hours: 9, mode: school_based}]

Right: 8 of 24, a third.

    packs: zhejiang-2010
    modules: [{title: Workshops, hours: 16}, {title: Lesson study, hours: 8, mode: school_based}]
"""

from __future__ import annotations

from collections.abc import Iterator

from planfolio.checks.judgement import judged
from planfolio.checks.subject import Subject
from planfolio.findings import Outcome, Severity

SEVERITY = Severity.ERROR


def check(subject: Subject) -> Iterator[Outcome]:
    yield from judged(subject, cap=lambda verdict: Severity.ERROR if verdict.in_scope else Severity.NOTE)
