"""Decoding: a document's tree into the frozen record of its kind, or into findings that name each slip once."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher, get_close_matches
from typing import Any, Generic, TypeVar

from pydantic import ValidationError

from planfolio.findings import FieldPath, Finding, Message, Place, Related, Rule, Span, say
from planfolio.model.extent import excess
from planfolio.model.patterns import mapping_of, name_of, parses, pattern_of
from planfolio.model.records import FieldEntry, Record, Shape, entries, spellings
from planfolio.model.rules import (
    MISSING_KEY,
    RULES,
    UNKNOWN_CHOICE,
    UNKNOWN_KEY,
    UNREADABLE_VALUE,
    WRONG_SHAPE,
)  # fmt: skip
from planfolio.model.scalars import Choice, Unreadable
from planfolio.model.schedules import Schedule
from planfolio.sources import invisible, rules, traps
from planfolio.sources.nodes import NOTHING, Entry, Mapping, Node, Scalar, Sequence
from planfolio.sources.tree import duplicate

Kind = TypeVar("Kind", bound=Record)

_LONGEST_QUOTED = 60
_NEGATIVE = re.compile(r"[-−]\s*\d{1,12}(?:\.\d{1,6})?\s*[^\W\d_]{0,3}%?")
_PEOPLE = ("deputies", "members")
"""Fields whose readers part the names of a text themselves."""


@dataclass(slots=True)
class _Decoder(Generic[Kind]):
    """One pass over one tree; `failed` holds what has its finding already."""

    file: str
    root: Mapping
    model: type[Record]
    failed: set[FieldPath] = field(default_factory=set)
    guessed: set[FieldPath] = field(default_factory=set)
    found: list[Finding] = field(default_factory=list)
    remarks: list[Finding] = field(default_factory=list)  # on what can be read all the same
    unshaped: dict[FieldPath, int] = field(default_factory=dict)  # a list's path -> the finding of its first bare item

    def record(self, node: Mapping, model: type[Record], path: FieldPath) -> dict[str, Any]:
        """The node's entries by canonical name, nested records and lists likewise, scalars read."""
        known = spellings(model)
        plain: dict[str, Any] = {}
        first: dict[str, Entry] = {}
        for entry in node.entries:
            target = known.get(entry.name) or known.get(entry.name.strip())
            if target is None:
                self.unknown(entry, model, path)
                continue
            name = target.name
            if name in first:
                if first[name].name != entry.name:  # the same spelling twice is the reader's finding already
                    self.found.append(duplicate(self.file, entry.key, first[name].key))
                continue
            first[name] = entry
            value, shape = entry.value, target.shape
            if type(value) is Scalar:
                if value.text in NOTHING and value.is_empty:
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
            if type(item) is Mapping and shape.record is not None:  # as most are
                holder[str(index)] = self.record(item, shape.record, (*path, index))
                continue
            if isinstance(item, Scalar) and item.text in NOTHING and item.is_empty:
                self.fail(
                    UNREADABLE_VALUE,
                    (*path, index),
                    item.span,
                    say("{item}是空的", "{item} is empty", item=self.label((*path, index))),
                    say("写上内容，或删去这一项", "fill it in or delete it"),
                )
                continue
            if isinstance(item, Scalar) and shape.parse and traps.may_run_together(item):
                is_alone = item is node and name not in _PEOPLE
                if self.runs_together(item, shape, path, is_alone=is_alone):
                    continue
            self.single(item, shape, (*path, index), holder, str(index))
        into[name] = list(holder.values())

    def runs_together(self, node: Scalar, shape: Shape, path: FieldPath, *, is_alone: bool) -> bool:
        """Whether items are written as one text that cannot be read; one that can is a warning and stays what it is."""
        # No id is like that: to look for such a document would be a second finding.
        is_read = shape.refers is None and parses(shape, node.text)
        reads = None if is_read else lambda text: parses(shape, text)
        slip = traps.run_together(self.file, node, reads=reads, is_alone=is_alone)
        if slip is None:
            return False
        (self.remarks if is_read else self.found).append(slip)
        if not is_read:
            self.failed.add(path)
        return not is_read

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
                    "{field}只能写一个值，这里是{what}",
                    "{field} takes one value, not {what}",
                    field=self.label(path),
                    what=_what(node),
                ),
                self.pattern(path),
            )

    def nested(self, node: Node, model: type[Record], path: FieldPath, into: dict[str, Any], name: str) -> None:
        if isinstance(node, Mapping):
            into[name] = self.record(node, model, path)
        elif isinstance(node, Scalar) and (spread := model.from_text(node.text)) is not None:
            into[name] = self.spread(node, model, spread, path)
        else:
            slip = traps.in_text(self.file, node.text, node.span) if isinstance(node, Scalar) else None
            if slip:
                self.failed.add(path)
                self.found.append(slip)
                return
            owner = path[:-1] if isinstance(path[-1], int) else path
            if owner in self.unshaped:  # one list written without keys is one slip
                number = self.unshaped[owner]
                related = Related(at=Place(self.file, (), node.span), message=say("这一项也是", "and this item"))
                self.found[number] = replace(self.found[number], related=(*self.found[number].related, related))
                self.failed.add(path)
                return
            self.unshaped[owner] = len(self.found)
            self.fail(
                WRONG_SHAPE,
                path,
                node.span,
                say(
                    "{field}要写成“键: 值”，这里是{what}",
                    "{field} takes keys and values, not {what}",
                    field=self.label(path),
                    what=_what(node),
                ),
                say(
                    "写成 {pattern} 这样；可用的键：{keys}",
                    "write it like {pattern}; the keys are {keys}",
                    pattern=mapping_of(model, node.text.strip() if isinstance(node, Scalar) else ""),
                    keys=tuple(name_of(entry) for entry in entries(model)),
                ),
            )

    def spread(self, node: Scalar, model: type[Record], texts: dict[str, str], path: FieldPath) -> dict[str, Any]:
        """The values of a record whose fields one text fills. What cannot be read is reported once for all of them."""
        plain: dict[str, Any] = {}
        for key, text in texts.items():
            shape = spellings(model)[key].shape
            try:
                assert shape.parse is not None
                plain[key] = shape.parse(text)
            except Unreadable as error:
                if path not in self.failed:
                    self.unreadable(node, shape, path, error)
        return plain

    def unknown(self, entry: Entry, model: type[Record], path: FieldPath) -> None:
        key = entry.name
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
                    "键 {key} 里有{strange}",
                    "the key {key} holds {strange}",
                    key=key,
                    strange=_strange(key),
                ),
                say("改成 {folded}", "write {folded}", folded=plain_key),
            )
            return
        near = _nearest_keys(plain_key.lower(), model)
        glued = key.removeprefix("-")
        if glued != key and glued in spellings(model):
            self.guessed.update((*path, name) for name in spellings(model))
            fix = say("短横后面空一格：“- {key}”", "put a space after the hyphen: “- {key}”", key=glued)
        elif near:
            self.guessed.update((*path, spellings(model)[name].name) for name in near)
            fix = say("是不是{near}？", "did you mean {near}?", near=tuple(f"“{name}”" for name in near))
        elif below := tuple(name_of(entry) for entry in entries(model) if _has(entry.shape.record, key)):
            fix = say("“{key}”写在{below}的下面", "“{key}” belongs below {below}", key=key, below=below)
        else:
            known = tuple(name_of(entry) for entry in entries(model))
            fix = say("可用的键：{known}", "the keys are {known}", known=known)
        self.fail(
            UNKNOWN_KEY,
            (*path, key),
            entry.key.span,
            say("没有“{key}”这个键", "there is no key “{key}”", key=_quoted(key))
            if not path
            else say(
                "{owner}没有“{key}”这个键", "{owner} has no key “{key}”", owner=self.label(path), key=_quoted(key)
            ),
            fix,
        )

    def unreadable(self, node: Scalar, shape: Shape, path: FieldPath, error: Unreadable) -> None:
        folded = _folded(node.text)
        if folded != node.text and parses(shape, folded):
            self.fail(
                rules.FULL_WIDTH,
                path,
                node.span,
                say(
                    "{field}写的是 {text}，里面有{strange}",
                    "{field} says {text}, with {strange}",
                    field=self.label(path),
                    text=_quoted(node.text),
                    strange=_strange(node.text),
                ),
                say("改成 {folded}", "write {folded}", folded=folded),
            )
            return
        rule = UNKNOWN_CHOICE if shape.choice else UNREADABLE_VALUE
        if _NEGATIVE.fullmatch(node.text) and parses(shape, node.text[1:].strip()):
            self.fail(
                rule,
                path,
                node.span,
                say(
                    "{field}写的是“{text}”，不能是负数",
                    "{field} says “{text}”; it cannot be negative",
                    field=self.label(path),
                    text=node.text,
                ),
                say("去掉负号；没有就删去这一行", "take off the minus, or delete the line"),
            )
            return
        values = {"field": self.label(path), "text": _quoted(node.text), "expected": error.expected}
        self.fail(
            rule,
            path,
            node.span,
            say("{field}写的是“{text}”，应为{expected}", "{field} says “{text}”; it should be {expected}", **values),
            error.fix,
        )

    def missing(self, path: FieldPath, root: Node, model: type[Record]) -> None:
        """A required key that is not there, unless an unknown one nearby is clearly meant for it."""
        if path in self.guessed or any(path[: len(failed)] == failed for failed in self.failed):
            return
        owner = _node_at(root, model, path[:-1])
        entry = _entry_at(model, path)
        written = _entry_in(owner, entry) if isinstance(owner, Mapping) else None
        span = owner.span
        names = {"chinese": entry.chinese[0], "name": entry.name}
        if written:
            message = say("“{chinese} {name}”没有值", "“{name}” has no value", **names)
        elif len(path) == 1:
            message = say("缺少“{chinese} {name}”", "“{name}” ({chinese}) is missing", **names)
        else:
            lacking = self.label(path[:-1])
            message = say("{owner}缺少“{chinese} {name}”", "{owner} lacks “{name}” ({chinese})", owner=lacking, **names)
        self.fail(
            MISSING_KEY,
            path,
            written.key.span if written else Span(span.line, span.column, span.line, span.column + 1),
            message,
            say("写上值，如 {pattern}", "give it one, as in {pattern}", pattern=pattern_of(entry))
            if written
            else say("补上它，如 {pattern}", "add it, as in {pattern}", pattern=pattern_of(entry)),
        )

    def label(self, path: FieldPath) -> Message:
        """What messages call the field or list item at `path`: both names, since either may be what the author wrote."""
        entry = _entry_at(self.model, path)
        names = {"chinese": entry.chinese[0], "name": entry.name}
        if isinstance(path[-1], int) and isinstance(_node_at(self.root, self.model, path[:-1]), Sequence):
            return say("“{chinese} {name}”第 {number} 项", "item {number} of “{name}”", number=path[-1] + 1, **names)
        return say("“{chinese} {name}”", "“{name}”", **names)

    def pattern(self, path: FieldPath) -> Message:
        """How the field at `path` is written."""
        return say("写成 {pattern} 这样", "write it like {pattern}", pattern=pattern_of(_entry_at(self.model, path)))

    def fail(self, rule: Rule, path: FieldPath, span: Span, message: Message, fix: Message | None) -> None:
        self.failed.add(path)
        self.found.append(traps.finding(rule, Place(self.file, (), span), message, fix))


def decode(file: str, root: Mapping, model: type[Kind]) -> tuple[Kind | None, list[Finding]]:
    """The record in `root`, or None and every slip found in it, each once."""
    decoder: _Decoder[Kind] = _Decoder(file, root, model)
    plain = decoder.record(root, model, ())
    try:
        record = model.model_validate(plain)
    except ValidationError as errors:
        for error in errors.errors(include_url=False, include_input=False):
            if error["type"] == "missing":
                decoder.missing(error["loc"], root, model)
        record = None
    if isinstance(record, Schedule):
        for path in record.half_dated():
            decoder.missing(path, root, model)
    if record is not None:
        for path, message in excess(record):
            decoder.fail(
                rules.LIMIT,
                path,
                locate(root, model, path),
                message,
                say("删去用不上的，或拆成几份", "delete what is of no use, or split the file"),
            )
    return (None if decoder.found else record), [*decoder.found, *decoder.remarks]


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


def _has(model: type[Record] | None, key: str) -> bool:
    return model is not None and key in spellings(model)


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


def _strange(text: str) -> Message:
    """What `_folded` would change. A character that cannot be seen is named: the text looks as it should."""
    unseen = next((character for character in text if unicodedata.category(character) == "Cf"), None)
    if unseen:
        return say("看不见的字符 {code}", "an invisible character, {code}", code=invisible.name_of(unseen))
    return say("全角、特殊空格或引号", "full-width characters, special spaces or quotes")


def _quoted(text: str) -> str:
    """A text as messages quote it; a long one is cut, and says so."""
    return text if len(text) <= _LONGEST_QUOTED else f"{text[: _LONGEST_QUOTED - 1]}…"


def _what(node: Node) -> Message:
    if isinstance(node, Scalar):
        return say("文字“{text}”", "the text “{text}”", text=node.text[:30])
    return say("列表", "a list") if isinstance(node, Sequence) else say("下一层的键", "keys of their own")


def locate(root: Mapping | None, model: type[Record], path: FieldPath) -> Span:
    """Where the field `path` stands: its value, or its key where the value runs over lines; its owner where it is
    missing."""
    if root is None:
        return Span(1, 1, 1, 1)
    node: Node = root
    key: Scalar | None = None  # that of `node`; the items of a list have none
    owner: Mapping | None = root  # what is named where a field is missing: the document or an item
    for step in path:
        if isinstance(step, int):
            if isinstance(node, Sequence):
                if step >= len(node.items):
                    break
                node = node.items[step]
            key, owner = None, node if isinstance(node, Mapping) else None
            continue
        entry = spellings(model).get(step)
        found = _entry_in(node, entry) if entry and isinstance(node, Mapping) else None
        if found is None or entry is None:
            return _title_span(owner) if owner is not None else _span_of(node, key)
        node, key, owner = found.value, found.key, None
        model = entry.shape.record or model
    return _title_span(root) if node is root else _span_of(node, key)


def _span_of(node: Node, key: Scalar | None) -> Span:
    """The value of a field where it fills no more than a line, else its key; the first line of an item, which has none."""
    if key is None:
        return _first_line(node)
    return node.span if isinstance(node, Scalar) and not node.is_empty and node.end_line == node.line else key.span


def _entry_in(node: Mapping, entry: FieldEntry) -> Entry | None:
    for found in node.entries:
        if found.name.strip() in entry.keys:
            return found
    return None


def _title_span(node: Mapping) -> Span:
    for entry in node.entries:
        if entry.name.strip() in ("title", "标题", "名称", "name", "姓名") and isinstance(entry.value, Scalar):
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
