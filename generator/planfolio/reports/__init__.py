"""Reports: one value for everything a run found out, and the forms in which it can be written."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable

from planfolio.reports.report import DocumentReport, Report, Summary

__all__ = ["DocumentReport", "Report", "Summary", "forms"]


def forms() -> dict[str, Callable[..., str]]:
    """Every form by name: the modules of this package with a NAME and a function `write(report)`. Sorted by name."""
    modules = [importlib.import_module(f"{__name__}.{found.name}") for found in pkgutil.iter_modules(__path__)]
    return {
        module.NAME: module.write
        for module in sorted(modules, key=lambda module: str(getattr(module, "NAME", "")))
        if hasattr(module, "NAME") and hasattr(module, "write")
    }
