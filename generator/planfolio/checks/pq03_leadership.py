"""领导小组写明是谁。

写了领导小组的，要有组长、副组长或成员。只写职务（校长、部室主任）的提示一下；“示例甲（校长）”算写明。没有写领导小组的，由 ST01 报。

错：

    领导小组: {办公室: 教师发展室}

对：

    领导小组: {组长: 示例负责人甲（校长）, 办公室: 教师发展室}
--
The leading group is named.

Where there is a group it has a leader, deputies or members. Posts alone (principal, heads of department) are a note; a name
with its post in brackets is a name. A plan without any group is ST01's affair.

Wrong:

    group: {office: Staff Development Office}

Right:

    group: {leader: Sample Leader A (principal), office: Staff Development Office}
"""

from __future__ import annotations

from collections.abc import Iterator

from planfolio.checks.roles import names
from planfolio.checks.subject import Subject
from planfolio.findings import Outcome, Severity, say
from planfolio.model import Plan

SEVERITY = Severity.WARNING


def check(subject: Subject) -> Iterator[Outcome]:
    plan = subject.record
    if not isinstance(plan, Plan) or plan.group is None:
        return
    written = [text for text in (plan.group.leader, *plan.group.deputies, *plan.group.members) if text and text.strip()]
    named = [name for text in written for name in names(text)]
    if named:
        yield subject.passed(
            say("写明 {count} 人：{names}", "{count} named: {names}", count=len(named), names=named[:5])
        )
    elif written:
        yield subject.finding(
            subject.at("group"),
            say("领导小组只写了职务：{roles}", "the group is named by posts alone: {roles}", roles=written[:5]),
            fix=say("写成“姓名（职务）”", "write names with the posts: “Name (post)”"),
            severity=Severity.NOTE,
        )
    else:
        yield subject.finding(
            subject.at("group"),
            say("领导小组没有组长、副组长和成员", "the group has no leader, deputies or members"),
            fix=say("写上组长和成员", "name the leader and the members"),
        )
