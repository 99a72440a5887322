"""Stages that more than one command runs, with a line on the terminal that names the one that is running."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from planfolio.cli.settings import Settings, today
from planfolio.project import Project
from planfolio.stages import Stage


@contextmanager
def progress(settings: Settings) -> Iterator[Callable[[Stage], None]]:
    """A line that names the running stage, on a terminal only."""
    if settings.quiet or not sys.stderr.isatty():
        yield lambda stage: None
        return
    from rich.console import Console

    with Console(stderr=True).status("") as status:
        yield lambda stage: status.update(stage.value.shown(settings.spoken) + " …")


def inspected(settings: Settings, project: Project) -> tuple[Any, Any]:
    """The inspection of what is on disk, and its report."""
    from planfolio.git import revision
    from planfolio.inspection import inspect
    from planfolio.sources import discover

    commit = revision(project.root)
    with progress(settings) as listen:
        listen(Stage.INSPECT)
        found = inspect(
            discover(project.content),
            today=today(),
            language=settings.language,
            revision=commit.commit if commit else None,
        )
    return found, found.report


def compared(settings: Settings, project: Project, reference: str, proposed: str | None = None) -> Any:
    """What is on disk, or in a proposed revision, beside what was there at a git revision."""
    from planfolio.comparison import compare
    from planfolio.git import revision

    commit = revision(project.root)
    with progress(settings) as listen:
        listen(Stage.INSPECT)
        return compare(
            project,
            reference,
            today=today(),
            revision=commit.commit if commit else None,
            language=settings.language,
            proposed=proposed,
        )
