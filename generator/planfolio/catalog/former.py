"""Former addresses: where on this site they lie, and those at which no page can stand or another one does."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

from planfolio.catalog.catalog import Catalog, Item
from planfolio.catalog.rules import SAME_PAGE
from planfolio.findings import Finding, Message, Related, Severity, say
from planfolio.sources import names

_STEP = r"[^\W_][\w-]*"
_ADDRESS = re.compile(rf"(?:{_STEP}/)*{_STEP}(?P<file>\.html?)?(?:\.(?:php|aspx?|jsp))?")
"""What a folder or page may be called; other files stay those that the site has. A former program's page becomes a folder."""
_LONGEST = 200
_GENERATED = ("404.html", "archive/", "handbook/", "handbook/fields/", "handbook/rules/", "report/", "search/")


def address_of(alias: str) -> str | None:
    """The address on this site that a former one names, written as a path or in full; None where no page can stand there."""
    try:
        parts = urlsplit(alias)
    except ValueError:  # such as a bracket that is not closed
        return None
    if parts.scheme not in ("", "http", "https"):
        return None
    path = unquote(parts.path).strip("/")
    path = re.sub(r"(?:^|/)index\.html?$", "", path)
    found = _ADDRESS.fullmatch(path)
    if found is None or any(character in alias for character in "\t\n\r"):  # which urlsplit leaves out
        return None
    if len(path) > _LONGEST or any(names.unfit(step) for step in path.split("/")):
        return None  # a folder that cannot be made would stop the whole site
    return path if found["file"] else f"{path}/"


def idle(catalog: Catalog) -> Iterator[Finding]:
    """Every former address that leads nowhere, since it cannot be one or is another page's."""
    there = {_own(item): item for item in catalog.items.values()}
    claimed: dict[str, tuple[Item, int]] = {}
    collections = _collections(catalog)
    for item in catalog.items.values():
        for index, alias in enumerate(item.record.aliases if item.record else ()):
            address = address_of(alias)
            if address is None:
                yield _impossible(item, index, alias)
                continue
            spot = names.folded(address)  # on Windows and macOS Plans/A/ is plans/a/
            if spot in there:
                yield _taken(item, index, address, there[spot])
            elif spot in _generated_addresses(catalog) or spot.removesuffix("/") in collections:
                yield _generated(item, index, address)
            elif spot in claimed:
                yield _claimed(item, index, address, *claimed[spot])
            else:
                claimed[spot] = (item, index)


def _generated_addresses(catalog: Catalog) -> tuple[str, ...]:
    return (*_GENERATED, "admin/") if catalog.site.admin else _GENERATED


def _own(item: Item) -> str:
    if item.document.collection != "pages":
        return f"{item.key}/"
    return f"{item.document.id.removesuffix('index').removesuffix('/')}/".lstrip("/")


def _collections(catalog: Catalog) -> set[str]:
    """The collections that have a list."""
    return {item.document.collection for item in catalog.items.values()}


def _impossible(item: Item, index: int, alias: str) -> Finding:
    return _finding(
        item,
        index,
        say(
            "旧地址“{alias}”不能是本站的网址，没有网页从那里转来",
            "the former address “{alias}” cannot be one of this site; no page leads on from it",
            alias=alias,
        ),
        say(
            "只写本站网址后面的路径，如 plans/old-name/：用字母、汉字、数字和短横，用 / 分开；用不上的删去",
            "write the path after this site's address alone, such as plans/old-name/: letters, digits and hyphens, parted by "
            "/; delete one of no use",
        ),
    )


def _taken(item: Item, index: int, address: str, owner: Item) -> Finding:
    if owner is item:
        return _finding(
            item,
            index,
            say(
                "旧地址 {address} 就是这份文档现在的网址",
                "the former address {address} is the one that this document has now",
                address=address,
            ),
            say("删去这个旧地址", "delete this former address"),
        )
    return _finding(
        item,
        index,
        say(
            "旧地址 {address} 现在是 {owner} 的网页，打开的是那一页，不会转到这里",
            "the former address {address} is the page of {owner} now: that page opens, and does not lead here",
            address=address,
            owner=owner.document.path,
        ),
        say("删去这个旧地址，或给那份文档改名", "delete this former address, or rename that document"),
        Related(at=owner.at(), message=say("现在用这个网址的文档", "the document that has this address now")),
    )


def _generated(item: Item, index: int, address: str) -> Finding:
    return _finding(
        item,
        index,
        say(
            "旧地址 {address} 是程序生成的网页，打开的是那一页，不会转到这里",
            "the former address {address} is a generated page: that page opens, and does not lead here",
            address=address,
        ),
        say("删去这个旧地址", "delete this former address"),
    )


def _claimed(item: Item, index: int, address: str, other: Item, at: int) -> Finding:
    return _finding(
        item,
        index,
        say(
            "旧地址 {address} 已由 {other} 写过，从那里转到的是 {other}",
            "the former address {address} stands in {other} already, and leads there",
            address=address,
            other=other.document.path,
        ),
        say("两处只留一处", "keep one of the two"),
        Related(at=other.at("aliases", at), message=say("先读到的是这一处", "this one was read first")),
    )


def _finding(item: Item, index: int, message: Message, fix: Message, *related: Related) -> Finding:
    return Finding(
        code=SAME_PAGE.code,
        severity=Severity.WARNING,
        at=item.at("aliases", index),
        document=item.key,
        message=message,
        why=SAME_PAGE.reason,
        fix=fix,
        related=related,
    )
