"""The shards of a large site: one search bundle for each school year, merged again in the browser."""

from collections import defaultdict
from collections.abc import Sequence

from planfolio.search.sources import Entry

WHOLE = "all"
EARLIER, UNDATED = "earlier", "other"
# One index of 10,000 pages takes 4 GB; a browser merges ten bundles without a pause.
PAGES_IN_ONE, BUNDLES_AT_MOST = 5_000, 10


def shards(entries: Sequence[Entry], *, pages_in_one: int = PAGES_IN_ONE) -> dict[str, list[Entry]]:
    """The entries by name of their bundle: one bundle for a site of usual size, else one for each recent school year.

    The years before the eight latest share one bundle, and so do the pages without a year.
    """
    if len(entries) <= pages_in_one:
        return {WHOLE: list(entries)} if entries else {}
    years = sorted({year for entry in entries if (year := _year(entry)) is not None})
    recent = set(years[-(BUNDLES_AT_MOST - 2) :])
    found: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        found[_name(entry, recent)].append(entry)
    return dict(sorted(found.items()))


def _name(entry: Entry, recent: set[str]) -> str:
    year = _year(entry)
    if year is None:
        return UNDATED
    return year if year in recent else EARLIER


def _year(entry: Entry) -> str | None:
    """The latest school year of a page ("2023-2024"); a value of another form names no folder."""
    years = [year for year in entry.filters.get("学年", ()) if year.isascii() and year.replace("-", "").isdigit()]
    return max(years, default=None)
