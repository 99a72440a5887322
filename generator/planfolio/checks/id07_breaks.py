"""正文没有半截的地方。

一节里只有（一）而没有（二）、只有 1. 而没有 2.，编号的一项以冒号结尾而后面什么都没有，最后一段没有写完（以顿号、逗号、分号结尾，或整句没有句末标点），
都像是没写完或抄漏了。单独一项已是整句的，以及落款、日期、表格、附件表、联系方式、供人填写的栏目不算。

错：

    九、考核与认定

    （一）考核包括下面几个部分：

对：

    九、考核与认定

    （一）考核包括出勤和单元作业两部分。

    （二）考核合格的发给证书。
--
The text does not break off.

A section with （一） but no （二）, or with 1. but no 2.; a numbered item that ends in a colon with nothing after it; a last
paragraph that ends in a comma or without an end mark: they look unfinished. A lone item that is a whole sentence, signatures,
dates, tables, lists of annexes, contacts and forms to be filled in do not count.

Wrong: there is （一）, and neither （二） nor what its colon announces.

    九、考核与认定

    （一）考核包括下面几个部分：

Right:

    九、考核与认定

    （一）考核包括出勤和单元作业两部分。

    （二）考核合格的发给证书。
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from planfolio.checks.numbering import Entry, Line, Listing, Numbering, read
from planfolio.checks.prose import Passage, body
from planfolio.checks.subject import Subject
from planfolio.findings import Message, Outcome, Severity, say
from planfolio.frozen import frozen
from planfolio.model import Pack, TextPage

SEVERITY = Severity.WARNING

_ANNEX = re.compile(
    r"^[ \t]*(?:#{1,6}[ \t]+)?(?:\*\*)?(?:附件|附表|附录|附：|参考文献|主要参考)|^#[^\n]*(?:表|回执)[ \t]*$",
    re.MULTILINE,
)
_APART = re.compile(
    r"联系|电话|邮箱|邮编|地址|网址|传真|二维码|姓名|抄送|主送|印发|注[：:]|备注|说明[：:]|来源|作者|@|https?:"
)
_END = re.compile(r"[。！？!?.…”’」』）)》】〕\]—*_`$>~]\s*$")
_OPEN = re.compile(r"[，、；,;]\s*$")
_SENTENCE = re.compile(r"[。！？；.!?;][”’」』）)]?\s*$")
_DATE = re.compile(r"\d\s*[日号月年]\s*$|[一二三四五六七八九十○〇]日\s*$")
_OTHER_BLOCK = re.compile(r"[ \t]*(?:[#|>!<]|[-*+][ \t]|\[|\d{1,2}\.[ \t]|---)")
_HAN = re.compile(r"[一-鿿]")
_SECOND = {
    "bracket": re.compile(r"[（(]\s?二\s?[）)]|㈡"),
    "digit": re.compile(r"(?<!\d)2[.、．)）]|[（(]2[）)]|⒉|②|二是|其次"),
}
_ANNOUNCES = re.compile(r"(?:以下|如下|下列|下面)[^。：:]{0,20}[：:]$|\b(?:following|as follows)\b[^.:]{0,40}:$")
"""A last line that leads to a list."""
_TORN = re.compile(r"(?:[A-Za-z’'-]{1,20}[ ,]{1,2}){5}(?:and|or|the|a|an|of|to|with|for|in|by|will),?$")
"""An English sentence that ends on a word that cannot end one."""
_GOES_ON = re.compile(r"[^：:]{1,12}[：:]\s*\S")
_SHORTEST = 25
_LABEL = 6


@frozen
class _Break:
    start: int
    end: int
    message: Message


def check(subject: Subject) -> Iterator[Outcome]:
    text = subject.item.document.body
    if isinstance(subject.record, (Pack, TextPage)) or not text:
        return
    passage = body(subject)
    numbering = read(passage.text)
    annex = _ANNEX.search(passage.text)
    end = annex.start() if annex else len(passage.text)
    breaks = [*_alone(passage, numbering, end), *_colons(text, numbering, end)]
    if annex is None:
        breaks.extend(_last(text, numbering, breaks))
    for one in {one.start: one for one in breaks}.values():  # an item may lack its contents and its second at once
        yield subject.finding(
            passage.place(one.start, one.end),
            one.message,
            fix=say("补全，或删去半截的部分", "complete it, or remove what is unfinished"),
        )


# --- a single item ------------------------------------------------------------------------------------------------------


def _alone(passage: Passage, numbering: Numbering, end: int) -> Iterator[_Break]:
    """（一） without （二） and 1. without 2. in their section."""
    single = [listing for listing in numbering.lists if len(listing.entries) == 1 and listing.style in _SECOND]
    single = [listing for listing in single if listing.entries[0].number == 1 and listing.entries[0].end < end]
    if not single or len(single) > 2:
        return
    sections = [entry.start for listing, entry in numbering.entries() if listing.style == "han"]
    sections += [line.start for line in numbering.lines if line.heading]
    for listing in single:
        entry = listing.entries[0]
        stop = min((start for start in sections if start > entry.end), default=len(passage.text))
        if _SENTENCE.search(entry.line.text) or _SECOND[listing.style].search(passage.text, entry.end, stop):
            continue
        if listing.style == "digit" and not _is_announced(numbering.lines, entry.line.position):
            continue
        if _is_resumed(numbering, listing):
            continue
        values = {"first": listing.shown(1), "second": listing.shown(2)}
        yield _Break(
            entry.start,
            entry.end,
            say(
                "只有“{first}”，没有“{second}”，像是没有写完",
                "there is “{first}” and no “{second}”; it looks unfinished",
                **values,
            ),
        )


def _is_announced(lines: tuple[Line, ...], position: int) -> bool:
    """Whether the line before leads to a list."""
    return position > 0 and (lines[position - 1].text.rstrip().endswith(("：", ":")))


def _is_resumed(numbering: Numbering, listing: Listing) -> bool:
    """Whether another list of the style starts later than at one, as numbers that run through sections do."""
    return any(one.style == listing.style and one.entries[0].number > 1 for one in numbering.lists)


# --- a colon with nothing after it --------------------------------------------------------------------------------------


def _colons(text: str, numbering: Numbering, end: int) -> Iterator[_Break]:
    starts: dict[int, Listing] = {}
    owners: dict[int, Listing] = {}
    for listing, entry in numbering.entries():
        owners[id(entry)] = listing
        if not entry.inside:
            starts.setdefault(entry.line.number, listing)
    for listing in numbering.lists:
        halting = [entry for entry in listing.entries if not _GOES_ON.match(entry.rest)]
        found = [
            entry
            for entry in listing.entries
            if entry.end < end
            and not entry.line.heading
            and not entry.inside
            and _leads_nowhere(text, entry, numbering.after(entry.line), starts, owners)
            and (len(entry.rest.rstrip()) > _LABEL or _others_go_on(listing, entry, halting))
        ]
        if len(found) != 1:
            continue  # several are a form to be filled in
        entry = found[0]
        yield _Break(
            entry.start,
            entry.line.start + len(entry.line.text.rstrip()),
            say(
                "“{text}”后面没有内容",
                "there is nothing after “{text}”",
                text=entry.line.text.strip()[:20],
            ),
        )


def _others_go_on(listing: Listing, entry: Entry, halting: list[Entry]) -> bool:
    """Whether every other item of the list has something after its colon, as those that are `halting` have not."""
    return len(listing.entries) > 2 and all(one is entry for one in halting[:2])


def _leads_nowhere(
    text: str, entry: Entry, after: Line | None, starts: dict[int, Listing], owners: dict[int, Listing]
) -> bool:
    rest = entry.rest.rstrip()
    if not rest.endswith(("：", ":")) or _APART.search(rest):
        return False
    between = text[entry.line.start + len(entry.line.text) : after.start if after else len(text)]
    if between.strip():
        return False
    if after is None or after.heading:
        return True
    listing, next_list = owners[id(entry)], starts.get(after.number)
    if next_list is None:
        return False
    above = owners.get(id(listing.parent))
    return next_list is listing or next_list.style == "han" or next_list is above


# --- the end ------------------------------------------------------------------------------------------------------------


def _last(text: str, numbering: Numbering, breaks: list[_Break]) -> Iterator[_Break]:
    if not numbering.lines:
        return
    line = numbering.lines[-1]
    content = line.text.strip()
    if text[line.start + len(line.text) :].strip() or any(one.end > line.start for one in breaks):
        return
    if (
        line.heading
        or _OTHER_BLOCK.match(line.text)
        or _APART.search(content)
        or not (_HAN.search(content) or _TORN.search(content) or _ANNOUNCES.search(content))
    ):
        return
    numbered = next((listing for listing, entry in numbering.entries() if entry.line is line), None)
    if numbered is not None and _lacks_ends(numbered, line):
        return
    long = len(content) >= _SHORTEST and ("，" in content or "。" in content)
    unfinished = (
        _OPEN.search(content)
        or _ANNOUNCES.search(content)
        or _TORN.search(content)
        or (long and not _END.search(content) and not _DATE.search(content) and content[-1:] not in "：:")
    )
    if unfinished:
        yield _Break(
            line.start + len(line.text.rstrip()) - 1,
            line.start + len(line.text.rstrip()),
            say(
                "最后一段没有写完：……{text}",
                "the last paragraph is unfinished: …{text}",
                text=content[-10:],
            ),
        )


def _lacks_ends(listing: Listing, last: Line) -> bool:
    """Whether other items of the list end without an end mark too."""
    others = [entry for entry in listing.entries if entry.line is not last and not entry.inside]
    return any(not _END.search(entry.line.text) or _OPEN.search(entry.line.text) for entry in others)
