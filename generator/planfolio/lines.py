"""Lines: what single documents give to files that tell of many, kept from build to build.

A line that was kept is taken as long as nothing changed at which was looked to make it, its document least of all: then it is
the one that would be made.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from sys import intern
from typing import Any

from planfolio.frozen import forgetting
from planfolio.keepsakes import content, keep_packed
from planfolio.reads import DOCUMENT, in_line, note, reading

FILE = "last-lines"
_LARGEST = 2_000_000_000
"""Bytes of what is kept: 5 MB for a thousand documents."""

Line = tuple[bytes | memoryview, Sequence[str]]
"""A text in UTF-8, and the facts at which was looked to make it."""

Told = Mapping[str, Mapping[str, Line]]
"""Lines by name and by the key of their document."""


class Lines:
    """The lines that files are made of, each with a name, such as that of its file, and the key of its document."""

    def __init__(self) -> None:
        self._kept: Told = {}
        self._asked: dict[str, dict[str, Line]] = {}

    @property
    def told_by(self) -> str:
        """Nothing: what it holds can be made anew."""
        return ""

    def of(self, name: str, key: str, make: Callable[[], str]) -> str:
        """The line of that name about a document. It is found by both, so `name` has to say all else that it depends on and at
        which `make` does not look."""
        asked = self._asked.setdefault(name, {})
        line = asked[key] = asked.get(key) or self._kept.get(name, {}).get(key) or _made(key, make)
        text, facts = line
        for fact in facts:
            about, _, whom = fact.partition("\t")
            note(about, whom)
        return str(text, "utf-8")

    def taken(self, key: str) -> Told:
        """The lines about a document that were asked for. They are held no longer: another process is to learn them."""
        found = ((name, lines.pop(key)) for name, lines in self._asked.items() if key in lines)
        return {name: {key: (bytes(text), tuple(facts))} for name, (text, facts) in found}

    def learn(self, told: Told) -> None:
        """Take lines that another process made."""
        for name, lines in told.items():
            asked = self._asked.setdefault(name, {})
            for key, (text, facts) in lines.items():
                asked[key] = text, tuple(map(intern, facts))

    def recall(self, folder: Path, digest: str, changed: Collection[str]) -> None:
        """Take the lines that were kept in `folder`, in a file of that digest (empty where there is none), where no fact is `changed`
        at which was looked."""
        kept = content(folder / FILE, _LARGEST) if digest else b""
        if hashlib.sha256(kept).hexdigest() == digest:
            self._kept = {name: dict(lines) for name, lines in _opened(kept, changed)}

    def keep(self, folder: Path) -> tuple[str, Sequence[str]]:
        """Keep in `folder` the lines that were asked for: the digest of what is kept, and all facts at which was looked."""
        asked = self._asked
        facts = _numbered(fact for lines in asked.values() for _, looked_at in lines.values() for fact in looked_at)
        contents = {
            name: [
                list(lines),
                [len(text) for text, _ in lines.values()],
                [[facts[one] for one in looked_at] for _, looked_at in lines.values()],
            ]
            for name, lines in asked.items()
        }
        front = json.dumps([list(facts), contents], separators=(",", ":"), check_circular=False).encode()
        parts = [front, b"\n", *(text for lines in asked.values() for text, _ in lines.values())]
        whole = hashlib.sha256()
        for part in parts:
            whole.update(part)
        keep_packed(folder, FILE, parts)
        return whole.hexdigest(), list(facts)


def _made(key: str, make: Callable[[], str]) -> Line:
    with reading() as looked_at, forgetting():
        note(DOCUMENT, key)
        text = make().encode()
    return text, tuple(map(in_line, looked_at))


def _opened(kept: bytes, changed: Collection[str]) -> Iterator[tuple[str, Iterator[tuple[str, Line]]]]:
    """The lines of each name that stand."""
    start = kept.index(b"\n") + 1
    facts, contents = json.loads(kept[:start])
    stale = {number for number, fact in enumerate(facts) if fact in changed}
    texts = memoryview(kept)
    for name, (keys, sizes, looked_at) in contents.items():
        yield name, _standing(zip(keys, _pieces(texts, start, sizes), looked_at, strict=True), facts, stale)
        start += sum(sizes)


def _standing(
    lines: Iterable[tuple[str, memoryview, list[int]]], facts: Any, stale: set[int]
) -> Iterator[tuple[str, Line]]:
    for key, text, looked_at in lines:
        if stale.isdisjoint(looked_at):
            yield key, (text, [facts[number] for number in looked_at])


def _pieces(content: memoryview, start: int, sizes: Iterable[int]) -> Iterator[memoryview]:
    for size in sizes:
        yield content[start : start + size]
        start += size


def _numbered(texts: Iterable[str]) -> dict[str, int]:
    return {text: number for number, text in enumerate(dict.fromkeys(texts))}
