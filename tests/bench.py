"""Measure a build of N invented documents: seconds of CPU and of wall time, and peak memory, stage by stage.

Run as `make bench N=1000`. The search binary is a process of its own: its CPU time is that of finished child processes.
"""

from __future__ import annotations

import gc
import resource
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from planfolio.build import Options, Stages, build
from planfolio.project import open_project
from planfolio.write import publish, target
from tests.corpus import write_corpus


def cpu(who: int) -> float:
    used = resource.getrusage(who)
    return used.ru_utime + used.ru_stime


class Meter(Stages):
    """Stages that also take down CPU seconds and the peak of memory in MiB."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[tuple[str, float, float, float]] = []
        self._at: tuple[str, float, float] | None = None

    def begin(self, stage: str) -> None:
        self.end()
        self._at = (stage, time.perf_counter(), cpu(resource.RUSAGE_SELF) + cpu(resource.RUSAGE_CHILDREN))

    def end(self) -> None:
        if self._at is None:
            return
        stage, wall, used = self._at
        now = cpu(resource.RUSAGE_SELF) + cpu(resource.RUSAGE_CHILDREN)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        self.rows.append((stage, time.perf_counter() - wall, now - used, peak))
        self._at = None


def main(count: int) -> None:
    gc.disable()  # as the command line does
    with tempfile.TemporaryDirectory() as folder:
        write_corpus(Path(folder), count)
        project = open_project(Path(folder))
        meter = Meter()
        built = build(project, Options(today=date(2026, 1, 1)), meter)
        meter.begin("write")
        publish(built.artifacts, target(project))
        meter.end()
    report(count, built.page_count, meter)


def report(count: int, pages: int, meter: Meter) -> None:
    print(f"{count} documents, {pages} pages, Python {sys.version.split()[0]}")
    print(f"{'stage':>10} {'wall s':>9} {'cpu s':>9} {'cpu ms/document':>16} {'peak MiB':>9}")
    for stage, wall, used, peak in meter.rows:
        print(f"{stage:>10} {wall:9.2f} {used:9.2f} {1000 * used / count:16.3f} {peak:9.0f}")
    own = sum(row[2] for row in meter.rows if row[0] != "search")
    print(f"all but search: {own:.2f} s of CPU, {1000 * own / count:.3f} ms for each document")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
