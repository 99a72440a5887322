"""The search tokens of a text: overlapping pairs of Chinese characters, whole words and numbers, single marks.

`layouts/assets/search.js` cuts a reader's query the same way; a test holds the two together.
"""

import re
import unicodedata
from operator import add

LAST = "z"
"""Stands after the last character of a run, so that there is one token for every character."""
POINT = "‿"
"""Stands for the decimal point: the only joining mark that Pagefind keeps inside a word and never splits at."""
BREAK = "¶"
"""A token between headings and paragraphs: it takes a place, so that no phrase crosses it."""

JOINTS = ("ꔀ%％", "ꔁ/／", "ꔂ:：", "ꔃ.．", "ꔄ－–—~～-")
"""The marks that tell one number or code from another, in all their forms: 30%, 1/3, 19:30, 2024.9, DEMO-2.

Pagefind knows no marks; in the index the letter before them stands for each, from a script that no text here is in.
"""

CJK = (
    "\u3005-\u3007\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\U00020000-\U0003ffff"
)
# Up to three digits before the point: 1.5 小时 is a number, 2024.9 is a year and a month that are looked for apart.
_DECIMAL = r"(?<![0-9.．])[0-9]{1,3}[.．][0-9]{1,2}(?![0-9]|[.．][0-9])"
_PIECE = re.compile(rf"[{CJK}]+|{_DECIMAL}|[^\W_{CJK}]+|\S")
_RUN = re.compile(f"[{CJK}]+")
_NUMBER = re.compile(_DECIMAL)
_JOINTS = {mark: marks[0] for marks in JOINTS for mark in marks[1:]}
_VARIANT = re.compile("[０-９Ａ-Ｚａ-ｚ\u2e80-\u2fd5]")
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff]"
)
# A line that ends and goes on in Chinese was wrapped by an editor; a blank line is a real break.
_WRAP = re.compile(rf"(?<=[{CJK}])[ \t]*\r?\n[ \t]*(?=[{CJK}])")
_BLANK_LINE = re.compile(r"\n[ \t\r]*\n")


def tokens(text: str) -> str:
    """The tokens of a text, with one space between them.

    师徒结对 is `师徒 徒结 结对 对z`; 360学时 is `360 学时 时z`; a punctuation mark is a token of its own, and a letter
    where it is one of JOINTS and no Chinese stands before it.
    Full-width letters and digits are folded to ASCII, letters keep their case (the index ignores it).
    A blank line separates; a single line end between two Chinese characters is a soft wrap and does not.
    """
    return " ".join(cut(flowing(text)))


def cut(text: str) -> list[str]:
    """The tokens of a text that is folded and flows."""
    found: list[str] = []
    for piece in _PIECE.findall(text):
        if _RUN.match(piece):
            found += map(add, piece, piece[1:] + LAST)
        elif len(piece) > 2 and _NUMBER.fullmatch(piece):
            found.append(re.sub("[.．]", POINT, piece))
        elif piece in _JOINTS and found and not _RUN.match(found[-1]):
            found.append(_JOINTS[piece])
        else:
            found.append(piece)
    return found


def paragraphs(text: str) -> list[str]:
    """What stands between blank lines, each as it is searched."""
    parts = _BLANK_LINE.split(_WRAP.sub("", folded(text)))
    return [" ".join(words) for part in parts if (words := part.split())]


def flowing(text: str) -> str:
    """The text as it is searched, to be shown: folded, without soft wraps, one space between words."""
    return " ".join(_WRAP.sub("", folded(text)).split())


def folded(text: str) -> str:
    """The text with one spelling for each character: composed, half-width letters and digits, nothing invisible."""
    composed = unicodedata.normalize("NFC", _INVISIBLE.sub("", text))
    return _VARIANT.sub(lambda found: unicodedata.normalize("NFKC", found[0]), composed)
