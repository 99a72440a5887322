"""The demonstration site in a real browser: from home to an opened total, and the search that readers need."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Request, expect

from planfolio.build import Options, build
from planfolio.git import Revision
from planfolio.project import open_project
from planfolio.write import publish, target

ROOT = Path(__file__).parent.parent.parent
OPTIONS = Options(today=date(2026, 1, 1), revision=Revision("0" * 40, date(2025, 12, 31)))

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, serve_folder: Callable[[Path], str]) -> str:
    """The address of the built demonstration site, below a path as on a forge's pages."""
    folder = tmp_path_factory.mktemp("served")
    project = open_project(ROOT, folder / "school" / "archive")
    publish(build(project, OPTIONS).artifacts, target(project))
    return serve_folder(folder) + "school/archive/"


def test_a_reader_goes_from_home_to_a_plan_and_opens_a_total(site: str, page: Page) -> None:
    page.goto(site)
    page.get_by_role("link", name="历年方案").click()
    page.get_by_role("link", name="兰西县2024-2025学年度上学期教师培训方案").click()

    assert page.locator("html").get_attribute("data-page") == "plan"
    assert page.locator('meta[name="planfolio:document"]').get_attribute("content") == "plans/lanxi-2024-autumn"

    addend = page.locator(".accounts").get_by_text("content/plans/lanxi-2024-autumn.md:").first
    expect(addend).not_to_be_visible()
    page.locator(".accounts summary").filter(has_text="36").first.click()
    expect(page.locator(".accounts details[open]").first).to_contain_text("content/plans/lanxi-2024-autumn.md:")


@pytest.mark.parametrize(
    ("words", "title"),
    [
        ("师徒结对", "师徒结对协议"),
        ("双语", ""),
        ("360学时", ""),
        ("示例教师甲", ""),
        ("课堂提问", "课堂提问研修班"),
        ("关于做好2021年", "2021年职业院校骨干教师培训"),
    ],
)
def test_search_finds(site: str, page: Page, words: str, title: str) -> None:
    page.goto(site)
    page.get_by_role("searchbox").first.fill(words)
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?q=*")

    results = page.locator("ol[data-results]:not([aria-busy=true]) > li")
    expect(results.first).to_be_visible()
    expect(page.get_by_role("status")).to_contain_text(str(results.count()))
    assert any(title in text for text in results.locator("a").all_inner_texts())
    results.first.locator("a").first.click()
    expect(page.locator("html")).not_to_have_attribute("data-page", "search")
    page.wait_for_load_state()
    body = "".join(page.locator("main").all_text_contents())
    assert "".join(words.split()) in "".join(body.split()) or words == "360学时"


def test_a_section_that_was_found_opens_with_the_words_marked(site: str, page: Page) -> None:
    page.goto(site + "search/?q=校内传帮带")
    first = page.locator("ol[data-results] > li").first
    first.locator(".sections a").first.click()

    page.wait_for_url("**/plans/cultivation-two-to-three-years/#*")
    expect(page.locator("main mark").first).to_have_text("校内传帮带")
    assert page.evaluate("scrollY") > 0


def test_nothing_found_proposes_titles_that_are_like_it_and_what_can_be_left_out(site: str, page: Page) -> None:
    page.goto(site + "search/?q=“师徒培训结对”")
    hints = page.locator("[data-hints]")

    expect(page.get_by_role("status")).to_have_text("没有找到符合的页面。")
    expect(hints.get_by_role("link", name="示例小学2026-2027学年师徒结对协议")).to_be_visible()
    expect(hints.get_by_role("link", name="课程方案")).to_be_visible()

    page.goto(site + "search/?q=师徒&类型=通知")
    page.get_by_role("link", name="去掉条件").click()
    expect(page.get_by_role("status")).to_contain_text("找到")


def test_a_first_search_and_a_further_one_are_light(site: str, page: Page) -> None:
    weights: list[int] = []
    page.on("requestfinished", lambda request: weights.append(weight(request)))
    page.goto(site + "search/?q=师徒结对")
    expect(page.locator("ol[data-results] > li").first).to_be_visible()
    page.wait_for_load_state("networkidle")
    first, weights[:] = sum(weights), []
    page.get_by_role("searchbox").fill("新教师入职培训一共多少学时")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).not_to_contain_text("找到 5 个")
    page.wait_for_load_state("networkidle")

    assert 100_000 < first <= 250_000
    assert sum(weights) <= 150_000


def weight(request: Request) -> int:
    """The bytes of an answer as a host sends them, compressed."""
    response = request.response()
    return len(gzip.compress(response.body())) if response else 0


def test_without_script_the_search_page_leads_to_the_lists(site: str, browser: Browser) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(site + "search/?q=学时")

        expect(page.locator("[data-fallback]").get_by_role("link", name="课程方案")).to_be_visible()
        expect(page.locator("[data-hints]")).not_to_be_visible()


def test_a_portfolio_without_consent_is_found_nowhere(site: str, page: Page) -> None:
    page.goto(site + "search/?q=示例教师戊")

    expect(page.get_by_role("status")).not_to_be_empty()
    assert "示例教师戊" not in page.locator("main ol").inner_text()


def test_no_page_logs_an_error_or_asks_anybody_else(site: str, page: Page) -> None:
    problems: list[str] = []
    page.on("console", lambda message: problems.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on(
        "request", lambda request: problems.append(request.url) if not request.url.startswith((site, "data:")) else None
    )

    for address in (
        "",
        "plans/",
        "plans/zhaoyang-five-year/",
        "portfolios/",
        "archive/",
        "report/?severity=warning",
        "report/plans/zhaoyang-five-year/",
        "report/rules/",
        "handbook/",
        "search/?q=学时",
        "search/?q=量子纠缠",
    ):
        page.goto(site + address)
        page.wait_for_load_state("networkidle")

    assert problems == []


@pytest.mark.parametrize("width", [360, 768, 1280])
@pytest.mark.parametrize(
    "address",
    [
        "",
        "plans/",
        "plans/vocational-2021/",
        "schedules/demo-autumn-2026/",
        "report/",
        "report/rules/",
        "report/organisations/",
        "report/plans/lanxi-2024-autumn/",
        "handbook/fields/",
    ],
)
def test_no_page_scrolls_sideways(site: str, page: Page, width: int, address: str) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(site + address)

    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


@pytest.mark.parametrize("size", [17, 20, 24])
@pytest.mark.parametrize(
    "address", ["", "plans/", "report/", "report/plans/lanxi-2024-autumn/", "portfolios/teacher-b/"]
)
def test_large_letters_fit_a_small_phone(site: str, browser: Browser, address: str, size: int) -> None:
    with browser.new_context(viewport={"width": 320 if size < 24 else 360, "height": 800}, bypass_csp=True) as context:
        page = context.new_page()
        page.goto(site + address)
        page.add_style_tag(content=f"html {{ font-size: {size}px }}")

        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_the_caption_of_a_table_that_became_cards_has_its_line(site: str, page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto(f"{site}report/plans/lanxi-2024-autumn/")
    caption = page.locator(".stack > caption").bounding_box()

    assert caption is not None
    assert caption["width"] > 300


def test_in_the_readers_own_colours_it_is_seen_where_one_is(site: str, browser: Browser) -> None:
    def look(page: Page, selector: str, name: str) -> list[str]:
        """How those elements look, each look once."""
        found: list[str] = page.locator(selector).evaluate_all(f"all => all.map(one => getComputedStyle(one).{name})")
        return sorted(set(found))

    with browser.new_context(forced_colors="active") as context:
        page = context.new_page()
        page.goto(f"{site}archive/year/2024-2025/")

        assert look(page, ".menu a:not(.here)", "borderBottomColor") == look(page, "body", "backgroundColor")
        assert look(page, ".menu .here", "borderBottomColor") != look(page, "body", "backgroundColor")
        assert len(look(page, ".facets a", "backgroundColor")) == 2
        page.goto(f"{site}schedules/lanxi-2024-autumn/")
        assert len(look(page, ".chips a:visible", "backgroundColor")) == 2


def test_the_report_is_filtered_and_remembers_it(site: str, page: Page) -> None:
    page.goto(site + "report/")
    listed = page.locator("#documents .documents > li")
    whole = listed.count()
    page.get_by_label("规则").select_option("HR05")

    expect(page.get_by_role("status")).to_have_text("找到 1 份")
    expect(listed).to_have_count(1)
    assert page.url.endswith("report/?rule=HR05")
    page.reload()
    expect(listed.first).to_contain_text("小学教师培训工作实施方案")
    expect(listed.first).to_contain_text("警告 1")
    page.get_by_label("轻重").select_option("error")
    expect(page.get_by_role("status")).to_have_text("没有这样的文档")
    page.get_by_label("轻重").select_option("")
    page.get_by_label("规则").select_option("")
    expect(listed).to_have_count(whole)
    listed.nth(0).get_by_role("link").click()
    assert page.get_by_role("heading", level=1).inner_text().startswith("审阅单：")


def test_a_decision_leads_to_the_documents_that_come_to_it(site: str, page: Page) -> None:
    page.goto(site + "report/")
    decision = page.locator(".decisions li", has=page.get_by_role("link", name="可批准", exact=True))
    count = decision.locator("b").inner_text()
    decision.get_by_role("link").click()

    expect(page.get_by_role("status")).to_have_text(f"找到 {count} 份")
    expect(page.locator("#documents .documents > li")).to_have_count(int(count))
    expect(page.get_by_label("结论")).to_have_value("可批准")


def test_the_report_can_be_read_without_script(site: str, browser: Browser) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(site + "report/")

        expect(page.locator("form.filters")).not_to_be_visible()
        expect(page.locator("#documents .documents")).to_contain_text("小学教师培训工作实施方案")
        expect(page.locator("#matrix")).to_contain_text("差 60")


@pytest.mark.parametrize(
    "key", ["plans/key-teachers-406", "plans/lanxi-2024-autumn", "archive/science-training-summary"]
)
def test_a_sheet_prints_on_a4(site: str, page: Page, key: str) -> None:
    page.set_viewport_size({"width": 680, "height": 1000})  # A4 less its margins: 180 mm
    page.emulate_media(media="print")
    page.goto(site + f"report/{key}/")

    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    expect(page.get_by_role("searchbox")).not_to_be_visible()
    expect(page.get_by_text("审核人签名")).to_be_visible()
    assert all(page.locator("details p").nth(n).is_visible() for n in range(page.locator("details p").count()))


def test_the_slash_key_goes_to_the_search_field_of_every_page(site: str, page: Page) -> None:
    page.goto(site + "about/")
    page.keyboard.press("/")
    page.keyboard.type("a/b")

    expect(page.get_by_role("searchbox")).to_be_focused()
    expect(page.get_by_role("searchbox")).to_have_value("a/b")


def test_a_reader_chooses_light_or_dark_and_the_choice_stays(site: str, browser: Browser) -> None:
    with browser.new_context(color_scheme="light", locale="zh-CN") as context:
        page = context.new_page()
        page.goto(site)
        before = page.evaluate("getComputedStyle(document.body).backgroundColor")
        page.get_by_role("button", name="深色").click()
        page.goto(site + "about/")

        assert before == "rgb(255, 255, 255)"
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(20, 24, 30)"
        expect(page.get_by_role("button", name="浅色")).to_be_visible()


# --- a plan on paper ---------------------------------------------------------------------------------------------------


def paper(page: Page) -> tuple[int, set[bytes]]:
    """How many pages are printed, and their sizes in points."""
    document = page.pdf(prefer_css_page_size=True)
    return len(re.findall(rb"/Type /Page\b", document)), set(re.findall(rb"/MediaBox \[([^]]+)\]", document))


@pytest.mark.parametrize(("count", "pages"), [(22 * 28 - 2, 1), (22 * 28 - 1, 2), (44 * 28 - 2, 2), (44 * 28 - 1, 3)])
def test_a_page_of_a_printed_plan_holds_22_lines_of_28_characters(
    site: str, page: Page, count: int, pages: int
) -> None:
    page.goto(site + "plans/zhaoyang-five-year/")
    page.evaluate(
        """count => {
        const text = document.getElementById("text");
        document.querySelector("main").replaceChildren(text);
        text.innerHTML = `<h2></h2><p>${"国".repeat(count)}</p>`;
    }""",
        count,
    )  # two of the characters' places are the indent

    assert paper(page) == (pages, {b"0 0 594.95996 841.91998"})  # A4


def test_a_plan_is_printed_with_its_text_first_and_the_number_of_each_page(site: str, page: Page) -> None:
    page.goto(site + "plans/demo-autumn-2026/")
    margins = page.evaluate("""() => [...document.styleSheets].flatMap(sheet => [...sheet.cssRules])
        .flatMap(rule => rule.cssRules ? [...rule.cssRules] : []).filter(rule => rule instanceof CSSPageRule)
        .map(rule => [rule.selectorText, rule.style.margin])""")
    page.emulate_media(media="print")
    top = {
        name: page.locator(name).first.bounding_box()["y"]  # type: ignore[index]  # all of them are shown
        for name in ("h1", ".number", "#text > h3", ".signed", "#facts", "#basis", "#hours", ".printed >> text=来源")
    }

    assert ["official", "37mm 26mm 35mm 28mm"] in margins
    assert list(top) == sorted(top, key=lambda name: top[name])
    expect(page.locator(".number")).to_have_text("示小〔2026〕8号")
    expect(page.locator(".signed")).to_have_text("示例县示例小学2026年8月21日")
    assert page.evaluate("getComputedStyle(document.querySelector('#text p')).fontSize") == "21.3333px"  # 16 pt
    for name in ("header.site", "footer.site", ".contents", "#checks", "#downloads", "#text > h2"):
        expect(page.locator(name)).not_to_be_visible()


def test_a_plan_is_printed_and_cited_at_a_click(site: str, browser: Browser) -> None:
    with browser.new_context(permissions=["clipboard-read", "clipboard-write"], locale="zh-CN") as context:
        page = context.new_page()
        page.add_init_script("window.print = () => { window.printed = true; }")
        page.goto(site + "plans/lanxi-2024-autumn/")
        page.get_by_role("button", name="打印 / 存为 PDF").first.click()
        page.get_by_role("button", name="复制引文").click()

        assert page.evaluate("window.printed")
        expect(page.get_by_role("button", name="已复制")).to_be_visible()
        assert page.evaluate("navigator.clipboard.readText()") == page.locator("#citation").inner_text()


def test_on_a_phone_the_online_hours_stand_in_the_first_two_screens(site: str, page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 640})
    page.goto(site + "plans/lanxi-2024-autumn/")
    answer = page.get_by_text("其中网络研修 10 学时").locator("xpath=ancestor::li")

    expect(answer).to_contain_text("平台学习证书，已含在县级培训 24 学时内")
    expect(answer).to_contain_text("content/plans/lanxi-2024-autumn.md:139")
    box = answer.bounding_box()
    assert box is not None
    assert box["y"] + box["height"] < 2 * 640
