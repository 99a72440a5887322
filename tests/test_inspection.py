"""Inspection: read by one process or by several, a source says the same."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from planfolio.frozen import is_found_out
from planfolio.inspection import Inspection, inspect
from planfolio.sources import discover
from tests.sites import TODAY

CONTENT = Path(__file__).parent.parent / "content"
PRIVATE = "---\n标题: 示例通知\n类型: 通知\n---\n\n请致电 {} 联系。\n".format("138" + "00138000")
BROKEN = "---\n标题: [示例\n---\n\n正文\n"


@pytest.fixture(scope="module")
def inspections(tmp_path_factory: pytest.TempPathFactory) -> tuple[Inspection, Inspection]:
    """The demonstration, a document with personal data and one that cannot be read, by one process and by two."""
    content = tmp_path_factory.mktemp("site") / "content"
    shutil.copytree(CONTENT, content)
    (content / "archive" / "private.md").write_text(PRIVATE, encoding="utf-8")
    (content / "archive" / "broken.md").write_text(BROKEN, encoding="utf-8")
    (content / "archive" / "foreign.md").write_bytes("---\n标题: 示例\n---\n".encode("gb18030"))
    sources = discover(content)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("planfolio.inspection.MANY", 64)
        one, two = (inspect(sources, today=TODAY, processes=processes) for processes in (1, 2))
    assert not all(is_found_out(read.document, "root") for read in two.read.values())  # they came packed
    assert all(read.pack for read in two.read.values())
    assert all(is_found_out(read.document, "root") for read in one.read.values())
    return one, two


def test_every_document_is_the_same(inspections: tuple[Inspection, Inspection]) -> None:
    one, two = (inspection.read for inspection in inspections)

    assert list(one) == list(two)
    for file, here in one.items():
        there = two[file]
        for name in ("text", "body", "root", "body_line", "digest", "attachments", "key"):
            assert getattr(there.document, name) == getattr(here.document, name), (file.path, name)
        assert there.item.record == here.item.record
        assert [str(finding) for finding in there.findings] == [str(finding) for finding in here.findings]
    private = next(both for file, both in two.items() if file.id == "private")
    assert "138********" in private.document.text


def test_the_report_is_the_same(inspections: tuple[Inspection, Inspection]) -> None:
    one, two = (inspection.report for inspection in inspections)

    assert [str(finding) for finding in one.findings] == [str(finding) for finding in two.findings]
    assert list(map(str, one.passed)) == list(map(str, two.passed))
    assert list(map(str, one.not_computable)) == list(map(str, two.not_computable))
    assert [one.span(finding.at) for finding in one.findings] == [two.span(finding.at) for finding in two.findings]
    assert {"ST09", "HR01"} & {finding.code for finding in one.findings}
