"""Verdicts of rule packs: what each rule of each pack that applies says of a document, with actual, limit and slack.

A rule is data; the engine knows the addends, so that every verdict can name them.
"""

from __future__ import annotations

from planfolio.catalog import Catalog, Item
from planfolio.model import Pack
from planfolio.model.packs import PackRule
from planfolio.totals import Totals, packs_of
from planfolio.verdicts.bench import Bench, Outcome, OutOfForce, Verdict
from planfolio.verdicts.cycles import plan_years
from planfolio.verdicts.scope import applies, dated, pack_place
from planfolio.verdicts.vocabulary import JUDGES

__all__ = ["OutOfForce", "Outcome", "Verdict", "judge", "plan_years"]


def judge(catalog: Catalog, item: Item, totals: Totals) -> tuple[tuple[Verdict, ...], tuple[OutOfForce, ...]]:
    """The verdicts on a plan or portfolio, pack by pack and rule by rule, and the packs not in force at its date."""
    verdicts: list[Verdict] = []
    idle: list[OutOfForce] = []
    day = dated(item)
    for index, identifier in enumerate(packs_of(catalog, item)):
        pack = catalog.record(Pack, identifier)
        if pack is None or not applies(pack.scope, item):
            continue
        if day is not None and not pack.covers(day):
            idle.append(OutOfForce(pack=identifier, at=pack_place(item, index), day=day))
            continue
        for rule in (*_inherited(catalog, pack), *pack.rules):
            if applies(rule.scope, item):
                verdicts.extend(JUDGES[rule.check](Bench(catalog, item, totals, identifier, pack, rule, day is None)))
    return tuple(verdicts), tuple(idle)


def _inherited(catalog: Catalog, pack: Pack) -> tuple[PackRule, ...]:
    """Rules of the packs above it whose codes it does not replace."""
    own = {rule.code for rule in pack.rules}
    found: list[PackRule] = []
    seen: set[str] = set()
    parent = pack.parent
    while parent and parent not in seen:
        seen.add(parent)
        above = catalog.record(Pack, parent)
        if above is None:
            break
        found = [rule for rule in above.rules if rule.code not in own] + found
        own |= {rule.code for rule in above.rules}
        parent = above.parent
    return tuple(found)
