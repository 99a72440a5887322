"""公开授权写得完整。

授权要写明三样：同意、日期、公开项目。缺一样，这份档案在公开的网站上就一个字也不显示；日期晚于今天的，到那天才生效。
公开项目里写的要是档案的字段（中文名、英文名都行）或者“正文”；写错的字段不会显示。入职日期、全时当量和授权记录只供内部使用，
写了也不公开。

错：授权没有日期，有一个字段写错了。

    # portfolios/example.md
    姓名: 示例教师甲
    公开授权: {同意: 是, 公开项目: [姓名, 学时太账]}

对：

    # portfolios/example.md
    姓名: 示例教师甲
    公开授权: {同意: 是, 日期: 2024-09-01, 公开项目: [姓名, 学时台账]}
--
A consent says all that it takes.

It takes three things: that consent is granted, its date, and the fields. Without any of them the portfolio shows nothing on the
public site; from a date to come on it holds from that day. Fields are those of a portfolio, by their Chinese or English name,
or `body` for its text; one that is misspelt is not shown. The day of hiring, the full-time equivalent and the consent itself
are internal: listed or not, they are never public.

Wrong: the consent has no date, and a field is misspelt.

    # portfolios/example.md
    name: Sample Teacher A
    consent: {granted: true, fields: [name, legder]}

Right:

    # portfolios/example.md
    name: Sample Teacher A
    consent: {granted: true, date: 2024-09-01, fields: [name, ledger]}
"""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from planfolio.checks.subject import Subject
from planfolio.findings import Outcome, Passing, Severity, say
from planfolio.model import Portfolio
from planfolio.model.portfolios import BODY, Consent
from planfolio.model.records import spellings

SEVERITY = Severity.WARNING


def check(subject: Subject) -> Iterator[Outcome]:
    portfolio = subject.record
    if isinstance(portfolio, Portfolio) and portfolio.consent is not None and portfolio.consent.granted:
        yield from _date(subject, portfolio.consent)
        yield from _fields(subject, portfolio.consent)


def _date(subject: Subject, consent: Consent) -> Iterator[Outcome]:
    if consent.date is None:
        yield subject.finding(
            subject.at("consent"),
            say(
                "同意公开，没有写日期：没有日期的授权不生效，公开的网站上什么也不显示",
                "consent is granted without a date: it takes no effect, and the public site shows nothing",
            ),
            fix=say("写上本人授权的日期", "enter the day on which it was given"),
        )
    elif not consent.in_force:
        yield subject.finding(
            subject.at("consent", "date"),
            say(
                "授权日期 {date} 晚于今天（{today}），到那天才公开",
                "the date of consent, {date}, is after today ({today}): nothing is shown before that day",
                date=consent.date,
                today=Passing(subject.today),
            ),
            fix=say("写错了就改正；没有写错，不必改", "correct it if it is wrong; if it is right, leave it"),
        )


def _fields(subject: Subject, consent: Consent) -> Iterator[Outcome]:
    if not consent.fields:
        yield subject.finding(
            subject.at("consent"),
            say(
                "同意公开，没有写公开项目：公开的网站上什么也不显示",
                "consent is granted and lists no fields: the public site shows nothing",
            ),
            fix=say(
                "写上本人同意公开的字段，例如 公开项目: [姓名, 单位, 学时台账]",
                "list the fields that may be shown, such as fields: [name, organisation, ledger]",
            ),
        )
    known = spellings(Portfolio)
    for index, name in enumerate(consent.fields):
        entry = known.get(name.strip())
        if name.strip() in BODY or (entry is not None and not entry.internal):
            continue
        at = subject.at("consent", "fields", index)
        if entry is not None:
            yield subject.finding(
                at,
                say(
                    "“{name}”只供内部使用，列在公开项目里也不公开",
                    "“{name}” is internal: listed or not, it is not shown in public",
                    name=name,
                ),
                fix=say("从公开项目里删去", "take it out of the list"),
                severity=Severity.NOTE,
            )
            continue
        near = get_close_matches(name.strip().lower(), [*known, *BODY], 1, 0.5)
        yield subject.finding(
            at,
            say(
                "公开项目里的“{name}”不是教师档案的字段，不会显示",
                "“{name}” is no field of a portfolio; nothing is shown for it",
                name=name,
            ),
            fix=say("是不是“{near}”？", "did you mean “{near}”?", near=near[0])
            if near
            else say("改成字段表里的名字，或删去", "write the name of a field, or take it out"),
        )
