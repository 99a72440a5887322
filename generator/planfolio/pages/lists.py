"""Lists: every collection with all its documents: plans by date, teachers by organisation and name, all else by title."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from planfolio import collation
from planfolio.catalog import Item
from planfolio.model import Plan, Portfolio
from planfolio.pages.edition import COLLECTIONS, Link
from planfolio.pages.hours import SumGroup, SumRow
from planfolio.pages.listing import Ordered, lettered, list_pages, newest_first
from planfolio.pages.page import Page
from planfolio.pages.studio import Studio
from planfolio.publicity import open_fields
from planfolio.totals import by_teacher


def pages(studio: Studio) -> Iterator[Page]:
    """The lists of all collections but the archive, which is browsed."""
    for collection, name in COLLECTIONS.items():
        if collection != "archive":
            yield from list_pages(
                studio,
                address=f"{collection}/",
                title=studio.edition.shown(name),
                documents=_ordered(studio, collection),
                trail=(studio.edition.home,),
                sums=tuple(_sums(studio, collection)),
                intro=_intro(studio, collection),
                browse=collection == "plans",
            )


def _ordered(studio: Studio, collection: str) -> Ordered:
    edition, items = studio.edition, studio.edition.items(collection)
    if collection == "plans":
        return Ordered(items=newest_first(items))
    if collection == "portfolios":
        return _teachers(studio, items)
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

    return Ordered(
        items=sorted(items, key=order), cut_by="letter", steps=steps, heading=lambda item: employers[item.key]
    )


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


def _sums(studio: Studio, collection: str) -> Iterator[SumGroup]:
    """Sums over the whole site."""
    say, row = studio.edition.say, studio.tally.over_documents
    if collection == "plans":
        years = [row(year, found, f"archive/year/{year}/") for year, found in studio.year_sums.items()]
        yield from _group(say("按学年", "By school year"), years)
        terms = studio.sums(_term).items()
        yield from _group(
            say("按学期", "By term"), [row(term, found, f"archive/year/{term[:9]}/") for term, found in terms]
        )
    elif collection == "organisations":
        sums = [
            row(studio.edition.refer("organisations", name).text, found, f"archive/organisation/{name}/")
            for name, found in studio.issuer_sums.items()
            if f"organisations/{name}" in studio.edition.keys
        ]
        yield from _group(say("各单位发布的方案", "Plans by organisation"), sums)
    elif collection == "schedules":
        taught = by_teacher(studio.edition.catalog, studio.edition.totals)
        known = _known_teachers(studio)
        rows = [
            row(name, taught[name])
            for name in sorted(taught, key=lambda name: collation.key(name, is_name=True))
            if not studio.edition.is_public or name in known
        ]
        yield from _group(say("按授课人（排课学时）", "By instructor (scheduled hours)"), rows)


def _known_teachers(studio: Studio) -> frozenset[str]:
    """The names that teachers let be shown. A schedule names who teaches it, but what one person teaches in all is that
    person's to show."""
    return frozenset(
        portfolio.name for item, portfolio in studio.edition.catalog.records(Portfolio) if _shows(studio, item, "name")
    )


def _term(plan: Plan) -> Iterable[str | None]:
    return (f"{plan.school_year} {plan.term}",) if plan.school_year and plan.term else ()


def _group(title: str, rows: list[SumRow]) -> Iterator[SumGroup]:
    if rows:
        yield SumGroup(title=title, sums=tuple(rows))
