"""Pages of organisations: their documents with hours and completeness, where they stand, the people who agreed to be shown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any

from planfolio.catalog import Item
from planfolio.charts import Bar, counted
from planfolio.frozen import frozen
from planfolio.markdown import Rendered
from planfolio.model import Organisation
from planfolio.pages import entries
from planfolio.pages.bodies import body
from planfolio.pages.checks import checks_of
from planfolio.pages.edition import COLLECTIONS, Edition, Link, of_record
from planfolio.pages.hours import SumGroup
from planfolio.pages.listing import listed, newest_first
from planfolio.pages.page import Page
from planfolio.pages.studio import Listed, Studio
from planfolio.search import Entry

HEAD = ("kind", "region", "packs", "contacts", "tags")
ANCHORS = (
    "above",
    "below",
    "documents",
    "plans",
    "curricula",
    "schedules",
    "archive",
    "hours",
    "people",
    "text",
    "checks",
)
NEWEST = 20
"""Documents of a kind that the page lists; the archive has the others."""


@frozen(kw_only=True)
class DocumentRow:
    """A document with how many of its required sections are there, in words."""

    document: Listed
    completeness: str
    bar: Bar | None


@frozen(kw_only=True)
class DocumentGroup:
    """The newest documents of one kind; `whole` leads to the list of all where there are more."""

    anchor: str
    title: str
    count: int
    rows: tuple[DocumentRow, ...]
    whole: Link | None


def pages_of(studio: Studio, item: Item) -> Iterator[Page]:
    """The page of an organisation."""
    if isinstance(item.record, Organisation):
        yield _page(studio, item, item.record)


def _page(studio: Studio, item: Item, organisation: Organisation) -> Page:
    edition = studio.edition
    return edition.page(
        address=edition.address(item.key),
        kind="organisation",
        title=organisation.title,
        item=item,
        trail=edition.trail("organisations"),
        description=edition.shown(organisation.kind or Organisation.KIND_NAME),
        context=of_record(_context, studio, item),
        search=of_record(_entry, studio, item),
        text=partial(_text, edition, item),
    )


def _text(edition: Edition, item: Item) -> Rendered:
    return body(edition, item, level=3, taken=ANCHORS)


def _context(studio: Studio, item: Item, organisation: Organisation) -> dict[str, Any]:
    return {
        "facts": studio.values.facts(organisation, HEAD),
        "above": tuple(_above(studio, item, organisation)),
        "groups": tuple(_groups(studio, item)),
        "sums": tuple(_sums(studio, item)),
        "below": _links(studio, studio.below.get(item.document.id, ())),
        "people": _links(studio, studio.people.get(item.document.id, ())),
        "text": _text(studio.edition, item),
        "checks": checks_of(studio, item),
        "attachments": studio.attachments(item),
    }


def _entry(studio: Studio, item: Item, organisation: Organisation) -> Entry:
    edition = studio.edition
    return entries.entry(
        edition.address(item.key),
        organisation.title,
        names=(link.text for link in _links(studio, studio.people.get(item.document.id, ()))),
        keywords=(edition.shown(organisation.kind or Organisation.KIND_NAME), *organisation.tags),
        filters={"类型": (edition.shown(Organisation.KIND_NAME),), "单位": (organisation.title,)},
    )


def _above(studio: Studio, item: Item, organisation: Organisation) -> Iterator[Link]:
    """The organisations above, from the topmost; the way ends at one that is not public, or that is above itself."""
    chain: list[Link] = []
    seen = {item.document.id}
    parent = organisation.parent
    while parent is not None and parent not in seen:
        seen.add(parent)
        chain.append(studio.edition.refer("organisations", parent))
        above = studio.edition.catalog.record(Organisation, parent)
        parent = above.parent if above else None
    yield from reversed(chain)


def _groups(studio: Studio, item: Item) -> Iterator[DocumentGroup]:
    """Its documents by kind: plans, curricula, schedules of its plans, archive documents."""
    identifier = item.document.id
    found: dict[str, list[Item]] = {}
    for document in (*studio.issued.get(identifier, ()), *studio.scheduled.get(identifier, ())):
        found.setdefault(document.document.collection, []).append(document)
    for collection in COLLECTIONS:
        documents = newest_first(found.get(collection, ()))
        if documents:
            shown = documents[:NEWEST]
            yield DocumentGroup(
                anchor=collection,
                title=studio.edition.shown(COLLECTIONS[collection]),
                count=len(documents),
                rows=tuple(
                    _row(studio, one, _own(studio, item, document))
                    for one, document in zip(shown, listed(studio, shown), strict=True)
                ),
                whole=_whole(studio, identifier, collection) if len(documents) > NEWEST else None,
            )


def _own(studio: Studio, item: Item, document: Listed) -> Listed:
    """Without the organisation's own name, which stands above the list."""
    name = studio.edition.title(item)
    return replace(document, details=tuple(detail for detail in document.details if detail != name))


def _row(studio: Studio, item: Item, document: Listed) -> DocumentRow:
    """`必备部分 15 项，写了 12 项`; nothing where nothing is asked for, or the report is not public."""
    found = studio.completeness(item)
    if not studio.edition.has_report or found is None or not found.required:
        return DocumentRow(document=document, completeness="", bar=None)
    present, required = found.present, found.required
    said = studio.edition.say(
        f"必备部分 {required} 项，写了 {present} 项", f"{present} of {required} required sections are there"
    )
    return DocumentRow(document=document, completeness=said, bar=counted(present, required))


def _whole(studio: Studio, identifier: str, collection: str) -> Link:
    """The list of all: the organisation's archive, which holds plans and archive documents, else the collection."""
    is_archived = collection in ("plans", "archive")
    address = f"archive/organisation/{identifier}/" if is_archived else f"{collection}/"
    return Link(text=studio.edition.say("看全部", "See all"), address=address)


def _sums(studio: Studio, item: Item) -> Iterator[SumGroup]:
    """The hours of its plans, in all and by school year."""
    say, identifier = studio.edition.say, item.document.id
    whole = studio.issuer_sums.get(identifier)
    years = studio.issuer_year_sums.get(identifier, {})
    place = f"archive/organisation/{identifier}/"
    if whole is not None:
        yield SumGroup(
            title=say("合计", "Total"), sums=(studio.tally.over_documents(say("全部方案", "All plans"), whole, place),)
        )
    if years:
        rows = studio.tally.beside((year, found, place) for year, found in years.items())
        yield SumGroup(title=say("按学年", "By school year"), sums=rows)


def _links(studio: Studio, items: Iterable[Item]) -> tuple[Link, ...]:
    return tuple(map(studio.edition.link, items))
