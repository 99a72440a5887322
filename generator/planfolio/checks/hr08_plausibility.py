"""认定的学时与安排的学时相称。

认定的学时比安排的学时多出一半以上，认定就靠不住了。两边都算得出来才比；方案写的、各单元合计的、日程里的，取最多的一个来比。
认定里包含别处学时（平台、校本、自学等）的不比；几项认定没有写“已含”的，由 HR09 报。

错：

    学时: 24
    学时认定: [{标题: 结业, 学时: 60}]

对：

    学时: 24
    学时认定: [{标题: 结业, 学时: 24}]
--
Granted hours are plausible against contact hours.

To credit more than half as much again as was planned is not plausible. Both sides have to be known; of the hours declared,
added up from the units and scheduled the largest counts. A grant that counts hours from elsewhere (a platform, school-based
study, self-study) is not compared; grants that do not say what they include are HR09's affair.

Wrong:

    hours: 24
    grants: [{title: Completion, hours: 60}]

Right:

    hours: 24
    grants: [{title: Completion, hours: 24}]
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from planfolio.checks.subject import Subject, addend_places
from planfolio.findings import Outcome, Severity, say
from planfolio.model import Plan
from planfolio.model.choices import Mode
from planfolio.model.exact import Range, written
from planfolio.totals import Totals, counted_grants, inclusion_unstated

SEVERITY = Severity.WARNING

_MOST = Fraction(3, 2)
_ELSEWHERE = re.compile(
    r"其他|其它|另[外加计行]|以外|累计|折算|折合|继续教育|学历|论文|发表|成果|课题|参赛|竞赛|外出|每学?[年期]"
    r"|other|outside|addition|publication|per (?:term|year)|each (?:term|year)",
    re.IGNORECASE,
)
_BY_MODE = {
    Mode.ONLINE: re.compile(r"平台|网络|线上|在线|online|platform", re.IGNORECASE),
    Mode.SCHOOL_BASED: re.compile(r"校本|园本|school.based", re.IGNORECASE),
    Mode.SELF_STUDY: re.compile(r"自学|自主|自修|self.study", re.IGNORECASE),
    Mode.PRACTICE: re.compile(r"实践|practice", re.IGNORECASE),
    Mode.SHADOWING: re.compile(r"跟岗|shadowing", re.IGNORECASE),
}
"""Words that speak of hours from elsewhere where no unit of the plan is of that mode."""


def check(subject: Subject) -> Iterator[Outcome]:
    plan, totals = subject.record, subject.totals
    if not isinstance(plan, Plan) or totals is None or inclusion_unstated(plan):
        return
    contact = _contact(plan, totals)
    credited = totals.credited
    if contact is None or credited is None or not credited.complete or credited.known is None:
        return
    known, bound = credited.known, contact * _MOST
    values = {"credited": known, "contact": written(contact), "bound": written(bound)}
    if known.low <= bound:
        yield subject.passed(
            say(
                "认定 {credited} 学时 ≤ 安排 {contact} × 3/2 = {bound}",
                "{credited} class hours credited ≤ {contact} planned × 3/2 = {bound}",
                **values,
            )
        )
    elif _counts_more(plan, totals):
        yield subject.not_computable(
            say(
                "认定 {credited} 学时，安排 {contact}；认定可能含别处的或日程里不详的学时，不能比较",
                "{credited} class hours credited, {contact} planned; they cannot be compared, as the grant may count hours"
                " from elsewhere or sessions of unknown length",
                **values,
            )
        )
    else:
        index, _ = max(counted_grants(plan), key=lambda pair: _size(totals, pair[1].title))
        yield subject.finding(
            subject.at("grants", index, "hours"),
            say(
                "认定 {credited} 学时，安排只有 {contact}，多 {gap}；认定最多可到 {contact} × 3/2 = {bound}",
                "{credited} class hours are credited for {contact} planned, {gap} more; {contact} × 3/2 = {bound} is the most",
                gap=known - Range.of(contact),
                **values,
            ),
            fix=say(
                "核对认定的学时；含别处学时的，在“条件”里写明",
                "check the grant; if it counts hours from elsewhere, say so in its trigger",
            ),
            related=addend_places(totals.planned.addends),
        )


def _contact(plan: Plan, totals: Totals) -> Fraction | None:
    """The most that can be meant: declared, planned or scheduled. None where declared or planned hours are not known."""
    if not totals.planned.complete or totals.planned.known is None or (plan.hours and totals.declared is None):
        return None
    found = [totals.planned.known.high]
    if totals.declared is not None:
        found.append(totals.declared.high)
    if totals.scheduled is not None and totals.scheduled.known is not None:
        found.append(totals.scheduled.known.high)
    return max(found) or None


def _counts_more(plan: Plan, totals: Totals) -> bool:
    """Whether a grant may count more: sessions of unknown length, or what is not in the plan by its words, mode or contents."""
    if totals.scheduled is not None and totals.scheduled.addends and not totals.scheduled.complete:
        return True
    titles = {grant.title for grant in plan.grants}
    signs = [_ELSEWHERE, *(sign for mode, sign in _BY_MODE.items() if mode.value not in totals.by_mode)]
    return any(
        any(sign.search(" ".join((grant.title, grant.trigger or "", *grant.includes))) for sign in signs)
        or not titles.issuperset(grant.includes)
        or (grant.mode not in (None, Mode.MIXED) and totals.by_mode and grant.mode.value not in totals.by_mode)
        for _, grant in counted_grants(plan)
    )


def _size(totals: Totals, title: str) -> Fraction:
    addends = totals.credited.addends if totals.credited else ()
    return max((one.hours.high for one in addends if one.title == title and one.hours), default=Fraction(0))
