"""Curricula: units that several plans can share."""

from __future__ import annotations

from typing import ClassVar

from planfolio.findings import say
from planfolio.model.choices import SchoolStage
from planfolio.model.documents import DocumentRecord
from planfolio.model.plans import Objective
from planfolio.model.records import OrganisationRef, field, many
from planfolio.model.scalars import Hours, Text
from planfolio.model.units import Unit


class Curriculum(DocumentRecord):
    """A curriculum."""

    COLLECTION: ClassVar[str] = "curricula"
    KIND: ClassVar[str] = "curriculum"
    KIND_NAME = say("课程方案", "Curriculum")

    title: Text = field("标题 名称", "课程方案的全称", "The curriculum's title", required=True)
    issuer: OrganisationRef | None = field(
        "发布单位", "由哪个机构发布", "The organisation that issues it", example="demo-institute"
    )
    subjects: tuple[Text, ...] = many("学科", "涉及的学科", "Subjects")
    school_stages: tuple[SchoolStage, ...] = many("学段", "涉及的学段", "Stages of schooling")
    audience: tuple[Text, ...] = many("对象", "面向谁", "Whom it is for")
    objectives: tuple[Objective, ...] = many("目标", "课程目标", "What is to be reached")
    hours: Hours | None = field("学时", "声明的总学时", "Declared total of hours", example="45")
    units: tuple[Unit, ...] = many("单元 课程", "课程单元", "Its units", required=True)
    prerequisites: tuple[Text, ...] = many("先修", "先修单元的代号", "Ids of units to take first", example="base")
    standards: tuple[Text, ...] = many("标准", "依据的课程标准", "Standards it follows")
