"""Portfolios: a teacher's ledger of hours and what else belongs to their file."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from planfolio.findings import say
from planfolio.model.choices import Category, LedgerStatus, Level, MentoringRole, Mode, ProjectStage, SchoolStage
from planfolio.model.documents import DocumentRecord
from planfolio.model.plans import Duty
from planfolio.model.records import OrganisationName, OrganisationRef, PackRef, PlanRef, Record, field, many
from planfolio.model.scalars import Boolean, Day, Hours, Number, Part, Text

BODY = ("body", "正文")
"""How consent names a portfolio's free text, which is no field."""


class Honour(Record):
    """An honorary title."""

    title: Text = field("标题 名称", "称号", "The title", example="县级骨干教师", required=True)
    level: Level | None = field("级别", "级别", "Level", example="county")
    date: Day | None = field("日期", "授予日期", "When it was given", example="2022-09-10")


class Consent(Record):
    """What the teacher allows to be published. It allows nothing without a date, nor before that day."""

    in_force: ClassVar[bool] = True

    granted: Boolean | None = field("同意", "是否同意公开", "Whether publication is allowed", example="是")
    date: Day | None = field("日期", "授权日期", "When it was given", example="2024-09-01")
    fields: tuple[Text, ...] = many("公开项目", "允许公开的字段", "Fields that may be shown", example="ledger")


class FutureConsent(Consent):
    """A consent whose day is still to come."""

    in_force: ClassVar[bool] = False


class Cycle(Record):
    """The cycle over which hours are counted."""

    start: Day = field("开始", "周期第一天", "First day", example="2021-01-01", required=True)
    end: Day = field("结束", "周期最后一天", "Last day", example="2025-12-31", required=True)
    pack: PackRef | None = field("规则包", "按哪个规则包评定", "The rule pack that judges it", example="cn-2011")


class Entry(Record):
    """Something in the file that may be kept from the public."""

    internal: Boolean | None = field("不公开", "这一条不公开", "Keep this entry from the public", example="是")


class LedgerEntry(Entry):
    """Hours claimed or credited."""

    date: Day | None = field("日期", "哪一天", "On which day", example="2021-10-15")
    title: Text = field("标题 名称", "什么培训", "What training", required=True)
    plan: PlanRef | None = field("方案", "对应的方案", "The plan it belongs to")
    unit: Text | None = field("单元", "对应的单元", "The unit it belongs to")
    hours: Hours = field("学时", "多少学时", "How many hours", example="24", required=True)
    mode: Mode | None = field("方式", "培训方式", "How it was taught", example="online")
    category: Category | None = field("类别", "内容类别", "What it was about", example="ethics")
    certifier: OrganisationName | None = field("认定单位", "由谁认定", "Who credits it", example="demo-institute")
    evidence: Text | None = field("佐证 证明材料", "证书或文件名", "A certificate or a file's name", example="e1.pdf")
    number: Text | None = field("编号", "证书编号", "The certificate's number", example="Z-2021")
    status: LedgerStatus = field(
        "状态", "申报、认定或未认定", "What became of it", example="credited", default=LedgerStatus.CLAIMED
    )


class Lesson(Entry):
    """An open lesson."""

    title: Text = field("标题 名称", "课题", "The lesson", required=True)
    date: Day = field("日期", "哪一天", "On which day", example="2023-05-10", required=True)
    level: Level | None = field("级别", "级别", "Level")
    host: OrganisationName | None = field("主办", "由谁主办", "Who held it")
    audience: Text | None = field("对象", "给谁听", "For whom")
    evidence: Text | None = field("佐证", "证明材料", "Evidence")


class Paper(Entry):
    """A paper."""

    title: Text = field("标题 名称", "题目", "Its title", required=True)
    journal: Text | None = field("刊物", "刊物", "Where it appeared")
    date: Day | None = field("日期", "发表日期", "When it appeared")
    level: Level | None = field("级别", "级别", "Level")
    award: Text | None = field("获奖", "获奖情况", "Award")
    rank: Number | None = field("作者次序", "第几作者", "Which author", example="1")


class Project(Entry):
    """A research project."""

    title: Text = field("标题 名称", "课题名称", "Its title", required=True)
    number: Text | None = field("编号", "立项编号", "Its number")
    level: Level | None = field("级别", "级别", "Level")
    role: Text | None = field("角色", "主持或参与", "Leads or takes part", example="主持")
    start: Day | None = field("开始", "开始", "When it began")
    end: Day | None = field("结束", "结束", "When it ended")
    stage: ProjectStage | None = field("进展", "进展", "How far it has come", example="closed")
    result: Text | None = field("结果", "成果", "What came of it")


class Mentoring(Entry):
    """A mentoring pair, seen from this teacher."""

    partner: Text = field("对方", "对方姓名", "The other side", required=True)
    role: MentoringRole = field("角色", "师傅或徒弟", "Mentor or mentee", example="mentor", required=True)
    start: Day | None = field("开始", "开始", "When it began")
    end: Day | None = field("结束", "结束", "When it ends")
    duties: tuple[Duty, ...] = many("职责", "职责", "Duties")


class Award(Entry):
    """An award."""

    title: Text = field("标题 名称", "奖项", "What for", required=True)
    level: Level | None = field("级别", "级别", "Level")
    date: Day | None = field("日期", "日期", "When")
    issuer: OrganisationName | None = field("发布单位 颁发单位", "由谁颁发", "By whom")


class Certificate(Entry):
    """A certificate."""

    title: Text = field("标题 名称", "证书名称", "What it certifies", required=True)
    number: Text | None = field("编号", "证书编号", "Its number")
    issuer: OrganisationName | None = field("发布单位 发证单位", "由谁颁发", "By whom")
    date: Day | None = field("日期", "发证日期", "When")
    expires: Day | None = field("有效期至", "到期日", "When it expires")


class Portfolio(DocumentRecord):
    """A teacher's file."""

    COLLECTION: ClassVar[str] = "portfolios"
    KIND: ClassVar[str] = "portfolio"
    KIND_NAME = say("教师档案", "Portfolio")

    name: Text = field("姓名", "教师姓名", "The teacher's name", example="示例教师甲", required=True)
    organisation: OrganisationRef | None = field("单位", "所在单位", "Where they work", example="demo-school")
    subject: Text | None = field("学科", "任教学科", "What they teach", example="语文")
    school_stage: SchoolStage | None = field("学段", "任教学段", "At which stage", example="primary")
    rank: Text | None = field("职称", "专业技术职务", "Professional rank", example="一级教师")
    honours: tuple[Honour, ...] = many("称号", "荣誉称号", "Honorary titles")
    hired: Day | None = field("入职日期", "入职日期", "When they were hired", internal=True)
    fte: Part | None = field("全时当量", "全时当量，0 到 1", "Full-time equivalent, 0 to 1", example="1", internal=True)
    consent: Consent | None = field(
        "公开授权", "本人同意公开什么", "What the teacher allows to be published", internal=True
    )
    cycle: Cycle | None = field("周期", "学时周期", "The cycle over which hours count")
    ledger: tuple[LedgerEntry, ...] = many("学时台账 台账", "学时台账", "Ledger of hours")
    lessons: tuple[Lesson, ...] = many("公开课", "公开课", "Open lessons")
    papers: tuple[Paper, ...] = many("论文", "论文", "Papers")
    projects: tuple[Project, ...] = many("课题", "课题", "Research projects")
    mentoring: tuple[Mentoring, ...] = many("结对", "师徒结对", "Mentoring pairs")
    awards: tuple[Award, ...] = many("奖励", "奖励", "Awards")
    certificates: tuple[Certificate, ...] = many("证书", "证书", "Certificates")
    personal_plan: PlanRef | None = field("个人发展规划", "个人发展规划", "The personal plan")

    @property
    def title(self) -> str:
        return self.name


def as_of(day: date, portfolio: Portfolio) -> Portfolio:
    """The portfolio as it stands on `day`: a consent of a later date is not in force."""
    consent = portfolio.consent
    if consent is None or consent.date is None or consent.date <= day:
        return portfolio
    future = FutureConsent.model_construct(consent.model_fields_set, **dict(consent))
    return portfolio.model_copy(update={"consent": future})
