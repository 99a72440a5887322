"""Waivers: findings that a document accepts for a time. They stay visible; a waiver that is empty, old or idle is a finding."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from planfolio.catalog import Catalog, Item
from planfolio.findings import Finding, Message, Outcome, Rule, Severity, Waived, say
from planfolio.model.documents import Waiver


def _rule(code: str, title: Message, manual: Message) -> Rule:
    return Rule(code=code, severity=Severity.WARNING, title=title, manual=manual, about_data=True)


INCOMPLETE = _rule(
    "WV01",
    say("豁免没有理由或期限", "A waiver without reason or expiry"),
    say(
        """豁免要写理由和有效期，否则不起作用，原来的问题照样算数。有效期是它管用的最后一天。

错：

    学时: 26
    豁免: [{代码: HR02, 理由: 明细待县里补发}]

对：

    学时: 26
    豁免: [{代码: HR02, 理由: 明细待县里补发, 负责人: 教师发展室, 有效期至: 2026-06-30}]
""",
        """A waiver needs a reason and an expiry; without them it has no effect and the finding counts. It holds up to
and including the day on which it expires.

Wrong:

    hours: 26
    waivers: [{code: HR02, reason: the county will send the details}]

Right:

    hours: 26
    waivers: [{code: HR02, reason: the county will send the details, owner: 教师发展室, expires: 2026-06-30}]
""",
    ),
)
EXPIRED = _rule(
    "WV02",
    say("豁免已过期", "A waiver has expired"),
    say(
        """过期的豁免不再起作用，原来的问题重新算数。问题已经解决的，删去豁免；还要再等的，写明理由，改成新的日期。

错：

    学时: 26
    豁免: [{代码: HR02, 理由: 明细待县里补发, 有效期至: 2025-09-30}]

对：

    学时: 26
    豁免: [{代码: HR02, 理由: 县里已答复，明细春季补发, 有效期至: 2026-06-30}]
""",
        """An expired waiver has no effect; the finding counts again. Remove the waiver once the finding is mended;
where it must wait longer, give the reason and a new date.

Wrong:

    hours: 26
    waivers: [{code: HR02, reason: the county will send the details, expires: 2025-09-30}]

Right:

    hours: 26
    waivers: [{code: HR02, reason: the county has promised the details for spring, expires: 2026-06-30}]
""",
    ),
)
UNUSED = _rule(
    "WV03",
    say("豁免没有用上", "A waiver that covers nothing"),
    say(
        """文档里没有这个代码的问题，豁免就没有用，应删去：留着会盖住以后的问题。源文件（SX）、字段（FD）、规则包（RP）和豁免本身（WV）的问题不能豁免。

错：24 学时等于两个模块之和，没有 HR02 可以豁免。

    学时: 24
    豁免: [{代码: HR02, 理由: 明细待县里补发, 有效期至: 2026-06-30}]

对：

    学时: 24
""",
        """A waiver of a code that the document has no finding of does nothing and should go: left there, it would cover
a later finding. Findings on sources (SX), fields (FD), rule packs (RP) and on waivers (WV) cannot be waived.

Wrong: 24 class hours are the sum of both modules; there is no HR02 to waive.

    hours: 24
    waivers: [{code: HR02, reason: the county will send the details, expires: 2026-06-30}]

Right:

    hours: 24
""",
    ),
)
RULES = (INCOMPLETE, EXPIRED, UNUSED)


def waive(catalog: Catalog, outcomes: Iterable[Outcome], *, today: date) -> list[Outcome]:
    """`outcomes` with waived findings marked, and findings about the waivers themselves. Source findings are never
    waived."""
    result = list(outcomes)
    for item in catalog.items.values():
        for index, waiver in enumerate(item.record.waivers if item.record else ()):
            result.extend(_apply(item, index, waiver, result, today))
    return result


def _apply(item: Item, index: int, waiver: Waiver, outcomes: list[Outcome], today: date) -> Iterator[Finding]:
    if waiver.reason is None or waiver.expires is None:
        yield _finding(
            item,
            index,
            INCOMPLETE,
            say(
                "对 {code} 的豁免没有写理由或有效期，不起作用",
                "the waiver of {code} lacks a reason or an expiry and has no effect",
                code=waiver.code,
            ),
            say("补上 理由 和 有效期至", "add reason and expires"),
        )
        return
    if waiver.expires < today:
        yield _finding(
            item,
            index,
            EXPIRED,
            say(
                "对 {code} 的豁免已于 {day} 过期",
                "the waiver of {code} expired on {day}",
                code=waiver.code,
                day=waiver.expires,
            ),
            say(
                "解决问题并删去豁免，或说明理由后延期",
                "mend the finding and remove the waiver, or give a reason and a later date",
            ),
        )
        return
    waived = Waived(reason=waiver.reason, owner=waiver.owner, expires=waiver.expires.isoformat())
    used = False
    for position, outcome in enumerate(outcomes):
        if (
            isinstance(outcome, Finding)
            and outcome.document == item.key
            and waiver.code in (outcome.code, outcome.rule)
            and not outcome.code.startswith(("SX", "FD", "RP", "WV"))
        ):
            outcomes[position] = replace(outcome, waived=waived)
            used = True
    if not used:
        yield _finding(
            item,
            index,
            UNUSED,
            say(
                "文档里没有 {code} 的问题，豁免没有用上",
                "the document has no {code} finding; the waiver covers nothing",
                code=waiver.code,
            ),
            say("删去这条豁免", "remove the waiver"),
        )


def _finding(item: Item, index: int, rule: Rule, message: Message, fix: Message) -> Finding:
    return Finding(
        code=rule.code,
        severity=rule.severity,
        at=item.at("waivers", index, "code"),
        document=item.key,
        message=message,
        why=rule.reason,
        fix=fix,
    )
