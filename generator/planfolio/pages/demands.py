"""Demands: what a rule of a pack asks for, in a sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction

from planfolio.findings import Language, Message, say
from planfolio.model.amounts import class_hours
from planfolio.model.exact import Range, written
from planfolio.model.packs import PackCheck, PackRule, Per, ShareLimit
from planfolio.model.records import entry_of
from planfolio.model.scalars import Bound
from planfolio.packs.fields import fields_of

_SENTENCES: Mapping[PackCheck, Message] = {
    PackCheck.REQUIRED: say("要写明{of}{level}", "must be stated: {of}{level}"),
    PackCheck.ONE_OF: say("至少写明一项：{of}", "at least one must be stated: {of}"),
    PackCheck.COUNT: say("{per}{of}{where}{level}的项数{limits}", "number of {of}{where}{level}{per}: {limits}"),
    PackCheck.SUM: say("{per}{of}{where}合计{limits}", "sum of {of}{where}{per}: {limits}"),
    PackCheck.SHARE: say("{per}{of}{where}{limits}", "{of}{where}{per}: {limits}"),
    PackCheck.EQUALS: say("{of}{where}合计等于 {hours}", "sum of {of}{where}: exactly {hours}"),
    PackCheck.EACH: say("每一项{of}{where}都{limits}", "each of {of}{where}: {limits}"),
    PackCheck.UNIQUE: say("{of}不重复", "no two alike: {of}"),
    PackCheck.WITHIN: say("{of}在起止（周期）以内", "within the period or cycle: {of}"),
    PackCheck.CYCLE_FLOOR: say("{years}{where}累计至少 {hours}{per}", "at least {hours} {years}{where}{per}"),
    PackCheck.CYCLE_CAP: say("{years}{where}累计至多 {hours}{per}，超出的不计", "at most {hours} {years}{where}{per}; more does not count"),
}  # fmt: skip
_PER: Mapping[Per, Message] = {
    Per.YEAR: say("每年的", " in each year"),
    Per.AUDIENCE: say("每类对象的", " for each audience"),
    Per.UNIT: say("每个单元的", " in each unit"),
    Per.DAY: say("每天的", " on each day"),
    Per.FTE: say("（按全时当量折算）", " (pro rata of full time)"),
}


def demand(rule: PackRule, language: Language) -> str:
    """`单元的学时（方式：网络研修）至多占单元的学时的 30%`."""
    parts: dict[str, Callable[[], str]] = {
        "of": lambda: _comma(language).join(_field(path, language) for path in rule.of),
        "where": lambda: _where(rule, language),
        "per": lambda: _PER[rule.per].shown(language) if rule.per else "",
        "level": lambda: _level(rule, language),
        "limits": lambda: _comma(language, "，").join(_limits(rule, language)),
        "hours": lambda: _amount(rule.hours, "hours", language) if rule.hours else "",
        "years": lambda: _years(rule.years, language) if rule.years else "",
    }
    sentence = _SENTENCES[rule.check]
    return sentence.shown(language).format(**{name: part() for name, part in parts.items()})


def _years(count: Fraction, language: Language) -> str:
    if count == 1:
        return "每年" if language == "zh" else "a year"
    return f"每 {written(count)} 年" if language == "zh" else f"in {written(count)} years"


def _comma(language: Language, chinese: str = "、") -> str:
    return chinese if language == "zh" else ", "


def _field(path: str, language: Language) -> str:
    """A field as sentences name it; the path itself where no kind of document has it."""
    found = fields_of(path)
    return found[0].label.shown(language) if found else path


def _where(rule: PackRule, language: Language) -> str:
    """（方式：网络研修，对象：专业课教师）."""
    if rule.where is None:
        return ""
    colon, comma, brackets = ("：", "；", "（{}）") if language == "zh" else (": ", "; ", " ({})")
    said = []
    for name in ("mode", "category", "status", "audience"):
        values = getattr(rule.where, name)
        if values:
            label = entry_of(type(rule.where), name).label.shown(language)
            shown = (
                value if isinstance(value, str) and type(value) is str else value.shown(language) for value in values
            )
            said.append(f"{label}{colon}{_comma(language).join(shown)}")
    return brackets.format(comma.join(said)) if said else ""


def _level(rule: PackRule, language: Language) -> str:
    if rule.level is None:
        return ""
    name = rule.level.shown(language)
    return f"（{name}级及以上）" if language == "zh" else f" ({name} level or higher)"


def _limits(rule: PackRule, language: Language) -> Iterator[str]:
    measure = None
    if rule.check is not PackCheck.COUNT:
        measure = next((field.measure for path in rule.of for field in fields_of(path)), None)
    for limit, word, by_the_clock in (
        (rule.at_least, say("至少", "at least"), say("不早于", "not before")),
        (rule.at_most, say("至多", "at most"), say("不晚于", "not after")),
    ):
        if limit is not None:
            how = by_the_clock if limit.measure == "time" else word
            yield f"{how.shown(language)} {_amount(limit, measure, language)}"
    for share, word in (
        (rule.at_least_share, say("至少占", "at least")),
        (rule.at_most_share, say("至多占", "at most")),
    ):
        if share is not None:
            yield _share(share, word.shown(language), language)


def _share(share: ShareLimit, word: str, language: Language) -> str:
    whole, part = _field(share.of, language), share.share.shown(language)
    return f"{word}{whole}的 {part}" if language == "zh" else f"{word} {part} of {whole}"


def _amount(bound: Bound, measure: str | None, language: Language) -> str:
    """A limit with its unit; a bare number of hours is one of class hours."""
    if bound.measure == "number" and measure == "hours":
        return class_hours(Range.of(bound.value)).shown(language)
    return bound.shown(language)
