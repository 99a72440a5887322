"""Editions: a site for one public in one language. What it shows, where that stands, and what every page has around it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cached_property, partial
from typing import Any, TypeVar
from urllib.parse import urlsplit

from planfolio.catalog import Catalog, Item
from planfolio.changes import Changes, redact
from planfolio.exports.headers import POLICY
from planfolio.exports.publication import address_of
from planfolio.findings import Language, Message, Place, say, shown
from planfolio.forges import Hosted, hosted
from planfolio.frozen import frozen
from planfolio.history import NOTHING, History
from planfolio.inspection import Inspection
from planfolio.markdown import Rendered
from planfolio.model import KINDS, Pack, Portfolio, TextPage
from planfolio.model.choices import Visibility
from planfolio.pages.origins import Origins
from planfolio.pages.page import Page
from planfolio.publicity import Profile, is_listed, open_fields, published, shows_report
from planfolio.reads import UNSURE, Asked, Memo, OfDocuments, answer, note
from planfolio.reports.report import DocumentReport, Report
from planfolio.search import Entry, Section
from planfolio.totals import Totals

COLLECTIONS: Mapping[str, Message] = {
    "plans": say("方案", "Plans"),
    "curricula": say("课程方案", "Curricula"),
    "schedules": say("日程", "Schedules"),
    "portfolios": say("教师档案", "Portfolios"),
    "organisations": say("机构", "Organisations"),
    "archive": say("归档", "Archive"),
    "packs": say("规则包", "Rule packs"),
}
"""The collections that have a list, in the order of the navigation, and what it is called there."""

Made = TypeVar("Made")

PAGES = "pages/"
"""The list of text pages, where the menu does not have them all."""
MOST_IN_MENU = 8
NOT_PUBLIC = say("（未公开）", "(not public)")


@frozen(kw_only=True)
class Link:
    """A text and the address on this site, from its root, to which it leads."""

    text: str
    address: str | None = None
    count: int | None = None


@frozen(kw_only=True)
class Source:
    """Where a figure or a finding stands: `content/plans/x.md:12`, and its page on the forge where one is known."""

    text: str
    url: str | None = None


@frozen(kw_only=True)
class Frame:
    """What every page has around it."""

    title: str
    owner: str | None
    accent: bool
    record_numbers: tuple[str, ...]
    base_url: str | None
    navigation: tuple[Link, ...]
    report: bool
    credits: bool
    internal: bool
    tool: str
    policy: str
    listed: bool


@frozen(slots=False)
class Edition(Asked):
    """An inspected site as one profile shows it. `catalog` holds only documents that have a page, `report` only what may be
    read of the others."""

    inspection: Inspection
    report: Report
    profile: Profile
    drafts: bool
    base_url: str | None = None
    all_changes: Changes | None = None
    counted_from: date | None = None
    history: History = NOTHING

    @cached_property
    def language(self) -> Language:
        return self.report.language

    @property
    def html_language(self) -> str:
        return "en" if self.language == "en" else "zh-CN"

    @cached_property
    def is_public(self) -> bool:
        return self.profile == "public"

    @answer
    def keys(self) -> frozenset[str]:
        return published(self.inspection.catalog, profile=self.profile, drafts=self.drafts)

    @answer
    def catalog(self) -> Catalog:
        whole = self.inspection.catalog
        items = {key: item for key, item in whole.items.items() if key in self.keys}
        return Catalog(whole.site, items, whole.by_path, "shown").noting()

    @property
    def totals(self) -> Mapping[str, Totals]:
        return self.inspection.totals

    @answer
    def documents(self) -> Mapping[str, DocumentReport]:
        """What the report says of each document, by its key."""
        return OfDocuments({document.key: document for document in self.report.documents})

    @answer
    def as_of(self) -> date | None:
        """The day of the revision: what is new and what is next is counted from it."""
        return self.counted_from

    @answer
    def revision(self) -> str | None:
        """The commit of which this is the site; None where none is known."""
        return self.report.revision

    @property
    def changes(self) -> Changes | None:
        """What changed since an earlier revision, as far as this edition may tell; None where no such revision is known."""
        if self._has_changes:
            note(*UNSURE)
        return self._changes

    @answer
    def _has_changes(self) -> bool:
        return self.all_changes is not None

    @cached_property
    def _changes(self) -> Changes | None:
        if self.all_changes is None or not self.is_public:
            return self.all_changes
        return redact.public(self.all_changes, self.report, self.keys, drafts=self.drafts)

    def say(self, zh: str, en: str, /) -> str:
        """The words of this edition's language."""
        return en if self.language == "en" else zh

    def shown(self, value: object) -> str:
        """A message, choice or figure as this edition's readers see it."""
        return shown(value, self.language)

    @cached_property
    def last_body(self) -> Memo[object, Rendered]:
        """The body that was rendered last, by what was asked for."""
        return Memo(most=1)

    # --- addresses ----------------------------------------------------------------------------------------------------

    def address(self, key: str) -> str:
        """The address of a document's page."""
        return address_of(key)

    def items(self, collection: str) -> list[Item]:
        """The documents of a collection that have a page, broken ones among them, by key."""
        return self._by_collection.get(collection, [])

    @answer
    def _by_collection(self) -> dict[str, list[Item]]:
        found: dict[str, list[Item]] = {}
        for item in self.catalog.items.values():
            found.setdefault(item.document.collection, []).append(item)
        return found

    def link(self, item: Item) -> Link:
        """A document's title with its address."""
        return Link(text=self.title(item), address=self.address(item.key))

    def title(self, item: Item) -> str:
        """What a document is called; a portfolio by its id where its teacher's name is not to be shown, a rule pack by its
        English name where that is the language."""
        if isinstance(item.record, Portfolio) and "name" not in open_fields(item.record, self.profile):
            return f"{self.shown(Portfolio.KIND_NAME)} {item.document.id}"
        if isinstance(item.record, Pack):
            return self.say(item.record.title, item.record.title_en or item.record.title)
        return title_of(item)

    def refer(self, collection: str, identifier: str) -> Link:
        """What a reference shows: the title and address of a document with a page, "not public" for one without,
        the text itself where there is no such document."""
        key = f"{collection}/{identifier}"
        item = self.catalog.items.get(key)
        if item is not None:
            return self.link(item)
        if key in self.inspection.catalog.items:
            return Link(text=NOT_PUBLIC.shown(self.language))
        return Link(text=identifier)

    def hides(self, place: Place) -> bool:
        """Whether a place lies in a document without a page, which must not be named."""
        return place.file in self._hidden

    @answer
    def _hidden(self) -> frozenset[str]:
        """The files of documents without a page."""
        documents = ((path, item.document) for path, item in self.catalog.by_path.items())
        return frozenset(path for path, one in documents if one.collection and one.key not in self.keys)

    def source(self, place: Place, within: str | None = None) -> Source:
        """A place as text and, where the repository is known, as a link to its lines. On a page about the file `within` its
        lines go by their numbers."""
        span = self.report.span(place)
        text = (
            self.say(f"第 {span.line} 行", f"line {span.line}") if place.file == within else f"{place.file}:{span.line}"
        )
        forge = self.forge(place.file)
        # A span that ends before the first column of a line has nothing of that line.
        last = span.end_line - (span.end_column == 1)
        return Source(text=text, url=forge.lines(place.file, span.line, last) if forge else None)

    def forge(self, path: str) -> Hosted | None:
        """The forge on which a source is kept; None where none is known, for a built-in pack, for what has no page, and in
        public for a portfolio, whose source holds more than its page may show."""
        if self.hosted is None:
            return None
        item = self.inspection.catalog.by_path.get(path)
        if item is None or path.startswith("planfolio/") or self.hides(Place(path)):
            return None
        if self.is_public and item.document.collection == "portfolios":
            return None
        return self.hosted

    @cached_property
    def hosted(self) -> Hosted | None:
        """The site's sources on their forge."""
        return hosted(self.inspection.site.repository, self.history.folder)

    @cached_property
    def origins(self) -> Origins:
        return Origins(self)

    @answer
    def unnamed(self) -> frozenset[str]:
        """The names of teachers whose portfolios do not let them be said; not those that another of that name lets."""
        names: dict[bool, set[str]] = {True: set(), False: set()}
        for _, portfolio in self.inspection.catalog.records(Portfolio):
            names["name" in open_fields(portfolio, self.profile)].add(portfolio.name)
        return frozenset(names[False] - names[True])

    # --- around the page ----------------------------------------------------------------------------------------------

    @answer
    def has_report(self) -> bool:
        return shows_report(self.inspection.catalog, self.profile)

    @answer
    def frame(self) -> Frame:
        site = self.inspection.site
        return Frame(
            title=site.title,
            owner=site.owner,
            accent=site.accent is not None,
            record_numbers=site.record_numbers,
            base_url=self.absolute,
            navigation=tuple(self._navigation()),
            report=self.has_report,
            credits=bool(self.origins.contributors),
            internal=not self.is_public,
            tool=self.report.tool,
            policy=POLICY,
            listed=is_listed(profile=self.profile, drafts=self.drafts),
        )

    @cached_property
    def absolute(self) -> str | None:
        """The site's public address with a slash at its end."""
        base = self.base_address
        return f"{base.rstrip('/')}/" if base and base.startswith(("https://", "http://")) else None

    @property
    def base_address(self) -> str | None:
        """The public address as it was given; what a build is asked for goes before what the settings say."""
        return self.base_url or self.inspection.site.base_url

    def _navigation(self) -> Iterable[Link]:
        for collection, name in COLLECTIONS.items():
            if collection != "packs" and self.items(collection):
                yield Link(text=self.shown(name), address=f"{collection}/")
        yield Link(text=self.say("手册", "Handbook"), address="handbook/")
        yield from map(self.link, self.menu)
        if len(self.menu) < len(self.top_pages):
            yield Link(text=self.say("更多页面", "More pages"), address=PAGES)
        if self.has_report:
            yield Link(text=self.say("检查报告", "Report"), address="report/")

    @answer
    def top_pages(self) -> list[Item]:
        """The text pages that stand in no folder."""
        pages = (item for item in self.items("pages") if "/" not in item.document.id)
        return sorted((item for item in pages if item.document.id not in ("index", "handbook")), key=page_order)

    @property
    def menu(self) -> list[Item]:
        """Those that every page leads to: all, or of many those that were given an order, so that one more does not change
        every page of the site."""
        if len(self.top_pages) <= MOST_IN_MENU:
            return self.top_pages
        return [item for item in self.top_pages if isinstance(item.record, TextPage) and item.record.order is not None]

    def page(
        self,
        *,
        address: str,
        kind: str,
        title: str,
        context: Mapping[str, Any] | Callable[[], Mapping[str, Any]],
        layout: str | None = None,
        item: Item | None = None,
        about: Item | None = None,
        description: str = "",
        search: Callable[[], Entry] | None = None,
        text: Callable[[], Rendered] | None = None,
        listed: Iterable[Item] | None = None,
        trail: Iterable[Link] = (),
        leads_to: str | None = None,
        prefix: str | None = None,
        unlisted: bool = False,
    ) -> Page:
        """A page of this edition; the layout is the one of its kind unless another is named. `item` is the document that it
        shows, `about` the one of which it tells something else; `text` its body. What takes time is given as a function, which
        runs when the page is rendered."""
        visibility = item.record.visibility if item and item.record else Visibility.PUBLIC
        return Page(
            address=address,
            kind=kind,
            layout=layout or f"{kind}.html",
            title=title,
            language=self.html_language,
            compose=partial(self._context, context, tuple(trail)),
            document=item.key if item else None,
            about=one.key if (one := item or about) else None,
            description=description,
            entry=search,
            body=partial(_sections, text) if text is not None else tuple,
            listed=tuple(one.key for one in listed) if listed is not None else None,
            origin=self.origins.of(address, title, item or about) if kind != "error" or item else None,
            unlisted=unlisted,
            visibility=visibility,
            leads_to=leads_to,
            prefix=prefix,
        )

    def _context(
        self, context: Mapping[str, Any] | Callable[[], Mapping[str, Any]], trail: tuple[Link, ...]
    ) -> Mapping[str, Any]:
        return {"site": self.frame, "trail": trail, **(context() if callable(context) else context)}

    def trail(self, collection: str) -> tuple[Link, ...]:
        """The way from the home page to a collection."""
        return (self.home, Link(text=self.shown(COLLECTIONS[collection]), address=f"{collection}/"))

    @cached_property
    def home(self) -> Link:
        return Link(text=self.say("首页", "Home"), address="")

    @cached_property
    def absolute_path(self) -> str | None:
        """The path below which the site lies on its host."""
        return (urlsplit(self.absolute).path or "/") if self.absolute else None


def _sections(text: Callable[[], Rendered]) -> tuple[Section, ...]:
    return text().sections


def of_record(make: Callable[..., Made], owner: object, item: Item, *more: object) -> Callable[[], Made]:
    """Calls `make(owner, item, record, *more)` when it is called. The record is looked at then, not now."""
    return partial(_of_record, make, owner, item, *more)


def _of_record(make: Callable[..., Made], owner: object, item: Item, *more: object) -> Made:
    return make(owner, item, item.record, *more)


def title_of(item: Item) -> str:
    """What a document is called; its id where it could not be read."""
    title = getattr(item.record, "title", None)
    return title if isinstance(title, str) else item.document.id


def page_order(item: Item) -> tuple[int, str]:
    """Text pages by their `order`, those without one last."""
    record = item.record
    order = record.order if isinstance(record, TextPage) and record.order is not None else 10_000
    return (order, item.document.id)


def kind_name(item: Item) -> Message:
    """What kind of document it is."""
    return KINDS[item.document.collection].KIND_NAME
