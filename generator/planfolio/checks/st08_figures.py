"""提到的表和图都在。

正文里“见表1”“（表2）”“如图3所示”提到的表、图，要有同号的表题、图题或附件；英文的 Table 1、Figure 2 也算。

错：没有表1。

    课程安排见表1。

对：

    课程安排见表1。

    表1 课程安排

    | 月份 | 课程 |
    |---|---|
    | 九月 | 作业设计 |
--
Tables and figures that are cited are there.

What the body cites as 见表1, （表2） or 如图3所示 has a caption of that number, or an annex; so have Table 1 and Figure 2.

Wrong: there is no table 1 (表1).

    课程安排见表1。

Right:

    课程安排见表1。

    表1 课程安排

    | 月份 | 课程 |
    |---|---|
    | 九月 | 作业设计 |
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from planfolio.checks.numbering import value_of
from planfolio.checks.prose import body
from planfolio.checks.subject import Subject
from planfolio.findings import Outcome, Related, Severity, say
from planfolio.model import Pack, Plan, TextPage

SEVERITY = Severity.WARNING

_NUMBER = r"(\d{1,2}|[一二三四五六七八九十]{1,2})"
_CITED = re.compile(
    r"[（(见如参依按列](?:(?<=[（(见])|(?<=见)下|(?<=如)|(?<=参)[照阅]|(?<=依)据|(?<=按)照|(?<=列)[于在])"
    rf"[ \t]?([表图])[ \t]?{_NUMBER}(?![ \t]?[\d份张篇项页个次年月日天节格元\-—.．])"
)
"""见下表1, 如图2. It begins with a plain set of characters, by which it is found far faster."""
_ENGLISH = re.compile(r"\b(Table|Figure)s?[ \u00a0](\d{1,2})(?![\d.]*\d|[ ]?(?:of|in) (?:the|our|their)\b)")
_ENGLISH_CAPTION = re.compile(
    r"^[ \t>|#*_-]*(Table|Figure)[ \u00a0](\d{1,2})(?:[*_]*[ ]?[.:)–—|-]|[*_ \t]*$)|!\[[^\]\n]{0,80}?(Table|Figure)[ \u00a0](\d{1,2})",
    re.MULTILINE,
)
_CAPTION = re.compile(
    rf"^[ \t>|#*_-]*(?:!\[)?(?:附)?([表图])[ \t]?{_NUMBER}(?![\d\-—.．]?\d)|!\[[^\]\n]{{0,80}}?([表图])[ \t]?{_NUMBER}",
    re.MULTILINE,
)


def check(subject: Subject) -> Iterator[Outcome]:
    text = subject.item.document.body
    if isinstance(subject.record, (Pack, TextPage)) or not any(
        sign in text for sign in ("表", "图", "Table", "Figure")
    ):
        return
    passage = body(subject)
    cited: dict[tuple[str, int | None], tuple[int, int]] = {}
    for found in _CITED.finditer(passage.text):
        cited.setdefault((found[1], value_of(found[2])), (found.start(1), found.end()))
    english = passage.text if "Table" in text or "Figure" in text else ""
    captions = {found.start(1) if found[1] else found.start(3): found for found in _ENGLISH_CAPTION.finditer(english)}
    for found in _ENGLISH.finditer(english):
        if found.start() not in captions:
            cited.setdefault((f"{found[1]} ", int(found[2])), (found.start(), found.end()))
    if not cited:
        return
    there = {(found[1] or found[3], value_of(found[2] or found[4])) for found in _CAPTION.finditer(passage.text)}
    there |= {(f"{found[1] or found[3]} ", int(found[2] or found[4])) for found in captions.values()}
    if isinstance(subject.record, Plan):
        titles = "\n".join(annex.title for annex in subject.record.annexes)
        there |= {(found[1] or found[3], value_of(found[2] or found[4])) for found in _CAPTION.finditer(titles)}
    absent = [key for key in cited if key not in there]
    if absent:
        (start, end), *others = (cited[key] for key in absent)
        yield subject.finding(
            passage.place(start, end),
            say(
                "正文提到{cited}，文中没有",
                "the body cites tables or figures that are not there: {cited}",
                cited=[f"{kind}{number}" for kind, number in absent],
            ),
            fix=say("补上，并写明表题或图题；或删去引用", "add it with its caption, or drop the citation"),
            related=[
                Related(
                    at=passage.place(*span),
                    message=say("“{text}”", "“{text}”", text=passage.text[span[0] : span[1]]),
                )
                for span in others
            ],
        )
    else:
        yield subject.passed(
            say(
                "提到的表和图都在：{cited}",
                "the tables and figures that are cited are there: {cited}",
                cited=[f"{kind}{number}" for kind, number in cited],
            )
        )
