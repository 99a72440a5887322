"""必备部分齐全。

每种方案都有必备的部分（依据、目标、对象、内容……），见规则页里的表。字段填了，或正文有这个标题，就算有。
整个没有才报；写了标题而内容空着，由相应的规则报。规则包要求的字段没写，也在这里报，并算进完整度；同一个字段只报重的一条。

错：没有“形式”这一部分，字段空着，正文也没有这个标题。

    形式: []

对：填了字段；在正文写“四、研修形式”一节也可以。

    形式: [专题讲座, 课例研讨]
--
Required sections are there.

Every type of plan has sections it must have (basis, objectives, audience, contents …), see the table of rules. A section is
there when its field is filled or the body has its heading. Only what is absent altogether is reported. Fields that a rule
pack asks for are reported here as well and count towards completeness; of one field only the heavier finding is shown.

Wrong: there are no forms: the field is empty, and the body has no such heading.

    forms: []

Right: the field is filled; a section under the heading Forms will do as well.

    forms: [lecture, lesson study]
"""

from __future__ import annotations

from collections.abc import Iterator

from planfolio.checks.judgement import judged
from planfolio.checks.subject import Subject
from planfolio.completeness import Completeness, Section
from planfolio.findings import Finding, Message, Outcome, Severity, say
from planfolio.model import Plan
from planfolio.model.records import Record, entry_of
from planfolio.model.units import Unit

SEVERITY = Severity.ERROR

_HOLDERS: dict[str, tuple[str, ...]] = {"@instructors": ("modules", "stages")}
"""The fields in whose parts a section is written."""
_DERIVED: dict[str, tuple[str, ...]] = {"@signature": ("issuer", "issued", "organisation")}
"""The fields behind a section that no field holds alone."""


def check(subject: Subject) -> Iterator[Outcome]:
    found = subject.completeness
    demanded = _demanded(subject)
    for outcome in judged(subject):
        if not (isinstance(outcome, Finding) and outcome.at.field[0] in demanded and _is_told(outcome, found)):
            yield outcome
    for section, severity in found.missing:
        if any(demanded[name].weight >= severity.weight for name in section.fields if name in demanded):
            continue  # a pack says so already, with its source
        yield subject.finding(
            subject.at(_empty_key(subject, section) or "title"),
            say(
                "缺少“{section}”部分（{id}）",
                "the section “{section}” is missing",
                section=section.name,
                id=section.id,
            ),
            fix=_fix(subject, section),
            severity=severity,
        )
    if found.needed and not found.missing:
        yield subject.passed(
            say("{count} 个必备部分都有", "all {count} required sections are there", count=len(found.needed))
        )


def _empty_key(subject: Subject, section: Section) -> str | None:
    """The key that the author left empty for the section, which is where to fill it in."""
    root = subject.item.document.root
    written = {entry.key.text.strip() for entry in root.entries} if root is not None else set()
    model = type(subject.record)
    names = _HOLDERS.get(section.fields[0]) or _DERIVED.get(section.fields[0], section.fields)
    fields = (
        entry_of(model, name) for name in names if name in model.model_fields and not getattr(subject.record, name)
    )
    return next((entry.name for entry in fields if not written.isdisjoint((entry.name, *entry.chinese))), None)


def _fix(subject: Subject, section: Section) -> Message:
    fields = list(_fields(subject, section))
    if not fields:
        return say("在正文加上这一部分的标题和内容", "add the section with its heading to the body")
    return say(
        "填写{fields}，或在正文加上这一部分的标题和内容",
        "fill in {fields}, or add the section with its heading to the body",
        fields=fields,
    )


def _fields(subject: Subject, section: Section) -> Iterator[Message]:
    """The fields that an author would fill: the first that the document has, of a signature all."""
    model = type(subject.record)
    derived = _DERIVED.get(section.fields[0])
    names = [name for name in derived or section.fields if name in model.model_fields]
    for name in names if derived else names[:1]:
        yield _field(model, name)
    if section.id == "instructors" and isinstance(subject.record, Plan):
        yield say("各单元的{field}", "{field} of the units", field=_field(Unit, "instructors"))


def _field(model: type[Record], name: str) -> Message:
    return say("“{zh}”（{name}）", "`{name}`", zh=entry_of(model, name).chinese[0], name=name)


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
