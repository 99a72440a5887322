"""Report: documents, findings and passed checks of one run. Every form, page and export reads this value."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import field, replace
from functools import partial
from itertools import groupby
from operator import attrgetter
from typing import Any, TypeVar

from planfolio import __version__
from planfolio.catalog import Catalog, Item
from planfolio.completeness import Completeness
from planfolio.evidence import Evidence
from planfolio.findings import Finding, Language, NotComputable, Outcome, Passed, Place, Severity, Span
from planfolio.frozen import Latent, frozen, latent
from planfolio.model import Plan, Site
from planfolio.reads import Asked, OfDocuments, Whole, noting
from planfolio.sources import Document
from planfolio.totals import Totals
from planfolio.verdicts import Verdict

Told = TypeVar("Told", Passed, NotComputable)

REPORTED = ("plans", "curricula", "schedules", "portfolios", "archive", "organisations")
"""Collections whose documents the report lists."""


@frozen(kw_only=True)
class DocumentReport(Latent):
    """One document: how complete it is, its hours, and what the packs say of it."""

    item: Item
    title: str
    status: str | None
    completeness: Completeness
    totals: Totals | None
    verdicts: tuple[Verdict, ...]
    key: str = field(init=False)  # that of its item

    def __post_init__(self) -> None:
        object.__setattr__(self, "key", self.item.key)

    @property
    def told_by(self) -> str:
        """Its key: whoever looks into it says so."""
        return self.key


noting(DocumentReport, ("title", "status", "completeness", "totals", "verdicts"), attrgetter("key"))


@frozen(kw_only=True)
class Summary:
    """Counts. Waived findings are counted apart, in no severity."""

    documents: int
    pages: int
    errors: int
    warnings: int
    notes: int
    passed: int
    not_computable: int
    waived: int


@frozen(kw_only=True, slots=False)
class Report(Asked):
    """All that a run found out. Findings are sorted by path, line, column and code."""

    language: Language
    revision: str | None = None
    catalog: Catalog | None = None
    documents: tuple[DocumentReport, ...] = ()
    findings: tuple[Finding, ...] = ()
    passed: tuple[Passed, ...] = ()
    not_computable: tuple[NotComputable, ...] = ()
    pages: int = 0
    texts: Mapping[str, str] = field(default_factory=dict)  # masked source text by path, for code frames
    tool: str = f"planfolio {__version__}"
    withheld: str = ""  # what tells what was left out of it from what would be left out of another one

    def span(self, place: Place) -> Span:
        """Line and column of a place."""
        if self.catalog is not None:
            return self.catalog.locate(place)
        return place.span or Span(1, 1, 1, 1)

    def lines(self, path: str) -> list[str]:
        """The source's lines, personal data masked; none for a file that was not read."""
        return self.texts.get(path, "").split("\n")

    def fingerprint(self, finding: Finding, path: str | None = None) -> str:
        """The same as long as code, rule, file, message and the field or the line's text stay; lines may move and days pass.

        `path` is the file that counts, where it has another name now.
        """
        spot = "/".join(map(str, finding.at.field))
        if not spot:
            lines, number = self.lines(finding.at.file), self.span(finding.at).line
            spot = lines[number - 1].strip() if number <= len(lines) else ""
        parts = (finding.code, finding.rule or "", path or finding.at.file, spot, finding.message.lasting())
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]

    def noting(self, catalog: Catalog) -> Report:
        """The same with `catalog`, its own or one that has the same; it notes what is looked at."""
        return replace(
            self,
            catalog=catalog,
            documents=Whole(self.documents),
            findings=Whole(self.findings),
            passed=Whole(self.passed),
            not_computable=Whole(self.not_computable),
            texts=OfDocuments(self.texts),
        )

    @property
    def summary(self) -> Summary:
        live = [finding for finding in self.findings if finding.waived is None]
        return Summary(
            documents=len(self.documents),
            pages=self.pages,
            errors=sum(finding.severity is Severity.ERROR for finding in live),
            warnings=sum(finding.severity is Severity.WARNING for finding in live),
            notes=sum(finding.severity is Severity.NOTE for finding in live),
            passed=len(self.passed),
            not_computable=len(self.not_computable),
            waived=len(self.findings) - len(live),
        )

    def of(self, key: str) -> tuple[Finding, ...]:
        """The findings of one document."""
        return tuple(finding for finding in self.findings if finding.document == key)


def compile_report(
    evidence: Evidence,
    outcomes: Iterable[Outcome],
    *,
    language: Language,
    revision: str | None,
    texts: Mapping[str, str],
) -> Report:
    """The report of a run. Of one document and code, passes stand in the order in which the check gave them."""
    outcomes = list(outcomes)
    findings = [outcome for outcome in outcomes if isinstance(outcome, Finding)]
    catalog = evidence.catalog
    return Report(
        language=language,
        revision=revision,
        catalog=catalog,
        documents=documents_of(evidence),
        findings=in_order(catalog, findings),
        passed=tuple(sorted(said_once(o for o in outcomes if isinstance(o, Passed)), key=by_document)),
        not_computable=tuple(sorted(said_once(o for o in outcomes if isinstance(o, NotComputable)), key=by_document)),
        texts=texts,
    )


def with_findings(report: Report, found: Iterable[Finding]) -> Report:
    """`report` with the findings of a later stage among its own."""
    catalog = report.catalog or Catalog(Site(title=""), {}, {})
    return replace(report, findings=in_order(catalog, [*report.findings, *found]))


def parts_of(report: Report) -> Callable[[str], Report]:
    """Gives what a report says of a document, by its key, and all that was found in its file, as a report of its own."""
    documents = {one.key: one for one in report.documents}
    paths = report.catalog.by_path if report.catalog is not None else {}
    findings: dict[str | None, list[Finding]] = {}
    for finding in report.findings:
        item = paths.get(finding.at.file)
        for key in {finding.document, item.key if item is not None else None}:
            findings.setdefault(key, []).append(finding)
    passed, unknown = _of_each(report.passed), _of_each(report.not_computable)

    def part(key: str) -> Report:
        return replace(
            report,
            documents=(documents[key],) if key in documents else (),
            findings=tuple(findings.get(key, ())),
            passed=passed.get(key, ()),
            not_computable=unknown.get(key, ()),
        )

    return part


def _of_each(outcomes: Iterable[Told]) -> dict[str, tuple[Told, ...]]:
    """Those of each document, which stand together."""
    return {key: tuple(group) for key, group in groupby(outcomes, attrgetter("document"))}


def by_document(outcome: Passed | NotComputable) -> tuple[str, str]:
    """By document and code."""
    return (outcome.document, outcome.code)


def in_order(catalog: Catalog, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Each finding once, by path, line, column and code."""
    apart = {(f.code, f.rule, f.at, f.message.shown("en")): f for f in findings}
    return tuple(f for _, f in sorted(apart.items(), key=lambda one: place_order(catalog, one[1], one[0][-1])))


def said_once(outcomes: Iterable[Told]) -> Iterable[Told]:
    """Each outcome once: two units of one title, or two packs, can say the same of a document."""
    groups: dict[tuple[str, str], list[Told]] = {}
    for outcome in outcomes:
        groups.setdefault((outcome.document, outcome.code), []).append(outcome)
    for group in groups.values():  # most are of one, which need not be written out
        yield from group if len(group) == 1 else {one.message.shown("en"): one for one in group}.values()


def place_order(catalog: Catalog, finding: Finding, text: str | None = None) -> tuple[str, int, int, str, str]:
    """By path, line, column and code; `text` is the English message where that is written out already."""
    span = catalog.locate(finding.at)
    said = finding.message.shown("en") if text is None else text
    return (finding.at.file, span.line, span.column, finding.code, said)


def documents_of(evidence: Evidence) -> tuple[DocumentReport, ...]:
    """What the report says of each document; of most it is looked up only when the report is written."""
    reported = (item for item in evidence.catalog.items.values() if item.document.collection in REPORTED)
    return tuple(latent(DocumentReport, partial(_about, evidence, item), item=item, key=item.key) for item in reported)


def _about(evidence: Evidence, item: Item, name: str) -> dict[str, Any]:
    match name:
        case "completeness":
            return {name: evidence.completeness.get(item.key, Completeness())}
        case "totals":
            return {name: evidence.totals.get(item.key)}
        case "verdicts":
            return {name: evidence.verdicts.get(item.key, ())}
    record = item.record
    return {
        "title": getattr(record, "title", item.document.id),
        "status": record.status.value if isinstance(record, Plan) else None,
    }


class Texts(Mapping[str, str]):
    """The masked texts of documents by path."""

    def __init__(self, documents: Iterable[Document]) -> None:
        self._documents = {document.path: document for document in documents}

    def __getitem__(self, path: str) -> str:
        return self._documents[path].text

    def __iter__(self) -> Iterator[str]:
        return iter(self._documents)

    def __len__(self) -> int:
        return len(self._documents)
