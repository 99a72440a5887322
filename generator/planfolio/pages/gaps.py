"""Gaps: what a section of a document lacks, in as few words as fit in a cell."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from planfolio.findings import Finding, Language, Message, say

SPEAKS_OF: Mapping[str, Mapping[str, Message]] = {
    "basis": {"PL01": say("效力存疑", "in force?")},
    "objectives": {
        "PQ08": say("难衡量", "not measurable"),
        "PL03": say("无现状", "no baseline"),
        "TM07": say("年限不合", "years differ"),
    },
    "audience": {
        "PQ01": say("名额不合", "places differ"),
        "PQ02": say("班额不合", "groups differ"),
        "PQ06": say("条件不清", "vague conditions"),
        "PQ07": say("前后不一", "inconsistent"),
    },
    "contents": {"ST06": say("前后不一", "inconsistent"), "TM08": say("主题重叠", "themes overlap")},
    "forms": {"ST06": say("前后不一", "inconsistent")},
    "time_place": {
        "ID03": say("起止不清", "unclear period"),
        "TM01": say("时间不合", "times differ"),
        "TM02": say("时限不清", "unclear deadline"),
        "TM03": say("次序不对", "out of order"),
        "TM04": say("不衔接", "gap in stages"),
        "TM05": say("冲突", "clash"),
        "TM06": say("日子不对", "wrong day"),
    },
    "instructors": {"PQ04": say("未写明", "not named"), "PQ09": say("结对不全", "pairs incomplete")},
    "hours": {
        "HR01": say("无总数", "no total"),
        "HR02": say("合计不符", "sums differ"),
        "HR03": say("不能换算", "not convertible"),
        "HR04": say("不足", "too few"),
        "HR05": say("不足", "too few"),
        "HR06": say("超限", "too many"),
        "HR07": say("实践不足", "too little practice"),
        "HR11": say("单位混用", "mixed units"),
        "PF03": say("不足", "too few"),
    },
    "assessment": {
        "AS01": say("分值不合", "points differ"),
        "AS08": say("分值不合", "points differ"),
        "AS02": say("无合格线", "no pass mark"),
        "AS03": say("对不上", "mismatch"),
        "AS04": say("加分不清", "vague bonus"),
        "AS05": say("可跳过", "can be skipped"),
        "AS06": say("考勤不全", "attendance incomplete"),
        "AS07": say("成果不全", "deliverables incomplete"),
        "AS09": say("免考不清", "vague exemption"),
    },
    "credit": {
        "HR08": say("不相称", "out of scale"),
        "HR09": say("包含不清", "overlap unclear"),
        "HR10": say("条件不全", "incomplete"),
        "PF01": say("缺佐证", "no evidence"),
        "PF02": say("重复或超期", "twice or outside"),
    },
    "leadership": {"PQ03": say("未写姓名", "not named")},
    "budget": {
        "BG01": say("没写全", "incomplete"),
        "BG02": say("算不对", "sums differ"),
        "BG04": say("来源存疑", "source?"),
    },
    "safeguards": {"BG05": say("缺条款", "clause missing")},
    "contact": {"PQ05": say("有空缺", "blank")},
    "signature": {"ID01": say("不全", "incomplete"), "ID02": say("无日期", "no date")},
}
"""Which rules speak of which section, and what each finds wanting."""

_FIGURE = re.compile(r"(?<![\w.])(?:[差少多超] \d[\d./-]*|\d[\d./-]* (?:short|too many))")


def section_of(finding: Finding) -> str | None:
    """The section of which a finding speaks. Where a rule speaks of several, its place says which."""
    sections = _SECTIONS.get(finding.code, ())
    return next((section for section in sections if section in finding.at.field), sections[0] if sections else None)


def absent_section(finding: Finding) -> str | None:
    """The section of which a finding says that it is not there at all."""
    return str(finding.message.values.get("id")) if finding.code == "ST01" and finding.rule is None else None


def gap(findings: Iterable[Finding], language: Language) -> str:
    """The gravest of the findings in words, with the figure that is missing where there is one, and how many more there are."""
    gravest, *others = sorted(findings, key=lambda finding: -finding.severity.weight)
    figure = _FIGURE.search(gravest.message.shown(language))
    section = section_of(gravest)
    words = figure[0] if figure else SPEAKS_OF[section][gravest.code].shown(language) if section else gravest.code
    return f"{words} +{len(others)}" if others else words


_SECTIONS: dict[str, tuple[str, ...]] = {}
for _section, _rules in SPEAKS_OF.items():
    for _code in _rules:
        _SECTIONS[_code] = (*_SECTIONS.get(_code, ()), _section)


@dataclass(slots=True)
class Gaps:
    """What the findings of one document say of its sections: which are absent, and what those that are there lack."""

    absent: dict[str, Finding] = field(default_factory=dict)
    wanting: dict[str, list[Finding]] = field(default_factory=dict)


def gaps_of(findings: Iterable[Finding]) -> dict[str | None, Gaps]:
    """The gaps of each document."""
    found: dict[str | None, Gaps] = {}
    for finding in findings:
        absent, section = absent_section(finding), section_of(finding)
        if absent is not None:
            found.setdefault(finding.document, Gaps()).absent[absent] = finding
        elif section is not None and finding.waived is None:
            found.setdefault(finding.document, Gaps()).wanting.setdefault(section, []).append(finding)
    return found
