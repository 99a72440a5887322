"""Changes: every document that is new, gone, renamed or different in hours, verdicts, sections or findings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from planfolio.changes.hours import HoursChange, VerdictChange, hours_changes, verdict_changes
from planfolio.completeness import Section
from planfolio.findings import Finding
from planfolio.frozen import frozen
from planfolio.reports.report import DocumentReport, Report

_ALIKE = 2
"""A new document is an old one renamed if more than one line of this many is the same."""


@frozen(kw_only=True)
class DocumentChange:
    """One document before and after. `before` is None for a new one, `after` for one that is gone; renamed, their keys differ."""

    before: DocumentReport | None
    after: DocumentReport | None
    found: tuple[Finding, ...] = ()
    solved: tuple[Finding, ...] = ()

    @property
    def document(self) -> DocumentReport:
        """The document as it is, or as it last was."""
        document = self.after or self.before
        assert document is not None
        return document

    @property
    def kind(self) -> str:
        """added, removed, renamed or changed."""
        if self.before is None:
            return "added"
        if self.after is None:
            return "removed"
        return "changed" if self.before.key == self.after.key else "renamed"

    @property
    def unread(self) -> bool:
        """Whether it could not be read before or cannot now: then its figures are unknown, not nothing, and are not compared."""
        return any(one is not None and one.item.record is None for one in (self.before, self.after))

    @property
    def hours(self) -> tuple[HoursChange, ...]:
        """The hours that differ: declared, each account, each mode and category."""
        old, new = (one.totals if one else None for one in (self.before, self.after))
        return () if self.unread else tuple(hours_changes(old, new))

    @property
    def verdicts(self) -> tuple[VerdictChange, ...]:
        """What rule packs say otherwise than before."""
        old, new = (one.verdicts if one else () for one in (self.before, self.after))
        return () if self.unread else tuple(verdict_changes(old, new))

    @property
    def sections(self) -> tuple[tuple[Section, ...], tuple[Section, ...]]:
        """Required sections that are there now, and those that are no longer."""
        old, new = (_missing(one) if one else {} for one in (self.before, self.after))
        if self.before is None or self.after is None or self.unread:
            return (), ()
        return tuple(old[name] for name in old if name not in new), tuple(new[name] for name in new if name not in old)

    @property
    def is_any(self) -> bool:
        return bool(self.kind != "changed" or self.found or self.solved or self.hours or self.verdicts) or any(
            self.sections
        )


@frozen(kw_only=True)
class Proposal:
    """A change that somebody asks for: what it touches beside content, where it can be looked at, and the folder that leads
    from the repository's root to the site."""

    touched: tuple[str, ...] = ()
    folder: str = ""
    preview: str | None = None


@frozen(kw_only=True)
class Changes:
    """All changes between two reports, documents by key; findings in files that are no document stand apart.

    With a `proposal` both reports are of commits, else `after` is of what is on disk.
    """

    before: Report
    after: Report
    documents: tuple[DocumentChange, ...]
    found: tuple[Finding, ...] = ()
    solved: tuple[Finding, ...] = ()
    proposal: Proposal | None = None

    @property
    def all_found(self) -> tuple[Finding, ...]:
        return (*self.found, *(finding for change in self.documents for finding in change.found))

    @property
    def all_solved(self) -> tuple[Finding, ...]:
        return (*self.solved, *(finding for change in self.documents for finding in change.solved))

    def __bool__(self) -> bool:
        return bool(self.documents or self.found or self.solved)


def brought(after: Report, before: Report) -> Report:
    """`after` with only the findings that `before` does not have."""
    renamed = {new.item.document.path: old.item.document.path for old, new in _renamed(before, after)}
    return replace(after, findings=tuple(_new(after, before, renamed)))


def changes(after: Report, before: Report) -> Changes:
    """Every document that is new, gone, renamed or differs in hours, verdicts, sections or findings."""
    renamed = list(_renamed(before, after))
    pairs = _pairs(before, after, renamed)
    forward = {new.item.document.path: old.item.document.path for old, new in renamed}
    found = list(_new(after, before, forward))
    solved = list(_solved(after, before, {old: new for new, old in forward.items()}))
    every = (
        DocumentChange(
            before=old,
            after=new,
            found=_of(found, new),
            solved=_of(solved, old) if new is None or new.item.record is not None else (),
        )
        for old, new in sorted(pairs, key=lambda pair: (pair[1] or pair[0]).key)  # type: ignore[union-attr]  # one is there
    )
    keys = {one.key for pair in pairs for one in pair if one is not None}
    return Changes(
        before=before,
        after=after,
        documents=tuple(change for change in every if change.is_any),
        found=tuple(finding for finding in found if finding.document not in keys),
        solved=tuple(finding for finding in solved if finding.document not in keys),
    )


Pair = tuple[DocumentReport | None, DocumentReport | None]


def _pairs(before: Report, after: Report, renamed: Iterable[tuple[DocumentReport, DocumentReport]]) -> list[Pair]:
    """Each document with itself as it was."""
    old = {document.key: document for document in before.documents}
    new = {document.key: document for document in after.documents}
    pairs: list[Pair] = [(old.pop(one.key), new.pop(other.key)) for one, other in renamed]
    return [*pairs, *((old.get(key), new.get(key)) for key in old.keys() | new.keys())]


def _renamed(before: Report, after: Report) -> Iterator[tuple[DocumentReport, DocumentReport]]:
    """Documents that are gone with the new ones of their collection that have most of their lines, the likest first."""
    old = {document.key for document in before.documents}
    new = {document.key for document in after.documents}
    gone = [(document, _lines(before, document)) for document in before.documents if document.key not in new]
    fresh = [(document, _lines(after, document)) for document in after.documents if document.key not in old]
    likely = [
        (shared, one, other)
        for one, its_lines in gone
        for other, lines in fresh
        if one.item.document.collection == other.item.document.collection
        and (shared := (its_lines & lines).total()) * _ALIKE > max(its_lines.total(), lines.total())
    ]
    taken: set[str] = set()
    for _, one, other in sorted(likely, key=lambda found: (-found[0], found[1].key, found[2].key)):
        if not {one.key, other.key} & taken:
            taken |= {one.key, other.key}
            yield one, other


def _lines(report: Report, document: DocumentReport) -> Counter[str]:
    return Counter(line.strip() for line in report.lines(document.item.document.path) if line.strip())


def _new(after: Report, before: Report, renamed: Mapping[str, str]) -> Iterator[Finding]:
    """Live findings that `before` had neither live nor in its baseline."""
    live = [finding for finding in after.findings if finding.waived is None]
    return _without(after, live, before, filter(_counts, before.findings), renamed)


def _solved(after: Report, before: Report, renamed: Mapping[str, str]) -> Iterator[Finding]:
    """Findings, old ones too, that `after` has no more, be it waived."""
    return _without(before, filter(_counts, before.findings), after, after.findings, renamed)


def _counts(finding: Finding) -> bool:
    return finding.waived is None or finding.waived.is_old


def _without(
    report: Report, findings: Iterable[Finding], other: Report, known: Iterable[Finding], renamed: Mapping[str, str]
) -> Iterator[Finding]:
    """`findings` of a report without those `known` in the other, counted: of three alike against two, one is left."""
    rest = Counter(map(other.fingerprint, known))
    for finding in findings:
        fingerprint = report.fingerprint(finding, renamed.get(finding.at.file))
        if rest[fingerprint]:
            rest[fingerprint] -= 1
        else:
            yield finding


def _of(findings: Iterable[Finding], document: DocumentReport | None) -> tuple[Finding, ...]:
    return tuple(finding for finding in findings if document is not None and finding.document == document.key)


def _missing(document: DocumentReport) -> dict[str, Section]:
    return {
        section.id: section
        for section, _ in document.completeness.missing
        if section.id in document.completeness.absent
    }
