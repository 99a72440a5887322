"""没有留下占位文字。

20XX、xxxx、xx市、**省、*年、TODO、待定、待填、待确认、另行通知这样的占位文字应换成实际内容。字段里算错误，正文里算警告；
普通页面和规则包只看字段。
同一种占位文字一份文档只报一次，其余各处列在后面。Markdown 的着重号、单词里的 xx、罗马数字和程序自己打的掩码不算；单独放在引号里的、“如有变动，另行通知”也不算。

错：

    从20XX年起，由xx市教科所负责。

对：

    从2025年起，由示例市教科所负责。
--
No placeholder is left.

Placeholders such as 20XX, xxxx, xx市, **省, *年, TODO, TBC, 待定 (to be decided), 待填 (to be filled in), 待确认 (to be confirmed)
and 另行通知 (to be announced) give way to what they stand for. An error in a field, a warning in prose; of pages and rule packs
only the fields are read. Each kind is reported once in a document, with all further places.
Markdown emphasis, xx inside words, Roman numerals and our own masks are none; nor is one alone in quotation marks, nor “changes will be announced”.

Wrong:

    从20XX年起，由xx市教科所负责。

Right:

    从2025年起，由示例市教科所负责。
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from planfolio.checks.prose import Passage, passages_with
from planfolio.checks.subject import Subject, in_all
from planfolio.findings import Message, Outcome, Related, Severity, say
from planfolio.model import Pack, TextPage

SEVERITY = Severity.ERROR

_MOST = 50
"""How many places one finding lists."""
_Spot = tuple[Passage, int, int]
_SIGNS = (
    "*", "X", "xx", "x年", "x月", "×", "TODO", "TBD", "TBC", "FIXME", "待定", "待填", "另行通知",
    "待确定", "待确认", "待补充", "待公布", "待通知", "待完善", "请填写", "此处填写", "[姓名]", "[日期]", "[地点]", "[单位",
    "TBA", "20_", "[insert", "orem ipsum", "to be ", *(f"{digit}x" for digit in range(10)),
)  # fmt: skip
"""One of them stands in every text with a placeholder; the asterisk, first, in most texts."""
_NOUN = (
    "省|市|县|区|镇|乡|州|学校|小学|中学|高中|初中|职校|幼儿园|大学|学院|教育局|教体局|局|号"
    "|老师|教师|同志|校长|园长|先生|女士|人|名|元|科|单位|公司"
)
_YEAR = re.compile(
    r"(?<![0-9A-Za-z])(?:(?:19|20)[Xx×]{2}|(?:19|20)\d[Xx×])(?![0-9A-Za-z×])"
    r"|(?<![0-9A-Za-z×])(?:[Xx×]{1,2}月[Xx×]{1,2}日|(?:XX|xx|××)[年月])|(?<=年)[Xx×]{1,2}月"
    r"|\*{1,3}年\*{1,3}月(?:\*{1,3}日)?|(?<![\w/])(?:XX|xx)/(?:XX|xx)(?![\w])|(?<!\d)(?:19|20)_{1,4}年(?=[\d春秋暑寒底初度])"
)
_RUN = re.compile(r"(?<![0-9A-Za-z@./_√×\\])(?:[Xx]{4,}|×{2,}(?![年月])|xxx)(?![0-9A-Za-z@./_√×])")
_NAME = re.compile(rf"(?<![0-9A-Za-z第×])(?:XXX?|xxx?)(?:{_NOUN}|[ ](?:元|万元|人|名|学时|小时|天)(?![\u4e00-\u9fff]))")
_TODO = re.compile(r"(?<![0-9A-Za-z_])(?:TODO|TBD|TBC|TBA|FIXME)(?![0-9A-Za-z_]|-\d)")
_SPELT_OUT = re.compile(
    r"[【［\[（(](?:请填写|此处填写|待补充|待填写|待完善)[^】］\]）)\n]{0,12}[】］\]）)]|\[(?:姓名|日期|地点|单位(?:名称)?)\](?!\()"
    r"|\[insert [^\]\n]{1,30}\]|(?<![有尚亟])待(?:确定|确认|补充|公布|通知)(?![后的之时前])|[Ll]orem ipsum"
    r"|(?:(?<=[:(–—-] )|\b(?:date|time|venue|room|place|speaker|presenter)s? )to be (?:confirmed|announced|decided|determined)\b(?! by)",
    re.IGNORECASE,
)
_UNDECIDED = re.compile(r"(?<![等对看接期优善留招款有亟急])(?:待定|待填)(?![的期位点向时量性价制型格编岗额稿夺])")
_ANNOUNCED = re.compile(r"另行通知")
_CONDITION = re.compile(r"[如若遇倘]|变动|变更|调整|特殊|未尽")
_KINDS: dict[str, tuple[re.Pattern[str], tuple[str, ...]]] = {
    "20XX": (_YEAR, ("X", "x", "×", "_", "*年")),
    "xxxx": (_RUN, ("X", "x", "×")),
    "xx市": (_NAME, ("X", "x")),
    "TODO": (_TODO, ("T", "F")),
    "待定": (_UNDECIDED, ("待",)),
    "请填写": (_SPELT_OUT, ("填", "待", "[", "L", "l", "T", "t")),
    "另行通知": (_ANNOUNCED, ("另",)),
}
"""Patterns, each with the signs of which `_signs` finds one in all that it finds."""
_ANY = re.compile(
    r"[Xx×*_待填另\[LlTtF](?:(?<=[Xx×*_待])|(?<=填)写|(?<=另)行通知|(?<=\[)(?:姓名|日期|地点|单位|(?i:insert))|(?<=[Ll])(?i:orem)"
    r"|(?<=[Tt])(?:ODO|BD|BC|BA|(?i:o be ))|(?<=F)IXME)"
)
"""What stands in every placeholder. Since it begins with a plain set of characters it is found far faster."""
_OPENING, _CLOSING = '“‘「"', '”’」"'
_STARS = re.compile(r"(?:\\?\*)+")
_FROM_STAR = re.compile(r"\*[^\n]*")
_MASKED = re.compile(r"(?:省|市|县|区|镇|乡|州|学校|小学|中学|幼儿园|教育局|\d{0,2}[年届])(?![级满龄轻长薪假])")
_YEAR_OF = re.compile(r"年(?:底|初|末|以前|以后|\d{1,2}月)")
_PUNCTUATION = re.compile(r"[^\w\s]")
_ADDRESS = re.compile(r"https?://[!-~]{1,500}")
"""Web addresses, which hold any characters."""


def check(subject: Subject) -> Iterator[Outcome]:
    # A page such as the handbook, and a pack, may speak of placeholders.
    has_text = not isinstance(subject.record, (Pack, TextPage))
    document = subject.item.document
    text = document.text if has_text else document.text.removesuffix(document.body)
    passages = list(passages_with(subject, _ANY))
    if not passages or not any(sign in text for sign in _SIGNS):
        return
    found: dict[tuple[str, bool], list[_Spot]] = {}
    for passage in passages:
        if not (has_text or passage.is_field):
            continue
        for kind, start, end in _placeholders(passage):
            found.setdefault((kind, passage.is_field), []).append((passage, start, end))
    for (_, is_field), spots in found.items():
        yield _finding(subject, spots, is_field=is_field)


def _placeholders(passage: Passage) -> Iterator[tuple[str, int, int]]:
    """Kind, start and end of every placeholder in a passage."""
    text = passage.text
    if "://" in text:
        text = _ADDRESS.sub(lambda address: " " * len(address.group()), text)
    there = _signs(text)
    for kind, (pattern, signs) in _KINDS.items():
        for match in () if there.isdisjoint(signs) else pattern.finditer(text):
            if not _is_quoted(text, *match.span()) and (kind != "另行通知" or not _is_conditional(text, match.start())):
                yield kind, match.start(), match.end()
    if "*" in text:
        yield from _stars(text)


def _signs(text: str) -> set[str]:
    """How all that may be a placeholder begins."""
    there = {found[0] for found in _ANY.findall(text)}
    return there | {"*年"} if "*年" in text else there


def _is_quoted(text: str, start: int, end: int) -> bool:
    """Whether it stands alone in quotation marks: then the text speaks of it."""
    return text[start - 1 : start] in _OPENING and text[end : end + 1] in _CLOSING and start > 0 and end < len(text)


def _is_conditional(text: str, start: int) -> bool:
    """Whether the sentence only says that changes will be announced."""
    before = text[max(0, start - 30) : start]
    sentence = before[max(before.rfind(mark) for mark in "。；\n") + 1 :]
    return bool(_CONDITION.search(sentence))


def _stars(text: str) -> Iterator[tuple[str, int, int]]:
    """Asterisks that hide a name or a year: no pair that Markdown would read as emphasis, and no mask of a number."""
    for rest in _FROM_STAR.finditer(text):
        start = text.rfind("\n", 0, rest.start()) + 1
        line = text[start : rest.end()]
        runs = [run for run in _STARS.finditer(line) if run.group().count("*") <= 3]
        pairs = _emphasis(line, runs) if len(runs) > 1 else {}
        for number, run in enumerate(runs):
            if _hides(line, run) and (number not in pairs or _hides_both(line, runs[number], runs[pairs[number]])):
                noun = _MASKED.match(line, run.end())
                assert noun is not None
                kind = "*年" if noun.group()[-1] in "年届" else "**省"
                yield kind, start + run.start(), start + noun.end()


def _hides(line: str, run: re.Match[str]) -> bool:
    """Whether something that is usually named follows. A lone asterisk may be a footnote, so that it
    needs a 到 or 至 before it, or a 底 or 初 after the year."""
    if not _MASKED.match(line, run.end()):
        return False
    before = line[max(0, run.start() - 2) : run.start()]
    if run.group().replace("\\", "") == "*":
        return bool(_YEAR_OF.match(line, run.end())) or (
            line[run.end()] == "年" and before.endswith(tuple("到至自从于在起"))
        )
    return not before[-1:].isascii() or not before[-1:].isalnum() or before == "20"


def _hides_both(line: str, one: re.Match[str], other: re.Match[str]) -> bool:
    """Whether both ends of what looks like emphasis hide a name: **省教育厅**省财政厅."""
    first, last = sorted((one, other), key=lambda run: run.start())
    return last.start() - first.end() > 2 and _hides(line, first) and _hides(line, last)


def _emphasis(line: str, runs: list[re.Match[str]]) -> dict[int, int]:
    """Runs that open and close emphasis, each with its partner (CommonMark, flanking runs of one length)."""
    pairs: dict[int, int] = {}
    opened: dict[str, list[int]] = {"*": [], "**": [], "***": []}
    for number, run in enumerate(runs):
        if "\\" in run.group():
            continue
        before, after = line[run.start() - 1 : run.start()] or " ", line[run.end() : run.end() + 1] or " "
        waiting = opened[run.group()]
        if waiting and _flanks(after, before):
            partner = waiting.pop()
            pairs |= {number: partner, partner: number}
            for others in opened.values():
                while others and others[-1] > partner:
                    others.pop()
        elif _flanks(before, after):
            waiting.append(number)
    return pairs


def _flanks(outside: str, inside: str) -> bool:
    """Whether a run between these two characters can open emphasis (read backwards: close it)."""
    if inside.isspace():
        return False
    return not _PUNCTUATION.match(inside) or outside.isspace() or bool(_PUNCTUATION.match(outside))


def _finding(subject: Subject, spots: list[_Spot], *, is_field: bool) -> Outcome:
    where = say("字段里", "a field") if is_field else say("正文里", "the text")
    texts = dict.fromkeys(passage.text[start:end] for passage, start, end in spots)
    first, *others = [(passage.text[start:end], passage.place(start, end)) for passage, start, end in spots[:_MOST]]
    return subject.finding(
        first[1],
        say(
            "{where}留有占位文字{texts}{in_all}",
            "{where} holds a placeholder: {texts}{in_all}",
            where=where,
            texts=[_quoted(text) for text in texts][:5],
            in_all=in_all(len(spots)),
        ),
        fix=say("换成实际内容；还不知道就删去这一处", "write what it stands for; where that is not known, remove it"),
        related=[Related(at=place, message=_quoted(text)) for text, place in others],
        severity=Severity.ERROR if is_field else Severity.WARNING,
    )


def _quoted(text: str) -> Message:
    return say("“{text}”", "“{text}”", text=text)
