"""Nodes: the tree of a source, every scalar still text and every node with its span."""

from __future__ import annotations

from dataclasses import dataclass

from planfolio.findings import Span


@dataclass(frozen=True, slots=True)
class Scalar:
    """A piece of text as written; `quoted` tells "" from nothing, `in_flow` a value between [ ] or { }."""

    text: str
    span: Span
    quoted: bool = False
    in_flow: bool = False

    @property
    def is_empty(self) -> bool:
        """Nothing written after the colon, or null in one of YAML's spellings."""
        return not self.quoted and self.text in ("", "~", "null")


@dataclass(frozen=True, slots=True)
class Sequence:
    items: tuple[Node, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Entry:
    key: Scalar
    value: Node


@dataclass(frozen=True, slots=True)
class Mapping:
    entries: tuple[Entry, ...]
    span: Span


Node = Scalar | Sequence | Mapping
