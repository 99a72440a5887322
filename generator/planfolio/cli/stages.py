"""Stages that more than one command runs: a line on the terminal while they run, a table of what they took."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from threading import Event, Thread
from typing import Any

from planfolio import environment
from planfolio.cli.settings import Settings, today
from planfolio.findings import Language, Message, say
from planfolio.project import Project
from planfolio.stages import Progress, Spent, Stage, Stages

PATIENCE = 1.0
"""Seconds for which nobody wonders what a command is doing."""
_SECONDS_BETWEEN = 0.2
"""From one drawing to the next."""


@contextmanager
def progress(settings: Settings) -> Iterator[Callable[[Progress], None]]:
    """A listener that shows the running stage in a line, on a terminal that somebody watches, in runs that take a while."""
    if settings.quiet or not sys.stderr.isatty() or environment.is_unwatched():
        yield lambda progress: None
        return
    line = _Line(settings.spoken)
    drawing = Thread(target=line.draw, daemon=True)
    drawing.start()
    try:
        yield line.hear
    finally:
        line.over.set()
        drawing.join()


class _Line:
    """The line. It is drawn by a thread of its own, so that a long stage without a count is seen to go on.

    The thread imports nothing, and so it draws without a library: a process that is forked while a module is half imported
    waits for that module forever.
    """

    def __init__(self, language: Language) -> None:
        from planfolio.reports.characters import cells

        self.over = Event()
        self._cells = cells
        self._language: Language = language
        self._last: Progress | None = None

    def hear(self, progress: Progress) -> None:
        self._last = progress

    def draw(self) -> None:
        """Until it is over, and then nothing is left of it."""
        pause, width = PATIENCE, 0
        with suppress(OSError):  # the terminal is gone
            while not self.over.wait(pause):
                width = self._put(self._text(), width)
                pause = _SECONDS_BETWEEN if width else PATIENCE  # no stage has begun yet
            if width:
                self._put("", width)
                self._put("", 0)

    def _put(self, text: str, before: int) -> int:
        """Write over a line of so many cells; how many there are now."""
        width = self._cells(text)
        sys.stderr.write(f"\r{text}{' ' * (before - width)}")
        sys.stderr.flush()
        return width

    def _text(self) -> str:
        text = told(self._last, time.perf_counter(), self._language) if self._last else ""
        columns = os.get_terminal_size(sys.stderr.fileno()).columns or 80
        while self._cells(text) >= columns > 1:
            text = text[:-2] + "…"
        return text


def told(progress: Progress, now: float, language: Language) -> str:
    """How far a stage has come, how fast, and what is left; how long it has been running where that is not known."""
    seconds, done, total = now - progress.began, progress.done, progress.total
    stage = progress.stage.value.shown(language)
    if total or done:
        stage += f" {_grouped(done)}" + (f"/{_grouped(total)}" if total else "")
    if seconds < PATIENCE:
        return stage
    if not done:
        return f"{stage} · {_time(seconds).shown(language)}"
    rate = done / seconds
    speed = say("{rate}/秒", "{rate}/s", rate=_rate(rate))
    left = say("还要 {time}", "{time} left", time=_time(max(0, total - done) / rate)) if total else _time(seconds)
    return f"{stage} · {speed.shown(language)} · {left.shown(language)}"


def _time(seconds: float) -> Message:
    if seconds < 100:
        return say("{number} 秒", "{number} s", number=round(seconds))
    return say("{number} 分钟", "{number} min", number=round(seconds / 60))


def _rate(rate: float) -> str:
    return _grouped(round(rate)) if rate >= 10 else f"{rate:.1f}"


def _grouped(number: int) -> str:
    return f"{number:,}".replace(",", " ")


def timings(stages: Stages, language: Language) -> Iterator[str]:
    """A table of what each stage took, with its things and their rate where they were counted, and the peak of memory."""

    from planfolio.reports.characters import cells

    def row(name: Message, *figures: str) -> str:
        shown = name.shown(language)
        return shown + " " * (24 - cells(shown)) + "".join(" " * (11 - cells(figure)) + figure for figure in figures)

    heads = say("秒", "seconds"), say("占比", "share"), say("数量", "count"), say("每秒", "per second")
    yield row(say("阶段", "stage"), *(head.shown(language) for head in heads)).rstrip()
    whole = stages.seconds or 1.0
    for stage, spent in stages.spent.items():
        yield row(stage.value, f"{spent.seconds:.3f}", f"{spent.seconds / whole:.1%}", *_counted(spent)).rstrip()
    yield row(say("合计", "all stages"), f"{stages.seconds:.3f}").rstrip()
    peak = _peak()
    if peak is not None:
        yield peak.shown(language)


def _counted(spent: Spent) -> tuple[str, ...]:
    if not spent.count:
        return ()
    return _grouped(spent.count), _rate(spent.count / spent.seconds) if spent.seconds else ""


def _peak() -> Message | None:
    """The most memory that this process held, and the largest that it started; None where the system does not tell."""
    try:
        import resource
    except ImportError:  # Windows
        return None
    unit = 1024 * 1024 if sys.platform == "darwin" else 1024
    own, other = (resource.getrusage(who).ru_maxrss // unit for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    most = say("内存最多 {own} MiB", "peak of memory: {own} MiB", own=_grouped(own))
    if not other:
        return most
    return say(
        "{most}，另开的进程里最大的 {other} MiB",
        "{most}, the largest process beside it {other} MiB",
        most=most,
        other=_grouped(other),
    )


def inspected(settings: Settings, project: Project) -> tuple[Any, Any]:
    """The inspection of what is on disk, and its report. What the last build kept helps it; it keeps nothing itself."""
    from planfolio.cachefolder import place
    from planfolio.git import revision
    from planfolio.lastinspection import recall, renewed
    from planfolio.sources import discover

    found = revision(project.root)
    commit = found.commit if found else None
    cache = place(project.root)
    with progress(settings) as listen:
        stages = Stages(listen)
        stages.begin(Stage.READ)
        sources = discover(project.content)
        last = recall(cache, sources, today=today(), revision=commit)
        inspection = renewed(last, sources, today=today(), revision=commit, stages=stages)
        stages.end()
    report = inspection.report
    return inspection, replace(report, language=settings.language or report.language)


def compared(settings: Settings, project: Project, reference: str, proposed: str | None = None) -> Any:
    """What is on disk, or in a proposed revision, beside what was there at a git revision."""
    from planfolio.comparison import compare
    from planfolio.git import revision

    commit = revision(project.root)
    with progress(settings) as listen:
        Stages(listen).begin(Stage.INSPECT)
        return compare(
            project,
            reference,
            today=today(),
            revision=commit.commit if commit else None,
            language=settings.language,
            proposed=proposed,
        )
