"""Git: what the project's repository says of itself."""

from __future__ import annotations

import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
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
    try:
        answer = subprocess.run(
            ["git", "-C", str(root), "log", "-1", "--format=%H %cs"],
            capture_output=True,
            text=True,
            timeout=20,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    commit, _, day = answer.stdout.strip().partition(" ")
    return Revision(commit, date.fromisoformat(day)) if answer.returncode == 0 and commit else None


class UnknownRevision(Refusal):
    """The repository has no such revision, or there is no repository."""


@contextmanager
def checked_out(root: Path, reference: str) -> Iterator[Path]:
    """A folder that holds `content/` as it was at `reference`; it goes again at the end. Nothing of the checkout changes."""
    with tempfile.TemporaryDirectory(prefix="planfolio-at-") as folder:
        archive = Path(folder, "content.tar")
        with archive.open("wb") as output:
            answer = _archive(root, reference, output)
        if answer != 0:
            raise UnknownRevision(
                say(
                    "git 里没有版本“{reference}”，或那个版本没有 content/",
                    "git knows no revision “{reference}”, or it has no content/",
                    reference=reference,
                )
            )
        with tarfile.open(archive) as files:
            files.extractall(folder, filter="data")
        yield Path(folder)


def _archive(root: Path, reference: str, output: IO[bytes]) -> int:
    # --end-of-options: a reference that looks like an option is none.
    command = ["git", "-C", str(root), "archive", "--format=tar", "--end-of-options", reference, "content"]
    try:
        return subprocess.run(command, stdout=output, stderr=subprocess.DEVNULL, timeout=120, check=False).returncode
    except (OSError, subprocess.TimeoutExpired):
        return 1
