"""Checks on a document's page: how complete it is, how many findings it has, and where the report tells more."""

from __future__ import annotations

from dataclasses import dataclass

from planfolio.catalog import Item
from planfolio.pages.remarks import Counts
from planfolio.pages.studio import Studio

PER_PAGE = 200
"""Documents on one page of the report."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checks:
    """Completeness and findings of one document. `report` is the address of its place in the report."""

    present: int
    required: int
    missing: tuple[str, ...]
    counts: Counts
    report: str


def checks_of(studio: Studio, item: Item) -> Checks | None:
    """What the report says of a document in short; None where the report is not public."""
    edition = studio.edition
    if not edition.has_report:
        return None
    found = studio.completeness.get(item.key)
    return Checks(
        present=found.present if found else 0,
        required=found.required if found else 0,
        missing=tuple(edition.shown(section.name) for section, severity in found.missing if severity != "note")
        if found
        else (),
        counts=studio.remarks.counts(item.key),
        report=_place(studio, item.key),
    )


def _place(studio: Studio, key: str) -> str:
    """A document's place in the report."""
    number = studio.reported.get(key)
    return "report/" if number is None else f"{report_address(number // PER_PAGE)}#{anchor(key)}"


def report_address(number: int) -> str:
    """The address of a page of the report; the first is number 0."""
    return f"report/{number + 1}/" if number else "report/"


def anchor(key: str) -> str:
    """The anchor of a document in the report."""
    return key.replace("/", "-")
