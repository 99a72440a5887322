"""Every rule has an example that breaks it and one that keeps it.

`rules/<CODE>/` holds `bad.md`, which is a plan, or a folder `bad/` laid out like content/ where the rule is about another
kind of document or about several; `bad.out`, what the rule finds there; and `good.md` or `good/`, where it finds nothing.
Settings and the organisation demo-school are added unless the example has its own. A finding in `bad.out` is a line
`line:column severity CODE message`, after the path where the example is a folder, then its message in English and the
places that it names besides. `pytest --update-goldens` writes `bad.out` anew.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from planfolio.checks import all_checks
from planfolio.findings import Finding, Place
from planfolio.inspection import Inspection, inspect
from planfolio.reports.rules import all_rules
from planfolio.sources import discover
from tests.sites import TODAY, write_site

RULES = Path(__file__).parent / "rules"
CODES = sorted(folder.name for folder in RULES.iterdir())


def example(code: str, name: str, folder: Path) -> Inspection:
    """The inspection of a small site with the example `name` of a rule."""
    content = write_site(folder, {}) / "content"
    source = RULES / code / name
    if source.is_dir():
        shutil.copytree(source, content, dirs_exist_ok=True)
    else:
        (content / "plans").mkdir()
        shutil.copyfile(source.with_suffix(".md"), content / "plans" / "example.md")
    return inspect(discover(content), today=TODAY)


def found(inspection: Inspection, code: str) -> list[Finding]:
    return [finding for finding in inspection.report.findings if finding.code == code]


def written(inspection: Inspection, findings: list[Finding]) -> Iterator[str]:
    """The lines of `bad.out`."""
    for finding in findings:
        yield f"{spot(inspection, finding.at)} {finding.severity} {finding.code} {finding.message.shown('zh')}"
        yield f"    {finding.message.shown('en')}"
        for related in finding.related:
            yield f"    {spot(inspection, related.at)} {related.message.shown('zh')}"


def spot(inspection: Inspection, place: Place) -> str:
    span = inspection.report.span(place)
    path = place.file.removeprefix("content/")
    return f"{'' if path == 'plans/example.md' else f'{path}:'}{span.line}:{span.column}"


@pytest.mark.parametrize("code", CODES)
def test_bad_example_is_found(code: str, tmp_path: Path, update_goldens: bool) -> None:
    golden = RULES / code / "bad.out"
    inspection = example(code, "bad", tmp_path)

    built = "".join(f"{line}\n" for line in written(inspection, found(inspection, code)))

    if update_goldens:
        golden.write_text(built, encoding="utf-8")
    assert built
    assert golden.read_text(encoding="utf-8") == built


@pytest.mark.parametrize("code", CODES)
def test_good_example_is_silent(code: str, tmp_path: Path) -> None:
    inspection = example(code, "good", tmp_path)

    built = list(written(inspection, found(inspection, code)))

    assert built == []


@pytest.mark.parametrize("code", [check.rule.code for check in all_checks()])
def test_every_check_has_examples(code: str) -> None:
    assert code in CODES


def test_every_example_belongs_to_a_rule() -> None:
    known = {rule.code for rule in all_rules()}

    assert set(CODES) <= known


@pytest.mark.parametrize("check", all_checks(), ids=lambda check: check.rule.code)
def test_every_check_has_a_manual_in_both_languages(check: object) -> None:
    rule = check.rule  # type: ignore[attr-defined]  # pytest hands parameters over as objects

    manuals = [rule.title.zh, rule.manual.zh, rule.title.en, rule.manual.en]

    assert all(manuals)
    assert "错：" in rule.manual.zh
    assert "Wrong: " in rule.manual.en
