"""The home page: the site's own words, where to go, what is on this school year, what there is and what changed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import partial
from itertools import islice
from typing import Any

from planfolio.catalog import Item
from planfolio.changes.words import counts, headline
from planfolio.frozen import frozen
from planfolio.markdown import NOTHING, Rendered
from planfolio.model import Plan, TextPage
from planfolio.model.choices import SessionStatus
from planfolio.pages import changelog, entries
from planfolio.pages.bodies import body
from planfolio.pages.edition import COLLECTIONS, Edition, Link
from planfolio.pages.hours import SumGroup
from planfolio.pages.listing import listed, newest_first
from planfolio.pages.page import Page
from planfolio.pages.studio import Studio

PLANS_SHOWN = 8
MEETINGS_SHOWN = 6
BELOW = ("",)
ANCHORS = ("collections", "plans", "meetings", "hours", "doors", "changes")
_FIRST_MONTH = 8
"""Schools open in September; what is issued in August is for the year that begins then."""


@frozen(kw_only=True)
class Door:
    """Where one kind of reader goes in: a heading and the pages they look for."""

    title: str
    links: tuple[Link, ...]


@frozen(kw_only=True)
class MeetingRow:
    """A meeting: its day as words and as a date, the time it begins, a link to it in its schedule, place and schedule."""

    day: str
    date: str
    time: str
    link: Link
    details: tuple[str, ...]


@frozen(kw_only=True)
class News:
    """What changed in a line, how much, and where all of it stands."""

    headline: str
    counts: str
    address: str


def pages(studio: Studio) -> Iterator[Page]:
    """The home page; a text page called `index` gives its words."""
    edition = studio.edition
    item = edition.catalog.items.get("pages/index")
    record = item.record if item and isinstance(item.record, TextPage) else None
    text = body(edition, item, taken=ANCHORS) if item and record else NOTHING
    site = edition.inspection.site
    title = record.title if record else site.title
    yield edition.page(
        address="",
        kind="home",
        title=title,
        item=item if record else None,
        description=(record.description if record else None) or site.owner or "",
        context=partial(_context, studio, text),
        search=partial(entries.entry, "", title) if text.html else None,
        text=partial(_as_it_is, text),
    )


def _as_it_is(text: Rendered) -> Rendered:
    return text


def _context(studio: Studio, text: Rendered) -> dict[str, Any]:
    edition = studio.edition
    year, plans = _plans(edition)
    return {
        "text": text,
        "doors": tuple(door for door in _doors(edition) if door.links),
        "collections": tuple(_collections(studio)),
        "year": year,
        "plans": tuple(listed(studio, plans[:PLANS_SHOWN])),
        "more": len(plans) > PLANS_SHOWN,
        "meetings": tuple(_next(studio)),
        "since": studio.values.day(edition.as_of) if edition.as_of else "",
        "changes": _changes(edition),
        "sums": SumGroup(
            title=edition.say("各学年方案的学时", "Hours of plans by school year"),
            sums=studio.tally.beside(
                (year, found, f"archive/year/{year}/") for year, found in studio.year_sums.items()
            ),
        ),
    }


def _doors(edition: Edition) -> Iterator[Door]:
    """For teachers, for schools, for reviewers: only to pages that there are."""
    say = edition.say
    to = _Ways(edition)
    yield Door(
        title=say("教师", "Teachers"),
        links=(
            *to.list("portfolios", say("查学时和档案", "Hours and portfolios")),
            *to.list("schedules", say("看日程，加入日历", "Schedules, to add to your calendar")),
            Link(text=say("按学年、学段、学科找", "Browse by year, stage and subject"), address="archive/"),
        ),
    )
    yield Door(
        title=say("学校", "Schools"),
        links=(
            *to.list("plans", say("看方案", "Plans")),
            *to.list("curricula", say("看课程方案", "Curricula")),
            *to.page("handbook/write-a-plan", say("写一份方案", "Write a plan")),
            Link(text=say("方案里可以写什么", "What a plan can say"), address="handbook/fields/"),
        ),
    )
    yield Door(
        title=say("审核人员", "Reviewers"),
        links=(
            *((Link(text=say("检查报告", "Check report"), address="report/"),) if edition.has_report else ()),
            *to.list("packs", say("规则包：政策怎么要求", "Rule packs: what policies ask for")),
            Link(text=say("有哪些检查规则", "The rules that are checked"), address="handbook/rules/"),
        ),
    )


@frozen(slots=False)
class _Ways:
    """Links to pages, as far as this site has them."""

    edition: Edition

    def list(self, collection: str, text: str) -> Iterator[Link]:
        if self.edition.items(collection):
            yield Link(text=text, address=f"{collection}/")

    def page(self, identifier: str, text: str) -> Iterator[Link]:
        if f"pages/{identifier}" in self.edition.catalog.items:
            yield Link(text=text, address=f"{identifier}/")


def _collections(studio: Studio) -> Iterator[Link]:
    for collection, name in COLLECTIONS.items():
        items = studio.edition.items(collection)
        if items:
            yield Link(text=studio.edition.shown(name), address=f"{collection}/", count=len(items))


def _plans(edition: Edition) -> tuple[str, list[Item]]:
    """The school year that the site shows, and its plans, the newest first: this one, else the latest that has plans, else
    all plans and no year."""
    by_year: dict[str, list[Item]] = {}
    for item, plan in edition.catalog.records(Plan):
        if plan.school_year:
            by_year.setdefault(plan.school_year, []).append(item)
    this = _school_year(edition.as_of) if edition.as_of else ""
    year = this if this in by_year else max(by_year, default="")
    return year, newest_first(by_year[year] if year else edition.items("plans"))


def _school_year(day: date) -> str:
    start = day.year if day.month >= _FIRST_MONTH else day.year - 1
    return f"{start}-{start + 1}"


def _next(studio: Studio) -> Iterator[MeetingRow]:
    """The next meetings that are to be held, counted from the day of the revision."""
    edition = studio.edition
    day = edition.as_of
    coming = (
        one
        for one in studio.meetings()
        if day
        and one.meeting.day
        and one.meeting.day >= day
        and one.meeting.session.status is not SessionStatus.CANCELLED
    )
    for one in islice(coming, MEETINGS_SHOWN):
        session, held = one.meeting.session, one.meeting.day
        assert held is not None
        schedule = edition.catalog.items[one.schedule]
        yield MeetingRow(
            day=studio.values.day(held),
            date=held.isoformat(),
            time=f"{session.start:%H:%M}" if session.start else "",
            link=Link(text=session.title, address=f"{edition.address(one.schedule)}#{one.anchor}"),
            details=tuple(part for part in (session.place, edition.title(schedule)) if part),
        )


def _changes(edition: Edition) -> News | None:
    """What changed since the revision before, in two lines; None where no such revision is known or nothing changed."""
    changes = edition.changes
    if not edition.has_report or not changes:
        return None
    return News(
        headline=edition.shown(headline(changes)), counts=edition.shown(counts(changes)), address=changelog.ADDRESS
    )
