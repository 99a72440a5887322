"""Files under content/: every one is read or named in a finding, and none outside is ever opened."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from planfolio.sources import discover
from planfolio.sources.files import LARGEST_SOURCE
from tests.sites import attached, inspected, plan, write_site


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

    from datetime import date

    from planfolio.inspection import inspect

    inspection = inspect(discover(tmp_path / "content"), today=date(2026, 1, 1))

    assert inspection.broken
    assert [finding.code for finding in inspection.report.findings] == ["SX22"]
