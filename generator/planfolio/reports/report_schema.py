"""JSON Schema of the report's object, for the programs that read it."""

from __future__ import annotations

from typing import Any

from planfolio.completeness import SECTIONS
from planfolio.findings import Severity
from planfolio.model import KINDS
from planfolio.model.choices import Category, Mode, PlanType, Status
from planfolio.reports.report import REPORTED
from planfolio.totals import ACCOUNTS

Schema = dict[str, Any]

_NUMBER = r"-?\d+(?:\.\d+|/\d+)?"


def schema(dialect: str) -> Schema:
    """The schema of `report.json` and of `check --format json`. Every key is always there; nothing else is."""
    return {
        "$schema": dialect,
        "title": "Planfolio report",
        "description": "检查报告：文档、问题、通过的和不可计算的检查。",
        **_object(
            version={"const": 1},
            tool={"type": "string", "pattern": "^planfolio "},
            revision=_maybe({"type": "string", "description": "the commit that was checked"}),
            summary={"$ref": "#/$defs/summary"},
            documents=_list({"$ref": "#/$defs/document"}),
            findings=_list({"$ref": "#/$defs/finding"}),
            passed=_list({"$ref": "#/$defs/outcome"}),
            not_computable=_list({"$ref": "#/$defs/outcome"}),
        ),
        "$defs": {
            "summary": _summary(),
            "document": _document(),
            "hours": _hours(),
            "verdict": _verdict(),
            "finding": _finding(),
            "outcome": _object(code=_code(), document=_key(), message=_text()),
            "amount": {
                "description": "an exact decimal, a fraction such as 40/3, or a range such as 16-26; null where unknown",
                **_maybe({"type": "string", "pattern": f"^{_NUMBER}(?:-{_NUMBER})?$"}),
            },
            "group": {"type": "object", "additionalProperties": _amount()},
        },
    }


def _object(**properties: Schema) -> Schema:
    """An object with these keys, all of them, and no other."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _maybe(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


def _text() -> Schema:
    return {"type": "string"}


def _count() -> Schema:
    return {"type": "integer", "minimum": 0}


def _line() -> Schema:
    return {"type": "integer", "minimum": 1}


def _amount() -> Schema:
    return {"$ref": "#/$defs/amount"}


def _code() -> Schema:
    return {"type": "string", "pattern": "^[A-Z]{2}[0-9]{2}$"}


def _key() -> Schema:
    return {"type": "string", "description": "collection/id"}


def _summary() -> Schema:
    names = ("documents", "pages", "errors", "warnings", "notes", "passed", "not_computable", "waived")
    return _object(**{name: _count() for name in names})


def _document() -> Schema:
    kinds = [KINDS[collection].KIND for collection in REPORTED]
    return _object(
        id=_key(),
        kind={"enum": kinds},
        type=_maybe({"type": "string", "examples": [one.value for one in PlanType]}),
        title=_text(),
        path=_text(),
        status={"enum": [*(one.value for one in Status), None]},
        completeness=_object(
            present=_count(),
            required=_count(),
            missing=_list(
                {
                    "type": "string",
                    "description": f"a section ({', '.join(one.id for one in SECTIONS)}) or a field that a pack requires",
                }
            ),
        ),
        hours=_maybe({"$ref": "#/$defs/hours"}),
    )


def _hours() -> Schema:
    unit = _object(title=_text(), path=_text(), line=_line(), hours=_amount(), complete={"type": "boolean"})
    return _object(
        declared=_amount(),
        computed=_amount(),
        accounts=_object(**{name: _amount() for name in ACCOUNTS}),
        unit={"const": "学时"},
        minutes_per_hour=_amount(),
        minutes={"anyOf": [{"type": "integer"}, _amount()]},
        complete={"type": "boolean"},
        unknown=_count(),
        by_mode=_group(*(mode.value for mode in Mode)),
        by_category=_group(*(category.value for category in Category)),
        by_audience={"$ref": "#/$defs/group"},
        by_year={"$ref": "#/$defs/group"},
        by_unit=_list(unit),
        verdicts=_list({"$ref": "#/$defs/verdict"}),
    )


def _group(*names: str) -> Schema:
    return {"$ref": "#/$defs/group", "propertyNames": {"enum": list(names)}}


def _verdict() -> Schema:
    figure = _maybe({"type": "string", "pattern": rf"^(?:{_NUMBER}(?:-{_NUMBER})?|\d\d:\d\d)$"})
    return _object(
        pack=_text(),
        code=_code(),
        rule=_text(),
        unit=_text(),
        actual=figure,
        limit=figure,
        slack=figure,
        counted=figure,
        verdict={"enum": ["passed", "failed", "not_computable"]},
        arithmetic=_maybe(_text()),
        reason=_maybe(_text()),
    )


def _finding() -> Schema:
    place = {"path": _text(), "line": _line(), "column": _line()}
    return _object(
        code=_code(),
        rule=_maybe({"type": "string", "description": "a pack's own code"}),
        severity={"enum": [severity.value for severity in Severity]},
        **place,
        end_line=_line(),
        end_column=_line(),
        document=_maybe(_key()),
        message=_text(),
        why=_maybe(_text()),
        fix=_maybe(_text()),
        related=_list(_object(**place, message=_text())),
        fingerprint={"type": "string", "pattern": "^[0-9a-f]{16}$"},
        waived=_maybe(
            _object(reason=_text(), owner=_maybe(_text()), expires=_maybe({"type": "string", "format": "date"}))
        ),
    )
