"""Pinyin: readings are the same whichever process looks them up."""

from __future__ import annotations

import os
import signal

import pytest

from planfolio import pinyin
from planfolio.pinyin import read_beside, syllables
from planfolio.workers import answering

TEXTS = {"重庆": ("chong2", "qing4"), "音乐": ("yin1", "yue4"), "示例": ("shi4", "li4"), "\U000323af": ("\U000323af",)}


def test_readings_from_a_process_beside_are_those_from_here(monkeypatch: pytest.MonkeyPatch) -> None:
    with read_beside(processes=2), monkeypatch.context() as patch:
        patch.setattr(pinyin, "_read", lambda characters: pytest.fail(f"{characters} is read here"))
        beside = {text: syllables(text) for text in TEXTS}

    with read_beside(processes=1):
        assert beside == {text: syllables(text) for text in TEXTS} == TEXTS


def test_a_copy_of_the_process_that_has_it_reads_alone() -> None:
    with read_beside(processes=2):
        assert syllables("重庆") == ("chong2", "qing4")
        copy = os.fork()
        if copy == 0:
            os._exit(0 if syllables("长沙") == ("chang2", "sha1") else 1)

        assert os.waitstatus_to_exitcode(os.waitpid(copy, 0)[1]) == 0
        assert syllables("成都") == ("cheng2", "du1")


def test_where_that_process_is_lost_this_one_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[int] = []
    fork = os.fork

    def counted() -> int:
        begun.append(fork())
        return begun[-1]

    monkeypatch.setattr(os, "fork", counted)
    with read_beside(processes=2):
        os.kill(begun[0], signal.SIGKILL)

        assert [syllables(text) for text in TEXTS] == list(TEXTS.values())


def test_a_question_is_answered_elsewhere() -> None:
    with answering(lambda number: (os.getpid(), number * number)) as ask:
        [(one, four), (other, nine)] = ask(2), ask(3)

    assert (four, nine) == (4, 9)
    assert one == other != os.getpid()
