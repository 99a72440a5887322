"""名额的分配加起来等于总数。

分配明细的人数相加应等于总数；范围按范围相加。等额推荐的要正好相等，差额推荐的不能比总数少。
明细既按单位又按学科各列一遍的，每一遍都等于总数也算对。

错：总数 60，分配 20 + 25 + 10 = 55，少 5 人。

    名额:
      总数: 60
      分配: [{单位: 示例东校, 人数: 20}, {单位: 示例南校, 人数: 25}, {单位: 示例北校, 人数: 10}]

对：

    名额:
      总数: 60
      分配: [{单位: 示例东校, 人数: 20}, {单位: 示例南校, 人数: 25}, {单位: 示例北校, 人数: 15}]
--
The shares of a quota add up to its total.

The counts of the rows make the total; ranges add as ranges. Where as many are nominated as there are places (`equal`) the sum
is the total, where more are (`competitive`) it is no less. Rows that list the same places once by school and once by subject
are right if each list makes the total.

Wrong: a total of 60, rows of 20 + 25 + 10 = 55, 5 short.

    quota:
      total: 60
      rows: [{organisation: East, count: 20}, {organisation: South, count: 25}, {organisation: North, count: 10}]

Right:

    quota:
      total: 60
      rows: [{organisation: East, count: 20}, {organisation: South, count: 25}, {organisation: North, count: 15}]
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from planfolio.checks.subject import Subject, joined
from planfolio.findings import Message, Outcome, Related, Severity, say
from planfolio.model import Plan
from planfolio.model.choices import Selection
from planfolio.model.exact import Range
from planfolio.model.plans import Quota, QuotaRow

SEVERITY = Severity.ERROR


def check(subject: Subject) -> Iterator[Outcome]:
    if isinstance(subject.record, Plan):
        for index, quota in enumerate(subject.record.quota):
            if quota.total is not None and quota.rows:
                yield _sum(subject, index, quota, quota.total)


def _sum(subject: Subject, index: int, quota: Quota, total: Range) -> Outcome:
    found = _added(quota.rows)
    values: dict[str, object] = {
        "title": say("“{title}”", " “{title}”", title=quota.title) if quota.title else "",
        "rows": _addition(quota.rows),
        "total": total,
    }
    if holds := _holds(quota, found, total, values):
        return subject.passed(holds)
    return subject.finding(
        subject.at("quota", index, "total"),
        say(
            "名额{title}总数 {total}，分配 {rows}，{gap}",
            "places{title}: the total is {total}, the rows make {rows}: {gap}",
            gap=_gap(found, total),
            **values,
        ),
        fix=say("总数改成 {sum}，或核对分配明细", "make the total {sum}, or check the rows", sum=found),
        related=[
            Related(
                at=subject.at("quota", index, "rows", number),
                message=say("{who} {count} 人", "{who}: {count}", who=_who(subject, row), count=row.count),
            )
            for number, row in enumerate(quota.rows)
        ],
    )


def _holds(quota: Quota, found: Range, total: Range, values: dict[str, object]) -> Message | None:
    """In what way the rows make the total."""
    if found.meets(total):
        return say("名额{title}：{rows}，总数 {total}", "places{title}: {rows}, total {total}", **values)
    if quota.selection is Selection.COMPETITIVE and found.low >= total.high:
        return say(
            "名额{title}：{rows}，不少于总数 {total}（差额推荐）",
            "places{title}: {rows}, no fewer than the total, {total} (more nominees than places)",
            **values,
        )
    lists = _lists(quota.rows)
    if len(lists) > 1 and all(_added(rows).meets(total) for rows in lists):
        return say(
            "名额{title}分 {count} 遍列出：{lists}，总数 {total}",
            "places{title}, listed in {count} ways: {lists}, total {total}",
            count=len(lists),
            lists=joined(_addition(rows) for rows in lists),
            **values,
        )
    return None


def _added(rows: Sequence[QuotaRow]) -> Range:
    found = Range.of(0)
    for row in rows:
        found = found + row.count
    return found


def _addition(rows: Sequence[QuotaRow]) -> Message:
    """`20 + 25 = 45`; of a single row there is nothing to add."""
    if len(rows) == 1:
        return say("{sum}", "{sum}", sum=rows[0].count)
    addends = " + ".join(str(row.count) for row in rows)
    return say("{addends} = {sum}", "{addends} = {sum}", addends=addends, sum=_added(rows))


def _lists(rows: Sequence[QuotaRow]) -> list[list[QuotaRow]]:
    """The rows by what they divide the places by: schools, subjects, audiences."""
    lists: dict[tuple[bool, ...], list[QuotaRow]] = {}
    for row in rows:
        lists.setdefault((bool(row.organisation), bool(row.subject), bool(row.audience)), []).append(row)
    return list(lists.values())


def _gap(found: Range, total: Range) -> Message:
    if found.high < total.low:
        return say("少 {gap} 人", "{gap} short", gap=Range(total.low - found.high, total.high - found.low))
    return say("多 {gap} 人", "{gap} too many", gap=Range(found.low - total.high, found.high - total.low))


def _who(subject: Subject, row: QuotaRow) -> str:
    parts = (subject.catalog.name_of(row.organisation), row.subject, row.audience)
    return " ".join(part for part in parts if part) or "—"
