"""Watching: the files that were saved, a moment's together."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from watchfiles import watch

_PATIENCE = 1_000
"""Milliseconds until folders are looked for that may have gone or come."""
_MOMENT = 10
"""Milliseconds of rest after which what was saved is built: an editor that saves all its files needs less between two."""
_LONGEST = 200
"""Milliseconds after which it is built although more is being saved."""


def edits(*folders: Path) -> Iterator[Collection[Path]]:
    """The files that changed below the folders, each time that some did; none are named where a folder went or came, nor at first,
    when they begin to be watched: nobody tells of what changed before. A folder that goes is waited for: a checkout may put
    another in its place, which the system does not tell of. What changes while the caller is at work comes next."""
    is_due = True
    while True:
        seen = _present(folders)
        with suppress(FileNotFoundError):  # it went before it could be watched
            for changed in _watched(seen):
                if changed or is_due:
                    is_due = False
                    yield changed
                if _present(folders) != seen or _are_among(seen, changed):
                    is_due = True  # but watched first, so that no change during a build is missed
                    break


def _present(folders: Iterable[Path]) -> dict[Path, int]:
    """The folders that are there, each with what tells it from another in its place."""
    return {folder: folder.stat().st_ino for folder in folders if folder.is_dir()}


def _are_among(folders: Iterable[Path], changed: Collection[Path]) -> bool:
    """Whether a folder itself went: one that is in its place already may have nothing to tell it by."""
    return not {path.absolute() for path in changed}.isdisjoint(folder.absolute() for folder in folders)


def _watched(folders: Collection[Path]) -> Iterator[Collection[Path]]:
    """What changed, each time that something did, and nothing once a second."""
    if folders:
        watching = watch(*folders, debounce=_LONGEST, step=_MOMENT, rust_timeout=_PATIENCE, yield_on_timeout=True)
        for changed in watching:
            yield sorted({Path(path) for _, path in changed})
    while True:
        time.sleep(_PATIENCE / 1000)
        yield ()
