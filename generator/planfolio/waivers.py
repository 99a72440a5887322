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
        "豁免要写理由和有效期，否则不起作用。", "A waiver needs a reason and an expiry; without them it has no effect."
    ),
)
EXPIRED = _rule(
    "WV02",
    say("豁免已过期", "A waiver has expired"),
    say("过期的豁免不再起作用，原来的问题重新算数。", "An expired waiver has no effect; the finding counts again."),
)
UNUSED = _rule(
    "WV03",
    say("豁免没有用上", "A waiver that covers nothing"),
    say("这个代码在文档里没有问题，豁免可以删去。", "The document has no finding of that code; the waiver can go."),
)
RULES = (INCOMPLETE, EXPIRED, UNUSED)


def waive(catalog: Catalog, outcomes: Iterable[Outcome], *, today: date) -> list[Outcome]:
    """`outcomes` with waived findings marked, and findings about the waivers themselves. Source findings are never waived."""
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
