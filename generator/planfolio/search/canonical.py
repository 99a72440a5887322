"""The canonical form of a Pagefind index: the same pages give the same bytes, whatever order Pagefind met them in.

Pagefind numbers pages as the file system lists them. Here pages are named by the numbers they are given and stand in their
order, and the words are parted anew: a reader loads a whole chunk for each word, and Pagefind's own are four times as large.
"""

import gzip
import json
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import groupby
from typing import Any
from urllib.parse import unquote

import cbor2

SIGNATURE = b"pagefind_dcd"
LANGUAGE = "und"
ENTRY, CONTENTS = "pagefind-entry.json", f"pagefind.{LANGUAGE}.pf_meta"
BYTES_IN_CHUNK = 16_000
"""About as many, before they are compressed; the chunk of one frequent word is larger."""
DAMAGE = (OSError, EOFError, ValueError, KeyError, TypeError, zlib.error, cbor2.CBORError)
"""What a bundle that is not whole, or of an unknown version, raises when it is read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """The table of contents of an index, fields in the order of the file; Pagefind's filters and sorts are not used."""

    version: str
    pages: Sequence[Sequence[Any]]  # [name, number of words]
    chunks: Sequence[Sequence[str]]  # [first word, last word, name]
    fields: Sequence[str]

    @classmethod
    def of(cls, files: Mapping[str, bytes]) -> "Contents":
        (language,) = json.loads(files[ENTRY])["languages"].values()
        found = cbor2.loads(opened(files[f"pagefind.{language['hash']}.pf_meta"]))
        version, pages, chunks, _filters, _sorts, fields = found
        return cls(version=version, pages=pages, chunks=chunks, fields=fields)

    def encoded(self) -> bytes:
        return cbor2.dumps([self.version, self.pages, self.chunks, [], [], self.fields])


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A word with the pages that have it, as they stand in the index."""

    text: str
    encoded: bytes


def canonical(files: Mapping[str, bytes], *, numbers: Mapping[str, int]) -> dict[str, bytes]:
    """The index files of a bundle in canonical form, by name inside the bundle.

    `numbers` maps the path of every page that must be inside to its number, which becomes its name.
    Raises one of DAMAGE for files that are not those of a whole bundle.
    """
    contents = Contents.of(files)
    paths = [_path(files, name, numbers) for name, _ in contents.pages]
    if sorted(paths) != sorted(numbers):
        raise ValueError(f"{len(paths)} pages in the bundle, {len(numbers)} given")
    pages = sorted([numbers[path], words] for path, (_, words) in zip(paths, contents.pages, strict=True))
    place = {number: at for at, (number, _) in enumerate(pages)}
    chunks = list(_chunks(_words(files, contents, [place[numbers[path]] for path in paths])))
    renewed = Contents(
        version=contents.version,
        pages=[[str(number), words] for number, words in pages],
        chunks=[[chunk[0].text, chunk[-1].text, str(name)] for name, chunk in enumerate(chunks)],
        fields=contents.fields,
    )
    index = {f"index/{name}.pf_index": packed(_encoded(chunk)) for name, chunk in enumerate(chunks)}
    return index | _opening(renewed, files)


def empty(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The index files of a bundle without pages, of the same version as `files`."""
    version = Contents.of(files).version
    return _opening(Contents(version=version, pages=[], chunks=[], fields=[]), files)


def opened(packed_content: bytes) -> bytes:
    """What a compressed file of Pagefind holds, without its signature."""
    content = gzip.decompress(packed_content)
    if not content.startswith(SIGNATURE):
        raise ValueError("a compressed file without Pagefind's signature")
    return content.removeprefix(SIGNATURE)


def packed(content: bytes) -> bytes:
    """The compressed file for a content: no clock, no file name, no operating system in its header."""
    out = BytesIO()
    with gzip.GzipFile(filename="", mode="wb", compresslevel=6, fileobj=out, mtime=0) as file:
        file.write(SIGNATURE + content)
    return out.getvalue()


def _opening(contents: Contents, files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The two files a browser opens first: the entry, and the table of contents that it names."""
    language = {"hash": LANGUAGE, "wasm": None, "page_count": len(contents.pages)}
    entry = json.loads(files[ENTRY]) | {"languages": {LANGUAGE: language}}
    return {
        ENTRY: json.dumps(entry, ensure_ascii=False, sort_keys=True).encode(),
        CONTENTS: packed(contents.encoded()),
    }


def _path(files: Mapping[str, bytes], name: str, known: Mapping[str, int]) -> str:
    fragment = json.loads(opened(files[f"fragment/{name}.pf_fragment"]))
    path: str = fragment["url"].removeprefix("/")
    # Some versions of Pagefind percent-encode the address, some do not.
    return path if path in known else unquote(path)


def _words(files: Mapping[str, bytes], contents: Contents, place: Sequence[int]) -> Iterator[Word]:
    """The words of an index in order; `place` leads from Pagefind's number of a page to its place."""
    for *_, name in sorted(contents.chunks, key=lambda chunk: chunk[0]):
        (words,) = cbor2.loads(opened(files[f"index/{name}.pf_index"]))
        for text, pages, variants in words:
            forms = sorted([form, _postings(more, place)] for form, more in variants)
            yield Word(text=text, encoded=cbor2.dumps([text, _postings(pages, place), forms]))


def _postings(postings: list[Any], place: Sequence[int]) -> list[Any]:
    """The pages of a word, each as [distance from the page before, places, places in metadata]."""
    before = 0
    found = []
    for page, places, metadata in sorted(_absolute(postings, place), key=lambda posting: posting[0]):
        found.append([page - before, places, metadata])
        before = page
    return found


def _absolute(postings: list[Any], place: Sequence[int]) -> Iterator[tuple[int, Any, Any]]:
    page = 0
    for distance, places, metadata in postings:
        page += distance
        yield place[page], places, metadata


def _chunks(words: Iterable[Word]) -> Iterator[list[Word]]:
    """Words in chunks. Where the words of one first character need several, they share these with no other word.

    Of a single character Pagefind then loads all words that begin with it, and not just those of one chunk.
    """
    pending: list[Word] = []
    size = 0
    for _, group in groupby(words, key=lambda word: word.text[0]):
        family = list(group)
        more = sum(len(word.encoded) for word in family)
        if pending and size + more > BYTES_IN_CHUNK:
            yield pending
            pending, size = [], 0
        if more > BYTES_IN_CHUNK:
            yield from _parts(family)
        else:
            pending, size = [*pending, *family], size + more
    if pending:
        yield pending


def _parts(words: Iterable[Word]) -> Iterator[list[Word]]:
    part: list[Word] = []
    size = 0
    for word in words:
        if part and size + len(word.encoded) > BYTES_IN_CHUNK:
            yield part
            part, size = [], 0
        part.append(word)
        size += len(word.encoded)
    if part:
        yield part


def _encoded(words: Sequence[Word]) -> bytes:
    # The head of a list in CBOR depends on its length alone, and every word is encoded already.
    head = cbor2.dumps([[0] * len(words)])[: -len(words)]
    return head + b"".join(word.encoded for word in words)
