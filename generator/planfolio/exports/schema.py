"""JSON Schema of every kind of document, of the report and of a document's JSON, made from the field registry."""

from __future__ import annotations

from typing import Any

from planfolio.model import KINDS, DocumentRecord
from planfolio.model.records import FieldEntry, Record, entries
from planfolio.reports import report_schema

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schemas() -> dict[str, dict[str, Any]]:
    """One schema for each kind of document, by its name (`plan`, `schedule` …), with keys in both languages; `report`; and
    `document`, which is what the site says of any document in its `index.json`."""
    kinds = {kind.KIND: _schema(kind) for kind in KINDS.values()}
    return {**kinds, "report": report_schema.schema(DIALECT), "document": _document()}


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


def _schema(kind: type[DocumentRecord]) -> dict[str, Any]:
    records: dict[str, type[Record]] = {}
    _collect(kind, records)
    return {
        "$schema": DIALECT,
        "title": kind.KIND_NAME.shown("zh"),
        "$ref": f"#/$defs/{kind.__name__}",
        "$defs": {name: _record(record) for name, record in sorted(records.items())},
    }


def _collect(record: type[Record], found: dict[str, type[Record]]) -> None:
    if record.__name__ in found:
        return
    found[record.__name__] = record
    for entry in entries(record):
        if entry.shape.record is not None:
            _collect(entry.shape.record, found)


def _record(record: type[Record]) -> dict[str, Any]:
    """Each key under its English and its Chinese names; a required field is there under one of them."""
    properties: dict[str, Any] = {}
    required = []
    for entry in entries(record):
        names = (entry.name, *entry.chinese)
        properties |= {name: _value(record, entry) for name in names}
        if entry.required:
            required.append({"anyOf": [{"required": [name]} for name in names]})
    schema: dict[str, Any] = {"type": "object", "properties": properties, "additionalProperties": False}
    if required:
        schema["allOf"] = required
    if record.from_text("2024") is not None:
        schema = {"anyOf": [schema, {"type": ["string", "integer"]}]}
    return schema


def _value(record: type[Record], entry: FieldEntry) -> dict[str, Any]:
    one = _one(entry)
    value = {"anyOf": [one, {"type": "array", "items": one}]} if entry.shape.is_list else one
    about = {"title": entry.chinese[0], "description": entry.about.shown("zh") or entry.about.shown("en")}
    if entry.example:
        about["examples"] = [entry.example]  # type: ignore[assignment]  # a list beside texts
    if not entry.required:
        value = {"anyOf": [value, {"type": "null"}]}
    return {**about, **value}


def _one(entry: FieldEntry) -> dict[str, Any]:
    """What one value may be. Editors read YAML's own types, so that numbers and dates come as numbers or texts."""
    if entry.shape.record is not None:
        return {"$ref": f"#/$defs/{entry.shape.record.__name__}"}
    if entry.shape.choice is not None:
        return {
            "enum": [*entry.shape.choice.spellings(), *(int(s) for s in entry.shape.choice.spellings() if s.isdigit())]
        }
    return {"type": ["string", "number", "boolean"]}
