"""Exports: what a site offers to other programs. Each is a module here, found by its name: `beside(publication, page)` gives
the files that a page offers, `exports(publication)` those that no page does. All bytes depend on the sources alone."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from functools import cache

from planfolio.exports.catalog_json import ADDRESS as CATALOG
from planfolio.exports.catalog_json import catalog, document_line
from planfolio.exports.publication import Export, Host, Publication, PublishedPage
from planfolio.exports.report_files import REPORT_FILES, report_files, report_lines

__all__ = [
    "CATALOG", "REPORT_FILES", "Export", "Host", "Publication", "beside", "catalog", "document_line", "offered", "report_files",
    "report_lines",
]  # fmt: skip


@cache
def _exporters(name: str) -> tuple[Callable[..., Iterator[Export]], ...]:
    """The generators of that name, by module."""
    modules = (importlib.import_module(f"{__name__}.{module.name}") for module in pkgutil.iter_modules(__path__))
    return tuple(getattr(module, name) for module in modules if hasattr(module, name))


def beside(publication: Publication, page: PublishedPage) -> Iterator[Export]:
    """The files that a page offers: the one list that pages, links and the build read."""
    return _unclaimed(publication, (export for of in _exporters("beside") for export in of(publication, page)))


def offered(publication: Publication) -> Iterator[Export]:
    """The files that no page offers, but for the catalogue, which tells of all files, and the report's files."""
    return _unclaimed(publication, (export for of in _exporters("exports") for export in of(publication)))


def _unclaimed(publication: Publication, found: Iterator[Export]) -> Iterator[Export]:
    """A file that lies beside a document keeps its address: who writes a units.csv of their own wants no other."""
    return (export for export in found if export.path not in publication.attachments)
