"""依据的文件在方案的日期有效。

依据里的文件与名录（程序包的 checks/data/policies.yaml）按文号对照，没有文号的按名称：方案不能早于它依据的文件，也不能依据已经废止、
代替或到期的文件；文号和名称都在名录里而不是同一份文件的也报。名录只收确定的文件，别的文件不判断；方案没有日期就不能判断。

错：这份1995年的规定2015年已被代替。

    成文日期: 2024-09-01
    依据: {标题: 全国专业技术人员继续教育暂行规定, 文号: 人核培发〔1995〕131号}

对：

    成文日期: 2024-09-01
    依据: {标题: 专业技术人员继续教育规定, 文号: 人力资源和社会保障部令第25号}
--
The policies on which a plan rests are in force at its date.

Policies in the basis are looked up in the registry (checks/data/policies.yaml in the package) by number, without one by title:
a plan is no earlier than its basis, and does not rest on what has been repealed, replaced or has run out; a number and a title
that belong to two different policies are reported too. The registry holds only what is certain; of other policies nothing is
said. Without a date of the plan nothing can be computed.

Wrong: these rules of 1995 were replaced in 2015.

    issued: 2024-09-01
    basis: {title: 全国专业技术人员继续教育暂行规定, number: 人核培发〔1995〕131号}

Right:

    issued: 2024-09-01
    basis: {title: 专业技术人员继续教育规定, number: 人力资源和社会保障部令第25号}
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import cache

from planfolio.checks.registries import registry
from planfolio.checks.subject import Subject
from planfolio.findings import Count, Message, Outcome, Place, Related, Severity, say
from planfolio.frozen import frozen
from planfolio.model import Plan
from planfolio.model.plans import Basis

SEVERITY = Severity.WARNING

_NOISE = re.compile(r"[\s《》〈〉“”\"'‘’·—\-–~～]")
_BRACKETS = str.maketrans("[]【】［］()（）", "〔〕〔〕〔〕〔〕〔〕")
_MINISTRY = (
    ("中华人民共和国", ""),
    ("人力资源和社会保障部", "人社部"),
    ("人力资源社会保障部", "人社部"),
)


@frozen
class _Policy:
    number: str
    title: str
    issued: date
    until: date | None
    ended: Message | None


def _said(zh: str, en: str) -> Message:
    return say("{zh}", "{en}", zh=zh, en=en)


@cache
def _policies() -> tuple[_Policy, ...]:
    return tuple(
        _Policy(
            number=entry["number"][0],
            title=entry["title"][0],
            issued=date.fromisoformat(entry["issued"][0]),
            until=date.fromisoformat(entry["until"][0]) if "until" in entry else None,
            ended=_said(*entry["ended"]) if "ended" in entry else None,
        )
        for entry in registry("policies")
    )


@cache
def _by_number() -> dict[str, _Policy]:
    return {_key(policy.number): policy for policy in _policies()}


@cache
def _by_title() -> dict[str, _Policy]:
    return {_name(policy.title): policy for policy in _policies()}


def _key(number: str) -> str:
    text = "".join(number.split()).translate(_BRACKETS)
    for long, short in _MINISTRY:
        text = text.replace(long, short)
    return text


def _name(title: str) -> str:
    """A title without marks, and without the issuer before 关于."""
    text = _NOISE.sub("", title).translate(_BRACKETS).removeprefix("中华人民共和国")
    return text[text.index("关于") :] if "关于" in text[:12] else text


def check(subject: Subject) -> Iterator[Outcome]:
    plan = subject.record
    if not isinstance(plan, Plan):
        return
    known = [(index, basis, policy) for index, basis in enumerate(plan.basis) if (policy := _policy(basis)) is not None]
    if not known:
        return
    good: list[str] = []
    day, at = _dated(subject, plan)
    for index, basis, policy in known:
        place = subject.at("basis", index, "number" if basis.number else "title")
        other = _by_title().get(_name(basis.title))
        if other is not None and other is not policy:
            yield _mixed(subject, place, basis, policy, other)
        elif day is not None and day < policy.issued:
            yield _early(subject, place, policy, day, at)
        elif day is not None and policy.until is not None and day > policy.until:
            yield _ended(subject, place, policy, day, at)
        else:
            good.append(policy.number)
    if good and day is None:
        yield subject.not_computable(
            say(
                "方案没有日期，不能判断依据{numbers}当时是否有效",
                "the plan has no date; whether these were in force cannot be told: {numbers}",
                numbers=good,
            )
        )
    elif good:
        yield subject.passed(say("{numbers}在 {day} 有效", "{numbers} in force on {day}", numbers=good, day=day))


def _policy(basis: Basis) -> _Policy | None:
    """The policy by its number; by its title only where no number is given."""
    return _by_number().get(_key(basis.number)) if basis.number else _by_title().get(_name(basis.title))


def _dated(subject: Subject, plan: Plan) -> tuple[date | None, Place]:
    """The day of the plan and where it stands."""
    if plan.issued is not None:
        return plan.issued, subject.at("issued")
    if plan.period is not None and plan.period.start is not None:
        return plan.period.start, subject.at("period")
    if plan.school_year:
        return date(int(plan.school_year[:4]), 9, 1), subject.at("school_year")
    return None, subject.at("title")


def _mixed(subject: Subject, at: Place, basis: Basis, policy: _Policy, other: _Policy) -> Outcome:
    return subject.finding(
        at,
        say(
            "{number}是《{right}》，不是《{title}》；《{title}》的文号是{other}",
            "{number} is 《{right}》, not 《{title}》, which is {other}",
            number=policy.number,
            right=policy.title,
            title=basis.title,
            other=other.number,
        ),
        fix=say("核对后改文号或名称", "check which is meant, then change the number or the title"),
    )


def _early(subject: Subject, at: Place, policy: _Policy, day: date, at_day: Place) -> Outcome:
    return subject.finding(
        at,
        say(
            "《{title}》（{number}）{issued} 才印发，方案的日期是 {day}，早 {days} 天",
            "《{title}》 ({number}) was issued on {issued}; the plan's date, {day}, is {days} earlier",
            title=policy.title,
            number=policy.number,
            issued=policy.issued,
            day=day,
            days=Count((policy.issued - day).days, "day"),
        ),
        fix=say("核对方案的日期和依据的文件", "check the plan's date and the policy that it cites"),
        related=[Related(at=at_day, message=say("方案的日期 {day}", "the plan's date {day}", day=day))],
    )


def _ended(subject: Subject, at: Place, policy: _Policy, day: date, at_day: Place) -> Outcome:
    assert policy.until is not None
    return subject.finding(
        at,
        say(
            "《{title}》（{number}）有效到 {until}（{ended}），方案的日期是 {day}，晚 {days} 天",
            "《{title}》 ({number}) was in force until {until} ({ended}); the plan's date, {day}, is {days} later",
            title=policy.title,
            number=policy.number,
            until=policy.until,
            ended=policy.ended or "",
            day=day,
            days=Count((day - policy.until).days, "day"),
        ),
        fix=say("改为当时有效的文件", "cite the policy that was in force at that date"),
        related=[Related(at=at_day, message=say("方案的日期 {day}", "the plan's date {day}", day=day))],
    )
