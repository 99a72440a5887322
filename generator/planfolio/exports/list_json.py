"""Lists as JSON: the documents of a list with type, issuer, date and hours."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache, partial
from typing import Any

from planfolio.exports.document_json import entry_of
from planfolio.exports.publication import Export, Publication, PublishedPage
from planfolio.findings import say
from planfolio.reports.json_report import in_lines

NAME = say("本页清单（JSON）", "This list as data (JSON)")


def exports(publication: Publication) -> Iterator[Export]:
    """One for every list, with all its documents, whichever of its pages they stand on."""
    listed = cache(partial(listed_document, publication))  # a document stands in up to five lists
    for page in publication.pages:
        if page.listed is not None:
            yield Export(
                path=f"{page.address}index.json",
                page=page.address,
                media="application/json",
                name=NAME,
                write=partial(_list, page, listed),
            )


def _list(page: PublishedPage, listed: Callable[[str], dict[str, Any] | None]) -> bytes:
    documents = [found for key in page.listed or () if (found := listed(key)) is not None]
    return in_lines({"version": 1, "title": page.title, "documents": documents}).encode()


def listed_document(publication: Publication, key: str) -> dict[str, Any] | None:
    """A document's entry in a list; None for one that could not be read."""
    item = publication.catalog.items.get(key)
    if item is None or item.record is None:
        return None
    record, document = item.record, publication.documents.get(key)
    issued, totals = getattr(record, "issued", None), document.totals if document else None
    known = totals.computed.known if totals else None
    return {
        **entry_of(publication, item, record),
        "status": document.status if document else None,
        "issued": issued.isoformat() if issued else None,
        "issuer": publication.organisation(getattr(record, "issuer", None)),
        "hours": {"computed": known and str(known), "complete": totals.computed.complete} if totals else None,
    }
