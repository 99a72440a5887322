"""Exports: what a site offers to other programs. Each is a module here with a generator `exports(publication)`, found by its
name. All bytes depend on the sources alone."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from functools import cache

from planfolio.exports.catalog_json import ADDRESS as CATALOG
from planfolio.exports.catalog_json import catalog
from planfolio.exports.publication import Export, Host, Publication
from planfolio.exports.report_files import REPORT_FILES, report_files

__all__ = ["CATALOG", "REPORT_FILES", "Export", "Host", "Publication", "catalog", "offered", "report_files"]


@cache
def _exporters() -> tuple[Callable[[Publication], Iterator[Export]], ...]:
    """The exports, by module name."""
    modules = (importlib.import_module(f"{__name__}.{module.name}") for module in pkgutil.iter_modules(__path__))
    return tuple(module.exports for module in modules if hasattr(module, "exports"))


def offered(publication: Publication) -> Iterator[Export]:
    """Every file that the publication offers: the one list that pages, links and the build read. The catalogue, which tells of
    all files, and the report's files come later.

    A file that lies beside a document keeps its address: who writes a units.csv of their own wants no other.
    """
    for exporter in _exporters():
        yield from (export for export in exporter(publication) if export.path not in publication.attachments)
