"""Golden sites: each story under tests/cases/ is built from its content/ and compared, file by file, with its expected/.

`pytest tests/test_cases.py --update-goldens` writes what was built; read the difference before committing it.
"""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from planfolio.build import Options, build
from planfolio.git import Revision
from planfolio.project import open_project
from tests.sites import content_of

CASES = Path(__file__).parent / "cases"
STORIES = sorted(folder.name for folder in CASES.iterdir() if folder.is_dir())
OPTIONS = Options(today=date(2026, 1, 1), revision=Revision("0" * 40, date(2025, 12, 31)), search=False)


def built(story: str) -> dict[str, bytes]:
    """The story's site; the handbook, the packs, what quotes the manuals of rules and the assets are left out, and so is the
    catalogue, which has the hash of each of them."""
    site = build(open_project(CASES / story), OPTIONS)
    return {
        path: content_of(content)
        for path, content in site.artifacts.items()
        if not path.startswith(
            ("assets/", "handbook/", "packs/", "report/rules/", "report/report.sarif", "catalog.json")
        )
    }


def kept(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("story", STORIES)
def test_a_story_builds_the_site_that_is_expected(story: str, update_goldens: bool) -> None:
    site, folder = built(story), CASES / story / "expected"
    if update_goldens:
        shutil.rmtree(folder, ignore_errors=True)
        for path, content in site.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(content)

    expected = kept(folder)

    assert sorted(expected) == sorted(site)
    assert {path for path in site if site[path] != expected[path]} == set()


@pytest.mark.parametrize("story", STORIES)
def test_the_same_sources_give_the_same_bytes(story: str) -> None:
    assert built(story) == built(story)
