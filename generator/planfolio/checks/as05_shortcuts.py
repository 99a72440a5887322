"""重要的考核项目不能跳过。

必过项和占满分四成以上的项目，不做也能凑够合格线的，提示一下，并列出算式。学时认定的条件里写明要通过这一项的，不提示。
两样都没有的，写出最少几项就能合格，算通过。各项分值合计不等于满分的由 AS01 报，没有合格线的由 AS02 报。

错：不做“课堂教学”，还有 100 - 40 = 60 分，够合格线。

    考核:
      标题: 学员考核
      合格线: 60
      项目: [{标题: 课堂教学, 分值: 40}, {标题: 学习笔记, 分值: 30}, {标题: 教学设计, 分值: 30}]

对：

    考核:
      标题: 学员考核
      合格线: 70
      项目: [{标题: 课堂教学, 分值: 40}, {标题: 学习笔记, 分值: 30}, {标题: 教学设计, 分值: 30}]
--
An important component cannot be skipped.

A component that must be passed, or that is worth 40 % of the scale and more, is noted with the sum where enough points for
the pass mark are left without it, unless the trigger of a grant asks for it by name. Where there is neither, the fewest
components that make the pass mark are shown as passed. Points that do not make the scale are AS01's affair, a missing pass
mark AS02's.

Wrong: without “Teaching” there are 100 - 40 = 60 points, enough to pass.

    assessments:
      title: Assessment of participants
      pass_mark: 60
      components: [{title: Teaching, weight: 40}, {title: Journal, weight: 30}, {title: Lesson plan, weight: 30}]

Right:

    assessments:
      title: Assessment of participants
      pass_mark: 70
      components: [{title: Teaching, weight: 40}, {title: Journal, weight: 30}, {title: Lesson plan, weight: 30}]
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from planfolio.checks.subject import Subject, joined
from planfolio.findings import Count, Message, Outcome, Related, Severity, say
from planfolio.model import Plan
from planfolio.model.exact import summed, written
from planfolio.model.plans import Assessment, Component, Grant

SEVERITY = Severity.NOTE

_LARGE = Fraction(40, 100)
_MOST_COMPONENTS = 20


def check(subject: Subject) -> Iterator[Outcome]:
    if isinstance(subject.record, Plan):
        for index, assessment in enumerate(subject.record.assessments):
            yield from _of(subject, index, assessment)


def _of(subject: Subject, index: int, assessment: Assessment) -> Iterator[Outcome]:
    mark, scale = assessment.pass_mark, assessment.scale or Fraction(100)
    components = assessment.components
    weights = [component.weight for component in components if component.weight is not None]
    if len(weights) < max(2, len(components)) or summed(weights) != scale or mark is None or not 0 < mark <= scale:
        return
    if len(components) > _MOST_COMPONENTS:
        yield subject.not_computable(
            say(
                "“{title}”有 {count} 个项目，多于 {most} 个，不算哪些可以跳过",
                "“{title}” has {count} components, more than {most}; which of them can be skipped is not computed",
                title=assessment.title,
                count=len(components),
                most=_MOST_COMPONENTS,
            )
        )
        return
    must = {_plain(title) for title in assessment.must_pass}
    watched = [
        (number, component)
        for number, component in enumerate(components)
        if _plain(component.title) in must or _points(component) >= _LARGE * scale
    ]
    triggers = "\n".join(_plain(grant.trigger or "") for grant in _grants(subject))
    skippable = [
        (number, one) for number, one in watched if scale - _points(one) >= mark and _plain(one.title) not in triggers
    ]
    if skippable:
        yield _skippable(subject, index, assessment, skippable, must)
    elif watched:
        yield subject.passed(
            say(
                "“{title}”要紧的项目不能跳过：{sums}",
                "“{title}”: what matters cannot be skipped: {sums}",
                title=assessment.title,
                sums=joined(
                    _sum(one, scale, mark)
                    if scale - _points(one) < mark
                    else say("认定条件写明要通过“{title}”", "the grant asks for “{title}”", title=one.title)
                    for _, one in watched
                ),
            )
        )
    else:
        yield _smallest(subject, assessment, mark)


def _skippable(
    subject: Subject, index: int, assessment: Assessment, found: list[tuple[int, Component]], must: set[str]
) -> Outcome:
    mark, scale = assessment.pass_mark or Fraction(0), assessment.scale or Fraction(100)
    return subject.finding(
        subject.at("assessments", index, "components", found[0][0], "title"),
        say(
            "“{title}”只看分数，{kinds}不做也能合格：{sums}",
            "“{title}”: by points alone it is passed even without {kinds}: {sums}",
            title=assessment.title,
            kinds=[_kind(one, must) for _, one in found],
            sums=joined(_sum(one, scale, mark) for _, one in found),
        ),
        fix=say(
            "在学时认定的条件里写明这一项要通过，或提高合格线",
            "let the trigger of the grant ask for it by name, or raise the pass mark",
        ),
        related=[
            Related(
                at=subject.at("assessments", index, "pass_mark"),
                message=say("合格线 {mark}", "pass mark {mark}", mark=written(mark)),
            )
        ],
    )


def _kind(component: Component, must: set[str]) -> Message:
    if _plain(component.title) in must:
        return say("必过项“{title}”", "“{title}” (must be passed)", title=component.title)
    return say(
        "“{title}”（{weight} 分）",
        "“{title}” ({weight} points)",
        title=component.title,
        weight=written(_points(component)),
    )


def _grants(subject: Subject) -> tuple[Grant, ...]:
    return subject.record.grants if isinstance(subject.record, Plan) else ()


def _sum(component: Component, scale: Fraction, mark: Fraction) -> Message:
    """`没有“论文”：100 - 40 = 60 ≥ 60`"""
    rest = scale - _points(component)
    return say(
        "没有“{title}”：{scale} - {weight} = {rest} {sign} {mark}",
        "without “{title}”: {scale} - {weight} = {rest} {sign} {mark}",
        title=component.title,
        scale=written(scale),
        weight=written(_points(component)),
        rest=written(rest),
        sign="≥" if rest >= mark else "<",
        mark=written(mark),
    )


def _smallest(subject: Subject, assessment: Assessment, mark: Fraction) -> Outcome:
    """The fewest components that pass are the largest ones."""
    chosen: list[Component] = []
    reached = Fraction(0)
    for component in sorted(assessment.components, key=_points, reverse=True):
        if reached < mark:
            chosen.append(component)
            reached += _points(component)
    return subject.passed(
        say(
            "“{title}”最少 {count} 项合格：{names}，{addends} = {sum} ≥ {mark}",
            "“{title}” is passed with {count} at the fewest: {names}, {addends} = {sum} ≥ {mark}",
            title=assessment.title,
            count=Count(len(chosen), "component"),
            names=[component.title for component in chosen],
            addends=" + ".join(written(_points(component)) for component in chosen),
            sum=written(reached),
            mark=written(mark),
        )
    )


def _points(component: Component) -> Fraction:
    return component.weight or Fraction(0)


def _plain(text: str) -> str:
    return "".join(text.split())
