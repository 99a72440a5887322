"""总学时写明，或算得出来。

项目、学期、年度、多年、新教师培训方案和课程方案，要写总学时，或者各单元的学时都写明而能相加；通知和意见列了单元的也要。培养计划没有写的只提示。
日程的课次、学时认定都写全了的，也算得出来。总数只写在正文里的，也只提示。单位不能换算由 HR03 报，这里不重复。

错：没有总学时，两个单元也都没有写。

    # curricula/example.yaml
    标题: 作业设计课程
    单元: [{标题: 观课}, {标题: 议课}]

对：

    # curricula/example.yaml
    标题: 作业设计课程
    单元: [{标题: 观课, 学时: 4}, {标题: 议课, 学时: 4}]
--
The total is stated or can be computed.

Project, term, annual, multi-year and induction plans and curricula state their total, or all their units state hours that
add up; so do notices and opinions that list units. For cultivation plans it is a note, and so where the total stands in the
text alone. Sessions or grants that are all known will do as well. A unit of measure that cannot be converted is HR03's affair
and not reported again.

Wrong: no total is stated, and neither unit has hours.

    # curricula/example.yaml
    title: Designing homework
    units: [{title: Observation}, {title: Discussion}]

Right:

    # curricula/example.yaml
    title: Designing homework
    units: [{title: Observation, hours: 4}, {title: Discussion, hours: 4}]
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from planfolio.checks.subject import Subject, addend_places
from planfolio.findings import Message, Outcome, Severity, say
from planfolio.model import Curriculum, Plan
from planfolio.model.choices import PlanType
from planfolio.totals import Addend, Totals

SEVERITY = Severity.ERROR

_SEVERITIES = {
    PlanType.PROJECT: Severity.ERROR,
    PlanType.TERM: Severity.ERROR,
    PlanType.ANNUAL: Severity.ERROR,
    PlanType.MULTI_YEAR: Severity.ERROR,
    PlanType.INDUCTION: Severity.ERROR,
    PlanType.CULTIVATION: Severity.NOTE,
}
_WITH_UNITS = (PlanType.NOTICE, PlanType.OPINION)


_IN_TEXT = re.compile(
    r"(?:共计?|合计|总计|总学时[为是：:]?)\s*\d[\d.]*\s*个?[学课]时|\b(?:total of )?\d+ (?:contact |clock )?hours in (?:all|total)\b"
)
"""A total that stands in running text, where nothing can be computed from it."""


def check(subject: Subject) -> Iterator[Outcome]:
    severity = _severity(subject)
    totals = subject.totals
    if severity is None or totals is None:
        return
    record = subject.record
    assert isinstance(record, (Plan, Curriculum))
    if record.hours is not None:
        yield subject.passed(say("写明 {hours}", "stated: {hours}", hours=record.hours))
    elif any(
        account is not None and account.complete for account in (totals.computed, totals.scheduled, totals.credited)
    ):
        known = next(a for a in (totals.computed, totals.scheduled, totals.credited) if a is not None and a.complete)
        yield subject.passed(say("可以算出：{sum}", "it can be computed: {sum}", sum=known))
    elif _is_only_unconverted(totals):
        yield subject.not_computable(
            say(
                "有的单位不能换算，算不出总学时；合计：{sum}",
                "some amounts cannot be converted, so the total cannot be computed; the sum: {sum}",
                sum=totals.computed,
            )
        )
    else:
        yield _missing(subject, totals, severity)


def _severity(subject: Subject) -> Severity | None:
    record = subject.record
    if isinstance(record, Curriculum):
        return Severity.ERROR
    if not isinstance(record, Plan):
        return None
    if record.type in _WITH_UNITS:
        return Severity.ERROR if subject.totals and subject.totals.units else None
    return _SEVERITIES.get(record.type)


def _is_only_unconverted(totals: Totals) -> bool:
    """Whether every unknown addend states an amount."""
    unknown = [addend for addend in totals.computed.addends if addend.hours is None]
    return bool(unknown) and all(addend.amount is not None for addend in unknown)


def _missing(subject: Subject, totals: Totals, severity: Severity) -> Outcome:
    silent = [addend for addend in totals.computed.addends if addend.amount is None]
    if totals.computed.known is not None:
        message = say(
            "没有写总学时，{units}没有写，只知道合计不少于 {known} 学时",
            "no total is stated, nor can one be computed, as {units} without hours: it is {known} or more",
            units=_units(silent),
            known=totals.computed.known.low_text,
        )
    elif silent:
        message = say(
            "没有写总学时，{units}没有写，算不出来",
            "no total is stated, nor can one be computed, as {units} without hours",
            units=_units(silent),
        )
    elif stated := _IN_TEXT.search(subject.item.document.body):
        message = say(
            "总学时只写在正文里（“{text}”），没有填“学时”",
            "the total stands in the text alone (“{text}”); `hours` is empty",
            text=stated.group(),
        )
        severity = Severity.NOTE
    else:
        message = say("没有写总学时，也没有单元可以相加", "no total is stated, and there are no units to add up")
    return subject.finding(
        subject.at("hours"),
        message,
        fix=say("写上“学时”，或给每个单元写学时", "state `hours`, or the hours of every unit"),
        related=addend_places(silent),
        severity=severity,
    )


def _units(silent: list[Addend]) -> Message:
    if len(silent) == 1:
        return say("单元“{title}”也", "the unit “{title}” is", title=silent[0].title)
    return say("{count} 个单元也都", "{count} units are", count=len(silent))
