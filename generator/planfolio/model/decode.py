"""Decoding: a document's tree into the frozen record of its kind, or into findings that name each slip once."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from difflib import SequenceMatcher, get_close_matches
from typing import Any, Generic, TypeVar

from pydantic import ValidationError

from planfolio.findings import FieldPath, Finding, Message, Place, Rule, Severity, Span, say
from planfolio.model.records import FieldEntry, Record, Shape, entries, spellings
from planfolio.model.scalars import Choice, Unreadable
from planfolio.sources import rules, traps
from planfolio.sources.nodes import Entry, Mapping, Node, Scalar, Sequence
from planfolio.sources.tree import duplicate

Kind = TypeVar("Kind", bound=Record)


def _rule(code: str, title: Message, manual: Message) -> Rule:
    return Rule(code=code, severity=Severity.ERROR, title=title, manual=manual, about_data=True)


UNKNOWN_KEY = _rule(
    "FD01",
    say("不认识的键", "An unknown key"),
    say(
        "只能用字段表里有的键，中文名、英文名都行。不认识的键不会被忽略，免得内容丢了没人知道。",
        "Only keys of the field reference are read, by their Chinese or English name. Unknown keys are never dropped "
        "silently: nothing may be lost unnoticed.",
    ),
)
MISSING_KEY = _rule(
    "FD02",
    say("缺少必填的键", "A required key is missing"),
    say("字段表里标 * 的键必须写。", "Keys marked * in the field reference must be there."),
)
WRONG_SHAPE = _rule(
    "FD03",
    say("值的样子不对", "A value of the wrong shape"),
    say(
        "有的字段要一段文字，有的要列表，有的要下一层的键。",
        "Some fields take a text, some a list, some keys of their own.",
    ),
)
UNREADABLE_VALUE = _rule(
    "FD04",
    say("值读不出来", "A value that cannot be read"),
    say(
        "日期、时间、学时、数和金额有固定写法，见字段表。读不出来的值不会被当成零。",
        "Dates, times, hours, numbers and money have one way of writing, see the field reference. What cannot be read is "
        "never taken for zero.",
    ),
)
UNKNOWN_CHOICE = _rule(
    "FD05",
    say("没有这个选项", "No such choice"),
    say("这个字段只能取列出的值，中文、英文都行。", "The field takes one of the listed values, in Chinese or English."),
)
RULES = (UNKNOWN_KEY, MISSING_KEY, WRONG_SHAPE, UNREADABLE_VALUE, UNKNOWN_CHOICE)


@dataclass(slots=True)
class _Decoder(Generic[Kind]):
    """One pass over one tree; `failed` holds what has its finding already."""

    file: str
    model: type[Record]
    failed: set[FieldPath] = field(default_factory=set)
    guessed: set[FieldPath] = field(default_factory=set)
    found: list[Finding] = field(default_factory=list)

    def record(self, node: Mapping, model: type[Record], path: FieldPath) -> dict[str, Any]:
        """The node's entries by canonical name, nested records and lists likewise, scalars read."""
        known = spellings(model)
        plain: dict[str, Any] = {}
        first: dict[str, Entry] = {}
        for entry in node.entries:
            target = known.get(entry.key.text.strip())
            if target is None:
                self.unknown(entry, model, path, plain)
                continue
            name = target.name
            if name in first:
                if first[name].key.text != entry.key.text:  # the same spelling twice is the reader's finding already
                    self.found.append(duplicate(self.file, entry.key.text, entry.key.span, first[name].key.span))
                continue
            first[name] = entry
            value, shape = entry.value, target.shape
            if isinstance(value, Scalar):
                if value.is_empty:
                    continue
                if shape.parse is not None and not shape.is_list:  # as most are
                    try:
                        plain[name] = shape.parse(value.text)
                    except Unreadable as error:
                        self.unreadable(value, shape, (*path, name), error)
                    continue
            self.value(value, shape, (*path, name), plain, name)
        return plain

    def value(self, node: Node, shape: Shape, path: FieldPath, into: dict[str, Any], name: str) -> None:
        """Put the plain value of `node` into `into`, or report why it has none."""
        if not shape.is_list:
            self.single(node, shape, path, into, name)
            return
        nodes = node.items if isinstance(node, Sequence) else (node,)
        holder: dict[str, Any] = {}
        for index, item in enumerate(nodes):
            if isinstance(item, Scalar) and item.is_empty:
                self.fail(
                    UNREADABLE_VALUE,
                    (*path, index),
                    item.span,
                    say("列表里有一项是空的", "an item of the list is empty"),
                    say("写上内容，或删去这一行", "fill it in or delete the line"),
                )
                continue
            self.single(item, shape, (*path, index), holder, str(index))
        into[name] = [holder[key] for key in holder]

    def single(self, node: Node, shape: Shape, path: FieldPath, into: dict[str, Any], name: str) -> None:
        if shape.record is not None:
            self.nested(node, shape.record, path, into, name)
        elif isinstance(node, Scalar):
            try:
                assert shape.parse is not None
                into[name] = shape.parse(node.text)
            except Unreadable as error:
                self.unreadable(node, shape, path, error)
        else:
            self.fail(
                WRONG_SHAPE,
                path,
                node.span,
                say(
                    "“{field}”要一段文字，这里是{what}",
                    "“{field}” takes one text; here is {what}",
                    field=self.label(path),
                    what=_what(node),
                ),
                say("只写一个值", "write one value"),
            )

    def nested(self, node: Node, model: type[Record], path: FieldPath, into: dict[str, Any], name: str) -> None:
        if isinstance(node, Mapping):
            into[name] = self.record(node, model, path)
        elif isinstance(node, Scalar) and (spread := model.from_text(node.text)) is not None:
            into[name] = {key: text for key, text in spread.items() if self.readable(node, model, key, text, path)}
        else:
            slip = traps.in_text(self.file, node.text, node.span) if isinstance(node, Scalar) else None
            if slip:
                self.failed.add(path)
                self.found.append(slip)
                return
            keys = tuple(entry.name for entry in entries(model)[:4])
            self.fail(
                WRONG_SHAPE,
                path,
                node.span,
                say(
                    "“{field}”下面要写键，这里是{what}",
                    "“{field}” takes keys; here is {what}",
                    field=self.label(path),
                    what=_what(node),
                ),
                say(
                    "写成 {{键: 值}}，可用的键有 {keys} 等",
                    "write {{key: value}}; keys are {keys} and others",
                    keys=keys,
                ),
            )

    def readable(self, node: Scalar, model: type[Record], key: str, text: str, path: FieldPath) -> bool:
        shape = spellings(model)[key].shape
        try:
            assert shape.parse is not None
            shape.parse(text)
        except Unreadable as error:
            if path not in self.failed:
                self.unreadable(node, shape, path, error)
            return False
        return True

    def unknown(self, entry: Entry, model: type[Record], path: FieldPath, plain: dict[str, Any]) -> None:
        key = entry.key.text
        slip = traps.in_text(self.file, key, entry.key.span)
        if slip:
            if not any(other.code == slip.code for other in self.found):
                self.found.append(slip)
            self.guessed.update((*path, name) for name in spellings(model))
            return
        plain_key = _folded(key)
        if plain_key != key and plain_key in spellings(model):
            self.guessed.add((*path, spellings(model)[plain_key].name))
            self.fail(
                rules.FULL_WIDTH,
                (*path, key),
                entry.key.span,
                say(
                    "键“{key}”里有全角或不可见字符", "the key “{key}” holds full-width or invisible characters", key=key
                ),
                say("改成 {folded}", "write {folded}", folded=plain_key),
            )
            return
        near = _nearest_keys(plain_key.lower(), model)
        if near:
            self.guessed.update((*path, spellings(model)[name].name) for name in near)
            fix = say("是不是{near}？", "did you mean {near}?", near=tuple(f"“{name}”" for name in near))
        else:
            names = tuple(entry.chinese[0] for entry in entries(model))
            fix = say("可用的键：{known}", "known keys: {known}", known=names)
        self.fail(
            UNKNOWN_KEY,
            (*path, key),
            entry.key.span,
            say("没有“{key}”这个键", "there is no key “{key}”", key=key[:60]),
            fix,
        )

    def unreadable(self, node: Scalar, shape: Shape, path: FieldPath, error: Unreadable) -> None:
        folded = _folded(node.text)
        if folded != node.text and _parses(shape, folded):
            self.fail(
                rules.FULL_WIDTH,
                path,
                node.span,
                say(
                    "“{text}”里有全角或不可见字符",
                    "“{text}” holds full-width or invisible characters",
                    text=node.text[:60],
                ),
                say("改成 {folded}", "write {folded}", folded=folded),
            )
            return
        rule = UNKNOWN_CHOICE if shape.choice else UNREADABLE_VALUE
        values = {"field": self.label(path), "text": node.text[:60], "expected": error.expected}
        self.fail(
            rule,
            path,
            node.span,
            say(
                "“{field}”写的是“{text}”，应为{expected}", "“{field}” says “{text}”; it should be {expected}", **values
            ),
            error.fix,
        )

    def missing(self, path: FieldPath, root: Node, model: type[Record]) -> None:
        """A required key that is not there, unless an unknown one nearby is clearly meant for it."""
        if path in self.guessed or any(path[: len(failed)] == failed for failed in self.failed):
            return
        span = _node_at(root, model, path[:-1]).span
        at = Span(span.line, span.column, span.line, span.column + 1)
        entry = _entry_at(model, path)
        self.fail(
            MISSING_KEY,
            path,
            at,
            say(
                "缺少“{chinese}”（{name}）",
                "“{name}” ({chinese}) is missing",
                chinese=entry.chinese[0],
                name=entry.name,
            ),
            say(
                "补上“{chinese}: {example}”",
                "add “{name}: {example}”",
                chinese=entry.chinese[0],
                name=entry.name,
                example=entry.example or "…",
            ),
        )

    def label(self, path: FieldPath) -> Message:
        """What messages call the field at `path`: both its names, since either may be what the author wrote."""
        entry = _entry_at(self.model, path)
        return say("{chinese} {name}", "{name}", chinese=entry.chinese[0], name=entry.name)

    def fail(self, rule: Rule, path: FieldPath, span: Span, message: Message, fix: Message | None) -> None:
        self.failed.add(path)
        self.found.append(traps.finding(rule, Place(self.file, (), span), message, fix))


def decode(file: str, root: Mapping, model: type[Kind]) -> tuple[Kind | None, list[Finding]]:
    """The record in `root`, or None and every slip found in it, each once."""
    decoder: _Decoder[Kind] = _Decoder(file, model)
    plain = decoder.record(root, model, ())
    try:
        record = model.model_validate(plain)
    except ValidationError as errors:
        for error in errors.errors(include_url=False, include_input=False):
            if error["type"] == "missing":
                decoder.missing(error["loc"], root, model)
        record = None
    return (None if decoder.found else record), decoder.found


def _node_at(root: Node, model: type[Record], path: FieldPath) -> Node:
    """The node of a field; that of its owner where it is missing."""
    node = root
    for step in path:
        if isinstance(step, int):
            node = node.items[step] if isinstance(node, Sequence) else node
        elif isinstance(node, Mapping):
            entry = spellings(model)[step]
            found = _entry_in(node, entry)
            if found is None:
                return root
            node = found.value
            model = entry.shape.record or model
    return node


def _entry_at(model: type[Record], path: FieldPath) -> FieldEntry:
    entry: FieldEntry | None = None
    for step in path:
        if isinstance(step, str):
            entry = spellings(model)[step]
            model = entry.shape.record or model
    assert entry is not None
    return entry


def _nearest_keys(key: str, model: type[Record]) -> list[str]:
    """The known keys most like `key`, several where they are equally like; a short word needs to share half."""
    if key in spellings(model):
        return [key]
    close = get_close_matches(key, list(spellings(model)), 4, 0.5 if len(key) < 4 else 0.6)
    alike = [SequenceMatcher(None, key, name).ratio() for name in close]
    return [name for name, ratio in zip(close, alike, strict=True) if ratio == alike[0]]


def _folded(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text)
    for quote in "“”‘’\"'":
        folded = folded.replace(quote, "")
    return "".join(c for c in folded if unicodedata.category(c) != "Cf").strip()


def _parses(shape: Shape, text: str) -> bool:
    try:
        assert shape.parse is not None
        shape.parse(text)
    except Unreadable:
        return False
    return True


def _what(node: Node) -> Message:
    if isinstance(node, Scalar):
        return say("文字“{text}”", "the text “{text}”", text=node.text[:30])
    return say("列表", "a list") if isinstance(node, Sequence) else say("下一层的键", "keys of a further level")


def locate(root: Mapping | None, model: type[Record], path: FieldPath) -> Span:
    """Where the field `path` stands: its value, or its key where the value runs over lines; its owner where it is missing."""
    if root is None:
        return Span(1, 1, 1, 1)
    node: Node = root
    span = _title_span(root, model)
    for position, step in enumerate(path):
        if isinstance(step, int):
            if isinstance(node, Sequence):
                if step >= len(node.items):
                    return span
                node = node.items[step]
            span = _first_line(node)
            continue
        if not isinstance(node, Mapping):
            return span
        entry = spellings(model).get(step)
        found = _entry_in(node, entry) if entry else None
        if found is None or entry is None:
            return span if position == 0 or isinstance(path[position - 1], str) else _title_span(node, model)
        node = found.value
        model = entry.shape.record or model
        span = node.span if isinstance(node, Scalar) and not node.is_empty else found.key.span
        span = span if span.end_line == span.line else found.key.span
    return span


def _entry_in(node: Mapping, entry: FieldEntry) -> Entry | None:
    for found in node.entries:
        key = found.key.text.strip()
        if key == entry.name or key in entry.chinese:
            return found
    return None


def _title_span(node: Mapping, model: type[Record]) -> Span:
    for entry in node.entries:
        if entry.key.text.strip() in ("title", "标题", "名称", "name", "姓名") and isinstance(entry.value, Scalar):
            return entry.value.span if entry.value.span.end_line == entry.value.span.line else entry.key.span
    return _first_line(node)


def _first_line(node: Node) -> Span:
    span = node.span
    if span.line == span.end_line:
        return span
    if isinstance(node, Mapping) and node.entries:
        key, value = node.entries[0].key.span, node.entries[0].value.span
        return Span(key.line, key.column, key.line, value.end_column if value.end_line == key.line else key.end_column)
    return Span(span.line, span.column, span.line, span.column + 1)


__all__ = ["RULES", "Choice", "decode", "locate"]
