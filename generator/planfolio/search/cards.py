"""The card of a page: what a reader's browser shows of it as a result."""

from planfolio.search.sources import Entry, paragraphs
from planfolio.search.tokens import flowing

_KINDS = ("类型", "单位", "学年")
"""The facets that tell in a line what a page is."""


def card(entry: Entry) -> dict[str, object]:
    """The card of an entry, as JSON has it.

    {"address": "plans/autumn/", "title": …, "kinds": ["学期方案", "2024-2025", "36 学时"], "sections": [[anchor, heading, text], …]}.
    Headings and texts are as they are searched, each paragraph a line.
    """
    kinds = [value for facet in _KINDS for value in entry.filters.get(facet, ())]
    return {
        "address": entry.path,
        "title": entry.title,
        "kinds": [*kinds, entry.hours] if entry.hours else kinds,
        "sections": [
            [section.anchor or "", flowing(section.heading), "\n".join(map(flowing, paragraphs(section.text)))]
            for section in entry.sections
        ],
    }
