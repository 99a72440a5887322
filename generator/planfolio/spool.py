"""Spools: a folder beside the site for what is made before it is published."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from glob import escape
from pathlib import Path
from tempfile import mkdtemp

from filelock import FileLock, Timeout

from planfolio.write import Target, unwritten

_LOCK = ".lock"


@contextmanager
def spool(where: Target) -> Iterator[Path]:
    """An empty folder on the file system of the output until the end of the block. What a killed build left is cleared: nobody
    holds its lock any more. Raises CannotWrite."""
    prefix = f".{where.output.name}.planfolio-made-"
    try:
        where.output.parent.mkdir(parents=True, exist_ok=True)
        for left in where.output.parent.glob(f"{escape(prefix)}*"):
            _clear(left)
        folder = Path(mkdtemp(prefix=prefix, dir=where.output.parent))
    except OSError as error:
        raise unwritten(where.output, error) from None
    try:
        with FileLock(folder / _LOCK):
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _clear(left: Path) -> None:
    with suppress(Timeout, OSError, NotImplementedError), FileLock(left / _LOCK, timeout=0):
        shutil.rmtree(left, ignore_errors=True)
