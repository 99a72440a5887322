"""Traps: what Chinese authors really type into YAML, recognised by the look of a line and explained."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache

from planfolio.findings import Finding, Message, Place, Related, Rule, Severity, Span, say
from planfolio.frozen import frozen
from planfolio.sources import rules
from planfolio.sources.invisible import name_of
from planfolio.sources.nodes import Scalar

SPECIAL_SPACES = "\u00a0\u1680\u2000-\u200b\u202f\u205f\u3000\ufeff"
_WORD = r"[A-Za-z_\u3400-\u9fff][A-Za-z0-9_\u3400-\u9fff]{0,20}"
_LONE_QUOTE = re.compile(r""".*?[:\-,\[{]\s*(["'])(?P<rest>.*)$""")


@frozen
class _Suspect:
    """A kind of slip, recognisable by the look of one line."""

    rule: Rule
    matches: Callable[[str], re.Match[str] | None]
    message: Message
    fix: Message


@cache
def _suspects() -> tuple[_Suspect, ...]:
    """Every kind of slip. Their patterns are made for the first file that has one: most runs meet none."""
    full_width_colon = re.compile(rf"\s*(?:- )?({_WORD})\s*：")

    def with_full_width_colon(line: str) -> re.Match[str] | None:
        found = full_width_colon.match(line)
        return found if found and ": " not in line[: found.end()] else None

    return (
        _Suspect(
            rules.FULL_WIDTH_COLON,
            with_full_width_colon,
            say("键“{key}”后面是全角冒号“：”，应为半角冒号加空格", "a full-width colon “：” follows the key “{key}”; an ASCII colon and a space belong there"),
            say("改成“{typed}”", "write “{typed}”"),
        ),
        _Suspect(
            rules.SPECIAL_SPACE,
            re.compile(rf"[ \t]*(?:- *)?[{SPECIAL_SPACES}]").match,
            say("缩进里有特殊空格（{space}），应为普通空格", "a special space ({space}) in the indentation; ordinary spaces belong there"),
            say("删去它，改用普通空格缩进", "delete it and indent with ordinary spaces"),
        ),
        _Suspect(
            rules.SPECIAL_SPACE,
            re.compile(rf"\s*(?:- )?({_WORD}): *[{SPECIAL_SPACES}]").match,
            say("键“{key}”的冒号后面是特殊空格（{space}），应为普通空格", "a special space ({space}) follows the colon of “{key}”; an ordinary space belongs there"),
            say("改成“{typed}”", "write “{typed}”"),
        ),
        _Suspect(
            rules.FULL_WIDTH,
            re.compile(r"[ \t]*([－—–•·‐−])\s*\S").match,
            say("列表项前面是“{key}”，应为半角短横“-”加空格", "“{key}” stands before a list item; an ASCII hyphen and a space belong there"),
            say("改成“- ”", "write “- ”"),
        ),
        _Suspect(
            rules.FULL_WIDTH,
            re.compile(rf"\s*(?:- )?{_WORD}: *([｛［【])").match,
            say("用了全角括号“{key}”，应为半角括号", "a full-width bracket “{key}”; an ASCII bracket belongs there"),
            say("改成 {{ }}、[ ]，里面的逗号和冒号也用半角", "write {{ }} or [ ], with ASCII commas and colons inside"),
        ),
        _Suspect(
            rules.TAB,
            re.compile(r" *\t").match,
            say("缩进里有制表符，应为空格", "a tab in the indentation; spaces belong there"),
            say("把制表符换成两个空格", "replace the tab with two spaces"),
        ),
        _Suspect(
            rules.NO_SPACE,
            re.compile(rf"\s*(?:- )?({_WORD}):(?![\s/]|$)").match,
            say("键“{key}”的冒号后面缺一个空格", "a space is missing after the colon of “{key}”"),
            say("改成“{typed}”", "write “{typed}”"),
        ),
    )  # fmt: skip


_LONGEST = 40
_SPECIAL = frozenset(chr(c) for c in range(0x2000, 0x200C)) | set("\u00a0\u1680\u202f\u205f\u3000\ufeff")


def _values(found: re.Match[str]) -> dict[str, object]:
    """What the messages of the slip `found` need: the key or sign, the special space, and the line as it should be."""
    space = next((f"U+{ord(c):04X}" for c in found.group() if c in _SPECIAL), "")
    key = found.group(1) if found.re.groups else ""
    value = found.string[found.end() :].strip(" \t" + "".join(_SPECIAL))
    return {"key": key, "space": space, "typed": _shortened(f"{key}: {value}".strip())}


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def finding(
    rule: Rule,
    at: Place,
    message: Message,
    fix: Message | None = None,
    related: Iterable[Related] = (),
    severity: Severity | None = None,
) -> Finding:
    """A source finding; its reason is the rule itself, and its severity too unless the file cannot be read for it."""
    return Finding(
        code=rule.code,
        severity=severity or rule.severity,
        at=at,
        message=message,
        fix=fix,
        why=rule.reason,
        related=tuple(related),
    )


def steering(at: Place, character: str) -> Finding:
    """A character that steers what is shown, as it stands in a source or as an escape writes it."""
    message = say(
        "有看不见的控制字符 {code}，会让显示的内容和实际的不一样",
        "there is an invisible control character, {code}: what is shown differs from what is there",
        code=name_of(character),
    )
    return finding(rules.ENCODING, at, message, say("删去这个字符", "delete the character"))


def whole_line(number: int, line: str) -> Span:
    """The span of a line from its first visible character to its end."""
    start = len(line) - len(line.lstrip())
    return Span(number, start + 1, number, max(len(line.rstrip()), start) + 1)


def in_lines(file: str, lines: list[str], error_line: int, first_line: int) -> Finding | None:
    """The slip at or just before `error_line`: neighbouring lines with the same slip are one finding.

    `lines` are the lines of the YAML part, `first_line` the number of its first line in the file.
    """
    for suspect in _suspects():
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
    values = _values(found)
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
    for suspect in _suspects():
        found = suspect.matches(text)
        if found:
            values = _values(found)
            return finding(
                suspect.rule,
                Place(file, (), span),
                say(suspect.message.zh, suspect.message.en, **values),
                say(suspect.fix.zh, suspect.fix.en, **values),
            )
    return None


def syntax(
    file: str,
    lines: list[str],
    first_line: int,
    *,
    problem: str,
    line: int,
    column: int,
    opened: Span | None,
    keyless: int | None,
) -> Finding:
    """The best explanation of a syntax error that the parser met at `line`; its own English is never shown. `keyless` is the
    line where a key should stand and no colon follows, if that is the error."""
    is_long = keyless == line
    last = first_line + len(lines) - 1
    line = min(line, last)
    if "tab character" in problem:
        return _tab_at(file, line, lines[line - first_line] if lines else "")
    # The parser looks for more up to the end, and nobody finds a slip in an empty line.
    line = next((n for n in range(line, first_line - 1, -1) if lines[n - first_line].strip()), line)
    text = lines[line - first_line] if lines else ""
    if "escape" in problem or "hexdecimal" in problem:
        return _escape(file, line, text, text.rfind("\\", 0, column))
    quote = _open_quote(lines, first_line, line)
    if quote and ("unexpected end of stream" in problem or quote < line):
        return finding(
            rules.QUOTE,
            Place(file, (), whole_line(quote, lines[quote - first_line])),
            say(
                "第 {line} 行的引号 {sign} 没有闭合",
                "the quote {sign} in line {line} is never closed",
                line=quote,
                sign=_quote_sign(lines[quote - first_line]),
            ),
            say(
                "在这一行的末尾补上 {sign}",
                "put {sign} at the end of the line",
                sign=_quote_sign(lines[quote - first_line]),
            ),
        )
    slip = in_lines(file, lines, line, first_line)
    if slip:
        return slip
    if opened and ("',' or ']'" in problem or "',' or '}'" in problem or "unexpected end" in problem):
        return _open_bracket(file, lines, first_line, opened)
    if keyless is not None:
        return _no_colon(file, keyless, lines[keyless - first_line], is_long=is_long)
    return _plain_syntax(file, lines, first_line, line, column)


def _escape(file: str, line: int, text: str, start: int) -> Finding:
    """A backslash that stands at `start` of the line and begins no escape that YAML has."""
    return finding(
        rules.SYNTAX,
        Place(file, (), Span(line, start + 1, line, len(text.rstrip()) + 1)),
        say(
            "双引号里有反斜杠“{escape}”，YAML 把它当成转义，读不出来",
            "a backslash in double quotes, “{escape}”, which YAML takes for an escape and cannot read",
            escape=text[start : start + 2],
        ),
        say(
            "改用单引号；要留双引号就写两个反斜杠 {twice}",
            "use single quotes; within double quotes write {twice}",
            twice="\\\\",
        ),
    )


def _tab_at(file: str, line: int, text: str) -> Finding:
    tab = next(s for s in _suspects() if s.rule is rules.TAB)
    return finding(rules.TAB, Place(file, (), whole_line(line, text)), tab.message, tab.fix)


def _open_quote(lines: list[str], first_line: int, error_line: int) -> int | None:
    """The last line up to the error whose value opens a quote that its line does not close."""
    for number in range(error_line, first_line - 1, -1):
        found = _LONE_QUOTE.match(lines[number - first_line])
        if found and found["rest"].count(found[1]) % 2 == 0 and ": " not in found["rest"]:
            return number
    return None


def _quote_sign(line: str) -> str:
    found = _LONE_QUOTE.match(line)
    return found[1] if found else ""


def _open_bracket(file: str, lines: list[str], first_line: int, opened: Span) -> Finding:
    text = lines[opened.line - first_line]
    comma = text.find("，", opened.column)
    if comma >= 0:
        return finding(
            rules.FULL_WIDTH_COMMA,
            Place(file, (), Span(opened.line, comma + 1, opened.line, comma + 2)),
            say(
                "括号里用了全角逗号“，”，应为半角逗号加空格",
                "a full-width comma “，” inside the bracket; an ASCII comma and a space belong there",
            ),
            say("改成“, ”，逗号后空一格", "write “, ”, a comma and a space"),
            severity=Severity.ERROR,
        )
    bracket = text[opened.column - 1 : opened.column]
    closing = "]" if bracket == "[" else "}"
    at = Place(file, (), Span(opened.line, opened.column, opened.line, len(text.rstrip()) + 1))
    if closing in text[opened.column :]:
        return finding(
            rules.BRACKET,
            at,
            say(
                "第 {line} 行的括号 {bracket} 里读不下去，多半是两项之间缺逗号",
                "inside the bracket {bracket} of line {line} the structure breaks, most likely for want of a comma",
                line=opened.line,
                bracket=bracket,
            ),
            say(
                "各项之间写半角逗号加空格；值里本来有逗号、括号或引号的，给整个值加引号",
                "part the items with a comma and a space; put a value that holds commas, brackets or quotes in quotes",
            ),
        )
    wide = "】］" if bracket == "[" else "｝"
    typed = next((sign for sign in text[opened.column :] if sign in wide), None)
    return finding(
        rules.BRACKET,
        at,
        say(
            "第 {line} 行的括号 {bracket} 没有闭合",
            "the bracket {bracket} in line {line} is never closed",
            line=opened.line,
            bracket=bracket,
        ),
        say(
            "把全角的 {typed} 改成 {closing}",
            "write {closing} in place of the full-width {typed}",
            typed=typed,
            closing=closing,
        )
        if typed
        else say("在这一行补上 {closing}", "add {closing} in this line", closing=closing),
    )


_QUOTED = say("给整个值加引号：{typed}", "put the whole value in quotes: {typed}")


@cache
def _looks() -> tuple[tuple[re.Pattern[str], Rule, Message, Message], ...]:
    """What the line of a syntax error looks like, and what to say of it. Made for the first such error: few runs meet one."""
    return (
        (
            re.compile(rf"(?P<head>\s*(?:- )?(?:{_WORD}: +)?)[*&].*"),
            rules.ANCHOR,
            say(
                "值以 {sign} 开头，会被当成 YAML 的别名或锚点",
                "the value begins with {sign}, which reads as an alias or anchor of YAML",
            ),
            _QUOTED,
        ),
        (
            re.compile(rf"(?P<head>\s*(?:- )?(?:{_WORD}: +)?)!.*"),
            rules.TAG,
            say("值以 ! 开头，会被当成 YAML 标签", "the value begins with !, which reads as a tag of YAML"),
            _QUOTED,
        ),
        (
            re.compile(rf"(?P<head>\s*(?:- )?{_WORD}: +)[@`%].*"),
            rules.SYNTAX,
            say("值以 {sign} 开头，YAML 不许", "the value begins with {sign}, which YAML does not allow"),
            _QUOTED,
        ),
        (
            re.compile(r"[^\"']*[\[{][^\"']*,\s*,"),
            rules.SYNTAX,
            say("两个逗号之间没有内容", "there is nothing between two commas"),
            say("删去多余的逗号", "delete the comma that is too many"),
        ),
        (
            re.compile(rf"(?P<head>\s*(?:- )?{_WORD}: +)([\"']).*?\2\s*[^\s,#\]}}].*"),
            rules.SYNTAX,
            say("引号只包住了值的一部分", "the quotes hold a part of the value only"),
            say(
                "给整个值加单引号：{typed}；或改用中文引号",
                "put the whole value in single quotes: {typed}; or use curly quotes",
            ),
        ),
        (
            re.compile(rf"(?P<head>\s*(?:- )?{_WORD}: +)[\[{{][^\]}}]*[\]}}]\s*[^\s,#\]}}].*"),
            rules.SYNTAX,
            say(
                "值以 {sign} 开头，会被当成列表或键值，而括号后面还有文字",
                "the value begins with {sign}, which opens a list or keys, and text follows the bracket",
            ),
            _QUOTED,
        ),
        (
            re.compile(rf"(?P<head>\s*(?:- )?{_WORD}: +)- .*"),
            rules.SYNTAX,
            say("列表项写在了键的同一行", "an item of a list stands in the line of its key"),
            say("把“- ”移到下一行，多缩进两个空格", "move “- ” to a line of its own, indented by two spaces"),
        ),
        (
            re.compile(rf"(?P<head>\s*(?:- )?{_WORD}: +)[^\s'\"\[{{|>].*: .*"),
            rules.SYNTAX,
            say(
                "值里有“冒号加空格”，读不出哪里是键",
                "a colon and space inside the value: it is unclear where the key ends",
            ),
            _QUOTED,
        ),
        (
            re.compile(rf"\s*(?:- )?(?P<key>{_WORD})\s*[；;=＝∶﹕]\s*(?P<rest>.*)"),
            rules.SYNTAX,
            say("键“{key}”后面不是冒号", "no colon follows the key “{key}”"),
            say("改成“{typed}”，用半角冒号加空格", "write “{typed}”, with an ASCII colon and a space"),
        ),
        (
            re.compile(r"\s*-(?P<item>[^\s-].*)"),
            rules.SYNTAX,
            say("短横“-”后面缺一个空格", "a space is missing after the hyphen"),
            say("改成“- {typed}”", "write “- {typed}”"),
        ),
    )


_KEY_ALONE = re.compile(rf"\s*(?:- +)?(?P<key>{_WORD})(?:\s+(?P<rest>.*))?")

_WORD_ITEM = re.compile(rf"\s*- +{_WORD}\s*")


def _no_colon(file: str, line: int, text: str, *, is_long: bool) -> Finding:
    """What stands where a key should and is none: `hours 24`, a word alone, a sentence, or a key without end."""
    at = Place(file, (), whole_line(line, text))
    if is_long:
        message = say("键超过 1024 个字符，读不出来", "a key of more than 1024 characters cannot be read")
        return finding(
            rules.SYNTAX,
            at,
            message,
            say("键写成一个词，文字写在冒号后面", "write one word as the key, and the text after its colon"),
        )
    if slip := _look(file, line, text):
        return slip
    typed: Message | str = say("键: 值", "key: value")
    if key := _KEY_ALONE.fullmatch(text):
        message = say("“{key}”后面没有冒号", "no colon follows “{key}”", key=key["key"])
        typed = _shortened(f"{key['key']}: {(key['rest'] or '').strip()}".strip())
    else:
        message = say("“{text}”不是“键: 值”", "“{text}” is no `key: value`", text=_shortened(text.strip()))
    return finding(
        rules.SYNTAX,
        at,
        message,
        say(
            "写成“{typed}”，冒号用半角，后面空一格；接着上一行写的，缩进两个空格",
            "write “{typed}”, with an ASCII colon and a space; indent by two spaces what continues the line before",
            typed=typed,
        ),
    )


def _plain_syntax(file: str, lines: list[str], first_line: int, line: int, column: int) -> Finding:
    text = lines[line - first_line] if lines else ""
    before = next((n for n in range(line - 1, first_line - 1, -1) if lines[n - first_line].strip()), None)
    slip = _look(file, line, text)
    if slip is None and before is not None:
        typed = lines[before - first_line]
        slip = _look(file, before, typed, only_keys=True)
        # “- 学时” with a key below it, which belongs to nothing.
        if slip is None and _WORD_ITEM.fullmatch(typed) and text.startswith(" " * (typed.index("-") + 2)):
            slip = _no_colon(file, before, typed, is_long=False)
    return slip or finding(
        rules.SYNTAX,
        Place(file, (), Span(line, min(column, len(text) + 1), line, len(text.rstrip()) + 1)),
        say("读到这里结构不通，多半是缩进没有对齐", "the structure breaks here, most likely by uneven indentation"),
        say(
            "让同一层的键左边对齐，下一层多两个空格", "align the keys of one level; indent the next level by two spaces"
        ),
    )


def _look(file: str, line: int, text: str, *, only_keys: bool = False) -> Finding | None:
    """What the look of a line tells. A line before the error is to blame only where its key ran on into the next line."""
    for look, rule, message, fix in _looks():
        if (found := look.match(text)) and (not only_keys or look.groupindex.keys() & {"key", "item"}):
            values = _look_values(found)
            return finding(
                rule,
                Place(file, (), whole_line(line, text)),
                say(message.zh, message.en, **values),
                say(fix.zh, fix.en, **values),
            )
    return None


def _look_values(found: re.Match[str]) -> dict[str, object]:
    """The key or sign, and the line as it should be: with a colon, or with its whole value in quotes."""
    named = found.groupdict()
    if "key" in named:
        return {"key": named["key"], "typed": _shortened(f"{named['key']}: {named['rest'].strip()}".strip())}
    if "item" in named:
        return {"typed": _shortened(named["item"].rstrip())}
    head = named.get("head", "")
    value = found.string[len(head) :].strip()
    quoted = value.replace("'", "''")
    return {"sign": value[:1], "typed": _shortened(f"{head.strip()} '{quoted}'".strip())}


_PART = re.compile("[,，、]")
_RUN = re.compile("[,，、－—–•·‐−]")
_BRACKETED = re.compile(r"[【［｛](.*[,，、].*)[】］｝]")
_DASHED = re.compile(r"([－—–•·‐−])\s*\S.*\s\1\s*\S.*|([－•])\s*\S.*")
_GLUED = re.compile(r"(?:^|\s)-(?=[^\s\d-])")
_PUNCTUATION = re.compile(r"[，。；：、！？,;:!?]")
_LONGEST_WORD = 12
_SHORT_NAMES = re.compile(r"[\u4e00-\u9fff]{2,10}(?:, ?[\u4e00-\u9fff]{2,10})+")
"""Chinese running text has no ASCII commas."""
_SUBJECTS = frozenset(
    (
        *("语文", "数学", "英语", "外语", "俄语", "日语", "物理", "化学", "生物", "生物学", "历史", "地理", "政治", "思想政治"),
        *("道德与法治", "科学", "信息技术", "信息科技", "通用技术", "音乐", "美术", "艺术", "体育", "体育与健康", "劳动", "心理健康"),
    )
)  # fmt: skip
"""Subjects of school: a text that consists of their names alone is a list."""


def may_run_together(node: Scalar) -> bool:
    """Whether a text holds a sign that parts items, or more than a line, as few do. Of those with “，” between brackets `commas` speaks."""
    return (
        not node.quoted
        and (_RUN.search(node.text) is not None or node.text[:1] == "-" or node.end_line > node.line)
        and not (node.in_flow and "，" in node.text)
    )


def run_together(file: str, node: Scalar, *, reads: Callable[[str], bool] | None, is_alone: bool) -> Finding | None:
    """Items of a list that may be written as one text, and are. `reads` tells an item where not every text is one; `is_alone` says that
    the text stands right behind the key, without brackets."""
    text = node.text.strip()
    at, severity = Place(file, (), node.span), Severity.ERROR if reads else Severity.WARNING
    if is_alone and (dashed := _DASHED.fullmatch(text)):
        return finding(rules.FULL_WIDTH, at, *_dashes(text, dashed[1] or dashed[2]), severity=severity)
    if is_alone and (hyphened := _hyphened(node, text, reads)):
        return finding(rules.FULL_WIDTH_COMMA, at, *hyphened, severity=severity)
    bracketed = _BRACKETED.fullmatch(text)
    items = [item.strip() for item in _PART.split(bracketed[1] if bracketed else text)]
    is_list = bracketed or all(reads(item) if reads else item in _SUBJECTS for item in items)
    if not is_list and not (is_alone and not reads and _SHORT_NAMES.fullmatch(text)):
        return None
    typed = _shortened(", ".join(items) if node.in_flow else f"[{', '.join(items)}]")
    return finding(
        rules.FULL_WIDTH_COMMA,
        at,
        say("各项没有分开，“{text}”只算一项", "the items are not parted: “{text}” is one item", text=_shortened(text)),
        say("写成 {typed}", "write {typed}", typed=typed)
        if reads
        else say(
            "改成 {typed}；确为一项时给它加引号", "write {typed}; where it is one item, put it in quotes", typed=typed
        ),
        severity=severity,
    )


def _dashes(text: str, sign: str) -> tuple[Message, Message]:
    return (
        say(
            "列表项前面是“{sign}”，各项连成了一个值",
            "“{sign}” stands before the items of a list, which run together into one value",
            sign=sign,
        ),
        _one_a_line(text.split(sign)),
    )


def _hyphened(node: Scalar, text: str, reads: Callable[[str], bool] | None) -> tuple[Message, Message] | None:
    """Items behind hyphens without a space, or a word on each line without any hyphen. A sentence may run over lines."""
    if _GLUED.match(text):
        return (
            say(
                "短横“-”后面没有空格，“{text}”只算一项",
                "no space follows the hyphens: “{text}” is one item",
                text=_shortened(text),
            ),
            _one_a_line(_GLUED.split(text)),
        )
    words = text.split()
    if (
        len(words) == node.end_line - node.line + 1 > 1
        and not _PUNCTUATION.search(text)
        and all(len(word) <= _LONGEST_WORD and (reads is None or reads(word)) for word in words)
    ):
        return (
            say(
                "各项前面没有短横“- ”，“{text}”只算一项",
                "no hyphens stand before the items: “{text}” is one item",
                text=_shortened(text),
            ),
            _one_a_line(words, say("；确为一项时写在同一行", "; write in one line what is one item")),
        )
    return None


def _one_a_line(items: Iterable[str], otherwise: Message | str = "") -> Message:
    return say(
        "每项一行，前面写“- ”：{typed}{otherwise}",
        "one item a line after “- ”: {typed}{otherwise}",
        typed=_shortened(" ".join(f"- {item.strip()}" for item in items if item.strip())),
        otherwise=otherwise,
    )


def commas(file: str, texts: Iterator[tuple[str, Span]]) -> Iterator[Finding]:
    """Unquoted items of a [ ] list that hold a full-width comma."""
    for text, span in texts:
        yield finding(
            rules.FULL_WIDTH_COMMA,
            Place(file, (), span),
            say(
                "括号里用了全角逗号“，”，“{text}”只算一项",
                "a full-width comma “，” inside brackets: “{text}” is one item",
                text=_shortened(text),
            ),
            say(
                "改成 {typed}；确为一项时给它加引号",
                "write {typed}; where it is one item, put it in quotes",
                typed=_shortened(", ".join(part.strip() for part in text.split("，"))),
            ),
        )
