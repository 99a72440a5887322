"""Pages: what the site consists of. Each type of page is a module here with a generator `pages(studio)`, found by its name."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date
from functools import cache, partial
from pathlib import Path

from planfolio.catalog import Item
from planfolio.changes import Changes
from planfolio.history import NOTHING, History
from planfolio.inspection import Inspection
from planfolio.pages import bodies, browsing
from planfolio.pages.edition import Edition
from planfolio.pages.head import headed
from planfolio.pages.moved import LAYOUT as MOVED
from planfolio.pages.page import Companion, Page
from planfolio.pages.studio import Studio, published_attachments
from planfolio.publicity import Profile
from planfolio.reports import Report
from planfolio.sources.names import folded
from planfolio.webpages import Written


@cache
def _composers() -> tuple[Callable[[Studio], Iterator[Page]], ...]:
    """The page types, by module name."""
    modules = (importlib.import_module(f"{__name__}.{module.name}") for module in pkgutil.iter_modules(__path__))
    return tuple(module.pages for module in modules if hasattr(module, "pages"))


def open_studio(
    inspection: Inspection,
    report: Report,
    *,
    profile: Profile,
    drafts: bool,
    base_url: str | None = None,
    changes: Changes | None = None,
    as_of: date | None = None,
    history: History = NOTHING,
) -> Studio:
    """Where the pages of an edition are composed.

    `report` is the report as this build publishes it, `changes` what there is since an earlier revision, published or not.
    `as_of` is the day of the revision, from which the home page looks ahead, `history` what came before it. `base_url` goes
    before the one in the settings.
    """
    known = inspection.noting()
    shown = report.catalog
    catalog = (
        known.catalog if shown is inspection.catalog or shown is None else replace(shown, called="readable").noting()
    )
    return Studio(Edition(known, report.noting(catalog), profile, drafts, base_url, changes, as_of, history))


def compose(studio: Studio) -> list[Page]:
    """Every page of the site, by address, as yet without its face."""
    found: dict[str, Page] = {}
    for composer in _composers():
        for page in composer(studio):
            is_new = page.address not in found or found[page.address].layout == MOVED
            if is_new or page.layout != MOVED:  # a former address never hides a page that is there now
                found[page.address] = page
    there = {folded(address) for address, page in found.items() if page.layout != MOVED}
    found = {
        address: page for address, page in found.items() if page.layout != MOVED or folded(address) not in there
    }  # nor where Windows and macOS know but one file, such as Plans/A/ beside plans/a/
    return [found[address] for address in sorted(found)]


def attachments(studio: Studio) -> dict[str, Path]:
    """The files that go with published documents: address on the site to the file to copy."""
    edition = studio.edition
    return {
        f"{edition.address(item.key)}{attachment.name}": attachment.location
        for item in edition.catalog.items.values()
        for attachment in published_attachments(edition, item)
    }


def companions(studio: Studio) -> list[Companion]:
    """The files that scripts of pages read."""
    return [Companion(path=browsing.FILE, write=partial(browsing.facet_file, studio))]


def written(studio: Studio) -> Callable[[Item], Iterable[Written]]:
    """What answers for a document's links and pictures as its source writes them."""
    return partial(bodies.written, studio.edition)


__all__ = ["Companion", "Page", "Studio", "attachments", "companions", "compose", "headed", "open_studio", "written"]
