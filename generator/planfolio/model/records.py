"""Records: the one registry of fields. A class is a mapping in a source; its annotations say what may stand there.

Decoder, page labels, messages, JSON Schema and the handbook's field reference all read these classes; there is no second list.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Callable, Iterable, Mapping
from collections.abc import Set as AbstractSet
from functools import cache, lru_cache
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel, ConfigDict, Field
from pydantic.fields import FieldInfo

from planfolio.findings import Message, say
from planfolio.frozen import frozen
from planfolio.model.scalars import Choice, Look, Measure, Reads, Text, as_written


class Record(BaseModel):
    """A frozen mapping with named fields. A field that was not written is None, or () for a list."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True, defer_build=True)

    @classmethod
    def from_text(cls, text: str) -> dict[str, str] | None:
        """Where a single text may stand for the whole record: how it spreads over the fields. None where it may not."""
        return None

    def __getstate__(self) -> dict[str, Any]:
        """What the source says. The rest is the same in all records, and need not go from process to process."""
        values = self.by_name
        return {name: values[name] for name in self.model_fields_set}

    def __setstate__(self, stated: dict[str, Any]) -> None:
        self._put({**unstated(type(self)), **stated}, stated.keys())

    def _put(self, values: dict[str, Any], stated: AbstractSet[str]) -> None:
        put = object.__setattr__
        put(self, "__dict__", values)
        put(self, "__pydantic_fields_set__", _once(frozenset(stated)))
        put(self, "__pydantic_extra__", None)
        put(self, "__pydantic_private__", None)

    @property
    def by_name(self) -> Mapping[str, Any]:
        """What its fields hold, by their names."""
        return self.__dict__

    def states(self, name: str) -> bool:
        """Whether the source says anything of the field: an empty list states "none", nothing states nothing."""
        return name in self.model_fields_set


@lru_cache(maxsize=4096)
def _once(names: frozenset[str]) -> set[str]:
    return set(names)


@cache
def unstated(model: type[Record]) -> dict[str, Any]:
    """What the fields of a record hold of which the source says nothing."""
    return {name: None if info.is_required() else info.default for name, info in model.model_fields.items()}


@frozen
class RefersTo:
    """Marks a text that names a document of a collection; `strict` is false where free text may stand as well."""

    collection: str
    strict: bool = True


OrganisationRef = Annotated[str, Reads(as_written), RefersTo("organisations")]
OrganisationName = Annotated[str, Reads(as_written), RefersTo("organisations", strict=False)]
PlanRef = Annotated[str, Reads(as_written), RefersTo("plans")]
CurriculumRef = Annotated[str, Reads(as_written), RefersTo("curricula")]
ScheduleRef = Annotated[str, Reads(as_written), RefersTo("schedules")]
PackRef = Annotated[str, Reads(as_written), RefersTo("packs")]


def field(
    chinese: str,
    about: str = "",
    english: str = "",
    *,
    example: str = "",
    required: bool = False,
    default: Any = None,
    internal: bool = False,
) -> Any:
    """A field's entry in the registry.

    `chinese` holds its Chinese name and, after blanks, further accepted ones. `about` and `english` say in a sentence what
    it holds. `internal` fields never reach a public page.
    """
    meta: dict[str, Any] = {
        "chinese": chinese.split(),
        "about": about,
        "english": english,
        "example": example,
        "internal": internal,
    }
    return Field(... if required else default, json_schema_extra={"planfolio": meta})


def many(
    chinese: str,
    about: str = "",
    english: str = "",
    *,
    example: str = "",
    required: bool = False,
    internal: bool = False,
) -> Any:
    """A list field: empty unless written."""
    return field(chinese, about, english, example=example, required=required, default=(), internal=internal)


@frozen(kw_only=True)
class Shape:
    """What an annotation asks for: one or many; a record, a choice or a scalar read by `parse`."""

    is_list: bool
    record: type[Record] | None = None
    choice: type[Choice] | None = None
    parse: Callable[[str], Any] | None = None
    refers: RefersTo | None = None
    measure: Measure | None = None
    look: Look | None = None


@frozen(kw_only=True)
class FieldEntry:
    """One field of the registry."""

    name: str
    chinese: tuple[str, ...]
    keys: frozenset[str]  # every accepted spelling
    about: Message
    example: str
    required: bool
    internal: bool
    shape: Shape

    @property
    def label(self) -> Message:
        """What pages call it."""
        return say("{zh}", "{en}", zh=self.chinese[0], en=self.name.replace("_", " ").capitalize())


@cache
def entries(model: type[Record]) -> tuple[FieldEntry, ...]:
    """The fields of `model` in the order in which they are written down."""
    hints = get_type_hints(model, include_extras=True)
    return tuple(_entry(name, info, hints[name]) for name, info in model.model_fields.items())


def _entry(name: str, info: FieldInfo, annotation: Any) -> FieldEntry:
    extra = typing.cast("dict[str, Any]", info.json_schema_extra)["planfolio"]
    return FieldEntry(
        name=name,
        chinese=tuple(extra["chinese"]),
        keys=frozenset((name, *extra["chinese"])),
        about=say("{zh}", "{en}", zh=extra["about"], en=extra["english"]),
        example=extra["example"],
        required=info.is_required(),
        internal=extra["internal"],
        shape=_shape(annotation),
    )


def _shape(annotation: Any, *, is_list: bool = False) -> Shape:
    origin = get_origin(annotation)
    if origin in (Union, types.UnionType):
        return _shape(next(a for a in get_args(annotation) if a is not type(None)), is_list=is_list)
    if origin is tuple:
        return _shape(get_args(annotation)[0], is_list=True)
    if origin is Annotated:
        marks = get_args(annotation)[1:]
        reads = next((mark for mark in marks if isinstance(mark, Reads)), None)
        refers = next((mark for mark in marks if isinstance(mark, RefersTo)), None)
        return Shape(
            is_list=is_list,
            parse=reads.parse if reads else None,
            refers=refers,
            measure=reads.measure if reads else None,
            look=reads.look if reads else None,
        )
    if isinstance(annotation, type) and issubclass(annotation, Choice):
        return Shape(is_list=is_list, choice=annotation, parse=annotation._read)
    if isinstance(annotation, type) and issubclass(annotation, Record):
        return Shape(is_list=is_list, record=annotation)
    raise TypeError(f"a field cannot be of type {annotation}")


def records_in(models: Iterable[type[Record]]) -> tuple[type[Record], ...]:
    """`models` and the records below them, each once, by name."""
    found: set[type[Record]] = set()
    waiting = list(models)
    while waiting:
        model = waiting.pop()
        if model not in found:
            found.add(model)
            waiting += [entry.shape.record for entry in entries(model) if entry.shape.record is not None]
    return tuple(sorted(found, key=lambda model: model.__name__))


def references_into(models: Iterable[type[Record]]) -> list[str]:
    """The collections to which fields of `models` and of the records below them refer."""
    shapes = (entry.shape for model in records_in(models) for entry in entries(model))
    return sorted({shape.refers.collection for shape in shapes if shape.refers is not None})


@cache
def spellings(model: type[Record]) -> dict[str, FieldEntry]:
    """Every accepted key of `model`, English and Chinese."""
    return {key: entry for entry in entries(model) for key in (entry.name, *entry.chinese)}


@cache
def entry_of(model: type[Record], name: str) -> FieldEntry:
    """The registry's entry of one field."""
    return next(entry for entry in entries(model) if entry.name == name)


def label(model: type[Record], name: str) -> Message:
    """What pages and messages call the field `name` of `model`."""
    return entry_of(model, name).label


def path_label(model: type[Record], path: str) -> Message:
    """What messages call the field at `path` below `model`: 备案的批准日期, `filing.approved`."""
    names: list[str] = []
    below: type[Record] | None = model
    for step in path.split("."):
        entry = spellings(below).get(step) if below else None
        names.append(entry.chinese[0] if entry else step)
        below = entry.shape.record if entry else None
    return say("{zh}", "{en}", zh="的".join(names), en=path)


__all__ = [
    "CurriculumRef", "FieldEntry", "OrganisationName", "OrganisationRef", "PackRef", "PlanRef", "Record", "RefersTo",
    "ScheduleRef", "Shape", "Text", "entries", "entry_of", "field", "label", "many", "path_label", "records_in", "references_into",
    "spellings",
]  # fmt: skip
