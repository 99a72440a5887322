"""Saves: how long `planfolio serve` takes from a save to the new page, as a browser hears and asks for it."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import nan
from statistics import median

from planfolio.findings import Message, say
from tests.bench import generators
from tests.bench.generators import Edit, Generator
from tests.bench.servers import Server
from tests.bench.tables import Limit, Line, Table

SAVES = 5
LIMITS = {1_000: 0.4, 10_000: 1.0}
"""Seconds, by the most documents that they are for."""
NOTE = say(
    "从存盘前一刻量到新内容收完，不算浏览器显示的时间；除最后一行外，存盘时后台空闲。限度：1000 份以内 0.4 秒，10000 份以内 1 秒。",
    "Measured from just before the save until all of the new text has come, without what the browser takes\n"
    "to draw it; in all lines but the last nothing runs in the background then. The limits are for 1000\n"
    "plans at most (0.4 s) and for 10000 (1 s).",
)
_PAUSE = 2
"""Seconds of somebody who reads or writes. The work in the background begins in less."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Save:
    """A kind of save. `shown` is what the page, or else the file of it that is named, has afterwards and did not have before.
    Where the server is not at rest, it is building the site and its search since the save before."""

    name: Message
    edit: Edit
    shown: Callable[[Generator, int], str]
    file: str | None = None
    at_rest: bool = True


def _sentence(site: Generator, number: int) -> str:
    return f"第{number}次补充"


def _total(site: Generator, number: int) -> str:
    """The sum of the plan's modules, as the head of its page shows it."""
    modules = re.findall(r"hours: (\d+), mode", generators.plan(site, number).read_text(encoding="utf-8"))
    return f'#hours">{sum(map(int, modules))} 学时<'


def _rule(site: Generator, number: int) -> str:
    return f"--edition:{number}}}"


KINDS = (
    Save(name=say("改一处正文", "one body edited"), edit=generators.body, shown=_sentence),
    Save(name=say("改一个学时数", "one hours figure edited"), edit=generators.hours, shown=_total),
    Save(name=say("改样式表", "style sheet edited"), edit=generators.style, shown=_rule, file="assets/style.css"),
    Save(
        name=say("改一处正文，后台在生成", "one body edited, while built"),
        edit=generators.body,
        shown=_sentence,
        at_rest=False,
    ),
)


def saves(server: Server, site: Generator, numbers: Iterator[int], times: int = SAVES) -> Table:
    """Seconds from a save to what is new, each time on the page of another plan."""
    server.get("plans/index.html")  # opened and left, as the home page was: nobody waits for it any more
    return Table(
        title=say(
            "边写边看：存盘到新的网页（秒，{times} 次）",
            "serve: seconds from a save to the new page, {times} times",
            times=times,
        ),
        names=("Planfolio",),
        figures=((say("中位数", "median"), 2), (say("最短", "least"), 2), (say("最长", "most"), 2)),
        lines=_lines(server, site, numbers, times),
    )


def _lines(server: Server, site: Generator, numbers: Iterator[int], times: int) -> Iterator[Line]:
    yield Line(name=say("启动到第一个网页", "start to the first page"), ours=(server.seconds_to_start, nan, nan))
    for kind in KINDS:
        taken = [_seconds(server, site, kind, next(numbers)) for _ in range(times)]
        yield Line(name=kind.name, ours=(median(taken), min(taken), max(taken)), limit=_limit(site))


def _seconds(server: Server, site: Generator, kind: Save, number: int) -> float:
    page = server.open(f"plans/{generators.plan(site, number).stem}/index.html")
    path = kind.file or page.path
    before = server.get(path)
    with server.followed(page) as wait:
        if kind.at_rest:
            server.rest(_PAUSE)
        else:
            time.sleep(_PAUSE)
        start = time.perf_counter()
        kind.edit(site, number)
        new = kind.shown(site, number)
        wait(path)
        while new not in server.get(path):  # where much of the search has changed, every page is told to look
            wait(path)
        taken = time.perf_counter() - start
    if new in before:
        raise server.failed(f"{path} had “{new}” before the save")
    return taken


def _limit(site: Generator) -> Limit | None:
    count = len(list((site.root / "content" / "plans").iterdir()))
    most = next((seconds for documents, seconds in LIMITS.items() if count <= documents), None)
    return Limit(most=most, shown=f"{most:g} s") if most else None
