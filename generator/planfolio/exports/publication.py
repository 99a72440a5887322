"""Publication: the site as it is published, from which every export is made, and the files that it offers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import field
from datetime import date
from functools import cached_property
from typing import Any, Literal, Protocol, TypeVar
from urllib.parse import quote

from planfolio.catalog import Catalog, Item
from planfolio.findings import Language, Message
from planfolio.frozen import frozen
from planfolio.inspection import Inspection
from planfolio.lines import Lines
from planfolio.model import DocumentRecord, Portfolio, Site
from planfolio.publicity import Profile, is_listed, open_fields
from planfolio.reads import Asked, Memo, OfDocuments, answer
from planfolio.reports import Report
from planfolio.reports.report import DocumentReport
from planfolio.search import Section

Host = Literal["any", "netlify"]
"""Whose ways the files for hosts follow where hosts differ."""

Kind = TypeVar("Kind", bound=DocumentRecord)

_RESERVED = ":/?#[]@!$&'()*+,;=%~"


class PublishedPage(Protocol):
    """What exports ask of a page: its address from the site's root, its kind, title and description, the key of the document
    that it shows, the words of its body, the keys of the documents that it lists (None for a page that is no list), whether
    search engines are not to know of it, and the address to which it leads on (None for all but those at former addresses)."""

    @property
    def address(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def description(self) -> str: ...
    @property
    def document(self) -> str | None: ...
    @property
    def text(self) -> tuple[Section, ...]: ...
    @property
    def listed(self) -> tuple[str, ...] | None: ...
    @property
    def unlisted(self) -> bool: ...
    @property
    def leads_to(self) -> str | None: ...


class PublishedPages(Protocol):
    """What exports ask of all pages: each of them, by address, and the page of each document, by the document's key."""

    def __iter__(self) -> Iterator[PublishedPage]: ...
    @property
    def of_documents(self) -> Mapping[str, PublishedPage]: ...


@frozen(kw_only=True)
class Export:
    """A file for other programs: its path, the page that offers it (None where none does), its media type, what readers call
    it, and how its bytes are made."""

    path: str
    page: str | None
    media: str
    name: Message
    write: Callable[[], bytes]

    @property
    def told_by(self) -> str:
        """What is known of it before it is made."""
        return f"{self.path}\n{self.page}\n{self.media}\n{self.name.en}"

    @property
    def address(self) -> str:
        """Its address from the page that offers it."""
        return self.path.removeprefix(self.page or "")


@frozen(slots=False)
class Publication(Asked):
    """The pages of a build and what they were made of: `report` is the report as this build publishes it. Exports name
    documents that have a page here, and no other. What a file tells of one of many is in `lines`."""

    inspection: Inspection
    report: Report
    pages: PublishedPages
    profile: Profile = "public"
    base_url: str | None = None
    revised: date | None = None
    drafts: bool = False
    host: Host = "any"
    lines: Lines = field(default_factory=Lines)

    @property
    def language(self) -> Language:
        return self.report.language

    @property
    def is_listed(self) -> bool:
        """Whether search engines may list it."""
        return is_listed(profile=self.profile, drafts=self.drafts)

    @answer
    def stamp(self) -> date | None:
        """The revision's day."""
        return self.revised

    @cached_property
    def base(self) -> str | None:
        """The site's public address; None for what is none."""
        return self.base_url if self.base_url and self.base_url.startswith(("https://", "http://")) else None

    @answer
    def page_of(self) -> Mapping[str, PublishedPage]:
        """The page of each document, by the document's key."""
        return self.pages.of_documents

    def shown_by(self, page: PublishedPage) -> Item | None:
        """The document whose page it is."""
        key = page.document
        return self.catalog.items.get(key) if key is not None and page.address == address_of(key) else None

    @answer
    def catalog(self) -> Catalog:
        """The documents that have a page, with what may be read of them."""
        whole = self.report.catalog or Catalog(Site(title=""), {}, {})
        items = {key: item for key, item in whole.items.items() if key in self.page_of}
        return Catalog(whole.site, items, whole.by_path, "published").noting()

    @answer
    def documents(self) -> Mapping[str, DocumentReport]:
        """What the report says of each document, by its key."""
        return OfDocuments(
            {document.key: document for document in self.report.documents if document.key in self.page_of}
        )

    @answer
    def attachments(self) -> frozenset[str]:
        """The addresses of the files beside documents, published or not."""
        items = self.inspection.catalog.items.values()
        return frozenset(f"{address_of(item.key)}{file.name}" for item in items for file in item.document.attachments)

    def records(self, kind: type[Kind]) -> Iterator[tuple[Item, Kind]]:
        """Every document of a kind that has a page and could be read, by key."""
        return self.catalog.records(kind)

    def opens(self, portfolio: Portfolio, name: str) -> bool:
        """Whether a field of a portfolio may be shown."""
        return name in open_fields(portfolio, self.profile)

    def hides(self, key: str) -> bool:
        """Whether there is such a document, but not for these readers."""
        return key in self.inspection.catalog.items and key not in self.page_of

    def organisation(self, reference: str | None) -> str | None:
        """The name of an organisation, or the text that stands for one; None where it may not be named."""
        hidden = reference is None or self.hides(f"organisations/{reference}")
        return None if hidden else self.catalog.name_of(reference)

    def unit_titles(self, key: str) -> dict[str, str]:
        """The titles of a plan's units by their ids."""
        return self._unit_titles.of(key, lambda: self._new_unit_titles(key))

    def _new_unit_titles(self, key: str) -> dict[str, str]:
        totals = self.documents[key].totals if key in self.documents else None
        units = totals.all_units if totals else ()
        return {unit.unit.id: unit.unit.title for unit in units if unit.unit.id}

    @cached_property
    def _unit_titles(self) -> Memo[str, dict[str, str]]:
        return Memo()

    @cached_property
    def once(self) -> Memo[str, Any]:
        """What several files find out of the whole site, by what it is called."""
        return Memo()

    def link(self, address: str, page: str = "") -> str:
        """Where an address leads: below the public address where that is known, else from the page or file at `page`."""
        return absolute(self.base, address) if self.base else "../" * page.count("/") + address or "./"


def address_of(key: str) -> str:
    """The address of a document's page."""
    collection, _, identifier = key.partition("/")
    if collection != "pages":
        return f"{key}/"
    if identifier == "index":
        return ""
    return f"{identifier.removesuffix('/index')}/"


def absolute(base_url: str, address: str) -> str:
    """The public address of a page, percent-encoded."""
    return f"{quote(base_url.rstrip('/'), safe=_RESERVED)}/{quote(address)}"
