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
A, B, ABOUT = "plans/a/index.html", "plans/b/index.html", "about/index.html"
FILES = {
    "plans/a.md": "---\n标题: 示例方案甲\n类型: 学期方案\n状态: 已发布\n---\n\n正文。\n",
    "plans/b.md": "---\n标题: 示例方案乙\n类型: 学期方案\n状态: 已发布\n---\n\n正文。\n",
    "pages/about.md": "---\n标题: 示例说明\n---\n这里说明。\n",
}


def live(folder: Path) -> Live:
    return Live(open_project(folder), lambda: OPTIONS)


def save(folder: Path, words: str, path: str = "plans/a.md") -> None:
    (folder / "content" / path).write_text(FILES[path] + words, encoding="utf-8")


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


def test_a_change_is_told_of_what_is_watched(tmp_path: Path) -> None:
    site = live(write_site(tmp_path, FILES))
    watched = {A, B, "plans/index.html"}
    site.changed(watched)
    save(tmp_path, "另一段正文。")

    renewed = site.renew(watched)

    assert renewed.changed == {A}
    assert "另一段正文" in text(site.content(A))
    assert site.renew(watched).changed == frozenset()


def test_nothing_is_made_that_nobody_watches(tmp_path: Path) -> None:
    (tmp_path / "layouts").mkdir()
    site = live(write_site(tmp_path, FILES))
    site.changed({A, ABOUT})
    (tmp_path / LAYOUT).write_text("{{ nowhere }}", encoding="utf-8")  # whoever makes a plan's page comes upon it

    assert site.renew({ABOUT}).hindrance is None
    assert site.renew().hindrance is None
    assert isinstance(site.renew({A}).hindrance, LayoutError)


def test_what_changed_while_nobody_watched_is_told_once_when_somebody_asks(tmp_path: Path) -> None:
    site = live(write_site(tmp_path, FILES))
    site.changed({A, B})
    save(tmp_path, "另一段正文。")
    site.renew({B})

    assert site.changed({A, B}) == {A}
    assert site.changed({A, B}) == frozenset()


def test_what_is_given_for_the_first_time_is_no_change(tmp_path: Path) -> None:
    site = live(write_site(tmp_path, FILES))
    site.content(B)

    assert site.changed({A, B, "none.html"}) == frozenset()


def test_what_is_forgotten_counts_as_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("planfolio.live._REMEMBERED", 2)
    monkeypatch.setattr("planfolio.live._KEPT", 1)
    site = live(write_site(tmp_path, FILES))
    site.changed({A})
    site.changed({B})
    site.changed({A})
    save(tmp_path, "另一段正文。", "plans/b.md")
    site.renew({A})

    assert site.changed({ABOUT}) == {A, B}
    assert site.changed({B}) == frozenset()


def test_a_page_that_comes_or_goes_is_a_change(tmp_path: Path) -> None:
    site = live(write_site(tmp_path, FILES))
    site.changed({A, "plans/c/index.html"})
    (tmp_path / "content/plans/a.md").rename(tmp_path / "content/plans/c.md")

    assert site.renew({A, "plans/c/index.html"}).changed == {A, "plans/c/index.html"}


def test_an_attachment_that_is_saved_in_its_place_is_a_change(tmp_path: Path) -> None:
    sheet = "plans/d/sheet.csv"
    site = live(write_site(tmp_path, {"plans/d/index.md": FILES["plans/a.md"], sheet: "甲,乙\n"}))
    site.changed({sheet})
    (tmp_path / "content" / sheet).write_text("甲,乙,丙\n", encoding="utf-8")

    assert site.renew({sheet}).changed == {sheet}


def test_broken_settings_leave_the_last_site(tmp_path: Path) -> None:
    site = live(write_site(tmp_path, FILES))
    before = site.content(A)
    (tmp_path / "content/site.yaml").write_text("标题: [", encoding="utf-8")

    renewed = site.renew()

    assert [finding.at.file for finding in renewed.report.findings] == ["content/site.yaml"]
    assert (renewed.changed, site.content(A)) == (frozenset(), before)


def test_a_broken_layout_leaves_the_last_pages_and_is_told_of(tmp_path: Path) -> None:
    (tmp_path / "layouts").mkdir()
    site = live(write_site(tmp_path, FILES))
    before = site.content(A)
    (tmp_path / LAYOUT).write_text("{{ nowhere }}", encoding="utf-8")

    renewed = site.renew({A})

    assert isinstance(renewed.hindrance, LayoutError)
    assert (renewed.hindrance.layout, renewed.hindrance.line) == (LAYOUT, 1)
    assert site.content(A) == before
    assert site.changed({A}) == frozenset()
    with pytest.raises(LayoutError):
        site.content(B)

    (tmp_path / LAYOUT).write_text("\n{{ nowhere }}", encoding="utf-8")
    site.renew()
    assert site.changed({A, B}) == {B}  # which shows why it cannot be made

    (tmp_path / LAYOUT).unlink()
    renewed = site.renew({A, B})
    assert renewed.hindrance is None
    assert renewed.changed == {B}


def test_what_changed_beside_a_broken_layout_is_told_when_it_is_mended(tmp_path: Path) -> None:
    (tmp_path / "layouts").mkdir()
    site = live(write_site(tmp_path, FILES))
    site.changed({A, ABOUT})
    (tmp_path / LAYOUT).write_text("{{ nowhere }}", encoding="utf-8")
    save(tmp_path, "另一段说明。", "pages/about.md")
    assert site.renew({A, ABOUT}).changed == frozenset()

    (tmp_path / LAYOUT).unlink()

    assert site.renew({A, ABOUT}).changed == {ABOUT}


def test_there_is_nothing_at_an_unknown_path(tmp_path: Path) -> None:
    site = live(write_site(tmp_path, FILES))

    assert [site.content(path) for path in ("none.html", "report/none", "../content/site.yaml")] == [None] * 3
