"""Invisible characters: those that no source may hold, and those that an author has to know of."""

from __future__ import annotations

import re

_STEERING = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufffe\uffff"
STEERING = re.compile(f"[{_STEERING}]")
"""Control characters, and those that turn the direction of what follows: with them a page shows what its source does not."""
_NO_WIDTH = "\u034f\u061c\u115f\u1160\u180e\u200b-\u200f\u2060-\u2064\u206a-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e007f"
_JOINED = "\u0590-\u0dff\u0f00-\u0fff\u1800-\u18af\u2600-\u27bf\ufe0f\U0001f000-\U0001faff\U000e0020-\U000e007e"
"""Scripts, Uyghur, Tibetan and Mongolian among them, and emoji that are written with such characters."""
UNSEEN = re.compile(f"[{_NO_WIDTH}](?<![{_JOINED}][{_NO_WIDTH}])")
"""Characters without width where nothing is written with them: two texts look the same and are not. It begins with a plain set
of characters, so that a text without any is passed over six times as fast as if it looked behind itself everywhere."""
INVISIBLE = re.compile(f"[{_STEERING}{_NO_WIDTH}]")
"""What stands in every text with either of them. Hardly any has one, and so most are looked through only once."""


def name_of(character: str) -> str:
    """`U+200B`, as tables of characters list it."""
    return f"U+{ord(character):04X}"
