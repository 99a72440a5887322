"""Secrets: the names, ids and keys that nothing published may say."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from planfolio.catalog import Item
from planfolio.model import Portfolio
from planfolio.publicity import Fate, Publicity, consented, written

_TOKEN = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_KEY = re.compile(r"[a-z]+/[a-z0-9-]+")
_SHORTEST_NAME = 2
_SHORTEST_ID = 4
"""Shorter ids are ordinary words, such as a unit's `m1`; with their collection before them they are found all the same."""
_SHORTEST_TITLE = 4


@dataclass(frozen=True, slots=True)
class Secrets:
    """Names, ids and keys of what is not public. `names` are looked up by their first two characters."""

    names: dict[str, tuple[str, ...]]
    ids: frozenset[str]
    keys: frozenset[str]

    def mentioned_in(self, text: str) -> bool:
        """Whether `text` names anything that is not public."""
        if self.keys and any(found in self.keys for found in _KEY.findall(text)):
            return True
        if self.ids and any(found in self.ids for found in _TOKEN.findall(text)):
            return True
        return bool(self.names) and any(
            text.startswith(name, index)
            for index in range(len(text) - 1)
            for name in self.names.get(text[index : index + _SHORTEST_NAME], ())
        )

    def covered(self, text: str) -> str:
        """`text` with every name covered; its lines and columns stay true."""
        for names in self.names.values():
            for name in names:
                text = text.replace(name, "█" * len(name))
        return text


def secrets(known: Publicity) -> Secrets:
    """What must not be read in anything that is published."""
    names: set[str] = set()
    ids: set[str] = set()
    keys: set[str] = set()
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
            title = getattr(item.record, "title", None) or written(item, "title", "标题", "名称")
            if title and len(title) >= _SHORTEST_TITLE and title not in titles:
                names.add(title)
    by_start: dict[str, list[str]] = {}
    for name in sorted(names):
        by_start.setdefault(name[:_SHORTEST_NAME], []).append(name)
    return Secrets(
        {start: tuple(found) for start, found in by_start.items()},
        frozenset(identifier for identifier in ids if len(identifier) >= _SHORTEST_ID),
        frozenset(keys),
    )


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
