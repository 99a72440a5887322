"""Documents: a source file read into its tree and body, with personal data already masked."""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import field
from typing import NamedTuple

from planfolio.findings import FieldPath, Finding, Message, Place, Span, say
from planfolio.frozen import Latent, frozen, is_found_out, latent
from planfolio.sources import privacy, rules, traps
from planfolio.sources.files import Attachment, SourceFile
from planfolio.sources.invisible import INVISIBLE, STEERING, UNSEEN, name_of
from planfolio.sources.nodes import Mapping, Node, Scalar, Sequence
from planfolio.sources.tree import read_tree, scalars

_OPENING = re.compile(r"---[ \t]*$", re.MULTILINE)
_CLOSING = re.compile(r"\n---[ \t]*$", re.MULTILINE)
LARGEST_YAML = 1024 * 1024


@frozen(kw_only=True, eq=False)
class Document(Latent):
    """A read file: `root` is its YAML, `body` its Markdown from line `body_line` on, `text` all of it, masked. `spans` has the
    places of fields that were looked for in it: pages, report and exports ask for the same ones."""

    path: str
    key: str  # `plans/<id>`; `site` for the settings
    collection: str
    id: str
    text: str
    root: Mapping | None
    body: str = ""
    body_line: int = 0
    attachments: tuple[Attachment, ...] = ()
    digest: str = ""  # SHA-256 of the file's bytes, as `sha256sum` prints it; none where the source is kept back
    spans: dict[FieldPath, Span] = field(default_factory=dict)


def read(file: SourceFile) -> tuple[Document, list[Finding]]:
    """The document in `file` and what is wrong with it; `root` is None where it could not be read. Never raises."""
    text, findings = _decode(file)
    if text is None:
        return _document(file, "", None), findings
    personal = privacy.find(text)
    text = privacy.mask(text, personal)
    findings.extend(_personal_findings(file, text, personal))
    has_invisible = INVISIBLE.search(text) is not None
    fatal = _steering(file, text) if has_invisible else []
    if fatal:
        return _document(file, STEERING.sub("\ufffd", text), None), [*findings, *fatal]
    if file.path.endswith(".yaml"):
        root, found = _tree(file, text, 1)
        findings += found if root is None else [*found, *_unseen(file, text, root, has_invisible)]
        return _document(file, text, root), findings
    front, body, body_line = _split(text)
    if front is None:
        return _document(file, text, None), [*findings, _no_front_matter(file, text)]
    root, found = _tree(file, front, 2)
    findings += found if root is None else [*found, *_unseen(file, text, root, has_invisible)]
    return _document(file, text, root, body, body_line), findings


class DocumentHead(NamedTuple):
    """What is held of a document beside its file, which tells its tree and its text again: they take ten times as much room. A text
    is held where it is masked."""

    digest: str
    body_line: int
    body_length: int
    text: str | None
    has_tree: bool

    @classmethod
    def of(cls, file: SourceFile, document: Document) -> DocumentHead:
        return cls(
            digest=document.digest,
            body_line=document.body_line,
            body_length=len(document.body),
            text=None if document.text == text_of(file) else document.text,
            has_tree=not is_found_out(document, "root") or document.root is not None,
        )

    def opened(self, file: SourceFile, **kept: Callable[[], object]) -> Document:
        """The document in the file. What is not held is read when it is asked for, or found where it is `kept`."""

        def find_out(name: str) -> dict[str, object]:
            if name in kept:
                return {name: kept[name]()}
            if name == "root":
                return {"root": read(file)[0].root}
            text = self.text if self.text is not None else text_of(file) or ""
            return {"text": text, "body": text[len(text) - self.body_length :]}

        return latent(
            Document,
            find_out,
            path=file.path,
            key=file.key,
            collection=file.collection,
            id=file.id,
            body_line=self.body_line,
            attachments=file.attachments,
            digest=self.digest,
            **({} if self.has_tree else {"root": None}),
            **({} if "spans" in kept else {"spans": {}}),
        )


def text_of(file: SourceFile) -> str | None:
    """The text of a file as it was written, personal data and all; None where it is no UTF-8. Only for what goes back into
    the sources: whatever is shown comes from `read`, whose places hold here too."""
    return _decode(file)[0]


def _document(file: SourceFile, text: str, root: Mapping | None, body: str = "", body_line: int = 0) -> Document:
    return Document(
        path=file.path,
        key=file.key,
        collection=file.collection,
        id=file.id,
        text=text,
        root=root,
        body=body,
        body_line=body_line,
        attachments=file.attachments,
        digest=hashlib.sha256(file.raw).hexdigest(),
    )


def _tree(file: SourceFile, text: str, first_line: int) -> tuple[Mapping | None, list[Finding]]:
    if len(text) > LARGEST_YAML:
        message = say(
            "YAML 部分有 {size} 个字符，最多 {most} 个",
            "the YAML has {size} characters; at most {most} are read",
            size=f"{len(text):,}",
            most=f"{LARGEST_YAML:,}",
        )
        fix = say("拆成几份，或把数据作为附件", "split the file, or attach the material")
        return None, [
            traps.finding(rules.LIMIT, Place(file.path, (), Span(first_line, 1, first_line, 1)), message, fix)
        ]
    root, found = read_tree(file.path, text, first_line)
    hidden = list(_hidden(file, root)) if root is not None and "\\" in text else []
    return (None if hidden else root), [*found, *hidden]


def _hidden(file: SourceFile, node: Node) -> Iterator[Finding]:
    """Personal data that an escape such as "\\u0031" brings into a text that was masked before it was read."""
    if isinstance(node, Scalar):
        personal = privacy.find(node.text)
        if personal:
            yield _personal_finding(file, node.span, personal[0].kind, privacy.mask(node.text, personal))
        return
    parts = (
        node.items
        if isinstance(node, Sequence)
        else (part for entry in node.entries for part in (entry.key, entry.value))
    )
    for part in parts:
        yield from _hidden(file, part)


def _split(text: str) -> tuple[str | None, str, int]:
    """Front matter, body and the body's first line; no front matter gives None."""
    opening = _OPENING.match(text)
    closing = _CLOSING.search(text, opening.end()) if opening else None
    if opening is None or closing is None:
        return None, text, 1
    body_line = text.count("\n", 0, closing.end()) + 2
    return text[opening.end() + 1 : closing.start()], text[closing.end() + 1 :], body_line


def _no_front_matter(file: SourceFile, text: str) -> Finding:
    lines = text.split("\n")
    if _OPENING.match(text):
        message = say(
            "文件头从第 1 行开始，没有第二行 `---` 结束",
            "the front matter opens in line 1 and no second `---` closes it",
        )
        fix = say("在最后一个字段下面加一行 `---`", "add a line `---` below the last field")
    elif lines[0].strip(" \t\u00a0\u3000\ufeff") == "---":
        message = say(
            "第 1 行的 `---` 前后有空格或看不见的字符",
            "blanks or invisible characters stand around the `---` of line 1",
        )
        fix = say("第 1 行只留 `---`", "leave nothing but `---` in line 1")
    else:
        message = (
            say("第 1 行是“{text}”，应为 `---`", "line 1 says “{text}”; it should be `---`", text=lines[0].strip()[:40])
            if lines[0].strip()
            else say("第 1 行是空的，应为 `---`", "line 1 is empty; it should be `---`")
        )
        fix = say(
            "文件从一行 `---` 写起，接着是“标题: …”等字段，再一行 `---`，后面是正文",
            "begin the file with a line `---`, then `title: …` and the other fields, a second `---`, and the text",
        )
    return traps.finding(rules.FRONT_MATTER, Place(file.path, (), traps.whole_line(1, lines[0])), message, fix)


def _decode(file: SourceFile) -> tuple[str | None, list[Finding]]:
    raw = file.raw.removeprefix(b"\xef\xbb\xbf")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        return None, [_not_utf8(file, raw, error.start)]
    if "\0" in text and file.raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return None, [_not_utf8(file, raw, 0)]
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text, []


def _not_utf8(file: SourceFile, raw: bytes, bad: int) -> Finding:
    encoding, line = _guess(raw, bad)
    at = Place(file.path, (), Span(line, 1, line, 1))
    if encoding:
        message = say(
            "文件是 {encoding} 编码，应为 UTF-8", "the file is {encoding}; it should be UTF-8", encoding=encoding
        )
    else:
        message = say("第 {line} 行有字节不是 UTF-8", "a byte in line {line} is not UTF-8", line=line)
    return traps.finding(
        rules.ENCODING,
        at,
        message,
        say("在编辑器里选“另存为”，编码选 UTF-8", "save the file again and choose UTF-8 as its encoding"),
    )


def _guess(raw: bytes, bad: int) -> tuple[str | None, int]:
    """The likely encoding and the line to name; None where the file is UTF-8 but for a few bytes."""
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff") or raw[:200].count(0) > len(raw[:200]) // 5:
        return "UTF-16", 1
    lenient = raw.decode("utf-8", "replace")
    wide = sum(1 for character in lenient if character > "\u007f" and character != "\ufffd")
    if lenient.count("\ufffd") * 4 < wide:
        return None, raw.count(b"\n", 0, bad) + 1
    try:
        raw.decode("gb18030")
    except UnicodeDecodeError:
        return None, raw.count(b"\n", 0, bad) + 1
    return "GBK/GB18030", 1


def _steering(file: SourceFile, text: str) -> list[Finding]:
    found = STEERING.search(text)
    if not found:
        return []
    line, column = _place(text, found.start())
    return [traps.steering(Place(file.path, (), Span(line, column, line, column + 1)), found.group())]


def _unseen(file: SourceFile, text: str, root: Mapping, has_invisible: bool) -> Iterator[Finding]:
    """The first character that cannot be seen, and how many there are: nobody looks for them one by one."""
    found = UNSEEN.findall(text) if has_invisible else []
    if found:
        first = UNSEEN.search(text)
        assert first is not None
        line, column = _place(text, first.start())
        span = Span(line, column, line, column + 1)
    elif "\\" in text and (escaped := [one for one in scalars(root) if UNSEEN.search(one.text)]):
        found = [character for one in escaped for character in UNSEEN.findall(one.text)]
        span = escaped[0].span
    else:
        return
    yield traps.finding(
        rules.UNSEEN,
        Place(file.path, (), span),
        say(
            "第 {line} 行有看不见的字符 {code}，全文共 {count} 个",
            "a character that cannot be seen in line {line}, {code}; {count} in all",
            line=span.line,
            code=name_of(found[0]),
            count=len(found),
        ),
        say("删去它；删不准就把这一处重新输入一遍", "delete it; where that is hard to do, type the place anew"),
    )


def told_once(text: str, findings: list[Finding]) -> list[Finding]:
    """`findings` without the one on characters that cannot be seen, where each of them lies in what another one tells to mend."""
    others = [one.at.span for one in findings if one.code in (rules.FULL_WIDTH.code, rules.SPECIAL_SPACE.code)]
    if not others or not any(one.code == rules.UNSEEN.code for one in findings):
        return findings
    places = [_place(text, found.start()) for found in UNSEEN.finditer(text)]
    is_told = places and all(any(span and span[:2] <= place < span[2:] for span in others) for place in places)
    return [one for one in findings if one.code != rules.UNSEEN.code] if is_told else findings


def _personal_findings(file: SourceFile, masked: str, personal: list[privacy.Private]) -> Iterator[Finding]:
    starts = [0, *(found.end() for found in re.finditer("\n", masked))] if personal else []
    for private in personal:
        line = bisect_right(starts, private.start)
        column = private.start - starts[line - 1] + 1
        span = Span(line, column, line, column + private.end - private.start)
        yield _personal_finding(file, span, private.kind, masked[private.start : private.end])


def _personal_finding(file: SourceFile, span: Span, kind: Message, masked: str) -> Finding:
    return Finding(
        code=privacy.PERSONAL_DATA.code,
        severity=privacy.PERSONAL_DATA.severity,
        at=Place(file.path, (), span),
        document=file.key,
        message=say(
            "这里有个人信息：{kind} {masked}（已打码）",
            "personal data here: {kind} {masked} (masked)",
            kind=kind,
            masked=masked,
        ),
        why=privacy.PERSONAL_DATA.title,
        fix=say(
            "从源文件中删去；已提交的，版本历史里也要清理",
            "remove it from the source; where already committed, from the history too",
        ),
    )


def _place(text: str, index: int) -> tuple[int, int]:
    line = text.count("\n", 0, index) + 1
    return line, index - text.rfind("\n", 0, index)
