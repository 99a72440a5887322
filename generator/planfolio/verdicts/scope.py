"""Scope: to which documents a pack or a rule applies, and by which day it is in force."""

from __future__ import annotations

from datetime import date

from planfolio.catalog import Catalog, Item
from planfolio.findings import Place
from planfolio.frozen import frozen
from planfolio.model import Plan, Portfolio, Schedule
from planfolio.model.choices import PlanType, SchoolStage
from planfolio.model.packs import Scope
from planfolio.totals import day_of


@frozen
class Judged:
    """What of a document decides which rules are for it. A schedule is what its plan is; `type` None is no plan."""

    day: date | None
    type: PlanType | None
    school_stages: tuple[SchoolStage, ...]
    audience: tuple[str, ...]
    is_plan: bool

    def applies(self, scope: Scope | None) -> bool:
        """Whether a scope takes in the document; what a plan does not state is no reason to leave it out.

        Types and audiences are of plans: a scope that names some is for no portfolio.
        """
        if scope is None:
            return True
        if not self.is_plan:
            return not scope.types and not scope.audience and self._has_stage(scope)
        return (
            (not scope.types or self.type in scope.types)
            and self._has_stage(scope)
            and (
                not scope.audience
                or not self.audience
                or any(wanted in text for wanted in scope.audience for text in self.audience)
            )
        )

    def _has_stage(self, scope: Scope) -> bool:
        return (
            not scope.school_stages
            or not self.school_stages
            or bool(set(scope.school_stages) & set(self.school_stages))
        )

    def states(self, scope: Scope | None) -> bool:
        """Whether the document states all that a scope asks about."""
        return scope is None or not (
            (scope.school_stages and not self.school_stages) or (scope.audience and not self.audience)
        )


def judged_as(catalog: Catalog, item: Item) -> Judged:
    """What decides which rules are for the document."""
    record, day = item.record, day_of(catalog, item)
    if isinstance(record, Schedule):
        plan = catalog.plan_of(item)
        if plan is not None and isinstance(plan.record, Plan):
            return judged_as(catalog, plan)
        return Judged(day, None, (), (), is_plan=False)
    if isinstance(record, Portfolio):
        stages = (record.school_stage,) if record.school_stage else ()
        return Judged(day, None, stages, (), is_plan=False)
    assert isinstance(record, Plan)
    return Judged(day, record.type, record.school_stages, record.audience, is_plan=True)


def pack_place(item: Item, index: int) -> Place:
    """Where a document names its pack, or would."""
    record = item.record
    if isinstance(record, Portfolio):
        return item.at("cycle", "pack")
    return item.at("packs", index) if isinstance(record, Plan) and record.packs else item.at("title")
