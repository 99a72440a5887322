"""Inventory: what is known of every file of a written site, so that whatever else was done to it is noticed."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import field, replace
from pathlib import Path
from stat import S_ISDIR
from typing import NamedTuple

from planfolio.frozen import frozen

_VERSION = 1
_FINE, _COARSE = 50_000_000, 2_000_000_000
"""Nanoseconds within which two changes can have one time: the clock of a kernel ticks, that of a FAT disk every two seconds."""


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


@frozen(kw_only=True)
class Inventory:
    """The files of a site by path, its folders, and those of the spare: a second tree of links to the same files.

    `time` is when it was written, by the clock of its file system (ns). What changed just before may have changed again
    without a trace: such a stamp proves nothing."""

    files: Mapping[str, Entry] = field(default_factory=dict)
    folders: Mapping[str, Stamp] = field(default_factory=dict)
    spare: Mapping[str, Stamp] = field(default_factory=dict)
    time: int = 0

    def intact(self, root: Path) -> dict[str, Entry]:
        """The files below `root` that are as they were written, by path."""
        found = {}
        for path, entry in self.files.items():
            try:
                status = os.lstat(f"{root}/{path}")
            except OSError:
                continue
            now = (status.st_ino, status.st_mtime_ns, status.st_size)
            if now == entry.stamp and status.st_mode == entry.mode and proves(entry.stamp, self.time):
                found[path] = entry
        return found

    def look(self, root: Path, folders: Mapping[str, Stamp]) -> Look:
        """What `folders`, the known ones below `root`, are now. Links are not followed."""
        now: dict[str, Stamp] = {}
        waiting: list[str] = []
        for folder, stamp in folders.items() or (("", UNKNOWN),):  # those around it come first: none lies behind a link
            if (not folder or folder_of(folder) in now) and (found := _folder(root, folder)) is not None:
                now[folder] = found
                if found != stamp or not proves(stamp, self.time):
                    waiting.append(folder)
        inside: dict[str, int] = {}
        for folder in waiting:  # and those in it that were not there before
            with suppress(OSError), os.scandir(root / folder) as entries:
                for entry in entries:
                    path = f"{folder}/{entry.name}" if folder else entry.name
                    if not entry.is_dir(follow_symlinks=False):
                        inside[path] = entry.inode()
                    elif path not in now and (found := _folder(root, path)) is not None:
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


def proves(stamp: Stamp, time: int) -> bool:
    """Whether a change after `stamp` was taken, which was before `time`, would show in another stamp."""
    grain = _FINE if stamp.time % 1_000_000_000 else _COARSE
    return stamp.inode != 0 and stamp.time + grain < time


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


def _folder(root: Path, folder: str) -> Stamp | None:
    try:
        status = os.lstat(f"{root}/{folder}" if folder else root)
    except OSError:
        return None
    return Stamp.of(status) if S_ISDIR(status.st_mode) else None


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
    if found["version"] != _VERSION or not are_inside(path for part in parts for path, *_ in part if path):
        raise ValueError("not ours")
    files, folders, spare = parts
    return Inventory(
        files={path: Entry(digest, Stamp(*stamp), mode) for path, digest, mode, *stamp in files},
        folders={path: Stamp(*stamp) for path, *stamp in folders},
        spare={path: Stamp(*stamp) for path, *stamp in spare},
        time=time,
    )


def write(inventory: Inventory, file: Path) -> None:
    """Put `inventory` in the place of the one in `file`. One that cannot be written is none: the next build looks for itself."""
    content = json.dumps(
        {
            "version": _VERSION,
            "files": [(path, entry.digest, entry.mode, *entry.stamp) for path, entry in inventory.files.items()],
            "folders": [(path, *stamp) for path, stamp in inventory.folders.items()],
            "spare": [(path, *stamp) for path, stamp in inventory.spare.items()],
        },
        ensure_ascii=False,
        separators=(",", ":"),
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
