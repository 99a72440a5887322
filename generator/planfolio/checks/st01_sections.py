"""必备部分齐全。

每种方案都有必备的部分（依据、目标、对象、内容……），见规则页里的表。字段填了，或正文有这个标题，就算有。
整个没有才报；写了标题而内容空着，由相应的规则报。规则包要求的字段没写，也在这里报。

错：学期方案没有“考核”，正文也没有这个标题。
对：正文有“六、考核办法”，或填了“考核”。
--
Required sections are there.

Every type of plan has sections it must have (basis, objectives, audience, contents …), see the table of rules. A section is
there when its field is filled or the body has its heading. Only what is absent altogether is reported. Fields that a rule
pack asks for are reported here as well.

Wrong: a term plan without `assessments` and without such a heading in the body.
Right: the body has the heading 六、考核办法, or `assessments` is filled.
"""

from __future__ import annotations

from collections.abc import Iterator

from planfolio.checks.judgement import judged
from planfolio.checks.subject import Subject
from planfolio.findings import Outcome, Severity, say

SEVERITY = Severity.ERROR


def check(subject: Subject) -> Iterator[Outcome]:
    yield from judged(subject)
    found = subject.completeness
    for section, severity in found.missing:
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
