"""正文引用的附件、列出的附件、附上的附件一致。

正文“见附件2”引用的，附件表（字段“附件”，或文末“附件：1.……”）要列出；列出的要附上文件，或附在正文后面；列出的正文也要提到。
引用别的文件的附件（“《……》附件1”“上级通知附件1”）不算。英文的 Annex、Appendix 1 也算附件1。只有列出而没有提到的，只作提示；只写“见附件”、一个附件也没有的，作警告。一份方案只报一次。

错：没有附件1。

    报名表见附件1。

对：附在正文后面；也可以写在字段“附件”里，并附上文件。

    报名表见附件1。

    ## 附件1 报名表
    姓名、学科、联系电话
--
Annexes cited, listed and attached are the same.

What the body cites (见附件2) is listed (in the field `annexes`, or as 附件：1.… at the end); what is listed is attached as a
file or stands after the body, and the body mentions it. Annexes of other texts (“《…》附件1”, “上级通知附件1”) do not count.
Where all that is wrong is that one is not mentioned, it is a note; 见附件 without a number, and no annex anywhere, is a warning.
Reported once in a plan.

Wrong: there is no annex 1 (附件1).

    报名表见附件1。

Right: it stands after the body; or else the field `annexes` lists it with its file.

    报名表见附件1。

    ## 附件1 报名表
    姓名、学科、联系电话
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from planfolio.checks.numbering import value_of
from planfolio.checks.prose import Passage, body
from planfolio.checks.subject import Subject, joined
from planfolio.findings import Message, Outcome, Place, Related, Severity, say
from planfolio.model import Plan

SEVERITY = Severity.ERROR

_NUMBER = r"(?:\d{1,2}|[一二三四五六七八九十]{1,2})"
_FOREIGN = re.compile(r"(?:[》号]|[号》][）)]|\][（(]?|(?<!本)(?:文件|通知))[的之中]?$")
_ANNEX = (
    r"(?:附件|" + "|".join(rf"{word}(?=[ \t]?\d)" for word in ("Annex", "Appendix", "Attachment", "Enclosure")) + ")"
)
"""Alternatives that each begin with a plain character are found far faster."""
_CITED = re.compile(
    rf"{_ANNEX}[ \t]?(?P<first>{_NUMBER})(?![\d份个张页项种])"
    rf"(?P<more>(?:[ \t]?(?:[、，,和及与至到—–\-~～]|and|to)[ \t]?(?:附件[ \t]?)?\d{{1,2}}(?![\d份个张页项年月日.．])){{0,12}})"
)
_OWN = re.compile(
    rf"^[ \t\u3000]*(?P<heading>#{{1,6}}[ \t]+)?(?:\*\*)?{_ANNEX}[ \t]?(?P<number>{_NUMBER})(?P<rest>[^\n]*)$",
    re.MULTILINE,
)
_LIST = re.compile(r"^[ \t\u3000]*(?:#{1,6}[ \t]+)?(?:\*\*)?附件(?:\*\*)?[：:](?:\*\*)?(?P<rest>[^\n]*)$", re.MULTILINE)
_SOLE = re.compile(
    r"^[ \t\u3000]*(?:#{1,6}[ \t]+(?:\*\*)?附件(?:[ \t\u3000]+[^\n。]*)?|(?:\*\*)?附件(?:\*\*)?[ \t\u3000]*)$",
    re.MULTILINE,
)
"""How the only annex is headed."""
_ITEM = re.compile(rf"[ \t\u3000]*(?:附件)?[ \t]?({_NUMBER})[.、．：: ][ \t]*\S")
_ELSEWHERE = re.compile(r"\]\(|[（(](?:另发|另附|略|另行印发|另行下发)[）)]")
"""How an annex is attached elsewhere: as a link, or sent apart."""
_NO_ANNEX = re.compile(
    rf"#|{_ANNEX}|[（(]?(?:联系|此件|抄[送报]|主送)|[一二三四五六七八九十]{{1,3}}、|[^。]*(?:\d{{4}}\s?年|[二〇○零]{{2}}|(?:19|20)\d\d(?:[-./]\d|$))[^。]*$"
)
"""What stands below the name of an annex that is not the annex: another one, a section, contacts, a date."""
_SEE_ANNEX = re.compile(r"(?:见|参阅)(附件)(?=[。，；）)])")
_MAY_BE_ANNEX = re.compile(r"^[ \t\u3000#*]*附|\]\(|https?:|附件[^。，；）)\n]*(?:另|下载|邮箱|网盘|群)", re.MULTILINE)
_RANGE = re.compile(r"[至到—–\-~～]|to")
_SHOWN_IN_TEXT = re.compile(r"[，。；）)]|[》”]?(?:的|中|所|规定|要求|执行)|[a-z]")
_OF_ANOTHER = re.compile(r"[ \t](?:of|to)[ \t]")


@dataclass(slots=True)
class _Annexes:
    """Where each number is cited, listed and attached for the first time."""

    cited: dict[int, Place] = field(default_factory=dict)
    listed: dict[int, Place] = field(default_factory=dict)
    attached: set[int] = field(default_factory=set)


def check(subject: Subject) -> Iterator[Outcome]:
    plan = subject.record
    if not isinstance(plan, Plan) or (not plan.annexes and not re.search(_ANNEX, subject.item.document.body)):
        return
    found = _collect(subject, plan)
    if not found.cited and not found.listed:
        if not plan.annexes:
            yield from _without_annex(subject, found)
        return
    unlisted = sorted(found.cited.keys() - found.listed.keys() - found.attached)
    loose = sorted(found.listed.keys() - found.attached)
    uncited = sorted(found.listed.keys() - found.cited.keys())
    if not unlisted and not loose and not uncited:
        yield subject.passed(
            say(
                "附件 {numbers}：引用、列出、附上一致",
                "annexes cited, listed and attached: {numbers}",
                numbers=_numbers({*found.listed, *found.cited}),
            )
        )
        return
    yield _finding(subject, found, unlisted, loose, uncited)


def _without_annex(subject: Subject, found: _Annexes) -> Iterator[Outcome]:
    """见附件 without a number, where there is no annex at all and nothing that may be one."""
    passage = body(subject)
    mention = _SEE_ANNEX.search(passage.text)
    if mention is None or found.attached or _MAY_BE_ANNEX.search(passage.text):
        return
    yield subject.finding(
        passage.place(mention.start(1), mention.end(1)),
        say(
            "正文说“见附件”，没有列出附件，也没有附上", "the body refers to an annex (附件); none is listed or attached"
        ),
        fix=say("补进附件表并附上文件，或删去引用", "list the annex and attach its file, or drop the reference"),
        severity=Severity.WARNING,
    )


def _finding(subject: Subject, found: _Annexes, unlisted: list[int], loose: list[int], uncited: list[int]) -> Outcome:
    clauses: list[Message] = []
    places: list[tuple[Place, str]] = []
    if unlisted:
        clauses.append(
            say(
                "引用了附件 {numbers}，没有列出",
                "annexes cited but not listed: {numbers}",
                numbers=_numbers(unlisted),
            )
        )
        places += [(found.cited[number], f"附件{number}") for number in unlisted]
    if loose:
        clauses.append(
            say("列出的附件 {numbers} 没有附上", "annexes listed but not attached: {numbers}", numbers=_numbers(loose))
        )
        places += [(found.listed[number], f"附件{number}") for number in loose]
    if uncited:
        clauses.append(
            say(
                "列出的附件 {numbers} 正文没有提到",
                "annexes listed but not mentioned in the body: {numbers}",
                numbers=_numbers(uncited),
            )
        )
        places += [(found.listed[number], f"附件{number}") for number in uncited if number not in loose]
    first, *others = places
    return subject.finding(
        first[0],
        joined(clauses),
        fix=say(
            "使引用、列出、附上的一致：补进附件表、附上文件，或删去引用",
            "make them agree: list what is cited, attach its file, or drop it",
        ),
        related=[Related(at=at, message=say("{text}", "{text}", text=text)) for at, text in others],
        severity=Severity.NOTE if not unlisted and not loose else None,
    )


def _collect(subject: Subject, plan: Plan) -> _Annexes:
    passage = body(subject)
    found = _Annexes()
    for index, annex in enumerate(plan.annexes):
        number = value_of(annex.number.strip().removeprefix("附件").strip())
        if number is None:
            continue
        found.listed.setdefault(number, subject.at("annexes", index))
        if annex.file:
            found.attached.add(number)
    taken: list[tuple[int, int]] = []
    for start in _LIST.finditer(passage.text):
        _read_list(passage, start, found, taken)
    for own in _OWN.finditer(passage.text):
        number, rest = value_of(own["number"]), own["rest"].strip().strip("*")
        if number is None or _SHOWN_IN_TEXT.match(rest) or "。" in rest:
            continue
        taken.append(own.span())
        at = passage.place(own.start("number"), own.end("number"))
        if own["heading"] or not rest.strip("：: "):
            found.attached.add(number)
        else:
            found.listed.setdefault(number, at)
            if _ELSEWHERE.search(rest) or _stands_below(passage.text, own.end()):
                found.attached.add(number)
    if len(found.listed) == 1 and any(_stands_below(passage.text, sole.end()) for sole in _SOLE.finditer(passage.text)):
        found.attached.update(found.listed)
    taken.sort()
    _read_citations(passage, found, taken)
    if len(found.listed) == 1 and not found.cited:
        mention = _bare_mention(passage.text, taken)
        if mention is not None:
            found.cited[next(iter(found.listed))] = passage.place(mention, mention + 2)
    return found


def _stands_below(text: str, end: int) -> bool:
    """Whether the annex itself follows its name: a table, a picture or text, but no signature."""
    lines = [line.strip(" \t\u3000*") for line in text[end : end + 1000].split("\n")]
    below, *after = [line for line in lines if line][:2] or [""]
    if not below or below[0] in "|!":
        return bool(below)
    if _NO_ANNEX.match(below):
        return False
    return bool(re.search(r"[。；！？、，：:,.]", below)) or (bool(after) and not _NO_ANNEX.match(after[0]))


def _read_list(passage: Passage, start: re.Match[str], found: _Annexes, taken: list[tuple[int, int]]) -> None:
    """The list 附件：1.… with the lines after it that go on with numbers."""
    rest = start["rest"]
    end = start.end()
    numbered = _ITEM.match(rest)
    lines = [(start.start("rest"), rest)] if rest.strip() else []
    at = start.end() + 1
    while at < len(passage.text) and (numbered or not rest.strip()):
        stop = passage.text.find("\n", at)
        stop = len(passage.text) if stop < 0 else stop
        line = passage.text[at:stop]
        if _ITEM.match(line):
            lines.append((at, line))
            end = stop
        elif line.strip():
            break
        at = stop + 1
    for offset, line in lines:
        item = _ITEM.match(line)
        number = value_of(item[1]) if item else 1
        if number is not None:
            found.listed.setdefault(number, passage.place(offset, offset + min(len(line), 20)))
            if _ELSEWHERE.search(line):
                found.attached.add(number)
    taken.append((start.start(), end))


def _read_citations(passage: Passage, found: _Annexes, taken: list[tuple[int, int]]) -> None:
    position = 0
    for cited in _CITED.finditer(passage.text):
        while position < len(taken) and taken[position][1] <= cited.start():
            position += 1
        if position < len(taken) and taken[position][0] <= cited.start():
            continue
        if _FOREIGN.search(passage.text[max(0, cited.start() - 4) : cited.start()]) or _OF_ANOTHER.match(
            passage.text, cited.end()
        ):
            continue
        for number in _cited_numbers(cited):
            found.cited.setdefault(number, passage.place(*cited.span()))


def _cited_numbers(cited: re.Match[str]) -> Iterator[int]:
    first = value_of(cited["first"])
    if first is None:
        return
    yield first
    last = first
    for more in re.finditer(r"([^\d]+)(\d+)", cited["more"]):
        number = int(more[2])
        if _RANGE.search(more[1]) and last < number <= last + 30:
            yield from range(last + 1, number)
        yield number
        last = number


def _bare_mention(text: str, taken: list[tuple[int, int]]) -> int | None:
    for mention in re.finditer(r"(?:见|详见|按|填写|参见|[（(])[^，。；\n]{0,4}(附件)", text):
        if not any(start <= mention.start(1) < end for start, end in taken[:20]):
            return mention.start(1)
    return None


def _numbers(numbers: Iterable[int]) -> list[str]:
    return [str(number) for number in sorted(numbers)]
