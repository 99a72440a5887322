"""Bodies: a document's Markdown with the links that its page may have."""

from __future__ import annotations

import posixpath
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from urllib.parse import quote, unquote

from planfolio import markdown
from planfolio.catalog import Item
from planfolio.findings import Place, Span
from planfolio.markdown import Rendered
from planfolio.pages.edition import Edition
from planfolio.pages.page import root_from
from planfolio.pages.studio import published_attachments
from planfolio.sources import Document
from planfolio.webpages import Written

_PICTURES = (".png", ".jpg", ".jpeg", ".webp", ".gif")


def body(edition: Edition, item: Item, *, level: int = 2, taken: Iterable[str] = ()) -> Rendered:
    """The document's body; of a `.yaml` document its `note`. The last one is kept: a page and its JSON show the same."""
    text = _text(item)
    if not text.strip():
        return markdown.NOTHING
    links = _Links(edition, item)
    return edition.last_body.of(
        (item.key, level, frozenset(taken)),
        lambda: markdown.render(text, link=links.link, image=links.image, level=level, taken=taken),
    )


def written(edition: Edition, item: Item) -> Iterator[Written]:
    """Every link and picture of the document's body that its page has, as its source writes it."""
    links, spots = _Links(edition, item), _Spots(item.document)
    for found in markdown.addresses(_text(item)):
        if markdown.is_external(found.written):
            continue
        at = spots.next(found.written, found.line)
        address = (links.image if found.is_picture else links.link)(found.written)
        if address is not None:
            yield Written(
                address=address,
                source=unquote(found.written),
                file=links.file(unquote(found.written.partition("#")[0])),
                at=at,
                is_picture=found.is_picture,
                text=found.text,
            )


def _text(item: Item) -> str:
    return item.document.body or getattr(item.record, "note", None) or ""


class _Spots:
    """Finds where the addresses of a body stand in its source, one after the other."""

    def __init__(self, document: Document) -> None:
        text = document.text
        self.path, self.text = document.path, text
        self.lines = [0, *(found.end() for found in re.finditer("\n", text))]  # where each begins
        # The lines of a note are not those of its source, so it is searched from the start.
        self.first = text.count("\n", 0, len(text) - len(document.body)) if document.body else None
        self.ends: dict[str, int] = {}  # of an address, where it was found last

    def next(self, written: str, line: int) -> Place:
        """The address's own place, not yet given for the same address; its line where it is spelled otherwise."""
        start = self.lines[self.first + line] if self.first is not None else 0
        spelled = "|".join(re.escape(one) for one in (unquote(written), written))
        pattern = re.compile(rf"(?:\]\(\s*|\]:\s*)<?({spelled})(?=[\s)>]|\Z)")
        found = pattern.search(self.text, max(start, self.ends.get(written, 0))) or pattern.search(self.text)
        if found is None:
            end = self.text.find("\n", start)
            return self._place(start, end if end >= 0 else len(self.text))
        self.ends[written] = found.end()
        return self._place(*found.span(1))

    def _place(self, start: int, end: int) -> Place:
        line = bisect_right(self.lines, start)
        before = self.lines[line - 1] - 1
        return Place(self.path, (), Span(line, start - before, line, end - before))


class _Links:
    """What the links of one document become. A link names a page by its address or a document by its file."""

    def __init__(self, edition: Edition, item: Item) -> None:
        self.edition = edition
        self.item = item
        self.address = edition.address(item.key)
        self.root = root_from(self.address)

    def link(self, written: str) -> str | None:
        """The address from this page; None where it leads out of the site or to a document without a page."""
        path, mark, fragment = written.partition("#")
        path, question, query = path.partition("?")
        if not path:
            return written
        target = self._target(unquote(path))
        if target is None:
            return None
        return (
            f"{self.root}{quote(target)}{question}{query}{mark}{fragment}" if target else f"{self.root}{mark}{fragment}"
        )

    def image(self, written: str) -> str | None:
        """Pictures are files of the site; one that is missing keeps its address, so that it is found on the built page."""
        return self.link(written) if unquote(written).lower().endswith(_PICTURES) else None

    def _target(self, path: str) -> str | None:
        """The address from the site's root."""
        if "\\" in path or "\x00" in path:
            return None
        named = self._named(self.file(path))
        if named is not None and named.document.collection:
            return self.edition.address(named.key) if named.key in self.edition.keys else None
        joined = path.lstrip("/") if path.startswith("/") else posixpath.join(self.address, path)
        target = posixpath.normpath(joined)
        if target == ".." or target.startswith("../"):
            return None
        target = "" if target == "." else target
        if target and (path.endswith(("/", "/.", "/..")) or path in (".", "..")):
            target += "/"
        return None if self._is_hidden(target) else target

    def _named(self, file: str) -> Item | None:
        """The document in a file; `plans/a.md` names the one in `plans/a/index.md` too."""
        catalog = self.edition.inspection.catalog
        stem = re.sub(r"\.(?:md|yaml)$", "", file)
        return catalog.by_path.get(file) or (catalog.items.get(stem.removeprefix("content/")) if stem != file else None)

    def file(self, path: str) -> str:
        """The file that a path names from beside the document."""
        return posixpath.normpath(posixpath.join(posixpath.dirname(self.item.document.path), path))

    def _is_hidden(self, target: str) -> bool:
        """Whether the address belongs to a document without a page, or to a file that does not go with its page."""
        collection, _, rest = target.partition("/")
        identifier, _, name = rest.partition("/")
        item = self.edition.inspection.catalog.items.get(f"{collection}/{identifier}")
        if item is None:
            return False
        if item.key not in self.edition.keys:
            return True
        beside = {attachment.name for attachment in item.document.attachments}
        return name in beside and all(one.name != name for one in published_attachments(self.edition, item))
