"""一个合计里混用了几种单位。

学时、天、学分、分钟混在一个合计里不算错，每个数都按换算折成学时；但读者要看得出来，所以提示一下，并列出每种单位。
给不同对象的单元不相加，分别看。

错：

    每天学时: 6
    模块: [{标题: 专题研修, 学时: 1天}, {标题: 微课制作, 学时: 90分钟}, {标题: 讲座, 学时: 16}]

对：

    模块: [{标题: 专题研修, 学时: 6}, {标题: 微课制作, 学时: 2}, {标题: 讲座, 学时: 16}]
--
A total mixes units of measure.

Class hours, days, credits and minutes in one total are no error, for each amount is converted; but readers should know, so
it is noted and the units are named. Units for different audiences are not added and looked at apart.

Wrong:

    hours_per_day: 6
    modules: [{title: Workshop, hours: 1 day}, {title: Videos, hours: 90 minutes}, {title: Lecture, hours: 16}]

Right:

    modules: [{title: Workshop, hours: 6}, {title: Videos, hours: 2}, {title: Lecture, hours: 16}]
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
