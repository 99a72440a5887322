"""Search bundles made of entries, as a build makes them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from planfolio.search import Entry, index, prepare


def bundle(entries: Iterable[Entry], folder: Path, *, keep: Path | None = None, processes: int = 1) -> dict[str, bytes]:
    """The files of the search bundle of entries; `folder` is for what comes before it."""
    sources = folder / "sources"
    sources.mkdir(parents=True, exist_ok=True)
    prepared = [prepare(entry, sources) for entry in entries]
    files = index(prepared, sources, workdir=folder, keep=keep, processes=processes)
    return {name: content if isinstance(content, bytes) else content.read_bytes() for name, content in files.items()}
