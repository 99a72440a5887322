"""What a change says in words, the same in every form."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from planfolio.changes.changes import Changes, DocumentChange
from planfolio.changes.hours import HoursChange, VerdictChange, figure, signed
from planfolio.checks.subject import joined
from planfolio.completeness import Section
from planfolio.findings import Message, say

OUTCOMES = {
    "passed": say("满足", "met"),
    "failed": say("不满足", "not met"),
    "not_computable": say("不可计算", "not computable"),
    None: say("未评定", "not judged"),
}
SIGNS = {"passed": "✓", "failed": "✗", "not_computable": "?", None: "–"}
_HEADLINED = 3
"""Documents whose hours stand in the first line."""
_WHOLE = {"plans": "planned", "curricula": "planned", "schedules": "scheduled", "portfolios": "credited"}
"""The account whose hours stand by mode, for each collection."""
KINDS = {
    "added": say("新增", "new"),
    "removed": say("删去", "removed"),
    "renamed": say("改名", "renamed"),
    "changed": say("有改动", "changed"),
}


def headline(changes: Changes) -> Message:
    """The hours in one line: by mode, else the whole of it, and the rules whose verdict turned; of several documents each."""
    told = [(change.document.key, words) for change in changes.documents if (words := _in_short(change))]
    if not told:
        return say("学时没有变化", "no change in hours")
    if len(told) == 1:
        return told[0][1]
    parts = [say("{key}：{words}", "{key}: {words}", key=key, words=words) for key, words in told[:_HEADLINED]]
    if len(told) > _HEADLINED:
        parts.append(say("另有 {count} 份", "{count} more", count=len(told) - _HEADLINED))
    return joined(parts)


def _in_short(change: DocumentChange) -> Message | None:
    """What becomes of one document's hours; None where they stay and no verdict turns."""
    if change.unread:
        return say("读不出来，学时不详", "cannot be read, its hours are unknown")
    hours = [say("{gap} {name}", "{gap} {name}", gap=signed(gap), name=name) for name, gap in _gaps(change)]
    turned = [verdict_words(one) for one in change.verdicts if one.turned]
    if change.hours and not hours:
        hours = [say("学时有变化，相差多少算不出", "the hours differ, by how much cannot be computed")]
    if not turned:
        return say("{hours}", "{hours}", hours=_spaced(hours)) if hours else None
    hours = hours or [say("学时没有变化", "no change in hours")]
    return say("{hours}；{turned}", "{hours}; {turned}", hours=_spaced(hours), turned=joined(turned))


def _gaps(change: DocumentChange) -> list[tuple[Message, Fraction]]:
    """By how much hours differ: in each mode and in none, else in the first account, category or declaration that does."""
    rows = {of: [row for row in change.hours if row.of == of] for of in ("mode", "account", "category", "declared")}
    whole = _WHOLE.get(change.document.item.document.collection)
    account = next((row for row in rows["account"] if row.key == whole), None)
    gaps = [(row.name, row.gap) for row in rows["mode"]]
    if gaps and (account is None or account.gap is not None) and all(gap is not None for _, gap in gaps):
        rest = (account.gap if account and account.gap else Fraction(0)) - sum(gap for _, gap in gaps if gap)
        gaps.append((say("未写方式", "of no stated mode"), rest))
    if not gaps and account is not None:
        gaps = [(say("学时", "class hours"), account.gap)]
    for of in ("account", "category", "declared"):
        gaps = gaps or [(row.name, row.gap) for row in rows[of]]
    return [(name, gap) for name, gap in gaps if gap]


def _spaced(parts: Iterable[Message]) -> Message:
    values = {f"part{number}": part for number, part in enumerate(parts)}
    text = " ".join(f"{{{name}}}" for name in values)
    return Message(text, text, values)


def counts(changes: Changes) -> Message:
    """How many documents and findings."""
    kinds = [change.kind for change in changes.documents]
    parts = [
        say("{name} {count}", "{count} {name}", name=name, count=kinds.count(kind))
        for kind, name in KINDS.items()
        if kind in kinds
    ]
    return say(
        "{documents} 份文档：{parts}；新问题 {found}，已解决 {solved}" if parts else "新问题 {found}，已解决 {solved}",
        "documents: {parts}; findings: {found} new, {solved} solved"
        if parts
        else "findings: {found} new, {solved} solved",
        documents=len(kinds),
        parts=parts,
        found=len(changes.all_found),
        solved=len(changes.all_solved),
    )


def title(change: DocumentChange) -> Message:
    """The document's key and what happened to it."""
    if change.before and change.after and change.kind == "renamed":
        return say("{old} → {new}（改名）", "{old} → {new} (renamed)", old=change.before.key, new=change.after.key)
    key = change.document.key
    if change.unread:
        return say("{key}（读不出来，学时不作比较）", "{key} (cannot be read: its hours are not compared)", key=key)
    if change.kind == "changed":
        return say("{key}", "{key}", key=key)
    return say("{key}（{kind}）", "{key} ({kind})", key=key, kind=KINDS[change.kind])


def hours_words(row: HoursChange) -> Message:
    """`集中面授 24 → 28（+4）`."""
    none = say("无", "none")
    gap = f"（{signed(row.gap)}）" if row.gap else ""
    return say(
        "{name} {old} → {new}{gap}",
        "{name} {old} → {new}{english}",
        name=row.name,
        old=row.before or none,
        new=row.after or none,
        gap=gap,
        english=f" ({signed(row.gap)})" if row.gap else "",
    )


def verdict_words(change: VerdictChange) -> Message:
    """`网络研修一般不超过 30%：28% → 34% ✗ 不满足（vocational-2021 VOC2021-4）`."""
    after = change.after.outcome if change.after else None
    return say(
        "{title}：{old} → {new} {sign} {outcome}（{pack} {rule}）",
        "{title}: {old} → {new} {sign} {outcome} ({pack} {rule})",
        title=change.verdict.title,
        old=figure(change.before),
        new=figure(change.after),
        sign=SIGNS[after],
        outcome=OUTCOMES[after],
        pack=change.verdict.pack,
        rule=change.verdict.rule,
    )


def sections_words(change: DocumentChange) -> Message | None:
    """`必备部分 11/14 → 12/14，补上 经费`."""
    if change.before is None or change.after is None or change.unread:
        return None
    old, new = change.before.completeness, change.after.completeness
    filled, emptied = change.sections
    if (old.present, old.required) == (new.present, new.required) and not filled and not emptied:
        return None
    told = say(
        "必备部分 {old} → {new}",
        "required sections {old} → {new}",
        old=f"{old.present}/{old.required}",
        new=f"{new.present}/{new.required}",
    )
    if filled:
        told = say("{told}，补上{names}", "{told}, now there: {names}", told=told, names=_names(filled))
    if emptied:
        told = say("{told}，缺了{names}", "{told}, now missing: {names}", told=told, names=_names(emptied))
    return told


def completeness_words(change: DocumentChange) -> Message | None:
    """Its required sections before and after, also where none has come or gone; None where nobody knows of any."""
    if told := sections_words(change):
        return told
    found = change.document.completeness
    if not found.required or change.unread:
        return None
    return (
        say("必备部分 {now}", "required sections {now}", now=f"{found.present}/{found.required}")
        if change.before is None or change.after is None
        else say(
            "必备部分 {now}，没有变化",
            "required sections {now}, as before",
            now=f"{found.present}/{found.required}",
        )
    )


def _names(sections: Iterable[Section]) -> list[Message]:
    return [section.name for section in sections]
