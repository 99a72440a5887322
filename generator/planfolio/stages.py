"""Stages of a run: what each is called, which one runs, and how long each took."""

from __future__ import annotations

import time
from collections.abc import Callable
from enum import Enum

from planfolio.findings import say


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


class Stages:
    """Tells a listener which stage runs, and how long each took (seconds of wall time)."""

    def __init__(self, listen: Callable[[Stage], None] = lambda stage: None) -> None:
        self.seconds: dict[Stage, float] = {}
        self._listen = listen
        self._running: tuple[Stage, float] | None = None

    def begin(self, stage: Stage) -> None:
        self.end()
        self._running = (stage, time.perf_counter())
        self._listen(stage)

    def end(self) -> None:
        if self._running is not None:
            stage, start = self._running
            self.seconds[stage] = time.perf_counter() - start
            self._running = None
