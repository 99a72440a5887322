"""每个单元写明由谁授课。

项目方案、学期和年度方案、多年规划、新教师培训：写了学时或方式的单元，要有授课人；写在上一级单元、或写在它的日程里也算。
正文写了由谁授课的不报；一个授课人也没有的，由 ST01 报。
自学、公共平台的课程、考核总结、回校实践不用授课人；级别高于学校的方案，不必写校本研修由谁来讲。

错：

    模块:
      - {标题: 师德专题, 学时: 8, 授课人: {姓名: 示例讲师甲}}
      - {标题: 作业设计, 学时: 16, 方式: 网络研修}

对：

    模块:
      - {标题: 师德专题, 学时: 8, 授课人: {姓名: 示例讲师甲}}
      - {标题: 作业设计, 学时: 16, 方式: 网络研修, 授课人: {姓名: 示例讲师乙}}
--
Each unit names its instructor.

In project, term, annual, multi-year and induction plans a unit with hours or a mode has an instructor: its own, the one of a
unit above it, or those of its sessions. Nothing is said where the text tells who teaches; where nobody is named at all ST01
says so. Self-study, courses of a public platform, assessment and practice at one's own school need none, and a plan above
the level of a school need not say who teaches in schools.

Wrong:

    modules:
      - {title: Professional ethics, hours: 8, instructors: {name: Sample Lecturer A}}
      - {title: Designing homework, hours: 16, mode: online}

Right:

    modules:
      - {title: Professional ethics, hours: 8, instructors: {name: Sample Lecturer A}}
      - {title: Designing homework, hours: 16, mode: online, instructors: {name: Sample Lecturer B}}
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from planfolio.checks.prose import body
from planfolio.checks.subject import Subject
from planfolio.findings import Count, Outcome, Related, Severity, say
from planfolio.model import Plan, Schedule
from planfolio.model.choices import Level, Mode, PlanType, SessionStatus
from planfolio.totals import UnitTotal

SEVERITY = Severity.WARNING

_TYPES = (PlanType.PROJECT, PlanType.TERM, PlanType.ANNUAL, PlanType.MULTI_YEAR, PlanType.INDUCTION)
_HEADING = re.compile(
    r"师资|授课|专家|导师|讲师|instructors?|faculty|facilitators?|trainers?|teaching staff", re.IGNORECASE
)
_IN_TEXT = re.compile(  # begins with a plain set of characters, by which it is found far faster
    r"[主授师TtFfLl](?:(?<=主)讲|(?<=授)课|(?<=师)资|(?<=[Tt])(?i:aught by)|(?<=[Ff])(?i:acilitated by)|(?<=[Ll])(?i:ed by))"
)
_WITHOUT = re.compile(
    r"考核|考试|考查|测试|测评|评比|展评|答辩|结业|总结|汇报|自学|自修|自主|研读|返岗|回校|分散|报到|调研"
    r"|assessment|examination|self.study",
    re.IGNORECASE,
)

_PLATFORM = re.compile(r"平台|慕课|选学|MOOC|platform", re.IGNORECASE)


def check(subject: Subject) -> Iterator[Outcome]:
    plan, totals = subject.record, subject.totals
    if not isinstance(plan, Plan) or plan.type not in _TYPES or totals is None:
        return
    sessions = _taught(subject)
    if (
        sessions is None
        or _IN_TEXT.search(body(subject).text)
        or any(map(_HEADING.search, subject.completeness.headings))
        or not (sessions or any(unit.unit.instructors for unit in totals.all_units))
    ):
        return
    lacking: list[UnitTotal] = []
    taught = 0
    for unit in totals.units:
        for leaf, covered in _leaves(unit, sessions, above=False):
            if _needs(plan, leaf):
                taught += covered
                if not covered:
                    lacking.append(leaf)
    if lacking:
        own = [unit.at / "title" for unit in lacking if unit.at.file == subject.item.document.path]
        yield subject.finding(
            own[0] if own else subject.at("curriculum"),
            say(
                "{count} 个单元没有写授课人：{names}",
                "no instructor is named for {count}: {names}",
                count=Count(len(lacking), "unit"),
                names=[unit.unit.title for unit in lacking],
            ),
            fix=say(
                "给单元写“授课人”，人没有定的写角色", "add `instructors` to the unit, a role where nobody is chosen yet"
            ),
            related=[
                Related(
                    at=unit.at / "title",
                    message=say("“{title}”没有授课人", "“{title}” has no instructor", title=unit.unit.title),
                )
                for unit in lacking
                if not own or unit.at / "title" != own[0]
            ],
        )
    elif taught:
        yield subject.passed(
            say(
                "要有授课人的 {count} 个单元都写了",
                "every unit that needs an instructor names one ({count})",
                count=taught,
            )
        )


def _taught(subject: Subject) -> set[str] | None:
    """The units whose sessions name an instructor; None where such a session names no unit and may belong to any."""
    found: set[str] = set()
    for schedule in subject.catalog.schedules_of(subject.item):
        for session in schedule.record.sessions if isinstance(schedule.record, Schedule) else ():
            if session.instructors and session.status is not SessionStatus.CANCELLED:
                if session.unit is None:
                    return None
                found.add(session.unit)
    return found


def _leaves(unit: UnitTotal, sessions: set[str], *, above: bool) -> Iterator[tuple[UnitTotal, bool]]:
    """Units without units below them, each with whether it or what is above it names an instructor."""
    covered = above or bool(unit.unit.instructors) or unit.unit.id in sessions
    if not unit.parts:
        yield unit, covered
    for part in unit.parts:
        yield from _leaves(part, sessions, above=covered)


def _needs(plan: Plan, leaf: UnitTotal) -> bool:
    if (leaf.unit.hours is None and leaf.unit.mode is None) or _WITHOUT.search(leaf.unit.title):
        return False
    if leaf.mode == Mode.ONLINE.value and _PLATFORM.search(
        " ".join((leaf.unit.title, leaf.unit.place or "", *leaf.unit.contents))
    ):
        return False
    if leaf.mode == Mode.SCHOOL_BASED.value and plan.level not in (None, Level.SCHOOL):
        return False
    return leaf.mode != Mode.SELF_STUDY.value
