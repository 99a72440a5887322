"""台账没有重复，认定的都在周期内。

同一天、同学时、同方式、同编号的两条是同一次培训，标题或方案写得不同也一样，合计只算一次；没有编号的要标题也相同。未认定的不看。
认定的日期在周期之外的不计入周期；首日和末日都算在内。几位教师参加同一次培训是正常的，不报。

错：

    # portfolios/example.md
    姓名: 示例教师甲
    学时台账:
      - {日期: 2022-10-15, 标题: 集中培训, 学时: 90, 编号: Z-2022}
      - {日期: 2022-10-15, 标题: 集中培训, 学时: 90, 编号: Z-2022}

对：

    # portfolios/example.md
    姓名: 示例教师甲
    学时台账:
      - {日期: 2022-10-15, 标题: 集中培训, 学时: 90, 编号: Z-2022}
--
No ledger entry stands twice, and credited ones lie in the cycle.

Two entries of one day, amount, mode and number are the same training, whatever title or plan they name, and it counts
once; without a number the titles are the same too. Rejected entries are left out. A credited entry outside the cycle counts
for nothing; the first and the last day are inside. That several teachers attend one training is as it should be.

Wrong:

    # portfolios/example.md
    name: Sample Teacher A
    ledger:
      - {date: 2022-10-15, title: Face-to-face course, hours: 90, number: Z-2022}
      - {date: 2022-10-15, title: Face-to-face course, hours: 90, number: Z-2022}

Right:

    # portfolios/example.md
    name: Sample Teacher A
    ledger:
      - {date: 2022-10-15, title: Face-to-face course, hours: 90, number: Z-2022}
"""

from __future__ import annotations

from collections.abc import Iterator

from planfolio.checks.judgement import judged
from planfolio.checks.subject import Subject
from planfolio.findings import Count, Outcome, Related, Severity, say
from planfolio.model import Portfolio
from planfolio.model.choices import LedgerStatus
from planfolio.model.portfolios import LedgerEntry
from planfolio.totals import same_entry

SEVERITY = Severity.ERROR


def check(subject: Subject) -> Iterator[Outcome]:
    yield from judged(subject, cap=lambda verdict: Severity.WARNING)
    portfolio = subject.record
    if not isinstance(portfolio, Portfolio):
        return
    first: dict[tuple[object, ...], int] = {}
    for index, entry in enumerate(portfolio.ledger):
        if entry.status is not LedgerStatus.REJECTED:
            before = first.setdefault(same_entry(entry), index)
            if before != index:
                yield _twice(subject, index, entry, before, portfolio.ledger[before])
    yield from _outside(subject, portfolio)


def _twice(subject: Subject, index: int, entry: LedgerEntry, before: int, first: LedgerEntry) -> Outcome:
    return subject.finding(
        subject.at("ledger", index, "title"),
        say(
            "“{title}”{date}重复登记，只算一次",
            "“{title}”{date} is entered twice and counts once",
            title=entry.title,
            date=say("（{date}）", " ({date})", date=entry.date) if entry.date else "",
        ),
        fix=say(
            "删去一条；确是两次培训就写明不同的日期或编号",
            "remove one; if they were two trainings, state different dates or numbers",
        ),
        related=[
            Related(
                at=subject.at("ledger", before, "title"),
                message=say(
                    "同一次培训先登记在这里：“{title}”",
                    "the same training stands here first: “{title}”",
                    title=first.title,
                ),
            )
        ],
    )


def _outside(subject: Subject, portfolio: Portfolio) -> Iterator[Outcome]:
    cycle = portfolio.cycle
    if cycle is None or cycle.start > cycle.end:
        return
    for index, entry in enumerate(portfolio.ledger):
        if (
            entry.status is LedgerStatus.CREDITED
            and entry.date is not None
            and not cycle.start <= entry.date <= cycle.end
        ):
            days = (cycle.start - entry.date).days if entry.date < cycle.start else (entry.date - cycle.end).days
            yield subject.finding(
                subject.at("ledger", index, "date"),
                say(
                    "“{title}”（{date}）不在周期 {start} 至 {end} 之内，差 {days} 天，不计入",
                    "“{title}” ({date}) lies {days} outside the cycle {start} to {end} and does not count",
                    title=entry.title,
                    date=entry.date,
                    start=cycle.start,
                    end=cycle.end,
                    days=Count(days, "day"),
                ),
                fix=say(
                    "核对日期；属于别的周期就留着，不影响合计",
                    "check the date; if it belongs to another cycle it may stay and changes no total",
                ),
                related=[Related(at=subject.at("cycle"), message=say("周期", "the cycle"))],
                severity=Severity.WARNING,
            )
