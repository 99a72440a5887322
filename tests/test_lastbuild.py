"""The last build: one that would do nothing else says what the last one said, and nothing less than that."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from planfolio.cachefolder import place
from planfolio.lastbuild import FILE
from planfolio.program import program
from tests.sites import write_site
from tests.test_comparison import repository

PLAN = (
    "---\n标题: 示例方案\n类型: 学期方案\n状态: 已发布\n学时: 10\n"
    "模块: [{标题: 甲, 学时: 4}, {标题: 乙, 学时: 5}]\n---\n\n正文。\n"
)
UNCHANGED = "没有变化，站点仍是上次的"

Step = Callable[[Path], object]


def built(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "planfolio", "-C", str(folder), "build", "--no-search", *arguments]
    return subprocess.run(command, capture_output=True, encoding="utf-8", timeout=60)


def settled(folder: Path) -> Path:
    """Files that were saved a while ago."""
    past = time.time() - 10
    for path in folder.rglob("*"):
        os.utime(path, (past, past))
    return folder


@pytest.fixture
def site(tmp_path: Path) -> Path:
    folder = settled(write_site(tmp_path / "site", {"plans/a.md": PLAN}))
    built(folder)
    return folder


def test_a_site_that_did_not_change_is_not_built_again(site: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in (site / "site").rglob("*")}

    again = built(site)

    assert (again.returncode, UNCHANGED in again.stderr, "HR02" in again.stderr) == (1, True, True)
    assert again.stdout.startswith("2 份文档，")
    assert {path: path.stat().st_mtime_ns for path in (site / "site").rglob("*")} == before


def test_a_site_in_a_folder_whose_name_is_no_text_is_known_again(site: Path, tmp_path: Path) -> None:
    output = os.fsdecode(os.fsencode(tmp_path) + b"/\xb1\xed")

    first, again = built(site, "-o", output), built(site, "-o", output)

    assert (first.returncode, again.returncode) == (1, 1)
    assert (UNCHANGED in first.stderr, UNCHANGED in again.stderr) == (False, True)


STEPS: dict[str, Step] = {
    "an edit": lambda site: (site / "content/plans/a.md").write_text(PLAN.replace("10", "11"), encoding="utf-8"),
    "an edit of the same size and time": lambda site: swapped(site / "content/plans/a.md", PLAN.replace("10", "11")),
    "a new document": lambda site: (site / "content/plans/b.md").write_text(PLAN, encoding="utf-8"),
    "a document goes": lambda site: (site / "content/plans/a.md").unlink(),
    "a layout of its own": lambda site: (site / "layouts").mkdir(),
    "a built page is edited": lambda site: (site / "site/index.html").write_text("x", encoding="utf-8"),
    "a built page goes": lambda site: (site / "site/404.html").unlink(),
    "the site goes": lambda site: (site / "site").rename(site / "elsewhere"),
    "a first commit": repository,
    "what is kept is no JSON": lambda site: kept(site).write_text("{", encoding="utf-8"),
    "what is kept is another thing": lambda site: kept(site).write_text("[1]", encoding="utf-8"),
    "what is kept is half of it": lambda site: halved(kept(site)),
}


def kept(site: Path) -> Path:
    folder = place(site)
    assert folder is not None
    return folder / FILE


def swapped(path: Path, text: str) -> None:
    """Another file in its place, as some editors save; only the inode tells."""
    status = path.stat()
    beside = path.with_suffix(".new")
    beside.write_text(text, encoding="utf-8")
    beside.replace(path)
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


def halved(path: Path) -> None:
    last = json.loads(path.read_bytes())
    del last["closing"]
    path.write_text(json.dumps(last), encoding="utf-8")


@pytest.mark.parametrize("name", STEPS)
def test_anything_that_changes_is_noticed(name: str, site: Path) -> None:
    STEPS[name](site)

    again = built(site)

    assert UNCHANGED not in again.stderr
    assert (site / "site/index.html").stat().st_size > 1000


def test_what_a_layout_leads_to_is_looked_at(site: Path) -> None:
    standard = Path(__file__).parents[1] / "layouts" / "404.html"
    shared = site.parent / "shared.html"
    shared.write_bytes(standard.read_bytes())
    (site / "layouts").mkdir()
    (site / "layouts" / "404.html").symlink_to(shared)
    settled(site.parent)
    built(site)

    shared.write_text(
        standard.read_text(encoding="utf-8").replace("{% block main %}", "{% block main %}找不到"), encoding="utf-8"
    )

    assert UNCHANGED not in built(site).stderr
    assert "找不到" in (site / "site/404.html").read_text(encoding="utf-8")


def test_what_the_form_runs_on_is_noticed_whoever_installed_it(site: Path) -> None:
    for package in ("decap-cms", "@sveltia/cms"):
        (site / "node_modules" / package).mkdir(parents=True)

        assert UNCHANGED not in built(site).stderr


def test_git_that_is_allowed_to_look_is_noticed(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(site.parent))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    monkeypatch.delenv("GIT_CONFIG_GLOBAL", raising=False)
    built(site)
    (site.parent / ".gitconfig").write_text("[safe]\n\tdirectory = *\n", encoding="utf-8")

    assert UNCHANGED not in built(site).stderr


def test_from_another_folder_the_site_has_another_path(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(site)
    here = built(site).stdout
    monkeypatch.chdir(site.parent)

    assert ("→ site/index.html" in here, "→ site/site/index.html" in built(site).stdout) == (True, True)


@pytest.mark.parametrize("arguments", [["--drafts"], ["--base-url", "https://example.org/"], ["--no-cache"]])
def test_another_wish_is_another_build(arguments: list[str], site: Path) -> None:
    assert UNCHANGED not in built(site, *arguments).stderr


def test_a_package_that_another_version_took_the_place_of_is_noticed(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "packages" / "markdown_it_py-99.dist-info").mkdir(parents=True)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([*filter(None, sys.path), str(tmp_path / "packages")]))
    again = built(site)
    readings = json.loads(kept(site).with_name("readings.json").read_text(encoding="utf-8"))

    assert UNCHANGED not in again.stderr
    assert UNCHANGED in built(site).stderr
    assert readings["program"] != program()


def test_a_file_that_was_just_saved_may_change_again_unseen(site: Path) -> None:
    path = site / "content/plans/a.md"
    path.write_text(PLAN.replace("10", "11"), encoding="utf-8")
    ahead = time.time() + 60
    os.utime(path, (ahead, ahead))
    built(site)

    assert UNCHANGED not in built(site).stderr


def test_a_repository_that_is_none_hinders_nothing(site: Path) -> None:
    (site / ".git").write_text("gitdir: \0\n", encoding="utf-8")

    again = built(site)

    assert (again.returncode, UNCHANGED in again.stderr) == (1, False)


def test_a_name_that_is_no_text_hinders_nothing(site: Path) -> None:
    os.close(os.open(os.fsencode(site / "content" / "plans") + b"/\xff.md", os.O_CREAT))

    assert built(site).returncode == 1
