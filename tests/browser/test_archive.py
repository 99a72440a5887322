"""The archive in a real browser: filters, chips, order, address and the way back, and what is there without script."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from urllib.parse import unquote

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from planfolio.build import Options, build
from planfolio.project import open_project
from planfolio.write import publish, target
from tests.sites import plan, write_site

pytestmark = pytest.mark.browser

SUBJECTS = ("语文", "数学", "英语")
FILES = {
    f"plans/p{number:03}.md": plan(
        f"school_year: {2020 + number % 3}-{2021 + number % 3}\nsubjects: [{SUBJECTS[number % 2]}]\nhours: {number + 1}"
    )
    .replace("示例方案", f"{'重阿数'[number % 3]}研修{number}")
    .replace("2025-02-20", f"{2020 + number % 3}-03-{1 + number % 28:02}")
    for number in range(120)
} | {"plans/old-name.md": plan("aliases: [former/place]\nsubjects: [英语]\nmodules: [{title: 一, hours: 4周}]")}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, serve_folder: Callable[[Path], str]) -> str:
    """The address of a site of 121 plans, below a path as on a forge's pages."""
    served = tmp_path_factory.mktemp("served")
    project = open_project(write_site(tmp_path_factory.mktemp("sources"), FILES), served / "school")
    publish(build(project, Options(today=date(2026, 1, 1), search=False)).artifacts, target(project))
    return serve_folder(served) + "school/"


def row(page: Page, title: str) -> Locator:
    return page.locator(".facets details").filter(has=page.locator("summary", has_text=title))


def titles(page: Page) -> list[str]:
    return page.locator(".documents > li > a").all_inner_texts()


def test_facets_are_combined_counted_and_kept_in_the_address(site: str, page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(site + "archive/")
    page.wait_for_load_state("networkidle")
    assert not [url for url in asked if url.endswith(".json")]

    row(page, "学科").get_by_role("link", name="语文").click()
    expect(page.get_by_role("status")).to_have_text("共 60 份")
    row(page, "学年").get_by_role("link", name="2020-2021").click()
    expect(page.get_by_role("status")).to_have_text("共 20 份")
    expect(row(page, "学科").get_by_role("link", name="数学")).to_have_text("数学 20")
    expect(row(page, "学科").get_by_role("link", name="英语")).to_be_hidden()
    row(page, "学年").get_by_role("link", name="2021-2022").click()
    expect(page.get_by_role("status")).to_have_text("共 40 份")

    assert unquote(page.url) == f"{site}archive/?year=2020-2021&subject=语文&year=2021-2022"
    assert [url for url in asked if url.endswith(".json")] == [site + "archive/facets.json"]


def test_chips_take_a_choice_away_and_the_back_button_brings_it_back(site: str, page: Page) -> None:
    page.goto(site + "archive/?year=2020-2021&subject=语文")
    chips = page.locator("#documents > .chips a")
    expect(chips).to_have_text(["学年：2020-2021 ×", "学科：语文 ×", "全部清除"])

    chips.nth(0).click()
    expect(page.get_by_role("status")).to_have_text("共 60 份")
    expect(page.get_by_role("status")).to_be_focused()
    page.go_back()
    expect(page.get_by_role("status")).to_have_text("共 20 份")
    chips.last.click()
    expect(page.get_by_role("status")).to_have_text("共 121 份")
    expect(chips).to_have_count(0)
    assert page.url == site + "archive/"


def test_the_list_is_sorted_by_date_hours_or_title(site: str, page: Page) -> None:
    page.goto(site + "archive/")
    assert titles(page)[0] == "示例方案"
    page.get_by_role("link", name="学时", exact=True).click()
    expect(page.locator(".documents > li").first).to_contain_text("120 学时")
    page.get_by_role("link", name="标题拼音").click()
    expect(page.locator(".documents > li > a").first).to_have_text("阿研修1")

    assert titles(page)[40:43] == ["示例方案", "数研修2", "数研修5"]
    assert page.url == site + "archive/?sort=title"
    expect(page.locator(".documents > li")).to_have_count(100)
    page.get_by_role("button", name="显示更多").click()
    expect(page.locator(".documents > li")).to_have_count(121)
    expect(page.get_by_role("button", name="显示更多")).to_be_hidden()


def test_the_last_of_those_sorted_by_hours_has_none(site: str, page: Page) -> None:
    page.goto(site + "archive/?subject=英语&subject=语文&sort=hours")

    expect(page.locator(".documents > li > a").last).to_have_text("示例方案")


def test_what_is_not_in_the_rows_is_not_asked_for(site: str, page: Page) -> None:
    page.goto(site + "archive/?subject=没有&year=%ZZ&sort=no")
    page.wait_for_load_state("networkidle")

    expect(page.get_by_role("status")).to_have_text("共 121 份")
    expect(page.locator("#documents > .chips")).to_be_hidden()


def test_everything_is_there_without_script(site: str, browser: Browser) -> None:
    with browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 800}) as context:
        page = context.new_page()
        page.goto(site + "archive/")
        expect(page.get_by_text("排序")).to_be_hidden()
        row(page, "学科").locator("summary").click()
        row(page, "学科").get_by_role("link", name="语文").click()

        assert unquote(page.url) == site + "archive/subject/语文/"
        expect(page.get_by_role("status")).to_contain_text("共 60 份")
        row(page, "学科").locator("summary").click()
        row(page, "学科").get_by_role("link", name="全部").click()
        assert page.url == site + "archive/"
        page.get_by_role("link", name="2021年").click()
        assert page.url == site + "archive/date/2021/"
        page.get_by_role("link", name="下一页").click()
        assert page.url == site + "archive/date/2020/"


def test_rows_fold_on_a_phone_and_stand_open_where_there_is_room(site: str, page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto(site + "archive/?subject=语文")
    link = row(page, "学科").get_by_role("link", name="语文")
    expect(row(page, "学科").locator("summary")).to_have_text("学科 语文")
    expect(link).not_to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")

    page.set_viewport_size({"width": 768, "height": 800})
    expect(link).to_be_visible()


def test_a_filter_is_chosen_by_keyboard(site: str, page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto(site + "archive/")
    row(page, "学科").locator("summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.get_by_role("status")).to_have_text("共 60 份")
    expect(row(page, "学科").locator("[aria-current]")).to_be_focused()


def test_the_page_of_one_value_leads_to_the_filter_with_it(site: str, page: Page) -> None:
    page.goto(site + "archive/subject/数学/")
    page.get_by_role("link", name="再加其他条件").click()

    expect(page.get_by_role("status")).to_have_text("共 60 份")
    expect(page.locator("#documents > .chips a").first).to_have_text("学科：数学 ×")


def test_where_the_file_cannot_be_fetched_the_list_stays(site: str, page: Page) -> None:
    page.route("**/facets.json", lambda route: route.abort())
    page.goto(site + "archive/?subject=语文")

    expect(page.get_by_role("status")).to_have_text("筛选的数据没有取到，下面是全部文件")
    expect(page.locator(".documents > li").first).to_be_visible()


def test_a_former_address_leads_on_with_query_and_anchor(site: str, page: Page) -> None:
    page.goto(site + "former/place/?from=mail#text")

    page.wait_for_url(site + "plans/old-name/?from=mail#text")
