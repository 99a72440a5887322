"""Model: what plans, curricula, schedules, portfolios and the rest consist of."""

from planfolio.model.archive import ArchiveDocument
from planfolio.model.curricula import Curriculum
from planfolio.model.documents import DocumentRecord
from planfolio.model.organisations import Organisation
from planfolio.model.packs import Pack
from planfolio.model.pages import TextPage
from planfolio.model.plans import Plan
from planfolio.model.portfolios import Portfolio
from planfolio.model.schedules import Schedule
from planfolio.model.sites import Site

KINDS: dict[str, type[DocumentRecord]] = {
    kind.COLLECTION: kind
    for kind in (Site, Organisation, Plan, Curriculum, Schedule, Portfolio, ArchiveDocument, Pack, TextPage)
}
"""The kind of document that each collection holds; the settings have no collection."""

__all__ = [
    "KINDS",
    "ArchiveDocument",
    "Curriculum",
    "DocumentRecord",
    "Organisation",
    "Pack",
    "Plan",
    "Portfolio",
    "Schedule",
    "Site",
    "TextPage",
]
