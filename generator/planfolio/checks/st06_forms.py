"""各单元用到的形式和内容，与方案声明的一致。

方案和单元都列了“形式”（或“内容”）时，单元用到的要在方案里声明，方案声明的要有单元用到。名称比较从宽：
括号、破折号不计，“专家(优秀教师)引领式”就是“专家引领式”，多几个字少几个字的算同一个。两边说法大多对不上的，看作不是同一套名称，不判断。

错：没有声明“跟岗研修”。

    形式: [专题讲座, 课题研究]
    模块: [{标题: 示例模块, 学时: 24, 形式: [专题讲座, 课题研究, 跟岗研修]}]

对：

    形式: [专题讲座, 课题研究, 跟岗研修]
    模块: [{标题: 示例模块, 学时: 24, 形式: [专题讲座, 课题研究, 跟岗研修]}]
--
The forms and contents that units use are those that the plan declares.

Where the plan and its units list forms (or contents), those of the units are declared and the declared ones are used. Names
are compared leniently: brackets and dashes do not count, nor do words more or less. Where most names differ, they are taken
for two vocabularies and not judged.

Wrong: shadowing is not declared.

    forms: [lecture, lesson study]
    modules: [{title: Homework, hours: 24, forms: [lecture, lesson study, shadowing]}]

Right:

    forms: [lecture, lesson study, shadowing]
    modules: [{title: Homework, hours: 24, forms: [lecture, lesson study, shadowing]}]
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from planfolio.checks.subject import Subject, named
from planfolio.findings import Outcome, Related, Severity, say
from planfolio.model import Plan
from planfolio.totals import UnitTotal

SEVERITY = Severity.WARNING

_ASIDE = re.compile(r"[（(]([^（()）]*)[)）]")
_SIGNS = re.compile(r"[^\w]+|_")
_MOST = 300
"""How many names are compared."""
_Used = tuple[str, UnitTotal, int]
"""A name, the unit that lists it, and its number there."""


def check(subject: Subject) -> Iterator[Outcome]:
    plan = subject.record
    if not isinstance(plan, Plan) or subject.totals is None:
        return
    units = list(subject.totals.all_units)
    for name, declared in (("forms", plan.forms), ("contents", plan.contents)):
        used = [(text, unit, number) for unit in units for number, text in enumerate(getattr(unit.unit, name))]
        if declared and used and len(declared) <= _MOST and len(used) <= _MOST:
            everywhere = all(_lists(unit, name) for unit in subject.totals.units)
            yield from _compared(subject, name, declared, used, everywhere=everywhere)


def _lists(unit: UnitTotal, name: str) -> bool:
    """Whether a unit or one below it lists any."""
    return any(getattr(one.unit, name) for one in unit.walk())


def _compared(
    subject: Subject, name: str, declared: tuple[str, ...], used: list[_Used], *, everywhere: bool
) -> Iterator[Outcome]:
    label = named(Plan, name)
    texts = list(dict.fromkeys(text for text, _, _ in used))
    strange = {text for text in texts if not any(_same(text, other) for other in declared)}
    undeclared = [one for one in used if one[0] in strange]
    unused = [text for text in declared if not any(_same(text, other) for other in texts)]
    if len(strange) * 2 > len(texts):
        yield subject.not_computable(
            say(
                "方案的{label}与各单元的{label}大多不是同一说法，没有比较",
                "the {label} of the plan and those of its units mostly have other names; not compared",
                label=label,
            )
        )
        return
    if undeclared:
        yield _undeclared(subject, name, undeclared)
    if unused and everywhere:
        yield subject.finding(
            subject.at(name, declared.index(unused[0])),
            say(
                "方案声明的{label}没有单元用到：{unused}",
                "no unit uses these {label} that the plan declares: {unused}",
                label=label,
                unused=unused,
            ),
            fix=say("写进用到它的单元，或从方案里删去", "add them to the units that use them, or drop them"),
            related=[
                Related(at=subject.at(name, declared.index(text)), message=say("“{text}”", "“{text}”", text=text))
                for text in unused[1:]
            ],
            severity=Severity.NOTE,
        )
    if not undeclared and (not unused or not everywhere):
        yield subject.passed(
            say(
                "各单元用到的{label}都已声明（{used} 种，声明 {declared} 种）",
                "all {label} that units use are declared ({used} used, {declared} declared)",
                label=label,
                used=len(texts),
                declared=len(declared),
            )
        )


def _undeclared(subject: Subject, name: str, undeclared: list[_Used]) -> Outcome:
    titles = list(dict.fromkeys(text for text, _, _ in undeclared))
    first, *others = (unit.at / name / number for _, unit, number in undeclared)
    return subject.finding(
        first,
        say(
            "单元用到的{label}方案没有声明：{used}",
            "units use {label} that the plan does not declare: {used}",
            label=named(Plan, name),
            used=titles,
        ),
        fix=say("写进方案，或改成方案里的名称", "declare them in the plan, or use the plan's names"),
        related=[
            Related(at=at, message=say("“{title}”：{text}", "“{title}”: {text}", title=unit.unit.title, text=text))
            for at, (text, unit, _) in zip(others, undeclared[1:], strict=True)
        ],
    )


@lru_cache(maxsize=1000)
def _names(text: str) -> frozenset[str]:
    """What a name may be called: 课题(主题)研究式 is 课题研究式, 主题研究式 and 课题主题研究式."""
    found = {_ASIDE.sub("", text), _ASIDE.sub(r"\1", text)}
    for aside in _ASIDE.finditer(text):
        inner, before, after = aside[1], text[: aside.start()], text[aside.end() :]
        found.add(inner)
        if 0 < len(inner) <= len(before):
            found.add(before[: len(before) - len(inner)] + inner + after)
    return frozenset(plain for one in found if (plain := _SIGNS.sub("", one)))


@lru_cache(maxsize=4096)  # a site has few different names of forms and contents
def _same(left: str, right: str) -> bool:
    return any(_is_within(one, other) or _is_within(other, one) for one in _names(left) for other in _names(right))


def _is_within(short: str, long: str) -> bool:
    """Whether the letters of one name stand in the other in their order."""
    letters = iter(long)
    return len(short) > 1 and all(letter in letters for letter in short)
