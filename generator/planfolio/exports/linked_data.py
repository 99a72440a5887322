"""Linked data: what a page's document is in the words of schema.org, with the Bioschemas profiles that it meets.

A profile is named only where all that it requires is known. A teacher's portfolio is a person's data and has none.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from planfolio.catalog import Item
from planfolio.exports.publication import Publication, PublishedPage
from planfolio.model import ArchiveDocument, Curriculum, Organisation, Plan, Schedule
from planfolio.model.choices import ArchiveType, Mode, SessionStatus
from planfolio.totals import Meeting

MOST_EVENTS = 40
MOST_INSTANCES = 10
"""A page has to stay light; the calendar holds all."""
_CONTEXT = ["https://schema.org", {"dct": "http://purl.org/dc/terms/"}]
_PROFILE = "https://bioschemas.org/profiles/{}/1.0-RELEASE"
REQUIRED = {
    "Course": ("description", "keywords", "name"),
    "CourseInstance": ("courseMode", "location"),
    "TrainingMaterial": ("description", "keywords", "name"),
}
"""What each profile requires."""
_MODES = {Mode.ONLINE: "online", Mode.MIXED: "blended", Mode.SELF_STUDY: "self-study"}
_STATUSES = {SessionStatus.CANCELLED: "EventCancelled", SessionStatus.MOVED: "EventRescheduled"}

Thing = dict[str, Any]


def linked_data(publication: Publication, page: PublishedPage) -> str:
    """JSON-LD that can stand inside a script element: no text in it ends one. Empty where there is nothing to say."""
    item = publication.catalog.items.get(page.document or "")
    record = item.record if item else None
    thing: Thing | None = None
    if item and isinstance(record, (Plan, Curriculum)):
        thing = _course(publication, page, item, record)
    elif item and isinstance(record, Schedule):
        thing = _instance(publication, page, item, record, whole=True)
    elif isinstance(record, ArchiveDocument):
        thing = _work(publication, page, record)
    elif isinstance(record, Organisation):
        thing = _organisation(publication, page, record)
    if thing is None:
        return ""
    thing = {"@context": _CONTEXT, **thing}
    text = json.dumps(_filled(thing), ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", r"\u003c").replace(">", r"\u003e").replace("&", r"\u0026")


def _course(publication: Publication, page: PublishedPage, item: Item, record: Plan | Curriculum) -> Thing:
    plan = record if isinstance(record, Plan) else None
    return _profiled(
        "Course",
        {
            "@type": "Course",
            **_named(publication, page, page.document),
            "description": page.description or page.title,
            "keywords": _keywords(publication, record),
            "courseCode": plan.number if plan else None,
            "provider": _provider(publication, page, record.issuer),
            "datePublished": plan.issued.isoformat() if plan and plan.issued else None,
            "timeRequired": _duration(publication, item),
            "audience": [{"@type": "Audience", "audienceType": audience} for audience in record.audience],
            "hasCourseInstance": [
                _instance(publication, page, other, other.record)
                for other in (publication.catalog.schedules_of(item) if plan else ())[:MOST_INSTANCES]
                if isinstance(other.record, Schedule)
            ],
        },
    )


def _instance(
    publication: Publication, page: PublishedPage, item: Item, schedule: Schedule, *, whole: bool = False
) -> Thing:
    """A schedule; `whole` with its meetings and its plan."""
    dated = list(_dated(publication, item))
    days = [day for day, meeting in dated if meeting.session.status is not SessionStatus.CANCELLED]
    found = {
        "@type": "CourseInstance",
        **_named(publication, page, item.key),
        "courseMode": _distinct(_mode(one.mode) for one in schedule.sessions if one.mode),
        "location": _place("、".join(_distinct(one.place for one in schedule.sessions if one.place))),
        "courseWorkload": _duration(publication, item),
        "startDate": min(days).isoformat() if days else None,
        "endDate": max(days).isoformat() if days else None,
    }
    plan = publication.catalog.plan_of(item) if whole else None
    if plan is not None and isinstance(plan.record, Plan):
        found["organizer"] = _provider(publication, page, plan.record.issuer)
        found["about"] = {"@type": "Course", **_named(publication, page, plan.key)}
    if whole:
        zone = ZoneInfo(schedule.timezone)
        found["subEvent"] = [_event(day, meeting, zone) for day, meeting in dated[:MOST_EVENTS]]
    return _profiled("CourseInstance", found)


def _event(day: date, meeting: Meeting, zone: ZoneInfo) -> Thing:
    session = meeting.session
    start, end = (
        datetime.combine(day, time, zone).isoformat(timespec="minutes") if time else None
        for time in (session.start, session.end)
    )
    return {
        "@type": "EducationEvent",
        "name": session.title,
        "startDate": start or day.isoformat(),
        "endDate": end if start else None,
        "location": _place(session.place),
        "eventStatus": _STATUSES.get(session.status),
    }


def _work(publication: Publication, page: PublishedPage, record: ArchiveDocument) -> Thing:
    is_article = record.type is ArchiveType.ARTICLE
    plan = f"plans/{record.of}"
    kind = record.type.shown(publication.language)
    work = {
        "@type": "ScholarlyArticle" if is_article else "LearningResource",
        **_named(publication, page, page.document),
        "description": page.description or page.title,
        "keywords": ", ".join(_distinct((kind, *record.tags))),
        "author": {"@type": "Person", "name": record.author} if record.author else None,
        "publisher": _provider(publication, page, record.issuer),
        "datePublished": record.issued.isoformat() if record.issued else None,
        "about": {"@type": "Course", **_named(publication, page, plan)} if plan in publication.page_of else None,
    }
    return work if is_article else _profiled("TrainingMaterial", work)


def _organisation(publication: Publication, page: PublishedPage, record: Organisation) -> Thing:
    return {
        "@type": "EducationalOrganization",
        **_named(publication, page, page.document),
        "parentOrganization": _provider(publication, page, record.parent),
    }


# --- parts ------------------------------------------------------------------------------------------------------------


def _profiled(profile: str, thing: Thing) -> Thing:
    """With the profile that it meets, if it does."""
    if not all(thing[name] for name in REQUIRED[profile]):
        return thing
    return {**thing, "dct:conformsTo": {"@id": _PROFILE.format(profile)}}


def _named(publication: Publication, page: PublishedPage, key: str | None) -> Thing:
    """Name and address of a document that has a page."""
    assert key is not None
    return {"@id": publication.link(f"{key}/", page.address), "name": publication.page_of[key].title}


def _provider(publication: Publication, page: PublishedPage, reference: str | None) -> Thing | None:
    name, key = publication.organisation(reference), f"organisations/{reference}"
    if name is None:
        return None
    address = {"@id": publication.link(f"{key}/", page.address)} if key in publication.page_of else {}
    return {"@type": "Organization", **address, "name": name}


def _keywords(publication: Publication, record: Plan | Curriculum) -> str:
    language = publication.language
    kind = record.type if isinstance(record, Plan) else record.KIND_NAME
    stages = (stage.shown(language) for stage in record.school_stages)
    return ", ".join(_distinct((kind.shown(language), *record.subjects, *stages, *record.tags)))


def _duration(publication: Publication, item: Item) -> str | None:
    """The computed hours in ISO 8601, where they are known to the minute."""
    document = publication.documents.get(item.key)
    totals = document.totals if document else None
    minutes = totals.minutes if totals and totals.computed.complete else None
    if minutes is None or not minutes.is_exact or minutes.low.denominator != 1 or not minutes.low:
        return None
    hours, rest = divmod(minutes.low.numerator, 60)
    return f"PT{f'{hours}H' if hours else ''}{f'{rest}M' if rest else ''}"


def _dated(publication: Publication, item: Item) -> Iterator[tuple[date, Meeting]]:
    totals = publication.inspection.totals[item.key]
    days = ((meeting.day, meeting) for meeting in totals.meetings if meeting.day is not None)
    yield from sorted(days, key=lambda found: (found[0], str(found[1].session.start or ""), found[1].index))


def _mode(mode: Mode) -> str:
    return _MODES.get(mode, "onsite")


def _place(name: str | None) -> Thing | None:
    return {"@type": "Place", "name": name} if name else None


def _distinct(values: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(values))


def _filled(value: Any) -> Any:
    """Without what is not known."""
    if isinstance(value, dict):
        return {key: _filled(one) for key, one in value.items() if one not in (None, "", [])}
    return [_filled(one) for one in value] if isinstance(value, list) else value
