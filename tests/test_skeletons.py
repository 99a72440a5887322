"""Documents to fill in: every kind and type, in both languages, and what the check says of them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result

from planfolio.cli.group import planfolio
from planfolio.completeness import COLUMNS, SECTIONS
from planfolio.findings import Finding, Language, Severity
from planfolio.inspection import inspect
from planfolio.model import KINDS, DocumentRecord, Pack, Plan
from planfolio.model.choices import PlanType
from planfolio.model.decode import locate
from planfolio.shelf import opened, shelve
from planfolio.skeletons import skeleton
from planfolio.sources import discover
from tests.sites import TODAY, write_site

DOCUMENTS = [kind for kind in KINDS.values() if kind.COLLECTION]
HELPS = {"ID01", "ID02", "ID03", "ID05", "ST01", "HR01", "PL03", "PF01", "PF03", "PQ04"}
"""What tells of something that is not written yet."""


def called(*arguments: str) -> Result:
    """What a command says and how it ends, without a process of its own."""
    return CliRunner().invoke(planfolio, arguments)


def checked(
    folder: Path,
    kind: type[DocumentRecord],
    language: Language,
    plan_type: PlanType = PlanType.TERM,
    *,
    whole: bool = False,
) -> list[Finding]:
    """What is found in a new document of a kind; `whole`: with all its patterns in force."""
    site = write_site(folder, {"site.yaml": f"title: 示例站点\nlanguage: {'zh-CN' if language == 'zh' else 'en'}\n"})
    titles = shelve(discover(site / "content")).titles
    made = skeleton(kind, language=language, titles=titles, plan_type=plan_type)
    text = re.sub(r"(?m)^#  ", "  ", made.text) if whole else made.text
    write_site(folder, {f"{kind.COLLECTION}/new{made.suffix}": text})
    report = inspect(discover(site / "content"), today=TODAY).report
    return [finding for finding in report.findings if finding.document == f"{kind.COLLECTION}/new"]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("kind", DOCUMENTS)
def test_a_new_document_is_read_and_asks_only_for_what_is_missing(
    tmp_path: Path, kind: type[DocumentRecord], language: Language
) -> None:
    found = checked(tmp_path, kind, language)

    assert {finding.code for finding in found} <= HELPS
    assert "ID05" in {finding.code for finding in found}  # nothing is published as it is


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("plan_type", list(PlanType))
def test_a_new_plan_is_a_draft_without_errors_that_lacks_its_sections(
    tmp_path: Path, plan_type: PlanType, language: Language
) -> None:
    found = checked(tmp_path, Plan, language, plan_type)

    assert {finding.code for finding in found} <= HELPS
    assert all(finding.severity is not Severity.ERROR for finding in found)
    column = COLUMNS.get(plan_type)
    needed = [section.name.en for section in SECTIONS if column and section.severity(column) is not None]
    missing = [str(finding.message.values["section"].shown("en")) for finding in found if finding.code == "ST01"]  # type: ignore[attr-defined]  # a message's values are of any type
    assert sorted(missing) == sorted(needed)


@pytest.mark.parametrize(
    "call",
    [
        "plan con",
        "schedule aux",
        "plan index",
        "page a/nul",
        "page search",
        "page report/a",
        "page plans",
        "page credits",
    ],
)
def test_an_id_that_the_check_would_refuse_is_refused_at_once(tmp_path: Path, call: str) -> None:
    before = sorted(write_site(tmp_path, {}).rglob("*"))

    refused = called("-C", str(tmp_path), "new", *call.split())

    assert refused.exit_code == 2
    assert f"“{call.split()[1]}”不能作名字" in refused.output
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize("call", ["page index", "page a/index", "page con-a", "plan search", "plan report"])
def test_an_id_that_the_check_allows_is_allowed(tmp_path: Path, call: str) -> None:
    write_site(tmp_path, {})

    assert called("-C", str(tmp_path), "new", *call.split()).exit_code == 0
    found = inspect(discover(tmp_path / "content"), today=TODAY).report.findings
    assert not {"SX19", "RF03"} & {finding.code for finding in found}


def test_each_missing_section_points_at_the_key_to_fill_in(tmp_path: Path) -> None:
    found = checked(tmp_path, Plan, "zh")

    (file,) = (file for file in discover(tmp_path / "content").files if file.key == "plans/new")
    document, _ = opened(file)
    lines = document.text.split("\n")
    keys = [
        lines[locate(document.root, Plan, finding.at.field).line - 1] for finding in found if finding.code == "ST01"
    ]
    assert keys == [
        "成文日期:", "起止:", "依据:", "对象:", "目标:", "形式:", "内容:", "学时:", "模块:", "考核:", "学时认定:", "领导小组:",
        "联系人:", "经费:", "保障:",
    ]  # fmt: skip


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("kind", DOCUMENTS)
def test_every_pattern_is_valid_once_its_hash_is_gone(
    tmp_path: Path, kind: type[DocumentRecord], language: Language
) -> None:
    found = checked(tmp_path, kind, language, whole=True)

    assert [finding for finding in found if finding.code.startswith(("SX", "FD", "RP"))] == []


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("plan_type", list(PlanType))
def test_every_pattern_of_a_plan_of_a_type_is_valid_once_its_hash_is_gone(
    tmp_path: Path, plan_type: PlanType, language: Language
) -> None:
    found = checked(tmp_path, Plan, language, plan_type, whole=True)

    assert [finding for finding in found if finding.code.startswith(("SX", "FD", "RP"))] == []


@pytest.mark.parametrize("plan_type", list(PlanType))
def test_every_section_of_a_type_has_a_key_with_its_weight(plan_type: PlanType) -> None:
    text = skeleton(Plan, language="zh", titles={}, plan_type=plan_type).text

    column = COLUMNS.get(plan_type)
    for section in SECTIONS:
        if column and section.severity(column) is not None:
            assert re.search(rf"（(也属：.*)?{section.name.zh}[，、）]", text)


def test_the_only_organisation_is_the_issuer_and_the_title_stays_one_text() -> None:
    titles = {"organisations": {"demo-school": "示例学校"}}

    front = yaml.safe_load(skeleton(Plan, language="en", titles=titles, title="It's: 2027 # x").text.split("---")[1])

    assert front["issuer"] == "demo-school"
    assert front["title"] == "It's: 2027 # x"
    assert front["status"] == "draft"


def test_a_new_pack_stops_nothing(tmp_path: Path) -> None:
    assert {finding.code for finding in checked(tmp_path, Pack, "zh")} == {"ID05"}


def test_new_writes_where_the_kind_belongs_and_never_twice(tmp_path: Path) -> None:
    write_site(tmp_path, {})

    made = called("-C", str(tmp_path), "new", "plan", "autumn-2026", "--type", "年度计划")
    again = called("-C", str(tmp_path), "new", "plans", "autumn-2026")

    path = tmp_path / "content/plans/autumn-2026.md"
    assert made.exit_code == 0
    assert f"planfolio -C {tmp_path} check content/plans/autumn-2026.md" in made.stdout
    assert "类型: 年度计划" in path.read_text(encoding="utf-8")
    assert again.exit_code == 2
    assert "plans/autumn-2026 已经有了" in again.stderr


@pytest.mark.parametrize(
    ("arguments", "zh", "en"),
    [
        (["plan", "Autumn_2026"], "例如“autumn-2026”", "such as “autumn-2026”"),
        (["plan", "../x"], "不能作网址", "cannot be an address"),
        (["plan", "秋季"], "例如“autumn-2027”", "such as “autumn-2027”"),
        (["paln", "x"], "是不是 plan？", "did you mean plan?"),
        (["什么", "x"], "可用：organisation、plan", "known: organisation, plan"),
        (["plan", "x", "--type", "trem"], "是不是“term”？", "did you mean “term”?"),
        (["page", "x", "--type", "term"], "只用于方案", "are for plans"),
        (["plan", "x", "--with-schedules"], "要和 --from 一起用", "goes with --from"),
    ],
)
def test_a_wrong_call_is_refused_with_what_would_be_right(
    tmp_path: Path, arguments: list[str], zh: str, en: str
) -> None:
    write_site(tmp_path, {})

    for language, said in (("zh", zh), ("en", en)):
        refused = called("-C", str(tmp_path), "--lang", language, "new", *arguments)

        assert refused.exit_code == 2
        assert said in refused.stderr
    assert sorted(path.name for path in tmp_path.rglob("*") if path.is_file()) == ["demo-school.yaml", "site.yaml"]
