"""学时认定写明条件、认定单位和上限。

每一项学时认定要写什么情况下认定（条件）、由谁认定（认定单位）、最多认定多少（上限）。缺哪样写在一条里。

错：

    学时认定: [{标题: 校本培训合格, 学时: 12}]

对：

    学时认定:
      - {标题: 校本培训合格, 学时: 12, 条件: 校本考核80分以上, 认定单位: demo-institute, 上限: 12}
--
A grant has a trigger, a certifier and a cap.

Each grant says when hours are awarded (trigger), by whom (certifier) and how many at most (cap). One finding names all that
a grant lacks.

Wrong:

    grants: [{title: School-based course, hours: 12}]

Right:

    grants:
      - {title: School-based course, hours: 12, trigger: 80 points or more, certifier: demo-institute, cap: 12}
"""

from __future__ import annotations

from collections.abc import Iterator

from planfolio.checks.subject import Subject, named
from planfolio.findings import Outcome, Severity, say
from planfolio.model import Plan
from planfolio.model.plans import Grant

SEVERITY = Severity.WARNING


def check(subject: Subject) -> Iterator[Outcome]:
    if not isinstance(subject.record, Plan):
        return
    for index, grant in enumerate(subject.record.grants):
        lacking = [
            named(Grant, name) for name in ("trigger", "certifier", "cap") if not _is_stated(getattr(grant, name))
        ]
        if lacking:
            yield subject.finding(
                subject.at("grants", index, "title"),
                say(
                    "学时认定“{title}”没有写{lacking}",
                    "the grant “{title}” lacks {lacking}",
                    title=grant.title,
                    lacking=lacking,
                ),
                fix=say("补上{lacking}", "add {lacking}", lacking=lacking),
            )


def _is_stated(value: object) -> bool:
    return value is not None and (not isinstance(value, str) or bool(value.strip()))
