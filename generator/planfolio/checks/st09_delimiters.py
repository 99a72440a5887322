"""编号和标题写得规整。

标题单独成行，不和正文连写；编号后面有顿号或点；同一组编号用一样的标点。全角和半角的点、括号看作一样。
只在同一组的其他编号看得出规律时才报。

错：“2”后面没有顿号。

    1、新教师拜师学艺。
    2青年教师上汇报课。
    3、骨干教师指导徒弟。

对：

    1、新教师拜师学艺。
    2、青年教师上汇报课。
    3、骨干教师指导徒弟。
--
Numbers and headings are written evenly.

A heading has its own line, a number its delimiter, and one list the same delimiter throughout; full and half width are the
same. Reported only where the other numbers of the list show how it is meant.

Wrong: 2 lacks the delimiter that the others have.

    1、新教师拜师学艺。
    2青年教师上汇报课。
    3、骨干教师指导徒弟。

Right:

    1、新教师拜师学艺。
    2、青年教师上汇报课。
    3、骨干教师指导徒弟。
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from planfolio.checks.numbering import Entry, Listing, read
from planfolio.checks.prose import Passage, body
from planfolio.checks.subject import Subject
from planfolio.findings import Message, Outcome, Related, Severity, say
from planfolio.model import Pack, TextPage

SEVERITY = Severity.NOTE

_PAUSE = re.compile(r"[。：:；;！？!? \u3000\t]")
_COMMA = re.compile(r"[，。：:；;！？!?,]")
_TITLE = re.compile(
    r"(?:培训|研修|培养)?(?:目标|对象|内容|形式|方式|时间|地点)|指导思想|组织(?:领导|管理|实施)|(?:培训)?考核|经费|保障措施"
)
_RUN_IN = 25
"""How long the first sentence after a number may be for a heading that runs in."""
_GLUED = 20


def check(subject: Subject) -> Iterator[Outcome]:
    if isinstance(subject.record, (Pack, TextPage)) or not subject.item.document.body:
        return
    passage = body(subject)
    lists = read(passage.text).lists
    glued = [entry for listing in lists for entry in _glued(listing)]
    if glued:
        yield _finding(
            subject,
            passage,
            glued,
            say("标题与正文连写", "a heading runs into its text"),
            say("标题单独成行", "give the heading its own line"),
        )
    bare = [entry for listing in lists for entry in listing.entries if entry.bare]
    if bare:
        yield _finding(
            subject,
            passage,
            bare,
            say("编号后面没有标点", "a number lacks its delimiter"),
            say("编号后加顿号或点", "put 、 or . after the number"),
        )
    for listing in lists:
        mixed, usual = _mixed(listing)
        if mixed:
            yield _finding(
                subject,
                passage,
                mixed,
                say(
                    "这一组编号多用“{usual}”，这里不同",
                    "the list mostly has “{usual}”, here it differs",
                    usual=usual,
                ),
                say("统一用“{usual}”", "write “{usual}” throughout", usual=usual),
            )


def _finding(subject: Subject, passage: Passage, entries: list[Entry], what: Message, fix: Message) -> Outcome:
    first, *others = entries
    return subject.finding(
        passage.place(first.start, first.end),
        say("{what}：{text}", "{what}: {text}", what=what, text=_shown(passage, first)),
        fix=fix,
        related=[
            Related(
                at=passage.place(entry.start, entry.end),
                message=say("{text}", "{text}", text=_shown(passage, entry)),
            )
            for entry in others
        ],
    )


def _shown(passage: Passage, entry: Entry) -> str:
    return f"“{passage.text[entry.start : entry.end]}{entry.rest[:8].strip()}”"


def _glued(listing: Listing) -> Iterator[Entry]:
    """Section numbers before running text, where the others of the list are headings."""
    if listing.style != "han":
        return
    headings = sum(entry.line.heading > 0 for entry in listing.entries)
    titles = sum(not entry.inside and not _COMMA.search(entry.rest) for entry in listing.entries)
    if headings < 2 and (titles < 2 or titles * 2 < len(listing.entries)):
        return
    for entry in listing.entries:
        text = entry.rest.strip().strip("*_")
        pause = _PAUSE.search(text)
        if (
            not entry.line.heading
            and not entry.lost
            and len(text) > _GLUED
            and (pause is None or pause.start() > _RUN_IN)
            and (headings > 1 or _TITLE.match(text))
        ):
            yield entry


def _mixed(listing: Listing) -> tuple[list[Entry], str]:
    """Entries with another delimiter than most of the list, and the usual one."""
    if listing.style not in {"han", "digit"}:
        return [], ""
    marked = [entry for entry in listing.entries if entry.mark and not entry.lost]
    marks = Counter(entry.mark.replace("．", ".") for entry in marked)
    if len(marks) < 2:
        return [], ""
    usual, count = marks.most_common(1)[0]
    if count < 3 or count * 2 <= len(marked):
        return [], ""
    return [entry for entry in marked if entry.mark.replace("．", ".") != usual], usual
