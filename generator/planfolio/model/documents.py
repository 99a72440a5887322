"""Fields that every document takes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, Self

from planfolio.findings import Message
from planfolio.frozen import when_forgotten
from planfolio.model.choices import Visibility
from planfolio.model.records import FieldEntry, Record, entries, field, many, unstated
from planfolio.model.scalars import Day, FirstDay, LastDay, Text


class Period(Record):
    """From start to end; a month or a year stands for its first and its last day."""

    start: FirstDay | None = field(
        "开始", "第一天；只写月份或年份时取其第一天", "First day; a month or year means its first", example="2024-09-01"
    )
    end: LastDay | None = field(
        "结束",
        "最后一天；只写月份或年份时取其最后一天",
        "Last day; a month or year means its last",
        example="2025-01-20",
    )

    @classmethod
    def from_text(cls, text: str) -> dict[str, str]:
        """A single month or year is the whole of it."""
        return {"start": text, "end": text}


class Waiver(Record):
    """Why a finding is accepted for a time."""

    code: Text = field("代码", "被豁免的规则代码", "The rule that is waived", example="HR02", required=True)
    reason: Text | None = field("理由", "为什么可以接受", "Why it is acceptable", example="明细待县里补发")
    owner: Text | None = field("负责人", "由谁负责补上", "Who will mend it", example="教师发展室")
    expires: Day | None = field(
        "有效期至", "过了这一天豁免失效", "The last day on which it holds", example="2026-12-31"
    )


class DocumentRecord(Record):
    """What all kinds of documents share. Of one of which but the head is known the other fields are found out when one of them is
    read; those who read it see no difference."""

    __slots__ = ("_names", "_whole")

    COLLECTION: ClassVar[str] = ""
    KIND: ClassVar[str] = ""
    KIND_NAME: ClassVar[Message]

    aliases: tuple[Text, ...] = many(
        "旧地址", "这份文档从前的网址", "Former addresses of the document", example="plans/old-name/"
    )
    tags: tuple[Text, ...] = many("标签", "检索和归类用的词", "Words for searching and grouping", example="示例")
    waivers: tuple[Waiver, ...] = many("豁免", "暂时接受的问题", "Findings accepted for a time")
    visibility: Visibility = field(
        "公开范围", "公开或仅限内部", "Public or internal", example="public", default=Visibility.PUBLIC
    )
    note: Text | None = field(
        "备注", ".yaml 文档里代替正文的一段话", "In a .yaml document: a text in place of the body"
    )

    @classmethod
    def headed(
        cls, known: Mapping[str, Any], stated: frozenset[str], names: tuple[str, ...], whole: Callable[[], Record]
    ) -> Self:
        """A document of which these fields are known, which fields its source states and which names stand inside. `whole` gives
        the rest, once that is asked for."""
        record = cls.__new__(cls)
        unsaid = {name: value for name, value in unstated(cls).items() if name not in stated}
        record._put(unsaid | dict(known), stated)
        object.__setattr__(record, "_names", names)
        object.__setattr__(record, "_whole", whole)
        return record

    @property
    def known_names(self) -> tuple[str, ...] | None:
        """The names of the parts inside it where they are known beforehand."""
        return getattr(self, "_names", None)

    if not TYPE_CHECKING:  # mypy would take any name for a field

        def __getattr__(self, name: str) -> Any:
            return self.by_name[name] if name in type(self).model_fields else super().__getattr__(name)

    @property
    def by_name(self) -> Mapping[str, Any]:
        known = self.__dict__
        if len(known) < len(type(self).model_fields):
            whole: Callable[[], Record] = getattr(self, "_whole")  # noqa: B009  # a slot, of which mypy knows nothing
            head = dict(known)
            known |= whole().__dict__
            when_forgotten(partial(object.__setattr__, self, "__dict__", head))
        return known

    def __eq__(self, other: object) -> bool:
        _ = self.by_name, other.by_name if isinstance(other, DocumentRecord) else None
        return super().__eq__(other)

    def __copy__(self) -> Self:
        _ = self.by_name
        return super().__copy__()


def own_first(model: type[Record]) -> list[FieldEntry]:
    """The fields of a record; those of a kind of document before those that every document takes."""
    common = DocumentRecord.model_fields
    return sorted(entries(model), key=lambda entry: entry.name in common and issubclass(model, DocumentRecord))
