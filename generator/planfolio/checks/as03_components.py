"""考核的都有分值，单元所写的考核项目都找得到。

考核的每个项目要写分值。单元的“考核项目”要写考核里已有的名称：考核、项目或细项的都可以，空格不计。
“必过项”和项目的“阶段”与已有的项目、阶段只差一两个字的，多半是写错了。

错：“出勤”没有分值；单元由“课件制作”考核，考核里没有这一项。

    模块: {标题: 课件设计, 学时: 24, 考核项目: 课件制作}
    考核: {标题: 学员考核, 合格线: 60, 项目: [{标题: 课件, 分值: 70}, {标题: 出勤}]}

对：

    模块: {标题: 课件设计, 学时: 24, 考核项目: 课件}
    考核: {标题: 学员考核, 合格线: 60, 项目: [{标题: 课件, 分值: 70}, {标题: 出勤, 分值: 30}]}
--
Everything assessed has points, and what a unit is assessed by exists.

Each component of an assessment has points. A unit's `assessed_by` repeats a title that there is: of an assessment, a
component or a part, blanks aside. A name in `must_pass`, or a component's `stage`, that is much like an existing one and not the
same is most likely mistyped.

Wrong: “Attendance” has no points; the unit is assessed by “Slides”, which no assessment has.

    modules: {title: Designing courseware, hours: 24, assessed_by: Slides}
    assessments: {title: Course, pass_mark: 60, components: [{title: Courseware, weight: 70}, {title: Attendance}]}

Right:

    modules: {title: Designing courseware, hours: 24, assessed_by: Courseware}
    assessments: {title: Course, pass_mark: 60, components: [{title: Courseware, weight: 70}, {title: Attendance, weight: 30}]}
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache

from planfolio.catalog import walk
from planfolio.checks.subject import Subject
from planfolio.findings import Count, FieldPath, Outcome, Related, Severity, say
from planfolio.guesses import guesser
from planfolio.model import Plan
from planfolio.model.plans import Assessment
from planfolio.model.units import Unit

SEVERITY = Severity.WARNING

Guess = Callable[[str], str | None]
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
    guess = guesser(known)
    for field, units in (("stages", plan.stages), ("modules", plan.modules)):
        for path, unit in walk(units, (field,)):
            yield from _unknown(subject, path, unit, known, guess)
    yield from _mistyped_names(subject, plan, known)


def _mistyped_names(subject: Subject, plan: Plan, known: dict[str, str]) -> Iterator[Outcome]:
    """What must be passed, and the stages at which components are due."""
    guess = guesser(known, 0.7)
    stages = {_plain(name): name for _, stage in walk(plan.stages, ()) for name in (stage.title, stage.id) if name}
    guess_stage = guesser(stages, 0.7)
    for index, assessment in enumerate(plan.assessments):
        place = ("assessments", index)
        for number, name in enumerate(assessment.must_pass):
            yield from _mistyped(subject, (*place, "must_pass", number), name, known, guess)
        for number, component in enumerate(assessment.components):
            if component.stage is not None:
                at = (*place, "components", number, "stage")
                yield from _mistyped(subject, at, component.stage, stages, guess_stage)


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


def _unknown(subject: Subject, path: FieldPath, unit: Unit, known: dict[str, str], guess: Guess) -> Iterator[Outcome]:
    """One finding a unit, with all names that no assessment has."""
    unknown = [(number, name) for number, name in enumerate(unit.assessed_by) if _plain(name) not in known]
    if not unknown:
        return
    near = guess(_plain(unknown[0][1]))
    if near:
        fix = say("是不是“{near}”？", "did you mean “{near}”?", near=known[near])
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


def _mistyped(subject: Subject, path: FieldPath, name: str, known: dict[str, str], guess: Guess) -> Iterator[Outcome]:
    """A name much like a known one, and not a part of one. Others may be free text, such as what is passed beside the points."""
    plain = _plain(name)
    near = guess(plain) if plain not in known else None
    if near and not any(plain in title or title in plain for title in known):
        yield subject.finding(
            subject.at(*path),
            say("没有叫“{name}”的项目或阶段", "there is no component or stage called “{name}”", name=name),
            fix=say("是不是“{near}”？", "did you mean “{near}”?", near=known[near]),
        )
