"""写明安全和个人信息的保护。

项目方案、学期和年度方案、多年规划要有安全的要求（种类为“安全”的保障，或正文写到安全），也要写明怎样保护个人信息和数据。
缺哪样写在一条提示里；保障措施一样也没有的，由 ST01 报。

错：

    保障: {种类: 组织, 内容: 教导处负责组织}

对：

    保障:
      - {种类: 组织, 内容: 教导处负责组织}
      - {种类: 安全, 内容: 外出由专人带队；录像和个人信息只供研修使用，期满删除}
--
There is a clause on safety and one on data protection.

Project, term, annual and multi-year plans say how safety is secured (a safeguard of that kind, or the text) and how personal
information and data are protected. One note names what is missing; where there are no safeguards at all ST01 says so.

Wrong:

    safeguards: {kind: organisation, text: The dean's office organises the sessions}

Right:

    safeguards:
      - {kind: organisation, text: The dean's office organises the sessions}
      - {kind: safety, text: Visits are led by a member of staff; recordings and personal data are deleted at the end of term}
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from planfolio.checks.prose import body
from planfolio.checks.subject import Subject
from planfolio.findings import Outcome, Severity, say
from planfolio.model import Plan
from planfolio.model.choices import PlanType, SafeguardKind

SEVERITY = Severity.NOTE

_TYPES = (PlanType.PROJECT, PlanType.TERM, PlanType.ANNUAL, PlanType.MULTI_YEAR)
_SAFETY = re.compile(r"安全|safety|safeguarding", re.IGNORECASE)
_DATA = re.compile(
    r"个人信息|信息(?:保护|安全)|(?:学生|教师|学员|幼儿|家长)(?:的|个人|有关){0,2}信息(?!技术|化|素养|系统)|隐私|私[隐隱]|个人资料|個人資料|肖像|不外传|录[像音][^，。；\n]{0,8}[只仅]|征得[^，。；\n]{0,12}同意|数据|保密"
    r"|(?:personal|pupil|student|participant)s?'? (?:data|information)|privacy|data protection|confidential|GDPR",
    re.IGNORECASE,
)


def check(subject: Subject) -> Iterator[Outcome]:
    plan = subject.record
    if not isinstance(plan, Plan) or plan.type not in _TYPES:
        return
    if "safeguards" in subject.completeness.absent:
        return  # ST01 says that there are none at all: one cause, one finding
    text = "\n".join([*(safeguard.text for safeguard in plan.safeguards), body(subject).text])
    is_safe = any(one.kind is SafeguardKind.SAFETY for one in plan.safeguards) or bool(_SAFETY.search(text))
    lacking = []
    if not is_safe:
        lacking.append(say("安全", "safety"))
    if not _DATA.search(text):
        lacking.append(say("个人信息保护", "data protection"))
    if lacking:
        yield subject.finding(
            subject.at("safeguards" if plan.safeguards else "title"),
            say("没有写到{lacking}", "nothing is said of {lacking}", lacking=lacking),
            fix=say("在“保障”或正文里加一条", "add a safeguard, or say it in the text"),
        )
    else:
        yield subject.passed(say("写到了安全和个人信息保护", "safety and data protection are provided for"))
