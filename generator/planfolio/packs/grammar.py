"""Grammar: which keys each check of the closed vocabulary reads, on which fields it works, and what its messages may say."""

from __future__ import annotations

from collections.abc import Callable

from planfolio.findings import Message, say
from planfolio.frozen import frozen
from planfolio.model import Portfolio, Schedule
from planfolio.model.packs import PackCheck, PackRule, Per
from planfolio.model.records import entries
from planfolio.model.scalars import Measure
from planfolio.packs.fields import SESSION_HOURS, UNITS, Field

KEYS = ("of", "where", "per", "hours", "years", "at_least", "at_most", "at_least_share", "at_most_share", "level")
"""The keys of a rule that some checks read and others do not."""
SHARES = ("at_least_share", "at_most_share")
_LIMITS = ("at_least", "at_most")
_AMOUNTS: tuple[Measure, ...] = ("hours", "money", "number")


@frozen(kw_only=True)
class Form:
    """What a rule of one check looks like: one key of each group in `needs`, further ones from `takes`."""

    needs: tuple[tuple[str, ...], ...]
    fields: Message
    takes: tuple[str, ...] = ()
    per: tuple[Per, ...] = ()
    fits: Callable[[Field], bool] = lambda field: True

    @property
    def reads(self) -> frozenset[str]:
        """Every key that the check does something with."""
        per = ("per",) if self.per else ()
        return frozenset({key for group in self.needs for key in group} | set(self.takes) | set(per))

    @property
    def has_figures(self) -> bool:
        """Whether its verdicts have an actual figure and a limit."""
        return len(self.needs) > 1


def _measures(*wanted: Measure) -> Callable[[Field], bool]:
    return lambda field: field.measure in wanted


def _is_list(field: Field) -> bool:
    return field.is_many


_SUMMED = say("学时、金额或个数", "hours, money or a number")
_LISTED = say("列表", "a list")
_ANY = say("字段", "a field")

FORMS: dict[PackCheck, Form] = {
    PackCheck.REQUIRED: Form(needs=(("of",),), fields=_ANY, takes=("level",)),
    PackCheck.ONE_OF: Form(needs=(("of",),), fields=_ANY),
    PackCheck.COUNT: Form(
        needs=(("of",), _LIMITS), takes=("where", "level"), per=(Per.YEAR,), fits=_is_list, fields=_LISTED
    ),
    PackCheck.SUM: Form(
        needs=(("of",), (*_LIMITS, *SHARES)),
        takes=("where",),
        per=(Per.YEAR, Per.AUDIENCE, Per.UNIT, Per.DAY),
        fits=_measures(*_AMOUNTS),
        fields=_SUMMED,
    ),
    PackCheck.SHARE: Form(
        needs=(("of",), SHARES), takes=("where",), per=(Per.AUDIENCE,), fits=_measures(*_AMOUNTS), fields=_SUMMED
    ),
    PackCheck.EQUALS: Form(
        needs=(("of",), ("hours",)), takes=("where",), fits=_measures("hours"), fields=say("学时", "hours")
    ),
    PackCheck.EACH: Form(
        needs=(("of",), _LIMITS),
        takes=("where",),
        fits=_measures(*_AMOUNTS, "time", "absence"),
        fields=say("学时、金额、个数、时间或缺勤上限", "hours, money, a number, a time or a limit of absence"),
    ),
    PackCheck.UNIQUE: Form(needs=(("of",),), fits=_is_list, fields=_LISTED),
    PackCheck.WITHIN: Form(
        needs=(("of",),),
        fits=lambda field: field.measure == "day" and field.kind is not Schedule,
        fields=say("方案或档案里的日期", "a date in a plan or portfolio"),
    ),
    PackCheck.CYCLE_FLOOR: Form(needs=(("hours",), ("years",)), fields=_ANY, takes=("where",), per=(Per.FTE,)),
    PackCheck.CYCLE_CAP: Form(needs=(("hours",), ("years",)), fields=_ANY, takes=("where",), per=(Per.FTE,)),
}

PLACEHOLDERS: dict[str, Message] = {
    "title": say("规则名称", "the rule's name"),
    "actual": say("实际", "what is"),
    "limit": say("限值", "the limit"),
    "slack": say("富余，不足时为负", "what is left, negative where the rule fails"),
    "gap": say("差多少或超多少", "how much is short or too much"),
    "counted": say("去掉超出部分还算多少", "the total without the excess"),
}
"""What a message may hold in braces."""


def placeholders(rule: PackRule) -> tuple[str, ...]:
    """Those that a rule's verdict can fill in."""
    if not FORMS[rule.check].has_figures and rule.level is None:
        return ("title",)
    return tuple(name for name in PLACEHOLDERS if name != "counted" or caps(rule))


def caps(rule: PackRule) -> bool:
    """Whether it sets a limit not to pass: what is beyond one does not count."""
    return rule.check is PackCheck.CYCLE_CAP or (
        rule.check in (PackCheck.SUM, PackCheck.SHARE) and (rule.at_most is not None or rule.at_most_share is not None)
    )


def selects(field: Field, name: str, value: object) -> bool:
    """Whether `where` can pick among the items of a field by the key `name` and the value `value`."""
    model = field.entry.shape.record or field.owner
    if model is field.kind:
        return False
    entry = next((entry for entry in entries(model) if entry.name == name), None)
    if entry is None:
        return False
    return name == "audience" or (entry.shape.choice is not None and isinstance(value, entry.shape.choice))


def separates(field: Field, per: Per) -> bool:
    """Whether a field can be judged separately for each of what `per` names."""
    if per is Per.DAY:
        return field.name == SESSION_HOURS
    if per in (Per.AUDIENCE, Per.UNIT):
        return field.name == f"{UNITS}.hours"
    if per is Per.YEAR:
        model = field.entry.shape.record or field.owner
        is_dated = field.kind is Portfolio and any(entry.name == "date" for entry in entries(model))
        return is_dated or field.name in ("hours", f"{UNITS}.hours", "grants.hours")
    return False
