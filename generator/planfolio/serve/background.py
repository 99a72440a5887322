"""Background: work in a process of its own while nobody edits, given up as soon as somebody does."""

from __future__ import annotations

import gc
import os
import signal
import threading
from collections.abc import Callable
from multiprocessing import get_context
from multiprocessing.process import BaseProcess

_REST = 0.5
"""Seconds without an edit until the work is begun."""
_PATIENCE = 10
"""Seconds that it has to tidy up, once it is given up."""
_GIVING_WAY = 10
"""How much less of a processor it gets than what somebody waits for, as `nice` counts: a tenth."""


class Background:
    """Runs `work` while it is due, and `done` after it. Never two at once."""

    def __init__(self, work: Callable[[], None], before: Callable[[], Callable[[], None]]) -> None:
        """`before` is called when the work begins, and what it returns when it has been done."""
        self.is_due = True
        self._work, self._before = work, before
        self._given_up = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin in a moment, if it is due then, when what was given up has ended."""
        self.give_up()
        self._given_up = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(self._given_up, self._thread), daemon=True)
        self._thread.start()

    def give_up(self) -> None:
        """End it. It may go on for a moment."""
        self._given_up.set()

    def stop(self) -> None:
        """End it, and wait until it has ended."""
        self.give_up()
        if self._thread is not None:
            self._thread.join()

    def _run(self, given_up: threading.Event, last: threading.Thread | None) -> None:
        if last is not None:
            last.join()
        if given_up.wait(_REST):
            return
        gc.collect()  # a run of the command line leaves this to its end, which may be days away here
        if not self.is_due:
            return
        done = self._before()
        process = get_context("spawn").Process(target=_in_child, args=(self._work,))
        try:
            process.start()
        except OSError:  # no memory for another process, say: the next edit tries again
            return
        while process.exitcode is None and not given_up.wait(0.02):
            pass
        if process.exitcode is None:
            _end(process)
        elif process.exitcode == 0:
            self.is_due = given_up.is_set()
            done()
        else:
            self.is_due = False  # it said why; the next edit may mend it


def _end(process: BaseProcess) -> None:
    process.terminate()
    process.join(_PATIENCE)
    process.kill()
    process.join()


def _in_child(work: Callable[[], None]) -> None:
    gc.disable()  # as the command line does: it ends with the work
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    if hasattr(os, "nice"):
        os.nice(_GIVING_WAY)
    try:
        work()
    except KeyboardInterrupt:
        raise SystemExit(1) from None
