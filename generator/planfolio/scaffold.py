"""Scaffold: the files of a new site, which builds at once."""

from __future__ import annotations

from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from planfolio.findings import Language, Refusal, say


class Occupied(Refusal):
    """The folder already holds one of the files; nothing was written."""


_HIDDEN = "dot-"
"""What stands for the dot before the name of a hidden file or folder: packagers drop some that have one, and git would
obey the rest."""


def scaffold(folder: Path, *, language: Language, title: str | None) -> list[Path]:
    """Write a new site into `folder`; refused where any of its files is there already. The paths that were written."""
    skeleton = files("planfolio") / "skeleton"
    parts = (skeleton / "common", skeleton / language)
    planned = {folder / path: content for part in parts for path, content in _files(part, Path())}
    taken = next((path for path in planned if path.exists()), None)
    if taken is not None:
        raise Occupied(
            say(
                "{path} 已经存在，什么都没有写；请换一个空文件夹",
                "{path} is there already, nothing was written; choose an empty folder",
                path=taken,
            )
        )
    if folder.exists() and not folder.is_dir():
        raise Occupied(say("{path} 不是文件夹", "{path} is not a folder", path=folder))
    for path, content in planned.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(_titled(content, title), encoding="utf-8", newline="\n")
    return list(planned)


def _files(folder: Traversable, path: Path) -> list[tuple[Path, str]]:
    found = []
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        name = entry.name
        place = path / (f".{name.removeprefix(_HIDDEN)}" if name.startswith(_HIDDEN) else name)
        if entry.is_dir():
            found += _files(entry, place)
        else:
            found.append((place, entry.read_text(encoding="utf-8")))
    return found


def _titled(content: str, title: str | None) -> str:
    """The site's title in place of the sample's, quoted so that any text stays one text."""
    if title is None:
        return content
    quoted = "'" + title.replace("'", "''").replace("\n", " ") + "'"
    return (
        content.replace("示例学校教师培训", quoted)
        if content.startswith("标题: 示例学校教师培训")
        else content.replace("title: Sample school teacher training", f"title: {quoted}")
    )
