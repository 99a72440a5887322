"""必备部分齐全。

每种方案都有必备的部分（依据、目标、对象、内容……），见规则页里的表。字段填了，或正文有这个标题，就算有。
整个没有才报；写了标题而内容空着，由相应的规则报。规则包要求的字段没写，也在这里报，并算进完整度；同一个字段只报重的一条。

错：学期方案没有“考核”，正文也没有这个标题。
对：正文有“六、考核办法”，或填了“考核”。
--
Required sections are there.

Every type of plan has sections it must have (basis, objectives, audience, contents …), see the table of rules. A section is
there when its field is filled or the body has its heading. Only what is absent altogether is reported. Fields that a rule
pack asks for are reported here as well and count towards completeness; of one field only the heavier finding is shown.

Wrong: a term plan without `assessments` and without such a heading in the body.
Right: the body has the heading 六、考核办法, or `assessments` is filled.
"""

from __future__ import annotations

from collections.abc import Iterator

from planfolio.checks.judgement import judged
from planfolio.checks.subject import Subject
from planfolio.completeness import Completeness
from planfolio.findings import Finding, Outcome, Severity, say

SEVERITY = Severity.ERROR


def check(subject: Subject) -> Iterator[Outcome]:
    found = subject.completeness
    demanded = _demanded(subject)
    for outcome in judged(subject):
        if not (isinstance(outcome, Finding) and outcome.at.field[0] in demanded and _is_told(outcome, found)):
            yield outcome
    for section, severity in found.missing:
        if any(demanded[name].weight >= severity.weight for name in section.fields if name in demanded):
            continue  # a pack says so already, with its source
        field = section.fields[0].lstrip("@")
        yield subject.finding(
            subject.at("title"),
            say(
                "缺少“{section}”部分（{id}）",
                "the section “{section}” ({id}) is missing",
                section=section.name,
                id=section.id,
            ),
            fix=say(
                "填写字段 {field}，或在正文加上这一部分的标题和内容",
                "fill the field {field}, or add the section with its heading to the body",
                field=field,
            ),
            severity=severity,
        )
    if found.needed and not found.missing:
        yield subject.passed(
            say("{count} 个必备部分都有", "all {count} required sections are there", count=len(found.needed))
        )


def _demanded(subject: Subject) -> dict[str, Severity]:
    """The fields that are missing altogether although a pack asks for them, and how much that weighs."""
    return {
        verdict.reveals[0]: verdict.severity
        for verdict in subject.verdicts
        if verdict.code == subject.rule.code and verdict.outcome == "failed" and verdict.at.field == verdict.reveals
    }


def _is_told(finding: Finding, found: Completeness) -> bool:
    """Whether the table itself blames the same field, and harder."""
    return finding.at.field == finding.at.field[:1] and any(
        finding.at.field[0] in section.fields and severity.weight > finding.severity.weight
        for section, severity in found.missing
    )
