"""What a change says in words, the same in every form."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
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
KINDS = {
    "added": say("新增", "new"),
    "removed": say("删去", "removed"),
    "renamed": say("改名", "renamed"),
    "changed": say("有改动", "changed"),
}


def headline(changes: Changes) -> Message:
    """The hours in one line: by mode, else the whole of it, and the rules whose verdict turned."""
    hours = [say("{gap} {name}", "{gap} {name}", gap=signed(gap), name=name) for name, gap in _gaps(changes)]
    turned = [verdict_words(one) for change in changes.documents for one in change.verdicts if one.turned]
    if not hours:
        hours = [say("学时没有变化", "no change in hours")]
    return (
        say("{hours}；{turned}", "{hours}; {turned}", hours=hours, turned=joined(turned))
        if turned
        else say("{hours}", "{hours}", hours=hours)
    )


def _gaps(changes: Changes) -> Iterator[tuple[Message, Fraction]]:
    """By how much the planned hours of all plans differ: in each mode, in none where none is stated."""
    plans = [change for change in changes.documents if change.document.item.document.collection == "plans"]
    rows = [row for change in plans for row in change.hours]
    modes = _added_up(row for row in rows if row.of == "mode")
    yield from modes or _added_up(row for row in rows if row.key == "planned")


def _added_up(rows: Iterable[HoursChange]) -> list[tuple[Message, Fraction]]:
    names: dict[str, Message] = {}
    gaps: dict[str, Fraction] = {}
    for row in rows:
        if row.gap is not None:
            names[row.key] = row.name if row.of == "mode" else say("学时", "class hours")
            gaps[row.key] = gaps.get(row.key, Fraction(0)) + row.gap
    return [(names[key], gap) for key, gap in gaps.items() if gap]


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


def _names(sections: Iterable[Section]) -> list[Message]:
    return [section.name for section in sections]
