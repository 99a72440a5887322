"""The canonical form of a Pagefind bundle: the same pages give the same bytes, whatever order Pagefind met them in.

Pagefind numbers pages as the file system lists them and writes filters in the order of a hash table. Here pages are
numbered by address, filters and sort keys are sorted, and each file is named anew by the hash of what is in it.
"""

import gzip
import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Any
from urllib.parse import unquote

import cbor2

SIGNATURE = b"pagefind_dcd"
LANGUAGE = "und"
ENTRY = "pagefind-entry.json"


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


def canonical(files: Mapping[str, bytes], *, dates: Mapping[str, date | None]) -> dict[str, bytes]:
    """The index files of a bundle in canonical form, by name inside the bundle.

    `dates` maps the path of every page that must be inside to its date.
    Raises ValueError, KeyError, TypeError or OSError for files that are not those of a whole bundle.
    """
    meta, entry = _contents(files)
    fragments = [json.loads(opened(files[f"fragment/{name}.pf_fragment"])) for name, _ in meta.pages]
    paths = [_path(fragment["url"], dates) for fragment in fragments]
    if sorted(paths) != sorted(dates):
        raise ValueError(f"{len(paths)} pages in the bundle, {len(dates)} given")
    order = sorted(range(len(paths)), key=lambda page: paths[page])
    number = {page: new for new, page in enumerate(order)}
    made: dict[str, bytes] = {}

    def named(folder: str, content: bytes) -> str:
        name = f"{LANGUAGE}_{hashlib.sha256(content).hexdigest()[:12]}"
        made[f"{folder}/{name}.pf_{folder}"] = packed(content)
        return name

    def fragment(page: int) -> bytes:
        return json.dumps(fragments[page] | {"url": f"/{paths[page]}"}, ensure_ascii=False, sort_keys=True).encode()

    def rewritten(folder: str, name: str, change: Callable[[Any, Mapping[int, int]], Any]) -> str:
        content = cbor2.loads(opened(files[f"{folder}/{name}.pf_{folder}"]))
        return named(folder, cbor2.dumps(change(content, number)))

    renewed = Meta(
        version=meta.version,
        pages=[[named("fragment", fragment(page)), meta.pages[page][1]] for page in order],
        chunks=[[first, last, rewritten("index", name, _words)] for first, last, name in meta.chunks],
        filters=sorted([key, rewritten("filter", name, _values)] for key, name in meta.filters),
        sorts=sorted(
            [key, _by_date(sorted(number[page] for page in pages), [paths[page] for page in order], dates)]
            for key, pages in meta.sorts
        ),
        fields=meta.fields,
    )
    return made | contents(renewed, entry)


def empty(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The index files of a bundle without pages, of the same version as `files`."""
    meta, entry = _contents(files)
    return contents(Meta(version=meta.version, pages=[], chunks=[], filters=[], sorts=[], fields=[]), entry)


def contents(meta: Meta, entry: Mapping[str, Any]) -> dict[str, bytes]:
    """The two files a browser opens first: the entry, and the table of contents that it names."""
    content = meta.encoded()
    name = f"{LANGUAGE}_{hashlib.sha256(content).hexdigest()[:12]}"
    language = {"hash": name, "wasm": None, "page_count": len(meta.pages)}
    renewed = {**entry, "languages": {LANGUAGE: language}}
    return {
        ENTRY: json.dumps(renewed, ensure_ascii=False, sort_keys=True).encode(),
        f"pagefind.{name}.pf_meta": packed(content),
    }


def opened(packed_content: bytes) -> bytes:
    """What a compressed file of Pagefind holds, without its signature."""
    content = gzip.decompress(packed_content)
    if not content.startswith(SIGNATURE):
        raise ValueError("a compressed file without Pagefind's signature")
    return content.removeprefix(SIGNATURE)


def packed(content: bytes) -> bytes:
    """The compressed file for a content: no clock, no file name, no operating system in its header."""
    out = BytesIO()
    with gzip.GzipFile(filename="", mode="wb", compresslevel=9, fileobj=out, mtime=0) as file:
        file.write(SIGNATURE + content)
    return out.getvalue()


def _contents(files: Mapping[str, bytes]) -> tuple[Meta, dict[str, Any]]:
    entry = json.loads(files[ENTRY])
    (language,) = entry["languages"].values()
    version, pages, chunks, filters, sorts, fields = cbor2.loads(opened(files[f"pagefind.{language['hash']}.pf_meta"]))
    meta = Meta(version=version, pages=pages, chunks=chunks, filters=filters, sorts=sorts, fields=fields)
    return meta, entry


def _path(url: str, known: Mapping[str, object]) -> str:
    """The page's path; some versions of Pagefind percent-encode its address, some do not."""
    path = url.removeprefix("/")
    return path if path in known else unquote(path)


def _by_date(numbers: list[int], paths: list[str], dates: Mapping[str, date | None]) -> list[int]:
    """Page numbers by date, pages of one day by number."""
    return sorted(numbers, key=lambda page: (dates[paths[page]] or date.min, page))


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
