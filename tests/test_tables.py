"""Tables: a spreadsheet shows what was written, whatever it is."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from planfolio.exports.table import table
from planfolio.model.amounts import Amount
from tests.sites import rows


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1", "-1", "@SUM(A1)", "＝1+1", "＋1", "－1", "＠SUM(A1)", " =1+1", "\t=1", "\r=1", "\n＝1", "　=1"],
)
def test_no_text_becomes_a_formula(text: str) -> None:
    [[cell]] = rows(table([[text]]))

    assert cell.startswith("'")
    assert cell.endswith(text[-1])


@pytest.mark.parametrize("text", ["0012", "3-4", "1/3", "2026.3", "14:30", "1E5", "123456789012345678", "1.10"])
def test_no_text_of_figures_becomes_another_number_or_a_day(text: str) -> None:
    assert rows(table([[text]])) == [[f"'{text}"]]


def test_other_cells_are_as_they_are_written() -> None:
    def hours(text: str) -> Any:
        amount = Amount.parse(text)
        return amount.value if amount else None

    cells = ["12", "13800000000", "一, “二”", date(2026, 3, 4), 7, None, hours("7.5"), hours("6-16"), hours("40/3")]

    assert rows(table([cells])) == [
        ["12", "13800000000", "一, “二”", "2026-03-04", "7", "", "7.5", "6-16 学时", "40/3 学时"]
    ]
    assert rows(table([[hours("6-16")]], "en")) == [["6-16 class hours"]]
