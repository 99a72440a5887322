"""Bodies: a document's Markdown with the links that its page may have."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable
from urllib.parse import quote, unquote

from planfolio import markdown
from planfolio.catalog import Item
from planfolio.markdown import Rendered
from planfolio.pages.edition import Edition
from planfolio.pages.page import root_from

_PICTURES = (".png", ".jpg", ".jpeg", ".webp", ".gif")


def body(edition: Edition, item: Item, *, level: int = 2, taken: Iterable[str] = ()) -> Rendered:
    """The document's body; of a `.yaml` document its `note`."""
    text = item.document.body or getattr(item.record, "note", None) or ""
    if not text.strip():
        return markdown.NOTHING
    links = _Links(edition, item)
    return markdown.render(text, link=links.link, image=links.image, level=level, taken=taken)


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
        """Pictures are files beside the document, nothing else."""
        name = unquote(written).removeprefix("./")
        is_attached = any(attachment.name == name for attachment in self.item.document.attachments)
        return quote(name) if is_attached and name.lower().endswith(_PICTURES) else None

    def _target(self, path: str) -> str | None:
        """The address from the site's root."""
        if "\\" in path or "\x00" in path:
            return None
        file = posixpath.normpath(posixpath.join(posixpath.dirname(self.item.document.path), path))
        named = self.edition.catalog.by_path.get(file)
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

    def _is_hidden(self, target: str) -> bool:
        """Whether the address belongs to a document without a page."""
        key = "/".join(target.split("/")[:2])
        return key in self.edition.inspection.catalog.items and key not in self.edition.keys
