"""Pages: what a site consists of, for whom, and that its HTML is whole and its links lead somewhere."""

from __future__ import annotations

import json
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
from planfolio.pages import Page
from planfolio.pages.letter import chinese
from planfolio.pages.plan import ELSEWHERE, HEAD, SECTIONS
from planfolio.pages.portfolio import HEAD as PORTFOLIO_HEAD
from planfolio.pages.portfolio import SECTIONS as PORTFOLIO_SECTIONS
from planfolio.project import standard_layouts
from planfolio.render import Renderer, assets
from planfolio.reports import redact
from planfolio.reports.json_report import write
from planfolio.search import sections
from tests.sites import attached, composed, exported, inspected, plan, publication

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


def sources_of_scripts(tags: list[tuple[str, dict[str, str]]]) -> list[str | None]:
    """Where the scripts of a page come from; a block of linked data is none."""
    return [given.get("src") for tag, given in tags if tag == "script" and given.get("type") != "application/ld+json"]


def test_every_page_is_whole_html_with_one_heading_and_unique_ids(site: dict[str, str]) -> None:
    for address, html in site.items():
        page = Whole(html)
        names = [tag for tag, _ in page.tags]

        assert names.count("h1") == 1, address
        assert names.count("main") == 1, address
        assert len(set(page.ids)) == len(page.ids), address


def test_every_link_is_relative_but_on_the_error_page_and_leads_somewhere(
    inspection: Inspection, site: dict[str, str]
) -> None:
    read = {address: Whole(html) for address, html in site.items()}
    files = attached(inspection)
    downloads = {"report/report.json", "report/findings.csv", "report/report.sarif"}
    looks = {f"assets/{name}" for name in assets((LAYOUTS,))}
    made = {export.path for export in exported(publication(inspection))}
    others = {*looks, *downloads, *files, *made}
    broken = []
    for address, page in read.items():
        for link in page.links:
            if link.startswith(("https://", "data:", "http://purl.org/dc/")):
                continue
            parts = urlsplit(link)
            assert parts.scheme == "", link
            assert link.startswith("/") == (address == "404.html" and bool(parts.path)), link  # it stands at any depth
            path = unquote(parts.path).removeprefix("/")
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
        assert sources_of_scripts(tags) == [f"{page.root}assets/site.js", *scripts.get(address, [])]


def test_no_group_of_sums_tells_what_a_hidden_entry_is(tmp_path: Path) -> None:
    hidden = (
        "  - {date: 2024-06-01, title: 藏, hours: 12, mode: online, category: ethics, status: credited, internal: 是}"
    )
    seen = "  - {date: 2024-05-01, title: 见, hours: 24, mode: online, category: ethics, status: credited}"
    portfolio = f"---\nname: 示例\nconsent: {{granted: 是, date: 2025-01-01, fields: [name, ledger]}}\nledger:\n{seen}\n{hidden}\n---\n"

    found = inspected(tmp_path, {"portfolios/open.md": portfolio})

    pages = by_address(composed(found))
    groups = pages["portfolios/open/"].context["hours"].groups
    shown = json.loads(write(redact.public(found.report, drafts=False)))
    hours = next(one["hours"] for one in shown["documents"] if one["id"] == "portfolios/open")
    assert [[(row.name, row.text) for row in group.sums] for group in groups] == [
        [("网络研修", "24 学时"), ("未公开", "12 学时")],
        [("师德修养", "24 学时"), ("未公开", "12 学时")],
        [("2024", "24 学时"), ("未公开", "12 学时")],
    ]
    assert (hours["computed"], hours["by_mode"], hours["by_category"]) == ("36", {"online": "24"}, {"ethics": "24"})


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
        "依据", "对象", "内容", "时间", "师资", "学时", "考核", "认定", "附件", "联系人", "落款", "沿革", "正文",
        "检查", "下载和引用",
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

    assert "1 学时 = 45 分钟（没有另作规定，按通例）" in html


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

    assert 'href="https://forge.example.org/a/b/-/blob/main/content/plans/a.md?plain=1#L7"' in html


def test_a_schedule_says_in_words_what_became_of_each_session(site: dict[str, str]) -> None:
    text = " ".join(Whole(site["schedules/autumn/"]).text.split())

    assert "2025年2月26日 周三 第 1 周 14:00–15:30 讲座" in text
    assert text.count("观课") >= 2
    assert "2025年3月12日 周三 第 3 周" in text
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
    files = attached(inspection)
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
        own, *others = [(source or "").rpartition("assets/")[2] for source in sources_of_scripts(page.tags)]
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
    files = {"site.yaml": "title: Archive\nlanguage: en\n", "plans/a.md": plan("hours: 36", "A text.\n")}
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
    found = sections(site["plans/autumn/"])
    anchors = {section.anchor for section in found if section.anchor}
    assert {"hours", "一总则"} <= anchors <= set(Whole(site["plans/autumn/"]).ids)
    assert any("正文第一段" in section.text for section in found)
    assert public["plans/"].search is None
    assert public["report/"].search is None


def test_a_long_report_is_cut_by_kind_and_date(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("planfolio.pages.register.PER_PAGE", 2)
    dated = {f"plans/p{number}.md": plan("hours: 3").replace("2025-02-20", f"202{number}-08-20") for number in range(3)}
    pages = by_address(
        composed(
            inspected(tmp_path, dated | {"plans/undated.md": plan("hours: 9").replace("issued: 2025-02-20\n", "")}),
            profile="public",
            drafts=False,
        )
    )
    html = rendered(pages)

    assert {
        "report/documents/plans/",
        "report/documents/plans-2021/",
        "report/documents/plans-undated/",
    } <= pages.keys()
    assert pages["report/documents/plans-2021/"].title == "检查报告（方案 · 2021年）"
    assert 'href="../../report/plans/p1/"' in html["plans/p1/"]
    holding = [page for page in html if 'id="plans-p1"' in html[page] and "organisation" not in page]
    assert holding == ["report/documents/plans-2021/"]
    assert 'href="../report/documents/plans-2021/"' in html["report/"]
    assert "结论" not in Whole(html["report/documents/plans-2021/"]).text


def test_the_numbered_pages_of_a_long_report_lead_to_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("planfolio.pages.report._FORMER_PAGE", 2)
    files = {f"plans/p{number}.md": plan("hours: 1") for number in range(3)}
    pages = by_address(composed(inspected(tmp_path, files), profile="public", drafts=False))

    assert pages["report/2/"].leads_to == "report/"
    assert "report/3/" not in pages


def test_the_handbook_lists_every_field_and_every_rule(site: dict[str, str]) -> None:
    fields, rules = Whole(site["handbook/fields/"]), Whole(site["handbook/rules/"])

    assert {"plans", "portfolios", "site", "record-unit", "record-session"} <= set(fields.ids)
    assert "每学时分钟" in fields.text
    assert {"HR02", "AS01", "SX01", "ST01"} <= set(rules.ids)
    assert "E 错误，W 警告，I 提示" in rules.text


def test_a_site_without_a_handbook_of_its_own_has_the_generated_one(tmp_path: Path) -> None:
    html = rendered(by_address(composed(inspected(tmp_path, {}), profile="public", drafts=False)))

    assert 'href="../handbook/fields/"' in html["handbook/"]


# --- what a plan's page answers ----------------------------------------------------------------------------------------

COUNTY = """
modules: [{title: 县级培训, hours: 24, mode: mixed}, {title: 校本培训, hours: 12, mode: school_based}]
grants:
  - {title: 县级培训, hours: 24, mode: mixed, includes: [平台学习证书]}
  - {title: 校本培训, hours: 12, mode: school_based, includes: []}
  - {title: 平台学习证书, hours: 10, mode: online, trigger: 平台成绩合格, includes: []}
"""


def test_the_fact_box_says_how_many_hours_are_online_and_why(tmp_path: Path) -> None:
    text = words_of(tmp_path, {"plans/a.md": plan(COUNTY)}, "plans/a/")

    assert "学时 36 学时 混合 24 学时 · 校本研修 12 学时" in text
    assert "合格后认定 36 学时：县级培训 24 学时、校本培训 12 学时" in text
    assert (
        "其中网络研修 10 学时：平台学习证书，已含在县级培训 24 学时内；条件：平台成绩合格 content/plans/a.md:11" in text
    )
    assert "混合：线上、线下都有；除这里写明的，方案没有说各占多少" in text
    assert "1 学时 = 45 分钟（没有另作规定，按通例）" in text


def test_grants_that_include_each_other_are_not_said_to_be_inside(tmp_path: Path) -> None:
    grants = "hours: 5\ngrants: [{title: 甲, hours: 4, includes: [乙]}, {title: 乙, hours: 5, includes: [甲]}]"

    assert "已含在" not in words_of(tmp_path, {"plans/a.md": plan(grants)}, "plans/a/")


def test_unknown_hours_of_a_plan_are_said_at_its_head_and_in_lists(tmp_path: Path) -> None:
    files = {
        "plans/a.md": plan("modules: [{title: 讲座, mode: online}]"),
        "curricula/c.yaml": "title: 课程\nunits: [{title: 一}]\n",
        "plans/broken.md": "---\ntitle: [\n---\n",
    }
    site = site_of(tmp_path, files)

    assert "下载和引用 方案要素 学时 不详 发布单位" in words(site["plans/a/"])
    assert "示例方案 学时不详 学期方案" in words(site["plans/"])
    assert words(site["plans/"]).count("学时不详") == 1  # of what cannot be read, nothing is said
    assert 'class="headline"' not in site["curricula/c/"]
    assert "学时不详" not in words(site["curricula/"])


def test_a_section_shows_what_was_added_up_in_it(site: dict[str, str], tmp_path: Path) -> None:
    assessment = re.search(r'<section id="assessment">.*?</section>', site["plans/autumn/"], re.DOTALL)
    assert assessment
    assert "通过 “考核”：40+60=100" in " ".join(Whole(assessment[0]).text.split())

    files = {"plans/a.md": plan("quota: {total: 60, rows: [{subject: 语文, count: 20}, {subject: 数学, count: 35}]}")}
    assert "不通过 名额总数 60，分配 20 + 35 = 55" in words_of(tmp_path, files, "plans/a/")
    files["site.yaml"] = "title: 站\nreport: internal\n"
    assert "分配 20" not in words_of(tmp_path / "b", files, "plans/a/")


def test_the_task_list_leads_to_each_section_and_says_what_is_missing(tmp_path: Path) -> None:
    front = "audience: [全体教师]\nwaivers: [{code: ST01, reason: 经费由上级承担, expires: 2027-01-01}]"
    html = html_of(tmp_path, {"plans/a.md": plan(front, "## 一、培训目标\n\n提高。\n")}, "plans/a/")
    text = " ".join(Whole(html).text.split())

    assert re.search(r'<a href="#audience">对象</a> <span class="source">content/plans/a\.md:7</span>', html)
    assert re.search(r'<a href="#一培训目标">目标</a> <span class="source">content/plans/a\.md:10</span>', html)
    assert "形式 豁免" in text
    missing = words_of(tmp_path / "b", {"plans/a.md": plan("audience: [全体教师]")}, "plans/a/")
    assert "考核 填写“考核”（assessments），或在正文加上这一部分的标题和内容 缺" in missing
    assert "可选的部分" in missing


def test_the_task_list_leads_to_optional_sections_too(tmp_path: Path) -> None:
    html = html_of(tmp_path, {"plans/a.md": plan("contacts: [{name: 示例甲}]")}, "plans/a/")

    assert re.search(r'<details><summary>可选的部分.*<a href="#contact">联系人</a>', html, re.DOTALL)


def test_an_internal_report_leaves_no_verdict_on_a_plan(tmp_path: Path) -> None:
    files = {"site.yaml": "title: 站\nreport: internal\n", "plans/a.md": plan("hours: 4")}

    assert 'class="tasks"' not in html_of(tmp_path, files, "plans/a/")


def test_annexes_lead_to_their_files_with_kind_and_size(site: dict[str, str]) -> None:
    assert '<a href="../../plans/autumn/form%201.csv">附件 1：表一（CSV，1 KB）</a>' in site["plans/autumn/"]
    assert site["plans/autumn/"].count("form%201.csv") == 2  # the annex, and the link in the text


def test_a_plan_shows_the_first_sessions_and_where_the_others_are(tmp_path: Path) -> None:
    days = "".join(f"  - {{title: 第{n}次, date: 2025-03-0{n}, start: 14:00, end: 15:30}}\n" for n in range(1, 8))
    files = {"plans/a.md": plan("hours: 14"), "schedules/s.yaml": f"title: 日程表\nplan: a\nsessions:\n{days}"}
    html = html_of(tmp_path, files, "plans/a/")
    section = re.search(r'<section id="time">.*?</section>', html, re.DOTALL)
    assert section
    text = words(section[0])

    assert "日程（前 5 次）" in text
    assert "2025年3月5日 周三 14:00–15:30 第5次" in text
    assert "第6次" not in text
    assert "日程表：全部 7 次" in text


# --- versions ----------------------------------------------------------------------------------------------------------


def year(school_year: str, more: str = "hours: 36") -> str:
    return plan(f"school_year: {school_year}\nterm: 上学期\n{more}")


@pytest.mark.parametrize(
    ("before", "now", "said"),
    [
        ("hours: 32", "hours: 36", "+4 学时（36 − 32）"),
        ("hours: 40", "hours: 36", "−4 学时（36 − 40）"),
        ("hours: 36", "hours: 36", "没有变化"),
        ("hours: 6-16", "hours: 36", "不能直接相减（36、6-16）"),
        ("hours: 4周", "hours: 36", "有一年的学时不详，不能比较"),
        ("hours: 36\nminutes_per_hour: 50", "hours: 36", "两年的一学时不一样长（45 分钟、50 分钟），不能比较"),
    ],
)
def test_the_difference_to_the_year_before_is_exact_or_unknown(
    tmp_path: Path, before: str, now: str, said: str
) -> None:
    files = {"plans/old.md": year("2023-2024", before), "plans/new.md": year("2024-2025", now)}
    pages = site_of(tmp_path, files)

    assert f"学时比上一年 {said}" in words(pages["plans/new/"])
    assert "下一年的方案 示例方案" in words(pages["plans/old/"])


def test_of_two_plans_of_last_year_none_is_taken(tmp_path: Path) -> None:
    files = {f"plans/{name}.md": year("2023-2024") for name in ("a", "b")} | {"plans/c.md": year("2024-2025")}

    assert "上一年" not in words_of(tmp_path, files, "plans/c/")


def test_versions_are_linked_both_ways_and_drafts_are_not_named(tmp_path: Path) -> None:
    files = {
        "plans/old.md": plan("hours: 4"),
        "plans/new.md": plan("hours: 4\nsupersedes: old\nparent: top"),
        "plans/top.md": plan("hours: 4"),
        "plans/hidden.md": plan("title: 未定稿\nsupersedes: old\nparent: top")
        .replace("title: 示例方案\n", "", 1)
        .replace("published", "draft"),
        "plans/next.md": plan("supersedes: new\nvisibility: internal"),
    }
    pages = site_of(tmp_path, files)

    assert "被代替 示例方案" in words(pages["plans/old/"])
    assert "代替 示例方案 上级方案 示例方案" in words(pages["plans/new/"])
    assert "被代替" not in words(pages["plans/new/"])
    assert "下级方案 示例方案" in words(pages["plans/top/"])
    assert not [address for address, html in pages.items() if "未定稿" in html]


def test_a_curriculum_without_a_page_keeps_its_units_to_itself(tmp_path: Path) -> None:
    files = {
        "curricula/inner.yaml": "title: 内部课程\nvisibility: internal\nunits: [{id: s1, title: 内部单元, hours: 8, mode: online}]\n",
        "plans/a.md": plan("curriculum: inner"),
        "schedules/s.yaml": "title: 日程\nplan: a\nsessions: [{title: 讲座, date: 2025-03-01, unit: s1}]\n",
    }

    pages = site_of(tmp_path, files)

    assert not [address for address in ("plans/a/", "schedules/s/") if "内部" in pages[address]]


# --- the printed text --------------------------------------------------------------------------------------------------


def test_the_signature_ends_the_text_and_is_not_said_twice(tmp_path: Path) -> None:
    body = "## 一、总则\n\n照办。\n\n示例学校\n\n2025年2月20日\n"
    html = html_of(tmp_path, {"plans/a.md": plan("", body)}, "plans/a/")

    assert '<p class="signed">示例学校<br>2025年2月20日</p>' in html
    assert "<p>2025年2月20日</p>" not in html
    assert "signed printed" not in html


def test_print_adds_annexes_and_signature_that_the_text_does_not_say(tmp_path: Path) -> None:
    front = "annexes: [{number: 1, title: 报名表}, {number: 2, title: 名额分配表}]"
    said = html_of(tmp_path, {"plans/a.md": plan(front, "照办。\n")}, "plans/a/")
    assert "<li>附件：1.报名表</li>\n<li>2.名额分配表</li>" in said
    assert '<p class="signed printed">示例学校<br>2025年2月20日</p>' in said

    listed = html_of(tmp_path / "b", {"plans/a.md": plan(front, "照办。\n\n附件：1.报名表\n")}, "plans/a/")
    assert "annexes printed" not in listed


def test_without_a_text_the_sections_are_the_text_and_are_numbered(tmp_path: Path) -> None:
    front = "basis: [{title: 一份意见}]\nneeds: {method: 问卷, baseline: [{title: 甲, value: 2}]}\nmodules: [{title: 讲座, hours: 4, theme: 提问}, {title: 观课, hours: 8, theme: 追问}]"
    pages = site_of(tmp_path, {"plans/a.md": plan(front)})
    assert re.findall(r"<h2>(.+?)</h2>", pages["plans/a/"])[:4] == ["一、依据", "二、内容", "三、学时", "四、落款"]
    assert "<h3>（一）讲座（4 学时）</h3>" in pages["plans/a/"]

    english = site_of(tmp_path / "b", {"site.yaml": "title: Site\nlanguage: en\n", "plans/a.md": plan(front)})
    assert re.findall(r"<h2>(.+?)</h2>", english["plans/a/"])[:2] == ["1. Basis", "2. Contents"]
    assert "<h3>2.1 讲座 (4 class hours)</h3>" in english["plans/a/"]


@pytest.mark.parametrize(
    ("number", "said"), [(1, "一"), (10, "十"), (12, "十二"), (20, "二十"), (35, "三十五"), (90, "九十")]
)
def test_chinese_numbers(number: int, said: str) -> None:
    assert chinese(number) == said


def test_a_citation_names_what_is_known(tmp_path: Path) -> None:
    files = {"plans/a.md": plan("number: 示校〔2025〕1号"), "plans/b.md": plan("").replace("issuer: demo-school\n", "")}
    inspection = inspected(tmp_path, files)
    here = rendered(by_address(composed(inspection)))
    online = rendered(by_address(composed(inspection, base_url="https://example.org/site")))

    assert '<p id="citation">示例学校. 示例方案: 示校〔2025〕1号[EB/OL]. (2025-02-20).</p>' in here["plans/a/"]
    assert '<p id="citation">示例方案[EB/OL]. (2025-02-20).</p>' in here["plans/b/"]
    assert "(2025-02-20). https://example.org/site/plans/a/</p>" in online["plans/a/"]


# --- curricula and rule packs ------------------------------------------------------------------------------------------


def test_a_curriculum_shows_its_units_as_a_tree_and_who_uses_it(tmp_path: Path) -> None:
    files = {
        "curricula/c.yaml": "title: 课程\nprerequisites: [u1, other]\nunits: [{title: 一, units: [{id: u1, title: 讲座, hours: 4}, {title: 观课, hours: 8, place: 教室}]}]\n",
        "plans/a.md": plan("curriculum: c"),
    }
    html = html_of(tmp_path, files, "curricula/c/")

    assert "<h3>一（12 学时）</h3>" in html
    assert '<p class="item" id="unit-u1">讲座（4 学时）</p>' in html
    assert "<h4>观课（8 学时）</h4>" in html
    assert '<a href="../../curricula/c/#unit-u1">讲座</a>' in html
    assert "<li>other</li>" in html
    assert '<a href="../../plans/a/">示例方案</a>' in html


PACK = """
title: 县里的要求
citation: {title: 一份通知, number: 示教〔2025〕1号}
valid: {from: 2025-01-01}
units: {terms_per_year: 2}
rules:
  - {code: A-1, check: cycle_floor, hours: 360, years: 5}
  - {code: A-2, check: sum, of: units.hours, where: {mode: online, audience: 新教师}, per: year, at_least: 40, at_most: 60}
  - {code: A-3, check: share, of: units.hours, where: {mode: online}, at_most_share: {of: units.hours, share: 30%}}
  - {code: A-4, check: count, of: lessons, level: county, at_least: 1}
  - {code: A-5, check: each, of: budget.lines.unit_price, at_most: 500元}
  - {code: A-6, check: required, of: [grants.trigger, grants.certifier]}
  - {code: A-8, check: each, of: sessions.end, at_most: 17:30}
  - {code: A-7, check: equals, of: grants.hours, hours: 36}
"""


def test_a_rule_pack_says_what_it_asks_for_and_whom_it_judges(tmp_path: Path) -> None:
    files = {
        "packs/own.yaml": PACK,
        "plans/a.md": plan("packs: [own]\nhours: 4"),
        "plans/b.md": plan("packs: [cn-2011]"),
    }
    text = words_of(tmp_path, files, "packs/own/")

    assert "尚未与正式文本核对" in text
    assert "要求 每 5 年累计至少 360 学时 代码 A-1" in text
    assert "要求 每年的单元的学时（方式：网络研修；对象：新教师）合计至少 40 学时，至多 60 学时" in text
    assert "要求 单元的学时（方式：网络研修）至多占单元的学时的 30%" in text
    assert "要求 公开课（县级及以上）的项数至少 1" in text
    assert "要求 每一项经费的明细的单价都至多 500 元" in text
    assert "要求 要写明学时认定的条件、学时认定的认定单位" in text
    assert "要求 学时认定的学时合计等于 36 学时" in text
    assert "要求 每一项课次的结束都不晚于 17:30" in text
    assert text.count("示例方案") == 1

    english = words_of(tmp_path / "b", {**files, "site.yaml": "title: Site\nlanguage: en\n"}, "packs/own/")
    assert "Asks for hours of units (Mode: online): at most 30% of hours of units" in english


def test_an_english_text_on_a_chinese_site_says_so(tmp_path: Path) -> None:
    files = {
        "pages/guide.md": "---\ntitle: A guide\n---\nWords, and `代码` in code.\n\n```\n文件\n```\n",
        "pages/both.md": "---\ntitle: 说明\n---\nMostly English, 也有中文。\n",
        "pages/terms.md": "---\ntitle: STEM\n---\n2025\n",
    }
    site = site_of(tmp_path / "zh", files)
    english = site_of(tmp_path / "en", {**files, "site.yaml": "title: Site\nlanguage: en\n"})

    assert '<h1 lang="en">A guide</h1>' in site["guide/"]
    assert '<div class="prose" lang="en">' in site["guide/"]
    assert "<h1>说明</h1>" in site["both/"]
    assert '<div class="prose">' in site["both/"]
    assert '<div class="prose">' in site["terms/"]
    assert "<h1>A guide</h1>" in english["guide/"]


def test_english_pages_call_a_rule_pack_by_its_english_name(tmp_path: Path) -> None:
    named = f"{PACK}title_en: What the county asks for\n"
    plans = plan("packs: [own]\nhours: 4\nmodules: [{title: 一, hours: 3}]")
    english = {"site.yaml": "title: Site\nlanguage: en\n", "packs/own.yaml": named, "plans/a.md": plans}
    pages = by_address(composed(inspected(tmp_path, english)))
    html = rendered(pages)

    for address in ("packs/", "packs/own/", "plans/a/", "report/plans/a/"):
        assert "What the county asks for" in words(html[address]), address
        assert "县里的要求" not in words(html[address]), address
    entry = pages["packs/own/"].search
    assert entry is not None
    assert "县里的要求" in entry.keywords
    chinese = site_of(tmp_path / "zh", {**english, "site.yaml": "title: 站点\n"})
    assert "county" not in words(chinese["packs/own/"])


def site_of(folder: Path, files: Mapping[str, str]) -> dict[str, str]:
    return rendered(by_address(composed(inspected(folder, files))))


def html_of(folder: Path, files: Mapping[str, str], address: str) -> str:
    return site_of(folder, files)[address]


def words(html: str) -> str:
    return " ".join(Whole(html).text.split())


def words_of(folder: Path, files: Mapping[str, str], address: str) -> str:
    return words(html_of(folder, files, address))
