"""The search bundle of a site: what a reader's browser needs to find pages by their words."""

from planfolio.search.bundle import index
from planfolio.search.entries import FACETS, Entry, Section
from planfolio.search.failure import SearchFailed
from planfolio.search.prepared import Prepared, SourceLost, Sources, prepare
from planfolio.search.rendered import sections
from planfolio.search.tokens import tokens

__all__ = [
    "FACETS",
    "Entry",
    "Prepared",
    "SearchFailed",
    "Section",
    "SourceLost",
    "Sources",
    "index",
    "prepare",
    "sections",
    "tokens",
]
