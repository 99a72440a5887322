"""认定的学时有日期、认定单位和佐证。

台账里状态为“认定”的，要写哪一天、由谁认定、有什么佐证。申报中的还不需要。缺哪样写在一条里。

错：{日期: 2023-10-15, 标题: 集中培训, 学时: 90, 认定单位: demo-school, 状态: 认定}
对：{日期: 2023-10-15, 标题: 集中培训, 学时: 90, 认定单位: demo-school, 佐证: e1.pdf, 状态: 认定}
--
Credited hours have a date, a certifier and evidence.

A ledger entry that is credited says on which day, by whom and on what evidence; one that is only claimed need not yet. One
finding names all that an entry lacks.

Wrong: {date: 2023-10-15, title: 集中培训, hours: 90, certifier: demo-school, status: credited}
Right: {date: 2023-10-15, title: 集中培训, hours: 90, certifier: demo-school, evidence: e1.pdf, status: credited}
"""

from __future__ import annotations

from collections.abc import Iterator

from planfolio.checks.subject import Subject, named
from planfolio.findings import Outcome, Severity, say
from planfolio.model import Portfolio
from planfolio.model.choices import LedgerStatus
from planfolio.model.portfolios import LedgerEntry

SEVERITY = Severity.ERROR


def check(subject: Subject) -> Iterator[Outcome]:
    if not isinstance(subject.record, Portfolio):
        return
    credited = [
        (index, entry) for index, entry in enumerate(subject.record.ledger) if entry.status is LedgerStatus.CREDITED
    ]
    complete = 0
    for index, entry in credited:
        lacking = [named(LedgerEntry, name) for name in ("date", "certifier", "evidence") if not getattr(entry, name)]
        complete += not lacking
        if lacking:
            yield subject.finding(
                subject.at("ledger", index, "title"),
                say(
                    "认定的“{title}”没有写{lacking}",
                    "“{title}” is credited but lacks {lacking}",
                    title=entry.title,
                    lacking=lacking,
                ),
                fix=say(
                    "补上{lacking}（佐证写证书或文件名等证明材料），或改成申报",
                    "add {lacking}, or set it back to claimed",
                    lacking=lacking,
                ),
            )
    if complete and complete == len(credited):
        yield subject.passed(
            say("{count} 条认定都有日期、认定单位和佐证", "all {count} credited entries are complete", count=complete)
        )
