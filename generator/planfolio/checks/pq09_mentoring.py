"""师徒结对写明双方、起止和次数，一位师傅不带太多徒弟。

师徒协议的每一对要有师傅、徒弟、起止（方案的起止也算）和职责，职责里至少有一条写了次数。别的方案里的结对，起止和次数一样也没有才报。
一位师傅同时带的徒弟多于三位，也报。一份方案里缺项只报一条；只缺起止的，由 ID03 报。

错：

    类型: 师徒协议
    结对: {师傅: 示例教师甲, 徒弟: 示例教师乙, 职责: {内容: 互相听课}}

对：

    类型: 师徒协议
    结对: {师傅: 示例教师甲, 徒弟: 示例教师乙, 职责: {内容: 互相听课, 数量: 1, 周期: 每周}}
--
Mentoring pairs name both sides, a period and how often; no mentor has too many.

Each pair of an agreement has a mentor, a mentee, a period (or the plan has) and duties of which one at least says how often. In
other plans a pair is reported only if it says neither how long nor how often. A mentor with more than three mentees at once is
reported too. One finding for a plan names all that is missing; where that is the period alone, it is ID03's affair.

Wrong:

    type: mentoring
    mentoring: {mentor: Sample Teacher A, mentee: Sample Teacher B, duties: {text: observe lessons}}

Right:

    type: mentoring
    mentoring: {mentor: Sample Teacher A, mentee: Sample Teacher B, duties: {text: observe lessons, count: 1, per: week}}
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date

from planfolio.checks.roles import names
from planfolio.checks.subject import Subject, joined, named
from planfolio.findings import Count, Message, Outcome, Related, Severity, say
from planfolio.model import Plan
from planfolio.model.choices import PlanType
from planfolio.model.plans import Pair

SEVERITY = Severity.WARNING

_MOST = 3
_PERIOD = named(Pair, "period")
_UNDATED = [_PERIOD]
"""All that an agreement without a period lacks: ID03 says it of the plan."""
_OFTEN = re.compile(
    r"\d|[一二两三四五六七八九十]+\s*(?:次|节|篇|个|份|场|课)|每[天日周月]|once|twice|weekly|monthly|every|each|per\b",
    re.IGNORECASE,
)


def check(subject: Subject) -> Iterator[Outcome]:
    plan = subject.record
    if not isinstance(plan, Plan) or not plan.mentoring:
        return
    lacking = [(index, found) for index, pair in enumerate(plan.mentoring) if (found := list(_lacking(plan, pair)))]
    if any(found != _UNDATED for _, found in lacking):
        yield _incomplete(subject, plan, lacking)
    loads = _loads(plan)
    heavy = {mentor: pairs for mentor, pairs in loads.items() if len(pairs) > _MOST}
    for mentor, pairs in heavy.items():
        yield _overloaded(subject, mentor, pairs)
    if not lacking and not heavy and plan.type is PlanType.MENTORING:
        yield subject.passed(
            say(
                "{count} 对结对都写全了；一位师傅同时最多带 {load} 位，不多于 {most}",
                "{count} complete; a mentor has {load} at most, no more than {most}",
                count=Count(len(plan.mentoring), "pair"),
                load=Count(max((len(pairs) for pairs in loads.values()), default=1), "mentee"),
                most=_MOST,
            )
        )


def _lacking(plan: Plan, pair: Pair) -> Iterator[Message]:
    is_lasting = bool(pair.period or plan.period or plan.school_year)
    is_counted = any(duty.count is not None or duty.per or _OFTEN.search(duty.text) for duty in pair.duties)
    if plan.type is not PlanType.MENTORING:
        if not is_lasting and not is_counted:
            yield _PERIOD
            yield say("次数", "how often")
        return
    yield from (named(Pair, name) for name in ("mentor", "mentee") if not (getattr(pair, name) or "").strip())
    if not is_lasting:
        yield _PERIOD
    if not pair.duties:
        yield named(Pair, "duties")
    elif not is_counted:
        yield say("职责的次数", "how often the duties are done")


def _incomplete(subject: Subject, plan: Plan, lacking: list[tuple[int, list[Message]]]) -> Outcome:
    return subject.finding(
        subject.at("mentoring", lacking[0][0]),
        say(
            "{count} 对结对不全：{pairs}",
            "{count} not described in full: {pairs}",
            count=Count(len(lacking), "mentoring pair"),
            pairs=joined(
                say(
                    "{pair}没有写{found}",
                    "{pair} does not state {found}",
                    pair=_title(plan.mentoring[index]),
                    found=found,
                )
                for index, found in lacking
            ),
        ),
        fix=say(
            "补上所缺的；次数写在职责的“数量”“周期”里", "add what is missing; how often goes into `count` and `per`"
        ),
        related=[
            Related(at=subject.at("mentoring", index), message=_title(plan.mentoring[index]))
            for index, _ in lacking[1:]
        ],
    )


def _title(pair: Pair) -> Message:
    return say("“{mentor}—{mentee}”", "“{mentor} – {mentee}”", mentor=pair.mentor or "?", mentee=pair.mentee or "?")


def _loads(plan: Plan) -> dict[str, list[int]]:
    """The most pairs, one for each mentee, that a mentor who is named has at one time."""
    pairs: dict[str, list[tuple[int, str]]] = {}
    for index, pair in enumerate(plan.mentoring):
        for mentor in names(pair.mentor or ""):
            pairs.setdefault(mentor, []).extend((index, mentee) for mentee in names(pair.mentee or ""))
    loads: dict[str, list[int]] = {}
    for mentor, found in pairs.items():
        day = _busiest([(*_span(plan, index), mentee) for index, mentee in found])
        at_once = {mentee: other for other, mentee in found if _span(plan, other)[0] <= day <= _span(plan, other)[1]}
        if at_once:
            loads[mentor] = sorted(at_once.values())
    return loads


def _busiest(spans: list[tuple[date, date, str]]) -> date:
    """The first of the days on which a pair begins with the most mentees. It takes one pass over the days, so that a long list
    of pairs takes no longer than it is."""
    begun = [(start, False, mentee) for start, end, mentee in spans if start <= end]
    ended = [(end, True, mentee) for start, end, mentee in spans if start <= end]
    load: dict[date, int] = {}
    pairs: Counter[str] = Counter()
    for day, ends, mentee in sorted(begun + ended):  # a last day counts: what ends on it does so behind what begins
        pairs[mentee] += -1 if ends else 1
        if not pairs[mentee]:
            del pairs[mentee]
        if not ends:
            load[day] = len(pairs)
    return max((start for start, _, _ in spans), key=lambda start: load.get(start, 0), default=date.min)


def _span(plan: Plan, index: int) -> tuple[date, date]:
    period = plan.mentoring[index].period or plan.period
    return (period and period.start) or date.min, (period and period.end) or date.max


def _overloaded(subject: Subject, mentor: str, pairs: list[int]) -> Outcome:
    return subject.finding(
        subject.at("mentoring", pairs[0], "mentor"),
        say(
            "“{mentor}”同时带 {count} 位徒弟，最多 {most} 位，多 {gap} 位",
            "“{mentor}” has {count} mentees at once, {most} at most: {gap} too many",
            mentor=mentor,
            count=len(pairs),
            most=_MOST,
            gap=len(pairs) - _MOST,
        ),
        fix=say("把徒弟分给别的师傅，或错开起止", "share the mentees out, or let the pairs follow each other"),
        related=[
            Related(at=subject.at("mentoring", index, "mentee"), message=say("第 {n} 对", "pair {n}", n=number))
            for number, index in enumerate(dict.fromkeys(pairs), 1)
        ],
    )
