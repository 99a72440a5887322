"""Generators to compare: how each builds the same documents in a folder of its own, and how its templates are edited."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp

from planfolio import __version__
from planfolio.findings import Message, say
from planfolio.project import standard_layouts

_SKELETON = Path(__file__).with_name("hugo")
_STEP = 7919
"""A prime, so that edits of plans one after the other fall far apart, and never on one twice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Generator:
    """A program and the folder in which it builds; `sources` are the names in it that are not its own work."""

    name: str
    version: str
    root: Path
    sources: frozenset[str]
    output: Path
    command: Sequence[str | Path]
    check: Sequence[str | Path] = ()
    serve: Sequence[str | Path] = ()
    start: Sequence[str | Path]  # what it does when it has nothing to do
    can_search: bool
    template_of_lists: Path
    template_of_plans: Path
    style_sheet: Path

    def clean(self) -> None:
        """Nothing is left of any build before, no cache either. It is not deleted but put aside: for minutes after many files were
        deleted ext4 takes a millisecond to make a new one."""
        aside = mkdtemp(dir=self.root.parent)
        for path in self.root.iterdir():
            if path.name not in self.sources:
                path.rename(Path(aside, path.name))

    def written(self) -> Message:
        """What the last build wrote."""
        files = [path for path in self.output.rglob("*") if path.is_file()]
        return say(
            "{name} 写出 {pages} 个网页，文件一共 {files} 个、{size} MiB。",
            "{name} wrote {pages} pages, in all {files} files of {size} MiB.",
            name=self.name,
            pages=sum(path.suffix == ".html" for path in files),
            files=len(files),
            size=round(sum(path.stat().st_size for path in files) / 2**20),
        )


def planfolio(root: Path, documents: Path) -> Generator:
    """Planfolio, with two layouts and a style sheet that are the site's own."""
    shutil.copytree(documents / "content", root / "content")
    own = root / "layouts"
    (own / "assets").mkdir(parents=True)
    for name in ("organisation.html", "plan.html", "assets/style.css"):
        shutil.copyfile(standard_layouts() / name, own / name)
    # What builds remember goes with the site: a cold one knows nothing.
    os.environ["XDG_CACHE_HOME"] = str(root / "cache")
    program = (sys.executable, "-m", "planfolio")
    return Generator(
        name="Planfolio",
        version=__version__,
        root=root,
        sources=frozenset({"content", "layouts"}),
        output=root / "site",
        command=(*program, "-C", root, "build"),
        check=(*program, "-C", root, "check", "--format", "json", "--fail-on", "never"),
        serve=(*program, "-q", "-C", root, "serve"),
        start=(*program, "--version"),
        can_search=True,
        template_of_lists=own / "organisation.html",
        template_of_plans=own / "plan.html",
        style_sheet=own / "assets" / "style.css",
    )


def hugo(root: Path, documents: Path, program: Path) -> Generator:
    shutil.copytree(_SKELETON, root, dirs_exist_ok=True)
    shutil.copytree(documents / "content", root / "content")
    told = subprocess.run([program, "version"], capture_output=True, text=True, check=True).stdout
    version = re.search(r"v(\d+(?:\.\d+)*)", told)
    return Generator(
        name="Hugo",
        version=version[1] if version else "?",
        root=root,
        sources=frozenset({"content", "layouts", "static", "hugo.yaml"}),
        output=root / "public",
        command=(program, "--source", root, "--cacheDir", root / "cache", "--quiet"),
        start=(program, "version"),
        can_search=False,
        template_of_lists=root / "layouts" / "list.html",
        template_of_plans=root / "layouts" / "page.html",
        style_sheet=root / "static" / "style.css",
    )


def find_hugo(environment: Path) -> Path | None:
    """Hugo's own binary, in an environment where its package is installed, else on the PATH."""
    found = sorted(environment.glob("lib/python*/site-packages/hugo/binaries/hugo*"))
    if found:
        return found[0]
    on_path = shutil.which("hugo")
    return Path(on_path) if on_path else None


# --- edits ----------------------------------------------------------------------------------------------------------------
# Each is a new one, in the n-th of other plans: what a cache still knows of an edit before is of no use.

Edit = Callable[[Generator, int], None]


def nothing(generator: Generator, number: int) -> None:
    """No edit."""


def body(generator: Generator, number: int) -> None:
    """A sentence at the end of a plan."""
    with plan(generator, number).open("a", encoding="utf-8") as file:
        file.write(f"\n第{number}次补充：学员把修改过的教案交给教研组长。\n")


def hours(generator: Generator, number: int) -> None:
    """One more hour of a module, which is in the plan's total, in lists and, as the plan's own total stays, in the report."""
    path = plan(generator, number)
    text = path.read_text(encoding="utf-8")
    path.write_text(re.sub(r"(?<=hours: )\d+(?=, mode)", lambda found: str(int(found[0]) + 1), text, count=1), "utf-8")


def template_of_lists(generator: Generator, number: int) -> None:
    """A line in what shows the pages of organisations."""
    _edit_template(generator.template_of_lists, number)


def template_of_plans(generator: Generator, number: int) -> None:
    """A line in what shows every plan."""
    _edit_template(generator.template_of_plans, number)


def style(generator: Generator, number: int) -> None:
    """A rule at the end of the style sheet."""
    with generator.style_sheet.open("a", encoding="utf-8") as file:
        file.write(f"\n:root{{--edition:{number}}}\n")


def _edit_template(path: Path, number: int) -> None:
    line = f"<p>第{number}版</p>"
    text = re.sub("<p>第[0-9]+版</p>", "", path.read_text(encoding="utf-8"))
    begun = re.compile(r'\{% block (?:main|opening) %\}|\{\{ define "main" \}\}')
    path.write_text(begun.sub(lambda found: found[0] + line, text, count=1), encoding="utf-8")


def plan(generator: Generator, number: int) -> Path:
    """The plan that the edit of this number is of."""
    plans = sorted((generator.root / "content" / "plans").iterdir())
    return plans[number * _STEP % len(plans)]
