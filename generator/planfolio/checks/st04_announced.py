"""说几项就列几项。

“以下六种方式：”“四个结合”“七个学科：”这样说出了数目的，后面紧接着的编号列表，或同一句里用顿号、逗号列出的，要有这么多项。
只在列的是哪些看得很清楚时才判断；列举里有“等”“和”、分隔不一致的，数得相符就算通过，数不清就不判断。编号断了而末项的号相符的，由 ST03 报。

错：采用以下六种方式：1.讲座 2.研讨 3.课题研究 4.实践 5.总结
对：采用以下五种方式：1.讲座 2.研讨 3.课题研究 4.实践 5.总结
--
As many items are listed as were announced.

Where a number of things is announced (“以下六种方式：”, “四个结合”, “七个学科：”), the numbered list right after it, or the
enumeration in the same sentence, has as many. It is judged only where it is plain what the list is: an enumeration with 等
or 和 or with mixed separators can pass, but is never blamed. Where a number is lost and the last one agrees, ST03 speaks.

Wrong: 采用以下六种方式：1.讲座 2.研讨 3.课题研究 4.实践 5.总结
Right: 采用以下五种方式：1.讲座 2.研讨 3.课题研究 4.实践 5.总结
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from planfolio.checks.numbering import Listing, Numbering, read
from planfolio.checks.prose import Passage, body
from planfolio.checks.subject import Subject
from planfolio.findings import Outcome, Severity, say
from planfolio.model import Pack, TextPage

SEVERITY = Severity.WARNING

_NOUN = (
    "方面|方式|方法|形式|结合|带头|学科|阶段|模块|板块|层面|环节|步骤|部分|转化|原则|任务|内容|目标|要求|措施|途径|类型|层次|问题|专题"
    "|主题|工程|项目|维度|重点|机制|制度|转变|统一|提高|能力|件事|课程|关键|举措|做法|意识|必须|坚持"
)
_ANNOUNCED = re.compile(
    r"(?<!超过)(?<!不过)(?<![第每前后约近多少于余十百千几数\d.．一二三四五六七八九两—-])"
    rf"(?P<count>[两二三四五六七八九]|十[一二]?|(?:[2-9]|1[0-2]))[ \t]?(?P<kind>[个种项类条大]{{0,2}}(?:{_NOUN}))(?![一-鿿]{{0,3}}[之以]?[上下内外中]的)"
)
_MAY_ANNOUNCE = re.compile(rf"[一两二三四五六七八九十\d][ \t]?[个种项类条大]{{0,2}}(?:{_NOUN})")
"""What stands in every line with an announcement, found faster: it begins with a plain set of characters."""
_TO_LIST = re.compile(r"[”\"’」]?[^，。；：:,;！？、\n\d]{0,8}[：:]")
"""Between the announcement and its list."""
_CLOSES = re.compile(r"[”\"’」]?[^，。；：:,;！？、\n\d]{0,8}[：:。]?[ \t]*")
_SENTENCE = re.compile(r"[^。！？\n]{0,401}")
_ASIDE = re.compile(r"[（(][^（()）]*[)）]")
_QUOTED = re.compile(r"“[^“”]*”|《[^《》]*》")
_UNSURE = re.compile(r"[等和与及或并]|其中|包括|——|…|[：:]")
_LAST = re.compile(r"[和与及]|以及")
_DIGITS = {han: number for number, han in enumerate("一二三四五六七八九十", 1)} | {"两": 2, "十一": 11, "十二": 12}
_LONGEST = 400


@dataclass(frozen=True, slots=True)
class _Count:
    """What a text announces, and where."""

    count: int
    text: str
    start: int
    end: int


def check(subject: Subject) -> Iterator[Outcome]:
    if isinstance(subject.record, (Pack, TextPage)) or not subject.item.document.body:
        return
    passage = body(subject)
    numbering = read(passage.text)
    agreed: list[str] = []
    for announced, listed, certain in _announcements(passage.text, numbering):
        if announced.count in listed:
            agreed.append(f"{announced.text} = {announced.count}")
        elif certain:
            yield _differs(subject, passage, announced, listed[0])
    if agreed:
        yield subject.passed(
            say("说几项列几项：{counts}", "as many as announced: {counts}", counts=list(dict.fromkeys(agreed)))
        )


def _differs(subject: Subject, passage: Passage, announced: _Count, listed: int) -> Outcome:
    values = {"text": announced.text, "announced": announced.count, "listed": listed}
    return subject.finding(
        passage.place(announced.start, announced.end),
        say(
            "说“{text}”，列出 {listed} 项，{gap}",
            "“{text}” announces {announced}, {listed} are listed: {gap}",
            gap=say("少 {gap}", "{gap} short", gap=announced.count - listed)
            if listed < announced.count
            else say("多 {gap}", "{gap} too many", gap=listed - announced.count),
            **values,
        ),
        fix=say("补上缺的一项，或改数目", "add what is missing, or correct the number"),
    )


def _announcements(text: str, numbering: Numbering) -> Iterator[tuple[_Count, list[int], bool]]:
    """Announcements with the counts that their list may have, and whether a difference would be certain."""
    starts = {listing.entries[0].line.index: listing for listing in reversed(numbering.lists)}
    of_parent = Counter((id(listing.parent), listing.style) for listing in numbering.lists)
    for line, after in zip(numbering.lines, [*numbering.lines[1:], None], strict=False):
        if line.heading or line.text.lstrip().startswith(("|", ">")) or not _MAY_ANNOUNCE.search(line.text):
            continue
        for found in _ANNOUNCED.finditer(line.text):
            announced = _Count(
                _number(found["count"]), found.group(), line.start + found.start(), line.start + found.end()
            )
            closes = _CLOSES.fullmatch(line.text, found.end())
            if closes is not None:
                listing = starts.get(after.index) if after is not None else None
                if listing is not None and listing.entries[0].number == 1 and not listing.entries[0].inside:
                    alone = of_parent[id(listing.parent), listing.style] == 1
                    whole = all(entry.lost or not entry.is_tentative for entry in listing.entries)
                    yield announced, _listed(listing), alone and whole and len(listing.entries) > 1
                continue
            opens = _TO_LIST.match(line.text, found.end())
            if opens is not None:
                sentence = _SENTENCE.match(line.text, opens.end())
                if sentence is not None and len(sentence.group()) <= _LONGEST:
                    yield from _enumerated(announced, sentence.group())


def _listed(listing: Listing) -> list[int]:
    """How many a numbered list holds; its last number counts as well, as a gap is no business of this check."""
    solid = sum(entry.lost or not entry.is_tentative for entry in listing.entries)
    return list(dict.fromkeys([len(listing.entries), listing.entries[-1].number, solid]))


def _enumerated(announced: _Count, sentence: str) -> Iterator[tuple[_Count, list[int], bool]]:
    inside = len(
        re.findall(r"[一二三四五六七八九十]是|第[一二三四五六七八九十]|[①-⑳]|[（(]\d[)）]|\d[.、．]", sentence)
    )
    if inside:
        if inside == announced.count:
            yield announced, [inside], False
        return
    plain = _QUOTED.sub("引", _ASIDE.sub("", sentence)).rstrip("；;，, ")
    parts = {mark: [part for part in re.split(mark, plain) if part.strip()] for mark in ("[；;]", "[，,]", "、")}
    used = [found for found in parts.values() if len(found) > 1]
    if not used:
        return
    counts = [len(found) for found in used]
    more = [count + len(_LAST.findall(found[-1])) for count, found in zip(counts, used, strict=True)]
    certain = (
        len(used) == 1
        and not _UNSURE.search(plain)
        and len(used[0]) > 2
        and all(len(part) <= 12 for part in used[0])
        and abs(counts[0] - announced.count) <= 2
        and parts["、"] == used[0]
    )
    yield announced, list(dict.fromkeys([*counts, *more])), certain


def _number(text: str) -> int:
    return int(text) if text.isdigit() else _DIGITS[text]
