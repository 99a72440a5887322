"""Project: where a site's sources, layouts and output lie."""

from __future__ import annotations

from pathlib import Path

from planfolio.findings import Refusal, say
from planfolio.frozen import frozen


@frozen(kw_only=True)
class Project:
    """The folders of one site. `layouts` are searched in order: a school's own come first, file by file."""

    root: Path
    content: Path
    layouts: tuple[Path, ...]
    output: Path


def open_project(root: Path, output: Path | None = None) -> Project:
    """The project in the folder `root`; nothing is read yet. Raises Refusal where its sources lie behind a link."""
    for name in ("content", "layouts"):
        if (root / name).is_symlink():
            raise Refusal(
                say(
                    "{path} 是符号链接，不会跟随；请换成普通的文件夹",
                    "{path} is a symbolic link and is not followed; put an ordinary folder there",
                    path=root / name,
                )
            )
    own = root / "layouts"
    standard = standard_layouts()
    layouts = (own, standard) if own.is_dir() and own.resolve() != standard.resolve() else (standard,)
    return Project(root=root, content=root / "content", layouts=layouts, output=output or root / "site")


def standard_layouts() -> Path:
    """The layouts that come with Planfolio: inside the installed package, or beside generator/ in a checkout."""
    package = Path(__file__).resolve().parent
    installed = package / "layouts"
    return installed if installed.is_dir() else package.parent.parent / "layouts"
