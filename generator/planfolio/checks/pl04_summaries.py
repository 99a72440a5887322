"""结束以后有总结。

已发布、已备案的方案到期以后，应有一份归档文献（总结、报告等）的“对应方案”指向它。通知、意见和个人计划不要求；没有结束日期的不判断。

错：已经结束，没有总结。

    起止: {开始: 2025-03-03, 结束: 2025-07-10}

对：

    起止: {开始: 2025-03-03, 结束: 2025-07-10}

    # archive/example-summary.md
    标题: 示例小学作业设计研修总结
    类型: 总结
    对应方案: example
--
A summary follows the end.

After a published or filed plan has ended, a document of the archive (a summary, a report) names it in `of`. Notices, opinions
and personal plans need none; without an end nothing is said.

Wrong: it has ended, and there is no summary.

    period: {start: 2025-03-03, end: 2025-07-10}

Right:

    period: {start: 2025-03-03, end: 2025-07-10}

    # archive/example-summary.md
    title: Summary of the training in homework design
    type: summary
    of: example
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from planfolio.catalog import Catalog, Item
from planfolio.checks.subject import Subject
from planfolio.findings import Count, Outcome, Passing, Severity, say
from planfolio.model import ArchiveDocument, Plan
from planfolio.model.choices import PlanType, Status

SEVERITY = Severity.WARNING

_NONE = frozenset({PlanType.NOTICE, PlanType.OPINION, PlanType.PERSONAL})


def check(subject: Subject) -> Iterator[Outcome]:
    plan = subject.record
    if not isinstance(plan, Plan) or plan.status not in (Status.FILED, Status.PUBLISHED) or plan.type in _NONE:
        return
    end = plan.period.end if plan.period else None
    if end is None or end >= subject.today or (plan.period and plan.period.start and plan.period.start > end):
        return
    summaries = _archive(subject.catalog).get(subject.item.document.id, ())
    if summaries:
        yield subject.passed(
            say(
                "{end} 结束，归档文献 {keys}",
                "ended on {end}; in the archive: {keys}",
                end=end,
                keys=[item.key for item in summaries],
            )
        )
        return
    yield subject.finding(
        subject.at("period", "end"),
        say(
            "方案 {end} 结束，已过 {days} 天，没有归档文献的“对应方案”是它",
            "the plan ended on {end}, {days} ago, and no document of the archive names it in `of`",
            end=end,
            days=Passing(Count((subject.today - end).days, "day")),
        ),
        fix=say(
            "在 archive/ 写一份总结，“对应方案”写 {id}；已结束的把状态改成“已归档”",
            "write a summary in archive/ with `of: {id}`; where none is to follow, set the status to archived",
            id=subject.item.document.id,
        ),
    )


@lru_cache(maxsize=1)
def _archive(catalog: Catalog) -> dict[str, list[Item]]:
    """The documents of the archive by the plan they report on."""
    found: dict[str, list[Item]] = {}
    for item, document in catalog.records(ArchiveDocument):
        if document.of:
            found.setdefault(document.of, []).append(item)
    return found
