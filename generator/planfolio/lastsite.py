"""The last site: of each file what it was made of and what was looked at, so that only what would become another is made again.

It is kept in the cache folder as plain values; whatever is not understood there is ignored.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import suppress
from dataclasses import field
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from planfolio.catalog import Item
from planfolio.fingerprints import Untold, fingerprint
from planfolio.frozen import frozen
from planfolio.inspection import Inspection
from planfolio.keepsakes import content, keep_packed
from planfolio.program import program
from planfolio.reads import ALL, DOCUMENT, EVERYTHING, UNSURE, Asked, Fact, Known, Members, in_line, name_of
from planfolio.sources import SETTINGS
from planfolio.workers import alone

FILE = "last-site.json"
_VERSION = 1
_LARGEST = 1_000_000_000
"""Bytes of what is kept: 2.6 MB for a thousand documents."""
_AT_ONCE = 1024
"""Files of which is written together."""
_NONE = object()
_Told = Mapping[str, str | None]
Key = TypeVar("Key")
_TOLD_OTHERWISE = tuple(f"{name}\t" for name, _ in ((DOCUMENT, ""), EVERYTHING, UNSURE))


class Left(NamedTuple):
    """A file as a build left it: the hash of its content, the fingerprint of its recipe, the facts at which was looked to make it,
    and of a page where it leads on other pages and, as plain values, what it shows of itself (its bytes, and the rest, which many
    pages have in common) and what search knows of it."""

    digest: str
    recipe: str
    facts: Sequence[str]
    leads: tuple[str, ...] = ()
    look: tuple[int, Any] | None = None
    prepared: Sequence[Any] | None = None


class Answers:
    """What a site answers to the questions that are noted as facts."""

    def __init__(self, asked: Iterable[Asked]) -> None:
        self._asked = {name_of(one).removesuffix("."): one for one in asked}
        self._keys: dict[str, dict[str, object]] = {}
        self._told: dict[str, str] = {}  # fingerprints by fact
        self._texts: dict[Fact, str] = {}

    def text(self, fact: Fact) -> str:
        """The fact in a line, the same text each time."""
        found = self._texts.get(fact)
        if found is None:
            found = self._texts[fact] = in_line(fact)
        return found

    def untold(self, facts: Iterable[str]) -> dict[str, str]:
        """The fingerprints of the answers to those of the facts that were not told before. What is known of documents is told by
        what changed."""
        new = [fact for fact in facts if fact not in self._told and not fact.startswith(_TOLD_OTHERWISE)]
        return {fact: self.told(fact) for fact in new}

    def learn(self, told: Mapping[str, str]) -> None:
        """Take the fingerprints of answers that another process told."""
        self._told.update(told)

    def known(self, fact: str) -> str | None:
        """The fingerprint of an answer as far as it was told; None for what is known of a document."""
        return None if fact.startswith(_TOLD_OTHERWISE) else self._told.get(fact, "")

    def told(self, fact: str) -> str:
        """The fingerprint of an answer; empty where nothing tells it from another."""
        found = self._told.get(fact)
        if found is None:
            name, _, key = fact.partition("\t")
            found = self._told[fact] = self._fingerprint(name, key)
        return found

    def changed(self, told: _Told, whole: Mapping[str, str]) -> set[str]:
        """The facts that are not as they were `told`, or that nobody told. Where all answers to a question are as the `whole` was,
        each of them is."""
        same = {name for name, one in whole.items() if one and one == self.told(_whole(name))}
        changed = set()
        for fact, one in told.items():
            if one and fact.partition("\t")[0] in same:
                self._told[fact] = one
            elif one is not None and (not one or self.told(fact) != one):
                changed.add(fact)
        return changed

    def whole(self, facts: Iterable[str]) -> dict[str, str]:
        """The fingerprints of all answers to those questions of which most keys are among the facts, by question."""
        asked = Counter(fact.partition("\t")[0] for fact in facts if not fact.startswith(_TOLD_OTHERWISE))
        return {name: self.told(_whole(name)) for name, count in asked.items() if self._is_known(name, count)}

    def _is_known(self, name: str, count: int) -> bool:
        found = self._answer(name)
        return isinstance(found, Known) and dict.__len__(found) < 2 * count

    def _answer(self, name: str) -> object:
        owner, _, question = name.rpartition(".")
        return getattr(self._asked[owner], question)

    def _fingerprint(self, name: str, key: str) -> str:
        found = self._answer(name)
        with suppress(Untold):
            if isinstance(found, Known):
                return fingerprint(list(found.answers())) if key == ALL else self._of_one(name, found, key)
            if isinstance(found, Members):
                return fingerprint(found) if key == ALL else str(frozenset.__contains__(found, key))
            return fingerprint(found)
        return ""

    def _of_one(self, name: str, known: Known[Any, Any], key: str) -> str:
        if name not in self._keys:
            self._keys[name] = {repr(one): one for one in dict.keys(known) if not isinstance(one, str)}
        found = known.answer(self._keys[name].get(key, key), _NONE)
        if found is _NONE:
            return "none"
        return found.told_by if isinstance(found, Item) else fingerprint(found)  # most are documents, told in haste


def _whole(name: str) -> str:
    """The fact that all answers to a question were looked at."""
    return in_line((name, ALL))


@frozen(kw_only=True)
class LastSite:
    """What the last build left, as far as one like it would make the same. `changed` holds the facts that are not as they were;
    `site` tells which paths there were."""

    files: Mapping[str, Left] = field(default_factory=dict)
    changed: AbstractSet[str] = frozenset()
    site: str = ""

    def stands(self, path: str, recipe: str) -> bool:
        """Whether a recipe of this fingerprint would make the file that is at the path."""
        left = self.files.get(path)
        return left is not None and left.recipe == recipe and self.changed.isdisjoint(left.facts)


NOTHING_LEFT = LastSite()


def key_of(inspection: Inspection, *others: object) -> str:
    """What two builds must have in common for the files of one to be those of the other, whatever was looked at: the program, the
    day, settings and rule packs, and `others`."""
    settings = [(file.path, file.raw) for file in inspection.sources.files if file.collection in SETTINGS]
    return fingerprint((_VERSION, program(), inspection.today, settings, others))


def recall(folder: Path | None, key: str, inspection: Inspection, answers: Answers) -> LastSite:
    """What a build with this key left; nothing where there was none."""
    try:
        kept = json.loads(content(folder / FILE, _LARGEST)) if folder is not None else {}
        if kept.get("key") != key:
            return NOTHING_LEFT
        facts, leads = kept["facts"], list(map(tuple, kept["leads"]))
        looks = [tuple([tuple(map(tuple, part)) for part in one]) for one in kept["looks"]]
        files = {
            path: Left(
                digest,
                recipe,
                list(map(facts.__getitem__, looked_at)),
                leads[led],
                (size, looks[shown]) if size is not None else None,
                prepared,
            )
            for path, digest, recipe, looked_at, led, size, shown, prepared in kept["files"]
        }
        told = dict(zip(facts, kept["told"], strict=True))
        changed = answers.changed(told, kept["whole"]) | _facts_of(kept["versions"], inspection)
        site: str = kept["site"]
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return NOTHING_LEFT
    return LastSite(files=files, changed=changed, site=site)


def _facts_of(versions: Mapping[str, list[str]], inspection: Inspection) -> set[str]:
    """The facts about documents that are not those of these versions, by file: a version and the document's key."""
    now = _versions(inspection)
    changed = {path for path in versions.keys() | now.keys() if versions.get(path) != now.get(path)}
    keys = {known[path][1] for known in (versions, now) for path in changed if path in known}
    facts: set[Fact] = {UNSURE}
    if changed:
        facts |= {EVERYTHING, (DOCUMENT, ALL), (DOCUMENT, None), *((DOCUMENT, one) for one in changed | keys)}
    return set(map(in_line, facts))


def _versions(inspection: Inspection) -> dict[str, list[str]]:
    """Of each file its version, and the key of its document."""
    known = inspection.catalog.by_path
    return {path: [version, known[path].key if path in known else ""] for path, version in inspection.versions.items()}


def keep(
    folder: Path,
    key: str,
    inspection: Inspection,
    *,
    site: str,
    files: Callable[[], Iterable[tuple[str, Left]]],
    answers: Answers,
    processes: int = 1,
) -> None:
    """Keep what a build left of its `files`, by path, and the fingerprints of all answers at which was looked. Those take as much
    memory as all the rest, and are found out before it, by so many processes."""

    def noted() -> dict[str, None]:
        return dict.fromkeys(chain.from_iterable(left.facts for _, left in files()))

    whole = alone(lambda: answers.whole(noted()), processes=processes)
    facts, leads, looks = _Numbers[str](), _Numbers[tuple[str, ...]](), _Numbers[Any]()

    def row(path: str, left: Left) -> tuple[object, ...]:
        return (
            path,
            left.digest,
            left.recipe,
            list(map(facts.__getitem__, left.facts)),
            leads[left.leads],
            *((left.look[0], looks[left.look[1]]) if left.look is not None else (None, None)),
            left.prepared,
        )

    rows = list(files())
    packed = [_json([row(*one) for one in rows[start : start + _AT_ONCE]]) for start in range(0, len(rows), _AT_ONCE)]
    kept = {
        "key": key,
        "site": site,
        "versions": _versions(inspection),
        "facts": list(facts),
        "told": [answers.known(fact) for fact in facts],
        "whole": whole,
        "leads": list(leads),
        "looks": list(looks),
    }
    front = _json(kept).removesuffix(b"}")
    keep_packed(folder, FILE, [front, b',"files":[', *_apart(packed), b"]}"])


def _json(value: object) -> bytes:
    return json.dumps(value, separators=(",", ":"), check_circular=False).encode()


def _apart(lists: Iterable[bytes]) -> Iterator[bytes]:
    """The items of several JSON lists, as one has them."""
    between = b""
    for one in lists:
        yield between
        yield one[1:-1]
        between = b","


class _Numbers(dict[Key, int]):
    """Numbers what is asked for, in order."""

    def __missing__(self, key: Key) -> int:
        number = self[key] = len(self)
        return number
