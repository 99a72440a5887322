"""Workers: the same work on many things, side by side in as many processes as there are.

The system copies this process, so that a worker has all that was computed so far, and none of it is sent. Where the system
has no such copies the work is done here. Other threads are not in a copy, but what they hold at that moment stays held there
for ever: the one that draws progress holds nothing that work needs, and whoever has others asks for one process.
"""

from __future__ import annotations

import os
import pickle
import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from typing import BinaryIO, Generic, TypeVar

from planfolio.findings import Refusal, say

Thing = TypeVar("Thing")
Result = TypeVar("Result")

FEW = 64
"""Things up to which other processes would take longer to start than to work."""
BATCH = 32
"""Things that are done before their results are handed over."""


class WorkerLost(Refusal):
    """A process ended before its work."""


def processors() -> int:
    """How many processes can run side by side."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def spread(
    work: Callable[[Sequence[Thing]], Result], things: Sequence[Thing], *, processes: int, batch: int = BATCH
) -> Iterator[Result]:
    """What `work` gives for each batch of neighbouring things, in their order. Results are pickled; what is raised is raised
    here. Raises WorkerLost."""
    batches = [things[start : start + batch] for start in range(0, len(things), batch)]
    count = min(processes, len(batches))
    if count < 2 or not _can_copy():
        yield from map(work, batches)
        return
    with ExitStack() as workers:
        results = [workers.enter_context(_Worker(work, batches[first::count])) for first in range(count)]
        for number in range(len(batches)):
            yield results[number % count].next()


def _can_copy() -> bool:
    # On macOS the system's own libraries may not be used in a copy.
    return sys.platform.startswith("linux")


class _Worker(Generic[Result]):
    """A copy of this process that works through batches and hands over one result after the other."""

    def __init__(self, work: Callable[[Sequence[Thing]], Result], batches: Sequence[Sequence[Thing]]) -> None:
        readable, writable = os.pipe()
        self.process = os.fork()
        if self.process == 0:
            os.close(readable)
            _run(work, batches, writable)
        os.close(writable)
        self.results: BinaryIO = os.fdopen(readable, "rb")

    def next(self) -> Result:
        try:
            is_raised, result = pickle.load(self.results)
        except EOFError:
            raise WorkerLost(
                say(
                    "一个工作进程中途结束了，多半是内存不够；用 -j 1 再运行一次",
                    "a worker process ended early, most likely for want of memory; run again with -j 1",
                )
            ) from None
        if is_raised:
            raise result
        given: Result = result
        return given

    def __enter__(self) -> _Worker[Result]:
        return self

    def __exit__(self, *_: object) -> None:
        self.results.close()  # one that still works ends when it hands over its next result
        os.waitpid(self.process, 0)


def _run(work: Callable[[Sequence[Thing]], Result], batches: Sequence[Sequence[Thing]], writable: int) -> None:
    """In the copy. It ends here, without what the original does at its end."""
    status = 1
    try:
        with os.fdopen(writable, "wb") as results:
            for batch in batches:
                results.write(_packed(work, batch))
                results.flush()
        status = 0
    except (OSError, KeyboardInterrupt):
        pass  # nobody waits for results any more
    finally:
        os._exit(status)


def _packed(work: Callable[[Sequence[Thing]], Result], batch: Sequence[Thing]) -> bytes:
    try:
        return pickle.dumps((False, work(batch)), pickle.HIGHEST_PROTOCOL)
    except Exception as error:
        error.add_note(traceback.format_exc())
        return pickle.dumps((True, error), pickle.HIGHEST_PROTOCOL)
