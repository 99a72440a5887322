"""Guesses: the known name that an unknown one seems to mean."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from difflib import get_close_matches

_MOST = 100
"""Unknown names for which a known one is looked for: among thousands each takes a while."""


def guesser(known: Iterable[str], likeness: float = 0.6) -> Callable[[str], str | None]:
    """Gives of an unknown name the known one that is most like it; None where none is as like, of 0 to 1, or after a hundred."""
    names = list(known)
    guessed: dict[str, str | None] = {}

    def guess(name: str) -> str | None:
        if name not in guessed:
            near = get_close_matches(name, names, 1, likeness) if len(guessed) < _MOST else []
            guessed[name] = near[0] if near else None
        return guessed[name]

    return guess
