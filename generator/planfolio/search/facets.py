"""The facets of a site's pages, in a form in which a browser can count them."""

from collections.abc import Sequence

from planfolio.search.sources import FACETS, Entry


def facets(entries: Sequence[Entry]) -> dict[str, dict[str, list[object]]]:
    """For each facet that a page has: the values that stand together, and for each page which of these it has.

    {"方式": {"values": [["集中面授"], [], ["集中面授", "网络研修"]], "pages": [0, 0, 2, 1]}}: the fourth page has none.
    """
    return {facet: found for facet in FACETS if any((found := _facet(facet, entries))["values"])}


def _facet(facet: str, entries: Sequence[Entry]) -> dict[str, list[object]]:
    of_pages = [entry.filters.get(facet, ()) for entry in entries]
    place = {values: number for number, values in enumerate(dict.fromkeys(of_pages))}
    return {"values": [list(values) for values in place], "pages": [place[values] for values in of_pages]}
