"""规则包要求备案的，开始之前备案。

方案适用的规则包要求写备案的，送审和批准的日期不晚于开班；没有开班时限的，看起止的开始。没有规则包要求的不报（时限之间的先后见 TM03）。

错：规则包要求备案，批准 2026-03-20，开班 2026-03-02。
对：批准 2026-02-25，开班 2026-03-02。
--
Where a pack asks for filing, it is done before the start.

If a pack that judges the plan asks for its filing, it is submitted and approved no later than the start deadline, or the
period's start where there is none. Without such a pack nothing is said (for the order of deadlines see TM03).

Wrong: a pack asks for filing, approved on 2026-03-20, start on 2026-03-02.
Right: approved on 2026-02-25, start on 2026-03-02.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from planfolio.checks.subject import Subject, named
from planfolio.findings import Message, Outcome, Place, Related, Severity, say
from planfolio.model import Pack, Plan
from planfolio.model.choices import DeadlineKind
from planfolio.model.plans import Filing
from planfolio.totals import packs_of

SEVERITY = Severity.ERROR


def check(subject: Subject) -> Iterator[Outcome]:
    plan = subject.record
    if not isinstance(plan, Plan) or plan.filing is None:
        return
    demanding = _demanding(subject)
    start = _start(subject, plan)
    if demanding is None or start is None:
        return
    at_start, day = start
    for name in ("submitted", "approved"):
        filed = getattr(plan.filing, name)
        if filed is None:
            continue
        if filed <= day:
            yield subject.passed(
                say(
                    "{name} {filed} ≤ 开始 {day}",
                    "{name} {filed} ≤ start {day}",
                    name=named(Filing, name),
                    filed=filed,
                    day=day,
                )
            )
        else:
            yield _late(subject, subject.at("filing", name), named(Filing, name), filed, at_start, day, demanding)


def _demanding(subject: Subject) -> str | None:
    """The first pack that asks for the filing."""
    for identifier in packs_of(subject.catalog, subject.item):
        pack = subject.catalog.record(Pack, identifier)
        if pack and any(name.partition(".")[0] == "filing" for rule in pack.rules for name in rule.of):
            return identifier
    return None


def _start(subject: Subject, plan: Plan) -> tuple[Place, date] | None:
    starts = [
        (subject.at("deadlines", i, "date"), one.date)
        for i, one in enumerate(plan.deadlines)
        if one.kind is DeadlineKind.START
    ]
    if starts:
        return min(starts, key=lambda start: start[1])
    if plan.period is not None and plan.period.start is not None:
        return subject.at("period", "start"), plan.period.start
    return None


def _late(subject: Subject, at: Place, name: Message, filed: date, at_start: Place, day: date, pack: str) -> Outcome:
    return subject.finding(
        at,
        say(
            "{name} {filed} 晚于开始 {day}，晚 {days} 天（规则包 {pack} 要求备案）",
            "{name} {filed} is {days} day(s) after the start, {day} (the pack {pack} asks for filing)",
            name=name,
            filed=filed,
            day=day,
            days=(filed - day).days,
            pack=pack,
        ),
        fix=say("核对备案日期和开始日期", "check the dates of filing and start"),
        related=[Related(at=at_start, message=say("开始 {day}", "start {day}", day=day))],
    )
