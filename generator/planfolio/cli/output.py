"""Output: reports on stdout or in a file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from planfolio.cli.settings import Settings
from planfolio.findings import say


def write_report(settings: Settings, report: Any, formats: tuple[str, ...], outputs: tuple[str, ...]) -> None:
    from planfolio.reports import forms

    for index, name in enumerate(formats):
        write = forms()[name]
        if index < len(outputs):
            write_file(settings, settings.root / outputs[index], write(report))
        else:
            colored = name == "text" and settings.colored()
            text = forms()["text"](report, color=True) if colored else write(report)
            click.echo(text, nl=False, color=colored)


def write_file(settings: Settings, path: Path, text: str) -> None:
    if not path.parent.is_dir():
        settings.stop(say("没有文件夹 {path}", "there is no folder {path}", path=path.parent))
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        settings.stop(
            say(
                "{path} 写不进去：{reason}",
                "{path} cannot be written: {reason}",
                path=path,
                reason=error.strerror or "",
            )
        )
