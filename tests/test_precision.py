"""Plans of many styles, judged as a reviewer would: nothing that is right is blamed, and what is wrong is found.

What is right was read line by line. `pytest --update-goldens` writes it anew; read the difference.
"""

from __future__ import annotations

import pytest

from tests.precision import PRECISION, SITES, expected, inspected, lines, measure, misjudged, table


@pytest.mark.parametrize("site", SITES)
def test_exactly_the_expected_findings(site: str, update_goldens: bool) -> None:
    built = lines(inspected(site))

    if update_goldens:
        (PRECISION / f"{site}.txt").write_text("".join(f"{line}\n" for line in built), encoding="utf-8")
    assert expected(site) == built


def test_every_short_text_is_judged_right() -> None:
    assert misjudged() == []


def test_every_rule_finds_all_and_blames_nothing_else() -> None:
    scores = measure()

    assert [line for score, line in zip(scores, list(table(scores))[1:], strict=False) if not score.is_perfect] == []


def test_there_are_documents_of_every_style() -> None:
    plans = [path for site in ("expected", "english") for path in (SITES[site] / "plans").iterdir()]
    english = [path for path in SITES["english"].rglob("*.*") if path.name != "site.yaml"]

    assert len(plans) >= 24
    assert len(english) >= 6
