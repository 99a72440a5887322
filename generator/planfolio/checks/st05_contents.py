"""写了标题的部分有内容。

带编号或不带编号的标题下面要有内容，“第二阶段：”这样的阶段、“四、经费保障”这样单独成行的标题也是。只在同一组的其他几项都有内容时才报；
附件、附表等标题不算。

错：“研修形式”下面什么都没有。

    ## 研修内容
    作业设计。
    ## 研修形式
    ## 研修时间
    九月至十二月。

对：

    ## 研修内容
    作业设计。
    ## 研修形式
    课例研讨。
    ## 研修时间
    九月至十二月。
--
What has a heading has contents.

Under a heading, numbered or not, there is something; likewise under a stage (“第二阶段：”) or a numbered title on a line of its
own. Reported only where the others of its kind have contents; headings of annexes do not count.

Wrong: there is nothing under Methods.

    ## Contents
    Designing homework.
    ## Methods
    ## Time
    September to December.

Right:

    ## Contents
    Designing homework.
    ## Methods
    Lesson study.
    ## Time
    September to December.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from planfolio.checks.numbering import Entry, Line, Listing, Numbering, read
from planfolio.checks.prose import Passage, body
from planfolio.checks.subject import Subject, in_all
from planfolio.findings import Outcome, Place, Related, Severity, say
from planfolio.model import Pack, TextPage

SEVERITY = Severity.WARNING

_APART = re.compile(r"附件|附表|附录|附：|参考|目录|签名|签字|盖章|annex|appendix|references|contents", re.IGNORECASE)
_TITLE = re.compile(r"[^，。；！？,;!?：:]{0,12}[：:]?\s*")
_RULE = re.compile(r"[-*_ \t]+")
_LONGEST = 25


def check(subject: Subject) -> Iterator[Outcome]:
    text = subject.item.document.body
    if isinstance(subject.record, (Pack, TextPage)) or not text:
        return
    passage = body(subject)
    numbering = read(passage.text)
    lines = [line for line in numbering.lines if not _RULE.fullmatch(line.text)]
    empty = [*_headings(text, lines), *_labels(text, numbering)]
    if empty:
        yield _finding(subject, passage, sorted(empty))


def _finding(subject: Subject, passage: Passage, empty: list[tuple[int, str]]) -> Outcome:
    places: list[tuple[Place, str]] = [
        (passage.place(start, start + len(title)), title.strip().lstrip("# ")) for start, title in empty
    ]
    return subject.finding(
        places[0][0],
        say(
            "“{title}”下面没有内容{in_all}",
            "there is nothing under “{title}”{in_all}",
            title=places[0][1],
            in_all=in_all(len(places)),
        ),
        fix=say("写上内容，或删去标题", "write what belongs there, or remove the heading"),
        related=[Related(at=at, message=say("“{title}”", "“{title}”", title=title)) for at, title in places[1:50]],
    )


def _headings(text: str, lines: list[Line]) -> Iterator[tuple[int, str]]:
    """Markdown headings followed by one that is not below them, unless half of their level are so."""
    headings = [(line, after) for line, after in zip(lines, [*lines[1:], None], strict=False) if line.heading]
    count: dict[int, int] = {}
    for line, _ in headings:
        count[line.heading] = count.get(line.heading, 0) + 1
    found: dict[int, list[Line]] = {}
    for line, after in headings:
        end = after.start if after else len(text)
        is_last = after is None or 0 < after.heading <= line.heading
        between = text[line.start + len(line.text) : end]
        if is_last and not between.strip("-*_ \t\n") and _is_title(line.text.lstrip("# \t")):
            found.setdefault(line.heading, []).append(line)
    for level, empty in found.items():
        if len(empty) * 2 < count[level]:
            yield from ((line.start, line.text) for line in empty)


def _is_title(title: str) -> bool:
    return len(title) <= _LONGEST and "。" not in title and not _APART.search(title)


def _labels(text: str, numbering: Numbering) -> Iterator[tuple[int, str]]:
    """Stages and section numbers on a line of their own with nothing below, where all others have contents."""
    starts = {entry.line.number: (listing, entry) for listing, entry in numbering.entries() if not entry.inside}
    for listing in numbering.lists:
        plain = [entry for entry in listing.entries if not entry.inside and not entry.lost]
        if listing.style not in {"han", "bracket", "stage"} or listing.heading or len(plain) != len(listing.entries):
            continue
        empty = [entry for entry in plain if _is_empty(text, entry, listing, numbering.after(entry.line), starts)]
        if len(empty) != 1 or len(plain) < 3:
            continue
        if all(entry is empty[0] or _has_text(entry, listing, numbering.after(entry.line), starts) for entry in plain):
            yield empty[0].line.start, empty[0].line.text


_Starts = dict[int, tuple[Listing, Entry]]


def _is_empty(text: str, entry: Entry, listing: Listing, after: Line | None, starts: _Starts) -> bool:
    title = entry.rest.strip("*_ \t")
    label = not title.strip("：: ") if listing.style == "stage" else bool(title)
    if not label or not _TITLE.fullmatch(title) or _APART.search(title):
        return False
    between = text[entry.line.start + len(entry.line.text) : after.start if after else len(text)]
    return not between.strip("-*_ \t\n") and not _goes_on(listing, after, starts)


def _goes_on(listing: Listing, after: Line | None, starts: _Starts) -> bool:
    """Whether the next line is neither the end, nor a heading, nor the next of the same list or of one above it."""
    if after is None or after.heading:
        return False
    found = starts.get(after.number)
    return found is None or all(found[0] is not one for one in _with_those_above(listing, starts))


def _with_those_above(listing: Listing, starts: _Starts) -> Iterator[Listing]:
    yield listing
    while listing.parent is not None and (above := starts.get(listing.parent.line.number)) is not None:
        listing = above[0]
        yield listing


def _has_text(entry: Entry, listing: Listing, after: Line | None, starts: _Starts) -> bool:
    return _goes_on(listing, after, starts) or (
        listing.style == "stage" and bool(entry.rest.strip("：:，,、 \u3000*_"))
    )
