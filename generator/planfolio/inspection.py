"""Inspection: from files to a report. Discover, read, decode, link, gather, check, waive: each stage returns values."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import field, replace
from datetime import date
from functools import partial
from itertools import chain

from planfolio import admin, checks, packs
from planfolio.baseline import Baseline, settled
from planfolio.baseline import read as read_baseline
from planfolio.catalog import Catalog, Item, link, references_of
from planfolio.evidence import Evidence, Heads, awaiting, gather
from planfolio.findings import Finding, Language, Outcome, Place, Severity, Span, say
from planfolio.fingerprints import fingerprint
from planfolio.frozen import forgetting, frozen
from planfolio.heads import RecordHead
from planfolio.model import KINDS, DocumentRecord, Pack, Portfolio, Site
from planfolio.model.decode import decode, locate
from planfolio.model.portfolios import as_of
from planfolio.model.records import entry_of
from planfolio.model.rules import UNFIT_SETTINGS, UNREADABLE_VALUE
from planfolio.packing import Packer, opened, opened_pressed, pressed
from planfolio.reads import Asked, OfDocuments
from planfolio.reports.report import Report, Texts, compile_report
from planfolio.sources import (
    NOTHING_FOUND,
    SETTINGS,
    Discovery,
    Document,
    DocumentHead,
    SourceFile,
    read,
    rules,
    told_once,
    traps,
)
from planfolio.stages import Stage, Stages
from planfolio.totals import Totals
from planfolio.waivers import waive
from planfolio.workers import FEW, spread

MANY = 2_000
"""Sources from which it is worth more not to hold what they say than not to open it again."""
_SETTINGS_FILE = "content/site.yaml"
_NEARLY_SETTINGS = re.compile(r"content/site\.ya?ml(?:\.txt)?", re.IGNORECASE)
_COMMENTED_COLOUR = re.compile(r"(\w+):\s+(#[0-9a-fA-F]{6})\s*(?:#.*)?$")


@frozen(kw_only=True, slots=False)
class Inspection(Asked):
    """A site's documents with what is computed of them, and their report. `broken` says that settings or a pack stop
    everything. `sources`, `today` and what was `read` of each file tell what a later inspection need not read again. Of a file
    that has another of the `versions` now something that is known of it may be otherwise."""

    site: Site
    evidence: Evidence
    report: Report
    broken: bool = False
    sources: Discovery = field(default=NOTHING_FOUND, repr=False)
    today: date = date.min
    read: Mapping[SourceFile, Read] = field(default_factory=dict, repr=False)
    versions: Mapping[str, str] = field(default_factory=dict, repr=False)

    def noting(self) -> Inspection:
        """The same, which notes what is looked at."""
        catalog = self.catalog.noting()
        evidence = replace(self.evidence, catalog=catalog, totals=OfDocuments(self.totals))
        return replace(self, evidence=evidence, report=self.report.noting(catalog))

    @property
    def catalog(self) -> Catalog:
        return self.evidence.catalog

    @property
    def totals(self) -> Mapping[str, Totals]:
        return self.evidence.totals


@frozen
class Read:
    """What one file says, before any other is looked at. A record that is not held is opened from its `pack`."""

    document: Document
    item: Item
    findings: list[Finding]
    pack: bytes = b""


def inspect(
    sources: Discovery,
    *,
    today: date,
    language: Language | None = None,
    revision: str | None = None,
    only: Collection[str] | None = None,
    baseline: Baseline | None = None,
    earlier: Inspection | None = None,
    processes: int = 1,
    stages: Stages | None = None,
) -> Inspection:
    """Everything there is to know of `sources` short of pages. The language is the site's unless one is asked for.

    Where `only` names paths, the documents there are read, settings and packs besides; of the others it is known that they
    are. `baseline` stands for the one that the sources have. What an `earlier` inspection read is not read again. Rules are
    applied by so many processes.
    """
    stages = stages or Stages()
    known = earlier.read if earlier is not None and earlier.today == today else {}
    read = _all_read(sources, only, known, today, processes, stages)
    stages.begin(Stage.INSPECT)
    read_files = [read.get(file) or _unread(file) for file in sources.files]
    items = [one.item for one in read_files if one.item.document.collection]
    settings = next((one.item for one in read_files if isinstance(one.item.record, Site)), None)
    site = settings.record if settings and isinstance(settings.record, Site) else None
    chosen = language or _language_of(site)
    texts = Texts(one.document for one in read_files)
    own_baseline, unreadable = read_baseline(sources.baseline)
    fatal = _settings_findings(read_files, sources.findings) + _pack_findings(items, read_files) + unreadable
    if fatal or settings is None or site is None:
        return _stopped(site, items, fatal, chosen, texts)
    outcomes: list[Outcome] = [*sources.findings, *(finding for one in read_files for finding in one.findings)]
    is_large = processes > 1 and len(read) > MANY
    with forgetting() if is_large else nullcontext():
        catalog, unlinked = link([*items, *built_in(items)], site)
    evidence = (awaiting if is_large else gather)(catalog, today=today)
    outcomes += [*unlinked, *references_of(settings, catalog), *_judged(evidence, today, processes, stages)]
    report = compile_report(
        evidence,
        waive(catalog, outcomes, today=today),
        language=chosen,
        revision=revision,
        texts=texts,
    )
    report = settled(report, own_baseline if baseline is None else baseline, _unread_paths(sources, only))
    return Inspection(
        site=site,
        evidence=evidence,
        report=report,
        sources=sources,
        today=today,
        read=read,
        versions=dict.fromkeys((file.path for file in sources.files), version(sources, read)),
    )


def language_of(sources: Discovery) -> Language:
    """The language that the settings ask for, before anything else is read."""
    records = (read_file(file, date.min).item.record for file in sources.files if not file.collection)
    return _language_of(next((record for record in records if isinstance(record, Site)), None))


def _language_of(site: Site | None) -> Language:
    return "en" if site is not None and site.language == "en" else "zh"


def version(sources: Discovery, read: Mapping[SourceFile, Read]) -> str:
    """The version of what an inspection says of these sources, of which this was read."""
    files = "\n".join(f"{one.document.digest} {file.path}" for file, one in read.items())
    attachments = [file.attachments for file in read if file.attachments]
    return fingerprint((files, attachments, sources.findings, sources.baseline))


def _all_read(
    sources: Discovery,
    only: Collection[str] | None,
    known: Mapping[SourceFile, Read],
    today: date,
    processes: int,
    stages: Stages,
) -> dict[SourceFile, Read]:
    """What the wanted files say, those that are `known` as they are."""
    wanted = [file for file in sources.files if _is_wanted(file, only)]
    new = [file for file in wanted if file not in known]
    stages.begin(Stage.READ, len(sources.files))
    stages.advance(len(sources.files) - len(new))
    if processes > 1 and len(new) > MANY:
        found = dict(zip(new, stages.counted(_read_beside(new, today, processes)), strict=True))
    else:
        found = {file: read_file(file, today) for file in stages.counted(new)}
    return {file: found.get(file) or known[file] for file in wanted}


def _read_beside(files: Sequence[SourceFile], today: date, processes: int) -> Iterator[Read]:
    """What files say, read by so many processes. Their trees and records come packed."""
    packer = Packer()

    def read_one(file: SourceFile) -> tuple[DocumentHead, bytes, RecordHead | None, bytes, list[Finding]]:
        found = read_file(file, today)
        document, record = found.document, found.item.record
        head = RecordHead.of(record) if isinstance(record, DocumentRecord) else None
        return (
            DocumentHead.of(file, document),
            pressed(packer.packed(document.root)),
            head,
            packer.packed(record),
            found.findings,
        )

    batches = spread(lambda files: list(map(read_one, files)), files, processes=processes)
    for file, (outside, tree, head, pack, findings) in zip(files, chain.from_iterable(batches), strict=True):
        document = outside.opened(file, root=partial(opened_pressed, tree))
        record = head.opened(KINDS[file.collection], partial(opened, pack)) if head is not None else opened(pack)
        yield Read(document, Item(document=document, record=record), findings, pack)


def _judged(evidence: Evidence, today: date, processes: int, stages: Stages) -> Iterator[Outcome]:
    """What all checks say of all documents."""
    keys = checks.judged(evidence)
    stages.begin(Stage.INSPECT, len(keys))
    is_spread = processes > 1 and len(keys) > FEW
    if is_spread:
        with forgetting():
            checks.survey(evidence)

    def judge(key: str) -> list[Outcome]:
        return list(checks.judge(evidence, key, today=today))

    def judge_batch(keys: Sequence[str]) -> list[tuple[list[Outcome], Heads]]:
        with forgetting():
            return [(judge(key), evidence.heads_of(key)) for key in keys]

    if not is_spread:
        yield from chain.from_iterable(stages.counted(map(judge, keys)))
        return
    batches = spread(judge_batch, keys, processes=processes)
    for key, (outcomes, heads) in zip(keys, stages.counted(chain.from_iterable(batches)), strict=True):
        evidence.learn(key, heads)
        yield from outcomes


def read_file(file: SourceFile, today: date) -> Read:
    """What a file says as of `today`."""
    document, findings = read(file)
    record = None
    if document.root is not None:
        record, slips = decode(document.path, document.root, KINDS[document.collection])
        findings = told_once(document.text, findings + slips)
    if isinstance(record, Portfolio):
        record = as_of(today, record)
    if isinstance(record, Site) and record.accent is None:
        findings = [*findings, *_lost_colour(document)]
    if document.collection == "packs":
        findings = [packs.as_pack_finding(finding) for finding in findings]
    return Read(document, Item(document=document, record=record), [_owned(finding, document) for finding in findings])


def _lost_colour(settings: Document) -> Iterator[Finding]:
    """A colour that YAML takes for a comment, so that the key is empty."""
    span = locate(settings.root, Site, ("accent",))
    line = settings.text.split("\n")[span.line - 1]
    found, entry = _COMMENTED_COLOUR.match(line), entry_of(Site, "accent")
    if found and found[1] in (entry.name, *entry.chinese):
        yield Finding(
            code=UNREADABLE_VALUE.code,
            severity=Severity.WARNING,
            at=Place(settings.path, (), Span(span.line, found.start(2) + 1, span.line, found.end(2) + 1)),
            message=say(
                "“{key}”后面的 {colour} 成了注释，没有起作用",
                "{colour} behind “{key}” is a comment and does nothing",
                key=found[1],
                colour=found[2],
            ),
            why=say("YAML 里，空格后面的 # 开始一条注释。", "In YAML a # that follows a blank begins a comment."),
            fix=say(
                "写成 {key}: {digits}，不要 #",
                "write {key}: {digits}, without the #",
                key=found[1],
                digits=found[2][1:],
            ),
        )


def _is_wanted(file: SourceFile, only: Collection[str] | None) -> bool:
    return only is None or file.path in only or file.collection in SETTINGS


def _unread(file: SourceFile) -> Read:
    """A document of which only the key is known."""
    document = Document(path=file.path, key=file.key, collection=file.collection, id=file.id, text="", root=None)
    return Read(document, Item(document=document, record=None), [])


def _unread_paths(sources: Discovery, only: Collection[str] | None) -> set[str]:
    return {file.path for file in sources.files if not _is_wanted(file, only)}


def _owned(finding: Finding, document: Document) -> Finding:
    return finding if finding.document else replace(finding, document=document.key)


def built_in(items: list[Item]) -> list[Item]:
    """The built-in packs that the site does not replace by its own."""
    own = {item.key for item in items if item.document.collection == "packs"}
    return [
        Item(document=document, record=pack) for document, pack in packs.built_in().values() if document.key not in own
    ]


def _settings_findings(files: Iterable[Read], discovered: Sequence[Finding]) -> list[Finding]:
    settings = [one for one in files if not one.item.document.collection]
    if not settings:
        hindrances = [finding for finding in discovered if finding.at.file == _SETTINGS_FILE]
        return hindrances or [_no_settings([finding.at.file for finding in discovered])]
    unread = [finding for one in settings for finding in one.findings if one.item.record is None]
    return unread + [finding for one in settings for finding in _unfit(one.item)]


def _no_settings(misplaced: Sequence[str]) -> Finding:
    """That there are no settings, and what lies at one of the `misplaced` paths and was meant to be them."""
    near = next((path for path in misplaced if _NEARLY_SETTINGS.fullmatch(path)), None)
    message = say("没有 {path}", "there is no {path}", path=_SETTINGS_FILE)
    fix = say(
        "新建 {path}，写上“标题: …”；全新的站点用 planfolio init",
        "make {path} with `title: …`; for a new site run `planfolio init`",
        path=_SETTINGS_FILE,
    )
    if near is not None:
        message = say("没有 {path}，有 {near}", "there is no {path}, but {near}", path=_SETTINGS_FILE, near=near)
        fix = say("把 {near} 改名为 site.yaml", "rename {near} to site.yaml", near=near)
    elif any(path.startswith(f"{_SETTINGS_FILE}/") for path in misplaced):
        message = say("{path} 是文件夹，应为文件", "{path} is a folder and should be a file", path=_SETTINGS_FILE)
        fix = say("把这个文件夹改名或删去，再新建文件", "rename or delete the folder and make the file")
    return traps.finding(rules.SETTINGS, Place(_SETTINGS_FILE, (), Span(1, 1, 1, 1)), message, fix)


def _unfit(settings: Item) -> list[Finding]:
    """Settings that can each be read, but do not go together."""
    problem = admin.unfit(settings.record) if isinstance(settings.record, Site) else None
    if problem is None:
        return []
    span = locate(settings.document.root, Site, (problem.field,))
    return [traps.finding(UNFIT_SETTINGS, Place(settings.document.path, (), span), problem.message, problem.fix)]


def _pack_findings(items: list[Item], files: Iterable[Read]) -> list[Finding]:
    broken = [
        finding
        for one in files
        if one.document.collection == "packs"
        for finding in one.findings
        if finding.severity == "error" and finding.code != "PL05"
    ]
    own = {item.document.id: item for item in items if item.document.collection == "packs"}
    for item in own.values():
        if isinstance(item.record, Pack):
            broken.extend(packs.check(item.document, item.record))
    known = packs.built_in() | {
        name: (item.document, item.record if isinstance(item.record, Pack) else None) for name, item in own.items()
    }
    broken.extend(packs.check_parents(known))
    return broken


def _stopped(
    site: Site | None, items: list[Item], fatal: list[Finding], language: Language, texts: Mapping[str, str]
) -> Inspection:
    """Nothing but what stops everything."""
    site = site or Site(title="")
    catalog = Catalog(site, {}, {item.document.path: item for item in items})
    evidence = gather(catalog, today=date.min)
    report = compile_report(evidence, fatal, language=language, revision=None, texts=texts)
    return Inspection(site=site, evidence=evidence, report=report, broken=True)
