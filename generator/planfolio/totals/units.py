"""Hours of units: declared as written, computed from their parts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from planfolio.catalog import UnitSource
from planfolio.findings import Place
from planfolio.frozen import frozen
from planfolio.model.amounts import Rates
from planfolio.model.exact import Range
from planfolio.model.units import Unit
from planfolio.totals.sums import Addend, Sum, converted, total


@frozen(kw_only=True)
class UnitTotal:
    """A unit with its hours: declared as written, computed from its parts. `mode` and `category` are inherited."""

    unit: Unit
    at: Place
    depth: int
    declared: Range | None
    computed: Sum
    mode: str | None
    category: str | None
    parts: tuple[UnitTotal, ...]

    def walk(self) -> Iterator[UnitTotal]:
        """This unit and all below it, in document order."""
        yield self
        for part in self.parts:
            yield from part.walk()


def _unit_total(unit: Unit, at: Place, depth: int, rates: Rates, mode: str | None, category: str | None) -> UnitTotal:
    mode = unit.mode.value if unit.mode else mode
    category = unit.category.value if unit.category else category
    parts = tuple(
        _unit_total(part, at / "units" / index, depth + 1, rates, mode, category)
        for index, part in enumerate(unit.units)
    )
    own = total([converted(unit.title, at / "hours", unit.hours, rates)])
    return UnitTotal(
        unit=unit,
        at=at,
        depth=depth,
        declared=rates.class_hours(unit.hours) if unit.hours else None,
        computed=planned_sum(parts) if parts else own,
        mode=mode,
        category=category,
        parts=parts,
    )


def unit_totals(sources: Iterable[UnitSource], rates: Rates) -> tuple[UnitTotal, ...]:
    """The units of a plan or curriculum with their hours."""
    return tuple(
        _unit_total(unit, Place(source.item.document.path, (source.field, index)), 0, rates, None, None)
        for source in sources
        for index, unit in enumerate(source.units)
    )


def audiences(units: Iterable[UnitTotal]) -> tuple[str, ...]:
    """The different audiences named in `units` and below, in document order."""
    return tuple(dict.fromkeys(_named(units)))


def _named(units: Iterable[UnitTotal]) -> Iterator[str]:
    for unit in units:
        yield from unit.unit.audience
        if unit.parts:
            yield from _named(unit.parts)


def _is_for(unit: UnitTotal, audience: str | None) -> bool:
    return audience is None or not unit.unit.audience or audience in unit.unit.audience


def leaves(units: Iterable[UnitTotal], audience: str | None = None) -> Iterator[UnitTotal]:
    """Units without units below them, for one audience or for all."""
    for unit in units:
        if _is_for(unit, audience):
            if unit.parts:
                yield from leaves(unit.parts, audience)
            else:
                yield unit


def planned_sum(units: tuple[UnitTotal, ...]) -> Sum:
    """The planned account. Every leaf is an addend, so that unknown ones are counted one by one; units for different
    audiences are alternatives, so that several audiences give the range over them."""
    return _over_audiences(units, lambda leaf: True)


def _over_audiences(units: tuple[UnitTotal, ...], wanted: Callable[[UnitTotal], bool]) -> Sum:
    names: tuple[str | None, ...] = audiences(units)
    sums = [
        total(addend for leaf in leaves(units, name) if wanted(leaf) for addend in leaf.computed.addends)
        for name in (names if len(names) > 1 else (None,))
    ]
    result = sums[0]
    for other in sums[1:]:
        if other.addends or result.addends:
            result = (result if result.addends else _NONE).envelope(other if other.addends else _NONE)
    return result


_NONE = Sum(Range.of(0))
"""No addend at all: zero hours, and that is known."""


def grouped(units: tuple[UnitTotal, ...], key: Callable[[UnitTotal], str | None]) -> dict[str, Sum]:
    """Leaves added up by `key`, in the order in which the keys appear."""
    addends: dict[str, list[Addend]] = {}
    for leaf in leaves(units):
        name = key(leaf)
        if name is not None:
            addends.setdefault(name, []).extend(leaf.computed.addends)
    if len(audiences(units)) < 2:
        return {name: total(found) for name, found in addends.items()}
    return {name: _over_audiences(units, lambda leaf, name=name: key(leaf) == name) for name in addends}  # type: ignore[misc]  # the default binds the name
