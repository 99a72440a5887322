"""Plans of many styles, judged as a reviewer would: nothing that is right is blamed, and what is wrong is found.

`precision/content/` is a site of invented plans; `precision/expected.txt` holds what is found there, a line `document code
severity` for each finding, and was read line by line. `pytest --update-goldens` writes it anew; read the difference.
"""

from __future__ import annotations

from pathlib import Path

from planfolio.inspection import inspect
from planfolio.sources import discover
from tests.sites import TODAY

PRECISION = Path(__file__).parent / "precision"


def test_exactly_the_expected_findings(update_goldens: bool) -> None:
    expected = PRECISION / "expected.txt"
    inspection = inspect(discover(PRECISION / "content"), today=TODAY)

    built = "".join(
        f"{line}\n"
        for line in sorted(
            f"{finding.document or finding.at.file} {finding.code} {finding.severity}"
            for finding in inspection.report.findings
        )
    )

    if update_goldens:
        expected.write_text(built, encoding="utf-8")
    assert expected.read_text(encoding="utf-8") == built


def test_there_is_a_plan_of_every_style() -> None:
    plans = [path.stem for path in (PRECISION / "content" / "plans").iterdir()]

    assert len(plans) >= 12
