"""Lists: every collection with all its documents: plans by date, teachers by organisation and name, all else by title."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import islice
from typing import Any

from planfolio import collation
from planfolio.catalog import Item
from planfolio.frozen import frozen
from planfolio.model import Plan, Portfolio
from planfolio.pages.edition import COLLECTIONS, PAGES, Link
from planfolio.pages.facets import browsed
from planfolio.pages.hours import NamedSum, SumGroup
from planfolio.pages.listing import Ordered, lettered, list_pages, newest_first
from planfolio.pages.page import Page
from planfolio.pages.paging import PER_PAGE, Part, cut
from planfolio.pages.studio import Studio
from planfolio.publicity import open_fields
from planfolio.totals import by_teacher

BELOW = (*(f"{collection}/" for collection in COLLECTIONS if collection != "archive"), PAGES)
MOST_INSTRUCTORS = 30
"""Instructors on one page, each with all meetings."""


def pages(studio: Studio) -> Iterator[Page]:
    """The lists of all collections but the archive, which is browsed; with each the sums that are too many for one page, and
    with the rule packs the plans of each that judges many."""
    for collection, name in COLLECTIONS.items():
        if collection == "archive":
            continue
        title, sums = studio.edition.shown(name), tuple(_sums(studio, collection))
        yield from list_pages(
            studio,
            address=f"{collection}/",
            title=title,
            documents=_ordered(studio, collection),
            trail=(studio.edition.home,),
            above=partial(_above, studio, collection, sums),
        )
        for one in sums:
            yield from _rest(studio, one, studio.edition.trail(collection))
    for item in studio.edition.items("packs"):
        yield from _judged(studio, item)
    if len(studio.edition.menu) < len(studio.edition.top_pages):
        yield from list_pages(
            studio,
            address=PAGES,
            title=studio.edition.say("更多页面", "More pages"),
            documents=_by_title(studio, studio.edition.top_pages),
            trail=(studio.edition.home,),
        )


def _above(studio: Studio, collection: str, sums: Iterable[_Sums]) -> dict[str, Any]:
    return {
        "sums": tuple(_first(studio, one) for one in sums),
        "intro": _intro(studio, collection),
        "browse": collection == "plans",
    }


def _judged(studio: Studio, item: Item) -> Iterator[Page]:
    """The plans that a rule pack judges, where its own page does not name them all."""
    plans = studio.pack_plans.get(item.document.id, ())
    if len(plans) > PER_PAGE:
        title = studio.edition.title(item)
        yield from list_pages(
            studio,
            address=judged_address(item),
            title=studio.edition.say(f"{title}：按它评定的方案", f"{title}: plans that it judges"),
            documents=Ordered(items=newest_first(plans)),
            trail=(*studio.edition.trail("packs"), studio.edition.link(item)),
        )


def judged_address(item: Item) -> str:
    """The address of the list of the plans that a rule pack judges, where there are many."""
    return f"{item.key}/plans/"


def _ordered(studio: Studio, collection: str) -> Ordered:
    items = studio.edition.items(collection)
    if collection == "plans":  # which are in order already
        return Ordered(items=[item for item in browsed(studio).items if item.document.collection == collection])
    if collection == "portfolios":
        return _teachers(studio, items)
    return _by_title(studio, items)


def _by_title(studio: Studio, items: Iterable[Item]) -> Ordered:
    edition = studio.edition
    return Ordered(
        items=sorted(items, key=lambda item: (collation.key(edition.title(item)), item.key)),
        cut_by="letter",
        steps=lambda item, depth: lettered(edition.title(item), depth),
    )


def _teachers(studio: Studio, items: Sequence[Item]) -> Ordered:
    """By organisation, then by name: as far as each lets either be known."""
    edition = studio.edition
    unknown = Link(text=edition.say("单位未公开", "Organisation not shown"))
    employers = {item.key: _employer(studio, item) or unknown for item in items}
    names = {item.key: (edition.title(item), _shows(studio, item, "name")) for item in items}

    def order(item: Item) -> tuple[bool, collation.Key, bool, collation.Key, str]:
        employer, (name, is_name) = employers[item.key], names[item.key]
        key = collation.key(name, is_name=is_name)
        return employer is unknown, collation.key(employer.text), not is_name, key, item.key

    def steps(item: Item, depth: int) -> str | None:
        name, is_name = names[item.key]
        employer = collation.initials(employers[item.key].text)
        return lettered(employer + collation.initials(name, is_name=is_name), depth)

    return Ordered(items=sorted(items, key=order), cut_by="letter", steps=steps, headings=employers)


def _employer(studio: Studio, item: Item) -> Link | None:
    record = item.record
    if not isinstance(record, Portfolio) or not record.organisation or not _shows(studio, item, "organisation"):
        return None
    return studio.edition.refer("organisations", record.organisation)


def _shows(studio: Studio, item: Item, field: str) -> bool:
    return isinstance(item.record, Portfolio) and field in open_fields(item.record, studio.edition.profile)


def _intro(studio: Studio, collection: str) -> str:
    if collection == "portfolios" and studio.edition.is_public:
        return studio.edition.say(
            "只列出本人同意公开的档案，只显示本人同意公开的内容。",
            "Only portfolios whose teachers agreed are listed, with what they agreed to show.",
        )
    if collection == "packs":
        return studio.edition.say(
            "规则包是一份政策里能用数字检查的要求，例如“五年不少于 360 学时”。尚未与正式文本核对的，由它得出的问题最多算警告。",
            "A rule pack is what a policy asks for in figures, such as “360 class hours in five years”. "
            "Until a pack has been compared with the official text, what it finds is a warning at most.",
        )
    return ""


# --- sums -------------------------------------------------------------------------------------------------------------


@frozen(kw_only=True)
class _Sums:
    """Sums over the documents of the whole site. More than `most` are cut by the letters of their names, the other pages at
    `address`."""

    title: str
    found: Sequence[NamedSum]
    address: str = ""
    are_names: bool = False
    most: int = PER_PAGE

    def parts(self) -> Iterator[Part[NamedSum]]:
        return cut(self.found, lambda one, depth: lettered(one[0], depth, is_name=self.are_names), self.most)

    def link(self, letters: str) -> Link:
        return Link(text=letters.upper(), address=f"{self.address}letter/{letters}/")


def _first(studio: Studio, sums: _Sums) -> SumGroup:
    part = next(sums.parts())
    return SumGroup(
        title=sums.title,
        sums=studio.tally.beside(part.items),
        parts=tuple(map(sums.link, part.parts)),
        shown=part.first.upper() if part.parts else "",
    )


def _rest(studio: Studio, sums: _Sums, trail: tuple[Link, ...]) -> Iterator[Page]:
    edition = studio.edition
    for part in islice(sums.parts(), 1, None):
        link = sums.link(part.name)
        assert link.address is not None
        yield edition.page(
            address=link.address,
            kind="list",
            layout="sums.html",
            title=edition.say(f"{sums.title}（{link.text}）", f"{sums.title} ({link.text})"),
            trail=trail,
            context=partial(_sums_context, studio, replace(sums, found=()), part),
        )


def _sums_context(studio: Studio, sums: _Sums, part: Part[NamedSum]) -> dict[str, Any]:
    return {
        "sums": studio.tally.beside(part.items),
        "shown": part.first.upper() if part.parts else "",
        "parts": tuple(map(sums.link, part.parts)),
        "previous": sums.link(part.previous).address if part.previous else None,
        "following": sums.link(part.following).address if part.following else None,
    }


def _sums(studio: Studio, collection: str) -> Iterator[_Sums]:
    """Sums over the whole site."""
    yield from (sums for sums in _sums_of(studio, collection) if sums.found)


def _sums_of(studio: Studio, collection: str) -> Iterator[_Sums]:
    edition, say = studio.edition, studio.edition.say
    if collection == "plans":
        years, terms = studio.year_sums.items(), studio.sums(_term).items()
        yield _Sums(
            title=say("按学年", "By school year"),
            found=[(year, found, f"archive/year/{year}/") for year, found in years],
        )
        yield _Sums(
            title=say("按学期", "By term"), found=[(term, found, f"archive/year/{term[:9]}/") for term, found in terms]
        )
    elif collection == "organisations":
        issuers = [
            (edition.refer("organisations", name).text, found, f"archive/organisation/{name}/")
            for name, found in studio.issuer_sums.items()
            if f"organisations/{name}" in edition.keys
        ]
        yield _Sums(
            title=say("各单位发布的方案", "Plans by organisation"),
            found=sorted(issuers, key=lambda one: (collation.key(one[0]), one[2])),
            address="organisations/hours/",
        )
    elif collection == "schedules":
        taught = by_teacher(edition.catalog, edition.totals)
        known = _known_teachers(studio)
        names = (name for name in taught if not edition.is_public or name in known)
        yield _Sums(
            title=say("按授课人（排课学时）", "By instructor (scheduled hours)"),
            found=[
                (name, taught[name], None) for name in sorted(names, key=lambda name: collation.key(name, is_name=True))
            ],
            address="schedules/hours/",
            are_names=True,
            most=MOST_INSTRUCTORS,
        )


def _known_teachers(studio: Studio) -> frozenset[str]:
    """The names that teachers let be shown. A schedule names who teaches it, but what one person teaches in all is that
    person's to show."""
    return frozenset(
        portfolio.name for item, portfolio in studio.edition.catalog.records(Portfolio) if _shows(studio, item, "name")
    )


def _term(plan: Plan) -> Iterable[str | None]:
    return (f"{plan.school_year} {plan.term}",) if plan.school_year and plan.term else ()
