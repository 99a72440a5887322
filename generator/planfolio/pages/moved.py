"""Pages at former addresses of documents: they lead on to where the document stands now."""

from __future__ import annotations

from collections.abc import Iterator

from planfolio.catalog import Item
from planfolio.catalog.former import address_of
from planfolio.model import Portfolio
from planfolio.pages.edition import Edition
from planfolio.pages.page import Page, root_from
from planfolio.pages.studio import Studio
from planfolio.publicity import open_fields
from planfolio.sources.names import folded

BELOW = ("",)
LAYOUT = "moved.html"


def pages(studio: Studio) -> Iterator[Page]:
    """A page for every alias that can be an address. Addresses that a document or list takes stay theirs; a portfolio's
    former ones may hold its teacher's name, so that consent has to list them."""
    edition = studio.edition
    seen: set[str] = set()
    for item in edition.catalog.items.values():
        for alias in _aliases(edition, item):
            address = address_of(alias)
            if address is None or folded(address) in seen:
                continue
            seen.add(folded(address))
            target = edition.link(item)
            yield edition.page(
                address=address,
                kind="error",
                layout=LAYOUT,
                title=target.text,
                trail=(edition.home,),
                leads_to=target.address,
                context={"target": target, "refresh": f"{root_from(address)}{target.address}"},
            )


def _aliases(edition: Edition, item: Item) -> tuple[str, ...]:
    record = item.record
    if record is None or (isinstance(record, Portfolio) and "aliases" not in open_fields(record, edition.profile)):
        return ()
    return record.aliases
