"""What compares all documents with all others: exact, however few pairs are looked at."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import time
from itertools import combinations

from hypothesis import example, given, settings
from hypothesis import strategies as st

from planfolio.checks.id08_duplicates import twins
from planfolio.inspection import inspect
from planfolio.sources import SourceFile
from planfolio.sources.files import Discovery
from tests.sites import TODAY

# --- near-duplicates ----------------------------------------------------------------------------------------------------


def runs(text: str) -> set[str]:
    return {text[start : start + 3] for start in range(len(text) - 2)}


def repeats(one: str, other: str) -> bool:
    """The rule as its manual says it."""
    shorter, longer = sorted((len(one), len(other)))
    fewest = min(len(runs(one)), len(runs(other)))
    return shorter * 5 >= longer * 4 and len(runs(one) & runs(other)) * 10 >= fewest * 9


def first_twins(texts: list[str]) -> dict[int, int]:
    """Each text with every one before it."""
    return {
        number: next(other for other in range(number) if repeats(text, texts[other]))
        for number, text in enumerate(texts)
        if any(repeats(text, texts[other]) for other in range(number))
    }


words = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S")), min_size=1, max_size=12)
originals = st.lists(words, min_size=40, max_size=70).map("".join).filter(lambda text: len(text) >= 200)


@st.composite
def families(draw: st.DrawFn) -> list[str]:
    """Texts, and versions of them from which pieces are cut and into which others are put, more or fewer than a tenth."""
    texts = draw(st.lists(originals, min_size=1, max_size=4))
    for _ in range(draw(st.integers(1, 6))):
        text = draw(st.sampled_from(texts))
        for _ in range(draw(st.integers(0, 3))):
            start, length = draw(st.integers(0, len(text) - 1)), draw(st.integers(0, 12))
            text = text[:start] + draw(st.one_of(st.just(""), words)) + text[start + length :]
        texts.append(text)
    return draw(st.permutations([text for text in texts if len(text) >= 200]))


@settings(deadline=None, max_examples=200)
@given(families())
@example(["课堂观察" * 60, "课堂观察" * 60, "观察课堂" * 60])
@example(["a" * 300, "a" * 250, "a" * 200])
@example(["".join(chr(0x4E01 + 4 * n) for n in range(300)) + tail for tail in ("", "甲", "乙" * 33)])
def test_every_text_that_repeats_an_earlier_one_is_found_with_the_first(texts: list[str]) -> None:
    found = {number: twin.number for number, twin in twins(texts).items()}

    assert first_twins(texts) == found


def test_texts_of_the_same_sentences_are_told_apart() -> None:
    sentences = [
        f"第{number}组在{chr(0x4E00 + 37 * number)}日之前交出{chr(0x5E00 + 53 * number)}份材料。"
        for number in range(60)
    ]
    texts = [
        "".join(sentences[(start + step * n) % 60] for n in range(30)) for step in (1, 7, 11) for start in range(20)
    ]

    assert first_twins(texts) == {number: twin.number for number, twin in twins(texts).items()}


def test_an_exempt_pair_is_passed_over() -> None:
    text = "".join(chr(0x4E00 + 3 * number) for number in range(250))

    found = twins([text, text, text], lambda one, other: {one, other} == {0, 2})

    assert {number: twin.number for number, twin in found.items()} == {1: 0, 2: 1}


# --- clashes ------------------------------------------------------------------------------------------------------------

Session = tuple[int, int, int, str, str]
"""Day, start and end in hours, person, place."""

sessions = st.lists(
    st.tuples(
        st.integers(1, 2), st.integers(8, 12), st.integers(1, 3), st.sampled_from("甲乙丙"), st.sampled_from("东南西")
    ).map(lambda one: (one[0], one[1], one[1] + one[2], one[3], one[4])),
    min_size=1,
    max_size=8,
)


def schedule(number: int, found: Iterable[Session]) -> SourceFile:
    lines = [
        f"  - {{标题: 活动{number}-{index}, 日期: 2025-03-{day:02}, 开始: {time(start):%H:%M}, 结束: {time(end):%H:%M}, "
        f"授课人: [{{姓名: 示例教师{person}}}], 地点: {place}厅}}"
        for index, (day, start, end, person, place) in enumerate(found)
    ]
    text = "\n".join([f"标题: 日程{number}", "课次:", *lines, ""])
    return SourceFile(
        path=f"content/schedules/s{number}.yaml", collection="schedules", id=f"s{number}", raw=text.encode()
    )


SITE = SourceFile(path="content/site.yaml", collection="", id="site", raw="标题: 示例\n".encode())


@settings(deadline=None, max_examples=100)
@given(st.lists(sessions, min_size=1, max_size=3))
def test_who_is_wanted_twice_is_found_out(schedules: list[list[Session]]) -> None:
    files = (*(schedule(number, found) for number, found in enumerate(schedules)), SITE)
    report = inspect(Discovery(files=files, findings=()), today=TODAY).report
    blamed = {(finding.at.file, finding.at.field[1]) for finding in report.findings if finding.code == "TM05"}
    every = [(number, index, one) for number, found in enumerate(schedules) for index, one in enumerate(found)]

    in_a_clash = {
        place
        for (number, index, one), (other_number, other_index, other) in combinations(every, 2)
        if one[0] == other[0]
        and one[1] < other[2]
        and other[1] < one[2]
        and (one[3] == other[3] or (one[4] == other[4] and number == other_number))
        for place in (
            (f"content/schedules/s{number}.yaml", index),
            (f"content/schedules/s{other_number}.yaml", other_index),
        )
    }
    named = blamed | {
        (related.at.file, related.at.field[1])
        for finding in report.findings
        if finding.code == "TM05"
        for related in finding.related
    }
    assert in_a_clash == named
