"""Publicity: what of a catalogue may be published, and the words that give away what may not."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

from planfolio.catalog import Catalog, Item
from planfolio.model import Plan, Portfolio, Schedule
from planfolio.model.choices import Status, Visibility
from planfolio.model.records import spellings
from planfolio.sources.nodes import Scalar


class Fate(IntEnum):
    """What becomes of a document in public, from the mildest to the strictest."""

    SHOWN = 0
    CONSENTED = 1  # a portfolio: what its teacher lists
    HASHED = 2  # a portfolio without consent: known by a hash
    ABSENT = 3  # internal documents and drafts: not known at all


def consented(portfolio: Portfolio) -> frozenset[str]:
    """The fields that the teacher allows to be shown, by canonical name. Internal fields are never among them."""
    consent = portfolio.consent
    if consent is None or not consent.granted:
        return frozenset()
    known = spellings(Portfolio)
    listed = (known.get(name.strip()) for name in consent.fields)
    return frozenset(entry.name for entry in listed if entry is not None and not entry.internal)


def hashed(identifier: str) -> str:
    """What stands for the id of a portfolio that may not be named."""
    return hashlib.sha256(identifier.encode()).hexdigest()[:8]


@dataclass(frozen=True, slots=True, kw_only=True)
class Publicity:
    """The fate of every path and every key."""

    catalog: Catalog
    by_path: dict[str, Fate]
    by_key: dict[str, Fate]

    def of_path(self, path: str) -> Fate:
        """A document's own fate; a file beside it shares it, and a stray file among portfolios is never named."""
        if path in self.by_path:
            return self.by_path[path]
        owner = self.owner(path)
        if owner is None:
            return Fate.HASHED if _collection(path) == "portfolios" else Fate.SHOWN
        fate = self.by_path[owner.document.path]
        return Fate.HASHED if fate is Fate.CONSENTED else fate

    def of_key(self, key: str | None) -> Fate:
        return self.by_key.get(key, Fate.SHOWN) if key else Fate.SHOWN

    def owner(self, path: str) -> Item | None:
        """The document in that file, or the one whose folder the file is in."""
        folder = "/".join(path.split("/")[:3])
        places = (path, f"{folder}/index.md", f"{folder}/index.yaml")
        return next((item for place in places if (item := self.catalog.by_path.get(place))), None)


def publicity(catalog: Catalog, *, drafts: bool) -> Publicity:
    """What of `catalog` a public build may show; drafts only where they are wanted."""
    by_path = {path: _fate(catalog, item, drafts=drafts) for path, item in catalog.by_path.items()}
    by_key: dict[str, Fate] = {}
    for path, item in catalog.by_path.items():
        by_key[item.key] = max(by_path[path], by_key.get(item.key, Fate.SHOWN))
    return Publicity(catalog=catalog, by_path=by_path, by_key=by_key)


def hashed_path(path: str) -> str:
    """`content/portfolios/<hash>` for a file that belongs to a portfolio."""
    folder, collection, *rest = path.split("/")
    return f"{folder}/{collection}/{hashed(rest[0].partition('.')[0] if rest else '')}"


def _collection(path: str) -> str:
    return path.split("/")[1] if path.count("/") >= 2 else ""


def _fate(catalog: Catalog, item: Item, *, drafts: bool) -> Fate:
    record = item.record
    if _is_internal(item) or (not drafts and _is_draft(item)) or _follows_absent_plan(catalog, item, drafts=drafts):
        return Fate.ABSENT
    if item.document.collection != "portfolios":
        return Fate.SHOWN
    is_granted = isinstance(record, Portfolio) and record.consent is not None and bool(record.consent.granted)
    return Fate.CONSENTED if is_granted else Fate.HASHED


def _is_internal(item: Item) -> bool:
    if item.record is not None:
        return item.record.visibility is Visibility.INTERNAL
    return _says(item, "visibility", "公开范围") in ("internal", "内部")


def _is_draft(item: Item) -> bool:
    """A plan that could not be decoded is a draft only where it says so: else its page would hide its findings."""
    if isinstance(item.record, Plan):
        return item.record.status is Status.DRAFT
    return item.document.collection == "plans" and _says(item, "status", "状态") in ("draft", "草稿")


def _follows_absent_plan(catalog: Catalog, item: Item, *, drafts: bool) -> bool:
    if isinstance(item.record, Schedule):
        plan = catalog.plan_of(item)
    elif item.document.collection == "schedules":
        plan = catalog.find("plans", _says(item, "plan", "方案"))
    else:
        return False
    return plan is not None and _fate(catalog, plan, drafts=drafts) is Fate.ABSENT


def _says(item: Item, *keys: str) -> str | None:
    """What the source of a document that could not be decoded says for a key at its top level."""
    if item.document.root is not None:
        values = [entry.value for entry in item.document.root.entries if entry.key.text.strip() in keys]
        return next((value.text.strip() for value in values if isinstance(value, Scalar)), None)
    found = re.search(rf"^[\"']?(?:{'|'.join(keys)})[\"']?\s*[:：]\s*(.+?)\s*$", item.document.text, re.MULTILINE)
    return found[1].strip("\"'“”") if found else None


# --- words that give away -----------------------------------------------------------------------------------------------

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
            title = getattr(item.record, "title", None) or _says(item, "title", "标题", "名称")
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
        name = _says(item, "name", "姓名")
    return (name.strip(),) if name and len(name.strip()) >= _SHORTEST_NAME else ()


def _public_titles(known: Publicity) -> str:
    """All titles that stand in public anyway; what is part of one gives nothing away."""
    items = (item for path, item in known.catalog.by_path.items() if known.by_path[path] is Fate.SHOWN)
    return "\n".join(title for item in items if (title := getattr(item.record, "title", None)))
