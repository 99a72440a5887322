"""Completeness: which sections a document must have, and which of them are there.

Source of the table: domain.md, "ST01 required sections". A section is present when one of its fields is filled or the
body has a heading that names it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import field
from functools import cache

from planfolio.catalog import Catalog, Item, walk
from planfolio.findings import Message, Place, Severity, Span, say
from planfolio.frozen import Latent, frozen
from planfolio.model import ArchiveDocument, Plan, Portfolio, Schedule
from planfolio.model.choices import ArchiveType, PlanType

COLUMNS: dict[PlanType, str] = {
    PlanType.NOTICE: "N",
    PlanType.OPINION: "N",
    PlanType.PROJECT: "P",
    PlanType.TERM: "T",
    PlanType.ANNUAL: "T",
    PlanType.MULTI_YEAR: "S",
    PlanType.CULTIVATION: "C",
    PlanType.INDUCTION: "I",
    PlanType.MENTORING: "M",
}
"""The column of each type of plan; a personal plan has no required sections."""


@frozen
class Section:
    """A section of a plan: the fields that fill it, the headings that name it, and how much each kind of document needs it.

    `words` are what running text says where the section has no heading of its own.
    `needs` holds a letter for each column in the order of NPTSCIMRL: E error, W warning, I note, - not needed.
    """

    id: str
    name: Message
    fields: tuple[str, ...]
    headings: str
    needs: str
    words: str = ""

    def severity(self, column: str) -> Severity | None:
        letter = self.needs["NPTSCIMRL".index(column)]
        return {"E": Severity.ERROR, "W": Severity.WARNING, "I": Severity.NOTE}.get(letter)


SECTIONS = (
    Section("basis", say("依据、指导思想", "basis"), ("basis",),
            "指导思想|依据|意义|背景|总体要求"
            "|(guiding principles|basis|rationale|background|introduction|context|\\bwhy\\b)", "EEWWWW-I-"),
    Section("objectives", say("目标", "objectives"), ("objectives", "personal_plan"),
            "目标|目的|任务|(objectives|goals|aims|\\btargets?\\b|purpose|outcomes|what you will learn)", "IEEEEEWWE"),
    Section("audience", say("对象", "audience"), ("audience", "quota", "eligibility", "participants"),
            "对象|参训人员|参加人员|(audience|participants|\\bwho\\b|eligibility)", "EEEEEEEW-"),
    Section("contents", say("内容", "contents"), ("contents", "stages", "modules", "curriculum", "findings"),
            "内容|课程|重点工作|主要工作|项目|举措|措施|做法"
            "|(contents?|curriculum|what you will learn|modules|topics|programme|\\bprogram\\b)", "EEEEWEWW-"),
    Section("forms", say("形式", "forms"), ("forms",),
            "形式|方式|方法|途径|做法|措施|举措|(forms?|methods?|delivery|\\bhow\\b)", "WEEEWEW--"),
    Section("time_place", say("时间地点", "time and place"), ("period", "schedules", "cycle", "@time"),
            "时间|日程|进度|过程|地点|阶段|步骤|周期"
            "|(time|place|schedule|timetable|\\bwhen\\b|\\bwhere\\b|\\bdates?\\b|venue|calendar)", "EEEEWEEEW"),
    Section("instructors", say("师资", "instructors"), ("@instructors",),
            "师资|授课|专家|导师|讲师|(instructors?|faculty|teachers|presenters|facilitators|trainers|who (?:will )?(?:teach|lead)s?)", "WEWWIWEI-",
            r"主讲|授课|[聘邀]请[^。；\n]{0,20}(?:专家|教授|名师|学者|教研员|讲师)|由[^。；\n]{0,16}(?:教研员|专家|名师)[^。；\n]{0,12}(?:组成|讲座|指导)"
            r"|\b(?:taught|led|facilitated|presented) by\b"),
    Section("hours", say("学时", "hours"), ("hours", "minimum_hours", "@hours", "ledger"),
            "学时|课时|学分|(hours|credits)", "EEEEIEIE-",
            r"[\d一二三四五六七八九十百]\s*个?[学课]时|\d\s*学分|\b\d+\s(?:contact |clock |credit )?hours\b"),
    Section("assessment", say("考核", "assessment"), ("assessments", "attendance"),
            "考核|评价|评估|考评|(assessment|evaluation|monitoring)", "WEEEWEWW-"),
    Section("credit", say("学时认定、证书", "credit"), ("grants",),
            "认定|证书|结业|学分|(credit|certificate|award|\\bCEUs?\\b)", "WEEWIWIW-",
            r"[颁發发授领取获核][^。；\n]{0,30}证书|认定[^。；，\n]{0,12}学[时分]|学[时分][^。；，\n]{0,8}认定|\bcertificates?\b|\bcredited\b"
            r"|\bearns?\b[^.\n]{0,20}(?:hours|credits?|CEUs?)"),
    Section("leadership", say("组织领导", "leadership"), ("group",),
            "组织领导|组织管理|组织机构|领导机构|领导小组|加强领导|管理|组织|(leadership|organi[sz]ation|management|coordination)", "WEEEWWI--"),
    Section("budget", say("经费", "budget"), ("budget",),
            "经费|资金|投入|(budget|funding|\\bcosts?\\b|\\bfees?\\b)", "EEWEWIIW-"),
    Section("safeguards", say("保障", "safeguards"), ("safeguards",),
            "保障|安全|防控|激励|奖励|奖惩|待遇|制度|机制|(safeguard|safety|confidentiality)", "WWWWWI---"),
    Section("contact", say("联系人", "contact"), ("contacts",),
            "联系人|联系方式|咨询|(contact|questions|enquiries|inquiries)", "EWII-I---"),
    Section("signature", say("落款", "date and issuer"), ("@signature",),
            "落款|(signature)", "EEEWWWEWI"),
)  # fmt: skip
"""The one table of sections, in the order in which official plans have them."""


@frozen
class Standing:
    """Where a section stands: the field that fills it, or the heading that names it."""

    at: Place
    heading: str | None = None


@frozen(kw_only=True)
class Completeness(Latent):
    """The sections a document needs: `standing` ids with their places, `missing` ones with how much each weighs. Notes do
    not count as required."""

    needed: tuple[tuple[Section, Severity], ...] = ()
    missing: tuple[tuple[Section, Severity], ...] = ()
    standing: Mapping[str, Standing] = field(default_factory=dict)
    headings: tuple[str, ...] = ()

    @property
    def required(self) -> int:
        return sum(severity is not Severity.NOTE for _, severity in self.needed)

    @property
    def absent(self) -> tuple[str, ...]:
        """Ids of missing sections that count."""
        return tuple(section.id for section, severity in self.missing if severity is not Severity.NOTE)

    @property
    def present(self) -> int:
        return self.required - len(self.absent)


def column_of(item: Item) -> str | None:
    """The column of the table for a document, None where nothing is required of it."""
    record = item.record
    if isinstance(record, Plan):
        return COLUMNS.get(record.type)
    if isinstance(record, ArchiveDocument):
        return "R" if record.type in (ArchiveType.SUMMARY, ArchiveType.REPORT) else None
    return "L" if isinstance(record, Portfolio) else None


def completeness(item: Item, catalog: Catalog) -> Completeness:
    """What `item` must have, where each part of it stands, and what is absent altogether."""
    column = column_of(item)
    if column is None:
        return Completeness()
    needed = _needed(column)
    lines = heading_lines(item)
    titles = "\n".join(title for _, title in lines)
    standing = {
        section.id: found
        for section, _ in needed
        if (found := _where(section, item, catalog, lines, titles)) is not None
    }
    missing = tuple((section, severity) for section, severity in needed if section.id not in standing)
    return Completeness(needed=needed, missing=missing, standing=standing, headings=tuple(title for _, title in lines))


@cache
def _needed(column: str) -> tuple[tuple[Section, Severity], ...]:
    return tuple((section, severity) for section in SECTIONS if (severity := section.severity(column)) is not None)


def _where(
    section: Section, item: Item, catalog: Catalog, lines: list[tuple[int, str]], titles: str
) -> Standing | None:
    """Where a section stands: in a field, under a heading, or else in running text that says it."""
    return _by_field(section, item, catalog) or _by_heading(section, item, lines, titles) or _by_words(section, item)


def _by_words(section: Section, item: Item) -> Standing | None:
    document = item.document
    found = _heading(section.words).search(document.body) if section.words else None
    if found is None:
        return None
    number = document.body_line + document.body.count("\n", 0, found.start())
    return Standing(Place(document.path, (), Span(number, 1, number, 1)), found.group().strip())


def _by_field(section: Section, item: Item, catalog: Catalog) -> Standing | None:
    """The first of the section's fields that is filled."""
    for name in section.fields:
        at = _filled(name, item, catalog)
        if at is not None:
            return Standing(at)
    return None


def _by_heading(section: Section, item: Item, lines: list[tuple[int, str]], titles: str) -> Standing | None:
    """The first heading that names the section; `titles` holds those of `lines`, a line each."""
    found = _heading(section.headings).search(titles)
    if found is None:
        return None
    number, title = lines[titles.count("\n", 0, found.start())]
    return Standing(Place(item.document.path, (), Span(number, 1, number, 1)), title.strip())


def _filled(name: str, item: Item, catalog: Catalog) -> Place | None:
    record = item.record
    if name == "@instructors":
        if not isinstance(record, Plan):
            return None
        if record.mentoring:
            return item.at("mentoring")
        return _unit_with(item, catalog, "instructors") or _schedule_instructors(item, catalog)
    if name == "@hours":
        at = _unit_with(item, catalog, "hours")
        return item.at("grants") if at is None and isinstance(record, Plan) and record.grants else at
    if name == "@time":
        return _unit_with(item, catalog, "period", "duration")
    if name == "@signature":
        if isinstance(record, Portfolio):
            return item.at("organisation") if record.organisation is not None else None
        signed = getattr(record, "issuer", None) or getattr(record, "author", None)
        return item.at("issued") if getattr(record, "issued", None) is not None and signed is not None else None
    return item.at(name) if getattr(record, name, None) else None


def _unit_with(item: Item, catalog: Catalog, *names: str) -> Place | None:
    """The first unit of which one of these fields is filled."""
    for source in catalog.units_of(item):
        for path, unit in walk(source.units, (source.field,)):
            for name in names:
                value = getattr(unit, name)
                if value is not None and value != ():
                    return source.item.at(*path, name)
    return None


def _schedule_instructors(item: Item, catalog: Catalog) -> Place | None:
    for schedule in catalog.schedules_of(item):
        if isinstance(schedule.record, Schedule):
            for index, session in enumerate(schedule.record.sessions):
                if session.instructors:
                    return schedule.at("sessions", index, "instructors")
    return None


@cache
def _heading(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


_LONGEST = 60
"""Characters of a line in which a heading or label has its place."""
_NUMBERED = re.compile(
    r"\s*(?:[一二三四五六七八九十]{1,3}\s*[、.．]|[（(][一二三四五六七八九十]{1,3}[）)]|第[一二三四五六七八九十]{1,3}[章节条部]).{1,24}$"
)
_RUN_IN = re.compile(
    r"\s*(?:\*\*)?(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[）)]|第[一二三四五六七八九十]{1,3}条)[ \u3000]*"
    r"(?:\*\*)?([^，。；：:,\s*]{2,16})[。：:\u3000*]"
)
_LABEL = re.compile(r"\s*(?:\d{1,2}\s*[.、．]|[（(]\d{1,2}[）)]|[⒈-⒛]|[-*]\s)?\s*\**([^：:。；，,*\s]{2,12})\**[：:]")
_BOLD = re.compile(r"\s*\*\*([^*]{2,24})\*\*\s*$")
_BEGINNINGS = frozenset("一二三四五六七八九十（(第*")
"""How lines begin that are numbered so or in bold: few are."""


def headings(item: Item) -> list[str]:
    """Headings of the body: Markdown ones, short lines numbered 一、 or （一）, lines all in bold, labels
    before a colon, and what stands between such a number and the first full stop, （四）强化考核。实行…"""
    return [title for _, title in heading_lines(item)]


def heading_lines(item: Item) -> list[tuple[int, str]]:
    """The headings of the body with the lines of the source where they stand."""
    found = []
    for number, whole in enumerate(item.document.body.split("\n"), item.document.body_line):
        line = whole.strip()
        if not line:
            continue
        if line.startswith("#"):
            found.append((number, line.lstrip("# ")))
            continue
        head, begins = line[:_LONGEST], line[0] in _BEGINNINGS
        if begins and head == line and (_NUMBERED.match(line) or _BOLD.match(line)):
            found.append((number, line.strip("*")))
        elif named := (begins and _RUN_IN.match(head)) or (("：" in head or ":" in head) and _LABEL.match(head)):
            found.append((number, named[1]))
    return found
