"""What the manuals of the rules show is true: the bad example is found, the good one is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from planfolio.findings import Rule
from planfolio.inspection import inspect
from planfolio.reports.rules import all_rules
from planfolio.sources import discover
from tests.manuals import BODY, LABELS, PLACE, PLAN, Example, examples, tried
from tests.sites import TODAY, write_site

IN_WORDS = {
    "WB04": "a page of half a megabyte",
    "WV05": "two revisions of a site",
    "ID08": "two texts of two hundred characters each",
    "SX01": "another encoding",
    "SX18": "a symbolic link, a pipe, a file that may not be read",
}
"""Rules whose manual describes its examples, as they do not fit into it."""
EXAMPLES = [example for rule in all_rules() for example in examples(rule)]


def codes(example: Example, folder: Path) -> set[str]:
    return {finding.code for finding in tried(example, folder).findings}


@pytest.mark.parametrize("example", [example for example in EXAMPLES if example.is_bad], ids=str)
def test_bad_example_is_found(example: Example, tmp_path: Path) -> None:
    found = codes(example, tmp_path)

    assert example.code in found


@pytest.mark.parametrize("example", [example for example in EXAMPLES if not example.is_bad], ids=str)
def test_good_example_is_silent(example: Example, tmp_path: Path) -> None:
    found = codes(example, tmp_path)

    assert example.code not in found


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.code)
def test_every_manual_names_a_bad_and_a_good_example_in_both_languages(rule: Rule) -> None:
    lines = f"{rule.manual.zh}\n{rule.manual.en}".splitlines()

    assert all(any(line.startswith(label) for line in lines) for labels in LABELS.values() for label in labels)


@pytest.mark.parametrize(
    "rule", [rule for rule in all_rules() if rule.code not in IN_WORDS], ids=lambda rule: rule.code
)
def test_every_manual_shows_examples_that_are_run(rule: Rule) -> None:
    shown = [(example.language, example.is_bad) for example in examples(rule)]

    assert {("zh", True), ("zh", False), ("en", True), ("en", False)} <= set(shown)


def test_the_plan_around_the_examples_is_in_order(tmp_path: Path) -> None:
    sources = {
        PLACE: f"---\n{PLAN}---\n{BODY}",
        "organisations/demo-institute.yaml": "title: 示例教师发展中心\nkind: institute\n",
    }

    report = inspect(discover(write_site(tmp_path, sources) / "content"), today=TODAY).report

    assert [(finding.code, finding.message.zh) for finding in report.findings] == []
