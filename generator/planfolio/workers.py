"""Workers: the same work on many things, side by side in as many processes as there are.

The system copies this process, so that a worker has all that was computed so far, and none of it is sent. Where the system
has no such copies the work is done here. Other threads are not in a copy, but what they hold at that moment stays held there
for ever: the one that draws progress holds nothing that work needs, and whoever has others asks for one process.
"""

from __future__ import annotations

import gc
import os
import pickle
import signal
import sys
import traceback
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from enum import Enum
from functools import partial
from typing import Any, BinaryIO, TypeVar, cast

from planfolio.findings import Refusal, say

Thing = TypeVar("Thing")
Result = TypeVar("Result")
Task = Callable[[Callable[[object], None]], None]
"""What a process of its own does. It is given what sends values to the one that began it."""

FEW = 64
"""Things up to which other processes would take longer to start than to work."""
BATCH = 32
"""Things that are done before their results are handed over."""
_BEARABLE = 80
_SHARE = 5
"""MiB that a worker may take for its own before a fresh one goes on, or one part in so many of what this process holds: it copies
whatever it touches of that, and never gives it back."""


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

    def task(batches: Sequence[Sequence[Thing]]) -> Task:
        def work_through(send: Callable[[object], None]) -> None:
            gc.disable()  # what nobody can reach goes with the process, long before there is much of it
            for batch in batches:
                send(work(batch))
                if _taken() > bearable:
                    return

        return work_through

    def results(share: Sequence[Sequence[Thing]], worker: _Worker) -> Generator[Any, None, None]:
        """Those of a share of the batches, on which a worker has begun."""
        found = iter(worker)
        for number in range(len(share)):
            result = next(found, _RELIEVED)
            if result is _RELIEVED:
                found = iter(running.enter_context(_Worker(task(share[number:]))))
                result = next(found)
            yield result

    bearable = _bearable()
    with ExitStack() as running:
        shares = [batches[first::count] for first in range(count)]
        workers = [running.enter_context(_Worker(task(share))) for share in shares]
        found = [running.enter_context(closing(results(*both))) for both in zip(shares, workers, strict=True)]
        for number in range(len(batches)):
            yield next(found[number % count])


_RELIEVED = object()


def _bearable() -> int:
    """MiB that a worker may take."""
    import resource  # not where there are no copies

    return max(_BEARABLE, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10) // _SHARE)


def _taken() -> int:
    """MiB that this process took since it began: each page that it touches first is a fault of its own."""
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt * resource.getpagesize() >> 20


def elsewhere(task: Task) -> Iterator[object]:
    """What `task` sends, one after the other, from a process of its own: what it holds meanwhile goes with it. Raises what it
    raises, and WorkerLost. Where there are no copies of processes it is done here, and what it sends comes at its end."""
    if not _can_copy():
        sent: list[object] = []
        task(sent.append)
        yield from sent
        return
    with _Worker(task) as worker:
        yield from worker


@contextmanager
def answering(
    answer: Callable[[Any], object], *, ready: Callable[[], object] = lambda: None
) -> Iterator[Callable[[object], Any]]:
    """What `answer` says of a question that is asked in the block, in a process of its own, once it is `ready`. Asking raises
    WorkerLost or OSError where that has ended. Where there are no copies of processes it is answered here."""
    if not _can_copy():
        yield answer
        return
    readable, writable = os.pipe()

    def task(send: Callable[[object], None]) -> None:
        ready()
        with os.fdopen(readable, "rb") as questions, suppress(EOFError):
            os.close(writable)
            while True:
                send(answer(pickle.load(questions)))

    with _Worker(task) as worker, os.fdopen(writable, "wb", buffering=0) as questions:
        os.close(readable)

        def ask(question: object) -> object:
            pickle.dump(question, questions)
            return next(iter(worker))

        try:
            yield ask
        finally:
            os.kill(worker.process, signal.SIGKILL)  # copies of this process may hold its questions open


def alone(work: Callable[[], Result], *, processes: int) -> Result:
    """What `work` gives; where there may be two processes from one of its own, with which the memory goes that it took."""
    if processes < 2:
        return work()
    [found] = elsewhere(lambda send: send(work()))
    return cast("Result", found)


@contextmanager
def ahead(work: Callable[[], Result], *, processes: int) -> Iterator[Callable[[], Result | None]]:
    """Begins `work` in a process of its own, where there may be two. What the block is given waits for its result; None where
    there is none: who needs it does it then, and hears what is wrong with it."""
    if processes < 2 or not _can_copy():
        yield lambda: None
        return
    with _Worker(lambda send: send(work())) as worker:

        def result() -> Result | None:
            with suppress(Exception):
                return cast("Result", next(iter(worker)))
            return None

        yield result


@contextmanager
def aside(work: Callable[[], None], *, processes: int) -> Iterator[None]:
    """Does `work` until the end of the block, in a process of its own where there may be two. Nobody misses it if that is lost."""
    if processes < 2 or not _can_copy():
        work()
        yield
        return
    with _Worker(lambda _: work()) as worker:
        yield
        with suppress(WorkerLost):
            for _ in worker:
                pass


def _can_copy() -> bool:
    # On macOS the system's own libraries may not be used in a copy.
    return sys.platform.startswith("linux")


class _Worker:
    """A copy of this process that does a task. It gives what that sends, until it is done."""

    def __init__(self, task: Task) -> None:
        readable, writable = os.pipe()
        self.process = os.fork()
        if self.process == 0:
            os.close(readable)
            _run(task, writable)
        os.close(writable)
        self.sent: BinaryIO = os.fdopen(readable, "rb")

    def __iter__(self) -> Iterator[object]:
        while True:
            try:
                word, value = pickle.load(self.sent)
            except EOFError:
                raise WorkerLost(
                    say(
                        "一个工作进程中途结束了，多半是内存不够；用 -j 1 再运行一次",
                        "a worker process ended early, most likely for want of memory; run again with -j 1",
                    )
                ) from None
            if word is _Word.DONE:
                return
            if word is _Word.RAISED:
                raise value
            yield value

    def __enter__(self) -> _Worker:
        return self

    def __exit__(self, *_: object) -> None:
        self.sent.close()  # one that still works ends when it hands over its next result
        os.waitpid(self.process, 0)


class _Word(Enum):
    """What a worker says of what it hands over."""

    SENT = "sent"
    RAISED = "raised"
    DONE = "done"


class _Unheard(BaseException):
    """Nobody waits for what is sent any more."""


def _run(task: Task, writable: int) -> None:
    """In the copy. It ends here, without what the original does at its end."""
    status = 1
    try:
        with os.fdopen(writable, "wb") as results:

            def send(word: _Word, value: object = None) -> None:
                packed = pickle.dumps((word, value), pickle.HIGHEST_PROTOCOL)
                try:
                    results.write(packed)
                    results.flush()
                except OSError:
                    raise _Unheard from None

            try:
                task(partial(send, _Word.SENT))
                send(_Word.DONE)
            except Exception as error:
                error.add_note(traceback.format_exc())
                send(_Word.RAISED, _portable(error))
        status = 0
    except (OSError, _Unheard, KeyboardInterrupt):
        pass
    finally:
        os._exit(status)


def _portable(error: Exception) -> Exception:
    """What can be raised on the other side: the error, or its last note where it is made of what cannot be sent."""
    try:
        pickle.loads(pickle.dumps(error, pickle.HIGHEST_PROTOCOL))
    except Exception:
        return RuntimeError(error.__notes__[-1])
    return error
