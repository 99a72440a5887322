"""Program: which one runs. What another one kept is not looked at."""

from __future__ import annotations

import hashlib
import sys
from contextlib import suppress
from functools import cache
from pathlib import Path
from stat import S_ISDIR

from planfolio import __version__
from planfolio.footprints import footprints, written


@cache
def program() -> str:
    """What tells this program, as it is installed, from any other: its own files, the packages beside it, and the Python that
    runs it."""
    whole = hashlib.sha256(repr((__version__, sys.version, packages())).encode())
    for path, status in footprints(Path(__file__).parent):
        if not S_ISDIR(status.st_mode):  # Python keeps there what it compiled
            whole.update(written(path, status))
    return whole.hexdigest()


def packages() -> list[str]:
    """The packages that can be imported with their versions, as installers name the folders about them."""
    found: set[str] = set()
    for folder in sys.path:
        with suppress(OSError):
            found.update(one.name for one in Path(folder).iterdir() if one.suffix in (".dist-info", ".egg-info"))
    return sorted(found)
