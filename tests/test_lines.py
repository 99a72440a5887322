"""Lines: what files tell of one document of many is made anew where an edit concerns it, and is what would be made."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from planfolio import lines
from planfolio.exports import CATALOG, catalog
from planfolio.inspection import inspect
from planfolio.lines import FILE, Lines
from planfolio.outline import outline
from planfolio.project import Project, open_project
from planfolio.reads import DOCUMENT, note, reading
from planfolio.render import Renderer
from planfolio.sources import discover
from tests.sites import TODAY, write_site
from tests.test_lastsite import FILES, OPTIONS, anew, change, rebuilt, there

TEACHER = (
    "---\n姓名: 示例教师\n单位: school\n公开授权: {granted: 是, date: 2025-01-01, fields: [name, ledger]}\n"
    "台账:\n  - {日期: 2024-05-01, 标题: 示例, 学时: 12, 状态: 认定}\n---\n"
)
PACK = (
    "title: 示例县要求\ncitation: {title: 示例, number: 示〔2020〕1号, issued: 2020-01-01}\n"
    "rules: [{code: X-1, check: sum, of: units.hours, at_least: 8}]\n"
)
COURSES = "标题: 示例课程\n单元:\n  - {标题: 讲座, 学时: 6}\n  - {标题: 研讨, 学时: 3}\n"
MORE = {
    "plans/a.md": FILES["plans/a.md"].replace("学时: 10\n", "学时: 10\n课程方案: shared\n规则包: county\n"),
    "curricula/shared.yaml": COURSES,
    "packs/county.yaml": PACK,
    "portfolios/open.md": TEACHER,
}
TOLD = ("catalog.json", "plans/index.json", "report/index.json", "report/report.json", "report/findings.csv")


@pytest.fixture
def site(tmp_path: Path) -> Project:
    """A site that was built before."""
    project = open_project(write_site(tmp_path / "site", {**FILES, **MORE}))
    rebuilt(project, tmp_path / "keep")
    return project


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The documents of which lines are made from now on."""
    keys, make = set[str](), lines._made

    def noted(key: str, told: Callable[[], str]) -> lines.Line:
        keys.add(key)
        return make(key, told)

    monkeypatch.setattr(lines, "_made", noted)
    return keys


def test_another_body_makes_the_lines_of_its_document_alone(site: Project, made: set[str], tmp_path: Path) -> None:
    change(site, "plans/c.md", "见", "另见")

    rebuilt(site, tmp_path / "keep")

    assert made == {"plans/c"}


EDITS = [
    ("plans/c.md", "学时: 30", "学时: 31"),
    ("plans/c.md", "已发布", "草稿"),
    ("organisations/school.yaml", "示例学校", "示例小学"),
    ("curricula/shared.yaml", "单元:", "# 示例\n单元:"),
    ("packs/county.yaml", "at_least: 8", "at_least: 12"),
    ("portfolios/open.md", "granted: 是", "granted: 否"),
    ("site.yaml", "title:", "language: en\ntitle:"),
]


def test_what_is_told_after_an_edit_is_what_would_be_told_anew(site: Project, tmp_path: Path) -> None:
    before = there(site)
    for path, old, new in EDITS:
        change(site, path, old, new)

        rebuilt(site, tmp_path / "keep")

        after, all_anew = there(site), anew(site)
        assert any(after[name] != before[name] for name in TOLD), new
        assert {name: after[name] for name in TOLD} == {name: all_anew[name] for name in TOLD}, new
        before = after


def test_what_comes_and_goes_is_told_of_in_its_place(site: Project, tmp_path: Path) -> None:
    (site.content / "plans/b.md").rename(site.content / "plans/d.md")
    (site.content / "organisations/school.yaml").unlink()

    rebuilt(site, tmp_path / "keep")

    assert there(site) == anew(site)


def test_what_was_found_on_a_page_is_not_told_any_longer_than_it_is_so(site: Project, tmp_path: Path) -> None:
    change(site, "plans/b.md", "## 安排", "## 时间")
    rebuilt(site, tmp_path / "keep")
    told = there(site)
    change(site, "plans/b.md", "## 时间", "## 安排")

    rebuilt(site, tmp_path / "keep")

    assert all(b"WB02" in told[name] for name in TOLD[2:])
    assert not any(b"WB02" in there(site)[name] for name in TOLD)


def test_what_a_document_gives_is_made_with_its_page(made: set[str], tmp_path: Path) -> None:
    project = open_project(write_site(tmp_path / "site", {**FILES, **MORE}))
    inspection = inspect(discover(project.content), today=TODAY)
    renderer = Renderer(project.layouts)
    plan, alone = (outline(project, inspection, inspection.report, OPTIONS, renderer) for _ in range(2))
    tell, lines = plan.teller(), plan.publication.lines
    for key in plan.composed.of_documents:
        tell(key)
        lines.learn(lines.taken(key))
    made.clear()

    told = {**plan.report_files(), CATALOG: catalog(plan.publication, {}, {})}

    assert not made
    assert told == {**alone.report_files(), CATALOG: catalog(alone.publication, {}, {})}
    assert made >= {"plans/a", "organisations/school"}


def unmade() -> str:
    raise AssertionError("it is made again")


def test_a_line_stands_until_something_changed_at_which_was_looked(tmp_path: Path) -> None:
    first, second, third = Lines(), Lines(), Lines()
    first.recall(tmp_path, "", set())

    def told() -> str:
        note("catalog.items", "organisations/school")
        return "示例"

    assert first.of("list", "plans/a", told) == "示例"
    digest, facts = first.keep(tmp_path)

    second.recall(tmp_path, digest, {f"{DOCUMENT}\tplans/b"})
    third.recall(tmp_path, digest, {"catalog.items\torganisations/school"})
    assert set(facts) == {f"{DOCUMENT}\tplans/a", "catalog.items\torganisations/school"}
    assert second.of("list", "plans/a", unmade) == "示例"
    assert third.of("list", "plans/a", lambda: "另一个") == "另一个"


def test_whoever_takes_a_line_looks_at_what_was_looked_at_to_make_it(tmp_path: Path) -> None:
    first, second = Lines(), Lines()
    first.recall(tmp_path, "", set())
    first.of("list", "plans/a", lambda: "示例")
    digest, _ = first.keep(tmp_path)
    second.recall(tmp_path, digest, set())

    with reading() as looked_at:
        second.of("list", "plans/a", unmade)

    assert looked_at == {(DOCUMENT, "plans/a")}


def test_what_nobody_asks_for_is_kept_no_longer(tmp_path: Path) -> None:
    first, second, third = Lines(), Lines(), Lines()
    first.recall(tmp_path, "", set())
    for key in ("plans/a", "plans/b"):
        first.of("list", key, lambda: "示例")
    second.recall(tmp_path, first.keep(tmp_path)[0], set())
    second.of("list", "plans/a", unmade)

    third.recall(tmp_path, second.keep(tmp_path)[0], set())

    assert third.of("list", "plans/a", unmade) == "示例"
    assert third.of("list", "plans/b", lambda: "新") == "新"


@pytest.mark.parametrize("damage", [b"", b"{}\n", b"[[], {}]\n", b"\0", b'[["document\\tplans/a"]'])
def test_what_is_damaged_is_ignored(damage: bytes, tmp_path: Path) -> None:
    first, second = Lines(), Lines()
    first.recall(tmp_path, "", set())
    first.of("list", "plans/a", lambda: "示例")
    digest, _ = first.keep(tmp_path)
    (tmp_path / FILE).write_bytes(damage)

    second.recall(tmp_path, digest, set())

    assert second.of("list", "plans/a", lambda: "新") == "新"


def test_a_line_that_somebody_altered_is_not_believed(tmp_path: Path) -> None:
    first, second = Lines(), Lines()
    first.recall(tmp_path, "", set())
    first.of("list", "plans/a", lambda: "示例")
    digest, _ = first.keep(tmp_path)
    (tmp_path / FILE).write_bytes((tmp_path / FILE).read_bytes().replace("示例".encode(), "假的".encode()))

    second.recall(tmp_path, digest, set())

    assert second.of("list", "plans/a", lambda: "示例") == "示例"
