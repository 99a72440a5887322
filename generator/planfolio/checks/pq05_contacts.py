"""联系人和电话不空着。

每个联系人要有姓名（或科室），并有电话或邮箱。正文里“联系人：”“电话：”后面空着的也报；填了占位文字的由 ID05 报，附件里供人填写的表格不算。

错：

    联系人: {姓名: 师训科, 电话: }

对：

    联系人: {姓名: 师训科, 电话: 010-00000000}
--
Contacts are not left blank.

Each contact has a name (or an office) and a telephone number or an e-mail address. In the body, 联系人： or 电话： with
nothing after it is reported too; a placeholder there is ID05's affair, and forms to be filled in by others do not count.

Wrong:

    contacts: {name: Training Office, phone: }

Right:

    contacts: {name: Training Office, phone: 010-00000000}
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from planfolio.checks.prose import body
from planfolio.checks.subject import Subject, in_all, named
from planfolio.findings import Message, Outcome, Place, Related, Severity, say
from planfolio.model import Plan
from planfolio.model.plans import Contact

SEVERITY = Severity.ERROR

_LABEL = re.compile(
    r"(?:联系人|联系电话|联系方式|咨询电话|电话)[ \u3000]*[:：][ \u3000_＿]*(?=\n|$|联系电话|电话|[，,；;。])"
)
_VALUE_BELOW = re.compile(r"\s*+(?![#（(]|附件|.{0,20}(?:联系人|电话|联系方式)[ \u3000]*[:：])\S")
"""A value may stand on the next line; a heading, a remark in brackets, annexes or the next label are none."""
_NUMBER_BELOW = re.compile(r"\s*+[^\n]{0,30}\d")
"""Below a label for a telephone number only a number is a value."""
_FORM = re.compile(r"姓名|性别|出生|学校[:：]|单位[:：]")
_ANNEX = re.compile(r"^(?:#++[ \t]*+)?附件[ \t]*+\d*+[ \t]*+[:：]?[ \t]*+$|^#[^\n]*(?:表|回执)[ \t]*$", re.MULTILINE)


def check(subject: Subject) -> Iterator[Outcome]:
    plan = subject.record
    if not isinstance(plan, Plan):
        return
    for index, contact in enumerate(plan.contacts):
        blank = list(_blank(contact))
        if blank:
            yield subject.finding(
                subject.at("contacts", index),
                say("联系人{name}没有写{blank}", "the contact{name} has no {blank}", name=_name(contact), blank=blank),
                fix=say("补上{blank}", "add the {blank}", blank=blank),
            )
    places = list(_blank_labels(subject))
    if places and not any(True for contact in plan.contacts for _ in _blank(contact)):
        yield subject.finding(
            places[0][0],
            say(
                "正文里“{label}”后面空着{in_all}",
                "the text leaves “{label}” blank{in_all}",
                label=places[0][1],
                in_all=in_all(len(places)),
            ),
            fix=say("填上，或删去这一行", "fill it in, or remove the line"),
            related=[
                Related(at=place, message=say("“{label}”", "“{label}”", label=text)) for place, text in places[1:]
            ],
        )


def _blank(contact: Contact) -> Iterator[Message]:
    if not (contact.name or "").strip():
        yield named(Contact, "name")
    if not (contact.phone or "").strip() and not (contact.email or "").strip():
        yield say("电话或邮箱", "telephone number or e-mail address")


def _name(contact: Contact) -> Message | str:
    return say("“{name}”", " “{name}”", name=contact.name) if contact.name else ""


def _line(text: str, at: int) -> str:
    """The line in which a position lies, as far as labels of a form can be expected."""
    start = text.rfind("\n", max(0, at - 100), at) + 1
    return text[max(start, at - 100) : at + 100].partition("\n")[0]


def _before_annexes(text: str) -> str:
    """The text without the forms after it, which participants fill in."""
    annex = _ANNEX.search(text)
    return text[: annex.start()] if annex else text


def _blank_labels(subject: Subject) -> Iterator[tuple[Place, str]]:
    if "联系" not in subject.item.document.body and "电话" not in subject.item.document.body:
        return
    passage = body(subject)
    text = _before_annexes(passage.text)
    for found in _LABEL.finditer(text):
        if _FORM.search(_line(text, found.start())):
            continue
        at_end = found.end() == len(text) or text[found.end()] == "\n"
        below = _NUMBER_BELOW if "电话" in found.group() else _VALUE_BELOW
        if not at_end or not (below.match(text, found.end()) and _VALUE_BELOW.match(text, found.end())):
            label = found.group().rstrip(" \u3000_＿")
            yield passage.place(found.start(), found.start() + len(label)), label
