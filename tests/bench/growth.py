"""Growth: how CPU time grows with the number of documents, as an exponent: 1 is in proportion, 2 by the square."""

from __future__ import annotations

import math
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from planfolio.findings import say
from tests.bench import generators, runs
from tests.bench.generators import Generator
from tests.bench.tables import Limit, Line, Table
from tests.corpus import write_plans

EXPONENT = 1.05

_Command = Callable[[Generator], Sequence[str | Path]]
_COMMANDS: dict[str, tuple[str, _Command]] = {
    "build": ("生成", lambda site: (*site.command, "--no-search")),
    "check": ("检查", lambda site: site.check),
}


def growth(counts: Sequence[int], times: int) -> Table:
    """CPU seconds at each of `counts`, and the exponent from each to the next. What no documents at all take is the start,
    which does not grow."""
    return Table(
        title=say(
            "增长（CPU 秒，除去启动，{times} 次的中位数）",
            "growth of CPU seconds, start apart, medians of {times}",
            times=times,
        ),
        names=("Planfolio",),
        figures=((say("指数", "exponent"), 2), (say("CPU", "cpu"), 2), (say("每份毫秒", "ms each"), 2)),
        lines=(line for name in _COMMANDS for line in _lines(name, counts, times)),
    )


def _lines(name: str, counts: Sequence[int], times: int) -> Iterator[Line]:
    zh, command = _COMMANDS[name]
    start, before, grown = _cpu(0, command, times), 0, 0.0
    for count in counts:
        used = _cpu(count, command, times) - start
        is_known = min(used, grown) > 0  # a few documents may take less than the start differs from run to run
        exponent = math.log(used / grown) / math.log(count / before) if is_known else math.nan
        limit = Limit(most=EXPONENT, shown=str(EXPONENT)) if is_known else None
        shown = say("{zh} {count} 份", "{name} of {count}", zh=zh, name=name, count=f"{count:,}".replace(",", " "))
        yield Line(name=shown, ours=(exponent, used, 1000 * used / count), limit=limit)
        before, grown = count, used


def _cpu(count: int, command: _Command, times: int) -> float:
    with tempfile.TemporaryDirectory() as folder:
        documents = Path(folder, "documents")
        write_plans(documents, count)
        site = generators.planfolio(Path(folder, "site"), documents)
        measured = []
        for _ in range(times):
            site.clean()
            measured.append(runs.run(command(site)))
    return runs.middle(measured).cpu
