"""Catalogue: all documents by key, and what refers to what."""

from planfolio.catalog.catalog import Catalog, Item, UnitSource, unit_ids, walk
from planfolio.catalog.links import catalogued, is_generated, link, references, references_of
from planfolio.catalog.rules import RULES

__all__ = [
    "RULES",
    "Catalog",
    "Item",
    "UnitSource",
    "catalogued",
    "is_generated",
    "link",
    "references",
    "references_of",
    "unit_ids",
    "walk",
]
