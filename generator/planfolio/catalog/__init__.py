"""Catalogue: all documents by key, and what refers to what."""

from planfolio.catalog.catalog import Catalog, Item, UnitSource, unit_ids, walk
from planfolio.catalog.links import RULES, link, references

__all__ = ["RULES", "Catalog", "Item", "UnitSource", "link", "references", "unit_ids", "walk"]
