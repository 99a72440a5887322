"""A page prepared for search: its words and its card in a file, and the little that tells where it belongs."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

import cbor2

from planfolio.frozen import frozen
from planfolio.search.cards import card
from planfolio.search.entries import Entry
from planfolio.search.tokens import flowing, paragraphs
from planfolio.search.words import words


@frozen(kw_only=True)
class Prepared:
    """What is held of a page until all are there. `source` names the file with the rest, by the hash of what is in it; a page
    without a word has none, and is not found. `filters` are in the order of facets."""

    path: str
    title: str
    filters: Mapping[str, tuple[str, ...]]
    date: date | None
    source: str | None


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


def prepare(entry: Entry, folder: Path) -> Prepared:
    """Writes what search keeps of a page into the folder, and says what it is. It may be called in any process.

    The file is named by its content: a folder that stays from run to run has the sources of pages that did not change.
    Raises OSError where the folder cannot be written.
    """
    return Prepared(
        path=entry.path,
        title=entry.title,
        filters=entry.filters,
        date=entry.date,
        source=_written(_source(entry), folder) if entry.has_words() else None,
    )


def sources(pages: Iterable[Prepared], folder: Path) -> Iterator[Source]:
    """The sources of prepared pages, one at a time. Raises SourceLost at the end if some are missing."""
    lost = []
    for page in pages:
        try:
            content = (folder / f"{page.source}").read_bytes()
        except OSError:
            content = b""
        if hashlib.sha256(content).hexdigest() == page.source:
            count, joined, places, forms, shown = cbor2.loads(content)
            yield Source(count=count, words=joined.split(), places=places, forms=forms, card=shown)
        else:
            lost.append(page.path)
    if lost:
        raise SourceLost(lost)


def _source(entry: Entry) -> bytes:
    texts = [(flowing(section.heading), paragraphs(section.text)) for section in entry.sections]
    found = words(entry, texts)
    return cbor2.dumps(
        [found.count, " ".join(found.places), list(found.places.values()), found.forms, card(entry, texts)]
    )


def _written(content: bytes, folder: Path) -> str:
    name = hashlib.sha256(content).hexdigest()
    (folder / name).write_bytes(content)
    return name
