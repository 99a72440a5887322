"""Exports: other programs can read them, they say the same every time, and nothing that is not published."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

import icalendar
import jsonschema
import pytest

from planfolio.build import Build, Options, build
from planfolio.exports import sitemap
from planfolio.exports.document_json import NAME as JSON_NAME
from planfolio.exports.linked_data import MOST_EVENTS, REQUIRED
from planfolio.exports.schema import schemas
from planfolio.findings import Language
from planfolio.git import Revision
from planfolio.inspection import Inspection, inspect
from planfolio.project import open_project
from planfolio.publicity import Profile
from planfolio.sources import discover
from tests.sites import TODAY, composed, exported, publication, rows, write_site

STAMP = date(2026, 2, 28)
ATOM = "{http://www.w3.org/2005/Atom}"
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
TEACHER = """\
---
name: 示例教师甲
organisation: demo-school
subject: 金丝雀学科
consent: {{granted: 是, date: 2025-01-01, fields: [{fields}]}}
ledger:
  - {{date: 2025-05-01, title: =看得见的培训, hours: 2天, status: credited, number: '0012', certifier: demo-school}}
  - {{date: 2025-06-01, title: 金丝雀培训, hours: 12, status: credited, internal: 是}}
---
金丝雀正文
"""


def inspected(folder: Path, files: Mapping[str, str], language: Language = "zh") -> Inspection:
    """A site with these files, inspected."""
    site = write_site(folder, {"site.yaml": "title: 示例站点\nowner: 示例单位\n", **files})
    return inspect(discover(site / "content"), today=TODAY, language=language)


def made(
    inspection: Inspection, *, base_url: str | None = None, stamp: date | None = STAMP, profile: Profile = "public"
) -> dict[str, bytes]:
    """The files that a build of that site offers, by path."""
    offered = exported(publication(inspection, base_url=base_url, stamp=stamp, profile=profile))
    return {one.path: one.write() for one in offered}


def built(folder: Path, *, base_url: str | None = None, search: bool = False) -> Build:
    revision = Revision("0" * 40, STAMP)
    return build(open_project(folder), Options(today=TODAY, revision=revision, base_url=base_url, search=search))


def events(ics: bytes) -> dict[str, Any]:
    """Events by UID."""
    found = icalendar.Calendar.from_ical(ics).walk("VEVENT")
    by_uid = {str(event["UID"]): event for event in found}
    assert len(by_uid) == len(found)
    return by_uid


def of_schedule(inspection: Inspection, **more: Any) -> dict[str, Any]:
    return events(made(inspection, **more)["schedules/s/calendar.ics"])


# --- calendars ------------------------------------------------------------------------------------------------------------


def test_every_meeting_with_a_day_is_an_event_with_a_stable_name(tmp_path: Path) -> None:
    found = of_schedule(inspected(tmp_path, {"schedules/s.yaml": SCHEDULE}))

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
    event = of_schedule(inspected(tmp_path, {"schedules/s.yaml": SCHEDULE}))["s.talk.20260304@planfolio"]

    shanghai = ZoneInfo("Asia/Shanghai")
    assert event["SUMMARY"] == "讲座; 一, 二"
    assert event["LOCATION"] == "报告厅, 二楼"
    assert event["DESCRIPTION"] == "授课人：示例讲师甲 特级教师\n学时：2"
    assert event["STATUS"] == "CONFIRMED"
    assert event["DTSTART"].dt == datetime(2026, 3, 4, 14, 0, tzinfo=shanghai)
    assert event["DTEND"].dt == datetime(2026, 3, 4, 15, 30, tzinfo=shanghai)
    assert event["DTSTART"].params["TZID"] == "Asia/Shanghai"
    assert event["DTSTAMP"].dt == datetime(2026, 2, 28, tzinfo=UTC)
    assert "URL" not in event


def test_an_event_names_its_unit_and_where_a_public_address_is_known_its_page(tmp_path: Path) -> None:
    session = "sessions: [{title: 第一讲, unit: m1, date: 2026-03-04, start: 14:00, end: 15:30}]\n"
    files = {"plans/p.md": PLAN.format(issued="2026-02-20"), "schedules/s.yaml": f"title: 日程\nplan: p\n{session}"}

    [event] = of_schedule(inspected(tmp_path, files), base_url="https://x.example/site").values()

    page = "https://x.example/site/schedules/s/"
    assert event["DESCRIPTION"] == f"单元：专题\n学时：2\n网页：{page}"
    assert event["URL"] == page


def test_the_time_zone_comes_with_the_calendar_and_lines_are_short(tmp_path: Path) -> None:
    ics = made(inspected(tmp_path, {"schedules/s.yaml": SCHEDULE.replace("报告厅", "报告厅" * 30)}))[
        "schedules/s/calendar.ics"
    ]
    calendar = icalendar.Calendar.from_ical(ics)
    [zone] = calendar.walk("VTIMEZONE")

    assert zone["TZID"] == "Asia/Shanghai"
    assert [str(one["TZOFFSETTO"].to_ical()) for one in zone.walk("STANDARD")] == ["+0800"]
    assert (calendar["X-WR-CALNAME"], calendar["VERSION"]) == ("示例日程", "2.0")
    assert "METHOD" not in calendar
    assert max(map(len, ics.split(b"\r\n"))) <= 75
    assert all(line.decode() for line in ics.split(b"\r\n") if line)  # folded between characters, not inside one


def test_a_zone_with_summer_time_has_both_its_offsets(tmp_path: Path) -> None:
    schedule = SCHEDULE.replace("term:", "timezone: Europe/Berlin\nterm:", 1)

    ics = made(inspected(tmp_path, {"schedules/s.yaml": schedule}))["schedules/s/calendar.ics"]

    [zone] = icalendar.Calendar.from_ical(ics).walk("VTIMEZONE")
    assert {one.name for one in zone.subcomponents} == {"STANDARD", "DAYLIGHT"}
    assert events(ics)["s.talk.20260304@planfolio"]["DTSTART"].dt.utcoffset().total_seconds() == 3600


def test_cancelled_and_moved_sessions_say_so(tmp_path: Path) -> None:
    files = {"schedules/s.yaml": SCHEDULE}
    chinese = of_schedule(inspected(tmp_path, files))
    english = of_schedule(inspected(tmp_path, files, "en"))

    cancelled, moved = chinese["s.off.20260305@planfolio"], chinese["s.new.20260306@planfolio"]
    assert (cancelled["SUMMARY"], cancelled["STATUS"], cancelled["SEQUENCE"]) == ("（取消）停课", "CANCELLED", 1)
    assert (moved["SUMMARY"], moved["STATUS"]) == ("（时间调整）改期", "CONFIRMED")
    assert english["s.new.20260306@planfolio"]["SUMMARY"] == "(moved) 改期"


def test_a_session_without_times_lasts_all_day_and_one_without_an_end_has_none(tmp_path: Path) -> None:
    found = of_schedule(inspected(tmp_path, {"schedules/s.yaml": SCHEDULE}))

    whole, evening = found["s.day.20260307@planfolio"], found["s.open.20260308@planfolio"]
    assert (whole["DTSTART"].dt, whole["DTEND"].dt) == (date(2026, 3, 7), date(2026, 3, 8))
    assert evening["DTSTART"].dt == datetime(2026, 3, 8, 19, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
    assert "DTEND" not in evening


def test_a_calendar_is_the_same_bytes_every_time_and_reads_no_clock(tmp_path: Path) -> None:
    inspection = inspected(tmp_path, {"schedules/s.yaml": SCHEDULE})

    assert made(inspection) == made(inspected(tmp_path, {"schedules/s.yaml": SCHEDULE}))
    unstamped = of_schedule(inspection, stamp=None)
    assert unstamped["s.off.20260305@planfolio"]["DTSTAMP"].dt == datetime(2026, 3, 5, tzinfo=UTC)


def test_nothing_in_a_source_becomes_a_line_of_its_own(tmp_path: Path) -> None:
    hostile = '"x\\nSTATUS:CANCELLED\\r\\nEND:VEVENT"'
    schedule = f"title: {hostile}\nsessions:\n  - {{id: {hostile}, title: {hostile}, date: 2026-03-04, place: {hostile}, audience: [{hostile}]}}\n"

    [event] = of_schedule(inspected(tmp_path, {"schedules/s.yaml": schedule})).values()

    assert event["STATUS"] == "CONFIRMED"
    assert event["SUMMARY"] == "x STATUS:CANCELLED END:VEVENT"


TAUGHT = """\
title: 日程{n}
plan: {plan}
sessions:
  - {{id: a, title: 甲讲, date: 2026-03-0{n}, start: 9:00, end: 9:45, instructors: [{{name: 示例教师甲}}]}}
  - {{id: b, title: 别处的甲讲, date: 2026-03-1{n}, instructors: [{{name: 示例教师甲, organisation: 别的学校}}]}}
  - {{id: c, title: 乙讲, date: 2026-03-2{n}, instructors: [{{name: 示例教师乙}}]}}
"""


def test_plans_organisations_and_teachers_have_the_events_of_their_schedules(tmp_path: Path) -> None:
    files = {
        "plans/p.md": PLAN.format(issued="2026-02-20"),
        "plans/q.md": PLAN.format(issued="2026-02-21").replace("number: 示校〔2026〕1号\n", ""),
        "schedules/one.yaml": TAUGHT.format(plan="p", n=1),
        "schedules/two.yaml": TAUGHT.format(plan="q", n=2),
        "portfolios/t.md": TEACHER.format(fields="name, organisation"),
    }

    found = made(inspected(tmp_path, files))

    def uids(key: str) -> list[str]:
        return [uid.removesuffix("@planfolio") for uid in events(found[f"{key}/calendar.ics"])]

    one, two = (
        ["one.a.20260301", "one.b.20260311", "one.c.20260321"],
        ["two.a.20260302", "two.b.20260312", "two.c.20260322"],
    )
    assert uids("schedules/one") == uids("plans/p") == one
    assert uids("plans/q") == two
    assert uids("organisations/demo-school") == [*one, *two]
    assert uids("portfolios/t") == ["one.a.20260301", "two.a.20260302"]
    event = re.compile(rb"BEGIN:VEVENT.*?END:VEVENT", re.DOTALL)
    alone = event.findall(found["schedules/one/calendar.ics"])
    assert alone == event.findall(found["organisations/demo-school/calendar.ics"])[:3]


def test_the_calendar_of_an_organisation_holds_its_two_newest_school_years(tmp_path: Path) -> None:
    days = {"old": "2023-07-31", "before": "2023-08-01", "last": "2024-10-08", "next": "2026-07-31"}
    files = {"plans/p.md": PLAN.format(issued="2023-02-20")} | {
        f"schedules/{name}.yaml": f"title: 日程\nplan: p\nsessions: [{{id: a, title: 讲座, date: {day}}}]\n"
        for name, day in days.items()
    }

    found = made(inspected(tmp_path, files))

    assert list(events(found["organisations/demo-school/calendar.ics"])) == [
        "last.a.20241008@planfolio",
        "next.a.20260731@planfolio",
    ]
    assert len(events(found["plans/p/calendar.ics"])) == 4


def test_a_calendar_without_a_dated_session_is_there_for_the_schedule_alone(tmp_path: Path) -> None:
    files = {
        "plans/p.md": PLAN.format(issued="2026-02-20"),
        "schedules/s.yaml": "title: 日程\nplan: p\nsessions: [{title: 未定, instructors: [{name: 示例教师甲}]}]\n",
        "portfolios/t.md": TEACHER.format(fields="name"),
    }

    found = made(inspected(tmp_path, files))

    assert [path for path in found if path.endswith(".ics")] == ["schedules/s/calendar.ics"]
    assert events(found["schedules/s/calendar.ics"]) == {}


# --- sitemap and feeds ----------------------------------------------------------------------------------------------------


def test_a_sitemap_holds_each_page_once_and_neither_errors_nor_sheets(tmp_path: Path) -> None:
    files = {"plans/p.md": PLAN.format(issued="2026-02-20"), "plans/broken.md": "---\ntitle: 坏\n---\n"}

    root = ElementTree.fromstring(made(inspected(tmp_path, files), base_url="https://x.example/site/")["sitemap.xml"])

    found = [element.text for element in root.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]
    assert found == sorted(set(map(str, found)))
    assert {"https://x.example/site/", "https://x.example/site/plans/p/", "https://x.example/site/report/"} <= {*found}
    assert not [one for one in found if re.search("broken|404|search/|report/.", str(one))]


def test_more_pages_than_a_sitemap_may_hold_are_parted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inspection = inspected(tmp_path, {"plans/p.md": PLAN.format(issued="2026-02-20")})
    whole = _locations(made(inspection, base_url="https://x.example/")["sitemap.xml"])
    monkeypatch.setattr(sitemap, "MOST", len(whole) // 2)

    found = made(inspection, base_url="https://x.example/")

    names = _locations(found["sitemap.xml"])
    assert b"<sitemapindex xmlns=" in found["sitemap.xml"]
    assert names == [f"https://x.example/sitemap-{number}.xml" for number in range(1, len(names) + 1)]
    parts = [_locations(found[name.removeprefix("https://x.example/")]) for name in names]
    assert [one for part in parts for one in part] == whole
    assert max(map(len, parts)) == len(whole) // 2


def _locations(written: bytes) -> list[str]:
    return [
        str(one.text)
        for one in ElementTree.fromstring(written).iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")
    ]


def test_there_is_no_sitemap_without_a_public_address(tmp_path: Path) -> None:
    inspection = inspected(tmp_path, {})

    for base_url in (None, "javascript:alert(1)"):
        found = made(inspection, base_url=base_url)
        assert "sitemap.xml" not in found
        assert b"javascript" not in b"".join(found.values())


FEEDS = {
    "plans/old.md": PLAN.format(issued="2026-02-20"),
    "plans/new.md": PLAN.format(issued="2026-02-25").replace("type: term", "type: annual"),
    "plans/sent.md": PLAN.format(issued="2026-02-26").replace("published", "submitted"),
    "archive/a.md": "---\ntitle: 总结\ntype: summary\nauthor: 示例作者甲\nissued: 2026-02-22\n---\n",
}


def entries(feed: bytes) -> list[str]:
    """The titles of a feed's types, once all that Atom asks for was found."""
    root = ElementTree.fromstring(feed)
    found = root.findall(f"{ATOM}entry")
    ids = [str(one.findtext(f"{ATOM}id")) for one in (root, *found)]
    assert len(set(ids)) == len(ids)
    assert all(one.startswith(("https://", "urn:uuid:")) for one in ids)
    for one in (root, *found):
        assert one.findtext(f"{ATOM}title")
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT00:00:00Z", str(one.findtext(f"{ATOM}updated")))
        assert one.find(f"{ATOM}link") is not None
    assert root.findtext(f"{ATOM}author/{ATOM}name")
    return [str(one.find(f"{ATOM}category").get("term")) for one in found]  # type: ignore[union-attr]  # each has one


@pytest.mark.parametrize("base_url", [None, "https://x.example/site/"])
def test_feeds_hold_what_is_published_newest_first_by_site_organisation_and_type(
    tmp_path: Path, base_url: str | None
) -> None:
    found = made(inspected(tmp_path, FEEDS), base_url=base_url)

    assert {path: entries(found[path]) for path in found if path.endswith("feed.xml")} == {
        "feed.xml": ["annual", "summary", "term"],
        "archive/type/annual/feed.xml": ["annual"],
        "archive/type/summary/feed.xml": ["summary"],
        "archive/type/term/feed.xml": ["term"],
        "organisations/demo-school/feed.xml": ["annual", "term"],
    }


def test_a_feed_names_the_document_as_it_is_called(tmp_path: Path) -> None:
    found = made(inspected(tmp_path, FEEDS), base_url="https://x.example/site/")["feed.xml"]

    entry = ElementTree.fromstring(found).findall(f"{ATOM}entry")[2]
    assert entry.findtext(f"{ATOM}title") == "方案 <一> & “二”"
    assert entry.findtext(f"{ATOM}id") == "https://x.example/site/plans/old/"
    assert entry.findtext(f"{ATOM}summary") == "学期方案 · 示例学校 · 示校〔2026〕1号"
    assert entry.findtext(f"{ATOM}updated") == "2026-02-20T00:00:00Z"


# --- tables -----------------------------------------------------------------------------------------------------------------


UNITS = """\
title: 课程
units:
  - title: =模块
    mode: online
    units:
      - {title: 讲座, hours: 4, category: ethics, audience: [校长, 教师]}
      - {title: 跟岗, hours: 2周}
  - {title: 区间, hours: 6-16}
"""


def test_units_state_level_hours_and_place_and_what_is_unknown(tmp_path: Path) -> None:
    files = {"curricula/c.yaml": UNITS, "plans/p.md": PLAN.format(issued="2026-02-20")}

    found = made(inspected(tmp_path, files))

    assert rows(found["curricula/c/units.csv"]) == [
        ["单元", "层级", "方式", "类别", "对象", "声明学时", "计算学时", "出处"],
        ["'=模块", "1", "网络研修", "", "", "", "≥ 4 学时，另有 1 项不可换算", "content/curricula/c.yaml:3"],
        ["讲座", "2", "网络研修", "师德修养", "校长、教师", "4", "4", "content/curricula/c.yaml:6"],
        ["跟岗", "2", "网络研修", "", "", "2 周", "未知", "content/curricula/c.yaml:7"],
        ["区间", "1", "", "", "", "6-16 学时", "6-16 学时", "content/curricula/c.yaml:8"],
    ]
    assert [row[6] for row in rows(found["plans/p/units.csv"])] == ["计算学时", "1/3 学时", "6-16 学时"]
    english = made(inspected(tmp_path, files, "en"))["curricula/c/units.csv"]
    assert rows(english)[0][:2] == ["Unit", "Level"]


def test_a_ledger_holds_what_its_teacher_lets_be_shown(tmp_path: Path) -> None:
    open_, closed = (TEACHER.format(fields=fields) for fields in ("ledger", "name"))
    inspection = inspected(tmp_path, {"portfolios/a.md": open_, "portfolios/b.md": closed})

    found = made(inspection)

    assert [path for path in found if path.endswith("ledger.csv")] == ["portfolios/a/ledger.csv"]
    assert rows(found["portfolios/a/ledger.csv"]) == [
        ["日期", "标题", "学时", "方式", "类别", "状态", "认定单位", "编号"],
        ["2025-05-01", "'=看得见的培训", "2 天", "", "", "认定", "示例学校", "'0012"],
    ]
    assert len(rows(made(inspection, profile="internal")["portfolios/b/ledger.csv"])) == 3


# --- JSON -------------------------------------------------------------------------------------------------------------------


def test_a_document_says_in_json_what_its_page_says(tmp_path: Path) -> None:
    text = PLAN.format(issued="2026-02-20").replace(
        "status:", "waivers: [{code: HR02, reason: 理由}]\nhours: 2天\nstatus:"
    )
    found = made(inspected(tmp_path, {"plans/p.md": f"{text}# 总则\n\n见[别处](../q.md)。\n"}))

    document = json.loads(found["plans/p/index.json"])

    assert document["version"] == 1
    assert [document[name] for name in ("id", "kind", "type", "title", "address")] == [
        "plans/p", "plan", "term", "方案 <一> & “二”", "plans/p/",
    ]  # fmt: skip
    assert document["fields"] == {
        "type": "term",
        "issuer": "demo-school",
        "number": "示校〔2026〕1号",
        "issued": "2026-02-20",
        "status": "published",
        "hours": "2天",
        "modules": [{"id": "m1", "title": "专题", "hours": "1/3"}, {"title": "实践", "hours": "6-16"}],
    }
    assert (document["hours"]["declared"], document["hours"]["computed"]) == (None, "19/3-49/3")
    assert [unit["hours"] for unit in document["hours"]["by_unit"]] == ["1/3", "6-16"]
    assert document["text"] == [{"heading": "总则", "text": "见别处。"}]


def test_every_document_and_list_is_there_and_valid_against_its_schema(tmp_path: Path) -> None:
    root = Path(__file__).parent.parent
    documents = publication(inspect(discover(root / "content"), today=TODAY))

    found = {one.path: json.loads(one.write()) for one in exported(documents) if one.path.endswith(".json")}

    validator = jsonschema.Draft202012Validator(schemas()["document"])
    for page in documents.pages:
        if page.document is not None:
            validator.validate(found[f"{page.address}index.json"])
    lists = [found[f"{page.address}index.json"] for page in documents.pages if page.listed is not None]
    addresses = {page.address for page in documents.pages}
    assert len(lists) > 20
    assert all({one["address"] for one in found["documents"]} <= addresses for found in lists)


def test_a_list_has_all_its_documents_whichever_of_its_pages_they_stand_on(tmp_path: Path) -> None:
    files = {f"plans/p{number}.md": PLAN.format(issued="2026-02-20") for number in range(201)}

    found = made(inspected(tmp_path, files))

    documents = json.loads(found["plans/index.json"])["documents"]
    assert len(documents) == len({one["id"] for one in documents}) == 201
    assert documents[0]["hours"] == {"computed": "19/3-49/3", "complete": True}
    assert "plans/2/index.json" not in found


# --- linked data ------------------------------------------------------------------------------------------------------------


def linked(made: Build, address: str) -> Any:
    """The linked data of a page, as a program reads it that knows HTML and nothing of us."""
    html = made.artifacts[f"{address}index.html"]
    assert isinstance(html, bytes)
    blocks = re.findall(r'<script type="application/ld\+json">(.*?)</script', html.decode(), re.DOTALL | re.IGNORECASE)
    assert len(blocks) <= 1
    return json.loads(blocks[0]) if blocks else None


def things(value: Any) -> list[dict[str, Any]]:
    """Every thing in it, whatever it stands in."""
    if isinstance(value, list):
        return [found for one in value for found in things(one)]
    return [value, *things([*value.values()])] if isinstance(value, dict) else []


def test_linked_data_tells_courses_instances_events_works_and_organisations(tmp_path: Path) -> None:
    session = "{title: 讲座, mode: 网络研修, place: 报告厅, date: 2026-03-04, start: 14:00, end: 15:30"
    files = {
        "plans/p.md": PLAN.format(issued="2026-02-20").replace("6-16学时", "5/3"),
        "schedules/s.yaml": f"title: 日程\nplan: p\nsessions: [{session}}}, {session}, status: 取消}}]\n",
        "archive/a.md": "---\ntitle: 论文\ntype: article\nof: p\nauthor: 示例作者甲\n---\n",
        "archive/b.md": "---\ntitle: 总结\ntype: summary\n---\n",
        "portfolios/t.md": TEACHER.format(fields="name, ledger"),
    }
    write_site(tmp_path, files)
    site = built(tmp_path)

    course, instance = linked(site, "plans/p/"), linked(site, "schedules/s/")

    assert course["@context"][0] == "https://schema.org"
    assert (course["@type"], course["name"], course["@id"]) == ("Course", "方案 <一> & “二”", "../../plans/p/")
    assert course["provider"] == {
        "@type": "Organization",
        "@id": "../../organisations/demo-school/",
        "name": "示例学校",
    }
    assert course["timeRequired"] == "PT1H30M"
    assert course["dct:conformsTo"] == {"@id": "https://bioschemas.org/profiles/Course/1.0-RELEASE"}
    [offered] = course["hasCourseInstance"]
    assert offered == {name: value for name, value in instance.items() if name in offered}
    assert (instance["courseMode"], instance["location"]["name"], instance["courseWorkload"]) == (
        ["online"],
        "报告厅",
        "PT1H30M",
    )
    planned, cancelled = instance["subEvent"]
    assert (planned["startDate"], planned["endDate"]) == ("2026-03-04T14:00+08:00", "2026-03-04T15:30+08:00")
    assert ("eventStatus" in planned, cancelled["eventStatus"]) == (False, "EventCancelled")
    assert linked(site, "archive/a/")["@type"] == "ScholarlyArticle"
    assert linked(site, "archive/b/")["@type"] == "LearningResource"
    assert linked(site, "organisations/demo-school/")["@type"] == "EducationalOrganization"
    assert linked(site, "portfolios/t/") is None


def test_a_profile_is_named_where_all_that_it_requires_is_there() -> None:
    site = build(open_project(Path(__file__).parent.parent), Options(today=TODAY, search=False))
    pages = [path.removesuffix("index.html") for path in site.artifacts if path.endswith("/index.html")]

    named = [thing for page in pages for thing in things(linked(site, page)) if "dct:conformsTo" in thing]

    profiles = {thing["dct:conformsTo"]["@id"].split("/")[-2] for thing in named}
    assert profiles == {*REQUIRED}
    for thing in named:
        assert all(thing[name] for name in REQUIRED[thing["dct:conformsTo"]["@id"].split("/")[-2]])


def test_a_title_cannot_end_the_block_of_linked_data(tmp_path: Path) -> None:
    title = "</script><script>alert(1)</script><!-- <script> & ]]>"
    write_site(tmp_path, {"plans/p.md": PLAN.format(issued="2026-02-20").replace("方案 <一> & “二”", f'"{title}"')})

    site = built(tmp_path)

    html = site.artifacts["plans/p/index.html"]
    assert isinstance(html, bytes)
    block = html.split(b'<script type="application/ld+json">')[1].split(b"</script>")[0]
    assert not {b"<", b">", b"&"} & {bytes([one]) for one in block}
    assert json.loads(block)["name"].startswith(title[:30])


def test_linked_data_of_a_long_schedule_stays_light(tmp_path: Path) -> None:
    sessions = "sessions: [{title: 每周教研, weeks: 1-60, weekday: 周三, start: 8:00, end: 9:30, place: 报告厅}]\n"
    write_site(tmp_path, {"schedules/s.yaml": f"title: 日程\nterm: {{start: 2026-03-02}}\n{sessions}"})

    assert len(linked(built(tmp_path), "schedules/s/")["subEvent"]) == MOST_EVENTS


# --- catalogue --------------------------------------------------------------------------------------------------------------


def test_the_catalogue_states_exact_totals_the_search_bundle_and_the_hashes_of_all_files(tmp_path: Path) -> None:
    write_site(tmp_path, {"plans/p.md": PLAN.format(issued="2026-02-20")})
    site = built(tmp_path, search=True)
    content = site.artifacts["catalog.json"]
    assert isinstance(content, bytes)

    catalog = json.loads(content)

    [_, plan] = catalog["documents"]
    assert (plan["address"], plan["issued"], plan["hours"]["computed"]) == ("plans/p/", "2026-02-20", "19/3-49/3")
    assert all(f"{folder}/pages.json" in site.artifacts for folder in catalog["search"]["folders"])
    hashes = {one["path"]: one["sha256"] for one in catalog["files"]}
    fetched = {
        path
        for path in site.artifacts
        if path != "catalog.json" and (not path.startswith(("pagefind/", "_", ".")) or path == "pagefind/search.json")
    }
    assert {*hashes} == fetched
    page = site.artifacts["plans/p/index.html"]
    assert isinstance(page, bytes)
    assert hashes["plans/p/index.html"] == hashlib.sha256(page).hexdigest()
    assert built(tmp_path, search=True).artifacts["catalog.json"] == content


# --- all together -----------------------------------------------------------------------------------------------------------


def addresses(path: str, content: bytes, base: str) -> set[str]:
    """Every address that a machine file states, from the site's root."""
    here = urljoin(base, path)
    if path.endswith(".xml"):
        root = ElementTree.fromstring(content)
        found = {str(one.get("href")) for one in root.iter(f"{ATOM}link")} | {
            str(one.text) for one in root.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")
        }
    elif path.endswith(".ics"):
        found = {str(event["URL"]) for event in events(content).values() if "URL" in event}
    else:
        read = json.loads(content)
        stated = [*read.get("documents", []), *([read] if "address" in read else [])]
        found = {urljoin(base, one["address"]) for one in stated} | {
            urljoin(base, one["path"]) for one in read.get("files", [])
        }
    return {urljoin(here, one).removeprefix(base) for one in found}


@pytest.mark.parametrize("base_url", [None, "https://x.example/site/"])
def test_every_address_in_a_machine_file_is_one_of_the_site(base_url: str | None) -> None:
    site = build(open_project(Path(__file__).parent.parent), Options(today=TODAY, base_url=base_url, search=False))
    reached = {path.removesuffix("index.html") for path in site.artifacts} | {*site.artifacts}

    stated = {
        address
        for path, content in site.artifacts.items()
        if isinstance(content, bytes) and path.endswith((".xml", ".ics", "index.json", "catalog.json"))
        if path != "report/index.json"
        for address in addresses(path, content, base_url or "https://site.invalid/")
    }

    assert len(stated) > 300
    assert {unquote(address) for address in stated} <= reached


def test_pages_offer_the_files_that_are_there(tmp_path: Path) -> None:
    files = {
        "site.yaml": "title: 示例站点\nrepository: {forge: gitee, url: https://gitee.example/a/b}\n",
        "plans/p.md": PLAN.format(issued="2026-02-20"),
        "schedules/s.yaml": SCHEDULE + "plan: p\n",
        "portfolios/t.md": TEACHER.format(fields="name, ledger"),
    }
    pages = {page.address: page for page in composed(inspected(tmp_path, files))}

    def offers(address: str) -> list[tuple[str, str]]:
        return [(one.text, one.address) for one in pages[address].downloads]

    data = (JSON_NAME.zh, "index.json")
    source = "https://gitee.example/a/b/blob/master/content"
    assert offers("plans/p/") == [
        ("日历（.ics）", "calendar.ics"),
        ("单元学时表（CSV）", "units.csv"),
        data,
        ("Markdown 源文件", f"{source}/plans/p.md"),
    ]
    assert offers("schedules/s/")[-1] == ("YAML 源文件", f"{source}/schedules/s.yaml")
    assert offers("portfolios/t/") == [("学时台账（CSV）", "ledger.csv"), data]


def test_a_file_beside_a_document_keeps_its_address(tmp_path: Path) -> None:
    files = {"plans/p/index.md": PLAN.format(issued="2026-02-20"), "plans/p/units.csv": "a,b\n"}
    write_site(tmp_path, files)

    site = built(tmp_path)

    assert isinstance(site.artifacts["plans/p/units.csv"], Path)
    page = site.artifacts["plans/p/index.html"]
    assert isinstance(page, bytes)
    assert "单元学时表" not in page.decode()


def test_the_head_names_other_forms_and_describes_the_page(tmp_path: Path) -> None:
    write_site(tmp_path, {"plans/p.md": PLAN.format(issued="2026-02-20"), "schedules/s.yaml": SCHEDULE + "plan: p\n"})
    html = built(tmp_path, base_url="https://x.example/").artifacts["plans/p/index.html"]
    assert isinstance(html, bytes)
    head = html.decode().split("</head>")[0]

    assert re.findall(r'<link rel="alternate" type="(.+?)" title=".+?" href="(.+?)">', head) == [
        ("application/atom+xml", "../../feed.xml"),
        ("text/calendar", "calendar.ics"),
        ("application/json", "index.json"),
    ]
    assert dict(re.findall(r'<meta name="DC\.(\w+)" content="(.+?)">', head)) == {
        "title": "方案 &lt;一&gt; &amp; “二”",
        "creator": "示例学校",
        "date": "2026-02-20",
        "type": "学期方案",
        "identifier": "示校〔2026〕1号",
        "language": "zh-CN",
    }
    graph = dict(re.findall(r'<meta property="og:(\w+)" content="(.+?)">', head))
    assert (graph["type"], graph["url"], graph["locale"]) == ("article", "https://x.example/plans/p/", "zh_CN")


CANARIES = {
    "plans/open.md": PLAN.format(issued="2026-02-20")
    + "见[甲](draft.md)、[乙](../portfolios/canary-hidden.md)、[丙](inner.md)。\n",
    "plans/draft.md": PLAN.format(issued="2026-02-21").replace("published", "draft").replace("方案", "金丝雀"),
    "plans/inner.md": PLAN.format(issued="2026-02-22")
    .replace("status:", "visibility: internal\nstatus:")
    .replace("方案", "金丝雀"),
    "plans/child.md": PLAN.format(issued="2026-02-23").replace(
        "status:", "parent: inner\nsupersedes: draft\ncurriculum: canary-course\nstatus:"
    ),
    "organisations/canary-office.yaml": "title: 金丝雀机构\nvisibility: internal\n",
    "organisations/below.yaml": "title: 下级\nparent: canary-office\n",
    "curricula/canary-course.yaml": "title: 金丝雀课程\nvisibility: internal\nunits: [{title: 金丝雀单元, hours: 3}]\n",
    "plans/uses.md": "---\ntitle: 用它的方案\ntype: term\nstatus: published\nissuer: canary-office\ncurriculum: canary-course\n---\n",
    "schedules/open.yaml": SCHEDULE + "plan: open\n",
    "schedules/canary.yaml": SCHEDULE.replace("讲座", "金丝雀") + "plan: draft\n",
    "schedules/canary-own.yaml": SCHEDULE.replace("讲座", "金丝雀") + "plan: open\nvisibility: internal\n",
    "schedules/canary-inner.yaml": SCHEDULE.replace("讲座", "金丝雀") + "plan: inner\n",
    "portfolios/canary-hidden.md": "---\nname: 金丝雀姓名\nledger: [{title: 金丝雀, hours: 3}]\n---\n金丝雀\n",
    "portfolios/t.md": TEACHER.format(fields="ledger"),
    "archive/a.md": "---\ntitle: 总结\ntype: summary\nof: inner\n---\n",
}


def test_what_is_not_published_stands_in_no_machine_file_nor_in_a_files_name(tmp_path: Path) -> None:
    inspection = inspected(tmp_path, CANARIES)

    found = made(inspection, base_url="https://x.example")

    told = "\n".join(f"{path}\n{content.decode()}" for path, content in found.items())
    assert "schedules/open/calendar.ics" in found
    assert "portfolios/t/ledger.csv" in found
    assert not re.findall(r".{0,80}(?:金丝雀|示例教师甲|canary|plans/draft|plans/inner).{0,40}", told)
    assert '"draft"' not in told
    assert '"inner"' not in told


def test_a_broken_document_breaks_no_export_and_has_none(tmp_path: Path) -> None:
    files = {
        "plans/broken.md": PLAN.format(issued="2026-02-20").replace("type: term", "type: 坏"),
        "schedules/s.yaml": SCHEDULE + "plan: broken\n",
        "schedules/broken.yaml": "sessions: 坏\n",
        "curricula/empty.yaml": "",
    }
    write_site(tmp_path, files)

    site = built(tmp_path, base_url="https://x.example/")

    machine = [path for path in site.artifacts if "broken" in path and not path.endswith("index.html")]
    assert machine == []
    assert site.artifacts["schedules/s/calendar.ics"]
    listed = site.artifacts["plans/index.json"]
    assert isinstance(listed, bytes)
    assert json.loads(listed)["documents"] == []


ENDS = ("1900-01-01", "2199-12-31")


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "Africa/Monrovia"])
def test_the_ends_of_the_calendar_break_no_build(tmp_path: Path, zone: str) -> None:
    first, last = ENDS
    span = f"{{start: {first}, end: {last}}}"
    weekly = "{title: 讲座, week: 60, weekday: 7, start: 23:00, end: 23:59}"
    dated = f"{{title: 讲座, date: {last}, start: 09:00, end: 10:30}}, {{title: 讲座, date: {first}}}"
    schedule = f"title: 日程\nplan: p\ntimezone: {zone}\nsessions: [{weekly}, {dated}]\n"
    deadlines = f"deadlines: [{{title: 报名, date: {last}, kind: registration}}]\nschool_year: 2199-2200\n"
    teacher = f"name: 示例甲\ncycle: {span}\nledger: [{{date: {last}, title: 研修, hours: 1, status: credited}}]\n"
    files = {
        "site.yaml": f"title: 示例\nholidays: [{{date: {first}, title: 假}}, {{date: {last}, title: 假}}]\n",
        "plans/p.md": PLAN.format(issued=last).replace("status:", f"period: {span}\n{deadlines}status:"),
        "schedules/a.yaml": schedule + f"term: {{start: {last}, weeks: 60}}\n",
        "schedules/b.yaml": schedule + f"term: {{start: {first}, weeks: 60}}\n",
        "portfolios/t.md": f"---\n{teacher}consent: {{granted: true, date: 2025-01-01, fields: [name, cycle, ledger]}}\n---\n",
    }

    site = built(write_site(tmp_path, files), base_url="https://x.example/")

    calendar = site.artifacts["schedules/a/calendar.ics"]
    assert isinstance(calendar, bytes)
    assert b":22010223T230000" in calendar
