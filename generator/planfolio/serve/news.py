"""News: what became of the site since a page was opened, for whoever has it open."""

from __future__ import annotations

import hashlib
import json
import queue
import secrets
import threading
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from planfolio.frozen import frozen

_KEPT = 100
"""Rebuilds that are remembered; a page that slept through more is loaded anew."""
_MOST = 2_000
"""Paths that are told one by one; after more changes every page is loaded anew."""
SHOWN = 20
"""Problems that are shown on a page; the rest is counted."""


@frozen(kw_only=True)
class Problem:
    """An error: what it says, and the text with place and source lines below. `document` is `plans/<id>`, where it is of one."""

    message: str
    text: str = ""
    document: str | None = None


@dataclass(slots=True)
class News:
    """What changed, rebuild after rebuild, the problems as they stand, and who wants to know. Pages name the rebuild of which they
    are."""

    _run: str = field(default_factory=lambda: secrets.token_hex(4))  # a page may be of a server that is no more
    _changes: list[frozenset[str]] = field(default_factory=list)  # by number of the rebuild; long past ones are empty
    _problems: tuple[Problem, ...] = ()
    _listeners: dict[queue.SimpleQueue[None], Callable[[], Collection[str]]] = field(default_factory=dict)
    _guard: threading.Lock = field(default_factory=threading.Lock)

    def tell(self, paths: Iterable[str], problems: tuple[Problem, ...] | None = None) -> None:
        """These paths of the site changed, and these problems there are; None where they stay as they were."""
        changed = frozenset(paths)
        with self._guard:
            if not changed and problems in (None, self._problems):
                return
            self._changes.append(changed)
            if len(self._changes) > _KEPT:
                self._changes[-1 - _KEPT] = frozenset()
            if problems is not None:
                self._problems = problems
            for listener in self._listeners:
                listener.put(None)

    @property
    def edition(self) -> str:
        """The name of the last rebuild."""
        return f"{self._run}-{len(self._changes)}"

    def since(self, edition: str) -> dict[str, Any]:
        """What changed since a rebuild: {"edition": …, "changed": [site paths], "problems": "3f2a…"}. None in place of the list
        where all may have changed; of the problems, what tells these from others, nothing where there are none."""
        with self._guard:
            run, _, number = edition.partition("-")
            last = len(self._changes)
            first = int(number) if run == self._run and number.isdecimal() else -1
            changed: list[str] | None = None
            if last - _KEPT <= first:
                changed = sorted(frozenset().union(*self._changes[first:]))
            told = repr(self._problems).encode() if self._problems else b""
        return {
            "edition": f"{self._run}-{last}",
            "changed": changed if changed is None or len(changed) <= _MOST else None,
            "problems": hashlib.sha256(told).hexdigest()[:12] if told else "",
        }

    def problems(self, document: str) -> str:
        """The problems as JSON, those of a document first: {"count": 1, "shown": [{"message": …, "text": …}]}."""
        problems = sorted(self._problems, key=lambda problem: problem.document != document or not document)
        shown = [{"message": problem.message, "text": problem.text} for problem in problems[:SHOWN]]
        return json.dumps({"count": len(problems), "shown": shown}, ensure_ascii=False)

    @property
    def watched(self) -> frozenset[str]:
        """The paths of which those consist who listen now."""
        with self._guard:
            return frozenset().union(*(watched() for watched in self._listeners.values()))

    @contextmanager
    def listening(self, watched: Callable[[], Collection[str]] = tuple) -> Iterator[queue.SimpleQueue[None]]:
        """Something to take for each time that there are news. `watched` gives the paths of which the listener consists, none once
        it is gone."""
        listener: queue.SimpleQueue[None] = queue.SimpleQueue()
        with self._guard:
            self._listeners[listener] = watched
        try:
            yield listener
        finally:
            with self._guard:
                del self._listeners[listener]
