"""Scope: to which documents a pack or a rule applies, and by which day it is in force."""

from __future__ import annotations

from datetime import date

from planfolio.catalog import Item
from planfolio.findings import Place
from planfolio.model import Plan, Portfolio
from planfolio.model.packs import Scope


def dated(item: Item) -> date | None:
    """The day by which the pack in force is found: issued, else the period's start, else that of the school year."""
    record = item.record
    if isinstance(record, Portfolio):
        return record.cycle.end if record.cycle else None
    if not isinstance(record, Plan):
        return None
    if record.issued is not None:
        return record.issued
    if record.period is not None and record.period.start is not None:
        return record.period.start
    return date(int(record.school_year[:4]), 9, 1) if record.school_year else None


def applies(scope: Scope | None, item: Item) -> bool:
    """Whether a scope takes in the document; what a document does not state is no reason to leave it out."""
    record = item.record
    if scope is None:
        return True
    if isinstance(record, Portfolio):
        return not scope.types and (
            not scope.school_stages or record.school_stage is None or record.school_stage in scope.school_stages
        )
    if not isinstance(record, Plan):
        return False
    return (
        (not scope.types or record.type in scope.types)
        and (
            not scope.school_stages
            or not record.school_stages
            or bool(set(scope.school_stages) & set(record.school_stages))
        )
        and (
            not scope.audience
            or not record.audience
            or any(wanted in text for wanted in scope.audience for text in record.audience)
        )
    )


def pack_place(item: Item, index: int) -> Place:
    record = item.record
    if isinstance(record, Portfolio):
        return item.at("cycle", "pack")
    return item.at("packs", index) if isinstance(record, Plan) and record.packs else item.at("title")
