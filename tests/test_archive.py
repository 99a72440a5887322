"""The archive: facets and their pages, lists that one more document leaves where they were, and what its script reads."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from planfolio.inspection import Inspection
from planfolio.pages import Page, companions, open_studio
from planfolio.pages.facets import step_of
from planfolio.project import standard_layouts
from planfolio.publicity import Profile
from planfolio.render import Renderer
from planfolio.reports import redact
from tests.sites import composed, inspected, plan

RENDERER = Renderer((standard_layouts(),))
SUBJECT = "school_year: 2024-2025\nsubjects: [语文]\nschool_stages: [小学]\nlevel: county"


def titled(title: str, front: str = "") -> str:
    return plan(front).replace("示例方案", title)


FILES: Mapping[str, str] = {
    "plans/chinese.md": titled("重庆研修", f"{SUBJECT}\nmodules: [{{title: 一, hours: 30, mode: online}}]"),
    "plans/range.md": titled("阿勒泰研修", "hours: 20-60\nsubjects: [语文, 数学]"),
    "plans/part.md": titled("数学研修", "hours: 90\nmodules: [{title: 一, hours: 90}, {title: 二, hours: 4周}]"),
    "plans/hidden.md": titled("内部的方案", "visibility: internal\nsubjects: [内部学科]"),
    "plans/draft.md": titled("草稿的方案", "subjects: [草稿学科]").replace("status: published", "status: draft"),
    "archive/summary.md": "---\ntitle: 总结一份\ntype: summary\nof: chinese\nhours: 36\nissued: 2025-07-10\n---\n正文。\n",
}


def addressed(inspection: Inspection, profile: Profile = "public") -> dict[str, Page]:
    return {page.address: page for page in composed(inspection, profile=profile)}


def rendered(page: Page) -> str:
    return RENDERER.render(page).decode()


def documents(page: Page) -> list[str]:
    return [document.title for group in page.context["groups"] for document in group.documents]


def columns(inspection: Inspection, profile: Profile = "public") -> dict[str, Any]:
    report = inspection.report if profile == "internal" else redact.public(inspection.report, drafts=False)
    [companion] = companions(open_studio(inspection, report, profile=profile, drafts=False))
    assert companion.path == "archive/facets.json"
    found: dict[str, Any] = json.loads(companion.write())
    return found


@pytest.fixture(scope="module")
def inspection(tmp_path_factory: pytest.TempPathFactory) -> Inspection:
    return inspected(tmp_path_factory.mktemp("archive"), FILES)


@pytest.fixture(scope="module")
def pages(inspection: Inspection) -> dict[str, Page]:
    return addressed(inspection)


# --- facets -----------------------------------------------------------------------------------------------------------


def test_the_rows_stand_in_order_and_count_their_documents(pages: dict[str, Page]) -> None:
    rows = {row.title: [(link.text, link.count) for link in row.links] for row in pages["archive/"].context["rows"]}

    assert list(rows) == ["学年", "学段", "学科", "类型", "级别", "单位", "方式", "状态", "学时"]
    assert rows["学年"] == [("2024-2025", 2), ("未写明", 2)]
    assert rows["学科"] == [("数学", 1), ("语文", 3), ("未写明", 1)]
    assert rows["类型"] == [("学期方案", 3), ("总结", 1)]
    assert rows["方式"] == [("网络研修", 1), ("未写明", 2)]


def test_hours_in_part_known_are_in_no_band_and_a_range_is_in_each_that_it_reaches(pages: dict[str, Page]) -> None:
    assert documents(pages["archive/hours/unknown/"]) == ["数学研修"]
    assert documents(pages["archive/hours/0-24/"]) == ["阿勒泰研修"]
    assert documents(pages["archive/hours/24-50/"]) == ["总结一份", "阿勒泰研修", "重庆研修"]
    assert documents(pages["archive/hours/50-90/"]) == ["阿勒泰研修"]


def test_a_page_of_one_value_leads_to_those_of_others_and_back(pages: dict[str, Page]) -> None:
    html = rendered(pages["archive/subject/语文/"])

    assert documents(pages["archive/subject/语文/"]) == ["总结一份", "阿勒泰研修", "重庆研修"]
    assert re.search(r'<a href="../../../archive/" data-key="subject=">全部</a>', html)
    assert '<a href="../../../archive/year/2024-2025/"' in html
    assert "archive/?subject=%E8%AF%AD%E6%96%87" in html
    assert "archive.js" not in html
    assert "<small>" not in html.partition('<nav class="facets"')[2].partition("</nav>")[0]


@pytest.mark.parametrize(
    "subject", ["语文", "Maths", "语文/数学", "语文-数学", "unstated", "..", "C", "C++", "学" * 50, "学" * 51]
)
def test_a_free_text_has_an_address_that_depends_on_nothing_else(subject: str) -> None:
    step = step_of(subject)

    assert re.fullmatch(r"[\w-]+", step)
    assert len(step.encode()) <= 70
    assert step == step_of(f" {subject.upper()} ")


def test_no_two_subjects_share_an_address() -> None:
    subjects = (
        "语文/数学",
        "语文、数学",
        "语文-数学",
        "语文 数学",
        "C",
        "C++",
        "C#",
        "..",
        "...",
        "学" * 50,
        "学" * 51,
    )

    assert len({step_of(subject) for subject in subjects}) == len(subjects)


# --- what the script reads ----------------------------------------------------------------------------------------------


def test_the_file_holds_every_document_with_its_values_and_ranks(inspection: Inspection) -> None:
    found = columns(inspection)

    assert found["title"] == ["总结一份", "阿勒泰研修", "重庆研修", "数学研修"]
    assert found["sort=title"] == [3, 0, 1, 2]
    assert found["sort=hours"] == [0, 2, 1, None]
    values = [{found["values"][number] for number in numbers} for numbers in found["facets"]]
    assert {"subject=%E6%95%B0%E5%AD%A6", "subject=%E8%AF%AD%E6%96%87", "hours=0-24"} <= values[1]
    assert {"type=term", "mode=online", "status=published", "organisation=demo-school"} <= values[2]


def test_nothing_that_is_not_public_is_in_it(inspection: Inspection, pages: dict[str, Page]) -> None:
    public = json.dumps(columns(inspection), ensure_ascii=False)
    internal = json.dumps(columns(inspection, "internal"), ensure_ascii=False)

    assert "内部" in internal
    for hidden in ("内部", "hidden", "草稿", "draft"):
        assert hidden not in public
        assert not [address for address in pages if hidden in address]
    assert "内部学科" not in rendered(pages["archive/"])


# --- lists of many documents --------------------------------------------------------------------------------------------

MANY = {
    f"plans/p{number:03}.md": titled(f"研修{number:03}").replace(
        "2025-02-20", f"{2015 + number % 10}-{1 + number % 7:02}-{1 + number % 5:02}"
    )
    for number in range(600)
}


def lists_of(files: Mapping[str, str], folder: Path) -> dict[str, str]:
    pages = addressed(inspected(folder, files))
    return {
        address: rendered(page) for address, page in pages.items() if page.kind == "list" and "archive/" not in address
    }


def test_one_more_document_changes_few_pages_and_renames_none(tmp_path: Path) -> None:
    before = lists_of(MANY, tmp_path / "before")
    one_more = titled("又一份研修").replace("2025-02-20", "2019-03-03")
    after = lists_of({**MANY, "plans/one-more.md": one_more}, tmp_path / "after")

    changed = {address for address, html in after.items() if before.get(address) != html}
    assert {"plans/", "plans/date/2019/"} <= before.keys() <= after.keys()
    assert changed - {"organisations/"} == {"plans/", "plans/date/2019/"}  # the number of all, and its own page


def test_a_part_that_grows_too_long_is_cut_and_keeps_its_page(tmp_path: Path) -> None:
    before = lists_of(MANY, tmp_path / "before")
    more = {
        f"plans/q{number}.md": titled(f"添加{number}").replace("2025-02-20", f"2019-{1 + number % 9:02}-10")
        for number in range(60)
    }
    after = lists_of({**MANY, **more}, tmp_path / "after")

    assert before.keys() <= after.keys()
    assert {"plans/date/2019-01/", "plans/date/2019-09/"} <= after.keys() - before.keys()
    assert "2019年9月" in after["plans/date/2019/"]
    assert "添加8" in after["plans/date/2019/"]  # the newest of its parts
    assert 'rel="prev" href="../../../plans/date/2020/"' in after["plans/date/2019-09/"]
    assert 'rel="next" href="../../../plans/date/2018/"' in after["plans/date/2019-01/"]


def test_undated_documents_of_one_beginning_are_cut_by_the_letters_that_follow(tmp_path: Path) -> None:
    files = {
        f"plans/p{number:03}.md": titled(f"公开课{'甲乙丙丁'[number % 4]}{number}").replace("issued: 2025-02-20\n", "")
        for number in range(120)
    }
    html = lists_of(files, tmp_path)

    assert {f"plans/date/undated-gkk{letter}/" for letter in "jybd"} <= html.keys()
    assert "没有日期 · GKKB" in html["plans/"]
    assert all(page.count('<li><a href="../../../plans/p') <= 100 for page in html.values())


def test_a_short_list_is_one_page(pages: dict[str, Page]) -> None:
    assert [address for address in pages if address.startswith("plans/date/")] == []
    assert documents(pages["plans/"]) == ["阿勒泰研修", "重庆研修", "数学研修"]


# --- teachers -----------------------------------------------------------------------------------------------------------


def teacher(name: str, fields: str, organisation: str = "demo-school") -> str:
    return (
        f"---\nname: {name}\norganisation: {organisation}\nsubject: 保密学科\nschool_stage: 小学\nrank: 高级教师\n"
        f"consent: {{granted: 是, date: 2025-01-01, fields: [{fields}]}}\n---\n"
    )


TEACHERS: Mapping[str, str] = {
    "organisations/a-school.yaml": "title: 阿示例学校\nkind: school\n",
    "portfolios/a.md": teacher("曾示例", "name, organisation, school_stage, rank"),
    "portfolios/b.md": teacher("单示例", "name, organisation"),
    "portfolios/c.md": teacher("白示例", "name, organisation", "a-school"),
    "portfolios/d.md": teacher("安示例", "name"),
    "portfolios/e.md": teacher("保密姓名", "organisation"),
    "portfolios/f.md": "---\nname: 没有同意者\norganisation: demo-school\n---\n",
    "schedules/s.yaml": (
        "title: 日程\nsessions: [{title: 讲座, date: 2025-03-03, start: 9:00, end: 10:30,"
        " instructors: [{name: 曾示例}, {name: 没有同意者}, {name: 外请讲师}]}]\n"
    ),
}


def test_teachers_stand_by_organisation_and_name_as_far_as_they_let_it_be_known(tmp_path: Path) -> None:
    groups = addressed(inspected(tmp_path, TEACHERS))["portfolios/"].context["groups"]
    shown = {group.title.text: [(one.title, one.details) for one in group.documents] for group in groups}

    assert shown == {
        "阿示例学校": [("白示例", ())],
        "示例学校": [("单示例", ()), ("曾示例", ("小学", "高级教师")), ("教师档案 e", ())],
        "单位未公开": [("安示例", ())],
    }
    assert list(shown) == ["阿示例学校", "示例学校", "单位未公开"]


def test_what_one_person_teaches_in_all_is_shown_of_those_who_agreed(tmp_path: Path) -> None:
    inspection = inspected(tmp_path, TEACHERS)

    def taught(profile: Profile) -> list[str]:
        return [
            row.name for group in addressed(inspection, profile)["schedules/"].context["sums"] for row in group.sums
        ]

    assert taught("public") == ["曾示例"]
    assert taught("internal") == ["没有同意者", "外请讲师", "曾示例"]


def test_a_long_list_of_instructors_is_cut_by_their_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("planfolio.pages.lists.MOST_INSTRUCTORS", 2)
    pages = addressed(inspected(tmp_path, TEACHERS), "internal")
    whole, other = pages["schedules/"].context["sums"][0], pages["schedules/hours/letter/z/"]

    assert [link.text for link in whole.parts] == ["M", "W", "Z"]
    assert [row.name for row in whole.sums] == ["没有同意者"]
    assert "曾示例" in rendered(other)
    assert not [address for address in addressed(inspected(tmp_path, TEACHERS)) if "hours/letter" in address]


# --- many values, many plans ------------------------------------------------------------------------------------------


def test_a_facet_of_many_values_is_left_to_the_archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("planfolio.pages.browsing.MOST_VALUES", 2)
    files = {
        f"plans/p{number}.md": titled(name, f"subjects: [{name}]\nlevel: county")
        for number, name in enumerate(("语文", "数学", "音乐"))
    }
    pages = addressed(inspected(tmp_path, files))

    def subjects(address: str) -> list[str]:
        return [link.text for row in pages[address].context["rows"] if row.step == "subject" for link in row.links]

    assert subjects("archive/") == ["数学", "音乐", "语文"]
    assert subjects("archive/subject/音乐/") == ["音乐"]
    assert subjects("archive/level/county/") == []
    assert "<summary>学科 " not in rendered(pages["archive/level/county/"])


def test_a_pack_that_judges_many_plans_names_the_newest_and_where_all_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("packs", "lists"):
        monkeypatch.setattr(f"planfolio.pages.{module}.PER_PAGE", 2)
    monkeypatch.setattr("planfolio.pages.packs.NEWEST", 1)
    years = ("2023", "2025", "2024")
    pages = addressed(
        inspected(tmp_path, {f"plans/p{year}.md": plan("packs: [cn-2011]").replace("2025", year) for year in years})
    )

    pack = rendered(pages["packs/cn-2011/"])
    assert re.findall(r'href="../../plans/(\w+)/', pack) == ["p2025"]
    assert 'href="../../packs/cn-2011/plans/"' in pack
    assert pages["packs/cn-2011/plans/"].listed == ("plans/p2025", "plans/p2024", "plans/p2023")


def test_sums_that_are_long_together_open_to_their_lists(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("planfolio.pages.hours._LONG_TOGETHER", 3)
    plans = {
        f"plans/p{number}.md": plan(f"hours: 36\nschool_year: {2015 + number % 2}-{2016 + number % 2}")
        for number in range(4)
    }
    few = addressed(inspected(tmp_path / "few", dict(list(plans.items())[:3])))[""].context["sums"].sums
    many = addressed(inspected(tmp_path / "many", plans))[""].context["sums"].sums

    assert [len(row.addends) for row in few] == [2, 1]
    assert [(row.text, row.addends, row.address) for row in many] == [
        ("72 学时", (), "archive/year/2015-2016/"),
        ("72 学时", (), "archive/year/2016-2017/"),
    ]


@pytest.mark.parametrize(
    ("count", "menu"), [(8, ["页0", "页1", "页2", "页3", "页4", "页5", "页6", "页7"]), (9, ["页3", "更多页面"])]
)
def test_one_more_page_does_not_change_a_long_menu(tmp_path: Path, count: int, menu: list[str]) -> None:
    order = {3: "order: 1\n"}
    files = {f"pages/p{number}.md": f"---\ntitle: 页{number}\n{order.get(number, '')}---\n" for number in range(count)}
    pages = addressed(inspected(tmp_path, files))

    links = [link.text for link in pages[""].context["site"].navigation]
    assert sorted(links[links.index("手册") + 1 : -1]) == sorted(menu)
    assert ("pages/" in pages) == (count > 8)
    assert count <= 8 or documents(pages["pages/"]) == [f"页{number}" for number in range(9)]
