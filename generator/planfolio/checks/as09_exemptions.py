"""免考写明学时怎么算。

免考的人学时认不认定、认定多少，要写出来，否则年底各算各的。不认定写 0；效果里写到学时或学分的也可以。

错：

    免考: {对象: 年满55周岁的教师, 效果: 只参加培训、不考核}

对：

    免考: {对象: 年满55周岁的教师, 效果: 只参加培训、不考核, 认定学时: 24}
--
An exemption says what becomes of the hours.

Whether those who need not be assessed are credited hours, and how many, is stated: 0 for none. An effect that speaks of
hours or credits will do.

Wrong:

    exemptions: {who: teachers of 55 and over, effect: attend without assessment}

Right:

    exemptions: {who: teachers of 55 and over, effect: attend without assessment, hours_credited: 24}
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from planfolio.checks.subject import Subject
from planfolio.findings import Outcome, Severity, say
from planfolio.model import Plan

SEVERITY = Severity.NOTE

_HOURS = re.compile(r"学时|学分|课时|\bhours?\b|\bcredits?\b", re.IGNORECASE)


def check(subject: Subject) -> Iterator[Outcome]:
    if not isinstance(subject.record, Plan):
        return
    for index, exemption in enumerate(subject.record.exemptions):
        if exemption.hours_credited is None and not _HOURS.search(exemption.effect or ""):
            yield subject.finding(
                subject.at("exemptions", index, "who"),
                say(
                    "“{who}”免考，没有写学时怎么认定",
                    "the exemption of “{who}” does not say what becomes of the hours",
                    who=exemption.who,
                ),
                fix=say("加上“认定学时”，不认定的写 0", "add `hours_credited`, 0 for none"),
            )
