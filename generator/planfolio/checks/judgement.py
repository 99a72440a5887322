"""Judgement: the verdicts of rule packs in the words of the check under whose code they report."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from planfolio.checks.subject import Subject, addend_places
from planfolio.findings import Finding, Message, Outcome, Severity, say
from planfolio.model import Pack
from planfolio.model.exact import Range
from planfolio.model.packs import PackCheck
from planfolio.verdicts import Verdict

_PLACEHOLDER = re.compile(r"\{\{(actual|limit|slack|title)\}\}")

Wording = Callable[[Message], Message]


def judged(
    subject: Subject, *, cap: Callable[[Verdict], Severity] | None = None, also: Wording | None = None
) -> Iterator[Outcome]:
    """Every verdict with the check's code. `cap` is the most that one may weigh, `also` adds to what a failure says."""
    for verdict in subject.verdicts:
        if verdict.code != subject.rule.code:
            continue
        if verdict.outcome == "failed":
            yield _failed(subject, verdict, cap(verdict) if cap else verdict.severity, also)
        elif verdict.outcome == "passed":
            yield subject.passed(_undated(verdict, _holds(subject, verdict)))
        else:
            assert verdict.reason is not None
            message = say("{title}：{reason}", "{title}: {reason}", title=verdict.title, reason=verdict.reason)
            yield subject.not_computable(_undated(verdict, message))


def _failed(subject: Subject, verdict: Verdict, cap: Severity, also: Wording | None) -> Finding:
    message = _own(verdict) or _fails(verdict)
    severity = min(subject.rule.severity, verdict.severity, cap, key=lambda severity: severity.weight)
    return subject.finding(
        verdict.at,
        _undated(verdict, also(message) if also else message),
        fix=_fix(verdict),
        why=verdict.citation,
        related=addend_places(verdict.addends),
        severity=severity,
        rule=verdict.rule,
    )


def is_floor(verdict: Verdict) -> bool:
    """Whether the limit is one to reach; else it is one not to pass."""
    if verdict.actual is None or verdict.limit is None or verdict.slack is None:
        return True
    return verdict.slack == verdict.actual - verdict.limit


def _is_cap(subject: Subject, verdict: Verdict) -> bool:
    """Whether the limit is one not to pass. Where there is no slack the figures do not tell, only the rule does."""
    if verdict.actual != verdict.limit:
        return not is_floor(verdict)
    pack = subject.catalog.record(Pack, verdict.pack)
    rules = [rule for rule in pack.rules if rule.code == verdict.rule] if pack else []
    return any(
        rule.check is PackCheck.CYCLE_CAP
        or ((rule.at_most or rule.at_most_share) is not None and (rule.at_least or rule.at_least_share) is None)
        for rule in rules
    )


def gap(verdict: Verdict) -> Range | None:
    """How much a failed verdict lacks, or has too much."""
    return Range(-verdict.slack.high, -verdict.slack.low) if verdict.slack else None


def _holds(subject: Subject, verdict: Verdict) -> Message:
    if verdict.actual is None:
        return say("{title}：做到了", "{title}: done", title=verdict.title)
    return say(
        "{title}：{sum}{actual} {sign} {limit}，余 {slack}",
        "{title}: {sum}{actual} {sign} {limit}, {slack} to spare",
        sign="≤" if _is_cap(subject, verdict) else "≥",
        slack=verdict.slack,
        **_values(verdict),
    )


def _fails(verdict: Verdict) -> Message:
    if verdict.actual is None:
        what = (
            say("没有写{field}", "{field} is missing", field=verdict.arithmetic)
            if verdict.arithmetic
            else say("没有做到", "not done")
        )
        return say("{title}：{what}", "{title}: {what}", title=verdict.title, what=what)
    floor = is_floor(verdict)
    return say(
        "{title}：{sum}{actual} {sign} {limit}，{gap}",
        "{title}: {sum}{actual} {sign} {limit}, {gap}",
        sign="<" if floor else ">",
        gap=say("差 {gap}", "{gap} short", gap=gap(verdict))
        if floor
        else say("超 {gap}", "{gap} too many", gap=gap(verdict)),
        **_values(verdict),
    )


def _values(verdict: Verdict) -> dict[str, object]:
    arithmetic = verdict.arithmetic
    shown = say("{sum}；", "{sum}; ", sum=arithmetic) if arithmetic else ""
    return {"title": verdict.title, "sum": shown, "actual": verdict.actual, "limit": verdict.limit}


def _own(verdict: Verdict) -> Message | None:
    """The pack's own message with its figures; all other braces in it are text."""
    if verdict.message is None:
        return None
    values = {"title": verdict.title, "actual": verdict.actual, "limit": verdict.limit, "slack": verdict.slack}
    return Message(_template(verdict.message.zh), _template(verdict.message.en), values)


def _template(text: str) -> str:
    return _PLACEHOLDER.sub(r"{\1}", text.replace("{", "{{").replace("}", "}}"))


def _fix(verdict: Verdict) -> Message:
    if verdict.actual is None:
        return say("补上或改正规则要求的内容", "add or correct what the rule asks for")
    if is_floor(verdict):
        return say(
            "补足 {gap}，或说明为什么不适用并写豁免", "add {gap}, or waive the rule and say why", gap=gap(verdict)
        )
    return say(
        "减去 {gap}，或说明为什么不适用并写豁免", "take off {gap}, or waive the rule and say why", gap=gap(verdict)
    )


def _undated(verdict: Verdict, message: Message) -> Message:
    """A plan without any date cannot tell which packs were in force: it is judged by those it names, and says so."""
    if not verdict.undated:
        return message
    return say(
        "{message}（方案没有日期，按它写明的规则包评定）",
        "{message} (the plan has no date and is judged by the packs that it names)",
        message=message,
    )
