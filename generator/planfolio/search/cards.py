"""The card of a page: what a reader's browser shows of it as a result."""

import json
from collections.abc import Iterable, Sequence

from planfolio.search.entries import YEAR, Entry

_KINDS = ("类型", "单位", YEAR)
"""The facets that tell in a line what a page is."""


def card(entry: Entry, sections: Iterable[tuple[str, Sequence[str]]]) -> bytes:
    """The card of an entry whose sections are read so (heading and paragraphs), as JSON.

    {"address": "plans/autumn/", "title": …, "kinds": ["学期方案", "2024-2025", "36 学时"], "sections": [[anchor, heading, text], …]}.
    Headings and texts are as they are searched, each paragraph a line.
    """
    kinds = [value for facet in _KINDS for value in entry.filters.get(facet, ())]
    return in_json(
        {
            "address": entry.path,
            "title": entry.title,
            "kinds": [*kinds, entry.hours] if entry.hours else kinds,
            "sections": [
                [section.anchor or "", heading, "\n".join(paragraphs)]
                for section, (heading, paragraphs) in zip(entry.sections, sections, strict=True)
            ],
        }
    )


def in_json(value: object) -> bytes:
    """A value as a browser reads it, without blanks."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
