"""A new site: what `planfolio init` writes, for each language and forge, and what it leaves alone."""

from __future__ import annotations

import json
import os
import pty
import sys
from pathlib import Path

import pytest
import yaml

from planfolio import __version__
from planfolio.build import Options, build
from planfolio.cli.init import FORGES
from planfolio.findings import Language, Severity
from planfolio.inspection import inspect
from planfolio.installation import requirement_of
from planfolio.model.choices import Forge
from planfolio.project import open_project
from planfolio.scaffold import Occupied, forge_of, scaffold
from planfolio.sources import discover
from tests.sites import TODAY
from tests.test_cli import run

TEMPLATES = {
    Forge.GITHUB: ".github/pull_request_template.md",
    Forge.GITLAB: ".gitlab/merge_request_templates/Default.md",
    Forge.GITEA: ".gitea/pull_request_template.md",
    Forge.GITEE: ".gitee/PULL_REQUEST_TEMPLATE.zh-CN.md",
}


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("forge", list(Forge))
def test_a_new_site_has_nothing_but_notes_and_no_placeholder(tmp_path: Path, language: Language, forge: Forge) -> None:
    written = scaffold(tmp_path, language=language, forge=forge)

    report = inspect(discover(tmp_path / "content"), today=TODAY).report
    texts = {path: path.read_text(encoding="utf-8") for path in written}
    assert {finding.severity for finding in report.findings} <= {Severity.NOTE}
    assert [path for path, text in texts.items() if "@TITLE" in text or "@STEPS" in text or "@PLANFOLIO" in text] == []
    assert "## " in texts[tmp_path / TEMPLATES[forge]]
    assert forge.english in texts[tmp_path / "CONTRIBUTING.zh-CN.md"] or forge is Forge.GITEA


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_new_site_builds_strictly_with_drafts(tmp_path: Path, language: Language) -> None:
    scaffold(tmp_path, language=language)

    made = build(open_project(tmp_path), Options(today=TODAY, drafts=True, search=False))

    assert "plans/first-plan/index.html" in made.artifacts
    assert made.report.summary.errors == 0


def test_the_public_build_of_a_new_site_names_no_draft_and_no_teacher(tmp_path: Path) -> None:
    scaffold(tmp_path, language="zh")

    made = build(open_project(tmp_path), Options(today=TODAY, search=False))

    everything = b"".join(content if isinstance(content, bytes) else b"" for content in made.artifacts.values())
    assert b"first-plan" not in everything
    assert b"SL2026-A01" not in everything
    assert b"sample-teacher" not in everything


@pytest.mark.parametrize("title", ["It's: 学校 # 一", "- @BRANCH@ {x}", "'", "a\nb\x07", "no", "2026", "@TITLE@"])
def test_any_title_stays_one_text(tmp_path: Path, title: str) -> None:
    scaffold(tmp_path, language="zh", title=title)

    settings = yaml.safe_load((tmp_path / "content/site.yaml").read_text(encoding="utf-8"))
    assert settings["标题"] == " ".join(title.replace("\x07", " ").split())


def test_a_repository_stands_in_the_settings_and_tells_the_forge(tmp_path: Path) -> None:
    made = run("init", "site", "--repository", "https://gitee.com/example/site.git", folder=tmp_path)

    settings = yaml.safe_load((tmp_path / "site/content/site.yaml").read_text(encoding="utf-8"))
    assert settings["仓库"] == {"平台": "gitee", "地址": "https://gitee.com/example/site", "分支": "main"}
    assert (tmp_path / "site" / TEMPLATES[Forge.GITEE]).is_file()
    assert "git remote add origin https://gitee.com/example/site.git" in made.stdout


@pytest.mark.parametrize(
    ("address", "forge"),
    [
        ("https://github.com/a/b", Forge.GITHUB),
        ("https://gitlab.example.org/gitee/b", Forge.GITLAB),
        ("https://codeberg.org/a/b", Forge.GITEA),
        ("https://git.example.org/github/b", None),
    ],
)
def test_the_host_tells_the_forge(address: str, forge: Forge | None) -> None:
    assert forge_of(address) is forge


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--repository", "git@github.com:a/b.git"], "--repository"),
        (["--repository", "https://git.example.org/a/b"], "--forge"),
    ],
)
def test_an_address_that_tells_nothing_is_refused(tmp_path: Path, options: list[str], said: str) -> None:
    refused = run("init", "site", *options, folder=tmp_path)

    assert refused.returncode == 2
    assert said in refused.stderr
    assert not (tmp_path / "site").exists()


@pytest.mark.parametrize("name", ["README.md", "content/site.yaml", ".vscode/planfolio/plan.json"])
def test_nothing_is_written_where_one_of_the_files_is_there(tmp_path: Path, name: str) -> None:
    (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / name).write_text("mine", encoding="utf-8")

    with pytest.raises(Occupied, match=name):
        scaffold(tmp_path, language="zh")

    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [tmp_path / name]
    assert (tmp_path / name).read_text(encoding="utf-8") == "mine"


def test_nothing_is_left_where_writing_fails(tmp_path: Path) -> None:
    (tmp_path / "content").write_text("a file in the way", encoding="utf-8")

    refused = run("init", ".", folder=tmp_path)

    assert refused.returncode == 2
    assert "content" in refused.stderr
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["content"]


def test_without_a_terminal_nothing_is_asked(tmp_path: Path) -> None:
    made = run("init", "site", folder=tmp_path)

    assert made.returncode == 0
    assert "git push -u origin main" in made.stdout
    assert "语言 Language" not in made.stdout + made.stderr
    assert not (tmp_path / "site" / ".git").exists()


def test_on_a_terminal_it_asks_for_language_title_and_forge(tmp_path: Path) -> None:
    process, screen = pty.fork()
    if process == 0:
        os.chdir(tmp_path)
        os.execv(sys.executable, [sys.executable, "-m", "planfolio", "init", "site"])
    os.write(screen, b"en\nSample Middle School\ngitlab\n")
    while True:
        try:
            if not os.read(screen, 4096):
                break
        except OSError:  # Linux says at the end that the other side is gone
            break

    assert os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) == 0
    settings = (tmp_path / "site/content/site.yaml").read_text(encoding="utf-8")
    assert "title: 'Sample Middle School'" in settings
    assert (tmp_path / "site" / TEMPLATES[Forge.GITLAB]).is_file()


@pytest.mark.parametrize(
    ("origin", "requirement"),
    [
        (None, f"planfolio=={__version__}"),
        ({"url": "file:///home/me/planfolio", "dir_info": {"editable": True}}, f"planfolio=={__version__}"),
        ({"url": "file:///tmp/planfolio.whl", "archive_info": {}}, f"planfolio=={__version__}"),
        (
            {"url": "https://git.example.org/a/planfolio.git", "vcs_info": {"vcs": "git", "commit_id": "c0ffee"}},
            "planfolio @ git+https://git.example.org/a/planfolio.git@c0ffee",
        ),
        (
            {"url": "https://me:secret@example.org/planfolio.zip", "archive_info": {}, "subdirectory": "src"},
            "planfolio @ https://example.org/planfolio.zip#subdirectory=src",
        ),
    ],
)
def test_pip_is_told_to_install_the_same_and_never_a_path_of_this_computer(
    origin: dict[str, object] | None, requirement: str
) -> None:
    assert requirement_of(json.dumps(origin) if origin else None) == requirement


def test_the_command_line_knows_every_forge() -> None:
    assert tuple(forge.value for forge in Forge) == FORGES
