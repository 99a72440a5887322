"""Exports: other programs can read them, and they say the same every time."""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

import icalendar

from planfolio import exports
from planfolio.exports import calendar, catalog_json, feed, sitemap
from planfolio.findings import Language
from planfolio.inspection import Inspection, inspect
from planfolio.model import Schedule
from planfolio.reports.redact import public
from planfolio.sources import discover
from tests.sites import TODAY, write_site

STAMP = date(2026, 2, 28)
PLAN = """\
---
title: 方案 <一> & “二”
type: term
status: published
issuer: demo-school
issued: {issued}
number: 示校〔2026〕1号
modules:
  - {{id: m1, title: 专题, hours: 1/3}}
  - {{title: 实践, hours: 6-16学时}}
---
"""
SCHEDULE = """\
title: 示例日程
term: {start: 2026-03-02, weeks: 20}
sessions:
  - {id: talk, title: '讲座; 一, 二', date: 2026-03-04, start: 14:00, end: 15:30, place: '报告厅, 二楼', instructors: [{name: 示例讲师甲, title: 特级教师}]}
  - {title: 每周教研, weeks: 1-3, weekday: 周三, start: 8:00, end: 9:30}
  - {id: off, title: 停课, date: 2026-03-05, start: 10:00, end: 11:00, status: cancelled}
  - {id: new, title: 改期, date: 2026-03-06, start: 10:00, end: 11:00, status: moved}
  - {id: day, title: 参观, date: 2026-03-07}
  - {id: open, title: 沙龙, date: 2026-03-08, start: 19:00}
  - {id: talk, title: 讲座续, date: 2026-03-04, start: 16:00, end: 17:00}
  - {id: some, title: 未定日期}
"""


def inspected(folder: Path, files: Mapping[str, str], language: Language = "zh") -> Inspection:
    """A site with these files, inspected."""
    site = write_site(folder, {"site.yaml": "title: 示例站点\nowner: 示例单位\n", **files})
    return inspect(discover(site / "content"), today=TODAY, language=language)


def written(inspection: Inspection, stamp: date | None = STAMP) -> bytes:
    [(item, schedule)] = inspection.catalog.records(Schedule)
    return calendar(item, schedule, inspection.totals[item.key], stamp, language=inspection.report.language)


def events(ics: bytes) -> dict[str, Any]:
    """Events by UID."""
    found = icalendar.Calendar.from_ical(ics).walk("VEVENT")
    by_uid = {str(event["UID"]): event for event in found}
    assert len(by_uid) == len(found)
    return by_uid


# --- calendars ------------------------------------------------------------------------------------------------------------


def test_every_meeting_with_a_day_is_an_event_with_a_stable_name(tmp_path: Path) -> None:
    found = events(written(inspected(tmp_path, {"schedules/s.yaml": SCHEDULE})))

    assert list(found) == [
        "s.2.20260304@planfolio",
        "s.talk.20260304@planfolio",
        "s.talk.20260304.2@planfolio",
        "s.off.20260305@planfolio",
        "s.new.20260306@planfolio",
        "s.day.20260307@planfolio",
        "s.open.20260308@planfolio",
        "s.2.20260311@planfolio",
        "s.2.20260318@planfolio",
    ]


def test_an_event_says_when_where_and_with_whom(tmp_path: Path) -> None:
    event = events(written(inspected(tmp_path, {"schedules/s.yaml": SCHEDULE})))["s.talk.20260304@planfolio"]

    shanghai = ZoneInfo("Asia/Shanghai")
    assert event["SUMMARY"] == "讲座; 一, 二"
    assert event["LOCATION"] == "报告厅, 二楼"
    assert event["DESCRIPTION"] == "授课人：示例讲师甲 特级教师\n学时：2"
    assert event["STATUS"] == "CONFIRMED"
    assert event["DTSTART"].dt == datetime(2026, 3, 4, 14, 0, tzinfo=shanghai)
    assert event["DTEND"].dt == datetime(2026, 3, 4, 15, 30, tzinfo=shanghai)
    assert event["DTSTART"].params["TZID"] == "Asia/Shanghai"
    assert event["DTSTAMP"].dt == datetime(2026, 2, 28, tzinfo=UTC)


def test_the_time_zone_comes_with_the_calendar(tmp_path: Path) -> None:
    [zone] = icalendar.Calendar.from_ical(written(inspected(tmp_path, {"schedules/s.yaml": SCHEDULE}))).walk(
        "VTIMEZONE"
    )

    assert zone["TZID"] == "Asia/Shanghai"
    assert [str(one["TZOFFSETTO"].to_ical()) for one in zone.walk("STANDARD")] == ["+0800"]


def test_cancelled_and_moved_sessions_say_so(tmp_path: Path) -> None:
    files = {"schedules/s.yaml": SCHEDULE}
    chinese = events(written(inspected(tmp_path, files)))
    english = events(written(inspected(tmp_path, files, "en")))

    cancelled, moved = chinese["s.off.20260305@planfolio"], chinese["s.new.20260306@planfolio"]
    assert (cancelled["SUMMARY"], cancelled["STATUS"]) == ("（取消）停课", "CANCELLED")
    assert (moved["SUMMARY"], moved["STATUS"]) == ("（时间调整）改期", "CONFIRMED")
    assert english["s.new.20260306@planfolio"]["SUMMARY"] == "(moved) 改期"


def test_a_session_without_times_lasts_all_day_and_one_without_an_end_has_none(tmp_path: Path) -> None:
    found = events(written(inspected(tmp_path, {"schedules/s.yaml": SCHEDULE})))

    whole, evening = found["s.day.20260307@planfolio"], found["s.open.20260308@planfolio"]
    assert (whole["DTSTART"].dt, whole["DTEND"].dt) == (date(2026, 3, 7), date(2026, 3, 8))
    assert evening["DTSTART"].dt == datetime(2026, 3, 8, 19, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
    assert "DTEND" not in evening


def test_a_calendar_is_the_same_bytes_every_time_and_reads_no_clock(tmp_path: Path) -> None:
    inspection = inspected(tmp_path, {"schedules/s.yaml": SCHEDULE})

    assert written(inspection) == written(inspected(tmp_path, {"schedules/s.yaml": SCHEDULE}))
    unstamped = events(written(inspection, stamp=None))
    assert unstamped["s.off.20260305@planfolio"]["DTSTAMP"].dt == datetime(2026, 3, 5, tzinfo=UTC)


def test_nothing_in_a_source_becomes_a_line_of_its_own(tmp_path: Path) -> None:
    hostile = '"x\\nSTATUS:CANCELLED\\r\\nEND:VEVENT\\0"'
    schedule = f"title: {hostile}\nsessions:\n  - {{id: {hostile}, title: {hostile}, date: 2026-03-04, place: {hostile}, audience: [{hostile}]}}\n"

    [event] = events(written(inspected(tmp_path, {"schedules/s.yaml": schedule}))).values()

    assert event["STATUS"] == "CONFIRMED"
    assert event["SUMMARY"] == "x STATUS:CANCELLED  END:VEVENT\ufffd"


# --- sitemap and feed -------------------------------------------------------------------------------------------------------


def test_a_sitemap_holds_each_address_once_and_encoded() -> None:
    root = ElementTree.fromstring(sitemap(["plans/b/", "", "plans/a/", "plans/a/", "课&<"], "https://x.example/site/"))

    assert [element.text for element in root.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")] == [
        "https://x.example/site/",
        "https://x.example/site/plans/a/",
        "https://x.example/site/plans/b/",
        "https://x.example/site/%E8%AF%BE%26%3C",
    ]


def test_the_feed_lists_published_plans_newest_first(tmp_path: Path) -> None:
    files = {
        "plans/old.md": PLAN.format(issued="2025-01-01"),
        "plans/new.md": PLAN.format(issued="2026-02-20"),
        "plans/undated.md": PLAN.format(issued="").replace("issued: \n", ""),
        "plans/draft.md": PLAN.format(issued="2026-02-21").replace("published", "draft"),
    }
    catalog = inspected(tmp_path, files).catalog

    root = ElementTree.fromstring(feed(catalog, base_url="https://x.example"))

    atom = "{http://www.w3.org/2005/Atom}"
    entries = root.findall(f"{atom}entry")
    assert [entry.findtext(f"{atom}id") for entry in entries] == [
        "https://x.example/plans/new/",
        "https://x.example/plans/old/",
    ]
    assert entries[0].findtext(f"{atom}title") == "方案 <一> & “二”"
    assert entries[0].findtext(f"{atom}summary") == "学期方案 · 示例学校 · 示校〔2026〕1号"
    assert root.findtext(f"{atom}updated") == "2026-02-20T00:00:00Z"
    assert root.findtext(f"{atom}author/{atom}name") == "示例单位"


def test_a_feed_without_a_public_address_has_relative_links_and_lasting_ids(tmp_path: Path) -> None:
    catalog = inspected(tmp_path, {"plans/p.md": PLAN.format(issued="2026-02-20")}).catalog

    root = ElementTree.fromstring(feed(catalog))

    entry = root.find("{http://www.w3.org/2005/Atom}entry")
    assert entry is not None
    assert str(entry.findtext("{http://www.w3.org/2005/Atom}id")).startswith("urn:uuid:")
    link = entry.find("{http://www.w3.org/2005/Atom}link")
    assert link is not None
    assert link.get("href") == "plans/p/"


# --- catalogue --------------------------------------------------------------------------------------------------------------


def test_the_catalogue_states_exact_totals_and_hashes(tmp_path: Path) -> None:
    text = PLAN.format(issued="2026-02-20")
    report = inspected(tmp_path, {"plans/p.md": text}).report

    [_, document] = json.loads(catalog_json(report))["documents"]

    assert document["address"] == "plans/p/"
    assert document["issued"] == "2026-02-20"
    assert document["hours"]["computed"] == "19/3-49/3"
    assert document["sha256"] == hashlib.sha256(text.encode()).hexdigest()


def test_exports_hold_documents_with_a_page_and_nothing_else(tmp_path: Path) -> None:
    plan = PLAN.format(issued="2026-02-20")
    files = {
        "plans/open.md": plan,
        "plans/draft.md": plan.replace("published", "draft").replace("方案", "金丝雀"),
        "schedules/open.yaml": SCHEDULE + "plan: open\n",
        "schedules/draft.yaml": SCHEDULE.replace("讲座", "金丝雀") + "plan: draft\n",
        "portfolios/hidden.md": "---\nname: 金丝雀\n---\n",
    }
    inspection = inspected(tmp_path, files)
    addresses = ["", "plans/open/", "schedules/open/"]

    made = exports.write(
        inspection, public(inspection.report), addresses=addresses, base_url="https://x.example", stamp=STAMP
    )

    assert sorted(made) == ["catalog.json", "feed.xml", "schedules/open/calendar.ics", "sitemap.xml"]
    assert not any("金丝雀" in content.decode() for content in made.values())
    assert [one["id"] for one in json.loads(made["catalog.json"])["documents"]] == ["plans/open", "schedules/open"]


def test_there_is_no_sitemap_without_a_public_address(tmp_path: Path) -> None:
    inspection = inspected(tmp_path, {})

    for base_url in (None, "javascript:alert(1)"):
        made = exports.write(inspection, inspection.report, addresses=[""], base_url=base_url, stamp=None)
        assert sorted(made) == ["catalog.json", "feed.xml"]
        assert b"javascript" not in b"".join(made.values())
