"""Extent: what a record unfolds into beyond its own length, and how much of that is too much.

A source has limits of its own, but a line of it can stand for fifty meetings, an alternative total or a page. With these limits
a file takes no more time and room than is fair for its length.
"""

from __future__ import annotations

from collections.abc import Iterator

from planfolio.findings import FieldPath, Message, say
from planfolio.model.curricula import Curriculum
from planfolio.model.documents import DocumentRecord
from planfolio.model.plans import Plan
from planfolio.model.records import Record
from planfolio.model.schedules import Schedule
from planfolio.model.units import Unit

MOST_MEETINGS = 5_000
MOST_AUDIENCES = 50
MOST_ALIASES = 100


def excess(record: Record) -> Iterator[tuple[FieldPath, Message]]:
    """What there is too much of: the field, and the numbers."""
    if isinstance(record, DocumentRecord) and len(record.aliases) > MOST_ALIASES:
        yield (
            ("aliases",),
            say(
                "旧地址有 {count} 个，最多 {most} 个",
                "{count} former addresses; at most {most} are read",
                count=len(record.aliases),
                most=MOST_ALIASES,
            ),
        )
    if isinstance(record, Schedule) and (meetings := _meetings(record)) > MOST_MEETINGS:
        yield (
            ("sessions",),
            say(
                "逐周展开以后有 {count} 次活动，最多 {most} 次",
                "{count} meetings, week by week; at most {most} are read",
                count=meetings,
                most=MOST_MEETINGS,
            ),
        )
    if isinstance(record, Plan | Curriculum):
        audiences = {audience for unit in record.units for audience in _audiences(unit)}
        if len(audiences) > MOST_AUDIENCES:
            yield (
                (_units_of(record),),
                say(
                    "各单元写了 {count} 种对象，最多 {most} 种",
                    "{count} different audiences of units; at most {most} are read",
                    count=len(audiences),
                    most=MOST_AUDIENCES,
                ),
            )


def _units_of(record: Plan | Curriculum) -> str:
    return "units" if isinstance(record, Curriculum) else "stages" if record.stages else "modules"


def _meetings(schedule: Schedule) -> int:
    return sum(len(session.weeks.numbers) if session.weeks else 1 for session in schedule.sessions)


def _audiences(unit: Unit) -> Iterator[str]:
    yield from unit.audience
    for part in unit.units:
        yield from _audiences(part)
