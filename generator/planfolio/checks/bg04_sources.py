"""经费来源是允许的。

培训经费不向教师个人收取；“不得向教师收费”这样的话不算。交通、食宿由谁负担，不在此列。
来源写“预算外”的提示一下：预算外资金自 2011 年起全部纳入预算管理，这个说法已经过时（2011 年以前成文的不提示）。

错：

    经费: {来源: 向参训教师收取培训费, 总额: 6000}

对：

    经费: {来源: 县教师培训专项经费, 总额: 6000}
--
The source of funds is allowed.

Teachers are not charged for their training; to say that they must not be is fine, and who pays for travel and board is not
considered. 预算外 (off-budget) is noted: from 2011 all such funds are in the budget, so the word is out of date (not for a plan
issued earlier). Only Chinese wording is looked for.

Wrong: the fee is to be collected from the teachers who attend.

    budget: {source: 向参训教师收取培训费, total: 6000}

Right: the county's fund for teacher training pays.

    budget: {source: 县教师培训专项经费, total: 6000}
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from planfolio.checks.subject import Subject
from planfolio.findings import Outcome, Severity, say
from planfolio.model import Plan

SEVERITY = Severity.ERROR

_ENDED = date(2011, 1, 1)
_WHO = r"(?:参训|参加培训的?|受训)?(?:教师|老师|学员|人员)(?:个人|本人)?"
_CHARGED = re.compile(
    rf"(?<!面)向(?:每[位名])?{_WHO}(?:适当|统一|每人)?(?:收取|收费|收缴|集资)"
    rf"|(?:培训费|学费|课程费)用?(?:全部|一律)?(?:由|向)?{_WHO}(?:自行|各自)?(?:自理|自费|自付|承担|负担|缴纳|交纳|支付)"
    rf"|{_WHO}(?:自行|各自)?(?:自理|自费|自付|承担|负担|缴纳|交纳|支付)(?:全部|部分)?(?:培训费|学费|课程费)"
)
_NOT = re.compile(r"[不未勿免禁无]")
_OFF_BUDGET = re.compile(r"预算外")


def check(subject: Subject) -> Iterator[Outcome]:
    plan = subject.record
    if not isinstance(plan, Plan) or plan.budget is None or not plan.budget.source:
        return
    source = plan.budget.source
    place = subject.at("budget", "source")
    charged = next((found for found in _CHARGED.finditer(source) if not _is_denied(source, found)), None)
    if charged:
        yield subject.finding(
            place,
            say(
                "经费来源“{source}”里有“{words}”：培训不能向教师个人收费",
                "the source of funds, “{source}”, says “{words}”: teachers are not charged for training",
                source=source,
                words=charged.group(),
            ),
            fix=say("改由财政、学校公用经费等负担", "let public or school funds pay"),
        )
    off = _OFF_BUDGET.search(source)
    day = plan.issued or (plan.period.start if plan.period else None)
    if off and not _is_denied(source, off) and (day is None or day >= _ENDED):
        yield subject.finding(
            place,
            say(
                "经费来源写“{source}”；预算外资金自 2011 年起已全部纳入预算管理",
                "the source of funds is “{source}”; from 2011 there are no off-budget funds (预算外) any more",
                source=source,
            ),
            fix=say(
                "写明现在的来源，如学校公用经费", "name the source as it is now, such as the school's public funds"
            ),
            severity=Severity.NOTE,
        )


def _is_denied(source: str, found: re.Match[str]) -> bool:
    """Whether the clause in which the words stand says no."""
    start = max(source.rfind(mark, 0, found.start()) for mark in "，。；,;") + 1
    return bool(_NOT.search(source[start : found.end()]))
