"""The text of a rendered page as its readers see it, in the sections that its headings make."""

import re
from collections.abc import Iterator
from html import unescape

from planfolio.search.entries import Section

_MAIN = re.compile(r"<main\b.*</main>", re.DOTALL)
_TAG = re.compile(r"""<(/?)([a-zA-Z][a-zA-Z0-9]*+)((?:[^<>"']++|"[^"]*+"|'[^']*+')*+)>""")
_ID = re.compile(r"""\sid=["']([^"']*)["']""")
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_INLINE = frozenset(
    {"a", "abbr", "b", "code", "del", "em", "i", "kbd", "mark", "s", "small", "span", "strong", "sub", "sup", "time"}
)
_EMPTY = frozenset({"br", "hr", "img", "input", "wbr"})
_LEFT_OUT = frozenset({"nav", "form", "script", "style", "template", "svg"})
_LINE_END = "\n \n"
"""Between the lines of a block: a blank line to a phrase, and yet no end of the block."""
_NOT_TEXT = re.compile(r"""\sclass=["'](?:source|actions)["']|\sid=["']downloads["']|\shidden\b""")


def sections(html: str) -> tuple[Section, ...]:
    """The sections of the page's `<main>`, without its title, what leads around or acts (`nav`, `form`, `.actions`,
    `#downloads`) and places in sources.

    A heading begins a section; its anchor is its own id or that of the `<section>` it opens. Blocks stand apart by a
    blank line, and so do cells, terms and the lines of a `<pre>`: no phrase runs from one into the next. A block that
    says what an earlier one said is left out: the addends of a total would else be found, and fetched, as often as they
    are added up. A `<pre>` without blank lines is one block.
    """
    main = _MAIN.search(html)
    return tuple(_Reader().read(main[0])) if main else ()


class _Reader:
    """Goes through the tags of a page, with the section it is in."""

    def __init__(self) -> None:
        self.heading = ""
        self.anchor: str | None = None
        self.text: list[str] = []
        self.said: set[str] = set()

    def read(self, main: str) -> Iterator[Section]:
        opening: str | None = None  # the id of a section whose heading is yet to come
        lined = False  # whether a line end is one
        for text, closes, name, attributes in _parts(main):
            self.text.append(text.replace("\n", _LINE_END) if lined else text)
            if name == "pre":
                lined = not closes
            if name not in _INLINE:
                self.text.append("\n\n")
            if name == "section" and not closes:
                opening = _id(attributes)
            elif name in _HEADINGS and not closes:
                yield from self._done()
                self.anchor, opening = _id(attributes) or opening or self.anchor, None
            elif name in _HEADINGS:
                # The title has a place of its own.
                self.heading, self.text = "" if name == "h1" else self._words(), []
        yield from self._done()

    def _words(self) -> str:
        return unescape("".join(self.text)).strip()

    def _done(self) -> Iterator[Section]:
        blocks = dict.fromkeys(filter(None, map(str.strip, self._words().split("\n\n"))))
        text = "\n\n".join(block for block in blocks if block not in self.said)
        if self.heading or text:
            yield Section(heading=self.heading, anchor=self.anchor, text=text)
        self.said |= blocks.keys()
        self.heading, self.text = "", []


def _parts(main: str) -> Iterator[tuple[str, str, str, str]]:
    """Each tag that is not left out, as (the text before it, whether it closes, name, attributes)."""
    skipped, depth = "", 0
    pieces = iter(_TAG.split(main))
    for text, closes, written, attributes in zip(pieces, pieces, pieces, pieces, strict=False):
        name = written.lower()
        if depth:
            depth += (-1 if closes else 1) if name == skipped else 0
            continue
        yield text, closes, name, attributes
        if closes or name in _EMPTY:
            continue
        if name in _LEFT_OUT or (attributes and _NOT_TEXT.search(attributes)):
            skipped, depth = name, 1


def _id(attributes: str) -> str | None:
    found = _ID.search(attributes)
    return unescape(found[1]) if found else None
