"""Characters: how many cells and bytes they take, and which of them may be shown."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
_BLANK = str.maketrans("\t\n\r\v\f\x85\u2028\u2029", "        ")
TAB = " " * 4
JSON_BRACKET = r"\u005b"
_COMMAND = re.compile(r"##(\w*)\[")
_OPENING = re.compile(r"^([ \t]*):(?=:[^:])", re.MULTILINE)


def shown(text: str) -> str:
    """`text` on one line without what would steer a terminal, break XML or turn the direction of writing.

    As many code points as before: columns stay true.
    """
    if text.isprintable():  # as nearly all texts are
        return text
    return _UNSEEN.sub("\ufffd", text.translate(_BLANK))


def inert(text: str, bracket: str = "［") -> str:
    """`text` for a log: no line of it is a command to the machine that keeps the log.

    GitHub's and Azure's runners obey `##[add-mask]` and `##vso[…]` wherever they stand, and lines that begin with `::`. A form
    with an escape of its own for the bracket names that.
    """
    if "##" in text:
        text = _COMMAND.sub(lambda found: f"##{found[1]}{bracket}", text)
    return _OPENING.sub(r"\1：", text) if "::" in text else text


def cells(text: str) -> int:
    """How many cells of a terminal `text` takes: Chinese characters two, combining and invisible ones none."""
    if text.isascii():
        return len(text)
    return sum(map(_cells, text))


@cache
def _cells(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1


def byte_column(line: str, column: int) -> int:
    """The column of `line`, which counts code points from 1, in bytes of UTF-8 from 1."""
    before = column - 1
    return len(line[:before].encode("utf-8", "replace")) + max(before - len(line), 0) + 1
