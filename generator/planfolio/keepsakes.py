"""Keepsakes: what one run keeps as text for the next, in a folder beside content/ that keeps itself out of git."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

FOLDER = ".planfolio"
LARGEST = 64_000_000
"""Bytes of a file that is read whole: what is kept of half a million sources."""


def kept(root: Path, name: str) -> bytes:
    """What was kept under that name; nothing where nothing was."""
    return content(root / FOLDER / name)


def keep(root: Path, name: str, text: str) -> None:
    """Keeps a text for the next run; where nothing can be written, that run takes as long as this one."""
    folder = root / FOLDER
    try:
        folder.mkdir(exist_ok=True)
        if folder.is_symlink():  # it may lead anywhere
            return
        _new_file(folder / ".gitignore", "*\n")
        handle, beside = tempfile.mkstemp(dir=folder, prefix=f"{name}-")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        Path(beside).replace(folder / name)
    except OSError:
        return


def content(path: Path) -> bytes:
    """What a file holds; nothing where it cannot be read or has no end, as what a link leads to may have none."""
    try:
        return path.read_bytes() if path.is_file() and path.stat().st_size <= LARGEST else b""
    except OSError:
        return b""


def _new_file(path: Path, text: str) -> None:
    """Writes a file where nothing is, not even a link that leads elsewhere."""
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        return
