"""Reads: what was looked at while something was made, so that it need not be made again as long as all of that is as it was.

Whoever makes a thing opens a list of `reading`; whatever it looks at on its way notes itself there. A fact is one thing that can
be looked at: a document with all that is known of it, or the answer to one question about the whole site.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Generic, TypeVar, overload

Key = TypeVar("Key")
Value = TypeVar("Value")

Fact = tuple[str, object]
"""What can be looked at: the name of a question, and the key for which it was asked ("" where there is none)."""

DOCUMENT = "document"
"""The name of facts about one document, by its key or its file: its source, and whatever is computed or found of it alone."""
ALL = "\0all"
"""The key of a question whose whole answer was looked at."""
EVERYTHING: Fact = ("everything", "")
"""That any document changed."""
UNSURE: Fact = ("unsure", "")
"""What nobody can tell from what it was."""

_NOTED: ContextVar[set[Fact] | None] = ContextVar("noted", default=None)


def note(name: str, key: object = "") -> None:
    """Say that this is looked at."""
    noted = _NOTED.get()
    if noted is not None:
        noted.add((name, key))


def in_line(fact: Fact) -> str:
    """A fact as a text, the same in every run."""
    name, key = fact
    return f"{name}\t{key if isinstance(key, str) else repr(key)}"


@contextmanager
def reading() -> Iterator[set[Fact]]:
    """What is looked at until the end of the block."""
    _note_fields()
    found: set[Fact] = set()
    before = _NOTED.set(found)
    try:
        yield found
    finally:
        _NOTED.reset(before)


@contextmanager
def apart() -> Iterator[None]:
    """What is looked at in the block is not noted: what comes of it will be, by whoever looks at that."""
    before = _NOTED.set(None)
    try:
        yield
    finally:
        _NOTED.reset(before)


class Known(dict[Key, Value]):
    """The answers to a question by their keys. Looking one up, found or not, is noted; so is looking at them all."""

    __slots__ = ("name",)

    def __init__(self, name: str, found: Mapping[Key, Value]) -> None:
        super().__init__(found)
        self.name = name

    def __getitem__(self, key: Key) -> Value:
        note(self.name, key)
        return dict.__getitem__(self, key)

    def get(self, key: Key, default: Any = None) -> Any:
        note(self.name, key)
        return dict.get(self, key, default)

    def __contains__(self, key: object) -> bool:
        note(self.name, key)
        return dict.__contains__(self, key)

    def __iter__(self) -> Iterator[Key]:
        note(self.name, ALL)
        return dict.__iter__(self)

    def __len__(self) -> int:
        note(self.name, ALL)
        return dict.__len__(self)

    def keys(self) -> Any:
        note(self.name, ALL)
        return dict.keys(self)

    def values(self) -> Any:
        note(self.name, ALL)
        return dict.values(self)

    def items(self) -> Any:
        note(self.name, ALL)
        return dict.items(self)

    def answer(self, key: Key, default: Any) -> Any:
        """The answer for a key, of which nobody is told that it was looked at."""
        return dict.get(self, key, default)

    def answers(self) -> Iterable[tuple[Key, Value]]:
        """All of them, as `answer` gives them."""
        return dict.items(self)


_TO_BE_FOUND: Any = object()


class Later(Known[Key, Value]):
    """Answers that are found out when they are asked for. The keys are known beforehand."""

    __slots__ = ("_find",)

    def __init__(self, keys: Iterable[Key], find: Callable[[Key], Value]) -> None:
        super().__init__("", dict.fromkeys(keys, _TO_BE_FOUND))
        self._find = find

    def __getitem__(self, key: Key) -> Value:
        note(self.name, key)
        return self._found(key)

    def get(self, key: Key, default: Any = None) -> Any:
        note(self.name, key)
        return self.answer(key, default)

    def values(self) -> Any:
        note(self.name, ALL)
        return [value for _, value in self.answers()]

    def items(self) -> Any:
        note(self.name, ALL)
        return self.answers()

    def answer(self, key: Key, default: Any) -> Any:
        return self._found(key) if dict.__contains__(self, key) else default

    def answers(self) -> Iterable[tuple[Key, Value]]:
        return [(key, self._found(key)) for key in dict.keys(self)]

    def _found(self, key: Key) -> Value:
        found = dict.__getitem__(self, key)
        if found is _TO_BE_FOUND:
            with apart():
                found = self._find(key)
            dict.__setitem__(self, key, found)
        return found


class OfDocuments(Mapping[Key, Value]):
    """What is known of each document, by its key or its file: nothing else can change it. Looking one up is looking at the
    document."""

    def __init__(self, found: Mapping[Key, Value]) -> None:
        self._found = found

    def __getitem__(self, key: Key) -> Value:
        note(DOCUMENT, key)
        return self._found[key]

    def get(self, key: Key, default: Any = None) -> Any:
        note(DOCUMENT, key)
        return self._found.get(key, default)

    def __contains__(self, key: object) -> bool:
        note(DOCUMENT, key)
        return key in self._found

    def __iter__(self) -> Iterator[Key]:
        note(*EVERYTHING)
        return iter(self._found)

    def __len__(self) -> int:
        note(*EVERYTHING)
        return len(self._found)


class Members(frozenset[Key]):
    """The answers to a question of yes or no: yes for these. Asking for one is noted; so is looking at them all."""

    name: str

    def __new__(cls, name: str, found: Iterable[Key]) -> Members[Key]:
        made = super().__new__(cls, found)
        made.name = name
        return made

    def __contains__(self, key: object) -> bool:
        note(self.name, key)
        return frozenset.__contains__(self, key)

    def __iter__(self) -> Iterator[Key]:
        note(self.name, ALL)
        return frozenset.__iter__(self)

    def __len__(self) -> int:
        note(self.name, ALL)
        return frozenset.__len__(self)


class Whole(tuple[Value, ...]):
    """What is known of all documents together. Looking at it is looking at all of them."""

    __slots__ = ()

    def __iter__(self) -> Iterator[Value]:
        note(*EVERYTHING)
        return tuple.__iter__(self)

    def __len__(self) -> int:
        note(*EVERYTHING)
        return tuple.__len__(self)


class answer(Generic[Value]):  # noqa: N801  # it stands where `cached_property` would
    """A property that asks the whole site once. What is looked at to find it is not noted, but the answer itself is: what changes
    in the site without changing that concerns nobody who asked. Of a mapping each key is a question of its own."""

    def __init__(self, find: Callable[[Any], Value]) -> None:
        self._find = find
        self._name = find.__name__
        self._slot = f"{find.__name__} as it was found"
        self.__doc__ = find.__doc__

    @overload
    def __get__(self, owner: None, kind: type) -> answer[Value]: ...
    @overload
    def __get__(self, owner: object, kind: type | None = None) -> Value: ...
    def __get__(self, owner: object | None, kind: type | None = None) -> Any:
        if owner is None:
            return self
        known = owner.__dict__.get(self._slot)
        if known is None:
            found = self._found(owner, name_of(owner, self._name))
            if isinstance(found, (Known, Members, OfDocuments, Asked)):  # what is looked up in it is noted there
                owner.__dict__[self._name] = found
                return found
            known = owner.__dict__[self._slot] = found, (name_of(owner, self._name), "")
        noted = _NOTED.get()
        if noted is not None:
            noted.add(known[1])
        return known[0]

    def _found(self, owner: object, name: str) -> object:
        with apart():
            found: object = self._find(owner)
        if type(found) is dict:
            found = Known(name, found)
        elif type(found) is Later:
            found.name = name
        elif type(found) is frozenset:
            found = Members(name, found)
        return found


class Asked:
    """An object that answers questions about the site. Nothing but its name tells it: who asks it notes what."""

    @property
    def told_by(self) -> str:
        return name_of(self)


def name_of(owner: object, question: str = "") -> str:
    """The name of a question that an object answers: two of one class are told apart by what they are `called`."""
    return f"{getattr(owner, 'called', type(owner).__name__)}.{question}"


_NOTHING: tuple[Any, set[Fact] | None] = None, None


class Memo(Generic[Key, Value]):
    """What was made so far, by key. Whoever takes what is there looks at all that was looked at to make it."""

    def __init__(self, most: int | None = None) -> None:
        """No more than the last `most` are kept, if that is a number."""
        self._made: dict[Key, tuple[Value, set[Fact] | None]] = {}
        self._most = most

    @property
    def told_by(self) -> str:
        """Nothing: what it holds can be made anew."""
        return ""

    def of(self, key: Key, make: Callable[[], Value]) -> Value:
        """What there is for a key, made now if it is not there yet."""
        value, looked_at = self._made.get(key, _NOTHING)
        noted = _NOTED.get()
        is_unknown = looked_at is None and noted is not None and EVERYTHING not in noted
        if is_unknown or key not in self._made:
            value, looked_at = found = self._new(make) if noted is not None else (make(), None)
            if len(self._made) == self._most:
                del self._made[next(iter(self._made))]
            self._made[key] = found
        if noted is not None and looked_at is not None:
            noted |= looked_at
        made: Value = value
        return made

    def _new(self, make: Callable[[], Value]) -> tuple[Value, set[Fact]]:
        looked_at: set[Fact] = set()
        before = _NOTED.set(looked_at)
        try:
            return make(), looked_at
        finally:
            _NOTED.reset(before)


_YET_PLAIN: list[tuple[type[Any], tuple[str, ...], Callable[[Any], str]]] = []


def noting(kind: type[Any], names: tuple[str, ...], key: Callable[[Any], str]) -> None:
    """Let whoever reads these fields of a record look at the document with that key, once something is noted. Until then reading
    them takes no time: a check of many documents reads millions."""
    _YET_PLAIN.append((kind, names, key))


def _note_fields() -> None:
    while _YET_PLAIN:
        kind, names, key = _YET_PLAIN.pop()
        for name in names:
            setattr(kind, name, _Field(kind.__dict__[name], key))


class _Field:
    """A field of a record that is noted when it is read."""

    def __init__(self, slot: Any, key: Callable[[Any], str]) -> None:
        self.read, self.write, self.forget, self.key = slot.__get__, slot.__set__, slot.__delete__, key

    def __get__(self, record: Any, kind: type | None = None) -> Any:
        if record is None:
            return self
        noted = _NOTED.get()
        if noted is not None:
            noted.add((DOCUMENT, self.key(record)))
        return self.read(record)

    def __set__(self, record: Any, value: Any) -> None:
        self.write(record, value)

    def __delete__(self, record: Any) -> None:
        self.forget(record)
