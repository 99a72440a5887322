"""Markdown: a document's body as safe HTML and, section by section, as the plain text that search reads."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cache

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

from planfolio.search import Section

Link = Callable[[str], str | None]
"""What a link inside the site becomes; None where it leads nowhere that a reader may go, so that only its text is left."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """A body: its HTML, its headings with their text for search, and the same headings as a table of contents."""

    html: str
    sections: tuple[Section, ...]
    outline: tuple[Heading, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A heading of the rendered body; `level` is that of its HTML element."""

    level: int
    anchor: str
    text: str


NOTHING = Rendered(html="", sections=())

_SCHEME = re.compile(r"[a-z][a-z0-9+.\-]*:", re.IGNORECASE)
_EXTERNAL = re.compile(r"(?:https?://[^/]|mailto:.)", re.IGNORECASE)
_CJK = "\u2e80-\u303f\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uffef“”‘’…—"
_ENDS_CHINESE = re.compile(rf"[{_CJK}]\Z")
_BEGINS_CHINESE = re.compile(rf"[{_CJK}]")
_NOT_IN_ANCHORS = re.compile(r"[^\w\s-]|_")
_ALIGNMENTS = {"text-align:left": "left", "text-align:center": "center", "text-align:right": "right"}
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
    parser = _parser()
    tokens = parser.parse(text)
    body = _Body(link=link, image=image, level=level, anchors=set(taken))
    body.walk(tokens)
    html = parser.renderer.render(tokens, parser.options, {})
    return Rendered(html=_cleaned(html), sections=body.sections(), outline=tuple(body.outline))


@cache
def _parser() -> MarkdownIt:
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


def _cleaned(html: str) -> str:
    """The second layer: even a slip above lets nothing through but these elements, attributes and schemes."""
    return nh3.clean(
        html,
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
    level: int
    anchors: set[str]
    shift: int = 0
    outline: list[Heading] = field(default_factory=list)
    found: list[tuple[str, str | None, list[str]]] = field(default_factory=lambda: [("", None, [])])

    def walk(self, tokens: list[Token]) -> None:
        levels = [int(token.tag[1]) for token in tokens if token.type == "heading_open"]
        self.shift = self.level - min(levels, default=self.level)
        for index, token in enumerate(tokens):
            if token.type == "inline":
                self._inline(token)
                if tokens[index - 1].type != "heading_open":
                    self._say(_plain(token))
            elif token.type == "heading_open":
                self._heading(token, tokens[index + 1], tokens[index + 2])
            elif token.type in ("fence", "code_block"):
                self._say(token.content)
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

    def _say(self, text: str) -> None:
        if text.strip():
            self.found[-1][2].append(text.strip())

    def _heading(self, opening: Token, inline: Token, closing: Token) -> None:
        level = min(6, max(1, int(opening.tag[1]) + self.shift))
        text = _plain(inline).strip()
        anchor = self._anchor(text)
        opening.tag = closing.tag = f"h{level}"
        opening.attrs["id"] = anchor
        self.found.append((text, anchor, []))
        self.outline.append(Heading(level=level, anchor=anchor, text=text))

    def _anchor(self, text: str) -> str:
        """The heading's words joined by hyphens, Chinese kept; numbered where another has them already."""
        words = re.sub(r"\s+", "-", _NOT_IN_ANCHORS.sub("", text).strip().lower()) or "section"
        anchor, number = words, 1
        while anchor in self.anchors:
            number += 1
            anchor = f"{words}-{number}"
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


def _blank(token: Token) -> None:
    token.type, token.tag, token.content, token.nesting = "text", "", "", 0


def _is_within_chinese(children: list[Token], index: int) -> bool:
    before = children[index - 1].content if index else ""
    after = children[index + 1].content if index + 1 < len(children) else ""
    return bool(_ENDS_CHINESE.search(before) and _BEGINS_CHINESE.match(after))


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


__all__ = ["NOTHING", "Heading", "Link", "Rendered", "is_external", "render"]
