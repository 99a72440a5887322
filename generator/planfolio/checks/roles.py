"""Roles: telling a person's name from a post, a group or an office."""

from __future__ import annotations

import re
from collections.abc import Iterator

_BRACKETS = re.compile(r"[（(][^（()）]*[）)]")
_SEPARATORS = re.compile(r"[、，,;；]")
_LONGEST = 40
_BEFORE_POST = re.compile(r"([\u4e00-\u9fff·]{2,4})[ \u3000]+(?=[\u4e00-\u9fff])")
_BODY = re.compile(r"[级组室部处科队班段学年]")
_ROLE = re.compile(
    r"[省市县区校各本].*|全体.*|.*(?:校长|校园长|园长|院长|局长|科长|处长|厅长|部长|所长|股长|主任|组长|书记|班主任|教研员|负责人|专干|干事|联络员|秘书"
    r"|教师|老师|教授|学者|名师|导师|专家|讲师|讲师团|教员|人员|成员|干部|骨干|代表|团队|单位"
    r"|小组|领导组|工作组|教研组|年级组|备课组|委员会|办公室|项目办|中心|学校|小学|中学|幼儿园"
    r"|教务处|政教处|总务处|德育处|教导处|科研处|发展处|师训科|人事科|教研室|教科室|发展室|教科所|教育局|教体局|教育厅"
    r"|principal|head ?teacher|director|dean|deputy|secretary|teachers?|experts?|staff|team|committee|office|school)",
    re.IGNORECASE,
)


def names(text: str) -> Iterator[str]:
    """The persons whom `text` names: 示例甲（校长） and 示例甲 校长 name 示例甲, 部室主任 names nobody."""
    for part in _SEPARATORS.split(_BRACKETS.sub("", text)):
        name = part.strip()
        before = _BEFORE_POST.match(name)
        if before and not _BODY.search(before[1]) and _ROLE.fullmatch(name):
            name = before[1]
        if 0 < len(name) <= _LONGEST and not _ROLE.fullmatch(name):
            yield name
