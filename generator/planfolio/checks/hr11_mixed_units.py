"""一个合计里混用了几种单位。

学时、天、学分、分钟混在一个合计里不算错，每个数都按换算折成学时；但读者要看得出来，所以提示一下，并列出每种单位。
给不同对象的单元不相加，分别看。

错：模块写 2天、3学分、90分钟、7学时，合计只有一个数。
对：各模块都写学时。
--
A total mixes units of measure.

Class hours, days, credits and minutes in one total are no error, for each amount is converted; but readers should know, so
it is noted and the units are named. Units for different audiences are not added and looked at apart.

Wrong: modules of 2天, 3学分, 90分钟 and 7学时 under one figure.
Right: all modules in class hours.
"""

from __future__ import annotations

from collections.abc import Iterator

from planfolio.checks.subject import Subject, addend_places
from planfolio.findings import Outcome, Severity, say
from planfolio.model import Curriculum, Plan, Portfolio
from planfolio.model.amounts import HourUnit
from planfolio.totals import Addend, Sum

SEVERITY = Severity.NOTE


def check(subject: Subject) -> Iterator[Outcome]:
    totals = subject.totals
    if totals is None or not isinstance(subject.record, (Plan, Curriculum, Portfolio)):
        return
    file = subject.item.document.path
    for account in totals.by_audience.values() or (totals.computed,):
        own = [addend for addend in account.addends if addend.amount and addend.at.file == file]
        units = list(dict.fromkeys(addend.amount.unit for addend in own if addend.amount))
        if len(units) > 1:
            yield _mixed(subject, account, own, units)
            return


def _mixed(subject: Subject, account: Sum, own: list[Addend], units: list[HourUnit]) -> Outcome:
    return subject.finding(
        own[0].at,
        say(
            "一个合计里有 {count} 种单位：{units}；合计 {sum}",
            "one total mixes {count} units of measure: {units}; it makes {sum}",
            sum=account,
            count=len(units),
            units=units,
        ),
        fix=say(
            "尽量都写学时，或在正文说明怎样折算", "write class hours throughout, or explain the conversion in the text"
        ),
        related=addend_places(own),
    )
