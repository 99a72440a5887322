"""Portfolio pages: the ledger by year, what counts in words, and nothing but what consent lists."""

from __future__ import annotations

import re
from collections import Counter
from html import unescape
from pathlib import Path

import pytest

from planfolio.project import standard_layouts
from planfolio.publicity import Profile
from planfolio.render import Renderer
from tests.sites import attached, composed, inspected, plan

RENDERER = Renderer((standard_layouts(),))
CYCLE = "{start: 2021-01-01, end: 2025-12-31}"
LEDGER = """
ledger:
  - {date: 2024-05-01, title: 有证书的培训, plan: open, unit: m1, hours: 24, mode: online, category: ethics, status: credited, evidence: seen.pdf, certifier: demo-school, number: Z1}
  - {date: 2024-05-01, title: 有证书的培训（重复）, hours: 24, mode: online, status: credited, evidence: seen.pdf, certifier: demo-school, number: Z1}
  - {date: 2024-06-01, title: 不公开的培训, hours: 12, status: credited, evidence: hidden.pdf, certifier: demo-school, internal: 是}
  - {date: 2025-03-01, title: 等着认定的, plan: inside, unit: secret-unit, hours: 6, evidence: 报名回执}
  - {date: 2025-04-01, title: 没有认定的, hours: 8, status: rejected}
  - {date: 2019-05-01, title: 周期以前的, hours: 9, status: credited, evidence: 旧证书, certifier: demo-school}
  - {title: 没写日期的, hours: 4, status: credited, evidence: 旧证书, certifier: demo-school}
"""
REST = """
lessons: [{title: 课文中的追问, date: 2024-03-01, evidence: lesson.pdf}]
mentoring: [{partner: 姓名保密者, role: mentor}, {partner: 示例徒弟, role: mentor}]
certificates: [{title: 一张证书, date: 2020-01-01, expires: 2027-01-01}]
personal_plan: inside
"""


def portfolio(consent: str, ledger: str = LEDGER) -> dict[str, str]:
    head = f"name: 姓名公开者\norganisation: demo-school\nconsent: {{granted: 是, date: 2025-01-01, fields: [{consent}]}}\n"
    return {
        "portfolios/t/index.md": f"---\n{head}cycle: {CYCLE}\n{ledger}{REST}---\n",
        "portfolios/t/seen.pdf": "%PDF-1.4",
        "portfolios/t/hidden.pdf": "%PDF-1.4",
        "portfolios/t/lesson.pdf": "%PDF-1.4",
        "portfolios/secret.md": "---\nname: 姓名保密者\norganisation: demo-school\n---\n",
        "plans/open.md": plan("title: 公开的方案\nmodules: [{id: m1, title: 单元一, hours: 24}]").replace(
            "title: 示例方案\n", ""
        ),
        "plans/inside.md": plan("visibility: internal\ntitle: 内部方案").replace("title: 示例方案\n", ""),
    }


def page(folder: Path, files: dict[str, str], profile: Profile = "public") -> str:
    pages = {one.address: one for one in composed(inspected(folder, files), profile=profile)}
    return RENDERER.render(pages["portfolios/t/"]).decode()


def text(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def test_every_entry_says_whether_it_counts(tmp_path: Path) -> None:
    said = text(page(tmp_path, portfolio("name, ledger, cycle")))

    assert (
        "有证书的培训 师德修养 · 网络研修 · 单元一 方案： 公开的方案 认定 示例学校 seen.pdf PDF，1 KB 编号 Z1" in said
    )
    assert "有证书的培训（重复） 网络研修 认定，与另一条重复，只计一次" in said
    assert "等着认定的 申报，还没有认定，不计 报名回执" in said
    assert "没有认定的 未认定，不计" in said
    assert "周期以前的 认定，不在周期内，不计" in said
    assert "没写日期的 认定，没有日期，暂不计" in said


def test_the_latest_year_comes_first_and_its_hours_are_those_of_the_total(tmp_path: Path) -> None:
    html = page(tmp_path, portfolio("name, ledger, cycle"))

    assert re.findall(r'rowgroup" colspan="6">(.*?)</th>', html) == [
        "2025 年",
        "2024 年 <small>计入 36 学时（含未公开的 1 项）</small>",
        "2019 年",
        "日期未写",
    ]


@pytest.mark.parametrize("profile", ["public", "internal"])
def test_every_addend_leads_to_its_line_once_in_each_sum(tmp_path: Path, profile: Profile) -> None:
    html = page(tmp_path, portfolio("name, ledger, cycle"), profile).partition('id="ledger"')[0]

    # Of the 24 hours of line 8 in all, by mode, category and year; those of line 10 have neither mode nor category.
    hidden = {} if profile == "public" else {"10": 2}
    assert Counter(re.findall(r"portfolios/t/index.md:(\d+)", html)) == {"8": 4, "14": 1, **hidden}


def test_entries_that_are_not_public_stand_together_in_every_group(tmp_path: Path) -> None:
    said = text(page(tmp_path, portfolio("name, ledger, cycle")).partition('id="ledger"')[0])

    assert said.count("未公开 12 学时") == 3


def test_evidence_leads_to_its_file_once(tmp_path: Path) -> None:
    files = portfolio("name, ledger, lessons")
    html = page(tmp_path, files)

    assert '<a href="seen.pdf">seen.pdf</a> <small>PDF，1 KB</small>' in html
    assert '<a href="../../portfolios/t/lesson.pdf">lesson.pdf</a>' in html
    assert ".pdf" not in "".join(re.findall(r'<ul class="files">.*?</ul>', html, re.DOTALL))
    published = attached(inspected(tmp_path, files))
    assert {"portfolios/t/seen.pdf", "portfolios/t/lesson.pdf"} == {name for name in published if "/t/" in name}


def test_consent_to_the_ledger_is_none_to_name_or_cycle(tmp_path: Path) -> None:
    files = portfolio("ledger")
    inspection = inspected(tmp_path, files)
    pages = composed(inspection)
    everything = "\n".join(RENDERER.render(one).decode() + str(one.search) for one in pages)
    html = next(RENDERER.render(one).decode() for one in pages if one.address == "portfolios/t/")

    assert "有证书的培训" in html
    for kept in ("姓名公开者", "不公开的培训", "hidden.pdf", "课文中的追问", "lesson.pdf", "一张证书", "示例徒弟"):
        assert kept not in everything, kept
    assert "2021年" not in html
    assert "周期内" not in html.partition('id="ledger"')[2]
    assert html.count("认定，不计入合计") == 3


def test_a_plan_that_is_not_public_is_not_named(tmp_path: Path) -> None:
    html = page(tmp_path, portfolio("name, ledger, cycle, personal_plan"))

    assert "内部方案" not in html
    assert "plans/inside" not in html
    assert "secret-unit" not in html
    assert "（未公开）" in html.partition('id="development"')[2].partition("</section>")[0]


def test_a_partner_whose_own_portfolio_is_closed_is_not_named(tmp_path: Path) -> None:
    said = text(page(tmp_path, portfolio("name, mentoring")))

    assert "示例徒弟" in said
    assert "姓名保密者" not in said


def test_inside_partners_plans_and_files_are_named(tmp_path: Path) -> None:
    said = text(page(tmp_path, portfolio("name"), "internal"))

    assert "姓名保密者" in said
    assert "内部方案" in said
    assert "不公开的培训" in said
    assert "hidden.pdf" in said


def test_a_certificate_says_until_when_it_holds(tmp_path: Path) -> None:
    assert "一张证书 2020年1月1日 2027年1月1日" in text(page(tmp_path, portfolio("certificates")))


@pytest.mark.parametrize("fields", ["name", "ledger", "name, lessons, papers"])
def test_no_ledger_means_no_hours(tmp_path: Path, fields: str) -> None:
    html = page(tmp_path, portfolio(fields))

    assert ('id="hours"' in html) == ("ledger" in fields)


def test_the_table_of_the_ledger_is_offered_where_consent_lists_it(tmp_path: Path) -> None:
    assert 'href="ledger.csv"' in page(tmp_path / "open", portfolio("name, ledger"))
    assert 'href="ledger.csv"' not in page(tmp_path / "named", portfolio("name"))
