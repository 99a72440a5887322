"""成果写明数量、级别或字数、时限。

要求提交的成果应写几件、什么级别或不少于多少字、什么时候交。一份方案只报一条，逐项列出缺什么。
证书照片、表格、课件、录像、记录、教案、试卷、展板这样谈不上级别和字数的，不要求写级别或字数。

错：

    成果: {标题: 论文}

对：

    成果: {标题: 论文, 数量: 1, 级别: 县, 截止: 2025-12-31}
--
A deliverable has a count, a level or length, and a due date.

What participants hand in says how many, of what level or how long, and by when. There is one finding for a plan, which lists
what each deliverable lacks. Certificates, forms, slides, recordings, records, lesson plans, test papers and posters need neither level nor length.

Wrong:

    deliverables: {title: Essay}

Right:

    deliverables: {title: Essay, count: 1, level: county, due: 2025-12-31}
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from planfolio.checks.subject import Subject, joined, named
from planfolio.findings import Count, Message, Outcome, Place, Related, Severity, say
from planfolio.model import Plan
from planfolio.model.plans import Deliverable

SEVERITY = Severity.WARNING


_PLAIN = re.compile(
    r"证书|证明|照片|截图|表$|回执|课件|微课|录像|视频|听课|记录|日志|清单|台账|计划$|规划$|教案|学历案|教学设计|作品|导图|试[卷题]$"
    r"|问卷$|教具|学具|手抄报|板报|展板|海报|档案袋|绘本|ppt"
    r"|certificate|photo|form$|slides|video|recording|log$|record|lesson plan|checklist|portfolio|poster|mind map|questionnaire$",
    re.IGNORECASE,
)
"""What is neither awarded at a level nor measured by its length."""


def check(subject: Subject) -> Iterator[Outcome]:
    if not isinstance(subject.record, Plan):
        return
    found: list[tuple[Place, Message]] = []
    for index, deliverable in enumerate(subject.record.deliverables):
        lacking = list(_lacking(deliverable))
        if lacking:
            message = say("“{title}”缺{lacking}", "“{title}” lacks {lacking}", title=deliverable.title, lacking=lacking)
            found.append((subject.at("deliverables", index, "title"), message))
    if found:
        yield subject.finding(
            found[0][0],
            say(
                "{count} 项成果没有写全：{first}{more}",
                "{count} not described in full: {first}{more}",
                count=Count(len(found), "deliverable"),
                first=joined(message for _, message in found[:3]),
                more=say("；另有 {count} 项", "; and {count} more", count=len(found) - 3) if len(found) > 3 else "",
            ),
            fix=say("补上数量、级别或字数、截止", "add the count, the level or length, and the due date"),
            related=[Related(at=place, message=message) for place, message in found[1:]],
        )


def _lacking(deliverable: Deliverable) -> Iterator[Message]:
    if deliverable.count is None:
        yield named(Deliverable, "count")
    if deliverable.level is None and deliverable.min_length is None and not _PLAIN.search(deliverable.title):
        yield say("级别或字数", "level or length")
    if not (deliverable.due or "").strip():
        yield named(Deliverable, "due")
