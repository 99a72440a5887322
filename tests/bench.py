"""Measure invented sites: seconds of CPU and of wall time, and peak memory, for `check` by stage and by rule, and for `build`.

Run as `make bench N=1000`. Nothing inside the pipeline reads a clock: what is measured is wrapped from outside. Each run is a
process of its own, so that its peak of memory is its own. A build's search binary is a process of its own again: its CPU
time is that of finished child processes.
"""

from __future__ import annotations

import argparse
import gc
import math
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from unittest.mock import patch

from planfolio import checks, inspection
from planfolio.build import Options, build
from planfolio.checks import Check, Subject
from planfolio.findings import Outcome
from planfolio.project import open_project
from planfolio.reports import json_report
from planfolio.sources import discover
from planfolio.stages import Stage, Stages
from planfolio.write import publish, target
from tests.corpus import write_bodies, write_corpus, write_sessions

TODAY = date(2026, 1, 1)
MOST_COSTLY = 10


def cpu(who: int = resource.RUSAGE_SELF) -> float:
    used = resource.getrusage(who)
    return used.ru_utime + used.ru_stime


def peak() -> float:
    """The peak of memory in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


class Meter:
    """Seconds of CPU and of wall time by name. What runs inside another part is taken from it."""

    def __init__(self) -> None:
        self.cpu: dict[str, float] = defaultdict(float)
        self.wall: dict[str, float] = defaultdict(float)
        self.peak: dict[str, float] = {}

    @contextmanager
    def part(self, name: str) -> Iterator[None]:
        used, wall = time.process_time(), time.perf_counter()
        yield
        self.cpu[name] += time.process_time() - used
        self.wall[name] += time.perf_counter() - wall
        self.peak[name] = peak()

    def wrapped(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def measured(*arguments: Any, **named: Any) -> Any:
            with self.part(name):
                return function(*arguments, **named)

        return measured

    def timed(self, check: Check) -> Check:
        """A check that runs to its end while the clock runs."""
        code, run = check.rule.code, check.run

        def measured(subject: Subject) -> Iterator[Outcome]:
            start = time.process_time()
            outcomes = list(run(subject))
            self.cpu[code] += time.process_time() - start
            return iter(outcomes)

        return replace(check, run=measured)


_STAGES = (
    ("read", "read"),
    ("decode", "decode"),
    ("link", "link"),
    ("evidence", "gather"),
    ("report", "compile_report"),
)
"""What `inspect` calls, by the name under which it is shown."""


def measure_check(folder: Path) -> tuple[Meter, Meter]:
    """The stages of a check with its report written as JSON, and its rules in a run of their own."""
    stages, rules = Meter(), Meter()
    with ExitStack() as stack:
        for name, function in _STAGES:
            measured = stages.wrapped(name, getattr(inspection, function))
            stack.enter_context(patch.object(inspection, function, measured))
        stack.enter_context(patch.object(checks, "run", stages.wrapped("checks", checks.run)))
        with stages.part("discover"):
            sources = discover(open_project(folder).content)
        found = inspection.inspect(sources, today=TODAY)
        with stages.part("write"):
            json_report.write(found.report)
    del found
    every = tuple(map(rules.timed, checks.all_checks()))
    with patch.object(checks, "all_checks", lambda: every):
        inspection.inspect(sources, today=TODAY)
    return stages, rules


def show_check(folder: Path, *, every_rule: bool) -> None:
    stages, rules = measure_check(folder)
    total = sum(stages.cpu.values())
    print(f"\n{'check':>10} {'wall s':>9} {'cpu s':>9} {'share':>7} {'peak MiB':>9}")
    for name in ("discover", *(name for name, _ in _STAGES[:-1]), "checks", "report", "write"):
        used = stages.cpu[name]
        print(f"{name:>10} {stages.wall[name]:9.2f} {used:9.2f} {used / total:7.1%} {stages.peak[name]:9.0f}")
    ranked = sorted(rules.cpu.items(), key=lambda rule: -rule[1])
    shown = len(ranked) if every_rule else MOST_COSTLY
    spent = sum(rules.cpu.values())
    print(f"\n{'rule':>10} {'cpu s':>9} {'share of all rules':>19}")
    for code, used in ranked[:shown]:
        print(f"{code:>10} {used:9.3f} {used / spent:19.1%}")
    if rest := ranked[shown:]:
        used = sum(used for _, used in rest)
        print(f"{f'{len(rest)} more':>10} {used:9.3f} {used / spent:19.1%}")


def show_command(what: str, write: Callable[[Path, int], None], count: int) -> float:
    """What the command takes, as the operating system counts it, its start and its report included."""
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder), count)
        command = [sys.executable, "-m", "planfolio", "-C", folder, "check", "--format", "json", "--fail-on", "never"]
        start = time.perf_counter()
        running = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        _, status, used = os.wait4(running.pid, 0)
        wall = time.perf_counter() - start
    seconds = used.ru_utime + used.ru_stime
    state = "" if status == 0 else f"  exit status {os.waitstatus_to_exitcode(status)}"
    print(f"{what:>28} {wall:9.2f} {seconds:9.2f} {used.ru_maxrss / 1024:9.0f}{state}", flush=True)
    return seconds


class BuildMeter(Stages):
    """Stages that also take down CPU seconds and the peak of memory in MiB."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[tuple[Stage, float, float, float]] = []
        self._at: tuple[Stage, float, float] | None = None

    def begin(self, stage: Stage) -> None:
        self.end()
        self._at = (stage, time.perf_counter(), cpu() + cpu(resource.RUSAGE_CHILDREN))

    def end(self) -> None:
        if self._at is None:
            return
        stage, wall, used = self._at
        now = cpu() + cpu(resource.RUSAGE_CHILDREN)
        self.rows.append((stage, time.perf_counter() - wall, now - used, peak()))
        self._at = None


def show_build(folder: Path, count: int) -> None:
    project = open_project(folder)
    meter = BuildMeter()
    built = build(project, Options(today=TODAY), meter)
    meter.begin(Stage.WRITE)
    publish(built.artifacts, target(project))
    meter.end()
    print(
        f"\n{'build':>10} {'wall s':>9} {'cpu s':>9} {'cpu ms/document':>16} {'peak MiB':>9}   ({built.page_count} pages)"
    )
    for stage, wall, used, most in meter.rows:
        print(f"{stage.name.lower():>10} {wall:9.2f} {used:9.2f} {1000 * used / count:16.3f} {most:9.0f}")
    own = sum(row[2] for row in meter.rows if row[0] is not Stage.SEARCH)
    print(f"all but search: {own:.2f} s of CPU, {1000 * own / count:.3f} ms for each document")


def apart(show: Callable[[], None]) -> None:
    """Run in a process of its own."""
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        gc.disable()  # as the command line does
        show()
        sys.stdout.flush()
        os._exit(0)
    os.waitpid(child, 0)


def main() -> None:
    asked = argparse.ArgumentParser(prog="make bench", description=__doc__)
    asked.add_argument("count", type=int, nargs="?", default=1000, help="documents of the invented site")
    asked.add_argument("--sessions", type=int, default=0, help="check this many sessions of schedules, too")
    asked.add_argument("--texts", type=int, default=0, help="look for near-duplicates among this many texts, too")
    asked.add_argument("--rules", action="store_true", help="show every rule, not the most costly alone")
    wanted = asked.parse_args()
    count: int = wanted.count
    print(f"{count} documents, Python {sys.version.split()[0]}")
    with tempfile.TemporaryDirectory() as folder:
        write_corpus(Path(folder), count)
        apart(lambda: show_check(Path(folder), every_rule=wanted.rules))
        apart(lambda: show_build(Path(folder), count))
    print(f"\n{'planfolio check':>28} {'wall s':>9} {'cpu s':>9} {'peak MiB':>9}")
    start = show_command("0 documents", write_corpus, 0)
    one, four = (show_command(f"{n} documents", write_corpus, n) for n in (count, 4 * count))
    if wanted.sessions:
        show_command(f"{wanted.sessions} sessions", write_sessions, wanted.sessions)
    if wanted.texts:
        show_command(f"{wanted.texts} texts", write_bodies, wanted.texts)
    exponent = math.log((four - start) / (one - start), 4)
    print(f"four times the documents take {(four - start) / (one - start):.2f} times the CPU: exponent {exponent:.2f}")


if __name__ == "__main__":
    main()
