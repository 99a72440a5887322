"""Studio: the tools with which pages of one edition are composed, made once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import quote

from planfolio.catalog import Item
from planfolio.completeness import SECTIONS, Completeness
from planfolio.model import KINDS, Organisation, Pack, Plan, Portfolio
from planfolio.model.packs import PackRule
from planfolio.model.records import entry_of
from planfolio.pages.edition import COLLECTIONS, Edition, Link
from planfolio.pages.hours import Tally
from planfolio.pages.remarks import Remarks
from planfolio.pages.values import Values
from planfolio.publicity import open_fields
from planfolio.reports.decisions import Decision, decide, issuer_of
from planfolio.reports.report import DocumentReport
from planfolio.sources.files import Attachment
from planfolio.totals import Sum, by_key


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachmentLink:
    """A file beside a document: its address from the page, its kind and its size as text."""

    name: str
    address: str
    kind: str
    size: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A document in a list: its title and address, what it is in a few words, its hours."""

    title: str
    address: str
    details: tuple[str, ...]
    hours: str


@dataclass(frozen=True)
class Studio:
    """An edition with its values, sums and findings at hand."""

    edition: Edition

    @cached_property
    def values(self) -> Values:
        return Values(self.edition)

    @cached_property
    def tally(self) -> Tally:
        return Tally(self.edition, self.values)

    @cached_property
    def remarks(self) -> Remarks:
        return Remarks(self.edition)

    @cached_property
    def completeness(self) -> dict[str, Completeness]:
        return {document.key: document.completeness for document in self.edition.report.documents}

    @cached_property
    def documents(self) -> tuple[DocumentReport, ...]:
        """The documents of the report in the order of its page: plans first."""
        order = list(COLLECTIONS)
        return tuple(
            sorted(self.edition.report.documents, key=lambda one: (order.index(one.key.partition("/")[0]), one.key))
        )

    @cached_property
    def reported(self) -> frozenset[str]:
        """The keys of the documents that the report lists."""
        return frozenset(document.key for document in self.documents)

    @cached_property
    def decisions(self) -> dict[str, Decision | None]:
        """What can be done with each document as it stands."""
        catalog, remarks = self.edition.inspection.catalog, self.remarks
        return {
            document.key: decide(catalog, document.item, remarks.of(document.key), remarks.unknown(document.key))
            for document in self.documents
        }

    @cached_property
    def section_names(self) -> dict[str, str]:
        """What each section is called."""
        return {section.id: self.edition.shown(section.name) for section in SECTIONS}

    def field_name(self, collection: str, name: str) -> str:
        """What a field of a kind of document is called, both ways: the label, and the key as it is written."""
        found = self._field_names.get((collection, name))
        if found is None:
            label = self.edition.shown(entry_of(KINDS[collection], name).label)
            found = self._field_names[collection, name] = self.edition.say(f"字段“{label}”（{name}）", f"field {name}")
        return found

    @cached_property
    def _field_names(self) -> dict[tuple[str, str], str]:
        return {}

    @cached_property
    def listed(self) -> dict[str, Listed]:
        """The entries of lists that were made so far, by key: a plan stands in a dozen lists."""
        return {}

    @cached_property
    def sheet_links(self) -> dict[str, Link]:
        """The links to sheets that were made so far, by key: a document stands in five lists."""
        return {}

    def organisation_name(self, item: Item) -> str:
        """Who answers for a document of the report; "" where nobody does, or nobody that may be named."""
        edition = self.edition
        issuer = issuer_of(edition.inspection.catalog, item)
        key = f"organisations/{issuer}"
        is_hidden = key in edition.inspection.catalog.items and key not in edition.catalog.items
        return "" if issuer is None or is_hidden else edition.refer("organisations", issuer).text

    @cached_property
    def pack_rules(self) -> dict[str, PackRule]:
        """The rules of all packs by code."""
        return {rule.code: rule for _, pack in self.edition.inspection.catalog.records(Pack) for rule in pack.rules}

    def sums(self, key: Callable[[Plan], Iterable[str | None]]) -> dict[str, Sum]:
        """The hours of all plans that have a page, by what `key` gives."""
        return by_key(self.edition.catalog, self.edition.totals, lambda item, plan: key(plan))

    @cached_property
    def issued(self) -> dict[str, list[Item]]:
        """The documents that each organisation issued: plans, curricula, archive documents."""
        found: dict[str, list[Item]] = {}
        for collection in ("plans", "curricula", "archive"):
            for item in self.edition.items(collection):
                issuer = getattr(item.record, "issuer", None)
                if issuer:
                    found.setdefault(issuer, []).append(item)
        return found

    @cached_property
    def year_sums(self) -> dict[str, Sum]:
        return self.sums(lambda plan: (plan.school_year,))

    @cached_property
    def issuer_sums(self) -> dict[str, Sum]:
        return self.sums(lambda plan: (plan.issuer,))

    @cached_property
    def issuer_year_sums(self) -> dict[str, dict[str, Sum]]:
        """The hours of each organisation's plans by school year."""
        found: dict[str, dict[str, Sum]] = {}
        both = self.sums(
            lambda plan: (f"{plan.issuer}\n{plan.school_year}",) if plan.issuer and plan.school_year else ()
        )
        for key, sum_ in both.items():
            issuer, _, year = key.partition("\n")
            found.setdefault(issuer, {})[year] = sum_
        return found

    @cached_property
    def below(self) -> dict[str, list[Item]]:
        """The organisations below each organisation."""
        found: dict[str, list[Item]] = {}
        for item, organisation in self.edition.catalog.records(Organisation):
            if organisation.parent:
                found.setdefault(organisation.parent, []).append(item)
        return found

    @cached_property
    def people(self) -> dict[str, list[Item]]:
        """The portfolios of each organisation whose teachers let both their name and their school be shown."""
        found: dict[str, list[Item]] = {}
        for item, portfolio in self.edition.catalog.records(Portfolio):
            if portfolio.organisation and {"name", "organisation"} <= open_fields(portfolio, self.edition.profile):
                found.setdefault(portfolio.organisation, []).append(item)
        return found

    def unit_titles(self, plan: Item) -> dict[str, str]:
        """The titles of a plan's units by their ids."""
        if plan.key not in self._titles:
            units = self.edition.totals[plan.key].all_units
            self._titles[plan.key] = {unit.unit.id: unit.unit.title for unit in units if unit.unit.id}
        return self._titles[plan.key]

    @cached_property
    def _titles(self) -> dict[str, dict[str, str]]:
        return {}

    def attachments(self, item: Item) -> list[AttachmentLink]:
        """Links to the published files beside a document."""
        return [
            AttachmentLink(
                name=attachment.name,
                address=quote(attachment.name),
                kind=attachment.name.rpartition(".")[2].upper(),
                size=size(attachment.size),
            )
            for attachment in published_attachments(self.edition, item)
        ]


def published_attachments(edition: Edition, item: Item) -> Iterator[Attachment]:
    """The files beside a document that go with its page; of a portfolio only those that a shown entry names as evidence."""
    record = item.record
    if item.key not in edition.keys or record is None:
        return
    attachments = [attachment for attachment in item.document.attachments if not attachment.private]
    if not isinstance(record, Portfolio) or not edition.is_public:
        yield from attachments
        return
    fields = open_fields(record, edition.profile)
    named = {
        one.evidence
        for name in ("ledger", "lessons")
        if name in fields
        for one in getattr(record, name)
        if not one.internal
    }
    yield from (attachment for attachment in attachments if attachment.name in named)


def size(count: int) -> str:
    """1.2 MB, 340 KB: as people say it, rounded up."""
    if count >= 1_000_000:
        return f"{-(-count // 100_000) / 10:g} MB"
    return f"{max(1, -(-count // 1000))} KB"
