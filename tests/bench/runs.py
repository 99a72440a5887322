"""Runs of programs, measured from outside, with all the processes that they start."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryFile
from typing import IO

PROC = Path("/proc")
ENVIRONMENT = {"CI": "", "NO_COLOR": "1"}
"""As on a person's own machine, whoever runs this."""
_SECONDS_BETWEEN = 0.02
_SHARE_OF_LOOKING = 0.1
"""Looking at memory takes time from what is looked at: at most this share of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Seconds of wall time and of CPU, user and system, the latter of the program and of all that it started and waited for."""

    wall: float
    cpu: float


class Failed(Exception):
    """A program that was to be measured did not do what it was asked for."""


def run(command: Sequence[str | Path]) -> Run:
    """One run to its end. Raises Failed where its status is neither 0 nor 1, which tells of findings."""
    with TemporaryFile() as log:
        start = time.perf_counter()
        process = started(command, log)
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        _ended(process, status, log)
    return Run(wall=wall, cpu=used.ru_utime + used.ru_stime)


def started(command: Sequence[str | Path], log: IO[bytes]) -> subprocess.Popen[bytes]:
    """A program that runs, in a session of its own: by it its processes are known, whoever started them."""
    return subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=log,
        env={**os.environ, **ENVIRONMENT},
        start_new_session=True,
    )


def middle(runs: Sequence[Run]) -> Run:
    """The medians of several runs."""
    return Run(wall=median(run.wall for run in runs), cpu=median(run.cpu for run in runs))


def peak(command: Sequence[str | Path]) -> float:
    """The most memory in MiB that the program and all that it starts hold together.

    On Linux it is the sum of their proportional set sizes, looked at every 20 ms, so that pages which processes share count
    once. Elsewhere it is the resident set of the largest process, which the system tells at the end.
    """
    with TemporaryFile() as log:
        process = started(command, log)
        most = 0.0
        while True:
            pid, status, used = os.wait4(process.pid, os.WNOHANG)
            if pid:
                break
            start = time.perf_counter()
            most = max(most, _held(process.pid))
            looking = time.perf_counter() - start
            time.sleep(max(_SECONDS_BETWEEN - looking, looking * (1 / _SHARE_OF_LOOKING - 1)))
        _ended(process, status, log)
    return most or used.ru_maxrss / (1024 * 1024 if sys.platform == "darwin" else 1024)


def used(session: int) -> float:
    """Seconds of CPU that the processes of a session have used which are still there; 0 where the system does not tell."""
    numbers = map(_numbers, PROC.glob("[0-9]*"))
    return sum(ticks for one, ticks in numbers if one == session) / os.sysconf("SC_CLK_TCK")


def _ended(process: subprocess.Popen[bytes], status: int, log: IO[bytes]) -> None:
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):
        log.seek(0)
        raise Failed(f"exit status {process.returncode}: {process.args!r}\n{log.read().decode(errors='replace')}")


def _held(session: int) -> float:
    """MiB of all processes of a session."""
    return sum(_proportional(folder) for folder in PROC.glob("[0-9]*") if _session(folder) == session) / 1024


def _session(folder: Path) -> int:
    """The session of a process; 0 where it has just ended."""
    return _numbers(folder)[0]


def _numbers(folder: Path) -> tuple[int, int]:
    """The session of a process and the ticks of CPU that it has used; zeros where it has just ended."""
    try:
        # The name stands in brackets and may hold any character; the first field after it is the third of all.
        fields = (folder / "stat").read_text().rpartition(")")[2].split()
        return int(fields[3]), int(fields[11]) + int(fields[12])
    except (OSError, IndexError):
        return 0, 0


def _proportional(folder: Path) -> int:
    """KiB of a process, its share of what it shares with others; 0 where it has just ended."""
    try:
        lines = (folder / "smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)
