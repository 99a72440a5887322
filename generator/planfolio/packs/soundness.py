"""Soundness: what is wrong inside a rule pack, each slip once and on its own line. A broken pack stops everything."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from difflib import get_close_matches

from planfolio.findings import FieldPath, Finding, Message, Place, Severity, say
from planfolio.model.decode import RULES as FIELD_RULES
from planfolio.model.packs import Pack, PackCheck, PackRule, Per, Scope, Validity, Where
from planfolio.model.portfolios import Portfolio
from planfolio.model.records import entry_of
from planfolio.model.scalars import Bound, Measure
from planfolio.packs.fields import Field, all_fields, field_of, fields_of
from planfolio.packs.grammar import FORMS, KEYS, SHARES, placeholders, selects, separates
from planfolio.packs.rules import STOPS
from planfolio.sources import Document

_NEAR = 3
_COMMON = ("units.hours", "grants.hours", "ledger.hours", "sessions.hours")
_MEASURES: Mapping[Measure, Message] = {
    "hours": say("学时", "class hours"),
    "money": say("金额", "money"),
    "number": say("个数", "a number"),
    "time": say("时间", "a time of day"),
    "absence": say("缺勤上限", "a limit of absence"),
}


def as_pack_finding(finding: Finding) -> Finding:
    """A field finding in a pack's file under the pack's own family of codes."""
    known = {rule.code for rule in FIELD_RULES}
    return replace(finding, code=f"RP{finding.code[2:]}", why=STOPS) if finding.code in known else finding


def check(document: Document, pack: Pack) -> Iterator[Finding]:
    """What is wrong inside a pack that decodes."""
    yield from _validity(document, pack.valid)
    seen: set[str] = set()
    for index, rule in enumerate(pack.rules):
        at = ("rules", index)
        if rule.code in seen:
            yield _broken(
                document,
                "RP09",
                (*at, "code"),
                say("规则代码 {code} 用了两次", "the rule code {code} is used twice", code=rule.code),
                say("换一个代码", "give it another code"),
            )
        seen.add(rule.code)
        yield from _rule(document, rule, at)


def _rule(document: Document, rule: PackRule, at: FieldPath) -> Iterator[Finding]:
    """The slips of one rule. What depends on a field is looked at only where the field is there."""
    yield from _incomplete(document, rule, at)
    unknown = list(_unknown_fields(document, rule, at))
    yield from unknown
    yield from _idle_keys(document, rule, at)
    if not unknown:
        yield from _idle_conditions(document, rule, at)
        yield from _misfit_limits(document, rule, at)
    yield from _contradictions(document, rule, at)
    yield from _placeholders(document, rule, at)


# --- keys -------------------------------------------------------------------------------------------------------------


def _is_there(rule: PackRule, key: str) -> bool:
    return getattr(rule, key) not in (None, ())


def _key(name: str) -> Message:
    """A key of a rule by both its names, since either may be what the author wrote."""
    return say("{chinese} {name}", "{name}", chinese=entry_of(PackRule, name).chinese[0], name=name)


def _incomplete(document: Document, rule: PackRule, at: FieldPath) -> Iterator[Finding]:
    for group in FORMS[rule.check].needs:
        if rule.check is PackCheck.COUNT and rule.level is not None and group[0] == "at_least":
            continue  # one that reaches the level is asked for
        keys = tuple(map(_key, group))
        if not any(_is_there(rule, key) for key in group):
            message = say(
                "规则 {code} 的检查“{check}”缺少{keys}",
                "rule {code}: the check “{check}” lacks {keys}",
                code=rule.code,
                check=rule.check,
                keys=keys,
            )
            fix = say("补上其中一个：{keys}", "add one of {keys}", keys=keys) if len(keys) > 1 else None
            yield _broken(document, "RP06", at, message, fix)


def _idle_keys(document: Document, rule: PackRule, at: FieldPath) -> Iterator[Finding]:
    reads = FORMS[rule.check].reads
    for key in KEYS:
        if key not in reads and _is_there(rule, key):
            message = say(
                "检查“{check}”用不上“{key}”",
                "the check “{check}” makes no use of “{key}”",
                check=rule.check,
                key=_key(key),
            )
            known = tuple(_key(key) for key in KEYS if key in reads)
            fix = say("删去它；这种检查用 {known}", "remove it; this check reads {known}", known=known)
            yield _broken(document, "RP10", (*at, key), message, fix)


# --- fields -----------------------------------------------------------------------------------------------------------


def _paths(rule: PackRule, at: FieldPath) -> Iterator[tuple[FieldPath, str]]:
    """Every field that a rule names, with the place where it does."""
    if "of" in FORMS[rule.check].reads:
        for number, name in enumerate(rule.of):
            yield (*at, "of", number), name
    for key in SHARES:
        limit = getattr(rule, key)
        if limit is not None and key in FORMS[rule.check].reads:
            yield (*at, key, "of"), limit.of


def _unknown_fields(document: Document, rule: PackRule, at: FieldPath) -> Iterator[Finding]:
    form = FORMS[rule.check]
    for path, name in _paths(rule, at):
        found = fields_of(name)
        if not found:
            message = say("没有字段“{name}”", "there is no field “{name}”", name=name)
            yield _broken(document, "RP07", path, message, _nearest(rule, name))
        elif not any(form.fits(field) for field in found):
            message = say(
                "字段“{name}”不是{wanted}，检查“{check}”用不了",
                "the field “{name}” is not {wanted}; the check “{check}” cannot use it",
                name=name,
                wanted=form.fields,
                check=rule.check,
            )
            yield _broken(document, "RP07", path, message, _nearest(rule, f"{name}."))


def _nearest(rule: PackRule, name: str) -> Message:
    """Fields of the right kind whose names are most like `name`."""
    is_chinese = not name.isascii()
    fitting = [field for field in all_fields() if FORMS[rule.check].fits(field)]
    known = {".".join(field.chinese) if is_chinese else field.name: field for field in fitting}
    near = get_close_matches(name, known, _NEAR, 0.6)
    if near:
        return say("是不是 {near}？", "did you mean {near}?", near=near)
    common = [name for name, field in known.items() if field.name in _COMMON]
    return say("字段名见字段表，例如 {known}", "see the field reference, such as {known}", known=common or [*known][:4])


def _fields(rule: PackRule) -> tuple[Field, ...]:
    return tuple(field for name in rule.of for field in fields_of(name) if FORMS[rule.check].fits(field))


# --- conditions -------------------------------------------------------------------------------------------------------


def _idle_conditions(document: Document, rule: PackRule, at: FieldPath) -> Iterator[Finding]:
    """`where`, `per`, `level` and `scope` that could never apply to what the rule is about."""
    reads, fields = FORMS[rule.check].reads, _fields(rule)
    if rule.where is not None and "where" in reads:
        for key, value in _stated(rule.where):
            if not _can_select(rule, fields, key, value):
                message = say(
                    "条件“{chinese} {key}”在这里选不出东西：“{what}”没有这一项",
                    "the condition “{key}” selects nothing here: “{what}” does not have it",
                    chinese=entry_of(Where, key).chinese[0],
                    key=key,
                    what=rule.of or rule.check,
                )
                yield _broken(document, "RP10", (*at, "where", key), message, _condition_fix(rule, key))
    if rule.per is not None and "per" in reads and not _can_separate(rule, fields, rule.per):
        message = say(
            "检查“{check}”不能对 {of} 按“{per}”分别评",
            "the check “{check}” of {of} cannot be judged separately by “{per}”",
            check=rule.check,
            of=rule.of,
            per=rule.per,
        )
        yield _broken(document, "RP10", (*at, "per"), message, _per_fix(rule.per))
    if rule.level is not None and "level" in reads and not any(field.leveled for field in fields):
        message = say("{of} 没有级别", "{of} has no level", of=rule.of)
        fix = say(
            "有级别的有 lessons、papers、projects、awards、honours、deliverables",
            "lessons, papers, projects, awards, honours and deliverables have levels",
        )
        yield _broken(document, "RP10", (*at, "level"), message, fix)
    yield from _idle_scope(document, rule.scope, fields, at)


def _stated(where: Where) -> Iterator[tuple[str, tuple[object, ...]]]:
    for key in ("mode", "category", "status", "audience"):
        value = getattr(where, key)
        if value:
            yield key, value


def _can_select(rule: PackRule, fields: Iterable[Field], key: str, value: tuple[object, ...]) -> bool:
    if rule.check in (PackCheck.CYCLE_FLOOR, PackCheck.CYCLE_CAP):
        ledger = field_of(Portfolio, "ledger.hours")
        return ledger is not None and selects(ledger, key, value[0])
    return any(selects(field, key, value[0]) for field in fields)


def _condition_fix(rule: PackRule, key: str) -> Message:
    if key == "audience" and not rule.of:
        return say("对象写在“适用 scope”里", "state the audience in `scope`")
    return say(
        "删去这个条件，或换成逐项的字段，如 units.hours、grants.hours、ledger.hours",
        "remove the condition, or name a field of items such as units.hours, grants.hours or ledger.hours",
    )


def _can_separate(rule: PackRule, fields: Iterable[Field], per: Per) -> bool:
    allowed = FORMS[rule.check].per
    if any(_is_there(rule, key) for key in SHARES):
        allowed = tuple(one for one in allowed if one in FORMS[PackCheck.SHARE].per)
    return per in allowed and (per is Per.FTE or any(separates(field, per) for field in fields))


def _per_fix(per: Per) -> Message:
    return {
        Per.YEAR: say(
            "按年的用 hours、units.hours、grants.hours、ledger.hours 的合计，或档案里有日期的条目的计数",
            "by year: sums of hours, units.hours, grants.hours or ledger.hours, counts of a portfolio's dated entries",
        ),
        Per.AUDIENCE: say("按对象的用 units.hours", "by audience: units.hours"),
        Per.UNIT: say("按单元的用 units.hours 的合计", "by unit: sums of units.hours"),
        Per.DAY: say("按天的用 sessions.hours 的合计", "by day: sums of sessions.hours"),
        Per.FTE: say("按全时当量的用 cycle_floor、cycle_cap", "by fte: cycle_floor and cycle_cap"),
    }[per]


def _idle_scope(document: Document, scope: Scope | None, fields: tuple[Field, ...], at: FieldPath) -> Iterator[Finding]:
    if scope is None or not fields or any(field.kind is not Portfolio for field in fields):
        return
    for key in ("types", "audience"):
        if getattr(scope, key):
            message = say(
                "教师档案没有“{chinese} {key}”，这条规则永远用不上",
                "a portfolio has no “{key}”; the rule would never apply",
                chinese=entry_of(Scope, key).chinese[0],
                key=key,
            )
            fix = say("删去，或改用方案的字段", "remove it, or name fields of plans")
            yield _broken(document, "RP10", (*at, "scope", key), message, fix)


# --- figures ----------------------------------------------------------------------------------------------------------


def _misfit_limits(document: Document, rule: PackRule, at: FieldPath) -> Iterator[Finding]:
    """Limits in a unit that the field does not have."""
    fields = _fields(rule)
    for key in ("at_least", "at_most", "hours"):
        bound = getattr(rule, key)
        if bound is None or key not in FORMS[rule.check].reads:
            continue
        measures = _measures_of(rule, fields)
        if measures and not any(_suits(bound, measure) for measure in measures):
            message = say(
                "{key} 写的是 {bound}，而 {of} 是{measure}",
                "{key} says {bound}, while {of} is {measure}",
                key=_key(key),
                bound=bound,
                of=rule.of or rule.check,
                measure=_MEASURES[measures[0]],
            )
            yield _broken(
                document, "RP11", (*at, key), message, say("写同一种单位的限值", "state it in the field's unit")
            )
    for key in SHARES:
        limit = getattr(rule, key)
        wholes = fields_of(limit.of) if limit is not None and key in FORMS[rule.check].reads else ()
        alike = {(one.kind, one.measure) for one in wholes} & {(one.kind, one.measure) for one in fields}
        if wholes and fields and not alike:
            message = say(
                "{of} 和 {whole} 单位不同，或者不在同一种文档里，不能比",
                "{of} and {whole} are of different units or documents and cannot be compared",
                of=rule.of,
                whole=limit.of,
            )
            yield _broken(
                document, "RP11", (*at, key, "of"), message, say("写同一种字段", "name a field of the same unit")
            )


def _measures_of(rule: PackRule, fields: tuple[Field, ...]) -> list[Measure]:
    if rule.check in (PackCheck.CYCLE_FLOOR, PackCheck.CYCLE_CAP):
        return ["hours"]
    if rule.check is PackCheck.COUNT:
        return ["number"]
    return [field.measure for field in fields if field.measure is not None]


def _suits(bound: Bound, measure: Measure) -> bool:
    if measure in ("hours", "absence"):
        return bound.measure in ("number", "hours")
    if measure == "money":
        return bound.measure in ("number", "money")
    return bound.measure == measure


def _contradictions(document: Document, rule: PackRule, at: FieldPath) -> Iterator[Finding]:
    least, most = rule.at_least, rule.at_most
    for key in ("at_least", "hours"):
        bound = getattr(rule, key)
        if bound is not None and bound.value == 0 and bound.measure != "time":
            message = say(
                "{key} 写的是 0，这条规则什么也不要求", "{key} is 0: the rule asks for nothing", key=_key(key)
            )
            yield _broken(document, "RP11", (*at, key), message, say("写大于 0 的限值", "state a limit above 0"))
    if least and most and (least.measure, least.unit) == (most.measure, most.unit) and least.value > most.value:
        message = say(
            "至少 {least} 大于至多 {most}，没有文档能满足",
            "at_least {least} is more than at_most {most}; no document can meet both",
            least=least,
            most=most,
        )
        yield _broken(document, "RP11", (*at, "at_least"), message, say("核对两个限值", "check both limits"))
    low, high = rule.at_least_share, rule.at_most_share
    for key, limit in (("at_least_share", low), ("at_most_share", high)):
        if limit is not None and not (limit.share.is_share and 0 <= limit.share.value <= 1):
            message = say(
                "比例写的是 {share}，应为 0 到 100% 之间",
                "the share is {share}; it should lie between 0 and 100%",
                share=limit.share,
            )
            fix = say("写成 30% 或 1/3", "write 30% or 1/3")
            yield _broken(document, "RP11", (*at, key, "share"), message, fix)
    if low and high and low.of == high.of and low.share.value > high.share.value:
        message = say(
            "至少占 {low} 大于至多占 {high}，没有文档能满足",
            "at_least_share {low} is more than at_most_share {high}; no document can meet both",
            low=low.share,
            high=high.share,
        )
        yield _broken(document, "RP11", (*at, "at_least_share"), message, say("核对两个比例", "check both shares"))


def _validity(document: Document, valid: Validity | None) -> Iterator[Finding]:
    if valid and valid.begins and valid.ends and valid.begins > valid.ends:
        message = say(
            "有效期从 {begins} 到 {ends}，开始晚于结束",
            "valid from {begins} to {ends}: it ends before it begins",
            begins=valid.begins,
            ends=valid.ends,
        )
        yield _broken(document, "RP11", ("valid", "begins"), message, say("核对两个日期", "check both dates"))


# --- messages ---------------------------------------------------------------------------------------------------------

_BRACE = re.compile(r"\{([^{}]*)(\}?)")


def _placeholders(document: Document, rule: PackRule, at: FieldPath) -> Iterator[Finding]:
    known = placeholders(rule)
    for language in ("zh", "en"):
        text = getattr(rule.message, language) if rule.message else None
        wrong = next((found[0] for found in _BRACE.finditer(text or "") if found[1] not in known or not found[2]), None)
        if wrong is not None:
            message = say(
                "没有占位符 {name}，可用：{known}",
                "there is no placeholder {name}; known: {known}",
                name=wrong[:30].strip(),
                known=tuple(f"{{{name}}}" for name in known),
            )
            yield _broken(document, "RP08", (*at, "message", language), message, None)


# --- parents ----------------------------------------------------------------------------------------------------------


def check_parents(packs: Mapping[str, tuple[Document, Pack | None]]) -> Iterator[Finding]:
    """Parents that are not there, and chains of parents that lead back; each once. None is a pack that does not decode."""
    circles: set[str] = set()
    for identifier, (document, pack) in packs.items():
        if pack is None or pack.parent is None:
            continue
        if pack.parent not in packs:
            message = say("没有规则包“{parent}”", "there is no pack “{parent}”", parent=pack.parent)
            near = get_close_matches(pack.parent, packs, 1, 0.6) or sorted(packs)
            fix = say("是不是 {near}？", "did you mean {near}?", near=near)
            yield _broken(document, "RP12", ("parent",), message, fix)
            continue
        chain = _chain(packs, identifier)
        if chain[-1] == identifier and identifier not in circles:
            circles.update(chain)
            message = say("上级绕成了环：{chain}", "the parents lead back: {chain}", chain=" → ".join(chain))
            yield _broken(document, "RP12", ("parent",), message, say("删去其中一个上级", "remove one of the parents"))


def _chain(packs: Mapping[str, tuple[Document, Pack | None]], start: str) -> list[str]:
    """The pack, its parent and so on, up to the first that comes again."""
    chain = [start]
    while True:
        pack = packs[chain[-1]][1] if chain[-1] in packs else None
        if pack is None or pack.parent is None:
            return chain
        chain.append(pack.parent)
        if pack.parent in chain[:-1]:
            return chain


def _broken(document: Document, code: str, path: FieldPath, message: Message, fix: Message | None) -> Finding:
    return Finding(
        code=code,
        severity=Severity.ERROR,
        at=Place(document.path, path),
        document=document.key,
        message=message,
        why=STOPS,
        fix=fix or say("改规则包的这一行", "mend this line of the pack"),
    )
