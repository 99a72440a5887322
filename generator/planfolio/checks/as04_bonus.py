"""加分写明加多少、最多加多少。

每个加分项要有每次的分数和上限。“适当加分”“酌情加分”不是分数。

错：

    考核: {标题: 教师考核, 加分: {标题: 承担临时任务, 每次: 视工作强度适当加分}}

对：

    考核: {标题: 教师考核, 加分: {标题: 承担临时任务, 每次: 2, 上限: 10}}
--
A bonus has an amount and a cap.

Each bonus states how many points it gives each time and how many at most. “As appropriate” is no amount.

Wrong:

    assessments: {title: Assessment of teachers, bonus: {title: Extra duties, each: as appropriate}}

Right:

    assessments: {title: Assessment of teachers, bonus: {title: Extra duties, each: 2, cap: 10}}
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from planfolio.checks.subject import Subject, joined
from planfolio.findings import Message, Outcome, Severity, say
from planfolio.model import Plan
from planfolio.model.plans import Bonus

SEVERITY = Severity.WARNING

_FIGURE = re.compile(r"[0-9０-９]|[一二两三四五六七八九十]\s*分|\b(?:one|two|three|four|five|ten)\b", re.IGNORECASE)


def check(subject: Subject) -> Iterator[Outcome]:
    if not isinstance(subject.record, Plan):
        return
    for index, assessment in enumerate(subject.record.assessments):
        for number, bonus in enumerate(assessment.bonus):
            lacking = list(_lacking(bonus))
            if lacking:
                yield subject.finding(
                    subject.at("assessments", index, "bonus", number, "title"),
                    say(
                        "加分项“{title}”{lacking}",
                        "the bonus “{title}” {lacking}",
                        title=bonus.title,
                        lacking=joined(lacking),
                    ),
                    fix=say(
                        "写明每次加几分、最多加几分", "state how many points it gives each time and how many at most"
                    ),
                )


def _lacking(bonus: Bonus) -> Iterator[Message]:
    if not (bonus.each or "").strip():
        yield say("没有写每次加几分", "does not say how many points it gives each time")
    elif not _FIGURE.search(bonus.each or ""):
        yield say("每次“{each}”，不是分数", "gives “{each}” each time, which is no amount", each=bonus.each)
    if bonus.cap is None:
        yield say("没有写上限", "has no cap")
