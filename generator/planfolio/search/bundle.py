"""The search bundle of a site: its start, its engine and its shards, of which only those are made that are not kept."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path, PurePosixPath

from planfolio.findings import say
from planfolio.obstacles import reason
from planfolio.search.cards import in_json
from planfolio.search.engine import Engine, engine
from planfolio.search.entries import YEAR
from planfolio.search.facets import counts
from planfolio.search.failure import SearchFailed
from planfolio.search.kept import Kept, begun, finished, forget, kept
from planfolio.search.making import make
from planfolio.search.prepared import Prepared, programs
from planfolio.search.shards import Shard, shards
from planfolio.search.variants import TRADITIONAL
from planfolio.search.wordindex import opening
from planfolio.workers import spread

PROCESSES_AT_MOST = 4
"""Each takes up to 200 MB for a shard of 2,000 pages."""


def index(
    prepared: Iterable[Prepared],
    sources: Path,
    *,
    workdir: Path,
    keep: Path | None = None,
    processes: int = 1,
) -> dict[str, bytes | Path]:
    """The search bundle of the pages: site-relative file names to contents, or to files to be copied; always the same bytes.

    `sources` is the folder into which the pages were prepared. `keep` is a folder in which shards stay from run to run, used
    by one run at a time; without it they lie in `workdir`, which must last until the files are copied. Of `keep` nothing is
    believed that is not whole, and where it cannot be written it is done without. `processes` shards are made at a time.

    `pagefind/` holds the engine and an index without pages, since Pagefind opens its first index in the language of the
    page it runs on, and ours must be opened as `und`. `pagefind/search.json` is what the browser reads first:
    {"shards": [{"folder": "3f2a…", "name": "2024-2025", "pages": 40, "years": ["2024-2025"]}], "pages": 40, "facets": {"学年":
    [["2024-2025", 40]]}, "traditional": "師师…"}. The folder of a shard is named by the hash of what is in it; numbers of pages
    go from the newest in the shard to the oldest.

    Raises SearchFailed if Pagefind is missing or fails, if nothing can be written, or if two pages have one address;
    SourceLost with the pages that must be prepared again.
    """
    given = list(prepared)
    _refuse_impossible_paths(given)
    pages = [page for page in given if page.source]
    runs = engine(workdir=workdir.resolve())
    found = shards(pages)
    made = _made_somewhere(found, runs, sources=sources, places=[keep, workdir / "shards"], processes=processes)
    start = {
        "shards": [_start(shard, _address(one)) for shard, one in zip(found, made, strict=True)],
        "pages": len(pages),
        "facets": counts(pages),
        "traditional": TRADITIONAL,
    }
    bundle: dict[str, bytes | Path] = {**runs.files, **opening(runs), "search.json": in_json(start)}
    for one in made:
        bundle |= {f"{_address(one)}/{name}": one.folder / name for name in one.names}
    return {f"pagefind/{name}": bundle[name] for name in sorted(bundle)}


def _made_somewhere(
    given: Sequence[Shard], engine: Engine, *, sources: Path, places: Iterable[Path | None], processes: int
) -> list[Kept]:
    """The shards, in the first of the places that can be written."""
    failures: list[OSError] = []
    for place in filter(None, places):
        try:
            return _made(given, engine, sources=sources, keep=place, processes=processes)
        except OSError as failure:
            failures.append(failure)
    last = failures[-1]
    raise SearchFailed(
        say("检索索引没有写成：{why}", "The search index could not be written: {why}", why=reason(last)),
        fix=say(
            "检查磁盘空间和内存后重新构建，或用 --no-search 跳过搜索",
            "check disk space and memory and build again, or leave search out with --no-search",
        ),
    ) from last


def _made(given: Sequence[Shard], engine: Engine, *, sources: Path, keep: Path, processes: int) -> list[Kept]:
    """The shards in their folders. Those that are not kept are made, several at a time."""
    keys = {shard.name: _key(shard, engine) for shard in given}
    found = {name: one for name, key in keys.items() if (one := kept(key, keep))}
    missing = [shard for shard in given if shard.name not in found]
    places = [begun(keys[shard.name], keep) for shard in missing]

    def make_one(one: Sequence[tuple[Shard, Path]]) -> dict[str, bytes]:
        [(shard, place)] = one
        return make(shard, engine, folder=place, sources_in=sources)

    pairs = list(zip(missing, places, strict=True))
    digests = spread(make_one, pairs, processes=min(processes, PROCESSES_AT_MOST), batch=1)
    for (shard, place), of_files in zip(pairs, digests, strict=True):
        found[shard.name] = finished(place, of_files)
    made = [found[shard.name] for shard in given]
    forget(keep, but=made)
    return made


def _key(shard: Shard, engine: Engine) -> str:
    """What a shard is made of: its pages, and the programs that make it."""
    whole = hashlib.sha256(in_json([shard.name, engine.version, engine.characters, programs()]))
    for page in shard.pages:
        whole.update(
            in_json([page.source, page.title, page.date and page.date.toordinal(), sorted(page.filters.items())])
        )
    return whole.hexdigest()


def _start(shard: Shard, address: str) -> Mapping[str, object]:
    years = {year for page in shard.pages for year in page.filters.get(YEAR, ())}
    return {"folder": address, "name": shard.name, "pages": len(shard.pages), "years": sorted(years)}


def _address(made: Kept) -> str:
    return made.whole[:12]


def _refuse_impossible_paths(pages: Sequence[Prepared]) -> None:
    seen: set[str] = set()
    for page in pages:
        if page.path in seen or not _is_address(page.path):
            raise SearchFailed(
                say("地址重复，或不是站内地址：{path}", "An address twice, or none of a page: {path}", path=page.path),
                fix=say("给页面换一个标识", "give the page another id"),
            )
        seen.add(page.path)


def _is_address(path: str) -> bool:
    """Whether the path names a page inside the site: the home page, a folder, or an HTML file."""
    inside = not path.startswith("/") and ".." not in PurePosixPath(path).parts and "\\" not in path
    return inside and (path == "" or path.endswith(("/", ".html")))
