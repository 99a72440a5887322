"""Git: what the project's repository says of itself."""

from __future__ import annotations

import subprocess
import tarfile
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import IO

from planfolio.findings import Refusal, say


@dataclass(frozen=True, slots=True)
class Revision:
    """A commit and its day."""

    commit: str
    day: date


def revision(root: Path) -> Revision | None:
    """The commit that is checked out, None outside a repository or without git."""
    commit, _, day = (_git(root, "log", "-1", "--format=%H %cs") or "").strip().partition(" ")
    return Revision(commit, date.fromisoformat(day)) if commit else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkout:
    """A folder in its repository: `folder` leads to it from the repository's root `top`, "" or `training/`. `is_whole` says
    whether everything that came before `commit` is there."""

    commit: str
    folder: str
    top: Path
    is_whole: bool


def checkout(root: Path) -> Checkout | None:
    """Where `root` lies in its repository, None outside one or without git."""
    told = _git(root, "rev-parse", "--show-prefix", "--show-toplevel", "--is-shallow-repository", "HEAD")
    lines = (told or "").split("\n")
    if len(lines) != 5:  # four answers and what follows the last
        return None
    # A clone that leaves out old files (--filter) would fetch them from its server to find renames.
    is_partial = _git(root, "config", "--get-regexp", r"^(extensions\.partialclone|remote\..*\.promisor)$") is not None
    return Checkout(
        folder=lines[0], top=Path(lines[1]), is_whole=lines[2] == "false" and not is_partial, commit=lines[3]
    )


def log(root: Path, commit: str) -> str | None:
    """Every commit that led to `commit` and what it did to the files below `content/`, the first one first.

    Each begins with `\\x01`, its name, its day and its author as .mailmap has them; then come the status and the paths of
    each file, all parted by NUL. A merge did nothing of its own. What the user has set for git has no part in it.
    """
    return _git(
        root, "-c", "mailmap.file=", "-c", "mailmap.blob=", "-c", "diff.renameLimit=1000", "log", "-z", "--reverse",
        "--topo-order", "--full-history", "--relative", "--name-status", "-M50%", "--diff-merges=off", "--no-ext-diff",
        "--no-textconv", "--no-show-signature", "--no-notes", "--no-color", "--encoding=UTF-8", "--format=%x01%H %cs %aN",
        "--end-of-options", commit, "--", "content",
    )  # fmt: skip


class UnknownRevision(Refusal):
    """The repository has no such revision, or there is no repository."""


def commit_of(root: Path, reference: str) -> str:
    """The commit that a reference names. Raises `UnknownRevision`."""
    # --end-of-options: a reference that looks like an option is none.
    told = _git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{reference}^{{commit}}")
    if told:
        return told.strip()
    if _git(root, "rev-parse", "--git-dir") is None:
        raise UnknownRevision(
            say(
                "{folder} 不在 git 仓库里，没有版本可以比较",
                "{folder} is in no git repository: there are no revisions to compare with",
                folder=root,
            )
        )
    raise _unknown(reference)


def previous(root: Path) -> Revision | None:
    """The commit before the last one that changed `content/`; None where there is none or the history is cut off there."""
    last = _git(root, "log", "-1", "--first-parent", "--format=%H", "--", "content")
    told = _git(root, "log", "-1", "--format=%H %cs", f"{last.strip()}^") if last else None
    commit, _, day = (told or "").strip().partition(" ")
    return Revision(commit, date.fromisoformat(day)) if commit else None


def changed(root: Path, reference: str) -> tuple[str, ...]:
    """Files below `content/` that differ from those at `reference`, are new since or are gone: paths from `root`, sorted."""
    commit = commit_of(root, reference)
    tracked = _git(root, "diff", "--name-only", "--no-renames", "--relative", "-z", commit, "--", "content")
    untracked = _git(root, "ls-files", "--others", "-z", "--", "content")
    if tracked is None or untracked is None:
        raise _unknown(reference)
    return tuple(sorted({path for path in (tracked + untracked).split("\0") if path}))


@contextmanager
def checked_out(root: Path, reference: str, parts: Sequence[str] = ("content",)) -> Iterator[Path]:
    """A folder that holds `parts` (files or folders below `content/`) as they were at `reference`; it goes again at the end.

    What was not there then is left out. Nothing of the checkout changes.
    """
    commit = commit_of(root, reference)
    with tempfile.TemporaryDirectory(prefix="planfolio-at-") as folder:
        Path(folder, "content").mkdir()
        there = _git(root, "ls-tree", "-z", "--name-only", commit, "--", *parts)
        if there is None:
            raise _unknown(reference)
        if found := [path for path in there.split("\0") if path]:
            archive = Path(folder, "content.tar")
            with archive.open("wb") as output:
                if _archive(root, commit, found, output) != 0:
                    raise _unknown(reference)
            with tarfile.open(archive) as files:
                files.extractall(folder, filter="data")
        yield Path(folder)


def _unknown(reference: str) -> UnknownRevision:
    return UnknownRevision(
        say(
            "git 里没有版本“{reference}”。检出的历史若不完整，先运行 git fetch --unshallow",
            "git knows no revision “{reference}”. If the checkout is shallow, run git fetch --unshallow first",
            reference=reference,
        )
    )


def _git(root: Path, *arguments: str) -> str | None:
    """What git answers, None where it cannot."""
    command = ["git", "-C", str(root), "--literal-pathspecs", *arguments]
    try:
        answer = subprocess.run(command, capture_output=True, timeout=120, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return answer.stdout.decode("utf-8", "surrogateescape") if answer.returncode == 0 else None


def _archive(root: Path, commit: str, parts: Sequence[str], output: IO[bytes]) -> int:
    command = ["git", "-C", str(root), "--literal-pathspecs", "archive", "--format=tar", commit, "--", *parts]
    try:
        return subprocess.run(command, stdout=output, stderr=subprocess.DEVNULL, timeout=120, check=False).returncode
    except (OSError, subprocess.TimeoutExpired):
        return 1
