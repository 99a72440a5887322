"""Collation: titles and names in the order in which readers look for them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from planfolio import collation
from planfolio.collation import FILE, initials, key
from planfolio.program import program


def test_digits_come_first_then_letters_then_chinese_by_pinyin() -> None:
    titles = ["语文教研", "10月安排", "Zebra", "阿勒泰研修", "2月安排", "apple", "数学教研", "Élan"]

    assert sorted(titles, key=key) == [
        "2月安排",
        "10月安排",
        "apple",
        "Élan",
        "Zebra",
        "阿勒泰研修",
        "数学教研",
        "语文教研",
    ]


def test_a_character_is_read_as_its_word_has_it() -> None:
    assert initials("重庆") == "cq"
    assert initials("重点") == "zd"
    assert sorted(["长沙", "成都", "重庆"], key=key) == ["长沙", "成都", "重庆"]


def test_tones_and_then_characters_part_what_is_spelled_alike() -> None:
    assert sorted(["马", "骂", "妈", "麻"], key=key) == ["妈", "麻", "马", "骂"]
    assert key("师范") != key("示范")


@pytest.mark.parametrize(
    ("name", "letter"), [("单示例", "s"), ("曾示例", "z"), ("仇示例", "q"), ("解示例", "x"), ("查示例", "z")]
)
def test_a_surname_is_read_as_a_surname(name: str, letter: str) -> None:
    assert initials(name, is_name=True)[0] == letter
    assert initials("单元设计")[0] == "d"


def test_numbers_count_as_numbers_wherever_they_stand() -> None:
    titles = [f"研修方案{number}" for number in (10, 9, 1)]

    assert sorted(titles, key=key) == ["研修方案1", "研修方案9", "研修方案10"]


def test_full_width_letters_and_digits_stand_beside_what_they_look_like() -> None:
    titles = ["2024AB", "２０２４ＡＢ", "2024AC", "2024AA"]

    assert sorted(titles, key=key) == ["2024AA", "2024AB", "２０２４ＡＢ", "2024AC"]


@given(st.text())
@example("①")  # which is plainly a 1
def test_the_order_is_the_same_from_wherever_one_starts(text: str) -> None:
    assert initials(text).isascii()
    assert sorted([text, "示例", "1"], key=key) == sorted(["1", "示例", text], key=key)


def test_readings_that_were_kept_are_taken_and_others_are_not(tmp_path: Path) -> None:
    kept = {"重庆": ["chong2", "qing4"], "长沙": ["chang2"], "成都": ["cheng2", 7], "示例": "si"}
    (tmp_path / FILE).write_text(json.dumps({"program": program(), "readings": kept}), encoding="utf-8")
    before = dict(collation._READINGS)
    collation._READINGS.clear()
    with collation.recalled(tmp_path):
        pass
    taken = dict(collation._READINGS)
    collation._READINGS.clear()
    (tmp_path / FILE).write_text(json.dumps({"program": "another", "readings": kept}), encoding="utf-8")
    with collation.recalled(tmp_path):
        pass
    left = dict(collation._READINGS)
    collation._READINGS.update(before)

    assert taken == {"重庆": ("chong2", "qing4"), "示例": ("s", "i")}
    assert left == {}


@pytest.mark.parametrize("kept", ["", "[]", "7", '{"program": 1}', '{"readings": {}}', "{" * 5000])
def test_a_damaged_file_of_readings_is_left(kept: str, tmp_path: Path) -> None:
    (tmp_path / FILE).write_text(kept, encoding="utf-8")
    with collation.recalled(tmp_path):
        pass

    assert initials("重庆") == "cq"


def test_what_was_kept_needs_not_be_read_again(tmp_path: Path) -> None:
    assert initials("杭州") == "hz"
    collation.keep(tmp_path)
    written = (tmp_path / FILE).stat().st_mtime_ns
    collation.keep(tmp_path)

    assert "杭州" in json.loads((tmp_path / FILE).read_text(encoding="utf-8"))["readings"]
    assert (tmp_path / FILE).stat().st_mtime_ns == written
