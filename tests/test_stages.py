"""Stages: what is counted, what a listener hears, and how it is told."""

from __future__ import annotations

import pytest

from planfolio.cli.stages import timings, told
from planfolio.findings import Language
from planfolio.stages import Progress, Spent, Stage, Stages


def test_a_stage_counts_what_it_is_through_with() -> None:
    stages = Stages()

    stages.begin(Stage.RENDER, 5)
    assert list(stages.counted("abc")) == ["a", "b", "c"]
    stages.advance(2)
    stages.end()

    assert stages.spent[Stage.RENDER].count == 5


def test_what_fails_is_not_counted() -> None:
    stages = Stages()

    stages.begin(Stage.RENDER)
    for thing in stages.counted("abc"):
        if thing == "b":
            break
    stages.end()

    assert stages.spent[Stage.RENDER].count == 1


def test_a_stage_that_begins_again_goes_on() -> None:
    stages = Stages()

    for stage in (Stage.RENDER, Stage.REPORT, Stage.RENDER):
        stages.begin(stage)
        stages.advance(3)
    stages.end()

    assert {stage: spent.count for stage, spent in stages.spent.items()} == {Stage.RENDER: 6, Stage.REPORT: 3}
    assert stages.seconds == sum(spent.seconds for spent in stages.spent.values()) > 0


def test_a_listener_hears_of_each_stage_and_not_of_each_thing() -> None:
    heard: list[Progress] = []
    stages = Stages(heard.append)

    for stage in (Stage.READ, Stage.RENDER):
        stages.begin(stage, 10_000)
        for _ in range(10_000):
            stages.advance()

    assert [(one.stage, one.done, one.total) for one in heard if not one.done] == [
        (Stage.READ, 0, 10_000),
        (Stage.RENDER, 0, 10_000),
    ]
    assert len(heard) < 1000


def test_a_listener_hears_how_far_a_long_stage_has_come(monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[Progress] = []
    now = iter(range(100))
    monkeypatch.setattr("time.perf_counter", lambda: next(now))
    stages = Stages(heard.append)

    stages.begin(Stage.READ)
    stages.advance(7)

    assert heard[-1] == Progress(stage=Stage.READ, began=0, done=7)


@pytest.mark.parametrize(
    ("done", "total", "seconds", "zh", "en"),
    [
        (0, None, 0.4, "生成页面", "rendering"),
        (0, None, 12, "生成页面 · 12 秒", "rendering · 12 s"),
        (0, 10_000, 3, "生成页面 0/10 000 · 3 秒", "rendering 0/10 000 · 3 s"),
        (500, 10_000, 0.6, "生成页面 500/10 000", "rendering 500/10 000"),
        (3214, 10_000, 4, "生成页面 3 214/10 000 · 804/秒 · 还要 8 秒", "rendering 3 214/10 000 · 804/s · 8 s left"),
        (30, 10_000, 9, "生成页面 30/10 000 · 3.3/秒 · 还要 50 分钟", "rendering 30/10 000 · 3.3/s · 50 min left"),
        (7000, None, 7, "生成页面 7 000 · 1 000/秒 · 7 秒", "rendering 7 000 · 1 000/s · 7 s"),
        (11, 10, 2, "生成页面 11/10 · 5.5/秒 · 还要 0 秒", "rendering 11/10 · 5.5/s · 0 s left"),
    ],
)
def test_what_is_told_is_stage_count_rate_and_what_is_left(
    done: int, total: int | None, seconds: float, zh: str, en: str
) -> None:
    progress = Progress(stage=Stage.RENDER, began=100, done=done, total=total)

    assert (told(progress, 100 + seconds, "zh"), told(progress, 100 + seconds, "en")) == (zh, en)


@pytest.mark.parametrize(
    ("language", "table"),
    [
        (
            "zh",
            """\
阶段                             秒       占比       数量       每秒
检查与合计                    1.000      25.0%
生成页面                      3.000      75.0%      1 200        400
合计                          4.000""",
        ),
        (
            "en",
            """\
stage                       seconds      share      count per second
checking and adding up        1.000      25.0%
rendering                     3.000      75.0%      1 200        400
all stages                    4.000""",
        ),
    ],
)
def test_timings_are_told_in_the_readers_language(language: Language, table: str) -> None:
    stages = Stages()
    stages.spent = {Stage.INSPECT: Spent(seconds=1), Stage.RENDER: Spent(seconds=3, count=1200)}

    assert list(timings(stages, language))[:4] == table.split("\n")
