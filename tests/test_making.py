"""Making: however many processes make a site, and wherever it is kept, it is the same."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from random import Random

import pytest

from planfolio import pages
from planfolio.build import Build, Options, build
from planfolio.project import Project, open_project
from planfolio.render import LayoutError, Renderer
from planfolio.search import prepared
from tests.corpus import write_corpus
from tests.edits import edit
from tests.sites import TODAY, content_of, faced, write_site

OPTIONS = Options(today=TODAY, search=False)
SEARCHED = Options(today=TODAY)
PLAN = "---\n标题: 示例方案{}\n类型: 学期方案\n发布单位: school\n状态: 已发布\n---\n\n见[第一份](../plans/a.md)和{}。\n"


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Project:
    folder = tmp_path_factory.mktemp("corpus")
    write_corpus(folder, 90)
    return open_project(folder)


def contents(built: Build) -> Mapping[str, bytes]:
    return {path: content_of(artifact) for path, artifact in built.artifacts.items()}


def test_two_processes_and_a_folder_make_the_site_that_one_makes_in_memory(corpus: Project, tmp_path: Path) -> None:
    one, two = build(corpus, OPTIONS), build(corpus, OPTIONS, spool=tmp_path, processes=2)

    assert contents(one) == contents(two)
    assert {type(content) for content in one.artifacts.values()} == {bytes}
    assert sum(isinstance(content, Path) for content in two.artifacts.values()) > 90


def test_a_site_of_which_the_trees_are_not_held_is_the_one_of_which_they_are(
    corpus: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("planfolio.inspection.MANY", 80)
    monkeypatch.setattr("planfolio.workers._bearable", lambda: 0)
    opened = build(corpus, OPTIONS, keep=tmp_path, processes=2)
    opened.keep()
    again = build(corpus, OPTIONS, keep=tmp_path, processes=2)

    assert contents(opened) == contents(again) == contents(build(corpus, OPTIONS))


def test_a_broken_layout_is_told_of_by_whichever_process_meets_it(corpus: Project, tmp_path: Path) -> None:
    shutil.copytree(corpus.content, tmp_path / "content")
    (tmp_path / "layouts").mkdir()
    (tmp_path / "layouts" / "plan.html").write_text("{{ nowhere }}", encoding="utf-8")

    with pytest.raises(LayoutError, match="nowhere"):
        build(open_project(tmp_path), OPTIONS, processes=2)


def test_what_is_found_on_the_pages_reaches_every_page_that_shows_it(tmp_path: Path) -> None:
    # Pages are looked at when they are made, and some are made again for what was found then.
    project = open_project(
        write_site(
            tmp_path,
            {
                "plans/a.md": PLAN.format("甲", "[没有的页](../plans/none.md)"),
                "plans/b.md": PLAN.format("乙", "[锚点](../plans/a.md#没有)"),
                "plans/c.md": PLAN.format("丙", "附件"),
                "organisations/school.yaml": "标题: 示例学校\n",
            },
        )
    )
    built = build(project, OPTIONS)
    assert [finding.code for finding in built.report.findings if finding.code.startswith("WB")] == ["WB01", "WB02"]

    composed = faced(pages.open_studio(built.inspection, built.shown, profile="public", drafts=False, as_of=TODAY))
    renderer = Renderer(project.layouts)

    assert [page.path for page in composed if renderer.render(page) != built.artifacts[page.path]] == []
    assert {path for path in built.artifacts if path.endswith(".html")} == {page.path for page in composed}


def test_what_search_keeps_of_pages_is_used_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project = open_project(write_site(tmp_path / "site", {"plans/a.md": PLAN.format("甲", "附件")}))
    first = build(project, SEARCHED, keep=tmp_path / "keep")

    with monkeypatch.context() as without:
        without.setattr(prepared, "sections", None)  # nothing is read again
        again = build(project, SEARCHED, keep=tmp_path / "keep")

    assert contents(again) == contents(first)


def test_a_site_with_what_was_kept_is_the_one_without(tmp_path: Path) -> None:
    chance, keep = Random(7), tmp_path / "keep"
    files = {f"plans/{name}.md": PLAN.format(name, "附件") for name in "abc"} | {"plans/d.md": PLAN.format("d", "丁")}
    project = open_project(write_site(tmp_path / "site", files))
    for turn in range(6):
        done = edit(project.content, chance) if turn else ""
        if turn == 3:
            for file in (keep / "search" / "sources").iterdir():
                file.write_bytes(b"damaged")
            shutil.rmtree(keep / "search" / "shards")

        assert contents(build(project, SEARCHED, keep=keep)) == contents(build(project, SEARCHED)), done


def test_of_pages_that_are_gone_nothing_is_kept(tmp_path: Path) -> None:
    files = {f"plans/{name}.md": PLAN.format(name, "附件") for name in "abc"}
    project = open_project(write_site(tmp_path / "site", files))
    build(project, SEARCHED, keep=tmp_path / "keep")
    before = set((tmp_path / "keep" / "search" / "sources").iterdir())
    (project.content / "plans" / "b.md").unlink()

    build(project, SEARCHED, keep=tmp_path / "keep")

    after = set((tmp_path / "keep" / "search" / "sources").iterdir())
    assert len(after) == len(before) - 1
