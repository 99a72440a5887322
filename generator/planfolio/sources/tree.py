"""The tree of a YAML source: a strict subset, read from the parser's events so that every scalar keeps its place.

The only module that imports yaml. Scalars stay text: YAML 1.1 would read 10:30 as 630 and no as false.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from sys import intern
from typing import Any

import yaml

from planfolio.findings import Finding, Message, Place, Related, Rule, Span, say
from planfolio.sources import rules, traps
from planfolio.sources.invisible import STEERING
from planfolio.sources.nodes import Entry, Mapping, Node, Scalar, Sequence

# The C parser is several times faster; wheels without it still read the same events.
_Loader: Any = getattr(yaml, "CLoader", yaml.Loader)

_Events = Callable[[], Any]
"""Gives the next event of the parser."""
_SCALAR = yaml.ScalarEvent
_SEQUENCE, _SEQUENCE_END = yaml.SequenceStartEvent, yaml.SequenceEndEvent
_MAPPING, _MAPPING_END = yaml.MappingStartEvent, yaml.MappingEndEvent

_new = tuple.__new__
"""Makes a node as its own name does, at half the cost: a large site has millions."""

MOST_NODES = 50_000
_NODES_A_CHARACTER = 3
"""At most: the colon in `[:]` stands for a mapping, its key and its value."""
DEEPEST = 24


@dataclass(slots=True)
class _Reader:
    """One pass over the events of one file; collects the tree and what is forbidden in it."""

    file: str
    text: str
    first_line: int
    nodes: int = 0
    found: list[Finding] = field(default_factory=list)
    refused: dict[str, int] = field(default_factory=dict)
    commas: list[tuple[str, Span]] = field(default_factory=list)
    escapes: bool = False
    careful: bool = True

    def __post_init__(self) -> None:
        self.escapes = "\\" in self.text
        # Few texts are so long, or hold the signs of anchors, aliases and tags, that each node has to be looked at.
        self.careful = len(self.text) * _NODES_A_CHARACTER > MOST_NODES or any(sign in self.text for sign in "&*!")

    def span(self, event: Any) -> Span:
        return Span(*self._place(event, event))

    def _place(self, start: Any, end: Any) -> tuple[int, int, int, int]:
        """From the first mark of one event to the last of another."""
        opening, closing, first = start.start_mark, end.end_mark, self.first_line
        return opening.line + first, opening.column + 1, closing.line + first, closing.column + 1

    def refuse(self, rule: Rule, span: Span, message: Message, fix: Message) -> None:
        """Report the first place of each forbidden thing; a thousand aliases are one slip."""
        if rule.code not in self.refused:
            self.refused[rule.code] = 1
            self.found.append(traps.finding(rule, Place(self.file, (), span), message, fix))

    def read(self) -> Node | None:
        loader = _Loader(self.text)
        try:
            return self._document(loader.get_event)
        except yaml.YAMLError as error:
            self._syntax_error(error)
        except _TooMuch as excess:
            fix = say(
                "拆成几份，少套几层，或把数据作为附件", "split the file, nest less deeply, or attach the material"
            )
            self.found.append(traps.finding(rules.LIMIT, Place(self.file, (), excess.span), excess.message, fix))
        finally:
            loader.dispose()
        return None

    def _document(self, following: _Events) -> Node | None:
        following()  # the stream's start
        event = following()
        if isinstance(event, yaml.StreamEndEvent):
            return None
        if event.version or event.tags:
            self.refuse(
                rules.SECOND_DOCUMENT,
                self.span(event),
                say(
                    "这一行以 % 开头，是 YAML 指令，这里不用",
                    "a line that begins with % is a directive of YAML, not used here",
                ),
                say("删去这一行", "delete the line"),
            )
        root = self._node(following, following(), 0, in_flow=False)
        following()  # the document's end
        after = following()
        if not isinstance(after, yaml.StreamEndEvent):
            self.refuse(
                rules.SECOND_DOCUMENT,
                self.span(after),
                say(
                    "从这里开始是第二份文档，一个文件只写一份",
                    "a second document begins here; one file is one document",
                ),
                say(
                    "下面没有内容就删去这一行，有内容就移到另一个文件",
                    "delete the line where nothing follows it; move what follows to a file of its own",
                ),
            )
        return root

    def _node(self, following: _Events, event: Any, depth: int, *, in_flow: bool) -> Node:
        if self.careful:
            self._count(event)
        kind = type(event)
        if kind is _SCALAR:
            # Plain scalars have no style. Most texts stand in many documents.
            text, quoted = intern(event.value), bool(event.style)
            if quoted and self.escapes:
                text = self._unescaped(event)
            if in_flow and not quoted and "，" in text:
                self.commas.append((text, self.span(event)))
            start, end, first = event.start_mark, event.end_mark, self.first_line
            return _new(
                Scalar, (text, start.line + first, start.column + 1, end.line + first, end.column + 1, quoted, in_flow)
            )
        if depth > DEEPEST:
            raise _TooMuch(
                self.span(event), say("嵌套超过 {most} 层", "nested deeper than {most} levels", most=DEEPEST)
            )
        if kind is _SEQUENCE:
            return self._sequence(following, event, depth)
        if kind is _MAPPING:
            return self._mapping(following, event, depth)
        return Scalar("", *self.span(event))  # an alias, already refused

    def _unescaped(self, event: Any) -> str:
        """A text in which an escape such as "\\u202e" may stand for what no source may hold. Line ends are as in any file."""
        text: str = event.value.replace("\r\n", "\n").replace("\r", "\n")
        if (found := STEERING.search(text)) and rules.ENCODING.code not in self.refused:
            self.refused[rules.ENCODING.code] = 1
            self.found.append(traps.steering(Place(self.file, (), self.span(event)), found.group()))
        return STEERING.sub("\ufffd", text)

    def _count(self, event: Any) -> None:
        """One node more, which may have what is forbidden."""
        self.nodes += 1
        if self.nodes > MOST_NODES:
            raise _TooMuch(
                self.span(event),
                say(
                    "键、值和列表合计超过 {most} 个",
                    "more than {most} keys, values and lists together",
                    most=f"{MOST_NODES:,}",
                ),
            )
        if event.anchor is not None or event.tag is not None:
            self._forbid(event, self.span(event))

    def _forbid(self, event: Any, span: Span) -> None:
        if event.anchor is not None:
            name = f"{'*' if isinstance(event, yaml.AliasEvent) else '&'}{event.anchor}"
            what = say(
                "“{name}”会被当成 YAML 的锚点或别名，这里不用",
                "“{name}” reads as an anchor or alias of YAML, not used here",
                name=name,
            )
            self.refuse(
                rules.ANCHOR,
                span,
                what,
                say(
                    "是文字就给整个值加引号；要重复前面的内容就再写一遍",
                    "put text in quotes; write repeated content out",
                ),
            )
        else:
            # The tag itself may name anything; it is shown, never looked up.
            what = say(
                "“{tag}”会被当成 YAML 标签，这里不用",
                "“{tag}” reads as a tag of YAML, not used here",
                tag=_written(event.tag),
            )
            self.refuse(
                rules.TAG,
                span,
                what,
                say("是文字就给整个值加引号，不是就删去它", "put text in quotes; delete what is no text"),
            )

    def _sequence(self, following: _Events, event: Any, depth: int) -> Sequence:
        items = []
        in_flow = bool(event.flow_style)
        child = following()
        while type(child) is not _SEQUENCE_END:
            items.append(self._node(following, child, depth + 1, in_flow=in_flow))
            child = following()
        return _new(Sequence, (tuple(items), *self._place(event, child)))

    def _mapping(self, following: _Events, event: Any, depth: int) -> Mapping:
        entries: list[Entry] = []
        seen: dict[str, Entry] = {}
        first, below, careful = self.first_line, depth + 1, self.careful
        child = following()
        while type(child) is not _MAPPING_END:
            if type(child) is not _SCALAR:
                self._pass_over(following, child, below)
                child = following()
                continue
            key: Any = child
            if careful:
                self._count(key)
            name = intern(key.value)
            after = following()
            value: Node
            is_plain = type(after) is _SCALAR and not after.style
            if is_plain and not careful:
                # As most values are: read here, they need no call.
                start, end = after.start_mark, after.end_mark
                value = _new(
                    Scalar,
                    (
                        intern(after.value),
                        start.line + first,
                        start.column + 1,
                        end.line + first,
                        end.column + 1,
                        False,
                        False,
                    ),
                )
            else:
                value = self._node(following, after, below, in_flow=False)
            start, end, quoted = key.start_mark, key.end_mark, bool(key.style)
            entry = _new(
                Entry, (name, value, start.line + first, start.column + 1, end.line + first, end.column + 1, quoted)
            )
            if seen.setdefault(name, entry) is not entry or name == "<<":
                self._check_key(entry, seen[name])
            entries.append(entry)
            child = following()
        return _new(Mapping, (tuple(entries), *self._place(event, child)))

    def _pass_over(self, following: _Events, event: Any, depth: int) -> None:
        """Read an entry whose key is no text, and refuse it; an alias is refused already."""
        key = self._node(following, event, depth, in_flow=False)
        self._node(following, following(), depth, in_flow=False)
        if not isinstance(key, Scalar):
            self.refuse(
                rules.SYNTAX,
                key.span,
                say("键不是一段文字", "a key is not a piece of text"),
                say("键写成一个词，如“学时: 24”", "write the key as one word, as in `hours: 24`"),
            )

    def _check_key(self, entry: Entry, first: Entry) -> None:
        if entry.name == "<<" and not entry.quoted:
            self.refuse(
                rules.ANCHOR,
                entry.key.span,
                say("“<<”是 YAML 的合并键，这里不用", "“<<” is YAML's merge key, not used here"),
                say("把要合并的内容再写一遍", "write the content out"),
            )
        if first is entry:
            return
        # “－ 标题” twice is a list with full-width hyphens: the hyphen is the slip, not the second key.
        slip = traps.in_text(self.file, first.name, first.key.span)
        if slip is None:
            self.found.append(duplicate(self.file, entry.key, first.key))
        elif slip.code not in self.refused:
            self.refused[slip.code] = 1
            self.found.append(slip)

    def _syntax_error(self, error: yaml.YAMLError) -> None:
        lines = self.text.split("\n")
        mark = getattr(error, "problem_mark", None)
        line = (mark.line if mark else 0) + self.first_line
        column = (mark.column if mark else 0) + 1
        context = str(getattr(error, "context", "") or "")
        start = getattr(error, "context_mark", None)
        opened = None
        if start is not None and "flow" in context:
            opened = Span(
                start.line + self.first_line, start.column + 1, start.line + self.first_line, start.column + 2
            )
        problem = str(getattr(error, "problem", "") or "")
        if "found character that cannot start any token" in problem and lines[
            min(line - self.first_line, len(lines) - 1)
        ].lstrip(" ").startswith("\t"):
            problem = "tab character"
        if "undefined alias" in problem:
            return
        keyless = None
        if start is not None and "could not find expected ':'" in problem:
            keyless = start.line + self.first_line
        self.found.append(
            traps.syntax(
                self.file,
                lines,
                self.first_line,
                problem=problem,
                line=line,
                column=column,
                opened=opened,
                keyless=keyless,
            )
        )


class _TooMuch(Exception):
    def __init__(self, span: Span, message: Message) -> None:
        self.span = span
        self.message = message


def read_tree(file: str, text: str, first_line: int) -> tuple[Mapping | None, list[Finding]]:
    """The tree of `text`, whose first line is line `first_line` of `file`. Any text gives a tree or a finding with a line."""
    reader = _Reader(file, text, first_line)
    root = reader.read()
    found = reader.found
    if not found and not isinstance(root, Mapping):
        found = [_no_mapping(file, text, first_line)]
    if found:
        return None, found
    assert isinstance(root, Mapping)
    return root, list(traps.commas(file, iter(reader.commas)))


def duplicate(file: str, key: Scalar, first: Scalar) -> Finding:
    """The same key twice, both places named; `first` may be its other spelling."""
    message = (
        say(
            "键“{name}”在第 {line} 行已经写过",
            "the key “{name}” stands in line {line} already",
            name=key.text,
            line=first.span.line,
        )
        if key.text == first.text
        else say(
            "键“{name}”和第 {line} 行的“{other}”是同一个字段，写了两次",
            "“{name}” and “{other}” in line {line} are the same field, written twice",
            name=key.text,
            other=first.text,
            line=first.span.line,
        )
    )
    return traps.finding(
        rules.DUPLICATE_KEY,
        Place(file, (), key.span),
        message,
        say("只留一处，删去另一处", "keep one of the two and delete the other"),
        [Related(at=Place(file, (), first.span), message=say("第一次写在这里", "first written here"))],
    )


def _no_mapping(file: str, text: str, first_line: int) -> Finding:
    lines = text.split("\n")
    number = next((n for n, line in enumerate(lines) if line.strip() and not line.lstrip().startswith(("#", "---"))), 0)
    slip = traps.in_lines(file, lines, number + first_line, first_line)
    if slip:
        return slip
    text = lines[number].strip()[:40]
    message = (
        say("“{text}”不是“键: 值”", "“{text}” is no `key: value`", text=text)
        if text
        else say("这里是空的，应有“键: 值”", "nothing stands here; `key: value` belongs here")
    )
    return traps.finding(
        rules.NO_MAPPING,
        Place(file, (), traps.whole_line(number + first_line, lines[number])),
        message,
        say("写成“标题: …”这样的行", "write lines such as `title: …`"),
    )


def _written(tag: str) -> str:
    return tag.replace("tag:yaml.org,2002:", "!!", 1)[:60]


def scalars(node: Node) -> Iterator[Scalar]:
    """Every scalar below `node`, keys included, in document order."""
    if isinstance(node, Scalar):
        yield node
    elif isinstance(node, Sequence):
        for item in node.items:
            yield from scalars(item)
    else:
        for entry in node.entries:
            yield entry.key
            yield from scalars(entry.value)
