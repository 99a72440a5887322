"""The facets of pages, in forms in which a browser can count them."""

from collections import Counter
from collections.abc import Iterable, Sequence

from planfolio.search.entries import FACETS, YEAR
from planfolio.search.prepared import Prepared


def facets(pages: Sequence[Prepared]) -> dict[str, dict[str, list[object]]]:
    """For each facet that a page has: the values that stand together, and for each page which of these it has.

    {"方式": {"values": [["集中面授"], [], ["集中面授", "网络研修"]], "pages": [0, 0, 2, 1]}}: the fourth page has none.
    """
    return {facet: found for facet in FACETS if any((found := _facet(facet, pages))["values"])}


def _facet(facet: str, pages: Sequence[Prepared]) -> dict[str, list[object]]:
    of_pages = [page.filters.get(facet, ()) for page in pages]
    place = {values: number for number, values in enumerate(dict.fromkeys(of_pages))}
    return {"values": [list(values) for values in place], "pages": [place[values] for values in of_pages]}


def counts(pages: Iterable[Prepared]) -> dict[str, list[tuple[str, int]]]:
    """How many pages have each value, by facet: {"方式": [["集中面授", 3], ["网络研修", 1]]}.

    Years stand from the latest on, other values from the most frequent on.
    """
    found = {facet: Counter[str]() for facet in FACETS}
    for page in pages:
        for facet, values in page.filters.items():
            found[facet].update(values)
    years = found.pop(YEAR)
    ordered = {YEAR: sorted(years.items(), reverse=True)}
    ordered |= {facet: sorted(values.items(), key=_most_first) for facet, values in found.items()}
    return {facet: values for facet, values in ordered.items() if values}


def _most_first(counted: tuple[str, int]) -> tuple[int, str]:
    value, count = counted
    return -count, value
