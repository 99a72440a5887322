"""Cache folder: what stays from build to build outside the site's own folder, where nothing that comes with a change can lie."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from planfolio import environment


@contextmanager
def cachefolder(root: Path) -> Iterator[Path | None]:
    """The folder of the site at `root` until the end of the block; None where there can be none, or another build uses it."""
    folder = place(root)
    with ExitStack() as held:
        yield _held(folder, held) if folder is not None else None


def place(root: Path) -> Path | None:
    """Where the folder is, or would be."""
    above = environment.cache()
    return above / "planfolio" / _name(root) if above is not None and above.is_absolute() else None


def _held(folder: Path, held: ExitStack) -> Path | None:
    from filelock import FileLock, Timeout  # which takes a tenth of the time in which an unchanged site is done

    try:
        folder.mkdir(parents=True, exist_ok=True)
        held.enter_context(FileLock(folder / ".lock", timeout=0))
    except (OSError, Timeout, NotImplementedError):
        return None
    return folder


def _name(root: Path) -> str:
    """The name of the site's folder and, since others have the same, where it lies."""
    whole = root.resolve()
    return f"{whole.name or 'site'}-{hashlib.sha256(str(whole).encode('utf-8', 'surrogateescape')).hexdigest()[:12]}"
