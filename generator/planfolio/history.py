"""History: the day on which each source last changed, and who worked on it, from one pass over git's log."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import NamedTuple

from planfolio import git
from planfolio.frozen import frozen
from planfolio.keepsakes import FOLDER, beside, content, keep
from planfolio.sources import privacy

IGNORED_COMMITS = ".git-blame-ignore-revs"
"""Lists commits that only changed the look of files, as forges and `git blame` read it."""

_VERSION = 2
_KEPT = "history.json"
_LONGEST_NAME = 60


@frozen(kw_only=True)
class Trace:
    """What became of one file: the commit that last changed it, its day, and the names of all who changed it, sorted."""

    commit: str
    day: date
    authors: tuple[str, ...]


@frozen(kw_only=True)
class History:
    """What git tells of a site. `folder` leads from the repository's root to the site's: "" or `training/`; `traces` are by
    path from the site's root, and none where git does not know all that came before."""

    folder: str = ""
    traces: Mapping[str, Trace] = field(default_factory=dict)


NOTHING = History()
"""What is known without git."""


def history(root: Path) -> History:
    """The history of the sources below `root` as of the commit that is checked out.

    A renamed file keeps its past; a copy is a file of its own. Merging is no work on a file, so a merge counts for nothing,
    and every commit that was merged counts for its author. Of a shallow or partial clone nothing is told but the folder.
    """
    checkout = git.checkout(root)
    if checkout is None:
        return NOTHING
    if not checkout.is_whole:
        return History(folder=checkout.folder)
    mailmap, ignored = (content(checkout.top / name) for name in (".mailmap", IGNORED_COMMITS))
    key = hashlib.sha256(repr((_VERSION, checkout.commit, checkout.folder, mailmap, ignored)).encode()).hexdigest()
    traces = _kept(root, key)
    if traces is None:
        log = git.log(root, checkout.commit)
        if log is None:
            return History(folder=checkout.folder)
        traces = traced(log, frozenset(ignored.decode(errors="replace").split()))
        _keep(root, key, traces)
    return History(folder=checkout.folder, traces=traces)


# --- the log ----------------------------------------------------------------------------------------------------------


class _Change(NamedTuple):
    """What a commit did to a file: A, D, M, T or R, its path, and of a renamed one the path that it had."""

    status: str
    path: str
    former: str = ""


@dataclass(slots=True)
class _File:
    """A file under all the names that it ever had."""

    commit: str = ""
    day: date | None = None
    authors: set[str] = field(default_factory=set)


def traced(log: str, ignored: frozenset[str] = frozenset()) -> dict[str, Trace]:
    """The traces that git's log leaves, by path. Commits in `ignored` move files, but change none.

    Branches lie side by side in the log: what one renames, another still changes under its old name. So a name goes on to
    mean the file that had it, until another file is added there.
    """
    files: dict[str, _File] = {}
    left: set[str] = set()  # names whose file was deleted or renamed
    for commit, day, author, changes in _commits(log):
        for status, path, former in changes:
            if status == "D":
                left.add(path)
                continue
            if status == "R":
                files[path] = files.get(former) or _File()
                left.add(former)
            elif path not in files or (status == "A" and path in left):
                files[path] = _File()
            left.discard(path)
            if commit not in ignored and day is not None:
                file = files[path]
                if file.day is None or day >= file.day:
                    file.commit, file.day = commit, day
                file.authors.add(author)
    return {
        path: Trace(commit=file.commit, day=file.day, authors=tuple(sorted(file.authors - {""})))
        for path, file in files.items()
        if file.day
    }


def _commits(log: str) -> Iterator[tuple[str, date | None, str, list[_Change]]]:
    """Name, day and author of each commit with its changes."""
    words = iter(log.split("\0"))
    commit, day, author = "", None, ""
    changes: list[_Change] = []
    for word in words:
        word = word.lstrip("\n")
        if word.startswith("\x01"):
            if commit:
                yield commit, day, author, changes
            commit, written, author = word[1:].split(" ", 2)
            day, author, changes = git.day_of(written), _name(author), []
        elif word.startswith(("R", "C")):
            former, path = next(words), next(words)
            changes.append(_Change("R", path, former) if word[0] == "R" else _Change("A", path))
        elif word:
            changes.append(_Change(word[0], next(words)))
    if commit:
        yield commit, day, author, changes


def _name(written: str) -> str:
    """A name as it can stand on a page: anybody may write into it what turns a line round or never ends. Empty where an
    address or a number stands in it, which many a git has for a name."""
    text = written.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    seen = "".join(sign for sign in text if unicodedata.category(sign)[0] != "C")
    name = re.sub(r"\s+", " ", seen).strip()[:_LONGEST_NAME]
    return "" if "@" in name or privacy.find_in_name(name) else name


# --- the cache --------------------------------------------------------------------------------------------------------


def _kept(root: Path, key: str) -> dict[str, Trace] | None:
    """The traces that were kept under that key; None where there are none, or none that can be read."""
    try:
        found = json.loads(content(root / FOLDER / _KEPT))
        if found["key"] != key:
            return None
        names = [str(name) for name in found["authors"]]
        return {
            path: Trace(
                commit=str(commit), day=date.fromisoformat(day), authors=tuple(names[number] for number in numbers)
            )
            for path, (commit, day, numbers) in found["files"].items()
        }
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError):
        return None


def _keep(root: Path, key: str, traces: Mapping[str, Trace]) -> None:
    """Keeps the traces for the next time; where nothing can be written there, the next time takes as long."""
    names = _distinct(name for trace in traces.values() for name in trace.authors)
    files = {
        path: (trace.commit, trace.day.isoformat(), [names[one] for one in trace.authors])
        for path, trace in traces.items()
    }
    keep(beside(root), _KEPT, json.dumps({"key": key, "authors": list(names), "files": files}))


def _distinct(names: Iterable[str]) -> dict[str, int]:
    """Each name once, with its number."""
    return {name: number for number, name in enumerate(sorted(set(names)))}
