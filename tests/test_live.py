"""Live: what is looked at is what a build of the same sources makes."""

from __future__ import annotations

import shutil
from pathlib import Path
from random import Random

import pytest

from planfolio.build import Options, build
from planfolio.live import Live
from planfolio.project import open_project
from planfolio.render import LayoutError
from tests.edits import edit
from tests.sites import TODAY, write_site
from tests.test_comparison import CONTENT

OPTIONS = Options(today=TODAY, search=False)
LAYOUT = "layouts/plan.html"
FILES = {
    "plans/a.md": "---\n标题: 示例方案甲\n类型: 学期方案\n状态: 已发布\n---\n\n正文。\n",
    "plans/b.md": "---\n标题: 示例方案乙\n类型: 学期方案\n状态: 已发布\n---\n\n正文。\n",
}


def live(folder: Path) -> Live:
    return Live(open_project(folder), lambda: OPTIONS)


def text(content: bytes | Path | None) -> str:
    assert isinstance(content, bytes)
    return content.decode()


@pytest.mark.parametrize("seed", range(3))
def test_each_page_and_file_is_the_one_of_a_build(seed: int, tmp_path: Path) -> None:
    shutil.copytree(CONTENT, tmp_path / "content")
    site, chance = live(tmp_path), Random(seed)
    for _ in range(2):
        done = edit(tmp_path / "content", chance)
        site.renew()

        built = build(open_project(tmp_path), OPTIONS)

        found_later = {finding.document for finding in built.report.findings if finding.code.startswith("WB")}
        differing = {path for path, content in built.artifacts.items() if site.content(path) != content}
        about = {key for key in found_later if key} | {"report/", "catalog.json"}
        assert {path for path in differing if not any(one in path for one in about)} == set(), done


def test_a_change_is_told_of_what_was_looked_at(tmp_path: Path) -> None:
    site = live(write_site(tmp_path, FILES))
    for path in ("plans/a/index.html", "plans/b/index.html", "plans/index.html"):
        site.content(path)
    (tmp_path / "content/plans/a.md").write_text(FILES["plans/a.md"].replace("正文", "另一段正文"), encoding="utf-8")

    renewed = site.renew()

    assert renewed.changed == {"plans/a/index.html"}
    assert "另一段正文" in text(site.content("plans/a/index.html"))


def test_broken_settings_leave_the_last_site(tmp_path: Path) -> None:
    site = live(write_site(tmp_path, FILES))
    before = site.content("plans/a/index.html")
    (tmp_path / "content/site.yaml").write_text("标题: [", encoding="utf-8")

    renewed = site.renew()

    assert [finding.at.file for finding in renewed.report.findings] == ["content/site.yaml"]
    assert (renewed.changed, site.content("plans/a/index.html")) == (frozenset(), before)


def test_a_broken_layout_leaves_the_last_pages_and_is_told_of(tmp_path: Path) -> None:
    (tmp_path / "layouts").mkdir()
    site = live(write_site(tmp_path, FILES))
    before = site.content("plans/a/index.html")
    (tmp_path / LAYOUT).write_text("{{ nowhere }}", encoding="utf-8")

    renewed = site.renew()

    assert isinstance(renewed.hindrance, LayoutError)
    assert (renewed.hindrance.layout, renewed.hindrance.line) == (LAYOUT, 1)
    assert site.content("plans/a/index.html") == before
    with pytest.raises(LayoutError):
        site.content("plans/b/index.html")

    (tmp_path / LAYOUT).unlink()
    assert site.renew().hindrance is None


def test_there_is_nothing_at_an_unknown_path(tmp_path: Path) -> None:
    site = live(write_site(tmp_path, FILES))

    assert [site.content(path) for path in ("none.html", "report/none", "../content/site.yaml")] == [None] * 3
