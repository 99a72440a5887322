"""Organisation pages: where it stands, its documents by kind with completeness, and no more of them than can be read."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

from planfolio.project import standard_layouts
from planfolio.render import Renderer
from tests.sites import composed, inspected, plan

RENDERER = Renderer((standard_layouts(),))


def page(folder: Path, files: dict[str, str], name: str = "demo-school") -> str:
    pages = {one.address: one for one in composed(inspected(folder, files))}
    return RENDERER.render(pages[f"organisations/{name}/"]).decode()


def text(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def test_it_says_to_whom_it_belongs(tmp_path: Path) -> None:
    files = {
        "organisations/demo-school.yaml": "title: 示例学校\nparent: bureau\n",
        "organisations/bureau.yaml": "title: 示例县教育局\nparent: city\n",
        "organisations/city.yaml": "title: 示例市教育局\n",
    }

    assert "隶属： 示例市教育局 › 示例县教育局 › 示例学校" in text(page(tmp_path, files))
    assert "下级机构 示例学校" in text(page(tmp_path, files, "bureau"))


def test_the_way_up_ends_at_what_is_not_public_and_at_a_circle(tmp_path: Path) -> None:
    hidden = {
        "organisations/demo-school.yaml": "title: 示例学校\nparent: bureau\n",
        "organisations/bureau.yaml": "title: 内部的局\nparent: city\nvisibility: internal\n",
        "organisations/city.yaml": "title: 示例市教育局\n",
    }
    html = page(tmp_path / "hidden", hidden)
    circle = {
        "organisations/demo-school.yaml": "title: 示例学校\nparent: bureau\n",
        "organisations/bureau.yaml": "title: 示例县教育局\nparent: demo-school\n",
    }

    assert "隶属：（未公开） › 示例学校" in text(html)
    assert "示例市教育局" not in html
    assert "隶属： 示例县教育局 › 示例学校" in text(page(tmp_path / "circle", circle))


def test_documents_stand_by_kind_with_hours_and_completeness(tmp_path: Path) -> None:
    files = {
        "plans/a.md": plan("hours: 36\nschool_year: 2024-2025"),
        "schedules/s.yaml": "title: 示例日程\nplan: a\nsessions: []\n",
        "archive/r.md": "---\ntitle: 示例总结\ntype: summary\nof: a\nissuer: demo-school\n---\n正文。\n",
    }
    html = page(tmp_path, files)

    assert re.findall(r"<h2>(\S+) <small>(\d+) 份", html) == [("方案", "1"), ("日程", "1"), ("归档", "1")]
    assert re.search(r"示例方案 36 学时 学期方案 · 2024-2025 · 已发布 · 必备部分 \d+ 项，写了 \d+ 项", text(html))


def test_completeness_is_not_shown_where_the_report_is_internal(tmp_path: Path) -> None:
    files = {"site.yaml": "title: 站\nreport: internal\n", "plans/a.md": plan("hours: 36")}

    assert "必备部分" not in page(tmp_path, files)


def test_of_many_documents_the_newest_are_listed(tmp_path: Path) -> None:
    files = {
        f"plans/p{day:02}.md": plan(f"title: 方案{day:02}号")
        .replace("title: 示例方案\n", "")
        .replace("2025-02-20", f"2025-03-{day:02}")
        for day in range(1, 31)
    }
    html = page(tmp_path, files)

    assert re.findall(r"方案(\d\d)号</a>", html.partition('id="plans"')[2].partition("</section>")[0]) == [
        f"{day:02}" for day in range(30, 10, -1)
    ]
    assert 'href="../../archive/organisation/demo-school/">看全部</a>' in html


def test_drafts_and_internal_documents_are_not_counted(tmp_path: Path) -> None:
    files = {
        "plans/a.md": plan("hours: 36"),
        "plans/d.md": plan("title: 草稿").replace("title: 示例方案\n", "").replace("published", "draft"),
        "schedules/d.yaml": "title: 草稿的日程\nplan: d\n",
        "plans/i.md": plan("title: 内部\nvisibility: internal").replace("title: 示例方案\n", ""),
        "schedules/i.yaml": "title: 内部的日程\nplan: i\n",
    }
    html = page(tmp_path, files)

    assert "草稿" not in html
    assert "内部" not in html
    assert "方案 1 份" in text(html)
