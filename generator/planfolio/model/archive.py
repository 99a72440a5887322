"""Archive: summaries, articles and reports that are kept."""

from __future__ import annotations

from typing import ClassVar

from planfolio.findings import say
from planfolio.model.choices import ArchiveType
from planfolio.model.documents import DocumentRecord, Period
from planfolio.model.records import OrganisationRef, PlanRef, field, many
from planfolio.model.scalars import Count, Day, Hours, Text


class ArchiveDocument(DocumentRecord):
    """A document of the archive."""

    COLLECTION: ClassVar[str] = "archive"
    KIND: ClassVar[str] = "archive"
    KIND_NAME = say("归档文献", "Archive document")

    title: Text = field("标题 名称", "题目", "Its title", required=True)
    type: ArchiveType = field(
        "类型", "总结、论文、报告或其他", "Summary, article, report or other", example="summary", required=True
    )
    of: PlanRef | None = field("对应方案", "总结的是哪个方案", "The plan it reports on")
    author: Text | None = field("作者", "作者", "Its author", example="示例作者甲")
    issuer: OrganisationRef | None = field("发布单位", "由哪个机构发布", "The organisation that issues it")
    issued: Day | None = field("成文日期", "日期", "Its date")
    period: Period | None = field("起止", "所写培训的起止", "When the training ran")
    participants: Count | None = field("参加人数", "多少人参加", "How many took part", example="210")
    hours: Hours | None = field("学时", "培训学时", "Hours of training")
    findings: tuple[Text, ...] = many("发现 要点", "主要发现", "What was found")
    sources: tuple[Text, ...] = many("来源 参考文献", "参考文献", "References")
