"""The last site: a build makes what an edit concerns, and what it leaves is what it would have made."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

import pytest

from planfolio import lastsite
from planfolio.build import Build, Options, build
from planfolio.fingerprints import fingerprint
from planfolio.inventory import Standing
from planfolio.lastsite import FILE, Answers
from planfolio.project import Project, open_project
from planfolio.reads import Asked, answer
from planfolio.spool import spool
from planfolio.write import MANIFEST, publish, standing, target
from tests.edits import edit
from tests.sites import TODAY, content_of, write_site
from tests.test_comparison import CONTENT

OPTIONS = Options(today=TODAY, search=False)
PLAN = "---\n标题: 示例方案{name}\n类型: 学期方案\n状态: 已发布\n发布单位: school\n学时: {hours}\n---\n\n## 安排\n\n{text}\n"
SCHOOL = "标题: 示例学校\n种类: 学校\n"
PORTFOLIO = "---\n姓名: 示例教师{name}\n单位: school\n---\n\n示例。\n"
DRAFT = "---\n标题: 没有公开的示例方案{name}\n类型: 学期方案\n状态: 草稿\n发布单位: school\n---\n\n示例。\n"
FILES = {
    "organisations/school.yaml": SCHOOL,
    "plans/a.md": PLAN.format(name="甲", hours=10, text="见[乙的安排](../plans/b.md#安排)。"),
    "plans/b.md": PLAN.format(name="乙", hours=20, text="每周一次。"),
    "plans/c.md": PLAN.format(name="丙", hours=30, text="见[甲](a.md)。"),
}


def rebuilt(project: Project, keep: Path, options: Options = OPTIONS, processes: int = 1) -> Build:
    """The site built with what the last build left, and published."""
    where = target(project)
    with spool(where) as made:
        site = build(project, options, spool=made, keep=keep, standing=standing(where), processes=processes)
        publish(site.artifacts, where, spool=made, confirm=site.confirm)
        site.keep()
    return site


def made(site: Build) -> set[str]:
    """The pages of documents and lists that were made anew."""
    new = {path for path, artifact in site.artifacts.items() if not isinstance(artifact, Standing)}
    return {path.removesuffix("index.html") for path in new if path.startswith(("plans/", "organisations/", "404"))}


def there(project: Project) -> dict[str, bytes]:
    files = (path for path in project.output.rglob("*") if path.is_file() and path.name != MANIFEST)
    return {path.relative_to(project.output).as_posix(): path.read_bytes() for path in files}


def anew(project: Project, options: Options = OPTIONS) -> dict[str, bytes]:
    return {path: content_of(artifact) for path, artifact in build(project, options).artifacts.items()}


@pytest.fixture
def site(tmp_path: Path) -> Project:
    return open_project(write_site(tmp_path / "site", FILES))


@pytest.fixture
def rebuild(site: Project, tmp_path: Path) -> Callable[..., Build]:
    """Builds `site`, which was built before, once more."""
    rebuilt(site, tmp_path / "keep")
    return partial(rebuilt, site, tmp_path / "keep")


def change(site: Project, path: str, old: str, new: str) -> None:
    file = site.content / path
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def test_nothing_is_made_where_nothing_changed(rebuild: Callable[..., Build]) -> None:
    assert made(rebuild()) == set()


def test_another_body_makes_its_page_and_what_shows_it(site: Project, rebuild: Callable[..., Build]) -> None:
    change(site, "plans/c.md", "见", "另见")

    found = made(rebuild())

    assert "plans/c/" in found
    assert {"plans/a/", "plans/b/", "404.html", "plans/a/units.csv"}.isdisjoint(found)


def test_another_figure_makes_the_sums_above_it_too(site: Project, rebuild: Callable[..., Build]) -> None:
    change(site, "plans/c.md", "30", "31")

    found = made(rebuild())

    assert {"plans/c/", "organisations/school/"} <= found
    assert {"plans/a/", "plans/b/", "404.html"}.isdisjoint(found)


def test_another_title_makes_the_pages_that_name_it(site: Project, rebuild: Callable[..., Build]) -> None:
    change(site, "organisations/school.yaml", "示例学校", "示例小学")

    assert {"plans/a/", "plans/b/", "plans/c/", "organisations/school/"} <= made(rebuild())


def test_another_layout_makes_its_own_pages_alone(site: Project, rebuild: Callable[..., Build]) -> None:
    own = site.root / "layouts"
    own.mkdir()
    standard = Path(__file__).parents[1] / "layouts"
    text = (standard / "organisation.html").read_text(encoding="utf-8")
    (own / "organisation.html").write_text(f"{text}\n{{# ours #}}", encoding="utf-8")

    found = rebuilt(open_project(site.root), site.root.parent / "keep")

    assert "organisations/school/" in made(found)
    assert all(path.startswith("organisations/") for path in made(found))


def test_the_english_words_of_a_layout_are_looked_at(site: Project) -> None:
    (site.content / "site.yaml").write_text("title: Sample\nlanguage: en\n", encoding="utf-8")
    own, keep = site.root / "layouts", site.root.parent / "keep"
    own.mkdir()
    standard = Path(__file__).parents[1] / "layouts"
    text = (standard / "404.html").read_text(encoding="utf-8")
    for word in ("Not here", "Not there"):
        said = text.replace("{% block main %}", f'{{% block main %}}{{{{ say("不在", "{word}") }}}}', 1)
        (own / "404.html").write_text(said, encoding="utf-8")
        rebuilt(open_project(site.root), keep)

        assert word in (site.output / "404.html").read_text(encoding="utf-8")


def test_a_page_that_lost_what_a_standing_page_leads_to_is_told_of(
    site: Project, rebuild: Callable[..., Build]
) -> None:
    change(site, "plans/b.md", "## 安排", "## 时间")

    found = rebuild()

    assert [(one.code, one.at.file) for one in found.report.findings if one.code == "WB02"] == [
        ("WB02", "content/plans/a.md")
    ]
    assert there(site) == anew(site)


def test_it_is_told_of_until_it_is_mended(site: Project, rebuild: Callable[..., Build]) -> None:
    change(site, "plans/b.md", "## 安排", "## 时间")
    rebuild()
    change(site, "plans/c.md", "见", "另见")
    assert "WB02" in {one.code for one in rebuild().report.findings}

    change(site, "plans/b.md", "## 时间", "## 安排")

    assert "WB02" not in {one.code for one in rebuild().report.findings}
    assert there(site) == anew(site)


def test_a_page_that_is_gone_is_told_of_by_those_that_stand(site: Project, rebuild: Callable[..., Build]) -> None:
    (site.content / "plans/a.md").unlink()

    assert "WB01" in {one.code for one in rebuild().report.findings}
    assert there(site) == anew(site)


def test_a_former_address_leads_on_at_once(site: Project, rebuild: Callable[..., Build]) -> None:
    change(site, "plans/c.md", "学时: 30", "学时: 30\n旧地址: plans/former/")
    rebuild()
    change(site, "plans/b.md", "学时: 20", "学时: 20\n旧地址: plans/older/")

    rebuild()

    assert b"plans/older/" in there(site)["_redirects"]
    assert there(site) == anew(site)


def test_a_file_that_somebody_altered_is_made_again(site: Project, rebuild: Callable[..., Build]) -> None:
    (site.output / "plans/b/index.html").write_text("altered", encoding="utf-8")
    (site.output / "plans/a/index.html").unlink()

    assert {"plans/a/", "plans/b/"} <= made(rebuild())
    assert there(site) == anew(site)


def test_what_is_asked_for_otherwise_is_made_otherwise(site: Project, rebuild: Callable[..., Build]) -> None:
    based = replace(OPTIONS, base_url="https://school.example/training/")

    assert {"plans/a/", "404.html"} <= made(rebuild(based))
    assert there(site) == anew(site, based)


def test_what_is_kept_is_told_alike_in_every_run(tmp_path: Path) -> None:
    people = {f"portfolios/{name}.md": PORTFOLIO.format(name=name) for name in "abcd"}
    drafts = {f"plans/draft-{name}.md": DRAFT.format(name=name) for name in "abcd"}
    write_site(tmp_path / "site", {**FILES, **people, **drafts})
    kept = []
    for seed in ("1", "2"):
        environment = {"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path), "XDG_CACHE_HOME": str(tmp_path / seed)}
        command = [sys.executable, "-m", "planfolio", "-C", str(tmp_path / "site")]
        subprocess.run([*command, "build", "--no-search"], env=environment, capture_output=True, check=False)
        (file,) = (tmp_path / seed).rglob(FILE)
        kept.append(json.loads(file.read_text(encoding="utf-8")))

    one, other = kept

    assert one["key"] == other["key"]
    assert _recipes(one) == _recipes(other)
    assert _answers(one) == _answers(other)


def _recipes(kept: dict[str, Any]) -> dict[str, str]:
    return {path: recipe for path, _, recipe, *_ in kept["files"]}


def _answers(kept: dict[str, Any]) -> dict[str, str]:
    return {**dict(zip(kept["facts"], kept["told"], strict=True)), **kept["whole"]}


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"key": 1}', "null", "\0"])
def test_what_is_damaged_is_ignored(damage: str, site: Project, rebuild: Callable[..., Build], tmp_path: Path) -> None:
    (tmp_path / "keep" / FILE).write_text(damage, encoding="utf-8")
    change(site, "plans/c.md", "30", "31")

    rebuild()

    assert there(site) == anew(site)


def test_what_is_half_there_is_ignored(site: Project, rebuild: Callable[..., Build], tmp_path: Path) -> None:
    kept = json.loads((tmp_path / "keep" / FILE).read_text(encoding="utf-8"))
    for lost in kept.keys() - {"key"}:
        (tmp_path / "keep" / FILE).write_text(json.dumps({**kept, lost: [7]}), encoding="utf-8")
        rebuild()

        assert there(site) == anew(site), lost


@pytest.mark.parametrize(("seed", "processes"), [(1, 1), (2, 2)])
def test_after_any_edits_the_site_is_the_one_made_anew(seed: int, processes: int, tmp_path: Path) -> None:
    shutil.copytree(CONTENT, tmp_path / "content")
    project, chance = open_project(tmp_path), Random(seed)
    rebuilt(project, tmp_path / "keep")
    for _ in range(4):
        done = edit(project.content, chance)
        if not rebuilt(project, tmp_path / "keep", processes=processes).inspection.broken:
            assert there(project) == anew(project), done


def test_what_a_page_told_that_was_made_again_counts_for_all(tmp_path: Path) -> None:
    # A broken link has the report and the lists made once more, after they told in another process what they looked at.
    plans = {f"plans/p{number}.md": PLAN.format(name=number, hours=9, text="文。") for number in range(70)}
    broken = {"plans/p7.md": PLAN.format(name=7, hours=9, text="见[没有的一份](../plans/none.md)。")}
    about = {"pages/about.md": "---\n标题: 关于\n---\n\n文。\n", "organisations/school.yaml": SCHOOL}
    project = open_project(write_site(tmp_path / "site", plans | broken | about))
    rebuilt(project, tmp_path / "keep", processes=2)
    change(project, "pages/about.md", "关于", "关于我们")
    rebuilt(project, tmp_path / "keep", processes=2)

    assert there(project) == anew(project)


def test_what_nobody_told_is_taken_for_changed() -> None:
    answers = Answers([_Asked(a="甲")])

    assert answers.known("_Asked.titles\ta") == ""
    assert answers.changed({"_Asked.titles\ta": ""}, {}) == {"_Asked.titles\ta"}
    assert answers.known("document\tplans/a") is None


class _Asked(Asked):
    def __init__(self, **titles: str) -> None:
        self._titles = titles

    @answer
    def titles(self) -> dict[str, str]:
        return self._titles


def test_answers_that_are_as_they_were_are_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    facts = ["_Asked.titles\ta", "_Asked.titles\tb", "_Asked.titles\tnone"]
    before = Answers([_Asked(a="甲", b="乙")])
    told, whole = before.untold(facts), before.whole(facts)
    asked: list[object] = []
    monkeypatch.setattr(lastsite, "fingerprint", lambda value: (asked.append(value), fingerprint(value))[1])  # type: ignore[func-returns-value]  # of both the other counts

    same = Answers([_Asked(a="甲", b="乙")])

    assert same.changed(told, whole) == set()
    assert {fact: same.known(fact) for fact in told} == told
    assert len(asked) == 1


def test_of_answers_that_are_not_all_as_they_were_each_is_looked_at() -> None:
    facts = ["_Asked.titles\ta", "_Asked.titles\tb", "_Asked.titles\tnone"]
    before = Answers([_Asked(a="甲", b="乙")])

    other = Answers([_Asked(a="甲", b="丙", none="丁")])

    assert other.changed(before.untold(facts), before.whole(facts)) == {"_Asked.titles\tb", "_Asked.titles\tnone"}
