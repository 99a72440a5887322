"""Tables: CSV that a spreadsheet shows as it was written."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable
from datetime import date

from planfolio.findings import Language
from planfolio.model.amounts import class_hours
from planfolio.model.exact import Range
from planfolio.reports.characters import shown

Cell = str | int | date | Range | None
BEGINNING = b"\xef\xbb\xbf"
"""With which a table begins: a byte order mark."""

_FORMULA = ("=", "+", "-", "@")
_MISREAD = re.compile(r"(?!(?:0|[1-9]\d{0,10})\Z)\d[\d./:,\- eE]*")


def table(rows: Iterable[Iterable[Cell]], language: Language = "zh") -> bytes:
    """The rows in UTF-8 with a byte order mark, without which spreadsheets take it for another encoding."""
    return BEGINNING + in_rows(rows, language).encode()


def in_rows(rows: Iterable[Iterable[Cell]], language: Language) -> str:
    """The rows, as they stand in a table."""
    text = io.StringIO()
    csv.writer(text).writerows([_written(cell, language) for cell in row] for row in rows)
    return text.getvalue()


def _written(cell: Cell, language: Language) -> str | int:
    if cell is None:
        return ""
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, Range):
        # A bare 6-16 or 1/3 would become a day of the year.
        return str(cell) if str(cell).replace(".", "").isdigit() else class_hours(cell).shown(language)
    return _guarded(cell) if isinstance(cell, str) else cell


def _guarded(text: str) -> str:
    """A text that no spreadsheet takes for a formula, nor for a number or a day where it would not keep it as it is."""
    text = shown(text)  # tabs and line ends, too, could begin a formula
    is_formula = unicodedata.normalize("NFKC", text.lstrip()[:1]) in _FORMULA
    return f"'{text}" if is_formula or _MISREAD.fullmatch(text) else text
