"""Schedules: sessions on dates or in the weeks of a term."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from planfolio.findings import FieldPath, say
from planfolio.model.choices import Mode, SessionStatus
from planfolio.model.documents import DocumentRecord
from planfolio.model.records import PlanRef, Record, field, many
from planfolio.model.scalars import Day, Text, Time, TimeZone, Week, Weekday, WeekNumbers, Whole
from planfolio.model.units import Instructor


class Term(Record):
    """The weeks of a term."""

    start: Day = field(
        "第一周周一 开始", "第一周的星期一", "Monday of the first week", example="2025-02-17", required=True
    )
    weeks: Week | None = field("周数", "一共几周", "How many weeks", example="20")
    title: Text | None = field("标题 名称", "学期名称", "The term's name", example="2024-2025学年第二学期")


class Session(Record):
    """A session, once or in several weeks."""

    id: Text | None = field("代号", "日历条目的代号", "Keeps its calendar entry the same", example="s1")
    title: Text = field("标题 名称", "这次活动的名称", "The session's name", required=True)
    date: Day | None = field("日期", "在哪一天", "On which day", example="2025-03-04")
    week: Week | None = field("第几周 周", "学期第几周", "In which week of the term", example="3")
    weeks: WeekNumbers | None = field("周次", "哪几周", "In which weeks", example="1-15单")
    weekday: Weekday | None = field("星期", "星期几", "On which day of the week", example="wednesday")
    start: Time | None = field("开始", "开始时间", "When it begins", example="14:00")
    end: Time | None = field(
        "结束", "结束时间；不写则学时不详", "When it ends; without it the hours are unknown", example="15:30"
    )
    breaks: Whole | None = field("休息分钟", "中间休息几分钟", "Minutes of breaks", example="10")
    unit: Text | None = field("单元", "方案里的单元代号", "Id of a unit of the plan", example="m1")
    instructors: tuple[Instructor, ...] = many("授课人", "由谁授课", "Who teaches")
    place: Text | None = field("地点", "在哪里", "Where", example="报告厅")
    mode: Mode | None = field("方式", "培训方式", "How it is taught", example="face_to_face")
    audience: tuple[Text, ...] = many("对象", "给谁", "For whom")
    status: SessionStatus = field(
        "状态", "计划、已完成、取消或调整", "What became of it", example="delivered", default=SessionStatus.PLANNED
    )


class Schedule(DocumentRecord):
    """A schedule."""

    COLLECTION: ClassVar[str] = "schedules"
    KIND: ClassVar[str] = "schedule"
    KIND_NAME = say("日程", "Schedule")

    title: Text = field("标题 名称", "日程的名称", "The schedule's title", required=True)
    plan: PlanRef | None = field("方案", "属于哪个方案", "The plan it belongs to", example="autumn-2024")
    term: Term | None = field("学期", "学期的起点和周数", "Where the term begins and how long it is")
    timezone: TimeZone = field(
        "时区",
        "时区，不写为 Asia/Shanghai",
        "Time zone, Asia/Shanghai unless written",
        example="Asia/Shanghai",
        default="Asia/Shanghai",
    )
    sessions: tuple[Session, ...] = many("课次 活动", "各次活动", "Its sessions", required=True)

    def half_dated(self) -> Iterator[FieldPath]:
        """The weeks that sessions lack beside their weekday, which alone is no day. A week alone leaves the day open."""
        for index, session in enumerate(self.sessions):
            if session.weekday is not None and session.date is None and session.week is None and session.weeks is None:
                yield "sessions", index, "week"
