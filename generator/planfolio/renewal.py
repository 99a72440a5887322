"""Renewal: an inspection after some sources changed, made of the one before and of what the change concerns."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any, TypeVar

from planfolio.catalog import Catalog, catalogued
from planfolio.catalog.rules import UNKNOWN_REFERENCE
from planfolio.evidence import Awaited, Evidence, Share, awaited
from planfolio.inspection import Inspection, built_in, inspect, version
from planfolio.neighbourhood import Neighbourhood, narrowed, neighbourhood
from planfolio.reports.report import Report, Texts, by_document, documents_of, place_order
from planfolio.sources import SETTINGS, Discovery, SourceFile
from planfolio.stages import Stages

Value = TypeVar("Value")


def renew(
    earlier: Inspection,
    sources: Discovery,
    *,
    today: date,
    revision: str | None = None,
    processes: int = 1,
    stages: Stages | None = None,
) -> Inspection:
    """What `inspect` says of `sources`. Only what differs from the sources of `earlier` is read, and only documents that the
    difference can concern are judged anew, as `check --changed` tells them, or all of them in so many processes."""
    anew = partial(
        inspect, sources, today=today, revision=revision, earlier=earlier, processes=processes, stages=stages
    )
    files = {file.path: file for file in sources.files}
    former = {file.path: file for file in earlier.sources.files}
    changed = {path for path in files.keys() | former.keys() if _differ(files.get(path), former.get(path))}
    is_alike = (earlier.today, earlier.sources.findings, earlier.report.revision) == (today, sources.findings, revision)
    # A baseline is shared out among all findings of a site.
    if earlier.broken or sources.baseline or earlier.sources.baseline or not is_alike:
        return anew()
    if not changed:
        return earlier
    known = [*sources.files, *(former[path] for path in changed if path in former)]
    found = neighbourhood(known, changed | _astray(earlier.report, files))
    if found.concerned >= files.keys():
        return anew()
    only = found.read | _beside(earlier.report, found)
    part = anew(only=only)
    if part.broken:
        return part
    return _joined(earlier, part, sources, found)


def _differ(one: SourceFile | None, other: SourceFile | None) -> bool:
    """Most are one object where they were not read again."""
    return one is not other and one != other


def _astray(report: Report, files: Mapping[str, SourceFile]) -> set[str]:
    """The documents with a reference that leads nowhere: what is told of it names the document that may be meant, any of all."""
    paths = {finding.at.file for finding in report.findings if finding.code == UNKNOWN_REFERENCE.code}
    return {path for path in paths & files.keys() if files[path].collection not in SETTINGS}


def _beside(report: Report, found: Neighbourhood) -> frozenset[str]:
    """The other documents of which findings in a concerned one speak: a text that it repeats did not change, but it must be there
    to be told of."""
    return frozenset(
        related.at.file
        for finding in report.findings
        if finding.at.file in found.concerned
        for related in finding.related
    )


def _joined(earlier: Inspection, part: Inspection, sources: Discovery, found: Neighbourhood) -> Inspection:
    """`earlier` with what `part` says of the concerned documents in place of what it said of them."""
    read = {file: known for file in sources.files if (known := part.read.get(file) or earlier.read.get(file))}
    items = [one.item for one in read.values() if one.item.document.collection]
    catalog, _ = catalogued([*items, *built_in(items)], part.site)
    concerned = {item.key for path, item in catalog.by_path.items() if path in found.concerned}
    evidence = _together(catalog, earlier.evidence, part.evidence, concerned, part.today)
    report = replace(
        _reported(earlier.report, part.report, catalog, found),
        documents=documents_of(evidence),
        texts=Texts(one.document for one in read.values()),
    )
    now = version(sources, read)
    versions = {
        file.path: now if file.path in found.concerned else earlier.versions.get(file.path, now)
        for file in sources.files
    }
    return replace(part, evidence=evidence, report=report, sources=sources, read=read, versions=versions)


def _together(catalog: Catalog, old: Evidence, new: Evidence, concerned: set[str], today: date) -> Evidence:
    """What is known of both; what is not yet, of documents that stayed as they were, is left for whoever asks for it."""

    def joined(before: Mapping[str, Value], after: Mapping[str, Value]) -> Share[Value]:
        known, heads = (before.known, before.heads) if isinstance(before, Awaited) else (before, {})
        keys = [key for key in catalog.items if key in (after if key in concerned else before)]
        # Another thread may forget one meanwhile that it found out itself.
        stayed = {key: one for key in keys if key not in concerned and (one := known.get(key)) is not None}
        return Share(
            keys=keys,
            known=stayed | {key: after[key] for key in concerned if key in after},
            heads={key: heads[key] for key in keys if key in heads and key not in concerned},
        )

    return awaited(
        catalog,
        today=today,
        totals=joined(old.totals, new.totals),
        verdicts=joined(old.verdicts, new.verdicts),
        out_of_force=joined(old.out_of_force, new.out_of_force),
        sections=joined(old.completeness, new.completeness),
    )


def _reported(old: Report, new: Report, catalog: Catalog, found: Neighbourhood) -> Report:
    """What was found and passed, as both tell it. Its documents are those of the new evidence."""
    left = narrowed(replace(old, documents=()), found, outside=True)
    new = narrowed(replace(new, documents=()), found)
    return replace(
        new,
        catalog=catalog,
        findings=_merged(left.findings, new.findings, lambda finding: place_order(catalog, finding)),
        passed=_merged(left.passed, new.passed, by_document),
        not_computable=_merged(left.not_computable, new.not_computable, by_document),
    )


def _merged(many: tuple[Value, ...], few: tuple[Value, ...], order: Callable[[Value], Any]) -> tuple[Value, ...]:
    """Both in their order, each in it already. The places of the many are not worth finding out."""
    merged: list[Value] = []
    start = 0
    for one in few:
        place = bisect_left(many, order(one), lo=start, key=order)
        merged += (*many[start:place], one)
        start = place
    return (*merged, *many[start:])
