"""Sheets: one page for each document on which a reviewer sees all there is to decide by, and signs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import partial
from typing import Any, NamedTuple

from planfolio.catalog import Item
from planfolio.findings import Finding, Place, Severity, say
from planfolio.frozen import frozen
from planfolio.model import Pack, Plan, Portfolio
from planfolio.pages.checks import sheet_address
from planfolio.pages.edition import Link, Source, kind_name
from planfolio.pages.gaps import absent_section
from planfolio.pages.hours import Hours
from planfolio.pages.page import Page
from planfolio.pages.studio import Studio, published_attachments
from planfolio.pages.values import Facts
from planfolio.publicity import open_fields
from planfolio.reports.decisions import MEANINGS
from planfolio.reports.report import DocumentReport

HEAD = frozenset(
    ("type", "of", "plan", "issuer", "author", "organisation", "kind", "number", "issued", "period", "cycle", "status")
)
"""Fields that say which document it is, whatever its kind."""

_NEEDS = {
    Severity.ERROR: say("必备", "required"),
    Severity.WARNING: say("应有", "expected"),
    Severity.NOTE: say("可有", "optional"),
}


class SectionRow(NamedTuple):
    """A section that the document's kind asks for: how much, whether it is there, and the field that fills it or else the
    heading that names it, with its line; of an absent one, how to add it."""

    name: str
    need: str
    severity: str
    is_there: bool
    evidence: str
    source: Source | None


@frozen(kw_only=True)
class WaiverRow:
    """A waiver in force, and how many findings it covers."""

    code: str
    reason: str
    owner: str
    expires: str
    count: int


@frozen(kw_only=True)
class FileRow:
    """A file on which the sheet rests. Without a digest where it holds what is not public."""

    path: str
    digest: str


@frozen(kw_only=True)
class PackRow:
    """A rule pack by which the document was judged, with the days between which it holds."""

    link: Link
    citation: str
    valid: str


def pages_of(studio: Studio, item: Item) -> Iterator[Page]:
    """The sheet of a document that the report may name; none where the site keeps it internal."""
    address = sheet_address(studio, item.key) if studio.edition.has_report else None
    if address is not None:
        yield _page(studio, studio.edition.documents[item.key], item, address)


def _page(studio: Studio, document: DocumentReport, item: Item, address: str) -> Page:
    edition = studio.edition
    title = edition.title(item)
    return edition.page(
        address=address,
        kind="report",
        layout="sheet.html",
        title=edition.say(f"审阅单：{title}", f"Review sheet: {title}"),
        about=item,
        trail=(edition.home, Link(text=edition.say("检查报告", "Report"), address="report/")),
        context=partial(_context, studio, document, item),
    )


def _context(studio: Studio, document: DocumentReport, item: Item) -> dict[str, Any]:
    edition, key = studio.edition, document.key
    decision = studio.decisions[key]
    return {
        "document": edition.link(item),
        "facts": _facts(studio, item),
        "decision": decision,
        "decision_name": edition.shown(decision) if decision else "",
        "meaning": edition.shown(MEANINGS[decision]) if decision else "",
        "counts": studio.remarks.counts(key),
        "sections": tuple(_sections(studio, document)),
        "completeness": document.completeness,
        "hours": _hours(studio, item),
        "families": studio.remarks.criteria(key, item.document.path),
        "waivers": tuple(_waivers(studio, key)),
        "files": tuple(_files(studio, item)),
        "path": item.document.path,
        "packs": tuple(_packs(studio, document)),
        "revision": edition.revision,
    }


def _facts(studio: Studio, item: Item) -> Facts:
    edition, record = studio.edition, item.record
    kind = (edition.say("文档", "Document"), (Link(text=edition.shown(kind_name(item))),))
    source = (edition.say("源文件", "Source file"), (Link(text=item.document.path),))
    if record is None:
        return Facts(rows=(kind, source))
    names = HEAD
    if isinstance(record, Portfolio):
        names &= open_fields(record, edition.profile)
    rows = studio.values.facts(record, names).rows
    return Facts(rows=(*(() if isinstance(record, Plan) else (kind,)), *rows, source))


def _sections(studio: Studio, document: DocumentReport) -> Iterator[SectionRow]:
    edition, completeness = studio.edition, document.completeness
    path = document.item.document.path
    needs = {severity: edition.shown(name) for severity, name in _NEEDS.items()}
    absent = {absent_section(finding): finding for finding in studio.remarks.of(document.key)}
    for section, severity in completeness.needed:
        standing = completeness.standing.get(section.id)
        evidence, source = "", None
        if standing is None:
            evidence = _remedy(studio, absent.get(section.id))
        elif standing.heading is not None:
            evidence, source = f"“{standing.heading}”", edition.source(standing.at, path)
        elif not edition.hides(standing.at):
            evidence = _field(studio, standing.at)
        yield SectionRow(
            name=studio.section_names[section.id],
            need=needs[severity],
            severity=severity.value,
            is_there=standing is not None,
            evidence=evidence,
            source=source,
        )


def _remedy(studio: Studio, finding: Finding | None) -> str:
    """How to add a section that is absent, or that its absence is waived."""
    if finding is None or finding.fix is None:
        return ""
    return studio.edition.say("已豁免", "waived") if finding.waived else f"→ {studio.edition.shown(finding.fix)}"


def _field(studio: Studio, at: Place) -> str:
    """The outermost field of a place."""
    item = studio.edition.catalog.by_path[at.file]
    return studio.field_name(item.document.collection, str(at.field[0]))


def _hours(studio: Studio, item: Item) -> Hours | None:
    record = item.record
    if isinstance(record, Portfolio) and "ledger" not in open_fields(record, studio.edition.profile):
        return None
    return studio.tally.hours(item)


def _waivers(studio: Studio, key: str) -> Iterator[WaiverRow]:
    """The waivers that cover a finding, as the report has them; one that covers none is a finding itself."""
    found: dict[tuple[str, str, str, str], int] = {}
    for finding in studio.remarks.of(key):
        if finding.waived:
            reason = studio.edition.shown(finding.waived.reason)
            waived = (finding.code, reason, finding.waived.owner or "", finding.waived.expires or "")
            found[waived] = found.get(waived, 0) + 1
    for (code, reason, owner, expires), count in sorted(found.items()):
        yield WaiverRow(code=code, reason=reason, owner=owner, expires=expires, count=count)


def _files(studio: Studio, item: Item) -> Iterator[FileRow]:
    """The document's own file, those beside it, and the curriculum and schedules from which its hours come."""
    edition, catalog = studio.edition, studio.edition.catalog
    yield _file(studio, item)
    for attachment in published_attachments(edition, item):
        yield FileRow(path=attachment.path, digest=attachment.digest())
    if isinstance(item.record, Plan):
        units = (source.item for source in catalog.units_of(item) if source.item is not item)
        for other in (*units, *catalog.schedules_of(item)):
            yield _file(studio, other)


def _file(studio: Studio, item: Item) -> FileRow:
    """A digest tells whoever knows the rest of a file what is kept back of it, so such a file has none in public."""
    codes = {finding.code for finding in studio.remarks.of(item.key)}
    is_kept = studio.edition.is_public and (item.document.collection == "portfolios" or "PL05" in codes)
    return FileRow(path=item.document.path, digest="" if is_kept else item.document.digest)


def _packs(studio: Studio, document: DocumentReport) -> Iterator[PackRow]:
    edition = studio.edition
    for identifier in dict.fromkeys(verdict.pack for verdict in document.verdicts):
        pack = edition.inspection.catalog.record(Pack, identifier)
        if pack is not None:
            cited = (
                f"《{pack.citation.title}》" if edition.language == "zh" else pack.citation.title,
                pack.citation.number,
            )
            yield PackRow(
                link=edition.refer("packs", identifier),
                citation=edition.say("", " ").join(part for part in cited if part),
                valid=_span(studio, pack.valid.begins, pack.valid.ends) if pack.valid else "",
            )


def _span(studio: Studio, begins: date | None, ends: date | None) -> str:
    say_ = studio.edition.say
    parts = (
        say_(f"{begins} 起", f"from {begins}") if begins else "",
        say_(f"{ends} 止", f"until {ends}") if ends else "",
    )
    return say_("，", " ").join(part for part in parts if part)
