"""Redaction: the report as it may be published."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property, partial
from operator import is_

from planfolio.catalog import Catalog, Item
from planfolio.completeness import Completeness
from planfolio.findings import Finding, NotComputable, Passed, Place, Related, Span, Waived
from planfolio.fingerprints import fingerprint
from planfolio.frozen import frozen, latent
from planfolio.model import DocumentRecord, Plan, Portfolio, Site
from planfolio.model.records import Record, entries
from planfolio.publicity import Fate, Publicity, consented, hides_each, open_fields, publicity
from planfolio.reports.report import DocumentReport, Report, by_document, place_order
from planfolio.reports.rules import title_of
from planfolio.reports.secrets import Secrets, secrets
from planfolio.sources import Document
from planfolio.totals import Addend, Sum, Totals, UnitTotal, audiences, total
from planfolio.verdicts import Verdict

_NOWHERE = Span(1, 1, 1, 1)


def public(report: Report, drafts: bool = False) -> Report:
    """`report` without what may not be published.

    A portfolio without consent is known by a hash of its id, with the codes of its findings where there are enough of such
    portfolios to hide each, and nothing else; one with consent keeps the fields that its teacher lists, and what is found in
    these. Internal documents, drafts (unless wanted) and the schedules of either
    are left out, and so is whatever other documents' findings say of them.
    """
    catalog = report.catalog or Catalog(Site(title=""), {}, {})
    known = publicity(catalog, drafts=drafts)
    if known.hides_nothing and not any(finding.at.file not in catalog.by_path for finding in report.findings):
        return report
    editor = Editor(report, catalog, known, secrets(known))
    shown = editor.catalogue()
    return replace(
        report,
        catalog=shown,
        documents=tuple(sorted(editor.documents(), key=lambda document: document.key)),
        findings=tuple(sorted(editor.findings(), key=lambda finding: place_order(shown, finding))),
        passed=tuple(sorted(editor.passed(), key=by_document)),
        not_computable=tuple(sorted(editor.not_computable(), key=by_document)),
        texts=_Covered(report.texts, known, editor.secrets),
        withheld=_withheld(known, editor.secrets),
    )


def _withheld(known: Publicity, secret: Secrets) -> str:
    fates = sorted((path, fate.value) for path, fate in known.by_path.items() if fate is not Fate.SHOWN)
    return fingerprint((fates, known.salt if known.hidden_people else "", secret))


class _Covered(Mapping[str, str]):
    """The sources' texts of documents that are shown, names covered when they are read."""

    def __init__(self, texts: Mapping[str, str], known: Publicity, secret: Secrets) -> None:
        self._texts = texts
        self._paths = dict.fromkeys(path for path in texts if known.of_path(path) is Fate.SHOWN)
        self._covered: dict[str, str] = {}
        self._secrets = secret

    def __getitem__(self, path: str) -> str:
        if path not in self._paths:
            raise KeyError(path)
        if path not in self._covered:
            self._covered[path] = self._secrets.covered(self._texts[path])
        return self._covered[path]

    def __iter__(self) -> Iterator[str]:
        return iter(self._paths)

    def __len__(self) -> int:
        return len(self._paths)


@frozen(slots=False)
class Editor:
    """Goes through a report part by part. `known` says what may be shown. What is told whole goes through as it is."""

    report: Report
    catalog: Catalog
    known: Publicity
    secrets: Secrets

    @cached_property
    def judged(self) -> dict[str, bool]:
        """Which sentences name what is not public, once that is asked: many documents are told the same."""
        return {}

    @cached_property
    def items(self) -> dict[str, Item | None]:
        """The documents as they are shown, by path, once they are asked for."""
        return {}

    @cached_property
    def owners(self) -> dict[str, tuple[str | None, bool]]:
        """What outcomes of a document may name, by its key, once that is asked for."""
        return {}

    # --- documents --------------------------------------------------------------------------------------------------------

    def catalogue(self) -> Catalog:
        items = {item.key: item for item in map(self.item, self.catalog.items.values()) if item}
        by_path = {item.document.path: item for item in map(self.item, self.catalog.by_path.values()) if item}
        return Catalog(self.catalog.site, dict(sorted(items.items())), dict(sorted(by_path.items())))

    def item(self, item: Item) -> Item | None:
        path = item.document.path
        fate = max(self.known.of_path(path), self.known.of_key(item.key))
        if fate is Fate.SHOWN:
            return item
        if path not in self.items:
            nothing = None if fate is Fate.ABSENT else _nameless(item, self.known)
            self.items[path] = _reduced(item) if fate is Fate.CONSENTED else nothing
        return self.items[path]

    def documents(self) -> Iterator[DocumentReport]:
        for document in self.report.documents:
            item = self.item(document.item)
            if item is None:
                continue
            if item.document.collection == "portfolios":
                yield self.portfolio(document, item)
            else:
                yield latent(DocumentReport, partial(self.told, document), item=item, key=item.key)

    def told(self, document: DocumentReport, name: str) -> Mapping[str, object]:
        """What may be told of a document that is no portfolio, once it is asked for."""
        match name:
            case "totals":
                return {name: self.shown_totals(document)}
            case "verdicts":
                return {name: tuple([self.verdict(document, one, self.addend) for one in self.verdicts(document)])}
        return {name: getattr(document, name)}

    def shown_totals(self, document: DocumentReport) -> Totals | None:
        """The hours of a document, without addends, units and audiences that are not shown."""
        totals = document.totals
        if totals is None or self.shows_sources(document.item) or self.shows_all(totals):
            return totals
        return self.totals(totals, self.addend)

    def shows_sources(self, item: Item) -> bool:
        """Whether all documents are shown from which hours come, as can be told without opening them: a plan's are its own,
        its curriculum's and its schedules'."""
        plan = item.record if isinstance(item.record, Plan) else None
        others = (self.catalog.find("curricula", plan.curriculum), *self.catalog.schedules_of(item)) if plan else ()
        return all(self.known.of_path(one.document.path) is Fate.SHOWN for one in (item, *others) if one is not None)

    def portfolio(self, document: DocumentReport, item: Item) -> DocumentReport:
        """A portfolio's name and hours where they are listed; nothing of one without consent."""
        original = document.item.record
        listed = consented(original) if isinstance(original, Portfolio) and item.record is not None else frozenset()
        bare = replace(
            document,
            item=item,
            title=document.title if "name" in listed else item.key,
            status=None,
            completeness=Completeness(),
            totals=None,
            verdicts=(),
        )
        if "ledger" not in listed or document.totals is None:
            return bare
        assert isinstance(original, Portfolio)

        entries: dict[int, Addend] = {}  # each entry of the ledger is in several sums

        def addend(one: Addend) -> Addend:
            if id(one) not in entries:
                entries[id(one)] = self.entry(original, one)
            return entries[id(one)]

        totals = self.totals(document.totals, addend)
        told = (verdict for verdict in self.verdicts(document) if listed.issuperset(verdict.reveals))
        return replace(
            bare,
            totals=replace(
                totals,
                by_mode=_open_group(original, totals.by_mode),
                by_category=_open_group(original, totals.by_category),
                by_year=_open_group(original, totals.by_year),
            ),
            verdicts=tuple(self.verdict(document, _discreet(original, verdict), addend) for verdict in told),
        )

    def entry(self, portfolio: Portfolio, addend: Addend) -> Addend:
        """An addend of a ledger; an entry that is kept from the public has no title."""
        at = addend.at._replace(span=self.report.span(addend.at))
        return replace(addend, at=at, title="—" if _is_internal(portfolio, addend.at) else addend.title)

    # --- totals -----------------------------------------------------------------------------------------------------------

    def addend(self, addend: Addend) -> Addend | None:
        """An addend of a document that is shown; its amount stays in the sum where its own document is not."""
        return addend if self.shows(addend.at) else None

    def shows(self, place: Place) -> bool:
        return self.known.of_path(place.file) is Fate.SHOWN

    def shows_all(self, totals: Totals) -> bool:
        """Whether all documents are shown of which something is in the totals."""
        sums = [
            totals.planned,
            totals.scheduled,
            totals.delivered,
            totals.credited,
            totals.computed,
            *totals.by_mode.values(),
            *totals.by_category.values(),
            *totals.by_audience.values(),
            *totals.by_year.values(),
        ]
        units = list(totals.all_units)
        sums += [unit.computed for unit in units]
        files = {unit.at.file for unit in units}
        files.update([meeting.at.file for meeting in totals.meetings])
        files.update([addend.at.file for one in sums if one is not None for addend in one.addends])
        named = not totals.by_audience or totals.by_audience.keys() <= set(audiences(totals.units))
        return named and all(self.known.of_path(file) is Fate.SHOWN for file in files)

    def totals(self, totals: Totals, keep: Callable[[Addend], Addend | None]) -> Totals:
        units = tuple(self.units(totals.units, keep))
        return replace(
            totals,
            planned=_edited(totals.planned, keep),
            scheduled=_edited(totals.scheduled, keep) if totals.scheduled else None,
            delivered=_edited(totals.delivered, keep) if totals.delivered else None,
            credited=_edited(totals.credited, keep) if totals.credited else None,
            computed=_edited(totals.computed, keep),
            units=units,
            has_units=bool(units),
            by_mode=_edited_group(totals.by_mode, keep),
            by_category=_edited_group(totals.by_category, keep),
            by_audience=_edited_group({name: totals.by_audience[name] for name in self.audiences(totals)}, keep),
            by_year=_edited_group(totals.by_year, keep),
            meetings=tuple(meeting for meeting in totals.meetings if self.shows(meeting.at)),
        )

    def units(self, units: tuple[UnitTotal, ...], keep: Callable[[Addend], Addend | None]) -> Iterator[UnitTotal]:
        for unit in units:
            if self.shows(unit.at):
                yield replace(unit, computed=_edited(unit.computed, keep), parts=tuple(self.units(unit.parts, keep)))

    def audiences(self, totals: Totals) -> Iterator[str]:
        """The audiences that a shown unit names."""
        named = set(audiences(unit for unit in totals.units if self.shows(unit.at)))
        return (name for name in totals.by_audience if name in named)

    def verdicts(self, document: DocumentReport) -> Iterator[Verdict]:
        """Those by packs that are shown, as are the packs above them from which their rules come."""
        return (
            one
            for one in document.verdicts
            if self.known.of_key(f"packs/{one.pack}") is Fate.SHOWN and one.rule not in self.secrets.rules
        )

    def verdict(self, document: DocumentReport, verdict: Verdict, keep: Callable[[Addend], Addend | None]) -> Verdict:
        at = (
            verdict.at if verdict.at.file == document.item.document.path or self.shows(verdict.at) else _title(document)
        )
        addends = tuple([one for one in map(keep, verdict.addends) if one])
        is_whole = at is verdict.at and _are(addends, verdict.addends)
        return verdict if is_whole else replace(verdict, at=at, addends=addends)

    # --- outcomes ---------------------------------------------------------------------------------------------------------

    def findings(self) -> Iterator[Finding]:
        for finding in self.report.findings:
            edited = self.finding(finding)
            if edited is not None:
                yield edited

    def finding(self, finding: Finding) -> Finding | None:
        if finding.rule in self.secrets.rules:
            finding = replace(_generalised(finding, finding.at, finding.related), rule=None)
        owner = self.known.of_key(finding.document)
        place = self.known.of_path(finding.at.file)
        if owner is Fate.ABSENT or (place is Fate.ABSENT and finding.document is None):
            return None
        if owner is Fate.HASHED or (place is Fate.HASHED and self.is_portfolio(finding)):
            return self.hashed(finding)
        if owner is Fate.CONSENTED:
            return self.consented(finding)
        if place is not Fate.SHOWN:
            return _generalised(finding, self.title_place(finding), ())
        related = tuple(one for one in finding.related if self.may_say(one))
        if len(related) < len(finding.related) or self.betrays(finding):
            return _generalised(finding, finding.at, related)
        return finding

    @staticmethod
    def is_portfolio(finding: Finding) -> bool:
        return finding.document is None or finding.document.startswith("portfolios/")

    def hashed(self, finding: Finding) -> Finding | None:
        """A finding in a portfolio without consent: its code, and that is all; not even that where so few are without that a
        school knows of whom it tells."""
        if not hides_each(self.known.hidden_people):
            return None
        item = self.catalog.items.get(finding.document or "")
        path = self.known.hashed_path(item.document.path if item else finding.at.file)
        key = f"portfolios/{path.rpartition('/')[2]}"
        return replace(_generalised(finding, Place(path, (), _NOWHERE), ()), document=key, rule=None)

    def consented(self, finding: Finding) -> Finding | None:
        """A finding in a portfolio with consent: in full where its field is listed. One in a text that is listed has no field
        and loses its place, as one does whose words say too much. That there is one elsewhere tells of what is not listed."""
        item = self.known.owner(finding.at.file)
        if item is None or not (self.is_listed(finding.at) or self.is_in_text(item, finding.at)):
            return None
        if not finding.at.field or self.betrays(finding):
            return _generalised(finding, Place(item.document.path, (), _NOWHERE), ())
        related = tuple(
            replace(one, at=one.at._replace(span=self.report.span(one.at)))
            for one in finding.related
            if self.may_say(one)
        )
        at = finding.at._replace(span=self.report.span(finding.at))
        return (
            replace(finding, at=at, related=related)
            if len(related) == len(finding.related)
            else _generalised(finding, at, related)
        )

    def may_say(self, related: Related) -> bool:
        visible = self.shows(related.at) or self.is_listed(related.at)
        return visible and not self.names_any(related.message.shown(self.report.language))

    def names_any(self, text: str) -> bool:
        """Whether a text names what is not public."""
        if text not in self.judged:
            self.judged[text] = self.secrets.mentioned_in(text)
        return self.judged[text]

    def is_listed(self, place: Place) -> bool:
        """Whether a place lies in a field of a portfolio that its teacher lists, in an entry that is not internal."""
        item = self.catalog.by_path.get(place.file)
        record = item.record if item else None
        if not isinstance(record, Portfolio) or not place.field or place.field[0] not in consented(record):
            return False
        entries = getattr(record, str(place.field[0]))
        index = place.field[1] if len(place.field) > 1 else None
        if isinstance(entries, tuple) and isinstance(index, int) and index < len(entries):
            return not getattr(entries[index], "internal", None)
        return True

    @staticmethod
    def is_in_text(item: Item, place: Place) -> bool:
        """Whether a place may lie in the text of a portfolio, and the text is listed."""
        return not place.field and isinstance(item.record, Portfolio) and "body" in open_fields(item.record, "public")

    def betrays(self, finding: Finding) -> bool:
        """Whether the words of a finding name what is not public."""
        language = self.report.language
        words = [message.shown(language) for message in (finding.message, finding.why, finding.fix) if message]
        if finding.waived:
            words.append(finding.waived.shown(language))
        return any(map(self.names_any, words))

    def title_place(self, finding: Finding) -> Place:
        item = self.catalog.items.get(finding.document or "")
        return item.at("title") if item else Place(finding.document or "", (), _NOWHERE)

    def passed(self) -> Iterator[Passed]:
        for one in self.report.passed:
            document, is_open = self.outcome(one)
            if document is not None:
                yield one if is_open else replace(one, document=document, message=title_of(one.code))

    def not_computable(self) -> Iterator[NotComputable]:
        for one in self.report.not_computable:
            document, is_open = self.outcome(one)
            if document is not None:
                yield one if is_open else replace(one, document=document, message=title_of(one.code))

    def outcome(self, outcome: Passed | NotComputable) -> tuple[str | None, bool]:
        """The document to name, None for none, and whether the message may stay."""
        document, may_speak = self.owners.get(outcome.document) or self.owners.setdefault(
            outcome.document, self.owner(outcome.document)
        )
        is_open = may_speak and not self.names_any(outcome.message.shown(self.report.language))
        return document, is_open

    def owner(self, key: str) -> tuple[str | None, bool]:
        """The document to name for one with outcomes, None for none, and whether their messages may stay where they name nobody.
        Those of portfolios have no place to judge by."""
        fate = self.known.of_key(key)
        if fate is Fate.ABSENT:
            return None, False
        if fate is Fate.HASHED:
            hidden = f"portfolios/{self.known.hashed(key.partition('/')[2])}"
            return hidden if hides_each(self.known.hidden_people) else None, False
        if fate is Fate.CONSENTED and not _lists_all(self.catalog.items[key].record):
            return None, False
        return key, fate is Fate.SHOWN


def _title(document: DocumentReport) -> Place:
    return document.item.at("title")


def _generalised(finding: Finding, at: Place, related: tuple[Related, ...]) -> Finding:
    """The finding as its rule's title alone."""
    waived = finding.waived and Waived(reason="—", expires=finding.waived.expires)
    return replace(finding, at=at, message=title_of(finding.code), why=None, fix=None, related=related, waived=waived)


def _is_internal(portfolio: Portfolio, at: Place) -> bool:
    """Whether a place is no entry of a list that may be shown."""
    entries, index = getattr(portfolio, str(at.field[0])), at.field[1] if len(at.field) > 1 else None
    return not isinstance(index, int) or bool(getattr(entries[index], "internal", None))


def _discreet(portfolio: Portfolio, verdict: Verdict) -> Verdict:
    """A verdict without the sentences that may name an entry kept from the public."""
    if any(_is_internal(portfolio, addend.at) for addend in verdict.addends):
        return replace(verdict, said=None, arithmetic=None)
    return verdict


def _edited(total: Sum, keep: Callable[[Addend], Addend | None]) -> Sum:
    kept = tuple([one for one in map(keep, total.addends) if one])
    return total if _are(kept, total.addends) else replace(total, addends=kept)


def _are(some: Sequence[object], others: Sequence[object]) -> bool:
    """Whether these are those very values."""
    return len(some) == len(others) and all(map(is_, some, others))


def _edited_group(group: Mapping[str, Sum], keep: Callable[[Addend], Addend | None]) -> dict[str, Sum]:
    return {name: _edited(total, keep) for name, total in group.items()}


def _open_group(portfolio: Portfolio, group: Mapping[str, Sum]) -> dict[str, Sum]:
    """A group without the entries that are kept from the public: less what is seen of it, a sum would tell their year."""
    found = {
        name: total(addend for addend in one.addends if not _is_internal(portfolio, addend.at))
        for name, one in group.items()
    }
    return {name: one for name, one in found.items() if one.addends}


def _lists_all(record: Record | None) -> bool:
    """Whether consent lists all that is written of the teacher and may be listed: only then does it tell nothing more that a
    rule holds which looks at several fields."""
    if not isinstance(record, Portfolio):
        return False
    common = DocumentRecord.model_fields
    told = {entry.name for entry in entries(Portfolio) if not entry.internal and entry.name not in common}
    return consented(record) >= told & record.model_fields_set


def _nameless(item: Item, known: Publicity) -> Item:
    """A portfolio of which nothing is left but a hash."""
    path = known.hashed_path(item.document.path)
    return Item(document=_emptied(item.document, path, path.rpartition("/")[2]), record=None)


def _emptied(document: Document, path: str, identifier: str) -> Document:
    return Document(
        path=path,
        key=f"{document.collection}/{identifier}",
        collection=document.collection,
        id=identifier,
        text="",
        root=None,
    )


def _reduced(item: Item) -> Item:
    """A portfolio with the listed fields alone, and without its source."""
    record = item.record
    assert isinstance(record, Portfolio)
    listed = consented(record)
    document = _emptied(item.document, item.document.path, item.document.id)
    kept = {name: _open_entries(getattr(record, name)) for name in listed}
    empty = {name: info.default for name, info in Portfolio.model_fields.items() if not info.is_required()}
    values = {**empty, "name": item.key, **kept, "visibility": record.visibility, "consent": record.consent}
    return Item(document=document, record=record.model_copy(update=values))


def _open_entries(value: object) -> object:
    """A list without the entries that are kept from the public."""
    if not isinstance(value, tuple):
        return value
    return tuple(one for one in value if not (isinstance(one, Record) and getattr(one, "internal", None)))
