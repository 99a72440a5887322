"""The entries of search: what it knows of each page."""

import re
from collections.abc import Mapping
from datetime import date

from planfolio.frozen import frozen

YEAR = "学年"
FACETS = (YEAR, "类型", "学段", "学科", "单位", "方式", "状态")
"""The facets of search in the order in which they are shown; their keys are the same in every language."""

_LETTER = re.compile(r"[^\W_]")


@frozen(kw_only=True)
class Section:
    """A heading and the plain text below it, up to the next heading; the first may have no heading.

    `anchor` is the heading's id on the published page. Paragraphs of `text` stand apart by a blank line.
    """

    heading: str
    anchor: str | None
    text: str


@frozen(kw_only=True)
class Entry:
    """What search knows of one page.

    `path` is the site-relative address, "plans/autumn-2024/"; "" is the home page.
    `filters` maps FACETS to their values, such as "类型" to ("学期方案",). `hours` is what the page says of them: "36 学时".
    """

    path: str
    title: str
    names: tuple[str, ...]
    keywords: tuple[str, ...]
    filters: Mapping[str, tuple[str, ...]]
    date: date | None
    sections: tuple[Section, ...] = ()
    hours: str = ""

    def has_words(self) -> bool:
        """Whether the page has a word to be found by."""
        texts = (self.title, *(part for section in self.sections for part in (section.heading, section.text)))
        return any(_LETTER.search(text) for text in texts)
