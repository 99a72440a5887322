"""Tests of what grows with a site: not how many files one more document changes, nor how much a page weighs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from planfolio.build import Options, build
from planfolio.project import open_project
from tests.corpus import write_corpus
from tests.sites import plan, write_site

Files = dict[str, bytes]
SMALL, LARGE = 25, 100
KNOWN = "plan-000008.md"
"""A published plan of either site."""
SIZES = {
    "paging.PER_PAGE": 6,
    "listing.PER_PAGE": 6,
    "lists.PER_PAGE": 6,
    "packs.PER_PAGE": 6,
    "register.PER_PAGE": 6,
    "rule_index._NAMED": 0,
    "hours._LONG_TOGETHER": 5,
}
"""Sizes at which the lists of the small site are cut as those of the large one are."""
HEAVIEST = 150_000


def built(folder: Path) -> Files:
    made = build(open_project(folder), Options(today=date(2026, 1, 1), base_url="https://x.example/", search=False))
    return {path: content for path, content in made.artifacts.items() if isinstance(content, bytes)}


def changed(folder: Path, count: int, change: Callable[[Path], None]) -> set[str]:
    """The files that a change of a site with so many documents changes, adds or takes away."""
    write_corpus(folder, count)
    before = built(folder)
    change(folder / "content" / "plans")
    after = built(folder)
    return {path for path in before | after if before.get(path) != after.get(path)}


def list_of(path: str) -> str:
    """The list to which a page belongs, whichever of its parts it is."""
    return re.sub(r"(date|letter|documents)/[^/]+/", "", path)


def add_plan(plans: Path) -> None:
    """The first by name, of a year, type and school that others have, and of two stages, so that it continues no other plan."""
    text = (plans / KNOWN).read_text(encoding="utf-8").rpartition("---")[0]
    for old, new in (
        (r"标题: .*", "标题: 又一份研修方案"),
        (r"文号: .*", "文号: 示校〔2017〕99号"),
        (r"学段: .*", "学段: [小学, 初中]"),
    ):
        text = re.sub(old, new, text, count=1)
    (plans / "a-plan.md").write_text(f"{text}---\n\n正文。\n", encoding="utf-8")


def test_one_more_document_changes_no_more_files_in_a_large_site_than_in_a_small_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, size in SIZES.items():
        monkeypatch.setattr(f"planfolio.pages.{name}", size)

    small = changed(tmp_path / "small", SMALL, add_plan)
    large = changed(tmp_path / "large", LARGE, add_plan)

    assert set(map(list_of, large)) == set(map(list_of, small))
    assert max(Counter(map(list_of, large)).values()) <= 5  # the whole, its kind, year, month and day


def test_another_word_in_a_body_changes_the_files_of_its_document(tmp_path: Path) -> None:
    def edit(plans: Path) -> None:
        edited = plans / KNOWN
        edited.write_text(edited.read_text(encoding="utf-8").replace("围绕", "始终围绕", 1), encoding="utf-8")

    assert changed(tmp_path, 20, edit) == {
        "catalog.json",
        "plans/plan-000008/index.html",
        "plans/plan-000008/index.json",
        "report/plans/plan-000008/index.html",
    }


def test_no_page_of_a_large_site_is_heavy(tmp_path: Path) -> None:
    schools = {f"organisations/s{number}.yaml": f"title: 示例第{number}学校\nkind: school\n" for number in range(125)}
    plans = {
        f"plans/p{number}.md": plan(
            f"school_year: {2001 + number % 3}-{2002 + number % 3}\nhours: 36\npacks: [cn-2011]"
        )
        .replace("示例方案", f"示例第{number}学校学期研修方案")
        .replace("demo-school", f"s{number % 125}")
        .replace("2025", f"{2001 + number % 3}")
        for number in range(200)
    }

    site = built(write_site(tmp_path, schools | plans))

    weights = {path: len(content) for path, content in site.items() if path.endswith("/index.html")}
    assert {path: weight for path, weight in weights.items() if weight > HEAVIEST} == {}
