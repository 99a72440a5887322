"""The search page. Its script fills it; without script it leads to the lists."""

from __future__ import annotations

from collections.abc import Iterator

from planfolio.pages.edition import COLLECTIONS, Link
from planfolio.pages.page import Page
from planfolio.pages.studio import Studio

ADDRESS = "search/"
BELOW = (ADDRESS,)


def pages(studio: Studio) -> Iterator[Page]:
    """The search page."""
    edition = studio.edition
    yield edition.page(
        address=ADDRESS,
        kind="search",
        title=edition.say("检索", "Search"),
        trail=(edition.home,),
        context={"lists": tuple(_lists(studio))},
    )


def _lists(studio: Studio) -> Iterator[Link]:
    edition = studio.edition
    for collection, name in COLLECTIONS.items():
        if edition.items(collection):
            yield Link(text=edition.shown(name), address=f"{collection}/")
    yield Link(text=edition.say("手册", "Handbook"), address="handbook/")
