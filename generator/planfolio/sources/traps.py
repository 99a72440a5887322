"""Traps: what Chinese authors really type into YAML, each with its own code and message."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from planfolio.findings import Finding, Message, Place, Related, Rule, Severity, Span, say


def _rule(code: str, title: Message, manual: Message, severity: Severity = Severity.ERROR) -> Rule:
    return Rule(code=code, severity=severity, title=title, manual=manual, about_data=True)


ENCODING = _rule(
    "SX01",
    say("文件不是 UTF-8 文本", "The file is not UTF-8 text"),
    say(
        "源文件一律用 UTF-8 保存（有无 BOM 均可）。GBK、UTF-16 的文件和含控制字符、双向控制符的文件不会被读取。在编辑器里选“另存为”，编码选 UTF-8。",
        "Sources are UTF-8, with or without a byte order mark. Files in GBK or UTF-16, and files with control or "
        "bidirectional override characters, are not read. Save the file again and choose UTF-8 as its encoding.",
    ),
)
FULL_WIDTH_COLON = _rule(
    "SX02",
    say("键后用了全角冒号", "A full-width colon after a key"),
    say(
        "键和值之间要用半角冒号加一个空格（`学时: 24`）。全角冒号“：”只是普通文字。",
        "A key and its value are parted by an ASCII colon and a space (`hours: 24`). The full-width colon is plain text.",
    ),
)
NO_SPACE = _rule(
    "SX03",
    say("冒号后缺空格", "No space after a colon"),
    say(
        "`学时:24` 会被读成一整段文字。冒号后面空一格：`学时: 24`。",
        "`hours:24` reads as one piece of text. Put a space after the colon: `hours: 24`.",
    ),
)
FULL_WIDTH_COMMA = _rule(
    "SX04",
    say("列表里用了全角逗号", "A full-width comma inside a list"),
    say(
        "`[语文，数学]` 只有一项。各项之间用半角逗号：`[语文, 数学]`；确为一项时加引号：`['语文，数学']`。",
        "`[语文，数学]` has one item. Part items with an ASCII comma; where it is one item, put it in quotes.",
    ),
    Severity.WARNING,
)
TAB = _rule(
    "SX05",
    say("缩进用了制表符", "A tab in the indentation"),
    say("YAML 只认空格缩进。把制表符换成两个空格。", "YAML indents with spaces only. Replace the tab with two spaces."),
)
SPECIAL_SPACE = _rule(
    "SX06",
    say("缩进用了特殊空格", "A special space in the indentation"),
    say(
        "不间断空格（U+00A0）、全角空格（U+3000）等看起来像缩进，其实是文字。换成普通空格。",
        "No-break (U+00A0) and ideographic (U+3000) spaces look like indentation but are text. Use ordinary spaces.",
    ),
)
ANCHOR = _rule(
    "SX07",
    say("用了锚点、别名或合并键", "An anchor, alias or merge key"),
    say(
        "Planfolio 只读 YAML 的一个安全子集：没有锚点（&）、别名（*）和合并键（<<）。把内容直接写出来；以 & 或 * 开头的文字加引号。",
        "Planfolio reads a safe subset of YAML without anchors (&), aliases (*) and merge keys (<<). "
        "Write the content out; put text that begins with & or * in quotes.",
    ),
)
TAG = _rule(
    "SX08",
    say("用了 YAML 标签", "A YAML tag"),
    say(
        "标签（!…、!!…）会要求程序执行别的动作，这里一律拒绝，也从不执行。以 ! 开头的文字加引号。",
        "Tags (!…, !!…) ask a program to do something else; they are refused and never run. Quote text that begins with !.",
    ),
)
DUPLICATE_KEY = _rule(
    "SX09",
    say("同一个键写了两次", "The same key twice"),
    say(
        "同一层里一个键只能写一次，中文名和英文名算同一个键。",
        "A key stands once at its level; its Chinese and its English name are the same key.",
    ),
)
QUOTE = _rule(
    "SX10",
    say("引号没有闭合", "A quote that is never closed"),
    say(
        "以引号开头的值要以同样的引号结尾。",
        "A value that begins with a quote ends with the same quote.",
    ),
)
BRACKET = _rule(
    "SX11",
    say("括号没有闭合", "A bracket that is never closed"),
    say("[ 要有 ]，{ 要有 }。", "[ needs its ], { needs its }."),
)
SECOND_DOCUMENT = _rule(
    "SX12",
    say("一个文件里有第二份文档", "A second document in one file"),
    say(
        "一个文件只写一份文档，不要再用 `---` 或 `...` 分隔，也不要写 % 指令。",
        "One file is one document: no further `---` or `...`, and no % directives.",
    ),
)
LIMIT = _rule(
    "SX13",
    say("文件超出限度", "A file beyond the limits"),
    say(
        "限度：文件 1 MiB，正文 2 MiB，层数 24，节点 50,000。正常的方案远在限度之内。",
        "Limits: 1 MiB of YAML, 2 MiB with the body, depth 24, 50,000 nodes. No ordinary plan comes near them.",
    ),
)
FRONT_MATTER = _rule(
    "SX14",
    say("缺少文件头", "The front matter is missing"),
    say(
        "`.md` 文件以一行 `---` 开头，接着是 YAML，再以一行 `---` 结束，后面才是正文。",
        "An `.md` file opens with a line `---`, then YAML, then a second line `---`, then the text.",
    ),
)
NO_MAPPING = _rule(
    "SX15",
    say("文件里没有“键: 值”", "The file holds no `key: value`"),
    say("文件要由“键: 值”的行组成。", "A file consists of lines `key: value`."),
)
SYNTAX = _rule(
    "SX16",
    say("YAML 语法不通", "The YAML cannot be read"),
    say(
        "常见原因：缩进不齐、值里有“冒号加空格”而没有引号、值以 @ ` % 开头。",
        "Usual causes: uneven indentation, a colon and space inside an unquoted value, a value that begins with @ ` or %.",
    ),
)
FULL_WIDTH = _rule(
    "SX17",
    say("数字、日期或选项里有全角或不可见字符", "Full-width or invisible characters in a value"),
    say(
        "数字、日期、时间和选项用半角字符书写。",
        "Numbers, dates, times and choices are written in ASCII characters.",
    ),
)
UNREADABLE = _rule(
    "SX18",
    say("文件不能读取", "The file cannot be read"),
    say(
        "符号链接、管道、设备文件和没有读取权限的文件不会被读取。放一份普通文件进来。",
        "Symbolic links, pipes, devices and files without permission are not read. Put an ordinary file there.",
    ),
)
MISPLACED = _rule(
    "SX19",
    say("文件的位置或名字不对", "A file in the wrong place or with a wrong name"),
    say(
        "文档放在各自的文件夹里，名字由小写英文字母、数字和连字符组成，扩展名为 .md 或 .yaml。附件放在 `<id>/index.md` 旁边。",
        "Documents stand in their collection's folder; names are lower-case letters, digits and hyphens, ending in .md or "
        ".yaml. Attachments stand beside `<id>/index.md`.",
    ),
)
ATTACHMENT = _rule(
    "SX20",
    say("附件类型不允许", "An attachment of a kind that is not allowed"),
    say(
        "允许 pdf、docx、xlsx、pptx、png、jpg、webp、gif、csv、txt，内容要与扩展名一致。SVG 和 HTML 能带脚本，不收。",
        "Allowed: pdf, docx, xlsx, pptx, png, jpg, webp, gif, csv, txt, with content to match. SVG and HTML can carry "
        "scripts and are refused.",
    ),
)
IGNORED = _rule(
    "SX21",
    say("没有读取的隐藏文件", "A hidden file that was left out"),
    say("以点开头的文件不属于内容。", "Files whose name begins with a dot are not content."),
    Severity.NOTE,
)
SETTINGS = _rule(
    "SX22",
    say("没有站点设置", "There are no site settings"),
    say(
        "每个站点都有 `content/site.yaml`，至少写 `标题: …`。新建站点用 `planfolio init`。",
        "Every site has `content/site.yaml` with at least `title: …`. `planfolio init` makes a new site.",
    ),
)

RULES = (
    ENCODING, FULL_WIDTH_COLON, NO_SPACE, FULL_WIDTH_COMMA, TAB, SPECIAL_SPACE, ANCHOR, TAG, DUPLICATE_KEY, QUOTE,
    BRACKET, SECOND_DOCUMENT, LIMIT, FRONT_MATTER, NO_MAPPING, SYNTAX, FULL_WIDTH, UNREADABLE, MISPLACED, ATTACHMENT,
    IGNORED, SETTINGS,
)  # fmt: skip

SPECIAL_SPACES = "\u00a0\u1680\u2000-\u200b\u202f\u205f\u3000\ufeff"
_WORD = r"[A-Za-z_\u3400-\u9fff][A-Za-z0-9_\u3400-\u9fff]{0,20}"
_FULL_WIDTH_COLON = re.compile(rf"\s*(?:- )?({_WORD})\s*：")
_NO_SPACE = re.compile(rf"\s*(?:- )?({_WORD}):(?![\s/]|$)")
_SPECIAL_INDENT = re.compile(rf"[ \t]*(?:- *)?[{SPECIAL_SPACES}]")
_TAB_INDENT = re.compile(r" *\t")
_INNER_COLON = re.compile(rf"\s*(?:- )?{_WORD}: +[^\s'\"\[{{|>].*: ")
_LONE_QUOTE = re.compile(r""".*?[:\-,\[{]\s*(["'])(?P<rest>.*)$""")
_RESERVED = re.compile(rf"\s*(?:- )?{_WORD}: +([@`%])")


@dataclass(frozen=True, slots=True)
class _Suspect:
    """A kind of slip, recognisable by the look of one line."""

    rule: Rule
    matches: Callable[[str], re.Match[str] | None]
    message: Message
    fix: Message


def _full_width_colon(line: str) -> re.Match[str] | None:
    found = _FULL_WIDTH_COLON.match(line)
    return found if found and ": " not in line[: found.end()] else None


_SUSPECTS = (
    _Suspect(
        FULL_WIDTH_COLON,
        _full_width_colon,
        say("键“{key}”后面是全角冒号“：”，应为半角冒号加空格", "a full-width colon “：” follows the key “{key}”; an ASCII colon and a space belong there"),
        say("改成“{key}: ”", "write “{key}: ”"),
    ),
    _Suspect(
        SPECIAL_SPACE,
        _SPECIAL_INDENT.match,
        say("缩进里有特殊空格（{space}），应为普通空格", "a special space ({space}) in the indentation; ordinary spaces belong there"),
        say("删去它，改用普通空格缩进", "delete it and indent with ordinary spaces"),
    ),
    _Suspect(
        TAB,
        _TAB_INDENT.match,
        say("缩进里有制表符，应为空格", "a tab in the indentation; spaces belong there"),
        say("把制表符换成两个空格", "replace the tab with two spaces"),
    ),
    _Suspect(
        NO_SPACE,
        _NO_SPACE.match,
        say("键“{key}”的冒号后面缺一个空格", "a space is missing after the colon of “{key}”"),
        say("改成“{key}: ”", "write “{key}: ”"),
    ),
)  # fmt: skip


def _values(found: re.Match[str], line: str) -> dict[str, object]:
    space = next((f"U+{ord(c):04X}" for c in line if re.match(f"[{SPECIAL_SPACES}]", c)), "")
    return {"key": found.group(1) if found.re.groups else "", "space": space}


def finding(
    rule: Rule, at: Place, message: Message, fix: Message | None = None, related: Iterable[Related] = ()
) -> Finding:
    """A source finding; its reason is the rule itself."""
    return Finding(
        code=rule.code, severity=rule.severity, at=at, message=message, fix=fix, why=rule.manual, related=tuple(related)
    )


def whole_line(number: int, line: str) -> Span:
    """The span of a line from its first visible character to its end."""
    start = len(line) - len(line.lstrip())
    return Span(number, start + 1, number, max(len(line.rstrip()), start) + 1)


def in_lines(file: str, lines: list[str], error_line: int, first_line: int) -> Finding | None:
    """The slip at or just before `error_line`: neighbouring lines with the same slip are one finding.

    `lines` are the lines of the YAML part, `first_line` the number of its first line in the file.
    """
    for suspect in _SUSPECTS:
        hits = [
            n
            for n in range(min(error_line, first_line + len(lines) - 1), first_line - 1, -1)
            if lines[n - first_line].strip()
        ][:2]
        start = next((n for n in hits if suspect.matches(lines[n - first_line])), None)
        if start is None:
            continue
        run = [start]
        while run[0] > first_line and suspect.matches(lines[run[0] - 1 - first_line]):
            run.insert(0, run[0] - 1)
        return _of_run(file, suspect, [(n, lines[n - first_line]) for n in run])
    return None


def _of_run(file: str, suspect: _Suspect, run: list[tuple[int, str]]) -> Finding:
    number, line = run[0]
    found = suspect.matches(line)
    assert found is not None
    values = _values(found, line)
    related = [
        Related(at=Place(file, (), whole_line(n, text)), message=say("这一行也是", "and this line"))
        for n, text in run[1:]
    ]
    return finding(
        suspect.rule,
        Place(file, (), whole_line(number, line)),
        say(suspect.message.zh, suspect.message.en, **values),
        say(suspect.fix.zh, suspect.fix.en, **values),
        related,
    )


def in_text(file: str, text: str, span: Span) -> Finding | None:
    """The slip that made `text` stand where a key, a list or a mapping was expected."""
    for suspect in _SUSPECTS:
        found = suspect.matches(text)
        if found:
            values = _values(found, text)
            return finding(
                suspect.rule,
                Place(file, (), span),
                say(suspect.message.zh, suspect.message.en, **values),
                say(suspect.fix.zh, suspect.fix.en, **values),
            )
    return None


def syntax(
    file: str, lines: list[str], first_line: int, *, problem: str, line: int, column: int, opened: Span | None
) -> Finding:
    """The best explanation of a syntax error that the parser met at `line`; its own English is never shown."""
    last = first_line + len(lines) - 1
    line = min(line, last)
    text = lines[line - first_line] if lines else ""
    if "tab character" in problem:
        return _tab_at(file, line, text)
    quote = _open_quote(lines, first_line, line)
    if quote and ("unexpected end of stream" in problem or quote < line):
        return finding(
            QUOTE,
            Place(file, (), whole_line(quote, lines[quote - first_line])),
            say("第 {line} 行的引号没有闭合", "the quote in line {line} is never closed", line=quote),
            say("在这一行的末尾补上同样的引号", "close it with the same quote at the end of the line"),
        )
    slip = in_lines(file, lines, line, first_line)
    if slip:
        return slip
    if opened and ("',' or ']'" in problem or "',' or '}'" in problem or "unexpected end" in problem):
        return _open_bracket(file, lines, first_line, opened)
    return _plain_syntax(file, line, column, text)


def _tab_at(file: str, line: int, text: str) -> Finding:
    tab = next(s for s in _SUSPECTS if s.rule is TAB)
    return finding(TAB, Place(file, (), whole_line(line, text)), tab.message, tab.fix)


def _open_quote(lines: list[str], first_line: int, error_line: int) -> int | None:
    """The last line up to the error whose value opens a quote that its line does not close."""
    for number in range(error_line, first_line - 1, -1):
        found = _LONE_QUOTE.match(lines[number - first_line])
        if found and found["rest"].count(found[1]) % 2 == 0 and ": " not in found["rest"]:
            return number
    return None


def _open_bracket(file: str, lines: list[str], first_line: int, opened: Span) -> Finding:
    text = lines[opened.line - first_line]
    bracket = text[opened.column - 1 : opened.column]
    return finding(
        BRACKET,
        Place(file, (), Span(opened.line, opened.column, opened.line, len(text.rstrip()) + 1)),
        say(
            "第 {line} 行的括号 {bracket} 没有闭合",
            "the bracket {bracket} in line {line} is never closed",
            line=opened.line,
            bracket=bracket,
        ),
        say("补上 {closing}", "add {closing}", closing="]" if bracket == "[" else "}"),
    )


def _plain_syntax(file: str, line: int, column: int, text: str) -> Finding:
    at = Place(file, (), Span(line, min(column, len(text) + 1), line, len(text.rstrip()) + 1))
    if _INNER_COLON.match(text):
        return finding(
            SYNTAX,
            Place(file, (), whole_line(line, text)),
            say(
                "值里有“冒号加空格”，读不出哪里是键",
                "a colon and space inside the value: it is unclear where the key ends",
            ),
            say("给整个值加引号", "put the whole value in quotes"),
        )
    if _RESERVED.match(text):
        return finding(
            SYNTAX,
            Place(file, (), whole_line(line, text)),
            say("值不能以 @、` 或 % 开头", "a value cannot begin with @, ` or %"),
            say("给整个值加引号", "put the whole value in quotes"),
        )
    return finding(
        SYNTAX,
        at,
        say("读到这里结构不通，多半是缩进没有对齐", "the structure breaks here, most likely by uneven indentation"),
        say(
            "让同一层的键左边对齐，下一层多两个空格", "align the keys of one level; indent the next level by two spaces"
        ),
    )


def commas(file: str, texts: Iterator[tuple[str, Span]]) -> Iterator[Finding]:
    """Unquoted items of a [ ] list that hold a full-width comma."""
    for text, span in texts:
        yield finding(
            FULL_WIDTH_COMMA,
            Place(file, (), span),
            say(
                "方括号里用了全角逗号“，”，“{text}”只算一项",
                "a full-width comma “，” inside [ ]: “{text}” is one item",
                text=text,
            ),
            say(
                "各项之间改用半角逗号“, ”；确为一项时加引号",
                "part the items with “, ”; where it is one item, put it in quotes",
            ),
        )
