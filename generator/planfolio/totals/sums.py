"""Sums of class hours: exact, in any order, and honest about what is unknown."""

from __future__ import annotations

from collections.abc import Iterable

from planfolio.findings import Language, Message, Place, say
from planfolio.frozen import Latent, frozen
from planfolio.model.amounts import MISSING_RATE, Amount, Rates, class_hours
from planfolio.model.exact import Range, added


@frozen(kw_only=True)
class Addend:
    """One line of a sum: what it is, where it stands, the amount as written and its class hours (None where unknown)."""

    title: str
    at: Place
    amount: Amount | None
    hours: Range | None
    why: Message | None = None  # why the hours are unknown


@frozen
class Sum(Latent):
    """Class hours added up. `known` is None where nothing is known; `unknown` counts the addends that are not."""

    known: Range | None = None
    unknown: int = 0
    addends: tuple[Addend, ...] = ()

    @property
    def complete(self) -> bool:
        return self.known is not None and self.unknown == 0

    def shown(self, language: Language) -> str:
        """`36 学时`, or `≥ 36 学时，另有 1 项不可换算`."""
        if self.known is None:
            return "未知" if language == "zh" else "unknown"
        if not self.unknown:
            return class_hours(self.known).shown(language)
        unit = "学时" if language == "zh" else "class hours"
        more = f"，另有 {self.unknown} 项不可换算" if language == "zh" else f", {self.unknown} more cannot be converted"
        return f"≥ {self.known.low_text} {unit}{more}"

    def plus(self, other: Sum) -> Sum:
        return Sum(_add(self.known, other.known), self.unknown + other.unknown, self.addends + other.addends)

    def envelope(self, other: Sum) -> Sum:
        """Of two alternatives: the range that holds both. Where nothing is known of one, nothing is of the two."""
        known = self.known.envelope(other.known) if self.known and other.known else None
        unknown = max(self.unknown, other.unknown, int(known is None))
        return Sum(known, unknown, _union(self.addends, other.addends))


def _add(one: Range | None, other: Range | None) -> Range | None:
    if one is None or other is None:
        return one if other is None else other
    return one + other


def _union(one: tuple[Addend, ...], other: tuple[Addend, ...]) -> tuple[Addend, ...]:
    there = {addend.at for addend in one}  # an addend has one place
    return (*one, *(addend for addend in other if addend.at not in there))


NOTHING = Sum()


def total(addends: Iterable[Addend]) -> Sum:
    """The sum of `addends`; the order does not matter and nothing is rounded."""
    addends = tuple(addends)
    known = [addend.hours for addend in addends if addend.hours is not None]
    return Sum(known[0] if len(known) == 1 else added(known), len(addends) - len(known), addends)


def converted(title: str, at: Place, amount: Amount | None, rates: Rates) -> Addend:
    if amount is None:
        return Addend(title=title, at=at, amount=None, hours=None, why=say("没有写学时", "no hours are stated"))
    hours = rates.class_hours(amount)
    why = None
    if hours is None:
        why = say(
            "{unit}不能换算：没有{rate}",
            "{unit} cannot be converted: no {rate}",
            unit=amount.unit,
            rate=MISSING_RATE[amount.unit][1],
        )
    return Addend(title=title, at=at, amount=amount, hours=hours, why=why)
