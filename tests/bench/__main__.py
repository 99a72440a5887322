"""`make bench`: measure Planfolio beside Hugo on the same documents, and Planfolio alone while it serves and on special ones."""

from __future__ import annotations

import argparse
import itertools
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path

from planfolio.findings import Language, say
from tests.bench import generators, parts, runs
from tests.bench.generators import Generator
from tests.bench.growth import growth
from tests.bench.machine import load, machine
from tests.bench.race import race
from tests.bench.runs import Failed
from tests.bench.saves import NOTE, saves
from tests.bench.servers import serving
from tests.bench.tables import Line, Table
from tests.corpus import write_bodies, write_corpus, write_plans, write_sessions

LIMITS_AT = 10_000


def main() -> None:
    asked = argparse.ArgumentParser(prog="make bench", description=__doc__)
    asked.add_argument("count", type=int, nargs="?", default=1000, help="plans to build (default: %(default)s)")
    asked.add_argument("--runs", type=int, default=3, help="runs of which the median is shown (default: %(default)s)")
    asked.add_argument("--hugo", type=Path, default=Path(".venv/bench"), help="the environment that has Hugo")
    asked.add_argument("--cold", action="store_true", help="cold builds only: nothing about edits, saves and growth")
    asked.add_argument("--growth", action="store_true", help="ten times as many plans, too")
    asked.add_argument("--markdown", action="store_true", help="tables for the handbook, in Chinese")
    asked.add_argument("--date", type=date.fromisoformat, default=datetime.now().astimezone().date())
    asked.add_argument("--parts", action="store_true", help="a build by stage, a check by stage and by rule, too")
    asked.add_argument("--sessions", type=int, default=0, help="check this many sessions of schedules, too")
    asked.add_argument("--texts", type=int, default=0, help="look for near-duplicates among this many texts, too")
    wanted = asked.parse_args()

    def show(table: Table) -> None:
        for line in table.markdown() if wanted.markdown else table.text():
            print(line, flush=True)

    language: Language = "zh" if wanted.markdown else "en"
    numbers = itertools.count(1)
    with tempfile.TemporaryDirectory() as folder:
        racers = _racers(Path(folder), wanted.count, generators.find_hugo(wanted.hugo))
        for line in _introduced(racers, wanted.count, wanted.date, markdown=wanted.markdown):
            print(line, flush=True)
        for table in race(racers, wanted.runs, numbers, only_cold=wanted.cold):
            show(table)
        print()
        for racer in racers:
            print(racer.written().shown(language), flush=True)
        if not wanted.cold:
            with serving(racers[0].serve) as server:
                show(saves(server, racers[0], numbers))
            print(f"\n{NOTE.shown(language)}", flush=True)
    if not wanted.cold:
        counts = {max(1, wanted.count // 4), wanted.count, *((10 * wanted.count,) if wanted.growth else ())}
        show(growth(sorted(counts), wanted.runs))
    if wanted.parts:
        with _corpus(write_corpus, wanted.count) as site:
            parts.show(site)
    if wanted.sessions or wanted.texts:
        show(_special(wanted.sessions, wanted.texts))


def _racers(folder: Path, count: int, hugo: Path | None) -> list[Generator]:
    documents = folder / "documents"
    write_plans(documents, count)
    ours = generators.planfolio(folder / "planfolio", documents)
    return [ours, generators.hugo(folder / "hugo", documents, hugo)] if hugo else [ours]


def _introduced(racers: list[Generator], count: int, today: date, *, markdown: bool) -> Iterator[str]:
    plans = list((racers[0].root / "content" / "plans").iterdir())
    mean = sum(plan.stat().st_size for plan in plans) / len(plans) / 1000
    versions = [f"{racer.name} {racer.version}" for racer in racers]
    if markdown:
        yield f"{today}，{count} 份方案，平均 {mean:.1f} KB；{'、'.join(versions)}；{machine()}，开始时 {load()}。限度是对 {LIMITS_AT} 份方案说的。"
        return
    yield f"{today}: {count} plans of {mean:.1f} KB, {', '.join(versions)}"
    yield f"{machine()}, {load()}"
    yield f"The limits are those for {LIMITS_AT} plans."
    if len(racers) == 1:
        yield "Hugo is not there (`make bench` installs it where there is a network): Planfolio is measured alone."


def _special(sessions: int, texts: int) -> Table:
    """What a check takes of sites of one kind of document."""

    def lines() -> Iterator[Line]:
        for count, name, write in (
            (sessions, say("{count} 次课", "{count} sessions", count=sessions), write_sessions),
            (texts, say("{count} 篇正文", "{count} texts", count=texts), write_bodies),
        ):
            if count:
                with _corpus(write, count) as site:
                    used, most = runs.run(site.check), runs.peak(site.check)
                yield Line(name=name, ours=(used.wall, used.cpu, most))

    figures = ((say("时间", "wall"), 2), (say("CPU", "cpu"), 2), (say("内存", "MiB"), 0))
    return Table(title=say("检查一类文档", "check of one kind"), names=("Planfolio",), figures=figures, lines=lines())


@contextmanager
def _corpus(write: Callable[[Path, int], None], count: int) -> Iterator[Generator]:
    with tempfile.TemporaryDirectory() as folder:
        documents = Path(folder, "documents")
        write(documents, count)
        yield generators.planfolio(Path(folder, "site"), documents)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # which ends what is measured, as Ctrl+C does
    try:
        main()
    except Failed as failure:
        sys.exit(f"make bench: {failure}")
    except KeyboardInterrupt:
        sys.exit(130)
