"""Judgement: the verdicts of rule packs in the words of the check under whose code they report."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TypedDict

from planfolio.checks.subject import Subject, addend_places
from planfolio.findings import Finding, Message, Outcome, Related, Severity, say
from planfolio.model.amounts import HourUnit
from planfolio.model.exact import Clock
from planfolio.packs.grammar import PLACEHOLDERS
from planfolio.verdicts import Verdict, amount
from planfolio.verdicts.bench import HOURS, YUAN

_PLACEHOLDER = re.compile(rf"\{{\{{({'|'.join(PLACEHOLDERS)})\}}\}}")

Wording = Callable[[Verdict, Message], Message]


def judged(
    subject: Subject, *, cap: Callable[[Verdict], Severity] | None = None, also: Wording | None = None
) -> Iterator[Outcome]:
    """Every verdict with the check's code. `cap` is the most that one may weigh, `also` adds to what a failure says."""
    verdicts = [verdict for verdict in subject.verdicts if verdict.code == subject.rule.code]
    told = {verdict.pack for verdict in verdicts if verdict.outcome == "failed"}
    for verdict in verdicts:
        if verdict.outcome == "failed":
            yield _failed(subject, verdict, cap(verdict) if cap else verdict.severity, also)
        elif verdict.outcome == "passed":
            yield subject.passed(_holds(verdict) if verdict.pack in told else _undated(verdict, _holds(verdict)))
            told.add(verdict.pack)
        else:
            assert verdict.reason is not None
            yield subject.not_computable(
                say("{title}：{reason}", "{title}: {reason}", title=verdict.title, reason=verdict.reason)
            )


def _failed(subject: Subject, verdict: Verdict, cap: Severity, also: Wording | None) -> Finding:
    message = _own(verdict) or _fails(verdict)
    severity = min(subject.rule.severity, verdict.severity, cap, key=lambda severity: severity.weight)
    return subject.finding(
        verdict.at,
        _undated(verdict, also(verdict, message) if also else message),
        fix=_fix(verdict),
        why=verdict.citation,
        related=_places(verdict),
        severity=severity,
        rule=verdict.rule,
    )


def _places(verdict: Verdict) -> tuple[Related, ...]:
    """The addends; a single one where the finding itself stands would say nothing new."""
    alone = verdict.addends[0] if len(verdict.addends) == 1 else None
    if alone and alone.at == verdict.at and (alone.amount or not alone.why):
        return ()
    has_own_unit = verdict.unit is YUAN or isinstance(verdict.unit, HourUnit)
    return addend_places(verdict.addends, verdict.unit if has_own_unit else HOURS)


# --- figures ----------------------------------------------------------------------------------------------------------


class _Figures(TypedDict):
    title: Message
    sum: Message
    actual: Message
    limit: Message
    slack: Message
    gap: Message
    counted: Message


def _figures(verdict: Verdict) -> _Figures:
    return {
        "title": verdict.title,
        "sum": say("{sum}；", "{sum}; ", sum=verdict.arithmetic) if verdict.arithmetic else say("", ""),
        "actual": amount(verdict, verdict.actual),
        "limit": amount(verdict, verdict.limit),
        "slack": amount(verdict, verdict.slack),
        "gap": amount(verdict, verdict.gap),
        "counted": amount(verdict, verdict.counted),
    }


def _holds(verdict: Verdict) -> Message:
    if verdict.said is not None:
        return say("{title}：{said}", "{title}: {said}", title=verdict.title, said=verdict.said)
    return say(
        "{title}：{sum}{actual} {sign} {limit}，余 {slack}",
        "{title}: {sum}{actual} {sign} {limit}, {slack} to spare",
        sign="≥" if verdict.floor else "≤",
        **_figures(verdict),
    )


def _fails(verdict: Verdict) -> Message:
    if verdict.said is not None:
        return say("{title}：{said}", "{title}: {said}", title=verdict.title, said=verdict.said)
    if verdict.floor:
        return say(
            "{title}：{sum}{actual} < {limit}，差 {gap}",
            "{title}: {sum}{actual} < {limit}, {gap} short",
            **_figures(verdict),
        )
    return say(
        "{title}：{sum}{actual} > {limit}，超 {gap}{counts}",
        "{title}: {sum}{actual} > {limit}, {gap} too many{counts}",
        counts=_counts(verdict),
        **_figures(verdict),
    )


def _counts(verdict: Verdict) -> Message:
    """What is left of a total whose part is beyond a cap."""
    if verdict.counted is None or verdict.counted == verdict.limit:
        return say("", "")
    return say(
        "；去掉超出的，合计还算 {counted}",
        "; without the excess the total counts {counted}",
        counted=amount(verdict, verdict.counted),
    )


# --- a pack's own words -----------------------------------------------------------------------------------------------


def _own(verdict: Verdict) -> Message | None:
    """The pack's own message with its figures; all other braces in it are text."""
    if verdict.message is None:
        return None
    return Message(_template(verdict.message.zh), _template(verdict.message.en), {**_figures(verdict)})


def _template(text: str) -> str:
    return _PLACEHOLDER.sub(r"{\1}", text.replace("{", "{{").replace("}", "}}"))


def _fix(verdict: Verdict) -> Message:
    if isinstance(verdict.actual, Clock):
        return say("改时间，或说明为什么不适用并写豁免", "change the times, or waive the rule and say why")
    if verdict.actual is None or verdict.gap is None:
        return say("补上或改正规则要求的内容", "add or correct what the rule asks for")
    if verdict.floor:
        return say(
            "补足 {gap}，或说明为什么不适用并写豁免",
            "add {gap}, or waive the rule and say why",
            gap=amount(verdict, verdict.gap),
        )
    return say(
        "减去 {gap}，或说明为什么不适用并写豁免",
        "take off {gap}, or waive the rule and say why",
        gap=amount(verdict, verdict.gap),
    )


def _undated(verdict: Verdict, message: Message) -> Message:
    """A document without any date cannot tell which packs were in force: it is judged by all of its packs, and says so:
    at every failure, else once a pack."""
    if not verdict.undated:
        return message
    return say(
        "{message}（文档没有写日期，无从判断规则包当时是否有效）",
        "{message} (there is no date by which to tell whether the pack was in force)",
        message=message,
    )
