"""Renewal: an inspection made of the one before says what one made anew says."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest

from planfolio.inspection import Inspection, inspect
from planfolio.neighbourhood import neighbourhood, remember
from planfolio.renewal import renew
from planfolio.reports import json_report
from planfolio.sources import discover
from tests.edits import edit
from tests.sites import TODAY, plan, write_site
from tests.test_comparison import CONTENT, EDITS


def anew(content: Path) -> Inspection:
    return inspect(discover(content), today=TODAY)


def told(inspection: Inspection) -> tuple[object, ...]:
    """All that pages, exports and reports read."""
    evidence = inspection.evidence
    return (
        json_report.write(inspection.report),
        list(inspection.report.texts.items()),
        [(key, item.document.text, item.record) for key, item in evidence.catalog.items.items()],
        {path: item.key for path, item in evidence.catalog.by_path.items()},
        dict(evidence.totals),
        dict(evidence.verdicts),
        dict(evidence.out_of_force),
        dict(evidence.completeness),
    )


@pytest.fixture
def content(tmp_path: Path) -> Path:
    shutil.copytree(CONTENT, tmp_path / "content")
    return tmp_path / "content"


@pytest.mark.parametrize("name", EDITS)
def test_a_renewed_inspection_is_the_one_made_anew(name: str, content: Path) -> None:
    before = anew(content)
    EDITS[name](content)

    assert told(renew(before, discover(content), today=TODAY)) == told(anew(content))


@pytest.mark.parametrize("seed", range(4))
def test_so_it_is_after_many_edits(seed: int, content: Path) -> None:
    chance = Random(seed)
    current = anew(content)
    for _ in range(6):
        done = edit(content, chance)
        current = renew(current, discover(content), today=TODAY)

        assert told(current) == told(anew(content)), done


def test_a_reference_that_leads_nowhere_is_told_what_may_be_meant_now(tmp_path: Path) -> None:
    site = write_site(
        tmp_path / "site",
        {"plans/a.md": plan("supersedes: autumn-plans"), "plans/autumn-plan.md": plan("hours: 3")},
    )
    before = anew(site / "content")
    assert "autumn-plan" in json_report.write(before.report)
    (site / "content/plans/autumn-plan.md").unlink()

    renewed = renew(before, discover(site / "content"), today=TODAY)

    assert told(renewed) == told(anew(site / "content"))


def test_two_that_claim_one_former_address_are_told_of(tmp_path: Path) -> None:
    site = write_site(tmp_path / "site", {"plans/a.md": plan("aliases: [plans/old/]"), "plans/b.md": plan("hours: 3")})
    before = anew(site / "content")
    (site / "content/plans/b.md").write_text(plan("aliases: [plans/old/]"), encoding="utf-8")

    renewed = renew(before, discover(site / "content"), today=TODAY)

    assert "RF03" in {finding.code for finding in renewed.report.findings}
    assert told(renewed) == told(anew(site / "content"))


SESSION = """标题: 示例日程
活动:
  - 标题: 讲座
    日期: 2026-03-04
    开始: '{start}'
    结束: '{end}'
    {who}
"""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("授课人: {姓名: 示例甲（校长）}", "授课人: {姓名: 示例甲}"),
        ("授课人: {姓名: 示例甲}", '"授课人": {"姓名": "示例甲"}'),
        ("授课人: [{姓名: 示例甲}]", "授课人:\n      - 姓名:\n          示例甲"),
        ("授课人: {姓名: 示例甲}", '授课人: {姓名: "\\u793a\\u4f8b\\u7532"}'),
        ('授课人: {"\\u59d3\\u540d": "\\u793a\\u4f8b\\u7532"}', "授课人: {姓名: 示例甲}"),
        ("授课人: {姓名: 示例 甲}", "授课人:\n      姓名: 示例\n        甲"),
        ("授课人: {姓名: 甲}", "授课人: {姓名: 甲}"),
    ],
)
def test_who_is_wanted_twice_is_told_however_the_name_is_written(one: str, other: str, tmp_path: Path) -> None:
    site = write_site(
        tmp_path / "site",
        {
            "schedules/a.yaml": SESSION.format(start="09:00", end="10:30", who=one),
            "schedules/b.yaml": SESSION.format(start="11:00", end="12:00", who=other),
        },
    )
    before = anew(site / "content")
    moved = SESSION.format(start="10:00", end="11:00", who=other)
    (site / "content/schedules/b.yaml").write_text(moved, encoding="utf-8")

    renewed = renew(before, discover(site / "content"), today=TODAY)

    assert "TM05" in {finding.code for finding in renewed.report.findings}
    assert told(renewed) == told(anew(site / "content"))


def test_a_reference_in_escapes_is_followed(tmp_path: Path) -> None:
    site = write_site(
        tmp_path / "site",
        {"plans/a.md": plan('supersedes: "autumn\\x2dplan"'), "plans/autumn-plan.md": plan("status: archived")},
    )
    before = anew(site / "content")
    (site / "content/plans/autumn-plan.md").unlink()

    renewed = renew(before, discover(site / "content"), today=TODAY)

    assert "RF01" in {finding.code for finding in renewed.report.findings}
    assert told(renewed) == told(anew(site / "content"))


def test_what_did_not_change_is_not_read_again(content: Path) -> None:
    before = anew(content)
    EDITS["hours of a unit in a curriculum"](content)
    after = renew(before, discover(content), today=TODAY)

    reread = [file.path for file, read in after.read.items() if before.read.get(file) is not read]

    assert reread == ["content/curricula/demo-classroom-inquiry.yaml"]


def test_another_day_is_another_inspection(content: Path) -> None:
    before, later = anew(content), TODAY + timedelta(days=400)

    assert told(renew(before, discover(content), today=later)) == told(inspect(discover(content), today=later))


@pytest.mark.parametrize("name", EDITS)
def test_what_is_remembered_of_files_gives_the_same_neighbourhood(name: str, content: Path) -> None:
    before = discover(content)
    EDITS[name](content)
    files = {*before.files, *discover(content).files}
    changed = {file.path for file in files ^ set(before.files)} or {before.files[0].path}
    found = neighbourhood(files, changed)
    remember(files)

    assert neighbourhood(files, changed) == found
