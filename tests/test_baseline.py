"""The baseline: old findings stay visible and count for nothing, new ones count, and the file only ever shrinks."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from planfolio.inspection import Inspection, inspect
from planfolio.sources import discover
from tests.sites import TODAY, plan, write_site
from tests.test_cli import run
from tests.test_comparison import git, repository

OLD = plan("hours: 24\nmodules: [{title: 甲, hours: 12}, {title: 乙, hours: 10}]", "一、目标\n\n三、内容\n")
BASELINE = "content/baseline.json"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A site with old findings, which its baseline holds."""
    write_site(tmp_path, {"plans/old.md": OLD})
    checked = run("-C", str(tmp_path), "check", "--write-baseline")
    assert checked.returncode == 0
    return tmp_path


def entries(folder: Path) -> list[dict[str, str]]:
    found: list[dict[str, str]] = json.loads((folder / BASELINE).read_text(encoding="utf-8"))["findings"]
    return found


def edit(folder: Path, old: str, new: str, name: str = "old") -> None:
    source = folder / "content" / "plans" / f"{name}.md"
    text = source.read_text(encoding="utf-8")
    assert old in text
    source.write_text(text.replace(old, new), encoding="utf-8")


def inspected(folder: Path) -> Inspection:
    return inspect(discover(folder / "content"), today=TODAY)


def live(folder: Path) -> list[str]:
    return [finding.code for finding in inspected(folder).report.findings if finding.waived is None]


def checked(folder: Path, *arguments: str) -> dict[str, Any]:
    report: dict[str, Any] = json.loads(run("-C", str(folder), "check", "--format", "json", *arguments).stdout)
    return report


def test_old_findings_stay_visible_and_count_for_nothing(site: Path) -> None:
    report = checked(site)

    assert "HR02" in {finding["code"] for finding in report["findings"]}
    assert {finding["waived"]["reason"] for finding in report["findings"]} == {"在基线里：开始检查以前就有"}
    assert (report["summary"]["errors"], report["summary"]["waived"]) == (0, len(entries(site)))


def test_a_new_finding_counts(site: Path) -> None:
    edit(site, "hours: 24", "hours: 25")

    found = run("-C", str(site), "check")

    assert found.returncode == 1
    assert "写 25 学时，明细合计 12 + 10 = 22" in found.stdout
    assert f"基线里的旧问题 {len(entries(site)) - 1} 个" in found.stdout


def test_what_is_solved_is_named_and_taken_out(site: Path) -> None:
    before = entries(site)
    edit(site, "hours: 10", "hours: 12")

    (stale,) = [finding for finding in checked(site)["findings"] if finding["code"] == "WV04"]
    run("-C", str(site), "check", "--write-baseline")

    assert stale["path"] == BASELINE
    assert "HR02" in {entry["code"] for entry in before}
    assert [entry for entry in before if entry["code"] != "HR02"] == entries(site)
    assert live(site) == []


def test_a_baseline_takes_in_nothing_new(site: Path) -> None:
    edit(site, "hours: 24", "hours: 25")

    told = run("-C", str(site), "check", "--write-baseline")

    assert "1 个新问题没有收进去" in told.stderr
    assert live(site) == ["HR02"]


def test_a_renamed_document_keeps_its_old_findings(site: Path) -> None:
    folder = site / "content" / "plans"
    (folder / "old.md").rename(folder / "older.md")
    before = live(site)

    run("-C", str(site), "check", "--write-baseline")

    assert before == []
    assert {entry["path"] for entry in entries(site)} == {"content/plans/older.md"}
    assert live(site) == []


def test_what_keeps_a_source_from_being_read_is_never_old(tmp_path: Path) -> None:
    write_site(tmp_path, {"plans/p.md": plan("hours: x"), "plans/q.md": plan("supersedes: nothing")})

    run("-C", str(tmp_path), "check", "--write-baseline")

    assert not {entry["code"] for entry in entries(tmp_path)} & {"FD03", "FD04", "RF01"}
    assert {"RF01"} <= set(live(tmp_path))


@pytest.mark.parametrize("text", ["", "[]", "{", '{"findings": [1]}', '{"findings": {"a": 1}}', "[" * 100_000])
def test_a_baseline_that_cannot_be_read_stops_everything(text: str, site: Path) -> None:
    (site / BASELINE).write_text(text, encoding="utf-8")

    found = run("-C", str(site), "check")

    assert found.returncode == 2
    assert "WV06" in found.stdout
    assert "HR02" not in found.stdout


def test_a_change_cannot_excuse_what_it_brings(site: Path) -> None:
    repository(site)
    edit(site, "hours: 24", "hours: 25")
    (site / BASELINE).unlink()
    run("-C", str(site), "check", "--write-baseline")

    found = checked(site, "--changed", "HEAD")

    assert live(site) == []
    assert [finding["code"] for finding in found["findings"] if finding["waived"] is None] == ["WV05", "HR02"]


def test_a_first_baseline_is_no_growth(tmp_path: Path) -> None:
    repository(write_site(tmp_path, {"plans/old.md": OLD}))
    run("-C", str(tmp_path), "check", "--write-baseline")

    found = checked(tmp_path, "--changed", "HEAD")

    assert [finding["code"] for finding in found["findings"] if finding["waived"] is None] == []


def test_a_waiver_that_ends_is_brought_by_the_change(tmp_path: Path) -> None:
    waived = "waivers: [{code: HR02, reason: 示例, expires: 2099-01-01}]\n"
    repository(write_site(tmp_path, {"plans/old.md": OLD.replace("hours: 24", f"{waived}hours: 24")}))
    edit(tmp_path, waived, "")

    found = checked(tmp_path, "--changed", "HEAD")

    assert [finding["code"] for finding in found["findings"]] == ["HR02"]


def test_the_baseline_is_about_the_whole_site(site: Path) -> None:
    git(site, "init", "-q")

    found = run("-C", str(site), "check", "--write-baseline", "content/plans/old.md")

    assert found.returncode == 2
    assert "--write-baseline" in found.stderr
