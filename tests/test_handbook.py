"""What the handbook shows is what a reader gets who does the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sites import write_site
from tests.test_cli import run
from tests.test_comparison import git, repository

HANDBOOK = Path(__file__).parent.parent / "content" / "pages" / "handbook"

OLD_PLAN = """\
---
标题: 示例小学2024年秋季校本研修方案
类型: 学期方案
发布单位: example-school
成文日期: 2024-08-28
状态: 已发布
学时: 48
模块:
  - {标题: 专题研修, 学时: 26}
  - {标题: 校本教研, 学时: 20}
---
正文。
"""


def blocks(page: str) -> list[str]:
    """The code blocks of a page without a language: what a command prints."""
    parts = (HANDBOOK / page).read_text(encoding="utf-8").split("```")
    return [part.removeprefix("\n") for part in parts[1::2] if part.startswith("\n")]


def test_the_page_on_publishing_shows_what_is_printed() -> None:
    settings, _ = blocks("publish.md")

    assert settings == run("nginx").stdout


@pytest.mark.parametrize("language", [0, 1])
def test_the_plan_to_copy_and_its_schedule_pass_the_check(tmp_path: Path, language: int) -> None:
    page = (HANDBOOK / "write-a-plan.md").read_text(encoding="utf-8")
    written = [part.removeprefix("yaml\n") for part in page.split("```")[1::2]]
    plan = [text for text in written if text.startswith("---\n") and "homework" not in text][1:][language]
    schedule = next(text for text in written if "方案: homework-autumn" in text)
    site = write_site(tmp_path, {"plans/homework-autumn.md": plan, "schedules/autumn.yaml": schedule})

    checked = run("check", "--fail-on", "warning", folder=site)

    assert checked.returncode == 0, checked.stdout


def test_the_page_on_old_findings_shows_what_is_printed(tmp_path: Path) -> None:
    run("init", "site", folder=tmp_path)
    site = tmp_path / "site"
    plan = site / "content/plans/autumn-2024.md"
    plan.write_text(OLD_PLAN, encoding="utf-8")
    begun = run("check", "--write-baseline", folder=site)
    repository(site)
    plan.write_text(OLD_PLAN.replace("校本教研, 学时: 20", "校本教研, 学时: 22"), encoding="utf-8")

    checked = run("check", folder=site)
    told = run("diff", "HEAD", folder=site)

    first, stale, difference = blocks("old-findings.md")
    assert first == begun.stderr + begun.stdout
    assert stale in checked.stdout
    assert difference == told.stdout
    assert git(site, "status", "--short") == " M content/plans/autumn-2024.md\n"


def test_the_page_on_the_first_site_shows_what_is_printed(tmp_path: Path) -> None:
    made = run("init", "my-school", "--title", "示例小学教师研修", "--forge", "gitee", folder=tmp_path)
    site = tmp_path / "my-school"
    written = run("new", "plan", "autumn-2026", "--type", "term", folder=site)
    rolled = run("new", "plan", "autumn-2027", "--from", "plans/first-plan", "--with-schedules", folder=site)

    first, new, account = blocks("first-site.md")
    assert first == made.stdout
    assert new == written.stdout
    assert rolled.stdout.startswith(account)
    for line in account.splitlines():
        place, _, said = line.strip().partition("  ")
        if said.startswith("“"):
            path, _, number = place.partition(":")
            text = (site / path).read_text(encoding="utf-8").splitlines()[int(number) - 1]
            assert said[1 : said.index("”")] in text
