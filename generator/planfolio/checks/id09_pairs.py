"""引号、括号成对。

每一段里的“”「」『』《》〈〉（）〔〕【】要成对。全角和半角混用的一对算成对，跨几段的引文、列表的编号（1） a)）不算缺。

错：

    参加“团队技能比赛、博客论坛等活动。

对：

    参加“团队技能比赛”、博客论坛等活动。
--
Quotation marks and brackets come in pairs.

In each paragraph every “”「」『』《》〈〉（）〔〕【】 has its partner. A pair of full and half width counts, and so does a
quotation across several paragraphs; the bracket of a list marker (1） a)) needs none.

Wrong:

    Teachers enter the “team contest and write a blog.

Right:

    Teachers enter the “team contest” and write a blog.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from planfolio.checks.prose import Passage, body
from planfolio.checks.subject import Subject, in_all
from planfolio.findings import Outcome, Related, Severity, say
from planfolio.model import Pack, TextPage

SEVERITY = Severity.NOTE

_PAIRS = {"“": "”", "「": "」", "『": "』", "《": "》", "〈": "〉", "（": "）", "〔": "〕", "【": "】"}
_OPENING = {closing: opening for opening, closing in _PAIRS.items()}
_WIDE = {"(": "（", ")": "）"}
_PARAGRAPH = re.compile(r"\S[^\n]*(?:\n(?![ \t]*\n|[ \t]*(?:#|[-*+>|][ \t]|\d+[.、]))[^\n]+)*")
_MARKER = re.compile(
    r"(?<![（(\w])(?:\d{1,2}|[A-Za-z]|[一二三四五六七八九十]{1,2}|[ivxIVX]{1,4})[)）]|[:：;；=8][-']?[)(]"
)
_FORMULA = re.compile(  # begins with a plain set of characters, by which it is found far faster
    r"[$\[(（](?:(?<=\$)[^$\n]*\$|(?<=[\[(（])(?:[-−–]?\d|[-−]∞)[^\[\]()（）\n]{0,12}[,，][^\[\]()（）\n]{0,12}[\])）])"
)
_SIGN = re.compile("[" + re.escape("".join([*_PAIRS, *_PAIRS.values(), "()"])) + "]")
_Spot = tuple[int, str]


def check(subject: Subject) -> Iterator[Outcome]:
    if isinstance(subject.record, (Pack, TextPage)) or not subject.item.document.body:
        return
    passage = body(subject)
    text = _FORMULA.sub(_blank, passage.text)
    single: list[_Spot] = []
    paragraphs = [(paragraph.group(), paragraph.start()) for paragraph in _PARAGRAPH.finditer(text)]
    for (paragraph, start), (after, _) in zip(paragraphs, [*paragraphs[1:], ("", 0)], strict=False):
        found = _single(paragraph, start)
        goes_on = found and paragraph[0] == after[:1] == "“"
        single += [spot for spot in found if spot[0] != start] if goes_on else found
    single = sorted(_without_quotations(single))
    if single:
        yield _finding(subject, passage, single)


def _single(text: str, offset: int) -> list[_Spot]:
    """Marks without a partner in a paragraph."""
    signs = [(found.start(), _WIDE.get(found.group(), found.group())) for found in _SIGN.finditer(text)]
    if not signs:
        return []
    open_at: dict[str, list[int]] = {opening: [] for opening in _PAIRS}
    spots: list[_Spot] = []
    for at, sign in signs:
        if sign in open_at:
            open_at[sign].append(at)
        elif open_at[_OPENING[sign]]:
            open_at[_OPENING[sign]].pop()
        else:
            spots.append((at, sign))
    if spots:
        markers = {found.end() - 1 for found in _MARKER.finditer(text)}
        spots = [spot for spot in spots if spot[0] not in markers]
    spots += [(at, sign) for sign, places in open_at.items() for at in places]
    straight = text.count('"') % 2
    quotes = [spot for spot in spots if spot[1] in "“”"]
    if straight and len(quotes) == 1:
        spots.remove(quotes[0])
    return [(offset + at, sign) for at, sign in spots]


def _without_quotations(spots: list[_Spot]) -> Iterator[_Spot]:
    """Without an opening mark whose closing one stands in a later paragraph."""
    waiting: dict[str, list[_Spot]] = {opening: [] for opening in _PAIRS}
    for spot in sorted(spots):
        if spot[1] in waiting:
            waiting[spot[1]].append(spot)
        elif waiting[_OPENING[spot[1]]]:
            waiting[_OPENING[spot[1]]].clear()
        else:
            yield spot
    for left in waiting.values():
        yield from left


def _finding(subject: Subject, passage: Passage, spots: list[_Spot]) -> Outcome:
    (at, sign), *others = spots
    return subject.finding(
        passage.place(at, at + 1),
        say(
            "{sign} 没有配对{in_all}：{text}",
            "{sign} has no partner{in_all}: {text}",
            sign=sign,
            text=_around(passage, at),
            in_all=in_all(len(spots)),
        ),
        fix=say("补上另一半，或删去这一个", "add the other half, or remove it"),
        related=[
            Related(
                at=passage.place(other, other + 1),
                message=say("{text}", "{text}", text=_around(passage, other)),
            )
            for other, _ in others[:50]
        ],
    )


def _around(passage: Passage, at: int) -> str:
    before = passage.text[max(0, at - 8) : at].rpartition("\n")[2]
    return f"{before}{passage.text[at : at + 9].partition(chr(10))[0]}"


def _blank(found: re.Match[str]) -> str:
    return " " * len(found.group())
