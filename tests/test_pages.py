"""Pages: what a site consists of, for whom, and that its HTML is whole and its links lead somewhere."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html.parser import HTMLParser
from pathlib import Path
from posixpath import join, normpath
from urllib.parse import unquote, urlsplit

import pytest

from planfolio.inspection import Inspection
from planfolio.model import Plan, Portfolio
from planfolio.model.records import entries
from planfolio.pages import Page, attachments
from planfolio.pages.plan import ELSEWHERE, HEAD, SECTIONS
from planfolio.pages.portfolio import HEAD as PORTFOLIO_HEAD
from planfolio.pages.portfolio import SECTIONS as PORTFOLIO_SECTIONS
from planfolio.project import standard_layouts
from planfolio.render import Renderer, assets
from tests.sites import composed, inspected, plan

LAYOUTS = standard_layouts()
RENDERER = Renderer((LAYOUTS,))
INLINE = {"a", "b", "strong", "small", "em", "code", "span", "time", "abbr", "s", "title"}
VOID = {"meta", "link", "input", "br", "hr", "img"}
HOSTILE = '</script><img src=x onerror=alert(1)>" onmouseover="alert(2)" {{ 7*7 }} {% raw %}\''

PLAN = plan(
    """
number: 示校〔2025〕1号
school_year: 2024-2025
term: 下学期
packs: [cn-2011]
period: {start: 2025-02-20, end: 2025-07-01}
hours: 40
basis: [{title: 一份意见, number: 教师〔2011〕1号, pack: cn-2011}]
audience: [全体教师]
modules:
  - id: m1
    title: 集中面授
    units:
      - {title: 专题讲座, hours: 2天, mode: face_to_face, category: ethics, instructors: [{name: 示例讲师甲}]}
      - {title: 工作坊, hours: 90分钟, mode: practice}
      - {title: 线上, hours: 4周, mode: online}
  - {id: m2, title: 自学, hours: 6-16学时}
assessments:
  - {title: 考核, scale: 100, pass_mark: 60, components: [{title: 心得, weight: 40}, {title: 作业, weight: 60, parts: [{title: 一, weight: 20}, {title: 二, weight: 40}]}]}
grants: [{title: 结业, hours: 36, trigger: 60分, certifier: demo-school, includes: []}]
annexes: [{number: 1, title: 表一, file: 'form 1.csv'}]
contacts: [{name: 师训科}]
tags: [示例]
""",
    "## 一、总则\n\n正文第一段。见[日程](../../schedules/autumn/)和[另一份](../other.md)、[草稿](../draft/)、[站外](../../../../etc/)。\n\n"
    "[附件](form%201.csv)\n",
)
SCHEDULE = """
title: 示例日程
plan: autumn
term: {start: 2025-02-24, weeks: 18}
sessions:
  - {id: a, title: 讲座, week: 1, weekday: 3, start: 14:00, end: 15:30, unit: m1, instructors: [{name: 示例讲师甲}], status: delivered}
  - {id: b, title: 观课, weeks: 2-3, weekday: 3, start: 14:00, end: 15:45, breaks: 15}
  - {id: c, title: 停掉的, date: 2025-04-02, start: 14:00, end: 15:30, status: cancelled}
  - {id: d, title: 改期的, date: 2025-04-09, start: 14:00, status: moved}
"""
PORTFOLIO = """---
name: 姓名公开者
organisation: demo-school
subject: 语文
rank: 特别职称
hired: 2001-09-01
consent: {granted: 是, date: 2025-01-01, fields: [name, 单位, ledger, cycle, hired]}
cycle: {start: 2021-01-01, end: 2025-12-31, pack: cn-2011}
ledger:
  - {date: 2024-05-01, title: 看得见的培训, hours: 24, category: ethics, status: credited, evidence: seen.pdf, certifier: demo-school, number: Z1}
  - {date: 2024-06-01, title: 不公开的培训, hours: 12, category: research, status: credited, evidence: hidden.pdf, certifier: demo-school, internal: 是}
awards: [{title: 没有授权的奖励}]
---
没有授权的正文。
"""
FILES: Mapping[str, str] = {
    "plans/autumn/index.md": PLAN,
    "plans/autumn/form 1.csv": "a,b\n",
    "plans/other.md": plan("title: 另一份方案\nparent: autumn\ncurriculum: shared").replace("title: 示例方案\n", ""),
    "plans/draft.md": plan("status: draft\ntitle: 未公开的草稿").replace("title: 示例方案\n", "").replace("status: published\n", ""),
    "plans/inside.md": plan("visibility: internal\ntitle: 内部方案").replace("title: 示例方案\n", ""),
    "plans/broken.md": plan("hourz: 3\ntitle: 读不出的方案").replace("title: 示例方案\n", ""),
    "curricula/shared.yaml": "title: 共用课程\nhours: 10\nunits: [{id: u, title: 单元一, hours: 10, contents: [甲, 乙]}]\nprerequisites: [u]\n",
    "schedules/autumn.yaml": SCHEDULE,
    "schedules/hidden.yaml": "title: 草稿的日程\nplan: draft\nsessions: [{title: 一次, date: 2025-03-03, start: 9:00, end: 10:30}]\n",
    "portfolios/open/index.md": PORTFOLIO,
    "portfolios/open/seen.pdf": "%PDF-1.4",
    "portfolios/open/hidden.pdf": "%PDF-1.4",
    "portfolios/secret-file.md": "---\nname: 姓名保密者\norganisation: demo-school\nledger: [{title: 保密的培训, hours: 3}]\n---\n",
    "archive/summary.md": "---\ntitle: 总结一份\ntype: summary\nof: autumn\nauthor: 示例作者甲\nissued: 2025-07-10\n---\n正文。\n",
    "pages/about.md": "---\ntitle: 关于本站\norder: 1\naliases: [old-about]\n---\n# 关于\n\n见[方案](../plans/)。\n",
    "pages/handbook/index.md": "---\ntitle: 使用手册\n---\n[怎样写](write/)\n",
    "pages/handbook/write.md": "---\ntitle: 怎样写\norder: 10\n---\n## 一\n\n## 二\n",
}  # fmt: skip


@pytest.fixture(scope="module")
def inspection(tmp_path_factory: pytest.TempPathFactory) -> Inspection:
    return inspected(tmp_path_factory.mktemp("site"), FILES)


@pytest.fixture(scope="module")
def public(inspection: Inspection) -> dict[str, Page]:
    return by_address(composed(inspection, profile="public", drafts=False))


@pytest.fixture(scope="module")
def site(public: dict[str, Page]) -> dict[str, str]:
    return rendered(public)


def by_address(pages: list[Page]) -> dict[str, Page]:
    assert len({page.address for page in pages}) == len(pages)
    return {page.address: page for page in pages}


def rendered(pages: Mapping[str, Page]) -> dict[str, str]:
    return {address: RENDERER.render(page).decode() for address, page in pages.items()}


class Whole(HTMLParser):
    """Reads a page: that every element is closed in turn, and which ids, links and texts it has."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.text = ""
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        assert len(given) == len(attrs), f"an attribute twice on {tag}"
        self.tags.append((tag, given))
        self.text += "" if tag in INLINE else " "
        if "id" in given:
            self.ids.append(given["id"])
        self.links += [given[name] for name in ("href", "src", "action") if name in given]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open[-1:] == [tag], f"</{tag}> closes {self.open[-3:]}"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.text += data


def test_every_page_is_whole_html_with_one_heading_and_unique_ids(site: dict[str, str]) -> None:
    for address, html in site.items():
        page = Whole(html)
        names = [tag for tag, _ in page.tags]

        assert names.count("h1") == 1, address
        assert names.count("main") == 1, address
        assert len(set(page.ids)) == len(page.ids), address


def test_every_link_is_relative_and_leads_somewhere(inspection: Inspection, site: dict[str, str]) -> None:
    read = {address: Whole(html) for address, html in site.items()}
    files = attachments(inspection, profile="public", drafts=False)
    downloads = {"report/report.json", "report/findings.csv", "report/report.sarif"}
    looks = {f"assets/{name}" for name in assets((LAYOUTS,))}
    others = {"schedules/autumn/calendar.ics", *looks, *downloads, *files}
    broken = []
    for address, page in read.items():
        for link in page.links:
            if link.startswith(("https://", "data:")):
                continue
            parts = urlsplit(link)
            assert parts.scheme == "", link
            assert not link.startswith("/"), link
            path = unquote(parts.path)
            folder = address if address.endswith("/") else ""
            target = normpath(join(folder, path)) if path else address
            target = "" if target == "." else f"{target}/" if path.endswith("/") else target
            known = target in read or target in others
            anchor = unquote(parts.fragment)
            if not known or (anchor and anchor not in read[target].ids):
                broken.append((address, link))
    assert broken == []


def test_every_page_carries_its_marks(public: dict[str, Page], site: dict[str, str]) -> None:
    for address, page in public.items():
        tags = Whole(site[address]).tags
        html = next(attributes for tag, attributes in tags if tag == "html")
        metas = {
            attributes.get("name") or attributes.get("http-equiv"): attributes
            for tag, attributes in tags
            if tag == "meta"
        }
        form = next(attributes for tag, attributes in tags if tag == "form")

        assert html == {"lang": "zh-CN", "data-page": page.kind}
        assert "default-src 'none'" in metas["Content-Security-Policy"]["content"]
        assert metas.get("planfolio:document", {}).get("content") == page.document
        assert (form["role"], form["method"], form["action"]) == ("search", "get", f"{page.root}search/")
        assert any(tag == "input" and given.get("name") == "q" for tag, given in tags)
        assert not [1 for tag, given in tags if "style" in given or any(name.startswith("on") for name in given)]
        scripts = {
            "search/": ["../assets/search.js"],
            "report/": ["../assets/report.js"],
            "archive/": ["../assets/archive.js"],
            "old-about/": ["../assets/moved.js"],
        }
        assert [given.get("src") for tag, given in tags if tag == "script"] == [
            f"{page.root}assets/site.js",
            *scripts.get(address, []),
        ]


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("", "home"),
        ("plans/", "list"),
        ("plans/autumn/", "plan"),
        ("curricula/shared/", "curriculum"),
        ("schedules/autumn/", "schedule"),
        ("portfolios/open/", "portfolio"),
        ("organisations/demo-school/", "organisation"),
        ("archive/summary/", "archive"),
        ("archive/year/2024-2025/", "list"),
        ("archive/type/term/", "list"),
        ("archive/organisation/demo-school/", "list"),
        ("archive/status/published/", "list"),
        ("packs/", "list"),
        ("packs/cn-2011/", "page"),
        ("about/", "page"),
        ("handbook/", "page"),
        ("handbook/write/", "page"),
        ("handbook/fields/", "page"),
        ("handbook/rules/", "page"),
        ("search/", "search"),
        ("report/", "report"),
        ("plans/broken/", "error"),
        ("404.html", "error"),
    ],
)
def test_pages_stand_at_their_addresses(public: dict[str, Page], address: str, kind: str) -> None:
    assert public[address].kind == kind


def test_a_plan_shows_its_sections_in_the_official_order(site: dict[str, str]) -> None:
    headings = re.findall(r"<h2>(.+?)</h2>", site["plans/autumn/"])

    assert headings == [
        "依据", "对象", "内容", "时间", "师资", "学时", "考核", "认定", "附件", "联系人", "落款", "正文", "检查",
    ]  # fmt: skip
    assert '<h3 id="一总则">一、总则</h3>' in site["plans/autumn/"]


def test_every_field_of_a_plan_and_a_portfolio_has_its_place() -> None:
    shown = {*HEAD, *ELSEWHERE, *(name for _, names in SECTIONS.values() for name in names)}
    assert {entry.name for entry in entries(Plan)} == shown

    common = {"name", "aliases", "waivers", "visibility", "note"}
    shown = {*PORTFOLIO_HEAD, *common, *(name for _, names in PORTFOLIO_SECTIONS.values() for name in names)}
    assert {entry.name for entry in entries(Portfolio)} == shown


def test_totals_open_to_addends_with_amount_conversion_and_place(site: dict[str, str]) -> None:
    text = " ".join(Whole(site["plans/autumn/"]).text.split())

    assert "≥ 20 学时，另有 1 项不可换算" in text  # 2 days of 6, 90 minutes, 6 of the range, weeks unknown
    assert "2 天 = 12 学时 1 天 = 6 学时（规则包“中小学教师全员培训学时要求（2011）”）" in text
    assert "90 分钟 = 2 学时" in text
    assert "4 周 = 未知" in text
    assert "周不能换算" in text
    assert re.search(r"专题讲座 2 天 = 12 学时 .{0,80}content/plans/autumn/index\.md:\d+", text)
    assert "声明 40 学时" in text
    assert "<details>" in site["plans/autumn/"]


def test_without_a_rule_the_page_says_that_45_minutes_are_the_default(tmp_path: Path) -> None:
    files = {"plans/a.md": plan("hours: 90分钟")}
    html = rendered(by_address(composed(inspected(tmp_path, files), profile="public", drafts=False)))["plans/a/"]

    assert "1 学时 = 45 分钟（没有另作规定，按此默认）" in html


def test_declared_stands_against_computed_with_the_difference(site: dict[str, str], tmp_path: Path) -> None:
    files = {"plans/a.md": plan("hours: 36\nmodules: [{title: 一, hours: 24}, {title: 二, hours: 10}]")}
    html = rendered(by_address(composed(inspected(tmp_path, files), profile="public", drafts=False)))["plans/a/"]

    text = " ".join(Whole(html).text.split())
    assert "声明 36 学时" in text
    assert "计算 34 学时" in text
    assert "声明 − 计算 2 学时" in text
    assert "声明 − 计算" not in Whole(site["plans/autumn/"]).text  # a lower bound has no difference


def test_sources_lead_to_the_forge_where_it_is_known(tmp_path: Path) -> None:
    files = {
        "site.yaml": "title: 站\nrepository: {forge: gitlab, url: 'https://forge.example.org/a/b.git', branch: main}\n",
        "plans/a.md": plan("hours: 36"),
    }
    html = rendered(by_address(composed(inspected(tmp_path, files), profile="public", drafts=False)))["plans/a/"]

    assert 'href="https://forge.example.org/a/b/-/blob/main/content/plans/a.md#L7"' in html


def test_a_schedule_says_in_words_what_became_of_each_session(site: dict[str, str]) -> None:
    text = " ".join(Whole(site["schedules/autumn/"]).text.split())

    assert "第 1 周 2025年2月26日 周三 14:00–15:30 讲座" in text
    assert text.count("观课") >= 2
    assert "第 3 周 2025年3月12日" in text
    assert "已取消" in text
    assert "不计学时" in text
    assert "已调整到这个时间" in text
    assert "14:00 起" in text
    assert "2 学时 已完成" in text
    assert 'href="calendar.ics"' in site["schedules/autumn/"]


# --- who sees what ----------------------------------------------------------------------------------------------------


def test_a_portfolio_without_consent_is_named_nowhere(public: dict[str, Page], site: dict[str, str]) -> None:
    everything = "\n".join([*site.values(), *(str(page.search) for page in public.values())])

    assert "姓名保密者" not in everything
    assert "secret-file" not in everything
    assert "保密的培训" not in everything


def test_with_consent_only_listed_fields_are_shown(
    inspection: Inspection, public: dict[str, Page], site: dict[str, str]
) -> None:
    html = site["portfolios/open/"]
    everything = "\n".join([*site.values(), *(str(page.search) for page in public.values())])

    assert "姓名公开者" in html
    assert "看得见的培训" in html
    assert "示例学校" in html
    for hidden in ("不公开的培训", "没有授权的奖励", "没有授权的正文", "特别职称", "2001年", "hidden.pdf"):
        assert hidden not in everything, hidden
    assert "36 学时" in html  # the sum holds every credited entry
    assert "未公开的一项" in html
    assert "教育科研" not in html
    files = attachments(inspection, profile="public", drafts=False)
    assert "portfolios/open/seen.pdf" in files
    assert "portfolios/open/hidden.pdf" not in files


def test_inside_everything_is_shown(inspection: Inspection) -> None:
    pages = by_address(composed(inspection, profile="internal", drafts=False))
    html = rendered(
        {address: pages[address] for address in ("portfolios/open/", "portfolios/secret-file/", "plans/inside/")}
    )

    assert "不公开的培训" in html["portfolios/open/"]
    assert "没有授权的正文" in html["portfolios/open/"]
    assert "2001年9月1日" in html["portfolios/open/"]
    assert "姓名保密者" in html["portfolios/secret-file/"]
    assert "plans/draft/" not in pages


def test_drafts_and_their_schedules_appear_only_on_request(inspection: Inspection, site: dict[str, str]) -> None:
    everything = "\n".join(site.values())
    with_drafts = by_address(composed(inspection, profile="public", drafts=True))

    assert "plans/draft/" not in site
    assert "schedules/hidden/" not in site
    assert "未公开的草稿" not in everything
    assert "草稿的日程" not in everything
    assert "plans/draft/" in with_drafts
    assert "schedules/hidden/" in with_drafts
    assert "plans/inside/" not in with_drafts


def test_links_to_what_has_no_page_are_text(site: dict[str, str]) -> None:
    html = site["plans/autumn/"]

    assert '<a href="../../schedules/autumn/">日程</a>' in html
    assert '<a href="../../plans/other/">另一份</a>' in html
    assert "、草稿、站外。" in html
    assert '<a href="../../plans/autumn/form%201.csv">附件</a>' in html


def test_an_internal_report_has_no_page(tmp_path: Path) -> None:
    files = {
        "site.yaml": "title: 站\nreport: internal\n",
        "plans/a.md": plan("hours: 36"),
        "plans/b.md": "---\n坏\n---\n",
    }
    site = inspected(tmp_path, files)
    pages = rendered(by_address(composed(site, profile="public", drafts=False)))

    assert "report/" not in pages
    assert "report/" not in "\n".join(pages.values())
    assert "report/" in by_address(composed(site, profile="internal", drafts=False))


# --- what is hostile --------------------------------------------------------------------------------------------------


def test_hostile_words_stay_words(tmp_path: Path) -> None:
    title = HOSTILE.replace("'", "''")
    front = f"modules: [{{title: '{title}', hours: 3, place: '{title}'}}]\ntags: ['{title}']"
    files = {
        "site.yaml": f"title: '{title}'\nowner: '{title}'\n",
        "organisations/demo-school.yaml": f"title: '{title}'\n",
        "plans/a.md": plan(front, f"# {HOSTILE}\n\n{HOSTILE}\n").replace("title: 示例方案", f"title: '{title}'"),
        "schedules/s.yaml": f"title: '{title}'\nplan: a\nsessions: [{{title: '{title}', date: 2025-03-03, start: 9:00, end: 9:45}}]\n",
        "archive/r.md": f"---\ntitle: '{title}'\ntype: article\nauthor: '{title}'\n---\n{HOSTILE}\n",
        "plans/broken.md": f"---\ntitle: '{title}'\ntype: '{title}'\n---\n",
    }
    pages = by_address(composed(inspected(tmp_path, files), profile="public", drafts=False))

    for address, html in rendered(pages).items():
        page = Whole(html)
        assert not [given for _, given in page.tags if any(name.startswith("on") for name in given)], address
        assert not [given for tag, given in page.tags if tag == "img"], address
        own, *others = [
            (given.get("src") or "").rpartition("assets/")[2] for tag, given in page.tags if tag == "script"
        ]
        assert own == "site.js"
        assert others in ([], ["search.js"], ["report.js"], ["archive.js"])
        if address in ("plans/a/", "schedules/s/", "archive/r/", "plans/broken/", "report/", "report/plans/a/"):
            assert HOSTILE in page.text, address


# --- other things -----------------------------------------------------------------------------------------------------


def test_a_broken_document_shows_its_findings_at_its_own_address(site: dict[str, str]) -> None:
    page = Whole(site["plans/broken/"])

    assert "读不出的方案" in page.text
    assert "FD01" in page.text
    assert "hourz" in page.text
    assert "hours" in page.text
    assert "content/plans/broken.md:" in page.text


def test_a_former_address_leads_on(public: dict[str, Page], site: dict[str, str]) -> None:
    assert 'content="0; url=../about/"' in site["old-about/"]
    assert public["old-about/"].search is None


def test_the_report_counts_and_explains(public: dict[str, Page], site: dict[str, str]) -> None:
    page = Whole(site["report/"])

    assert "plans-autumn" in page.ids
    assert "report/plans/autumn/" in " ".join(page.links)
    assert "不可计算" in page.text


def test_english_pages_speak_english(tmp_path: Path) -> None:
    files = {"site.yaml": "title: Archive\nlanguage: en\n", "plans/a.md": plan("hours: 36")}
    html = rendered(by_address(composed(inspected(tmp_path, files), profile="public", drafts=False)))

    assert '<html lang="en"' in html["plans/a/"]
    assert "<h2>Hours</h2>" in html["plans/a/"]
    assert "36 class hours" in html["plans/a/"]
    assert "20 February 2025" in html["plans/a/"]
    chinese = re.findall(r"[\u4e00-\u9fff]+", re.sub(r"示例(方案|学校|站点)|中小学.*?要求", "", html["plans/a/"]))
    assert chinese == []


def test_canonical_links_need_a_base_url(tmp_path: Path, site: dict[str, str]) -> None:
    pages = composed(inspected(tmp_path, {}), profile="public", drafts=False, base_url="https://example.org/school")
    html = rendered(by_address(pages))

    assert '<link rel="canonical" href="https://example.org/school/plans/">' in html["plans/"]
    assert 'href="/school/assets/style.css"' in html["404.html"]
    assert "canonical" not in "".join(site.values())


def test_search_learns_names_keywords_facets_and_anchors(public: dict[str, Page], site: dict[str, str]) -> None:
    entry = public["plans/autumn/"].search
    assert entry is not None

    assert "示例讲师甲" in entry.names
    assert "师训科" in entry.names
    assert "示校〔2025〕1号" in entry.keywords
    assert entry.filters["类型"] == ("学期方案",)
    assert entry.filters["学年"] == ("2024-2025",)
    assert entry.filters["单位"] == ("示例学校",)
    assert entry.filters["状态"] == ("已发布",)
    assert entry.filters["方式"] == ("集中面授", "实践", "网络研修")
    anchors = {section.anchor for section in entry.sections if section.anchor}
    assert {"hours", "一总则"} <= anchors <= set(Whole(site["plans/autumn/"]).ids)
    assert any("正文第一段" in section.text for section in entry.sections)
    assert public["plans/"].search is None
    assert public["report/"].search is None


def test_a_long_report_turns_pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("planfolio.pages.report.PER_PAGE", 2)
    files = {f"plans/p{number}.md": plan(f"hours: {number + 1}") for number in range(5)}
    pages = by_address(composed(inspected(tmp_path, files), profile="public", drafts=False))
    html = rendered(pages)

    assert {"report/", "report/2/", "report/3/"} <= pages.keys()
    assert 'href="../../report/plans/p3/"' in html["plans/p3/"]
    assert 'id="plans-p3"' in html["report/2/"]


def test_the_handbook_lists_every_field_and_every_rule(site: dict[str, str]) -> None:
    fields, rules = Whole(site["handbook/fields/"]), Whole(site["handbook/rules/"])

    assert {"plans", "portfolios", "site", "record-unit", "record-session"} <= set(fields.ids)
    assert "每学时分钟" in fields.text
    assert {"HR02", "AS01", "SX01", "ST01"} <= set(rules.ids)
    assert "E 错误，W 警告，I 提示" in rules.text


def test_a_site_without_a_handbook_of_its_own_has_the_generated_one(tmp_path: Path) -> None:
    html = rendered(by_address(composed(inspected(tmp_path, {}), profile="public", drafts=False)))

    assert 'href="../handbook/fields/"' in html["handbook/"]
