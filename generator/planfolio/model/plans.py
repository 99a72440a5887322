"""Plans: programmes, notices, opinions, agreements and personal plans."""

from __future__ import annotations

from typing import ClassVar

from planfolio.findings import say
from planfolio.model.choices import (
    Category,
    DeadlineKind,
    Level,
    LimitUnit,
    Mode,
    PlanType,
    SafeguardKind,
    SchoolStage,
    Selection,
    Status,
)  # fmt: skip
from planfolio.model.documents import DocumentRecord, Period
from planfolio.model.records import (
    CurriculumRef,
    OrganisationName,
    OrganisationRef,
    PackRef,
    PlanRef,
    Record,
    ScheduleRef,
    field,
    many,
)  # fmt: skip
from planfolio.model.scalars import Boolean, Count, Day, Hours, Limit, Money, Number, Positive, SchoolYear, Text, Whole
from planfolio.model.units import Unit


class Filing(Record):
    """How the plan was filed with its authority."""

    submitted: Day | None = field("送审日期", "送审的日子", "When it was submitted", example="2024-08-20")
    approved: Day | None = field("批准日期", "批准的日子", "When it was approved", example="2024-09-01")
    by: OrganisationName | None = field("批准单位", "由谁批准", "By whom it was approved", example="demo-bureau")
    number: Text | None = field("编号 文号", "备案编号", "The filing's number", example="示教备〔2024〕12号")


class Basis(Record):
    """A policy on which the plan rests."""

    title: Text = field("标题 名称", "文件名称", "The policy's title", required=True)
    number: Text | None = field("文号 编号", "文件的文号", "Its official number", example="教师〔2011〕1号")
    issued: Day | None = field("成文日期", "文件日期", "Its date", example="2011-01-04")
    pack: PackRef | None = field("规则包", "对应的规则包", "The rule pack made from it", example="cn-2011")


class Condition(Record):
    """A condition of admission, as written and in figures."""

    text: Text | None = field("内容", "条件原意", "The condition in words")
    any_of: tuple[Condition, ...] = many("任一", "满足其中一项即可", "One of these is enough")
    count: Count | None = field("数量", "至少几次、几项", "How many at least", example="3")
    level: Level | None = field("级别", "要求的级别", "The level asked for", example="county")
    window: Text | None = field("期限", "在多长时间内", "Within what time", example="近5年")


class Groups(Record):
    """How the places are divided into classes."""

    count: Whole | None = field("班数 数量", "几个班", "How many classes", example="7")
    size: Count | None = field("每班人数", "每班多少人", "How many people in a class", example="30")


class QuotaRow(Record):
    """A share of the places."""

    organisation: OrganisationName | None = field(
        "单位", "分给哪个单位", "To whom the places go", example="demo-school"
    )
    subject: Text | None = field("学科", "哪个学科", "Which subject", example="语文")
    audience: Text | None = field("对象", "哪类对象", "Which audience", example="校长")
    count: Count = field("人数 数量", "多少人", "How many people", example="20", required=True)


class Quota(Record):
    """How many people, and from where."""

    title: Text | None = field("标题 名称", "这组名额的名称", "What these places are for")
    total: Count | None = field("总数", "一共多少人", "How many in all", example="406")
    selection: Selection | None = field("选拔方式 方式", "等额或差额", "Equal or competitive", example="equal")
    groups: Groups | None = field("班", "分班", "Classes")
    rows: tuple[QuotaRow, ...] = many("分配", "分配明细", "Shares")


class Baseline(Record):
    """A figure from which the plan starts."""

    title: Text = field("标题 名称", "指标名称", "What was measured", required=True)
    value: Text | None = field("值", "现状", "How it stands", example="126人")


class Needs(Record):
    """What was found out before planning."""

    method: Text | None = field("方法", "怎样了解的", "How it was found out", example="问卷")
    baseline: tuple[Baseline, ...] = many("基线", "现状数据", "Figures to start from")


class Objective(Record):
    """What is to be reached."""

    text: Text = field("内容", "目标的表述", "The objective in words", required=True)
    measure: Text | None = field("指标", "怎样衡量", "How it is measured", example="市级骨干教师人数")
    baseline: Text | None = field("基线", "现状", "Where it stands now", example="0")
    target: Text | None = field("目标值", "要达到的值", "The value to reach", example="3")
    due: Text | None = field("截止", "到什么时候", "By when", example="三年内")


class Part(Record):
    """A part of a component."""

    title: Text = field("标题 名称", "细项名称", "The part's name", required=True)
    weight: Number | None = field("分值", "分数", "Its points", example="10")


class Component(Record):
    """Something that is assessed."""

    title: Text = field("标题 名称", "考核项目名称", "The component's name", required=True)
    weight: Number | None = field("分值", "分数", "Its points", example="20")
    parts: tuple[Part, ...] = many("细项", "细项，分数之和应等于本项", "Parts whose points add up to it")
    deliverable: Text | None = field("成果", "交什么", "What is handed in", example="心得体会")
    stage: Text | None = field("阶段", "在哪个阶段考核", "In which stage")
    due: Text | None = field("截止", "什么时候交", "By when", example="2024-12-30")
    scorer: Text | None = field("评分人", "由谁评分", "Who scores it")


class Bonus(Record):
    """Points beyond the scale."""

    title: Text = field("标题 名称", "为什么加分", "What earns it", required=True)
    each: Text | None = field("每次", "每次加多少", "How much each time", example="2")
    cap: Number | None = field("上限", "最多加多少", "How much at most", example="10")


class Assessment(Record):
    """An assessment of a hundred points, or of another scale."""

    title: Text = field("标题 名称", "考核名称", "The assessment's name", required=True)
    subject: Text | None = field("考核对象 对象", "考核谁", "Who is assessed", example="学员")
    scale: Positive | None = field("满分", "满分，不写为 100", "Full marks, 100 unless written", example="100")
    pass_mark: Number | None = field("合格线", "多少分合格", "From how many points it is passed", example="60")
    components: tuple[Component, ...] = many("项目", "考核项目", "What is assessed")
    bonus: tuple[Bonus, ...] = many("加分", "加分项", "Bonus points")
    must_pass: tuple[Text, ...] = many("必过项", "必须通过的项目", "Components that must be passed")


class Attendance(Record):
    """How much absence has consequences."""

    limit: Limit | None = field("上限", "3、1/3 或 30%", "3, 1/3 or 30%", example="1/3")
    unit: LimitUnit | None = field("单位", "学时、天或比例", "Hours, days or a share", example="days")
    window: Text | None = field("期限", "在多长时间内计算", "Over what time it is counted", example="集中面授阶段")
    inclusive: Boolean | None = field("含本数", "达到上限是否就算", "Whether reaching the limit counts", example="否")
    consequence: Text | None = field("后果", "有什么后果", "What follows", example="不予结业")


class Grant(Record):
    """Hours that are awarded when a condition is met."""

    title: Text = field("标题 名称", "认定名目", "What is awarded", required=True)
    hours: Hours = field("学时", "认定多少学时", "How many hours", example="24", required=True)
    mode: Mode | None = field("方式", "按哪种方式计", "As which mode it counts", example="school_based")
    category: Category | None = field("类别", "按哪个类别计", "As which category it counts", example="skills")
    trigger: Text | None = field("条件", "什么情况下认定", "When it is awarded", example="综合考核60分以上")
    certifier: OrganisationName | None = field("认定单位", "由谁认定", "By whom", example="demo-institute")
    cap: Hours | None = field("上限", "最多认定多少", "How much at most", example="24")
    includes: tuple[Text, ...] = many(
        "已含",
        "已经算在里面的其他认定名目；空列表表示没有",
        "Titles of grants already inside; an empty list states none",
    )


class Deliverable(Record):
    """What participants hand in."""

    title: Text = field("标题 名称", "成果名称", "What it is", required=True)
    kind: Text | None = field("种类", "成果种类", "What kind of thing", example="论文")
    count: Count | None = field("数量", "多少", "How many", example="2-3")
    min_length: Whole | None = field("最少字数", "不少于多少字", "How many characters at least", example="800")
    level: Level | None = field("级别", "要求的级别", "The level asked for", example="county")
    due: Text | None = field("截止", "什么时候交", "By when", example="每学期")
    scorer: Text | None = field("评分人", "由谁评", "Who judges it")


class Exemption(Record):
    """Who need not be assessed."""

    who: Text = field("对象", "谁", "Who", required=True)
    effect: Text | None = field("效果", "免去什么", "What they need not do")
    hours_credited: Hours | None = field("认定学时", "仍认定多少学时", "Hours credited all the same")


class Group(Record):
    """Who leads. People as text; known titles are roles, not names."""

    leader: Text | None = field("组长", "组长", "Leader", example="校长")
    deputies: tuple[Text, ...] = many("副组长", "副组长", "Deputies")
    members: tuple[Text, ...] = many("成员", "成员", "Members")
    office: Text | None = field("办公室", "办事机构", "Office", example="教师发展室")


class Contact(Record):
    """Whom to ask."""

    name: Text | None = field("姓名", "联系人或科室", "A person or an office", example="师训科")
    phone: Text | None = field("电话", "办公电话", "Office telephone", example="010-00000000")
    email: Text | None = field("邮箱", "公务邮箱", "Official e-mail address")


class Deadline(Record):
    """A date by which something is done."""

    title: Text = field("标题 名称", "做什么", "What is due", required=True)
    date: Day = field("日期", "截止日期", "The date", example="2024-09-25", required=True)
    kind: DeadlineKind | None = field(
        "种类", "备案、报名、报送、开班或结束", "Filing, registration, submission, start or end", example="filing"
    )


class BudgetLine(Record):
    """A line of the budget."""

    title: Text = field("标题 名称", "用途", "What for", required=True)
    unit_price: Money | None = field("单价", "单价，元", "Price of one, in yuan", example="500")
    quantity: Number | None = field("数量", "数量", "How many", example="24")
    amount: Money | None = field("金额", "金额，元", "Amount, in yuan", example="12000")


class Budget(Record):
    """What it costs, in yuan, and who pays."""

    source: Text | None = field("来源", "经费来源", "Who pays", example="公用经费")
    annual: Money | None = field("年度金额", "每年多少", "Amount a year", example="5500")
    years: Whole | None = field("年数", "几年", "For how many years", example="5")
    total: Money | None = field("总额", "一共多少", "In all", example="27500")
    lines: tuple[BudgetLine, ...] = many("明细", "经费明细", "Lines")


class Safeguard(Record):
    """What keeps the plan on its way."""

    kind: SafeguardKind | None = field(
        "种类",
        "组织、制度、经费、安全或问责",
        "Organisation, system, funding, safety or accountability",
        example="safety",
    )
    text: Text = field("内容", "怎样保障", "How it is secured", required=True)


class Annex(Record):
    """An annex."""

    number: Text = field("序号 编号", "附件几", "Which annex", example="1", required=True)
    title: Text = field("标题 名称", "附件名称", "Its title", required=True)
    file: Text | None = field(
        "文件", "放在文档旁边的文件名", "Name of the file beside the document", example="quota.xlsx"
    )


class Duty(Record):
    """What one side of a pair owes the other."""

    text: Text = field("内容", "做什么", "What to do", example="听徒弟的课", required=True)
    count: Count | None = field("数量", "几次", "How many times", example="2")
    per: Text | None = field("周期", "多长时间一次", "How often", example="每周")


class Pair(Record):
    """A mentor and a mentee."""

    mentor: Text | None = field("师傅", "师傅", "The mentor", example="示例教师甲")
    mentee: Text | None = field("徒弟", "徒弟", "The mentee", example="示例教师乙")
    period: Period | None = field("起止", "结对起止", "From when to when")
    duties: tuple[Duty, ...] = many("职责", "双方的职责", "Duties")


class Plan(DocumentRecord):
    """A plan of training."""

    COLLECTION: ClassVar[str] = "plans"
    KIND: ClassVar[str] = "plan"
    KIND_NAME = say("方案", "Plan")

    title: Text = field("标题 名称", "方案的全称", "The plan's full title", required=True)
    type: PlanType = field(
        "类型", "方案类型，决定必备内容", "Decides which sections are required", example="term", required=True
    )
    level: Level | None = field("级别", "发布单位的级别", "Administrative level", example="county")
    issuer: OrganisationRef | None = field(
        "发布单位", "由哪个机构发布", "The organisation that issues it", example="demo-bureau"
    )
    number: Text | None = field("文号 编号", "发文字号", "Official number", example="示教〔2024〕8号")
    issued: Day | None = field("成文日期", "落款日期", "Date of issue", example="2024-09-04")
    period: Period | None = field("起止", "实施的起止日期", "From when to when it runs")
    school_year: SchoolYear | None = field("学年", "所属学年", "The school year", example="2024-2025")
    term: Text | None = field("学期", "所属学期", "The term", example="上学期")
    status: Status = field(
        "状态",
        "草稿、送审、已备案、已发布、已废止或已归档",
        "Where it stands",
        example="published",
        default=Status.DRAFT,
    )
    supersedes: PlanRef | None = field("代替", "它代替的方案", "The plan that it replaces")
    parent: PlanRef | None = field("上级方案", "它所依据的上级方案", "The plan above it")
    filing: Filing | None = field("备案", "备案情况", "How it was filed")
    basis: tuple[Basis, ...] = many("依据", "依据的文件", "Policies on which it rests")
    packs: tuple[PackRef, ...] = many("规则包", "按哪些规则包评定", "Rule packs that judge it", example="cn-2011")
    subjects: tuple[Text, ...] = many("学科", "涉及的学科", "Subjects", example="语文")
    school_stages: tuple[SchoolStage, ...] = many("学段", "涉及的学段", "Stages of schooling", example="primary")
    audience: tuple[Text, ...] = many("对象", "培训对象", "Whom it is for", example="全体教师")
    eligibility: tuple[Condition, ...] = many("条件", "参训条件", "Who may take part")
    quota: tuple[Quota, ...] = many("名额", "名额和分配", "Places and how they are shared")
    needs: Needs | None = field("需求分析", "训前调研和现状", "What was found out before")
    objectives: tuple[Objective, ...] = many("目标", "培训目标", "What is to be reached")
    forms: tuple[Text, ...] = many("形式", "培训形式", "Forms of training", example="专题讲座")
    contents: tuple[Text, ...] = many("内容", "培训内容", "Contents", example="师德修养")
    hours: Hours | None = field("学时", "声明的总学时", "Declared total of hours", example="36")
    minimum_hours: Hours | None = field("最低学时", "方案自己要求的最低学时", "The plan's own minimum", example="24")
    minutes_per_hour: Positive | None = field("每学时分钟", "一学时多少分钟", "Minutes in a class hour", example="45")
    hours_per_day: Positive | None = field("每天学时", "一天多少学时", "Class hours in a day", example="6")
    hours_per_credit: Positive | None = field("每学分学时", "一学分多少学时", "Class hours in a credit", example="10")
    days_per_week: Positive | None = field("每周天数", "一周几天", "Days in a week", example="5")
    stages: tuple[Unit, ...] = many("阶段", "按时间划分的阶段", "Units in the order of time")
    modules: tuple[Unit, ...] = many("模块", "按内容划分的模块", "Units by content")
    curriculum: CurriculumRef | None = field("课程方案", "引用的课程方案", "The curriculum that holds its units")
    schedules: tuple[ScheduleRef, ...] = many("日程", "日程表", "Its schedules")
    assessments: tuple[Assessment, ...] = many("考核", "考核办法", "How it is assessed")
    attendance: tuple[Attendance, ...] = many("考勤", "缺勤的限度和后果", "Limits of absence")
    grants: tuple[Grant, ...] = many("学时认定", "合格后认定的学时", "Hours awarded")
    deliverables: tuple[Deliverable, ...] = many("成果", "要求提交的成果", "What participants hand in")
    exemptions: tuple[Exemption, ...] = many("免考", "免考的人和效果", "Who need not be assessed")
    group: Group | None = field("领导小组", "领导小组", "Who leads")
    contacts: tuple[Contact, ...] = many("联系人", "联系人", "Whom to ask")
    deadlines: tuple[Deadline, ...] = many("时限", "各项时限", "Dates by which things are done")
    budget: Budget | None = field("经费", "经费", "What it costs")
    safeguards: tuple[Safeguard, ...] = many("保障", "保障措施", "Safeguards")
    annexes: tuple[Annex, ...] = many("附件", "附件", "Annexes")
    mentoring: tuple[Pair, ...] = many("结对", "师徒结对", "Mentoring pairs")

    @property
    def units(self) -> tuple[Unit, ...]:
        """Its own units: stages and modules; the curriculum's units are the catalogue's affair."""
        return self.stages + self.modules
