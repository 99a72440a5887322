"""学时的声明与合计一致。

方案、课程方案和每个有下级的单元，声明的学时应等于各部分之和；日程里一个单元各次活动的学时之和，应等于这个单元的学时；
分几个班（对象）各上一遍的，每个班各算各的。
两边都已知而不相等才报；有一项不详时只有下限，已知部分已超过声明数才报。声明数若等于下级的声明数之和，错在下级，不重复怪上级。
阶段、模块、课程方案只该有一处列学时；列了两处而和声明的总数不合的，是警告。

改法：核对明细，改声明数或补上缺的课程。Planfolio 从不替人改学时。

错：声明 48，两个模块 24 + 22 = 46，少 2。

    学时: 48
    模块: [{标题: 专题研修, 学时: 24}, {标题: 校本教研, 学时: 22}]

对：

    学时: 46
    模块: [{标题: 专题研修, 学时: 24}, {标题: 校本教研, 学时: 22}]
--
Declared hours equal the sum of their parts.

A plan, a curriculum and every unit with units below it declare hours that equal the sum of their parts; the sessions of a
unit add up to the unit's hours, for each audience by itself where they are held for several. A finding needs both sides
known and different; where an addend is unknown the sum is a lower bound, and only a bound above the declared hours is
reported. A unit that equals its parts' declared hours is not blamed for what is wrong below it. Of stages, modules and a
curriculum only one lists hours: two that do not make the declared total are a warning.

Check the parts, then correct the declared hours or add what is missing. Planfolio never changes hours by itself.

Wrong: 48 declared, two modules of 24 + 22 = 46, 2 short.

    hours: 48
    modules: [{title: 专题研修, hours: 24}, {title: 校本教研, hours: 22}]

Right:

    hours: 46
    modules: [{title: 专题研修, hours: 24}, {title: 校本教研, hours: 22}]
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import reduce

from planfolio.catalog import unit_ids, walk
from planfolio.checks.subject import Subject, named
from planfolio.findings import Message, Outcome, Place, Related, Severity, say
from planfolio.model import Curriculum, Plan, Schedule
from planfolio.model.exact import Range, added
from planfolio.model.schedules import Session
from planfolio.totals import Addend, Sum, Totals, UnitTotal, planned_sum, total

SEVERITY = Severity.ERROR


def check(subject: Subject) -> Iterator[Outcome]:
    record = subject.record
    if isinstance(record, (Plan, Curriculum)):
        yield from _planned(subject, record.title)
    elif isinstance(record, Schedule):
        yield from _scheduled(subject)


def _planned(subject: Subject, title: str) -> Iterator[Outcome]:
    totals = subject.totals
    if totals is None or not totals.units:
        return
    lists = _lists(subject, totals)
    if len(lists) > 1:
        yield _listed_twice(subject, totals.planned, lists)
    is_explained = totals.declared is not None and any(_makes(one, totals.declared) for one in lists.values())
    if totals.declared is not None and totals.declared_at is not None and not is_explained:
        yield from _compare(subject, title, totals.declared_at, totals.declared, totals.planned, totals.units)
    for unit in totals.all_units:
        if unit.parts and unit.declared is not None and unit.at.file == subject.item.document.path:
            yield from _compare(subject, unit.unit.title, unit.at / "hours", unit.declared, unit.computed, unit.parts)


def _lists(subject: Subject, totals: Totals) -> dict[str, Sum]:
    """The fields of a plan that list units with hours, where they are several and the declared total is not what is counted."""
    plan = subject.record
    if not isinstance(plan, Plan) or (totals.declared is not None and _makes(totals.planned, totals.declared)):
        return {}
    own = [unit for unit in totals.units if unit.at.file == subject.item.document.path]
    found = {name: planned_sum(tuple(one for one in own if one.at.field[0] == name)) for name in ("stages", "modules")}
    curriculum = subject.catalog.find("curricula", plan.curriculum) if own else None
    if curriculum is not None and curriculum.key in subject.all_totals:
        found["curriculum"] = subject.all_totals[curriculum.key].planned
    found = {name: one for name, one in found.items() if one.known is not None and one.known.high}
    return found if len(found) > 1 else {}


def _makes(found: Sum, declared: Range) -> bool:
    return found.known is not None and found.complete and found.known.meets(declared)


def _listed_twice(subject: Subject, planned: Sum, lists: dict[str, Sum]) -> Outcome:
    first, *_, last = lists
    values = {"first": named(Plan, first), "last": named(Plan, last), "sum": planned}
    if last == "curriculum":
        message = say(
            "“{first}”和“{last}”都列了学时，只该有一处；合计 {sum}，没有算“{last}”的",
            "{first} and the {last} both list hours, though only one should; the total, {sum}, leaves out the {last}",
            **values,
        )
    else:
        message = say(
            "“{first}”和“{last}”都列了学时，只该有一处；合计 {sum}，两处都算了",
            "{first} and {last} both list hours, though only one should; the total, {sum}, counts both",
            **values,
        )
    return subject.finding(
        subject.at(last),
        message,
        fix=say("同样的课只列一处，另一处不写学时", "list the same lessons once, or leave the hours out of one list"),
        related=[
            Related(
                at=subject.at(name), message=say("“{name}” {sum}", "{name}: {sum}", name=named(Plan, name), sum=one)
            )
            for name, one in lists.items()
            if name != last
        ],
        severity=Severity.WARNING,
    )


def _compare(
    subject: Subject, title: str, at: Place, declared: Range, computed: Sum, parts: Sequence[UnitTotal]
) -> Iterator[Outcome]:
    """One declared figure against the sum of its immediate parts."""
    known = computed.known
    if all(addend.hours is None for addend in computed.addends):
        yield subject.not_computable(
            say(
                "“{title}”声明 {declared} 学时，各部分都没有学时，不能比较",
                "“{title}” declares {declared} class hours; no part has hours, so nothing can be compared",
                title=title,
                declared=declared,
            )
        )
    elif known is None or (not computed.complete and known.low <= declared.high):
        yield subject.not_computable(
            say(
                "“{title}”声明 {declared} 学时，合计 {sum}，不能比较",
                "“{title}” declares {declared} class hours, the sum is {sum}; they cannot be compared",
                title=title,
                declared=declared,
                sum=computed,
            )
        )
    elif known.meets(declared):
        yield subject.passed(
            say(
                "“{title}”：{sum}，声明 {declared}",
                "“{title}”: {sum}, declared {declared}",
                title=title,
                sum=_addition(parts, computed),
                declared=declared,
            )
        )
    elif not (_declared_below(declared, parts) and _is_blamed(subject, parts)):
        yield _mismatch(subject, title, at, declared, computed, parts)


def _declared_below(declared: Range, parts: Sequence[UnitTotal]) -> bool:
    """Whether the figure equals what its parts declare: then the fault lies below."""
    stated = [part.declared for part in parts]
    if not any(part.parts for part in parts) or any(one is None for one in stated):
        return False
    found = Range.of(0)
    for one in stated:
        assert one is not None
        found = found + one
    return found.meets(declared)


def _is_blamed(subject: Subject, parts: Sequence[UnitTotal]) -> bool:
    """Whether what is wrong below is found there. The units of a curriculum are judged at its own rates, not at the plan's."""
    owner = subject.catalog.by_path[parts[0].at.file]
    return owner.key == subject.item.key or any(
        unit.declared is not None
        and unit.computed.known is not None
        and unit.computed.complete
        and not unit.computed.known.meets(unit.declared)
        for unit in subject.all_totals[owner.key].all_units
    )


def _mismatch(
    subject: Subject, title: str, at: Place, declared: Range, computed: Sum, parts: Sequence[UnitTotal]
) -> Outcome:
    known = computed.known
    assert known is not None
    gap = _gap(declared, known)
    values = {
        "title": title,
        "declared": declared,
        "sum": _addition(parts, computed),
        "gap": gap if computed.complete else say("至少{gap}", "at least {gap}", gap=gap),
    }
    return subject.finding(
        at,
        say(
            "“{title}”写 {declared} 学时，明细合计 {sum}，{gap}",
            "“{title}” declares {declared} class hours, its parts make {sum}: {gap}",
            **values,
        ),
        fix=say(
            "核对明细：改成 {sum}，或补上、删去相差的课程",
            "check the parts: write {sum}, or add or remove what makes the difference",
            sum=known,
        )
        if computed.complete
        else say(
            "先补上不详的学时，再核对明细和声明的数",
            "state the hours that are unknown, then check the parts and the declared hours",
        ),
        related=[Related(at=part.at / "hours", message=_part(part)) for part in parts],
    )


def _part(part: UnitTotal) -> Message:
    return say("“{title}” {hours}", "“{title}” {hours}", title=part.unit.title, hours=part.computed)


def _addition(parts: Sequence[UnitTotal], computed: Sum) -> str:
    """`26 + 20 = 46`, `26 + ? ≥ 26`; the sum alone where there is nothing to add, or where parts are alternatives."""
    assert computed.known is not None
    made = str(computed.known) if computed.complete else computed.known.low_text
    known = [part.computed.known for part in parts]
    if len(parts) > 1 and added(one for one in known if one is not None) == computed.known:
        addends = " + ".join(str(one) if one else "?" for one in known)
        return f"{addends} {'=' if computed.complete else '≥'} {made}"
    return made if computed.complete else f"≥ {made}"


def _gap(declared: Range, known: Range) -> Message:
    if known.high < declared.low:
        return say("少 {gap}", "{gap} short", gap=Range(declared.low - known.high, declared.low - known.high))
    return say("多 {gap}", "{gap} too many", gap=Range(known.low - declared.high, known.low - declared.high))


# --- sessions against units ---------------------------------------------------------------------------------------------


def _scheduled(subject: Subject) -> Iterator[Outcome]:
    plan = subject.catalog.plan_of(subject.item)
    if plan is None or plan.key not in subject.all_totals:
        return
    by_unit, known = _sessions(subject, plan.key), unit_ids(subject.catalog, plan)
    for unit in subject.all_totals[plan.key].all_units:
        named = by_unit.get(unit.unit.id, ()) if unit.unit.id is not None and known[unit.unit.id] == 1 else ()
        # Of several schedules with sessions of the unit the first speaks for all.
        if min((addend.at.file for _, addend in named), default=None) != subject.item.document.path:
            continue
        ids = {below.id for _, below in walk((unit.unit,), ())}
        sessions = [one for name, found in by_unit.items() if name in ids for one in found]
        yield from _against_unit(subject, unit, _held(sessions, unit.computed))


def _sessions(subject: Subject, plan: str) -> dict[str, list[tuple[Session, Addend]]]:
    """Sessions of all the plan's schedules with their hours, by the unit they name."""
    found: dict[str, list[tuple[Session, Addend]]] = {}
    for schedule in subject.catalog.schedules_of(subject.catalog.items[plan]):
        record, totals = schedule.record, subject.all_totals[schedule.key]
        assert isinstance(record, Schedule)
        for addend in totals.scheduled.addends if totals.scheduled else ():
            session = record.sessions[int(addend.at.field[1])]
            if session.unit:
                found.setdefault(session.unit, []).append((session, addend))
    return found


def _held(sessions: Sequence[tuple[Session, Addend]], planned: Sum) -> Sum:
    """The hours of a unit's sessions. Those for different audiences are alternatives: where all together are not what is planned,
    the range over the audiences. A session that names none is for all."""
    together = total(addend for _, addend in sessions)
    audiences = dict.fromkeys(audience for session, _ in sessions for audience in session.audience)
    agrees = together.known and planned.known and planned.known.meets(together.known)
    if len(audiences) < 2 or not together.complete or agrees:
        return together
    attended = (
        total(addend for session, addend in sessions if not session.audience or audience in session.audience)
        for audience in audiences
    )
    return reduce(Sum.envelope, attended)


def _against_unit(subject: Subject, unit: UnitTotal, sessions: Sum) -> Iterator[Outcome]:
    planned = unit.computed
    title = unit.unit.title
    if not planned.complete or not sessions.complete or planned.known is None or sessions.known is None:
        yield subject.not_computable(
            say(
                "单元“{title}”{planned}，{sessions}，不能比较",
                "unit “{title}”: {planned}, {sessions}; they cannot be compared",
                title=title,
                planned=say("没有写学时", "no hours planned")
                if planned.known is None
                else say("计划 {planned}", "planned {planned}", planned=planned),
                sessions=say("日程没有写学时", "no hours known of its sessions")
                if sessions.known is None
                else say("日程 {sessions}", "scheduled {sessions}", sessions=sessions),
            )
        )
    elif planned.known.meets(sessions.known):
        yield subject.passed(
            say(
                "单元“{title}”：日程 {sum} 学时，计划 {planned}",
                "unit “{title}”: {sum} class hours scheduled, {planned} planned",
                title=title,
                sum=sessions.known,
                planned=planned.known,
            )
        )
    else:
        yield _disagreement(subject, unit, planned.known, sessions.known, sessions.addends)


def _disagreement(
    subject: Subject, unit: UnitTotal, planned: Range, known: Range, addends: tuple[Addend, ...]
) -> Outcome:
    """A unit's hours beside the other sum of its sessions, which `addends` make."""
    gap = _gap(planned, known)
    first = next(addend for addend in addends if addend.at.file == subject.item.document.path)
    return subject.finding(
        first.at / "unit",
        say(
            "单元“{title}”计划 {planned} 学时，日程各次合计 {sum}，{gap}",
            "unit “{title}” has {planned} class hours, its sessions make {sum}: {gap}",
            title=unit.unit.title,
            planned=planned,
            sum=known,
            gap=gap,
        ),
        fix=say(
            "增减课次或改时间，使合计等于 {planned}；单元的学时写错就改单元",
            "add, drop or retime sessions until they make {planned}, or correct the unit",
            planned=planned,
        ),
        related=[
            Related(
                at=unit.at / "hours",
                message=say(
                    "单元“{title}” {planned} 学时",
                    "unit “{title}”: {planned} class hours",
                    title=unit.unit.title,
                    planned=planned,
                ),
            ),
            *(
                Related(
                    at=addend.at,
                    message=say(
                        "{title}：{hours} 学时",
                        "{title}: {hours} class hours",
                        title=addend.title,
                        hours=addend.hours,
                    ),
                )
                for addend in addends
            ),
        ],
    )
