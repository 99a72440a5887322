"""The registries of names, policies and places that checks know by heart."""

from __future__ import annotations

import re
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from planfolio.checks.registries import registry
from tests.sites import inspected, plan

POLICIES = [entry["number"][0] for entry in registry("policies")]


def test_no_right_name_holds_a_wrong_one() -> None:
    entries = registry("names")

    held = [
        wrong for entry in entries for wrong in entry["wrong"] if any(wrong in other["right"][0] for other in entries)
    ]

    assert entries
    assert held == []


@pytest.mark.parametrize("number", POLICIES)
def test_a_policy_is_dated_and_ends_after_it_begins(number: str) -> None:
    (entry,) = [entry for entry in registry("policies") if entry["number"][0] == number]

    days = [date.fromisoformat(entry[name][0]) for name in ("issued", "until") if name in entry]

    assert all(first < second for first, second in pairwise(days))
    assert ("until" in entry) == ("ended" in entry)
    assert len(entry.get("ended", ("zh", "en"))) == 2


def test_every_place_has_codes_of_its_province_or_city() -> None:
    names = [entry["name"][0] for entry in registry("regions")]
    provinces = {code for entry in registry("regions") for code in entry["codes"] if len(code) == 2}

    wrong = [
        entry["name"][0]
        for entry in registry("regions")
        if not all(re.fullmatch(r"\d\d(?:\d\d)?", code) and code[:2] in provinces for code in entry["codes"])
    ]

    assert wrong == []
    assert len(names) == len(set(names))
    assert len(provinces) == 31


def test_a_copy_is_found_among_many_documents_from_one_template(tmp_path: Path) -> None:
    shared = "".join(f"第{chr(0x4E00 + 37 * n)}项按照统一格式{chr(0x6000 + 53 * n)}填写。" for n in range(30))
    own = ["".join(chr(0x5000 + (101 * n + 7919 * i * i + 31 * i) % 0x3000) for i in range(240)) for n in range(50)]
    bodies = [*(f"{shared}\n{text}\n" for text in own), f"{shared}\n{own[44]}末尾添了一句。\n"]

    inspection = inspected(tmp_path, {f"plans/p{n:02}.md": plan("", body) for n, body in enumerate(bodies)})

    found = [finding for finding in inspection.report.findings if finding.code == "ID08"]
    assert [(finding.document, finding.related[0].at.file) for finding in found] == [
        ("plans/p50", "content/plans/p44.md")
    ]
