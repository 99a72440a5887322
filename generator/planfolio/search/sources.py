"""The search source of a page: the never-published HTML that Pagefind reads in the page's stead."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from html import escape

from planfolio.search.tokens import BREAK, tokens


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
    `filters` maps 类型 学年 学科 学段 单位 方式 状态 to their values, such as "类型" to ("学期方案",).
    """

    path: str
    title: str
    names: tuple[str, ...]
    keywords: tuple[str, ...]
    filters: Mapping[str, tuple[str, ...]]
    date: date | None
    sections: tuple[Section, ...]


def source_page(entry: Entry) -> str:
    """The search source of an entry, as HTML.

    Metadata: `title` (as written, for show), `ts` (its tokens), `who` (names), `kw` (keywords).
    """
    return "\n".join([*_head(entry), *_body(entry), ""])


def source_name(path: str) -> str:
    """The file, inside the folder of sources, that Pagefind takes for the page at `path`."""
    return f"{path}index.html" if path == "" or path.endswith("/") else path


def has_words(entry: Entry) -> bool:
    """Whether the page has a word to be found by; Pagefind leaves out a page that has none."""
    texts = [entry.title, *(part for section in entry.sections for part in (section.heading, section.text))]
    return any(re.search(r"[^\W_]", text) for text in texts)


def _head(entry: Entry) -> Iterator[str]:
    yield '<!doctype html>\n<html lang="und">\n<head>\n<meta charset="utf-8">'
    yield _meta("title", entry.title)
    yield from (_meta(key, value) for key, value in _token_fields(entry) if value)
    for key, values in entry.filters.items():
        # Pagefind decodes the value of a filter twice.
        yield from (_tag("filter", f"{key}[content]", escape(value)) for value in values if value)
    if entry.date is not None:
        yield f'<meta data-pagefind-sort="date:{entry.date.isoformat()}">'
    yield "</head>"


def _token_fields(entry: Entry) -> Iterator[tuple[str, str]]:
    yield "ts", tokens(entry.title)
    yield "who", _joined(entry.names)
    yield "kw", _joined(entry.keywords)


def _joined(texts: Iterable[str]) -> str:
    return f" {BREAK} ".join(tokens(text) for text in texts)


def _meta(key: str, value: str) -> str:
    return _tag("meta", f"{key}[content]", value)


def _tag(role: str, key: str, value: str) -> str:
    return f'<meta data-pagefind-{role}="{escape(key)}" content="{escape(value)}">'


def _body(entry: Entry) -> Iterator[str]:
    yield "<body data-pagefind-body>"
    yield f"<h1>{_marked(entry.title)}</h1>"
    for section in entry.sections:
        if section.heading:
            anchor = f' id="{escape(section.anchor)}"' if section.anchor else ""
            yield f"<h2{anchor}>{_marked(section.heading)}</h2>"
        yield from (f"<p>{_marked(text)}</p>" for text in re.split(r"\n[ \t\r]*\n", section.text) if text.strip())
    yield "</body>\n</html>"


def _marked(text: str) -> str:
    return f"{escape(tokens(text))} {BREAK}"
