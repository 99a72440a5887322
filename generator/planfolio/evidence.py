"""Evidence: what is computed of each document, beforehand or when it is asked for, so that checks, report and pages read the same."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import field
from datetime import date
from functools import partial
from typing import Generic, NamedTuple, Protocol, TypeVar

from planfolio.catalog import Catalog
from planfolio.completeness import Completeness, Section, completeness
from planfolio.findings import say
from planfolio.frozen import forgetting, frozen, when_forgotten
from planfolio.heads import SectionsHead, TotalsHead
from planfolio.model import Plan, Portfolio, Schedule
from planfolio.model.records import entry_of
from planfolio.reads import apart
from planfolio.totals import SUMMED, Totals, totals_of
from planfolio.verdicts import OutOfForce, Verdict, judge

Value = TypeVar("Value")


class Heads(NamedTuple):
    """What is known of one document, in short; None where there is nothing to know."""

    totals: TotalsHead | None
    sections: SectionsHead | None


@frozen(kw_only=True, eq=False)
class Evidence:
    """Totals, verdicts of packs, packs not in force, and completeness, by document key. Compares by identity, as the catalogue."""

    catalog: Catalog
    totals: Mapping[str, Totals]
    verdicts: Mapping[str, tuple[Verdict, ...]]
    out_of_force: Mapping[str, tuple[OutOfForce, ...]]
    completeness: Mapping[str, Completeness]

    def heads_of(self, key: str) -> Heads:
        """What is known of a document, in short, where it is computed when it is asked for."""
        totals, sections = (
            one[key] if isinstance(one, Awaited) and key in one else None for one in (self.totals, self.completeness)
        )
        return Heads(
            TotalsHead.of(totals) if totals is not None else None,
            SectionsHead.of(sections) if sections is not None else None,
        )

    def learn(self, key: str, heads: Heads) -> None:
        """Take what another process found out of a document on which this one still waits."""
        for awaited, head in ((self.totals, heads.totals), (self.completeness, heads.sections)):
            if isinstance(awaited, Awaited) and head is not None:
                awaited.heads[key] = head


def gather(catalog: Catalog, *, today: date) -> Evidence:
    """The evidence of a catalogue. `today` tells the years of a cycle that have begun from those that have not."""
    found = awaiting(catalog, today=today)
    totals, verdicts, out_of_force = dict(found.totals), dict(found.verdicts), dict(found.out_of_force)
    return Evidence(
        catalog=catalog,
        totals=totals,
        verdicts=verdicts,
        out_of_force=out_of_force,
        completeness={key: _without_text(found.completeness, key) for key in found.completeness},
    )


def _without_text(found: Mapping[str, Completeness], key: str) -> Completeness:
    with forgetting():
        return found[key]


def awaiting(catalog: Catalog, *, today: date) -> Evidence:
    """What `gather` gives, each of it computed when it is asked for."""
    known = {item.key: item.record for item in catalog.items.values() if item.record is not None}
    judged = [key for key, record in known.items() if isinstance(record, (Plan, Portfolio, Schedule))]
    return awaited(
        catalog,
        today=today,
        totals=Share(keys=[key for key, record in known.items() if isinstance(record, SUMMED)]),
        verdicts=Share(keys=judged),
        out_of_force=Share(keys=judged),
        sections=Share(keys=known),
    )


class Head(Protocol[Value]):
    """What is known of a value of which the rest can be found out."""

    def opened(self, find_out: Callable[[], Value], /) -> Value: ...


@frozen(kw_only=True)
class Share(Generic[Value]):
    """The documents of which one thing is computed, and what is known of it already: all, or its head. By document key."""

    keys: Iterable[str]
    known: Mapping[str, Value] = field(default_factory=dict)
    heads: Mapping[str, Head[Value]] = field(default_factory=dict)


class Awaited(Mapping[str, Value]):
    """What is computed of each of some documents when it is first asked for, but for what is `known`, and for the rest of what has
    a head when that is. By document key."""

    def __init__(self, share: Share[Value], compute: Callable[[str], Value]) -> None:
        self._keys = dict.fromkeys(share.keys)
        self._compute = compute
        self.known = dict(share.known)
        self.heads = dict(share.heads)

    def __getitem__(self, key: str) -> Value:
        found = self.known.get(key)
        if found is None:
            if key not in self._keys:
                raise KeyError(key)
            head = self.heads.get(key)
            found = self._found(key) if head is None else head.opened(partial(self._found, key))
            self.known[key] = found
            when_forgotten(partial(self.known.pop, key, None))
        return found

    def _found(self, key: str) -> Value:
        with apart():  # whoever asks for it looks at the document
            return self._compute(key)

    def __contains__(self, key: object) -> bool:
        return key in self._keys

    def __iter__(self) -> Iterator[str]:
        return iter(self._keys)

    def __len__(self) -> int:
        return len(self._keys)


def awaited(
    catalog: Catalog,
    *,
    today: date,
    totals: Share[Totals],
    verdicts: Share[tuple[Verdict, ...]],
    out_of_force: Share[tuple[OutOfForce, ...]],
    sections: Share[Completeness],
) -> Evidence:
    """What `gather` gives, where it is known of which documents: what is not known of one is computed when it is asked for."""
    items = catalog.items
    sums: Awaited[Totals] = Awaited(totals, lambda key: totals_of(catalog, items[key], sums))
    judged = Awaited(Share(keys=verdicts.keys), lambda key: judge(catalog, items[key], sums[key], today=today))
    ruled = Awaited(verdicts, lambda key: judged[key][0])
    return Evidence(
        catalog=catalog,
        totals=sums,
        verdicts=ruled,
        out_of_force=Awaited(out_of_force, lambda key: judged[key][1]),
        completeness=Awaited(sections, lambda key: _demanded(completeness(items[key], catalog), ruled.get(key, ()))),
    )


def _demanded(found: Completeness, verdicts: tuple[Verdict, ...]) -> Completeness:
    """The sections with what packs ask for besides: a field that the table does not have, or one that now weighs more."""
    for verdict in verdicts:
        if verdict.code != "ST01" or verdict.at.field != verdict.reveals or not found.needed:
            continue
        [name] = verdict.reveals
        known = next((pair for pair in found.needed if name in pair[0].fields), None)
        if known is None:
            label = entry_of(Plan, name).label if name in Plan.model_fields else say("{name}", "{name}", name=name)
            section = Section(name, label, (name,), "", "")
            missing = ((section, verdict.severity),) if verdict.outcome == "failed" else ()
            found = Completeness(
                needed=(*found.needed, (section, verdict.severity)), missing=(*found.missing, *missing)
            )
        elif verdict.severity.weight > known[1].weight:
            raised = (known[0], verdict.severity)
            found = Completeness(
                needed=tuple(raised if pair == known else pair for pair in found.needed),
                missing=tuple(raised if pair == known else pair for pair in found.missing),
            )
    return found
