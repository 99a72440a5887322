"""The words of a page and the places where they stand, as Pagefind's engine reads them.

Pagefind's own program finds the same words in the same places, in five times the time and with a megabyte of memory for
each page; a test holds the two together.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from operator import sub

import cbor2

from planfolio.frozen import frozen
from planfolio.search.entries import Entry
from planfolio.search.tokens import BREAK, cut, flowing

FIELDS = ("kw", "title", "who")
"""Where words are looked for beside the text: keywords, title and names."""

_TITLE, _HEADING, _TEXT = 168, 144, 24
"""What a word weighs there."""
_PAIR = re.compile("[\u3400-\u9fff][z\u3400-\u9fff]")
_CODE = re.compile("[A-Z][0-9]+")
_PART = re.compile("[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")

Places = dict[str, dict[int, list[int]]]
"""Words to the weights with which, or the fields in which, they stand, to the places."""


@frozen(kw_only=True)
class Words:
    """The words of a page, each with its places in the text and in the fields, encoded.

    `count` says how many tokens the text has, marks among them. `forms` are the words that are written with accents:
    (the word without them, as it is written, its places).
    """

    count: int
    places: Mapping[str, bytes]
    forms: Sequence[tuple[str, str, bytes]]


def words(entry: Entry, sections: Iterable[tuple[str, Sequence[str]]]) -> Words:
    """The words of an entry whose sections are read so: heading and paragraphs."""
    title = [*cut(flowing(entry.title)), BREAK]
    count = len(title)
    weighty: Places = {}
    _gather(weighty, title, _TITLE)
    text: dict[str, list[int]] = {}
    for heading, paragraphs in sections:
        if heading:
            tokens = [*cut(heading), BREAK]
            _gather(weighty, tokens, _HEADING, count)
            count += len(tokens)
        if paragraphs:
            tokens = [*cut(f" {BREAK} ".join(paragraphs)), BREAK]
            for place, token in enumerate(tokens, count):
                if token in text:
                    text[token].append(place)
                else:
                    text[token] = [place]
            count += len(tokens)
    fields: Places = {}
    for field, written in enumerate((entry.keywords, (entry.title,), entry.names)):
        _gather(fields, cut(f" {BREAK} ".join(map(flowing, written))), field)
    found: dict[str, bytes] = {}
    for token, places in text.items():
        # Nearly all words of a page are pairs of Chinese characters that stand in its text alone.
        if _PAIR.match(token) and token not in weighty and token not in fields:
            found[token] = _in_text(places)
        else:
            _add(weighty, token, _TEXT, places)
    forms = []
    for word in weighty.keys() | fields.keys():
        encoded = _weighted(weighty.get(word, {})) + _weighted(fields.get(word, {}))
        bare = _without_accents(word)
        if bare == word:
            found[word] = encoded
        else:
            forms.append((bare, word, encoded))
    return Words(count=count, places=found, forms=sorted(forms))


def _gather(places: Places, tokens: Sequence[str], kind: int, first: int = 0) -> None:
    for place, token in enumerate(tokens, first):
        _add(places, token, kind, [place])


def _add(found: Places, token: str, kind: int, places: Sequence[int]) -> None:
    """Adds a word, without regard to case, and the words that it is put together from: Power and Point, WCAG of WCAG2."""
    if not token[0].isalnum():
        return  # a mark takes a place, and cannot be looked for
    word = token.lower()
    found.setdefault(word, {}).setdefault(kind, []).extend(places)
    if word != token and token.isascii() and not _CODE.fullmatch(token):
        parts = [part for part in _PART.findall(token) if len(part) > 1 and part != token]
        for part in parts:
            weight = kind // len(parts) if kind >= _TEXT else kind
            found.setdefault(part.lower(), {}).setdefault(weight, []).extend(places)


def _without_accents(word: str) -> str:
    # A mark by itself is no letter.
    if word.isascii() or (word.isalnum() and unicodedata.is_normalized("NFD", word)):
        return word
    parts = unicodedata.normalize("NFD", word)
    return "".join(part for part in parts if not unicodedata.category(part).startswith("M"))


# --- as bytes ------------------------------------------------------------------


def _in_text(places: Sequence[int]) -> bytes:
    if len(places) == 1:
        return _ONCE + number(places[0]) + _NOWHERE
    return _numbers([-_TEXT - 1, *_steps(places)]) + _NOWHERE


def _weighted(places: Mapping[int, list[int]]) -> bytes:
    """Places, each group behind its weight or field, which is told by its sign."""
    return _numbers([number for kind in sorted(places) for number in (-kind - 1, *_steps(sorted(places[kind])))])


def _steps(places: Sequence[int]) -> Iterator[int]:
    """The first place, and from each to the next."""
    return map(sub, places, (0, *places))


def _numbers(numbers: Sequence[int]) -> bytes:
    return list_head(len(numbers)) + b"".join(map(number, numbers))


@cache
def number(value: int) -> bytes:
    """A number in CBOR."""
    return cbor2.dumps(value)


@cache
def list_head(length: int) -> bytes:
    """How a list of so many things begins in CBOR, whatever they are."""
    return cbor2.dumps([0] * length)[: -length or None]


_NOWHERE = list_head(0)
_ONCE = list_head(2) + number(-_TEXT - 1)
