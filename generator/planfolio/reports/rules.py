"""Rules: every code that a report can name, with its manual page. Each stands where it is checked; here they are collected."""

from __future__ import annotations

from difflib import get_close_matches
from functools import cache

from planfolio import catalog, packs, waivers
from planfolio.checks import all_checks
from planfolio.findings import Language, Message, Rule, Severity, say
from planfolio.model import decode
from planfolio.sources import privacy, rules

FAMILIES = {
    "SX": say("源文件", "source"),
    "FD": say("字段", "fields"),
    "RF": say("引用", "references"),
    "ID": say("身份", "identity"),
    "ST": say("结构", "structure"),
    "TM": say("时间", "time"),
    "HR": say("学时", "hours"),
    "AS": say("考核", "assessment"),
    "PQ": say("人员与名额", "people and quota"),
    "BG": say("经费", "budget"),
    "PL": say("政策与流程", "policy and process"),
    "PF": say("教师档案", "portfolio"),
    "RP": say("规则包", "rule packs"),
    "WB": say("生成的网页", "built pages"),
    "WV": say("豁免", "waivers"),
}
"""What the two letters of a code stand for."""

SEVERITY_NAMES = {
    Severity.ERROR: say("错误", "error"),
    Severity.WARNING: say("警告", "warning"),
    Severity.NOTE: say("提示", "note"),
}


@cache
def all_rules() -> tuple[Rule, ...]:
    """Every rule, by code."""
    from planfolio import webpages  # checking sources alone knows nothing of built pages

    collected = (
        *(check.rule for check in all_checks()),
        *rules.RULES,
        privacy.PERSONAL_DATA,
        *decode.RULES,
        *catalog.RULES,
        *packs.RULES,
        *waivers.RULES,
        *webpages.RULES,
    )
    return tuple(sorted(collected, key=lambda rule: rule.code))


def rule_of(code: str) -> Rule | None:
    """The rule of that code."""
    return _by_code().get(code)


@cache
def _by_code() -> dict[str, Rule]:
    return {rule.code: rule for rule in all_rules()}


def title_of(code: str) -> Message:
    """The rule's title; the code itself where no rule has it."""
    rule = rule_of(code)
    return rule.title if rule else say("{code}", "{code}", code=code)


def family_of(code: str) -> Message:
    """The name of the family to which a code belongs."""
    return FAMILIES.get(code[:2], say("{family}", "{family}", family=code[:2]))


def nearest(code: str) -> tuple[str, ...]:
    """Up to three known codes that look like `code`."""
    return tuple(get_close_matches(code.strip().upper(), [rule.code for rule in all_rules()], 3, 0.5))


def explain(code: str, language: Language) -> str | None:
    """The manual page of a rule as text; None where there is no such code (see `nearest`)."""
    rule = rule_of(code.strip().upper())
    if rule is None:
        return None
    head = f"{rule.code}  {rule.title.shown(language)}"
    colon = "：" if language == "zh" else ": "
    facts = (
        (say("类别", "family"), f"{rule.code[:2]} {family_of(rule.code).shown(language)}"),
        (say("级别", "severity"), _severity(rule).shown(language)),
    )
    rows = [f"{name.shown(language)}{colon}{value}" for name, value in facts]
    return "\n".join([head, "", *rows, "", rule.manual.shown(language).strip(), ""])


def _severity(rule: Rule) -> Message:
    name = SEVERITY_NAMES[rule.severity]
    if rule.about_data or rule.severity is not Severity.ERROR:
        return name
    return say(
        "{name}；草稿、已废止和已归档的方案里算警告",
        "{name}; a warning in drafts, superseded and archived plans",
        name=name,
    )
