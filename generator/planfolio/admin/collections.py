"""Collections: the form's own, with a field for every entry of the registry."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, get_args

from planfolio.findings import Language
from planfolio.model import KINDS, ArchiveDocument, DocumentRecord, Plan, Portfolio, TextPage
from planfolio.model.records import FieldEntry, Record, entries, records_in
from planfolio.model.scalars import Boolean, Day, Reads
from planfolio.publicity import Profile

DEEPEST = 3
"""How many records of one kind a form shows inside each other: stage, module, course."""
ITEM, SOURCE, NAME = "_item", "_source", "_id"
"""Fields of the form alone: where an item stood, the text from which the values were read, the id of a new document."""
BOOLEANS = {"true": ("true", "是"), "false": ("false", "否")}

_TITLES = ("title", "name", "text", "partner", "mentor", "who", "code", "date")
_LONG = ("note", "text", "description", "reason", "consequence")
_ID_PATTERN = "^[a-z0-9]+(?:-[a-z0-9]+)*$"


def _reader(annotated: Any) -> Callable[[str], Any]:
    return next(mark.parse for mark in get_args(annotated)[1:] if isinstance(mark, Reads))


_BOOLEAN, _DAY = _reader(Boolean), _reader(Day)


def kinds(profile: Profile) -> Iterator[type[DocumentRecord]]:
    """The kinds of documents that the form edits. It loads whole collections into the browser and keeps them there, so that
    in public no teacher's file is among them; nor are the settings, which decide what is published."""
    for collection, kind in KINDS.items():
        if collection and (kind is not Portfolio or profile == "internal"):
            yield kind


def collections(language: Language, profile: Profile) -> list[dict[str, Any]]:
    """The collections of the form, as both engines read them."""
    known = {kind.COLLECTION for kind in kinds(profile)}
    return [_collection(kind, language, known) for kind in kinds(profile)]


def words(language: Language, profile: Profile) -> dict[str, Any]:
    """How sources may spell what the form calls by its canonical name, record by record, for the script that reads them."""
    records = records_in(kinds(profile))
    return {
        "language": language,
        "collections": {
            kind.COLLECTION: {"record": kind.__name__, "body": has_body(kind), "extension": _extension(kind)}
            for kind in kinds(profile)
        },
        "records": {record.__name__: _spellings(record) for record in records},
        "texts": {
            record.__name__: sorted(spread, reverse=True)
            for record in records
            if (spread := record.from_text("2024")) is not None
        },
    }


def has_body(kind: type[DocumentRecord]) -> bool:
    """Whether the documents of a kind are Markdown with front matter."""
    return kind in (Plan, Portfolio, ArchiveDocument, TextPage)


def _extension(kind: type[DocumentRecord]) -> str:
    return "md" if has_body(kind) else "yaml"


def _spellings(record: type[Record]) -> dict[str, Any]:
    return {entry.name: _spelling(entry) for entry in entries(record)}


def _spelling(entry: FieldEntry) -> dict[str, Any]:
    told: dict[str, Any] = {"keys": [entry.name, *entry.chinese]}
    if entry.shape.is_list:
        told["many"] = True
    if entry.shape.record:
        told["record"] = entry.shape.record.__name__
    if entry.shape.choice:
        told["values"] = {
            member.value: [spelling for spelling, meant in entry.shape.choice.spellings().items() if meant is member]
            for member in entry.shape.choice
        }
    elif entry.shape.parse is _BOOLEAN:
        told["values"] = {value: list(spellings) for value, spellings in BOOLEANS.items()}
    return told


def _collection(kind: type[DocumentRecord], language: Language, known: set[str]) -> dict[str, Any]:
    label = kind.KIND_NAME.shown(language)
    title = "name" if kind.COLLECTION == "portfolios" else "title"
    fields = [_field(entry, language, known, (kind,)) for entry in entries(kind) if _belongs(kind, entry)]
    return {
        "name": kind.COLLECTION,
        "label": label,
        "label_singular": label,
        "folder": f"content/{kind.COLLECTION}",
        "format": f"planfolio-{kind.COLLECTION}",
        "create": True,
        "identifier_field": title,
        "slug": f"{{{{fields.{NAME}}}}}",
        "summary": f"{{{{{title}}}}}",
        "editor": {"preview": False},
        "fields": [*_first(fields, title), _name(language), *_rest(fields, title), *_last(kind, language)],
    }


def _belongs(kind: type[DocumentRecord], entry: FieldEntry) -> bool:
    """A document with a body has no note."""
    return entry.name != "note" or not has_body(kind)


def _first(fields: list[dict[str, Any]], title: str) -> list[dict[str, Any]]:
    return [field for field in fields if field["name"] == title]


def _rest(fields: list[dict[str, Any]], title: str) -> list[dict[str, Any]]:
    """A kind's own fields come before those that all documents share."""
    shared = {entry.name for entry in entries(DocumentRecord)}
    others = [field for field in fields if field["name"] != title]
    return sorted(others, key=lambda field: field["name"] in shared)


def _name(language: Language) -> dict[str, Any]:
    chinese = language == "zh"
    return {
        "name": NAME,
        "label": "文件名" if chinese else "File name",
        "hint": "只在新建时填：小写英文字母、数字和短横，如 autumn-2026，网址也用它；不填就随机取一个"
        if chinese
        else "For a new document only: small letters, digits and hyphens, such as autumn-2026, as in its address; else a random one",
        "widget": "string",
        "required": False,
        "pattern": [_ID_PATTERN, "小写英文字母、数字和短横" if chinese else "small letters, digits and hyphens"],
    }


def _last(kind: type[DocumentRecord], language: Language) -> Iterator[dict[str, Any]]:
    if has_body(kind):
        label = "正文（Markdown）" if language == "zh" else "Text (Markdown)"
        yield {"name": "body", "label": label, "widget": "text", "required": False}
    yield {"name": SOURCE, "label": SOURCE, "widget": "hidden"}


def _field(entry: FieldEntry, language: Language, known: set[str], within: tuple[type[Record], ...]) -> dict[str, Any]:
    return {
        "name": entry.name,
        "label": entry.label.shown(language),
        "hint": _hint(entry, language, known),
        "required": entry.required,
        **_widget(entry, language, known, within),
    }


def _hint(entry: FieldEntry, language: Language, known: set[str]) -> str:
    about = entry.about.shown(language)
    if not entry.example or _is_chosen(entry, known):
        return about
    return f"{about}；如 {entry.example}" if language == "zh" else f"{about}; such as {entry.example}"


def _is_chosen(entry: FieldEntry, known: set[str]) -> bool:
    """Whether the form shows what may stand there, so that an example says nothing more."""
    shape = entry.shape
    return bool(shape.choice) or shape.parse is _BOOLEAN or _relates(entry, known)


def _relates(entry: FieldEntry, known: set[str]) -> bool:
    """Whether it names a document of a collection in the form. Most packs are no documents of the site: they come with us."""
    refers = entry.shape.refers
    return refers is not None and refers.strict and refers.collection in known - {"packs"}


def _widget(entry: FieldEntry, language: Language, known: set[str], within: tuple[type[Record], ...]) -> dict[str, Any]:
    shape = entry.shape
    if shape.record is not None:
        return _record(entry, shape.record, language, known, within)
    one = _scalar(entry, language, known)
    if not shape.is_list:
        return one
    if one["widget"] in ("select", "relation"):
        return {**one, "multiple": True}
    return {"widget": "list", "field": {"name": "value", "label": entry.label.shown(language), **one}}


def _record(
    entry: FieldEntry, record: type[Record], language: Language, known: set[str], within: tuple[type[Record], ...]
) -> dict[str, Any]:
    inner = [
        _field(one, language, known, (*within, record))
        for one in entries(record)
        if one.shape.record is None or (*within, record).count(one.shape.record) < DEEPEST
    ]
    if not entry.shape.is_list:
        return {"widget": "object", "collapsed": True, "fields": inner}
    names = {field["name"] for field in inner}
    title = next((name for name in _TITLES if name in names), inner[0]["name"])
    hidden = {"name": ITEM, "label": ITEM, "widget": "hidden"}
    return {
        "widget": "list",
        "collapsed": True,
        "label_singular": entry.label.shown(language),
        "summary": f"{{{{fields.{title}}}}}",
        "fields": [*inner, hidden],
    }


def _scalar(entry: FieldEntry, language: Language, known: set[str]) -> dict[str, Any]:
    shape = entry.shape
    if shape.choice:
        return _select((member.shown(language), member.value) for member in shape.choice)
    if shape.parse is _BOOLEAN:
        return _select((spellings[1 if language == "zh" else 0], value) for value, spellings in BOOLEANS.items())
    if shape.refers and _relates(entry, known):
        return {
            "widget": "relation",
            "collection": shape.refers.collection,
            "value_field": "{{slug}}",
            "search_fields": ["title"],
            "display_fields": ["title"],
        }
    if shape.parse is _DAY:
        return {
            "widget": "datetime",
            "format": "YYYY-MM-DD",
            "date_format": "YYYY-MM-DD",
            "time_format": False,
            "default": "",
        }
    return {"widget": "text" if entry.name in _LONG else "string"}


def _select(options: Any) -> dict[str, Any]:
    return {"widget": "select", "options": [{"label": label, "value": value} for label, value in options]}
