"""时限有年份，且不早于成文日期。

文件发出之后才能照着做，所以各项时限不早于成文日期。文字里的“4月25日前”要能看出是哪一年：
方案写了成文日期、起止或学年就看得出来，“每年4月25日前”也可以。

错：

    成文日期: 2026-02-20
    时限: [{标题: 材料报送, 日期: 2026-02-10, 种类: 报送}]

对：

    成文日期: 2026-02-20
    时限: [{标题: 材料报送, 日期: 2026-03-10, 种类: 报送}]
--
A deadline has a year and is not before the date of issue.

Nobody can meet a deadline that has passed when the text is issued. Where a text says 4月25日前 the year must be plain: from
the date of issue, the period or the school year, or because it is every year.

Wrong:

    issued: 2026-02-20
    deadlines: [{title: Papers handed in, date: 2026-02-10, kind: submission}]

Right:

    issued: 2026-02-20
    deadlines: [{title: Papers handed in, date: 2026-03-10, kind: submission}]
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from planfolio.checks.subject import Subject
from planfolio.findings import Count, Outcome, Place, Related, Severity, say
from planfolio.model import Plan

SEVERITY = Severity.WARNING

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_NO_YEAR = re.compile(r"(?<![\d年])\d{1,2}月\d{1,2}日")


def check(subject: Subject) -> Iterator[Outcome]:
    plan = subject.record
    if not isinstance(plan, Plan):
        return
    deadlines = [
        (subject.at("deadlines", index, "date"), one.title, one.date) for index, one in enumerate(plan.deadlines)
    ]
    for at, title, text in _texts(subject, plan):
        if _DAY.fullmatch(text):
            deadlines += [(at, title, day) for day in _read(text)]
        elif _lacks_year(text) and not (plan.issued or plan.period or plan.school_year):
            yield _yearless(subject, at, title, text)
    if plan.issued is not None:
        yield from _against_issue(subject, plan.issued, deadlines)


def _texts(subject: Subject, plan: Plan) -> Iterator[tuple[Place, str, str]]:
    """Everything due that is written as a text."""
    for index, deliverable in enumerate(plan.deliverables):
        if deliverable.due:
            yield subject.at("deliverables", index, "due"), deliverable.title, deliverable.due
    for index, assessment in enumerate(plan.assessments):
        for number, component in enumerate(assessment.components):
            if component.due:
                yield subject.at("assessments", index, "components", number, "due"), component.title, component.due


def _read(text: str) -> Iterator[date]:
    try:
        yield date.fromisoformat(text)
    except ValueError:
        return


def _lacks_year(text: str) -> bool:
    return bool(_NO_YEAR.search(text)) and "每" not in text and "年" not in text


def _yearless(subject: Subject, at: Place, title: str, text: str) -> Outcome:
    return subject.finding(
        at,
        say(
            "“{title}”的时限“{text}”看不出是哪一年",
            "the deadline of “{title}”, {text}, does not say in which year",
            title=title,
            text=text,
        ),
        fix=say("写上年份，或补上方案的成文日期", "add the year, or the plan's date of issue"),
    )


def _against_issue(subject: Subject, issued: date, deadlines: list[tuple[Place, str, date]]) -> Iterator[Outcome]:
    early = [one for one in deadlines if one[2] < issued]
    for at, title, day in early:
        yield subject.finding(
            at,
            say(
                "“{title}”的时限 {day} 早于成文日期 {issued}，早 {days} 天",
                "the deadline of “{title}”, {day}, is {days} before the date of issue, {issued}",
                title=title,
                day=day,
                issued=issued,
                days=Count((issued - day).days, "day"),
            ),
            fix=say("核对时限和成文日期", "check the deadline and the date of issue"),
            related=[Related(at=subject.at("issued"), message=say("成文日期 {day}", "issued {day}", day=issued))],
        )
    if deadlines and not early:
        yield subject.passed(
            say(
                "{count} 项时限都不早于成文日期 {issued}",
                "deadlines that are not before the date of issue, {issued}: all {count}",
                count=len(deadlines),
                issued=issued,
            )
        )
