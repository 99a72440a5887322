"""参训条件能够核对。

条件里说到数量（3次以上、多次）、获奖等级（三等奖）、期限（近5年、近年来）的，要把“数量”“级别”“期限”填上，否则没法逐人核对。
写在上一级条件、或写在“任一”里的也算。一份方案只报一条。

错：

    条件: {内容: 近年来多次获奖}

对：

    条件: {内容: 近3年在县级以上获奖2次以上, 数量: 2, 级别: 县, 期限: 近3年}
--
Conditions of admission can be evaluated.

A condition that speaks of a number (3次以上, 多次), the class of a prize (三等奖) or a time (近5年, 近年来) fills `count`, `level` and
`window`; else nobody can be measured by it. What the condition above it or one of its `any_of` says counts. There is one finding
for a plan. Only Chinese wording is looked for.

Wrong: prizes “several times in recent years”.

    eligibility: {text: 近年来多次获奖}

Right: two prizes or more in the last 3 years, of a county or above.

    eligibility: {text: 近3年在县级以上获奖2次以上, count: 2, level: county, window: 近3年}
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from planfolio.checks.subject import Subject, joined, named
from planfolio.findings import Count, FieldPath, Outcome, Related, Severity, say
from planfolio.model import Plan
from planfolio.model.plans import Condition

SEVERITY = Severity.WARNING

_NUMBER = r"(?<!第)(?:\d{1,3}|[一二两三四五六七八九十]{1,3})"
_THINGS = r"\s*(?:人次|次|篇|项|节|门|届|场)"
_SIGNS = {
    "count": re.compile(
        rf"{_NUMBER}{_THINGS}[^，。；,;]{{0,4}}?[及或]?以上|(?:不少于|不低于|至少){_NUMBER}{_THINGS}|多次|数次|若干{_THINGS}"
    ),
    "level": re.compile(r"[一二三四特优]等奖"),
    "window": re.compile(rf"近\s*(?:{_NUMBER}|几|数|两三)\s*个?(?:学年|学期|年)|(?<![附接靠临])近年来?(?![度级龄份])"),
}
_EXCLUDES = re.compile(r"不予|不得|取消|除外")
"""A condition that bars somebody is not one that must be met so many times."""

Found = tuple[FieldPath, Condition, tuple[str, ...]]


def check(subject: Subject) -> Iterator[Outcome]:
    if not isinstance(subject.record, Plan):
        return
    speaking: list[Found] = list(_walk(subject.record.eligibility, ("eligibility",), frozenset()))
    lacking = [one for one in speaking if one[2]]
    if lacking:
        yield subject.finding(
            subject.at(*lacking[0][0]),
            say(
                "{count} 个条件没法核对：{conditions}",
                "{count} cannot be evaluated: {conditions}",
                count=Count(len(lacking), "condition"),
                conditions=joined(
                    say(
                        "“{text}”没有填{names}",
                        "“{text}” lacks {names}",
                        text=condition.text,
                        names=[named(Condition, name) for name in names],
                    )
                    for _, condition, names in lacking
                ),
            ),
            fix=say(
                "把文字里的数填进“数量”“级别”“期限”；文字里没有数的，先定下来",
                "fill `count`, `level` and `window` as the text has them; where it has none, decide on them first",
            ),
            related=[
                Related(at=subject.at(*path), message=say("“{text}”", "“{text}”", text=condition.text))
                for path, condition, _ in lacking[1:]
            ],
        )
    elif speaking:
        yield subject.passed(
            say(
                "{count} 个说到数量、等级或期限的条件都填了",
                "every condition that speaks of a number, a class or a time says which ({count})",
                count=len(speaking),
            )
        )


def _walk(conditions: Sequence[Condition], path: FieldPath, above: frozenset[str]) -> Iterator[Found]:
    """Every condition whose text speaks of something, with the fields that it lacks."""
    for index, condition in enumerate(conditions):
        own = above | {name for name in _SIGNS if getattr(condition, name) is not None}
        spoken = [
            name
            for name, sign in _SIGNS.items()
            if sign.search(condition.text or "") and not _EXCLUDES.search(condition.text or "")
        ]
        if spoken:
            stated = own | {name for name in _SIGNS if any(_states(one, name) for one in condition.any_of)}
            yield (*path, index), condition, tuple(name for name in spoken if name not in stated)
        yield from _walk(condition.any_of, (*path, index, "any_of"), own)


def _states(condition: Condition, name: str) -> bool:
    return getattr(condition, name) is not None or any(_states(one, name) for one in condition.any_of)
