"""Prose: the text of a document as checks read it, its fields and its body, each piece with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from planfolio.checks.subject import Subject
from planfolio.findings import Place, Span
from planfolio.sources import Document
from planfolio.sources.nodes import Mapping, Node, Scalar, Sequence

_APART = frozenset({"waivers", "豁免", "aliases", "旧地址"})
_NOTE = frozenset({"note", "备注"})
_CODE = re.compile(r"```[^`]*```|`[^`\n]*`")
"""Fenced and inline code, which quotes and does not say."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of text: a field's value or the whole body. `span` is a field's place, `line` the body's first line."""

    document: Document
    text: str
    line: int
    span: Span | None = None

    @property
    def is_field(self) -> bool:
        return self.span is not None

    def place(self, start: int, end: int) -> Place:
        """Where the characters from `start` up to `end` stand, in lines and code points."""
        if self.span is not None:
            return Place(self.document.path, (), self._in_field(self.text[start:end]))
        line = self.text.count("\n", 0, start)
        column = start - self.text.rfind("\n", 0, start)
        return Place(self.document.path, (), Span(self.line + line, column, self.line + line, column + end - start))

    def _in_field(self, found: str) -> Span:
        """A field's text may be quoted or folded in the source, so that it is looked for there."""
        assert self.span is not None
        for number, line in enumerate(self.document.text.split("\n")[self.span.line - 1 : self.span.end_line]):
            column = line.find(found, self.span.column - 1 if number == 0 else 0)
            if column >= 0:
                at = self.span.line + number
                return Span(at, column + 1, at, column + 1 + len(found))
        return self.span


def passages(subject: Subject) -> Iterator[Passage]:
    """The fields of a document in their order, then its body; a note stands in place of a body."""
    document = subject.item.document
    if document.root is not None:
        for entry in document.root.entries:
            key = entry.key.text.strip()
            if key in _NOTE and isinstance(entry.value, Scalar):
                yield _note(document, entry.value)
            elif key not in _APART:
                yield from _fields(document, entry.value)
    if document.body:
        yield Passage(document, _CODE.sub(_blank, document.body), document.body_line)


def _fields(document: Document, node: Node) -> Iterator[Passage]:
    if isinstance(node, Scalar):
        yield Passage(document, node.text, node.span.line, node.span)
    elif isinstance(node, Sequence):
        for item in node.items:
            yield from _fields(document, item)
    elif isinstance(node, Mapping):
        for entry in node.entries:
            yield from _fields(document, entry.value)


def _note(document: Document, node: Scalar) -> Passage:
    """The lines in which a note stands, as they are in the source, so that its places need no search."""
    lines = document.text.split("\n")[node.span.line - 1 : node.span.end_line]
    lines[0] = " " * (node.span.column - 1) + lines[0][node.span.column - 1 :]
    return Passage(document, "\n".join(lines), node.span.line)


def _blank(code: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", code.group())
