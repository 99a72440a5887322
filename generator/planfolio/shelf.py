"""Shelf: which documents a site has, by collection and id, and what they are called. Nothing is linked or checked."""

from __future__ import annotations

from collections.abc import Mapping

from planfolio import packs
from planfolio.findings import Language
from planfolio.frozen import frozen
from planfolio.model import KINDS, DocumentRecord, Site
from planfolio.model.decode import decode
from planfolio.model.records import references_into
from planfolio.sources import Discovery, Document, SourceFile, read


@frozen
class Shelf:
    """`titles` holds id and title of the documents that others refer to, built-in packs among them; `ids` those of all;
    `site` the settings, where they can be read."""

    titles: Mapping[str, Mapping[str, str]]
    ids: Mapping[str, frozenset[str]]
    site: Site | None

    @property
    def language(self) -> Language:
        """In which the site is written."""
        return "en" if self.site is not None and self.site.language == "en" else "zh"


EMPTY = Shelf({}, {}, None)


def shelve(sources: Discovery) -> Shelf:
    """The shelf of a site."""
    titles: dict[str, dict[str, str]] = {collection: {} for collection in references_into(KINDS.values())}
    titles["packs"] |= {name: pack.title for name, (_, pack) in packs.built_in().items()}
    ids: dict[str, set[str]] = {collection: set() for collection in KINDS}
    site: Site | None = None
    for file in sources.files:
        ids[file.collection].add(file.id)
        if file.collection in titles:
            _, record = opened(file)
            if record is not None:
                titles[file.collection][file.id] = str(getattr(record, "title", ""))
        elif not file.collection:
            _, record = opened(file)
            site = record if isinstance(record, Site) else None
    return Shelf(titles, {collection: frozenset(found) for collection, found in ids.items()}, site)


def opened(file: SourceFile) -> tuple[Document, DocumentRecord | None]:
    """A file as a document, with its record where it can be read."""
    document, _ = read(file)
    if document.root is None:
        return document, None
    return document, decode(document.path, document.root, KINDS[file.collection])[0]
