"""Pinyin: how Chinese characters are read, as the dictionaries of pypinyin know it.

Loading them takes a fifth of a second and 60 MB. A build of a site whose readings nobody kept has both in a process beside its own.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Lock


def syllables(characters: str) -> tuple[str, ...]:
    """`chong2 qing4` of 重庆; a character without a reading stands for itself."""
    beside = _Reader.running
    if beside is not None and beside.process == os.getpid():
        with suppress(OSError, ValueError):  # it was ended
            return beside.ask(characters)
    return _read(characters)


@contextmanager
def read_beside() -> Iterator[None]:
    """Until the end of the block a process beside this one reads. It gets ready while this one has other things to do."""
    try:
        reader = _Reader()
    except OSError:  # the system has no room for another one
        yield
        return
    before, _Reader.running = _Reader.running, reader
    try:
        yield
    finally:
        _Reader.running = before
        reader.end()


class _Reader:
    """The process beside this one. It is asked in lines of JSON, and answers each in one."""

    running: _Reader | None = None

    def __init__(self) -> None:
        self.process = os.getpid()  # copies of it have this object, too, and must not ask in between
        self._asked = Lock()
        command = (sys.executable, "-P", "-m", __name__)  # nothing of the folder in which somebody works is run
        self._popen = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="ascii"
        )

    def ask(self, characters: str) -> tuple[str, ...]:
        question, answer = self._popen.stdin, self._popen.stdout
        assert question is not None
        assert answer is not None
        with self._asked:
            question.write(f"{json.dumps(characters)}\n")
            question.flush()
            return tuple(json.loads(answer.readline()))

    def end(self) -> None:
        with self._asked, suppress(OSError), self._popen:  # what it was asked last it may not have taken
            self._popen.kill()


def _read(characters: str) -> tuple[str, ...]:
    from pypinyin import Style, lazy_pinyin

    found = lazy_pinyin(
        characters,
        style=Style.TONE3,
        neutral_tone_with_five=True,
        errors=list,  # type: ignore[arg-type]  # a list gives each of several characters its own place
    )
    return tuple(found)


if __name__ == "__main__":
    _read("一")
    for line in sys.stdin:
        sys.stdout.write(f"{json.dumps(_read(json.loads(line)))}\n")
        sys.stdout.flush()
