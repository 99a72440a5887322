"""The engine of search: what runs in a reader's browser, as the program of Pagefind writes it; no other module runs that."""

import gzip
import json
import shutil
import subprocess
import zlib
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path

from planfolio.environment import for_programs
from planfolio.findings import Message, say
from planfolio.frozen import frozen
from planfolio.obstacles import reason
from planfolio.search.failure import SearchFailed

WASM = "wasm.unknown.pagefind"
FILES = ("pagefind.js", "pagefind-worker.js", WASM)
"""What a browser runs; ready-made interfaces, styles and the highlighter are left out."""
LANGUAGE = "und"
"""No language that Pagefind knows: it neither parts nor bends our words."""
SIGNATURE = b"pagefind_dcd"
"""How every compressed file of Pagefind begins."""
VERSIONS = "1.5."
"""Those whose engine reads what `wordindex` writes."""
SECONDS_AT_MOST = 60
_DAMAGE = (OSError, EOFError, ValueError, KeyError, TypeError, zlib.error)
_PAGE = '<!doctype html><html lang="und"><body data-pagefind-body>1</body></html>'


@frozen(kw_only=True)
class Engine:
    """The files of an engine by name, its version, and the marks that it takes for letters."""

    version: str
    characters: Sequence[str]
    files: Mapping[str, bytes]


def engine(*, workdir: Path) -> Engine:
    """The engine of the installed Pagefind; only below `workdir` is anything written.

    Pagefind writes it beside an index, so it is given one page to index. Raises SearchFailed if the program is missing,
    fails, or writes something else.
    """
    try:
        made = _made(site=workdir / "site", bundle=workdir / "bundle")
    except OSError as failure:
        raise _unfinished(reason(failure)) from failure
    except subprocess.TimeoutExpired as failure:
        waited = say("等了 {seconds} 秒", "waited {seconds} s", seconds=SECONDS_AT_MOST)
        raise _unfinished(waited) from failure
    try:
        entry = json.loads(made["pagefind-entry.json"])
        if not gzip.decompress(made[WASM]).startswith(SIGNATURE) or not entry["version"].startswith(VERSIONS):
            raise ValueError(entry["version"])
        files = {name: made[name] for name in FILES}
        return Engine(version=entry["version"], characters=tuple(entry["include_characters"]), files=files)
    except _DAMAGE as damage:
        raise SearchFailed(
            say(
                "搜索程序写的文件不完整：{damage}",
                "What the search program wrote is not whole: {damage}",
                damage=repr(damage),
            ),
            fix=say("重新安装 1.5.x 版的 pagefind-bin", "install pagefind-bin 1.5.x again"),
        ) from damage


def _made(*, site: Path, bundle: Path) -> dict[str, bytes]:
    """The files Pagefind makes of a page, by name."""
    # Pagefind never removes a file of an earlier run.
    for folder in (site, bundle):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
    (site / "index.html").write_text(_PAGE, encoding="utf-8")
    _call_pagefind("--site", str(site), "--output-path", str(bundle), "--force-language", LANGUAGE, folder=bundle)
    return {file.name: file.read_bytes() for file in bundle.iterdir() if file.is_file()}


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
