"""Schedule pages: the list, the weeks and the months say the same, in words, and every meeting can be led to."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape
from pathlib import Path

import pytest

from planfolio.inspection import Inspection
from planfolio.pages.edition import Edition
from planfolio.pages.studio import Studio
from planfolio.project import standard_layouts
from planfolio.render import Renderer
from tests.sites import composed, inspected, plan

RENDERER = Renderer((standard_layouts(),))
SITE = """
title: 示例站点
base_url: https://example.org/school/
holidays:
  - {date: 2026-10-01, title: 国庆节}
  - {date: 2026-10-10, title: 国庆节调休上班, workday: true}
"""
SCHEDULE = """
title: 什么都有
plan: a
term: {start: 2026-08-31, weeks: 12}
sessions:
  - {id: one, title: 开班讲座, weeks: "2-3", weekday: 3, start: 14:00, end: 15:30, place: 报告厅, instructors: [{name: 示例讲师甲}]}
  - {id: two, title: 同时的研讨, week: 2, weekday: 3, start: 15:00, end: 16:30, place: 报告厅}
  - {id: holiday, title: 国庆的课, date: 2026-10-01, start: 19:00, end: 20:30, mode: online}
  - {id: worked, title: 调休日的课, date: 2026-10-10, start: 9:00, end: 10:30}
  - {id: off, title: 停掉的观课, date: 2026-10-14, start: 9:00, end: 10:30, status: cancelled}
  - {id: moved, title: 改期的讲座, date: 2026-10-15, start: 9:00, end: 10:30, status: moved}
  - {id: open, title: 日期未定的沙龙}
  - {id: week, title: 只有周次, week: 9}
  - {id: night, title: 过夜的演练, date: 2026-11-06, start: 22:00, end: 06:00}
  - {title: 没有代号, date: 2026-11-06, start: 14:00, end: 15:00}
  - {title: 同样没有代号, date: 2026-11-06, start: 14:00, end: 15:00}
  - {id: early, title: 学期前的准备会, date: 2026-08-25, start: 9:00, end: 10:00}
"""
OTHER = """
title: 另一份日程
sessions:
  - {id: x, title: 别处的讲座, date: 2026-09-16, start: 14:30, end: 15:30, instructors: [{name: 示例讲师甲}]}
"""
FILES: Mapping[str, str] = {
    "site.yaml": SITE,
    "plans/a.md": plan("hours: 36"),
    "schedules/hard.yaml": SCHEDULE,
    "schedules/other.yaml": OTHER,
}


@pytest.fixture(scope="module")
def inspection(tmp_path_factory: pytest.TempPathFactory) -> Inspection:
    return inspected(tmp_path_factory.mktemp("schedules"), FILES)


@pytest.fixture(scope="module")
def html(inspection: Inspection) -> str:
    return page(inspection, "schedules/hard/")


def page(inspection: Inspection, address: str) -> str:
    return RENDERER.render(next(one for one in composed(inspection) if one.address == address)).decode()


def text(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", "", html)).split())


def view(html: str, name: str) -> str:
    """The list, the weeks or the months of a schedule's page."""
    return html.partition(f'<section id="{name}"')[2].partition("</section>")[0]


def row(html: str, anchor: str) -> str:
    """A meeting in the list, as text."""
    return text(html.partition(f'<tr id="{anchor}"')[2].partition(">")[2].partition("</tr>")[0])


def test_a_meeting_says_week_day_time_and_what_became_of_it(html: str) -> None:
    assert "2026年9月9日 周三 第 2 周 14:00–15:30开班讲座" in row(html, "2026-09-09-one")
    assert "已取消 停掉的观课" in row(html, "2026-10-14-off")
    assert row(html, "2026-10-14-off").endswith("不计学时已取消")
    assert "已调整 改期的讲座" in row(html, "2026-10-15-moved")
    assert "22:00–06:00 结束早于开始" in row(html, "2026-11-06-night")


def test_a_holiday_and_a_worked_weekend_are_named(html: str) -> None:
    assert "国庆节" in row(html, "2026-10-01-holiday")
    assert "国庆节调休上班" in row(html, "2026-10-10-worked")
    assert "周四10月1日国庆节" in text(view(html, "week"))
    assert "1 周四 国庆节19:00 国庆的课" in text(view(html, "month"))


def test_a_clash_is_named_on_both_sides_and_on_its_day_alone(html: str) -> None:
    first, later = row(html, "2026-09-09-one"), row(html, "2026-09-16-one")

    assert "冲突 与“同时的研讨”（15:00–16:30）同一时间，同一地点（报告厅）" in first
    assert "冲突 与“开班讲座”（14:00–15:30）同一时间，同一地点（报告厅）" in row(html, "2026-09-09-two")
    assert "同时的研讨" not in later
    assert "冲突 与“别处的讲座”（14:30–15:30）同一时间，同一授课人（示例讲师甲）" in later
    assert 'href="../../schedules/other/#2026-09-16-x"' in html
    assert 'href="#2026-09-09-two"' in html
    assert "14:00–15:30 冲突 开班讲座 报告厅" in text(view(html, "week"))


@pytest.mark.parametrize(
    "files",
    [
        {"schedules/other.yaml": f"{OTHER}visibility: internal\n"},
        {"schedules/other.yaml": f"{OTHER}plan: draft\n", "plans/draft.md": plan("").replace("published", "draft")},
        {"schedules/other.yaml": f"{OTHER}waivers: [{{code: TM05, reason: 两处连线, expires: 2026-12-31}}]\n"},
        {"site.yaml": f"{SITE}report: internal\n"},
    ],
    ids=["internal", "draft", "waived", "report kept internal"],
)
def test_a_clash_is_not_named_where_it_may_not_or_need_not_be(tmp_path: Path, files: dict[str, str]) -> None:
    html = page(inspected(tmp_path, {**FILES, **files}), "schedules/hard/")

    assert "别处的讲座" not in html
    assert "schedules/other" not in html


def test_meetings_without_a_date_stand_at_the_end_and_in_no_grid(html: str) -> None:
    group = text(view(html, "list")).partition("日期未定 ")[2] or text(view(html, "list")).partition("日期未定")[2]

    assert "日期未定的沙龙" in group
    assert "第 9 周" in row(html, "week-9-week")
    for name in ("week", "month"):
        assert "只有周次" not in view(html, name)
        assert "日期未定的 2 次，见列表" in text(view(html, name))


def test_stretches_without_meetings_are_said_in_words(html: str) -> None:
    weeks = text(view(html, "week"))

    for words in ("第 1 周没有安排。", "第 4 周没有安排。", "第 8–9 周没有安排。", "第 11–12 周没有安排。"):
        assert words in weeks
    assert weeks.count("没有安排") == 4


def test_without_a_term_gaps_are_dates(tmp_path: Path) -> None:
    sessions = "[{title: 一, date: 2026-12-30}, {title: 二, date: 2027-03-01}]"
    html = page(inspected(tmp_path, {"schedules/s.yaml": f"title: 日程\nsessions: {sessions}\n"}), "schedules/s/")

    assert "2026年12月28日–2027年1月3日" in text(view(html, "week"))
    assert "2027年1月4日–2月28日没有安排。" in text(view(html, "week"))
    assert "2027年1月至2027年2月没有安排。" in text(view(html, "month"))


def test_grids_lead_to_the_list(html: str) -> None:
    anchors = set(re.findall(r'<tr id="([^"]+)"', view(html, "list")))
    dated = {anchor for anchor in anchors if anchor.startswith("2026")}

    for name in ("week", "month"):
        assert set(re.findall(r'href="#(2026-[^"]+)"', view(html, name))) == dated


def test_an_anchor_stays_when_sessions_are_inserted(tmp_path: Path, html: str) -> None:
    inserted = SCHEDULE.replace(
        "sessions:\n", "sessions:\n  - {title: 新加的, date: 2026-11-06, start: 8:00, end: 9:00}\n"
    )
    after = page(inspected(tmp_path, {**FILES, "schedules/hard.yaml": inserted}), "schedules/hard/")

    anchors = re.compile(r'<tr id="([^"]+)"')
    assert set(anchors.findall(after)) - set(anchors.findall(html)) == {"2026-11-06-0800"}
    assert set(anchors.findall(html)) <= set(anchors.findall(after))
    assert {"2026-11-06-1400", "2026-11-06-1400-2"} <= set(anchors.findall(html))


def test_a_calendar_can_be_downloaded_and_where_the_address_is_known_followed(html: str, tmp_path: Path) -> None:
    files = {name: source for name, source in FILES.items() if name != "site.yaml"}
    offline = page(inspected(tmp_path, files), "schedules/hard/")

    assert 'href="calendar.ics"' in html
    assert 'href="webcal://example.org/school/schedules/hard/calendar.ics"' in html
    assert "日历里有 11 次；日期未定的 2 次不在里面。" in text(html)
    assert "请再下载一次" in offline
    assert "webcal" not in offline


def test_without_a_date_there_is_neither_calendar_nor_grid(tmp_path: Path) -> None:
    files = {
        "schedules/s.yaml": "title: 日程\nsessions: [{title: 以后再定}]\n",
        "schedules/e.yaml": "title: 空\nsessions: []\n",
    }
    site = inspected(tmp_path, files)

    assert "加入日历" not in page(site, "schedules/s/")
    assert 'id="week"' not in page(site, "schedules/s/")
    assert "还没有课次" in page(site, "schedules/e/")


def test_a_large_schedule_has_pages_for_its_grids(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("planfolio.pages.schedule.LARGE", 5)
    site = inspected(tmp_path, FILES)
    pages = {one.address: one for one in composed(site)}
    html = RENDERER.render(pages["schedules/hard/"]).decode()

    assert {"schedules/hard/week/", "schedules/hard/month/"} <= pages.keys()
    assert "schedules/other/week/" not in pages
    assert 'id="week"' not in html
    assert 'href="../../schedules/hard/week/"' in html
    week = RENDERER.render(pages["schedules/hard/week/"]).decode()
    assert 'href="../#2026-09-09-one"' in week
    assert 'href="../../../schedules/hard/month/"' in week
    assert '"../../../schedules/hard/week/" aria-current="true"' in week


def test_meetings_of_all_published_schedules_come_in_order(inspection: Inspection) -> None:
    studio = Studio(Edition(inspection, inspection.report, "public", drafts=False))

    found = [(str(one.meeting.day), one.meeting.session.title, one.schedule, one.anchor) for one in studio.meetings()]
    assert found[0] == ("2026-08-25", "学期前的准备会", "schedules/hard", "2026-08-25-early")
    assert ("2026-09-16", "别处的讲座", "schedules/other", "2026-09-16-x") in found
    assert [day for day, *_ in found] == sorted(day for day, *_ in found)
    assert len(found) == 12


def test_a_superseded_plan_has_no_coming_meetings(tmp_path: Path) -> None:
    superseded = plan("hours: 36").replace("published", "superseded")
    site = inspected(tmp_path, {**FILES, "plans/a.md": superseded})

    studio = Studio(Edition(site, site.report, "public", drafts=False))
    assert {one.schedule for one in studio.meetings()} == {"schedules/other"}


def test_english_pages_say_it_in_english(tmp_path: Path) -> None:
    html = page(inspected(tmp_path, {**FILES, "site.yaml": f"{SITE}language: en\n"}), "schedules/hard/")

    assert "Week 2 (7–13 September 2026)" in html
    assert "Nothing in weeks 8–9." in text(html)
    assert "Clash at the same time as “同时的研讨” (15:00–16:30), in the same place (报告厅)" in text(html)
    assert "9 September 2026 Wednesday Week 2" in text(html)
