"""The page for addresses that lead nowhere, with a form to search the site."""

from __future__ import annotations

from collections.abc import Iterator

from planfolio.pages.page import Page
from planfolio.pages.studio import Studio

ADDRESS = "404.html"
BELOW = (ADDRESS,)


def pages(studio: Studio) -> Iterator[Page]:
    """404.html. A host shows it at any depth, so its links start at the root of the host, or below it where the
    site's public address says so."""
    edition = studio.edition
    yield edition.page(
        address=ADDRESS,
        kind="error",
        layout="404.html",
        title=edition.say("没有这个页面", "No such page"),
        trail=(edition.home,),
        context={"lists": edition.frame.navigation},
        prefix=edition.absolute_path or "/",
    )
