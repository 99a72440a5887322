"""What changed between two reports of a site, document by document, and the forms in which it can be written."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable

from planfolio.changes.changes import Changes, DocumentChange, Proposal, brought, changes

__all__ = ["Changes", "DocumentChange", "Proposal", "brought", "changes", "forms"]


def forms() -> dict[str, Callable[[Changes], str]]:
    """Every form by name: the modules of this package with a NAME and a function `write(changes)`. Sorted by name."""
    modules = [importlib.import_module(f"{__name__}.{found.name}") for found in pkgutil.iter_modules(__path__)]
    named = {str(module.NAME): module.write for module in modules if hasattr(module, "NAME")}
    return dict(sorted(named.items()))
