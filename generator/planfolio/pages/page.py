"""Pages: what is composed before a layout gives it its look."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from planfolio.markdown import Rendered
from planfolio.model.choices import Visibility
from planfolio.search import Entry, Section


@dataclass(frozen=True, slots=True, kw_only=True)
class Download:
    """A file that readers can take: what it is called, its address from the page, its media type ("" where unknown)."""

    text: str
    address: str
    media: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """Other forms of the page, and its description as Dublin Core, OpenGraph and JSON-LD (safe inside a script element)."""

    alternates: tuple[Download, ...]
    dublin_core: tuple[tuple[str, str], ...]
    open_graph: tuple[tuple[str, str], ...]
    linked_data: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """What is known of a page's source, and where it is edited, its changes are listed and a problem is told. `day` is that of
    its last change, "" where that is not known; `authors` are those who may be named."""

    day: str = ""
    authors: tuple[str, ...] = ()
    edit: str | None = None
    history: str | None = None
    problem: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page of the site.

    `address` is relative to the site's root: "plans/x/", "" for the home page, "404.html" for the error page. `kind` is
    what `<html data-page>` says, `language` what `<html lang>` says, `document` the key of the document that it shows, `listed`
    the keys of those that a list holds in all. Search engines are not to know of an `unlisted` page. `head` and `downloads` come last, when all pages are known.
    """

    address: str
    kind: str
    layout: str
    title: str
    language: str
    context: Mapping[str, Any] = field(repr=False)
    document: str | None = None
    description: str = ""
    search: Entry | None = field(default=None, repr=False)
    visibility: Visibility = Visibility.PUBLIC
    listed: tuple[str, ...] | None = field(default=None, repr=False)
    origin: Origin | None = field(default=None, repr=False)
    unlisted: bool = False
    head: Head | None = field(default=None, repr=False)
    downloads: tuple[Download, ...] = ()
    leads_to: str | None = None  # where the page at a former address sends its readers
    prefix: str | None = None  # what leads to the root where the page is shown at other addresses too

    @property
    def text(self) -> tuple[Section, ...]:
        """Its body, as far as it may be read."""
        body = self.context.get("text")
        return body.sections if isinstance(body, Rendered) else ()

    @property
    def path(self) -> str:
        """The file that holds it."""
        return f"{self.address}index.html" if self.address == "" or self.address.endswith("/") else self.address

    @property
    def root(self) -> str:
        """What leads from the page to the site's root, so that every link is relative."""
        return self.prefix if self.prefix is not None else root_from(self.address)


def root_from(address: str) -> str:
    """`../../` for "plans/x/", `./` for the home page."""
    return "../" * address.count("/") or "./"
