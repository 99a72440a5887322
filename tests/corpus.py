"""A corpus of invented documents of any size and of all kinds, for measuring.

Shares and sizes are those of a school district that has kept its papers for years: mostly plans, each with a body of about
4 KB; one plan in six has a schedule; a portfolio holds five years. Most documents are in order, a few have slips.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

_SHARES = {"schedules": 12, "portfolios": 9, "curricula": 4, "archive": 3, "organisations": 1, "pages": 1}
"""Per cent of all documents; the rest are plans."""
_SESSIONS = 20
"""How many a schedule has."""
SCHOOLS = 28
"""Of `write_plans`: with 12 subjects, 11 school years and the list of all, 52 lists."""

_Kinds = dict[str, tuple[str, Callable[[int, dict[str, int], Random], str]]]
"""By folder, how a file ends and what writes it: from its number, the count of each kind, and chance."""

_SUBJECTS = ("语文", "数学", "英语", "物理", "化学", "生物", "历史", "地理", "音乐", "美术", "体育", "信息科技")
_STAGES = ("小学", "初中", "高中")
_THEMES = (
    "课堂观察", "作业设计", "单元整体教学", "课堂提问", "信息技术融合", "班级管理", "心理健康教育", "跨学科主题学习",
    "实验教学", "整本书阅读", "过程性评价", "家校沟通", "劳动教育", "双语绘本", "校园足球", "命题研究",
)  # fmt: skip
_FORMS = ("专题讲座", "课例研讨", "同伴观课", "网络课程", "工作坊", "跟岗学习")
_MODES = ("集中面授", "网络研修", "校本研修", "实践")
_CATEGORIES = ("师德修养", "专业知识", "教学技能", "教育科研")
_MODE_NAMES = ("face_to_face", "online", "school_based", "practice")
_CATEGORY_NAMES = ("ethics", "knowledge", "skills", "research")
_PLACES = ("报告厅", "录播教室", "图书馆二楼", "三号会议室", "物理实验室", "多功能厅", "年级组办公室", "音乐教室")
_TYPES = ("学期方案", "学期方案", "学期方案", "年度计划", "项目方案", "通知", "多年规划", "培养计划")
_STATUSES = ("已发布", "已发布", "已归档", "草稿", "已备案")
_WEEKDAYS = ("周一", "周二", "周三", "周四", "周五")

_WHO = ("学员", "各教研组", "新教师", "备课组长", "骨干教师", "年级组", "参训教师", "带教师傅", "学科带头人", "班主任")
_WHEN = (
    "开学第一周",
    "九月中旬",
    "期中考试以后",
    "每两周一次",
    "单周的活动时间",
    "国庆假期过后",
    "十一月下旬",
    "期末总结之前",
    "每次集中学习以后",
    "校本研修日",
)
_WHY = ("以便", "为了", "从而", "以此", "目的是", "由此", "最后", "随后")
_DO = re.findall(
    "..",
    "观察记录整理修改讨论设计试用比较分析归纳交换录制收集评议展示解释追问安排检查核对汇总借鉴改编演示补充调查访谈统计推敲朗读绘制撰写批注复盘"
    "验证拆分合并编排筛选保存讲解示范提炼反思追踪测试布置点评",
)
_WHAT = re.findall(
    "..",
    "教案作业课例板书试题提问错题活动目标教材视频案例量表日志问卷实验任务单元讲稿图表评语课件选题习惯语言节奏情境小组学具阅读写作口算听力地图史料"
    "标本乐谱画作动作规则程序模型档案计划总结证据理由困难兴趣差异方法步骤结果过程经验线索概念原理例题变式讲评预习复习订正分层合作表达倾听思路草稿"
    "书目短文歌曲器材场地家长学生同伴师傅专家课堂课程教室校园社区展馆",
)
_HOW = re.findall(
    "..",
    "真实完整清楚细致及时逐条分组轮流当天课后独立共同简明连续随机公开集中分散反复按时按月隔周分批就近对照现场书面口头网上课前主动谨慎灵活统一"
    "逐步全程定期抽样结对跨组",
)
_NAMES = "甲乙丙丁戊己庚辛壬癸"


def write_corpus(folder: Path, count: int) -> None:
    """A site of `count` documents beside its settings, the same ones in every run."""
    shares = {kind: -(-count * share // 100) for kind, share in _SHARES.items()}
    _write(folder, {"plans": max(0, count - sum(shares.values())), **shares})


def write_sessions(folder: Path, count: int) -> None:
    """A site of schedules alone, with `count` sessions in all."""
    _write(folder, {"schedules": count // _SESSIONS, "plans": 0, "organisations": 1})


def write_bodies(folder: Path, count: int) -> None:
    """A site of `count` archive documents, each little more than its text."""
    _write(folder, {"archive": count, "plans": 0, "organisations": 1})


def write_plans(folder: Path, count: int) -> None:
    """A site of `count` archived plans of `SCHOOLS` schools, each plan of 8 modules and 4.2 KB, with the English names of
    fields, so that other generators read the same files."""
    _write(folder, {"plans": count, "organisations": SCHOOLS}, {**_KINDS, "plans": ("md", _short_plan)})


def _write(folder: Path, shares: dict[str, int], kinds: _Kinds | None = None) -> None:
    content = folder / "content"
    content.mkdir(parents=True)
    (content / "site.yaml").write_text("标题: 示例县教师研修档案\n每学时分钟: 45\n每天学时: 6\n", encoding="utf-8")
    for kind, count in shares.items():
        (content / kind).mkdir()
        suffix, write = (kinds or _KINDS)[kind]
        for number in range(count):
            name = f"{kind.rstrip('s')}-{number:06}.{suffix}"
            text = write(number, shares, Random(f"{kind} {number}"))
            (content / kind / name).write_text(text, encoding="utf-8")


def _plan(number: int, shares: dict[str, int], chance: Random) -> str:
    # One body in a hundred is another plan's, but for its date.
    text = Random(f"body {number - (number % 100 == 99)}")
    theme, subject, other = text.choice(_THEMES), text.choice(_SUBJECTS), chance.choice(_THEMES)
    year, school = 2015 + number % 11, number % shares["organisations"]
    hours = [2 * chance.randint(1, 8) for _ in range(chance.randint(4, 8))]
    people = 10 * chance.randint(3, 9)
    declared = sum(hours) + (2 if number % 40 == 7 else 0)
    title = f"示例第{school + 1}学校{year}-{year + 1}学年{subject}教师{theme}研修方案（{number}）"
    schedule = f"日程: schedule-{number // 5:06}\n" if number % 5 == 0 and number // 5 < shares["schedules"] else ""
    # One plan in three is written out in full, as a school does that files it; the others keep to what is asked first.
    is_full = number % 3 == 0
    quota = _quota(people) if is_full else ""
    credit = _credit(year, sum(hours)) if is_full else ""
    deadlines = _deadlines(year) if is_full else ""
    modules = "".join(_unit(index, amount, theme, chance) for index, amount in enumerate(hours))
    return f"""---
标题: {title}
类型: {chance.choice(_TYPES)}
级别: 校
发布单位: organisation-{school:06}
文号: 示校〔{year}〕{number % 90 + 1}号
成文日期: {year}-08-{20 + number % 9}
起止: {{开始: {year}-09-01, 结束: {year + 1}-01-20}}
学年: {year}-{year + 1}
学期: 上学期
状态: {chance.choice(_STATUSES)}
依据:
  - {{标题: 教育部关于大力加强中小学教师培训工作的意见, 文号: 教师〔2011〕1号, 成文日期: 2011-01-04, 规则包: cn-2011}}
规则包: [cn-2011{", cn-practice-2013" if number % 4 == 1 else ""}]
学科: [{subject}]
学段: [{chance.choice(_STAGES)}]
对象: 全体{subject}教师
{quota}需求分析: {{方法: 问卷和随堂观课, 基线: [{{标题: 能独立完成{theme}的教师, 值: {people // 3}人}}]}}
目标:
  - {{内容: 教师能独立完成{theme}, 指标: 能独立完成的教师人数, 基线: {people // 3}人, 目标值: {people - 2}人, 截止: {year + 1}-01-10}}
  - {{内容: 每位教师完成一份{other}报告, 指标: 报告份数, 基线: 0份, 目标值: {people}份, 截止: {year + 1}-01-10}}
形式: [{_FORMS[number % 6]}, {_FORMS[(number + 1) % 6]}]
内容: [{theme}, 师德师风]
学时: {declared}
模块:
{modules}{schedule}考核:
  - 标题: 学期考核
    考核对象: 学员
    满分: 100
    合格线: 70
    项目:
      - {{标题: 学习笔记, 分值: 20, 成果: 笔记, 截止: {year}-11-30, 评分人: 教研组长}}
      - {{标题: 教学设计, 分值: 40, 成果: 教学设计, 截止: {year}-12-20, 评分人: 教研组长}}
      - {{标题: 课例分析, 分值: {40 if number % 60 else 30}, 成果: 报告, 截止: {year}-12-30, 评分人: 教研组长}}
    必过项: 课例分析
{credit}领导小组: {{组长: 示例校长{_NAMES[school % 10]}, 成员: [示例教师{_NAMES[number % 10]}], 办公室: 教师发展室}}
联系人: [{{姓名: 教师发展室, 电话: 总机转教师发展室}}]
{deadlines}经费: {{来源: 公用经费, 总额: {people * 20}, 明细: [{{标题: 资料, 单价: 20, 数量: {people}, 金额: {people * 20}}}]}}
保障:
  - {{种类: 安全, 内容: 入班观课遵守校园安全规定；涉及学生的个人信息按数据保护要求保存。}}
---

{_body(text, theme, subject)}

示例县示例学校

{year}年8月{20 + number % 9}日
"""


def _short_plan(number: int, shares: dict[str, int], chance: Random) -> str:
    theme, subject, other = chance.choice(_THEMES), chance.choice(_SUBJECTS), chance.choice(_THEMES)
    year, school, people = 2015 + number % 11, chance.randrange(SCHOOLS), 10 * chance.randint(3, 9)
    term, issued, start, end = (
        ("上学期", f"{year}-08-{chance.randint(16, 30)}", f"{year}-09-01", f"{year + 1}-01-20")
        if number % 2
        else ("下学期", f"{year + 1}-02-{chance.randint(10, 24)}", f"{year + 1}-03-01", f"{year + 1}-06-30")
    )
    hours = [2 * chance.randint(1, 6) for _ in range(8)]
    modules = "".join(
        f"  - {{id: m{index}, title: {theme}专题{index + 1}, hours: {amount}, mode: {_MODE_NAMES[index % 4]}, category:"
        f" {_CATEGORY_NAMES[index % 4]}, place: {chance.choice(_PLACES)}, instructors: [{{name: 示例讲师{chance.choice(_NAMES)}}}]}}\n"
        for index, amount in enumerate(hours)
    )
    return f"""---
title: 示例第{school + 1}学校{year}-{year + 1}学年{term}{subject}教师{theme}研修方案（{number}）
type: term
level: school
issuer: organisation-{school:06}
number: 示校〔{issued[:4]}〕{number % 90 + 1}号
issued: {issued}
period: {{start: {start}, end: {end}}}
school_year: {year}-{year + 1}
term: {term}
status: archived
subjects: [{subject}]
school_stages: [{chance.choice(_STAGES)}]
audience: 全体{subject}教师
forms: [专题讲座, 课例研讨]
objectives:
  - {{text: 能独立完成{theme}, measure: 能独立完成的人数, baseline: {people // 3}人, target: {people - 2}人, due: {end}}}
hours: {sum(hours) + (2 if number % 40 == 7 else 0)}
modules:
{modules}assessments:
  - title: 学期考核
    pass_mark: 70
    components: [{{title: 学习笔记, weight: 40}}, {{title: 教学设计, weight: 60}}]
budget: {{source: 公用经费, total: {people * 20}}}
safeguards:
  - {{kind: safety, text: 入班观课遵守校园安全规定；录像和个人信息只供研修使用，期满删除。}}
contacts: [{{name: 教师发展室, phone: 总机转教师发展室}}]
---

{_short_body(chance, theme, subject, other)}
"""


def _short_body(chance: Random, theme: str, subject: str, other: str) -> str:
    one, two, three, four, five, six, seven, eight, nine, ten, last = _sentences(chance, 11)
    weeks = "\n".join(f"| {week} | {chance.choice(_THEMES)} | {chance.choice(_PLACES)} |" for week in range(1, 5))
    return f"""## 一、指导思想

围绕**{theme}**，{one}

## 二、目标与任务

{two}

1. {three}
2. {four}

## 三、研修安排

{subject}组的安排见下表。{five}

| 周次 | 内容 | 地点 |
|---|---|---|
{weeks}

## 四、考核与认定

- **{theme}**：{six}
- **{other}**：{seven}

## 五、组织与保障

{eight}{nine}

{ten}{last}"""


def _quota(people: int) -> str:
    return f"""名额:
  总数: {people}
  班: {{班数: {people // 10}, 每班人数: 10}}
  分配:
    - {{对象: 新教师, 人数: {people // 2}}}
    - {{对象: 骨干教师, 人数: {people - people // 2}}}
"""


def _credit(year: int, hours: int) -> str:
    return f"""考勤: [{{上限: 1/3, 单位: 比例, 期限: 全部研修学时, 含本数: 否, 后果: 不认定学时}}]
学时认定:
  - {{标题: 研修合格, 学时: {hours}, 条件: 考核70分以上, 认定单位: 示例县教师发展中心, 上限: {hours}, 已含: []}}
成果:
  - {{标题: 学习笔记, 种类: 笔记, 数量: 1, 最少字数: 800, 级别: 校, 截止: {year}-11-30, 评分人: 教研组长}}
"""


def _deadlines(year: int) -> str:
    return f"""时限:
  - {{标题: 报名, 日期: {year}-08-30, 种类: 报名}}
  - {{标题: 开班, 日期: {year}-09-01, 种类: 开班}}
"""


def _unit(index: int, hours: int, theme: str, chance: Random) -> str:
    return f"""  - 代号: m{index}
    标题: {theme}专题{index + 1}
    学时: {hours}
    方式: {_MODES[index % 4]}
    类别: {_CATEGORIES[index % 4]}
    必修: 是
    地点: {chance.choice(_PLACES)}
    授课人: [{{姓名: 示例讲师{chance.choice(_NAMES)}, 职称: 高级教师}}]
    内容: [{theme}, 师德师风]
    考核项目: [学习笔记, 教学设计, 课例分析]
"""


def _body(chance: Random, theme: str, subject: str) -> str:
    headings = ("指导思想", "目标与任务", "研修安排", "考核与认定", "组织与保障", "其他事项")
    parts = [_section(number, heading, chance, theme, subject) for number, heading in enumerate(headings)]
    return "\n\n".join(parts)


def _section(number: int, heading: str, chance: Random, theme: str, subject: str) -> str:
    lines = [f"## {'一二三四五六'[number]}、{heading}", "", f"围绕{theme}，{''.join(_sentences(chance, 2))}"]
    if number == 1:
        lines += ["", *(f"（{'一二三四'[item]}）{sentence}" for item, sentence in enumerate(_sentences(chance, 2)))]
    elif number == 2:
        lines += ["", f"{subject}组的安排见下表。", "", "| 周次 | 内容 | 地点 |", "|---|---|---|"]
        lines += [f"| {week} | {chance.choice(_THEMES)} | {chance.choice(_PLACES)} |" for week in range(1, 7)]
    elif number == 3:
        lines += ["", *(f"{item + 1}. {sentence}" for item, sentence in enumerate(_sentences(chance, 3)))]
        if chance.random() < 0.05:
            lines[-1] = lines[-1].replace("3. ", "4. ")
    elif number == 4:
        lines += ["", *(f"- **{chance.choice(_THEMES)}**：{sentence}" for sentence in _sentences(chance, 2))]
    else:
        lines += ["", "".join(_sentences(chance, 2)), "", f"本方案由教师发展室解释，共{chance.randint(2, 9)}份。"]
    return "\n".join(lines)


def _sentences(chance: Random, count: int) -> Iterator[str]:
    """Sentences of words in ever other company, so that two texts have no more in common than those of two authors."""
    for _ in range(count):
        how, do, what = (chance.sample(words, 4) for words in (_HOW, _DO, _WHAT))
        yield (
            f"{chance.choice(_WHEN)}，{chance.choice(_WHO)}{how[0]}{do[0]}{what[0]}和{what[1]}，再{how[1]}{do[1]}{what[2]}，"
            f"约{chance.randint(2, 30)}人参加，{chance.choice(_WHY)}{how[2]}{do[2]}{how[3]}的{what[3]}。"
        )


def _schedule(number: int, shares: dict[str, int], chance: Random) -> str:
    year = 2015 + number * 5 % 11
    sessions = "".join(_session(index, year, number, chance) for index in range(_SESSIONS))
    plan = f"方案: plan-{number * 5:06}\n" if number * 5 < shares["plans"] else ""
    return f"""标题: {year}-{year + 1}学年研修日程（{number}）
{plan}学期: {{第一周周一: {_first_monday(year)}, 周数: 20, 名称: {year}-{year + 1}学年上学期}}
时区: Asia/Shanghai
课次:
{sessions}备注: 完成情况由教研组长登记，停课的改期另行登记在这里。
"""


def _first_monday(year: int) -> str:
    return {
        2015: "2015-08-31", 2016: "2016-09-05", 2017: "2017-09-04", 2018: "2018-09-03", 2019: "2019-09-02",
        2020: "2020-08-31", 2021: "2021-08-30", 2022: "2022-08-29", 2023: "2023-09-04", 2024: "2024-09-02",
        2025: "2025-09-01",
    }[year]  # fmt: skip


def _session(index: int, year: int, number: int, chance: Random) -> str:
    hour = 8 + index // 5 * 2
    when = (
        f"日期: {year}-{10 + index % 3}-{10 + chance.randrange(18)}"
        if index % 4 == 0
        else f"周次: {chance.randint(1, 4)}-{chance.randint(5, 12)}{chance.choice(('', '单', '双'))}\n    星期: {_WEEKDAYS[index % 5]}"
    )
    unit = f"    单元: m{index % 4}\n" if number % 10 == 3 else ""
    return f"""  - 代号: s{index}
    标题: {chance.choice(_THEMES)}（{index + 1}）
    {when}
    开始: {hour:02}:00
    结束: {hour + 1:02}:30
{unit}    授课人: [{{姓名: 示例讲师{chance.choice(_NAMES)}{number}}}]
    地点: {chance.choice(_PLACES)}
    方式: 校本研修
    状态: {"已完成" if index < 12 else "计划"}
"""


def _portfolio(number: int, shares: dict[str, int], chance: Random) -> str:
    ledger = "".join(_entry(number, year, index, chance) for year in range(2021, 2026) for index in range(4))
    return f"""---
姓名: 示例教师{_NAMES[number % 10]}{number}
单位: organisation-{number % shares["organisations"]:06}
学科: {chance.choice(_SUBJECTS)}
学段: {chance.choice(_STAGES)}
职称: 一级教师
入职日期: {1995 + number % 20}-08-25
全时当量: 1
公开授权: {{同意: 是, 日期: 2026-01-05, 公开项目: [name, organisation, subject, cycle, ledger]}}
周期: {{开始: 2021-01-01, 结束: 2025-12-31, 规则包: cn-2011}}
学时台账:
{ledger}公开课:
  - {{标题: {chance.choice(_THEMES)}研讨课, 日期: 2023-11-0{number % 9 + 1}, 级别: 校, 主办: 示例县教师发展中心, 佐证: 课例光盘}}
论文:
  - {{标题: {chance.choice(_THEMES)}的实践, 刊物: 示例教育研究, 日期: 2022-06-01, 级别: 县, 作者次序: 1}}
课题:
  - {{标题: {chance.choice(_THEMES)}研究, 编号: SK{number}, 级别: 县, 角色: 参与, 开始: 2022-03-01, 结束: 2024-03-01, 进展: 结题, 结果: 研究报告}}
证书:
  - {{标题: 普通话等级证书, 编号: PTH{number}, 发布单位: 示例县教师发展中心, 日期: 2010-05-01}}
---

{"".join(_sentences(chance, 6))}
"""


def _entry(number: int, year: int, index: int, chance: Random) -> str:
    certificate = f"SL{year}-{number}-{index}"
    return f"""  - 日期: {year}-{3 * index + 1:02}-{chance.randint(10, 28)}
    标题: {chance.choice(_THEMES)}
    学时: {chance.choice((12, 18, 20, 24, "3天", "900分钟"))}
    方式: {_MODES[index]}
    类别: {_CATEGORIES[(index + year) % 4]}
    认定单位: 示例县教师发展中心
    佐证: 示例证书 {certificate}
    编号: {certificate}
    状态: 认定
"""


def _curriculum(number: int, shares: dict[str, int], chance: Random) -> str:
    theme = chance.choice(_THEMES)
    units = "".join(_course(index, theme, chance) for index in range(6))
    return f"""标题: {theme}研修课程（{number}）
发布单位: organisation-{number % shares["organisations"]:06}
学科: [{chance.choice(_SUBJECTS)}]
学段: [{chance.choice(_STAGES)}]
对象: 任教三年以上的教师
目标:
  - {{内容: 能独立完成{theme}, 指标: 通过的作业份数, 基线: 0份, 目标值: 1份, 截止: 课程结束前}}
学时: 72
单元:
{units}"""


def _course(index: int, theme: str, chance: Random) -> str:
    return f"""  - 代号: c{index}
    标题: {theme}课程{index + 1}
    学时: 12
    方式: {_MODES[index % 4]}
    类别: {_CATEGORIES[index % 4]}
    地点: {chance.choice(_PLACES)}
    授课人: [{{姓名: 示例讲师{chance.choice(_NAMES)}, 职称: 讲师}}]
    下级:
      - {{代号: c{index}-a, 标题: 理论, 学时: 4}}
      - {{代号: c{index}-b, 标题: 案例, 学时: 8}}
"""


def _archive(number: int, shares: dict[str, int], chance: Random) -> str:
    theme, subject = chance.choice(_THEMES), chance.choice(_SUBJECTS)
    plan = f"对应方案: plan-{number * 7 % shares['plans']:06}\n" if shares["plans"] else ""
    return f"""---
标题: {theme}研修总结（{number}）
类型: {"总结" if number % 2 else "论文"}
{plan}作者: 示例作者{_NAMES[number % 10]}
成文日期: 2026-01-10
参加人数: {chance.randint(20, 200)}
要点:
  - {next(_sentences(chance, 1))}
  - {next(_sentences(chance, 1))}
---

{_body(chance, theme, subject)}
"""


def _organisation(number: int, shares: dict[str, int], chance: Random) -> str:
    return f"标题: 示例第{number + 1}学校\n种类: 学校\n"


def _page(number: int, shares: dict[str, int], chance: Random) -> str:
    return f"""---
标题: 研修手册第{number + 1}页
---

{_body(chance, chance.choice(_THEMES), chance.choice(_SUBJECTS))}
"""


_KINDS: _Kinds = {
    "plans": ("md", _plan),
    "schedules": ("yaml", _schedule),
    "portfolios": ("md", _portfolio),
    "curricula": ("yaml", _curriculum),
    "archive": ("md", _archive),
    "organisations": ("yaml", _organisation),
    "pages": ("md", _page),
}
