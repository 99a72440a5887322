"""Pages at former addresses of documents: they lead on to where the document stands now."""

from __future__ import annotations

import re
from collections.abc import Iterator

from planfolio.pages.page import Page, root_from
from planfolio.pages.studio import Studio

LAYOUT = "moved.html"
_ADDRESS = re.compile(r"[a-z0-9][a-z0-9-]*(?:/[a-z0-9][a-z0-9-]*)*")


def pages(studio: Studio) -> Iterator[Page]:
    """A page for every alias that can be an address. Addresses that a document or list takes stay theirs."""
    edition = studio.edition
    seen: set[str] = set()
    for item in edition.catalog.items.values():
        for alias in item.record.aliases if item.record else ():
            step = alias.strip("/")
            if not _ADDRESS.fullmatch(step) or step in seen:
                continue
            seen.add(step)
            target = edition.link(item)
            address = f"{step}/"
            yield edition.page(
                address=address,
                kind="error",
                layout=LAYOUT,
                title=target.text,
                trail=(edition.home,),
                context={"target": target, "refresh": f"{root_from(address)}{target.address}"},
            )
