"""Pages of documents that could not be read: they stand at the documents' own addresses and say what is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from planfolio.catalog import Item
from planfolio.pages.edition import COLLECTIONS, kind_name
from planfolio.pages.page import Page
from planfolio.pages.studio import Studio
from planfolio.publicity import written


def pages_of(studio: Studio, item: Item) -> Iterator[Page]:
    """The page of a document without a record."""
    if item.record is None and item.key != "pages/index":
        yield _page(studio, item)


def _page(studio: Studio, item: Item) -> Page:
    edition = studio.edition
    collection = item.document.collection
    title = written(item, "title", "标题", "名称", "name", "姓名") or item.document.id
    return edition.page(
        address=edition.address(item.key),
        kind="error",
        layout="broken.html",
        title=title,
        item=item,
        trail=edition.trail(collection) if collection in COLLECTIONS else (edition.home,),
        context=partial(_context, studio, item),
    )


def _context(studio: Studio, item: Item) -> dict[str, Any]:
    edition = studio.edition
    return {
        "document_kind": edition.shown(kind_name(item)),
        "source": item.document.path,
        "findings": studio.remarks.rows(item.key) if edition.has_report else (),
    }
