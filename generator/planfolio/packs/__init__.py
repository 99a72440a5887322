"""Packs: the built-in rule packs, read from the YAML files beside this module."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from planfolio.model.decode import decode
from planfolio.model.packs import Pack
from planfolio.packs.rules import RULES
from planfolio.packs.soundness import as_pack_finding, check, check_parents
from planfolio.sources import Document, SourceFile, read

__all__ = ["RULES", "as_pack_finding", "built_in", "check", "check_parents", "folder"]


@cache
def built_in() -> dict[str, tuple[Document, Pack]]:
    """The packs that come with Planfolio, by id, each with its source."""
    found = {}
    for path in sorted(folder().glob("*.yaml")):
        file = SourceFile(path=f"planfolio/packs/{path.name}", collection="packs", id=path.stem, raw=path.read_bytes())
        document, findings = read(file)
        assert document.root is not None, findings
        pack, slips = decode(document.path, document.root, Pack)
        assert pack is not None, slips
        found[path.stem] = (document, pack)
    return found


def folder() -> Path:
    """Where the built-in packs lie."""
    return Path(__file__).parent
