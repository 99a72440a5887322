"""Pages of plans: the sections of an official plan in their order, the hours with their addends, the text, the checks."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, time
from functools import partial
from typing import Any

from planfolio.catalog import Item, UnitSource
from planfolio.findings import Message, Place, say
from planfolio.frozen import frozen
from planfolio.markdown import Rendered
from planfolio.model import Plan, Schedule
from planfolio.model.choices import SessionStatus
from planfolio.model.documents import DocumentRecord
from planfolio.model.scalars import Weekday
from planfolio.model.units import Instructor, Unit
from planfolio.pages import entries
from planfolio.pages.bodies import body
from planfolio.pages.checks import Checks, checks_of
from planfolio.pages.citation import citation
from planfolio.pages.edition import Edition, Link, of_record
from planfolio.pages.headline import headline
from planfolio.pages.letter import letter, numbered, numbered_groups
from planfolio.pages.page import Page
from planfolio.pages.remarks import SumRemark
from planfolio.pages.stages import timeline
from planfolio.pages.studio import Studio
from planfolio.pages.values import Block, Cell, Group, Items, Table
from planfolio.pages.versions import versions
from planfolio.search import Entry
from planfolio.totals import Meeting, Sum

HEAD = (
    "number", "school_year", "term", "issuer", "issued", "type", "level", "school_stages", "subjects", "audience", "period",
    "status", "packs", "tags",
)  # fmt: skip
"""Facts at the top of the page."""

SECTIONS: Mapping[str, tuple[Message, tuple[str, ...]]] = {
    "basis": (say("依据", "Basis"), ("basis", "needs")),
    "objectives": (say("目标", "Objectives"), ("objectives",)),
    "audience": (say("对象", "Audience"), ("audience", "eligibility")),
    "quota": (say("名额", "Places"), ("quota",)),
    "contents": (say("内容", "Contents"), ("contents", "curriculum", "stages", "modules")),
    "forms": (say("形式", "Forms"), ("forms",)),
    "time": (say("时间", "Time"), ("period", "schedules", "deadlines")),
    "instructors": (say("师资", "Instructors"), ("mentoring",)),
    "hours": (say("学时", "Hours"), ()),
    "assessment": (say("考核", "Assessment"), ("assessments", "attendance", "exemptions")),
    "credit": (say("认定", "Credit"), ("grants",)),
    "deliverables": (say("成果", "Deliverables"), ("deliverables",)),
    "leadership": (say("组织", "Leadership"), ("group",)),
    "budget": (say("经费", "Budget"), ("budget",)),
    "safeguards": (say("保障", "Safeguards"), ("safeguards",)),
    "annexes": (say("附件", "Annexes"), ("annexes",)),
    "contact": (say("联系人", "Contact"), ("contacts",)),
    "signature": (say("落款", "Issued by"), ("issuer", "issued", "filing")),
    "versions": (say("沿革", "Versions"), ("supersedes", "parent")),
}
"""The sections of an official plan in their order, and the fields that fill each. `hours` shows the totals."""

SUMS: Mapping[str, tuple[str, ...]] = {
    "quota": ("PQ01", "PQ02"),
    "assessment": ("AS01", "AS08"),
    "budget": ("BG02",),
}
"""The checks that add up what a section lists; the section shows their arithmetic."""

ELSEWHERE = (
    "title", "hours", "minimum_hours", "minutes_per_hour", "hours_per_day", "hours_per_credit", "days_per_week",
    "aliases", "waivers", "visibility", "note",
)  # fmt: skip
"""Fields that the page shows in another form: as its title, with the hours and verdicts, in the text, in the report."""

ANCHORS = frozenset({*SECTIONS, "text", "checks", "facts", "downloads", "citation"})
_UNIT_MARKS = ("mode", "category", "audience")
_EXCERPT = 5
"""Sessions of a schedule that its plan shows."""
_UNIT_FIELDS = ("theme", "contents", "forms", "duration", "period", "place", "instructors", "required", "assessed_by")


@frozen(kw_only=True)
class SectionView:
    """A section: the anchor by which search and contents lead to it, its title, its blocks, what was added up in it."""

    anchor: str
    title: str
    blocks: tuple[Block, ...]
    sums: tuple[SumRemark, ...] = ()


def pages_of(studio: Studio, item: Item) -> Iterator[Page]:
    """The page of a plan."""
    if isinstance(item.record, Plan):
        yield _page(studio, item, item.record)


def _page(studio: Studio, item: Item, plan: Plan) -> Page:
    edition = studio.edition
    return edition.page(
        address=edition.address(item.key),
        kind="plan",
        title=plan.title,
        item=item,
        trail=edition.trail("plans"),
        description=description(edition, plan),
        context=of_record(_context, studio, item),
        search=of_record(_entry, studio, item),
        text=partial(_text, edition, item),
    )


def _text(edition: Edition, item: Item) -> Rendered:
    return body(edition, item, level=3, taken=ANCHORS)


def _context(studio: Studio, item: Item, plan: Plan) -> dict[str, Any]:
    edition = studio.edition
    stages = timeline(edition, studio.values, plan, edition.totals[item.key])
    text = _text(edition, item)
    sections = tuple(_sections(studio, item, plan, is_text=not text.html, filled={"time"} if stages else ()))
    checks = checks_of(studio, item, (one.anchor for one in sections), text)
    return {
        "headline": headline(studio, item),
        "facts": studio.values.facts(plan, HEAD),
        "sections": sections,
        "timeline": stages,
        "hours": studio.tally.hours(item),
        "minimum": plan.minimum_hours.shown(edition.language) if plan.minimum_hours else "",
        "attachments": [one for one in studio.attachments(item) if one.name not in _annex_files(plan)],
        "letter": letter(edition, studio.values, plan, text),
        "citation": citation(edition, item),
        "text": text,
        "checks": checks,
        "contents": contents(edition, sections, bool(text.html), checks, is_cited=True),
    }


def description(edition: Edition, plan: Plan) -> str:
    """A line for search engines and link previews."""
    issuer = edition.refer("organisations", plan.issuer).text if plan.issuer else ""
    parts = (edition.shown(plan.type), issuer, plan.school_year or "", "、".join(plan.audience))
    return " · ".join(part for part in parts if part)


def contents(
    edition: Edition, sections: Iterable[SectionView], text: bool, checks: Checks | None, *, is_cited: bool = False
) -> tuple[Link, ...]:
    """The page's table of contents; an address that begins with # stays on the page."""
    links = [Link(text=one.title, address=f"#{one.anchor}") for one in sections]
    if text:
        links.append(Link(text=edition.say("正文", "Text"), address="#text"))
    if checks is not None:
        links.append(Link(text=edition.say("检查", "Checks"), address="#checks"))
    if is_cited:
        links.append(Link(text=edition.say("下载和引用", "Download and cite"), address="#downloads"))
    return tuple(links)


# --- sections ---------------------------------------------------------------------------------------------------------


def _sections(
    studio: Studio, item: Item, plan: Plan, *, is_text: bool, filled: Collection[str]
) -> Iterator[SectionView]:
    """The sections that have something to say; `filled` ones have more than their blocks. Of a plan without a text they are
    the text, and numbered as such."""
    edition = studio.edition
    number = 0
    for anchor, (name, fields) in SECTIONS.items():
        title = edition.shown(name)
        blocks = tuple(_without(title, block) for block in _blocks(studio, item, plan, anchor, fields))
        is_filled = anchor == "hours" or anchor in filled or (anchor == "annexes" and item.document.attachments)
        if not blocks and not is_filled:
            continue
        if is_text:
            number += 1
            title, blocks = numbered(edition, number, title), numbered_groups(edition, number, blocks)
        codes = SUMS.get(anchor, ()) if edition.has_report else ()
        sums = tuple(studio.remarks.sums(item.key, codes)) if codes else ()
        yield SectionView(anchor=anchor, title=title, blocks=blocks, sums=sums)


def _blocks(studio: Studio, item: Item, plan: Plan, anchor: str, names: tuple[str, ...]) -> tuple[Block, ...]:
    match anchor:
        case "contents":
            return (*studio.values.blocks(plan, ("contents", "curriculum")), *_units(studio, item))
        case "instructors":
            return (*_instructors(studio, item), *studio.values.blocks(plan, names))
        case "time":
            return (*studio.values.blocks(plan, ("period", "deadlines")), *_schedules(studio, item))
        case "annexes":
            return tuple(_annexes(studio, item, plan))
        case "versions":
            found = versions(studio, item, plan)
            return (found,) if found else ()
        case _:
            return studio.values.blocks(plan, names)


def _without(title: str, block: Block) -> Block:
    """A group that is called like its section needs no heading of its own."""
    return replace(block, title="") if isinstance(block, Group) and block.title == title else block


def _annexes(studio: Studio, item: Item, plan: Plan) -> Iterator[Block]:
    """The annexes, each leading to its file with kind and size; one without a file is only named."""
    files = {file.name: file for file in studio.attachments(item)}
    base, named = studio.edition.address(item.key), studio.edition.say("附件 {}：{}", "Annex {}: {}")
    links = []
    for annex in plan.annexes:
        file = files.get(annex.file or "")
        title = named.format(annex.number, annex.title)
        links.append(
            Link(text=f"{title}（{file.kind}，{file.size}）", address=f"{base}{file.address}")
            if file
            else Link(text=title)
        )
    if links:
        yield Items(items=tuple((link,) for link in links))


def _annex_files(plan: Plan) -> frozenset[str]:
    return frozenset(annex.file for annex in plan.annexes if annex.file)


def _units(studio: Studio, item: Item) -> Iterator[Block]:
    """What the units say of themselves; those with nothing but hours stand under the hours."""
    for source in studio.edition.catalog.units_of(item):
        yield from unit_groups(studio, item, source)


def unit_groups(studio: Studio, item: Item, source: UnitSource, *, is_whole: bool = False) -> Iterator[Group]:
    """A group for each unit with its computed hours, those below it inside: units that have more to say, or all of them."""
    totals = {unit.at: unit.computed for unit in studio.edition.totals[item.key].all_units}
    yield from _groups(studio, totals, source.units, Place(source.item.document.path, (source.field,)), is_whole)


def _groups(
    studio: Studio, totals: Mapping[Place, Sum], units: tuple[Unit, ...], at: Place, is_whole: bool
) -> Iterator[Group]:
    edition = studio.edition
    for index, unit in enumerate(units):
        place = at / index
        below = tuple(_groups(studio, totals, unit.units, place / "units", is_whole))
        blocks = (*studio.values.blocks(unit, (*(_UNIT_MARKS if is_whole else ()), *_UNIT_FIELDS)), *below)
        if blocks or is_whole:
            hours = totals[place]
            is_known = hours.known is not None
            said = edition.say(f"（{edition.shown(hours)}）", f" ({edition.shown(hours)})") if is_known else ""
            anchor = unit_anchor(unit.id) if is_whole and unit.id else ""
            yield Group(title=f"{unit.title}{said}", blocks=blocks, anchor=anchor)


def unit_anchor(identifier: str) -> str:
    """By which a unit is reached on the page of its curriculum."""
    return "unit-" + "-".join(identifier.split())


def _instructors(studio: Studio, item: Item) -> tuple[Block, ...]:
    """Everybody who teaches in the plan's units and sessions, once."""
    found: dict[Instructor, None] = {}
    for source in studio.edition.catalog.units_of(item):
        found |= dict.fromkeys(entries.instructors(source.units))
    for schedule in studio.edition.catalog.schedules_of(item):
        if isinstance(schedule.record, Schedule):
            for session in schedule.record.sessions:
                found |= dict.fromkeys(session.instructors)
    return studio.values.many(one for one in found if not any(_says_more(other, one) for other in found))


def _says_more(other: Instructor, one: Instructor) -> bool:
    """Whether another entry has all that this one says, and more."""
    mine, theirs = one.by_name, other.by_name
    return mine != theirs and all(value is None or value == theirs[name] for name, value in mine.items())


def _schedules(studio: Studio, item: Item) -> Iterator[Block]:
    """The first sessions of each schedule, and where the others are."""
    edition = studio.edition
    for schedule in edition.catalog.schedules_of(item):
        if schedule.key in edition.keys:
            meetings = [meeting for meeting in edition.totals[schedule.key].meetings if meeting.day]
            meetings.sort(key=lambda one: (one.day or date.max, one.session.start or time.max, one.index))
            link = edition.link(schedule)
            count = edition.say(f"{link.text}：全部 {len(meetings)} 次", f"{link.text}: all {len(meetings)} sessions")
            all_of_them = Items(items=((Link(text=count, address=link.address),),))
            title = edition.say(f"日程（前 {_EXCERPT} 次）", f"Schedule (the first {_EXCERPT} sessions)")
            if len(meetings) <= _EXCERPT:
                title = edition.say("日程", "Schedule")
            yield Group(title=title, blocks=(*_excerpt(studio, meetings[:_EXCERPT]), all_of_them))


def _excerpt(studio: Studio, meetings: list[Meeting]) -> Iterator[Table]:
    say_ = studio.edition.say
    if meetings:
        heads = (say_("日期", "Date"), say_("时间", "Time"), say_("活动", "Session"), say_("地点", "Place"))
        rows = tuple(tuple(map(_cell, _meeting(studio, meeting))) for meeting in meetings)
        yield Table(heads=heads, rows=rows, narrow=(True, True, False, False))


def _meeting(studio: Studio, meeting: Meeting) -> tuple[str, ...]:
    """Day, time, title and place of a meeting; a word where it was cancelled or moved."""
    edition, session = studio.edition, meeting.session
    assert meeting.day is not None
    weekday = edition.shown(list(Weekday)[meeting.day.weekday()])
    is_odd = session.status in (SessionStatus.CANCELLED, SessionStatus.MOVED)
    state = edition.say(f"（{edition.shown(session.status)}）", f" ({edition.shown(session.status)})") if is_odd else ""
    times = [f"{one:%H:%M}" for one in (session.start, session.end) if one]
    return f"{studio.values.day(meeting.day)} {weekday}", "–".join(times), session.title + state, session.place or ""


def _cell(text: str) -> Cell:
    return (Link(text=text),) if text else ()


# --- search -----------------------------------------------------------------------------------------------------------


def _entry(studio: Studio, item: Item, plan: Plan) -> Entry:
    edition = studio.edition
    issuer = edition.refer("organisations", plan.issuer).text if plan.issuer else None
    return entries.entry(
        edition.address(item.key),
        plan.title,
        names=_people(studio, item, plan),
        keywords=(
            edition.shown(plan.type),
            issuer,
            plan.number,
            plan.school_year,
            plan.term,
            *plan.subjects,
            *plan.tags,
        ),
        filters={
            "类型": (edition.shown(plan.type),),
            "学年": (plan.school_year,),
            "学科": plan.subjects,
            "学段": tuple(map(edition.shown, plan.school_stages)),
            "单位": (issuer,),
            "方式": entries.modes(edition, item),
            "状态": (edition.shown(plan.status),),
        },
        day=day_of(plan),
        hours=entries.hours(edition, item),
    )


def _people(studio: Studio, item: Item, plan: Plan) -> Iterator[str]:
    for source in studio.edition.catalog.units_of(item):
        yield from (instructor.name for instructor in entries.instructors(source.units) if instructor.name)
    if plan.group:
        yield from (name for name in (plan.group.leader, *plan.group.deputies, *plan.group.members) if name)
    for pair in plan.mentoring:
        yield from (name for name in (pair.mentor, pair.mentee) if name)
    yield from (contact.name for contact in plan.contacts if contact.name)


def day_of(record: DocumentRecord | None) -> date | None:
    """The day by which a document is put in order: of issue, else of its start."""
    issued = getattr(record, "issued", None)
    period = getattr(record, "period", None)
    return issued or (period.start if period else None)
