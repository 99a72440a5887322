"""Making: however many processes make a site, and wherever it is kept, it is the same."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from planfolio import pages
from planfolio.build import Build, Options, build
from planfolio.project import Project, open_project
from planfolio.render import LayoutError, Renderer
from tests.corpus import write_corpus
from tests.sites import TODAY, write_site

OPTIONS = Options(today=TODAY, search=False)


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Project:
    folder = tmp_path_factory.mktemp("corpus")
    write_corpus(folder, 90)
    return open_project(folder)


def contents(built: Build) -> Mapping[str, bytes]:
    return {
        path: content.read_bytes() if isinstance(content, Path) else content
        for path, content in built.artifacts.items()
    }


def test_two_processes_and_a_folder_make_the_site_that_one_makes_in_memory(corpus: Project, tmp_path: Path) -> None:
    one, two = build(corpus, OPTIONS), build(corpus, OPTIONS, spool=tmp_path, processes=2)

    assert contents(one) == contents(two)
    assert {type(content) for content in one.artifacts.values()} == {bytes}
    assert sum(isinstance(content, Path) for content in two.artifacts.values()) > 90


def test_a_broken_layout_is_told_of_by_whichever_process_meets_it(corpus: Project, tmp_path: Path) -> None:
    shutil.copytree(corpus.content, tmp_path / "content")
    (tmp_path / "layouts").mkdir()
    (tmp_path / "layouts" / "plan.html").write_text("{{ nowhere }}", encoding="utf-8")

    with pytest.raises(LayoutError, match="nowhere"):
        build(open_project(tmp_path), OPTIONS, processes=2)


def test_what_is_found_on_the_pages_reaches_every_page_that_shows_it(tmp_path: Path) -> None:
    # Pages are looked at when they are made, and some are made again for what was found then.
    plan = "---\n标题: 示例方案{}\n类型: 学期方案\n发布单位: school\n状态: 已发布\n---\n\n见[第一份](../plans/a.md)和{}。\n"
    project = open_project(
        write_site(
            tmp_path,
            {
                "plans/a.md": plan.format("甲", "[没有的页](../plans/none.md)"),
                "plans/b.md": plan.format("乙", "[锚点](../plans/a.md#没有)"),
                "plans/c.md": plan.format("丙", "附件"),
                "organisations/school.yaml": "标题: 示例学校\n",
            },
        )
    )
    built = build(project, OPTIONS)
    assert [finding.code for finding in built.report.findings if finding.code.startswith("WB")] == ["WB01", "WB02"]

    composed = pages.compose(
        pages.open_studio(built.inspection, built.shown, profile="public", drafts=False, as_of=TODAY)
    )
    renderer = Renderer(project.layouts)

    assert [page.path for page in composed if renderer.render(page) != built.artifacts[page.path]] == []
