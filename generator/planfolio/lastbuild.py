"""The last build: what it read and what it left, so that the next one knows when it would do nothing else.

Nothing is read again to tell: of every file the size, the inode and the time of its last change count, as git does it. What a
build said is kept with it and said again. It is kept as text in the cache folder; whatever is not understood there is ignored.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict
from functools import partial
from pathlib import Path
from stat import S_ISDIR, S_ISLNK

from planfolio import __version__
from planfolio.cachefolder import place
from planfolio.environment import git_settings
from planfolio.findings import Language
from planfolio.footprints import footprints, is_settled, written
from planfolio.frozen import frozen
from planfolio.keepsakes import content
from planfolio.keepsakes import keep as keep_text
from planfolio.program import packages
from planfolio.project import Project
from planfolio.workers import processors, spread
from planfolio.write import MANIFEST

FILE = "last-build.json"
_VERSION = 1
_AT_ONCE = 8192
"""Files at which one process looks: fewer take less time than it takes to start."""


@frozen(kw_only=True)
class Said:
    """How a build ended: its exit status, the language in which it spoke, its lines on stderr, and the last one."""

    status: int
    language: Language
    lines: tuple[str, ...]
    closing: str


@frozen(kw_only=True)
class Before:
    """What a build finds on disk before it begins, and whether any later change of it would show."""

    key: str
    is_settled: bool


def before(project: Project, asked: object, now: int) -> Before:
    """What is there to be read for a build that is asked for `asked`, whatever tells it from others, at the time `now` in
    nanoseconds."""
    settled = True
    known = repr((_VERSION, __version__, sys.version, packages(), str(project), asked))
    whole = hashlib.sha256(known.encode("utf-8", "surrogateescape"))
    for name, status in _sources(project):
        whole.update(written(name, status))
        settled = settled and is_settled(status.st_mtime_ns, now)
    return Before(key=whole.hexdigest(), is_settled=settled)


def recall(project: Project, now: Before) -> Said | None:
    """How the last build ended, where another one would do the same; None where anything differs, the site it left included."""
    try:
        last = json.loads(_kept(project))
        if last["key"] != now.key or last["site"] != _left(project.output, processors()):
            return None
        status, lines, closing = last["status"], tuple(last["lines"]), last["closing"]
        language: Language = "en" if last["language"] == "en" else "zh"
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        return None
    is_whole = isinstance(status, int) and isinstance(closing, str) and all(isinstance(line, str) for line in lines)
    return Said(status=status, language=language, lines=lines, closing=closing) if is_whole else None


def keep(project: Project, now: Before, said: Said) -> None:
    """Keep how a build ended that read what was there `now`; nothing is kept where it cannot be, or could deceive."""
    if not now.is_settled:
        return
    with suppress(OSError):  # somebody else is at the site already
        last = {"key": now.key, "site": _left(project.output, 1), **asdict(said)}
        keep_text(place(project.root), FILE, json.dumps(last))


def _kept(project: Project) -> bytes:
    folder = place(project.root)
    return content(folder / FILE) if folder is not None else b""


def _sources(project: Project) -> Iterator[tuple[str, os.stat_result]]:
    """Everything that a build reads, this program included; of git what tells that it stands elsewhere now."""
    package = Path(__file__).parent
    links = []
    for folder in (project.content, *project.layouts, package):
        for name, status in footprints(folder):
            yield name, status
            if S_ISLNK(status.st_mode):  # of a layout what it leads to is read
                links.append(Path(name))
    beside = (project.root / name for name in _BESIDE)
    for path in (*links, *beside, *_repository(project.root), *git_settings()):
        try:
            yield str(path), path.stat()
        except (OSError, ValueError):  # none of that name, or none that can have it
            continue


_BESIDE = ("package.json", "node_modules/.package-lock.json", "node_modules", "node_modules/@sveltia")
"""What the form in the browser runs on; not every program that installs it writes a list."""
_OF_GIT = ("HEAD", "logs/HEAD", "packed-refs", "shallow", "config")
"""What a commit, a checkout or a fetch changes."""


def _repository(root: Path) -> Iterator[Path]:
    """The files that tell where the repository of a folder stands."""
    for folder in (root.resolve(), *root.resolve().parents):
        found = folder / ".git"
        if found.exists():
            yield from (folder / ".mailmap", folder / ".git-blame-ignore-revs", found)
            if found.is_file():  # of a second working tree: it names its own part of the repository
                found = folder / _told(found).removeprefix("gitdir:").strip()
            yield from (found / name for name in _OF_GIT)
            common = found.parent.parent if found.parent.name == "worktrees" else found
            branch = _told(found / "HEAD").removeprefix("ref:").strip()
            yield from (common / name for name in (branch, "packed-refs", "config"))
            return


def _told(file: Path) -> str:
    return content(file).decode(errors="replace")


def _left(output: Path, processes: int) -> str:
    """The state of a built site: every file that its list names, and the folders in which they lie. So many processes look."""
    listed = (output / MANIFEST).read_text(encoding="utf-8")
    whole = hashlib.sha256(listed.encode())
    files = listed.split("\n")
    folders = sorted({path.rpartition("/")[0] for path in files} | {""})
    for state in spread(partial(_states, output), [*files, *folders], processes=processes, batch=_AT_ONCE):
        whole.update(state)
    return whole.hexdigest()


def _states(output: Path, paths: Sequence[str]) -> bytes:
    """What tells these files and folders from others in their place; of a folder when something was put there or taken away."""
    whole, above = hashlib.sha256(), f"{output}/"
    for path in paths:
        status = os.lstat(above + path)
        size = 0 if S_ISDIR(status.st_mode) else status.st_size
        whole.update(b"%d %d %d\n" % (size, status.st_ino, status.st_mtime_ns))
    return whole.digest()
