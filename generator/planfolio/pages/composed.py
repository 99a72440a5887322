"""Composed: the pages of a site, each composed when it is asked for.

Each type of page is a module of this package, found by its name: `pages_of(studio, item)` gives the pages about a document,
`pages(studio)` those of the whole site, whose addresses all are `BELOW` some.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, cached_property
from itertools import chain
from typing import Any, NamedTuple

import planfolio.pages
from planfolio.catalog import Item
from planfolio.exports.publication import address_of
from planfolio.pages.moved import LAYOUT as MOVED
from planfolio.pages.page import Page
from planfolio.pages.studio import Studio
from planfolio.reads import EVERYTHING, Later, apart, note
from planfolio.sources.names import folded


class _Type(NamedTuple):
    """A type of page of the whole site, and below which addresses its pages are."""

    pages: Callable[[Studio], Iterator[Page]]
    below: tuple[str, ...]


@cache
def types_of_site() -> tuple[_Type, ...]:
    """The types of pages of the whole site, by module name."""
    return tuple(_Type(module.pages, module.BELOW) for module in _modules() if hasattr(module, "pages"))


@cache
def _types_about() -> tuple[Callable[[Studio, Item], Iterator[Page]], ...]:
    """The types of pages about a document, by module name."""
    return tuple(module.pages_of for module in _modules() if hasattr(module, "pages_of"))


def _modules() -> Iterator[Any]:
    for module in pkgutil.iter_modules(planfolio.pages.__path__):
        yield importlib.import_module(f"{planfolio.pages.__name__}.{module.name}")


class Composed(Iterable[Page]):
    """The pages of a studio's site, by address, as yet without their faces. Going through them is looking at all documents.

    A page about a document goes before one of the site at its address, a text page before any other. A page at a former
    address hides none that is there now.
    """

    def __init__(self, studio: Studio) -> None:
        self._studio = studio
        self._about: dict[str, tuple[Page, ...]] = {}
        self._of_type: dict[_Type, tuple[Page, ...]] = {}

    def __iter__(self) -> Iterator[Page]:
        note(*EVERYTHING)
        return iter(self._all)

    def at(self, address: str) -> Page | None:
        """The page at an address; no others are composed than may stand there."""
        items = self._studio.edition.catalog.items
        about = (self._pages_of(items[key]) for key in _keys_below(address) if key in items)
        of_site = (self._pages(one) for one in types_of_site() if address.startswith(one.below))
        former = None
        for page in chain.from_iterable(chain(about, of_site)):
            if page.address == address:
                if page.layout != MOVED:
                    return page
                former = page
        if former is None or address == folded(address):
            return former
        return former if self.at(folded(address)) is None else None

    @cached_property
    def of_documents(self) -> Mapping[str, Page]:
        """The page of each document that has one, by the document's key."""
        readable = (item.key for item in self._items if item.record is not None or item.key != "pages/index")
        return Later({address_of(key): key for key in readable}.values(), self._of_document)

    def _of_document(self, key: str) -> Page:
        page = self.at(address_of(key))
        assert page is not None, key
        return page

    @cached_property
    def _items(self) -> list[Item]:
        """The documents that have a page, text pages last."""
        items = self._studio.edition.catalog.items.values()
        return sorted(items, key=lambda item: item.document.collection == "pages")

    @cached_property
    def _all(self) -> list[Page]:
        of_site = (self._pages(one) for one in types_of_site())
        found: dict[str, Page] = {}
        former: dict[str, Page] = {}
        for page in chain.from_iterable(chain(of_site, map(self._pages_of, self._items))):
            (former if page.layout == MOVED else found)[page.address] = page
        # Nor is one hidden where Windows and macOS know but one file, such as Plans/A/ beside plans/a/.
        there = set(map(folded, found))
        found |= {address: page for address, page in former.items() if folded(address) not in there}
        return [found[address] for address in sorted(found)]

    def _pages_of(self, item: Item) -> tuple[Page, ...]:
        if item.key not in self._about:
            with apart():  # whoever makes a page looks at what it needs
                self._about[item.key] = tuple(
                    page for pages_of in _types_about() for page in pages_of(self._studio, item)
                )
        return self._about[item.key]

    def _pages(self, kind: _Type) -> tuple[Page, ...]:
        if kind not in self._of_type:
            with apart():
                self._of_type[kind] = tuple(kind.pages(self._studio))
        return self._of_type[kind]


def _keys_below(address: str) -> Iterator[str]:
    """The keys of the documents of which a page may be at an address: text pages first."""
    name = address.rstrip("/")
    yield from (f"pages/{name}/index", f"pages/{name}")
    steps = name.removeprefix("report/").split("/")
    yield "/".join(steps[:2])
