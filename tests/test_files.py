"""Files under content/: every one is read or named in a finding, and none outside is ever opened."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from planfolio.footprints import is_settled
from planfolio.inspection import inspect
from planfolio.sources import Discovery, discover
from planfolio.sources.files import LARGEST_SOURCE
from tests.edits import edit
from tests.sites import TODAY, attached, inspected, plan, write_site
from tests.test_comparison import CONTENT

SECOND = 1_000_000_000
LONG_AFTER = 1 << 62
"""A time at which whatever was saved was saved a while ago."""


def found(folder: Path) -> dict[str, str]:
    """The code of the finding on each path."""
    return {finding.at.file: finding.code for finding in discover(folder / "content").findings}


def test_links_are_never_followed(tmp_path: Path) -> None:
    write_site(tmp_path, {"plans/p.md": "---\ntitle: 示例\ntype: notice\n---\n"})
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.md").write_text("---\ntitle: 秘密\ntype: notice\n---\n", encoding="utf-8")
    (tmp_path / "content" / "plans" / "linked.md").symlink_to(outside / "secret.md")
    (tmp_path / "content" / "archive").symlink_to(outside)

    discovery = discover(tmp_path / "content")

    assert {f.at.file: f.code for f in discovery.findings} == {
        "content/plans/linked.md": "SX18",
        "content/archive": "SX18",
    }
    assert all("秘密".encode() not in file.raw for file in discovery.files)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_named_and_not_opened(tmp_path: Path) -> None:
    write_site(tmp_path, {})
    os.mkfifo(tmp_path / "content" / "organisations" / "pipe.yaml")

    assert found(tmp_path) == {"content/organisations/pipe.yaml": "SX18"}


def test_an_enormous_file_is_not_read(tmp_path: Path) -> None:
    write_site(tmp_path, {})
    (tmp_path / "content" / "plans").mkdir()
    with (tmp_path / "content" / "plans" / "big.md").open("wb") as file:
        file.truncate(LARGEST_SOURCE + 1)

    assert found(tmp_path) == {"content/plans/big.md": "SX13"}


def test_every_stray_file_is_accounted_for(tmp_path: Path) -> None:
    write_site(
        tmp_path,
        {
            "readme.txt": "",
            "plans/Autumn 2024.md": "",
            "plans/old.yml": "",
            "plans/photo.png": "",
            "plans/a/notes.txt": "",
            "pictures/x.md": "",
            "pages/Über.md": "",
            ".hidden/x.md": "",
            ".gitkeep": "",
        },
    )

    assert found(tmp_path) == {
        "content/readme.txt": "SX19",
        "content/plans/Autumn 2024.md": "SX19",
        "content/plans/old.yml": "SX19",
        "content/plans/photo.png": "SX19",
        "content/plans/a/notes.txt": "SX19",
        "content/pictures/x.md": "SX19",
        "content/pages/Über.md": "SX19",
        "content/.hidden": "SX21",
    }


def test_folders_without_end_are_left_at_a_depth(tmp_path: Path) -> None:
    deep, deeper = ("/".join(["pages", *"a" * depth]) for depth in (47, 48))
    write_site(tmp_path, {f"{folder}/x.md": "---\ntitle: 示例\n---\n" for folder in (deep, deeper, f"{deeper}/a")})

    discovery = discover(tmp_path / "content")

    assert [file.path for file in discovery.files if file.collection == "pages"] == [f"content/{deep}/x.md"]
    assert found(tmp_path) == {f"content/{deeper}": "SX19"}


@pytest.mark.parametrize(
    ("name", "head", "code"),
    [
        ("a.pdf", b"%PDF-1.7 ...", None),
        ("a.pdf", b"<html><script>", "SX20"),
        ("a.svg", b"<svg onload=alert(1)>", "SX20"),
        ("a.html", b"<html>", "SX20"),
        ("a.png", b"\x89PNG\r\n\x1a\n...", None),
        ("a.csv", "单位,人数".encode(), None),
        ("a.txt", b"<script>alert(1)</script>", "SX20"),
        ("a.exe", b"MZ", "SX20"),
    ],
)
def test_attachments_are_sniffed(tmp_path: Path, name: str, head: bytes, code: str | None) -> None:
    write_site(tmp_path, {"plans/p/index.md": "---\ntitle: 示例\ntype: notice\n---\n"})
    (tmp_path / "content" / "plans" / "p" / name).write_bytes(head)

    assert found(tmp_path) == ({} if code is None else {f"content/plans/p/{name}": code})


def test_a_name_that_holds_personal_data_is_masked_and_its_file_not_read(tmp_path: Path) -> None:
    write_site(
        tmp_path,
        {
            "plans/p-13800138000.md": "---\ntitle: 示例\ntype: notice\n---\n",
            "plans/q/index.md": "---\ntitle: 示例\ntype: notice\n---\n",
            "plans/q/名单_13800138000_甲.txt": "名单",
            "plans/q/13800138000/x.txt": "名单",
            "plans/spring-2026-03-02.md": "---\ntitle: 示例\ntype: notice\n---\n",
        },
    )

    discovery = discover(tmp_path / "content")

    assert found(tmp_path) == {
        "content/plans/p-138********.md": "PL05",
        "content/plans/q/名单_138********_甲.txt": "PL05",
        "content/plans/q/138********": "PL05",
    }
    assert [file.id for file in discovery.files if file.collection == "plans"] == ["q", "spring-2026-03-02"]


def test_an_attachment_that_holds_personal_data_is_not_published(tmp_path: Path) -> None:
    front = "annexes: [{number: 1, title: 名单, file: list.csv}]"
    write_site(tmp_path, {"plans/p/index.md": plan(front), "plans/p/list.csv": "姓名,手机\n示例,13800138000\n"})

    inspection = inspected(tmp_path, {})

    assert [f.at.file for f in inspection.report.findings if f.code in ("PL05", "RF05")] == ["content/plans/p/list.csv"]
    assert attached(inspection, profile="internal", drafts=True) == {}


def test_an_index_page_and_a_page_of_the_same_name_want_one_address(tmp_path: Path) -> None:
    page = "---\ntitle: 页\n---\n"

    report = inspected(tmp_path, {"pages/a.md": page, "pages/a/index.md": page}).report

    assert [(f.code, f.at.file, f.related[0].at.file) for f in report.findings] == [
        ("RF03", "content/pages/a/index.md", "content/pages/a.md")
    ]


def test_no_settings_are_named(tmp_path: Path) -> None:
    write_site(tmp_path, {})
    (tmp_path / "content" / "site.yaml").unlink()

    inspection = inspect(discover(tmp_path / "content"), today=TODAY)

    assert inspection.broken
    assert [finding.code for finding in inspection.report.findings] == ["SX22"]


@pytest.mark.parametrize("name", ["site.yml", "Site.yaml", "site.yaml.txt"])
def test_settings_that_are_called_nearly_so_are_named(tmp_path: Path, name: str) -> None:
    content = write_site(tmp_path, {}) / "content"
    (content / "site.yaml").rename(content / name)

    [finding] = inspect(discover(content), today=TODAY).report.findings

    assert finding.code == "SX22"
    assert finding.message.shown("zh") == f"没有 content/site.yaml，有 content/{name}"
    assert finding.fix is not None
    assert finding.fix.shown("zh") == f"把 content/{name} 改名为 site.yaml"


def test_settings_that_cannot_be_read_are_not_said_to_be_missing(tmp_path: Path) -> None:
    content = write_site(tmp_path, {}) / "content"
    (content / "site.yaml").rename(tmp_path / "elsewhere.yaml")
    (content / "site.yaml").symlink_to("../elsewhere.yaml")

    inspection = inspect(discover(content), today=TODAY)

    assert inspection.broken
    assert [finding.message.shown("zh") for finding in inspection.report.findings] == [
        "content/site.yaml 是符号链接，不会跟随"
    ]


def test_settings_that_are_a_folder_are_told_so(tmp_path: Path) -> None:
    content = write_site(tmp_path, {}) / "content"
    (content / "site.yaml").unlink()
    (content / "site.yaml").mkdir()
    (content / "site.yaml" / "标题").touch()

    [finding] = inspect(discover(content), today=TODAY).report.findings

    assert finding.message.shown("zh") == "content/site.yaml 是文件夹，应为文件"


BUNDLE = {
    "plans/p/index.md": plan("hours: 3"),
    "plans/p/list.csv": "单位,人数\n",
    "plans/p/roll.csv": "姓名,手机\n示例,13800138000\n",
    "plans/q.md": plan("hours: 4"),
}


def not_read_again(before: Discovery, after: Discovery) -> set[str]:
    former = {id(file) for file in before.files}
    return {file.id for file in after.files if id(file) in former}


def test_what_did_not_change_is_not_read_again(tmp_path: Path) -> None:
    content = write_site(tmp_path, BUNDLE) / "content"
    before = discover(content, now=LONG_AFTER)
    (content / "plans/q.md").write_text(plan("hours: 40"), encoding="utf-8")

    after = discover(content, before, now=LONG_AFTER)

    assert not_read_again(before, after) == {"site", "demo-school", "p"}
    assert after == discover(content, now=LONG_AFTER)


CHANGES: dict[str, Callable[[Path], object]] = {
    "an attachment": lambda folder: (folder / "list.csv").write_text("单位,人数\n示例小学,3\n", encoding="utf-8"),
    "a new attachment": lambda folder: (folder / "plan.txt").write_text("示例", encoding="utf-8"),
    "an attachment goes": lambda folder: (folder / "list.csv").unlink(),
    "an attachment turns out to be a web page": lambda folder: (folder / "list.csv").write_text("<html>"),
    "an attachment loses its personal data": lambda folder: (folder / "roll.csv").write_text("姓名\n示例\n"),
    "the document goes": lambda folder: (folder / "index.md").unlink(),
    "a link takes its place": lambda folder: linked(folder / "index.md"),
    "a file of the same size and time": lambda folder: rewritten(folder / "index.md", plan("hours: 5")),
}


def linked(path: Path) -> None:
    """A link in the place of a file, to that file."""
    path.replace(path.with_name("other"))
    path.symlink_to("other")


def rewritten(path: Path, text: str) -> None:
    """Another text in the same file, which says that it was saved when the last one was."""
    status = path.stat()
    path.write_text(text, encoding="utf-8")
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


@pytest.mark.parametrize("name", CHANGES)
def test_whatever_changes_beside_a_document_is_found(name: str, tmp_path: Path) -> None:
    content = write_site(tmp_path, BUNDLE) / "content"
    before = discover(content, now=LONG_AFTER)
    CHANGES[name](content / "plans/p")

    after = discover(content, before, now=LONG_AFTER)

    assert after == discover(content, now=LONG_AFTER)
    assert (after.files, after.findings) != (before.files, before.findings)


def test_a_baseline_is_found_changed(tmp_path: Path) -> None:
    content = write_site(tmp_path, {"baseline.json": '{"findings": []}'}) / "content"
    before = discover(content, now=LONG_AFTER)
    again = discover(content, before, now=LONG_AFTER)
    (content / "baseline.json").unlink()

    assert again.baseline is before.baseline
    assert discover(content, before, now=LONG_AFTER).baseline is None


def test_two_saves_of_one_size_in_one_moment_are_both_seen(tmp_path: Path) -> None:
    content = write_site(tmp_path, {}) / "content"
    path = content / "organisations/demo-school.yaml"
    found, seen = discover(content, now=time.time_ns()), []
    for number in range(100, 150):
        path.write_text(f"title: 示例学校 {number}\nkind: school\n", encoding="utf-8")
        found = discover(content, found, now=time.time_ns())
        seen += [number for file in found.files if file.raw == path.read_bytes()]

    assert seen == list(range(100, 150))


@pytest.mark.parametrize("seed", range(4))
def test_after_any_edits_all_is_found_as_it_is(seed: int, tmp_path: Path) -> None:
    content, chance = tmp_path / "content", Random(seed)
    shutil.copytree(CONTENT, content)
    found = discover(content, now=time.time_ns())
    for _ in range(10):
        done = edit(content, chance)
        now = time.time_ns()
        found = discover(content, found, now=now)

        assert found == discover(content, now=now), done


@pytest.mark.parametrize(
    ("changed", "now", "settled"),
    [
        (100 * SECOND + 1, 100 * SECOND + SECOND // 10, True),
        (100 * SECOND + 1, 100 * SECOND + SECOND // 100, False),
        (100 * SECOND, 101 * SECOND, False),  # a memory card writes even seconds
        (100 * SECOND, 103 * SECOND, True),
        (100 * SECOND, 99 * SECOND, False),
    ],
)
def test_a_file_that_was_just_saved_may_be_saved_again_unseen(changed: int, now: int, *, settled: bool) -> None:
    assert is_settled(changed, now) is settled
