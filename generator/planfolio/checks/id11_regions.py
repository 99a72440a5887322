"""标题、正文和发布单位说的是同一个地方。

从别处转来的方案常常留着原来的地名。能确定是方案自己所在地的地名才比：标题或发布单位名称开头的、
发布单位的行政区划代码（发布单位只看教育局、学校和幼儿园，培训机构常为外地办班）、落款和抬头的、
“无锡市级以上”“西湖区有一定影响”这样说级别和范围的；还有标题写一省、正文从不提它而另写一省的教师的。
按行政区划代码（GB/T 2260）不在一处的才报。书名号里的、赴外地学习的、合作学校和专家的地名不算，同名的区县只要有一个在那里就不报。

错：

    形成在西湖区有一定影响的队伍，论文在无锡市级以上刊物发表。

对：

    形成在西湖区有一定影响的队伍，论文在杭州市级以上刊物发表。
--
Title, body and issuer speak of one place.

A plan taken from elsewhere often keeps the other place's name. Only names that are certainly the plan's own count: one that
opens the title or the issuer's name, the issuer's region code (of bureaus, schools and kindergartens; institutes often train
for others), those of signature and salutation, those that give a level or a reach (无锡市级以上, “from Wuxi city level”), and a
province whose teachers the body speaks of while it never names the title's. They must lie apart by the codes of
GB/T 2260. Names in titles 《…》, of places visited, of partner schools and of experts are none, and a district name that
several cities have is apart only from cities that have none of them.

Wrong: 西湖区 is in Hangzhou (杭州), 无锡 in another province.

    形成在西湖区有一定影响的队伍，论文在无锡市级以上刊物发表。

Right:

    形成在西湖区有一定影响的队伍，论文在杭州市级以上刊物发表。
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from planfolio.checks.prose import Passage, body
from planfolio.checks.registries import registry
from planfolio.checks.subject import Subject
from planfolio.findings import Message, Outcome, Place, Related, Severity, say
from planfolio.frozen import frozen
from planfolio.model import Organisation, Plan
from planfolio.model.choices import OrganisationKind

SEVERITY = Severity.WARNING

_TITLED = re.compile(r"《[^《》\n]{0,200}》|“[^“”\n]{0,200}”|\[[^\[\]\n]{0,200}\]\([^()\n]{0,500}\)|https?://\S{1,500}")
_LEVEL = re.compile(r"级?(?:及|或)?以上|范围内|有(?:一定|较大|较强|重要)?的?影响")
_SIGNATURE = re.compile(
    r"(?!\S*(?:进修|培训|大学|学院))\S{0,16}(?:教育局|教体局|教育体育局|教育厅|教育委员会|小学|中学|学校|幼儿园)\s*$"
)
_TEACHERS = re.compile(
    r"(?:全省|各级|各地|各)?(?:中小学|幼儿园|中职|职业院校|基础教育|教师|教育事业|教育系统|教育改革)"
)
_ELSEWHERE = re.compile(
    r"(?:赴|到|去|往|来自|与|和|同|及|向|对|由|请|像|如|兄弟|以|按|参照|借鉴|学习|支援|帮扶|考察|援|、)\s*$"
)
_VISIT = re.compile(r"赴|跟岗|邀|请|来自|参观|考察|结对|合作|对口|支援|帮扶|同行|兄弟|借鉴|外地|外省|异地|曾|原在|调入")
_GUEST = re.compile(r"\S{0,8}(?:名校|专家|名师|教授|高校|大学|基地|同行|调入)")
_FOREWORD = re.compile(r"(?:关于印发|关于|印发)?《?")
_RESIDENT = frozenset({OrganisationKind.BUREAU, OrganisationKind.SCHOOL, OrganisationKind.KINDERGARTEN})
"""Issuers that plan for their own place; institutes and bases train for others too."""
_IN_BODY = say("正文里的", " in the text")
_NEAR = 100
"""Characters on either side of a name that are looked at."""
_LAST = 6
"""How many of the last lines with text may hold the signature."""


@frozen
class _Home:
    """A place that is the plan's own, with its codes and where it is named."""

    name: str
    codes: tuple[str, ...]
    at: Place
    said: Message

    def is_apart(self, other: _Home) -> bool:
        """Whether neither can lie in the other, whichever places the names stand for."""
        return not any(
            one.startswith(another) or another.startswith(one) for one in self.codes for another in other.codes
        )


@cache
def _codes() -> dict[str, tuple[str, ...]]:
    return {entry["name"][0]: entry["codes"] for entry in registry("regions")}


@cache
def _names() -> re.Pattern[str]:
    return re.compile("|".join(sorted(map(re.escape, _codes()), key=len, reverse=True)))


def check(subject: Subject) -> Iterator[Outcome]:
    plan = subject.record
    if not isinstance(plan, Plan):
        return
    by_name: dict[str, _Home] = {}
    for home in _homes(subject, plan):
        by_name.setdefault(home.name, home)
    homes = list(by_name.values())
    for home in homes[1:]:
        for other in homes:
            if other is home:
                break
            if home.is_apart(other):
                yield _finding(subject, home, other)
                return
    if len(homes) > 1:
        yield subject.passed(say("{names}在一处", "{names} lie in one place", names=list(by_name)))


def _homes(subject: Subject, plan: Plan) -> Iterator[_Home]:
    title = _opening(plan.title, subject.at("title"), say("标题里的", " in the title"))
    if title:
        yield title
    issuer = subject.catalog.record(Organisation, plan.issuer)
    if issuer is not None and issuer.kind in _RESIDENT:
        named = _opening(issuer.title, subject.at("issuer"), say("发布单位名称里的", " in the issuer's name"))
        region = _region(issuer.region, subject.at("issuer"))
        if region:
            yield region
        elif named:
            yield named
    if subject.item.document.body:
        text = body(subject)
        plain = _TITLED.sub(lambda quoted: " " * len(quoted.group()), text.text)
        yield from _in_body(text, plain)
        if title:
            yield from _other_province(text, plain, title)


def _opening(text: str, at: Place, where: Message) -> _Home | None:
    """The place with which a title or a name begins."""
    start = _FOREWORD.match(text)
    found = _names().match(text, start.end() if start else 0)
    return _named(found.group(), at, where) if found else None


def _named(name: str, at: Place, where: Message) -> _Home:
    return _Home(name, _codes()[name], at, say("{where}“{name}”", "“{name}”{where}", where=where, name=name))


def _region(code: str | None, at: Place) -> _Home | None:
    """The province, or the city, of a region code."""
    if code is None or not re.fullmatch(r"\d{6}", code, re.ASCII):
        return None
    digits = code[:2] if code[2:4] in ("00", "90") else code[:4]
    said = say("发布单位的行政区划代码“{code}”", "the issuer's region code “{code}”", code=code)
    return _Home(code, (digits,), at, said)


def _in_body(text: Passage, plain: str) -> Iterator[_Home]:
    """Places by level or reach, and those of salutation and signature."""
    names = list(_names().finditer(plain))
    if not names:
        return
    lines = [line.start() for line in re.finditer(r"[^\n]+", plain) if not line.group().isspace()]
    for found in names:
        line = plain.rfind("\n", 0, found.start()) + 1
        rest = plain[found.end() : found.end() + _NEAR].partition("\n")[0]
        before = plain[max(line, found.start() - _NEAR) : found.start()]
        opens = found.start() - line < _NEAR and not before.strip()
        is_salutation = opens and line == lines[0] and rest.rstrip().endswith(("：", ":"))
        is_signature = opens and line in lines[-_LAST:] and bool(_SIGNATURE.fullmatch(rest))
        is_level = bool(_LEVEL.match(rest)) and not _is_elsewhere(before, rest)
        if is_level or is_salutation or is_signature:
            yield _named(found.group(), text.place(*found.span()), _IN_BODY)


def _is_elsewhere(before: str, after: str) -> bool:
    """Whether the sentence speaks of a visit, a guest or a partner."""
    sentence = re.split(r"[。；;]", before)[-1]
    return bool(_ELSEWHERE.search(before) or _VISIT.search(sentence) or _GUEST.match(after))


def _other_province(text: Passage, plain: str, title: _Home) -> Iterator[_Home]:
    """A province whose teachers the body speaks of, where it names no place in the title's province."""
    others: list[_Home] = []
    for found in _names().finditer(plain):
        home = _named(found.group(), text.place(*found.span()), _IN_BODY)
        if not home.is_apart(title):
            return
        before = plain[max(0, found.start() - _NEAR) : found.start()].rpartition("\n")[2]
        if _is_elsewhere(before, plain[found.end() : found.end() + _NEAR]):
            return
        if len(home.codes[0]) == 2 and _TEACHERS.match(plain, found.end()):
            others.append(home)
    if len({home.name for home in others}) == 1:
        yield others[0]


def _finding(subject: Subject, home: _Home, other: _Home) -> Outcome:
    return subject.finding(
        home.at,
        say(
            "{home}与{other}按行政区划代码不在一处（{codes} 与 {others}）",
            "{home} and {other} lie apart by their region codes ({codes} and {others})",
            home=home.said,
            other=other.said,
            codes=list(home.codes),
            others=list(other.codes),
        ),
        fix=say("核对后改正留下来的外地地名", "check which place is meant and correct the other"),
        related=[Related(at=other.at, message=other.said)],
    )
