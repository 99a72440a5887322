"""Composed: a page that is asked for is the one that all pages of the site have at its address."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from planfolio import pages
from planfolio.inspection import inspect
from planfolio.outline import Options, Outline, outline
from planfolio.pages import Composed
from planfolio.pages.composed import types_of_site
from planfolio.project import open_project
from planfolio.render import Renderer
from planfolio.sources import discover
from tests.corpus import write_corpus
from tests.sites import TODAY, write_site
from tests.test_comparison import CONTENT

PLAN = "---\n标题: 示例方案\n类型: 学期方案\n状态: 已发布\n旧地址: [Plans/B, plans/old, search]\n---\n\n示例。\n"


def outlined(folder: Path) -> Outline:
    project = open_project(folder)
    inspection = inspect(discover(project.content), today=TODAY)
    return outline(project, inspection, inspection.report, Options(today=TODAY), Renderer(project.layouts))


def demonstration(folder: Path) -> None:
    shutil.copytree(CONTENT, folder / "content")


def many(folder: Path) -> None:
    write_corpus(folder, 130)


def contested(folder: Path) -> None:
    """Documents that want the addresses of others, or of pages of the site."""
    text = "---\n标题: 示例\n---\n\n示例。\n"
    taken = ("plans", "plans/b", "search", "report/plans/b", "archive/type", "handbook", "handbook/index", "index")
    files = {f"pages/{name}.md": text for name in taken}
    write_site(folder, {**files, "plans/b.md": PLAN, "plans/c.md": PLAN})


@pytest.mark.parametrize("write", [demonstration, many, contested])
def test_each_recipe_is_found_by_its_path(write: Callable[[Path], None], tmp_path: Path) -> None:
    write(tmp_path)
    whole, asked = outlined(tmp_path), outlined(tmp_path)

    found = [asked.at(recipe.path) for recipe in whole.recipes]

    assert [recipe.path for recipe, one in zip(whole.recipes, found, strict=True) if not one] == []
    assert [getattr(one, "told_by", "") for one in found] == [getattr(one, "told_by", "") for one in whole.recipes]
    assert asked.at("plans/none/index.html") is None
    assert asked.at("none.txt") is None


@pytest.mark.parametrize("write", [demonstration, many, contested])
def test_the_page_of_a_document_is_at_its_address(write: Callable[[Path], None], tmp_path: Path) -> None:
    write(tmp_path)
    composed = outlined(tmp_path).composed

    addresses = {key: page.address for key, page in composed.of_documents.items()}

    there = {page.document: page.address for page in composed if page.document in addresses}
    assert {key: address for key, address in addresses.items() if there.get(key) is None} == {}
    assert len(set(addresses.values())) == len(addresses)


def test_no_other_page_of_the_site_is_composed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_corpus(tmp_path, 130)
    site = outlined(tmp_path)
    key = next(key for key in site.studio.edition.keys if key.startswith("plans/"))

    def fail(composed: Composed) -> None:
        raise AssertionError("all pages are composed")

    monkeypatch.setattr(Composed, "_all", property(fail))
    recipe = site.at(f"{key}/index.html")

    assert isinstance(recipe, pages.Page)
    assert recipe.document == key
    assert [site.at(path) for path in (f"{key}/none.png", "assets/none.css", "none/index.html")] == [None] * 3
    with pytest.raises(AssertionError):
        site.at("sitemap.xml")


@pytest.mark.parametrize("write", [demonstration, many, contested])
def test_addresses_lie_below_what_their_type_names(write: Callable[[Path], None], tmp_path: Path) -> None:
    write(tmp_path)
    site = outlined(tmp_path)

    for kind in types_of_site():
        strays = [page.address for page in kind.pages(site.studio) if not page.address.startswith(kind.below)]
        assert strays == [], kind
