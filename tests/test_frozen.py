from dataclasses import field, replace
from pickle import dumps, loads

import pytest

from planfolio.frozen import Latent, forgetting, frozen, is_found_out, latent


@frozen(kw_only=True)
class Hall:
    """A room with seats."""

    name: str
    seats: int = 0
    doors: tuple[str, ...] = field(default_factory=tuple)


@frozen(eq=False)
class Key:
    name: str


def test_records_are_equal_where_all_their_fields_are() -> None:
    hall = Hall(name="示例厅", seats=40)

    assert hall == Hall(name="示例厅", seats=40)
    assert hall != Hall(name="示例厅", seats=41)
    assert {hall, Hall(name="示例厅", seats=40)} == {hall}


def test_a_record_without_comparison_equals_itself_alone() -> None:
    key = Key("甲")

    assert key == key != Key("甲")


def test_a_change_is_a_new_record_and_copies_are_equal() -> None:
    hall = Hall(name="示例厅", seats=40, doors=("东",))

    assert replace(hall, seats=60) == Hall(name="示例厅", seats=60, doors=("东",))
    assert loads(dumps(hall)) == hall


def test_a_record_shows_its_fields_and_takes_no_other() -> None:
    hall = Hall(name="示例厅")

    assert repr(hall) == "Hall(name='示例厅', seats=0, doors=())"
    with pytest.raises(AttributeError):
        hall.size = 3  # type: ignore[attr-defined]  # that there is no such field is what is tested


@frozen(kw_only=True)
class Room(Latent):
    name: str
    guests: tuple[str, ...]


def test_what_is_found_out_in_a_block_is_forgotten_with_it() -> None:
    asked: list[str] = []

    def guests(name: str) -> dict[str, object]:
        asked.append(name)
        return {"guests": ("示例甲",)}

    room = latent(Room, guests, name="示例厅")
    with forgetting():
        there = room.guests, room.guests

    assert there == (("示例甲",), ("示例甲",))
    assert not is_found_out(room, "guests")
    assert (room.guests, room.guests, room.name) == (("示例甲",), ("示例甲",), "示例厅")
    assert asked == ["guests", "guests"]


def test_what_is_yet_to_be_found_out_goes_to_another_process_found() -> None:
    room = latent(Room, lambda _: {"guests": ("示例甲",)}, name="示例厅")
    there = loads(dumps(room))

    assert there == room
    assert is_found_out(there, "guests")
