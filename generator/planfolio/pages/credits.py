"""The credits: who worked on which documents, by name and counted in documents, where the settings want it told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from planfolio import collation
from planfolio.catalog import Item
from planfolio.findings import say
from planfolio.pages.edition import COLLECTIONS, Edition, Link
from planfolio.pages.page import Page
from planfolio.pages.studio import Studio

ADDRESS = "credits/"
PER_PAGE = 100
"""People on one page."""
MOST_NAMED = 12
"""Documents of one person that are named; of the rest it is said how many there are."""

_NAMES = {**COLLECTIONS, "pages": say("页面", "Pages")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Contributor:
    """Somebody who worked on documents: how many of each kind in words, and some of them by title."""

    name: str
    counts: str
    documents: tuple[Link, ...]
    more: int


def pages(studio: Studio) -> Iterator[Page]:
    """A hundred people to a page; none where nobody may be named. People are not to be found by searching for plans, here or
    elsewhere, so that neither the site's own index nor a search engine learns of the page."""
    edition = studio.edition
    contributors = edition.origins.contributors
    names = tuple(contributors)
    last = -(-len(names) // PER_PAGE)
    title = edition.say("致谢", "Credits")
    for number in range(last):
        yield edition.page(
            address=_address(number),
            kind="page",
            layout="credits.html",
            title=edition.say(f"{title}（第 {number + 1} 页）", f"{title} (page {number + 1})") if number else title,
            trail=(edition.home, *((Link(text=title, address=ADDRESS),) if number else ())),
            unlisted=True,
            context={
                "count": len(names),
                "contributors": tuple(
                    _contributor(edition, name, contributors[name])
                    for name in names[number * PER_PAGE : (number + 1) * PER_PAGE]
                ),
                "number": number + 1,
                "last": last,
                "previous": _address(number - 1) if number else None,
                "following": _address(number + 1) if number + 1 < last else None,
            },
        )


def _address(number: int) -> str:
    return f"{ADDRESS}{number + 1}/" if number else ADDRESS


def _contributor(edition: Edition, name: str, keys: Sequence[str]) -> Contributor:
    items = [edition.catalog.items[key] for key in keys]
    order = list(_NAMES)
    items.sort(key=lambda item: (order.index(item.document.collection), collation.key(edition.title(item)), item.key))
    return Contributor(
        name=name,
        counts=_counts(edition, items),
        documents=tuple(edition.link(item) for item in items[:MOST_NAMED]),
        more=max(0, len(items) - MOST_NAMED),
    )


def _counts(edition: Edition, items: Sequence[Item]) -> str:
    """How many of each kind, in the order in which they come: 方案 2 份、日程 1 份."""
    counts = Counter(item.document.collection for item in items)
    names = {collection: edition.shown(_NAMES[collection]) for collection in counts}
    return edition.say("、", ", ").join(
        edition.say(f"{names[collection]} {count} 份", f"{names[collection]}: {count}")
        for collection, count in counts.items()
    )
