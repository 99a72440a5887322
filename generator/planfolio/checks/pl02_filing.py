"""规则包要求备案的，开始之前备案。

方案适用的规则包要求写备案的，送审和批准的日期不晚于开班；没有开班时限的，看起止的开始。没有规则包要求的不报（时限之间的先后见 TM03），
没有写备案的由 ST01 报。

错：开始以后 18 天才批准。

    规则包: county-filing
    起止: {开始: 2026-03-02, 结束: 2026-07-10}
    备案: {批准日期: 2026-03-20}

    # packs/county-filing.yaml
    标题: 示例县备案要求
    出处: {标题: 示例县教师培训管理办法, 已核对: 是}
    规则: {代码: COUNTY-1, 标题: 开班前备案, 检查: 必备, 字段: filing.approved}

对：

    规则包: county-filing
    起止: {开始: 2026-03-02, 结束: 2026-07-10}
    备案: {批准日期: 2026-02-25}

    # packs/county-filing.yaml
    标题: 示例县备案要求
    出处: {标题: 示例县教师培训管理办法, 已核对: 是}
    规则: {代码: COUNTY-1, 标题: 开班前备案, 检查: 必备, 字段: filing.approved}
--
Where a pack asks for filing, it is done before the start.

If a pack that judges the plan asks for its filing, it is submitted and approved no later than the start deadline, or the
period's start where there is none. Without such a pack nothing is said (for the order of deadlines see TM03); a filing that is
not stated at all is ST01's affair.

Wrong: approved 18 days after the start.

    packs: county-filing
    period: {start: 2026-03-02, end: 2026-07-10}
    filing: {approved: 2026-03-20}

    # packs/county-filing.yaml
    title: Filing in Sample County
    citation: {title: Sample County rules for the training of teachers, checked: true}
    rules: {code: COUNTY-1, title: Filed before the start, check: required, of: filing.approved}

Right:

    packs: county-filing
    period: {start: 2026-03-02, end: 2026-07-10}
    filing: {approved: 2026-02-25}

    # packs/county-filing.yaml
    title: Filing in Sample County
    citation: {title: Sample County rules for the training of teachers, checked: true}
    rules: {code: COUNTY-1, title: Filed before the start, check: required, of: filing.approved}
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from planfolio.checks.subject import Subject, named
from planfolio.findings import Count, Message, Outcome, Place, Related, Severity, say
from planfolio.model import Plan
from planfolio.model.choices import DeadlineKind
from planfolio.model.packs import PackRule
from planfolio.model.plans import Filing
from planfolio.packs.fields import field_of
from planfolio.totals import in_force

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
    """The first pack that asks for the filing, by whichever name of the field; a rule replaces one of its code further up."""
    for _, line in in_force(subject.catalog, subject.item):
        replaced: set[str] = set()
        for name, pack in line:
            if any(_is_of_filing(rule) for rule in pack.rules if rule.code not in replaced):
                return name
            replaced |= {rule.code for rule in pack.rules}
    return None


def _is_of_filing(rule: PackRule) -> bool:
    return any((field := field_of(Plan, name)) and field.steps[0] == "filing" for name in rule.of)


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
            "{name} {filed}, {days} after the start, {day} (the pack {pack} asks for filing)",
            name=name,
            filed=filed,
            day=day,
            days=Count((filed - day).days, "day"),
            pack=pack,
        ),
        fix=say(
            "核对备案日期和开始日期；备案晚了就推迟开班", "check both dates; where it was filed late, put off the start"
        ),
        related=[Related(at=at_start, message=say("开始 {day}", "start {day}", day=day))],
    )
