"""The examples in the rules' manuals: a bad and a good one in each language, and the sites in which they are tried.

After the line that begins with 错：, 对：, Wrong: or Right: stands an example, indented by four spaces as code in Markdown.
It is front matter, a body, or both with a line `---` between them, and takes the place of the same fields and of the body
of a complete plan, `PLAN`. A line `# schedules/example.yaml` begins a whole file of that name instead; a Markdown file whose
first line is `---` is taken as it stands. At the beginning of a line → stands for a tab and □ for an ideographic space.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from planfolio.build import Options, build
from planfolio.findings import Language, Rule
from planfolio.inspection import inspect
from planfolio.model import Plan
from planfolio.model.records import spellings
from planfolio.project import open_project
from planfolio.reports.report import Report
from planfolio.sources import discover
from planfolio.waivers import BUILT
from tests.sites import TODAY, write_site

LABELS = {"zh": ("错：", "对："), "en": ("Wrong:", "Right:")}
PLACE = "plans/example.md"

_FILE = re.compile(r"# ([a-z]+/[\w/.-]+|site\.ya?ml|baseline\.json)\n")
_INVISIBLE = {"→": "\t", "□": "\u3000"}
_KEY = re.compile(r"([^\s:#{}\[\]-][^\s:]*):(?=\s|$)")

PLAN = """\
标题: 示例小学2025-2026学年上学期作业设计研修方案
类型: 学期方案
级别: 校
发布单位: demo-school
成文日期: 2025-08-21
起止: {开始: 2025-09-01, 结束: 2026-01-15}
学年: 2025-2026
状态: 已发布
依据: [{标题: 教育部关于大力加强中小学教师培训工作的意见, 文号: 教师〔2011〕1号}]
对象: 全体专任教师
需求分析: {方法: 问卷}
目标: [{内容: 每位教师设计一个单元的分层作业, 指标: 通过评审的单元作业, 基线: 0份, 目标值: 30份, 截止: 2025-12-31}]
学时: 24
模块:
  - {代号: talk, 标题: 作业设计专题, 学时: 8, 方式: 集中面授, 地点: 报告厅, 授课人: [{姓名: 示例讲师甲}], 形式: 专题讲座, 内容: 作业设计, 考核项目: 学习笔记}
  - {代号: workshop, 标题: 单元作业研讨, 学时: 16, 方式: 校本研修, 地点: 录播教室, 授课人: [{姓名: 示例教师甲}], 形式: 课例研讨, 内容: 作业设计, 考核项目: 单元作业}
形式: [专题讲座, 课例研讨]
内容: [作业设计]
考核: [{标题: 教师考核, 考核对象: 学员, 合格线: 60, 项目: [{标题: 学习笔记, 分值: 30}, {标题: 单元作业, 分值: 70}], 必过项: 单元作业}]
考勤: [{上限: 4, 单位: 学时, 期限: 本学期, 含本数: 否, 后果: 不认定学时}]
学时认定: [{标题: 学期研修合格, 学时: 24, 条件: 考核60分以上, 认定单位: demo-institute, 上限: 24, 已含: []}]
领导小组: {组长: 示例负责人甲, 办公室: 教师发展室}
联系人: [{姓名: 示例联系人甲, 电话: 0000-0000000}]
经费: {来源: 学校公用经费, 总额: 1600}
保障: [{种类: 安全, 内容: 活动安全有专人负责；个人信息只用于研修。}]
"""
BODY = "本学期的研修围绕作业设计，专题讲座8学时，单元作业研讨16学时。\n"


@dataclass(frozen=True, slots=True)
class Example:
    """One example of a manual; `is_bad` says that the rule must speak."""

    code: str
    language: Language
    is_bad: bool
    text: str

    def __str__(self) -> str:
        return f"{self.code}-{self.language}-{'bad' if self.is_bad else 'good'}"


def examples(rule: Rule) -> Iterator[Example]:
    """The examples of a rule's manual, in both languages; none where it has none."""
    for language, labels in LABELS.items():
        spoken: Language = "en" if language == "en" else "zh"
        for label in labels:
            for text in _blocks(rule.manual.shown(spoken), label):
                yield Example(rule.code, spoken, label == labels[0], text)


def _blocks(manual: str, label: str) -> Iterator[str]:
    """The indented blocks below the lines that begin with `label`."""
    lines = manual.split("\n")
    for number, line in enumerate(lines):
        if not line.startswith(label):
            continue
        block = []
        for following in lines[number + 1 :]:
            if following and not following.startswith("    "):
                break
            block.append(following[4:])
        if text := "\n".join(block).strip("\n"):
            yield f"{text}\n"


def tried(example: Example, folder: Path) -> Report:
    """The report on a site that is in order but for the example; a built site where the rule is about pages."""
    institute = "title: 示例教师发展中心\nkind: institute\n"
    named = files(example.text)
    content = write_site(folder, {"organisations/demo-institute.yaml": institute, **named}) / "content"
    if "site.yml" in named:  # what an author wrote instead
        (content / "site.yaml").unlink()
    if example.code.startswith(BUILT):
        return build(open_project(folder), Options(today=TODAY, search=False)).report
    return inspect(discover(content), today=TODAY).report


def files(text: str) -> dict[str, str]:
    """What the example puts into which file."""
    typed = re.sub(r"^[→□]", lambda sign: _INVISIBLE[sign[0]], text, flags=re.MULTILINE)
    first, *rest = _FILE.split(typed)
    named = {path: _whole(path, content) for path, content in zip(rest[::2], rest[1::2], strict=True)}
    if first.strip():
        named[PLACE] = _changed(first)
    return named


def _whole(path: str, content: str) -> str:
    """A file as written in the example; the fences of front matter are left out there."""
    if not path.endswith(".md") or content.startswith("---\n"):
        return content
    front, _, body = content.partition("\n---\n")
    return f"---\n{front.rstrip()}\n---\n{body}"


def _changed(text: str) -> str:
    """The complete plan with the example's fields and body in place of its own."""
    front, fence, body = text.partition("---\n") if text.startswith("---\n") else text.partition("\n---\n")
    known = spellings(Plan)
    if not fence and not ((key := _KEY.match(front)) and key[1] in known):
        front, body = "", front
    own = _fields(front)
    names = {known[key].name for key in own if key in known}
    names |= {"modules"} if names & {"stages", "curriculum"} else set()
    kept = [part for key, part in _fields(PLAN).items() if known[key].name not in names]
    return f"---\n{''.join(kept)}{''.join(own.values())}---\n{body or BODY}"


def _fields(front: str) -> dict[str, str]:
    """The lines of each key at the top level; a line that is none belongs to the key before it."""
    parts: dict[str, str] = {}
    current = ""
    for line in front.splitlines(keepends=True):
        if key := _KEY.match(line):
            current = key[1] if key[1] not in parts else f"{key[1]} "
        text = line if line.endswith("\n") else f"{line}\n"
        parts[current] = parts.get(current, "") + text
    return parts
