"""Collation: the order of titles and names: digits by their number, then letters, then Chinese by pinyin, tone and character."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache
from pathlib import Path
from typing import Any

from planfolio import pinyin
from planfolio.keepsakes import content
from planfolio.keepsakes import keep as keep_text
from planfolio.program import program

FILE = "readings.json"
_MOST = 65_536

Token = tuple[int, int, str, str]
Key = tuple[tuple[Token, ...], str, str]

_CHINESE = "\u3007\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U000323af"
_TOKENS = re.compile(rf"[0-9]{{1,18}}|[{_CHINESE}]+|[^\W\d_{_CHINESE}]+")
_DIGITS, _LETTERS, _PINYIN = range(3)

# As a surname these are read otherwise than in most words.
_SURNAMES = {
    "曾": "zeng1", "仇": "qiu2", "单": "shan4", "盖": "ge3", "解": "xie4", "乐": "yue4", "缪": "miao4", "区": "ou1",
    "朴": "piao2", "任": "ren2", "覃": "qin2", "翟": "zhai2", "查": "zha1", "种": "chong2",
}  # fmt: skip


@lru_cache(maxsize=_MOST)  # a document stands in a dozen lists
def key(text: str, *, is_name: bool = False) -> Key:
    """By what a title is sorted; with `is_name`, a person's name, its first character read as a surname.

    Two texts never share a key, so that what looks the same (１ and 1) has one order from wherever one starts.
    """
    plain = unicodedata.normalize("NFKC", text)
    return tuple(_tokens(plain, is_name)), plain, text


def initials(text: str, *, is_name: bool = False) -> str:
    """The first letter of each Chinese character, and other letters and digits as they are: `sl2s` of 示例2社."""
    parts = (
        spelling[:1] if kind == _PINYIN else spelling or str(number)
        for kind, number, spelling, _ in key(text, is_name=is_name)[0]
    )
    return "".join(part for part in parts if part.isascii())


def _tokens(text: str, is_name: bool) -> list[Token]:
    found: list[Token] = []
    for token in _TOKENS.findall(text):
        if token[0].isdigit():
            found.append((_DIGITS, int(token), "", ""))
        elif re.match(f"[{_CHINESE}]", token):
            syllables = _syllables(token)
            if is_name and not found:
                syllables = (_SURNAMES.get(token[0], syllables[0]), *syllables[1:])
            found.extend(
                (_PINYIN, 0, syllable.rstrip("12345"), syllable[-1] + character)
                for syllable, character in zip(syllables, token, strict=True)
            )
        else:
            found.append((_LETTERS, 0, _plain(token), ""))
    return found


def _plain(word: str) -> str:
    """In small letters without accents."""
    parts = unicodedata.normalize("NFD", word.casefold())
    return "".join(part for part in parts if not unicodedata.combining(part))


_READINGS: dict[str, tuple[str, ...]] = {}
"""Of runs of characters as far as they were asked for: titles of a site share their words."""


def _syllables(characters: str) -> tuple[str, ...]:
    if characters not in _READINGS:
        if len(_READINGS) >= _MOST:
            _READINGS.clear()
        _READINGS[characters] = pinyin.syllables(characters)
    return _READINGS[characters]


@contextmanager
def recalled(folder: Path | None, *, processes: int = 1) -> Iterator[None]:
    """Take the readings that were kept in a folder by this program; what is not understood there is left. Where none are known
    they are found out beside this process until the end of the block, if there may be two."""
    if folder is not None:
        with suppress(ValueError, LookupError, TypeError, AttributeError, RecursionError):
            kept = json.loads(content(folder / FILE))
            if kept["program"] == program():
                _READINGS.update(_sound(kept["readings"].items()))
    with pinyin.read_beside(processes=1 if _READINGS else processes):
        yield


def _sound(readings: Iterable[tuple[str, Any]]) -> dict[str, tuple[str, ...]]:
    """Those that have a syllable for each character."""
    return {
        characters: tuple(syllables)
        for characters, syllables in readings
        if len(characters) == len(syllables) and all(type(one) is str and one for one in syllables)
    }


def keep(folder: Path) -> None:
    """Keep all readings in a folder, if it does not have them."""
    text = json.dumps({"program": program(), "readings": _READINGS}, ensure_ascii=False, sort_keys=True)
    if content(folder / FILE) != text.encode():
        keep_text(folder, FILE, text)
