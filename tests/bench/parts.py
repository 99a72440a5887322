"""Parts of a build and of a check: their stages, and the rules, in seconds of CPU and of wall time.

Nothing inside the pipeline reads a clock: what is measured is wrapped from outside.
"""

from __future__ import annotations

import gc
import os
import resource
import subprocess
import sys
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
from planfolio.checks import Check, Subject
from planfolio.findings import Outcome
from planfolio.project import open_project
from planfolio.reports import json_report
from planfolio.sources import discover
from tests.bench.generators import Generator

TODAY = date(2026, 1, 1)
_STAGES = (
    ("read", "read"),
    ("decode", "decode"),
    ("link", "link"),
    ("evidence", "gather"),
    ("report", "compile_report"),
)
"""What `inspect` calls, by the name under which it is shown."""


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
        self.peak[name] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024

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


def show(site: Generator) -> None:
    """A build by stage, as it tells itself; the stages and the rules of a check, in a process of its own, so that its peak of
    memory is its own."""
    built = subprocess.run([*site.command, "--timings"], capture_output=True, text=True, check=False)
    table = built.stderr.partition("阶段 ")
    print(f"\n{table[1]}{table[2]}", end="", flush=True)
    child = os.fork()
    if child == 0:
        gc.disable()  # as the command line does
        for line in (*_stages(site.root), *_rules(site.root)):
            print(line)
        sys.stdout.flush()
        os._exit(0)
    os.waitpid(child, 0)


def _stages(folder: Path) -> Iterator[str]:
    """The stages of a check with its report written as JSON."""
    meter = Meter()
    with ExitStack() as stack:
        for name, function in _STAGES:
            measured = meter.wrapped(name, getattr(inspection, function))
            stack.enter_context(patch.object(inspection, function, measured))
        stack.enter_context(patch.object(checks, "judge", meter.wrapped("checks", checks.judge)))
        with meter.part("discover"):
            sources = discover(open_project(folder).content)
        found = inspection.inspect(sources, today=TODAY)
        with meter.part("write"):
            json_report.write(found.report)
    total = sum(meter.cpu.values())
    yield f"\n{'check':>10} {'wall s':>9} {'cpu s':>9} {'share':>7} {'peak MiB':>9}"
    for name in ("discover", *(name for name, _ in _STAGES[:-1]), "checks", "report", "write"):
        used = meter.cpu[name]
        yield f"{name:>10} {meter.wall[name]:9.2f} {used:9.2f} {used / total:7.1%} {meter.peak[name]:9.0f}"


def _rules(folder: Path) -> Iterator[str]:
    """Every rule, the most costly first."""
    meter = Meter()
    every = tuple(map(meter.timed, checks.all_checks()))
    with patch.object(checks, "all_checks", lambda: every):
        inspection.inspect(discover(open_project(folder).content), today=TODAY)
    spent = sum(meter.cpu.values())
    yield f"\n{'rule':>10} {'cpu s':>9} {'share of all rules':>19}"
    for code, used in sorted(meter.cpu.items(), key=lambda rule: -rule[1]):
        yield f"{code:>10} {used:9.3f} {used / spent:19.1%}"
