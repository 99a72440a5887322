"""Edits that people make in a site, at random: what is made of what was there before is compared with what is made anew."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from random import Random

_DIGITS = re.compile(r"\d+")


def edit(content: Path, chance: Random) -> str:
    """One edit of a source below `content`, and what it was."""
    sources = sorted(path for path in content.rglob("*") if path.suffix in (".md", ".yaml") and path.is_file())
    path = chance.choice(sources)
    name, change = chance.choice(_EDITS)
    if path == content / "site.yaml" and change in (_delete, _rename):
        return "nothing"
    change(path, chance)
    return f"{name}: {path.relative_to(content).as_posix()}"


def _figure(path: Path, chance: Random) -> None:
    """Another figure: an hour, a day, a mark, a number of the text."""
    text = path.read_text(encoding="utf-8")
    found = list(_DIGITS.finditer(text))
    if found:
        one = chance.choice(found)
        path.write_text(f"{text[: one.start()]}{chance.randint(1, 40)}{text[one.end() :]}", encoding="utf-8")


def _line(path: Path, chance: Random) -> None:
    """A line twice, or gone, or another's place."""
    lines = path.read_text(encoding="utf-8").split("\n")
    at, other = chance.randrange(len(lines)), chance.randrange(len(lines))
    match chance.randrange(3):
        case 0:
            lines.insert(other, lines[at])
        case 1:
            del lines[at]
        case 2:
            lines[at], lines[other] = lines[other], lines[at]
    path.write_text("\n".join(lines), encoding="utf-8")


def _paragraph(path: Path, chance: Random) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.write(f"\n\n示例：另有{chance.choice('三四五')}项安排，见[方案](../plans/{chance.randint(1, 9)}.md)。\n")


def _copy(path: Path, chance: Random) -> None:
    target = path.with_name(f"copy-{chance.randint(1, 3)}{path.suffix}")
    if target != path:
        shutil.copyfile(path, target)


def _delete(path: Path, chance: Random) -> None:
    path.unlink()


def _rename(path: Path, chance: Random) -> None:
    path.rename(path.with_name(f"moved-{chance.randint(1, 5)}{path.suffix}"))


def _field(path: Path, chance: Random) -> None:
    """Another title or status, a former address, or not for the public any more."""
    text = path.read_text(encoding="utf-8")
    added = chance.choice(
        (f"旧地址: [plans/former-{chance.randint(1, 4)}/]", "公开范围: 内部", f"标签: [{chance.choice('甲乙丙')}]")
    )
    match chance.randrange(3):
        case 0:
            text = _STATUS.sub(chance.choice(("草稿", "已发布", "已归档", "已被取代")), text, count=1)
        case 1:
            text = _TITLE.sub(lambda found: f"{found[0]}{chance.choice('甲乙丙')}", text, count=1)
        case 2:
            text = f"---\n{added}\n{text[4:]}" if text.startswith("---\n") else f"{added}\n{text}"
    path.write_text(text, encoding="utf-8")


def _attach(path: Path, chance: Random) -> None:
    """A file beside a document that has a folder; else one that belongs nowhere."""
    (path.parent / f"sheet-{chance.randint(1, 2)}.csv").write_text(
        f"项,数\n甲,{chance.randint(1, 9)}\n", encoding="utf-8"
    )


_STATUS = re.compile(r"(?<=: )(?:草稿|已发布|已归档|已被取代|published|draft|archived|filed|superseded)$", re.MULTILINE)
_TITLE = re.compile(r"^(?:标题|title): \S+", re.MULTILINE)
_EDITS: tuple[tuple[str, Callable[[Path, Random], None]], ...] = (
    *[("figure", _figure)] * 6,
    *[("line", _line)] * 3,
    *[("paragraph", _paragraph)] * 3,
    *[("field", _field)] * 4,
    ("copy", _copy),
    ("delete", _delete),
    ("rename", _rename),
    ("attach", _attach),
)
