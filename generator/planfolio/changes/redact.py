"""Redaction: changes as they may be published, and as they may be sent around."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace

from planfolio.changes.changes import Changes, DocumentChange
from planfolio.completeness import Completeness
from planfolio.findings import Finding
from planfolio.publicity import Fate, Publicity, publicity, published
from planfolio.reports.report import DocumentReport, Report
from planfolio.reports.rules import title_of
from planfolio.reports.secrets import Secrets, secrets
from planfolio.verdicts import Verdict


def public(changes: Changes, report: Report, keys: Collection[str], *, drafts: bool) -> Changes:
    """`changes` of the documents that have a page (`keys`), or had one and are gone; portfolios are left out altogether.

    A document that had no page before is a new one, whatever it was then. A new finding stands as the public `report` has it.
    Of a solved one no more is told than its rule: its words may name somebody who has withdrawn consent since.
    """
    catalog = changes.before.catalog
    former = published(catalog, profile="public", drafts=drafts) if catalog else frozenset()
    known = {(finding.code, finding.at, finding.message.en): finding for finding in report.findings}
    publicities = _publicities(changes, drafts=drafts)
    open_verdicts = _open_verdicts(publicities, [secrets(one) for one in publicities])

    def told(findings: Iterable[Finding]) -> tuple[Finding, ...]:
        return tuple(
            known.get((finding.code, finding.at, finding.message.en)) or _in_general(finding) for finding in findings
        )

    def reduced(change: DocumentChange) -> DocumentChange | None:
        before = change.before if _has_page(change.before, former) else None
        after = change.after if _has_page(change.after, keys) else None
        if after is None and (before is None or change.after is not None):
            return None
        return replace(
            change,
            before=open_verdicts(before),
            after=open_verdicts(after),
            found=told(change.found),
            solved=tuple(map(_in_general, change.solved)) if before else (),
        )

    return replace(
        changes,
        documents=tuple(one for one in map(reduced, changes.documents) if one and one.is_any),
        found=tuple(finding for finding in told(changes.found) if finding in report.findings),
        solved=(),
    )


def _has_page(document: DocumentReport | None, keys: Collection[str]) -> bool:
    return document is not None and document.key in keys and document.item.document.collection != "portfolios"


def discreet(changes: Changes) -> Changes:
    """`changes` for a comment, which outlives what it quotes and goes out by mail: of portfolios and internal documents it
    names the file and the rules, as the request itself does, but no title, no hours and no words. Drafts are what requests
    are about and stay as they are."""
    known = _publicities(changes, drafts=True)
    hidden = [secrets(one) for one in known]
    open_verdicts = _open_verdicts(known, hidden)

    def is_shown(change: DocumentChange) -> bool:
        keys = (change.before.key if change.before else None, change.after.key if change.after else None)
        return all(one.of_key(key) is Fate.SHOWN for one in known for key in keys)

    def told(findings: Iterable[Finding], *, is_open: bool = True) -> tuple[Finding, ...]:
        return tuple(
            finding if is_open and not says_too_much(finding) else _in_general(finding) for finding in findings
        )

    def says_too_much(finding: Finding) -> bool:
        words = finding.message.shown("zh") + finding.message.shown("en")
        is_hidden = any(one.of_path(finding.at.file) is not Fate.SHOWN for one in known)
        return is_hidden or any(one.mentioned_in(words) for one in hidden)

    def reduced(change: DocumentChange) -> DocumentChange:
        is_open = is_shown(change)
        found, solved = (told(findings, is_open=is_open) for findings in (change.found, change.solved))
        keep = open_verdicts if is_open else _bare
        return replace(change, before=keep(change.before), after=keep(change.after), found=found, solved=solved)

    return replace(
        changes,
        documents=tuple(map(reduced, changes.documents)),
        found=told(changes.found),
        solved=told(changes.solved),
    )


def _publicities(changes: Changes, *, drafts: bool) -> list[Publicity]:
    """What may be shown of the catalogue before and of the one after."""
    catalogs = [report.catalog for report in (changes.before, changes.after) if report.catalog]
    return [publicity(catalog, drafts=drafts) for catalog in catalogs]


def _open_verdicts(
    known: Sequence[Publicity], hidden: Sequence[Secrets]
) -> Callable[[DocumentReport | None], DocumentReport | None]:
    """Takes from a document what packs say of it that are internal, before or after."""

    def is_open(verdict: Verdict) -> bool:
        return all(one.of_key(f"packs/{verdict.pack}") is Fate.SHOWN for one in known) and not any(
            one.mentioned_in(f"{verdict.rule} {verdict.title.shown('zh')}") for one in hidden
        )

    return lambda document: document and replace(document, verdicts=tuple(filter(is_open, document.verdicts)))


def _bare(document: DocumentReport | None) -> DocumentReport | None:
    """A document of which no more is told than that it is there."""
    return document and replace(
        document, title=document.key, status=None, completeness=Completeness(), totals=None, verdicts=()
    )


def _in_general(finding: Finding) -> Finding:
    return replace(finding, message=title_of(finding.code), why=None, fix=None, related=())
