"""A schedule's list, weeks and months in a real browser: by keyboard, without script, in the address, on paper."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from planfolio.build import Options, build
from planfolio.git import Revision
from planfolio.project import open_project
from planfolio.write import publish, target
from tests.sites import write_site

OPTIONS = Options(today=date(2026, 1, 1), revision=Revision("0" * 40, date(2025, 12, 31)), search=False)
SCHEDULE = """
title: 示例日程
term: {start: 2026-08-31, weeks: 20}
sessions:
  - {id: weekly, title: 每周备课, weeks: 1-16, weekday: 5, start: 13:00, end: 14:30, place: 备课室, instructors: [{name: 示例讲师甲}]}
  - {id: also, title: 每周观课, weeks: 1-16, weekday: 2, start: 9:00, end: 10:30, place: 录播教室}
  - {id: third, title: 线上答疑, weeks: 1-16, weekday: 3, start: 19:00, end: 20:30, mode: online}
  - {id: fourth, title: 读书会, weeks: 1-16, weekday: 4, start: 16:00, end: 17:30, place: 图书室}
  - {id: off, title: 停掉的一次, date: 2026-10-17, start: 9:00, end: 10:30, status: cancelled}
"""

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def schedule(tmp_path_factory: pytest.TempPathFactory, serve_folder: Callable[[Path], str]) -> str:
    """The address of a schedule of 65 meetings."""
    folder = tmp_path_factory.mktemp("schedule")
    project = open_project(write_site(folder, {"schedules/s.yaml": SCHEDULE}), folder / "site")
    publish(build(project, OPTIONS).artifacts, target(project))
    return serve_folder(folder / "site") + "schedules/s/"


def shown(page: Page) -> list[str]:
    """Which of the views can be seen."""
    return [name for name in ("list", "week", "month") if page.locator(f".views > #{name}").is_visible()]


def test_the_views_are_reached_by_keyboard_and_stand_in_the_address(schedule: str, page: Page) -> None:
    page.goto(schedule)
    assert shown(page) == ["list"]

    page.locator("#list").get_by_role("link", name="周历").focus()
    page.keyboard.press("Enter")
    assert page.url.endswith("#week")
    assert shown(page) == ["week"]
    expect(page.locator("#week").get_by_role("link", name="周历")).to_have_attribute("aria-current", "true")
    page.reload()
    assert shown(page) == ["week"]

    page.locator("#week").get_by_role("link", name="月历").click()
    assert shown(page) == ["month"]
    page.go_back()
    assert shown(page) == ["week"]
    page.locator("#week").get_by_role("link", name="列表", exact=True).click()
    assert shown(page) == ["list"]


def test_a_cell_leads_to_its_meeting_in_the_list(schedule: str, page: Page) -> None:
    page.goto(f"{schedule}#month")
    page.locator("#month").get_by_role("link", name="停掉的一次").click()

    assert page.url.endswith("#2026-10-17-off")
    assert shown(page) == ["list"]
    expect(page.locator("tr:target")).to_contain_text("已取消")
    expect(page.locator("tr:target")).to_be_in_viewport()


@pytest.mark.parametrize("width", [360, 768, 1280])
@pytest.mark.parametrize("view", ["", "#week", "#month"])
def test_every_view_works_without_script_at_every_width(schedule: str, browser: Browser, width: int, view: str) -> None:
    with browser.new_context(java_script_enabled=False, viewport={"width": width, "height": 800}) as context:
        page = context.new_page()
        page.goto(f"{schedule}{view}")

        assert shown(page) == [view[1:] or "list"]
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
        expect(page.locator(f".views > #{view[1:] or 'list'}").get_by_text("每周备课").first).to_be_visible()


@pytest.mark.parametrize("view", ["", "#week", "#month"])
def test_a_schedule_prints_across_the_paper(schedule: str, page: Page, view: str) -> None:
    page.goto(f"{schedule}{view}")
    paper = page.pdf(prefer_css_page_size=True)

    boxes = {
        tuple(round(float(number)) for number in box.split()) for box in re.findall(rb"/MediaBox \[([^\]]+)\]", paper)
    }
    assert boxes == {(0, 0, 842, 595)}
    page.emulate_media(media="print")
    expect(page.locator(f".views > #{view[1:] or 'list'} nav")).not_to_be_visible()
    expect(page.locator("#calendar")).not_to_be_visible()


def test_on_paper_no_row_is_cut_and_heads_are_repeated(schedule: str, page: Page) -> None:
    page.goto(schedule)
    page.emulate_media(media="print")

    style = "(selector, name) => getComputedStyle(document.querySelector(selector))[name]"
    assert page.evaluate(f"({style})('#list tbody tr', 'breakInside')") == "avoid"
    assert page.evaluate(f"({style})('#list thead', 'display')") == "table-header-group"
    assert page.evaluate(f"({style})('body', 'page')") == "schedule"


def test_the_calendar_is_a_file_that_a_phone_can_open(schedule: str, page: Page) -> None:
    page.goto(schedule)
    link = page.get_by_role("link", name="下载日历文件")

    expect(link).to_have_attribute("type", "text/calendar")
    answer = page.request.get(f"{schedule}{link.get_attribute('href')}")
    assert answer.text().count("BEGIN:VEVENT") == 65
    assert "停掉的一次" in answer.text()
