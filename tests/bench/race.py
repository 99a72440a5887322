"""Planfolio and Hugo in turn on the same documents: cold builds, repeat builds after edits, memory, start."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from planfolio.findings import Message, say
from tests.bench import generators, runs
from tests.bench.generators import Edit, Generator
from tests.bench.runs import Run
from tests.bench.tables import Limit, Line, Table

STARTS = 20
SECONDS_TO_START = 0.15
_SECONDS = ((say("时间", "wall"), 2), (say("CPU", "cpu"), 2))


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A kind of build, and the wall seconds and the MiB that it should keep within at 10,000 documents.

    Without an edit nothing is left of any build before. Hugo has no search of its own and sits out where that is built.
    """

    name: Message
    edit: Edit | None
    searches: bool = False
    seconds: float | None = None
    memory: int | None = None

    def command(self, generator: Generator) -> Sequence[str | Path]:
        without = () if self.searches or not generator.can_search else ("--no-search",)
        return *generator.command, *without

    def among(self, racers: Sequence[Generator]) -> list[Generator]:
        return [racer for racer in racers if racer.can_search or not self.searches]


COLD = Case(name=say("全新生成，不建检索", "cold, without search"), edit=None, memory=350)
COLD_WITH_SEARCH = Case(name=say("全新生成，建检索", "cold, with search"), edit=None, searches=True, memory=1229)
CASES = (
    COLD,
    Case(name=say("什么也没改", "nothing changed"), edit=generators.nothing, seconds=0.3),
    Case(name=say("改一处正文", "one body edited"), edit=generators.body, seconds=0.6),
    Case(name=say("改一个学时数", "one hours figure edited"), edit=generators.hours, seconds=1.2),
    Case(name=say("改机构页的版式", "layout of lists edited"), edit=generators.template_of_lists),
    Case(name=say("改方案页的版式", "layout of all plans edited"), edit=generators.template_of_plans),
    COLD_WITH_SEARCH,
    Case(name=say("什么也没改，有检索", "nothing changed, search"), edit=generators.nothing, searches=True),
    Case(name=say("改一处正文，有检索", "one body edited, search"), edit=generators.body, searches=True, seconds=4),
)


def race(
    racers: Sequence[Generator], times: int, numbers: Iterator[int], *, only_cold: bool = False
) -> Iterator[Table]:
    """The first racer is ours. `numbers` are those of edits."""
    names = [racer.name for racer in racers]
    yield Table(
        title=say("用时（秒，{times} 次的中位数）", "build: seconds, medians of {times}", times=times),
        names=names,
        figures=_SECONDS,
        lines=(_timed(case, racers, times, numbers) for case in CASES if not (only_cold and case.edit)),
    )
    yield Table(
        title=say(
            "内存峰值（MiB，全部进程合计）", "peak of memory in MiB, all processes together, in a run of its own"
        ),
        names=names,
        figures=((say("内存", "memory"), 0),),
        lines=(_weighed(case, racers) for case in (COLD, COLD_WITH_SEARCH)),
    )
    yield Table(
        title=say("启动（秒，{times} 次的中位数）", "start: seconds, medians of {times}", times=STARTS),
        names=names,
        figures=_SECONDS,
        lines=(_started(racers) for _ in range(1)),
    )


def _timed(case: Case, racers: Sequence[Generator], times: int, numbers: Iterator[int]) -> Line:
    found: dict[str, list[Run]] = {racer.name: [] for racer in case.among(racers)}
    for _ in range(times):
        number = next(numbers)
        for racer in case.among(racers):
            _prepare(case, racer, number)
            found[racer.name].append(runs.run(case.command(racer)))
    middles = [runs.middle(measured) for measured in found.values()]
    ours, theirs = _of_both([(middle.wall, middle.cpu) for middle in middles])
    limit = Limit(most=case.seconds, shown=f"{case.seconds} s") if case.seconds else None
    if case is COLD and theirs:
        limit = Limit(most=theirs[0], shown=racers[1].name)
    return Line(name=case.name, ours=ours, theirs=theirs, limit=limit)


def _weighed(case: Case, racers: Sequence[Generator]) -> Line:
    found = []
    for racer in case.among(racers):
        _prepare(case, racer, 0)
        found.append((runs.peak(case.command(racer)),))
    ours, theirs = _of_both(found)
    limit = Limit(most=case.memory, shown=f"{case.memory} MiB") if case.memory else None
    return Line(name=case.name, ours=ours, theirs=theirs, limit=limit)


def _started(racers: Sequence[Generator]) -> Line:
    found: dict[str, list[Run]] = {racer.name: [] for racer in racers}
    for _ in range(STARTS):
        for racer in racers:
            found[racer.name].append(runs.run(racer.start))
    ours, theirs = _of_both([(middle.wall, middle.cpu) for middle in map(runs.middle, found.values())])
    limit = Limit(most=SECONDS_TO_START, shown=f"{SECONDS_TO_START} s")
    return Line(name=say("显示版本", "tell the version"), ours=ours, theirs=theirs, limit=limit)


def _of_both(figures: Sequence[Sequence[float]]) -> tuple[Sequence[float], Sequence[float]]:
    return figures[0], figures[1] if len(figures) > 1 else ()


def _prepare(case: Case, racer: Generator, number: int) -> None:
    if case.edit is None:
        racer.clean()
    else:
        case.edit(racer, number)
