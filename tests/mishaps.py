"""Mishaps: runs of `planfolio` in processes of their own, and what can befall them.

A server that has imported everything forks a process for each run, so that a run takes no longer than its work. A mishap
happens inside that process, before the command begins; it is real where a system lets us (a closed stream, a folder without
permission, a limit, a signal), else the call that would fail is made to fail as the system would.
"""

from __future__ import annotations

import ctypes
import errno
import os
import resource
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any, NoReturn

import planfolio.cli.build as building
import planfolio.search.engine as engine
import planfolio.serve as serving
import planfolio.write as writing
from planfolio.cli import main
from planfolio.stages import Stage, Stages

ROOT = Path(__file__).parent.parent
_CONTEXT = get_context("forkserver")
_CONTEXT.set_forkserver_preload(["tests.rehearsal"])
Mishap = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Ended:
    """How a run ended: its status, and what stands on stdout and stderr."""

    status: int | None
    shown: str
    told: str


@dataclass(frozen=True, slots=True)
class Running:
    """A run that goes on."""

    process: Any
    streams: Path

    def ended(self) -> Ended:
        self.process.join(60)
        self.process.kill()  # one that did not end has no status
        shown, told = (Path(self.streams, name).read_text(encoding="utf-8") for name in ("1", "2"))
        shutil.rmtree(self.streams)
        return Ended(self.process.exitcode, shown, told)


def begin(folder: Path, *arguments: str, mishap: Mishap = list) -> Running:
    """A run in `folder`; temporary files go to `tmp/` in it."""
    # Where the server looks for modules: it is not told by the test that starts it.
    os.environ["PYTHONPATH"] = os.pathsep.join((str(ROOT / "generator"), str(ROOT)))
    streams = Path(tempfile.mkdtemp())
    process = _CONTEXT.Process(target=_run, args=(str(folder), arguments, mishap, str(streams)))
    process.start()
    return Running(process, streams)


def run(folder: Path, *arguments: str, mishap: Mishap = list) -> Ended:
    return begin(folder, *arguments, mishap=mishap).ended()


def _run(folder: str, arguments: Sequence[str], mishap: Mishap, streams: str) -> None:
    os.chdir(folder)
    Path("tmp").mkdir(exist_ok=True)
    tempfile.tempdir = f"{folder}/tmp"
    for number in (1, 2):
        os.dup2(os.open(f"{streams}/{number}", os.O_WRONLY | os.O_CREAT), number)
    sys.argv = ["planfolio", *arguments]
    mishap()
    # As Python finds what a shell gives it: the server's own know of other files.
    sys.stdout, sys.stderr = (
        stream and os.fdopen(number, "w", closefd=False) for number, stream in ((1, sys.stdout), (2, sys.stderr))
    )
    main()


def plain_layouts(folder: Path) -> None:
    """A site's own layouts, as plain as can be: what a run does beside them takes less time than to read ours."""
    (folder / "layouts").mkdir()
    for layout in (ROOT / "layouts").glob("*.html"):
        page = '<!doctype html><html lang="{{ page.language }}"><title>{{ site.title }}</title><main>{{ page.title }}</main>\n'
        (folder / "layouts" / layout.name).write_text(page, encoding="utf-8")


# --- the output -----------------------------------------------------------------------------------------------------------


def full_disk() -> None:
    """The disk is full when some pages are written."""
    room = iter(range(20))

    def write(path: Path, content: bytes) -> int:
        if next(room, None) is None:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        with path.open("wb") as file:
            return file.write(content)

    Path.write_bytes = write  # type: ignore[assignment,method-assign]  # a disk of our own


def small_files() -> None:
    """The system lets no file grow."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (3_000, 3_000))


def read_only() -> None:
    """The site's folder may not be written, whoever asks: root is refused too once it gives that right up."""
    Path().chmod(0o555)
    if os.geteuid() == 0:
        version, process, rights = 0x20080522, 0, (ctypes.c_uint32 * 6)(*(0,) * 6)
        head = (ctypes.c_uint32 * 2)(version, process)
        assert ctypes.CDLL(None).capset(head, rights) == 0


def failing_swap() -> None:
    """A system that cannot exchange folders, and fails when the new one takes the place of the old."""
    rename = Path.rename

    def renamed(path: Path, to: Path) -> Path:
        if path.name.endswith("-next"):
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        return rename(path, to)

    writing._system_exchange = lambda: None
    Path.rename = renamed  # type: ignore[method-assign,assignment]  # a disk of our own


def no_patience() -> None:
    """Whoever finds another build at work does not wait."""
    assert writing.publish.__kwdefaults__ is not None
    writing.publish.__kwdefaults__["wait"] = 0


# --- the sources ----------------------------------------------------------------------------------------------------------


def at(stage: Stage, happens: Mishap) -> None:
    """Something happens as a stage begins for the first time."""
    begun, left = Stages.begin, [happens]

    def begin(self: Stages, stage_: Stage, total: int | None = None) -> None:
        if stage_ is stage and left:
            left.pop()()
        begun(self, stage_, total)

    setattr(Stages, "begin", begin)  # noqa: B010 - to be there in time


def appended(path: str) -> None:
    with Path(path).open("a", encoding="utf-8") as file:
        file.write("more\n")


# --- what runs beside -----------------------------------------------------------------------------------------------------


def no_programs() -> None:
    """Nothing is on the PATH, and nobody has a home."""
    os.environ["PATH"] = "/nonexistent"
    os.environ.pop("HOME", None)


def no_network() -> None:
    """Whoever asks for another machine is refused."""

    def heard(event: str, values: tuple[object, ...]) -> None:
        if event in ("socket.connect", "socket.getaddrinfo", "socket.bind", "socket.sendto"):
            raise OSError(errno.ENETUNREACH, os.strerror(errno.ENETUNREACH))

    sys.addaudithook(heard)


def no_pagefind() -> None:
    setattr(engine, "find_spec", lambda name: None)  # noqa: B010 - imported there


def pagefind(script: str, *, mode: int = 0o755, seconds: float = 60) -> None:
    """Pagefind is this script of a shell."""
    program = Path("tmp/../pagefind").resolve()
    program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    program.chmod(mode)
    engine._binary = lambda: program
    engine.SECONDS_AT_MOST = seconds  # type: ignore[assignment]  # less than one


def no_temporary_folder() -> None:
    tempfile.tempdir = None
    tempfile._candidate_tempdir_list = lambda: ["/nonexistent"]  # type: ignore[attr-defined]  # as on a full disk


def a_bug() -> None:
    def broken() -> NoReturn:
        raise ValueError("示例错误")

    at(Stage.RENDER, broken)
    no_temporary_folder()


def clock(day: date) -> None:
    """What the machine takes for today."""
    building.today = lambda: day  # type: ignore[attr-defined]  # imported there


# --- streams and signals --------------------------------------------------------------------------------------------------


def closed(*streams: int) -> None:
    """As Python finds itself where a shell has closed a stream."""
    for number in streams:
        os.close(number)
        setattr(sys, {1: "stdout", 2: "stderr"}[number], None)


def nobody_reads() -> None:
    reader, writer = os.pipe()
    os.dup2(writer, 1)
    os.close(reader)


def full_stdout() -> None:
    os.dup2(os.open("/dev/full", os.O_WRONLY), 1)


def signalled(stage: Stage, number: int = signal.SIGINT) -> None:
    at(stage, partial(signal.raise_signal, number))


def edited(*steps: Mishap) -> None:
    """What happens while a site is served, until Ctrl+C."""

    def edits(*folders: Path) -> Iterator[tuple[Path, ...]]:
        for step in steps:
            step()
            yield ()
        raise KeyboardInterrupt

    serving.edits = edits


def gone(path: str) -> None:
    shutil.rmtree(path)


def broken(path: str) -> None:
    Path(path).write_text("{% broken", encoding="utf-8")
