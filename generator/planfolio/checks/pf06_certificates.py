"""证书没有过期，编号不重复。

证书的有效期到今天为止没有过；不同的证书、不同的培训（日期和标题都不同）不能用同一个编号。同一次培训的几条可以共用一个编号。
在不同教师之间，只报确定的：同一认定单位的同一编号用在两次不同的培训上，或者同一份证书（名称、编号、发证单位都相同）登记在两位教师名下。
几位教师参加同一次培训、编号相同，是正常的。

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

Certificates are still valid today; different certificates, and ledger entries for different trainings (of another day and
another title), do not share a number. Several entries of one training may. Between teachers only what is certain is
reported: one certifier's number on two different trainings, or one certificate (title, number and issuer) in two
portfolios. That several teachers attend one training with one number is as it should be.

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

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

from planfolio.catalog import Catalog
from planfolio.checks.judgement import judged
from planfolio.checks.subject import Subject
from planfolio.evidence import Evidence
from planfolio.findings import Count, Outcome, Passing, Place, Related, Severity, say
from planfolio.frozen import frozen
from planfolio.model import Portfolio
from planfolio.model.choices import LedgerStatus

SEVERITY = Severity.WARNING

Numbered = tuple[str, Place, str, object]
Same = Callable[[object, object], bool]


@frozen
class _Clash:
    """A number of one portfolio that an earlier one uses as well."""

    number: str
    title: str
    at: Place
    before: Place
    is_certificate: bool


def survey(evidence: Evidence) -> None:
    _clashes(evidence.catalog)


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
        (
            one.number,
            subject.at("ledger", index, "number"),
            one.title,
            ("".join(one.title.split()), one.date, one.certifier),
        )
        for index, one in enumerate(portfolio.ledger)
        if one.number and one.status is not LedgerStatus.REJECTED
    ]
    yield from _shared(subject, certificates, lambda one, other: one == other)
    yield from _shared(subject, entries, _may_share)
    for clash in _clashes(subject.catalog).get(subject.item.key, ()):
        yield _between(subject, clash)


def _may_share(one: object, other: object) -> bool:
    """Whether two entries may have one number: those of one training, and those that different bodies number."""
    assert isinstance(one, tuple)
    assert isinstance(other, tuple)
    by_others = one[2] is not None and other[2] is not None and one[2] != other[2]
    return by_others or _is_one_training(one, other)


def _is_one_training(one: object, other: object) -> bool:
    """Whether two entries may be of one training: they share the title or the day."""
    assert isinstance(one, tuple)
    assert isinstance(other, tuple)
    return bool(one[0] == other[0] or one[1] == other[1])


def _shared(subject: Subject, numbered: Sequence[Numbered], same: Same) -> Iterator[Outcome]:
    """Each number that stands for different things, at its second place."""
    first: dict[str, Numbered] = {}
    reported: set[str] = set()
    for one in numbered:
        number, at, title, identity = one
        before = first.setdefault(number, one)
        if not same(identity, before[3]) and number not in reported:
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


@lru_cache(maxsize=1)
def _clashes(catalog: Catalog) -> dict[str, list[_Clash]]:
    """What portfolios share that belongs to one alone, by the key of the later one."""
    trainings: dict[tuple[str, str], tuple[str, Place, tuple[object, ...]]] = {}
    certificates: dict[tuple[object, ...], tuple[str, Place]] = {}
    found: dict[str, list[_Clash]] = {}
    for item, portfolio in catalog.records(Portfolio):
        for index, entry in enumerate(portfolio.ledger):
            if entry.number and entry.certifier and entry.status is not LedgerStatus.REJECTED:
                at, identity = item.at("ledger", index, "number"), ("".join(entry.title.split()), entry.date)
                owner, before, earlier = trainings.setdefault(
                    (entry.certifier, entry.number), (item.key, at, (*identity, entry.plan))
                )
                is_one_plan = entry.plan is not None and entry.plan == earlier[2]
                if owner != item.key and not is_one_plan and not _is_one_training(identity, earlier):
                    clash = _Clash(entry.number, entry.title, at, before, is_certificate=False)
                    found.setdefault(item.key, []).append(clash)
        for index, certificate in enumerate(portfolio.certificates):
            if certificate.number:
                at = item.at("certificates", index, "number")
                key = ("".join(certificate.title.split()), certificate.number, certificate.issuer)
                owner, before = certificates.setdefault(key, (item.key, at))
                if owner != item.key:
                    clash = _Clash(certificate.number, certificate.title, at, before, is_certificate=True)
                    found.setdefault(item.key, []).append(clash)
    return found


def _between(subject: Subject, clash: _Clash) -> Outcome:
    """Names nobody: in public the other portfolio may be one that nobody may know of."""
    values = {"number": clash.number, "title": clash.title}
    message = (
        say(
            "证书“{title}”（编号 {number}）在另一位教师的档案里也登记了",
            "the certificate “{title}” (number {number}) stands in another teacher's portfolio as well",
            **values,
        )
        if clash.is_certificate
        else say(
            "编号 {number}（“{title}”）在另一位教师的档案里用于另一次培训",
            "the number {number} (“{title}”) stands for another training in another teacher's portfolio",
            **values,
        )
    )
    return subject.finding(
        clash.at,
        message,
        fix=say("与另一份档案对照原件，改正编号", "compare both originals and correct the number"),
        related=[Related(at=clash.before, message=say("先登记在这里", "it stands here first"))],
    )
