"""The shards of an index: which pages are searched together.

A site of up to 2,000 pages has one. Otherwise the pages are halved until no shard has more: by school year first, so that a
reader who chooses a year needs its shards alone, then by their addresses. Where a page belongs depends on itself and on how
full its shard is, never on how many pages come before it: a new page leaves all other shards as they are.
"""

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from itertools import chain, zip_longest

from planfolio.frozen import frozen
from planfolio.search.entries import YEAR
from planfolio.search.prepared import Prepared

PAGES_AT_MOST = 2_000
_YEAR = re.compile(r"[0-9]{4}")
_YEARS = 2**14
"""More than there are with four digits; a power of two, so that halves are always cut at the same years."""


@frozen(kw_only=True)
class Shard:
    """The pages of a shard, from the newest to the oldest. Its name tells it from the others of a site: "2024-2025/01"."""

    name: str
    pages: Sequence[Prepared]


def shards(pages: Sequence[Prepared]) -> list[Shard]:
    """The shards of a site, those that a reader looks for first first: the latest years, and between them what has no year."""
    if len(pages) <= PAGES_AT_MOST:
        return [_shard("", pages)] if pages else []
    dated = [page for page in pages if _year(page)]
    undated = [page for page in pages if not _year(page)]
    pairs = zip_longest(_by_year(dated, 0, _YEARS), _by_address("", undated))
    return [shard for shard in chain.from_iterable(pairs) if shard is not None]


def _by_year(pages: Sequence[Prepared], first: int, count: int) -> Iterator[Shard]:
    """Shards of `count` years each, or of fewer; the latest first."""
    if len(pages) <= PAGES_AT_MOST:
        yield from [_shard(f"{first}-{first + count}", pages)] if pages else []
    elif count == 1:
        yield from _by_address(f"{first}-{first + 1}", pages)
    else:
        later, earlier = _halves(pages, lambda page: _year(page) >= first + count // 2)
        yield from _by_year(later, first + count // 2, count // 2)
        yield from _by_year(earlier, first, count // 2)


def _by_address(name: str, pages: Sequence[Prepared], depth: int = 0) -> Iterator[Shard]:
    if len(pages) <= PAGES_AT_MOST:
        yield from [_shard(name, pages)] if pages else []
    else:
        for bit, half in enumerate(_halves(pages, lambda page: not _bit(page.path, depth))):
            yield from _by_address(f"{name}/{bit}" if not depth else f"{name}{bit}", half, depth + 1)


def _shard(name: str, pages: Sequence[Prepared]) -> Shard:
    return Shard(name=name, pages=sorted(pages, key=_newest_first))


def _newest_first(page: Prepared) -> tuple[int, str]:
    return -page.date.toordinal() if page.date else 0, page.path


def _year(page: Prepared) -> int:
    """The year in which the latest school year of a page begins; 0 for a page without one."""
    return max((int(found[0]) for year in page.filters.get(YEAR, ()) if (found := _YEAR.match(year))), default=0)


def _bit(path: str, depth: int) -> bool:
    return bool(hashlib.sha256(path.encode()).digest()[depth // 8] >> depth % 8 & 1)


def _halves(pages: Sequence[Prepared], first: Callable[[Prepared], bool]) -> tuple[list[Prepared], list[Prepared]]:
    return [page for page in pages if first(page)], [page for page in pages if not first(page)]
