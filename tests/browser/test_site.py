"""The demonstration site in a real browser: from home to an opened total, and the search that readers need."""

from __future__ import annotations

import gzip
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
    page.get_by_role("link", name="兰西县2024-2025学年度上学期教师培训方案").click()

    assert page.locator("html").get_attribute("data-page") == "plan"
    assert page.locator('meta[name="planfolio:document"]').get_attribute("content") == "plans/lanxi-2024-autumn"

    addend = page.get_by_text("content/plans/lanxi-2024-autumn.md:").first
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
