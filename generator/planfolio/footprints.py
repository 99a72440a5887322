"""Footprints: of every file in a folder what tells that it changed, without a look into it, as git does it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

_TICK = 50_000_000
"""Nanoseconds within which a file system may give two changes one time."""
_COARSE = 2_000_000_000
"""The same where a time is in whole seconds, as older ones and those of memory cards write it."""


def is_settled(changed: int, now: int) -> bool:
    """Whether a file that changed then shows any change from `now` on, both in nanoseconds. One that changed so shortly before it was
    read may change again without anything to tell by."""
    tick = _TICK if changed % 1_000_000_000 else _COARSE
    return changed + tick < now


def footprints(folder: Path) -> Iterator[tuple[str, os.stat_result]]:
    """All that lies in a folder, by name, as far as it can be looked at; what a link leads to is not there."""
    waiting = [str(folder)]
    while waiting:
        above = waiting.pop()
        try:
            with os.scandir(above) as found:
                entries = sorted(found, key=lambda one: one.name)
                lying = [
                    (one.path, one.stat(follow_symlinks=False), one.is_dir(follow_symlinks=False)) for one in entries
                ]
        except OSError:  # whoever reads it says so
            continue
        for path, status, is_folder in lying:
            if not path.endswith("__pycache__"):
                yield path, status
                if is_folder:
                    waiting.append(path)


def written(path: str, status: os.stat_result) -> bytes:
    """A footprint as it goes into a digest."""
    state = f"{path}\0{status.st_mode}\0{status.st_size}\0{status.st_ino}\0{status.st_mtime_ns}\n"
    return state.encode("utf-8", "surrogateescape")
