"""Reads and fingerprints: what was looked at is noted, and what says something else has another fingerprint."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

import pytest

from planfolio.fingerprints import Untold, fingerprint
from planfolio.reads import (
    ALL,
    DOCUMENT,
    EVERYTHING,
    Asked,
    Fact,
    Memo,
    OfDocuments,
    Whole,
    answer,
    note,
    reading,
)
from tests.sites import inspected, plan


class Site(Asked):
    """Answers three questions, and counts how often it had to find an answer."""

    def __init__(self) -> None:
        self.found = 0

    @answer
    def titles(self) -> Mapping[str, str]:
        self.found += 1
        note("looked up", "on the way")
        return {"a": "甲", "b": "乙"}

    @answer
    def names(self) -> frozenset[str]:
        return frozenset({"甲", "乙"})

    @answer
    def count(self) -> int:
        return len(self.titles)


def noted(look: Callable[[], object]) -> set[Fact]:
    with reading() as facts:
        look()
    return facts


def test_an_answer_is_noted_with_its_key_and_found_once() -> None:
    site = Site()

    assert noted(lambda: site.titles["a"]) == {("Site.titles", "a")}
    assert noted(lambda: site.titles.get("z")) == {("Site.titles", "z")}
    assert noted(lambda: "b" in site.titles) == {("Site.titles", "b")}
    assert noted(lambda: "甲" in site.names) == {("Site.names", "甲")}
    assert noted(lambda: site.count) == {("Site.count", "")}
    assert site.found == 1


@pytest.mark.parametrize(
    "look",
    [
        lambda site: list(site.titles),
        lambda site: len(site.titles),
        lambda site: list(site.titles.items()),
        lambda site: list(site.titles.values()),
        lambda site: {**site.titles},
        lambda site: dict(site.titles),
    ],
)
def test_whoever_goes_through_all_answers_looks_at_all(look: Callable[[Site], object]) -> None:
    site = Site()

    assert ("Site.titles", ALL) in noted(lambda: look(site))


def test_what_is_known_of_documents_is_noted_by_the_document() -> None:
    known = OfDocuments({"plans/a": 1})

    assert noted(lambda: known.get("plans/b")) == {(DOCUMENT, "plans/b")}
    assert noted(lambda: list(known)) == {EVERYTHING}
    assert noted(lambda: sorted(Whole((2, 1)))) == {EVERYTHING}


def test_whoever_reads_a_document_is_known(tmp_path: Path) -> None:
    item = inspected(tmp_path, {"plans/a.md": plan("hours: 3")}).noting().catalog.items["plans/a"]

    assert noted(lambda: item.record) == {(DOCUMENT, "plans/a")}
    assert noted(lambda: item.document) == {(DOCUMENT, "plans/a")}
    assert noted(lambda: item.key) == set()


def test_whoever_takes_what_was_made_looks_at_what_it_was_made_of() -> None:
    memo: Memo[str, int] = Memo()
    site = Site()

    first = noted(lambda: memo.of("a", lambda: len(site.titles["a"])))

    assert noted(lambda: memo.of("a", lambda: 0)) == first == {("Site.titles", "a")}


def test_what_was_made_while_nobody_noted_is_made_again_for_whoever_does() -> None:
    memo: Memo[str, int] = Memo()
    site = Site()
    memo.of("a", lambda: len(site.titles["a"]))

    assert noted(lambda: memo.of("a", lambda: len(site.titles["a"]))) == {("Site.titles", "a")}


def test_a_memo_keeps_no_more_than_it_is_told_to() -> None:
    memo: Memo[int, int] = Memo(most=1)
    for number in (1, 2):
        memo.of(number, lambda number=number: number)  # type: ignore[misc]  # the default binds the number

    assert (memo.of(2, lambda: 7), memo.of(1, lambda: 7)) == (2, 7)


# --- fingerprints -----------------------------------------------------------------------------------------------------

_SAME = "from planfolio.fingerprints import fingerprint; print(fingerprint([frozenset('abcdefgh'), {'b': 1, 'a': 2}, '甲'*2]))"


def test_a_fingerprint_is_the_same_in_every_run() -> None:
    runs = [
        subprocess.run(
            [sys.executable, "-c", _SAME], env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)},
            capture_output=True, text=True, check=True, timeout=60,
        ).stdout
        for seed in ("1", "2")
    ]  # fmt: skip

    assert runs[0] == runs[1] == f"{fingerprint([frozenset('hgfedcba'), {'b': 1, 'a': 2}, '甲甲'])}\n"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a", "b"),
        (("a", "b"), ("ab",)),
        (1, "1"),
        (1, True),
        (None, ""),
        (frozenset("a"), frozenset("ab")),
        (partial(len, "a"), partial(len, "b")),
        (partial(len, "a"), partial(hash, "a")),
    ],
)
def test_whatever_says_something_else_has_another_fingerprint(one: object, other: object) -> None:
    assert fingerprint(one) != fingerprint(other)


def test_equal_texts_are_told_alike_wherever_they_come_from() -> None:
    apart = "".join(["示", "例"])

    assert fingerprint(("示例", "示例")) == fingerprint((apart, "示例"))


def test_what_has_no_name_is_not_told() -> None:
    with pytest.raises(Untold):
        fingerprint(partial(lambda: None))
