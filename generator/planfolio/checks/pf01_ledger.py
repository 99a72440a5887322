"""认定的学时有日期、认定单位和佐证。

台账里状态为“认定”的，要写哪一天、由谁认定、有什么佐证（证书或文件名）。申报中的还不需要。一条里缺的写在一起。

错：

    # portfolios/example.md
    姓名: 示例教师甲
    学时台账: {日期: 2023-10-15, 标题: 集中培训, 学时: 90, 认定单位: demo-school, 状态: 认定}

对：

    # portfolios/example.md
    姓名: 示例教师甲
    学时台账: {日期: 2023-10-15, 标题: 集中培训, 学时: 90, 认定单位: demo-school, 佐证: 结业证书, 状态: 认定}
--
Credited hours have a date, a certifier and evidence.

A ledger entry that is credited says on which day, by whom and on what evidence (a certificate or the name of a file);
one that is only claimed need not yet. One finding names all that an entry lacks.

Wrong:

    # portfolios/example.md
    name: Sample Teacher A
    ledger: {date: 2023-10-15, title: Face-to-face course, hours: 90, certifier: demo-school, status: credited}

Right:

    # portfolios/example.md
    name: Sample Teacher A
    ledger: {date: 2023-10-15, title: Face-to-face course, hours: 90, certifier: demo-school, evidence: certificate, status: credited}
"""

from __future__ import annotations

from collections.abc import Iterator

from planfolio.checks.subject import Subject, named
from planfolio.findings import Message, Outcome, Severity, say
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
        lacking = [name for name in ("date", "certifier", "evidence") if not getattr(entry, name)]
        complete += not lacking
        if lacking:
            yield subject.finding(
                subject.at("ledger", index, "title"),
                say(
                    "认定的“{title}”没有写{lacking}",
                    "“{title}” is credited but lacks {lacking}",
                    title=entry.title,
                    lacking=[named(LedgerEntry, name) for name in lacking],
                ),
                fix=say(
                    "补上{lacking}，或把状态改回“申报”",
                    "add {lacking}, or set the status back to claimed",
                    lacking=[_wanted(name) for name in lacking],
                ),
            )
    if complete and complete == len(credited):
        yield subject.passed(
            say(
                "{count} 条认定都有日期、认定单位和佐证",
                "every credited entry has a date, a certifier and evidence ({count})",
                count=complete,
            )
        )


def _wanted(name: str) -> Message:
    if name == "evidence":
        return say("佐证（证书、文件名等证明材料）", "evidence (a certificate or a file's name)")
    return named(LedgerEntry, name)
