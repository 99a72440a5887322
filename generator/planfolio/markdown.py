"""Markdown: a document's body as safe HTML and, section by section, as the plain text that search reads."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from html import escape
from itertools import accumulate
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from planfolio.frozen import frozen
from planfolio.search import Section
from planfolio.sources.invisible import STEERING

if TYPE_CHECKING:
    import nh3
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

Link = Callable[[str], str | None]
"""What a link inside the site becomes; None where it leads nowhere that a reader may go, so that only its text is left."""


@frozen(kw_only=True)
class Rendered:
    """A body: its HTML, its headings with their text for search, and the same headings as a table of contents."""

    html: str
    sections: tuple[Section, ...]
    outline: tuple[Heading, ...] = ()


@frozen(kw_only=True)
class Heading:
    """A heading of the rendered body; `level` is that of its HTML element."""

    level: int
    anchor: str
    text: str


class Address(NamedTuple):
    """A link or picture as a body writes it, percent-encoded. `text` is a picture's alternative text, `line` the first of
    its paragraph, item or row, counted from 0."""

    written: str
    line: int
    is_picture: bool
    text: str


NOTHING = Rendered(html="", sections=())

_SCHEME = re.compile(r"[a-z][a-z0-9+.\-]*:", re.IGNORECASE)
_EXTERNAL = re.compile(r"(?:https?://[^/]|mailto:.)", re.IGNORECASE)
_CJK = "\u2e80-\u303f\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uffef“”‘’…—"
_ENDS_CHINESE = re.compile(rf"[{_CJK}]\Z")
_BEGINS_CHINESE = re.compile(rf"[{_CJK}]")
_NOT_IN_ANCHORS = re.compile(r"[^\w\s-]|_")
_ALIGNMENTS = {"text-align:left": "left", "text-align:center": "center", "text-align:right": "right"}
_ALIGNED = {(False, False): "", (True, False): "left", (True, True): "center", (False, True): "right"}
_ALIGNMENT_ROW = re.compile(r"\|(?:[ \t]*:?-+:?[ \t]*\|)+")
_ATTRIBUTES = {
    "a": {"href", "title", "rel"},
    "img": {"src", "alt", "title", "loading", "decoding"},
    "ol": {"start"},
    "th": {"class"},
    "td": {"class"},
    "div": {"class", "tabindex"},
    "pre": {"tabindex"},
    **{f"h{level}": {"id"} for level in range(1, 7)},
}
_ELEMENTS = {
    "blockquote", "br", "code", "del", "em", "hr", "li", "p", "s", "strong", "table", "tbody", "thead", "tr", "ul",
    *_ATTRIBUTES,
}  # fmt: skip


def is_external(address: str) -> bool:
    """Whether a link leads out of the site by a scheme that readers may follow: https, http, mailto."""
    return _EXTERNAL.match(address) is not None


def render(text: str, *, link: Link, image: Link | None = None, level: int = 2, taken: Iterable[str] = ()) -> Rendered:
    """`text` (CommonMark, tables, strikethrough) as HTML that holds no markup but ours; raw HTML shows as text.

    `link` and `image` answer for addresses inside the site; without `image`, or where it gives None, a picture is its
    alternative text. The topmost heading becomes h`level`; ids in `taken` are left to the page around the body.
    """
    if not text.strip():
        return NOTHING
    pieces = list(_pieces(text))
    topmost = min((one for piece in pieces for one in piece.levels), default=level)
    body = _Body(link=link, image=image, shift=level - topmost, anchors=set(taken))
    html = "".join(piece.html(body) for piece in pieces)
    return Rendered(html=html, sections=body.sections(), outline=tuple(body.outline))


def addresses(text: str) -> Iterator[Address]:
    """Every link and picture in `text`, in order."""
    line = 0
    for token in _tokens(text):
        line = token.map[0] if token.map else line
        for child in token.children or ():
            if child.type == "link_open":
                yield Address(str(child.attrs["href"]), line, is_picture=False, text="")
            elif child.type == "image":
                yield Address(str(child.attrs["src"]), line, is_picture=True, text=_plain(child))


# --- pieces of a body -------------------------------------------------------------------------------------------------
#
# Most of an official text is plain paragraphs, lists, tables and headings, in which no character means anything to Markdown
# but the stars around strong words. They are told apart at a glance, escaped, and need no parser, which is ten times faster;
# a test holds both ways to the same HTML. What the parser makes of the rest goes through the second layer.

_NEEDS_WHOLE = re.compile(r"```|~~~|\]:|[\0\r]|^ {0,3}(?:\t|    )", re.MULTILINE)
"""What can reach over blank lines: fences, link definitions, indented code."""
_MEANS_SOMETHING = re.compile(
    r"[\\`*_\[\]<&~|\xa0]"  # inline markup and entities
    r"|^(?:[ \t#>+=:-]|\d{1,9}[.)](?:[ \t]|$))"  # block markup
    r"|[ \t]$",
    re.MULTILINE,
)
_MOST_FILLED = 0x10000
"""Cells that a table's short rows lack, at most: the parser ends a table there."""
_MEANS_SOMETHING_IN_CELLS = re.compile(r"[\\`*_\[\]<&~\xa0]")
_STRONG = re.compile(r"(?<!\*)\*\*(\w(?:[^*\n]*\w)?)\*\*(?!\*)")
"""Strong words where nobody can doubt it: a letter at both ends, no other star beside or inside."""
_ITEM = re.compile(r"(?:([-*+])|([0-9]{1,9})([.)])) (?=\S)")
_HEADING = re.compile(r"(#{1,6})[ \t]+([^#\s](?:[^\n#]*[^\s#])?)[ \t]*(?:\n|\Z)")
_GOES_ON = re.compile(r"[ \t*+-]|\d")  # what may continue a list behind a blank line
_BLANK_LINES = re.compile(r"(\n(?:[ \t]*\n)+)")


@frozen
class _Paragraph:
    """A paragraph of plain text."""

    text: str
    levels: ClassVar[tuple[int, ...]] = ()

    def html(self, body: _Body) -> str:
        lines = self.text.split("\n")
        joined = lines[0]
        for line in lines[1:]:
            joined += line if _joins(joined, line) else f"\n{line}"
        body.say(_unmarked(joined.replace("\n", " ")))
        return f"<p>{_marked(joined)}</p>\n"


@frozen
class _PlainList:
    """A list of plain texts, one to a line; `start` is the first number of one that has numbers."""

    items: list[str]
    start: int | None
    levels: ClassVar[tuple[int, ...]] = ()

    def html(self, body: _Body) -> str:
        for item in self.items:
            body.say(_unmarked(item))
        start = "" if self.start in (None, 1) else f' start="{self.start}"'
        tag = "ul" if self.start is None else "ol"
        items = "".join(f"<li>{_marked(item)}</li>\n" for item in self.items)
        return f"<{tag}{start}>\n{items}</{tag}>\n"


@frozen
class _PlainTable:
    """A table of plain texts; every row has as many cells as there are alignments."""

    alignments: list[str]
    rows: list[list[str]]
    levels: ClassVar[tuple[int, ...]] = ()

    def html(self, body: _Body) -> str:
        for row in self.rows:
            for cell in row:
                body.say(_unmarked(cell))
        head, *rows = self.rows
        below = f"<tbody>\n{''.join(self._row('td', row) for row in rows)}</tbody>\n" if rows else ""
        return f'<div class="scroll" tabindex="0"><table>\n<thead>\n{self._row("th", head)}</thead>\n{below}</table></div>\n'

    def _row(self, tag: str, row: list[str]) -> str:
        cells = (
            f'<{tag} class="{alignment}">{_marked(cell)}</{tag}>\n'
            if alignment
            else f"<{tag}>{_marked(cell)}</{tag}>\n"
            for alignment, cell in zip(self.alignments, row, strict=True)
        )
        return f"<tr>\n{''.join(cells)}</tr>\n"


@frozen
class _PlainHeading:
    """A heading of plain text."""

    level: int
    text: str

    @property
    def levels(self) -> tuple[int, ...]:
        return (self.level,)

    def html(self, body: _Body) -> str:
        level, anchor = body.heading(self.level, self.text)
        return f'<h{level} id="{anchor}">{escape(self.text, quote=False)}</h{level}>\n'


@frozen
class _Parsed:
    """Anything else, parsed."""

    tokens: list[Token]

    @property
    def levels(self) -> tuple[int, ...]:
        return tuple(int(token.tag[1]) for token in self.tokens if token.type == "heading_open")

    def html(self, body: _Body) -> str:
        body.walk(self.tokens)
        parser = _parser()
        return _cleaner().clean(_seen(parser.renderer.render(self.tokens, parser.options, {})))


_Plain = _Paragraph | _PlainList | _PlainTable | _PlainHeading


def _marked(text: str) -> str:
    """A plain text as HTML."""
    html = escape(text, quote=False)
    return _STRONG.sub(r"<strong>\1</strong>", html) if "**" in html else html


def _unmarked(text: str) -> str:
    """A plain text without the stars around its strong words."""
    return _STRONG.sub(r"\1", text) if "**" in text else text


def _pieces(text: str) -> Iterator[_Plain | _Parsed]:
    """The body in order; what needs the parser stays together, so that lists run over blank lines."""
    if _NEEDS_WHOLE.search(text):
        yield _Parsed(_tokens(text))
        return
    parts = _BLANK_LINES.split(text.strip("\n"))
    chunks, gaps = parts[::2], [*parts[1::2], ""]
    plain = [_plain_pieces(chunk) for chunk in chunks]
    rest = ""
    for chunk, gap, pieces, following in zip(chunks, gaps, plain, [*chunks[1:], ""], strict=True):
        is_list = pieces is not None and isinstance(pieces[-1], _PlainList)
        if pieces is None or (is_list and (rest or _GOES_ON.match(following))):
            rest += chunk + gap
            continue
        if rest:
            yield _Parsed(_tokens(rest))
            rest = ""
        yield from pieces
    if rest:
        yield _Parsed(_tokens(rest))


def _plain_pieces(chunk: str) -> tuple[_Plain, ...] | None:
    """What a chunk between blank lines consists of where that is plain: a heading, another block, or one on the other."""
    heading = _HEADING.match(chunk)
    if heading is None:
        block = _plain_block(chunk)
        return (block,) if block else None
    if _MEANS_SOMETHING.search(heading[2]):
        return None
    top = _PlainHeading(len(heading[1]), heading[2].strip())
    if heading.end() == len(chunk):
        return (top,)
    below = _plain_block(chunk[heading.end() :])
    return (top, below) if below else None


def _plain_block(chunk: str) -> _Paragraph | _PlainList | _PlainTable | None:
    if chunk.startswith("|"):
        return _plain_table(chunk)
    if _ITEM.match(chunk):
        return _plain_list(chunk)
    return _Paragraph(chunk.strip()) if chunk.strip() and not _MEANS_SOMETHING.search(_unmarked(chunk)) else None


def _plain_list(chunk: str) -> _PlainList | None:
    """A list whose every line is an item with the same mark."""
    found = [_ITEM.match(line) for line in chunk.split("\n")]
    marks = [one for one in found if one]
    if len(marks) < len(found) or len({one[1] or one[3] for one in marks}) > 1:
        return None
    items = [one.string[one.end() :] for one in marks]
    if _MEANS_SOMETHING.search(_unmarked("\n".join(items))):
        return None
    return _PlainList([item.strip() for item in items], int(marks[0][2]) if marks[0][2] else None)


def _plain_table(chunk: str) -> _PlainTable | None:
    """A table with a bar at both ends of every line."""
    lines = chunk.split("\n")
    if len(lines) < 2 or not _ALIGNMENT_ROW.fullmatch(lines[1]) or _MEANS_SOMETHING_IN_CELLS.search(_unmarked(chunk)):
        return None
    if not all(len(line) > 1 and line.startswith("|") and line.endswith("|") for line in lines):
        return None
    head, marks, *rows = ([cell.strip(" \t") for cell in line[1:-1].split("|")] for line in lines)
    if len(head) != len(marks):
        return None
    width = len(marks)
    if max(accumulate(width - len(row) for row in rows), default=0) > _MOST_FILLED:
        return None
    even = [(row + [""] * width)[:width] for row in rows]
    return _PlainTable([_ALIGNED[mark.startswith(":"), mark.endswith(":")] for mark in marks], [head, *even])


def _tokens(text: str) -> list[Token]:
    """What the parser makes of `text`."""
    return _parser().parse(text, {"references": _References(max(_LONGEST_REFERENCES, len(text)))})


_LONGEST_REFERENCES = 100_000


class _References(dict[str, dict[str, str]]):
    """Link definitions by label. What is taken from them is as long as the body at most, or 100,000 characters, as in cmark: one
    long address could be named by thousands of labels of three characters. Behind that a label leads nowhere and stays text."""

    def __init__(self, left: int) -> None:
        self.left = left

    def get(self, label: str, default: Any = None) -> Any:
        found = super().get(label)
        if found is None:
            return default
        self.left -= len(found["href"]) + len(found["title"])
        return found if self.left >= 0 else default


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt  # most bodies are plain, and an edit of one rarely meets the parser

    parser = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    parser.validateLink = _is_allowed  # type: ignore[method-assign, assignment]  # the documented way to set a policy
    parser.add_render_rule("table_open", lambda *_: '<div class="scroll" tabindex="0"><table>\n')
    parser.add_render_rule("table_close", lambda *_: "</table></div>\n")
    return parser


def _is_allowed(address: str) -> bool:
    """A link with another scheme, or to another host without one, stays the text that was typed."""
    plain = re.sub(r"[\x00-\x20\x7f-\x9f\xad\u200b-\u200f\ufeff]", "", address)
    if plain.startswith(("//", "\\", "/\\")):
        return False
    return is_external(plain) if _SCHEME.match(plain) else True


@cache
def _cleaner() -> nh3.Cleaner:
    """The second layer: even a slip above lets nothing through but these elements, attributes and schemes."""
    import nh3  # with the parser

    return nh3.Cleaner(
        tags=_ELEMENTS,
        attributes=_ATTRIBUTES,
        url_schemes={"https", "http", "mailto"},
        link_rel=None,
        set_tag_attribute_values={"pre": {"tabindex": "0"}},
    )


@dataclass(slots=True)
class _Body:
    """One pass over the tokens: anchors, heading levels, links, and the text of each section."""

    link: Link
    image: Link | None
    shift: int
    anchors: set[str]
    numbers: dict[str, int] = field(default_factory=dict)
    outline: list[Heading] = field(default_factory=list)
    found: list[tuple[str, str | None, list[str]]] = field(default_factory=lambda: [("", None, [])])

    def walk(self, tokens: list[Token]) -> None:
        for index, token in enumerate(tokens):
            if token.type == "inline":
                self._inline(token)
                if tokens[index - 1].type != "heading_open":
                    self.say(_plain(token))
            elif token.type == "heading_open":
                self._heading(token, tokens[index + 1], tokens[index + 2])
            elif token.type in ("fence", "code_block"):
                self.say(token.content)
            elif token.type in ("th_open", "td_open"):
                alignment = _ALIGNMENTS.get(str(token.attrs.pop("style", "")))
                if alignment:
                    token.attrs["class"] = alignment

    def sections(self) -> tuple[Section, ...]:
        """Every heading with the text below it; what stands above the first has none."""
        return tuple(
            Section(heading=heading, anchor=anchor, text="\n\n".join(texts))
            for heading, anchor, texts in self.found
            if heading or texts
        )

    def say(self, text: str) -> None:
        if text.strip():
            self.found[-1][2].append(_seen(text.strip()))

    def heading(self, level: int, text: str) -> tuple[int, str]:
        """Open a section; the level of its element and its anchor."""
        text = _seen(text)
        level = min(6, max(1, level + self.shift))
        anchor = self._anchor(text)
        self.found.append((text, anchor, []))
        self.outline.append(Heading(level=level, anchor=anchor, text=text))
        return level, anchor

    def _heading(self, opening: Token, inline: Token, closing: Token) -> None:
        level, anchor = self.heading(int(opening.tag[1]), _plain(inline).strip())
        opening.tag = closing.tag = f"h{level}"
        opening.attrs["id"] = anchor

    def _anchor(self, text: str) -> str:
        """The heading's words joined by hyphens, Chinese kept; numbered where another has them already."""
        words = re.sub(r"\s+", "-", _NOT_IN_ANCHORS.sub("", text).strip().lower()) or "section"
        number = self.numbers.get(words, 1)  # those below are taken
        anchor = words if number == 1 else f"{words}-{number}"
        while anchor in self.anchors:
            number += 1
            anchor = f"{words}-{number}"
        self.numbers[words] = number
        self.anchors.add(anchor)
        return anchor

    def _inline(self, token: Token) -> None:
        children = token.children or []
        dropped = False
        for index, child in enumerate(children):
            if child.type == "link_open":
                dropped = not self._link(child)
            elif child.type == "link_close" and dropped:
                _blank(child)
                dropped = False
            elif child.type == "image":
                self._picture(child)
            elif child.type == "softbreak" and _is_within_chinese(children, index):
                _blank(child)  # a line break between two Chinese characters is no space

    def _link(self, token: Token) -> bool:
        """Whether the link stays a link."""
        address = str(token.attrs.get("href", ""))
        if is_external(address):
            token.attrs["rel"] = "noopener"
            return True
        target = self.link(address)
        if target is None:
            _blank(token)
            return False
        token.attrs["href"] = target
        return True

    def _picture(self, token: Token) -> None:
        address = str(token.attrs.get("src", ""))
        target = self.image(address) if self.image and not is_external(address) else None
        if target is None:
            token.type, token.content, token.children = "text", _plain(token), None
            return
        token.attrs |= {"src": target, "loading": "lazy", "decoding": "async"}


def _seen(text: str) -> str:
    """A character that no source may hold can still be written as an entity, `&#x202e;`: it shows as what it is, a mark."""
    return STEERING.sub("\ufffd", text)


def _blank(token: Token) -> None:
    token.type, token.tag, token.content, token.nesting = "text", "", "", 0


def _is_within_chinese(children: list[Token], index: int) -> bool:
    before = children[index - 1].content if index else ""
    after = children[index + 1].content if index + 1 < len(children) else ""
    return _joins(before, after)


def _joins(before: str, after: str) -> bool:
    """Whether a line break between two texts is no space: both sides are Chinese."""
    return bool(_ENDS_CHINESE.search(before[-8:]) and _BEGINS_CHINESE.match(after))


def _plain(token: Token) -> str:
    """The text of an inline token without its markup."""
    parts = []
    for child in token.children or []:
        if child.type == "softbreak":
            parts.append(" ")
        elif child.type == "hardbreak":
            parts.append("\n")
        elif child.type == "image":
            parts.append(_plain(child))
        else:
            parts.append(child.content)
    return "".join(parts)


__all__ = ["NOTHING", "Address", "Heading", "Link", "Rendered", "addresses", "is_external", "render"]
