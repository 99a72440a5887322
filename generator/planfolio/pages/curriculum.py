"""Pages of curricula: units with their hours, and the plans that use them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from planfolio.catalog import Item, walk
from planfolio.findings import Message, say
from planfolio.markdown import Rendered
from planfolio.model import Curriculum
from planfolio.pages import entries
from planfolio.pages.bodies import body
from planfolio.pages.checks import checks_of
from planfolio.pages.citation import citation
from planfolio.pages.edition import Edition, Link, of_record
from planfolio.pages.headline import headline
from planfolio.pages.page import Page
from planfolio.pages.plan import SectionView, contents, unit_anchor, unit_groups
from planfolio.pages.studio import Studio
from planfolio.pages.values import Block, Group, Items
from planfolio.search import Entry

HEAD = ("issuer", "subjects", "school_stages", "audience", "tags")
SECTIONS: Mapping[str, tuple[Message, tuple[str, ...]]] = {
    "objectives": (say("目标", "Objectives"), ("objectives",)),
    "standards": (say("标准和先修", "Standards and prerequisites"), ("standards",)),
    "contents": (say("单元", "Units"), ("units",)),
    "hours": (say("学时", "Hours"), ()),
    "plans": (say("用到它的方案", "Plans that use it"), ()),
}
ANCHORS = frozenset({*SECTIONS, "text", "checks", "facts", "downloads", "citation"})


def pages_of(studio: Studio, item: Item) -> Iterator[Page]:
    """The page of a curriculum."""
    if isinstance(item.record, Curriculum):
        yield _page(studio, item, item.record)


def _page(studio: Studio, item: Item, curriculum: Curriculum) -> Page:
    edition = studio.edition
    issuer = edition.refer("organisations", curriculum.issuer).text if curriculum.issuer else None
    return edition.page(
        address=edition.address(item.key),
        kind="curriculum",
        title=curriculum.title,
        item=item,
        trail=edition.trail("curricula"),
        description=" · ".join(part for part in (issuer, *curriculum.audience) if part),
        context=of_record(_context, studio, item),
        search=of_record(_entry, edition, item, issuer),
        text=of_record(_text, edition, item),
    )


def _text(edition: Edition, item: Item, curriculum: Curriculum) -> Rendered:
    units = (unit_anchor(unit.id) for _, unit in walk(curriculum.units, ()) if unit.id)
    return body(edition, item, level=3, taken=ANCHORS.union(units))


def _context(studio: Studio, item: Item, curriculum: Curriculum) -> dict[str, Any]:
    edition = studio.edition
    sections = tuple(_sections(studio, item, curriculum))
    text = _text(edition, item, curriculum)
    checks = checks_of(studio, item, (one.anchor for one in sections), text)
    return {
        "headline": headline(studio, item),
        "citation": citation(edition, item),
        "facts": studio.values.facts(curriculum, HEAD),
        "sections": sections,
        "hours": studio.tally.hours(item),
        "minimum": "",
        "attachments": studio.attachments(item),
        "text": text,
        "checks": checks,
        "contents": contents(edition, sections, bool(text.html), checks, is_cited=True),
    }


def _entry(edition: Edition, item: Item, curriculum: Curriculum, issuer: str | None) -> Entry:
    return entries.entry(
        edition.address(item.key),
        curriculum.title,
        names=(one.name for one in entries.instructors(curriculum.units) if one.name),
        keywords=(edition.shown(Curriculum.KIND_NAME), issuer, *curriculum.subjects, *curriculum.tags),
        filters={
            "类型": (edition.shown(Curriculum.KIND_NAME),),
            "学科": curriculum.subjects,
            "学段": tuple(map(edition.shown, curriculum.school_stages)),
            "单位": (issuer,),
            "方式": entries.modes(edition, item),
        },
        hours=entries.hours(edition, item),
    )


def _sections(studio: Studio, item: Item, curriculum: Curriculum) -> Iterator[SectionView]:
    for anchor, (title, names) in SECTIONS.items():
        blocks = tuple(_blocks(studio, item, curriculum, anchor, names))
        if blocks or anchor == "hours":
            yield SectionView(anchor=anchor, title=studio.edition.shown(title), blocks=blocks)


def _blocks(studio: Studio, item: Item, curriculum: Curriculum, anchor: str, names: tuple[str, ...]) -> Iterator[Block]:
    if anchor == "contents":
        for source in studio.edition.catalog.units_of(item):
            yield from unit_groups(studio, item, source, is_whole=True)
    elif anchor == "plans":
        users = studio.curriculum_plans.get(item.document.id, ())
        if users:
            yield Items(items=tuple((studio.edition.link(other),) for other in users))
    else:
        yield from studio.values.blocks(curriculum, names)
    if anchor == "standards" and curriculum.prerequisites:
        found = tuple((_prerequisite(studio, item, one),) for one in curriculum.prerequisites)
        yield Group(title=studio.edition.say("先修", "Prerequisites"), blocks=(Items(items=found),))


def _prerequisite(studio: Studio, item: Item, identifier: str) -> Link:
    """A unit of the curriculum, leading to where it stands; the id itself where there is no such unit."""
    title = studio.unit_titles(item).get(identifier)
    if title is None:
        return Link(text=identifier)
    return Link(text=title, address=f"{studio.edition.address(item.key)}#{quote(unit_anchor(identifier))}")
