"""达到要求的级别。

规则包可以要求公开课、论文、课题、奖励、称号或成果达到某一级别：国家、省、市、县、学区、校，从高到低。达到或高于要求的才算；
有条目而都低于要求的，写明哪一条、是什么级别、要求什么级别。没有写级别的条目可能够，也可能不够，不能判断。

错：要求县级以上公开课 1 节，档案里只有一节校级的。

    # packs/levels.yaml
    标题: 示例县骨干教师评选条件
    出处: {标题: 示例县骨干教师评选办法, 文号: 示教〔2025〕9号}
    规则:
      - {代码: LV-1, 标题: 县级以上公开课至少 1 节, 检查: 计数, 字段: lessons, 级别: 县, 至少: 1}
    # portfolios/example.md
    姓名: 示例教师甲
    周期: {开始: 2021-01-01, 结束: 2025-12-31, 规则包: levels}
    公开课: {标题: 在追问中读懂人物, 日期: 2023-05-18, 级别: 校}

对：有一节市级的，比县级高。

    # packs/levels.yaml
    标题: 示例县骨干教师评选条件
    出处: {标题: 示例县骨干教师评选办法, 文号: 示教〔2025〕9号}
    规则:
      - {代码: LV-1, 标题: 县级以上公开课至少 1 节, 检查: 计数, 字段: lessons, 级别: 县, 至少: 1}
    # portfolios/example.md
    姓名: 示例教师甲
    周期: {开始: 2021-01-01, 结束: 2025-12-31, 规则包: levels}
    公开课: {标题: 在追问中读懂人物, 日期: 2023-05-18, 级别: 市}
--
The level claimed is the level required.

A pack may ask that open lessons, papers, projects, awards, honours or deliverables reach a level: national, provincial,
city, county, district, school, from high to low. What reaches it or is higher counts. Where all entries are below, the
finding names the entry, its level and the level asked for. An entry that states no level may do or not: it cannot be told.

Wrong: an open lesson of county level or higher is asked for, and the only one is of the school.

    # packs/levels.yaml
    title: Selection of key teachers of Example County
    citation: {title: 示例县骨干教师评选办法, number: 示教〔2025〕9号}
    rules:
      - {code: LV-1, title: One open lesson of county level, check: count, of: lessons, level: county, at_least: 1}
    # portfolios/example.md
    name: Sample Teacher A
    cycle: {start: 2021-01-01, end: 2025-12-31, pack: levels}
    lessons: {title: Asking for reasons, date: 2023-05-18, level: school}

Right: there is one of the city, which is higher.

    # packs/levels.yaml
    title: Selection of key teachers of Example County
    citation: {title: 示例县骨干教师评选办法, number: 示教〔2025〕9号}
    rules:
      - {code: LV-1, title: One open lesson of county level, check: count, of: lessons, level: county, at_least: 1}
    # portfolios/example.md
    name: Sample Teacher A
    cycle: {start: 2021-01-01, end: 2025-12-31, pack: levels}
    lessons: {title: Asking for reasons, date: 2023-05-18, level: city}
"""

from __future__ import annotations

from collections.abc import Iterator

from planfolio.checks.judgement import judged
from planfolio.checks.subject import Subject
from planfolio.findings import Outcome, Severity

SEVERITY = Severity.WARNING


def check(subject: Subject) -> Iterator[Outcome]:
    yield from judged(subject)
