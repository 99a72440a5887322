"""Listing: documents as entries of a list, put in order and spread over pages."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache, partial
from itertools import groupby
from typing import Any, Literal

from planfolio import collation
from planfolio.catalog import Item
from planfolio.frozen import frozen
from planfolio.model import ArchiveDocument, Curriculum, Organisation, Pack, Plan, Portfolio, Schedule
from planfolio.pages.edition import Edition, Link, title_of
from planfolio.pages.page import Page
from planfolio.pages.paging import PER_PAGE, Part, Steps, cut
from planfolio.pages.studio import Listed, Studio
from planfolio.publicity import open_fields

UNDATED = "undated"
"""The part of a list by date that holds what has none."""
MOST_LETTERS = 40
"""Letters of a title by which a list is cut. Titles that begin alike are told apart by them."""


@frozen(kw_only=True)
class Group:
    """Documents of a list that stand together; without a title where the list is not divided."""

    documents: tuple[Listed, ...]
    title: Link | None = None


def listed(studio: Studio, items: Iterable[Item]) -> Iterator[Listed]:
    """Documents as entries of a list, in the order given."""
    for item in items:
        yield studio.listed.of(item.key, partial(_listed, studio, item))


def _listed(studio: Studio, item: Item) -> Listed:
    edition = studio.edition
    return Listed(
        title=edition.title(item),
        address=edition.address(item.key),
        details=tuple(detail for detail in _details(studio, item) if detail),
        hours=_hours(studio, item),
    )


def _hours(studio: Studio, item: Item) -> str:
    """What is known of a document's hours. That nothing is known is said of plans alone, which are there to have some."""
    edition, totals = studio.edition, studio.edition.totals.get(item.key)
    if totals is not None and totals.computed.known is not None and not _hides_hours(studio, item):
        return edition.shown(totals.computed)
    return edition.say("学时不详", "hours unknown") if isinstance(item.record, Plan) else ""


def _hides_hours(studio: Studio, item: Item) -> bool:
    record = item.record
    return isinstance(record, Portfolio) and "ledger" not in open_fields(record, studio.edition.profile)


def _details(studio: Studio, item: Item) -> tuple[str | None, ...]:
    edition, record = studio.edition, item.record
    if record is None:
        return (edition.say("暂时无法显示，见页面上的问题", "cannot be shown; its page says why"),)
    issuer = getattr(record, "issuer", None)
    issued_by = edition.refer("organisations", issuer).text if issuer else None
    if isinstance(record, Plan):
        return (edition.shown(record.type), issued_by, record.school_year, record.term, edition.shown(record.status))
    if isinstance(record, ArchiveDocument):
        return (
            edition.shown(record.type),
            record.author,
            issued_by,
            studio.values.day(record.issued) if record.issued else None,
        )
    if isinstance(record, Curriculum):
        return (issued_by, "、".join(record.subjects))
    if isinstance(record, Schedule):
        plan = edition.inspection.catalog.plan_of(item)
        return (
            edition.refer("plans", plan.document.id).text if plan else None,
            record.term.title if record.term else None,
        )
    if isinstance(record, Organisation):
        count = len(studio.issued.get(item.document.id, ()))
        documents = edition.say(f"{count} 份文件", f"{count} document{'' if count == 1 else 's'}") if count else None
        return (edition.shown(record.kind) if record.kind else None, documents)
    if isinstance(record, Portfolio):
        return _portfolio(studio, record)
    return (record.citation.number,) if isinstance(record, Pack) else ()


def _portfolio(studio: Studio, portfolio: Portfolio) -> tuple[str | None, ...]:
    edition = studio.edition
    fields = open_fields(portfolio, edition.profile)
    stage = edition.shown(portfolio.school_stage) if portfolio.school_stage else None
    values = {"school_stage": stage, "subject": portfolio.subject, "rank": portfolio.rank}
    return tuple(value for name, value in values.items() if name in fields)


# --- order ------------------------------------------------------------------------------------------------------------


def newest_first(items: Iterable[Item]) -> list[Item]:
    """By date of issue, else of the start, the latest first; those of one day by title, those without a date last."""
    return by_day(by_title(items))


def by_title(items: Iterable[Item]) -> list[Item]:
    """In the order of titles, those of one title by key."""
    return sorted(items, key=lambda item: (collation.key(title_of(item)), item.key))


def by_day(items: Iterable[Item]) -> list[Item]:
    """The latest first; those of one day stay in the order in which they are."""
    return sorted(items, key=lambda item: day_of(item) or date.min, reverse=True)


def day_of(item: Item) -> date | None:
    """When a document was issued, else when what it plans begins."""
    period = getattr(item.record, "period", None)
    return getattr(item.record, "issued", None) or (period.start if period else None)


def _dated(studio: Studio, item: Item, depth: int) -> str | None:
    """The parts of a list by date to which a document belongs: year, month, day, then the letters of its title."""
    known = studio.dated.get(item.key)
    if known is None:
        known = studio.dated[item.key] = dates_of(day_of(item)), title_of(item)
    return by_date(*known, depth)


def by_date(dates: tuple[str, ...], title: str, depth: int) -> str | None:
    """The parts to which a title of a day belongs that lies in these dates."""
    if depth < len(dates):
        return dates[depth]
    letters = lettered(title, depth - len(dates))
    return f"{dates[-1]}-{letters}" if letters else None


@cache
def dates_of(day: date | None) -> tuple[str, ...]:
    """The year, the month and the day."""
    if day is None:
        return (UNDATED,)
    name = day.isoformat()
    return name[:4], name[:7], name


def lettered(title: str, depth: int, *, is_name: bool = False) -> str | None:
    """The parts of a list by title to which a title belongs: its first letter, its first two, and so on."""
    letters = _letters(title, is_name)
    return letters[: depth + 1] if depth < len(letters) else None


@cache
def _letters(title: str, is_name: bool) -> str:
    return collation.initials(title, is_name=is_name)[:MOST_LETTERS]


@frozen(kw_only=True)
class Ordered:
    """Documents in their order, how a long list of them is cut (by date unless `steps` tell otherwise), and under which headings
    they stand by their keys, if any."""

    items: Sequence[Item]
    cut_by: Literal["date", "letter"] = "date"
    steps: Steps[Item] | None = None
    headings: Mapping[str, Link] | None = None


# --- pages ------------------------------------------------------------------------------------------------------------


def list_pages(
    studio: Studio,
    *,
    address: str,
    title: str,
    documents: Ordered,
    trail: tuple[Link, ...],
    layout: str = "list.html",
    above: Callable[[], Mapping[str, Any]] = dict,
) -> Iterator[Page]:
    """The pages of a list, the whole at `address`; `layout` and what stands `above` the list, by name, are for it alone."""
    edition = studio.edition
    cut_by = documents.cut_by
    for part in cut(documents.items, documents.steps or partial(_dated, studio), PER_PAGE):
        is_whole = not part.name
        place = _part_link(edition, address, cut_by, part.name)
        headings = {item.key: documents.headings[item.key] for item in part.items} if documents.headings else {}
        name = place.text
        yield edition.page(
            address=address if is_whole else place.address or address,
            kind="list",
            layout=layout if is_whole else "list.html",
            title=title if is_whole else edition.say(f"{title}（{name}）", f"{title} ({name})"),
            description=f"{title} · {edition.inspection.site.title}",
            trail=trail if is_whole else (*trail, Link(text=title, address=address)),
            listed=documents.items if is_whole else None,
            context=partial(_whole_context, studio, address, cut_by, part, headings, len(documents.items), above)
            if is_whole
            else partial(_context, studio, address, cut_by, part, headings),
        )


def _whole_context(
    studio: Studio,
    address: str,
    cut_by: str,
    part: Part[Item],
    headings: Mapping[str, Link],
    count: int,
    above: Callable[[], Mapping[str, Any]],
) -> dict[str, Any]:
    return {**_context(studio, address, cut_by, part, headings), "count": count, **above()}


def _context(
    studio: Studio, address: str, cut_by: str, part: Part[Item], headings: Mapping[str, Link]
) -> dict[str, Any]:
    link = partial(_part_link, studio.edition, address, cut_by)
    return {
        "groups": tuple(_groups(studio, part, headings)),
        "count": None,
        "shown": link(part.first).text if part.parts else "",
        "parts": tuple(map(link, part.parts)),
        "previous": link(part.previous).address if part.previous else None,
        "following": link(part.following).address if part.following else None,
        "sums": (),
        "intro": "",
        "total": "",
        "rows": (),
        "browse": False,
    }


def _part_link(edition: Edition, address: str, cut_by: str, name: str) -> Link:
    label = part_label(edition, name, cut_by)
    return Link(text=label, address=f"{address}{cut_by}/{name}/")


def _groups(studio: Studio, part: Part[Item], headings: Mapping[str, Link]) -> Iterator[Group]:
    if not headings:
        if part.items:
            yield Group(documents=tuple(listed(studio, part.items)))
        return
    for title, items in groupby(part.items, lambda item: headings[item.key]):
        yield Group(documents=tuple(listed(studio, items)), title=title)


_DATE = re.compile(rf"({UNDATED}|\d{{4}})(?:-(\d\d)(?:-(\d\d))?)?(?:-(\w+-?))?", re.ASCII)


def part_label(edition: Edition, name: str, cut_by: str) -> str:
    """What a part is called: `2024年9月`, `SL`."""
    found = _DATE.fullmatch(name) if cut_by == "date" else None
    if found is None:
        return name.upper()
    say, (year, month, day, letters) = edition.say, found.groups()
    if year == UNDATED:
        label = say("没有日期", "undated")
    else:
        chinese = (f"{int(number)}{unit}" for number, unit in ((year, "年"), (month, "月"), (day, "日")) if number)
        label = say("".join(chinese), "-".join(number for number in (year, month, day) if number))
    return f"{label} · {letters.upper()}" if letters else label
