"""Waivers: findings that a document accepts for a time. They stay visible; a waiver that is empty, old or idle is a finding.

The rules on the baseline, which covers what is older than the checks, stand here too: they are of the same family.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date

from planfolio.catalog import Catalog, Item
from planfolio.findings import Finding, Message, Outcome, Rule, Severity, Waived, say
from planfolio.guesses import guesser
from planfolio.model.documents import Waiver
from planfolio.model.records import entry_of


def _rule(code: str, title: Message, manual: Message, severity: Severity = Severity.WARNING) -> Rule:
    return Rule(code=code, severity=severity, title=title, manual=manual, about_data=True)


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
SOLVED = _rule(
    "WV04",
    say("基线里有已经解决的问题", "The baseline holds what is solved"),
    say(
        """基线（`content/baseline.json`）只减不增：问题解决了，它的那一条就该删去，免得同样的错再犯时没有人知道。
`planfolio check --write-baseline` 会删去已经解决的条目，新的问题一条也不收。

错：方案里早没有 HR02 了。

    # baseline.json
    {"version": 1, "findings": [
    {"path": "content/plans/autumn.md", "code": "HR02", "fingerprint": "87180427cec000e5", "message": "…"}
    ]}

对：

    # baseline.json
    {"version": 1, "findings": []}
""",
        """A baseline (`content/baseline.json`) only shrinks: what is solved goes, lest nobody notice when the same slip is
made again. `planfolio check --write-baseline` removes the entries that are solved and takes in no new one.

Wrong: the plan has no HR02 any more.

    # baseline.json
    {"version": 1, "findings": [
    {"path": "content/plans/autumn.md", "code": "HR02", "fingerprint": "87180427cec000e5", "message": "…"}
    ]}

Right:

    # baseline.json
    {"version": 1, "findings": []}
""",
    ),
)
GROWN = _rule(
    "WV05",
    say("基线比原来多了条目", "The baseline has grown"),
    say(
        """`planfolio check --changed` 与原来的版本相比，基线里多出来的条目不起作用：一次改动不能自己放过自己带来的问题。
改好新的问题；确有理由不改的，在文档里写豁免，说明理由、负责人和有效期。第一次写基线不算。

错：把学时改错，又把这条 HR02 添进基线。

对：改对学时，或在方案里写豁免。
""",
        """`planfolio check --changed` compares with the version before: entries that are new in the baseline have no effect,
since a change cannot excuse what it brings. Mend the new finding; where there is good reason not to, waive it in the document
with reason, owner and expiry. A first baseline is no growth.

Wrong: a change that gets the hours wrong and adds its own HR02 to the baseline.

Right: the hours put right, or a waiver in the plan.
""",
    ),
    Severity.ERROR,
)
UNREADABLE = _rule(
    "WV06",
    say("基线文件读不出来", "The baseline cannot be read"),
    say(
        """`content/baseline.json` 由 `planfolio check --write-baseline` 写，不用手改。读不出来就整个停下（退出码 2），
不会把基线当成空的。从版本历史里取回这个文件，或删去它再写一次。

错：合并时丢了后半截。

    # baseline.json
    {"version": 1, "findings": [

对：

    # baseline.json
    {"version": 1, "findings": []}
""",
        """`content/baseline.json` is written by `planfolio check --write-baseline`, not by hand. Where it cannot be read,
everything stops (exit status 2); it is never taken for empty. Take the file back from the history, or delete it and write
it anew.

Wrong: its second half was lost in a merge.

    # baseline.json
    {"version": 1, "findings": [

Right:

    # baseline.json
    {"version": 1, "findings": []}
""",
    ),
    Severity.ERROR,
)
RULES = (INCOMPLETE, EXPIRED, UNUSED, SOLVED, GROWN, UNREADABLE)

_CODE = re.compile(r"[A-Z]{2}\d{2}")
BUILT = "WB"
"""The family of codes that only a build can find: whether a waiver of one is used is not known before."""


def waive(catalog: Catalog, outcomes: Iterable[Outcome], *, today: date) -> list[Outcome]:
    """`outcomes` with waived findings marked, and findings about the waivers themselves. Source findings are never
    waived."""
    result = list(outcomes)
    places = _places(result)
    for item, index, waiver in _waivers(catalog):
        slip = _slip(item, index, waiver, today)
        if slip is not None:
            result.append(slip)
        elif not waiver.code.upper().startswith(BUILT):
            result.extend(_apply(item, index, waiver, result, places))
    return result


def waive_built(
    catalog: Catalog, findings: Iterable[Finding], *, today: date, documents: Collection[str]
) -> list[Finding]:
    """`findings` of built pages with waived ones marked, and findings about idle waivers of the `documents` with a page."""
    result: list[Outcome] = list(findings)
    places = _places(result)
    for item, index, waiver in _waivers(catalog):
        is_judged = waiver.code.upper().startswith(BUILT) and item.key in documents
        if is_judged and _slip(item, index, waiver, today) is None:
            result.extend(_apply(item, index, waiver, result, places))
    return [outcome for outcome in result if isinstance(outcome, Finding)]


def _waivers(catalog: Catalog) -> Iterator[tuple[Item, int, Waiver]]:
    for item in catalog.items.values():
        for index, waiver in enumerate(item.record.waivers if item.record else ()):
            yield item, index, waiver


def _places(outcomes: Iterable[Outcome]) -> Mapping[str | None, list[int]]:
    """Where among `outcomes` the findings of each document stand that may be waived."""
    found: dict[str | None, list[int]] = {}
    for position, outcome in enumerate(outcomes):
        if isinstance(outcome, Finding) and not outcome.code.startswith(("SX", "FD", "RP", "WV")):
            found.setdefault(outcome.document, []).append(position)
    return found


def _slip(item: Item, index: int, waiver: Waiver, today: date) -> Finding | None:
    """Why a waiver has no effect."""
    lacking = [
        say("“{chinese}”", "“{name}”", chinese=entry_of(Waiver, name).chinese[0], name=name)
        for name in ("reason", "expires")
        if not str(getattr(waiver, name) or "").strip()
    ]
    if lacking:
        return _finding(
            item,
            index,
            INCOMPLETE,
            say(
                "对 {code} 的豁免没有写{lacking}，不起作用",
                "the waiver of {code} does not state {lacking} and has no effect",
                code=waiver.code,
                lacking=lacking,
            ),
            say("补上{lacking}", "add {lacking}", lacking=lacking),
        )
    if waiver.expires is not None and waiver.expires < today:
        return _finding(
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
    return None


def _apply(
    item: Item, index: int, waiver: Waiver, outcomes: list[Outcome], places: Mapping[str | None, list[int]]
) -> Iterator[Finding]:
    """Mark what the waiver covers; one that covers nothing is a finding."""
    assert waiver.reason is not None
    assert waiver.expires is not None
    waived = Waived(reason=waiver.reason, owner=waiver.owner, expires=waiver.expires.isoformat())
    found = {position: one for position in places.get(item.key, ()) if isinstance(one := outcomes[position], Finding)}
    covered = [position for position, finding in found.items() if _names(waiver, finding)]
    for position in covered:
        outcomes[position] = replace(found[position], waived=waived)
    if not covered:
        yield _finding(
            item,
            index,
            UNUSED,
            say(
                "文档里没有 {code} 的问题，豁免没有用上",
                "the document has no {code} finding; the waiver covers nothing",
                code=waiver.code,
            ),
            _remedy(waiver, found.values()),
        )


def _remedy(waiver: Waiver, findings: Iterable[Finding]) -> Message:
    """What to do with a waiver that covers nothing. What is no code may be a mistyped one."""
    code = waiver.code.strip().upper()
    codes = {code for finding in findings for code in (finding.code, finding.rule) if code}
    near = None if _CODE.fullmatch(code) else guesser(sorted(codes), 0.7)(code)
    if near is not None:
        return say("是不是“{near}”？不是就删去这条豁免", "did you mean “{near}”? If not, remove the waiver", near=near)
    return say("删去这条豁免", "remove the waiver")


def _names(waiver: Waiver, finding: Finding) -> bool:
    """Whether a waiver's code is the finding's, or the pack's own; capital or small letters are alike."""
    code = waiver.code.strip().casefold()
    return code in (finding.code.casefold(), (finding.rule or "").casefold())


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
