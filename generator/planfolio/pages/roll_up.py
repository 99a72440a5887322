"""The roll-up of the report: every organisation with the documents, findings, sections and hours of its own and of all below.

A large one is cut by itself: the upper organisations first, each of which leads to those below it, and its documents on pages of
their own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import takewhile

from planfolio import collation
from planfolio.charts import Bar, counted
from planfolio.frozen import frozen
from planfolio.pages.checks import sheet_link
from planfolio.pages.edition import Edition, Link
from planfolio.pages.listing import lettered
from planfolio.pages.page import Page
from planfolio.pages.paging import Part, cut
from planfolio.pages.register import in_order, is_short, register_pages
from planfolio.pages.remarks import Counts
from planfolio.pages.report import navigation
from planfolio.pages.studio import Studio
from planfolio.reports.decisions import issuer_of
from planfolio.reports.report import DocumentReport
from planfolio.totals import Sum

ADDRESS = "report/organisations/"
_LISTS = "report/organisation/"
BELOW = (ADDRESS, _LISTS)
_NOBODY = "no_organisation"
"""The step in an address of documents without an organisation; no organisation has an underscore in its id."""
MOST_ROWS = 120
"""Organisations in one table."""


@frozen(kw_only=True)
class Share:
    """What stands under one organisation: `hours` are those of its plans, unknown ones counted, never zero."""

    documents: int
    errors: int
    warnings: int
    notes: int
    present: int
    required: int
    hours: str

    @property
    def bar(self) -> Bar:
        return counted(self.present, self.required)


@frozen(kw_only=True)
class DocumentLine:
    """A document in the list of its organisation."""

    link: Link
    decision: str
    counts: Counts


@frozen(kw_only=True)
class OrganisationRow:
    """An organisation: its own share and that with all below, `depth` steps below the topmost. `list` leads to its documents,
    on the same page where these are `documents`; `below` leads to the organisations under it where they stand elsewhere."""

    link: Link
    anchor: str
    depth: int
    own: Share
    whole: Share
    has_below: bool
    documents: tuple[DocumentLine, ...]
    list: str
    below: str = ""

    @property
    def indent(self) -> int:
        return min(self.depth, 5)


@dataclass(slots=True)
class _Account:
    """What is added up under one organisation."""

    documents: list[DocumentReport] = field(default_factory=list)
    hours: Sum = field(default_factory=Sum)

    def take(self, other: _Account) -> None:
        self.documents.extend(other.documents)
        self.hours = self.hours.plus(
            Sum(other.hours.known, other.hours.unknown)
        )  # no addends: they are listed elsewhere


def pages(studio: Studio) -> Iterator[Page]:
    """Every organisation, and the documents of each; none where the site keeps its report internal."""
    edition = studio.edition
    if not edition.has_report:
        return
    own = _own(studio)
    rows = list(_rows(studio, own))
    title = edition.say("按机构看", "By organisation")
    trail = (edition.home, Link(text=edition.say("检查报告", "Report"), address="report/"))
    yield from _tables(studio, ADDRESS, title, rows, trail)
    if not is_short(studio):
        for row in rows:
            if row.list:
                yield from register_pages(
                    studio,
                    address=row.list,
                    title=row.link.text,
                    documents=_documents(studio, own[_name(row)]),
                    trail=(*trail, Link(text=title, address=ADDRESS)),
                    navigation=navigation(edition),
                    about=row.link if row.link.address is not None else None,
                )


def _tables(
    studio: Studio, address: str, title: str, rows: Sequence[OrganisationRow], trail: tuple[Link, ...]
) -> Iterator[Page]:
    """Organisations with all that are below them, in order: as many levels as one table holds. The levels below have tables
    of their own; a single level that is too long is cut by letter."""
    top = rows[0].depth if rows else 0
    last = max((row.depth for row in rows), default=top)
    while last > top and sum(row.depth <= last for row in rows) > MOST_ROWS:
        last -= 1
    hidden = {
        row.anchor: list(takewhile(lambda one, row=row: one.depth > row.depth, rows[number + 1 :]))  # type: ignore[misc]  # the default binds the row
        for number, row in enumerate(rows)
        if row.depth == last
    }
    below = {anchor: f"{ADDRESS}below/{anchor.removeprefix(_ANCHOR)}/" for anchor, found in hidden.items() if found}
    shown = [replace(row, depth=row.depth - top, below=below.get(row.anchor, "")) for row in rows if row.depth <= last]
    if len(shown) > MOST_ROWS:
        shown.sort(key=lambda row: (collation.key(row.link.text), row.anchor))
    for part in cut(shown, lambda row, depth: lettered(row.link.text, depth), MOST_ROWS):
        yield _page(studio, address, title, part, trail)
    for row in rows:
        if row.anchor in below:
            way = (*trail, Link(text=title, address=address))
            yield from _tables(studio, below[row.anchor], row.link.text, hidden[row.anchor], way)


def _page(studio: Studio, address: str, title: str, part: Part[OrganisationRow], trail: tuple[Link, ...]) -> Page:
    edition, is_whole = studio.edition, not part.name
    name = part.name.upper()

    def place(letters: str) -> str:
        return f"{address}letter/{letters}/"

    return edition.page(
        address=address if is_whole else place(part.name),
        kind="report",
        layout="roll_up.html",
        title=title if is_whole else edition.say(f"{title}（{name}）", f"{title} ({name})"),
        trail=trail if is_whole else (*trail, Link(text=title, address=address)),
        context={
            "navigation": navigation(edition),
            "rows": part.items,
            "shown": part.first.upper() if part.parts else "",
            "parts": tuple(Link(text=letters.upper(), address=place(letters)) for letters in part.parts),
            "previous": place(part.previous) if part.previous else None,
            "following": place(part.following) if part.following else None,
        },
    )


def _own(studio: Studio) -> dict[str, _Account]:
    """The documents and hours of each organisation by its id; "" for those without one that may be named."""
    edition, found = studio.edition, dict[str, _Account]()
    for document in in_order(studio):
        issuer = issuer_of(edition.inspection.catalog, document.item) or ""
        name = issuer if f"organisations/{issuer}" in edition.catalog.items else ""
        found.setdefault(name, _Account()).documents.append(document)
    for issuer, hours in studio.issuer_sums.items():
        account = found.get(issuer if f"organisations/{issuer}" in edition.catalog.items else "")
        if account is not None:
            account.hours = account.hours.plus(Sum(hours.known, hours.unknown))
    return found


def _rows(studio: Studio, own: dict[str, _Account]) -> Iterator[OrganisationRow]:
    edition = studio.edition
    organisations = edition.items("organisations")  # one that could not be read is known by its id
    parents = {item.document.id: getattr(item.record, "parent", None) or "" for item in organisations}
    whole = {name: _Account() for name in (*parents, "")}
    for name, account in own.items():
        for above in _chain(parents, name):
            whole[above].take(account)
    for name, depth in _ordered(parents):
        if any(_is_listed(studio, document) for document in whole[name].documents):
            yield _row(studio, name, depth, own.get(name, _Account()), whole[name])
    if "" in own:
        yield _row(studio, "", 0, own[""], own[""])


def _chain(parents: dict[str, str], name: str) -> Iterator[str]:
    """An organisation and those above it; one that is above itself counts once."""
    seen: set[str] = set()
    while name not in seen and (name in parents or not seen):
        seen.add(name)
        yield name
        name = parents.get(name, "\n")


def _ordered(parents: dict[str, str]) -> Iterator[tuple[str, int]]:
    """Organisations, each before those below it, with their depth; those in a circle come at the end."""
    below: dict[str, list[str]] = {}
    for name, parent in parents.items():
        below.setdefault(parent if parent in parents else "", []).append(name)
    seen: set[str] = set()
    stack = [(name, 0) for name in reversed(below.get("", []))]
    while stack:
        name, depth = stack.pop()
        seen.add(name)
        yield name, depth
        stack.extend((other, depth + 1) for other in reversed(below.get(name, [])))
    yield from ((name, 0) for name in parents if name not in seen)


_ANCHOR = "organisation-"


def _row(studio: Studio, name: str, depth: int, own: _Account, whole: _Account) -> OrganisationRow:
    edition = studio.edition
    anchor = f"{_ANCHOR}{name}" if name else "nobody"
    documents = _documents(studio, own)
    address = f"#{anchor}" if is_short(studio) else f"{_LISTS}{name or _NOBODY}/"
    return OrganisationRow(
        link=edition.refer("organisations", name) if name else Link(text=edition.say("未写单位", "No organisation")),
        anchor=anchor,
        depth=depth,
        own=_share(studio, own),
        whole=_share(studio, whole),
        has_below=len(own.documents) < len(whole.documents),
        documents=tuple(_line(studio, document) for document in documents) if is_short(studio) else (),
        list=address if documents else "",
    )


def _name(row: OrganisationRow) -> str:
    return row.anchor.removeprefix(_ANCHOR) if row.anchor.startswith(_ANCHOR) else ""


def _documents(studio: Studio, account: _Account) -> list[DocumentReport]:
    return [document for document in account.documents if _is_listed(studio, document)]


def _is_listed(studio: Studio, document: DocumentReport) -> bool:
    """An organisation's own entry is in its list where there is something to say of it."""
    return document.item.document.collection != "organisations" or studio.remarks.judged(document.key)


def _share(studio: Studio, account: _Account) -> Share:
    counts = [studio.remarks.counts(document.key) for document in account.documents]
    hours = account.hours
    return Share(
        documents=sum(document.item.document.collection != "organisations" for document in account.documents),
        errors=sum(one.errors for one in counts),
        warnings=sum(one.warnings for one in counts),
        notes=sum(one.notes for one in counts),
        present=sum(document.completeness.present for document in account.documents),
        required=sum(document.completeness.required for document in account.documents),
        hours=_hours(studio.edition, hours),
    )


def _hours(edition: Edition, hours: Sum) -> str:
    """The hours of some plans together; those whose hours are unknown are counted."""
    if hours.known is None:
        return edition.shown(hours) if hours.unknown else ""
    known = edition.shown(Sum(hours.known))
    if not hours.unknown:
        return known
    return edition.say(f"{known}，另有 {hours.unknown} 份不详", f"{known}, and {hours.unknown} of unknown hours")


def _line(studio: Studio, document: DocumentReport) -> DocumentLine:
    decision = studio.decisions[document.key]
    return DocumentLine(
        link=sheet_link(studio, document.key),
        decision=studio.edition.shown(decision) if decision else "",
        counts=studio.remarks.counts(document.key),
    )
