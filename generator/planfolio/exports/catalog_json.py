"""Catalogue as JSON: every document with its exact totals, the search bundle, and the hashes of the site's files."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from functools import partial
from json.encoder import encode_basestring as quoted
from typing import Any

from planfolio.exports.list_json import listed_document, listed_line
from planfolio.exports.publication import Publication
from planfolio.inventory import Artifact, Artifacts, Standing
from planfolio.reports.characters import JSON_BRACKET, inert
from planfolio.reports.json_report import Encoded, encoded, in_bytes, sums_object
from planfolio.reports.report import DocumentReport

ADDRESS = "catalog.json"
_SEARCH = "pagefind/"
_START = f"{_SEARCH}search.json"


def catalog(publication: Publication, files: Artifacts, digests: Mapping[str, str]) -> bytes:
    """The documents that could be read, and the site's `files`. It is made last, when all of them are there. `digests` are the
    SHA-256 of those for which it is known. The file that opens the search bundle is given as bytes.

    Hours are exact decimal strings, ranges or fractions. The files of the search bundle are in folders named by
    their own hash, and have none here but for the one that names the folders.
    """
    report = publication.report
    start = files.get(_START)
    result = {
        "version": 1,
        "tool": report.tool,
        "revision": report.revision,
        "title": publication.catalog.site.title,
        "documents": _documents(publication),
        "search": _bundle(start) if isinstance(start, bytes) else None,
        "files": _hashes(files, digests),
    }
    return in_bytes(result)


def _bundle(start: bytes) -> dict[str, Any]:
    """Where the shards of the search index are, and of how many pages: {"folders": ["pagefind/3f2a…"], "pages": 40}."""
    read = json.loads(start)
    return {"folders": [f"{_SEARCH}{shard['folder']}" for shard in read["shards"]], "pages": read["pages"]}


def _documents(publication: Publication) -> Iterator[Encoded]:
    return (document_line(publication, key) for key in publication.documents)


def document_line(publication: Publication, key: str) -> Encoded:
    """A document's line. Lists are made by processes that keep nothing: here it is seen to that they need not make theirs again."""
    _ = listed_line(publication, key)
    return Encoded(publication.lines.of("catalog", key, partial(_document, publication, publication.documents[key])))


def _document(publication: Publication, document: DocumentReport) -> str:
    """What there is of a document; nothing of one that could not be read."""
    entry, record = listed_document(publication, document.key), document.item.record
    if entry is None:
        return ""
    hours = sums_object(document.totals) if document.totals else None
    return encoded({**entry, "hours": hours, "tags": list(record.tags) if record else []})


def _hashes(files: Artifacts, digests: Mapping[str, str]) -> Iterator[Encoded]:
    """What readers fetch, with the SHA-256 by which a copy can be told from another; hosts keep `_headers` and the like."""
    for path in sorted(files):
        if path == _START or not path.startswith((_SEARCH, "_", ".")):
            digest = digests.get(path) or _hash(files[path])
            yield Encoded(inert(f'{{"path": {quoted(path)}, "sha256": "{digest}"}}', JSON_BRACKET))


def _hash(content: Artifact) -> str:
    if isinstance(content, Standing):
        return content.digest
    if isinstance(content, bytes):
        return hashlib.sha256(content).hexdigest()
    with content.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
