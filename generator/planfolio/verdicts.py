"""Verdicts of rule packs: what each rule of each pack that applies says of a document, with actual, limit and slack.

The vocabulary is closed: a rule is data, and this module is the only one that knows what its checks mean. The engine knows
the addends, so every verdict can name them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, Literal

from planfolio.catalog import Catalog, Item
from planfolio.findings import Message, Place, Severity, say
from planfolio.model import Pack, Plan, Portfolio
from planfolio.model.choices import PlanType
from planfolio.model.exact import Range
from planfolio.model.packs import PackCheck, PackRule, Scope, Where
from planfolio.totals import Addend, Sum, Totals, counted_entries, counted_grants, grouped, leaves, packs_of, total

Outcome = Literal["passed", "failed", "not_computable"]

DEFAULT_TERMS_PER_YEAR = Fraction(2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What one rule says of one document. Hours are class hours; `slack` is what is left before the rule fails."""

    pack: str
    rule: str
    code: str
    title: str
    outcome: Outcome
    at: Place
    actual: Range | None = None
    limit: Range | None = None
    slack: Range | None = None
    arithmetic: Message | None = None
    reason: Message | None = None  # why it is not computable
    addends: tuple[Addend, ...] = ()
    severity: Severity = Severity.WARNING
    citation: Message | None = None
    message: Message | None = None
    undated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OutOfForce:
    """A pack that a plan names although it was not in force at the plan's date."""

    pack: str
    at: Place
    day: date


@dataclass(frozen=True, slots=True)
class _Judge:
    """One rule of one pack before one document."""

    catalog: Catalog
    item: Item
    totals: Totals
    pack_id: str
    pack: Pack
    rule: PackRule
    undated: bool

    def verdict(self, outcome: Outcome, at: Place, **more: Any) -> Verdict:
        return Verdict(
            pack=self.pack_id,
            rule=self.rule.code,
            code=code_of(self.rule, self.item),
            title=self.rule.title or self.rule.code,
            outcome=outcome,
            at=at,
            severity=Severity.ERROR if self.pack.citation.checked else Severity.WARNING,
            citation=citation(self.pack),
            message=_message(self.rule),
            undated=self.undated,
            **more,
        )

    def compare(self, actual: Sum, limit: Fraction, *, floor: bool, at: Place, arithmetic: Message | None = None) -> Verdict:
        """Against a floor or a cap. A range holds if both ends hold and fails if neither does."""
        bound = Range.of(limit)
        if actual.known is None or (not actual.complete and not self.certain(actual, limit, floor=floor)):
            return self.verdict("not_computable", at, actual=actual.known, limit=bound, reason=_unknown(actual), addends=actual.addends)
        slack = actual.known - bound if floor else bound - actual.known
        outcome: Outcome = "passed" if slack.low >= 0 else "failed" if slack.high < 0 else "not_computable"
        if not actual.complete:
            outcome = "passed" if floor else "failed"
        reason = say("区间 {actual} 一端满足、一端不满足", "one end of {actual} holds and the other does not", actual=actual.known) if outcome == "not_computable" else None
        return self.verdict(outcome, at, actual=actual.known, limit=bound, slack=slack, reason=reason, arithmetic=arithmetic, addends=actual.addends)

    @staticmethod
    def certain(actual: Sum, limit: Fraction, *, floor: bool) -> bool:
        """Whether the known part alone settles it: a floor already reached, a cap already passed."""
        assert actual.known is not None
        return actual.known.low >= limit if floor else actual.known.low > limit


def judge(catalog: Catalog, item: Item, totals: Totals) -> tuple[tuple[Verdict, ...], tuple[OutOfForce, ...]]:
    """The verdicts on a plan or portfolio, pack by pack and rule by rule, and the packs not in force at its date."""
    verdicts: list[Verdict] = []
    idle: list[OutOfForce] = []
    day = dated(item)
    for index, identifier in enumerate(packs_of(catalog, item)):
        pack = catalog.record(Pack, identifier)
        if pack is None or not applies(pack.scope, item):
            continue
        if day is not None and not pack.covers(day):
            idle.append(OutOfForce(pack=identifier, at=_pack_place(item, index), day=day))
            continue
        for rule in (*_inherited(catalog, pack), *pack.rules):
            if applies(rule.scope, item):
                verdicts.extend(_JUDGES[rule.check](_Judge(catalog, item, totals, identifier, pack, rule, day is None)))
    return tuple(verdicts), tuple(idle)


def _inherited(catalog: Catalog, pack: Pack) -> tuple[PackRule, ...]:
    """Rules of the packs above it whose codes it does not replace."""
    own = {rule.code for rule in pack.rules}
    found: list[PackRule] = []
    seen: set[str] = set()
    parent = pack.parent
    while parent and parent not in seen:
        seen.add(parent)
        above = catalog.record(Pack, parent)
        if above is None:
            break
        found = [rule for rule in above.rules if rule.code not in own] + found
        own |= {rule.code for rule in above.rules}
        parent = above.parent
    return tuple(found)


def dated(item: Item) -> date | None:
    """The day by which the pack in force is found: issued, else the period's start, else that of the school year."""
    record = item.record
    if isinstance(record, Portfolio):
        return record.cycle.end if record.cycle else None
    if not isinstance(record, Plan):
        return None
    if record.issued is not None:
        return record.issued
    if record.period is not None and record.period.start is not None:
        return record.period.start
    return date(int(record.school_year[:4]), 9, 1) if record.school_year else None


def applies(scope: Scope | None, item: Item) -> bool:
    """Whether a scope takes in the document; what a document does not state is no reason to leave it out."""
    record = item.record
    if scope is None:
        return True
    if isinstance(record, Portfolio):
        return not scope.types and (not scope.school_stages or record.school_stage is None or record.school_stage in scope.school_stages)
    if not isinstance(record, Plan):
        return False
    return (
        (not scope.types or record.type in scope.types)
        and (not scope.school_stages or not record.school_stages or bool(set(scope.school_stages) & set(record.school_stages)))
        and (not scope.audience or not record.audience or any(wanted in text for wanted in scope.audience for text in record.audience))
    )


def _pack_place(item: Item, index: int) -> Place:
    record = item.record
    if isinstance(record, Portfolio):
        return item.at("cycle", "pack")
    return item.at("packs", index) if isinstance(record, Plan) and record.packs else item.at("title")


def citation(pack: Pack) -> Message:
    """Where the figures come from, and whether anybody compared them with the official text."""
    cited = pack.citation
    number = f"（{cited.number}）" if cited.number else ""
    article = f" {cited.article}" if cited.article else ""
    if cited.checked:
        return say("{pack}：《{title}》{number}{article}", "{pack}: {title}{number}{article}", pack=pack.title, title=cited.title, number=number, article=article)
    return say(
        "{pack}：《{title}》{number}{article}；尚未与正式文本核对，最多算警告",
        "{pack}: {title}{number}{article}; not yet compared with the official text, so a warning at most",
        pack=pack.title,
        title=cited.title,
        number=number,
        article=article,
    )


def _message(rule: PackRule) -> Message | None:
    if rule.message is None:
        return None
    zh, en = rule.message.zh or rule.message.en, rule.message.en or rule.message.zh
    return say(zh, en) if zh and en else None


def _unknown(actual: Sum) -> Message:
    if actual.known is None:
        return say("没有可以相加的学时", "there are no hours to add")
    return say("有 {count} 项学时不详", "{count} addends are unknown", count=actual.unknown)


def code_of(rule: PackRule, item: Item) -> str:
    """The code of domain.md under which a pack's rule reports."""
    if isinstance(item.record, Portfolio):
        return "PF03"
    if rule.check is PackCheck.REQUIRED:
        return "ST01"
    if rule.check is PackCheck.WITHIN:
        return "TM01"
    if rule.check is PackCheck.UNIQUE:
        return "PF06"
    if rule.check is PackCheck.CYCLE_CAP or rule.at_most is not None or rule.at_most_share is not None:
        return "HR06"
    is_practice = rule.where is not None and {mode.value for mode in rule.where.mode} & {"practice", "shadowing"}
    return "HR07" if is_practice else "HR05"


# --- what a rule adds up ----------------------------------------------------------------------------------------------


def _summed(judge: _Judge, name: str, where: Where | None) -> Sum:
    """The addends that `name` and `where` pick, in class hours (places and money for quota and budget)."""
    item, totals = judge.item, judge.totals
    record = item.record
    if name == "hours":
        return _whole(totals)
    if name in ("units.hours", "stages.hours"):
        return _units(totals, where)
    if name == "grants.hours" and isinstance(record, Plan):
        if where is None:
            return totals.credited or Sum()
        return total(
            Addend(title=grant.title, at=item.at("grants", index, "hours"), amount=grant.hours, hours=totals.rates.class_hours(grant.hours))
            for index, grant in counted_grants(record)
            if _matches(where, grant.mode, grant.category, ())
        )
    if name == "ledger.hours" and isinstance(record, Portfolio):
        return _ledger(judge, where)
    if name == "sessions.hours":
        return totals.scheduled or Sum()
    return Sum()


def _whole(totals: Totals) -> Sum:
    if totals.computed.complete or totals.declared is None:
        return totals.computed
    at = totals.declared_at or Place("")
    return total([Addend(title="", at=at, amount=None, hours=totals.declared)])


def _units(totals: Totals, where: Where | None) -> Sum:
    if where is None:
        return totals.planned if totals.units else _whole(totals)
    audience = where.audience[0] if where.audience else None
    if audience and not any(audience in leaf.unit.audience for leaf in totals.all_units):
        return Sum()
    picked = [
        leaf
        for leaf in leaves(totals.units, audience)
        if (not where.mode or leaf.mode in {mode.value for mode in where.mode})
        and (not where.category or leaf.category in {category.value for category in where.category})
    ]
    if audience is None and where.mode:
        wanted = {mode.value for mode in where.mode}
        return grouped(totals.units, lambda leaf: "x" if leaf.mode in wanted else None).get("x", Sum(Range.of(0)))
    if audience is None and where.category:
        wanted = {category.value for category in where.category}
        return grouped(totals.units, lambda leaf: "x" if leaf.category in wanted else None).get("x", Sum(Range.of(0)))
    return total(addend for leaf in picked for addend in leaf.computed.addends)


def _ledger(judge: _Judge, where: Where | None, year: int | None = None) -> Sum:
    portfolio, totals = judge.item.record, judge.totals
    assert isinstance(portfolio, Portfolio)
    return total(
        Addend(title=entry.title, at=judge.item.at("ledger", index, "hours"), amount=entry.hours, hours=totals.rates.class_hours(entry.hours))
        for index, entry in counted_entries(portfolio)
        if (where is None or _matches(where, entry.mode, entry.category, ())) and (year is None or (entry.date is not None and entry.date.year == year))
    )


def _matches(where: Where, mode: Any, category: Any, audience: tuple[str, ...]) -> bool:
    return (not where.mode or mode in where.mode) and (not where.category or category in where.category) and (not where.audience or bool(set(where.audience) & set(audience)))


def _known_or_zero(found: Sum) -> Sum:
    """Nothing picked at all is zero hours, and that is known."""
    return found if found.addends or found.known is not None else Sum(Range.of(0))


# --- the checks of the vocabulary ---------------------------------------------------------------------------------------


def _judge_required(judge: _Judge) -> Iterator[Verdict]:
    for name in judge.rule.of:
        filled = all(_filled(judge.item.record, name.split(".")))
        yield judge.verdict("passed" if filled else "failed", judge.item.at(name.partition(".")[0]), arithmetic=say("{name}", "{name}", name=name))


def _filled(value: Any, steps: list[str]) -> Iterator[bool]:
    """Whether a field is there; of a list, whether it is there in every item."""
    found = getattr(value, steps[0], None)
    if found is None or found == ():
        yield False
    elif len(steps) == 1:
        yield True
    else:
        for one in found if isinstance(found, tuple) else (found,):
            yield from _filled(one, steps[1:])


def _judge_one_of(judge: _Judge) -> Iterator[Verdict]:
    filled = any(all(_filled(judge.item.record, name.split("."))) for name in judge.rule.of)
    yield judge.verdict("passed" if filled else "failed", judge.item.at("title"))


def _judge_count(judge: _Judge) -> Iterator[Verdict]:
    for name in judge.rule.of:
        value = getattr(judge.item.record, name, ())
        number = Sum(Range.of(len(value) if isinstance(value, tuple) else 1 if value else 0))
        if judge.rule.at_least is not None:
            yield judge.compare(number, judge.rule.at_least, floor=True, at=judge.item.at(name))
        if judge.rule.at_most is not None:
            yield judge.compare(number, judge.rule.at_most, floor=False, at=judge.item.at(name))


def _judge_sum(judge: _Judge) -> Iterator[Verdict]:
    rule = judge.rule
    for name in rule.of:
        if rule.where is not None and rule.where.audience and not _summed(judge, name, Where(audience=rule.where.audience)).addends:
            continue  # the rule speaks of an audience that the plan does not have
        actual = _summed(judge, name, rule.where)
        at = _sum_place(judge, name)
        if rule.at_least is not None:
            yield judge.compare(actual, rule.at_least, floor=True, at=at)
        if rule.at_most is not None:
            yield judge.compare(_known_or_zero(actual), rule.at_most, floor=False, at=at)
    yield from _judge_share(judge)


def _sum_place(judge: _Judge, name: str) -> Place:
    first = name.partition(".")[0]
    if first == "units":
        return judge.totals.units[0].at if judge.totals.units else judge.item.at("hours")
    return judge.item.at(first)


def _judge_share(judge: _Judge) -> Iterator[Verdict]:
    """A part of a whole, by cross-multiplication; of a whole of nothing there is no share."""
    rule = judge.rule
    for limit, floor in ((rule.at_least_share, True), (rule.at_most_share, False)):
        if limit is None:
            continue
        name = rule.of[0]
        audience = Where(audience=rule.where.audience) if rule.where and rule.where.audience else None
        whole = _summed(judge, limit.of, audience)
        part = _known_or_zero(_summed(judge, name, rule.where))
        at = part.addends[0].at if part.addends else _sum_place(judge, name)
        if not whole.addends and whole.known is None and judge.item.record and not judge.totals.units:
            if isinstance(judge.item.record, Plan) and audience is None:
                yield judge.verdict("not_computable", at, reason=say("没有可以相加的单元学时", "there are no hours of units to add"))
            continue
        if whole.known is not None and whole.known.high == 0:
            continue
        yield _compare_share(judge, part, whole, limit.share.value, floor=floor, at=at)


def _compare_share(judge: _Judge, part: Sum, whole: Sum, share: Fraction, *, floor: bool, at: Place) -> Verdict:
    if not (part.complete and whole.complete) or part.known is None or whole.known is None:
        unknown = part.unknown + whole.unknown
        reason = say("有 {count} 项学时不详", "{count} addends are unknown", count=unknown) if unknown else say("没有可以相加的学时", "there are no hours to add")
        return judge.verdict("not_computable", at, reason=reason, addends=part.addends)
    if not whole.addends or not judge.totals.units and isinstance(judge.item.record, Plan):
        return judge.verdict("not_computable", at, reason=say("单元没有写学时，算不出比例", "the units state no hours, so there is no share"))
    limit = whole.known.times(share)
    slack = part.known - limit if floor else limit - part.known
    outcome: Outcome = "passed" if slack.low >= 0 else "failed" if slack.high < 0 else "not_computable"
    arithmetic = say(
        "{part} ÷ {whole} 与 {share} 相比：{part} × {down} {sign} {whole} × {up}",
        "{part} of {whole} against {share}: {part} × {down} {sign} {whole} × {up}",
        part=part.known,
        whole=whole.known,
        share=_share_text(share),
        up=share.numerator,
        down=share.denominator,
        sign="≥" if floor == (outcome == "passed") else "<" if floor else "≤" if outcome == "passed" else ">",
    )
    reason = say("区间的一端满足、一端不满足", "one end of the range holds and the other does not") if outcome == "not_computable" else None
    return judge.verdict(outcome, at, actual=part.known, limit=limit, slack=slack, arithmetic=arithmetic, reason=reason, addends=part.addends)


def _share_text(share: Fraction) -> str:
    percent = share * 100
    return f"{percent.numerator}%" if percent.denominator == 1 else f"{share.numerator}/{share.denominator}"


def _judge_equals(judge: _Judge) -> Iterator[Verdict]:
    assert judge.rule.hours is not None
    for name in judge.rule.of:
        actual = _summed(judge, name, judge.rule.where)
        floor = judge.compare(actual, judge.rule.hours, floor=True, at=_sum_place(judge, name))
        cap = judge.compare(actual, judge.rule.hours, floor=False, at=_sum_place(judge, name))
        yield floor if floor.outcome != "passed" else cap


def _judge_each(judge: _Judge) -> Iterator[Verdict]:
    for name in judge.rule.of:
        for addend in _summed(judge, name, judge.rule.where).addends:
            if judge.rule.at_least is not None:
                yield judge.compare(total([addend]), judge.rule.at_least, floor=True, at=addend.at)
            if judge.rule.at_most is not None:
                yield judge.compare(total([addend]), judge.rule.at_most, floor=False, at=addend.at)


def _judge_unique(judge: _Judge) -> Iterator[Verdict]:
    for name in judge.rule.of:
        first, _, rest = name.partition(".")
        values = [getattr(one, rest, None) for one in getattr(judge.item.record, first, ())]
        stated = [value for value in values if value is not None]
        yield judge.verdict("passed" if len(stated) == len(set(stated)) else "failed", judge.item.at(first))


def _judge_within(judge: _Judge) -> Iterator[Verdict]:
    record = judge.item.record
    period = getattr(record, "period", None) or getattr(record, "cycle", None)
    for name in judge.rule.of:
        first, _, rest = name.partition(".")
        for index, one in enumerate(getattr(record, first, ())):
            day = getattr(one, rest or "date", None)
            at = judge.item.at(first, index)
            if day is None or period is None or period.start is None or period.end is None:
                yield judge.verdict("not_computable", at, reason=say("缺少日期", "a date is missing"))
            else:
                yield judge.verdict("passed" if period.start <= day <= period.end else "failed", at)


def _judge_cycle(judge: _Judge, *, floor: bool) -> Iterator[Verdict]:
    """Hours over a cycle: a ledger's as they are, a plan's projected to the cycle's years."""
    rule = judge.rule
    assert rule.hours is not None and rule.years is not None
    if isinstance(judge.item.record, Portfolio):
        yield from _judge_ledger(judge, rule.hours, rule.years, floor=floor)
    elif isinstance(judge.item.record, Plan):
        yield from _judge_projection(judge, judge.item.record, rule.hours, rule.years, floor=floor)


def _judge_ledger(judge: _Judge, hours: Fraction, years: Fraction, *, floor: bool) -> Iterator[Verdict]:
    portfolio = judge.item.record
    assert isinstance(portfolio, Portfolio)
    if portfolio.cycle is None:
        yield judge.verdict("not_computable", judge.item.at("name"), reason=say("没有写周期", "no cycle is stated"))
        return
    at = judge.item.at("cycle")
    length = _years_between(portfolio.cycle.start, portfolio.cycle.end)
    if years == length:
        yield judge.compare(_known_or_zero(_ledger(judge, judge.rule.where)), hours, floor=floor, at=at)
    elif years == 1:
        for year in range(portfolio.cycle.start.year, portfolio.cycle.end.year + 1):
            yield judge.compare(_known_or_zero(_ledger(judge, judge.rule.where, year)), hours, floor=floor, at=at)
    else:
        reason = say("周期是 {length} 年，规则要 {years} 年", "the cycle has {length} years, the rule asks for {years}", length=length, years=years)
        yield judge.verdict("not_computable", at, limit=Range.of(hours), reason=reason)


def _years_between(start: date, end: date) -> Fraction:
    """Years from the first to the last day, both included; a week more or less is no other year."""
    years = Fraction((end - start).days + 1) / Fraction("365.25")
    return Fraction(round(years)) if abs(years - round(years)) <= Fraction(1, 5) else years


def _judge_projection(judge: _Judge, plan: Plan, hours: Fraction, years: Fraction, *, floor: bool) -> Iterator[Verdict]:
    basis = _basis(judge, plan)
    at = basis.addends[0].at if basis.addends else judge.item.at("hours")
    if plan.type is PlanType.TERM:
        terms = _terms_per_year(judge)
        yield _projected(judge, basis, terms * years, hours, floor=floor, at=at, terms=terms, years=years)
    elif plan.type is PlanType.ANNUAL:
        yield _projected(judge, basis, years, hours, floor=floor, at=at, terms=None, years=years)
    elif plan.type is PlanType.MULTI_YEAR:
        yield from _multi_year(judge, plan, hours, years, floor=floor, at=at)


def _basis(judge: _Judge, plan: Plan) -> Sum:
    """What is projected: grants where the plan awards hours, else its hours."""
    if judge.rule.where is not None:
        picked = _summed(judge, "grants.hours" if plan.grants else "units.hours", judge.rule.where)
        return _known_or_zero(picked)
    if plan.type is PlanType.TERM and judge.totals.credited is not None:
        return judge.totals.credited
    return _whole(judge.totals)


def _terms_per_year(judge: _Judge) -> Fraction:
    for identifier in packs_of(judge.catalog, judge.item):
        pack = judge.catalog.record(Pack, identifier)
        if pack and pack.units and pack.units.terms_per_year:
            return pack.units.terms_per_year
    return DEFAULT_TERMS_PER_YEAR


def _projected(judge: _Judge, basis: Sum, factor: Fraction, hours: Fraction, *, floor: bool, at: Place, terms: Fraction | None, years: Fraction) -> Verdict:
    scaled = Sum(basis.known.times(factor) if basis.known else None, basis.unknown, basis.addends)
    parts = " + ".join(str(addend.hours) for addend in basis.addends if addend.hours)
    parts = f"({parts})" if len(basis.addends) > 1 else parts
    by = f"{parts} × {terms} × {years}" if terms is not None else f"{parts} × {years}"
    arithmetic = say("{by} = {result}", "{by} = {result}", by=by, result=scaled.known) if scaled.known else None
    return judge.compare(scaled, hours, floor=floor, at=at, arithmetic=arithmetic)


def _multi_year(judge: _Judge, plan: Plan, hours: Fraction, years: Fraction, *, floor: bool, at: Place) -> Iterator[Verdict]:
    length = plan_years(plan)
    if length is None:
        yield judge.verdict("not_computable", at, limit=Range.of(hours), reason=say("看不出规划是几年", "the plan does not say how many years it has"))
    elif length == years:
        found = _whole(judge.totals) if judge.rule.where is None else _basis(judge, plan)
        parts = " + ".join(str(unit.computed.known) for unit in judge.totals.units if unit.computed.known)
        arithmetic = say("{parts} = {sum}", "{parts} = {sum}", parts=parts, sum=found.known) if parts and judge.rule.where is None else None
        yield judge.compare(found, hours, floor=floor, at=at, arithmetic=arithmetic)
    elif years == 1 and len(plan.stages) == length:
        for unit in judge.totals.units:
            if unit.at.field[0] == "stages":
                yield judge.compare(_stage_sum(judge, unit), hours, floor=floor, at=unit.at, arithmetic=say("{title}", "{title}", title=unit.unit.title))
    else:
        reason = say("规划是 {length} 年，规则要 {years} 年", "the plan has {length} years, the rule asks for {years}", length=length, years=years)
        yield judge.verdict("not_computable", at, limit=Range.of(hours), reason=reason)


def _stage_sum(judge: _Judge, unit: Any) -> Sum:
    where = judge.rule.where
    if where is None:
        return total(addend for leaf in leaves([unit]) for addend in leaf.computed.addends)
    wanted = {mode.value for mode in where.mode}
    return _known_or_zero(total(addend for leaf in leaves([unit]) if not wanted or leaf.mode in wanted for addend in leaf.computed.addends))


def plan_years(plan: Plan) -> Fraction | None:
    """How many years a multi-year plan has: by its period, without one by the number of its stages."""
    if plan.period is not None and plan.period.start is not None and plan.period.end is not None:
        if plan.period.start > plan.period.end:
            return None
        return _years_between(plan.period.start, plan.period.end)
    return Fraction(len(plan.stages)) if plan.stages else None


_JUDGES: dict[PackCheck, Callable[[_Judge], Iterator[Verdict]]] = {
    PackCheck.REQUIRED: _judge_required,
    PackCheck.ONE_OF: _judge_one_of,
    PackCheck.COUNT: _judge_count,
    PackCheck.SUM: _judge_sum,
    PackCheck.SHARE: _judge_share,
    PackCheck.EQUALS: _judge_equals,
    PackCheck.EACH: _judge_each,
    PackCheck.UNIQUE: _judge_unique,
    PackCheck.WITHIN: _judge_within,
    PackCheck.CYCLE_FLOOR: lambda judge: _judge_cycle(judge, floor=True),
    PackCheck.CYCLE_CAP: lambda judge: _judge_cycle(judge, floor=False),
}
