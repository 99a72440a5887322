"""每个月、每一周的研修只有一个主题。

按月或按周排的主题（“十二月份主题：……”），一格里用分号写了两个主题，或别的格都有主题而这一格空着，提示一下；日程里标题写明“主题：”的活动一样。
正文已经写了的，日程里不重复提示。顿号和逗号不算分开的主题。

错：

    十一月份主题：提升作业设计能力
    十二月份主题：提升班主任带班能力；提升心理辅导能力

对：

    十一月份主题：提升作业设计能力
    十二月份主题：提升班主任带班能力
--
Each month and each week of training has one theme.

Where themes are set by month or week (十二月份主题：…), a slot with two themes parted by a semicolon, and an empty slot among
filled ones, is noted; so is a session whose title names its theme that way. What the plan's text says already is not noted
again in its schedule. Commas part no themes.

Wrong: December has two themes, parted by a semicolon.

    十一月份主题：提升作业设计能力
    十二月份主题：提升班主任带班能力；提升心理辅导能力

Right:

    十一月份主题：提升作业设计能力
    十二月份主题：提升班主任带班能力
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from planfolio.checks.prose import body
from planfolio.checks.subject import Subject
from planfolio.findings import Outcome, Place, Severity, say
from planfolio.frozen import frozen
from planfolio.model import Plan, Schedule
from planfolio.model.choices import SessionStatus

SEVERITY = Severity.NOTE

_NAMED = r"(?:[一二三四五六七八九十]{1,3}|\d{1,2})月份?|第(?:[一二三四五六七八九十]{1,3}|\d{1,2})[周月]"
_LINE = re.compile(
    rf"^[ \t　]*(?:[-*] )?(?:\*\*)?({_NAMED})(?:的|校本|校本研修|校本培训|研修|培训|活动)?主题[：:](?:\*\*)?[ \t]*(.*)$",
    re.MULTILINE,
)
_TITLE = re.compile(rf"({_NAMED})(?:的|校本|校本研修|校本培训|研修|培训|活动)?主题[：:]\s*(.*)")
_REMARK = re.compile(r"[：:\d]|主题|每人|每组|各组|各校|地点|时间|要求|负责|主讲|主持|参加|提交|上交|完成")
"""What stands behind a semicolon and is no theme."""
_SHORT = 14
_PARTED = re.compile(r"[；;]")
_BRACKETED = re.compile(r"（[^（）]*）|\([^()]*\)|“[^“”]*”|《[^《》]*》")
_NEXT = re.compile(r"\n[ \t　]*\n?[ \t　]*(\S[^\n]*)")


@frozen
class _Slot:
    """A month or a week with what is written as its theme."""

    name: str
    text: str
    at: Place

    @property
    def themes(self) -> list[str]:
        plain = _BRACKETED.sub(lambda found: "　" * len(found.group()), self.text)
        cuts = [0, *(match.end() for match in _PARTED.finditer(plain)), len(self.text) + 1]
        parts = (self.text[start : end - 1].strip(" 。．.") for start, end in pairwise(cuts))
        themes = [part for part in parts if part]
        return [themes[0], *(theme for theme in themes[1:] if not _REMARK.search(theme))] if themes else []

    @property
    def is_double(self) -> bool:
        """Whether it has several themes: all short, or all worded alike."""
        themes = self.themes
        return len(themes) > 1 and (
            all(len(theme) <= _SHORT for theme in themes) or len({theme[:2] for theme in themes}) == 1
        )


def check(subject: Subject) -> Iterator[Outcome]:
    record = subject.record
    if isinstance(record, Plan):
        slots = list(_written(subject))
    elif isinstance(record, Schedule):
        slots = list(_scheduled(subject, record))
    else:
        return
    if len(slots) < 2:
        return
    found = [_finding(subject, slot) for slot in slots if not slot.themes or slot.is_double]
    if len(found) == len(slots):
        return
    yield from found
    if not found and not (isinstance(record, Schedule) and len(slots) < _named(record)):
        yield subject.passed(say("{count} 格各有一个主题", "each of {count} slots has one theme", count=len(slots)))


def _written(subject: Subject) -> Iterator[_Slot]:
    """Slots in the text; one whose theme stands in the lines below it is left out."""
    text = body(subject)
    for match in _LINE.finditer(text.text):
        if not match[2].strip(" 。；;*"):
            following = _NEXT.match(text.text, match.end())
            if following and not _LINE.match(following[1]) and not following[1].startswith("#"):
                continue
        yield _Slot(match[1], match[2].strip("* "), text.place(match.start(1), match.end()))


def _scheduled(subject: Subject, schedule: Schedule) -> Iterator[_Slot]:
    plan = subject.catalog.plan_of(subject.item)
    said = "".join(plan.document.body.split()) if plan else ""
    for index, session in enumerate(schedule.sessions):
        match = _TITLE.match(session.title)
        if match and session.status is not SessionStatus.CANCELLED:
            slot = _Slot(match[1], match[2], subject.at("sessions", index, "title"))
            if not slot.is_double or "".join(match[2].split()) not in said:
                yield slot


def _named(schedule: Schedule) -> int:
    """How many sessions name their month's or week's theme."""
    return sum(
        bool(_TITLE.match(session.title)) and session.status is not SessionStatus.CANCELLED
        for session in schedule.sessions
    )


def _finding(subject: Subject, slot: _Slot) -> Outcome:
    themes = slot.themes
    if not themes:
        return subject.finding(
            slot.at,
            say("{name}没有主题，别的都有", "{name} has no theme, while the others have one", name=slot.name),
            fix=say("写上主题，或删去这一格", "write its theme, or remove the slot"),
        )
    return subject.finding(
        slot.at,
        say(
            "{name}有 {count} 个主题：{themes}",
            "{name} has {count} themes: {themes}",
            name=slot.name,
            count=len(themes),
            themes=[say("“{theme}”", "“{theme}”", theme=theme) for theme in themes],
        ),
        fix=say("分到两个月（周），或合成一个主题", "spread them over two slots, or make one theme of them"),
    )
