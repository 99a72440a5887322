"""Choices: the closed sets of values, each with its Chinese spelling."""

from __future__ import annotations

from planfolio.model.scalars import Choice


class PlanType(Choice):
    """What kind of plan it is; decides which sections it must have."""

    PROJECT = "project", "项目方案", "project plan"
    TERM = "term", "学期方案", "term plan"
    ANNUAL = "annual", "年度计划", "annual plan"
    MULTI_YEAR = "multi_year", "多年规划", "multi-year plan"
    CULTIVATION = "cultivation", "培养计划", "cultivation plan"
    INDUCTION = "induction", "新教师培训", "induction"
    MENTORING = "mentoring", "师徒协议", "mentoring agreement"
    PERSONAL = "personal", "个人计划", "personal plan"
    NOTICE = "notice", "通知"
    OPINION = "opinion", "意见"


class Level(Choice):
    """Administrative level."""

    NATIONAL = "national", "国家"
    PROVINCIAL = "provincial", "省"
    CITY = "city", "市"
    COUNTY = "county", "县"
    DISTRICT = "district", "学区"
    SCHOOL = "school", "校"

    @classmethod
    def spellings(cls) -> dict[str, Choice]:
        return super().spellings() | {f"{member.chinese}级": member for member in cls}

    def reaches(self, other: Level) -> bool:
        """Whether it is as high as `other`, or higher."""
        ranks = list(Level)
        return ranks.index(self) <= ranks.index(other)


class Status(Choice):
    """Where a plan stands; drafts and archived plans are judged mildly."""

    DRAFT = "draft", "草稿"
    SUBMITTED = "submitted", "送审"
    FILED = "filed", "已备案"
    PUBLISHED = "published", "已发布"
    SUPERSEDED = "superseded", "已废止"
    ARCHIVED = "archived", "已归档"

    @property
    def is_lenient(self) -> bool:
        """Errors count as warnings."""
        return self in (Status.DRAFT, Status.SUPERSEDED, Status.ARCHIVED)


class Mode(Choice):
    """How a unit is taught."""

    FACE_TO_FACE = "face_to_face", "集中面授", "face to face"
    ONLINE = "online", "网络研修"
    SCHOOL_BASED = "school_based", "校本研修", "school-based"
    PRACTICE = "practice", "实践"
    SHADOWING = "shadowing", "跟岗"
    SELF_STUDY = "self_study", "自学", "self-study"
    MIXED = "mixed", "混合"


class Category(Choice):
    """What a unit is about."""

    ETHICS = "ethics", "师德修养", "professional ethics"
    KNOWLEDGE = "knowledge", "专业知识", "subject knowledge"
    SKILLS = "skills", "教学技能", "teaching skills"
    RESEARCH = "research", "教育科研", "educational research"
    TECHNOLOGY = "technology", "信息技术", "information technology"
    OTHER = "other", "其他"


class SchoolStage(Choice):
    """Stage of schooling."""

    PRESCHOOL = "preschool", "学前"
    PRIMARY = "primary", "小学"
    LOWER_SECONDARY = "lower_secondary", "初中"
    UPPER_SECONDARY = "upper_secondary", "高中"
    VOCATIONAL = "vocational", "中职"
    SPECIAL = "special", "特教", "special education"


class Visibility(Choice):
    """Who may see it."""

    PUBLIC = "public", "公开"
    INTERNAL = "internal", "内部"


class Selection(Choice):
    """How nominees are chosen."""

    EQUAL = "equal", "等额", "as many nominees as places"
    COMPETITIVE = "competitive", "差额", "more nominees than places"


class LimitUnit(Choice):
    """What an attendance limit counts."""

    HOURS = "hours", "学时"
    DAYS = "days", "天"
    SHARE = "share", "比例"


class DeadlineKind(Choice):
    """What a deadline is for, in the order in which they should fall."""

    FILING = "filing", "备案"
    REGISTRATION = "registration", "报名"
    SUBMISSION = "submission", "报送"
    START = "start", "开班"
    END = "end", "结束"


class SafeguardKind(Choice):
    """What a safeguard secures."""

    ORGANISATION = "organisation", "组织"
    SYSTEM = "system", "制度"
    FUNDING = "funding", "经费"
    SAFETY = "safety", "安全"
    ACCOUNTABILITY = "accountability", "问责"


class SessionStatus(Choice):
    """What became of a session; cancelled ones count in no account."""

    PLANNED = "planned", "计划"
    DELIVERED = "delivered", "已完成"
    CANCELLED = "cancelled", "取消"
    MOVED = "moved", "调整"


class LedgerStatus(Choice):
    """What became of a claim of hours."""

    CLAIMED = "claimed", "申报"
    CREDITED = "credited", "认定"
    REJECTED = "rejected", "未认定"


class ProjectStage(Choice):
    """How far a research project has come."""

    PROPOSED = "proposed", "申报"
    APPROVED = "approved", "立项"
    OPENED = "opened", "开题"
    MIDTERM = "midterm", "中期"
    CLOSED = "closed", "结题"


class MentoringRole(Choice):
    """Which side of a mentoring pair."""

    MENTOR = "mentor", "师傅"
    MENTEE = "mentee", "徒弟"


class ArchiveType(Choice):
    """What an archived document is."""

    SUMMARY = "summary", "总结"
    ARTICLE = "article", "论文"
    REPORT = "report", "报告"
    OTHER = "other", "其他"


class OrganisationKind(Choice):
    """What an organisation is."""

    BUREAU = "bureau", "教育局", "education bureau"
    INSTITUTE = "institute", "教研/进修机构", "institute"
    SCHOOL = "school", "学校"
    KINDERGARTEN = "kindergarten", "幼儿园"
    BASE = "base", "基地", "training base"


class Forge(Choice):
    """Where the repository lives."""

    GITHUB = "github", "GitHub", "GitHub"
    GITLAB = "gitlab", "GitLab", "GitLab"
    GITEA = "gitea", "Gitea", "Gitea"
    GITEE = "gitee", "Gitee", "Gitee"


class SiteLanguage(Choice):
    """The language of the interface."""

    CHINESE = "zh-CN", "中文"
    ENGLISH = "en", "英文"


class FormEngine(Choice):
    """The program that shows the form in the browser."""

    SVELTIA = "sveltia", "Sveltia", "Sveltia CMS"
    DECAP = "decap", "Decap", "Decap CMS"
