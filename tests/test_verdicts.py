"""Verdicts of rule packs: floors, caps and shares, exact at their limits and honest about ranges."""

from __future__ import annotations

from datetime import date, time
from itertools import chain, combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planfolio.findings import Place
from planfolio.model.exact import Range
from planfolio.model.schedules import Session
from planfolio.project import standard_layouts
from planfolio.render import Renderer
from planfolio.reports import json_report, redact
from planfolio.totals import Meeting, Sum
from planfolio.verdicts import Verdict
from planfolio.verdicts.bench import counted
from planfolio.verdicts.sessions import longest
from tests.sites import composed, inspected, plan

PACK = """
title: 示例规则包
citation: {title: 示例文件, checked: true}
rules: [{rule}]
"""


def verdicts(folder: Path, rule: str, front: str) -> list[Verdict]:
    """What a pack of one rule says of a plan."""
    files = {"packs/x.yaml": PACK.replace("{rule}", rule), "plans/p.md": plan(f"packs: [x]\n{front}")}
    return list(next(one for one in inspected(folder, files).report.documents if one.key == "plans/p").verdicts)


def shown(found: list[Verdict]) -> list[tuple[str, str, str, str]]:
    return [(one.outcome, str(one.actual), str(one.limit), str(one.slack)) for one in found]


@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        ("40", ("passed", "40", "40", "0")),
        ("39.9", ("failed", "39.9", "40", "-0.1")),
        ("40-50", ("passed", "40-50", "40", "0-10")),
        ("30-39", ("failed", "30-39", "40", "-10--1")),
        ("30-50", ("not_computable", "30-50", "40", "-10-10")),
    ],
)
def test_a_floor_holds_at_its_limit_and_a_range_only_where_both_ends_do(
    tmp_path: Path, hours: str, expected: tuple[str, str, str, str]
) -> None:
    found = verdicts(tmp_path, "{code: A, check: sum, of: hours, at_least: 40}", f"hours: {hours}")

    assert shown(found) == [expected]


@pytest.mark.parametrize(
    ("online", "other", "outcome"),
    [
        ("10", "20", "passed"),  # exactly a third
        ("10.1", "20", "failed"),
        ("1/3", "2/3", "passed"),
        ("6-10", "20", "passed"),
        ("4-16", "10", "not_computable"),  # 4 of 14 holds, 16 of 26 does not
        ("6-16", "10", "failed"),
        ("16-20", "10", "failed"),
        ("0", "0", None),  # of nothing there is no share
    ],
)
def test_a_share_is_compared_by_cross_multiplication(
    tmp_path: Path, online: str, other: str, outcome: str | None
) -> None:
    rule = (
        "{code: A, check: share, of: units.hours, where: {mode: online}, at_most_share: {of: units.hours, share: 1/3}}"
    )
    front = f"modules: [{{title: 甲, hours: {online}, mode: online}}, {{title: 乙, hours: {other}, mode: practice}}]"

    found = verdicts(tmp_path, rule, front)

    assert [one.outcome for one in found] == ([outcome] if outcome else [])


@pytest.mark.parametrize(
    ("limit", "practice", "others", "expected"),
    [
        ("at_least_share", ("20", "30"), ("24", "20"), ("not_computable", "20-30", "22-25", "-2-5")),
        ("at_least_share", ("20", "40"), ("20", "40"), ("passed", "20-40", "20-40", "0")),
        ("at_least_share", ("20", "20"), ("25", "30"), ("failed", "20", "22.5-25", "-5--2.5")),
        ("at_most_share", ("30", "40"), ("30", "21"), ("not_computable", "30-40", "30-30.5", "-9.5-0")),
        ("at_most_share", ("0", "0"), ("0", "20"), ("passed", "0", "0-10", "10")),  # of nothing there is no share
    ],
)
def test_a_share_is_compared_for_each_audience_by_itself(
    tmp_path: Path, limit: str, practice: tuple[str, str], others: tuple[str, str], expected: tuple[str, ...]
) -> None:
    rule = (
        f"code: A, check: share, of: units.hours, where: {{mode: practice}}, {limit}: {{of: units.hours, share: 50%}}"
    )
    units = [
        f"{{title: 甲, hours: {hours}, mode: {mode}, audience: {audience}}}"
        for mode, both in (("practice", practice), ("face_to_face", others))
        for audience, hours in zip(("专业课教师", "公共课教师"), both, strict=True)
    ]

    found = verdicts(tmp_path, f"{{{rule}}}", f"modules: [{', '.join(units)}]")

    assert shown(found) == [expected]


def test_a_share_that_one_audience_breaks_says_so(tmp_path: Path) -> None:
    rule = (
        "{code: A, check: share, of: units.hours, where: {mode: online}, at_most_share: {of: units.hours, share: 1/3}}"
    )
    front = """
modules:
  - {title: 公共, hours: 20, mode: practice}
  - {title: 网络, hours: 10, mode: online, audience: 甲班}
  - {title: 网络, hours: 30, mode: online, audience: 乙班}
"""

    (verdict,) = verdicts(tmp_path, rule, front)

    assert verdict.reason is not None
    assert verdict.reason.shown("zh") == "有的对象满足，有的对象不满足：10 × 3 ≤ 30 × 1、30 × 3 > 50 × 1"


def test_a_share_with_an_unknown_part_is_never_passed(tmp_path: Path) -> None:
    rule = (
        "{code: A, check: share, of: units.hours, where: {mode: online}, at_most_share: {of: units.hours, share: 30%}}"
    )

    found = verdicts(tmp_path, rule, "modules: [{title: 甲, mode: online}, {title: 乙, hours: 90, mode: practice}]")

    assert [one.outcome for one in found] == ["not_computable"]


@pytest.mark.parametrize(
    ("front", "arithmetic", "slack"),
    [
        ("type: term\nhours: 36", "36 × 2 × 5 = 360", "0"),
        ("type: annual\nhours: 70", "70 × 5 = 350", "-10"),
        (
            "type: multi_year\nstages: [{title: 一, hours: 180}, {title: 二, hours: 190}]\nperiod: {start: 2020-09-01, end: 2025-08-31}",
            "180 + 190 = 370",
            "10",
        ),
        (
            "type: term\nhours: 10\ngrants: [{title: 甲, hours: 24}, {title: 乙, hours: 12}]",
            "24-36 × 2 × 5 = 240-360",
            "-120-0",
        ),
        (
            "type: annual\nmodules: [{title: 甲, hours: 80, audience: 一班}, {title: 乙, hours: 60, audience: 二班}]",
            "60-80 × 5 = 300-400",
            "-60-40",
        ),
        (
            "type: multi_year\nhours: 360\nstages: [{title: 一, hours: 180}, {title: 二}]\nperiod: {start: 2020-09-01, end: 2025-08-31}",
            None,  # the declared total was taken
            "0",
        ),
    ],
)
def test_a_plan_projects_to_the_cycle(tmp_path: Path, front: str, arithmetic: str | None, slack: str) -> None:
    rule = "{code: A, check: cycle_floor, hours: 360, years: 5}"
    files = {
        "packs/x.yaml": PACK.replace("{rule}", rule),
        "plans/p.md": plan("packs: [x]").replace("type: term", front),
    }

    found = next(one for one in inspected(tmp_path, files).report.documents if one.key == "plans/p").verdicts

    assert [(one.arithmetic and one.arithmetic.shown("zh"), str(one.slack)) for one in found] == [(arithmetic, slack)]


def test_a_pack_judges_only_inside_its_validity(tmp_path: Path) -> None:
    pack = PACK.replace("{rule}", "{code: A, check: sum, of: hours, at_least: 40}") + "valid: {from: 2026-01-01}\n"
    inspection = inspected(tmp_path, {"packs/x.yaml": pack, "plans/p.md": plan("packs: [x]\nhours: 3")})

    document = next(one for one in inspection.report.documents if one.key == "plans/p")

    assert document.verdicts == ()
    assert [f.severity.value for f in inspection.report.findings if f.code == "HR05"] == ["note"]


def test_a_pack_that_is_not_in_force_says_nothing_of_the_terms_in_a_year(tmp_path: Path) -> None:
    files = {
        "packs/x.yaml": PACK.replace("{rule}", "{code: A, check: cycle_floor, hours: 360, years: 5}"),
        "packs/y.yaml": "title: 旧包\ncitation: {title: 文件}\nvalid: {to: 2024-12-31}\nunits: {terms_per_year: 3}\n",
        "plans/p.md": plan("packs: [y, x]\nhours: 36"),
    }

    found = next(one for one in inspected(tmp_path, files).report.documents if one.key == "plans/p").verdicts

    assert [one.arithmetic and one.arithmetic.shown("zh") for one in found] == ["36 × 2 × 5 = 360"]


@pytest.mark.parametrize(
    ("front", "school", "judges"),
    [
        ("hours: 3", "", ["x"]),
        ("hours: 3\npacks:", "", ["x"]),
        ("hours: 3\npacks: []", "", []),
        ("hours: 3", "packs: []\n", []),
    ],
)
def test_an_empty_list_of_packs_says_that_none_judges(
    tmp_path: Path, front: str, school: str, judges: list[str]
) -> None:
    files = {
        "site.yaml": "title: 示例站点\npacks: [x]\n",
        "organisations/demo-school.yaml": f"title: 示例学校\nkind: school\n{school}",
        "packs/x.yaml": PACK.replace("{rule}", "{code: A, check: sum, of: hours, at_least: 40}"),
        "plans/p.md": plan(front),
    }

    document = next(one for one in inspected(tmp_path, files).report.documents if one.key == "plans/p")

    assert [verdict.pack for verdict in document.verdicts] == judges


def test_a_pack_of_its_own_replaces_a_rule_of_its_parent(tmp_path: Path) -> None:
    parent = PACK.replace(
        "{rule}", "{code: A, check: sum, of: hours, at_least: 40}, {code: B, check: sum, of: hours, at_most: 99}"
    )
    child = PACK.replace("{rule}", "{code: A, check: sum, of: hours, at_least: 30}") + "parent: x\n"
    files = {"packs/x.yaml": parent, "packs/y.yaml": child, "plans/p.md": plan("packs: [y]\nhours: 36")}

    document = next(one for one in inspected(tmp_path, files).report.documents if one.key == "plans/p")

    assert {one.rule: (one.outcome, str(one.limit)) for one in document.verdicts} == {
        "A": ("passed", "30"),
        "B": ("passed", "99"),
    }


CONSENT = "consent: {granted: true, date: 2025-01-01, fields: [name, ledger, cycle]}\n"

# --- the vocabulary, word by word -------------------------------------------------------------------------------------

MODULES = """
modules:
  - {title: 面授, hours: 20, mode: face_to_face, category: ethics}
  - {title: 网络, hours: 12, mode: online, category: skills}
  - {title: 跟岗, hours: 4, mode: shadowing, category: skills}
"""
AUDIENCES = """
modules:
  - {title: 甲类, audience: 甲, hours: 30, units: [{title: 甲实践, hours: 10, mode: practice}, {title: 甲其余, hours: 20, mode: online}]}
  - {title: 乙类, audience: 乙, hours: 20, mode: online}
"""
BUDGET = """
budget:
  source: 公用经费
  total: 6000
  lines: [{title: 讲课费, unit_price: 600, quantity: 5}, {title: 资料费, unit_price: 30, quantity: 100, amount: 3000}]
"""
LEDGER = """
ledger:
  - {date: 2021-05-01, title: 甲, hours: 30, mode: online, category: ethics, status: credited}
  - {date: 2022-05-01, title: 乙, hours: 20, mode: school_based, category: skills, status: credited}
  - {date: 2022-06-01, title: 丙, hours: 10, mode: school_based, category: skills, status: claimed}
"""
LESSONS = """
lessons: [{title: 一, date: 2021-03-01, level: 校}, {title: 二, date: 2022-03-01, level: 市}]
awards: [{title: 奖, level: 校}]
"""


def table(folder: Path, rule: str, document: str) -> list[tuple[str, str, str, str]]:
    """Code, outcome, actual and slack of what a pack of one rule says of a document."""
    [(path, text)] = {
        "plan": [("plans/p.md", plan(f"packs: [x]\n{document[5:]}"))],
        "file": [("portfolios/t.md", teacher(document[5:]))],
    }[document[:4]]
    found = inspected(folder, {"packs/x.yaml": PACK.replace("{rule}", rule), path: text}).report.documents
    verdicts = next(one for one in found if one.key in ("plans/p", "portfolios/t")).verdicts
    return [(one.code, one.outcome, str(one.actual), str(one.slack)) for one in verdicts]


def teacher(front: str, cycle: str = "{start: 2021-01-01, end: 2025-12-31, pack: x}") -> str:
    return f"---\nname: 示例教师甲\norganisation: demo-school\ncycle: {cycle}\n{front.strip()}\n---\n"


@pytest.mark.parametrize(
    ("rule", "document", "expected"),
    [
        # required, one_of
        ("check: required, of: [budget.source, quota]", f"plan {BUDGET}",
         [("ST01", "passed", "None", "None"), ("ST01", "failed", "None", "None")]),
        ("check: required, of: modules.place", f"plan {MODULES}", [("ST01", "failed", "None", "None")]),
        ("check: required, of: 模块.方式", f"plan {MODULES}", [("ST01", "passed", "None", "None")]),
        ("check: one_of, of: [needs, budget]", f"plan {BUDGET}", [("ST01", "passed", "None", "None")]),
        ("check: one_of, of: [needs, quota]", f"plan {BUDGET}", [("ST01", "failed", "None", "None")]),
        # count
        ("check: count, of: modules, at_least: 4", f"plan {MODULES}", [("HR05", "failed", "3", "-1")]),
        ("check: count, of: modules, at_most: 3", f"plan {MODULES}", [("HR06", "passed", "3", "0")]),
        ("check: count, of: units, where: {mode: online}, at_least: 1", f"plan {MODULES}", [("HR05", "passed", "1", "0")]),
        ("check: count, of: ledger, at_least: 2", f"file {LEDGER}", [("PF03", "passed", "2", "0")]),
        ("check: count, of: lessons, per: year, at_least: 1", f"file {LESSONS}",
         [("PF03", "passed", "1", "0"), ("PF03", "passed", "1", "0"), *[("PF03", "failed", "0", "-1")] * 3]),
        ("check: count, of: lessons.level, per: year, at_most: 0", f"file {LESSONS}",
         [("PF03", "failed", "1", "-1"), ("PF03", "failed", "1", "-1"), *[("PF03", "passed", "0", "0")] * 3]),
        # level
        ("check: count, of: lessons, level: city, per: year", f"file {LESSONS}",
         [("PF04", "failed", "0", "-1"), ("PF04", "passed", "1", "0"), *[("PF04", "failed", "0", "-1")] * 3]),
        ("check: count, of: lessons, level: county, at_least: 1", f"file {LESSONS}", [("PF04", "passed", "1", "0")]),
        ("check: count, of: lessons, level: national, at_least: 1", f"file {LESSONS}", [("PF04", "failed", "0", "-1")]),
        ("check: required, of: awards, level: county", f"file {LESSONS}", [("PF04", "failed", "0", "-1")]),
        ("check: count, of: papers, level: county", "file papers: [{title: 无级别}]", [("PF04", "not_computable", "0-1", "-1-0")]),
        # sum
        ("check: sum, of: units.hours, at_least: 36", f"plan {MODULES}", [("HR05", "passed", "36", "0")]),
        ("check: sum, of: units.hours, where: {mode: [practice, shadowing]}, at_least: 6", f"plan {MODULES}",
         [("HR07", "failed", "4", "-2")]),
        ("check: sum, of: units.hours, where: {mode: online}, at_most: 10", f"plan {MODULES}",
         [("HR06", "failed", "12", "-2")]),
        ("check: sum, of: units.hours, where: {category: research}, at_least: 1", f"plan {MODULES}",
         [("HR05", "failed", "0", "-1")]),
        ("check: sum, of: units.hours, where: {mode: online}, at_most: 10", "plan hours: 36",
         [("HR06", "not_computable", "None", "None")]),
        ("check: sum, of: units.hours, where: {mode: practice, audience: 甲}, at_least: 12", f"plan {AUDIENCES}",
         [("HR07", "failed", "10", "-2")]),
        ("check: sum, of: units.hours, where: {mode: practice, audience: 乙}, at_least: 12", f"plan {AUDIENCES}",
         [("HR07", "failed", "0", "-12")]),
        ("check: sum, of: units.hours, where: {audience: [甲, 丙]}, at_least: 30", f"plan {AUDIENCES}",
         [("HR05", "passed", "30", "0")]),
        ("check: sum, of: units.hours, where: {audience: 甲}, at_least: 40", f"plan audience: [甲类教师, 乙类教师]\n{MODULES}",
         [("HR05", "failed", "36", "-4")]),
        ("check: sum, of: units.hours, where: {audience: 甲}, at_least: 40", f"plan audience: 丙\n{MODULES}", []),
        ("check: sum, of: units.hours, per: audience, at_least: 25", f"plan {AUDIENCES}",
         [("HR05", "passed", "30", "5"), ("HR05", "failed", "20", "-5")]),
        ("check: sum, of: units.hours, per: unit, at_most: 12", f"plan {MODULES}",
         [("HR06", "failed", "20", "-8"), ("HR06", "passed", "12", "0"), ("HR06", "passed", "4", "8")]),
        ("check: sum, of: hours, per: year, at_least: 72", "plan hours: 36", [("HR05", "passed", "72", "0")]),
        ("check: sum, of: ledger.hours, where: {category: ethics}, at_least: 30", f"file {LEDGER}",
         [("PF03", "passed", "30", "0")]),
        ("check: sum, of: ledger.hours, where: {status: [claimed, credited]}, at_least: 60", f"file {LEDGER}",
         [("PF03", "passed", "60", "0")]),
        ("check: sum, of: ledger.hours, where: {status: claimed}, at_most: 5", f"file {LEDGER}",
         [("PF03", "failed", "10", "-5")]),
        ("check: sum, of: units.hours, at_least: 36", f"file {LEDGER}", []),  # a portfolio has no units
        # share, equals
        ("check: share, of: units.hours, where: {mode: online}, at_most_share: {of: units.hours, share: 1/3}",
         f"plan {MODULES}", [("HR06", "passed", "12", "0")]),
        ("check: share, of: units.hours, per: audience, where: {mode: practice}, at_least_share: {of: units.hours, share: 1/3}",
         f"plan {AUDIENCES}", [("HR07", "passed", "10", "0"), ("HR07", "failed", "0", "-20/3")]),
        ("check: share, of: units.hours, where: {mode: online, audience: [甲, 乙, 丙]}, at_most_share: {of: units.hours, share: 1/4}",
         f"plan audience: 甲类教师\n{MODULES}", [("HR06", "failed", "12", "-3")]),
        ("check: share, of: units.hours, where: {mode: online, audience: 丙}, at_most_share: {of: units.hours, share: 1/4}",
         f"plan {AUDIENCES}", []),
        ("check: share, of: units.hours, where: {mode: school_based}, at_most_share: {of: units.hours, share: 1/3}",
         f"file {LEDGER}", [("PF03", "failed", "20", "-10/3")]),
        ("check: equals, of: units.hours, hours: 36", f"plan {MODULES}", [("HR06", "passed", "36", "0")]),
        ("check: equals, of: units.hours, hours: 40", f"plan {MODULES}", [("HR05", "failed", "36", "-4")]),
        # each, money
        ("check: each, of: units.hours, at_least: 4", f"plan {MODULES}", [("HR05", "passed", "4", "0")]),
        ("check: each, of: budget.lines.unit_price, at_most: 550元", f"plan {BUDGET}", [("BG03", "failed", "600", "-50")]),
        ("check: sum, of: budget.lines.amount, at_most: 0.5万元", f"plan {BUDGET}", [("BG03", "failed", "6000", "-1000")]),
        ("check: sum, of: budget.total, at_most: 6000", "plan hours: 36", [("BG03", "not_computable", "None", "None")]),
        ("check: each, of: attendance.limit, at_most: 2天", "plan attendance: [{limit: 3, unit: days}]",
         [("AS06", "failed", "3", "-1")]),
        ("check: each, of: attendance.limit, at_most: 2天", "plan attendance: [{limit: 1/3}]",
         [("AS06", "not_computable", "None", "None")]),
        # unique, within
        ("check: unique, of: modules.id", "plan modules: [{id: a, title: 甲}, {id: a, title: 乙}, {title: 丙}]",
         [("PF06", "failed", "None", "None")]),
        ("check: unique, of: modules.title", f"plan {MODULES}", [("PF06", "passed", "None", "None")]),
        ("check: within, of: lessons.date", "file lessons: [{title: 一, date: 2021-01-01}, {title: 二, date: 2026-01-01}]",
         [("PF02", "failed", "None", "None")]),
        ("check: within, of: deadlines.date", "plan deadlines: [{title: 报名, date: 2025-03-01}]",
         [("TM01", "not_computable", "None", "None")]),
        # cycle_floor, cycle_cap
        ("check: cycle_floor, hours: 60, years: 5", f"file {LEDGER}", [("PF03", "failed", "50", "-10")]),
        ("check: cycle_floor, hours: 10, years: 5, where: {category: ethics}", f"file {LEDGER}",
         [("PF03", "passed", "30", "20")]),
        ("check: cycle_cap, hours: 15, years: 5, where: {mode: school_based}", f"file {LEDGER}",
         [("PF03", "failed", "20", "-5")]),
        ("check: cycle_floor, hours: 60, years: 3", f"file {LEDGER}", [("PF03", "not_computable", "None", "None")]),
        ("check: cycle_cap, hours: 100, years: 5, where: {mode: online}", f"plan {MODULES}", [("HR06", "failed", "120", "-20")]),
        # units of the limit
        ("check: sum, of: units.hours, at_least: 4周", "plan modules: [{title: 国培, hours: 4周}]",
         [("HR05", "passed", "4", "0")]),
        ("check: sum, of: units.hours, at_least: 4周", f"plan {MODULES}", [("HR05", "not_computable", "None", "None")]),
        ("check: sum, of: units.hours, at_least: 2天", "plan hours_per_day: 6\nmodules: [{title: 面授, hours: 11}]",
         [("HR05", "failed", "11", "-1")]),
    ],
)  # fmt: skip
def test_every_word_of_the_vocabulary_judges(
    tmp_path: Path, rule: str, document: str, expected: list[tuple[str, str, str, str]]
) -> None:
    assert table(tmp_path, f"{{code: A, {rule}}}", document) == expected


@pytest.mark.parametrize(
    ("limit", "outcome"),
    [
        ("at_most: 9", "failed"),
        ("at_most: 13", "not_computable"),
        ("at_most: 14", "passed"),
        ("at_least: 10", "passed"),
        ("at_least: 14", "not_computable"),
        ("at_least: 15", "failed"),
        ("at_most_share: {of: units.hours, share: 30%}", "failed"),
        ("at_most_share: {of: units.hours, share: 1/3}", "not_computable"),
        ("at_most_share: {of: units.hours, share: 50%}", "passed"),
        ("at_least_share: {of: units.hours, share: 1/3}", "passed"),
        ("at_least_share: {of: units.hours, share: 40%}", "not_computable"),
        ("at_least_share: {of: units.hours, share: 50%}", "failed"),
    ],
)
def test_a_unit_without_a_mode_may_be_of_any(tmp_path: Path, limit: str, outcome: str) -> None:
    front = "modules: [{title: 网络, hours: 10, mode: 网络研修}, {title: 未写, hours: 4}, {title: 面授, hours: 16, mode: 集中面授}]"

    found = verdicts(tmp_path, f"{{code: A, check: sum, of: units.hours, where: {{mode: online}}, {limit}}}", front)

    assert [one.outcome for one in found] == [outcome]


@pytest.mark.parametrize(
    ("grants", "outcome", "actual"),
    [
        ("{title: 甲, hours: 24, mode: online, includes: [甲]}", "not_computable", "None"),
        (
            "{title: 甲, hours: 24, mode: practice, includes: [甲]}, {title: 乙, hours: 10, mode: online}",
            "passed",
            "10",
        ),
        ("{title: 甲, hours: 24, mode: online}, {title: 乙, hours: 10, mode: online}", "not_computable", "24-34"),
    ],
)
def test_grants_of_a_mode_count_as_all_grants_do(tmp_path: Path, grants: str, outcome: str, actual: str) -> None:
    rule = "{code: A, check: sum, of: grants.hours, where: {mode: online}, at_most: 24}"

    found = verdicts(tmp_path, rule, f"grants: [{grants}]")

    assert [(one.outcome, str(one.actual)) for one in found] == [(outcome, actual)]


def test_a_unit_without_hours_and_mode_leaves_a_projection_open(tmp_path: Path) -> None:
    rule = "{code: A, check: cycle_floor, hours: 24, years: 1, where: {mode: practice}}"

    found = verdicts(tmp_path, rule, "modules: [{title: 未写}]")

    assert [one.outcome for one in found] == ["not_computable"]


@pytest.mark.parametrize(
    ("fte", "outcome", "limit"),
    [("1", "failed", "20"), ("0.5", "passed", "10"), (None, "not_computable", "0-20")],
)
def test_a_limit_is_scaled_by_the_full_time_equivalent(
    tmp_path: Path, fte: str | None, outcome: str, limit: str
) -> None:
    rule = "{code: A, check: cycle_floor, hours: 20, years: 1, per: fte}"
    front = "ledger: [{date: 2025-05-01, title: 甲, hours: 12, status: credited}]\n" + (f"fte: {fte}" if fte else "")
    cycle = "{start: 2025-01-01, end: 2025-12-31, pack: x}"
    files = {"packs/x.yaml": PACK.replace("{rule}", rule), "portfolios/t.md": teacher(front, cycle)}

    [verdict] = next(one for one in inspected(tmp_path, files).report.documents if one.key == "portfolios/t").verdicts

    assert (verdict.outcome, str(verdict.limit)) == (outcome, limit)


def test_a_year_that_has_not_begun_is_not_judged(tmp_path: Path) -> None:
    rule = "{code: A, check: cycle_floor, hours: 20, years: 1}"
    front = "ledger: [{date: 2025-05-01, title: 甲, hours: 20, status: credited}]"
    cycle = "{start: 2025-01-01, end: 2027-12-31, pack: x}"
    inspection = inspected(
        tmp_path, {"packs/x.yaml": PACK.replace("{rule}", rule), "portfolios/t.md": teacher(front, cycle)}
    )

    [finding] = [one for one in inspection.report.findings if one.code == "PF03"]
    document = next(one for one in inspection.report.documents if one.key == "portfolios/t")

    assert [verdict.outcome for verdict in document.verdicts] == ["passed", "failed", "not_computable"]
    assert finding.message.shown("zh").endswith("差 20；这一年还有 364 天")


def test_a_cap_says_what_still_counts(tmp_path: Path) -> None:
    rule = "{code: A, check: cycle_cap, hours: 15, years: 5, where: {mode: school_based}}"
    inspection = inspected(tmp_path, {"packs/x.yaml": PACK.replace("{rule}", rule), "portfolios/t.md": teacher(LEDGER)})

    [finding] = [one for one in inspection.report.findings if one.code == "PF03"]
    document = next(one for one in inspection.report.documents if one.key == "portfolios/t")

    assert str(document.verdicts[0].counted) == "45"
    assert finding.message.shown("zh") == "A：20 > 15，超 5；去掉超出的，合计还算 45"


def test_the_page_of_a_portfolio_shows_what_still_counts(tmp_path: Path) -> None:
    rule = "{code: A, check: cycle_cap, hours: 15, years: 5, where: {mode: school_based}}"
    files = {"packs/x.yaml": PACK.replace("{rule}", rule), "portfolios/t.md": teacher(CONSENT + LEDGER)}

    pages = composed(inspected(tmp_path, files))
    page = Renderer((standard_layouts(),)).render(next(one for one in pages if one.address == "portfolios/t/")).decode()

    assert "，去掉超出的还算 <b>45</b>" in page


# --- schedules --------------------------------------------------------------------------------------------------------

TERM = "term: {start: 2025-02-17, weeks: 20}"


def scheduled(folder: Path, rule: str, sessions: str) -> list[Verdict]:
    """What a pack of one rule says of a schedule of its plan."""
    files = {
        "packs/x.yaml": PACK.replace("{rule}", rule),
        "plans/p.md": plan("packs: [x]"),
        "schedules/s.yaml": f"title: 日程\nplan: p\n{TERM}\nsessions:\n{sessions}",
    }
    inspection = inspected(folder, files)
    return list(next(one for one in inspection.report.documents if one.key == "schedules/s").verdicts)


LATE = """
  - {title: 晚, weeks: 1-16, weekday: 2, start: '16:00', end: '18:05'}
  - {title: 早, weeks: 1-16, weekday: 3, start: '14:00', end: '17:30'}
  - {title: 停, weeks: 1-16, weekday: 4, start: '16:00', end: '19:00', status: cancelled}
"""


def test_sessions_that_end_late_are_one_verdict_however_often_they_recur(tmp_path: Path) -> None:
    [verdict] = scheduled(tmp_path, "{code: A, check: each, of: sessions.end, at_most: '17:30'}", LATE)

    assert (verdict.code, verdict.outcome, str(verdict.actual), str(verdict.slack)) == (
        "TM01",
        "failed",
        "18:05",
        "-35",
    )
    assert verdict.said is not None
    assert verdict.said.shown("zh") == "16 次课在 17:30 之后结束，最晚 18:05，晚 35 分钟"


def test_sessions_without_an_end_cannot_be_compared_with_an_end_of_day(tmp_path: Path) -> None:
    rule = "{code: A, check: each, of: sessions.end, at_most: '17:30'}"

    [verdict] = scheduled(tmp_path, rule, "  - {title: 早, week: 1, weekday: 3, start: '14:00'}")

    assert verdict.outcome == "not_computable"


@pytest.mark.parametrize(
    ("sessions", "outcome", "actual"),
    [
        (["08:00-11:45", "13:00-16:00"], "failed", "9"),
        (["08:00-11:00", "13:00-16:00"], "passed", "8"),
        (["08:00-11:45", "08:00-11:45", "13:00-15:15"], "passed", "8"),  # two classes at one time: nobody attends both
        (["08:00-14:00 甲", "14:00-20:00 乙"], "passed", "8"),  # two audiences
        (["08:00-14:00", "14:00-20:00 乙"], "failed", "16"),
        (["08:00-14:00 甲", "14:00"], "not_computable", "8"),
        (["08:00-17:00", "18:00"], "failed", "12"),
    ],
)
def test_the_load_of_a_day_is_what_one_person_can_attend(
    tmp_path: Path, sessions: list[str], outcome: str, actual: str
) -> None:
    lines = []
    for number, text in enumerate(sessions):
        times, _, audience = text.partition(" ")
        start, _, end = times.partition("-")
        more = (f", end: '{end}'" if end else "") + (f", audience: {audience}" if audience else "")
        lines.append(f"  - {{title: 课{number}, date: 2025-03-01, start: '{start}'{more}}}")

    [verdict] = scheduled(tmp_path, "{code: A, check: sum, of: sessions.hours, per: day, at_most: 8}", "\n".join(lines))

    assert (verdict.code, verdict.outcome, str(verdict.actual)) == ("HR06", outcome, actual)


def test_a_day_that_recurs_is_one_finding_with_its_sessions(tmp_path: Path) -> None:
    sessions = """
  - {title: 上午, weeks: 1-16, weekday: 6, start: '08:00', end: '12:30'}
  - {title: 下午, weeks: 1-16, weekday: 6, start: '13:00', end: '16:00'}
"""
    [verdict] = scheduled(tmp_path, "{code: A, check: sum, of: sessions.hours, per: day, at_most: 8}", sessions)

    assert verdict.arithmetic is not None
    assert verdict.arithmetic.shown("zh") == "2025-02-22：6 + 4 = 10，共 16 天这样"
    assert [addend.title for addend in verdict.addends] == ["上午 08:00–12:30 × 16", "下午 13:00–16:00 × 16"]


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(1, 6)), max_size=6))
def test_the_load_of_a_day_is_the_best_of_all_choices(spans: list[tuple[int, int]]) -> None:
    meetings = [
        Meeting(
            session=Session(title="课", start=time(8 + start), end=time(8 + start + length)),
            index=index,
            at=Place("s", ("sessions", index)),
            day=date(2025, 3, 1),
            week=None,
            hours=Range.of(length),
        )
        for index, (start, length) in enumerate(spans)
    ]
    choices = chain.from_iterable(combinations(spans, size) for size in range(len(spans) + 1))
    apart = (
        sum(length for _, length in chosen)
        for chosen in choices
        if all(a + b <= c or c + d <= a for (a, b), (c, d) in combinations(chosen, 2))
    )

    assert sum(meeting.hours.low for meeting in longest(meetings) if meeting.hours) == max(apart)


@given(st.integers(0, 400), st.integers(0, 400), st.integers(0, 400))
def test_what_still_counts_is_the_total_without_the_excess(part: int, rest: int, limit: int) -> None:
    whole = Sum(Range.of(part + rest))

    assert counted(Range.of(part), Range.of(limit), whole) == Range.of(part + rest - max(0, part - limit))


# --- sections -----------------------------------------------------------------------------------------------------------


def sections(folder: Path, rule: str, checked: str) -> tuple[list[tuple[str, str, str]], tuple[str, ...], int]:
    """What is said of the budget and the annexes of a term plan that has neither; its missing sections, its required ones."""
    pack = PACK.replace("{rule}", rule).replace("checked: true", f"checked: {checked}")
    report = inspected(folder, {"packs/x.yaml": pack, "plans/p.md": plan("packs: [x]")}).report
    document = next(one for one in report.documents if one.key == "plans/p")
    said = sorted(
        (str(finding.rule), str(finding.severity), finding.message.shown("zh"))
        for finding in report.findings
        if finding.code == "ST01" and ("经费" in finding.message.shown("zh") or "附件" in finding.message.shown("zh"))
    )
    return said, document.completeness.absent, document.completeness.required


def test_a_section_that_a_pack_asks_for_is_blamed_once_and_as_hard_as_the_harder_of_the_two(tmp_path: Path) -> None:
    rule = "{code: A, check: required, of: [budget, annexes]}"

    plain = sections(tmp_path / "plain", "", "false")
    unchecked = sections(tmp_path / "unchecked", rule, "false")
    checked = sections(tmp_path / "checked", rule, "true")

    assert plain[0] == [("None", "warning", "缺少“经费”部分（budget）")]
    assert unchecked[0] == [("A", "warning", "A：缺少经费（budget）"), ("A", "warning", "A：缺少附件（annexes）")]
    assert checked[0] == [("A", "error", "A：缺少经费（budget）"), ("A", "error", "A：缺少附件（annexes）")]
    assert "annexes" in unchecked[1]
    assert unchecked[2] == plain[2] + 1


def test_the_table_of_sections_is_not_softened_by_a_pack(tmp_path: Path) -> None:
    rule = "{code: A, check: required, of: objectives}"
    files = {"packs/x.yaml": PACK.replace("{rule}", rule).replace("true", "false"), "plans/p.md": plan("packs: [x]")}

    findings = [one for one in inspected(tmp_path, files).report.findings if one.code == "ST01"]

    assert [(str(one.severity), one.rule) for one in findings if "目标" in one.message.shown("zh")] == [("error", None)]


# --- parents, several packs -------------------------------------------------------------------------------------------


def test_a_rule_of_a_parent_keeps_its_parents_source(tmp_path: Path) -> None:
    parent = PACK.replace("{rule}", "{code: A, check: sum, of: hours, at_most: 30}").replace("true", "false")
    child = "title: 下级包\nparent: x\ncitation: {title: 已核对的文件, checked: true}\n"
    inspection = inspected(
        tmp_path, {"packs/x.yaml": parent, "packs/y.yaml": child, "plans/p.md": plan("packs: [y]\nhours: 36")}
    )

    [finding] = [one for one in inspection.report.findings if one.code == "HR06"]

    assert finding.why is not None
    assert finding.why.shown("zh") == "示例规则包：《示例文件》；尚未与正式文本核对，最多算警告"
    assert finding.severity == "warning"


def test_a_parent_lends_its_conversions_scope_and_validity(tmp_path: Path) -> None:
    parent = PACK.replace("{rule}", "{code: A, check: sum, of: hours, at_least: 12}") + "units: {hours_per_day: 6}\n"
    child = "title: 下级包\nparent: x\ncitation: {title: 文件}\n"
    files = {"packs/y.yaml": child, "plans/p.md": plan("packs: [y]\nhours: 2天")}
    outcomes = {
        name: [
            verdict.outcome
            for one in inspected(tmp_path / name, {**files, "packs/x.yaml": parent + more}).report.documents
            for verdict in one.verdicts
        ]
        for name, more in {
            "as-it-is": "",
            "other-types": "scope: {types: [annual]}\n",
            "ended": "valid: {to: 2024-12-31}\n",
        }.items()
    }

    assert outcomes == {"as-it-is": ["passed"], "other-types": [], "ended": []}


def test_several_packs_give_several_verdicts(tmp_path: Path) -> None:
    packs = {
        f"packs/{name}.yaml": PACK.replace("{rule}", f"{{code: A, check: sum, of: hours, at_least: {hours}}}")
        for name, hours in {"x": 30, "y": 40}.items()
    }
    inspection = inspected(tmp_path, {**packs, "plans/p.md": plan("packs: [x, y]\nhours: 36")})

    document = next(one for one in inspection.report.documents if one.key == "plans/p")

    assert [(one.pack, one.outcome) for one in document.verdicts] == [("x", "passed"), ("y", "failed")]


# --- words ------------------------------------------------------------------------------------------------------------


def test_a_message_of_the_pack_is_filled_in_both_languages(tmp_path: Path) -> None:
    message = "{zh: '{title}要 {limit}，只有 {actual}，差 {gap}', en: '{actual} of {limit}, {gap} short'}"
    rule = f"{{code: A, title: 学时, check: sum, of: hours, at_least: 40, message: {message}}}"
    inspection = inspected(
        tmp_path, {"packs/x.yaml": PACK.replace("{rule}", rule), "plans/p.md": plan("packs: [x]\nhours: 36")}
    )

    [finding] = [one for one in inspection.report.findings if one.code == "HR05"]

    assert finding.message.shown("zh") == "学时要 40，只有 36，差 4"
    assert finding.message.shown("en") == "36 of 40, 4 short"


def test_an_english_reader_sees_english_titles(tmp_path: Path) -> None:
    files = {"plans/p.md": plan("packs: [cn-2011]\nhours: 30")}

    [finding] = [one for one in inspected(tmp_path, files).report.findings if one.rule == "CN2011-1"]

    assert finding.message.shown("en").startswith("At least 360 class hours in five years: 30 × 2 × 5 = 300; 300 < 360")
    assert finding.why is not None
    assert finding.why.shown("en").startswith("Hours of training for all school teachers, China (2011): ")


BROKEN = sorted((Path(__file__).parent / "rules").glob("RP*/bad/packs"))


@pytest.mark.parametrize("folder", BROKEN, ids=lambda folder: folder.parent.parent.name)
def test_a_broken_pack_stops_everything(folder: Path, tmp_path: Path) -> None:
    packs = {f"packs/{path.name}": path.read_text(encoding="utf-8") for path in folder.iterdir()}

    inspection = inspected(tmp_path, {**packs, "plans/p.md": plan("hours: 36")})

    assert inspection.broken
    assert {finding.code for finding in inspection.report.findings} == {folder.parent.parent.name}


def test_all_built_in_packs_are_sound_and_speak_both_languages() -> None:
    from planfolio import packs

    built_in = packs.built_in()
    slips = [finding for document, pack in built_in.values() for finding in packs.check(document, pack)]
    slips += packs.check_parents(built_in)

    assert slips == []
    assert [name for name, (_, pack) in built_in.items() if not pack.title_en] == []
    assert [
        rule.code for _, pack in built_in.values() for rule in pack.rules if not (rule.title and rule.title_en)
    ] == []
    assert not any(pack.citation.checked for _, pack in built_in.values())


# --- what is public ---------------------------------------------------------------------------------------------------


def public_text(folder: Path, rule: str, front: str) -> str:
    """All that a public report in JSON says of a portfolio that consents to its ledger and its cycle."""
    files = {"packs/x.yaml": PACK.replace("{rule}", rule), "portfolios/t.md": teacher(CONSENT + front)}
    return json_report.write(redact.public(inspected(folder, files).report))


def test_a_full_time_equivalent_cannot_be_read_from_a_public_limit(tmp_path: Path) -> None:
    rule = "{code: A, check: cycle_floor, hours: 300, years: 5, per: fte}"

    text = public_text(tmp_path, rule, f"fte: 0.333\n{LEDGER}")

    assert "99.9" not in text
    assert "0.333" not in text


def test_lessons_that_are_not_listed_cannot_be_read_from_a_verdict(tmp_path: Path) -> None:
    rule = "{code: A, check: count, of: lessons, level: national}"

    text = public_text(tmp_path, rule, LESSONS.replace("title: 二", "title: 秘密课题"))

    assert "秘密课题" not in text
    assert '"rule": "A", "unit"' not in text


def test_an_internal_entry_is_not_named_by_a_verdict(tmp_path: Path) -> None:
    rule = "{code: A, check: each, of: ledger.hours, at_most: 25}"

    text = public_text(tmp_path, rule, LEDGER.replace("title: 甲,", "title: 秘密研修, internal: true,"))

    assert "秘密研修" not in text


def test_a_number_of_two_teachers_names_neither(tmp_path: Path) -> None:
    entry = "{{date: {day}, title: {title}, hours: 9, certifier: 某中心, evidence: e, number: N-77, status: credited}}"
    hidden = f"---\nname: 秘密教师\nledger: [{entry.format(day='2021-05-01', title='秘密研修')}]\n---\n"
    shown = teacher(CONSENT + f"ledger: [{entry.format(day='2022-05-01', title='公开研修')}]").replace("pack: x", "")
    report = inspected(tmp_path, {"portfolios/a-secret.md": hidden, "portfolios/t.md": shown}).report

    text = json_report.write(redact.public(report))

    assert [finding.document for finding in report.findings if finding.code == "PF06"] == ["portfolios/t"]
    assert "PF06" in text
    assert "秘密" not in text
    assert "a-secret" not in text
