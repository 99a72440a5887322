"""培养目标的年限是评选周期的整数倍。

“三年内培养市级骨干教师3人”而骨干教师“每两年评选一次”：三年里只评得上一次，另一次落在第四年。目标的年限取自目标的截止（“三年内”）和正文，
评选周期取自正文（“每两年评选一次”“评选周期为两年”），同一种称号才比。没有称号的年限（“一年内上一节公开课”）不算。

错：

    三年内培养市级骨干教师3人。
    骨干教师每两年评选一次。

对：

    四年内培养市级骨干教师3人。
    骨干教师每两年评选一次。
--
A target's time is a multiple of the cycle of selection.

“Three key teachers within three years” beside “key teachers are selected every two years”: three years hold one selection, the
next falls into the fourth. The time is taken from an objective's due (三年内) and from the text, the cycle from the text
(每两年评选一次, 评选周期为两年); only one and the same honour is compared. Times without an honour are none.

Wrong: three key teachers within three years, while they are selected every two years.

    三年内培养市级骨干教师3人。
    骨干教师每两年评选一次。

Right: within four years.

    四年内培养市级骨干教师3人。
    骨干教师每两年评选一次。
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from planfolio.checks.prose import Passage, body
from planfolio.checks.subject import Subject
from planfolio.findings import Count, Outcome, Place, Related, Severity, say
from planfolio.frozen import frozen
from planfolio.model import Plan

SEVERITY = Severity.WARNING

_NUMBER = r"(?<![\d一二三四五六七八九十近第到至、~～—–-])([一二两三四五六七八九十]|[1-9]|10)\s?"
_NUMBERS = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10}
_HONOUR = re.compile(r"骨干教师|骨干|学科带头人|带头人|名师|教学能手|教坛新秀|特级教师")
_FAMILY = {"骨干": "骨干教师", "带头人": "学科带头人"}
_DUE = re.compile(rf"(?:用|在)?{_NUMBER}年(?:之?内)?")
_WITHIN = re.compile(rf"{_NUMBER}年之?内[^。；;\n]{{0,6}}?(?:培养|培育|造就|选拔|评选|产生|打造|新增)[^。；;\n]*")
_EVERY = re.compile(rf"每(?:隔)?{_NUMBER}年(?:评选|评审|评定|评聘|评比|选拔|认定)")
_CYCLE = re.compile(rf"(?:评选|评审|评聘|选拔|认定)周期(?:为|是|定为|一般为)?{_NUMBER}年")
_MOST = 50
_SENTENCE = "。；;\n"
_NEAR = 200
"""Characters on either side within which a sentence is looked for."""


@frozen
class _Time:
    """A number of years, as it is written, with the honours that it is about."""

    years: int
    text: str
    honours: frozenset[str]
    at: Place


def check(subject: Subject) -> Iterator[Outcome]:
    plan = subject.record
    if not isinstance(plan, Plan) or not subject.item.document.body:
        return
    text = body(subject)
    cycles: dict[tuple[int, frozenset[str]], _Time] = {}
    for cycle in _cycles(text):
        cycles.setdefault((cycle.years, cycle.honours), cycle)
    if not cycles:
        return
    targets = [*_dues(subject, plan), *_within(text)]
    for cycle in cycles.values():
        about = [target for target in targets if target.honours & cycle.honours]
        wrong = [target for target in about if target.years % cycle.years]
        if wrong:
            yield _finding(subject, cycle, wrong)
        elif about:
            years = about[0].years
            yield subject.passed(
                say(
                    "目标 {years} 年 = 评选周期 {cycle} 年 × {times}",
                    "{years} to the target = {cycle} between selections × {times}",
                    years=Count(years, "year"),
                    cycle=Count(cycle.years, "year"),
                    times=years // cycle.years,
                )
            )


def _dues(subject: Subject, plan: Plan) -> Iterator[_Time]:
    """Objectives about an honour that are due within so many years."""
    for index, objective in enumerate(plan.objectives):
        due = _DUE.fullmatch((objective.due or "").strip())
        honours = _honours(f"{objective.text} {objective.measure or ''}")
        if due and honours:
            at = subject.at("objectives", index, "due")
            yield _Time(_years(due), (objective.due or "").strip(), honours, at)


def _within(text: Passage) -> Iterator[_Time]:
    for match in _WITHIN.finditer(text.text):
        honours = _honours(match.group())
        if honours:
            yield _Time(_years(match), f"{match[1]}年内", honours, text.place(match.start(), match.end()))


def _cycles(text: Passage) -> Iterator[_Time]:
    """How often an honour is awarded; the honour stands in the same clause, else in the same sentence."""
    for pattern in (_EVERY, _CYCLE):
        for match in pattern.finditer(text.text):
            clause = _around(text.text, *match.span(), _SENTENCE + "，,")
            honours = _honours(clause) or _honours(_around(text.text, *match.span(), _SENTENCE))
            if honours:
                yield _Time(_years(match), f"每{match[1]}年一次", honours, text.place(*match.span()))


def _around(text: str, start: int, end: int, marks: str) -> str:
    """The clause or sentence, between any of `marks`, in which a match stands."""
    low, high = max(0, start - _NEAR), end + _NEAR
    first = max(text.rfind(mark, low, start) for mark in marks) + 1
    ends = [found for mark in marks if (found := text.find(mark, end, high)) >= 0]
    return text[max(first, low) : min(ends, default=high)]


def _honours(text: str) -> frozenset[str]:
    return frozenset(_FAMILY.get(name, name) for name in _HONOUR.findall(text))


def _years(match: re.Match[str]) -> int:
    return _NUMBERS.get(match[1]) or int(match[1])


def _finding(subject: Subject, cycle: _Time, wrong: list[_Time]) -> Outcome:
    first = wrong[0]
    times, rest = divmod(first.years, cycle.years)
    return subject.finding(
        first.at,
        say(
            "目标是“{target}”，评选{cycle}：{years} = {every} × {times} + {rest}，最后 {rest} 年不满一个评选周期",
            "the target is due in {due}, selection comes every {cycle_en}: {years} = {every} × {times} + {rest},"
            " the last {rest_en} short of a full cycle",
            target=first.text,
            cycle=cycle.text,
            due=Count(first.years, "year"),
            cycle_en=Count(cycle.years, "year"),
            rest_en=Count(rest, "year"),
            years=first.years,
            every=cycle.years,
            times=times,
            rest=rest,
        ),
        fix=say(
            "把目标的年限改成评选周期的整数倍，或改评选周期",
            "make the time a multiple of the cycle, or change the cycle",
        ),
        related=[
            Related(
                at=cycle.at,
                message=say("评选{text}", "selection every {years}", text=cycle.text, years=Count(cycle.years, "year")),
            ),
            *(Related(at=one.at, message=say("“{text}”", "“{text}”", text=one.text)) for one in wrong[1:_MOST]),
        ],
    )
