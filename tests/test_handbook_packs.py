"""The handbook's walk from a notice to a verdict: its YAML is what is judged, its output what the command says."""

from __future__ import annotations

import re
from pathlib import Path

from planfolio.inspection import Inspection, inspect
from planfolio.model.packs import PackCheck, PackRule, Per
from planfolio.model.records import entry_of
from planfolio.packs.grammar import KEYS, PLACEHOLDERS
from planfolio.reports import text_report
from planfolio.sources import discover
from tests.sites import SITE, TODAY

CONTENT = Path(__file__).parent.parent / "content"
PAGE = (CONTENT / "pages" / "handbook" / "write-a-pack.md").read_text(encoding="utf-8")
PACK, PLAN, SCHEDULE, _, BROKEN = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
VERDICTS, SLIPS = re.findall(r"```text\n(.*?)\n```", PAGE, re.DOTALL)
NOTICE = "《示例县教育局关于规范教师培训的通知》"


def site(folder: Path, pack: str) -> Path:
    """The site of the walk, with a school that is judged by the pack."""
    files = {
        "site.yaml": SITE,
        "organisations/demo-school.yaml": "标题: 示例小学\n种类: 学校\n规则包: demo-county\n",
        "packs/demo-county.yaml": pack,
        "plans/spring-2026.md": PLAN,
        "schedules/spring-2026.yaml": SCHEDULE,
    }
    for path, text in files.items():
        place = folder / "content" / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")
    return folder


def checked(folder: Path) -> Inspection:
    return inspect(discover(folder / "content"), today=TODAY, language="zh")


def test_the_pack_of_the_walk_is_the_one_of_the_demonstration_site() -> None:
    assert (CONTENT / "packs" / "demo-county.yaml").read_text(encoding="utf-8") == PACK


def test_the_verdicts_are_those_that_the_command_shows(tmp_path: Path) -> None:
    output = text_report.write(checked(site(tmp_path, PACK)).report)

    blocks = [block.strip("\n") for block in output.split("\n\n") if NOTICE in block]

    assert "\n\n".join(blocks) == VERDICTS


def test_the_load_of_the_days_is_passed_as_the_page_says(tmp_path: Path) -> None:
    inspection = checked(site(tmp_path, PACK))

    outcomes = {verdict.rule: verdict.outcome for one in inspection.report.documents for verdict in one.verdicts}

    assert outcomes == {
        "DEMO-1": "failed",
        "DEMO-2": "failed",
        "DEMO-3": "passed",
        "DEMO-4": "failed",
        "DEMO-5": "failed",
    }


def test_a_compared_citation_makes_errors_of_its_caps(tmp_path: Path) -> None:
    published = PLAN.replace("状态: 草稿", "状态: 已发布")
    folder = site(tmp_path, PACK.replace("已核对: 否", "已核对: 是"))
    (folder / "content/plans/spring-2026.md").write_text(published, encoding="utf-8")

    report = checked(folder).report

    assert {finding.rule: str(finding.severity) for finding in report.findings if finding.rule} == {
        "DEMO-1": "warning",
        "DEMO-2": "error",
        "DEMO-4": "error",
        "DEMO-5": "warning",
    }


def test_a_broken_pack_stops_with_what_the_page_shows(tmp_path: Path) -> None:
    period, field = BROKEN.splitlines()
    broken = PACK.replace("    周期: 天", period).replace("    字段: 经费.明细.单价", field)

    inspection = checked(site(tmp_path, broken))

    assert inspection.broken
    assert text_report.write(inspection.report).rstrip("\n") == SLIPS


def test_the_page_names_the_whole_vocabulary() -> None:
    checks = [f"`{check.chinese}` {check.value}" for check in PackCheck]
    keys = [f"`{entry_of(PackRule, key).chinese[0]}` {key}" for key in KEYS]
    others = [f"`{per.chinese}`" for per in Per] + [f"`{name}`" for name in PLACEHOLDERS]

    assert [word for word in (*checks, *keys, *others) if word not in PAGE] == []
