"""Organisations: bureaus, institutes, schools and bases."""

from __future__ import annotations

from typing import ClassVar

from planfolio.findings import say
from planfolio.model.choices import OrganisationKind
from planfolio.model.documents import DocumentRecord
from planfolio.model.plans import Contact
from planfolio.model.records import OrganisationRef, PackRef, field, many
from planfolio.model.scalars import Text


class Organisation(DocumentRecord):
    """An organisation."""

    COLLECTION: ClassVar[str] = "organisations"
    KIND: ClassVar[str] = "organisation"
    KIND_NAME = say("机构", "Organisation")

    title: Text = field("标题 名称", "机构全称", "Its full name", example="示例学校", required=True)
    kind: OrganisationKind | None = field(
        "种类 类型",
        "教育局、教研/进修机构、学校、幼儿园或基地",
        "Bureau, institute, school, kindergarten or base",
        example="school",
    )
    region: Text | None = field("行政区划代码", "GB/T 2260 代码", "Code of GB/T 2260", example="231222")
    parent: OrganisationRef | None = field("上级", "上级机构", "The organisation above it", example="demo-bureau")
    packs: tuple[PackRef, ...] = many(
        "规则包", "本机构的方案按哪些规则包评定", "Rule packs that judge its plans", example="cn-2011"
    )
    contacts: tuple[Contact, ...] = many("联系人", "联系人", "Whom to ask")
