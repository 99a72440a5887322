"""JSON Schema of every kind of document, of the report and of a document's JSON, made from the field registry.

Written for editors, which read YAML's own types, and for every JSON Schema validator: it takes whatever the decoder takes.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from typing import Any

from planfolio.findings import Language, say
from planfolio.frozen import frozen
from planfolio.model import KINDS, DocumentRecord
from planfolio.model.documents import own_first
from planfolio.model.records import FieldEntry, Record, Shape, entries, records_in
from planfolio.model.scalars import Choice, Look, Unreadable
from planfolio.reports import report_schema

DIALECT = "https://json-schema.org/draft/2020-12/schema"

Titles = Mapping[str, Mapping[str, str]]
"""Of each collection the documents that there are: id and title."""


def schemas(language: Language = "zh", titles: Titles | None = None) -> dict[str, dict[str, Any]]:
    """One schema for each kind of document, by its name (`plan`, `schedule` …), then `report`, and `document`, which is what
    the site says of any document in its `index.json`."""
    kinds = kind_schemas(language, titles)
    return {**kinds, "report": report_schema.schema(DIALECT), "document": _document()}


def kind_schemas(language: Language = "zh", titles: Titles | None = None) -> dict[str, dict[str, Any]]:
    """One schema for each kind of document that users write. Keys and choices are there in both languages, those of
    `language` first; references offer the ids in `titles`."""
    return {kind.KIND: _Writer(language, titles or {}).schema(kind) for kind in KINDS.values()}


def files(language: Language, titles: Titles) -> dict[str, str]:
    """The schemas of what users write as an editor's files, by file name."""
    return {
        f"{kind}.json": json.dumps(schema, ensure_ascii=False, indent=1) + "\n"
        for kind, schema in kind_schemas(language, titles).items()
    }


def _document() -> dict[str, Any]:
    """Hours are as in the report, without verdicts."""
    shared = report_schema.schema(DIALECT)["$defs"]
    hours = {**shared["hours"], "properties": dict(shared["hours"]["properties"])}
    del hours["properties"]["verdicts"]
    hours["required"] = [*hours["properties"]]
    text = {"type": "string"}
    properties = {
        "version": {"const": 1},
        "id": {**text, "description": "collection/id"},
        "kind": {"enum": [kind.KIND for kind in KINDS.values() if kind.COLLECTION]},
        "type": {"type": ["string", "null"]},
        "title": text,
        "address": {**text, "description": "absolute where the site knows its own address, else from the site's root"},
        "fields": {
            "type": "object",
            "description": "its fields by their English names; what is not written is not there",
        },
        "hours": {"anyOf": [{"$ref": "#/$defs/hours"}, {"type": "null"}]},
        "text": {
            "type": "array",
            "items": {"type": "object", "properties": {"heading": text, "text": text}, "required": ["heading", "text"]},
        },
    }
    return {
        "$schema": DIALECT,
        "title": "Planfolio document",
        "type": "object",
        "properties": properties,
        "required": [*properties],
        "additionalProperties": False,
        "$defs": {"hours": hours, "amount": shared["amount"], "group": shared["group"]},
    }


@frozen
class _Writer:
    """One language and the documents of one site."""

    language: Language
    titles: Titles

    def schema(self, kind: type[DocumentRecord]) -> dict[str, Any]:
        return {
            "$schema": DIALECT,
            "title": kind.KIND_NAME.shown(self.language),
            "$ref": f"#/$defs/{kind.__name__}",
            "$defs": dict(sorted(self.definitions(records_in([kind])).items())),
        }

    def definitions(self, records: Collection[type[Record]]) -> dict[str, Any]:
        """Every record, choice and collection of which a schema speaks, by name."""
        found: dict[str, Any] = {record.__name__: self.record(record) for record in records}
        for shape in (entry.shape for record in records for entry in entries(record)):
            if shape.choice is not None:
                found[shape.choice.__name__] = self.choice(shape)
            elif shape.refers is not None:
                found[shape.refers.collection] = self.reference(shape.refers.collection)
        return found

    def record(self, record: type[Record]) -> dict[str, Any]:
        """Each key under all its names; a required field is there under one of them."""
        fields = own_first(record)
        properties = {name: self.value(entry) for names in self.in_order(fields) for name, entry in names}
        schema: dict[str, Any] = {"type": "object", "properties": properties, "additionalProperties": False}
        required = [
            {"anyOf": [{"required": [name]} for name in self.names(entry)]} for entry in fields if entry.required
        ]
        if required:
            schema["allOf"] = required
        spread = record.from_text("")
        if spread is None:
            return schema
        return {"anyOf": [schema, self.one(next(entry.shape for entry in fields if entry.name in spread))]}

    def names(self, entry: FieldEntry) -> tuple[str, ...]:
        return (*entry.chinese, entry.name) if self.language == "zh" else (entry.name, *entry.chinese)

    def in_order(self, fields: list[FieldEntry]) -> list[list[tuple[str, FieldEntry]]]:
        """The keys as an editor offers them: those that readers of the language write, then all others."""
        first = [(self.names(entry)[0], entry) for entry in fields]
        return [first, [(name, entry) for entry in fields for name in self.names(entry)[1:]]]

    def value(self, entry: FieldEntry) -> dict[str, Any]:
        about: dict[str, Any] = {
            "title": " ".join(self.names(entry)),
            "description": entry.about.shown(self.language) or entry.about.shown("en"),
        }
        if entry.example and entry.shape.refers is None:  # references offer what there is
            about["examples"] = [self.example(entry)]
        one = self.one(entry.shape)
        if entry.shape.is_list:
            many = {"type": "array", "items": one}
            return {**about, "anyOf": [many, one] if entry.required else [many, one, _NOTHING]}
        if one == _TEXT and not entry.required:
            return {**about, **_TEXT_OR_NOTHING}
        return {**about, **one} if entry.required else {**about, "anyOf": [one, _NOTHING]}

    def example(self, entry: FieldEntry) -> str | int:
        """The registry's example, a choice in the language, a number as YAML reads it."""
        choices, look = entry.shape.choice, entry.shape.look
        if choices is not None:
            return choices._read(entry.example).spelled(self.language)
        return int(entry.example) if look is not None and look.number and entry.example.isdecimal() else entry.example

    def one(self, shape: Shape) -> dict[str, Any]:
        """What one value may be."""
        if shape.refers is not None:
            return {"$ref": f"#/$defs/{shape.refers.collection}"}
        defined = shape.record or shape.choice
        if defined is not None:
            return {"$ref": f"#/$defs/{defined.__name__}"}
        assert shape.look is not None
        return self.scalar(shape, shape.look)

    def choice(self, shape: Shape) -> dict[str, Any]:
        """The spellings, those of the language first, each with the other language's. Digits come as numbers or as text."""
        assert shape.choice is not None
        spelled: dict[str | int, Choice] = {member.spelled(self.language): member for member in shape.choice}
        spelled.update(shape.choice.spellings())
        digits = [spelling for spelling in shape.choice.spellings() if spelling.isdecimal()]
        for digit in digits:
            spelled[int(digit)] = spelled.pop(digit)
        other: Language = "en" if self.language == "zh" else "zh"
        offered = {
            "enum": [*spelled],
            "enumDescriptions": [member.spelled(other) for member in spelled.values()],
            "errorMessage": self.expected(shape),
        }
        return {"anyOf": [offered, _quoted(digits)]} if digits else offered

    def reference(self, collection: str) -> dict[str, Any]:
        """An id. Those that are known are offered; others pass, since the schema may be older than they are."""
        known = self.titles.get(collection, {})
        if not known:
            return _TEXT
        return {"anyOf": [{"enum": [*known], "enumDescriptions": [*known.values()]}, _TEXT]}

    def scalar(self, shape: Shape, look: Look) -> dict[str, Any]:
        if look == Look():
            return _TEXT
        if look.choices:
            offered = {"enum": [*look.choices], "errorMessage": self.expected(shape)}
            return {"anyOf": [offered, {"type": "string", "pattern": look.pattern}]}
        schema: dict[str, Any] = {"type": ["string", look.number] if look.number else "string"}
        schema["pattern"] = look.pattern
        if look.least is not None:
            schema["minimum"] = look.least
        if look.most is not None:
            schema["maximum"] = look.most
        return {**schema, "errorMessage": self.expected(shape)}

    def expected(self, shape: Shape) -> str:
        """What `check` says of a value that cannot be read: an editor says the same."""
        assert shape.parse is not None
        try:
            shape.parse("")
        except Unreadable as error:
            return say("应为{expected}", "it should be {expected}", expected=error.expected).shown(self.language)
        raise AssertionError(f"{shape} reads an empty text")


_TEXT = {"not": {"type": ["array", "object", "null"]}}
"""Any scalar. Were the types named, editors would offer `true` and `null` for every text."""
_TEXT_OR_NOTHING = {"not": {"type": ["array", "object"]}}
_NOTHING = {"not": {"type": ["string", "number", "boolean", "array", "object"]}}
"""A key without a value, as in a form that is not filled in yet."""


def _quoted(texts: list[str]) -> dict[str, Any]:
    """Texts that are taken and not offered: what reads as something else without quotation marks."""
    return {"type": "string", "pattern": f"^({'|'.join(texts)})$"}
