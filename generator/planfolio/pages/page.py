"""Pages: what is composed before a layout gives it its look."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from planfolio.frozen import frozen
from planfolio.model.choices import Visibility
from planfolio.search import Entry, Section


@frozen(kw_only=True)
class Download:
    """A file that readers can take: what it is called, its address from the page, its media type ("" where unknown)."""

    text: str
    address: str
    media: str = ""


@frozen(kw_only=True)
class Head:
    """Other forms of the page, and its description as Dublin Core, OpenGraph and JSON-LD (safe inside a script element)."""

    alternates: tuple[Download, ...]
    dublin_core: tuple[tuple[str, str], ...]
    open_graph: tuple[tuple[str, str], ...]
    linked_data: str


@frozen(kw_only=True)
class Face:
    """What a page shows to machines, and the files that it offers: known when all pages and files are."""

    head: Head | None = None
    downloads: tuple[Download, ...] = ()


@frozen(kw_only=True)
class Origin:
    """What is known of a page's source, and where it is edited, its changes are listed and a problem is told. `day` is that of
    its last change, "" where that is not known; `authors` are those who may be named."""

    day: str = ""
    authors: tuple[str, ...] = ()
    edit: str | None = None
    history: str | None = None
    problem: str | None = None


@dataclass(frozen=True, kw_only=True)  # without slots, which would hold nothing that is made once it is asked for
class Page:
    """One page of the site: what is known of it before it is composed, and how it is composed.

    `address` is relative to the site's root: "plans/x/", "" for the home page, "404.html" for the error page. `kind` is
    what `<html data-page>` says, `language` what `<html lang>` says, `document` the key of the document that it shows, `about`
    that of the one whose source it tells of, `listed` the keys of those that a list holds in all. Search engines are not to
    know of an `unlisted` page.

    A large site has more pages than fit into memory, and few of them change: what `compose`, `entry`, `body` and `face` make
    is made when it is asked for, in whichever process renders the page.
    """

    address: str
    kind: str
    layout: str
    title: str
    language: str
    compose: Callable[[], Mapping[str, Any]] = field(repr=False)
    document: str | None = None
    about: str | None = None
    description: str = ""
    entry: Callable[[], Entry] | None = field(default=None, repr=False)
    body: Callable[[], tuple[Section, ...]] = field(default=tuple, repr=False)
    face: Callable[[], Face] = field(default=lambda: Face(), repr=False)
    visibility: Visibility = Visibility.PUBLIC
    listed: tuple[str, ...] | None = field(default=None, repr=False)
    origin: Origin | None = field(default=None, repr=False)
    unlisted: bool = False
    leads_to: str | None = None  # where the page at a former address sends its readers
    prefix: str | None = None  # what leads to the root where the page is shown at other addresses too

    @property
    def told_by(self) -> str:
        """What is known of it before it is composed, for whoever has only that."""
        known = (self.address, self.kind, self.title, self.document, self.description, self.unlisted, self.leads_to)
        return "\n".join(map(str, known))

    @cached_property
    def context(self) -> Mapping[str, Any]:
        """What its layout shows, by name."""
        return self.compose()

    @cached_property
    def search(self) -> Entry | None:
        """What search knows of it but for its text; None where search leaves it out."""
        return self.entry() if self.entry is not None else None

    @property
    def text(self) -> tuple[Section, ...]:
        """Its document's text, as far as it may be read."""
        return self.body()

    @property
    def head(self) -> Head | None:
        return self._face.head

    @property
    def downloads(self) -> tuple[Download, ...]:
        return self._face.downloads

    @cached_property
    def _face(self) -> Face:
        return self.face()

    @property
    def path(self) -> str:
        """The file that holds it."""
        return f"{self.address}index.html" if self.address == "" or self.address.endswith("/") else self.address

    @property
    def root(self) -> str:
        """What leads from the page to the site's root, so that every link is relative."""
        return self.prefix if self.prefix is not None else root_from(self.address)


@frozen(kw_only=True)
class Companion:
    """A file that scripts of pages read: its path, and how its bytes are made."""

    path: str
    write: Callable[[], bytes]


def root_from(address: str) -> str:
    """`../../` for "plans/x/", `./` for the home page."""
    return "../" * address.count("/") or "./"
