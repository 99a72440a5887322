"""Work folders: what a run needs for a while lies in the system's temporary folder, and goes again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from planfolio.findings import Refusal, say


class NoWorkFolder(Refusal):
    """No temporary folder can be written."""


@contextmanager
def workfolder(name: str) -> Iterator[Path]:
    """An empty folder until the end of the block. Raises NoWorkFolder."""
    try:
        folder = TemporaryDirectory(prefix=f"planfolio-{name}-", ignore_cleanup_errors=True)
    except OSError:
        raise NoWorkFolder(
            say(
                "没有能写的临时文件夹；清出一些空间，或用 TMPDIR 另指一个",
                "no temporary folder can be written; make some room, or name another one with TMPDIR",
            )
        ) from None
    with folder as path:
        yield Path(path)
