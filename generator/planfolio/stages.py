"""Stages of a run: what each is called, which one runs, how far it has come, and how long each took."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from enum import Enum
from typing import TypeVar

from planfolio.findings import say
from planfolio.frozen import frozen

Thing = TypeVar("Thing")

_SECONDS_BETWEEN = 0.1
"""How often a listener hears of things done: nobody reads faster, and a page should not wait for that."""


class Stage(Enum):
    """A stage, in the order in which a build comes to them; the value is what a user reads."""

    READ = say("读取", "reading")
    INSPECT = say("检查与合计", "checking and adding up")
    COMPOSE = say("编排页面", "composing pages")
    RENDER = say("生成页面", "rendering")
    VERIFY = say("检查网页", "checking pages")
    REPORT = say("写报告", "writing the report")
    SEARCH = say("建立检索", "indexing")
    CATALOGUE = say("编目录", "writing the catalogue")
    WRITE = say("写入", "writing")


@frozen(kw_only=True)
class Progress:
    """How far a stage has come since `began` (seconds of `time.perf_counter`): `done` things of `total`, where that is known."""

    stage: Stage
    began: float
    done: int = 0
    total: int | None = None


@frozen(kw_only=True)
class Spent:
    """What a stage took: seconds of wall time, and the things that were done in them, where they were counted."""

    seconds: float = 0.0
    count: int = 0


class Stages:
    """Tells a listener which stage runs and how far it has come; `spent` is what each stage took. A stage that begins again
    goes on. All calls come from one thread."""

    def __init__(self, listen: Callable[[Progress], None] = lambda progress: None) -> None:
        self.spent: dict[Stage, Spent] = {}
        self._listen = listen
        self._stage: Stage | None = None
        self._total: int | None = None
        self._began = self._told = 0.0
        self._done = 0

    def begin(self, stage: Stage, total: int | None = None) -> None:
        """`stage` begins, which is to do `total` things; the one before it ends."""
        self.end()
        self._stage, self._total, self._done = stage, total, 0
        self._began = time.perf_counter()
        self._tell(stage, self._began)

    def advance(self, count: int = 1) -> None:
        """So many more things are done."""
        self._done += count
        now = time.perf_counter()
        if now - self._told >= _SECONDS_BETWEEN and self._stage is not None:
            self._tell(self._stage, now)

    def counted(self, things: Iterable[Thing]) -> Iterator[Thing]:
        """`things`, each counted once whoever took it is through with it."""
        for thing in things:
            yield thing
            self.advance()

    def end(self) -> None:
        if self._stage is None:
            return
        before = self.spent.get(self._stage, Spent())
        seconds = time.perf_counter() - self._began
        self.spent[self._stage] = Spent(seconds=before.seconds + seconds, count=before.count + self._done)
        self._stage = None

    @property
    def seconds(self) -> float:
        """What all stages that ended took."""
        return sum(spent.seconds for spent in self.spent.values())

    def _tell(self, stage: Stage, now: float) -> None:
        self._told = now
        self._listen(Progress(stage=stage, began=self._began, done=self._done, total=self._total))
