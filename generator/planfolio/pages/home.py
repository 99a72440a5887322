"""The home page: the site's own words, then where to go and what there is."""

from __future__ import annotations

from collections.abc import Iterator

from planfolio.markdown import NOTHING
from planfolio.model import TextPage
from planfolio.pages import entries
from planfolio.pages.bodies import body
from planfolio.pages.edition import COLLECTIONS, Link
from planfolio.pages.hours import SumGroup
from planfolio.pages.listing import listed, newest_first
from planfolio.pages.page import Page
from planfolio.pages.studio import Studio

NEWEST = 8
ANCHORS = ("collections", "newest", "hours")


def pages(studio: Studio) -> Iterator[Page]:
    """The home page; a text page called `index` gives its words."""
    edition = studio.edition
    item = edition.catalog.items.get("pages/index")
    record = item.record if item and isinstance(item.record, TextPage) else None
    text = body(edition, item, taken=ANCHORS) if item and record else NOTHING
    site = edition.inspection.site
    sums = tuple(
        studio.tally.over_documents(year, found, f"archive/year/{year}/") for year, found in studio.year_sums.items()
    )
    title = record.title if record else site.title
    yield edition.page(
        address="",
        kind="home",
        title=title,
        item=item if record else None,
        description=(record.description if record else None) or site.owner or "",
        context={
            "text": text,
            "collections": tuple(_collections(studio)),
            "newest": tuple(listed(studio, newest_first(edition.items("plans"))[:NEWEST])),
            "sums": SumGroup(title=edition.say("各学年方案的学时", "Hours of plans by school year"), sums=sums),
        },
        search=entries.entry("", title, sections=list(entries.of_body(text))) if text.html else None,
    )


def _collections(studio: Studio) -> Iterator[Link]:
    for collection, name in COLLECTIONS.items():
        items = studio.edition.items(collection)
        if items:
            yield Link(text=studio.edition.shown(name), address=f"{collection}/", count=len(items))
