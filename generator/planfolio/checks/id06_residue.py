"""正文没有转换残留。

从网页或别的格式转来的正文，不应留下 [bookmark:…]、夹在句子里的“.”“'”“`”、重复的标点（“,；”）和网页上的杂物（“我要投稿”“相关文章：”）。
同一种残留一份文档只报一次，其余各处列在后面。成对的引号、编号后的点、参考文献和代码不算。

错：

    没有区级立项的.骨干教师参加校级课题研究。

对：

    没有区级立项的骨干教师参加校级课题研究。
--
The text holds no residue of a conversion.

What comes from a web page or from another format leaves no [bookmark:…], no “.”, “'” or “`” stray inside a sentence, no
doubled punctuation (“,；”) and no debris of the page (我要投稿, “submit an article”; 相关文章：, “related articles:”). Each kind
is reported once in a document, with all further places. Paired quotes, dots after numbers, references and code are none.

Wrong:

    没有区级立项的.骨干教师参加校级课题研究。

Right:

    没有区级立项的骨干教师参加校级课题研究。
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from planfolio.checks.prose import Passage, body
from planfolio.checks.subject import Subject, in_all
from planfolio.findings import Message, Outcome, Related, Severity, say
from planfolio.model import ArchiveDocument, Plan, Portfolio

SEVERITY = Severity.NOTE

_MOST = 50
_HAN = "\u4e00-\u9fff"
_BOOKMARK = re.compile(r"\[bookmark\s?[:：][^\]\n]{0,80}\]|【\s?bookmark\b[^】\n]{0,80}】", re.IGNORECASE)
_DOT = re.compile(rf"\.(?<=[{_HAN}][的了地得和与是在为着]\.)(?=[{_HAN}])")
"""A dot after a particle ends no number, no name and no sentence. What looks back stands behind the sign in these patterns:
a pattern that begins with its sign is found far faster."""
_MARK = re.compile(rf"['`](?<=[{_HAN}]['`])(?=[{_HAN}])")
_DOUBLED = re.compile(
    rf"(?<=[{_HAN}）)”》])(?:[，,][；;]|[；;][，,]|[，,、]。|。[，,、]|[，,]、|、[，,]|；。|。；|，，|,，|，,|、、)"
)
_TWO_MARKS = re.compile("[，,；;、。][，,；;、。]")
"""What every doubled mark is, found ten times as fast."""
_DEBRIS = re.compile(
    r"我要投稿|【[^【】\n]{0,80}】相关文章[:：]|^[ \t　]*相关文章[:：]|^[ \t　]*[上下]一篇[:：]|^[ \t　]*猜你喜欢"
    r"|小编(?:精心)?(?:整理|收集|搜集)|小编[为给]大家|希望可以帮助到有需要的朋友"
    r"|\[下一页\]|返回首页|打印本页|关闭窗口|转载请注明(?:出处|来源)|本文来(?:源于|自)网络|第\s?\d{1,3}\s?页[，,/ ]?\s?共\s?\d{1,3}\s?页"
    r"|&(?:nbsp|ensp|emsp|ldquo|rdquo|quot);|<(?:p|span|div|font|table|tr|td)\s[^>\n]{1,200}>|</?o:p>",
    re.MULTILINE,
)
_BROKEN = re.compile(
    rf"锟斤拷|烫烫烫|\ufffd|â€[œ\u009d˜™]?|ï»¿|(?<=[{_HAN}])□{{2,}}(?=[{_HAN}])|(?<=[{_HAN}。；，])\\[nrt](?=[{_HAN}])"
)
_BROKEN_SIGNS = ("锟", "烫烫", "\ufffd", "â€", "ï»¿", "□□", "\\")
_DEBRIS_WORDS = (
    "我要投稿", "相关文章", "一篇", "猜你喜欢", "小编", "希望可以帮助", "页", "关闭窗口", "转载请", "本文来", "&", "<",
)  # fmt: skip
"""Words of which one stands in all debris."""
_REFERENCE = re.compile(r"\s*[\[［]\d+[\]］]|.*[\[［][MJDCRNZ](?:/OL)?[\]］]")
_QUOTES = "“”‘’「」\"'"
_KINDS = (
    say("书签记号", "a bookmark"),
    say("夹在句子里的“.”", "a stray dot inside a sentence"),
    say("夹在句子里的引号", "a stray quotation mark inside a sentence"),
    say("重复的标点", "doubled punctuation"),
    say("网页上的杂物", "debris of a web page"),
    say("乱码", "broken characters"),
)


def check(subject: Subject) -> Iterator[Outcome]:
    if not isinstance(subject.record, (Plan, ArchiveDocument, Portfolio)) or not subject.item.document.body:
        return
    text = body(subject)
    for kind, spots in zip(_KINDS, _residue(text), strict=True):
        if spots:
            yield _finding(subject, text, kind, spots)


def _residue(passage: Passage) -> tuple[list[tuple[int, int]], ...]:
    """The spots of each kind, in the order of `_KINDS`."""
    text = passage.text
    return (
        [match.span() for match in _BOOKMARK.finditer(text)],
        [match.span() for match in _DOT.finditer(text) if not _REFERENCE.match(_line(text, match.start()))],
        [match.span() for match in _MARK.finditer(text) if _is_alone(match.group(), _line(text, match.start()))],
        [match.span() for match in _DOUBLED.finditer(text)] if _TWO_MARKS.search(text) else [],
        [match.span() for match in _DEBRIS.finditer(text) if not _is_quoted(text, *match.span())]
        if any(word in text for word in _DEBRIS_WORDS)
        else [],
        [match.span() for match in _BROKEN.finditer(text) if not _is_quoted(text, *match.span())]
        if any(sign in text for sign in _BROKEN_SIGNS)
        else [],
    )


def _line(text: str, at: int) -> str:
    """The line in which a spot stands."""
    return text[text.rfind("\n", 0, at) + 1 :].partition("\n")[0]


def _is_alone(mark: str, line: str) -> bool:
    """Whether a mark has no partner in its line, straight or curved."""
    return line.find(mark) == line.rfind(mark) and not (mark == "'" and ("‘" in line or "’" in line))


def _is_quoted(text: str, start: int, end: int) -> bool:
    """Whether it stands alone in quotation marks: then the text speaks of it."""
    return start > 0 and text[start - 1] in _QUOTES and text[end : end + 1] != "" and text[end] in _QUOTES


def _finding(subject: Subject, text: Passage, kind: Message, spots: list[tuple[int, int]]) -> Outcome:
    first, *others = spots[:_MOST]
    return subject.finding(
        text.place(*first),
        say(
            "正文有转换残留（{kind}）：“{around}”{in_all}",
            "the text holds residue of a conversion, {kind}: “{around}”{in_all}",
            kind=kind,
            around=_around(text.text, *first),
            in_all=in_all(len(spots)),
        ),
        fix=say("对照原稿改正", "compare it with the original and correct it"),
        related=[
            Related(at=text.place(*spot), message=say("“{around}”", "“{around}”", around=_around(text.text, *spot)))
            for spot in others
        ],
    )


def _around(text: str, start: int, end: int) -> str:
    """What was found with a few characters of its line on either side."""
    before = text[max(0, start - 4) : start].rpartition("\n")[2]
    return f"{before}{text[start:end]}{text[end : end + 4].partition(chr(10))[0]}".strip()
