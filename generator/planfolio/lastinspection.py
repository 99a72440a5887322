"""The last inspection: what a run kept of every document, so that the next one reads and judges what changed since.

Of each document its source, what it says and what was found in it lie packed in one file of the cache folder. They are opened
when somebody asks for them; what an edit leaves as it is goes packed into the next file. Heads, of which lists and sums are made,
stand at its front and are always read. What is found out faster than it is opened is not kept: a text is cut from its source,
the addends of hours are found in the record. A file that is damaged, of another day or of another program is as good as none.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import field
from datetime import date
from itertools import chain, groupby
from operator import attrgetter, is_
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, TypeVar

from planfolio.catalog import Item, catalogued
from planfolio.evidence import Awaited, Share, awaited
from planfolio.findings import Finding, Language, Message, NotComputable, Outcome, Passed, Span
from planfolio.frozen import forgetting, frozen, is_found_out, latent
from planfolio.heads import RecordHead, SectionsHead, TotalsHead
from planfolio.inspection import Inspection, Read, built_in, inspect, read_file
from planfolio.keepsakes import keep_packed
from planfolio.model import KINDS, DocumentRecord, Site
from planfolio.model.records import Record
from planfolio.packing import Packer, opened
from planfolio.program import program
from planfolio.renewal import renew
from planfolio.reports.report import Report, Texts, documents_of
from planfolio.sources import BASELINE, Attachment, Discovery, Document, DocumentHead, SourceFile
from planfolio.sources.files import State
from planfolio.stages import Stages

FILE = "last-inspection"
_FORM = 3
_DIGEST = 32
_SIZE = 8
"""Bytes of each number at the beginning of the file."""

Pack = bytes | memoryview
Value = TypeVar("Value")
Told = tuple[Any, ...]
"""Findings, or checks that passed or could not be computed: a report has a list of each."""


class _Source(NamedTuple):
    """What the contents say of a source: all but its bytes and packs, of which the sizes stand here."""

    path: str
    collection: str
    id: str
    attachments: tuple[tuple[Any, ...], ...]
    document: DocumentHead
    findings: list[Finding]
    spans: int
    size: int
    sizes: tuple[int, ...]
    head: tuple[Any, ...] | None  # where the record is one of a document


class _Contents(NamedTuple):
    """What stands at the front of the file: all that is always asked for."""

    language: Language
    findings: tuple[Finding, ...]  # of files that are no document
    has_baseline: bool
    sources: list[tuple[Any, ...]]
    totals: dict[str, tuple[Any, ...]]
    verdicts: list[str]
    out_of_force: list[str]
    sections: dict[str, tuple[Any, ...]]
    sentences: list[tuple[str, str]]
    told: tuple[list[tuple[str | None, int]], ...]
    versions: dict[str, str]


@frozen(kw_only=True)
class _Document:
    """A document as it was kept: its record and the places that were looked for in it are packed."""

    file: SourceFile
    source: _Source
    packs: tuple[Pack, ...]
    today: date

    def read(self) -> Read:
        """What the file says, nothing of it opened yet."""
        document = self.source.document.opened(self.file, spans=self._spans)
        known = {} if self.packs[0] else {"record": None}
        item = latent(Item, self._of_item, document=document, key=document.key, **known)
        return Read(document, item, self.source.findings)

    def _spans(self) -> dict[Any, Span]:
        with suppress(Exception):  # what cannot be opened is looked for again
            return {path: Span(*span) for path, span in opened(self.packs[1])}
        return {}

    def _of_item(self, name: str) -> Mapping[str, object]:
        head, kind = self.source.head, KINDS[self.file.collection]
        if head is None or not issubclass(kind, DocumentRecord):
            return {"record": self._record()}
        return {"record": RecordHead(*head).opened(kind, self._record)}

    def _record(self) -> Any:
        """The whole record."""
        with suppress(Exception):  # what cannot be opened is read again
            record = opened(self.packs[0])
            if isinstance(record, KINDS[self.file.collection]):
                return record
        return read_file(self.file, self.today).item.record


class _List(NamedTuple):
    """A list of a report, and by what neighbours in it are packed together."""

    name: str
    kind: type[Outcome]
    key: Callable[[Any], str | None]


_TOLD = (
    _List("findings", Finding, attrgetter("at.file")),
    _List("passed", Passed, attrgetter("document")),
    _List("not_computable", NotComputable, attrgetter("document")),
)


@frozen(kw_only=True)
class LastInspection:
    """The inspection of the last run, and how it was packed: documents by file, what was told by what is packed together."""

    inspection: Inspection
    documents: Mapping[SourceFile, _Document]
    told: tuple[Mapping[str | None, tuple[Told, Pack]], ...]
    sentences: Mapping[tuple[str, str], int]


def recall(folder: Path | None, sources: Discovery, *, today: date, revision: str | None) -> LastInspection | None:
    """What was kept in `folder`; None where nothing was, or nothing to be trusted. What stayed as it was is that of the present
    `sources`. The revision is but a label: the present one is as good as that of the last run."""
    if folder is None or not (folder / FILE).is_file():  # a pipe would have no end
        return None
    try:
        with (folder / FILE).open("rb") as file:
            return _recalled(file, sources, today, revision)
    except Exception:  # this program did not write it, or not to its end
        return None


def renewed(
    last: LastInspection | None,
    sources: Discovery,
    *,
    today: date,
    revision: str | None,
    processes: int = 1,
    stages: Stages | None = None,
) -> Inspection:
    """What `inspect` says of `sources`, with the help of the last inspection where there is one."""
    if last is None:
        return inspect(sources, today=today, revision=revision, processes=processes, stages=stages)
    return renew(last.inspection, sources, today=today, revision=revision, processes=processes, stages=stages)


def keep(folder: Path | None, inspection: Inspection, last: LastInspection | None) -> None:
    """Keep an inspection in `folder`. What it shares with the `last` one stays as it is packed."""
    if folder is None or inspection.broken or (last is not None and inspection is last.inspection):
        return
    packing = _Packing(inspection, last, dict(last.sentences) if last is not None else {})
    documents, told = list(packing.documents()), tuple(list(packing.told(number)) for number in range(len(_TOLD)))
    packs: list[Pack] = [pack for _, both in documents for pack in both]
    packs += [pack for group in told for _, pack in group]
    contents = packing.contents([source for source, _ in documents], told)
    sizes = b"".join(size.to_bytes(_SIZE, "big") for size in (len(contents), sum(map(len, packs))))
    whole = _begun(inspection.today)
    for part in (sizes, contents, *packs):
        whole.update(part)
    raw = (file.raw for file in inspection.read)
    keep_packed(folder, FILE, (whole.digest(), sizes, contents, *packs, *raw))


@frozen
class _Packing:
    """Packs an inspection, but for what was packed already in the `last` one."""

    inspection: Inspection
    last: LastInspection | None
    sentences: dict[tuple[str, str], int]
    """Those of passed checks in both languages, of which a site has a few and says each a thousand times."""
    packer: Packer = field(default_factory=Packer)
    same: dict[object, Any] = field(default_factory=dict)

    def documents(self) -> Iterator[tuple[_Source, tuple[Pack, ...]]]:
        before = self.last
        for file, one in self.inspection.read.items():
            kept = (
                before.documents.get(file) if before is not None and before.inspection.read.get(file) is one else None
            )
            if kept is None:
                with forgetting():
                    packed = self._document(file, one)
                yield packed
            elif is_found_out(one.document, "spans") and len(one.document.spans) > kept.source.spans:
                packs: tuple[Pack, ...] = (kept.packs[0], self._spans(one.document))
                yield kept.source._replace(spans=len(one.document.spans), sizes=tuple(map(len, packs))), packs
            else:
                yield kept.source, kept.packs

    def _document(self, file: SourceFile, one: Read) -> tuple[_Source, tuple[Pack, ...]]:
        document, record = one.document, one.item.record
        packs: tuple[Pack, ...] = (
            b"" if record is None else one.pack or self.packer.packed(record),
            self._spans(document),
        )
        source = _Source(
            path=file.path,
            collection=file.collection,
            id=file.id,
            attachments=_plain(file.attachments),
            document=DocumentHead.of(file, document),
            findings=one.findings,
            spans=len(document.spans),
            size=len(file.raw),
            sizes=tuple(map(len, packs)),
            head=self._head(record),
        )
        return source, packs

    def _head(self, record: Any) -> tuple[Any, ...] | None:
        if not isinstance(record, DocumentRecord):
            return None
        head = RecordHead.of(record)
        known = {name: self._once(value) for name, value in head.known.items()}
        return self._once(head.stated), known, tuple(map(self._once, head.names))

    def _heads(self, found: Mapping[str, Value], head_of: Callable[[Value], Any]) -> dict[str, tuple[Any, ...]]:
        """What is known of each document, in short; that which is so already as it is."""
        known: Mapping[str, Any] = found.heads if isinstance(found, Awaited) else {}
        return {
            key: tuple(known[key]) if key in known else tuple(map(self._once, head_of(found[key]))) for key in found
        }

    def _once(self, value: Any) -> Any:
        """The same object for equal values, so that it is packed once: a site has few school years, and few sums."""
        if isinstance(value, Record):
            return value
        return self.same.setdefault((type(value), value), value)

    def _spans(self, document: Document) -> bytes:
        return self.packer.packed([(path, tuple(span)) for path, span in document.spans.items()])

    def told(self, number: int) -> Iterator[tuple[str | None, Pack]]:
        told = _TOLD[number]
        former = self.last.told[number] if self.last is not None else {}
        for key, group in groupby(getattr(self.inspection.report, told.name), told.key):
            outcomes = tuple(group)
            before, pack = former.get(key, ((), b""))
            is_same = len(before) == len(outcomes) and all(map(is_, before, outcomes))
            yield key, pack if is_same else self.packer.packed(tuple(map(self._flat, outcomes)))

    def _flat(self, outcome: Outcome) -> object:
        if isinstance(outcome, Finding):
            return outcome
        message = outcome.message
        sentence = self.sentences.setdefault((message.zh, message.en), len(self.sentences))
        return outcome.code, sentence, message.values

    def contents(self, sources: list[_Source], told: tuple[list[tuple[str | None, Pack]], ...]) -> bytes:
        inspection, evidence = self.inspection, self.inspection.evidence
        contents = _Contents(
            language=inspection.report.language,
            findings=inspection.sources.findings,
            has_baseline=inspection.sources.baseline is not None,
            sources=[tuple(source) for source in sources],
            totals=self._heads(evidence.totals, TotalsHead.of),
            verdicts=list(evidence.verdicts),
            out_of_force=list(evidence.out_of_force),
            sections=self._heads(evidence.completeness, SectionsHead.of),
            sentences=list(self.sentences),
            told=tuple([(key, len(pack)) for key, pack in group] for group in told),
            versions=dict(inspection.versions),
        )
        return self.packer.packed(tuple(contents))


def _begun(today: date) -> Any:
    """A digest that has taken in what an inspection depends on beside its sources: this program and the day."""
    return hashlib.sha256(f"{_FORM} {program()} {today.isoformat()}".encode())


def _recalled(kept: BinaryIO, sources: Discovery, today: date, revision: str | None) -> LastInspection | None:
    beginning = kept.read(_DIGEST + 2 * _SIZE)
    digest, sizes = beginning[:_DIGEST], beginning[_DIGEST:]
    front, behind = int.from_bytes(sizes[:_SIZE], "big"), int.from_bytes(sizes[_SIZE:], "big")
    known = kept.read(front + behind)
    whole = _begun(today)
    whole.update(sizes)
    whole.update(known)
    if whole.digest() != digest:
        return None
    contents = _Contents(*opened(known[:front]))
    piece = _pieces(memoryview(known), front)
    file_of = _former(kept, len(beginning) + len(known), sources)
    documents = [
        _Document(file=file_of(source), source=source, packs=tuple(map(piece, source.sizes)), today=today)
        for source in (_Source(*one) for one in contents.sources)
    ]
    told: tuple[list[tuple[str | None, Pack, Told]], ...] = tuple(
        [(key, pack := piece(size), _outcomes(number, key, pack, contents.sentences)) for key, size in group]
        for number, group in enumerate(contents.told)
    )
    read = {one.file: one.read() for one in documents}
    before = Discovery(
        files=tuple(read), findings=contents.findings, baseline=_A_BASELINE if contents.has_baseline else None
    )
    return LastInspection(
        inspection=_inspection(contents, read, told, before, today, revision),
        documents={one.file: one for one in documents},
        told=tuple({key: (outcomes, pack) for key, pack, outcomes in group} for group in told),
        sentences={sentence: number for number, sentence in enumerate(contents.sentences)},
    )


_A_BASELINE = SourceFile(path=BASELINE, collection="", id="baseline", raw=b"")
"""Stands for the one that there was. What it said is not kept: where there is or was one, all is judged anew."""


def _pieces(content: memoryview, start: int) -> Callable[[int], memoryview]:
    """Gives one piece of so many bytes after the other."""

    def piece(size: int) -> memoryview:
        nonlocal start
        start += size
        return content[start - size : start]

    return piece


def _former(kept: BinaryIO, start: int, sources: Discovery) -> Callable[[_Source], SourceFile]:
    """Gives each source in turn as it was: the present one where that is the same, else what was kept of it."""
    present = {file.path: file for file in sources.files}

    def former(source: _Source) -> SourceFile:
        nonlocal start
        start += source.size
        now = present.get(source.path)
        is_same = now is not None and hashlib.sha256(now.raw).hexdigest() == source.document.digest
        if now is not None and is_same and _plain(now.attachments) == source.attachments:
            return now
        kept.seek(start - source.size)
        raw = kept.read(source.size)
        if hashlib.sha256(raw).hexdigest() != source.document.digest:
            raise ValueError(source.path)
        return SourceFile(
            path=source.path,
            collection=source.collection,
            id=source.id,
            raw=raw,
            attachments=tuple(_attachment(*one) for one in source.attachments),
        )

    return former


def _plain(attachments: tuple[Attachment, ...]) -> tuple[tuple[Any, ...], ...]:
    return tuple((one.path, one.name, str(one.location), one.size, one.state, one.private) for one in attachments)


def _attachment(path: str, name: str, location: str, size: int, state: State, private: bool) -> Attachment:
    return Attachment(path=path, name=name, location=Path(location), size=size, state=state, private=private)


def _outcomes(number: int, key: str | None, pack: Pack, sentences: list[tuple[str, str]]) -> Told:
    """What is told by one pack."""
    kind: Any = _TOLD[number].kind
    if kind is Finding:
        return tuple(opened(pack))
    return tuple(
        kind(code=code, document=key, message=Message(sentences[sentence][0], sentences[sentence][1], values))
        for code, sentence, values in opened(pack)
    )


def _inspection(
    contents: _Contents,
    read: Mapping[SourceFile, Read],
    told: tuple[list[tuple[str | None, Pack, Told]], ...],
    sources: Discovery,
    today: date,
    revision: str | None,
) -> Inspection:
    """The inspection as it was, with nothing opened but what was told."""
    items = [one.item for one in read.values() if one.item.document.collection]
    site = next(one.item.record for one in read.values() if not one.item.document.collection)
    assert isinstance(site, Site)
    catalog, _ = catalogued([*items, *built_in(items)], site)
    evidence = awaited(
        catalog,
        today=today,
        totals=Share(keys=contents.totals, heads={key: TotalsHead(*one) for key, one in contents.totals.items()}),
        verdicts=Share(keys=contents.verdicts),
        out_of_force=Share(keys=contents.out_of_force),
        sections=Share(
            keys=contents.sections, heads={key: SectionsHead(*one) for key, one in contents.sections.items()}
        ),
    )
    findings, passed, not_computable = (
        tuple(chain.from_iterable(outcomes for *_, outcomes in group)) for group in told
    )
    report = Report(
        language=contents.language,
        revision=revision,
        catalog=catalog,
        documents=documents_of(evidence),
        findings=findings,
        passed=passed,
        not_computable=not_computable,
        texts=Texts(one.document for one in read.values()),
    )
    return Inspection(
        site=site,
        evidence=evidence,
        report=report,
        sources=sources,
        today=today,
        read=read,
        versions=contents.versions,
    )
