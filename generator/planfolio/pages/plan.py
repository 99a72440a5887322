"""Pages of plans: the sections of an official plan in their order, the hours with their addends, the text, the checks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from planfolio.catalog import Item, walk
from planfolio.findings import Message, say
from planfolio.model import Plan, Schedule
from planfolio.model.documents import DocumentRecord
from planfolio.model.units import Instructor, Unit
from planfolio.pages import entries
from planfolio.pages.bodies import body
from planfolio.pages.checks import Checks, checks_of
from planfolio.pages.edition import Edition, Link
from planfolio.pages.page import Page
from planfolio.pages.studio import Studio
from planfolio.pages.values import Block, Facts, Group, Items
from planfolio.search import Entry, Section

HEAD = (
    "type", "level", "issuer", "number", "issued", "period", "school_year", "term", "status", "subjects", "school_stages",
    "packs", "tags",
)  # fmt: skip
"""Facts at the top of the page."""

SECTIONS: Mapping[str, tuple[Message, tuple[str, ...]]] = {
    "basis": (say("依据", "Basis"), ("basis", "parent", "supersedes", "needs")),
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
}
"""The sections of an official plan in their order, and the fields that fill each. `hours` shows the totals."""

ELSEWHERE = (
    "title", "hours", "minimum_hours", "minutes_per_hour", "hours_per_day", "hours_per_credit", "days_per_week",
    "aliases", "waivers", "visibility", "note",
)  # fmt: skip
"""Fields that the page shows in another form: as its title, with the hours and verdicts, in the text, in the report."""

ANCHORS = frozenset({*SECTIONS, "text", "checks", "facts"})
_UNIT_FIELDS = ("theme", "contents", "forms", "duration", "period", "place", "instructors", "required", "assessed_by")


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionView:
    """A section: the anchor by which search and contents lead to it, its title, its blocks."""

    anchor: str
    title: str
    blocks: tuple[Block, ...]


def pages(studio: Studio) -> Iterator[Page]:
    """A page for every plan."""
    for item in studio.edition.items("plans"):
        if isinstance(item.record, Plan):
            yield _page(studio, item, item.record)


def _page(studio: Studio, item: Item, plan: Plan) -> Page:
    edition = studio.edition
    address = edition.address(item.key)
    sections = tuple(_sections(studio, item, plan))
    text = body(edition, item, level=3, taken=ANCHORS)
    hours = studio.tally.hours(item)
    checks = checks_of(studio, item)
    title = edition.say("正文", "Text")
    return edition.page(
        address=address,
        kind="plan",
        title=plan.title,
        item=item,
        trail=edition.trail("plans"),
        description=description(edition, plan),
        context={
            "facts": head(studio, item, HEAD),
            "sections": sections,
            "hours": hours,
            "minimum": plan.minimum_hours.shown(edition.language) if plan.minimum_hours else "",
            "attachments": studio.attachments(item),
            "text": text,
            "checks": checks,
            "contents": contents(edition, sections, bool(text.html), checks),
        },
        search=_entry(studio, item, plan, sections, [*entries.of_body(text, title, "text")]),
    )


def head(studio: Studio, item: Item, names: tuple[str, ...]) -> Facts:
    """What stands under the title: the fields `names` and the hours."""
    edition = studio.edition
    rows = studio.values.facts(item.record, names).rows if item.record else ()
    totals = edition.totals.get(item.key)
    if totals is None or totals.computed.known is None:
        return Facts(rows=rows)
    link = Link(text=edition.shown(totals.computed), address=f"{edition.address(item.key)}#hours")
    return Facts(rows=(*rows, (edition.say("学时", "Hours"), (link,))))


def description(edition: Edition, plan: Plan) -> str:
    """A line for search engines and link previews."""
    issuer = edition.refer("organisations", plan.issuer).text if plan.issuer else ""
    parts = (edition.shown(plan.type), issuer, plan.school_year or "", "、".join(plan.audience))
    return " · ".join(part for part in parts if part)


def contents(edition: Edition, sections: Iterable[SectionView], text: bool, checks: Checks | None) -> tuple[Link, ...]:
    """The page's table of contents; an address that begins with # stays on the page."""
    links = [Link(text=one.title, address=f"#{one.anchor}") for one in sections]
    if text:
        links.append(Link(text=edition.say("正文", "Text"), address="#text"))
    if checks is not None:
        links.append(Link(text=edition.say("检查", "Checks"), address="#checks"))
    return tuple(links)


# --- sections ---------------------------------------------------------------------------------------------------------


def _sections(studio: Studio, item: Item, plan: Plan) -> Iterator[SectionView]:
    shown = studio.edition.shown
    for anchor, (title, names) in SECTIONS.items():
        blocks = _blocks(studio, item, plan, anchor, names)
        if blocks or anchor == "hours" or (anchor == "annexes" and item.document.attachments):
            yield SectionView(anchor=anchor, title=shown(title), blocks=blocks)


def _blocks(studio: Studio, item: Item, plan: Plan, anchor: str, names: tuple[str, ...]) -> tuple[Block, ...]:
    if anchor == "contents":
        return (*studio.values.blocks(plan, ("contents", "curriculum")), *_units(studio, item))
    if anchor == "instructors":
        return (*_instructors(studio, item), *studio.values.blocks(plan, names))
    if anchor == "time":
        return (*studio.values.blocks(plan, ("period", "deadlines")), *_schedules(studio, item))
    return studio.values.blocks(plan, names)


def _units(studio: Studio, item: Item) -> Iterator[Block]:
    """What the units say of themselves; their hours stand under the hours."""
    for source in studio.edition.catalog.units_of(item):
        yield from unit_groups(studio, source.units)


def unit_groups(studio: Studio, units: tuple[Unit, ...]) -> Iterator[Group]:
    """A group for each unit that has more to say than its title."""
    for _, unit in walk(units, ()):
        blocks = studio.values.blocks(unit, _UNIT_FIELDS)
        if blocks:
            yield Group(title=unit.title, blocks=blocks)


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
    mine, theirs = one.__dict__, other.__dict__
    return mine != theirs and all(value is None or value == theirs[name] for name, value in mine.items())


def _schedules(studio: Studio, item: Item) -> Iterator[Block]:
    schedules = studio.edition.catalog.schedules_of(item)
    links = tuple((studio.edition.link(schedule),) for schedule in schedules if schedule.key in studio.edition.keys)
    if links:
        yield Group(title=studio.edition.say("日程", "Schedules"), blocks=(Items(items=links),))


# --- search -----------------------------------------------------------------------------------------------------------


def _entry(studio: Studio, item: Item, plan: Plan, sections: tuple[SectionView, ...], text: list[Section]) -> Entry:
    edition = studio.edition
    issuer = edition.refer("organisations", plan.issuer).text if plan.issuer else None
    hours = studio.tally.words(item)
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
        sections=[
            *(
                entries.section(one.title, one.anchor, one.blocks, hours if one.anchor == "hours" else ())
                for one in sections
            ),
            *text,
        ],
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
