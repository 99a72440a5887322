"""The canonical form of a Pagefind bundle: the same pages give the same bytes, whatever order Pagefind met them in.

Pagefind numbers pages as the file system lists them and writes filters in the order of a hash table. Here pages are
numbered by address, filters and sort keys are sorted, and each file is named anew by the hash of what is in it.
"""

import gzip
import hashlib
import json
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from io import BytesIO
from typing import Any
from urllib.parse import unquote

import cbor2

SIGNATURE = b"pagefind_dcd"
LANGUAGE = "und"
ENTRY = "pagefind-entry.json"
DAMAGE = (OSError, EOFError, ValueError, KeyError, TypeError, zlib.error, cbor2.CBORError)
"""What a bundle that is not whole, or of an unknown version, raises when it is read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Meta:
    """The table of contents of one bundle (`.pf_meta`), fields in the order of the file."""

    version: str
    pages: list[list[Any]]  # [fragment, number of words]
    chunks: list[list[Any]]  # [first word, last word, index]
    filters: list[list[Any]]  # [key, filter]
    sorts: list[list[Any]]  # [key, page numbers in order]
    fields: list[str]

    def encoded(self) -> bytes:
        return cbor2.dumps([self.version, self.pages, self.chunks, self.filters, self.sorts, self.fields])


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One file of an index: a fragment, an index of words or a filter, named by the hash of its content."""

    kind: str
    content: bytes

    @property
    def name(self) -> str:
        return _hashed(self.content)

    @property
    def file(self) -> str:
        return f"{self.kind}/{self.name}.pf_{self.kind}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page as Pagefind has it: `number` is the one Pagefind gave it."""

    path: str
    number: int
    words: int
    fragment: Part


def canonical(files: Mapping[str, bytes], *, dates: Mapping[str, date | None]) -> dict[str, bytes]:
    """The index files of a bundle in canonical form, by name inside the bundle.

    `dates` maps the path of every page that must be inside to its date.
    Raises one of DAMAGE for files that are not those of a whole bundle.
    """
    meta, entry = _contents(files)
    pages = _pages(files, meta, dates)
    number = {page.number: new for new, page in enumerate(pages)}
    days = [dates[page.path] for page in pages]
    chunks = {name: _rewritten("index", files, name, _words, number) for *_, name in meta.chunks}
    filters = {name: _rewritten("filter", files, name, _values, number) for _, name in meta.filters}
    renewed = replace(
        meta,
        pages=[[page.fragment.name, page.words] for page in pages],
        chunks=[[first, last, chunks[name].name] for first, last, name in meta.chunks],
        filters=sorted([key, filters[name].name] for key, name in meta.filters),
        sorts=sorted([key, _by_date((number[page] for page in sort), days)] for key, sort in meta.sorts),
    )
    parts = [*(page.fragment for page in pages), *chunks.values(), *filters.values()]
    return {part.file: packed(part.content) for part in parts} | _opening(renewed, entry)


def empty(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The index files of a bundle without pages, of the same version as `files`."""
    meta, entry = _contents(files)
    return _opening(Meta(version=meta.version, pages=[], chunks=[], filters=[], sorts=[], fields=[]), entry)


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


def _contents(files: Mapping[str, bytes]) -> tuple[Meta, dict[str, Any]]:
    entry = json.loads(files[ENTRY])
    (language,) = entry["languages"].values()
    version, pages, chunks, filters, sorts, fields = cbor2.loads(opened(files[f"pagefind.{language['hash']}.pf_meta"]))
    meta = Meta(version=version, pages=pages, chunks=chunks, filters=filters, sorts=sorts, fields=fields)
    return meta, entry


def _opening(meta: Meta, entry: Mapping[str, Any]) -> dict[str, bytes]:
    """The two files a browser opens first: the entry, and the table of contents that it names."""
    content = meta.encoded()
    language = {"hash": _hashed(content), "wasm": None, "page_count": len(meta.pages)}
    return {
        ENTRY: _json({**entry, "languages": {LANGUAGE: language}}),
        f"pagefind.{_hashed(content)}.pf_meta": packed(content),
    }


def _pages(files: Mapping[str, bytes], meta: Meta, known: Mapping[str, object]) -> list[Page]:
    """The pages by path; it must be the known ones, each once."""
    found = (_page(files, number, words, name, known) for number, (name, words) in enumerate(meta.pages))
    pages = sorted(found, key=lambda page: page.path)
    if [page.path for page in pages] != sorted(known):
        raise ValueError(f"{len(pages)} pages in the bundle, {len(known)} given")
    return pages


def _page(files: Mapping[str, bytes], number: int, words: int, name: str, known: Mapping[str, object]) -> Page:
    fragment = json.loads(opened(files[f"fragment/{name}.pf_fragment"]))
    path = fragment["url"].removeprefix("/")
    # Some versions of Pagefind percent-encode the address, some do not.
    path = path if path in known else unquote(path)
    part = Part(kind="fragment", content=_json(fragment | {"url": f"/{path}"}))
    return Page(path=path, number=number, words=words, fragment=part)


def _rewritten(
    kind: str,
    files: Mapping[str, bytes],
    name: str,
    change: Callable[[Any, Mapping[int, int]], Any],
    number: Mapping[int, int],
) -> Part:
    content = cbor2.loads(opened(files[f"{kind}/{name}.pf_{kind}"]))
    return Part(kind=kind, content=cbor2.dumps(change(content, number)))


def _hashed(content: bytes) -> str:
    return f"{LANGUAGE}_{hashlib.sha256(content).hexdigest()[:12]}"


def _json(value: Mapping[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True).encode()


def _by_date(pages: Iterable[int], days: Sequence[date | None]) -> list[int]:
    """Page numbers by date, those of one day in order."""
    return sorted(pages, key=lambda page: (days[page] or date.min, page))


def _values(content: Any, number: Mapping[int, int]) -> Any:
    key, values = content
    return [key, sorted([value, sorted(number[page] for page in pages)] for value, pages in values)]


def _words(content: Any, number: Mapping[int, int]) -> Any:
    (words,) = content
    return [[[word, _postings(pages, number), _variants(variants, number)] for word, pages, variants in words]]


def _variants(variants: list[Any], number: Mapping[int, int]) -> list[Any]:
    return sorted([form, _postings(pages, number)] for form, pages in variants)


def _postings(pages: list[Any], number: Mapping[int, int]) -> list[Any]:
    """The pages of a word, each as [distance from the page before, places, places in metadata]."""
    renumbered = sorted((number[page], places, fields) for page, places, fields in _absolute(pages))
    before = 0
    found = []
    for page, places, fields in renumbered:
        found.append([page - before, places, fields])
        before = page
    return found


def _absolute(pages: list[Any]) -> Iterator[tuple[int, Any, Any]]:
    page = 0
    for distance, places, fields in pages:
        page += distance
        yield page, places, fields
