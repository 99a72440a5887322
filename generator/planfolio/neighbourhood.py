"""Neighbourhood: the documents that a change can concern, told from the sources' text, so that no other need be decoded.

Rules look at a document, at those to which it refers and at those that refer to it. Four look further: ID08 at bodies,
TM05 at the persons of all schedules, PF06 at the numbers of all certificates, RF03 at all former addresses. What they can bring
together has text in common.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace

from planfolio.frozen import frozen
from planfolio.reports import Report
from planfolio.sources import SETTINGS, SourceFile

_APART = bytes(byte if byte in b"abcdefghijklmnopqrstuvwxyz0123456789-" else ord(" ") for byte in range(256))
"""Puts a blank for each byte that no id has."""
_FORMER = (b"aliases", "旧地址".encode())
"""What stands in a document that has former addresses."""
_FENCE = re.compile(rb"\n---[ \t]*\r?\n")
_NAMES = re.compile(r"(?:姓名|name|授课人|instructors|编号|number)[ \t]*:[ \t]*([^{}\[\]\n]+)")
_SEPARATORS = re.compile(r"[\"',，、;；/\s]+")
_SEPARATE = (*SETTINGS, "organisations", "pages")
"""Collections on whose documents no rule looks because of what others say of them."""

_SAMPLE = 200
"""How many runs of a body are looked up, spread over all of it. Of those of a text that ID08 would report seven in ten stand
in the one that it repeats; where half of them do, a text may also repeat that text."""


@frozen(kw_only=True)
class Neighbourhood:
    """Paths of the documents whose findings a change can alter, and of those that are read besides to judge them."""

    concerned: frozenset[str]
    context: frozenset[str]

    @property
    def read(self) -> frozenset[str]:
        return self.concerned | self.context


def neighbourhood(files: Collection[SourceFile], changed: Collection[str]) -> Neighbourhood:
    """The neighbourhood of the documents at the paths `changed`; `files` holds all versions of all documents."""
    everything = frozenset(file.path for file in files)
    altered = [file for file in files if file.path in changed]
    if any(file.collection in SETTINGS for file in altered):
        return Neighbourhood(concerned=everything, context=frozenset())
    web = _Web(files)
    reached = web.naming(file.id for file in altered)
    named = web.named_by(file.path for file in altered)
    shared = web.naming(web.ids[path] for path in named if web.collections[path] not in _SEPARATE)
    concerned = {file.path for file in altered} | reached | shared
    kin = {*_kin(files, altered, [file for file in files if file.path in concerned]), *_rivals(files, altered)}
    concerned |= kin
    above = web.naming(web.ids[path] for path in kin)  # a schedule is judged beside the plan that names it
    return Neighbourhood(concerned=frozenset(concerned), context=frozenset(web.closure(concerned | above) - concerned))


def narrowed(report: Report, found: Neighbourhood, *, outside: bool = False) -> Report:
    """The report of the concerned documents alone, and of files that are no document; or of all that is `outside`."""
    assert report.catalog is not None
    known = report.catalog.by_path
    keys = {item.key for path, item in known.items() if path in found.concerned or not item.document.collection}

    def tells(document: str | None, path: str) -> bool:
        return (document in keys if document else path in found.concerned or path not in known) is not outside

    return replace(
        report,
        documents=tuple(document for document in report.documents if (document.key in keys) is not outside),
        findings=tuple(finding for finding in report.findings if tells(finding.document, finding.at.file)),
        passed=tuple(one for one in report.passed if (one.document in keys) is not outside),
        not_computable=tuple(one for one in report.not_computable if (one.document in keys) is not outside),
    )


class _Web:
    """Which document names which: ids that stand in its front matter, whether they mean a document there or not."""

    def __init__(self, files: Iterable[SourceFile]) -> None:
        files = list(files)
        self.ids = {file.path: file.id for file in files}
        self.collections = {file.path: file.collection for file in files}
        known = {file.id.encode() for file in files}
        self._names: dict[str, set[str]] = {}
        self._paths: dict[str, set[str]] = {}
        self._named_in: dict[str, set[str]] = {}
        for file in files:
            found = {name.decode() for name in known.intersection(_front(file).translate(_APART).split())} - {file.id}
            self._names.setdefault(file.path, set()).update(found)
            self._paths.setdefault(file.id, set()).add(file.path)
        for path, names in self._names.items():
            for name in names:
                self._named_in.setdefault(name, set()).add(path)

    def naming(self, ids: Iterable[str]) -> set[str]:
        """The documents of these ids, those that name one of them, those that name these, and so on."""
        waiting, seen, found = set(ids), set[str](), set[str]()
        while waiting:
            seen |= waiting
            paths = {
                path for name in waiting for path in self._paths.get(name, set()) | self._named_in.get(name, set())
            }
            found |= paths
            waiting = {self.ids[path] for path in paths} - seen
        return found

    def named_by(self, paths: Iterable[str]) -> set[str]:
        """The documents that these name."""
        return {other for path in paths for name in self._names.get(path, ()) for other in self._paths.get(name, ())}

    def closure(self, paths: Iterable[str]) -> set[str]:
        """These documents, those that they name, those that these name, and so on."""
        found, waiting = set[str](), set(paths)
        while waiting:
            found |= waiting
            waiting = self.named_by(waiting) - found
        return found


def _front(file: SourceFile) -> bytes:
    """The part of a source in which references stand: all but the body."""
    fence = _FENCE.search(file.raw, 3) if file.path.endswith(".md") else None
    return file.raw[: fence.start()] if fence else file.raw


def _kin(files: Iterable[SourceFile], altered: Iterable[SourceFile], concerned: Iterable[SourceFile]) -> Iterator[str]:
    """Documents that have text in common with a concerned one, by which a rule may compare the two."""
    names = {collection: _names(concerned, collection) for collection in ("schedules", "portfolios")}
    bodies = [_runs(_squeezed(file)) for file in altered if file.collection in ("plans", "archive")]
    for file in files:
        if (wanted := names.get(file.collection)) and any(name in file.raw for name in wanted):
            yield file.path
        elif any(bodies) and file.collection in ("plans", "archive"):
            text = _squeezed(file)
            sample = _runs(text, step=max(1, len(text) // _SAMPLE))
            if sample and any(len(sample & body) * 2 >= len(sample) for body in bodies):
                yield file.path


def _rivals(files: Iterable[SourceFile], altered: Iterable[SourceFile]) -> set[str]:
    """Documents that may claim the former address of a changed one."""
    return {file.path for file in files if _has_moved(file)} if any(map(_has_moved, altered)) else set()


def _has_moved(file: SourceFile) -> bool:
    """Whether a document may claim an address at which it once stood."""
    return file.collection not in SETTINGS and any(name in file.raw for name in _FORMER)


def _names(files: Iterable[SourceFile], collection: str) -> set[bytes]:
    """What stands for persons and numbers in these documents."""
    texts = (file.raw.decode("utf-8", "replace") for file in files if file.collection == collection)
    found = (name for text in texts for value in _NAMES.findall(text) for name in _SEPARATORS.split(value))
    return {name.encode() for name in found if len(name) > 1}


def _squeezed(file: SourceFile) -> str:
    fence = _FENCE.search(file.raw, 3)
    return "".join(file.raw[fence.end() :].decode("utf-8", "replace").split()) if fence else ""


def _runs(text: str, step: int = 1) -> set[str]:
    """The three-character runs of a text, or those at every so many characters."""
    return {text[start : start + 3] for start in range(0, len(text) - 2, step)}
