"""Packing: values of our own records as bytes, and back again.

They are pickles, which take a quarter of the time of anything that is written in Python. But only the classes of values may be
named in them, none that does anything when it is made, so that nothing can run which somebody else puts there.
"""

from __future__ import annotations

import pickle
import sys
import zlib
from datetime import date, time, timedelta
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from io import BytesIO
from typing import Any

from planfolio.frozen import is_frozen
from planfolio.model.records import Record

_PLAIN = (date, time, timedelta, Decimal, Fraction)
_ADMITTED: dict[tuple[str, str], type] = {(kind.__module__, kind.__name__): kind for kind in _PLAIN}
"""Classes that may be named, as far as they were met."""


class Packer:
    """Packs values, each by itself. It is made once: that takes longer than most values."""

    def __init__(self) -> None:
        self._into = BytesIO()
        self._pickler = pickle.Pickler(self._into, pickle.HIGHEST_PROTOCOL)

    def packed(self, value: object) -> bytes:
        self._pickler.dump(value)
        self._pickler.clear_memo()
        pack = self._into.getvalue()
        self._into.seek(0)
        self._into.truncate()
        return pack


def opened(pack: bytes | memoryview) -> Any:
    """The value in a pack. What is none may raise anything, but does nothing."""
    return _Opener(BytesIO(pack)).load()


def pressed(pack: bytes) -> bytes:
    """A pack in a third of its room, for what is held long and opened seldom."""
    return zlib.compress(pack, 1)


def opened_pressed(pack: bytes) -> Any:
    """The value in a pack that is pressed."""
    return opened(zlib.decompress(pack))


class _Opener(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> type:
        return _ADMITTED.get((module, name)) or _admitted(module, name)


def _admitted(module: str, name: str) -> type:
    """A class of values of this program, which are all loaded by now."""
    found = vars(sys.modules[module])[name] if module.startswith(f"{__package__}.") and module in sys.modules else None
    if not isinstance(found, type) or found.__module__ != module or not _is_of_values(found):
        raise pickle.UnpicklingError(f"{module}.{name} is no class of values")
    _ADMITTED[module, name] = found
    return found


def _is_of_values(kind: type) -> bool:
    is_named_tuple = issubclass(kind, tuple) and hasattr(kind, "_fields")
    return is_frozen(kind) or is_named_tuple or issubclass(kind, (Record, Enum))
