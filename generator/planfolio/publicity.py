"""Publicity: what of a catalogue a build may show, and what of a portfolio."""

from __future__ import annotations

import hashlib
import re
from enum import IntEnum
from functools import cache
from typing import Literal

from planfolio.catalog import Catalog, Item
from planfolio.frozen import frozen
from planfolio.model import Plan, Portfolio, Schedule
from planfolio.model.choices import Status, Visibility
from planfolio.model.portfolios import BODY
from planfolio.model.records import entries, spellings
from planfolio.sources import Document
from planfolio.sources.files import COLLECTIONS, nearest
from planfolio.sources.nodes import Scalar

_VISIBILITY = ("visibility", "公开范围")
_FOR_ALL = tuple(Visibility.PUBLIC.spelled(language) for language in ("en", "zh"))
_FOR_FEW = tuple(Visibility.INTERNAL.spelled(language) for language in ("en", "zh"))
_UNCLEAR = re.compile(
    rf"(?:{'|'.join(_VISIBILITY)})[\"']?[ \t]*[:：](?!\s*[\"']?(?:{'|'.join(_FOR_ALL)})[\"']?[ \t]*(?:[#,}}]|$))",
    re.MULTILINE,
)
"""Where a source that is no YAML says who may see it, and does not say plainly that all may. No other field has that name."""

Profile = Literal["public", "internal"]
"""For whom a site is built: for everybody, or for the inside, which sees all."""


class Fate(IntEnum):
    """What becomes of a document in public, from the mildest to the strictest."""

    SHOWN = 0
    CONSENTED = 1  # a portfolio: what its teacher lists
    HASHED = 2  # a portfolio without consent: known by a hash
    ABSENT = 3  # internal documents and drafts: not known at all


def consented(portfolio: Portfolio) -> frozenset[str]:
    """The fields that the teacher allows to be shown, by canonical name. Internal fields are never among them."""
    known = spellings(Portfolio)
    listed = (known.get(name.strip()) for name in _listed(portfolio))
    return frozenset(entry.name for entry in listed if entry is not None and not entry.internal)


def _listed(portfolio: Portfolio) -> tuple[str, ...]:
    """What a consent lists that is given, dated, and whose day has come; nothing without one."""
    consent = portfolio.consent
    is_given = consent is not None and consent.granted and consent.date is not None and consent.in_force
    return consent.fields if consent is not None and is_given else ()


def open_fields(portfolio: Portfolio, profile: Profile) -> frozenset[str]:
    """The fields of a portfolio that a build may show, by canonical name, and `body` for its text: publicly what the
    teacher lists, never an internal field."""
    if profile == "internal":
        return frozenset({*_all_fields(), "body"})
    names = consented(portfolio)
    return names | {"body"} if {name.strip() for name in _listed(portfolio)} & set(BODY) else names


@cache
def _all_fields() -> tuple[str, ...]:
    return tuple(entry.name for entry in entries(Portfolio))


SMALLEST_GROUP = 5
"""People of whom a figure must tell at least. The lowest number in use where records of people are published; see NCES
2011-603, "Statistical Methods for Protecting Personally Identifiable Information in Aggregate Reporting"."""


def hides_each(count: int) -> bool:
    """Whether a figure to which `count` people contribute who did not agree to be shown tells of none of them: it is about
    nobody, or about enough. How many others it counts is no matter, since what is public of these can be taken off."""
    return count == 0 or count >= SMALLEST_GROUP


@frozen(kw_only=True)
class Publicity:
    """The fate of every path and every key. `hidden_people` counts the portfolios that are known by a hash alone; `salt` is
    known to those only who have all portfolios before them."""

    catalog: Catalog
    by_path: dict[str, Fate]
    by_key: dict[str, Fate]
    hidden_people: int
    salt: str

    @property
    def hides_nothing(self) -> bool:
        """Whether every document may be shown whole."""
        return all(fate is Fate.SHOWN for fate in self.by_path.values())

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

    def hashed(self, identifier: str) -> str:
        """What stands for the id of a portfolio that may not be named. Ids can be guessed, and a plain hash would confirm
        every guess."""
        return hashlib.sha256(f"{self.salt}\n{identifier}".encode()).hexdigest()[:8]

    def hashed_path(self, path: str) -> str:
        """`content/portfolios/<hash>` for a file that belongs to a portfolio."""
        folder, collection, *rest = path.split("/")
        return f"{folder}/{collection}/{self.hashed(rest[0].partition('.')[0] if rest else '')}"

    def owner(self, path: str) -> Item | None:
        """The document in that file, or the one whose folder the file is in."""
        folder = "/".join(path.split("/")[:3])
        places = (path, f"{folder}/index.md", f"{folder}/index.yaml")
        return next((item for place in places if (item := self.catalog.by_path.get(place))), None)


def publicity(catalog: Catalog, *, drafts: bool, profile: Profile = "public") -> Publicity:
    """What of `catalog` a build may show; drafts only where they are wanted. The internal profile hides nothing else."""
    by_path = {path: _fate(catalog, item, drafts=drafts, profile=profile) for path, item in catalog.by_path.items()}
    by_key: dict[str, Fate] = {}
    for path, item in catalog.by_path.items():
        by_key[item.key] = max(by_path[path], by_key.get(item.key, Fate.SHOWN))
    hidden = sum(fate is Fate.HASHED for fate in by_path.values())
    return Publicity(catalog=catalog, by_path=by_path, by_key=by_key, hidden_people=hidden, salt=_salt(catalog))


def published(catalog: Catalog, *, profile: Profile, drafts: bool) -> frozenset[str]:
    """Keys of the documents that have a page."""
    known = publicity(catalog, drafts=drafts, profile=profile)
    return frozenset(key for key in catalog.items if known.of_key(key) <= Fate.CONSENTED)


def is_listed(*, profile: Profile, drafts: bool) -> bool:
    """Whether search engines may list the site: neither one with drafts nor one for the inside."""
    return profile == "public" and not drafts


def shows_report(catalog: Catalog, profile: Profile) -> bool:
    """Whether the report has a page: an internal report has none in a public build."""
    return profile == "internal" or catalog.site.report is Visibility.PUBLIC


def _salt(catalog: Catalog) -> str:
    """A value that depends on every byte of every portfolio, public or not."""
    documents = (item.document for item in catalog.by_path.values() if item.document.collection == "portfolios")
    digests = "\n".join(sorted(f"{document.path} {document.digest}" for document in documents))
    return hashlib.sha256(digests.encode()).hexdigest()


def _collection(path: str) -> str:
    """The collection of a source, or the one that its folder seems to be; built pages, which have findings too, belong to none."""
    steps = path.split("/")
    if steps[0] != "content" or len(steps) < 3:
        return ""
    return steps[1] if steps[1] in COLLECTIONS else nearest(steps[1]) or ""


def _fate(catalog: Catalog, item: Item, *, drafts: bool, profile: Profile) -> Fate:
    record = item.record
    if not drafts and (_is_draft(item) or _is_draft(_plan_of(catalog, item))):
        return Fate.ABSENT
    if profile == "internal":
        return Fate.SHOWN
    if _is_internal(item) or _is_internal(_plan_of(catalog, item)):
        return Fate.ABSENT
    if item.document.collection != "portfolios":
        return Fate.SHOWN
    is_shown = isinstance(record, Portfolio) and bool(open_fields(record, profile))
    return Fate.CONSENTED if is_shown else Fate.HASHED


def _is_internal(item: Item | None) -> bool:
    if item is None:
        return False
    if item.record is not None:
        return item.record.visibility is Visibility.INTERNAL
    return _may_be_internal(item.document)


def _may_be_internal(document: Document) -> bool:
    """Whether a document that could not be decoded says who may see it, and not clearly that all may: whoever means all need
    not say so."""
    if document.root is None:
        return _UNCLEAR.search(document.text) is not None
    values = [(entry.name.strip(), entry.value) for entry in document.root.entries]
    said = [value for name, value in values if name in _VISIBILITY]
    is_for_all = all(isinstance(one, Scalar) and (one.is_empty or one.text.strip() in _FOR_ALL) for one in said)
    # A slip in the key is a mistake too, and no other field has that value.
    return not is_for_all or any(isinstance(one, Scalar) and one.text.strip() in _FOR_FEW for _, one in values)


def _is_draft(item: Item | None) -> bool:
    """A plan that could not be decoded is a draft only where it says so: else its page would hide its findings."""
    if item is None:
        return False
    if isinstance(item.record, Plan):
        return item.record.status is Status.DRAFT
    return item.document.collection == "plans" and written(item, "status", "状态") in ("draft", "草稿")


def _plan_of(catalog: Catalog, item: Item) -> Item | None:
    """The plan whose fate a schedule shares."""
    if isinstance(item.record, Schedule):
        return catalog.plan_of(item)
    return catalog.find("plans", written(item, "plan", "方案")) if item.document.collection == "schedules" else None


def written(item: Item, *keys: str) -> str | None:
    """What the source of a document that could not be decoded says for a key at its top level."""
    if item.document.root is not None:
        values = [entry.value for entry in item.document.root.entries if entry.name.strip() in keys]
        return next((value.text.strip() for value in values if isinstance(value, Scalar)), None)
    found = re.search(
        rf"^[\"']?(?:{'|'.join(keys)})[\"']?\s*[:：]\s*(.+?)(?:\s+#.*)?$", item.document.text, re.MULTILINE
    )
    return found[1].strip().strip("\"'“”") if found else None
