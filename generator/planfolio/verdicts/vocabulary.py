"""Vocabulary: what each check of the closed set means. The only module that knows."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from planfolio.findings import Place, say
from planfolio.model.packs import PackCheck, Per, Where
from planfolio.totals import Sum, audiences
from planfolio.verdicts.bench import Bench, Verdict
from planfolio.verdicts.cycles import judge_cycle, judge_years, stage_sum
from planfolio.verdicts.items import (
    judge_count,
    judge_each,
    judge_one_of,
    judge_required,
    judge_unique,
    judge_within,
)
from planfolio.verdicts.sessions import judge_days
from planfolio.verdicts.shares import judge_shares, place, present
from planfolio.verdicts.sums import summed


def _judge_sum(judge: Bench) -> Iterator[Verdict]:
    """A sum against its limits: as a whole, or for each year, audience, unit or day by itself."""
    for bench in judge.fields():
        if judge.rule.per is Per.YEAR:
            yield from judge_years(bench)
        elif judge.rule.per is Per.DAY:
            yield from judge_days(bench)
        elif judge.rule.per is Per.UNIT:
            yield from _judge_units(bench)
        else:
            for where in _groups(bench):
                found = summed(bench, where)
                at = found.addends[0].at if len(found.addends) == 1 else place(bench)
                yield from _limits(bench, found, _whole(bench, where), at)
    yield from judge_shares(judge)


def _groups(judge: Bench) -> Iterator[Where | None]:
    """The conditions that are judged apart: one for each audience that the rule names or, `per` audience, the plan has."""
    where, is_of_units = judge.rule.where, judge.field is not None and judge.field.name == "units.hours"
    if not is_of_units:
        yield where
        return
    if where is not None and where.audience:
        wanted = present(judge, where.audience)
    elif judge.rule.per is Per.AUDIENCE:
        wanted = audiences(judge.totals.units)
    else:
        yield where
        return
    for audience in wanted:  # of an audience that the plan does not have the rule does not speak
        yield (where or Where()).model_copy(update={"audience": (audience,)})


def _whole(judge: Bench, where: Where | None) -> Sum | None:
    """The sum of which the condition picks a part, for the same audience."""
    if where is None or not (where.mode or where.category):
        return None
    rest = where.model_copy(update={"mode": (), "category": ()})
    return summed(judge, rest if rest.audience or rest.status else None)


def _judge_units(judge: Bench) -> Iterator[Verdict]:
    for unit in judge.totals.units:
        found = stage_sum(judge, unit, judge.rule.where)
        yield from _limits(judge, found, None, unit.at, title=unit.unit.title)


def _limits(judge: Bench, found: Sum, whole: Sum | None, at: Place, *, title: str | None = None) -> Iterator[Verdict]:
    arithmetic = say("“{title}”", "“{title}”", title=title) if title else None
    if judge.rule.at_least is not None:
        yield judge.compare(found, judge.rule.at_least, floor=True, at=at, arithmetic=arithmetic)
    if judge.rule.at_most is not None:
        yield judge.compare(found, judge.rule.at_most, floor=False, at=at, whole=whole, arithmetic=arithmetic)


def _judge_equals(judge: Bench) -> Iterator[Verdict]:
    assert judge.rule.hours is not None
    for bench in judge.fields():
        actual = summed(bench, judge.rule.where)
        floor = bench.compare(actual, judge.rule.hours, floor=True, at=place(bench))
        cap = bench.compare(actual, judge.rule.hours, floor=False, at=place(bench))
        yield floor if floor.outcome != "passed" else cap


JUDGES: dict[PackCheck, Callable[[Bench], Iterator[Verdict]]] = {
    PackCheck.REQUIRED: judge_required,
    PackCheck.ONE_OF: judge_one_of,
    PackCheck.COUNT: judge_count,
    PackCheck.SUM: _judge_sum,
    PackCheck.SHARE: judge_shares,
    PackCheck.EQUALS: _judge_equals,
    PackCheck.EACH: judge_each,
    PackCheck.UNIQUE: judge_unique,
    PackCheck.WITHIN: judge_within,
    PackCheck.CYCLE_FLOOR: lambda judge: judge_cycle(judge, floor=True),
    PackCheck.CYCLE_CAP: lambda judge: judge_cycle(judge, floor=False),
}
