"""Totals: the sum of the parts is the whole, in any order, exactly."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from planfolio.findings import Place
from planfolio.model.exact import Range
from planfolio.totals import Addend, total
from tests.sites import inspected, plan

hours = some.fractions(min_value=0, max_value=1000, max_denominator=90)
addends = some.lists(some.one_of(some.none(), hours), max_size=12).map(
    lambda values: [
        Addend(title=str(n), at=Place("x", (n,)), amount=None, hours=None if v is None else Range.of(v))
        for n, v in enumerate(values)
    ]
)


@given(addends, some.randoms())
def test_order_does_not_matter(found: list[Addend], chance: object) -> None:
    shuffled = list(found)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis gives a Random

    one, two = total(found), total(shuffled)

    assert (one.known, one.unknown, one.complete) == (two.known, two.unknown, two.complete)


@given(addends, some.integers(min_value=0, max_value=12))
def test_parts_add_up_to_the_whole(found: list[Addend], cut: int) -> None:
    whole = total(found)

    assert total(found[:cut]).plus(total(found[cut:])) == whole


@given(addends)
def test_unknown_is_never_zero(found: list[Addend]) -> None:
    whole = total(found)

    assert whole.unknown == sum(addend.hours is None for addend in found)
    assert whole.complete == (bool(found) and whole.unknown == 0)
    if whole.known is not None:
        assert whole.known.low == sum((addend.hours.low for addend in found if addend.hours), Fraction(0))


def test_units_for_different_audiences_are_alternatives(tmp_path: Path) -> None:
    front = """
modules:
  - {title: 公共, hours: 10, mode: online}
  - {title: 班主任, hours: 20, audience: 班主任, mode: online}
  - {title: 校长, hours: 30, audience: 校长, mode: practice}
"""

    totals = inspected(tmp_path, {"plans/p.md": plan(front)}).totals["plans/p"]

    assert str(totals.computed.known) == "30-40"
    assert {name: str(one.known) for name, one in totals.by_audience.items()} == {"班主任": "30", "校长": "40"}
    assert {name: str(one.known) for name, one in totals.by_mode.items()} == {"online": "10-30", "practice": "0-30"}


def test_of_alternatives_of_which_one_is_unknown_nothing_is_known(tmp_path: Path) -> None:
    front = """
modules:
  - {title: 公共, mode: face_to_face, hours: 120, audience: 公共课教师}
  - {title: 专业, mode: face_to_face, audience: 专业课教师}
  - {title: 网络, mode: online, audience: 专业课教师}
"""

    totals = inspected(tmp_path, {"plans/p.md": plan(front)}).totals["plans/p"]

    assert totals.computed.shown("zh") == "未知"
    assert {name: one.shown("zh") for name, one in totals.by_mode.items()} == {"face_to_face": "未知", "online": "未知"}


def test_of_alternatives_the_smallest_bound_holds(tmp_path: Path) -> None:
    front = """
modules:
  - {title: 公共, hours: 120, audience: 公共课教师}
  - {title: 专业, hours: 20, audience: 专业课教师}
  - {title: 网络, audience: 专业课教师}
"""

    totals = inspected(tmp_path, {"plans/p.md": plan(front)}).totals["plans/p"]

    assert totals.computed.shown("zh") == "≥ 20 学时，另有 1 项不可换算"


def test_an_unknown_part_below_makes_the_whole_a_bound(tmp_path: Path) -> None:
    front = """
modules:
  - title: 甲
    units:
      - {title: 一, units: [{title: 一上, hours: 5}, {title: 一下}]}
  - {title: 乙, hours: 10}
"""

    totals = inspected(tmp_path, {"plans/p.md": plan(front)}).totals["plans/p"]

    assert totals.computed.shown("zh") == "≥ 15 学时，另有 1 项不可换算"
    assert totals.judged is None


def test_sessions_count_by_week_pattern_and_breaks_and_not_when_cancelled(tmp_path: Path) -> None:
    schedule = """
title: 示例日程
plan: p
term: {start: 2025-02-17, weeks: 20}
sessions:
  - {title: 单周, weeks: 1-5单, weekday: 周五, start: 08:00, end: 09:40, breaks: 10, unit: m}
  - {title: 取消, date: 2025-03-01, start: 08:00, end: 09:30, status: cancelled, unit: m}
  - {title: 已上, date: 2025-03-02, start: 08:00, end: 09:30, status: delivered, unit: m}
"""
    files = {"plans/p.md": plan("modules: [{id: m, title: 甲, hours: 8}]"), "schedules/s.yaml": schedule}

    inspection = inspected(tmp_path, files)
    totals = inspection.totals["schedules/s"]

    assert str(totals.computed.known) == "8"
    assert totals.delivered is not None
    assert str(totals.delivered.known) == "2"
    assert [meeting.day.isoformat() for meeting in totals.meetings if meeting.day] == [
        "2025-02-21",
        "2025-03-07",
        "2025-03-21",
        "2025-03-01",
        "2025-03-02",
    ]
    assert not [finding for finding in inspection.report.findings if finding.code == "HR02"]


def test_grants_without_inclusion_are_a_range(tmp_path: Path) -> None:
    front = "grants: [{title: 甲, hours: 24}, {title: 乙, hours: 10}]"

    totals = inspected(tmp_path, {"plans/p.md": plan(front)}).totals["plans/p"]

    assert totals.credited is not None
    assert str(totals.credited.known) == "24-34"


def test_a_pack_rate_comes_before_the_sites_and_after_the_plans(tmp_path: Path) -> None:
    files = {
        "site.yaml": "title: 示例\nminutes_per_hour: 40\nhours_per_day: 8\n",
        "plans/own.md": plan("minutes_per_hour: 50\npacks: [cn-2011]\nhours: 1"),
        "plans/pack.md": plan("packs: [cn-2011]\nhours: 1"),
        "plans/site.md": plan("hours: 1"),
    }

    totals = inspected(tmp_path, files).totals

    rates = {key: totals[key].rates for key in ("plans/own", "plans/pack", "plans/site")}
    assert {key: (int(one.minutes_per_hour), one.origin("minutes_per_hour")) for key, one in rates.items()} == {
        "plans/own": (50, "plan"),
        "plans/pack": (45, "pack:cn-2011"),
        "plans/site": (40, "site"),
    }


def test_a_pack_lends_its_rates_only_inside_its_validity(tmp_path: Path) -> None:
    pack = "title: 示例规则包\ncitation: {title: 示例文件}\n"
    lesson = "{title: 课, date: 2014-03-05, start: 14:00, end: 15:20}"
    files = {
        "site.yaml": "title: 示例\npacks: [later, earlier]\n",
        "packs/later.yaml": f"{pack}valid: {{from: 2026-01-01}}\nunits: {{hours_per_day: 8, minutes_per_hour: 45}}\n",
        "packs/earlier.yaml": f"{pack}valid: {{to: 2025-12-31}}\nunits: {{hours_per_day: 6, minutes_per_hour: 40}}\n",
        "plans/dated.md": plan("modules: [{title: 甲, hours: 2天}]"),
        "plans/undated.md": plan("modules: [{title: 甲, hours: 2天}]").replace("issued: 2025-02-20\n", ""),
        "schedules/s.yaml": f"title: 日程\nplan: dated\nsessions: [{lesson}]\n",
        "portfolios/t.yaml": "name: 张示例\ncycle: {start: 2011-01-01, end: 2015-12-31}\n"
        "ledger: [{title: 甲, date: 2014-03-01, hours: 1天, status: credited}]\n",
    }

    inspection = inspected(tmp_path, files)

    computed = {key: str(one.computed.known) for key, one in inspection.totals.items()}
    assert computed == {"plans/dated": "12", "plans/undated": "16", "schedules/s": "2", "portfolios/t": "6"}
    assert {one.document for one in inspection.report.findings if one.code == "HR03"} == {"plans/undated"}


def test_a_unit_in_two_schedules_is_blamed_once(tmp_path: Path) -> None:
    sessions = "plan: p\nsessions: [{id: a, title: 课, date: 2025-03-05, start: 14:00, end: 15:30, unit: m}]\n"
    files = {
        "plans/p.md": plan("modules: [{id: m, title: 甲, hours: 8}]"),
        "schedules/s.yaml": f"title: 甲组日程\n{sessions}",
        "schedules/t.yaml": f"title: 乙组日程\n{sessions}",
    }

    found = [finding for finding in inspected(tmp_path, files).report.findings if finding.code == "HR02"]

    assert [(finding.document, finding.message.shown("en")) for finding in found] == [
        ("schedules/s", "unit “甲” has 8 class hours, its sessions make 4: 4 short")
    ]


@pytest.mark.parametrize(("last", "blamed"), [("6", "plans/p"), ("8", "curricula/c")])
def test_a_plan_is_excused_by_a_curriculum_that_is_wrong_itself(tmp_path: Path, last: str, blamed: str) -> None:
    curriculum = f"""
title: 示例课程
issuer: demo-school
hours: 12
units: [{{title: 甲, hours: 12, units: [{{title: 一, hours: 1天}}, {{title: 二, hours: {last}}}]}}]
"""
    files = {
        "site.yaml": "title: 示例\nhours_per_day: 6\n",
        "curricula/c.yaml": curriculum,
        "plans/p.md": plan("hours: 12\nhours_per_day: 8\ncurriculum: c"),
    }

    found = [finding for finding in inspected(tmp_path, files).report.findings if finding.code == "HR02"]

    assert [finding.document for finding in found] == [blamed]


def test_sessions_of_an_id_that_two_units_have_are_compared_with_neither(tmp_path: Path) -> None:
    files = {
        "plans/p.md": plan("modules: [{id: m, title: 甲, hours: 8}, {id: m, title: 乙, hours: 4}]"),
        "schedules/s.yaml": "title: 日程\nplan: p\n"
        "sessions: [{id: a, title: 课, date: 2025-03-05, start: 14:00, end: 15:30, unit: m}]\n",
    }

    found = inspected(tmp_path, files).report.of("schedules/s")

    assert [finding.code for finding in found] == ["RF04"]


def test_grants_inside_each_other_are_unknown_and_not_nothing(tmp_path: Path) -> None:
    grants = (
        "grants: [{title: 甲, hours: 24, includes: 乙}, {title: 乙, hours: 12, includes: 甲}, {title: 丙, hours: 6}]"
    )

    totals = inspected(tmp_path, {"plans/p.md": plan(grants)}).totals["plans/p"]

    assert totals.credited is not None
    assert (str(totals.credited.known), totals.credited.unknown) == ("6", 1)


def test_a_credited_entry_without_a_date_is_unknown_and_not_nothing(tmp_path: Path) -> None:
    ledger = "ledger: [{title: 甲, hours: 300, date: 2021-10-01, status: credited}, {title: 乙, hours: 60, status: credited}]"
    portfolio = f"---\nname: 示例\ncycle: {{start: 2020-09-01, end: 2025-08-31, pack: cn-2011}}\n{ledger}\n---\n"

    inspection = inspected(tmp_path, {"portfolios/t.md": portfolio})

    totals = inspection.totals["portfolios/t"]
    [verdict] = next(one for one in inspection.report.documents if one.key == "portfolios/t").verdicts
    assert (str(totals.computed.known), totals.computed.unknown) == ("300", 1)
    assert verdict.outcome == "not_computable"


def test_grants_that_include_many_others_are_followed_once_each(tmp_path: Path) -> None:
    names = [f"甲{number}" for number in range(200)]
    grants = [f"{{title: {name}, hours: 1, includes: [{', '.join(names[at + 1 :])}]}}" for at, name in enumerate(names)]

    totals = inspected(tmp_path, {"plans/p.md": plan(f"grants: [{', '.join(grants)}]")}).totals["plans/p"]

    assert str(totals.credited and totals.credited.known) == "1"
