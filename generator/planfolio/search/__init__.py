"""The search bundle of a site: what a reader's browser needs to find pages by their words."""

from planfolio.search.bundle import SearchFailed, index
from planfolio.search.rendered import sections
from planfolio.search.sources import FACETS, Entry, Section, source_page
from planfolio.search.tokens import tokens

__all__ = ["FACETS", "Entry", "SearchFailed", "Section", "index", "sections", "source_page", "tokens"]
