"""Verdicts of rule packs: floors, caps and shares, exact at their limits and honest about ranges."""

from __future__ import annotations

from pathlib import Path

import pytest

from planfolio.verdicts import Verdict
from tests.sites import inspected, plan

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
    ],
)
def test_a_plan_projects_to_the_cycle(tmp_path: Path, front: str, arithmetic: str, slack: str) -> None:
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
