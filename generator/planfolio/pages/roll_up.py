"""The roll-up of the report: every organisation with the documents, findings, sections and hours of its own and of all below."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from planfolio.charts import Bar, counted
from planfolio.model import Organisation
from planfolio.pages.checks import sheet_link
from planfolio.pages.edition import Edition, Link
from planfolio.pages.page import Page
from planfolio.pages.remarks import Counts
from planfolio.pages.report import navigation
from planfolio.pages.studio import Studio
from planfolio.reports.decisions import issuer_of
from planfolio.reports.report import DocumentReport
from planfolio.totals import Sum

ADDRESS = "report/organisations/"


@dataclass(frozen=True, slots=True, kw_only=True)
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


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentLine:
    """A document in the list of its organisation."""

    link: Link
    decision: str
    counts: Counts


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationRow:
    """An organisation: its own share and that with all below, `depth` steps below the topmost."""

    link: Link
    anchor: str
    depth: int
    own: Share
    whole: Share
    has_below: bool
    documents: tuple[DocumentLine, ...]


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
    """One page with every organisation; none where the site keeps its report internal."""
    edition = studio.edition
    if not edition.has_report:
        return
    own = _own(studio)
    yield edition.page(
        address=ADDRESS,
        kind="report",
        layout="roll_up.html",
        title=edition.say("按机构看", "By organisation"),
        trail=(edition.home, Link(text=edition.say("检查报告", "Report"), address="report/")),
        context={
            "navigation": navigation(edition),
            "rows": tuple(_rows(studio, own)),
        },
    )


def _own(studio: Studio) -> dict[str, _Account]:
    """The documents and hours of each organisation by its id; "" for those without one that may be named."""
    edition, found = studio.edition, dict[str, _Account]()
    for document in studio.documents:
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
    parents = {
        item.document.id: organisation.parent or "" for item, organisation in edition.catalog.records(Organisation)
    }
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


def _row(studio: Studio, name: str, depth: int, own: _Account, whole: _Account) -> OrganisationRow:
    edition = studio.edition
    return OrganisationRow(
        link=edition.refer("organisations", name) if name else Link(text=edition.say("未写单位", "No organisation")),
        anchor=f"organisation-{name}" if name else "nobody",
        depth=min(depth, 5),
        own=_share(studio, own),
        whole=_share(studio, whole),
        has_below=len(own.documents) < len(whole.documents),
        documents=tuple(_line(studio, document) for document in own.documents if _is_listed(studio, document)),
    )


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
