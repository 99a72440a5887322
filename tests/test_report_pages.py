"""The report's pages: what can be decided, what to mend first, the sheet that is signed, and who may see any of it."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from planfolio.build import Build, Options, build
from planfolio.git import Revision
from planfolio.project import open_project
from planfolio.publicity import Profile
from planfolio.reports.decisions import Decision, decide
from tests.sites import inspected, plan, write_site

REVISION = Revision("c0ffee" * 6 + "c0ff", date(2025, 12, 31))
PACK = """
title: 示例要求
citation: {title: 一份示例意见, issued: 2024-01-01, checked: false}
rules: [{code: DEMO-1, title: 不少于 40 学时, check: sum, of: [hours], at_least: 40}]
"""
COMPLETE = """
period: {start: 2025-03-01, end: 2025-06-30}
packs: [demo]
hours: 36
modules: [{title: 集中面授, hours: 24, instructors: [{name: 示例讲师甲}]}, {title: 网络研修, hours: 12}]
assessments: [{title: 考核, scale: 100, pass_mark: 60, components: [{title: 心得, weight: 40}, {title: 作业, weight: 20}]}]
"""
FILES: Mapping[str, str] = {
    "packs/demo.yaml": PACK,
    "organisations/bureau.yaml": "title: 示例教育局\nkind: bureau\n",
    "organisations/demo-school.yaml": "title: 示例学校\nkind: school\nparent: bureau\n",
    "plans/short.md": plan(COMPLETE, "## 一、指导思想\n\n正文。\n"),
    "plans/bare.md": plan("title: 只有题目的方案\nwaivers: [{code: PL03, reason: 沿用上年的调研, owner: 示例科, expires: 2030-01-01}]").replace("title: 示例方案\n", ""),
    "plans/old.md": plan("title: 存档的方案").replace("title: 示例方案\n", "").replace("published", "archived"),
    "plans/broken.md": plan("hourz: 3\ntitle: 读不出的方案").replace("title: 示例方案\n", ""),
    "portfolios/hidden.md": "---\nname: 姓名保密者\norganisation: demo-school\n---\n",
}  # fmt: skip


def built(folder: Path, files: Mapping[str, str] = FILES, profile: Profile = "public") -> dict[str, str]:
    """The text files of a site's build by path."""
    made = built_whole(folder, files, profile)
    return {path: content.decode() for path, content in made.artifacts.items() if isinstance(content, bytes)}


def built_whole(folder: Path, files: Mapping[str, str], profile: Profile) -> Build:
    options = Options(today=date(2026, 1, 1), revision=REVISION, profile=profile, search=False)
    return build(open_project(write_site(folder, files)), options)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return built(tmp_path_factory.mktemp("site"))


def text_of(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html.partition("<main")[2]).split())


# --- decisions --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("front", "expected"),
    [
        ("hourz: 3", Decision.BACK),
        ("hours: 36\nmodules: [{title: 一, hours: 10}]", Decision.BACK),
        ("hours: 36\nmodules: [{title: 一}]", Decision.BACK),  # nothing else of the plan is there
        ("status: draft", Decision.DRAFT),
        ("status: superseded", Decision.FILED),
    ],
)
def test_a_decision_follows_from_status_and_findings(tmp_path: Path, front: str, expected: Decision) -> None:
    text = plan(front).replace("status: published\n", "") if "status" in front else plan(front)
    inspection = inspected(tmp_path, {"plans/a.md": text})
    item = inspection.catalog.by_path["content/plans/a.md"]

    assert decide(inspection.catalog, item, inspection.report.of("plans/a"), ()) is expected


def test_what_cannot_be_computed_is_never_approved(tmp_path: Path) -> None:
    inspection = inspected(tmp_path, {"curricula/c.yaml": "title: 课程\nhours: 60\nunits: [{title: 单元一}]\n"})
    item = inspection.catalog.items["curricula/c"]
    unknown = [one for one in inspection.report.not_computable if one.document == "curricula/c"]

    assert [one.code for one in unknown] == ["HR02"]
    assert decide(inspection.catalog, item, (), ()) is Decision.APPROVE
    assert decide(inspection.catalog, item, (), unknown) is Decision.OPEN


# --- overview ---------------------------------------------------------------------------------------------------------


def test_the_overview_says_in_words_where_things_stand(site: dict[str, str]) -> None:
    text = text_of(site["report/index.html"])

    assert "3 份 退回 有错误没有豁免，或者读不出来。改好再送。" in text
    assert "1 份 存档" in text
    assert "可批准，附意见" not in text.partition("先改什么")[0]


def test_a_cell_of_the_matrix_holds_the_gap(site: dict[str, str]) -> None:
    rows = re.findall(r"<tr><th scope=\"row\"><a href=\"\.\./report/plans/(\w+)/\">.*?</tr>", site["report/index.html"])
    row = re.search(r"<tr><th[^>]*><a href=\"\.\./report/plans/short/\">.*?</tr>", site["report/index.html"])

    assert rows[:2] == ["old", "short"]
    assert row is not None
    assert '<td class="error">差 40</td>' in row[0]
    assert '<td class="error">缺</td>' in row[0]
    assert '<td class="passed">✓</td>' in row[0]


def test_hours_stand_against_the_floor_that_leaves_least_room(site: dict[str, str]) -> None:
    hours = text_of(site["report/index.html"]).partition("没有规则包的不列。")[2]

    assert "示例方案 36 36 学时 ≥ 40 不少于 40 学时 差 4" in hours


def test_the_change_that_closes_most_comes_first(site: dict[str, str]) -> None:
    text = text_of(site["report/index.html"]).partition("先改什么")[2].partition("逐份看")[0]

    first = text.partition("只有题目的方案")[0]
    assert "写上“学时”（hours）" in text
    assert re.search(r"写上“[^”]+”（\w+） \d+ 个错误", first)


# --- the sheet --------------------------------------------------------------------------------------------------------


def test_what_is_on_file_is_not_to_be_mended_first(site: dict[str, str]) -> None:
    first = text_of(site["report/index.html"]).partition("先改什么")[2].partition("逐份看")[0]

    assert "只有题目的方案" in first
    assert "存档的方案" not in first
    assert "警告" in text_of(site["report/index.html"]).partition("存档的方案")[2][:60]


def test_the_overview_says_who_is_not_decided_on(site: dict[str, str], tmp_path: Path) -> None:
    inside = built(tmp_path, profile="internal")

    assert "机构资料不用审批，教师档案公开的只是一部分，都不在结论里。" in text_of(site["report/index.html"])
    assert "机构资料不用审批，不在结论里。" in text_of(inside["report/index.html"])


def test_a_sheet_names_all_that_a_reviewer_needs(site: dict[str, str], tmp_path: Path) -> None:
    text = text_of(site["report/plans/short/index.html"])
    digest = hashlib.sha256(FILES["plans/short.md"].encode()).hexdigest()

    for words in (
        "审阅单：示例方案", "发布单位 示例学校", "源文件 content/plans/short.md", "退回 有错误没有豁免",
        "依据、指导思想 应有 ✓ “一、指导思想” 第", "经费 应有 缺 → 填写“经费”（budget）", "学时 必备 ✓ 字段“学时”（hours）",
        "集中面授 24 学时", "不少于 40 学时 DEMO-1 36 40 -4 不满足", "尚未与正式文本核对",
        "AS01 考核分值之和等于满分 不通过 错误 “考核”各项 40+20 = 60，满分 100，差 40 第",
        "HR02 学时的声明与合计一致 通过", "□ 同意 □ 修改后同意 □ 退回", "审核人签名", "单位盖章",
        REVISION.commit, digest, "sha256sum content/plans/short.md",
        f"git show {REVISION.commit[:12]}:content/plans/short.md | sha256sum",
    ):  # fmt: skip
        assert words in text, words


def test_a_sheet_lists_the_waivers_in_force(site: dict[str, str]) -> None:
    text = text_of(site["report/plans/bare/index.html"])

    assert "PL03 ×1 沿用上年的调研 示例科，有效期至 2030-01-01" in text
    assert "已豁免" in text


def test_a_document_that_cannot_be_read_has_a_sheet_too(site: dict[str, str]) -> None:
    text = text_of(site["report/plans/broken/index.html"])

    assert "退回" in text
    assert "hourz" in text


def test_files_beside_a_document_are_signed_with_it(tmp_path: Path) -> None:
    files = {"plans/a/index.md": plan("annexes: [{number: 1, title: 表, file: form.csv}]"), "plans/a/form.csv": "a,b\n"}
    text = text_of(built(tmp_path, files)["report/plans/a/index.html"])

    assert f"content/plans/a/form.csv {hashlib.sha256(b'a,b' + bytes([10])).hexdigest()}" in text


def test_what_is_kept_back_has_no_digest_in_public(tmp_path: Path) -> None:
    files = {
        "plans/a.md": plan("", "联系电话 13800138000\n"),
        "portfolios/t.md": "---\nname: 示例教师甲\nconsent: {granted: 是, date: 2025-01-01, fields: [name]}\n---\n",
    }
    public = built(tmp_path, files)
    internal = built(tmp_path, files, "internal")

    for path in ("report/plans/a/index.html", "report/portfolios/t/index.html"):
        assert "SHA-256 content" in text_of(public[path])
        assert re.search(r"\b[0-9a-f]{64}\b", public[path]) is None
        assert re.search(r"\b[0-9a-f]{64}\b", internal[path])


# --- rules and organisations ------------------------------------------------------------------------------------------


def test_the_rule_index_counts_and_leads_to_sheets(site: dict[str, str]) -> None:
    html = site["report/rules/index.html"]

    assert '<a href="#AS01">1</a>' in html
    assert re.search(r'<section id="AS01">.*?href="\.\./\.\./report/plans/short/"', html, re.DOTALL)
    assert "WV03" in html  # every rule is there, those that never spoke too


def test_a_bureau_shows_all_below_it(site: dict[str, str]) -> None:
    text = text_of(site["report/organisations/index.html"])

    assert "示例教育局 3 本级 0 16 本级 0" in text
    assert "36 学时，另有 2 份不详 示例学校 3 16" in text
    assert "未写单位 broken 退回" in text


def test_an_organisation_that_cannot_be_read_stands_by_its_id(tmp_path: Path) -> None:
    files = {
        "plans/a.md": plan("").replace("demo-school", "bureau"),
        "organisations/bureau.yaml": "title: 甲局\n\nnot a mapping\n",
    }

    assert "bureau 示例方案" in text_of(built(tmp_path, files)["report/organisations/index.html"])


def test_organisations_in_a_circle_do_not_hang_the_roll_up(tmp_path: Path) -> None:
    files = {
        "organisations/demo-school.yaml": "title: 甲校\nparent: other\n",
        "organisations/other.yaml": "title: 乙校\nparent: demo-school\n",
        "plans/a.md": plan(""),
    }

    assert "甲校" in built(tmp_path, files)["report/organisations/index.html"]


def test_a_large_roll_up_has_the_documents_of_each_organisation_on_pages_of_their_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("planfolio.pages.register.PER_PAGE", 3)
    site = built(tmp_path)

    roll_up, own = site["report/organisations/index.html"], site["report/organisation/demo-school/index.html"]
    assert "示例教育局 3 本级 0 16 本级 0" in text_of(roll_up)
    assert 'href="../../report/organisation/demo-school/"' in roll_up
    assert "report/plans/short/" not in roll_up
    assert 'href="../../../report/plans/short/"' in own
    assert 'href="../../../report/plans/broken/"' in site["report/organisation/no_organisation/index.html"]


def test_a_roll_up_with_many_organisations_shows_the_upper_ones_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("planfolio.pages.roll_up.MOST_ROWS", 2)
    schools = {
        f"organisations/{name}.yaml": f"title: {title}\nparent: bureau\n"
        for name, title in (("s1", "甲校"), ("s2", "乙校"), ("s3", "丙校"))
    }
    bureau = {"organisations/bureau.yaml": "title: 示例教育局\nkind: bureau\n"}
    issued = {f"plans/{name}.md": plan("").replace("demo-school", name) for name in ("s1", "s2", "s3")}
    site = built(tmp_path, schools | bureau | issued)

    whole, below = site["report/organisations/index.html"], site["report/organisations/below/bureau/index.html"]
    assert ("示例教育局" in text_of(whole), "甲校" in text_of(whole)) == (True, False)
    assert 'href="../../report/organisations/below/bureau/"' in whole
    assert {path.split("/")[5] for path in site if path.startswith("report/organisations/below/bureau/letter/")} == set(
        "jby"
    )
    assert "丙校" in text_of(below)
    assert "乙校" in text_of(site["report/organisations/below/bureau/letter/y/index.html"])


def test_a_rule_with_many_findings_names_their_documents_on_pages_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("planfolio.pages.rule_index._NAMED", 1)
    site = built(tmp_path, {f"plans/{name}.md": plan("hours: 3") for name in "abc"})

    assert "另有 2 份，见 PL03 的全部文档" in text_of(site["report/rules/index.html"])
    assert [
        name in "abc" for name in re.findall(r'href="[^"]*report/plans/(\w)/"', site["report/rules/PL03/index.html"])
    ] == [True] * 3


# --- files ------------------------------------------------------------------------------------------------------------


def test_the_table_of_findings_opens_in_a_spreadsheet_and_runs_nothing(tmp_path: Path) -> None:
    text = plan("title: '=HYPERLINK(\"https://x.example\")'\nhours: 3").replace("title: 示例方案\n", "")
    content = built_whole(tmp_path, {"plans/a.md": text}, "public").artifacts["report/findings.csv"]
    assert isinstance(content, bytes)
    head, *rows = csv.reader(io.StringIO(content.decode("utf-8-sig")))

    assert content.startswith(b"\xef\xbb\xbf")
    assert head[:5] == ["severity", "code", "rule", "document", "title"]
    assert rows[0][4] == '\'=HYPERLINK("https://x.example")'
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


def test_the_list_for_filters_says_what_the_page_says(site: dict[str, str]) -> None:
    documents = {one["address"]: one for one in json.loads(site["report/index.json"])["documents"]}

    assert documents["plans/short/"]["decision"] == "退回"
    assert documents["plans/short/"]["organisation"] == "示例学校"
    assert documents["plans/short/"]["status"] == "已发布"
    assert documents["plans/short/"]["findings"]["error"]["AS01"] == 1
    assert json.loads(site["report/report.sarif"])["version"] == "2.1.0"
    for name in ("severity", "rule", "organisation", "status", "kind"):
        assert f'<select name="{name}">' in site["report/index.html"]


# --- who sees it ------------------------------------------------------------------------------------------------------


def test_nobody_is_named_in_public_who_did_not_consent(site: dict[str, str]) -> None:
    named = [path for path, text in site.items() if "姓名保密者" in text or "portfolios/hidden" in text]

    assert named == []
    assert not [path for path in site if path.startswith("report/portfolios/")]


def test_what_is_found_of_few_people_is_neither_told_nor_counted(tmp_path: Path) -> None:
    alone = {name: text for name, text in FILES.items() if not name.startswith("portfolios/")}
    one, none = built(tmp_path / "one"), built(tmp_path / "none", alone)
    many = built(tmp_path / "many", {**alone, **{f"portfolios/t{n}.md": "---\nname: 示例\n---\n" for n in range(5)}})

    sentence = "未授权公开的教师档案少于 5 份，其中的问题不显示，也不计入数目。"
    hidden = re.search("portfolios/[0-9a-f]{8}", one["report/report.json"])
    assert [sentence in site["report/index.html"] for site in (none, one, many)] == [False, True, False]
    assert hidden is not None
    assert one["report/rules/index.html"] == none["report/rules/index.html"]
    assert one["report/findings.csv"] == none["report/findings.csv"]
    assert one["report/report.sarif"] == none["report/report.sarif"]


def test_that_hours_are_short_is_not_told_of_who_shows_a_name_alone(tmp_path: Path) -> None:
    ledger = "ledger: [{title: 集中培训, date: 2024-05-01, hours: 6, status: credited}]"
    cycle = "cycle: {start: 2021-01-01, end: 2025-12-31, pack: cn-2011}"
    consent = "consent: {granted: 是, date: 2025-01-01, fields: [%s]}"

    def told(folder: str, fields: str) -> str:
        text = f"---\nname: 示例教师甲\n{consent % fields}\n{ledger}\n{cycle}\n---\n"
        site = built(tmp_path / folder, {"portfolios/t.md": text})
        return "".join(site[path] for path in ("portfolios/t/index.html", "report/index.json", "report/report.json"))

    name_alone, ledger_too, all_of_it = told("a", "name"), told("b", "name, ledger"), told("c", "name, ledger, cycle")

    assert "PF01" not in name_alone
    assert "PF03" not in name_alone
    assert "PF01" in ledger_too
    assert "2025-12-31" not in ledger_too
    assert "PF03" in all_of_it
    assert not any(word in told for told in (name_alone, ledger_too) for word in ("可批准", "退回", "暂不能定"))


def test_an_internal_report_leaves_nothing_in_public(tmp_path: Path) -> None:
    files = {**FILES, "site.yaml": "title: 站\nreport: internal\n"}
    public, internal = built(tmp_path, files), built(tmp_path, files, "internal")

    assert not [path for path in public if path.startswith("report")]
    assert not [
        path for path, text in public.items() if path.endswith(".html") and "审阅单" in text.partition("<main")[2]
    ]
    assert not [
        path for path, text in public.items() if "report/" in text and not path.startswith(("handbook/", "assets/"))
    ]
    assert {"report/index.html", "report/report.json", "report/findings.csv", "report/report.sarif", "report/index.json",
            "report/rules/index.html", "report/organisations/index.html", "report/plans/short/index.html"} <= internal.keys()  # fmt: skip


def test_sheets_stay_out_of_sitemap_and_search(tmp_path: Path) -> None:
    files = {**FILES, "site.yaml": "title: 站\nbase_url: https://x.example\n"}
    sitemap = built(tmp_path, files)["sitemap.xml"]

    assert "https://x.example/report/<" in sitemap
    assert "https://x.example/report/plans" not in sitemap


def test_an_english_report_speaks_english(tmp_path: Path) -> None:
    files = {
        "site.yaml": "title: Archive\nlanguage: en\n",
        "plans/a.md": FILES["plans/short.md"].replace("packs: [demo]\n", ""),
    }
    site = built(tmp_path, files)

    for path in (
        "report/index.html",
        "report/rules/index.html",
        "report/organisations/index.html",
        "report/plans/a/index.html",
    ):
        words = re.sub(r"示例(方案|学校)|一、指导思想|集中面授|网络研修|考核|心得|作业|号", "", text_of(site[path]))
        assert re.findall(r"[\u4e00-\u9fff]+", words) == [], path
