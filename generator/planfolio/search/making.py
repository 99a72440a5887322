"""The making of a shard: all that a reader's browser loads to search in it, in a folder of its own."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from planfolio.search.cards import in_json
from planfolio.search.engine import Engine
from planfolio.search.facets import facets
from planfolio.search.prepared import sources
from planfolio.search.shards import Shard
from planfolio.search.wordindex import WordIndex

BYTES_IN_CARDS = 16_000
"""Cards of neighbouring pages share a file of about so many, before it is compressed: a reader loads one for each result."""


def make(shard: Shard, engine: Engine, *, folder: Path, sources_in: Path) -> dict[str, bytes]:
    """Writes the files of a shard into an empty folder; returns the hash of each. Raises SourceLost.

    Beside the index of words: `cards/<number>.json` (what is shown of pages), `titles.json`, and `pages.json` with what is
    known of every page, {"facets": …, "days": [738000, 0], "cards": [0, 0, 1]}: the day as a number (0: none), and the file
    of its card, in which cards stand in order.
    """
    for inner in ("cards", "index"):
        (folder / inner).mkdir()
    digests = {}
    for name, content in _files(shard, engine, sources_in):
        (folder / name).write_bytes(content)
        digests[name] = hashlib.sha256(content).digest()
    return digests


def _files(shard: Shard, engine: Engine, sources_in: Path) -> Iterator[tuple[str, bytes]]:
    index = WordIndex(shard.name, engine)
    in_file: list[int] = []
    cards: list[bytes] = []
    for source in sources(shard.pages, sources_in):
        index.add(source)
        if cards and sum(map(len, cards)) + len(source.card) > BYTES_IN_CARDS:
            yield f"cards/{in_file[-1]}.json", _listed(cards)
            cards.clear()
        in_file.append(in_file[-1] + (not cards) if in_file else 0)
        cards.append(source.card)
    yield f"cards/{in_file[-1]}.json", _listed(cards)
    yield from index.files()
    days = [page.date.toordinal() if page.date else 0 for page in shard.pages]
    yield "pages.json", in_json({"facets": facets(shard.pages), "days": days, "cards": in_file})
    yield "titles.json", in_json([page.title for page in shard.pages])


def _listed(cards: list[bytes]) -> bytes:
    return b"[" + b",\n".join(cards) + b"]"
