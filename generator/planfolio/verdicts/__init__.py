"""Verdicts of rule packs: what each rule of each pack that applies says of a document, with actual, limit and slack.

A rule is data; the engine knows the addends, so that every verdict can name them.
"""

from __future__ import annotations

from datetime import date

from planfolio.catalog import Catalog, Item
from planfolio.model import Pack, Schedule
from planfolio.model.packs import PackRule
from planfolio.totals import Totals, lineage, packs_of
from planfolio.verdicts.bench import Bench, Outcome, OutOfForce, Verdict, amount
from planfolio.verdicts.cycles import plan_years
from planfolio.verdicts.scope import Judged, judged_as, pack_place
from planfolio.verdicts.vocabulary import JUDGES

__all__ = ["OutOfForce", "Outcome", "Verdict", "amount", "judge", "plan_years"]


def judge(
    catalog: Catalog, item: Item, totals: Totals, *, today: date
) -> tuple[tuple[Verdict, ...], tuple[OutOfForce, ...]]:
    """The verdicts on a plan, portfolio or schedule, pack by pack and rule by rule, and the packs not in force then."""
    verdicts: list[Verdict] = []
    idle: list[OutOfForce] = []
    judged = judged_as(catalog, item)
    for index, identifier in enumerate(packs_of(catalog, item)):
        rules, asleep = _rules(catalog, identifier, judged)
        if not isinstance(item.record, Schedule):  # its plan says it already
            idle.extend(OutOfForce(pack=name, at=pack_place(item, index), day=day) for name, day in asleep)
        for pack, rule in rules:
            if judged.applies(rule.scope):
                bench = Bench(
                    catalog=catalog,
                    item=item,
                    totals=totals,
                    today=today,
                    pack_id=identifier,
                    pack=pack,
                    rule=rule,
                    undated=judged.day is None,
                    in_scope=judged.states(pack.scope) and judged.states(rule.scope),
                )
                verdicts.extend(JUDGES[rule.check](bench))
    return tuple(verdicts), tuple(idle)


def _rules(
    catalog: Catalog, identifier: str, judged: Judged
) -> tuple[list[tuple[Pack, PackRule]], list[tuple[str, date]]]:
    """The rules of a pack and, before them, of the packs above it, each with the pack that it comes from; and the packs
    that were not in force. A rule replaces one of the same code further up."""
    found: list[tuple[Pack, PackRule]] = []
    asleep: list[tuple[str, date]] = []
    codes: set[str] = set()
    for name, pack in lineage(catalog, identifier):
        if not judged.applies(pack.scope):
            continue
        if judged.day is not None and not pack.covers(judged.day):
            asleep.append((name, judged.day))
            continue
        found = [*((pack, rule) for rule in pack.rules if rule.code not in codes), *found]
        codes |= {rule.code for rule in pack.rules}
    return found, asleep
