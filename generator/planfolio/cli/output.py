"""Output: reports on stdout or in a file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from planfolio.cli.settings import Settings
from planfolio.findings import say
from planfolio.obstacles import reason
from planfolio.project import Project


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


def refuse_outputs(settings: Settings, project: Project, formats: tuple[str, ...], outputs: tuple[str, ...]) -> None:
    """Stop where a report would take the place of what people wrote, or where nothing would be written to a file."""
    if len(outputs) > max(1, len(formats)):
        settings.stop(
            say(
                "-o 有 {files} 个，--format 只有 {formats} 个；每个 -o 前面写一个 --format",
                "there are {files} -o for {formats} --format; write one --format before each -o",
                files=len(outputs),
                formats=len(formats),
            )
        )
    for output in outputs:
        if _is_written_by_people(settings.root / output, project):
            settings.stop(
                say(
                    "{path} 是站点自己的文件，报告会盖掉它；-o 请换一个名字，如 report.txt",
                    "{path} is a file of the site itself, which the report would replace; give -o another name, such as"
                    " report.txt",
                    path=output,
                )
            )


def _is_written_by_people(path: Path, project: Project) -> bool:
    """Whether a path lies in the sources or is a file that every site has. Any other may be the report of the run before."""
    from planfolio.scaffold import paths

    place, root = path.resolve(), project.root.resolve()
    if any(place.is_relative_to(root / name) for name in ("content", "layouts", ".git")):
        return True
    return place.is_file() and place.is_relative_to(root) and place.relative_to(root) in paths()


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
