"""The shards that are kept from run to run.

A shard lies in a folder that is named by the hash of what it is made of, and by the hash of what it holds. So a folder that
is damaged, cut short or was put there by something else is known by its name, and goes.
"""

import hashlib
import os
import re
import shutil
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from planfolio.frozen import frozen

_OURS = re.compile(r"[0-9a-f]{64}-[0-9a-f]{64}|new-[0-9a-f]{64}")


@frozen(kw_only=True)
class Kept:
    """A shard as it lies in a folder that is kept: the names of its files, and the hash of them all."""

    folder: Path
    names: Sequence[str]

    @property
    def whole(self) -> str:
        return self.folder.name.partition("-")[2]


def kept(key: str, folder: Path) -> Kept | None:
    """The shard that is made of `key`, if it is there and whole. One that is not is removed."""
    for found in sorted(folder.glob(f"{key}-*")):
        digests = _digests(found)
        if digests is not None and found.name == f"{key}-{hashed(digests)}":
            return Kept(folder=found, names=sorted(digests))
        _remove(found)
    return None


def begun(key: str, folder: Path) -> Path:
    """An empty folder for a shard that is to be made of `key`."""
    made = folder / f"new-{key}"
    _remove(made)
    made.mkdir(parents=True)
    return made


def finished(made: Path, digests: Mapping[str, bytes]) -> Kept:
    """Keeps a shard that is made, whose files have these hashes."""
    place = made.with_name(f"{made.name.removeprefix('new-')}-{hashed(digests)}")
    _remove(place)
    return Kept(folder=made.rename(place), names=sorted(digests))


def hashed(digests: Mapping[str, bytes]) -> str:
    """The hash of files of these names with these hashes."""
    return hashlib.sha256(b"".join(digests[name] + name.encode() for name in sorted(digests))).hexdigest()


def forget(folder: Path, *, but: Iterable[Kept]) -> None:
    """Removes what is not used any more, and nothing that is not ours."""
    used = {shard.folder.name for shard in but}
    for found in sorted(folder.iterdir()) if folder.is_dir() else ():
        if _OURS.fullmatch(found.name) and found.name not in used:
            _remove(found)


def _digests(folder: Path) -> dict[str, bytes] | None:
    """The hash of each file in a folder, by name; None where one cannot be read, or leads elsewhere."""
    found = {}
    try:
        inner = [entry for entry in os.scandir(folder) if not folder.is_symlink()]
        while inner:
            entry = inner.pop()
            if entry.is_symlink():
                return None
            if entry.is_dir():
                inner += os.scandir(entry)
            else:
                with Path(entry.path).open("rb", buffering=0) as file:
                    found[Path(entry.path).relative_to(folder).as_posix()] = hashlib.sha256(file.read()).digest()
    except OSError:
        return None
    return found


def _remove(found: Path) -> None:
    """Removes a file, a link or a folder, if it is there and can be removed."""
    if found.is_symlink() or found.is_file():
        with suppress(OSError):
            found.unlink()
    else:
        shutil.rmtree(found, ignore_errors=True)
