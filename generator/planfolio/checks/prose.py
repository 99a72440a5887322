"""Prose: the text of a document as checks read it, its fields and its body, each piece with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from planfolio.checks.subject import Subject
from planfolio.findings import Place, Span
from planfolio.sources import Document
from planfolio.sources.nodes import Node, Scalar, Sequence

_APART = frozenset({"waivers", "豁免", "aliases", "旧地址"})
_NOTE = frozenset({"note", "备注"})
_CODE = re.compile(r"```[^`]*```|`[^`\n]*`")
"""Fenced and inline code, which quotes and does not say."""
_ANYTHING = re.compile("")


class Passage(NamedTuple):
    """A piece of text: a field's value or the whole body. `span` is a field's place, `line` the first line of a body."""

    file: str
    text: str
    line: int
    span: Span | None = None
    source: tuple[str, ...] = ()  # the lines of the file, for a field

    @property
    def is_field(self) -> bool:
        return self.span is not None

    def place(self, start: int, end: int) -> Place:
        """Where the characters from `start` up to `end` stand, in lines and code points."""
        if self.span is not None:
            return Place(self.file, (), self._in_field(self.span, start, end))
        line = self.line + self.text.count("\n", 0, start)
        column = start - self.text.rfind("\n", 0, start)
        return Place(self.file, (), Span(line, column, line, column + end - start))

    def _in_field(self, span: Span, start: int, end: int) -> Span:
        """A field's text may be quoted or folded in the source, so that the same occurrence is looked for there."""
        found = self.text[start:end]
        before = self.text.count(found, 0, start)
        for number, line in enumerate(self.source[span.line - 1 : span.end_line]):
            column = line.find(found, span.column - 1 if number == 0 else 0)
            while column >= 0 and before:
                column, before = line.find(found, column + len(found)), before - 1
            if column >= 0:
                at = span.line + number
                return Span(at, column + 1, at, column + 1 + len(found))
        return span


def passages(subject: Subject) -> Iterator[Passage]:
    """The fields of a document in their order, then its body; a note stands in place of a body."""
    return passages_with(subject, _ANYTHING)


def passages_with(subject: Subject, pattern: re.Pattern[str]) -> Iterator[Passage]:
    """The passages in which `pattern` is found. Where it is nowhere in the source of the fields these are not even taken
    apart, unless a backslash says that a field may hold what its source does not."""
    document = subject.item.document
    fields = document.text.removesuffix(document.body)
    if "\\" in fields or pattern.search(fields):
        yield from _fields(document, pattern)
    if document.body and pattern.search(body(subject).text):
        yield body(subject)


def body(subject: Subject) -> Passage:
    """The body, with code blanked out."""
    return _body(subject.item.document)


def _fields(document: Document, pattern: re.Pattern[str]) -> Iterator[Passage]:
    source = tuple(document.text.split("\n"))
    for entry in document.root.entries if document.root else ():
        key = entry.name.strip()
        if key in _NOTE and isinstance(entry.value, Scalar):
            note = _note(document.path, source, entry.value)
            if pattern.search(note.text):
                yield note
        elif key not in _APART:
            for one in _scalars(entry.value):
                if pattern.search(one.text):
                    yield Passage(document.path, one.text, one.line, one.span, source)


# One document is judged by all checks before the next, so that only the last one's text is worth keeping.
@lru_cache(maxsize=1)
def _body(document: Document) -> Passage:
    text = _CODE.sub(_blank, document.body) if "`" in document.body else document.body
    return Passage(document.path, text, document.body_line)


def _scalars(node: Node) -> Iterator[Scalar]:
    """All texts in a node, in order."""
    waiting = [node]
    while waiting:
        one = waiting.pop()
        if isinstance(one, Scalar):
            yield one
        elif isinstance(one, Sequence):
            waiting.extend(reversed(one.items))
        else:
            waiting.extend(entry.value for entry in reversed(one.entries))


def _note(file: str, source: tuple[str, ...], node: Scalar) -> Passage:
    """The lines in which a note stands, as they are in the source, so that its places need no search."""
    first, *rest = source[node.span.line - 1 : node.span.end_line]
    first = " " * (node.span.column - 1) + first[node.span.column - 1 :]
    return Passage(file, "\n".join([first, *rest]), node.span.line)


def _blank(code: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", code.group())
