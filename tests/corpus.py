"""A corpus of invented plans of any size, for measuring."""

from __future__ import annotations

from pathlib import Path

_THEMES = (
    "课堂观察",
    "作业设计",
    "单元整体教学",
    "师德修养",
    "信息技术融合",
    "班主任工作",
    "心理健康教育",
    "跨学科主题学习",
)
_MODES = ("集中面授", "网络研修", "校本研修", "实践")
_CATEGORIES = ("师德修养", "专业知识", "教学技能", "教育科研")
_SENTENCES = (
    "研修以真实课堂为起点，参训教师先观课，再带着问题进入专题学习。",
    "每次活动留出讨论时间，由组长记录分歧，下次活动先回到这些分歧。",
    "观察记录、修改前后的教学设计和反思一并提交，作为认定学时的依据。",
    "学员两人一组互相听课，听课后当天交换意见，并写下一处准备改动的地方。",
    "各校把校本研修安排进学期日历，避免与考试周和节假日冲突。",
)


def write_corpus(folder: Path, count: int) -> None:
    """A site of `count` plans, 3 KB of Chinese text, fifteen fields and eight units each."""
    content = folder / "content"
    (content / "plans").mkdir(parents=True)
    (content / "organisations").mkdir()
    (content / "site.yaml").write_text("标题: 示例县教师研修档案\n每学时分钟: 45\n每天学时: 6\n", encoding="utf-8")
    for number in range(10):
        text = f"名称: 示例第{number + 1}学校\n种类: 学校\n"
        (content / "organisations" / f"school-{number}.yaml").write_text(text, encoding="utf-8")
    for number in range(count):
        (content / "plans" / f"plan-{number:06}.md").write_text(_plan(number), encoding="utf-8")


def _plan(number: int) -> str:
    year = 2015 + number % 10
    theme = _THEMES[number % len(_THEMES)]
    units = "".join(_unit(number, index) for index in range(8))
    total = sum(_hours(number, index) for index in range(8))
    return f"""---
标题: 示例第{number % 10 + 1}学校{year}-{year + 1}学年{theme}研修方案（{number}）
类型: 学期方案
级别: 校
发布单位: school-{number % 10}
文号: 示校〔{year}〕{number % 90 + 1}号
成文日期: {year}-08-25
起止: {{开始: {year}-09-01, 结束: {year + 1}-01-20}}
学年: {year}-{year + 1}
状态: 已发布
规则包: [cn-2011]
学科: [语文, 数学]
对象: 在职教师
目标:
  - {{内容: 每位教师完成一份{theme}报告, 指标: 报告份数}}
形式: [专题讲座, 校本研讨]
内容: [{theme}, 师德修养]
学时: {total}
模块:
{units}领导小组: {{组长: 校长}}
经费: {{来源: 公用经费, 总额: 6000}}
---
{_body(number, theme)}"""


def _hours(number: int, index: int) -> int:
    return 2 + (number + index) % 5


def _unit(number: int, index: int) -> str:
    return f"""  - 代号: m{index}
    标题: {_THEMES[(number + index) % len(_THEMES)]}专题{index + 1}
    学时: {_hours(number, index)}
    方式: {_MODES[index % 4]}
    类别: {_CATEGORIES[index % 4]}
"""


def _body(number: int, theme: str) -> str:
    parts = []
    for index, heading in enumerate(("指导思想", "时间安排", "考核与认定", "保障措施")):
        lines = "".join(_SENTENCES[(number + index + line) % len(_SENTENCES)] for line in range(5))
        items = "\n".join(f"- {_THEMES[(number + item) % len(_THEMES)]}：{_SENTENCES[item % 5]}" for item in range(3))
        parts.append(f"\n## {'一二三四'[index]}、{heading}\n\n围绕{theme}，{lines}\n\n{items}\n")
    return "".join(parts) + "\n| 周次 | 内容 |\n|---|---|\n| 1 | 观课 |\n| 2 | 研讨 |\n"
