"""学时的单位都能换算。

天、学分、周要有换算才能折成学时：写在方案里，或者来自规则包、site.yaml。不能换算的数不猜，也不当成零，合计只给下限。
一种单位报一次，列出各处。几个规则包的换算不同，用排在前面的，其余的提示一下。

错：哪里都没有写每学分几学时。

    学时: 3学分

对：

    学时: 3学分
    每学分学时: 8
--
Every unit of measure can be converted.

Days, credits and weeks need a rate to become class hours: in the plan, in a rule pack or in site.yaml. What has no rate is
neither guessed nor taken for zero, so that the total is only a lower bound. A unit of measure is reported once, with all
its places. Where packs give different rates the first one is used and each other one is noted.

Wrong: nothing says how many class hours a credit has.

    hours: 3 credits

Right:

    hours: 3 credits
    hours_per_credit: 8
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeGuard

from planfolio.checks.subject import Subject, in_all, named
from planfolio.findings import Outcome, Place, Related, Severity, say
from planfolio.model import Curriculum, Plan, Portfolio
from planfolio.model.amounts import MISSING_RATE, Amount, HourUnit, Rates, class_hours
from planfolio.model.exact import ONE
from planfolio.totals import other_rates

SEVERITY = Severity.WARNING

Stated = tuple[Place, str, Amount]


def check(subject: Subject) -> Iterator[Outcome]:
    totals = subject.totals
    if totals is None or not isinstance(subject.record, (Plan, Curriculum, Portfolio)):
        return
    by_unit: dict[HourUnit, list[Stated]] = {}
    for at, title, amount in _amounts(subject):
        by_unit.setdefault(amount.unit, []).append((at, title, amount))
    for unit, stated in by_unit.items():
        factor = totals.rates.factor(unit)
        if factor is None:
            yield _unconverted(subject, unit, stated)
        else:
            yield subject.passed(
                say(
                    "{unit} = {hours}", "{unit} = {hours}", unit=Amount(ONE, unit), hours=class_hours(ONE.times(factor))
                )
            )
    yield from _other_rates(subject, totals.rates)


def _amounts(subject: Subject) -> Iterator[Stated]:
    """Every amount that the document states in another unit than class hours, with its place and title. A curriculum's units
    are that document's affair."""
    record = subject.record
    assert subject.totals is not None
    if isinstance(record, (Plan, Curriculum)) and _is_other(record.hours):
        yield subject.at("hours"), record.title, record.hours
    for unit in subject.totals.all_units:
        hours = unit.unit.hours
        if _is_other(hours) and unit.at.file == subject.item.document.path:
            yield unit.at / "hours", unit.unit.title, hours
    if isinstance(record, Plan):
        yield from _plan_amounts(subject, record)
    elif isinstance(record, Portfolio):
        for index, entry in enumerate(record.ledger):
            if _is_other(entry.hours):
                yield subject.at("ledger", index, "hours"), entry.title, entry.hours


def _plan_amounts(subject: Subject, plan: Plan) -> Iterator[Stated]:
    if _is_other(plan.minimum_hours):
        yield subject.at("minimum_hours"), plan.title, plan.minimum_hours
    for index, grant in enumerate(plan.grants):
        if _is_other(grant.hours):
            yield subject.at("grants", index, "hours"), grant.title, grant.hours
        if _is_other(grant.cap):
            yield subject.at("grants", index, "cap"), grant.title, grant.cap
    for index, exemption in enumerate(plan.exemptions):
        if _is_other(exemption.hours_credited):
            yield subject.at("exemptions", index, "hours_credited"), exemption.who, exemption.hours_credited


def _is_other(amount: Amount | None) -> TypeGuard[Amount]:
    return amount is not None and amount.unit is not HourUnit.CLASS_HOUR


def _unconverted(subject: Subject, unit: HourUnit, stated: list[Stated]) -> Outcome:
    at, title, amount = stated[0]
    rate = MISSING_RATE[unit][1]
    return subject.finding(
        at,
        say(
            "“{title}”的 {amount}不能换算成学时{more}：换算要有{rate}",
            "“{title}”: {amount} cannot be converted into class hours without {rate}{more}",
            title=title,
            amount=amount,
            more=in_all(len(stated)),
            rate=rate,
        ),
        fix=say(
            "在方案或 site.yaml 里写上{rate}，或直接写学时",
            "state {rate} in the plan or in site.yaml, or write class hours",
            rate=rate,
        ),
        related=[
            Related(at=place, message=say("“{title}”：{amount}", "“{title}”: {amount}", title=name, amount=other))
            for place, name, other in stated[1:]
        ],
    )


def _other_rates(subject: Subject, rates: Rates) -> Iterator[Outcome]:
    """A note for each further pack whose conversion differs from the one in use."""
    own = isinstance(subject.record, Plan) and subject.record.packs
    for other in other_rates(subject.catalog, subject.item, rates):
        rate = named(Plan, other.name)
        at = (
            subject.at("packs", subject.record.packs.index(other.pack))
            if own and isinstance(subject.record, Plan)
            else subject.at("title")
        )
        yield subject.finding(
            at,
            say(
                "规则包 {pack}{above}的“{rate}”是 {value}，这里用的是排在前面的 {used}",
                "the pack {pack}{above} has {value} for “{rate}”; the {used} of an earlier pack is used",
                pack=other.pack,
                above=say(" ", "")
                if other.owner == other.pack
                else say("（上级 {owner}）", " (by {owner} above it)", owner=other.owner),
                rate=rate,
                value=other.value,
                used=other.used,
            ),
            fix=say("在方案里写明“{rate}”", "state the {rate} in the plan", rate=rate),
            severity=Severity.NOTE,
        )
