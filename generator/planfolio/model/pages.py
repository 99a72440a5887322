"""Pages: ordinary text, the handbook among it."""

from __future__ import annotations

from typing import ClassVar

from planfolio.findings import say
from planfolio.model.documents import DocumentRecord
from planfolio.model.records import field
from planfolio.model.scalars import Text, Whole


class TextPage(DocumentRecord):
    """An ordinary page."""

    COLLECTION: ClassVar[str] = "pages"
    KIND: ClassVar[str] = "page"
    KIND_NAME = say("页面", "Page")

    title: Text = field("标题 名称", "页面标题", "The page's title", required=True)
    description: Text | None = field("摘要", "一两句摘要", "A sentence or two")
    order: Whole | None = field("顺序", "在目录里的次序", "Its place in the contents", example="10")
