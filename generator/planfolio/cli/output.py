"""Output: reports on stdout or in a file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from planfolio.cli.settings import Settings
from planfolio.findings import say
from planfolio.obstacles import reason


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
        _write(path, text.encode())
    except OSError as error:
        settings.stop(
            say("{path} 写不进去：{reason}", "{path} cannot be written: {reason}", path=path, reason=reason(error))
        )


def _write(path: Path, content: bytes) -> None:
    """Whole, or not at all: a full disk leaves the file that was there. Pipes, devices and links are written where they are."""
    if path.is_symlink() or (path.exists() and not path.is_file()):
        path.write_bytes(content)
        return
    beside = path.with_name(f".{path.name}.planfolio-next")
    try:
        beside.write_bytes(content)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
