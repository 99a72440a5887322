"""班数乘每班人数约等于总数。

分班的名额，班数 × 每班人数与总数相差超过总数的十分之一才报；每班人数可以是范围。

错：6 班 × 30 人 = 180，总数 210，差 30。

    名额: {总数: 210, 班: {班数: 6, 每班人数: 30}}

对：

    名额: {总数: 210, 班: {班数: 7, 每班人数: 30}}
--
Groups × size come near the total.

Where places are divided into classes, the number of classes × people in each differs from the total by no more than a
tenth of it; the size may be a range.

Wrong: 6 classes × 30 = 180, the total is 210, 30 apart.

    quota: {total: 210, groups: {count: 6, size: 30}}

Right:

    quota: {total: 210, groups: {count: 7, size: 30}}
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from planfolio.checks.subject import Subject
from planfolio.findings import Outcome, Related, Severity, say
from planfolio.model import Plan
from planfolio.model.exact import Range

SEVERITY = Severity.WARNING


def check(subject: Subject) -> Iterator[Outcome]:
    if not isinstance(subject.record, Plan):
        return
    for index, quota in enumerate(subject.record.quota):
        groups = quota.groups
        if quota.total is not None and groups is not None and groups.count is not None and groups.size is not None:
            yield _product(subject, index, quota.total, groups.count, groups.size)


def _product(subject: Subject, index: int, total: Range, count: int, size: Range) -> Outcome:
    product = size.times(count)
    gap = max(total.low - product.high, product.low - total.high, Fraction(0))
    values = {"count": count, "size": size, "product": product, "total": total, "gap": Range.of(gap)}
    if gap * 10 <= total.high:
        return subject.passed(
            say(
                "{count} 班 × {size} 人 = {product}，总数 {total}",
                "classes: {count} × {size} = {product}, the total is {total}",
                **values,
            )
        )
    return subject.finding(
        subject.at("quota", index, "groups"),
        say(
            "{count} 班 × 每班 {size} 人 = {product}，总数 {total}，差 {gap}，超过总数的十分之一（{most}）",
            "classes: {count} × {size} = {product}, the total is {total}: {gap} apart, more than a tenth of the total ({most})",
            most=Range.of(total.high / 10),
            **values,
        ),
        fix=say("核对班数、每班人数和总数", "check the number of classes, their size and the total"),
        related=[
            Related(at=subject.at("quota", index, "total"), message=say("总数 {total}", "total {total}", **values))
        ],
    )
