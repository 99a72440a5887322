"""The credits: who worked on which documents, by name and counted in documents, where the settings want it told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from planfolio import collation
from planfolio.catalog import Item
from planfolio.findings import say
from planfolio.frozen import frozen
from planfolio.pages.edition import COLLECTIONS, Edition, Link
from planfolio.pages.listing import lettered
from planfolio.pages.page import Page
from planfolio.pages.paging import cut
from planfolio.pages.studio import Studio

ADDRESS = "credits/"
BELOW = (ADDRESS,)
PER_PAGE = 100
"""People on one page."""
MOST_NAMED = 12
"""Documents of one person that are named; of the rest it is said how many there are."""

_NAMES = {**COLLECTIONS, "pages": say("页面", "Pages")}


@frozen(kw_only=True)
class Contributor:
    """Somebody who worked on documents: how many of each kind in words, and some of them by title."""

    name: str
    counts: str
    documents: tuple[Link, ...]
    more: int


def pages(studio: Studio) -> Iterator[Page]:
    """A hundred people to a page, more of them cut by their names; none where nobody may be named. People are not to be found by
    searching for plans, here or elsewhere, so that neither the site's own index nor a search engine learns of the page."""
    edition = studio.edition
    contributors = edition.origins.contributors
    if not contributors:
        return
    title = edition.say("致谢", "Credits")
    for part in cut(tuple(contributors), lambda name, depth: lettered(name, depth, is_name=True), PER_PAGE):
        letters = part.name.upper()
        yield edition.page(
            address=_address(part.name),
            kind="page",
            layout="credits.html",
            title=edition.say(f"{title}（{letters}）", f"{title} ({letters})") if letters else title,
            trail=(edition.home, *((Link(text=title, address=ADDRESS),) if letters else ())),
            unlisted=True,
            context={
                "count": None if letters else len(contributors),
                "contributors": tuple(_contributor(edition, name, contributors[name]) for name in part.items),
                "shown": part.first.upper() if part.parts else "",
                "parts": tuple(Link(text=name.upper(), address=_address(name)) for name in part.parts),
                "previous": _address(part.previous) if part.previous else None,
                "following": _address(part.following) if part.following else None,
            },
        )


def _address(letters: str) -> str:
    return f"{ADDRESS}letter/{letters}/" if letters else ADDRESS


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
