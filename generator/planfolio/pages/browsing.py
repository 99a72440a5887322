"""Browsing: the archive with its rows of facets, a page for each of their values, and the file that its script filters."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any
from urllib.parse import quote

from planfolio.frozen import frozen
from planfolio.pages.edition import COLLECTIONS, Link
from planfolio.pages.facets import Facet, Value, browsed, hours_of
from planfolio.pages.listing import Ordered, list_pages, listed
from planfolio.pages.page import Page
from planfolio.pages.studio import Studio
from planfolio.reads import EVERYTHING, note

ADDRESS = "archive/"
BELOW = (ADDRESS,)
FILE = f"{ADDRESS}facets.json"
MOST_VALUES = 60
"""Values of a facet that stand on the page of each value."""


@frozen(kw_only=True)
class Row:
    """A facet as a row of links; `chosen` is the address of the value that the page is about, None on pages about others."""

    step: str
    title: str
    links: tuple[Link, ...]
    chosen: Link | None


def pages(studio: Studio) -> Iterator[Page]:
    """The archive, and a list for each value by which it can be browsed."""
    edition = studio.edition
    items, _, rows = browsed(studio)
    yield from list_pages(
        studio,
        address=ADDRESS,
        title=edition.shown(COLLECTIONS["archive"]),
        documents=Ordered(items=items),
        trail=(edition.home,),
        layout="browse.html",
        above=partial(_rows, tuple(_row(row, row.values, None, counted=True) for row in rows)),
    )
    for facet in rows:
        for value in facet.values:
            yield from list_pages(
                studio,
                address=facet.address(value),
                title=f"{facet.title}{edition.say('：', ': ')}{value.name}",
                documents=Ordered(items=value.items),
                trail=edition.trail("archive"),
                layout="browse.html",
                above=partial(_above, studio, rows, facet, value),
            )


def _rows(rows: tuple[Row, ...]) -> dict[str, Any]:
    return {"rows": rows}


def _above(studio: Studio, rows: Iterable[Facet], facet: Facet, value: Value) -> dict[str, Any]:
    shown = tuple(_short_row(row, value if row is facet else None) for row in rows)
    return {"rows": shown, "total": _total(studio, facet, value)}


def _short_row(facet: Facet, chosen: Value | None) -> Row:
    """A facet as it stands on the page of a value. Without counts, which would change on every page with every document; a long
    one is left to the archive's own page."""
    is_long = len(facet.values) > MOST_VALUES
    values = ((chosen,) if chosen else ()) if is_long else facet.values
    return _row(facet, values, chosen, counted=False)


def _row(facet: Facet, values: Iterable[Value], chosen: Value | None, *, counted: bool) -> Row:
    links = {
        value.step: Link(text=value.name, address=facet.address(value), count=len(value.items) if counted else None)
        for value in values
    }
    return Row(
        step=facet.step,
        title=facet.title,
        links=tuple(links.values()),
        chosen=links[chosen.step] if chosen else None,
    )


def _total(studio: Studio, facet: Facet, value: Value) -> str:
    """The hours of all plans in the list, which is what they were added up from."""
    sums = {"year": studio.year_sums, "organisation": studio.issuer_sums}.get(facet.step, {})
    return studio.edition.shown(sums[value.step]) if value.step in sums else ""


# --- what the script filters ------------------------------------------------------------------------------------------


def facet_file(studio: Studio) -> bytes:
    """All that the archive lists, the newest first, as columns with a document at the same place in each: title, address,
    hours as text, details as numbers of `words`, values of facets as numbers of `values`, which stand as in the address of a
    filtered archive, and the ranks by which it can be sorted: by title, and by hours (the most first, unknown ones null)."""
    note(*EVERYTHING)
    items, places, rows = browsed(studio)
    entries = list(listed(studio, items))
    words = {word: number for number, word in enumerate(sorted({word for one in entries for word in one.details}))}
    values = [(row, value) for row in rows for value in row.values]
    held: dict[str, list[int]] = {}
    for number, (_, value) in enumerate(values):
        for item in value.items:
            held.setdefault(item.key, []).append(number)
    columns = {
        "title": [one.title for one in entries],
        "address": [one.address for one in entries],
        "hours": [one.hours for one in entries],
        "details": [[words[word] for word in one.details] for one in entries],
        "words": list(words),
        "facets": [held.get(item.key, []) for item in items],
        "values": [f"{row.step}={quote(value.step)}" for row, value in values],
        "sort=title": [places[item.key] for item in items],
        "sort=hours": _ranks(
            [(-hours.low, -hours.high) if (hours := hours_of(studio, item)) else None for item in items]
        ),
    }
    return json.dumps(columns, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _ranks(keys: list[Any]) -> list[int | None]:
    """Which place each key takes among all; equal ones share a place, and None has none."""
    places = {key: place for place, key in enumerate(sorted({key for key in keys if key is not None}))}
    return [places.get(key) for key in keys]
