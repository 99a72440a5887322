"""Pinyin: readings are the same whichever process looks them up, and nothing of anybody else's runs there."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from planfolio import pinyin
from planfolio.pinyin import _Reader, read_beside, syllables

TEXTS = {"重庆": ("chong2", "qing4"), "音乐": ("yin1", "yue4"), "示例": ("shi4", "li4"), "\U000323af": ("\U000323af",)}


def test_readings_from_a_process_beside_are_those_from_here(monkeypatch: pytest.MonkeyPatch) -> None:
    with read_beside(), monkeypatch.context() as patch:
        patch.setattr(pinyin, "_read", lambda characters: pytest.fail(f"{characters} is read here"))
        beside = {text: syllables(text) for text in TEXTS}

    assert beside == {text: syllables(text) for text in TEXTS} == TEXTS
    assert _Reader.running is None


def test_where_that_process_is_lost_this_one_reads() -> None:
    with read_beside():
        assert _Reader.running is not None
        _Reader.running._popen.kill()
        _Reader.running._popen.wait()

        assert syllables("重庆") == ("chong2", "qing4")


def test_a_copy_of_the_process_that_has_it_reads_alone() -> None:
    with read_beside():
        assert syllables("重庆") == ("chong2", "qing4")
        copy = os.fork()
        if copy == 0:
            os._exit(0 if syllables("长沙") == ("chang2", "sha1") else 1)

        assert os.waitstatus_to_exitcode(os.waitpid(copy, 0)[1]) == 0
        assert syllables("成都") == ("cheng2", "du1")


def test_nothing_of_the_folder_in_which_somebody_works_is_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "json.py").write_text("open('run', 'w')\nfrom json import *\n")
    (tmp_path / "pypinyin.py").write_text("open('run', 'w')\n")
    monkeypatch.chdir(tmp_path)
    with read_beside():
        assert syllables("重庆") == ("chong2", "qing4")

    assert not (tmp_path / "run").exists()
