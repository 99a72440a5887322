"""Registries: names, policies and places that checks know by heart, read from the YAML files in `data/`."""

from __future__ import annotations

from collections.abc import Mapping as Texts
from functools import cache
from pathlib import Path

from planfolio.sources import Mapping, Node, Scalar, SourceFile, read


@cache
def registry(name: str) -> tuple[Texts[str, tuple[str, ...]], ...]:
    """The entries of `data/<name>.yaml`, a list of mappings whose values are texts or lists of texts."""
    raw = (Path(__file__).parent / "data" / f"{name}.yaml").read_bytes()
    document, findings = read(
        SourceFile(path=f"planfolio/checks/data/{name}.yaml", collection="data", id=name, raw=raw)
    )
    assert document.root is not None, findings
    (entries,) = [entry.value for entry in document.root.entries if entry.name == "entries"]
    assert not isinstance(entries, (Scalar, Mapping))
    return tuple(_texts(item) for item in entries.items)


def _texts(node: Node) -> Texts[str, tuple[str, ...]]:
    assert isinstance(node, Mapping)
    return {entry.name: _list(entry.value) for entry in node.entries}


def _list(node: Node) -> tuple[str, ...]:
    if isinstance(node, Scalar):
        return (node.text,)
    assert not isinstance(node, Mapping)
    return tuple(item.text for item in node.items if isinstance(item, Scalar))
