"""Inventory: what is known of every file of a written site, so that whatever else was done to it is noticed."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import field, replace
from pathlib import Path
from stat import S_ISDIR
from typing import Any, NamedTuple

from planfolio.footprints import is_settled
from planfolio.frozen import frozen

_VERSION = 2


class Stamp(NamedTuple):
    """What the system tells of a file or folder without opening it. An edit changes the time, a replacement the inode."""

    inode: int
    time: int
    size: int

    @classmethod
    def of(cls, status: os.stat_result) -> Stamp:
        return cls(status.st_ino, status.st_mtime_ns, 0 if S_ISDIR(status.st_mode) else status.st_size)


UNKNOWN = Stamp(0, 0, 0)
"""The stamp of what has to be looked at."""


class Look(NamedTuple):
    """What a tree is found to be: all its folders, those that are not as they were left, and the inodes of what lies in these."""

    folders: dict[str, Stamp]
    in_doubt: frozenset[str]
    inside: dict[str, int]


class Entry(NamedTuple):
    """A file of the site: the digest of its content, its stamp, and the rights with which it was written."""

    digest: str
    stamp: Stamp
    mode: int


class Standing(NamedTuple):
    """In place of a content: the file that the last build left there stays, with this digest and as it was written."""

    digest: str


Artifact = bytes | Path | Standing
Artifacts = Mapping[str, Artifact]
"""The files of a site by path: bytes, a file of which they are, or what stands there."""


@frozen(kw_only=True)
class Inventory:
    """The files of a site by path, its folders, and those of the spare: a second tree of links to the same files.

    `time` is when it was written, by the clock of its file system (ns). What changed just before may have changed again
    without a trace: such a stamp proves nothing."""

    files: Mapping[str, Entry] = field(default_factory=dict)
    folders: Mapping[str, Stamp] = field(default_factory=dict)
    spare: Mapping[str, Stamp] = field(default_factory=dict)
    time: int = 0

    def look(self, root: Path, folders: Mapping[str, Stamp]) -> Look:
        """What `folders`, the known ones below `root`, are now. Links are not followed."""
        above = str(root)
        now: dict[str, Stamp] = {}
        waiting: list[str] = []
        for folder, stamp in folders.items() or (("", UNKNOWN),):  # those around it come first: none lies behind a link
            if folder and folder_of(folder) not in now:
                continue
            found = _folder(f"{above}/{folder}" if folder else above, stamp)
            if found is not None:
                now[folder] = found
                if found is not stamp or not proves(stamp, self.time):
                    waiting.append(folder)
        inside: dict[str, int] = {}
        for folder in waiting:  # and those in it that were not there before
            with suppress(OSError), os.scandir(root / folder) as entries:
                for entry in entries:
                    path = f"{folder}/{entry.name}" if folder else entry.name
                    if not entry.is_dir(follow_symlinks=False):
                        inside[path] = entry.inode()
                    elif path not in now and (found := _folder(f"{above}/{path}")) is not None:
                        now[path] = found
                        waiting.append(path)
        return Look(now, frozenset(waiting), inside)

    def is_mirrored(self, look: Look, beside: Collection[str]) -> bool:
        """Whether what was looked at is the whole spare: a link to each of the files, and nothing else but names `beside`."""
        if set(look.folders) != set(self.spare):
            return False
        inside = {path: inode for path, inode in look.inside.items() if path.rpartition("/")[2] not in beside}
        return not look.in_doubt or inside == {
            path: entry.stamp.inode for path, entry in self.files.items() if folder_of(path) in look.in_doubt
        }


def as_left(root: Path, files: Mapping[str, Entry]) -> dict[str, Entry]:
    """Those of `files` below `root` that seem to be as they were written. What that is worth `proves` tells of each."""
    found = {}
    above = f"{root}/"
    for path, entry in files.items():
        try:
            status = os.lstat(above + path)
        except OSError:
            continue
        if (status.st_ino, status.st_mtime_ns, status.st_size) == entry.stamp and status.st_mode == entry.mode:
            found[path] = entry
    return found


def proves(stamp: Stamp, time: int) -> bool:
    """Whether a change after `stamp` was taken, which was before `time`, would show in another stamp."""
    return stamp.inode != 0 and is_settled(stamp.time, time)


def are_inside(paths: Iterable[str]) -> bool:
    """Whether all `paths`, whoever wrote them down, are of files below a root."""
    together = "\n".join(f"/{path}/" for path in paths)
    return not any(mark in f"\n{together}" for mark in ("/../", "\n//", *((":", "\\") if os.name == "nt" else ())))


def folder_of(path: str) -> str:
    return path.rpartition("/")[0]


def folders_of(paths: Iterable[str]) -> dict[str, None]:
    """The folders in which `paths` lie and those around them, the outer ones first; the root is the empty text."""
    found = {"": None}
    for path in paths:
        missing = []
        while (path := folder_of(path)) not in found:
            missing.append(path)
        found |= dict.fromkeys(reversed(missing))
    return found


def _folder(place: str, known: Stamp = UNKNOWN) -> Stamp | None:
    """The stamp of a folder, the `known` one where it still has that; None for what is no folder."""
    try:
        status = os.lstat(place)
    except OSError:
        return None
    if not S_ISDIR(status.st_mode):
        return None
    return known if (status.st_ino, status.st_mtime_ns, 0) == known else Stamp.of(status)


_READ: dict[Path, tuple[Stamp, Inventory]] = {}
"""What stands in a file, as long as that has its stamp: a build asks twice, and a server what it wrote itself."""


def read(file: Path) -> Inventory:
    """The inventory in `file`; an empty one where there is none, or one that is damaged or of another version."""
    try:
        stamp = Stamp.of(file.stat())
        if file not in _READ or _READ[file][0] != stamp:
            _READ[file] = stamp, _parsed(file, stamp.time)
        return _READ[file][1]
    except (OSError, ValueError, TypeError, LookupError):
        return Inventory()


def _parsed(file: Path, time: int) -> Inventory:
    digest, _, content = file.read_bytes().partition(b"\n")
    if digest.decode() != hashlib.sha256(content).hexdigest():
        raise ValueError("damaged")
    found = json.loads(content)
    parts = [found[part] for part in ("files", "folders", "spare")]
    if found["version"] != _VERSION or not are_inside(path for part in parts for path in part[0] if path):
        raise ValueError("not ours")
    files, folders, spare = (zip(*part, strict=True) for part in parts)
    return Inventory(
        files={path: Entry(digest, Stamp(inode, time, size), mode) for path, digest, mode, inode, time, size in files},
        folders={path: Stamp(inode, time, size) for path, inode, time, size in folders},
        spare={path: Stamp(inode, time, size) for path, inode, time, size in spare},
        time=time,
    )


def write(inventory: Inventory, file: Path) -> None:
    """Put `inventory` in the place of the one in `file`. One that cannot be written is none: the next build looks for itself."""
    content = json.dumps(
        {
            "version": _VERSION,
            "files": _columns(
                (path, entry.digest, entry.mode, *entry.stamp) for path, entry in inventory.files.items()
            ),
            "folders": _columns((path, *stamp) for path, stamp in inventory.folders.items()),
            "spare": _columns((path, *stamp) for path, stamp in inventory.spare.items()),
        },
        ensure_ascii=False,
        separators=(",", ":"),
        check_circular=False,
    ).encode("utf-8", "surrogatepass")
    growing = file.with_name(f"{file.name}-next")
    try:
        growing.write_bytes(hashlib.sha256(content).hexdigest().encode() + b"\n" + content)
        growing.replace(file)
        stamp = Stamp.of(file.stat())
        _READ[file] = stamp, replace(inventory, time=stamp.time)
    except OSError:
        for left in (growing, file):
            with suppress(OSError):
                left.unlink()


def _columns(rows: Iterable[Sequence[Any]]) -> list[Sequence[Any]]:
    """A table by columns, of which each is read and written at once: of 100,000 rows a list each takes three times as long."""
    return list(zip(*rows, strict=True)) or [()]
