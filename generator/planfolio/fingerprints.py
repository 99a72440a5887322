"""Fingerprints: what a value says, as a short text that is the same in every run and another one for whatever says else."""

from __future__ import annotations

import hashlib
import pickle
from enum import EnumMeta
from functools import cache, partial
from types import BuiltinFunctionType, FunctionType
from typing import Any


class Untold(Exception):
    """Nothing tells the value from another one, such as a function without a name."""


def fingerprint(value: object) -> str:
    """The fingerprint of a value made of records, texts, numbers, days and named functions. Raises Untold.

    What says by what it is `told_by` is told by that: a document by its key, as whoever looks into it says so.
    """
    told = _Digest()
    writer = _Writer(told, 5)
    writer.fast = True  # equal texts are written alike, whether or not they are one
    try:
        writer.dump(value)
    except (pickle.PicklingError, AttributeError, TypeError, RecursionError, ValueError) as error:
        raise Untold(str(error)) from None
    return told.hexdigest()


class _Digest:
    """Takes in what is written, and keeps none of it."""

    def __init__(self) -> None:
        digest = hashlib.blake2b(digest_size=12)
        self.write, self.hexdigest = digest.update, digest.hexdigest


_PLAIN = frozenset({str, int, bool, type(None), tuple, list, dict, bytes})
_NAMED = frozenset({FunctionType, BuiltinFunctionType, type, EnumMeta})


class _Writer(pickle.Pickler):
    """Writes what tells a value from others. Nobody reads it."""

    def persistent_id(self, value: Any) -> Any:
        kind = type(value)
        if kind in _PLAIN:
            return None
        if kind in _NAMED:
            return _name(value)
        if kind is partial:  # pickled otherwise, it names its function twice
            return value.func, value.args, value.keywords
        if kind is frozenset or kind is set:  # in no order, not even the same one in two runs
            return sorted(map(fingerprint, value))
        if not hasattr(kind, "told_by"):
            return None
        return f"{kind.__qualname__} {value.told_by}"


@cache
def _name(value: Any) -> bytes:
    """By what a function or class is found. Looked for each time, it takes longer than all the rest."""
    return pickle.dumps(value)
