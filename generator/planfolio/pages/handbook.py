"""The generated part of the handbook: every field of the registry, every rule, and the sections that plans must have."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, partial
from typing import Any

from planfolio.completeness import COLUMNS, SECTIONS
from planfolio.findings import Severity
from planfolio.frozen import frozen
from planfolio.markdown import render
from planfolio.model import KINDS
from planfolio.model.documents import own_first
from planfolio.model.records import FieldEntry, Record, entries
from planfolio.pages import entries as search_entries
from planfolio.pages.edition import Edition
from planfolio.pages.page import Page
from planfolio.pages.studio import Studio
from planfolio.pages.text import folder_contents, trail
from planfolio.reports.rules import SEVERITY_NAMES, all_rules, family_of
from planfolio.search import Entry

FIELDS = "handbook/fields/"
RULES = "handbook/rules/"
BELOW = (FIELDS, RULES)


@frozen(kw_only=True)
class FieldRow:
    """A field as the reference shows it; `type` leads to `anchor` where it is a record of its own."""

    name: str
    chinese: str
    type: str
    anchor: str
    values: str
    required: bool
    internal: bool
    about: str
    example: str


@frozen(kw_only=True)
class RecordRows:
    """A kind of document, or a mapping inside one, with its fields."""

    title: str
    anchor: str
    about: str
    is_kind: bool
    fields: tuple[FieldRow, ...]


@frozen(kw_only=True)
class RuleRow:
    """A rule with its manual page as HTML."""

    code: str
    title: str
    severity: str
    severity_name: str
    manual: str


@frozen(kw_only=True)
class Family:
    """The rules of one family."""

    code: str
    title: str
    rules: tuple[RuleRow, ...]


@frozen(kw_only=True)
class NeedRow:
    """A section and how much each kind of document needs it."""

    id: str
    title: str
    needs: tuple[str, ...]


def pages(studio: Studio) -> Iterator[Page]:
    """The field reference and the rule reference."""
    yield _fields_page(studio.edition)
    yield _rules_page(studio.edition)


# --- fields -----------------------------------------------------------------------------------------------------------


def _fields_page(edition: Edition) -> Page:
    title = edition.say("字段表", "Field reference")
    return edition.page(
        address=FIELDS,
        kind="page",
        layout="fields.html",
        title=title,
        trail=trail(edition, FIELDS),
        description=edition.say("每类文档可以写哪些字段", "Which fields each kind of document takes"),
        context=partial(_fields, edition),
        search=partial(_entry, edition, FIELDS, title),
    )


def _fields(edition: Edition) -> dict[str, Any]:
    return {"records": tuple(_records(edition)), "folder": folder_contents(edition, FIELDS)}


def _entry(edition: Edition, address: str, title: str) -> Entry:
    return search_entries.entry(address, title, filters={"类型": (edition.say("手册", "Handbook"),)})


def _records(edition: Edition) -> Iterator[RecordRows]:
    """Every kind of document, then every record that stands inside one, each once."""
    seen: dict[type[Record], None] = {}
    for kind in KINDS.values():
        yield _record_rows(edition, kind, edition.shown(kind.KIND_NAME), kind.COLLECTION or "site")
        seen[kind] = None
    for kind in KINDS.values():
        for model, label in _inside(kind):
            if model not in seen:
                seen[model] = None
                yield _record_rows(edition, model, edition.shown(label.label), _anchor(model))


def _inside(
    model: type[Record], seen: frozenset[type[Record]] = frozenset()
) -> Iterator[tuple[type[Record], FieldEntry]]:
    for entry in entries(model):
        record = entry.shape.record
        if record is not None and record not in seen:
            yield record, entry
            yield from _inside(record, seen | {record})


def _anchor(model: type[Record]) -> str:
    kind = next((kind.COLLECTION or "site" for kind in KINDS.values() if kind is model), None)
    return kind or f"record-{model.__name__.lower()}"


def _record_rows(edition: Edition, model: type[Record], title: str, anchor: str) -> RecordRows:
    return RecordRows(
        title=title,
        anchor=anchor,
        about=f"content/{anchor}/"
        if model in KINDS.values() and anchor != "site"
        else "content/site.yaml"
        if anchor == "site"
        else "",
        is_kind=model in KINDS.values(),
        fields=tuple(_field_row(edition, entry) for entry in own_first(model)),
    )


def _field_row(edition: Edition, entry: FieldEntry) -> FieldRow:
    shape = entry.shape
    return FieldRow(
        name=entry.name,
        chinese="、".join(entry.chinese),
        type=_type(edition, entry),
        anchor=_anchor(shape.record) if shape.record else "",
        values=_values(edition, entry),
        required=entry.required,
        internal=entry.internal,
        about=edition.shown(entry.about),
        example=entry.example,
    )


def _type(edition: Edition, entry: FieldEntry) -> str:
    say, shape = edition.say, entry.shape
    if shape.record is not None:
        name = say("多组键", "list of mappings") if shape.is_list else say("一组键", "mapping")
    elif shape.choice is not None:
        name = say("选项", "choice")
    elif shape.refers is not None:
        name = say(f"{shape.refers.collection}/ 里的 id", f"id in {shape.refers.collection}/")
        name += "" if shape.refers.strict else say("或文字", " or text")
    else:
        name = _scalar(edition, entry)
    return say(f"{name}的列表", f"list of {name}") if shape.is_list and shape.record is None else name


def _scalar(edition: Edition, entry: FieldEntry) -> str:
    """What a scalar is, by the function that reads it."""
    names = {
        "boolean": ("是或否", "yes or no"),
        "day": ("日期", "date"),
        "first_day": ("日期、月份或年份", "date, month or year"),
        "last_day": ("日期、月份或年份", "date, month or year"),
        "time": ("时间", "time"),
        "number": ("数", "number"),
        "positive": ("大于零的数", "positive number"),
        "whole": ("整数", "whole number"),
        "count": ("个数", "count"),
        "money": ("金额（元）", "money (yuan)"),
        "hours": ("学时", "hours"),
        "bound": ("限值", "limit"),
        "school_year": ("学年", "school year"),
        "share": ("数或比例", "number or share"),
        "weeks": ("周次", "week numbers"),
    }
    parse = entry.shape.parse
    return edition.say(*names.get(parse.__name__.strip("_") if parse else "", ("文字", "text")))


def _values(edition: Edition, entry: FieldEntry) -> str:
    if entry.shape.choice is None:
        return ""
    return edition.say("、", ", ").join(
        f"{choice.chinese} {choice.value}" if choice.chinese != choice.value else choice.value
        for choice in entry.shape.choice
    )


# --- rules ------------------------------------------------------------------------------------------------------------


def _rules_page(edition: Edition) -> Page:
    title = edition.say("规则表", "Rule reference")
    return edition.page(
        address=RULES,
        kind="page",
        layout="rules.html",
        title=title,
        trail=trail(edition, RULES),
        description=edition.say("每条规则说什么、多严重", "What each rule says and how much it weighs"),
        context=partial(_rules, edition),
        search=partial(_entry, edition, RULES, title),
    )


def _rules(edition: Edition) -> dict[str, Any]:
    columns = dict.fromkeys([*COLUMNS.values(), "R", "L"])
    return {
        "families": tuple(_families(edition)),
        "columns": tuple((column, _column_name(edition, column)) for column in columns),
        "needs": tuple(_needs(edition, columns)),
        "folder": folder_contents(edition, RULES),
    }


def _families(edition: Edition) -> Iterator[Family]:
    found: dict[str, list[RuleRow]] = {}
    for rule in all_rules():
        row = RuleRow(
            code=rule.code,
            title=edition.shown(rule.title),
            severity=rule.severity.value,
            severity_name=edition.shown(SEVERITY_NAMES[rule.severity]),
            manual=_manual(edition.shown(rule.manual)),
        )
        found.setdefault(rule.code[:2], []).append(row)
    for code, rules in found.items():
        yield Family(code=code, title=edition.shown(family_of(code)), rules=tuple(rules))


@cache
def _manual(text: str) -> str:
    """A manual page is Markdown; it has no links of its own."""
    return render(text, link=lambda address: None, level=4).html


def _needs(edition: Edition, columns: dict[str, None]) -> Iterator[NeedRow]:
    letters = {Severity.ERROR: "E", Severity.WARNING: "W", Severity.NOTE: "I"}
    for section in SECTIONS:
        severities = (section.severity(column) for column in columns)
        yield NeedRow(
            id=section.id,
            title=edition.shown(section.name),
            needs=tuple(letters[severity] if severity else "–" for severity in severities),
        )


def _column_name(edition: Edition, column: str) -> str:
    """What a column of the table stands for."""
    types = [edition.shown(kind) for kind, letter in COLUMNS.items() if letter == column]
    other = {"R": edition.say("总结和报告", "summaries and reports"), "L": edition.say("教师档案", "portfolios")}
    return edition.say("、", ", ").join(types) or other[column]
