"""The word index of a shard, in the files that Pagefind's engine reads.

A reader loads a whole chunk for each word that is looked for, and the table of contents for each shard: chunks are a quarter
of what Pagefind makes them.
"""

import gzip
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from itertools import groupby

import cbor2

from planfolio.search.cards import in_json
from planfolio.search.engine import LANGUAGE, SIGNATURE, Engine
from planfolio.search.prepared import Source
from planfolio.search.words import FIELDS, list_head, number

ENTRY, CONTENTS = "pagefind-entry.json", f"pagefind.{LANGUAGE}.pf_meta"
BYTES_IN_CHUNK = 16_000
"""About as many, before they are compressed; the chunk of one frequent word is larger."""


@dataclass(slots=True)
class _Postings:
    """The pages of a word as they are gathered, each as [distance from the page before, places, places in fields]."""

    page: int = 0
    count: int = 0
    encoded: bytearray = field(default_factory=bytearray)

    def add(self, page: int, places: bytes) -> None:
        self.encoded += _POSTING + number(page - self.page) + places
        self.page = page
        self.count += 1

    def all(self) -> bytes:
        return list_head(self.count) + self.encoded


_POSTING = list_head(3)


class WordIndex:
    """Grows page by page; `files` are what comes of it."""

    def __init__(self, name: str, engine: Engine) -> None:
        """Pages are called by the name of their shard and their number in it, so that a browser can tell those of shards apart."""
        self._name, self._engine = name, engine
        self._pages: list[tuple[str, int]] = []
        self._words: dict[str, _Postings] = {}
        self._forms: dict[str, dict[str, _Postings]] = {}

    def add(self, source: Source) -> None:
        """Adds the next page."""
        page = len(self._pages)
        self._pages.append((f"{self._name} {page}", source.count))
        for word, places in zip(source.words, source.places, strict=True):
            found = self._words.get(word)
            if found is None:
                found = self._words[word] = _Postings()
            found.add(page, places)
        for bare, written, places in source.forms:
            self._words.setdefault(bare, _Postings())
            self._forms.setdefault(bare, {}).setdefault(written, _Postings()).add(page, places)

    def files(self) -> Iterator[tuple[str, bytes]]:
        """The files by name, the chunks first."""
        chunks: list[tuple[str, str, str]] = []
        for chunk in _chunks(self._encoded()):
            name = f"{len(chunks)}"
            chunks.append((chunk[0][0], chunk[-1][0], name))
            words = list_head(1) + list_head(len(chunk)) + b"".join(encoded for _, encoded in chunk)
            yield f"index/{name}.pf_index", packed(words)
        yield from opening(self._engine, self._pages, chunks).items()

    def _encoded(self) -> Iterator[tuple[str, bytes]]:
        """The words in order, each with its encoded form: [word, pages, forms]."""
        for word in sorted(self._words):
            forms = sorted(self._forms.get(word, {}).items())
            more = b"".join(list_head(2) + cbor2.dumps(written) + pages.all() for written, pages in forms)
            yield word, _POSTING + cbor2.dumps(word) + self._words.pop(word).all() + list_head(len(forms)) + more


def opening(
    engine: Engine, pages: Sequence[tuple[str, int]] = (), chunks: Sequence[tuple[str, str, str]] = ()
) -> dict[str, bytes]:
    """The two files a browser opens first: the entry, and the table of contents that it names.

    `pages` are (name, tokens), `chunks` (first word, last word, name). Pagefind's own filters and sorts are not used.
    """
    languages = {LANGUAGE: {"hash": LANGUAGE, "wasm": None, "page_count": len(pages)}}
    entry = {"version": engine.version, "languages": languages, "include_characters": engine.characters}
    contents = [engine.version, pages, chunks, [], [], FIELDS if pages else []]
    return {ENTRY: in_json(entry), CONTENTS: packed(cbor2.dumps(contents))}


def packed(content: bytes) -> bytes:
    """The compressed file for a content: no clock, no file name, no operating system in its header."""
    out = BytesIO()
    with gzip.GzipFile(filename="", mode="wb", compresslevel=6, fileobj=out, mtime=0) as file:
        file.write(SIGNATURE + content)
    return out.getvalue()


def _chunks(words: Iterable[tuple[str, bytes]]) -> Iterator[list[tuple[str, bytes]]]:
    """Words in chunks. Where the words of one first character need several, they share these with no other word.

    Of a single character Pagefind then loads all words that begin with it, and not just those of one chunk.
    """
    pending: list[tuple[str, bytes]] = []
    size = 0
    for _, group in groupby(words, key=lambda word: word[0][0]):
        family = list(group)
        more = sum(len(encoded) for _, encoded in family)
        if pending and size + more > BYTES_IN_CHUNK:
            yield pending
            pending, size = [], 0
        if more > BYTES_IN_CHUNK:
            yield from _parts(family)
        else:
            pending, size = [*pending, *family], size + more
    if pending:
        yield pending


def _parts(words: Iterable[tuple[str, bytes]]) -> Iterator[list[tuple[str, bytes]]]:
    part: list[tuple[str, bytes]] = []
    size = 0
    for word, encoded in words:
        if part and size + len(encoded) > BYTES_IN_CHUNK:
            yield part
            part, size = [], 0
        part.append((word, encoded))
        size += len(encoded)
    if part:
        yield part
