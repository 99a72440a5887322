"""Nodes: the tree of a source, every scalar still text and every node with its span.

Named tuples, because a large site has millions of them and they are the cheapest frozen values there are.
"""

from __future__ import annotations

from typing import NamedTuple

from planfolio.findings import Span

NOTHING = frozenset({"", "~", "null"})
"""How YAML writes that there is nothing."""


class Scalar(NamedTuple):
    """A piece of text as written; `quoted` tells "" from nothing, `in_flow` a value between [ ] or { }.

    The numbers of its span are its own, as in all nodes: a span in each of them would take as much memory again.
    """

    text: str
    line: int
    column: int
    end_line: int
    end_column: int
    quoted: bool = False
    in_flow: bool = False

    @property
    def span(self) -> Span:
        return Span(self.line, self.column, self.end_line, self.end_column)

    @property
    def is_empty(self) -> bool:
        """Nothing written after the colon, or null in one of YAML's spellings."""
        return not self.quoted and self.text in NOTHING


class Sequence(NamedTuple):
    items: tuple[Node, ...]
    line: int
    column: int
    end_line: int
    end_column: int

    @property
    def span(self) -> Span:
        return Span(self.line, self.column, self.end_line, self.end_column)


class Entry(NamedTuple):
    """A key, its text in `name`, with its value. The key's node is made for the few who ask where it stands."""

    name: str
    value: Node
    line: int
    column: int
    end_line: int
    end_column: int
    quoted: bool = False

    @property
    def key(self) -> Scalar:
        return Scalar(self.name, self.line, self.column, self.end_line, self.end_column, self.quoted)


class Mapping(NamedTuple):
    entries: tuple[Entry, ...]
    line: int
    column: int
    end_line: int
    end_column: int

    @property
    def span(self) -> Span:
        return Span(self.line, self.column, self.end_line, self.end_column)


Node = Scalar | Sequence | Mapping
