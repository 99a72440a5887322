"""Paging: a long list cut where its documents say so, by date or by letter, so that one more changes few pages and renames none.

A part is named for what its documents share (`2024`, `2024-09`, `sl`), never for how many stand before it. A part that is
too long is cut further and keeps its own page, which then leads to the smaller ones: an address once given stays.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from planfolio.catalog import Item

PER_PAGE = 100
"""Documents on one page of a list; more are cut, as long as something tells them apart."""

Steps = Callable[[Item], Sequence[str]]
"""The names of the parts to which a document belongs, from the widest to the narrowest; each name stands for one part."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One page of a list: its name ("" for the whole), the documents that it shows, the parts into which it is cut, and its
    neighbours. A part that is cut shows the first of the smaller ones, whose neighbours it has."""

    name: str
    items: Sequence[Item]
    parts: tuple[str, ...]
    first: str
    previous: str | None
    following: str | None


def cut(items: Sequence[Item], steps: Steps) -> Iterator[Part]:
    """The pages of a list, the whole first. `items` are in order, those of one part together."""
    whole = _divided("", items, [steps(item) for item in items] if len(items) > PER_PAGE else [], 0)
    leaves = list(whole.leaves())
    place = {leaf.name: number for number, leaf in enumerate(leaves)}
    for node in whole.nodes():
        leaf = next(node.leaves())
        at = place[leaf.name]
        yield Part(
            name=node.name,
            items=leaf.items,
            parts=tuple(below.name for below in node.forks()),
            first=leaf.name,
            previous=leaves[at - 1].name if at else None,
            following=leaves[at + 1].name if at + 1 < len(leaves) else None,
        )


@dataclass(frozen=True, slots=True)
class _Node:
    name: str
    items: Sequence[Item]
    below: list[_Node] = field(default_factory=list)

    def nodes(self) -> Iterator[_Node]:
        yield self
        for node in self.below:
            yield from node.nodes()

    def leaves(self) -> Iterator[_Node]:
        return (node for node in self.nodes() if not node.below)

    def forks(self) -> list[_Node]:
        """The parts among which a reader chooses: one that is cut into a single part leaves no choice."""
        node = self
        while len(node.below) == 1:
            node = node.below[0]
        return node.below


def _divided(name: str, items: Sequence[Item], steps: Sequence[Sequence[str]], depth: int) -> _Node:
    if len(items) <= PER_PAGE or all(len(one) <= depth for one in steps):
        return _Node(name, items)
    groups: dict[str, list[int]] = {}
    for number, one in enumerate(steps):
        groups.setdefault(one[depth] if depth < len(one) else f"{name}-", []).append(number)
    return _Node(
        name,
        items,
        [
            _divided(below, [items[number] for number in found], [steps[number] for number in found], depth + 1)
            for below, found in groups.items()
        ],
    )
