"""Last inspection: with what the run before kept, the next one says what it would say without."""

from __future__ import annotations

import os
import pickle
import shutil
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from planfolio import baseline, lastinspection
from planfolio.build import Options, build
from planfolio.frozen import is_found_out
from planfolio.inspection import Inspection, inspect
from planfolio.lastinspection import FILE, LastInspection, keep, recall, renewed
from planfolio.packing import Packer, opened
from planfolio.project import open_project
from planfolio.sources import discover
from tests.corpus import write_corpus
from tests.edits import edit
from tests.sites import TODAY, write_site
from tests.test_comparison import CONTENT, EDITS
from tests.test_making import contents
from tests.test_renewal import anew, told

PLAN = "---\n标题: 示例方案{}\n类型: 学期方案\n发布单位: demo-school\n学时: {}\n---\n\n内容。\n"


def read_again(content: Path, folder: Path, today: date = TODAY) -> Inspection:
    """What a run says with what the last one kept; it keeps its own."""
    sources = discover(content)
    last = recall(folder, sources, today=today, revision=None)
    inspection = renewed(last, sources, today=today, revision=None)
    everything(inspection)
    keep(folder, inspection, last)
    return inspection


def recalled(content: Path, folder: Path, today: date = TODAY) -> LastInspection | None:
    return recall(folder, discover(content), today=today, revision=None)


def everything(inspection: Inspection) -> tuple[object, ...]:
    """All that can be asked, of the documents themselves too."""
    documents = [read.document for read in inspection.read.values()]
    return (
        told(inspection),
        [(one.path, one.body, one.body_line, one.digest, one.attachments, one.root) for one in documents],
        {file.path: read.findings for file, read in inspection.read.items()},
    )


@pytest.fixture
def content(tmp_path: Path) -> Path:
    shutil.copytree(CONTENT, tmp_path / "content", ignore=shutil.ignore_patterns("handbook"))
    return tmp_path / "content"


@pytest.mark.parametrize("seed", range(3))
def test_edit_after_edit_it_is_the_inspection_made_anew(seed: int, content: Path, tmp_path: Path) -> None:
    chance = Random(f"kept {seed}")
    read_again(content, tmp_path)
    for _ in range(7):
        assert recalled(content, tmp_path) is not None
        done = edit(content, chance)

        assert everything(read_again(content, tmp_path)) == everything(anew(content)), done


def test_edit_after_edit_the_site_is_the_one_built_anew(tmp_path: Path) -> None:
    write_corpus(tmp_path, 24)
    project, options, chance = open_project(tmp_path), Options(today=TODAY, search=False), Random("site")
    build(project, options, keep=tmp_path / "kept").keep()
    for _ in range(2):
        done = edit(project.content, chance)

        again = build(project, options, keep=tmp_path / "kept")

        again.keep()
        assert contents(again) == contents(build(project, options)), done


def test_what_nobody_asks_for_stays_packed_from_run_to_run(content: Path, tmp_path: Path) -> None:
    read_again(content, tmp_path)
    EDITS["hours of a unit in a curriculum"](content)
    last = recalled(content, tmp_path)
    assert last is not None
    inspection = renewed(last, discover(content), today=TODAY, revision=None)
    keep(tmp_path, inspection, last)

    opened_now = [item.key for item in inspection.catalog.items.values() if is_found_out(item, "record")]
    again = recalled(content, tmp_path)
    assert again is not None
    before, after = ({file.path: bytes(one.packs[0]) for file, one in run.documents.items()} for run in (last, again))

    assert "curricula/demo-classroom-inquiry" in opened_now
    assert len(opened_now) < len(inspection.catalog.items) // 2
    assert [path for path in after if after[path] != before[path]] == ["content/curricula/demo-classroom-inquiry.yaml"]


def test_a_commit_is_but_another_label(content: Path, tmp_path: Path) -> None:
    read_again(content, tmp_path)
    sources = discover(content)
    last = recall(tmp_path, sources, today=TODAY, revision="abc")
    assert last is not None

    assert renewed(last, sources, today=TODAY, revision="abc") is last.inspection
    assert told(last.inspection) == told(inspect(sources, today=TODAY, revision="abc"))


def test_a_baseline_that_comes_or_goes_counts(tmp_path: Path) -> None:
    content = write_site(tmp_path, {"plans/a.md": PLAN.format("", "10")}) / "content"
    read_again(content, tmp_path)
    old = baseline.written(baseline.begun(anew(content).report))
    (content / "baseline.json").write_text(old, encoding="utf-8")
    covered = read_again(content, tmp_path)
    (content / "baseline.json").unlink()
    bare = read_again(content, tmp_path)

    assert {finding.waived is not None for finding in covered.report.findings} == {True}
    assert told(bare) == told(anew(content))


def test_a_file_beside_a_document_belongs_to_it(tmp_path: Path) -> None:
    plan = PLAN.format("", "10").replace("学时", "附件: [{序号: 1, 标题: 表, 文件: b.csv}]\n学时")
    content = write_site(tmp_path, {"plans/a/index.md": plan, "plans/a/b.csv": "项\n"}) / "content"
    read_again(content, tmp_path)
    (content / "plans/a/b.csv").unlink()
    without = read_again(content, tmp_path)

    assert "RF05" in {finding.code for finding in without.report.findings}
    assert everything(without) == everything(anew(content))


def test_another_day_or_program_has_none(content: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read_again(content, tmp_path)

    assert recalled(content, tmp_path) is not None
    assert recalled(content, tmp_path, TODAY + timedelta(days=1)) is None
    monkeypatch.setattr(lastinspection, "program", lambda: "another")
    assert recalled(content, tmp_path) is None


def test_broken_settings_leave_what_was_kept(tmp_path: Path) -> None:
    content = write_site(tmp_path, {"plans/a.md": PLAN.format("", "10")}) / "content"
    read_again(content, tmp_path)
    before = (tmp_path / FILE).read_bytes()
    (content / "site.yaml").write_text("nonsense", encoding="utf-8")

    assert read_again(content, tmp_path).broken
    assert (tmp_path / FILE).read_bytes() == before


def test_nobody_else_may_read_what_is_kept(tmp_path: Path) -> None:
    content = write_site(tmp_path, {}) / "content"
    old = os.umask(0)
    try:
        read_again(content, tmp_path)
    finally:
        os.umask(old)

    assert (tmp_path / FILE).stat().st_mode & 0o777 == 0o600


# --- damage ------------------------------------------------------------------------------------------------------------------


@pytest.fixture
def site(tmp_path: Path) -> Path:
    plans = {f"plans/p{number}.md": PLAN.format(number, number) for number in range(5)}
    content = write_site(tmp_path, plans) / "content"
    read_again(content, tmp_path)
    return content


def test_damage_changes_nothing(site: Path, tmp_path: Path) -> None:
    whole, expected = (tmp_path / FILE).read_bytes(), everything(anew(site))
    chance = Random("damage")
    flipped = [
        whole[:at] + bytes([whole[at] ^ 1 << chance.randrange(8)]) + whole[at + 1 :] for at in _places(whole, chance)
    ]
    cut = [whole[: chance.randrange(len(whole))] for _ in range(10)]
    for damaged in (*flipped, *cut, b"", b"\0", whole[:48], pickle.dumps([1]), b"x" * len(whole), whole + whole):
        (tmp_path / FILE).write_bytes(damaged)

        assert everything(read_again(site, tmp_path)) == expected


def _places(whole: bytes, chance: Random) -> list[int]:
    return [*range(0, 48, 5), *(chance.randrange(len(whole)) for _ in range(30))]


def test_damaged_sources_are_noticed_when_they_are_needed(site: Path, tmp_path: Path) -> None:
    # The bytes of sources stand at the end. Only those of what changed are read.
    whole = (tmp_path / FILE).read_bytes()
    (tmp_path / FILE).write_bytes(whole.replace("标题: 示例方案1".encode(), "标题: 示例方案9".encode()))
    (site / "plans/p2.md").write_text(PLAN.format("二", 3), encoding="utf-8")
    assert recalled(site, tmp_path) is not None
    (site / "plans/p1.md").write_text(PLAN.format("一", 3), encoding="utf-8")

    assert recalled(site, tmp_path) is None
    assert everything(read_again(site, tmp_path)) == everything(anew(site))


def test_a_folder_or_a_pipe_in_its_place_stops_nothing(site: Path, tmp_path: Path) -> None:
    (tmp_path / FILE).unlink()
    (tmp_path / FILE).mkdir()
    assert everything(read_again(site, tmp_path)) == everything(anew(site))
    (tmp_path / FILE).rmdir()
    os.mkfifo(tmp_path / FILE)

    assert everything(read_again(site, tmp_path)) == everything(anew(site))


def test_what_cannot_be_written_is_not_kept(site: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")

    assert everything(read_again(site, tmp_path / "file")) == everything(anew(site))


# --- malice ------------------------------------------------------------------------------------------------------------------


class Evil:
    def __init__(self, *call: Any) -> None:
        self.call = call

    def __reduce__(self) -> tuple[Any, ...]:
        function, *arguments = self.call
        return function, tuple(arguments)


def _global(module: str, name: str, argument: str) -> bytes:
    """A pickle, in its oldest form, that calls what stands at a dotted name."""
    return f"c{module}\n{name}\n(V{argument}\ntR.".encode()


def _attacks(mark: Path) -> list[bytes]:
    command = f"touch {mark}"
    return [
        pickle.dumps(Evil(os.system, command)),
        pickle.dumps(Evil(eval, f"open({str(mark)!r}, 'w')")),
        pickle.dumps(Evil(Path.touch, mark)),
        _global("os", "system", command),
        _global("builtins", "exec", f"open({str(mark)!r}, 'w')"),
        _global("planfolio.git", "subprocess.getoutput", command),
        _global("planfolio.write", "os", command),
        _global("planfolio.lastinspection", "keep_packed", command),
        _global("planfolio.findings", "Refusal", command),
        _global("planfolio.serve.nowhere", "Nothing", command),
    ]


def test_nothing_that_is_named_in_a_pack_runs(tmp_path: Path) -> None:
    for attack in _attacks(tmp_path / "mark"):
        with pytest.raises((pickle.UnpicklingError, LookupError)):
            opened(attack)

    assert not (tmp_path / "mark").exists()


@pytest.mark.parametrize("number", range(3))
def test_a_forged_file_is_as_good_as_none(
    number: int, site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Its digest is right, as whoever can write there can make it.
    attack = _attacks(tmp_path / "mark")[number]
    (tmp_path / FILE).unlink()
    packed, count = Packer.packed, 0

    def forged(self: Packer, value: object) -> bytes:
        nonlocal count
        count += 1
        return packed(self, value) if count % 2 else attack

    monkeypatch.setattr(Packer, "packed", forged)
    read_again(site, tmp_path)
    monkeypatch.undo()

    assert everything(read_again(site, tmp_path)) == everything(anew(site))
    assert not (tmp_path / "mark").exists()


def test_a_record_that_cannot_be_opened_is_read_again(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / FILE).unlink()
    packed, attack = Packer.packed, _attacks(tmp_path / "mark")[0]
    documents = {item.record for item in anew(site).catalog.items.values() if item.document.collection == "plans"}
    monkeypatch.setattr(
        Packer, "packed", lambda self, value: attack if type(value).__name__ == "Plan" else packed(self, value)
    )
    read_again(site, tmp_path)
    monkeypatch.undo()
    last = recalled(site, tmp_path)

    assert last is not None
    assert {
        item.record for item in last.inspection.catalog.items.values() if item.document.collection == "plans"
    } == documents
    assert not (tmp_path / "mark").exists()


# --- commands ----------------------------------------------------------------------------------------------------------------


def run(site: Path, *arguments: str, cache: Path) -> str:
    command = [sys.executable, "-m", "planfolio", "-C", str(site), *arguments]
    environment = os.environ | {"XDG_CACHE_HOME": str(cache)}
    done = subprocess.run(command, env=environment, capture_output=True, encoding="utf-8", timeout=60)
    assert done.returncode in (0, 1), done.stderr
    return done.stdout


def test_check_says_the_same_with_what_a_build_kept(tmp_path: Path) -> None:
    site = write_site(tmp_path / "site", {"plans/a.md": PLAN.format("", "0"), "plans/b.md": PLAN.format("", "1")})
    run(site, "build", "--no-search", cache=tmp_path / "cache")
    (site / "content/plans/a.md").write_text(PLAN.format("", "十"), encoding="utf-8")
    said = [run(site, "check", "--format", "json", cache=tmp_path / name) for name in ("cache", "none")]

    assert said[0] == said[1]
    assert [path.name for path in (tmp_path / "cache").rglob(FILE)] == [FILE]
    assert not (tmp_path / "none").exists()
