"""Workers: side by side they give what one alone gives."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from planfolio.findings import Refusal, say
from planfolio.render import LayoutError
from planfolio.workers import WorkerLost, ahead, alone, aside, elsewhere, spread

NUMBERS = range(100)


def squares(numbers: Sequence[int]) -> list[int]:
    return [number * number for number in numbers]


def test_results_come_in_order_from_other_processes() -> None:
    def told(numbers: Sequence[int]) -> tuple[int, list[int]]:
        return os.getpid(), squares(numbers)

    found = list(spread(told, NUMBERS, processes=3, batch=7))

    assert [square for _, batch in found for square in batch] == squares(NUMBERS)
    assert len({process for process, _ in found} - {os.getpid()}) == 3


def test_a_process_that_took_much_memory_is_relieved(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("planfolio.workers._bearable", lambda: 40)
    taken = []

    def take(numbers: Sequence[int]) -> tuple[int, int, int]:
        taken.append(os.urandom(4 << 20))
        return os.getpid(), len(taken), numbers[0]

    found = list(spread(take, NUMBERS, processes=2, batch=1))

    assert [number for _, _, number in found] == list(NUMBERS)
    assert max(number for _, number, _ in found) <= 10
    assert len({process for process, _, _ in found}) >= 10


def test_what_is_raised_there_is_raised_here_with_all_that_it_says() -> None:
    def fail(numbers: Sequence[int]) -> None:
        raise LayoutError("layouts/plan.html", 3, f"示例 {numbers[0]}")

    with pytest.raises(LayoutError) as caught:
        list(spread(fail, NUMBERS, processes=2))

    assert (caught.value.layout, caught.value.line, caught.value.problem) == ("layouts/plan.html", 3, "示例 0")
    assert caught.value.message.shown("en") == "layout layouts/plan.html:3: 示例 0"


class OfTwo(Exception):
    """One that cannot be made again of what it says."""

    def __init__(self, one: str, two: object) -> None:
        super().__init__(f"{one} {two}")


class Closed(Exception):
    """One that cannot be sent at all."""

    def __init__(self, one: str) -> None:
        super().__init__(one, threading.Lock())


@pytest.mark.parametrize("error", [OfTwo("示例", 2), Closed("示例")])
def test_what_cannot_be_sent_is_raised_here_in_words(error: Exception) -> None:
    def fail(numbers: Sequence[int]) -> None:
        raise error

    with pytest.raises(RuntimeError, match=rf"(?s)Traceback.* in fail\n.*{type(error).__name__}.*示例"):
        list(spread(fail, NUMBERS, processes=2))


def test_a_worker_that_is_killed_is_told_of() -> None:
    def die(numbers: Sequence[int]) -> None:
        if 50 in numbers:
            os.kill(os.getpid(), signal.SIGKILL)

    with pytest.raises(WorkerLost, match="-j 1"):
        list(spread(die, NUMBERS, processes=2, batch=10))


def test_no_worker_outlives_the_work() -> None:
    found = spread(lambda numbers: os.getpid(), NUMBERS, processes=2, batch=1)
    worker = next(found)
    found.close()  # type: ignore[attr-defined]  # it is a generator

    with pytest.raises(ProcessLookupError):
        os.kill(worker, 0)


def test_a_refusal_crosses_as_it_is() -> None:
    def refuse(numbers: Sequence[int]) -> None:
        raise Refusal(say("不行：{what}", "no: {what}", what=say("示例", "example")))

    with pytest.raises(Refusal) as caught:
        list(spread(refuse, NUMBERS, processes=2))

    assert [caught.value.message.shown(one) for one in ("zh", "en")] == ["不行：示例", "no: example"]


def test_a_task_elsewhere_sends_what_it_likes() -> None:
    def task(send: Callable[[object], None]) -> None:
        send(os.getpid())
        send("示例")

    process, word = elsewhere(task)

    assert process != os.getpid()
    assert word == "示例"


def test_a_file_that_is_not_there_is_told_of_as_it_is() -> None:
    def task(send: Callable[[object], None]) -> None:
        send(1)
        raise FileNotFoundError("示例")

    sent = elsewhere(task)

    assert next(sent) == 1
    with pytest.raises(FileNotFoundError, match="示例"):
        next(sent)


@pytest.mark.parametrize("processes", [1, 2])
def test_work_that_is_done_aside_is_done_at_the_end(processes: int, tmp_path: Path) -> None:
    done = tmp_path / "done"

    def write() -> None:
        done.write_text(str(os.getpid()))

    with aside(write, processes=processes):
        pass

    assert (done.read_text() == str(os.getpid())) is (processes == 1)


def test_nobody_misses_work_aside_that_is_lost() -> None:
    with aside(lambda: os.kill(os.getpid(), signal.SIGKILL), processes=2):
        done = True

    assert done


def test_what_is_raised_aside_is_raised_here() -> None:
    def fail() -> None:
        raise ValueError("示例")

    with pytest.raises(ValueError, match="示例"), aside(fail, processes=2):
        pass


@pytest.mark.parametrize("processes", [1, 2])
def test_work_alone_gives_what_it_finds(processes: int) -> None:
    found, process = alone(lambda: (squares(NUMBERS), os.getpid()), processes=processes)

    assert found == squares(NUMBERS)
    assert (process == os.getpid()) is (processes == 1)


def test_what_is_begun_ahead_is_done_elsewhere_meanwhile() -> None:
    with ahead(os.getpid, processes=2) as found:
        assert found() not in (None, os.getpid())


def test_nothing_is_begun_ahead_where_there_is_one_process() -> None:
    with ahead(lambda: pytest.fail("it is done"), processes=1) as found:
        assert found() is None


def test_nobody_misses_what_was_begun_ahead_and_is_lost() -> None:
    with ahead(lambda: os.kill(os.getpid(), signal.SIGKILL), processes=2) as found:
        assert found() is None


def test_what_is_raised_ahead_is_left_to_who_needs_it() -> None:
    def fail() -> None:
        raise ValueError("示例")

    with ahead(fail, processes=2) as found:
        assert found() is None


def test_what_was_begun_ahead_need_not_be_asked_for(tmp_path: Path) -> None:
    begun = tmp_path / "begun"

    def work() -> bytes:
        begun.write_text(str(os.getpid()))
        return bytes(1 << 20)  # more than a pipe holds

    with ahead(work, processes=2):
        pass

    with pytest.raises(ProcessLookupError):
        os.kill(int(begun.read_text()), 0)
