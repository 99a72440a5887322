"""Packs: a policy's figures as data, dated and cited, in a closed vocabulary of checks."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from planfolio.findings import say
from planfolio.model.choices import Category, LedgerStatus, Level, Mode, PlanType, SchoolStage
from planfolio.model.documents import DocumentRecord
from planfolio.model.records import PackRef, Record, field, many
from planfolio.model.scalars import Boolean, Boundary, Choice, Day, Limit, Positive, Text


class PackCheck(Choice):
    """The closed vocabulary."""

    REQUIRED = "required", "必备"
    ONE_OF = "one_of", "其一"
    COUNT = "count", "计数"
    SUM = "sum", "合计"
    SHARE = "share", "占比"
    EQUALS = "equals", "等于"
    EACH = "each", "逐项"
    UNIQUE = "unique", "不重复"
    WITHIN = "within", "期内"
    CYCLE_FLOOR = "cycle_floor", "周期下限"
    CYCLE_CAP = "cycle_cap", "周期上限"


class Per(Choice):
    """For what a rule is judged separately, or by what its limit is scaled."""

    YEAR = "year", "年"
    AUDIENCE = "audience", "对象"
    UNIT = "unit", "单元"
    DAY = "day", "天"
    FTE = "fte", "全时当量", "full-time equivalent"


class Citation(Record):
    """The policy from which the figures come."""

    title: Text = field("标题 名称", "文件名称", "The policy's title", required=True)
    number: Text | None = field("文号 编号", "文号", "Its official number", example="教师〔2011〕1号")
    issued: Day | None = field("成文日期", "文件日期", "Its date", example="2011-01-04")
    article: Text | None = field("条款", "哪一条", "Which article")
    checked: Boolean = field(
        "已核对",
        "是否有人与正式文本核对过",
        "Whether someone compared it with the official text",
        example="否",
        default=False,
    )


class Validity(Record):
    """When the policy holds."""

    begins: Day | None = field("自 from", "从哪天起", "From which day", example="2011-01-04")
    ends: Day | None = field("至 to", "到哪天为止", "Until which day")


class PackUnits(Record):
    """Conversions that the policy lays down."""

    minutes_per_hour: Positive | None = field("每学时分钟", "一学时多少分钟", "Minutes in a class hour", example="45")
    hours_per_day: Positive | None = field("每天学时", "一天多少学时", "Class hours in a day", example="6")
    hours_per_credit: Positive | None = field("每学分学时", "一学分多少学时", "Class hours in a credit")
    days_per_week: Positive | None = field("每周天数", "一周几天", "Days in a week")
    terms_per_year: Positive | None = field("每年学期数", "一年几个学期", "Terms in a year", example="2")


class Scope(Record):
    """To which documents it applies; nothing written means all."""

    school_stages: tuple[SchoolStage, ...] = many("学段", "学段", "Stages of schooling")
    types: tuple[PlanType, ...] = many("类型", "方案类型", "Types of plan", example="term")
    audience: tuple[Text, ...] = many("对象", "对象", "Audience")


class Where(Record):
    """Which addends a rule counts."""

    mode: tuple[Mode, ...] = many("方式", "培训方式", "Mode", example="online")
    category: tuple[Category, ...] = many("类别", "内容类别", "Category", example="ethics")
    status: tuple[LedgerStatus, ...] = many(
        "状态", "台账状态；不写只数认定的", "Status in the ledger; credited entries unless written", example="credited"
    )
    audience: tuple[Text, ...] = many("对象", "对象", "Audience")


class ShareLimit(Record):
    """A part of a sum."""

    of: Text = field("合计", "占什么的比例", "Part of what", example="units.hours", required=True)
    share: Limit = field("比例", "比例，如 30% 或 1/3", "The share, such as 30% or 1/3", example="30%", required=True)


class RuleMessage(Record):
    """What to say where the rule fails."""

    zh: Text | None = field("中文", "中文", "In Chinese")
    en: Text | None = field("英文", "英文", "In English")


class PackRule(Record):
    """One rule: a check of the closed vocabulary with its figures."""

    code: Text = field("代码", "规则代码", "The rule's code", example="CN2011-1", required=True)
    title: Text | None = field("标题 名称", "规则名称", "The rule's name")
    title_en: Text | None = field(
        "英文标题", "规则的英文名称，给英文读者看", "The rule's name in English", example="At least 360 class hours"
    )
    check: PackCheck = field("检查", "哪一种检查", "Which check", example="cycle_floor", required=True)
    scope: Scope | None = field("适用", "只对这些文档适用", "Applies to these documents only")
    of: tuple[Text, ...] = many(
        "字段 合计",
        "对哪些字段，从文档往里写，用点隔开；units.hours 是各单元的学时，单元来自阶段、模块或课程方案",
        "Which fields, from the document inwards, with dots; units.hours are the hours of stages, modules or curriculum",
        example="units.hours",
    )
    where: Where | None = field("条件", "只数哪些", "Which ones count")
    per: Per | None = field(
        "周期",
        "按什么分别评：年＝周期或规划的每一年（学期方案按每年学期数折成一年），对象＝每个对象，单元＝最上一级的每个单元，"
        "天＝日程的每一天；全时当量＝限值乘以教师的全时当量",
        "Separately for each: year of a cycle or plan (a term's hours times the terms per year), audience, topmost unit, "
        "day of a schedule; fte scales the limit by the teacher's full-time equivalent",
        example="year",
    )
    hours: Boundary | None = field("学时", "学时数，可带单位", "Class hours, with or without a unit", example="360")
    years: Positive | None = field("年数", "几年", "Years", example="5")
    at_least: Boundary | None = field(
        "至少",
        "至少多少：数、学时（可带单位）、金额或时间",
        "At least: a number, hours with or without a unit, money or a time of day",
        example="160",
    )
    at_most: Boundary | None = field(
        "至多",
        "至多多少：数、学时（可带单位）、金额或时间",
        "At most: a number, hours with or without a unit, money or a time of day",
        example="24",
    )
    at_least_share: ShareLimit | None = field("至少占", "至少占多少", "At least this share")
    at_most_share: ShareLimit | None = field("至多占", "至多占多少", "At most this share")
    level: Level | None = field(
        "级别", "要求的级别；达到或高于它的才算", "The level asked for; what reaches it counts", example="county"
    )
    message: RuleMessage | None = field("信息", "不满足时说什么", "What to say where it fails")


class Pack(DocumentRecord):
    """A rule pack."""

    COLLECTION: ClassVar[str] = "packs"
    KIND: ClassVar[str] = "pack"
    KIND_NAME = say("规则包", "Rule pack")

    title: Text = field("标题 名称", "规则包名称", "The pack's name", required=True)
    title_en: Text | None = field("英文标题", "规则包的英文名称，给英文读者看", "The pack's name in English")
    citation: Citation = field("出处", "依据的文件", "The policy from which the figures come", required=True)
    valid: Validity | None = field("有效期", "有效期", "When it holds")
    jurisdiction: Text | None = field("适用地区", "适用地区", "Where it holds", example="CN")
    parent: PackRef | None = field(
        "上级",
        "上级规则包：它的规则和换算也用，代码相同的以本包为准",
        "The pack above it: its rules and conversions hold too; a rule of the same code replaces the parent's",
    )
    units: PackUnits | None = field("换算", "换算", "Conversions")
    scope: Scope | None = field("适用", "适用范围", "To what it applies")
    rules: tuple[PackRule, ...] = many("规则", "规则", "Its rules")

    def covers(self, when: date) -> bool:
        """Whether the policy was in force on the day `when`."""
        if self.valid is None:
            return True
        begins, ends = self.valid.begins, self.valid.ends
        return (begins is None or begins <= when) and (ends is None or when <= ends)
