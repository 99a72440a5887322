"""Paging: a long list cut where its documents say so, by date or by letter, so that one more changes few pages and renames none.

A part is named for what its documents share (`2024`, `2024-09`, `sl`), never for how many stand before it. A part that is
too long is cut further and keeps its own page, which then leads to the smaller ones: an address once given stays.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import field
from typing import Generic, TypeVar

from planfolio.frozen import frozen

PER_PAGE = 100
"""Documents on one page of a list; more are cut, as long as something tells them apart."""

Listed = TypeVar("Listed")
Steps = Callable[[Listed, int], str | None]
"""The name of the part to which a document belongs after so many cuts, the widest after none; None where nothing narrower tells
it apart. Each name stands for one part."""


@frozen(kw_only=True)
class Part(Generic[Listed]):
    """One page of a list: its name ("" for the whole), the documents that it shows, the parts into which it is cut, and its
    neighbours. A part that is cut shows the first of the smaller ones, whose neighbours it has."""

    name: str
    items: Sequence[Listed]
    parts: tuple[str, ...]
    first: str
    previous: str | None
    following: str | None


def cut(items: Sequence[Listed], steps: Steps[Listed], most: int) -> Iterator[Part[Listed]]:
    """The pages of a list with at most so many items each, the whole first. `items` are in order, those of one part together."""
    whole = _divided("", items, steps, 0, most)
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


@frozen
class _Node(Generic[Listed]):
    name: str
    items: Sequence[Listed]
    below: list[_Node[Listed]] = field(default_factory=list)

    def nodes(self) -> Iterator[_Node[Listed]]:
        yield self
        for node in self.below:
            yield from node.nodes()

    def leaves(self) -> Iterator[_Node[Listed]]:
        return (node for node in self.nodes() if not node.below)

    def forks(self) -> list[_Node[Listed]]:
        """The parts among which a reader chooses: one that is cut into a single part leaves no choice."""
        node = self
        while len(node.below) == 1:
            node = node.below[0]
        return node.below


def _divided(name: str, items: Sequence[Listed], steps: Steps[Listed], depth: int, most: int) -> _Node[Listed]:
    if len(items) <= most:
        return _Node(name, items)
    groups: dict[str | None, list[Listed]] = {}
    for item in items:
        groups.setdefault(steps(item, depth), []).append(item)
    if set(groups) == {None}:
        return _Node(name, items)
    return _Node(
        name,
        items,
        [_divided(below or f"{name}-", found, steps, depth + 1, most) for below, found in groups.items()],
    )
