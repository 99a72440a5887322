"""考核的都有分值，单元所写的考核项目都找得到。

考核的每个项目要写分值。单元的“考核项目”要写考核里已有的名称：考核、项目或细项的都可以，空格不计。

错：“出勤”没有分值；单元由“课件制作”考核，考核里没有这一项。

    模块: {标题: 课件设计, 学时: 24, 考核项目: 课件制作}
    考核: {标题: 学员考核, 合格线: 60, 项目: [{标题: 课件, 分值: 70}, {标题: 出勤}]}

对：

    模块: {标题: 课件设计, 学时: 24, 考核项目: 课件}
    考核: {标题: 学员考核, 合格线: 60, 项目: [{标题: 课件, 分值: 70}, {标题: 出勤, 分值: 30}]}
--
Everything assessed has points, and what a unit is assessed by exists.

Each component of an assessment has points. A unit's `assessed_by` repeats a title that there is: of an assessment, a
component or a part, blanks aside.

Wrong: “Attendance” has no points; the unit is assessed by “Slides”, which no assessment has.

    modules: {title: Designing courseware, hours: 24, assessed_by: Slides}
    assessments: {title: Course, pass_mark: 60, components: [{title: Courseware, weight: 70}, {title: Attendance}]}

Right:

    modules: {title: Designing courseware, hours: 24, assessed_by: Courseware}
    assessments: {title: Course, pass_mark: 60, components: [{title: Courseware, weight: 70}, {title: Attendance, weight: 30}]}
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches
from functools import lru_cache

from planfolio.catalog import walk
from planfolio.checks.subject import Subject
from planfolio.findings import Count, FieldPath, Outcome, Related, Severity, say
from planfolio.model import Plan
from planfolio.model.plans import Assessment
from planfolio.model.units import Unit

SEVERITY = Severity.WARNING

_MOST_GUESSES = 100
"""Unknown titles of a plan for which the nearest known one is looked for."""
_ASIDE = re.compile(r"[（(][^（()）]*[)）]")


def check(subject: Subject) -> Iterator[Outcome]:
    plan = subject.record
    if not isinstance(plan, Plan):
        return
    for index, assessment in enumerate(plan.assessments):
        missing = [number for number, component in enumerate(assessment.components) if component.weight is None]
        if missing:
            yield _without_points(subject, index, assessment, missing)
    known = {_plain(title): title for title in _titles(plan)}
    meant: dict[str, str | None] = {}
    for field, units in (("stages", plan.stages), ("modules", plan.modules)):
        for path, unit in walk(units, (field,)):
            yield from _unknown(subject, path, unit, known, meant)


def _titles(plan: Plan) -> Iterator[str]:
    for assessment in plan.assessments:
        yield assessment.title
        for component in assessment.components:
            yield component.title
            yield from (part.title for part in component.parts)


@lru_cache(maxsize=1000)  # units name the same few components
def _plain(text: str) -> str:
    """A title without spaces and without what it says in brackets."""
    return "".join((_ASIDE.sub("", text) or text).split())


def _without_points(subject: Subject, index: int, assessment: Assessment, missing: list[int]) -> Outcome:
    places = [
        (subject.at("assessments", index, "components", number, "title"), assessment.components[number].title)
        for number in missing
    ]
    return subject.finding(
        places[0][0],
        say(
            "“{title}”有 {count} 个项目没有分值：{names}",
            "“{title}”: no points are given for {count}: {names}",
            title=assessment.title,
            count=Count(len(missing), "component"),
            names=[name for _, name in places],
        ),
        fix=say("给每个项目写分值，合计等于满分", "give each component points that make the scale"),
        related=[
            Related(at=place, message=say("“{name}”没有分值", "“{name}” has no points", name=name))
            for place, name in places[1:]
        ],
    )


def _meant(name: str, known: dict[str, str], meant: dict[str, str | None]) -> str | None:
    """The title that an unknown one seems to mean; those of the plan are kept in `meant`."""
    if name not in meant:
        near = get_close_matches(name, list(known), 1, 0.6) if len(meant) < _MOST_GUESSES else []
        meant[name] = known[near[0]] if near else None
    return meant[name]


def _unknown(
    subject: Subject, path: FieldPath, unit: Unit, known: dict[str, str], meant: dict[str, str | None]
) -> Iterator[Outcome]:
    """One finding a unit, with all names that no assessment has."""
    unknown = [(number, name) for number, name in enumerate(unit.assessed_by) if _plain(name) not in known]
    if not unknown:
        return
    near = _meant(_plain(unknown[0][1]), known, meant)
    if near:
        fix = say("是不是“{near}”？", "did you mean “{near}”?", near=near)
    else:
        fix = say(
            "在考核里加上这些项目和分值，或改成已有的名称",
            "add them to an assessment with points, or name existing ones",
        )
    yield subject.finding(
        subject.at(*path, "assessed_by", unknown[0][0]),
        say(
            "“{title}”的考核项目在考核里没有：{names}",
            "“{title}” is assessed by what no assessment has: {names}",
            title=unit.title,
            names=[name for _, name in unknown],
        ),
        fix=fix,
        related=[
            Related(at=subject.at(*path, "assessed_by", number), message=say("“{name}”", "“{name}”", name=name))
            for number, name in unknown[1:]
        ],
    )
