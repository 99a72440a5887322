"""Neighbourhood: the documents that a change can concern, told from the sources' text, so that no other need be decoded.

Rules look at a document, at those to which it refers and at those that refer to it. Four look further: ID08 at bodies,
TM05 at the persons of all schedules, PF06 at the numbers of all certificates, RF03 at all former addresses. What they can bring
together has text in common.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from typing import NamedTuple

from planfolio.checks import roles
from planfolio.frozen import frozen
from planfolio.reports import Report
from planfolio.sources import SETTINGS, Mapping, Node, Scalar, SourceFile, read

_APART = bytes(byte if byte in b"abcdefghijklmnopqrstuvwxyz0123456789-" else ord(" ") for byte in range(256))
"""Puts a blank for each byte that no id has."""
_FORMER = (b"aliases", "旧地址".encode())
"""What stands in a document that has former addresses."""
_FENCE = re.compile(rb"\n---[ \t]*\r?\n")
_PERSONS = ("name", "姓名", "instructors", "授课人")
_NUMBERS = ("number", "编号")
"""Keys below which persons and the numbers of certificates stand."""
_SEPARATE = (*SETTINGS, "organisations", "pages")
"""Collections on whose documents no rule looks because of what others say of them."""

_SAMPLE = 200
"""How many runs of a body are looked up, spread over all of it. Of those of a text that ID08 would report seven in ten stand
in the one that it repeats; where half of them do, a text may also repeat that text."""
_COMPARED = ("plans", "archive")
"""Collections whose bodies are compared."""
_MARKS = 1 << 14
"""How many hashes of runs are told apart. With fewer of them long texts look as if they had more in common."""


@frozen(kw_only=True)
class Neighbourhood:
    """Paths of the documents whose findings a change can alter, and of those that are read besides to judge them."""

    concerned: frozenset[str]
    context: frozenset[str]

    @property
    def read(self) -> frozenset[str]:
        return self.concerned | self.context


def remember(files: Iterable[SourceFile]) -> None:
    """Find out what is told by each of these files alone, and keep it as long as the file is. It takes longer than a neighbourhood,
    and 3 KB a document, but the next ones are told much faster: for a process that stays."""
    for file in files:
        if _TRAITS not in vars(file):
            vars(file)[_TRAITS] = _traits(file)


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
    keys = {known[path].key for path in found.concerned if path in known}

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
        known = set(self.ids.values())
        self._names: dict[str, set[str]] = {}
        self._paths: dict[str, set[str]] = {}
        self._named_in: dict[str, set[str]] = {}
        for file in files:
            found = known.intersection(_words(file)) - {file.id}
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


class _Traits(NamedTuple):
    """What a file alone tells: the words that may be ids, and how many runs the sample of its body has, with their marks."""

    words: tuple[str, ...]
    size: int
    marks: int


_TRAITS = "traits"
"""Where they are kept of a file, beside its fields."""


def _traits(file: SourceFile) -> _Traits:
    sample = _sample(file) if file.collection in _COMPARED else set()
    words = set(_words(file))  # most of them stand in many files
    return _Traits(tuple(map(sys.intern, words)), len(sample), _marks(sample))


def _known_traits(file: SourceFile) -> _Traits | None:
    known: _Traits | None = vars(file).get(_TRAITS)
    return known


def _words(file: SourceFile) -> Collection[str]:
    """What may be an id in the part of a source in which references stand: all but the body."""
    known = _known_traits(file)
    if known is not None:
        return known.words
    return _front(file).translate(_APART).decode("ascii").split()


def _front(file: SourceFile) -> bytes:
    """What stands in a source before its body. Where letters are written as escapes, they are there as they are read, too."""
    fence = _FENCE.search(file.raw, 3) if file.path.endswith(".md") else None
    front = file.raw[: fence.start()] if fence else file.raw
    return b"\n".join((front, *map(str.encode, _texts(read(file)[0].root)))) if b"\\" in front else front


def _texts(node: Node | None, keys: Collection[str] | None = None, *, is_wanted: bool = True) -> Iterator[str]:
    """All texts below a node, keys among them; or those that stand at one of the `keys`."""
    if isinstance(node, Scalar):
        if is_wanted:
            yield node.text
    elif isinstance(node, Mapping):
        for entry in node.entries:
            if keys is None:
                yield entry.name
            yield from _texts(entry.value, keys, is_wanted=keys is None or entry.name in keys)
    elif node is not None:
        for item in node.items:
            yield from _texts(item, keys, is_wanted=is_wanted)


def _kin(files: Iterable[SourceFile], altered: Iterable[SourceFile], concerned: Iterable[SourceFile]) -> Iterator[str]:
    """Documents that have text in common with a concerned one, by which a rule may compare the two."""
    shared = {collection: _shared(concerned, collection) for collection in ("schedules", "portfolios")}
    texts = {_squeezed(file) for file in altered if file.collection in _COMPARED}  # mostly two versions of one
    bodies = [_Body(_runs(text)) for text in texts if len(text) > 2]
    for file in files:
        if ((wanted := shared.get(file.collection)) and _has_one(file, wanted)) or (
            bodies and file.collection in _COMPARED and _is_alike(file, bodies)
        ):
            yield file.path


class _Body:
    """The runs of a text that others may repeat, and the marks that none of them has."""

    def __init__(self, runs: set[str]) -> None:
        self.runs = runs
        self.unmarked = ~_marks(runs)


def _is_alike(file: SourceFile, bodies: Iterable[_Body]) -> bool:
    """Whether half of the sample of a file's body stands in one of these."""
    known = _known_traits(file)
    if known is not None:  # as many runs as marks, at least, do not stand in it
        bodies = [body for body in bodies if (known.marks & body.unmarked).bit_count() * 2 <= known.size]
        if not bodies:
            return False
    sample = _sample(file)
    return bool(sample) and any(len(sample & body.runs) * 2 >= len(sample) for body in bodies)


def _marks(runs: Iterable[str]) -> int:
    """A bit for each hash of a run: where one text has a mark that another lacks, it has a run that the other lacks."""
    bits = bytearray(b"0") * _MARKS
    for run in runs:
        bits[hash(run) % _MARKS] = _MARKED
    return int(bits, 2)


_MARKED = ord("1")


def _rivals(files: Iterable[SourceFile], altered: Iterable[SourceFile]) -> set[str]:
    """Documents that may claim the former address of a changed one."""
    return {file.path for file in files if _has_moved(file)} if any(map(_has_moved, altered)) else set()


def _has_moved(file: SourceFile) -> bool:
    """Whether a document may claim an address at which it once stood."""
    return file.collection not in SETTINGS and _has_one(file, _FORMER)


def _has_one(file: SourceFile, words: Iterable[bytes]) -> bool:
    front = _front(file)
    return any(word in front for word in words)


def _shared(files: Iterable[SourceFile], collection: str) -> set[bytes]:
    """The persons and numbers in these documents, of which others may have the same; in parts where they have blanks, for these may
    be line ends in a source."""
    roots = [read(file)[0].root for file in files if file.collection == collection]
    persons = (name for root in roots for text in _texts(root, _PERSONS) for name in roles.names(text))
    numbers = (number for root in roots for number in _texts(root, _NUMBERS))
    return {part.encode() for found in (persons, numbers) for one in found for part in one.split()}


def _squeezed(file: SourceFile) -> str:
    fence = _FENCE.search(file.raw, 3)
    return "".join(file.raw[fence.end() :].decode("utf-8", "replace").split()) if fence else ""


def _sample(file: SourceFile) -> set[str]:
    text = _squeezed(file)
    return _runs(text, step=max(1, len(text) // _SAMPLE))


def _runs(text: str, step: int = 1) -> set[str]:
    """The three-character runs of a text, or those at every so many characters."""
    return {text[start : start + 3] for start in range(0, len(text) - 2, step)}
