"""A page prepared for search: its words and its card in a file, and the little that tells where it belongs."""

import hashlib
import os
import re
import sys
import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import cbor2

from planfolio.frozen import frozen
from planfolio.search.cards import card, in_json
from planfolio.search.entries import Entry
from planfolio.search.rendered import sections
from planfolio.search.tokens import flowing, paragraphs
from planfolio.search.words import words

_QUICKLY = 1
"""How hard to compress: a large site has many sources."""
_OURS = re.compile(r"[0-9a-f]{64}-[0-9a-f]{64}")


@frozen(kw_only=True)
class Prepared:
    """What is held of a page until all are there. `source` is the hash of the rest, which lies in a file, and `key` that of what
    it was made of; a page without a word has no source, and is not found. `filters` are in the order of facets."""

    path: str
    title: str
    filters: Mapping[str, tuple[str, ...]]
    date: date | None
    source: str | None
    key: str = ""

    def in_short(self) -> list[Any]:
        """All of it as plain values."""
        filters = [(name, list(values)) for name, values in self.filters.items()]
        return [self.path, self.title, filters, self.date.toordinal() if self.date else None, self.source, self.key]

    @classmethod
    def in_full(cls, short: Sequence[Any]) -> "Prepared":
        """What `in_short` made plain values of. Raises TypeError or ValueError for others."""
        path, title, filters, day, source, key = short
        return cls(
            path=path,
            title=title,
            filters={name: tuple(values) for name, values in filters},
            date=date.fromordinal(day) if day is not None else None,
            source=source,
            key=key,
        )

    @property
    def place(self) -> str:
        """The name of the file with the rest."""
        return f"{self.key}-{self.source}"


@frozen(kw_only=True)
class Source:
    """What the file of a page holds: how many tokens its text has, its words with their places, those with accents, its card."""

    count: int
    words: Sequence[str]
    places: Sequence[bytes]
    forms: Sequence[tuple[str, str, bytes]]
    card: bytes


class SourceLost(Exception):
    """The files of these pages are not there any more, or not as they were written: they must be prepared again."""

    def __init__(self, paths: Sequence[str]) -> None:
        super().__init__(paths)
        self.paths = tuple(paths)


@frozen(kw_only=True)
class Sources:
    """A folder with what search keeps of pages, which may stay from run to run. `known` are the hashes of its files by what
    they were made of; both stand in their names."""

    folder: Path
    known: Mapping[str, str]

    @classmethod
    def at(cls, folder: Path) -> "Sources":
        """The folder as it is; it is made if it is not there. Raises OSError."""
        folder.mkdir(parents=True, exist_ok=True)
        names = (entry.name.partition("-") for entry in os.scandir(folder))
        return cls(folder=folder, known={key: source for key, _, source in names})

    def prepared(self, entry: Entry, html: str) -> Prepared:
        """A page, whose `entry` has no sections yet, with what is read of its HTML unless that was read before. It may be
        called in any process. Raises OSError where the folder cannot be written."""
        key = _key(entry, html)
        if key in self.known:
            return _prepared(entry, self.known[key], key)
        return prepare(replace(entry, sections=sections(html)), self.folder, key)

    def forgetful(self, paths: Collection[str], pages: Iterable[Prepared]) -> "Sources":
        """Without what is known of the pages at these paths, which is not true any more."""
        lost = {page.key for page in pages if page.path in paths}
        return Sources(folder=self.folder, known={key: one for key, one in self.known.items() if key not in lost})

    def keep(self, pages: Iterable[Prepared]) -> None:
        """Remove the files of all but these pages."""
        used = {page.place for page in pages}
        for entry in os.scandir(self.folder):
            if entry.name not in used and _OURS.fullmatch(entry.name):
                with suppress(OSError):
                    Path(entry).unlink()


def prepare(entry: Entry, folder: Path, key: str = "") -> Prepared:
    """Writes what search keeps of a page into the folder, and says what it is. It may be called in any process. `key` stands for
    what it was made of. Raises OSError where the folder cannot be written."""
    if not entry.has_words():
        return _prepared(entry, None, key)
    content = _source(entry)
    page = _prepared(entry, hashlib.sha256(content).hexdigest(), key)
    (folder / page.place).write_bytes(content)
    return page


def _prepared(entry: Entry, source: str | None, key: str) -> Prepared:
    return Prepared(path=entry.path, title=entry.title, filters=entry.filters, date=entry.date, source=source, key=key)


def _key(entry: Entry, html: str) -> str:
    """What the source of a page is made of: what is known of the page, its HTML, and the programs that read it."""
    known = [entry.path, entry.title, entry.names, entry.keywords, sorted(entry.filters.items()), entry.hours]
    day = entry.date and entry.date.toordinal()
    return hashlib.sha256(in_json([programs(), *known, day]) + html.encode()).hexdigest()


@cache
def programs() -> Sequence[str]:
    """The versions of what has a part in the bytes of a search bundle: our own code, Python and its compression."""
    code = b"".join(file.read_bytes() for file in sorted(Path(__file__).parent.glob("*.py")))
    return hashlib.sha256(code).hexdigest(), sys.version, zlib.ZLIB_RUNTIME_VERSION


def sources(pages: Iterable[Prepared], folder: Path) -> Iterator[Source]:
    """The sources of prepared pages, one at a time. Raises SourceLost at the end if some are missing."""
    lost = []
    for page in pages:
        try:
            content = (folder / page.place).read_bytes()
        except OSError:
            content = b""
        if hashlib.sha256(content).hexdigest() == page.source:
            count, joined, places, forms, shown = cbor2.loads(zlib.decompress(content))
            yield Source(count=count, words=joined.split(), places=places, forms=forms, card=shown)
        else:
            lost.append(page.path)
    if lost:
        raise SourceLost(lost)


def _source(entry: Entry) -> bytes:
    texts = [(flowing(section.heading), paragraphs(section.text)) for section in entry.sections]
    found = words(entry, texts)
    content = [found.count, " ".join(found.places), list(found.places.values()), found.forms, card(entry, texts)]
    return zlib.compress(cbor2.dumps(content), _QUICKLY)
