"""Hours on pages: every sum opens to its addends, each with amount, conversion and place. Nothing is added up here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from planfolio.catalog import Item
from planfolio.charts import Bar, bars, share
from planfolio.findings import Message, Place, say
from planfolio.frozen import frozen
from planfolio.model import Curriculum, Plan, Portfolio, Schedule
from planfolio.model.amounts import HourUnit, Rates
from planfolio.model.choices import Category, Mode
from planfolio.model.exact import written
from planfolio.model.schedules import Session
from planfolio.pages.cycles import Ring, YearGrid, ring, year_grid
from planfolio.pages.edition import Edition, Link, Source
from planfolio.pages.values import Values, choice
from planfolio.pages.weeks import Strip, strip
from planfolio.publicity import open_fields
from planfolio.reads import Asked, Memo
from planfolio.totals import ACCOUNTS, Addend, Sum, Totals, UnitTotal, audiences, total
from planfolio.verdicts import Verdict, amount
from planfolio.verdicts.bench import YUAN

_ABOUT: Mapping[str, Message] = {
    "planned": say("方案和课程方案里的单元", "units of plan and curriculum"),
    "scheduled": say("日程里没有取消的课次", "sessions that are not cancelled"),
    "delivered": say("标明已完成的课次", "sessions marked as delivered"),
    "credited": say("学时认定和学时台账", "grants and ledgers"),
}
_RATE_OF = {
    HourUnit.MINUTE: "minutes_per_hour",
    HourUnit.CLOCK_HOUR: "minutes_per_hour",
    HourUnit.DAY: "hours_per_day",
    HourUnit.CREDIT: "hours_per_credit",
    HourUnit.WEEK: "days_per_week",
}
_RATES: Mapping[str, tuple[str, str]] = {
    "minutes_per_hour": ("1 学时 = {} 分钟", "1 class hour = {} minutes"),
    "hours_per_day": ("1 天 = {} 学时", "1 day = {} class hours"),
    "hours_per_credit": ("1 学分 = {} 学时", "1 credit = {} class hours"),
    "days_per_week": ("1 周 = {} 天", "1 week = {} days"),
}


_LONG = 50
"""Addends that a sum over many documents shows on the spot."""
_LONG_TOGETHER = 200
"""Addends that sums beside each other show on the spot."""


NamedSum = tuple[str, Sum, str | None]
"""What a sum over documents is called, the sum, and the address of a list of its addends."""


@frozen(kw_only=True)
class AddendRow:
    """An addend: what it is, the amount as written, how it converts, its class hours, where it stands."""

    title: str
    amount: str
    conversion: str
    hours: str
    why: str
    source: Source | None
    address: str | None = None


@frozen(kw_only=True)
class SumRow:
    """A named sum as text, with what it was added up from. `known` is false where nothing is known."""

    name: str
    text: str
    known: bool
    addends: tuple[AddendRow, ...]
    about: str = ""
    address: str | None = None
    bar: Bar | None = None
    share: str = ""


@frozen(kw_only=True)
class SumGroup:
    """Sums of one kind: by mode, by category and so on. Where two or more can be compared, each has a bar. Of many the first
    are here; `parts` lead to the others and `shown` says which these are."""

    title: str
    sums: tuple[SumRow, ...]
    parts: tuple[Link, ...] = ()
    shown: str = ""


@frozen(kw_only=True)
class UnitRow:
    """A unit in the nested table: `depth` 0 is the topmost. `leaf` is its own line where it has no units below it."""

    depth: int
    title: str
    id: str
    declared: str
    computed: SumRow
    leaf: AddendRow | None
    mode: str
    category: str
    audience: str
    bar: Bar | None


@frozen(kw_only=True)
class VerdictRow:
    """What a rule of a pack says, with its figures, its arithmetic and where they come from."""

    outcome: str
    outcome_name: str
    title: str
    code: str
    rule: str
    pack: Link
    actual: str
    limit: str
    slack: str
    counted: str
    arithmetic: str
    reason: str
    citation: str
    undated: str
    addends: tuple[AddendRow, ...]


@frozen(kw_only=True)
class Hours:
    """The hours of one document as its page shows them."""

    declarable: bool
    declared: str
    declared_source: Source | None
    computed: str
    difference: str
    agrees: bool
    minutes: str
    rates: tuple[str, ...]
    accounts: tuple[SumRow, ...]
    groups: tuple[SumGroup, ...]
    units: tuple[UnitRow, ...]
    verdicts: tuple[VerdictRow, ...]
    ring: Ring | None
    years: YearGrid | None
    weeks: Strip | None

    @property
    def has_modes(self) -> bool:
        return any(unit.mode for unit in self.units)

    @property
    def has_categories(self) -> bool:
        return any(unit.category for unit in self.units)


class Tally(Asked):
    """Shows the totals of one edition's documents."""

    def __init__(self, edition: Edition, values: Values) -> None:
        self.edition = edition
        self.values = values
        self._rows: dict[int, tuple[Addend, AddendRow]] = {}
        self._hours: Memo[str, Hours | None] = Memo(most=8)

    def hours(self, item: Item) -> Hours | None:
        """The hours of a plan, curriculum, schedule or portfolio; its page and its review sheet show the same."""
        return self._hours.of(item.key, lambda: self._new_hours(item))

    def _totals(self, item: Item) -> Totals | None:
        """A portfolio's are those of the report: in public their addends alone still know their lines, as its source is in no
        catalog that is shown."""
        if not isinstance(item.record, Portfolio):
            return self.edition.totals.get(item.key)
        document = self.edition.documents.get(item.key)
        return document.totals if document is not None else None

    def _verdicts(self, item: Item) -> tuple[Verdict, ...]:
        document = self.edition.documents.get(item.key)
        return document.verdicts if document is not None else ()

    def _new_hours(self, item: Item) -> Hours | None:
        totals = self._totals(item)
        if totals is None:
            return None
        self._rows = {}  # the same addend stands in several sums of a document
        declared = getattr(item.record, "hours", None)
        return Hours(
            declarable=isinstance(item.record, (Plan, Curriculum)),
            declared=self._declared(declared, totals),
            declared_source=self.edition.source(totals.declared_at) if declared and totals.declared_at else None,
            computed=totals.computed.shown(self.edition.language),
            difference=self._difference(totals),
            agrees=bool(totals.declared and totals.computed.known and totals.declared == totals.computed.known),
            minutes=str(totals.minutes) if totals.minutes and totals.computed.complete else "",
            rates=tuple(self.rates(totals.rates)),
            accounts=tuple(self._accounts(item, totals)),
            groups=tuple(self._groups(item, totals)),
            units=tuple(self._units(item, totals)),
            verdicts=self.verdicts(item, totals),
            ring=ring(self.edition, self.values, item, totals, self._verdicts(item)),
            years=year_grid(self.edition, item, totals),
            weeks=strip(self.edition, item, totals),
        )

    def over_documents(self, name: str, found: Sum, address: str | None = None) -> SumRow:
        """A sum over many documents. A long one opens to the list at `address`, which names them all with their hours."""
        is_long = address is not None and len(found.addends) > _LONG
        return SumRow(
            name=name,
            text=found.shown(self.edition.language),
            known=found.known is not None,
            addends=() if is_long else tuple(self._new_row(addend, None, None) for addend in found.addends),
            address=address,
        )

    def beside(self, sums: Iterable[NamedSum]) -> tuple[SumRow, ...]:
        """Sums over many documents beside each other. Where all of them together are long, each opens to its list."""
        found = tuple(sums)
        is_long = sum(len(one.addends) for _, one, _ in found) > _LONG_TOGETHER
        return tuple(
            self.over_documents(name, Sum(one.known, one.unknown) if is_long and address is not None else one, address)
            for name, one, address in found
        )

    def _sum(
        self,
        name: str,
        found: Sum,
        rates: Rates,
        item: Item,
        *,
        about: str = "",
        bar: Bar | None = None,
        share: str = "",
    ) -> SumRow:
        """A sum with its addends; those of documents and entries that are not public keep their names to themselves."""
        return SumRow(
            name=name,
            text=found.shown(self.edition.language),
            known=found.known is not None,
            addends=tuple([self._addend(addend, rates, item) for addend in found.addends]),
            about=about,
            bar=bar,
            share=share,
        )

    # --- parts of a document's hours ----------------------------------------------------------------------------------

    def _declared(self, amount: object, totals: Totals) -> str:
        if amount is None:
            return ""
        said = self.values.text(amount)
        hours = Sum(totals.declared).shown(self.edition.language)
        return said if said == hours or totals.declared is None else f"{said} = {hours}"

    def _difference(self, totals: Totals) -> str:
        declared, computed = totals.declared, totals.computed.known
        if declared is None or computed is None or not totals.computed.complete:
            return ""
        if not (declared.is_exact and computed.is_exact):
            return (
                self.edition.say("区间相合", "the ranges agree")
                if declared.meets(computed)
                else self.edition.say("区间不合", "the ranges do not agree")
            )
        return Sum(declared - computed).shown(self.edition.language)

    def _accounts(self, item: Item, totals: Totals) -> Iterator[SumRow]:
        for name, title in ACCOUNTS.items():
            found: Sum | None = getattr(totals, name)
            if _is_meant(name, item):
                about = self.edition.shown(_ABOUT[name])
                yield self._sum(self.edition.shown(title), found or Sum(), totals.rates, item, about=about)

    def _groups(self, item: Item, totals: Totals) -> Iterator[SumGroup]:
        say_ = self.edition.say
        whole = totals.computed
        for title, sums, names, are_parts in (
            (say_("按方式", "By mode"), totals.by_mode, Mode, True),
            (say_("按类别", "By category"), totals.by_category, Category, True),
            (say_("按对象", "By audience"), self._by_audience(totals), None, False),  # alternatives
            (say_("按年", "By year"), totals.by_year, None, True),
        ):
            named = {self.edition.shown(choice(names, name)) if names else name: one for name, one in sums.items()}
            found = self._open(named, whole, item)
            drawn = bars([one.known for one in found.values()], whole.known if are_parts else None)
            rows = tuple(
                self._sum(name, one, totals.rates, item, bar=bar, share=_share(one, whole) if bar and are_parts else "")
                for (name, one), bar in zip(found.items(), drawn, strict=True)
            )
            if rows:
                yield SumGroup(title=title, sums=rows)

    def _by_audience(self, totals: Totals) -> dict[str, Sum]:
        """The sums for the audiences that a unit names which may be shown."""
        named = audiences(unit for unit in totals.units if not self.edition.hides(unit.at))
        return {name: one for name, one in totals.by_audience.items() if name in named}

    def _open(self, named: Mapping[str, Sum], whole: Sum, item: Item) -> dict[str, Sum]:
        """The sums of a group as they may be shown: the report keeps no entry that is not public in those of a portfolio; such
        entries stand together under no name of theirs, or a sum less what is seen of it would tell their year, mode and
        category."""
        if not isinstance(item.record, Portfolio):
            return {
                name: one
                for name, one in named.items()
                if not all(self._is_hidden(addend, item) for addend in one.addends)
            }
        hidden = total(addend for addend in whole.addends if self._is_hidden(addend, item))
        lump = {self.edition.say("未公开", "not public"): hidden} if named and hidden.addends else {}
        return {**named, **lump}

    def _units(self, item: Item, totals: Totals) -> Iterator[UnitRow]:
        units = tuple(unit for unit in totals.all_units if not self.edition.hides(unit.at))
        drawn = bars([unit.computed.known for unit in units], totals.computed.known)
        for unit, bar in zip(units, drawn, strict=True):
            yield self._unit(unit, item, totals.rates, bar)

    def _unit(self, one: UnitTotal, item: Item, rates: Rates, bar: Bar | None) -> UnitRow:
        unit = one.unit
        language = self.edition.language
        computed = self._sum("", one.computed, rates, item)
        return UnitRow(
            depth=min(one.depth, 5),
            title=unit.title,
            id=unit.id or "",
            declared=unit.hours.shown(language) if unit.hours else "",
            computed=computed,
            leaf=None if one.parts else computed.addends[0],
            mode=choice(Mode, one.mode).shown(language) if one.mode else "",
            category=choice(Category, one.category).shown(language) if one.category else "",
            audience=self.edition.say("、", ", ").join(unit.audience),
            bar=bar,
        )

    # --- addends ------------------------------------------------------------------------------------------------------

    def _addend(self, addend: Addend, rates: Rates, item: Item) -> AddendRow:
        known = self._rows.get(id(addend))
        if known is None:  # the addend is kept beside its row, so that no other one can take over its identity
            known = self._rows[id(addend)] = (addend, self._new_row(addend, rates, item))
        return known[1]

    def _new_row(self, addend: Addend, rates: Rates | None, item: Item | None) -> AddendRow:
        if self._is_hidden(addend, item):
            hidden = self.edition.say("未公开的一项", "not public")
            return AddendRow(title=hidden, amount="", conversion="", hours="", why="", source=None)
        language = self.edition.language
        other = self.edition.catalog.by_path.get(addend.at.file)
        elsewhere = other is not None and other is not item and other.key in self.edition.keys
        return AddendRow(
            title=addend.title or self.edition.say("声明的学时", "declared hours"),
            amount=addend.amount.shown(language) if addend.amount else "",
            conversion=self._conversion(addend, rates),
            hours=Sum(addend.hours).shown(language),
            why=addend.why.shown(language) if addend.why else "",
            source=self.edition.source(addend.at),
            address=self.edition.address(other.key) if other and elsewhere else None,
        )

    def _is_hidden(self, addend: Addend, item: Item | None) -> bool:
        if not self.edition.is_public:
            return False
        if self.edition.hides(addend.at):
            return True
        record = item.record if item else None
        field = addend.at.field
        if isinstance(record, Portfolio) and field[:1] == ("ledger",) and isinstance(field[1], int):
            return bool(record.ledger[field[1]].internal)
        return False

    def _conversion(self, addend: Addend, rates: Rates | None) -> str:
        """How the amount became class hours, and by whose rate."""
        session = self._session(addend.at)
        if session is not None and rates is not None:
            return self._session_conversion(session, rates)
        if addend.amount is None or rates is None or addend.amount.unit is HourUnit.CLASS_HOUR:
            return ""
        if rates.factor(addend.amount.unit) is None:
            return ""
        name = _RATE_OF[addend.amount.unit]
        said = [self._rate(name, rates)]
        if addend.amount.unit is HourUnit.WEEK:
            said.append(self._rate("hours_per_day", rates))
        return self.edition.say("，", ", ").join(said)

    def _session(self, at: Place) -> Session | None:
        item = self.edition.catalog.by_path.get(at.file)
        if item is None or not isinstance(item.record, Schedule) or len(at.field) != 2:
            return None
        index = at.field[1]
        return item.record.sessions[index] if isinstance(index, int) else None

    def _session_conversion(self, session: Session, rates: Rates) -> str:
        if session.start is None or session.end is None:
            return ""
        times = f"{session.start:%H:%M}–{session.end:%H:%M}"
        if session.breaks:
            times += self.edition.say(f"，休息 {session.breaks} 分钟", f", {session.breaks} minutes of breaks")
        return times + self.edition.say("，", ", ") + self._rate("minutes_per_hour", rates)

    # --- conversions --------------------------------------------------------------------------------------------------

    def rates(self, rates: Rates) -> Iterator[str]:
        """Every conversion in force, and where it comes from."""
        for name in _RATES:
            if getattr(rates, name) is not None:
                yield self._rate(name, rates)

    def _rate(self, name: str, rates: Rates) -> str:
        origin = rates.origin(name)
        kind, _, pack = origin.partition(":")
        if kind == "pack":
            item = self.edition.catalog.find("packs", pack)
            whose = (
                self.edition.say("规则包“{}”", "rule pack “{}”").format(self.edition.title(item))
                if item and item.record
                else self.edition.say("未公开的规则包", "a rule pack that is not public")
            )
        else:
            whose = {
                "plan": self.edition.say("本方案规定", "set by the plan"),
                "site": self.edition.say("本站设置", "set by the site"),
            }.get(kind) or self.edition.say("没有另作规定，按通例", "the default, as nothing says otherwise")
        template = self.edition.say(*_RATES[name])
        opening, closing = ("（", "）") if self.edition.language == "zh" else (" (", ")")
        return f"{template.format(written(getattr(rates, name)))}{opening}{whose}{closing}"

    # --- verdicts -----------------------------------------------------------------------------------------------------

    def verdicts(self, item: Item, totals: Totals) -> tuple[VerdictRow, ...]:
        """What the packs that apply say of a document; of a portfolio only where its cycle may be shown."""
        record = item.record
        if isinstance(record, Portfolio) and "cycle" not in open_fields(record, self.edition.profile):
            return ()
        return tuple(self._verdict(verdict, item, totals) for verdict in self._verdicts(item))

    def _verdict(self, verdict: Verdict, item: Item, totals: Totals) -> VerdictRow:
        shown = self.edition.shown
        say_ = self.edition.say
        names = {
            "passed": say_("满足", "met"),
            "failed": say_("不满足", "not met"),
            "not_computable": say_("不可计算", "not computable"),
        }
        undated = say_(
            "方案没有写日期，未按有效期挑选规则包", "the plan has no date, so the pack's validity was not considered"
        )
        sentence = verdict.arithmetic or verdict.said
        return VerdictRow(
            outcome=verdict.outcome,
            outcome_name=names[verdict.outcome],
            title=shown(verdict.title),
            code=verdict.code,
            rule=verdict.rule,
            pack=self.edition.refer("packs", verdict.pack),
            actual=shown(amount(verdict, verdict.actual)) if verdict.actual else "",
            limit=shown(amount(verdict, verdict.limit)) if verdict.limit else "",
            slack=shown(amount(verdict, verdict.slack)) if verdict.slack else "",
            counted=shown(amount(verdict, verdict.counted)) if verdict.counted and not verdict.floor else "",
            arithmetic=shown(sentence) if sentence else "",
            reason=shown(verdict.reason) if verdict.reason else "",
            citation=shown(verdict.citation) if verdict.citation else "",
            undated=undated if verdict.undated else "",
            addends=self._own_addends(verdict, item, totals),
        )

    def _own_addends(self, verdict: Verdict, item: Item, totals: Totals) -> tuple[AddendRow, ...]:
        """The addends of a verdict that judges a part; those of the whole stand with the totals."""
        if verdict.arithmetic is not None or verdict.addends == totals.computed.addends:
            return ()
        rows = tuple(self._addend(addend, totals.rates, item) for addend in verdict.addends)
        if verdict.unit is not YUAN:
            return rows
        both = zip(rows, verdict.addends, strict=True)
        return tuple(replace(row, hours=self.edition.shown(amount(verdict, addend.hours))) for row, addend in both)


def _share(one: Sum, whole: Sum) -> str:
    """What part of the whole a sum is; "" where either is not wholly known."""
    if one.known is None or whole.known is None or one.unknown or whole.unknown:
        return ""
    return share(one.known, whole.known)


def _is_meant(account: str, item: Item) -> bool:
    """Which accounts a kind of document can have at all."""
    record = item.record
    if isinstance(record, Plan):
        return True
    if isinstance(record, Schedule):
        return account in ("scheduled", "delivered")
    return account == ("credited" if isinstance(record, Portfolio) else "planned")
