"""Scaffold: the files of a new site, which builds, checks and deploys at once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from planfolio import __version__
from planfolio.exports import schema
from planfolio.findings import Language, Refusal, say
from planfolio.model.choices import Forge
from planfolio.obstacles import reason
from planfolio.shelf import EMPTY, shelve
from planfolio.sources import discover

BRANCH = "main"
TITLES: Mapping[Language, str] = {"zh": "示例学校教师培训", "en": "Sample school teacher training"}
"""What a site is called that nobody has named yet."""
_EXAMPLES: Mapping[Forge, str] = {
    Forge.GITHUB: "https://github.com/example/site",
    Forge.GITLAB: "https://gitlab.com/example/site",
    Forge.GITEA: "https://gitea.com/example/site",
    Forge.GITEE: "https://gitee.com/example/site",
}
_SCHEMAS = Path(".vscode/planfolio")
_HIDDEN = "dot-"
"""What stands for the dot before the name of a hidden file or folder: packagers drop some that have one, and git would
obey the rest."""


class Occupied(Refusal):
    """The folder already holds one of the files; nothing was written."""


class Unplaced(Refusal):
    """A folder or file cannot be made; no file was left behind."""


def forge_of(address: str) -> Forge | None:
    """The forge that a repository's address tells by its host."""
    host = address.partition("://")[2].partition("/")[0].lower()
    named = {"codeberg": Forge.GITEA, "forgejo": Forge.GITEA, **{forge.value: forge for forge in Forge}}
    return next((forge for name, forge in named.items() if name in host), None)


def scaffold(
    folder: Path,
    *,
    language: Language,
    title: str | None = None,
    forge: Forge = Forge.GITHUB,
    repository: str | None = None,
    planfolio: str = f"planfolio=={__version__}",
) -> list[Path]:
    """Write a new site into `folder`; refused where any of its files is there already. The paths that were written.

    `repository` is its address, where that is known; `planfolio` is what pip installs.
    """
    placeholders = {
        "BRANCH": BRANCH,
        "FORGE": forge.value,
        "PLANFOLIO": planfolio,
        "REPOSITORY": repository or _EXAMPLES[forge],
        "#": "" if repository else "# ",
        "TITLE": _one_line(title or TITLES[language]),
    }
    texts = {folder / path: text for path, text in _texts(language, forge, placeholders).items()}
    schemas = {folder / _SCHEMAS / name for name in schema.files(language, EMPTY.titles)}
    _refuse_taken(folder, sorted({*texts, *schemas}))
    written: list[Path] = []
    try:
        for path, text in texts.items():
            _write(path, text, written)
        titles = shelve(discover(folder / "content")).titles
        for name, text in schema.files(language, titles).items():
            _write(folder / _SCHEMAS / name, text, written)
    except OSError as error:
        for path in written:
            path.unlink()
        raise Unplaced(
            say(
                "{path} 写不进去：{reason}；已经写的文件都删去了",
                "{path} cannot be written: {reason}; the files written so far are gone again",
                path=error.filename,
                reason=reason(error),
            )
        ) from None
    return written


def paths() -> set[Path]:
    """Every path that a new site may have, whatever its language and forge."""
    skeleton = files("planfolio") / "skeleton"
    parts = (
        skeleton / "common",
        *map(skeleton.joinpath, TITLES),
        *((skeleton / "forges").joinpath(one.value) for one in Forge),
    )
    return {path for part in parts for path, _ in _files(part, Path())}


def _refuse_taken(folder: Path, paths: list[Path]) -> None:
    if folder.exists() and not folder.is_dir():
        raise Occupied(say("{path} 不是文件夹", "{path} is not a folder", path=folder))
    taken = [path for path in paths if path.exists()]
    if taken:
        raise Occupied(
            say(
                "{taken} 已经存在，什么都没有写；请换一个空文件夹，或先把它改名",
                "{taken} is there already, nothing was written; choose an empty folder, or rename it first",
                taken=taken[:3],
            )
        )


def _write(path: Path, text: str, written: list[Path]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("x", encoding="utf-8", newline="\n") as file:  # x: whoever was faster is not overwritten
        written.append(path)
        file.write(text)


def _texts(language: Language, forge: Forge, placeholders: Mapping[str, str]) -> dict[Path, str]:
    """The files of a site by their paths, with every placeholder filled in. What several files hold stands in texts/, and
    its name is a placeholder."""
    skeleton = files("planfolio") / "skeleton"
    parts = (skeleton / "common", skeleton / language, skeleton / "forges" / forge.value)
    shared = (skeleton / "texts" / language, skeleton / "texts" / forge.value)
    plain = {**{path.stem.upper(): text for part in shared for path, text in _files(part, Path())}, **placeholders}
    quoted = {**plain, "TITLE": _quoted(plain["TITLE"])}
    return {
        path: _filled(text, quoted if path.suffix in (".yaml", ".yml") else plain)
        for part in parts
        for path, text in _files(part, Path())
    }


_PLACEHOLDER = re.compile(r"@([A-Z-]+|#)@")


def _filled(text: str, placeholders: Mapping[str, str]) -> str:
    """`text` with its placeholders filled in; what is filled in may hold others, but for the title, which comes last."""

    def known(found: re.Match[str]) -> str:
        return placeholders.get(found[1], found[0]) if found[1] != "TITLE" else found[0]

    text = _PLACEHOLDER.sub(known, _PLACEHOLDER.sub(known, text))
    return text.replace("@TITLE@", placeholders["TITLE"])


def _files(folder: Traversable, path: Path) -> list[tuple[Path, str]]:
    """The files below a folder of the skeleton, with the names that they get in a site."""
    found = []
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        name = entry.name
        place = path / (f".{name.removeprefix(_HIDDEN)}" if name.startswith(_HIDDEN) else name)
        if entry.is_dir():
            found += _files(entry, place)
        else:
            found.append((place, entry.read_text(encoding="utf-8")))
    return found


def _one_line(text: str) -> str:
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def _quoted(text: str) -> str:
    """As a text of YAML, whatever stands in it."""
    return "'" + text.replace("'", "''") + "'"
