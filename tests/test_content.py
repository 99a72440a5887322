"""The demonstration site: the founding documents, judged as a reviewer would judge the originals."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from planfolio.findings import Severity
from planfolio.inspection import Inspection, inspect
from planfolio.sources import discover
from tests.sites import TODAY

CONTENT = Path(__file__).parent.parent / "content"

FOUNDING = (
    "plans/key-teachers-406",
    "plans/cultivation-five-leads",
    "plans/cultivation-kindergarten-west-lake",
    "plans/cultivation-two-to-three-years",
    "plans/cultivation-county-centre",
    "plans/cultivation-junior-high",
    "plans/cultivation-kindergarten",
    "archive/science-training-summary",
    "plans/vocational-2021",
    "archive/theme-based-training",
    "plans/suzhou-district-annual",
    "plans/zhejiang-3333",
    "plans/lanxi-2024-autumn",
    "plans/zhaoyang-five-year",
)


@pytest.fixture(scope="module")
def demonstration() -> Inspection:
    return inspect(discover(CONTENT), today=TODAY)


def verdicts(inspection: Inspection, key: str) -> dict[str, tuple[str, str]]:
    document = next(one for one in inspection.report.documents if one.key == key)
    return {verdict.rule: (verdict.outcome, str(verdict.slack)) for verdict in document.verdicts}


def codes(inspection: Inspection, key: str) -> set[str]:
    return {finding.code for finding in inspection.report.of(key)}


def passed(inspection: Inspection, key: str) -> set[str]:
    return {outcome.code for outcome in inspection.report.passed if outcome.document == key}


def test_it_has_no_error_that_is_not_waived(demonstration: Inspection) -> None:
    errors = [f for f in demonstration.report.findings if f.severity is Severity.ERROR and f.waived is None]

    assert [(f.at.file, f.code, f.message.shown("zh")) for f in errors] == []


def test_all_fourteen_documents_are_there(demonstration: Inspection) -> None:
    assert [key for key in FOUNDING if demonstration.catalog.items[key].record is None] == []


def test_the_county_term_projects_to_360_with_slack_0(demonstration: Inspection) -> None:
    assert str(demonstration.totals["plans/lanxi-2024-autumn"].credited.known) == "36"  # type: ignore[union-attr]  # it has grants
    assert verdicts(demonstration, "plans/lanxi-2024-autumn")["CN2011-1"] == ("passed", "0")


def test_both_assessments_of_the_county_term_add_up_and_are_shown(demonstration: Inspection) -> None:
    sums = {
        o.message.shown("zh")
        for o in demonstration.report.passed
        if o.code == "AS01" and o.document == "plans/lanxi-2024-autumn"
    }

    assert {text.partition("：")[2] for text in sums} == {"10+10+60+10+10=100", "20+20+20+20+20=100"}


@pytest.mark.parametrize(
    ("key", "code", "arithmetic"),
    [
        ("plans/lanxi-2024-autumn", "TM06", "2024-09-21"),
        ("schedules/lanxi-2024-autumn", "TM06", "2024-09-22"),
        ("plans/lanxi-2024-autumn", "TM02", "6 项时限都不早于成文日期 2024-09-04"),
        ("plans/cultivation-five-leads", "ST04", "五带头 = 5"),
        ("plans/cultivation-kindergarten-west-lake", "ST04", "四个结合 = 4、三方面 = 3"),
        ("archive/science-training-summary", "ST04", "七个学科 = 7"),
        ("plans/zhejiang-3333", "PQ01", "250 + 50 = 300，总数 300"),
        ("plans/zhejiang-3333", "PQ01", "2500 + 500 = 3000，总数 3000"),
        ("plans/zhaoyang-five-year", "PQ03", "写明 8 人"),
    ],
)
def test_what_is_right_in_the_texts_is_shown_as_passed(
    demonstration: Inspection, key: str, code: str, arithmetic: str
) -> None:
    report = demonstration.report
    messages = [o.message.shown("zh") for o in report.passed if o.document == key and o.code == code]

    assert [message for message in messages if arithmetic in message]
    assert [finding for finding in report.of(key) if finding.code == code] == []


def test_the_five_year_plan_totals_300_and_is_60_short(demonstration: Inspection) -> None:
    totals = demonstration.totals["plans/zhaoyang-five-year"]
    found = verdicts(demonstration, "plans/zhaoyang-five-year")

    assert totals.computed.shown("zh") == "300 学时"
    assert found["CN2011-1"] == ("failed", "-60")
    assert found["CN1999-1"] == ("passed", "60")


def test_the_city_programme_has_no_hours_and_its_weights_are_40_short(demonstration: Inspection) -> None:
    key = "plans/key-teachers-406"

    assert demonstration.totals[key].computed.known is None
    assert {"AS01", "HR01", "ID05"} <= codes(demonstration, key)


def test_the_provincial_opinion_adds_up(demonstration: Inspection) -> None:
    assert "PQ01" in passed(demonstration, "plans/zhejiang-3333")
    assert "PQ01" not in codes(demonstration, "plans/zhejiang-3333")


@pytest.mark.parametrize("key", ["plans/key-teachers-406", "plans/zhaoyang-five-year"])
def test_a_copy_set_to_published_shows_the_errors(tmp_path: Path, key: str) -> None:
    shutil.copytree(CONTENT, tmp_path / "content")
    source = tmp_path / "content" / f"{key}.md"
    text = source.read_text(encoding="utf-8")
    assert "已归档" in text
    source.write_text(text.replace("已归档", "已发布", 1), encoding="utf-8")

    inspection = inspect(discover(tmp_path / "content"), today=TODAY)

    assert any(finding.severity is Severity.ERROR for finding in inspection.report.of(key))


def test_one_portfolio_is_complete_one_short_one_outside_and_one_without_consent(demonstration: Inspection) -> None:
    from planfolio.model import Portfolio

    portfolios = dict(demonstration.catalog.records(Portfolio))
    outcomes = {item.key: {verdict[0] for verdict in verdicts(demonstration, item.key).values()} for item in portfolios}

    assert len(portfolios) >= 6
    assert any(found == {"passed"} for found in outcomes.values())
    assert any("failed" in found for found in outcomes.values())
    assert any("PF02" in codes(demonstration, key) for key in outcomes)
    assert any(not (portfolio.consent and portfolio.consent.granted) for portfolio in portfolios.values())
