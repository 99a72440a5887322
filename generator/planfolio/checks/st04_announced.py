"""说几项就列几项。

“以下六种方式：”“四个结合”“七个学科：”这样说出了数目的，后面紧接着的编号列表，或同一句里用顿号、逗号列出的，要有这么多项。
冒号下面的项目符号列表、同一段里的“一是……二是……”也算，英文的 the following four modules: 下面的列表也算。
只在列的是哪些看得很清楚时才判断；列举里有“等”“和”、分隔不一致的，数得相符就算通过，数不清就不判断。编号断了而末项的号相符的，由 ST03 报。

错：

    采用以下四种方式：
    1.专题讲座
    2.课例研讨
    3.课题研究

对：

    采用以下三种方式：
    1.专题讲座
    2.课例研讨
    3.课题研究
--
As many items are listed as were announced.

Where a number of things is announced (“以下六种方式：”, “四个结合”, “七个学科：”), the numbered list right after it, or the
enumeration in the same sentence, has as many; so has a bulleted list under its colon, 一是…二是… in the same paragraph, and
what stands under “the following four modules:”. It is judged only where it is plain what the list is: an enumeration with 等
or 和 or with mixed separators can pass, but is never blamed. Where a number is lost and the last one agrees, ST03 speaks.

Wrong: four methods (四种方式) are announced, three are listed.

    采用以下四种方式：
    1.专题讲座
    2.课例研讨
    3.课题研究

Right:

    采用以下三种方式：
    1.专题讲座
    2.课例研讨
    3.课题研究
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from planfolio.checks.numbering import Listing, Numbering, read
from planfolio.checks.prose import Passage, body
from planfolio.checks.subject import Subject
from planfolio.findings import Outcome, Severity, say
from planfolio.frozen import frozen
from planfolio.model import Pack, TextPage

SEVERITY = Severity.WARNING

_NOUN = (
    "方面|方式|方法|形式|结合|带头|学科|阶段|模块|板块|层面|环节|步骤|部分|转化|原则|任务|工作|内容|目标|要求|措施|途径|类型|层次|问题|专题"
    "|主题|工程|项目|维度|重点|机制|制度|转变|统一|提高|能力|件事|课程|关键|举措|做法|小组|工作坊|课型|系列|领域|意识|必须|坚持"
)
_ANNOUNCED = re.compile(
    r"(?<!超过)(?<!不过)(?<![第每前后约近多少于余十百千几数\d.．一二三四五六七八九两—-])"
    rf"(?P<count>[两二三四五六七八九]|十[一二]?|(?:[2-9]|1[0-2]))[ \t]?(?P<kind>[个种项类条大]{{0,2}}(?P<noun>{_NOUN}|(?<=个)[“‘]?一[”’]?(?:工程|活动|行动|计划)?(?![\u4e00-\u9fff])))(?![一-鿿]{{0,3}}[之以]?[上下内外中]的)"
)
_ENGLISH = re.compile(
    r"(?<!first )(?<!next )(?<!last )(?<!least )(?<!most )(?<![\d.-])\b(?P<count>two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|[2-9]|1[0-2])"
    r"[ -](?:[a-z-]+ )?(?P<noun>phases|stages|modules|steps|parts|strands|themes|principles|goals|aims|objectives|components|units"
    r"|workshops|topics|tasks|questions|criteria|requirements|strategies|areas|domains)\b[^.;:!?\n]{0,40}:[ \t]*$",
    re.IGNORECASE,
)
"""What announces the list under an English line."""
_BRACKET = re.compile(r"[”’]?[（(]([^（()）\n]{1,200})[)）]")
_MARKS = re.compile("[“”‘’]")
_BULLET = re.compile(r"([ \t]*)([-*+•])[ \t]+\S")
_MAY_ANNOUNCE = re.compile(rf"[一两二三四五六七八九十\d][ \t]?[个种项类条大]{{0,2}}(?:{_NOUN}|[“‘]?一)")
"""What stands in every line with an announcement in Chinese, found faster: it begins with a plain set of characters."""
_TO_LIST = re.compile(r"[”\"’」]?[^，。；：:,;！？、\n\d]{0,8}(?:[：:]|，(?:即|分别[是为]|依次[是为]))")
"""Between the announcement and its list."""
_CLOSES = re.compile(r"[”\"’」]?[^，。；：:,;！？、\n\d]{0,8}[：:。]?[ \t]*")
_SENTENCE = re.compile(r"[^。！？\n]{0,401}")
_ASIDE = re.compile(r"[（(][^（()）]*[)）]")
_QUOTED = re.compile(r"“[^“”]*”|《[^《》]*》")
_UNSURE = re.compile(r"[等和与及或并]|其中|包括|——|…|[：:]")
_LAST = re.compile(r"[和与及]|以及")
_WORDS = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_DIGITS = (
    {han: number for number, han in enumerate("一二三四五六七八九十", 1)}
    | {"两": 2, "十一": 11, "十二": 12}
    | {word: number for number, word in enumerate(_WORDS, 2)}
)
_LONGEST = 400
_MOST = 20
"""Bullets that are counted."""
_BELOW = 100
"""Lines below an announcement that are looked at."""
_SHI = tuple(f"{han}是" for han in "一二三四五六七八九十")
_CIRCLES = tuple("①②③④⑤⑥⑦⑧⑨⑩")


@frozen
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
    for announced, listed, certain in _announcements(numbering):
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
        fix=say("补上缺的，或改数目", "add what is missing, or correct the number")
        if listed < announced.count
        else say("删去多的，或改数目", "remove what is too many, or correct the number"),
    )


def _announcements(numbering: Numbering) -> Iterator[tuple[_Count, list[int], bool]]:
    """Announcements with the counts that their list may have, and whether a difference would be certain."""
    starts = {listing.entries[0].line.number: listing for listing in reversed(numbering.lists)}
    of_parent = Counter((id(listing.parent), listing.style) for listing in numbering.lists)
    for line in numbering.lines:
        if line.heading or line.text.lstrip().startswith(("|", ">")):
            continue
        chinese = _in_chinese(line.text)
        english = _ENGLISH.finditer(line.text) if line.text.rstrip().endswith(":") else ()
        for found in (*chinese, *english):
            after = numbering.after(line)
            words = found.group().rstrip(": \t")
            start = line.start + found.start()
            announced = _Count(_number(found["count"]), _MARKS.sub("", words), start, start + len(words))
            closes = _CLOSES.fullmatch(line.text, found.end())
            if closes is not None:
                bullets = _bullets(numbering, line.position) if line.text.rstrip().endswith(("：", ":")) else 0
                if bullets:
                    yield announced, [bullets], bullets > 1
                listing = starts.get(after.number) if after is not None else None
                if listing is not None and listing.entries[0].number == 1 and not listing.entries[0].inside:
                    alone = of_parent[id(listing.parent), listing.style] == 1
                    whole = all(entry.lost or not entry.is_tentative for entry in listing.entries)
                    yield announced, _listed(listing), alone and whole and len(listing.entries) > 1
                continue
            opens = _TO_LIST.match(line.text, found.end())
            run, following = _run(line.text[opens.end() : opens.end() + 3 * _LONGEST]) if opens is not None else (0, "")
            if run > 1:
                goes_on = after is not None and after.text.lstrip().startswith(following)
                yield announced, [run], abs(run - announced.count) <= 3 and not goes_on
            elif bracket := _BRACKET.match(line.text, found.end()):
                yield from _enumerated(announced, found["noun"], bracket[1])
            elif opens is not None:
                sentence = _SENTENCE.match(line.text, opens.end())
                if sentence is not None and len(sentence.group()) <= _LONGEST:
                    yield from _enumerated(announced, found["noun"], sentence.group())


def _in_chinese(line: str) -> Iterator[re.Match[str]]:
    """The announcements in a line of Chinese. They are looked for where one may be: at a numeral, or right before it."""
    end = 0
    spot = _MAY_ANNOUNCE.search(line)
    while spot is not None:
        at = spot.start()
        found = (at > end and _ANNOUNCED.match(line, at - 1)) or (at >= end and _ANNOUNCED.match(line, at))
        if found:
            yield found
            end = found.end()
        spot = _MAY_ANNOUNCE.search(line, at + 1)


def _bullets(numbering: Numbering, position: int) -> int:
    """How many items the bulleted list right below a line has, those below its items left out."""
    first = None
    count = 0
    for line in numbering.lines[position + 1 : position + 1 + _BELOW]:
        bullet = _BULLET.match(line.text)
        first = first or bullet
        if first is None or count > _MOST or (bullet is None and not line.text.startswith((" ", "\t", "\u3000"))):
            break
        count += bool(bullet and bullet[1] == first[1])
    return count


def _listed(listing: Listing) -> list[int]:
    """How many a numbered list holds; its last number counts as well, as a gap is no business of this check."""
    solid = sum(entry.lost or not entry.is_tentative for entry in listing.entries)
    return list(dict.fromkeys([len(listing.entries), listing.entries[-1].number, solid]))


def _enumerated(announced: _Count, noun: str, sentence: str) -> Iterator[tuple[_Count, list[int], bool]]:
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
    spoken = any(all(noun in part for part in found) for found in used)  # 三个坚持：坚持……，坚持……
    certain = abs(counts[0] - announced.count) <= 2 and (
        (spoken and len(used) == 1)
        or (
            len(used) == 1
            and not _UNSURE.search(plain)
            and len(used[0]) > 2
            and all(len(part) <= 12 for part in used[0])
            and parts["、"] == used[0]
        )
    )
    yield announced, list(dict.fromkeys([*counts, *more])), certain


def _run(paragraph: str) -> tuple[int, str]:
    """How far 一是…二是…, ①…②… or 第一阶段…第二阶段… goes in a paragraph that begins with it, and what would follow."""
    for signs in (_SHI, _CIRCLES, _ordinals(paragraph)):
        if not signs or not paragraph.startswith(signs[0]):
            continue
        end = paragraph.find(signs[0], 1)  # where another such list begins
        at = 0
        for count, sign in enumerate(signs):
            at = paragraph.find(sign, at, end if end > 0 else len(paragraph))
            if at < 0:
                return count, sign
    return 0, ""


def _ordinals(paragraph: str) -> tuple[str, ...]:
    """第一阶段, 第二阶段 … or 第一， 第二， … as the paragraph begins."""
    if not paragraph.startswith("第一"):
        return ()
    follows = paragraph[2:3] if paragraph[2:3] in ("，", "、", "：") else paragraph[2:4]
    return tuple(f"第{han}{follows}" for han in "一二三四五六七八九十")


def _number(text: str) -> int:
    return int(text) if text.isdigit() else _DIGITS[text.lower()]
