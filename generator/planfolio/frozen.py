"""Frozen records: classes with named fields as `dataclass(frozen=True, slots=True)` makes them, at a quarter of its cost.

That one compiles eight methods for each of some 200 classes, 0.4 ms a class at every start, and what it makes is built half as
fast. Here mypy alone sees to it that no field is set anew, and what classes can share is shared.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass, field, fields, is_dataclass
from functools import partial
from operator import attrgetter
from typing import TYPE_CHECKING, Any, TypeVar, dataclass_transform, overload

Class = TypeVar("Class")


@overload
def frozen(plain: type[Class], /) -> type[Class]: ...
@overload
def frozen(*, kw_only: bool = ..., slots: bool = ..., eq: bool = ...) -> Callable[[type[Class]], type[Class]]: ...
@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def frozen(plain: type[Any] | None = None, /, *, kw_only: bool = False, slots: bool = True, eq: bool = True) -> Any:
    """A decorator of classes. `slots=False` leaves room for cached properties; without `eq` a record equals itself alone."""

    def made_of(plain: type[Any]) -> Any:
        made: Any = dataclass(kw_only=kw_only, slots=slots, eq=False, repr=False)(plain)
        made.__repr__ = _shown
        _MADE.add(made)
        if eq:
            _compare(made)
        return made

    return made_of if plain is None else made_of(plain)


class Latent:
    """A record that may be made before all of its fields are known: one that is not is found out when it is first read.

    Those who read it see no difference, and what was made with all its fields is none.
    """

    __slots__ = ("_find_out",)

    if not TYPE_CHECKING:  # mypy would take any name for a field

        def __getattr__(self, name: str) -> Any:
            if name not in type(self).__dataclass_fields__:
                raise AttributeError(f"{type(self).__qualname__} has no field {name}", name=name, obj=self)
            found = self._find_out(name)
            for known, value in found.items():
                setattr(self, known, value)
            when_forgotten(partial(_forget, self, found))
            return getattr(self, name)

        def __getstate__(self) -> tuple[None, dict[str, Any]]:
            """All of its fields, for another process: what finds them out stays in this one."""
            return None, {name: getattr(self, name) for name in type(self).__dataclass_fields__}


def _forget(record: Latent, names: Iterable[str]) -> None:
    for name in names:
        with suppress(AttributeError):
            delattr(record, name)


Later = TypeVar("Later", bound=Latent)


def latent(kind: type[Later], find_out: Callable[[str], Mapping[str, object]], /, **known: object) -> Later:
    """A record of which some fields are `known`. For another one `find_out` gives its value, and those found out with it."""
    made = kind.__new__(kind)
    made._find_out = find_out  # type: ignore[attr-defined]  # the slot is no field
    for name, value in known.items():
        setattr(made, name, value)
    return made


def is_found_out(record: Latent, name: str) -> bool:
    """Whether a field has its value, which asking for it would find out."""
    try:
        object.__getattribute__(record, name)
    except AttributeError:
        return False
    return True


_TO_FORGET: ContextVar[list[Callable[[], object]] | None] = ContextVar("to forget", default=None)


@contextmanager
def forgetting() -> Iterator[None]:
    """What is found out in the block is forgotten at its end, so that it takes no room: it can be found out again."""
    undo: list[Callable[[], object]] = []
    before = _TO_FORGET.set(undo)
    try:
        yield
    finally:
        _TO_FORGET.reset(before)
        for forget in undo:
            forget()


def when_forgotten(forget: Callable[[], object]) -> None:
    """Say how to forget what was found out just now."""
    undo = _TO_FORGET.get()
    if undo is not None:
        undo.append(forget)


_MADE: set[type] = set()


def is_frozen(kind: type) -> bool:
    """Whether a class is one of frozen records, made here or by `dataclass` itself."""
    return kind in _MADE or (is_dataclass(kind) and getattr(kind, "__dataclass_params__").frozen)  # noqa: B009  # typeshed lacks it


def _shown(self: Any) -> str:
    return f"{type(self).__qualname__}({', '.join(f'{one.name}={getattr(self, one.name)!r}' for one in fields(self))})"


def _compare(made: Any) -> None:
    """Let records of `made` be equal where all their fields are."""
    content = attrgetter(*(one.name for one in fields(made)))

    def equal(self: Any, other: object) -> bool:
        return content(self) == content(other) if other.__class__ is self.__class__ else NotImplemented

    made.__eq__ = equal
    made.__hash__ = lambda self: hash(content(self))
