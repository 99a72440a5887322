"""Git: what the project's repository says of itself."""

from __future__ import annotations

import subprocess
import tarfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from shutil import which
from typing import IO

from planfolio.findings import Refusal, say
from planfolio.workfolder import workfolder


@dataclass(frozen=True, slots=True)
class Revision:
    """A commit and its day."""

    commit: str
    day: date


def revision(root: Path) -> Revision | None:
    """The commit that is checked out, None outside a repository or without git."""
    commit, _, day = (_git(root, "log", "-1", "--format=%H %cs") or "").strip().partition(" ")
    return Revision(commit, date.fromisoformat(day)) if commit else None


class UnknownRevision(Refusal):
    """The repository has no such revision, or there is no repository."""


def commit_of(root: Path, reference: str) -> str:
    """The commit that a reference names. Raises `UnknownRevision`."""
    # --end-of-options: a reference that looks like an option is none.
    told = _git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{reference}^{{commit}}")
    if told:
        return told.strip()
    if which("git") is None:
        raise UnknownRevision(
            say(
                "没有找到 git，不能和别的版本比较；装好它再运行",
                "git was not found, and without it nothing can be compared; install it and run again",
            )
        )
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
    with workfolder("at") as folder:
        (folder / "content").mkdir()
        there = _git(root, "ls-tree", "-z", "--name-only", commit, "--", *parts)
        if there is None:
            raise _unknown(reference)
        if found := [path for path in there.split("\0") if path]:
            archive = folder / "content.tar"
            with archive.open("wb") as output:
                if _archive(root, commit, found, output) != 0:
                    raise UnknownRevision(
                        say(
                            "git 没能取出版本“{reference}”的文件，请检查磁盘空间",
                            "git could not give back the files of “{reference}”; check the disk space",
                            reference=reference,
                        )
                    )
            with tarfile.open(archive) as files:
                files.extractall(folder, filter="data")
        yield folder


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
