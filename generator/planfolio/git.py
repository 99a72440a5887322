"""Git: what the project's repository says of itself."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from datetime import date
from pathlib import Path


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
