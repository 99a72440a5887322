"""Text pages: ordinary pages and the handbook, with the contents of the folder to which they belong."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from typing import Any

from planfolio.catalog import Item
from planfolio.frozen import frozen
from planfolio.markdown import NOTHING, Rendered
from planfolio.model import TextPage
from planfolio.pages import entries
from planfolio.pages.bodies import body
from planfolio.pages.edition import Edition, Link, of_record, page_order
from planfolio.pages.page import Page
from planfolio.pages.studio import Studio
from planfolio.search import Entry

HANDBOOK = "handbook"
_NO_WORDS = re.compile(r"<(pre|code)\b.*?</\1>|<[^>]*>", re.DOTALL)
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_LATIN = re.compile(r"[A-Za-z]")


@frozen(kw_only=True)
class ContentsLink:
    """A page in a folder's contents. `depth` counts the folders inside the folder."""

    text: str
    address: str
    depth: int
    current: bool


BELOW = (f"{HANDBOOK}/",)


def pages_of(studio: Studio, item: Item) -> Iterator[Page]:
    """The page of a text page other than the home page."""
    if isinstance(item.record, TextPage) and item.document.id != "index":
        yield _page(studio, item, item.record)


def pages(studio: Studio) -> Iterator[Page]:
    """A contents page for a handbook that has none."""
    edition = studio.edition
    if not {"pages/handbook", "pages/handbook/index"} & edition.keys:
        yield _contents_page(edition)


def _page(studio: Studio, item: Item, record: TextPage) -> Page:
    edition = studio.edition
    address = edition.address(item.key)
    return edition.page(
        address=address,
        kind="page",
        title=record.title,
        item=item,
        description=record.description or "",
        trail=trail(edition, address),
        context=partial(_context, edition, item),
        search=of_record(_entry, edition, item),
        text=partial(_text, edition, item),
    )


def _text(edition: Edition, item: Item) -> Rendered:
    return body(edition, item, taken=("contents",))


def _context(edition: Edition, item: Item) -> dict[str, Any]:
    text = _text(edition, item)
    folder = folder_contents(edition, edition.address(item.key))
    return {
        "text": text,
        "outline": text.outline,
        "folder": folder,
        "attachments": (),
        "title_is_english": _is_english(edition, edition.title(item)),
        "text_is_english": _is_english(edition, text.html),
    }


def _is_english(edition: Edition, html: str) -> bool:
    """Whether a text is not in the language of a Chinese site: it has letters, and no Chinese character but in code."""
    words = _NO_WORDS.sub("", html)
    return edition.language == "zh" and bool(_LATIN.search(words)) and not _CHINESE.search(words)


def _entry(edition: Edition, item: Item, record: TextPage) -> Entry:
    address = edition.address(item.key)
    kind = edition.say("手册", "Handbook") if address.startswith(f"{HANDBOOK}/") else edition.shown(TextPage.KIND_NAME)
    return entries.entry(address, record.title, keywords=record.tags, filters={"类型": (kind,)})


def trail(edition: Edition, address: str) -> tuple[Link, ...]:
    """The way to a page through the folders that have a page of their own."""
    steps = address.rstrip("/").split("/")[:-1]
    links = [edition.home]
    for depth in range(1, len(steps) + 1):
        above = "/".join(steps[:depth])
        item = edition.catalog.items.get(f"pages/{above}/index") or edition.catalog.items.get(f"pages/{above}")
        if item is not None:
            links.append(edition.link(item))
        elif above == HANDBOOK:
            links.append(Link(text=edition.say("手册", "Handbook"), address=f"{HANDBOOK}/"))
    return tuple(links)


def folder_contents(edition: Edition, address: str) -> tuple[ContentsLink, ...]:
    """All pages of the top folder in which a page lies, by their `order`; none for a page that lies in no folder."""
    folder = address.partition("/")[0]
    inside = [item for item in edition.items("pages") if edition.address(item.key).startswith(f"{folder}/")]
    tops = sorted(inside, key=lambda item: _key(edition, item, inside))
    links = [(edition.title(item), edition.address(item.key)) for item in tops]
    if folder == HANDBOOK:
        links += _generated(edition)
    if len(links) < 2:
        return ()
    return tuple(
        ContentsLink(text=text, address=place, depth=max(0, place.count("/") - 2), current=place == address)
        for text, place in links
    )


def _generated(edition: Edition) -> list[tuple[str, str]]:
    return [
        (edition.say("字段表", "Field reference"), "handbook/fields/"),
        (edition.say("规则表", "Rule reference"), "handbook/rules/"),
    ]


def _key(edition: Edition, item: Item, inside: list[Item]) -> tuple[tuple[int, str], ...]:
    """A page sorts behind the page of its folder, and among its like by order."""
    by_address = {edition.address(one.key): one for one in inside}
    steps = edition.address(item.key).rstrip("/").split("/")
    above = ("/".join(steps[: depth + 1]) + "/" for depth in range(len(steps)))
    return tuple(page_order(by_address[one]) if one in by_address else (10_000, one) for one in above)


def _contents_page(edition: Edition) -> Page:
    address = f"{HANDBOOK}/"
    return edition.page(
        address=address,
        kind="page",
        title=edition.say("手册", "Handbook"),
        trail=(edition.home,),
        context={"text": NOTHING, "outline": (), "folder": folder_contents(edition, address), "attachments": ()},
    )
