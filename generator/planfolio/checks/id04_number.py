"""文号写成 机关代字〔年份〕序号。

方案的文号和依据文件的文号由机关代字、六角括号里的四位年份和序号组成，序号前不加“第”、不写成01，后面有“号”（GB/T 9704—2012）。
“令第N号”和公告、通告的编号照原样；留有 20XX 之类占位文字的由 ID05 报；没有汉字的编号（国外文件、标准）不判断。

错：

    文号: 示小[2025]第8号

对：

    文号: 示小〔2025〕8号
--
An official number reads issuing body〔year〕number号.

The number of a plan and of the policies on which it rests consists of the issuing body's short name, the year in four digits
between tortoise-shell brackets and a number without 第 or a leading zero, followed by 号 (GB/T 9704-2012). Orders (令第N号)
and public announcements keep their own form, a placeholder such as 20XX is ID05's, and numbers without Chinese characters
(standards, documents from abroad) are not judged.

Wrong:

    number: 示小[2025]第8号

Right:

    number: 示小〔2025〕8号
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from planfolio.checks.subject import Subject, joined
from planfolio.findings import Message, Outcome, Place, Severity, say
from planfolio.model import Plan

SEVERITY = Severity.NOTE

_APART = re.compile(r"[、，；;,]\s*")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_PLACEHOLDER = re.compile(r"[Xx]{2}|\d[Xx]|[×*＊]|TODO|待定|…")
_OTHER_FORM = re.compile(r"令|公告|通告|(?:GB|JY|DB|ISO)")
_GOOD = re.compile(r"[^\s〔〕\[\]【】［］\d]+〔(?:19|20|21)\d\d〕[1-9]\d*号", re.ASCII)
_PARTS = re.compile(
    r"(?P<body>[^〔〕\[\]【】［］〈〉<>{}()（）\d]*(?:[（(][^\d()（）]+[)）][^\d〔\[【［（(]*)?)\s*"
    r"(?P<open>[〔\[【［（(〈<{]?)\s*(?P<year>\d{4}|\d{2})\s*(?P<suffix>年?)\s*(?P<close>[〕\]】］）)〉>}]?)\s*"
    r"(?P<ordinal>第?)\s*(?P<number>\d*)\s*(?P<unit>号?)\s*(?P<rest>(?:文件|文|通知|函)?)"
)


def check(subject: Subject) -> Iterator[Outcome]:
    if not isinstance(subject.record, Plan):
        return
    good: list[str] = []
    for at, text in _numbers(subject, subject.record):
        for number in _APART.split("".join(text.split())):
            if _GOOD.fullmatch(number):
                good.append(number)
            elif _is_judged(number):
                yield _finding(subject, at, number)
    if good:
        yield subject.passed(
            say("文号{numbers}写法规范", "well-formed numbers: {numbers}", numbers=list(dict.fromkeys(good))[:5])
        )


def _numbers(subject: Subject, plan: Plan) -> Iterator[tuple[Place, str]]:
    if plan.number:
        yield subject.at("number"), plan.number
    for index, basis in enumerate(plan.basis):
        if basis.number:
            yield subject.at("basis", index, "number"), basis.number


def _is_judged(number: str) -> bool:
    """Whether it means to be an official number: Chinese, with digits, and neither a placeholder nor an order."""
    return (
        bool(_CHINESE.search(number))
        and any(character.isdigit() for character in number)
        and not _PLACEHOLDER.search(number)
        and not _OTHER_FORM.search(number)
    )


def _finding(subject: Subject, at: Place, number: str) -> Outcome:
    parts = _PARTS.fullmatch(number)
    faults = list(_faults(parts)) if parts else []
    faults = faults or [say("各部分认不出来", "its parts cannot be told apart")]
    fix = say("写成 机关代字〔年份〕序号，如 教师〔2011〕1号", "write body〔year〕number号, such as 教师〔2011〕1号")
    if (
        parts
        and parts["body"].strip()
        and _is_year(parts["year"])
        and parts["open"] + parts["close"]
        and parts["number"]
    ):
        right = f"{''.join(parts['body'].split())}〔{int(parts['year'])}〕{int(parts['number'])}号"
        fix = say("改成 {right}", "write {right}", right=right)
    return subject.finding(
        at,
        say("文号“{number}”：{faults}", "the number “{number}”: {faults}", number=number, faults=joined(faults)),
        fix=fix,
    )


def _is_year(digits: str) -> bool:
    return len(digits) == 4 and 19 <= int(digits[:2]) <= 21


def _faults(parts: re.Match[str]) -> Iterator[Message]:
    brackets = parts["open"] + parts["close"]
    if not parts["body"].strip():
        yield say("缺少机关代字", "the issuing body's short name is missing")
    if not brackets:
        yield say("年份没有放在六角括号〔〕里", "the year does not stand in brackets 〔〕")
    elif brackets != "〔〕":
        yield say(
            "年份的括号是“{brackets}”，应为〔〕", "the year stands in “{brackets}”, not in 〔〕", brackets=brackets
        )
    if len(parts["year"]) != 4:
        yield say("年份“{year}”不是四位", "the year “{year}” has not four digits", year=parts["year"])
    if parts["suffix"]:
        yield say("年份后多了“年”", "年 after the year is superfluous")
    if parts["ordinal"]:
        yield say("序号前多了“第”", "第 before the number is superfluous")
    if not parts["number"]:
        yield say("缺少序号", "the number itself is missing")
    elif parts["number"].startswith("0"):
        yield say("序号“{number}”前面多了零", "the number “{number}” has a leading zero", number=parts["number"])
    if not parts["unit"]:
        yield say("缺少“号”", "号 is missing")
    if parts["rest"]:
        yield say("末尾多了“{rest}”", "“{rest}” at the end is superfluous", rest=parts["rest"])
    if not (parts["year"] + parts["number"]).isascii():
        yield say("数字是全角的", "its digits are full-width")
    elif len(parts["year"]) == 4 and not _is_year(parts["year"]):
        yield say(
            "年份“{year}”不对，应在 1900 到 2199 年之间",
            "the year “{year}” cannot be right, it should lie between 1900 and 2199",
            year=parts["year"],
        )
