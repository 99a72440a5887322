"""Cache folder: what stays from build to build outside the site's own folder, where nothing that comes with a change can lie."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from planfolio import environment


@contextmanager
def cachefolder(root: Path) -> Iterator[Path | None]:
    """The folder of the site at `root` until the end of the block; None where there can be none, or another build uses it."""
    above = environment.cache()
    with ExitStack() as held:
        yield _held(above / "planfolio" / _name(root), held) if above is not None and above.is_absolute() else None


def _held(folder: Path, held: ExitStack) -> Path | None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        held.enter_context(FileLock(folder / ".lock", timeout=0))
    except (OSError, Timeout, NotImplementedError):
        return None
    return folder


def _name(root: Path) -> str:
    """The name of the site's folder and, since others have the same, where it lies."""
    place = root.resolve()
    return f"{place.name or 'site'}-{hashlib.sha256(str(place).encode('utf-8', 'surrogateescape')).hexdigest()[:12]}"
