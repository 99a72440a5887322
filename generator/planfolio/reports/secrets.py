"""Secrets: the names, ids and keys that nothing published may say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from operator import add

from planfolio.catalog import Item
from planfolio.frozen import frozen
from planfolio.model import Portfolio
from planfolio.model.parts import names_inside
from planfolio.publicity import Fate, Publicity, consented, written

_TOKEN = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_KEY = re.compile(r"[a-z]+/[a-z0-9-]+")
_SHORTEST_NAME = 2
_SHORTEST_ID = 4
"""Shorter ids are ordinary words, such as a unit's `m1`; with their collection before them they are found all the same."""
_SHORTEST_TITLE = 4
_QUOTED = re.compile(r"“([^“”]+)”")

Starts = dict[str, dict[int, set[str]]]
"""Names by their first two characters and their length: thousands may begin alike, as titles with the name of a county do."""


@frozen
class Secrets:
    """Names, ids and keys of what is not public. `names` and `all_names`, to which the titles and ids of what stands in documents
    belong, are looked up by their first two characters; `quoted` are those too short for that. `rules` are the codes of packs."""

    names: Starts
    all_names: Starts
    quoted: frozenset[str]
    ids: frozenset[str]
    keys: frozenset[str]
    rules: frozenset[str]

    def mentioned_in(self, text: str) -> bool:
        """Whether `text` names anything that is not public."""
        if self.keys and "/" in text and any(found in self.keys for found in _KEY.findall(text)):
            return True
        if self.ids and any(found in self.ids for found in _TOKEN.findall(text)):
            return True
        if self.quoted and "“" in text and any(found in self.quoted for found in _QUOTED.findall(text)):
            return True
        return next(_found(text, self.all_names), None) is not None

    def covered(self, text: str) -> str:
        """`text` with every name covered; its lines and columns stay true."""
        for name in sorted(set(_found(text, self.names))):
            text = text.replace(name, "█" * len(name))
        return text


def _found(text: str, names: Starts) -> Iterator[str]:
    """Every name that stands in `text`, at each place."""
    if names.keys().isdisjoint(map(add, text, text[1:])):  # as most texts are, told without a loop
        return
    for start in names.keys() & set(map(add, text, text[1:])):
        lengths, index = names[start], text.find(start)
        while index >= 0:
            for length, those in lengths.items():
                if (name := text[index : index + length]) in those:
                    yield name
            index = text.find(start, index + 1)


def secrets(known: Publicity) -> Secrets:
    """What must not be read in anything that is published."""
    names: set[str] = set()
    ids: set[str] = set()
    keys: set[str] = set()
    parts: set[str] = set()
    rules: set[str] = set()
    titles = _public_titles(known)
    for path, item in known.catalog.by_path.items():
        fate = known.by_path[path]
        if fate >= Fate.HASHED:
            keys.add(item.key)
        if item.document.collection == "portfolios":
            names.update(_names(item, fate))
            if fate >= Fate.HASHED:
                ids.add(item.document.id)
        elif fate is Fate.ABSENT:
            parts.add(item.document.id)
            parts.update(_inside(item))
            rules.update(rule.code for rule in getattr(item.record, "rules", ()))
            title = getattr(item.record, "title", None) or written(item, "title", "标题", "名称")
            if title and len(title) >= _SHORTEST_TITLE and title not in titles:
                names.add(title)
    if parts:
        parts -= _told(known)
    # An id of letters alone is an ordinary word of English messages, as are short ones: these count where they are quoted.
    plain = {part for part in parts if len(part) < _SHORTEST_TITLE or (part.isascii() and part.isalpha())}
    return Secrets(
        _by_start(names),
        _by_start(names | (parts - plain)),
        frozenset(plain),
        frozenset(identifier for identifier in ids if len(identifier) >= _SHORTEST_ID),
        frozenset(keys),
        frozenset(rules & parts),
    )


def _by_start(names: Iterable[str]) -> Starts:
    by_start: Starts = {}
    for name in sorted(names):  # the order of a set is another one in each run
        by_start.setdefault(name[:_SHORTEST_NAME], {}).setdefault(len(name), set()).add(name)
    return by_start


def _told(known: Publicity) -> set[str]:
    """The ids of the documents that are shown, and what these call their parts: that gives nothing away."""
    shown = [item for path, item in known.catalog.by_path.items() if known.by_path[path] is Fate.SHOWN]
    return {item.document.id for item in shown} | {name for item in shown for name in _inside(item)}


def _inside(item: Item) -> Iterator[str]:
    return names_inside(item.record) if item.record is not None else iter(())


def _names(item: Item, fate: Fate) -> Iterable[str]:
    record = item.record
    if isinstance(record, Portfolio):
        name: str | None = None if fate is Fate.CONSENTED and "name" in consented(record) else record.name
    else:
        name = written(item, "name", "姓名")
    return (name.strip(),) if name and len(name.strip()) >= _SHORTEST_NAME else ()


def _public_titles(known: Publicity) -> str:
    """All titles that stand in public anyway; what is part of one gives nothing away."""
    items = (item for path, item in known.catalog.by_path.items() if known.by_path[path] is Fate.SHOWN)
    return "\n".join(title for item in items if (title := getattr(item.record, "title", None)))
