"""Pages of rule packs: what a policy asks for, rule by rule, where its figures come from, and which plans it judges."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from planfolio.catalog import Item
from planfolio.markdown import Rendered
from planfolio.model import Pack
from planfolio.model.packs import PackRule
from planfolio.pages import entries
from planfolio.pages.bodies import body
from planfolio.pages.demands import demand
from planfolio.pages.edition import Edition, Link, of_record
from planfolio.pages.listing import newest_first
from planfolio.pages.lists import judged_address
from planfolio.pages.page import Page
from planfolio.pages.paging import PER_PAGE
from planfolio.pages.plan import SectionView, contents
from planfolio.pages.studio import Studio
from planfolio.pages.values import Facts, Group, Items
from planfolio.search import Entry

HEAD = ("jurisdiction", "parent", "valid", "tags")
CITATION = ("title", "number", "issued", "article")
NEWEST = 20
"""Plans that are named where there are more than one list holds."""
ANCHORS = frozenset({"citation", "units", "scope", "rules", "plans", "text", "facts"})


def pages_of(studio: Studio, item: Item) -> Iterator[Page]:
    """The page of a rule pack, built-in ones among them."""
    if isinstance(item.record, Pack):
        yield _page(studio, item, item.record)


def _page(studio: Studio, item: Item, pack: Pack) -> Page:
    edition = studio.edition
    return edition.page(
        address=edition.address(item.key),
        kind="page",
        layout="pack.html",
        title=edition.title(item),
        item=item,
        trail=edition.trail("packs"),
        description=pack.citation.title,
        context=of_record(_context, studio, item),
        search=of_record(_entry, edition, item),
        text=partial(_text, edition, item),
    )


def _text(edition: Edition, item: Item) -> Rendered:
    return body(edition, item, level=3, taken=ANCHORS)


def _context(studio: Studio, item: Item, pack: Pack) -> dict[str, Any]:
    edition = studio.edition
    sections = tuple(_sections(studio, item, pack))
    text = _text(edition, item)
    checked = (edition.say("核对", "Checked"), (Link(text=_standing(studio, pack)),))
    return {
        "facts": Facts(rows=(*studio.values.facts(pack, HEAD).rows, checked)),
        "sections": sections,
        "text": text,
        "attachments": studio.attachments(item),
        "checks": None,
        "contents": contents(edition, sections, bool(text.html), None),
    }


def _entry(edition: Edition, item: Item, pack: Pack) -> Entry:
    return entries.entry(
        edition.address(item.key),
        edition.title(item),
        keywords=(edition.shown(Pack.KIND_NAME), pack.citation.number, edition.say("", pack.title), *pack.tags),
        filters={"类型": (edition.shown(Pack.KIND_NAME),)},
    )


def _sections(studio: Studio, item: Item, pack: Pack) -> Iterator[SectionView]:
    say, values = studio.edition.say, studio.values
    yield SectionView(anchor="citation", title=say("出处", "Citation"), blocks=values.blocks(pack.citation, CITATION))
    for name, title in (("units", say("换算", "Conversions")), ("scope", say("适用范围", "Scope"))):
        record = getattr(pack, name)
        blocks = values.blocks(record) if record else ()
        if blocks:
            yield SectionView(anchor=name, title=title, blocks=blocks)
    rules = tuple(_rule(studio, rule) for rule in pack.rules)
    if pack.parent:
        link = studio.edition.refer("packs", pack.parent)
        above = Items(
            items=(
                (
                    Link(
                        text=say(f"另有上级规则包的规则：{link.text}", f"And the rules of {link.text}"),
                        address=link.address,
                    ),
                ),
            )
        )
        yield SectionView(anchor="rules", title=say("规则", "Rules"), blocks=(*rules, above))
    elif rules:
        yield SectionView(anchor="rules", title=say("规则", "Rules"), blocks=rules)
    plans = studio.pack_plans.get(item.document.id, ())
    if plans:
        title = say("按它评定的方案", "Plans that it judges")
        yield SectionView(anchor="plans", title=title, blocks=(Items(items=tuple(_judged(studio, item, plans))),))


def _judged(studio: Studio, item: Item, plans: Sequence[Item]) -> Iterator[tuple[Link, ...]]:
    """The plans, or the newest of many and where all of them are."""
    if len(plans) <= PER_PAGE:
        yield from ((studio.edition.link(plan),) for plan in plans)
        return
    yield from ((studio.edition.link(plan),) for plan in newest_first(plans)[:NEWEST])
    whole = studio.edition.say(
        f"这里只列最新的 {NEWEST} 份，看全部", f"Only the newest {NEWEST} are listed here: see all"
    )
    yield (Link(text=whole, address=judged_address(item)),)


def _rule(studio: Studio, rule: PackRule) -> Group:
    """A rule: its name, what it asks for in a sentence, its code, and to which documents alone it applies."""
    say, values = studio.edition.say, studio.values
    title = rule.title or rule.code
    sentence = Facts(
        rows=(
            (say("要求", "Asks for"), (Link(text=demand(rule, studio.edition.language)),)),
            (say("代码", "Code"), (Link(text=rule.code),)),
        )
    )
    return Group(
        title=say(title, rule.title_en or title), blocks=(sentence, *values.blocks(rule, ("scope", "message")))
    )


def _standing(studio: Studio, pack: Pack) -> str:
    """Whether the figures were compared with the official text, and what follows from that."""
    if pack.citation.checked:
        return studio.edition.say("已与正式文本核对", "Compared with the official text")
    return studio.edition.say(
        "尚未与正式文本核对：按它评定的结果最多是警告，引用前请自己核对",
        "Not compared with the official text: its verdicts are warnings at most; check before you rely on it",
    )
