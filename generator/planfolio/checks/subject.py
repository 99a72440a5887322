"""Subject: one document before one check, with all that the check may look at and the words in which it answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from planfolio.catalog import Catalog, Item
from planfolio.completeness import Completeness
from planfolio.evidence import Evidence
from planfolio.findings import Finding, Message, NotComputable, Passed, Place, Related, Rule, Severity, say
from planfolio.model import DocumentRecord
from planfolio.model.amounts import HourUnit, class_hours
from planfolio.model.records import Record, entry_of
from planfolio.totals import Addend, Totals
from planfolio.verdicts import OutOfForce, Verdict
from planfolio.verdicts.bench import HOURS


class Subject(NamedTuple):
    """A decoded document and its surroundings; `rule` is the check's own. A tuple: each document makes one a check."""

    item: Item
    record: DocumentRecord
    evidence: Evidence
    today: date
    rule: Rule

    @property
    def catalog(self) -> Catalog:
        return self.evidence.catalog

    @property
    def all_totals(self) -> Mapping[str, Totals]:
        """The hour totals of every document, by key."""
        return self.evidence.totals

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        """What the packs say of the document."""
        return self.evidence.verdicts.get(self.item.key, ())

    @property
    def out_of_force(self) -> tuple[OutOfForce, ...]:
        """Packs that the document names although they were not in force at its date."""
        return self.evidence.out_of_force.get(self.item.key, ())

    @property
    def completeness(self) -> Completeness:
        return self.evidence.completeness[self.item.key]

    @property
    def totals(self) -> Totals | None:
        """The document's hour totals, where its kind has any."""
        return self.all_totals.get(self.item.key)

    def at(self, *path: str | int) -> Place:
        """The place of a field of the document."""
        return self.item.at(*path)

    def finding(
        self,
        at: Place,
        message: Message,
        *,
        fix: Message | None = None,
        why: Message | None = None,
        related: Iterable[Related] = (),
        severity: Severity | None = None,
        rule: str | None = None,
    ) -> Finding:
        """The rule does not hold. The severity is the rule's own unless said otherwise, the reason its title."""
        return Finding(
            code=self.rule.code,
            severity=severity or self.rule.severity,
            at=at,
            document=self.item.key,
            message=message,
            why=why or self.rule.title,
            fix=fix,
            related=tuple(related),
            rule=rule,
        )

    def passed(self, message: Message) -> Passed:
        """The rule was computed and holds; `message` is its arithmetic."""
        return Passed(code=self.rule.code, document=self.item.key, message=message)

    def not_computable(self, message: Message) -> NotComputable:
        """The rule cannot be computed; `message` says why."""
        return NotComputable(code=self.rule.code, document=self.item.key, message=message)


def named(model: type[Record], name: str) -> Message:
    """A field inside a sentence: 合格线, pass mark."""
    return say("{zh}", "{en}", zh=entry_of(model, name).chinese[0], en=name.replace("_", " "))


def in_all(count: int) -> Message | str:
    """How many places a finding speaks of, where they are several."""
    return say("，共 {count} 处", " ({count} in all)", count=count) if count > 1 else ""


def joined(clauses: Iterable[Message | str]) -> Message:
    """Clauses in one sentence, set apart more strongly than the items of a list."""
    values = {f"clause{number}": clause for number, clause in enumerate(clauses)}
    names = [f"{{{name}}}" for name in values]
    return Message("；".join(names), "; ".join(names), values)


def addend_places(addends: Iterable[Addend], unit: Message | HourUnit = HOURS) -> tuple[Related, ...]:
    """Every addend as a related place, with its amount and its class hours, or with what else `unit` says it counts."""
    return tuple(Related(at=addend.at, message=_addend_text(addend, unit)) for addend in addends)


def _addend_text(addend: Addend, unit: Message | HourUnit) -> Message:
    if isinstance(unit, HourUnit) and addend.amount is not None:  # added up in this unit, without a conversion
        return say("“{title}”：{amount}", "“{title}”: {amount}", title=addend.title, amount=addend.amount)
    if addend.hours is None:
        return say("“{title}”：{why}", "“{title}”: {why}", title=addend.title, why=addend.why)
    if addend.amount is not None and addend.amount.unit.value != "学时":
        return say(
            "“{title}”：{amount} = {hours}",
            "“{title}”: {amount} = {hours}",
            title=addend.title,
            amount=addend.amount,
            hours=class_hours(addend.hours),
        )
    amount = (
        class_hours(addend.hours)
        if unit is HOURS
        else say("{amount} {unit}", "{amount} {unit}", amount=addend.hours, unit=unit)
    )
    return say("“{title}”：{amount}", "“{title}”: {amount}", title=addend.title, amount=amount)
