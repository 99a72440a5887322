"""Pinyin: how Chinese characters are read, as the dictionaries of pypinyin know it.

Loading them takes a fifth of a second and 60 MB. A build of a site whose readings nobody kept has both in a process beside its own.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Lock
from typing import Any

from planfolio.frozen import frozen
from planfolio.workers import WorkerLost, answering


@frozen
class _Reader:
    """Asks the process beside that of this number. Copies of it have this object, too, and must not ask in between."""

    process: int
    ask: Callable[[str], Any]
    guard: Lock


_beside: _Reader | None = None


def syllables(characters: str) -> tuple[str, ...]:
    """`chong2 qing4` of 重庆; a character without a reading stands for itself."""
    beside = _beside
    if beside is not None and beside.process == os.getpid():
        with suppress(OSError, WorkerLost), beside.guard:  # it was ended
            found: tuple[str, ...] = beside.ask(characters)
            return found
    return _read(characters)


@contextmanager
def read_beside(*, processes: int) -> Iterator[None]:
    """Until the end of the block another process reads, where there may be two. It gets ready while this one has other things to do."""
    global _beside
    if processes < 2:
        yield
        return
    with answering(_read, ready=lambda: _read("一")) as ask:
        before, _beside = _beside, _Reader(os.getpid(), ask, Lock())
        try:
            yield
        finally:
            _beside = before


def _read(characters: str) -> tuple[str, ...]:
    from pypinyin import Style, lazy_pinyin

    found = lazy_pinyin(
        characters,
        style=Style.TONE3,
        neutral_tone_with_five=True,
        errors=list,  # type: ignore[arg-type]  # a list gives each of several characters its own place
    )
    return tuple(found)
