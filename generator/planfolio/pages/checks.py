"""Checks on a document's page: how complete it is, how many findings it has, and where its review sheet is."""

from __future__ import annotations

from dataclasses import dataclass

from planfolio.catalog import Item
from planfolio.charts import Bar, counted
from planfolio.pages.edition import Link
from planfolio.pages.remarks import Counts
from planfolio.pages.studio import Studio


@dataclass(frozen=True, slots=True, kw_only=True)
class Checks:
    """Completeness, findings and decision of one document. `sheet` is the address of its review sheet."""

    present: int
    required: int
    missing: tuple[str, ...]
    counts: Counts
    decision: str
    sheet: str

    @property
    def bar(self) -> Bar:
        return counted(self.present, self.required)


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
        decision=edition.shown(decision) if (decision := studio.decisions.get(item.key)) else "",
        sheet=sheet_address(studio, item.key) or "report/",
    )


def sheet_address(studio: Studio, key: str | None) -> str | None:
    """The address of a document's review sheet. Documents without a page have none, nor has an organisation of which
    there is nothing to say."""
    if key is None or key not in studio.reported or key not in studio.edition.keys:
        return None
    return f"report/{key}/" if not key.startswith("organisations/") or studio.remarks.judged(key) else None


def sheet_link(studio: Studio, key: str) -> Link:
    """A document's title, leading to its sheet where it has one."""
    found = studio.sheet_links.get(key)
    if found is None:
        item = studio.edition.catalog.items.get(key)
        title = studio.edition.title(item) if item else key
        found = studio.sheet_links[key] = Link(text=title, address=sheet_address(studio, key))
    return found
