"""Pages of rule packs: what a policy asks for, rule by rule, and where its figures come from."""

from __future__ import annotations

from collections.abc import Iterator

from planfolio.catalog import Item
from planfolio.model import Pack
from planfolio.pages import entries
from planfolio.pages.bodies import body
from planfolio.pages.page import Page
from planfolio.pages.plan import SectionView, contents
from planfolio.pages.studio import Studio
from planfolio.pages.values import Group

HEAD = ("jurisdiction", "parent", "valid", "tags")
ANCHORS = frozenset({"citation", "units", "scope", "rules", "text", "facts"})


def pages(studio: Studio) -> Iterator[Page]:
    """A page for every rule pack, the built-in ones among them."""
    for item in studio.edition.items("packs"):
        if isinstance(item.record, Pack):
            yield _page(studio, item, item.record)


def _page(studio: Studio, item: Item, pack: Pack) -> Page:
    edition = studio.edition
    sections = tuple(_sections(studio, pack))
    text = body(edition, item, level=3, taken=ANCHORS)
    facts = studio.values.facts(pack, HEAD)
    entry = entries.entry(
        edition.address(item.key),
        pack.title,
        keywords=(edition.shown(Pack.KIND_NAME), pack.citation.number, *pack.tags),
        filters={"类型": (edition.shown(Pack.KIND_NAME),)},
        sections=[*(entries.section(one.title, one.anchor, one.blocks) for one in sections), *entries.of_body(text)],
    )
    return edition.page(
        address=edition.address(item.key),
        kind="page",
        layout="pack.html",
        title=pack.title,
        item=item,
        trail=edition.trail("packs"),
        description=pack.citation.title,
        context={
            "facts": facts,
            "sections": sections,
            "text": text,
            "attachments": studio.attachments(item),
            "checks": None,
            "contents": contents(edition, sections, bool(text.html), None),
        },
        search=entry,
    )


def _sections(studio: Studio, pack: Pack) -> Iterator[SectionView]:
    say, values = studio.edition.say, studio.values
    yield SectionView(anchor="citation", title=say("出处", "Citation"), blocks=values.blocks(pack.citation))
    for name, title in (("units", say("换算", "Conversions")), ("scope", say("适用范围", "Scope"))):
        record = getattr(pack, name)
        blocks = values.blocks(record) if record else ()
        if blocks:
            yield SectionView(anchor=name, title=title, blocks=blocks)
    rules = tuple(
        Group(title=say(title := rule.title or rule.code, rule.title_en or title), blocks=values.blocks(rule))
        for rule in pack.rules
    )
    yield SectionView(anchor="rules", title=say("规则", "Rules"), blocks=rules)
