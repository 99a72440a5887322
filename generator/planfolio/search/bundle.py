"""The search bundle of a site, made by the Pagefind binary; no other module runs it."""

import hashlib
import json
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path, PurePosixPath

from planfolio.environment import for_programs
from planfolio.findings import Message, say
from planfolio.obstacles import reason
from planfolio.search.canonical import DAMAGE, LANGUAGE, canonical, empty, opened
from planfolio.search.cards import card
from planfolio.search.facets import facets
from planfolio.search.failure import SearchFailed
from planfolio.search.sources import Entry, Section, has_words, source_name, source_page
from planfolio.search.variants import TRADITIONAL

__all__ = ["SearchFailed", "index"]

WASM = "wasm.unknown.pagefind"
ENGINE = ("pagefind.js", "pagefind-worker.js", WASM)
"""The files of Pagefind that a browser runs; its ready-made interfaces, styles and highlighter are left out."""
SECONDS_AT_MOST = 1_800
PAGES_IN_PART = 2_500
"""In one index. A run of Pagefind over as many takes 1.5 GB, and the time a search takes grows with their square."""
_PLACEHOLDER = Entry(
    path="",
    title="1",
    names=(),
    keywords=(),
    filters={},
    date=None,
    sections=(Section(heading="", anchor=None, text="1"),),
)


def index(entries: Sequence[Entry], *, workdir: Path) -> dict[str, bytes]:
    """The search bundle of the entries: site-relative file names to bytes; the same entries give the same bytes.

    `pagefind/` holds the engine and an index without pages, since Pagefind opens its first index in the language of the
    page it runs on, and ours must be opened as `und`. `pagefind/search.json` is what the browser reads first:
    {"folder": "3f2a…", "parts": 1, "pages": 40, "facets": …, "traditional": "師师…"}. The folder is named by the hash of
    what is in it: the index in its parts (`0/…`), `titles.json` (of all pages) and `pages/<number>.json` (what is shown
    of one). Numbers go from the newest page to the oldest. Only `workdir` is written to; its folders `sources` and
    `bundle` are emptied first. Entries without a word are left out.
    Raises SearchFailed if the binary is missing or fails, if two entries have one address, or if its bundle is not whole.
    """
    _refuse_impossible_paths(entries)
    pages = sorted((entry for entry in entries if has_words(entry)), key=_newest_first)
    numbers = {entry.path: number for number, entry in enumerate(pages)}
    parts = [pages[start : start + PAGES_IN_PART] for start in range(0, len(pages), PAGES_IN_PART)]
    engine: dict[str, bytes] = {}
    folder = {f"pages/{number}.json": _json(card(entry)) for number, entry in enumerate(pages)}
    folder["titles.json"] = _json([entry.title for entry in pages])
    for name, part in enumerate(parts):
        engine, found = _part(part, {entry.path: numbers[entry.path] for entry in part}, workdir=workdir.resolve())
        folder |= {f"{name}/{file}": content for file, content in found.items()}
    if not parts:
        engine, _ = _part([_PLACEHOLDER], {_PLACEHOLDER.path: 0}, workdir=workdir.resolve())
    start = {
        "folder": _hashed(folder),
        "parts": len(parts),
        "pages": len(pages),
        "facets": facets(pages),
        "traditional": TRADITIONAL,
    }
    files = {**engine, "search.json": _json(start)}
    files |= {f"{start['folder']}/{file}": content for file, content in folder.items()}
    return {f"pagefind/{file}": files[file] for file in sorted(files)}


def _newest_first(entry: Entry) -> tuple[int, str]:
    return -entry.date.toordinal() if entry.date else 0, entry.path


def _part(
    entries: Sequence[Entry], numbers: Mapping[str, int], *, workdir: Path
) -> tuple[dict[str, bytes], dict[str, bytes]]:
    """The engine, and the canonical index files for the entries."""
    try:
        made = _run(entries, sources=workdir / "sources", bundle=workdir / "bundle")
    except OSError as failure:
        raise _unfinished(reason(failure)) from failure
    except subprocess.TimeoutExpired as failure:
        waited = say("等了 {seconds} 秒", "waited {seconds} s", seconds=SECONDS_AT_MOST)
        raise _unfinished(waited) from failure
    try:
        opened(made[WASM])
        return {name: made[name] for name in ENGINE} | empty(made), canonical(made, numbers=numbers)
    except DAMAGE as damage:
        raise SearchFailed(
            say("搜索索引不完整：{damage}", "The search index is not whole: {damage}", damage=repr(damage)),
            fix=say("用 1.5.x 版的 pagefind-bin 重新构建", "build again with pagefind-bin 1.5.x"),
        ) from damage


def _hashed(files: Mapping[str, bytes]) -> str:
    whole = hashlib.sha256()
    for name in sorted(files):
        whole.update(hashlib.sha256(files[name]).digest() + name.encode())
    return whole.hexdigest()[:12]


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _run(entries: Sequence[Entry], *, sources: Path, bundle: Path) -> dict[str, bytes]:
    """The files Pagefind makes of the entries, by name inside its bundle."""
    # Pagefind never removes a file of an earlier run.
    for folder in (sources, bundle):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
    for entry in entries:
        file = sources / source_name(entry.path)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(source_page(entry), encoding="utf-8", newline="\n")
    _call_pagefind("--site", str(sources), "--output-path", str(bundle), "--force-language", LANGUAGE, folder=bundle)
    return {file.relative_to(bundle).as_posix(): file.read_bytes() for file in bundle.rglob("*") if file.is_file()}


def _call_pagefind(*arguments: str, folder: Path) -> None:
    # Its settings come from us alone: neither from PAGEFIND_… variables nor from a file beside the site.
    command = [str(_binary()), *arguments, "--silent"]
    done = subprocess.run(
        command, cwd=folder, env=for_programs(), stdin=subprocess.DEVNULL, capture_output=True, timeout=SECONDS_AT_MOST
    )
    if done.returncode < 0:
        raise _unfinished(
            say("被系统终止（信号 {number}）", "the system ended it (signal {number})", number=-done.returncode)
        )
    if done.returncode > 0:
        words = done.stderr.decode("utf-8", "replace").strip()
        raise _unfinished(say("{words}", "{words}", words=words or f"exit {done.returncode}"))


def _binary() -> Path:
    """The standard binary of the package pagefind-bin (the extended one cuts Chinese by a dictionary of its own)."""
    package = find_spec("pagefind_bin")
    folders = list(package.submodule_search_locations or ()) if package else []
    for binary in (Path(folder) / name for folder in folders for name in ("pagefind", "pagefind.exe")):
        if binary.is_file():
            return binary
    install = "pip install 'pagefind-bin>=1.5.2,<1.6'"
    raise SearchFailed(
        say("找不到搜索程序 Pagefind", "The search program Pagefind is not installed"),
        fix=say("运行 {command}", "run {command}", command=install),
    )


def _unfinished(why: Message) -> SearchFailed:
    return SearchFailed(
        say("Pagefind 没有完成：{why}", "Pagefind did not finish: {why}", why=why),
        fix=say(
            "检查磁盘空间和内存后重新构建，或用 --no-search 跳过搜索",
            "check disk space and memory and build again, or leave search out with --no-search",
        ),
    )


def _refuse_impossible_paths(entries: Sequence[Entry]) -> None:
    seen: set[str] = set()
    for entry in entries:
        if entry.path in seen or not _is_address(entry.path):
            raise SearchFailed(
                say("地址重复，或不是站内地址：{path}", "An address twice, or none of a page: {path}", path=entry.path),
                fix=say("给页面换一个标识", "give the page another id"),
            )
        seen.add(entry.path)


def _is_address(path: str) -> bool:
    """Whether the path names a page inside the site: the home page, a folder, or an HTML file."""
    inside = not path.startswith("/") and ".." not in PurePosixPath(path).parts and "\\" not in path
    return inside and (path == "" or path.endswith(("/", ".html")))
