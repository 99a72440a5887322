"""Stages that more than one command runs, with a line on the terminal that says which is running."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from planfolio.cli.settings import Settings, today
from planfolio.findings import say
from planfolio.project import Project

_STAGES = {
    "read": say("读取", "reading"),
    "inspect": say("检查与合计", "checking and adding up"),
    "compose": say("编排页面", "composing pages"),
    "render": say("生成页面", "rendering"),
    "export": say("导出", "exporting"),
    "verify": say("检查网页", "checking pages"),
    "report": say("写报告", "writing the report"),
    "search": say("建立检索", "indexing"),
    "write": say("写入", "writing"),
}


@contextmanager
def progress(settings: Settings) -> Iterator[Callable[[str], None]]:
    """A line that names the running stage, on a terminal only."""
    if settings.quiet or not sys.stderr.isatty():
        yield lambda stage: None
        return
    from rich.console import Console

    with Console(stderr=True).status("") as status:
        yield lambda stage: status.update(_STAGES[stage].shown(settings.spoken) + " …")


def inspected(settings: Settings, project: Project) -> tuple[Any, Any]:
    """The inspection of what is on disk, and its report."""
    from planfolio.git import revision
    from planfolio.inspection import inspect
    from planfolio.sources import discover

    commit = revision(project.root)
    with progress(settings) as listen:
        listen("inspect")
        found = inspect(
            discover(project.content),
            today=today(),
            language=settings.language,
            revision=commit.commit if commit else None,
        )
    return found, found.report


def compared(settings: Settings, project: Project, reference: str) -> Any:
    """What is on disk beside what was there at a git revision."""
    from planfolio.comparison import compare
    from planfolio.git import revision

    commit = revision(project.root)
    with progress(settings) as listen:
        listen("inspect")
        return compare(
            project,
            reference,
            today=today(),
            revision=commit.commit if commit else None,
            language=settings.language,
        )
