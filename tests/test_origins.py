"""Origins and credits: what pages tell of their sources, where they lead, and who is named."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from planfolio.build import Options, build
from planfolio.changes import changes
from planfolio.comparison import compare
from planfolio.findings import Place, Span
from planfolio.git import Revision
from planfolio.history import History, Trace
from planfolio.inventory import Artifact
from planfolio.model.choices import Forge
from planfolio.pages import Page
from planfolio.pages.edition import Edition
from planfolio.pages.page import Origin
from planfolio.project import open_project, standard_layouts
from planfolio.publicity import Profile
from planfolio.render import Renderer
from tests.sites import TODAY, composed, content_of, inspected, plan, write_site
from tests.test_comparison import repository

RENDERER = Renderer([standard_layouts()])
COMMIT = "4fd84784930" + "0" * 29
FORGE = "title: 站\nrepository: {forge: github, url: https://github.com/a/b, branch: main}\n"
CREDITS = "title: 站\ncredits: 是\n"
AT = "https://github.com/a/b"


def history(*, folder: str = "", **authors: str) -> History:
    """The history of plans by id, all last changed on one day; authors in one text."""
    return History(
        folder=folder,
        traces={
            f"content/plans/{name}.md": Trace(commit=COMMIT, day=date(2026, 9, 1), authors=tuple(sorted(names.split())))
            for name, names in authors.items()
        },
    )


def pages(
    folder: Path, site: str, files: Mapping[str, str], past: History, *, profile: Profile = "public"
) -> dict[str, Page]:
    found = composed(
        inspected(folder, {"site.yaml": site, **files}), profile=profile, base_url="https://x.example/", history=past
    )
    return {page.address: page for page in found}


def origin(page: Page) -> Origin:
    assert page.origin is not None
    return page.origin


def authors(page: Page) -> tuple[str, ...]:
    return page.origin.authors if page.origin else ()


def asked(address: str | None) -> list[str]:
    """Title and text with which a report of a problem begins."""
    assert address is not None
    return [text for values in parse_qs(urlsplit(address).query).values() for text in values]


PORTFOLIO = "---\nname: 示例己\nconsent: {granted: 是, date: 2025-01-01, fields: [name]}\n---\n"


# --- links ------------------------------------------------------------------------------------------------------------


def test_a_page_says_when_its_source_changed_and_leads_to_it(tmp_path: Path) -> None:
    found = pages(tmp_path, FORGE, {"plans/a.md": plan("hours: 36")}, history(folder="研修/", a="示例甲"))

    shown = origin(found["plans/a/"])
    path = "main/%E7%A0%94%E4%BF%AE/content/plans/a.md"
    assert replace(shown, problem=None) == Origin(
        day="2026-09-01", edit=f"{AT}/edit/{path}", history=f"{AT}/commits/{path}"
    )
    html = RENDERER.render(found["plans/a/"]).decode()
    assert '最近修改 <time datetime="2026-09-01">2026-09-01</time>' in html
    assert f'<a href="{AT}/edit/{path}" rel="noopener">编辑此页</a>' in html


def test_a_report_of_a_problem_begins_with_title_address_and_revision(tmp_path: Path) -> None:
    found = pages(tmp_path, FORGE, {"plans/a.md": plan("hours: 36")}, history(a="示例甲"))

    title, text = asked(origin(found["plans/a/"]).problem)
    assert title == "问题：示例方案"
    assert text.startswith(
        "页面：https://x.example/plans/a/\n版本：4fd847849300\n源文件：content/plans/a.md\n\n哪里不对，应该是什么"
    )
    assert "示例甲" not in text


@pytest.mark.parametrize(("kind", "name"), [("personal", "个人计划"), ("mentoring", "师徒协议")])
def test_a_report_of_a_problem_with_what_is_about_a_person_has_no_name(tmp_path: Path, kind: str, name: str) -> None:
    files = {"plans/a.md": plan("hours: 36").replace("示例方案", "示例己的计划").replace("type: term", f"type: {kind}")}

    found = pages(tmp_path, FORGE, files, history(a="示例甲"))

    asks = [asked(origin(found[address]).problem) for address in ("plans/a/", "report/plans/a/")]
    assert [title for title, _ in asks] == [f"问题：{name} a"] * 2
    assert "示例己" not in "".join(text for _, text in asks)


def test_a_sheet_leads_to_the_source_of_its_document_and_a_list_to_none(tmp_path: Path) -> None:
    found = pages(tmp_path, FORGE, {"plans/a.md": plan("hours: 36")}, history(a="示例甲"))

    sheet, plans = origin(found["report/plans/a/"]), origin(found["plans/"])
    assert sheet.edit == f"{AT}/edit/main/content/plans/a.md"
    assert (plans.edit, plans.history, plans.day) == (None, None, "")
    assert asked(plans.problem)[1].startswith("页面：https://x.example/plans/\n\n")
    assert {page.address for page in found.values() if page.origin is None} == {"404.html"}


def test_a_document_that_cannot_be_read_is_edited_from_its_page(tmp_path: Path) -> None:
    found = pages(tmp_path, FORGE, {"plans/a.md": "---\ntitle: 方案\ntype: 不明\n---\n"}, History())

    assert origin(found["plans/a/"]).edit == f"{AT}/edit/main/content/plans/a.md"


def test_a_place_leads_to_all_its_lines(tmp_path: Path) -> None:
    inspection = inspected(tmp_path, {"site.yaml": FORGE, "plans/a.md": plan("hours: 36")})
    edition = Edition(inspection, inspection.report, "public", drafts=False)
    spans = (Span(5, 1, 5, 9), Span(5, 3, 9, 2), Span(5, 3, 6, 1))

    links = [edition.source(Place("content/plans/a.md", span=span)).url for span in spans]

    lines = f"{AT}/blob/main/content/plans/a.md?plain=1#"
    assert links == [f"{lines}L5", f"{lines}L5-L9", f"{lines}L5"]


def test_findings_lead_to_their_lines(tmp_path: Path) -> None:
    found = pages(tmp_path, FORGE, {"plans/a.md": plan("hours: 36", "报名时间另行通知。\n")}, History())

    html = RENDERER.render(found["report/plans/a/"]).decode()
    assert f'<a class="source" href="{AT}/blob/main/content/plans/a.md?plain=1#L9" rel="noopener">第 9 行</a>' in html


def test_a_new_finding_leads_to_its_line_and_a_solved_one_no_longer(tmp_path: Path) -> None:
    write_site(tmp_path, {"site.yaml": FORGE, "plans/a.md": plan("hours: 36", "地点另行通知。\n")})
    repository(tmp_path)
    write_site(tmp_path, {"site.yaml": FORGE, "plans/a.md": plan("hours: 36\nquota: {total: 9}", "地点待定。\n")})
    project = open_project(tmp_path)
    compared = compare(project, "HEAD", today=TODAY)
    news = changes(compared.after.report, compared.before.report)

    built = build(project, Options(today=TODAY, search=False, changes=news))

    html = _text(built.artifacts["report/changes/index.html"])
    assert f'<a href="{AT}/blob/main/content/plans/a.md?plain=1#L10" rel="noopener">content/plans/a.md:10</a>' in html
    assert '<p class="source">content/plans/a.md:9</p>' in html


def test_without_a_repository_a_page_leads_nowhere_and_without_history_it_tells_nothing(tmp_path: Path) -> None:
    files = {"plans/a.md": plan("hours: 36")}

    told = pages(tmp_path / "a", "title: 站\n", files, history(a="示例甲"))
    silent = pages(tmp_path / "b", "title: 站\n", files, History())

    assert told["plans/a/"].origin == Origin(day="2026-09-01")
    assert {page.origin for page in silent.values()} == {None}


def test_a_portfolio_tells_nothing_of_its_source_in_public(tmp_path: Path) -> None:
    site = FORGE + "credits: 是\n"
    past = History(traces={"content/portfolios/t.md": Trace(commit=COMMIT, day=date(2026, 9, 1), authors=("示例甲",))})

    public = pages(tmp_path, site, {"portfolios/t.md": PORTFOLIO}, past)
    internal = pages(tmp_path, site, {"portfolios/t.md": PORTFOLIO}, past, profile="internal")

    shown = origin(public["portfolios/t/"])
    assert replace(shown, problem=None) == Origin()
    title, text = asked(shown.problem)
    assert title == "问题：教师档案 t"
    assert "示例己" not in text
    assert f"{AT}/blob/main/content/portfolios" not in "".join(
        RENDERER.render(page).decode() for page in public.values()
    )
    assert origin(internal["portfolios/t/"]).day == "2026-09-01"
    assert authors(internal["portfolios/t/"]) == ("示例甲",)


def test_a_plan_without_a_page_has_no_link_anywhere(tmp_path: Path) -> None:
    files = {"plans/a.md": plan("hours: 36"), "plans/inner.md": plan("hours: 9\nvisibility: internal\nparent: a")}

    found = pages(tmp_path, FORGE, files, history(a="示例甲", inner="示例乙"))

    assert not [page.address for page in found.values() if "inner" in RENDERER.render(page).decode()]


def test_an_english_page_says_it_in_english(tmp_path: Path) -> None:
    found = pages(tmp_path, FORGE + "language: en\n", {"plans/a.md": plan("hours: 36")}, history(a="示例甲"))

    html = RENDERER.render(found["plans/a/"]).decode()
    assert [word for word in ("Last changed", "Edit this page", "Report a problem") if word not in html] == []
    assert asked(origin(found["plans/a/"]).problem)[0] == "Problem: 示例方案"


@pytest.mark.parametrize("forge", Forge)
def test_every_forge_has_its_links(tmp_path: Path, forge: Forge) -> None:
    site = f"title: 站\nrepository: {{forge: {forge.value}, url: https://git.example/a/b, branch: main}}\n"

    found = origin(pages(tmp_path, site, {"plans/a.md": plan("hours: 36")}, history(a="示例甲"))["plans/a/"])

    assert all(
        link and link.startswith("https://git.example/a/b/") for link in (found.edit, found.history, found.problem)
    )


# --- who is named -----------------------------------------------------------------------------------------------------


def test_nobody_is_named_unless_the_settings_say_so(tmp_path: Path) -> None:
    files = {"plans/a.md": plan("hours: 36")}

    silent = pages(tmp_path / "a", "title: 站\n", files, history(a="示例甲"))
    denied = pages(tmp_path / "b", "title: 站\ncredits: {shown: 否}\n", files, history(a="示例甲"))
    named = pages(tmp_path / "c", CREDITS, files, history(a="示例乙 示例甲"))

    assert authors(silent["plans/a/"]) == authors(denied["plans/a/"]) == ()
    assert "credits/" not in silent.keys() | denied.keys()
    assert authors(named["plans/a/"]) == ("示例甲", "示例乙")  # by pinyin: jia, yi
    assert "参与编写：示例甲、示例乙" in RENDERER.render(named["plans/a/"]).decode()


def test_who_does_not_want_to_be_listed_is_not_however_the_name_is_written(tmp_path: Path) -> None:
    site = "title: 站\ncredits: {shown: 是, omit: [Ｌi Ming, 示例 乙]}\n"

    found = pages(tmp_path, site, {"plans/a.md": plan("hours: 36")}, history(a="示例甲 示例乙 LIMING"))

    assert authors(found["plans/a/"]) == ("示例甲",)
    assert not [
        page.address
        for page in found.values()
        if re.search("示例乙|示例 乙|LIMING|Ming", RENDERER.render(page).decode())
    ]


def test_a_teacher_whose_portfolio_keeps_the_name_back_is_not_named_as_an_author(tmp_path: Path) -> None:
    files = {"plans/a.md": plan("hours: 36"), "portfolios/t.md": "---\nname: 示例己\n---\n"}
    past = history(a="示例甲 示例己 示例己（示例学校）")

    public = pages(tmp_path, CREDITS, files, past)
    internal = pages(tmp_path, CREDITS, files, past, profile="internal")

    assert authors(public["plans/a/"]) == ("示例甲",)
    assert authors(internal["plans/a/"]) == ("示例己", "示例己（示例学校）", "示例甲")


def test_bots_are_not_named(tmp_path: Path) -> None:
    past = history(a="dependabot[bot] project_7_bot renovate-bot Talbot")

    found = pages(tmp_path, CREDITS, {"plans/a.md": plan("hours: 36")}, past)

    assert authors(found["plans/a/"]) == ("Talbot",)


def test_a_name_is_text_and_nothing_else(tmp_path: Path) -> None:
    found = pages(tmp_path, CREDITS, {"plans/a.md": plan("hours: 36")}, history(a="<script>alert(1)</script>"))

    html = "".join(RENDERER.render(found[address]).decode() for address in ("plans/a/", "credits/"))
    assert "<script>alert" not in html
    assert html.count("&lt;script&gt;alert(1)&lt;/script&gt;") == 2


def test_of_many_authors_a_page_names_eight(tmp_path: Path) -> None:
    past = history(a=" ".join(f"示例{number:02}" for number in range(12)))

    html = RENDERER.render(pages(tmp_path, CREDITS, {"plans/a.md": plan("hours: 36")}, past)["plans/a/"]).decode()

    assert '示例07 <a href="../../credits/">等 12 人</a>' in html


# --- the page of credits ----------------------------------------------------------------------------------------------


def test_credits_tell_who_worked_on_what_counted_in_documents(tmp_path: Path) -> None:
    files = {f"plans/{name}.md": plan("hours: 36").replace("示例方案", f"方案{name}") for name in "abc"}
    files |= {"plans/draft.md": plan("").replace("published", "draft")}
    past = history(a="示例甲", b="示例甲 示例乙", c="示例甲", draft="示例丙 示例乙")

    found = pages(tmp_path, CREDITS, files, past)["credits/"]

    told = [(one.name, one.counts, [link.text for link in one.documents]) for one in found.context["contributors"]]
    assert told == [("示例甲", "方案 3 份", ["方案a", "方案b", "方案c"]), ("示例乙", "方案 1 份", ["方案b"])]


def test_many_people_stand_on_several_pages_and_many_documents_are_counted(tmp_path: Path) -> None:
    files = {f"plans/p{number:02}.md": plan("hours: 36") for number in range(15)}
    people = " ".join(f"{'赵钱'[number % 2]}示例{number:03}" for number in range(101))
    past = history(**{f"p{number:02}": people for number in range(15)})

    found = pages(tmp_path, CREDITS, files, past)

    first, second = found["credits/"].context["contributors"], found["credits/letter/z/"].context["contributors"]
    assert (len(first), len(second)) == (50, 51)
    assert (len(first[0].documents), first[0].more) == (12, 3)


def test_people_are_not_found_by_searching(tmp_path: Path) -> None:
    site = CREDITS + "base_url: https://x.example/\n"
    write_site(tmp_path, {"site.yaml": site, "plans/a.md": plan("hours: 36")})

    built = build(
        open_project(tmp_path),
        Options(today=TODAY, revision=Revision(COMMIT, TODAY), history=history(a="示例癸癸"), search=True),
    )

    assert '<meta name="robots" content="noindex">' in _text(built.artifacts["credits/index.html"])
    assert "credits" not in _text(built.artifacts["sitemap.xml"])
    tellers = [path for path, content in built.artifacts.items() if "癸癸" in _text(content)]
    assert sorted(tellers) == ["credits/index.html", "plans/a/index.html", "report/plans/a/index.html"]


def _text(artifact: Artifact) -> str:
    return content_of(artifact).decode(errors="replace")


def test_a_build_reads_the_history_of_its_repository_and_is_the_same_twice(tmp_path: Path) -> None:
    write_site(tmp_path, {"site.yaml": CREDITS, "plans/a.md": plan("hours: 36")})
    repository(tmp_path)

    for output in ("one", "two"):
        command = [sys.executable, "-m", "planfolio", "-C", str(tmp_path), "build", "--no-search", "-o", output]
        subprocess.run(command, check=False, capture_output=True, env={**os.environ, "NO_COLOR": "1"})

    one, two = (_files(tmp_path / output) for output in ("one", "two"))
    assert "参与编写：示例" in one["plans/a/index.html"].decode()
    assert one == two


def _files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
