"""Studio: the tools with which pages of one edition are composed, made once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any
from urllib.parse import quote

from planfolio.catalog import Item
from planfolio.completeness import SECTIONS, Completeness
from planfolio.frozen import frozen
from planfolio.model import KINDS, Organisation, Pack, Plan, Portfolio, Schedule
from planfolio.model.packs import PackRule
from planfolio.model.records import entry_of
from planfolio.pages.edition import COLLECTIONS, Edition, Link
from planfolio.pages.gaps import Gaps, gaps_of
from planfolio.pages.hours import Tally
from planfolio.pages.remarks import Remarks
from planfolio.pages.timetable import Appointment, Timetable
from planfolio.pages.values import Values
from planfolio.publicity import hides_each, open_fields
from planfolio.reads import Asked, Later, Memo, answer
from planfolio.reports.decisions import Decision, decide, issuer_of
from planfolio.reports.report import DocumentReport
from planfolio.sources.files import Attachment
from planfolio.totals import Sum, by_key, lineage, packs_of


@frozen(kw_only=True)
class AttachmentLink:
    """A file beside a document: its address from the page, its kind and its size as text."""

    name: str
    address: str
    kind: str
    size: str


@frozen(kw_only=True)
class Listed:
    """A document in a list: its title and address, what it is in a few words, its hours."""

    title: str
    address: str
    details: tuple[str, ...]
    hours: str


@frozen(slots=False)
class Studio(Asked):
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
    def timetable(self) -> Timetable:
        return Timetable(self.edition)

    def meetings(self) -> tuple[Appointment, ...]:
        """The dated meetings of all schedules that have a page, by day, time and title, each with its anchor there."""
        return self.timetable.dated

    def completeness(self, item: Item) -> Completeness | None:
        """How complete a document is, as far as readers may know."""
        document = self.edition.documents.get(item.key)
        return document.completeness if document is not None else None

    @answer
    def documents(self) -> tuple[DocumentReport, ...]:
        """The documents of the report in the order of its page: plans first."""
        order = list(COLLECTIONS)
        return tuple(
            sorted(self.edition.report.documents, key=lambda one: (order.index(one.key.partition("/")[0]), one.key))
        )

    @answer
    def reported(self) -> frozenset[str]:
        """The keys of the documents that the report lists."""
        return frozenset(document.key for document in self.documents)

    @answer
    def hides_some(self) -> bool:
        """Whether the report leaves out findings, since the people of whom they tell are too few."""
        documents = (document.item for document in self.documents)
        hidden = sum(item.document.collection == "portfolios" and item.record is None for item in documents)
        return self.edition.is_public and not hides_each(hidden)

    @answer
    def decisions(self) -> Mapping[str, Decision | None]:
        """What can be done with each document as it stands."""
        catalog, remarks = self.edition.inspection.catalog, self.remarks
        items = {document.key: document.item for document in self.documents}
        return Later(items, lambda key: decide(catalog, items[key], remarks.of(key), remarks.unknown(key)))

    @answer
    def gaps(self) -> dict[str | None, Gaps]:
        """The gaps of each document."""
        return gaps_of(self.edition.report.findings)

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
    def once(self) -> Memo[str, Any]:
        """What several pages find out of the whole site, by what it is called."""
        return Memo()

    @cached_property
    def dated(self) -> dict[str, tuple[tuple[str, ...], str]]:
        """The dates and titles by which lists are cut, as far as they were asked for, by key."""
        return {}

    @cached_property
    def listed(self) -> Memo[str, Listed]:
        """The entries of lists that were made so far, by key: a plan stands in a dozen lists."""
        return Memo()

    @cached_property
    def sheet_links(self) -> Memo[str, Link]:
        """The links to sheets that were made so far, by key: a document stands in five lists."""
        return Memo()

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

    @answer
    def issued(self) -> dict[str, list[Item]]:
        """The documents that each organisation issued: plans, curricula, archive documents."""
        found: dict[str, list[Item]] = {}
        for collection in ("plans", "curricula", "archive"):
            for item in self.edition.items(collection):
                issuer = getattr(item.record, "issuer", None)
                if issuer:
                    found.setdefault(issuer, []).append(item)
        return found

    @answer
    def scheduled(self) -> dict[str, list[Item]]:
        """The schedules of each organisation's plans."""
        found: dict[str, list[Item]] = {}
        for item in self.edition.items("schedules"):
            plan = self.edition.catalog.plan_of(item) if isinstance(item.record, Schedule) else None
            if plan is not None and isinstance(plan.record, Plan) and plan.record.issuer:
                found.setdefault(plan.record.issuer, []).append(item)
        return found

    @answer
    def year_sums(self) -> dict[str, Sum]:
        return self.sums(lambda plan: (plan.school_year,))

    @answer
    def issuer_sums(self) -> dict[str, Sum]:
        return self.sums(lambda plan: (plan.issuer,))

    @answer
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

    @answer
    def successors(self) -> dict[str, list[Item]]:
        """The plans that supersede each plan."""
        return self._named_by(lambda plan: plan.supersedes)

    @answer
    def subplans(self) -> dict[str, list[Item]]:
        """The plans below each plan."""
        return self._named_by(lambda plan: plan.parent)

    @answer
    def curriculum_plans(self) -> dict[str, list[Item]]:
        """The plans that use each curriculum."""
        return self._named_by(lambda plan: plan.curriculum)

    def _named_by(self, reference: Callable[[Plan], str | None]) -> dict[str, list[Item]]:
        found: dict[str, list[Item]] = {}
        for item, plan in self.edition.catalog.records(Plan):
            name = reference(plan)
            if name:
                found.setdefault(name, []).append(item)
        return found

    @answer
    def pack_plans(self) -> dict[str, list[Item]]:
        """The plans that each rule pack judges, by its own name or as the pack above theirs."""
        catalog = self.edition.inspection.catalog
        found: dict[str, list[Item]] = {}
        for item, _ in self.edition.catalog.records(Plan):
            names = (name for pack in packs_of(catalog, item) for name, _ in self._lineages(pack))
            for name in dict.fromkeys(names):
                found.setdefault(name, []).append(item)
        return found

    def _lineages(self, pack: str) -> tuple[tuple[str, Pack], ...]:
        if pack not in self._lineage:
            self._lineage[pack] = tuple(lineage(self.edition.inspection.catalog, pack))
        return self._lineage[pack]

    @cached_property
    def _lineage(self) -> dict[str, tuple[tuple[str, Pack], ...]]:
        return {}

    def neighbours(self, item: Item) -> tuple[Item | None, Item | None]:
        """The plans of the year before and after: of the same issuer, type, term and scope. None where there is none, or
        more than one, of which nobody can say which it is."""
        series, year = _series(item)
        if year is None:
            return None, None
        of_year = self._plans_in_series.get(series, {})
        before, after = of_year.get(year - 1, ()), of_year.get(year + 1, ())
        is_alone = len(of_year.get(year, ())) == 1
        return (
            before[0] if is_alone and len(before) == 1 else None,
            after[0] if is_alone and len(after) == 1 else None,
        )

    @answer
    def _plans_in_series(self) -> dict[tuple[object, ...], dict[int, list[Item]]]:
        found: dict[tuple[object, ...], dict[int, list[Item]]] = {}
        for item, _ in self.edition.catalog.records(Plan):
            series, year = _series(item)
            if year is not None:
                found.setdefault(series, {}).setdefault(year, []).append(item)
        return found

    @answer
    def below(self) -> dict[str, list[Item]]:
        """The organisations below each organisation."""
        found: dict[str, list[Item]] = {}
        for item, organisation in self.edition.catalog.records(Organisation):
            if organisation.parent:
                found.setdefault(organisation.parent, []).append(item)
        return found

    @answer
    def people(self) -> dict[str, list[Item]]:
        """The portfolios of each organisation whose teachers let both their name and their school be shown."""
        found: dict[str, list[Item]] = {}
        for item, portfolio in self.edition.catalog.records(Portfolio):
            if portfolio.organisation and {"name", "organisation"} <= open_fields(portfolio, self.edition.profile):
                found.setdefault(portfolio.organisation, []).append(item)
        return found

    def unit_titles(self, item: Item) -> dict[str, str]:
        """The titles of the units of a plan or curriculum by their ids; none of a curriculum that has no page."""
        return self._titles.of(item.key, lambda: self._new_titles(item))

    def _new_titles(self, item: Item) -> dict[str, str]:
        units = (unit for unit in self.edition.totals[item.key].all_units if not self.edition.hides(unit.at))
        return {unit.unit.id: unit.unit.title for unit in units if unit.unit.id}

    @cached_property
    def _titles(self) -> Memo[str, dict[str, str]]:
        return Memo()

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


def _series(item: Item) -> tuple[tuple[object, ...], int | None]:
    """What the plans of a series have in common, and the year of this one; no year where it has no issuer or no date."""
    plan = item.record
    assert isinstance(plan, Plan)
    start = plan.period.start if plan.period else None
    year = int(plan.school_year[:4]) if plan.school_year else start.year if start else None
    common = (plan.issuer, plan.type, plan.term, bool(plan.school_year), plan.subjects, plan.school_stages)
    return common, year if plan.issuer else None


def size(count: int) -> str:
    """1.2 MB, 340 KB: as people say it, rounded up."""
    if count >= 1_000_000:
        return f"{-(-count // 100_000) / 10:g} MB"
    return f"{max(1, -(-count // 1000))} KB"
