"""Hours that a plan awards, none of them counted twice."""

from __future__ import annotations

from collections.abc import Callable
from graphlib import CycleError, TopologicalSorter

from planfolio.catalog import Item
from planfolio.model import Plan
from planfolio.model.amounts import Rates
from planfolio.model.exact import Range
from planfolio.model.plans import Grant
from planfolio.totals.sums import Sum, converted, total


def counted_grants(plan: Plan) -> tuple[tuple[int, Grant], ...]:
    """Grants that no other grant already includes, with their index."""
    inside = {title for grant in plan.grants for title in grant.includes}
    return tuple((index, grant) for index, grant in enumerate(plan.grants) if grant.title not in inside)


def inclusion_unstated(plan: Plan) -> bool:
    """Two or more grants of which none says what it includes."""
    return len(plan.grants) > 1 and not any(grant.states("includes") for grant in plan.grants)


def circle(plan: Plan) -> tuple[int, ...]:
    """Grants of which each includes the next and the last the first: none of them can be counted."""
    by_title = {grant.title: index for index, grant in enumerate(plan.grants)}
    graph = {
        index: [by_title[title] for title in grant.includes if title in by_title]
        for index, grant in enumerate(plan.grants)
    }
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        members: list[int] = error.args[1][:0:-1]
        first = members.index(min(members))
        return (*members[first:], *members[:first])
    return ()


def credited(item: Item, plan: Plan, rates: Rates, picks: Callable[[Grant], bool] | None = None) -> Sum | None:
    """Hours awarded, by all grants or by those that `picks` holds for; None where there are no grants.

    Where nobody says what includes what, a range from the largest grant to the sum of all.
    """
    if not plan.grants:
        return None
    result = total(
        converted(grant.title, item.at("grants", index, "hours"), grant.hours, rates)
        for index, grant in counted_grants(plan)
        if picks is None or picks(grant)
    )
    if any(picks is None or picks(plan.grants[index]) for index in circle(plan)):
        return Sum(result.known, result.unknown + 1, result.addends)
    known = [addend.hours for addend in result.addends if addend.hours is not None]
    if inclusion_unstated(plan) and known and result.known is not None:
        largest = max(hours.low for hours in known)
        return Sum(Range(largest, result.known.high), result.unknown, result.addends)
    return result
