"""Keepsakes: what one run keeps for the next, where it does not get into git."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

FOLDER = ".planfolio"
LARGEST = 64_000_000
"""Bytes of a file that is read whole: what is kept of half a million sources."""


def beside(root: Path) -> Path | None:
    """The folder beside content/ for what is kept; None where there can be none."""
    folder = root / FOLDER
    try:
        folder.mkdir(exist_ok=True)
        if folder.is_symlink():  # it may lead anywhere
            return None
        _new_file(folder / ".gitignore", "*\n")
    except OSError:
        return None
    return folder


def keep(folder: Path | None, name: str, text: str) -> None:
    """Keeps a text for the next run; where nothing can be written, that run takes as long as this one."""
    if folder is None:
        return
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle, unfinished = tempfile.mkstemp(dir=folder, prefix=f"{name}-")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        Path(unfinished).replace(folder / name)
    except OSError:
        return


def keep_packed(folder: Path, name: str, parts: Iterable[bytes | memoryview]) -> None:
    """Keeps bytes in a folder where nobody else writes meanwhile. They may hold what nobody else on this machine should read."""
    unfinished = folder / f"{name}.new"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with open(unfinished, "wb", opener=_for_oneself) as file:
            file.writelines(parts)
        unfinished.replace(folder / name)
    except OSError:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)


def _for_oneself(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NOFOLLOW", 0), 0o600)


def content(path: Path, largest: int = LARGEST) -> bytes:
    """What a file holds of at most so many bytes; nothing where it cannot be read or has no end, as what a link leads to may have
    none."""
    try:
        return path.read_bytes() if path.is_file() and path.stat().st_size <= largest else b""
    except OSError:
        return b""


def _new_file(path: Path, text: str) -> None:
    """Writes a file where nothing is, not even a link that leads elsewhere."""
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        return
