"""开始不晚于结束，活动在起止和学期之内。

方案、单元、结对、归档文献、档案周期和课题的开始不能晚于结束；单元的起止在方案起止之内；各次活动在方案起止和学期周次之内，结束时间在开始之后。
已取消的活动不算；日期不详的不判断。规则包限定开始或结束时间的（如 17:30 以前结束），也在这里比较，一条规则只报一条，涉及的活动列在后面。

错：

    起止: {开始: 2026-07-10, 结束: 2026-03-02}

对：

    起止: {开始: 2026-03-02, 结束: 2026-07-10}
--
Nothing ends before it starts, and sessions lie inside period and term.

A plan, a unit, a pair, an archive document, a cycle and a project start no later than they end; units lie inside the plan's
period, sessions inside the plan's period and the weeks of the term, and a session ends after it starts. Cancelled sessions
do not count; where a date is unknown nothing is said. Where a pack limits when sessions begin or end, such as by 17:30,
that is compared here too: one finding a rule, with all its sessions.

Wrong:

    period: {start: 2026-07-10, end: 2026-03-02}

Right:

    period: {start: 2026-03-02, end: 2026-07-10}
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from planfolio.checks.judgement import judged
from planfolio.checks.subject import Subject
from planfolio.findings import Count, FieldPath, Message, Outcome, Place, Related, Severity, say
from planfolio.model import ArchiveDocument, Curriculum, Plan, Portfolio, Schedule
from planfolio.model.choices import SessionStatus
from planfolio.model.documents import Period
from planfolio.model.schedules import Session, Term
from planfolio.model.units import Unit

SEVERITY = Severity.ERROR

Span = tuple[date | None, date | None]


def check(subject: Subject) -> Iterator[Outcome]:
    record = subject.record
    yield from judged(subject)
    for path, title, (start, end) in _spans(subject):
        if start is not None and end is not None and start > end:
            yield _reversed(subject, path, title, start, end)
    if isinstance(record, Plan) and _is_straight(record.period):
        yield from _units(subject, record.period)
    if isinstance(record, Schedule):
        yield from _sessions(subject, record)


def _spans(subject: Subject) -> Iterator[tuple[FieldPath, str, Span]]:
    """Everything in a document that has a start and an end, with its path and title."""
    record = subject.record
    if isinstance(record, (Plan, ArchiveDocument)) and record.period:
        yield ("period",), record.title, _of(record.period)
    if isinstance(record, Plan):
        yield from _unit_spans(record.stages, ("stages",))
        yield from _unit_spans(record.modules, ("modules",))
        for index, pair in enumerate(record.mentoring):
            if pair.period:
                yield (
                    ("mentoring", index, "period"),
                    " — ".join(filter(None, (pair.mentor, pair.mentee))),
                    _of(pair.period),
                )
    elif isinstance(record, Curriculum):
        yield from _unit_spans(record.units, ("units",))
    elif isinstance(record, Portfolio):
        yield from _portfolio_spans(record)


def _portfolio_spans(record: Portfolio) -> Iterator[tuple[FieldPath, str, Span]]:
    if record.cycle:
        yield ("cycle",), record.name, (record.cycle.start, record.cycle.end)
    for index, project in enumerate(record.projects):
        yield ("projects", index), project.title, (project.start, project.end)
    for index, pair in enumerate(record.mentoring):
        yield ("mentoring", index), pair.partner, (pair.start, pair.end)


def _unit_spans(units: tuple[Unit, ...], path: FieldPath) -> Iterator[tuple[FieldPath, str, Span]]:
    for index, unit in enumerate(units):
        if unit.period:
            yield (*path, index, "period"), unit.title, _of(unit.period)
        if unit.units:  # few have any
            yield from _unit_spans(unit.units, (*path, index, "units"))


def _of(period: Period) -> Span:
    return period.start, period.end


def _is_straight(period: Period | None) -> bool:
    return period is not None and not (period.start and period.end and period.start > period.end)


def _reversed(subject: Subject, path: FieldPath, title: str, start: date, end: date) -> Outcome:
    return subject.finding(
        subject.at(*path, "start"),
        say(
            "“{title}”开始 {start} 晚于结束 {end}，差 {days} 天",
            "“{title}” starts on {start}, {days} after it ends on {end}",
            title=title,
            start=start,
            end=end,
            days=Count((start - end).days, "day"),
        ),
        fix=say("核对后改正开始或结束", "check both dates and correct one"),
        related=[Related(at=subject.at(*path, "end"), message=say("结束 {end}", "end {end}", end=end))],
    )


# --- inside the plan's period -------------------------------------------------------------------------------------------


def _units(subject: Subject, period: Period | None) -> Iterator[Outcome]:
    """Units of the plan itself; one whose unit above it lies outside already is not reported again."""
    plan = subject.record
    assert isinstance(plan, Plan)
    assert period is not None
    seen: list[FieldPath] = []
    count = 0
    for path, title, span in (*_unit_spans(plan.stages, ("stages",)), *_unit_spans(plan.modules, ("modules",))):
        if span[0] and span[1] and span[0] > span[1]:
            continue
        gap = _outside(_within_months(span, period), _of(period))
        if gap is None:
            count += 1
        elif not any(path[: len(above) - 1] == above[:-1] for above in seen):
            seen.append(path)
            yield _out(subject, subject.at(*path), title, _written(span), period, subject.at("period"), gap)
    if count and not seen:
        yield subject.passed(
            say(
                "{count} 个单元在 {period} 之内",
                "{count} in {period}",
                count=Count(count, "unit"),
                period=_written(_of(period)),
            )
        )


def _within_months(span: Span, period: Period) -> Span:
    """Whole months (2026-03) mean what of the first and the last one lies in the plan's period."""
    start, end = span
    if start is None or end is None or start.day > 1 or (end + timedelta(days=1)).day > 1:
        return span
    if period.start and (start.year, start.month) == (period.start.year, period.start.month):
        start = period.start
    if period.end and (end.year, end.month) == (period.end.year, period.end.month):
        end = period.end
    return start, end


def _outside(span: Span, period: Span) -> Message | None:
    """By how much `span` leaves `period`; what is unknown leaves nothing."""
    first, last = span[0] or span[1], span[1] or span[0]
    if first and period[0] and first < period[0]:
        return say("早 {days} 天", "{days} early", days=Count((period[0] - first).days, "day"))
    if last and period[1] and last > period[1]:
        return say("晚 {days} 天", "{days} late", days=Count((last - period[1]).days, "day"))
    return None


def _written(span: Span) -> Message:
    start, end = span
    if start == end:
        return say("{day}", "{day}", day=start)
    return say("{start} 至 {end}", "{start} to {end}", start=start or "…", end=end or "…")


def _out(
    subject: Subject, at: Place, title: str, when: Message, period: Period, at_period: Place, gap: Message
) -> Outcome:
    return subject.finding(
        at,
        say(
            "“{title}”在 {when}，方案起止是 {period}，{gap}",
            "“{title}”, {when}, is {gap} for the plan, {period}",
            title=title,
            when=when,
            period=_written(_of(period)),
            gap=gap,
        ),
        fix=say("改日期，或改方案的起止", "change the date or the plan's period"),
        related=[
            Related(
                at=at_period,
                message=say("方案起止 {period}", "the plan's period {period}", period=_written(_of(period))),
            )
        ],
    )


# --- sessions -----------------------------------------------------------------------------------------------------------


def _sessions(subject: Subject, schedule: Schedule) -> Iterator[Outcome]:
    plan = subject.catalog.plan_of(subject.item)
    period = plan.record.period if plan and isinstance(plan.record, Plan) and _is_straight(plan.record.period) else None
    days = _days(subject)
    clean = 0
    for index, session in enumerate(schedule.sessions):
        if session.status is SessionStatus.CANCELLED:
            continue
        found = [*_times(subject, index, session), *_term(subject, index, session, schedule.term)]
        if not found and period is not None and plan is not None:
            found = list(_in_period(subject, index, session, days.get(index, []), period, plan.at("period")))
            clean += not found and bool(days.get(index))
        yield from found
    if clean and period is not None:
        yield subject.passed(
            say(
                "{count} 项活动在 {period} 之内",
                "sessions in {period}: {count}",
                count=clean,
                period=_written(_of(period)),
            )
        )


def _days(subject: Subject) -> dict[int, list[date]]:
    found: dict[int, list[date]] = {}
    for meeting in subject.totals.meetings if subject.totals else ():
        if meeting.day is not None:
            found.setdefault(meeting.index, []).append(meeting.day)
    return found


def _times(subject: Subject, index: int, session: Session) -> Iterator[Outcome]:
    if session.start is None or session.end is None:
        return
    minutes = (session.end.hour - session.start.hour) * 60 + session.end.minute - session.start.minute
    if minutes >= (session.breaks or 0):  # as in most
        return
    values = {"title": session.title, "start": f"{session.start:%H:%M}", "end": f"{session.end:%H:%M}"}
    begins = Related(at=subject.at("sessions", index, "start"), message=say("开始", "start"))
    if minutes < 0:
        yield subject.finding(
            subject.at("sessions", index, "end"),
            say(
                "“{title}”结束 {end} 早于开始 {start}，差 {minutes} 分钟",
                "“{title}” ends at {end}, {minutes} before it starts at {start}",
                minutes=Count(-minutes, "minute"),
                **values,
            ),
            fix=say("核对后改正时间", "check both times and correct one"),
            related=[begins],
        )
    elif session.breaks is not None:
        yield subject.finding(
            subject.at("sessions", index, "breaks"),
            say(
                "“{title}”休息 {breaks} 分钟，从 {start} 到 {end} 只有 {minutes} 分钟，多 {gap}",
                "“{title}” has breaks of {breaks} in {minutes}, {start} to {end}: {gap} too many",
                breaks=Count(session.breaks, "minute"),
                minutes=Count(minutes, "minute"),
                gap=session.breaks - minutes,
                **values,
            ),
            fix=say("核对后改正休息或时间", "check the breaks and the times"),
            related=[begins],
        )


def _term(subject: Subject, index: int, session: Session, term: Term | None) -> Iterator[Outcome]:
    """Weeks and dates against the weeks of the term."""
    if term is None:
        return
    if session.date is not None:
        last_day = term.start + timedelta(days=7 * term.weeks - 1) if term.weeks else None
        gap = _outside((session.date, session.date), (term.start, last_day))
        if gap is not None:
            message = say(
                "“{title}”在 {day}，学期是 {start} 至 {end}，{gap}",
                "“{title}”, {day}, is {gap} for the term, {start} to {end}",
                title=session.title,
                day=session.date,
                start=term.start,
                end=last_day or "…",
                gap=gap,
            )
            yield _off_term(subject, index, session, message, say("改日期，或改学期", "change the date or the term"))
        return
    weeks = session.weeks.numbers if session.weeks else (session.week,) if session.week is not None else ()
    outside = [week for week in weeks if term.weeks is not None and week > term.weeks]
    if outside:
        message = say(
            "“{title}”排在第 {outside} 周，学期只有 {weeks} 周",
            "“{title}” is in week {outside}, the last week of the term is {weeks}",
            title=session.title,
            outside=outside,
            weeks=term.weeks,
        )
        fix = say("改周次，或改学期的周数", "change the weeks or the length of the term")
        yield _off_term(subject, index, session, message, fix)


def _off_term(subject: Subject, index: int, session: Session, message: Message, fix: Message) -> Outcome:
    at = subject.at("sessions", index, "date" if session.date else "weeks" if session.weeks else "week")
    return subject.finding(
        at, message, fix=fix, related=[Related(at=subject.at("term"), message=say("学期", "the term"))]
    )


def _in_period(
    subject: Subject, index: int, session: Session, days: list[date], period: Period, at_period: Place
) -> Iterator[Outcome]:
    """One finding a session, on its first day outside."""
    for day in days:
        gap = _outside((day, day), _of(period))
        if gap is not None:
            at = subject.at("sessions", index, "date" if session.date else "weeks" if session.weeks else "week")
            yield _out(subject, at, session.title, _written((day, day)), period, at_period, gap)
            return
