"""Internal builds: all is shown, every page says for whom, and none of it gets where the public is."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from planfolio.build import Build, Options, build
from planfolio.cli.hosting import WouldBePublished, refuse_publishing
from planfolio.environment import HOSTS
from planfolio.project import open_project
from planfolio.publicity import Profile
from planfolio.render import LayoutError
from planfolio.write import publish, target
from tests.sites import TODAY, plan, write_site
from tests.test_comparison import git

ROOT = Path(__file__).parent.parent
SECRET = "金丝雀"
FILES = {
    "plans/p.md": plan("aliases: [old/p]"),
    "plans/inner.md": plan("visibility: internal", f"{SECRET}正文。\n").replace("示例方案", f"{SECRET}方案"),
    "portfolios/hidden.md": f"---\nname: {SECRET}教师\nledger: [{{title: {SECRET}培训, hours: 6}}]\n---\n",
}
BANNER = '<p class="internal">内部版本，请勿公开</p>'
NOINDEX = '<meta name="robots" content="noindex">'


@pytest.fixture(autouse=True)
def _on_no_host(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the machine that runs these tests says of itself is no part of them."""
    for name in (*HOSTS, "GITLAB_CI", "CI_JOB_NAME"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_site(tmp_path, FILES)


def built(folder: Path, profile: Profile) -> Build:
    return build(open_project(folder), Options(today=TODAY, profile=profile, base_url="https://x.example/"))


def pages(built: Build) -> dict[str, str]:
    return {
        path: content.decode()
        for path, content in built.artifacts.items()
        if path.endswith(".html") and isinstance(content, bytes)
    }


def run(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "planfolio", "-C", str(folder), *arguments],
        capture_output=True,
        text=True,
        env={**os.environ, **environment},
        check=False,
    )


def test_every_page_of_an_internal_build_says_so_and_no_page_of_a_public_one(folder: Path) -> None:
    internal, public = built(folder, "internal"), built(folder, "public")

    assert SECRET in "".join(pages(internal).values())
    assert [path for path, html in pages(internal).items() if BANNER not in html or NOINDEX not in html] == []
    assert [path for path, html in pages(public).items() if BANNER in html or "noindex" in html] == []
    assert {"INTERNAL.txt", ".gitignore"} <= internal.artifacts.keys()
    assert {"INTERNAL.txt", ".gitignore"} & public.artifacts.keys() == set()
    assert "sitemap.xml" in public.artifacts
    assert "sitemap.xml" not in internal.artifacts


def test_a_layout_that_leaves_an_internal_page_unmarked_is_refused(folder: Path) -> None:
    base = (ROOT / "layouts/base.html").read_text("utf-8")
    (folder / "layouts").mkdir()
    (folder / "layouts/base.html").write_text(base.replace("site.internal", "false"), "utf-8")

    with pytest.raises(LayoutError, match=r"layouts/base\.html"):
        built(folder, "internal")

    assert built(folder, "public").artifacts


def test_it_goes_to_a_folder_of_its_own_that_git_does_not_see(folder: Path) -> None:
    git(folder, "init", "-q")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "first")

    ran = run(folder, "build", "--profile", "internal", "--no-search")

    assert ran.returncode in (0, 1), ran.stderr
    assert SECRET in (folder / "internal/portfolios/hidden/index.html").read_text("utf-8")
    assert not (folder / "site").exists()
    assert "internal/" not in git(folder, "status", "--porcelain", "--untracked-files=all")


@pytest.mark.parametrize("name", [*HOSTS, "CI_JOB_NAME"])
def test_it_is_refused_where_a_hosting_service_builds(folder: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITLAB_CI", "true")
    monkeypatch.setenv(name, "pages" if name == "CI_JOB_NAME" else "1")

    with pytest.raises(WouldBePublished) as refused:
        refuse_publishing(open_project(folder, folder / "elsewhere"))

    service = HOSTS.get(name, "GitLab Pages")
    assert f"这里是 {service} 的构建环境" in refused.value.message.shown("zh")
    assert f"this is a build on {service}" in refused.value.message.shown("en")


@pytest.mark.parametrize(
    "output", ["site", "site/inner", "web/dist", "web", "web/dist/inner", "preview", ".", "x/../site"]
)
def test_it_is_refused_in_above_and_below_a_folder_that_is_published(folder: Path, output: str) -> None:
    settings = '[build]\nbase = "web"\npublish = "dist"\n[context.deploy-preview]\nbase = ""\npublish = "/preview"\n'
    (folder / "netlify.toml").write_text(settings, "utf-8")

    with pytest.raises(WouldBePublished):
        refuse_publishing(open_project(folder, folder / output))


def test_it_is_refused_where_a_netlify_file_further_up_publishes_the_folder(folder: Path) -> None:
    (folder / "netlify.toml").write_text('[build]\npublish = "schools/internal"\n', "utf-8")
    school = write_site(folder / "schools", {})

    with pytest.raises(WouldBePublished, match=re.escape(str(folder / "netlify.toml"))):
        refuse_publishing(open_project(school, school / "internal"))


@pytest.mark.parametrize("settings", ["", "[build", "build = 1\n", "[build]\npublish = 3\n", "context = 1\n"])
def test_settings_that_publish_nothing_refuse_nothing(folder: Path, settings: str) -> None:
    (folder / "netlify.toml").write_text(settings, "utf-8")

    refuse_publishing(open_project(folder, folder / "internal"))


def test_the_command_of_netlify_fails_with_the_internal_profile(tmp_path: Path) -> None:
    for name in ("Makefile", "netlify.toml", "content"):
        (shutil.copytree if (ROOT / name).is_dir() else shutil.copyfile)(ROOT / name, tmp_path / name)
    command = tomllib.loads((tmp_path / "netlify.toml").read_text("utf-8"))["build"]["command"]
    # The environment that `make` would set up is the one that runs this test.
    make = f'make() {{ command make -o .venv/.installed BIN="{Path(sys.executable).parent}" "$@"; }}\n'
    internal = command.replace('ARGS="', 'ARGS="--profile internal ')

    ran = subprocess.run(
        ["sh", "-c", make + internal],
        cwd=tmp_path,
        env={**os.environ, "NETLIFY": "true", "URL": "https://x.example", "PYTHONPATH": str(ROOT / "generator")},
        capture_output=True,
        text=True,
        check=False,
    )

    assert internal != command
    assert ran.returncode != 0
    assert "这里是 Netlify 的构建环境" in ran.stderr
    assert not (tmp_path / "site").exists()
    assert not (tmp_path / "internal").exists()


def test_a_public_build_over_an_internal_one_leaves_nothing_of_it(folder: Path) -> None:
    project = open_project(folder, folder / "out")
    publish(built(folder, "internal").artifacts, target(project))

    publish(built(folder, "public").artifacts, target(project))

    files = {path for path in folder.rglob("*") if path.is_file() and "content" not in path.parts}
    assert not [path for path in files if SECRET.encode() in path.read_bytes() or "hidden" in str(path)]
    assert not {path.name for path in files} & {"INTERNAL.txt", ".gitignore"}


def test_the_log_of_a_hosting_service_tells_no_more_than_the_public_report(folder: Path) -> None:
    write_site(
        folder, {"portfolios/hidden.md": f"---\nname: {SECRET}\nledger: [{{title: {SECRET}培训, hours: 两天}}]\n---\n"}
    )

    hosted, own = (run(folder, "-v", "build", "--no-search", NETLIFY=value) for value in ("true", ""))

    assert (hosted.returncode, own.returncode) == (1, 1)
    assert SECRET not in hosted.stdout + hosted.stderr
    assert "hidden" not in hosted.stdout + hosted.stderr
    assert "请在自己的电脑上运行 planfolio check" in hosted.stderr
    assert "content/portfolios/hidden.md" in own.stderr
