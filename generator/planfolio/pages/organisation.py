"""Pages of organisations: their plans with hours, their schedules, the organisations below, the people who agreed to be shown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from planfolio.catalog import Item
from planfolio.model import Organisation
from planfolio.pages import entries
from planfolio.pages.bodies import body
from planfolio.pages.checks import Checks, checks_of
from planfolio.pages.edition import Link
from planfolio.pages.hours import SumGroup
from planfolio.pages.listing import listed
from planfolio.pages.page import Page
from planfolio.pages.studio import Studio

HEAD = ("kind", "region", "parent", "packs", "contacts", "tags")


def pages(studio: Studio) -> Iterator[Page]:
    """A page for every organisation."""
    for item in studio.edition.items("organisations"):
        if isinstance(item.record, Organisation):
            yield _page(studio, item, item.record)


def _page(studio: Studio, item: Item, organisation: Organisation) -> Page:
    edition = studio.edition
    text = body(edition, item, level=3, taken=("plans", "hours", "below", "people", "text", "checks"))
    facts = studio.values.facts(organisation, HEAD)
    people = _links(studio, studio.people.get(item.document.id, ()))
    kind = edition.shown(Organisation.KIND_NAME)
    name = edition.shown(organisation.kind) if organisation.kind else kind
    return edition.page(
        address=edition.address(item.key),
        kind="organisation",
        title=organisation.title,
        item=item,
        trail=edition.trail("organisations"),
        description=name,
        context={
            "facts": facts,
            "documents": tuple(listed(studio, studio.issued.get(item.document.id, ()))),
            "completeness": tuple(_completeness(studio, item)),
            "sums": tuple(_sums(studio, item)),
            "below": _links(studio, studio.below.get(item.document.id, ())),
            "people": people,
            "text": text,
            "checks": checks_of(studio, item),
            "attachments": studio.attachments(item),
        },
        search=entries.entry(
            edition.address(item.key),
            organisation.title,
            names=(link.text for link in people),
            keywords=(name, *organisation.tags),
            filters={"类型": (kind,), "单位": (organisation.title,)},
            sections=[
                entries.section("", None, (facts,)),
                *entries.of_body(text),
            ],
        ),
    )


def _completeness(studio: Studio, item: Item) -> Iterator[tuple[Link, Checks]]:
    """Its documents that must have sections, with what the report says of them."""
    for document in studio.issued.get(item.document.id, ()):
        checks = checks_of(studio, document)
        if checks is not None and checks.required:
            yield studio.edition.link(document), checks


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
        rows = tuple(studio.tally.over_documents(year, found, place) for year, found in years.items())
        yield SumGroup(title=say("按学年", "By school year"), sums=rows)


def _links(studio: Studio, items: Iterable[Item]) -> tuple[Link, ...]:
    return tuple(map(studio.edition.link, items))
