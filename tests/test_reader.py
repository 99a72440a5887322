"""The reader: any bytes give a document or a finding with a line, never an exception."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from planfolio.findings import Finding
from planfolio.model import KINDS, Plan
from planfolio.model.decode import decode
from planfolio.reports import json_report
from planfolio.sources import Document, SourceFile, read
from tests.sites import inspected, plan

yamlish = some.text(alphabet="ab: -[]{}\"'&*!|>#%@`\n\t,?=~0123456789：，“”　\u00a0标题学时模块", max_size=120)


def document_of(raw: bytes, path: str = "content/plans/p.md") -> tuple[Document, list[Finding]]:
    return read(SourceFile(path=path, collection="plans", id="p", raw=raw))


@given(some.binary(max_size=300))
def test_any_bytes_give_a_document_or_a_finding_with_a_line(raw: bytes) -> None:
    document, findings = document_of(raw)

    assert document.root is not None or findings
    assert all(finding.at.span is None or finding.at.span.line >= 1 for finding in findings)


@settings(max_examples=300)
@given(yamlish)
def test_any_front_matter_is_read_decoded_or_explained(text: str) -> None:
    raw = f"---\n{text}\n---\n正文\n".encode()

    document, findings = document_of(raw)
    if document.root is not None:
        record, slips = decode(document.path, document.root, Plan)
        assert record is not None or slips
        findings += slips

    lines = raw.decode().split("\n")
    assert all(finding.message.shown("zh") and finding.message.shown("en") for finding in findings)
    assert all(1 <= finding.at.span.line <= len(lines) for finding in findings if finding.at.span)


@given(some.sampled_from(list(KINDS.values())), yamlish)
def test_every_kind_decodes_or_explains(kind: type, text: str) -> None:
    document, findings = read(SourceFile(path="content/x.yaml", collection="plans", id="x", raw=text.encode()))

    if document.root is None:
        assert findings
    else:
        record, slips = decode(document.path, document.root, kind)
        assert (record is None) == bool(slips)


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_line_ends_and_byte_order_mark_leave_places_right(line_end: str, mark: str) -> None:
    text = mark + line_end.join(["---", "title: 示例", "type: trem", "---", "正文"])

    document, _ = document_of(text.encode())
    assert document.root is not None
    _, slips = decode(document.path, document.root, Plan)

    assert [(slip.at.span.line, slip.at.span.column) for slip in slips if slip.at.span] == [(3, 7)]


def test_columns_count_code_points() -> None:
    document, _ = document_of("---\ntitle: 示例\ntype: term\nmodules:\n  - {title: 𠮷𠮷, mode: onlin}\n---\n".encode())
    assert document.root is not None

    _, slips = decode(document.path, document.root, Plan)

    assert slips[0].at.span is not None
    assert slips[0].at.span.column == "  - {title: 𠮷𠮷, mode: onlin}".index("onlin") + 1


def test_an_unknown_key_near_a_missing_one_is_one_finding() -> None:
    document, _ = document_of("---\ntitel: 示例\ntype: term\n---\n".encode())
    assert document.root is not None

    _, slips = decode(document.path, document.root, Plan)

    assert [slip.code for slip in slips] == ["FD01"]
    assert slips[0].fix is not None
    assert slips[0].fix.shown("en") == "did you mean “title”?"


def test_the_same_key_in_both_languages_is_named_at_both_places() -> None:
    document, _ = document_of("---\ntitle: 示例\ntype: term\n标题: 又一个\n---\n".encode())
    assert document.root is not None

    _, slips = decode(document.path, document.root, Plan)

    assert [(slip.code, slip.related[0].at.span and slip.related[0].at.span.line) for slip in slips] == [("SX09", 2)]


@pytest.mark.parametrize("key", [entry for kind in KINDS.values() for entry in [kind.__name__]])
def test_every_field_has_a_chinese_name_and_a_description(key: str) -> None:
    from planfolio.model.records import entries

    kind = next(kind for kind in KINDS.values() if kind.__name__ == key)
    seen, waiting = set(), [kind]
    while waiting:
        record = waiting.pop()
        seen.add(record)
        for entry in entries(record):
            assert entry.chinese, (record, entry.name)
            assert entry.about.shown("zh"), (record, entry.name)
            assert entry.about.shown("en"), (record, entry.name)
            if entry.shape.record and entry.shape.record not in seen:
                waiting.append(entry.shape.record)  # type: ignore[arg-type]  # any record has entries


def test_an_escape_hides_no_personal_data(tmp_path: Path) -> None:
    inspection = inspected(tmp_path, {"plans/p.md": plan('audience: ["138\\u00300138000"]')})

    found = [(f.code, f.at.span) for f in inspection.report.of("plans/p")]

    assert found == [("PL05", (7, 12, 7, 30))]
    assert "13800138000" not in json_report.write(inspection.report)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("hours: 2\u200b4", ["SX17"]),
        ("ho\u200burs: 24", ["SX17"]),
        ("hours: 2\u200b4\nterm: 上\u200b学期", ["SX17", "SX23"]),
        ("term: 上\u200b学期", ["SX23"]),
    ],
)
def test_a_character_that_cannot_be_seen_is_told_once(tmp_path: Path, line: str, told: list[str]) -> None:
    report = inspected(tmp_path, {"plans/p.md": plan(line)}).report

    found = [finding for finding in report.of("plans/p") if finding.code.startswith("SX")]

    assert sorted(finding.code for finding in found) == told
    assert all("U+200B" in finding.message.shown("zh") for finding in found)


def test_a_long_value_is_quoted_as_far_as_it_goes(tmp_path: Path) -> None:
    report = inspected(tmp_path, {"plans/p.md": plan(f"hours: {'二' * 61}")}).report

    assert any(f"“{'二' * 59}…”" in finding.message.shown("zh") for finding in report.of("plans/p"))
