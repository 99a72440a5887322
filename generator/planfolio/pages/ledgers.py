"""Ledgers: a portfolio's entries by year, each with what became of it and whether it counts. Nothing is added up here."""

from __future__ import annotations

from collections.abc import Iterator

from planfolio.catalog import Item
from planfolio.frozen import frozen
from planfolio.model import Plan, Portfolio
from planfolio.model.choices import LedgerStatus
from planfolio.model.portfolios import LedgerEntry
from planfolio.pages.edition import Edition, Link
from planfolio.pages.studio import AttachmentLink, Studio
from planfolio.publicity import open_fields


@frozen(kw_only=True)
class LedgerRow:
    """An entry. `state` is the canonical value of what became of it, `standing` that in words, with what does not count;
    `file` is the published evidence, where `evidence` names one."""

    day: str
    date: str
    title: str
    plan: Link | None
    details: str
    hours: str
    state: str
    standing: str
    certifier: Link | None
    number: str
    evidence: str
    file: AttachmentLink | None


@frozen(kw_only=True)
class LedgerYear:
    """The entries of a year, the latest first, with the hours that count in it."""

    title: str
    hours: str
    rows: tuple[LedgerRow, ...]


def ledger_years(studio: Studio, item: Item, portfolio: Portfolio) -> Iterator[LedgerYear]:
    """The entries that this edition shows, from the latest year to the first; those without a date at the end."""
    by_year: dict[int, list[tuple[int, LedgerEntry]]] = {}
    for index, entry in enumerate(portfolio.ledger):
        if not _is_kept(studio.edition, entry):
            by_year.setdefault(entry.date.year if entry.date else 0, []).append((index, entry))
    ledger = _Ledger(studio, item, portfolio)
    for year, entries in sorted(by_year.items(), reverse=True):
        entries.sort(key=lambda pair: (pair[1].date.toordinal() if pair[1].date else 0, pair[0]), reverse=True)
        yield LedgerYear(
            title=studio.edition.say(f"{year} 年", str(year)) if year else studio.edition.say("日期未写", "No date"),
            hours=ledger.hours_of(year, {index for index, _ in entries}),
            rows=tuple(ledger.row(index, entry) for index, entry in entries),
        )


def _is_kept(edition: Edition, entry: LedgerEntry) -> bool:
    """Whether an entry is kept from the public."""
    return edition.is_public and bool(entry.internal)


class _Ledger:
    """One ledger, its totals and the files beside it."""

    def __init__(self, studio: Studio, item: Item, portfolio: Portfolio) -> None:
        self.studio = studio
        self.edition = studio.edition
        self.portfolio = portfolio
        self.totals = studio.edition.totals[item.key]
        self.files = {file.name: file for file in studio.attachments(item)}
        credited = self.totals.credited
        self.counted = {addend.at.field[1] for addend in credited.addends} if credited else set()
        self.shows_cycle = "cycle" in open_fields(portfolio, studio.edition.profile)

    def hours_of(self, year: int, shown: set[int]) -> str:
        """The hours that count in a year, and how many of its entries are not shown; "" where no shown one counts."""
        found = self.totals.by_year.get(str(year))
        indexes = {addend.at.field[1] for addend in found.addends} if found else set()
        if found is None or not indexes & shown:
            return ""
        hidden, hours = len(indexes - shown), self.edition.shown(found)
        if not hidden:
            return hours
        return self.edition.say(f"{hours}（含未公开的 {hidden} 项）", f"{hours}, {hidden} not public among them")

    def row(self, index: int, entry: LedgerEntry) -> LedgerRow:
        edition, values = self.edition, self.studio.values
        plan = self._plan(entry)
        details = (
            edition.shown(entry.category) if entry.category else "",
            edition.shown(entry.mode) if entry.mode else "",
            self._unit(entry),
        )
        return LedgerRow(
            day=values.day(entry.date) if entry.date else edition.say("日期未写", "no date"),
            date=entry.date.isoformat() if entry.date else "",
            title=entry.title,
            plan=plan,
            details=" · ".join(part for part in details if part),
            hours=values.text(entry.hours),
            state=entry.status.value,
            standing=self._standing(index, entry),
            certifier=edition.refer("organisations", entry.certifier) if entry.certifier else None,
            number=entry.number or "",
            evidence=entry.evidence or "",
            file=self.files.get(entry.evidence) if entry.evidence else None,
        )

    def _plan(self, entry: LedgerEntry) -> Link | None:
        """The plan, unless it has no page."""
        if entry.plan is None:
            return None
        link = self.edition.refer("plans", entry.plan)
        return link if link.address or f"plans/{entry.plan}" not in self.edition.inspection.catalog.items else None

    def _unit(self, entry: LedgerEntry) -> str:
        """The title of the unit; nothing of a plan that has no page."""
        if not entry.unit or entry.plan is None:
            return entry.unit or ""
        key = f"plans/{entry.plan}"
        item = self.edition.catalog.items.get(key)
        if item is None or not isinstance(item.record, Plan):
            return "" if key in self.edition.inspection.catalog.items else entry.unit
        return self.studio.unit_titles(item).get(entry.unit, entry.unit)

    def _standing(self, index: int, entry: LedgerEntry) -> str:
        """In words, since an entry that does not count must not be taken for one that does."""
        say, cycle = self.edition.say, self.portfolio.cycle
        if entry.status is LedgerStatus.CLAIMED:
            return say("申报，还没有认定，不计", "claimed, not credited yet, does not count")
        if entry.status is LedgerStatus.REJECTED:
            return say("未认定，不计", "rejected, does not count")
        is_undated = cycle is not None and entry.date is None
        if index in self.counted and not is_undated:
            return say("认定", "credited")
        if not self.shows_cycle:
            return say("认定，不计入合计", "credited, not in the total")
        if is_undated:
            return say("认定，没有日期，暂不计", "credited, no date, not counted yet")
        if cycle is not None and entry.date is not None and not cycle.start <= entry.date <= cycle.end:
            return say("认定，不在周期内，不计", "credited, outside the cycle, does not count")
        return say("认定，与另一条重复，只计一次", "credited, the same as another entry, counted once")
