"""The search source of a page: the never-published HTML that Pagefind reads in the page's stead."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from html import escape

from planfolio.search.tokens import BREAK, tokens

FACETS = ("学年", "类型", "学段", "学科", "单位", "方式", "状态")
"""The facets of search in the order in which they are shown; their keys are the same in every language."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A heading and the plain text below it, up to the next heading; the first may have no heading.

    `anchor` is the heading's id on the published page. Paragraphs of `text` stand apart by a blank line.
    """

    heading: str
    anchor: str | None
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What search knows of one page.

    `path` is the site-relative address, "plans/autumn-2024/"; "" is the home page.
    `filters` maps FACETS to their values, such as "类型" to ("学期方案",). `hours` is what the page says of them: "36 学时".
    """

    path: str
    title: str
    names: tuple[str, ...]
    keywords: tuple[str, ...]
    filters: Mapping[str, tuple[str, ...]]
    date: date | None
    sections: tuple[Section, ...] = ()
    hours: str = ""


def source_page(entry: Entry) -> str:
    """The search source of an entry, as HTML.

    Metadata, as tokens: `title`, `who` (names), `kw` (keywords).
    """
    return "\n".join([*_head(entry), *_body(entry), ""])


def source_name(path: str) -> str:
    """The file, inside the folder of sources, that Pagefind takes for the page at `path`."""
    return f"{path}index.html" if path == "" or path.endswith("/") else path


def has_words(entry: Entry) -> bool:
    """Whether the page has a word to be found by; Pagefind leaves out a page that has none."""
    texts = [entry.title, *(part for section in entry.sections for part in (section.heading, section.text))]
    return any(re.search(r"[^\W_]", text) for text in texts)


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a text: what stands between blank lines."""
    return [part for part in re.split(r"\n[ \t\r]*\n", text) if part.strip()]


def _head(entry: Entry) -> Iterator[str]:
    yield '<!doctype html>\n<html lang="und">\n<head>\n<meta charset="utf-8">'
    yield from (_meta(key, value) for key, value in _token_fields(entry) if value)
    yield "</head>"


def _token_fields(entry: Entry) -> Iterator[tuple[str, str]]:
    yield "title", tokens(entry.title)
    yield "who", _joined(entry.names)
    yield "kw", _joined(entry.keywords)


def _joined(texts: Iterable[str]) -> str:
    return f" {BREAK} ".join(tokens(text) for text in texts)


def _meta(key: str, value: str) -> str:
    return f'<meta data-pagefind-meta="{key}[content]" content="{escape(value)}">'


def _body(entry: Entry) -> Iterator[str]:
    yield "<body data-pagefind-body>"
    yield f"<h1>{_marked(entry.title)}</h1>"
    for section in entry.sections:
        if section.heading:
            anchor = f' id="{escape(section.anchor)}"' if section.anchor else ""
            yield f"<h2{anchor}>{_marked(section.heading)}</h2>"
        yield from (f"<p>{_marked(text)}</p>" for text in paragraphs(section.text))
    yield "</body>\n</html>"


def _marked(text: str) -> str:
    return f"{escape(tokens(text))} {BREAK}"
