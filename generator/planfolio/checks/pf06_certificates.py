"""证书没有过期，编号不重复。

到今天为止，证书都在有效期内；不同的证书、不同的台账条目不能用同一个编号。同一次培训的几条可以共用一个编号。

错：两次不同的培训用了同一个编号。

    # portfolios/example.md
    姓名: 示例教师甲
    学时台账:
      - {日期: 2022-10-15, 标题: 集中培训, 学时: 90, 编号: Z-2022}
      - {日期: 2022-11-15, 标题: 网络研修, 学时: 20, 编号: Z-2022}

对：

    # portfolios/example.md
    姓名: 示例教师甲
    学时台账:
      - {日期: 2022-10-15, 标题: 集中培训, 学时: 90, 编号: Z-2022-1}
      - {日期: 2022-11-15, 标题: 网络研修, 学时: 20, 编号: Z-2022-2}
--
No certificate has expired, and no number is used twice.

Certificates are still valid today; different certificates, and ledger entries for different trainings, do not share a
number. Several entries of one training may.

Wrong: two different trainings have the same number.

    # portfolios/example.md
    name: Sample Teacher A
    ledger:
      - {date: 2022-10-15, title: Face-to-face course, hours: 90, number: Z-2022}
      - {date: 2022-11-15, title: Online course, hours: 20, number: Z-2022}

Right:

    # portfolios/example.md
    name: Sample Teacher A
    ledger:
      - {date: 2022-10-15, title: Face-to-face course, hours: 90, number: Z-2022-1}
      - {date: 2022-11-15, title: Online course, hours: 20, number: Z-2022-2}
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from planfolio.checks.judgement import judged
from planfolio.checks.subject import Subject
from planfolio.findings import Count, Outcome, Passing, Place, Related, Severity, say
from planfolio.model import Portfolio
from planfolio.model.choices import LedgerStatus

SEVERITY = Severity.WARNING

Numbered = tuple[str, Place, str, object]


def check(subject: Subject) -> Iterator[Outcome]:
    yield from judged(subject)
    portfolio = subject.record
    if not isinstance(portfolio, Portfolio):
        return
    for index, certificate in enumerate(portfolio.certificates):
        if certificate.expires is not None and certificate.expires < subject.today:
            yield subject.finding(
                subject.at("certificates", index, "expires"),
                say(
                    "证书“{title}”已于 {day} 过期，过了 {days} 天",
                    "the certificate “{title}” expired on {day}, {days} ago",
                    title=certificate.title,
                    day=certificate.expires,
                    days=Passing(Count((subject.today - certificate.expires).days, "day")),
                ),
                fix=say("换成新的证书，或删去", "enter the new certificate, or remove this one"),
            )
    certificates = [
        (one.number, subject.at("certificates", index, "number"), one.title, (one.title, one.date))
        for index, one in enumerate(portfolio.certificates)
        if one.number
    ]
    entries = [
        (one.number, subject.at("ledger", index, "number"), one.title, ("".join(one.title.split()), one.date))
        for index, one in enumerate(portfolio.ledger)
        if one.number and one.status is not LedgerStatus.REJECTED
    ]
    yield from _shared(subject, certificates)
    yield from _shared(subject, entries)


def _shared(subject: Subject, numbered: Sequence[Numbered]) -> Iterator[Outcome]:
    """Each number that stands for different things, at its second place."""
    first: dict[str, Numbered] = {}
    reported: set[str] = set()
    for one in numbered:
        number, at, title, identity = one
        before = first.setdefault(number, one)
        if identity != before[3] and number not in reported:
            reported.add(number)
            yield subject.finding(
                at,
                say(
                    "编号 {number} 用了两次：“{first}”和“{second}”",
                    "the number {number} is used twice: “{first}” and “{second}”",
                    number=number,
                    first=before[2],
                    second=title,
                ),
                fix=say("核对两份证书，改正写错的编号", "check both certificates and correct the number that is wrong"),
                related=[
                    Related(
                        at=before[1],
                        message=say("“{title}”也用这个编号", "“{title}” has the same number", title=before[2]),
                    )
                ],
            )
