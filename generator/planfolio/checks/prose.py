"""Prose: the text of a document as checks read it, its fields and its body, each piece with its place."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from planfolio.checks.subject import Subject
from planfolio.findings import Place, Span
from planfolio.sources.nodes import Mapping, Node, Scalar, Sequence

_APART = frozenset({"waivers", "豁免", "aliases", "旧地址"})
_NOTE = frozenset({"note", "备注"})
_BREAK = re.compile(r"\n")
_CODE = re.compile(r"```[^`]*```|`[^`\n]*`")
"""Fenced and inline code, which quotes and does not say."""


@dataclass(frozen=True)
class Passage:
    """A piece of text: a field's value or the whole body. `span` is a field's place, `line` the first line of a body."""

    file: str
    text: str
    line: int
    span: Span | None = None
    source: tuple[str, ...] = ()  # the lines of the file, for a field

    @property
    def is_field(self) -> bool:
        return self.span is not None

    @cached_property
    def _breaks(self) -> list[int]:
        return [found.start() for found in _BREAK.finditer(self.text)]

    def place(self, start: int, end: int) -> Place:
        """Where the characters from `start` up to `end` stand, in lines and code points."""
        if self.span is not None:
            return Place(self.file, (), self._in_field(self.span, start, end))
        number = bisect_left(self._breaks, start)
        column = start - (self._breaks[number - 1] if number else -1)
        return Place(self.file, (), Span(self.line + number, column, self.line + number, column + end - start))

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
    document = subject.item.document
    source = tuple(document.text.split("\n"))
    if document.root is not None:
        for entry in document.root.entries:
            key = entry.key.text.strip()
            if key in _NOTE and isinstance(entry.value, Scalar):
                yield _note(document.path, source, entry.value)
            elif key not in _APART:
                yield from _fields(document.path, source, entry.value)
    if document.body:
        yield body(subject)


def body(subject: Subject) -> Passage:
    """The body, with code blanked out."""
    document = subject.item.document
    text = _CODE.sub(_blank, document.body) if "`" in document.body else document.body
    return Passage(document.path, text, document.body_line)


def _fields(file: str, source: tuple[str, ...], node: Node) -> Iterator[Passage]:
    if isinstance(node, Scalar):
        yield Passage(file, node.text, node.span.line, node.span, source)
    elif isinstance(node, Sequence):
        for item in node.items:
            yield from _fields(file, source, item)
    elif isinstance(node, Mapping):
        for entry in node.entries:
            yield from _fields(file, source, entry.value)


def _note(file: str, source: tuple[str, ...], node: Scalar) -> Passage:
    """The lines in which a note stands, as they are in the source, so that its places need no search."""
    first, *rest = source[node.span.line - 1 : node.span.end_line]
    first = " " * (node.span.column - 1) + first[node.span.column - 1 :]
    return Passage(file, "\n".join([first, *rest]), node.span.line)


def _blank(code: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", code.group())
