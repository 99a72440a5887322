"""Pages: what the site consists of. Each type of page is a module here, as `composed` tells."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

from planfolio.catalog import Item
from planfolio.changes import Changes
from planfolio.history import NOTHING, History
from planfolio.inspection import Inspection
from planfolio.pages import bodies, browsing
from planfolio.pages.composed import Composed
from planfolio.pages.edition import Edition
from planfolio.pages.head import headed
from planfolio.pages.page import Companion, Page
from planfolio.pages.studio import Studio, published_attachments
from planfolio.publicity import Profile
from planfolio.reports import Report
from planfolio.webpages import Written


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


__all__ = ["Companion", "Composed", "Page", "Studio", "attachments", "companions", "headed", "open_studio", "written"]
