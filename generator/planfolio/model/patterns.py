"""Patterns: how a field is written in a source, for messages that show it."""

from __future__ import annotations

from planfolio.findings import Message, say
from planfolio.model.records import FieldEntry, Record, Shape, entries
from planfolio.model.scalars import Unreadable


def name_of(entry: FieldEntry) -> Message:
    """The key, as readers of each language write it."""
    return say("{zh}", "{en}", zh=entry.chinese[0], en=entry.name)


def pattern_of(entry: FieldEntry, text: str = "") -> Message:
    """The field as it is written in a source, with `text` or its example as the value."""
    shape = entry.shape
    value: object = text or entry.example or "…"
    if shape.record is not None:
        value = mapping_of(shape.record)
    elif shape.choice is not None and entry.example:
        choice = shape.choice._read(entry.example)
        value = say("{zh}", "{en}", zh=choice.chinese, en=choice.value)
    return say("{key}: {value}", "{key}: {value}", key=name_of(entry), value=value)


def mapping_of(model: type[Record], text: str = "") -> Message:
    """A mapping of `model` with its required keys, or its first; `text` is the only required value where it can be."""
    required = [entry for entry in entries(model) if entry.required]
    first = next((entry for entry in entries(model) if entry.example and entry.name != "id"), entries(model)[0])
    fits = len(required) == 1 and parses(required[0].shape, text)
    patterns = [pattern_of(entry, text[:30] if fits else "") for entry in required or [first]]
    return say(
        "{{{zh}}}",
        "{{{en}}}",
        zh=", ".join(pattern.shown("zh") for pattern in patterns),
        en=", ".join(pattern.shown("en") for pattern in patterns),
    )


def parses(shape: Shape, text: str) -> bool:
    """Whether `text` is a value of that shape."""
    try:
        return shape.parse is not None and shape.parse(text) is not None
    except Unreadable:
        return False
