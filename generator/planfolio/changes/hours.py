"""Hours before and after: declared, in each account, by mode and category; and verdicts of packs that are others now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from itertools import zip_longest

from planfolio.findings import Message, say
from planfolio.frozen import frozen
from planfolio.model.choices import Category, Mode
from planfolio.model.exact import Range, written
from planfolio.totals import ACCOUNTS, Sum, Totals
from planfolio.verdicts import Verdict

_TENTHS = 1000
"""A percentage is shown to a tenth."""


@frozen(kw_only=True)
class HoursChange:
    """One sum before and after: `of` is declared, account, mode or category, `key` names it there."""

    of: str
    key: str
    name: Message
    before: Sum | None
    after: Sum | None

    @property
    def gap(self) -> Fraction | None:
        """How many hours more, where both are known; what is not there has none."""
        ends = [
            Range.of(0) if one is None else one.known if one.complete else None for one in (self.before, self.after)
        ]
        old, new = ends
        if old is None or new is None or not (old.is_exact and new.is_exact):
            return None
        return new.low - old.low


@frozen(kw_only=True)
class VerdictChange:
    """What one rule of a pack said before and says now; None where it did not or does not judge the document."""

    before: Verdict | None
    after: Verdict | None

    @property
    def verdict(self) -> Verdict:
        verdict = self.after or self.before
        assert verdict is not None
        return verdict

    @property
    def turned(self) -> bool:
        """Whether the outcome is another one."""
        return (self.before and self.before.outcome) != (self.after and self.after.outcome)


def hours_changes(before: Totals | None, after: Totals | None) -> Iterator[HoursChange]:
    """The sums that differ."""
    for change in _all(before, after):
        if _figures(change.before) != _figures(change.after):
            yield change


def _all(before: Totals | None, after: Totals | None) -> Iterator[HoursChange]:
    old, new = (Sum(one.declared) if one and one.declared else None for one in (before, after))
    yield HoursChange(of="declared", key="declared", name=say("声明", "Declared"), before=old, after=new)
    for key, name in ACCOUNTS.items():
        old, new = (_stated(getattr(one, key)) if one else None for one in (before, after))
        yield HoursChange(of="account", key=key, name=name, before=old, after=new)
    for of, choices in (("mode", Mode), ("category", Category)):
        olds, news = (_group(one, of) for one in (before, after))
        for choice in choices:
            yield HoursChange(
                of=of,
                key=choice.value,
                name=say(choice.chinese, choice.english),
                before=olds.get(choice.value),
                after=news.get(choice.value),
            )


def _stated(found: Sum | None) -> Sum | None:
    return found if found is not None and (found.known is not None or found.unknown) else None


def _group(totals: Totals | None, of: str) -> Mapping[str, Sum]:
    if totals is None:
        return {}
    return totals.by_mode if of == "mode" else totals.by_category


def _figures(found: Sum | None) -> object:
    return found and (found.known, found.unknown)


def verdict_changes(before: Iterable[Verdict], after: Iterable[Verdict]) -> Iterator[VerdictChange]:
    """Verdicts whose outcome or figures differ, rule by rule."""
    old, new = _by_rule(before), _by_rule(after)
    for rule in dict.fromkeys((*old, *new)):
        for one, other in zip_longest(old.get(rule, ()), new.get(rule, ())):
            if _said(one) != _said(other):
                yield VerdictChange(before=one, after=other)


def _by_rule(verdicts: Iterable[Verdict]) -> dict[tuple[str, str], list[Verdict]]:
    found: dict[tuple[str, str], list[Verdict]] = {}
    for verdict in verdicts:
        found.setdefault((verdict.pack, verdict.rule), []).append(verdict)
    return found


def _said(verdict: Verdict | None) -> object:
    return verdict and (verdict.outcome, verdict.actual, verdict.limit, verdict.whole)


def signed(gap: Fraction) -> str:
    """`+4` or `−6`."""
    return f"+{written(gap)}" if gap > 0 else f"−{written(-gap)}"


def figure(verdict: Verdict | None) -> str:
    """What a verdict judged: `36`, or of a share `48%`, `≈ 36.1%` where that is not exact."""
    if verdict is None or verdict.actual is None:
        return "—"
    actual, whole = verdict.actual, verdict.whole
    if whole is None or not isinstance(actual, Range) or not (whole.is_exact and actual.is_exact) or not whole.low:
        return str(actual)
    share = actual.low / whole.low * _TENTHS
    tenths = Fraction(round(share), 10)
    return f"{'' if share.denominator == 1 else '≈ '}{written(tenths)}%"
