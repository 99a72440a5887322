"""Evidence: what is computed of all documents before any rule speaks, so that checks, report and pages read the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from planfolio.catalog import Catalog
from planfolio.completeness import Completeness, completeness
from planfolio.model import Plan, Portfolio, Schedule
from planfolio.totals import Totals, tally
from planfolio.verdicts import OutOfForce, Verdict, judge


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Totals, verdicts of packs, packs not in force, and completeness, by document key."""

    catalog: Catalog
    totals: Mapping[str, Totals]
    verdicts: Mapping[str, tuple[Verdict, ...]]
    out_of_force: Mapping[str, tuple[OutOfForce, ...]]
    completeness: Mapping[str, Completeness]


def gather(catalog: Catalog, *, today: date) -> Evidence:
    """The evidence of a catalogue. `today` tells the years of a cycle that have begun from those that have not."""
    totals = tally(catalog)
    judged = {
        item.key: judge(catalog, item, totals[item.key], today=today)
        for item in catalog.items.values()
        if isinstance(item.record, (Plan, Portfolio, Schedule))
    }
    return Evidence(
        catalog=catalog,
        totals=totals,
        verdicts={key: verdicts for key, (verdicts, _) in judged.items()},
        out_of_force={key: idle for key, (_, idle) in judged.items()},
        completeness={item.key: completeness(item, catalog) for item in catalog.items.values() if item.record},
    )
