"""Hour totals of plans, curricula, schedules and portfolios, by mode, category, audience and year."""

from planfolio.totals.grants import circle, counted_grants, inclusion_unstated
from planfolio.totals.ledgers import YearTable, counted_entries, same_entry, year_table
from planfolio.totals.rates import day_of, in_force, lineage, other_rates, packs_of, rates_of
from planfolio.totals.sessions import Meeting, week_of, weekly
from planfolio.totals.site import by_key, by_teacher, published_hours
from planfolio.totals.sums import NOTHING, Addend, Sum, total
from planfolio.totals.tally import ACCOUNTS, SUMMED, Totals, totals_of
from planfolio.totals.units import UnitTotal, audiences, grouped, leaves, planned_sum

__all__ = [
    "ACCOUNTS",
    "NOTHING",
    "SUMMED",
    "Addend",
    "Meeting",
    "Sum",
    "Totals",
    "UnitTotal",
    "YearTable",
    "audiences",
    "by_key",
    "by_teacher",
    "circle",
    "counted_entries",
    "counted_grants",
    "day_of",
    "grouped",
    "in_force",
    "inclusion_unstated",
    "leaves",
    "lineage",
    "other_rates",
    "packs_of",
    "planned_sum",
    "published_hours",
    "rates_of",
    "same_entry",
    "total",
    "totals_of",
    "week_of",
    "weekly",
    "year_table",
]
