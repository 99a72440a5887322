"""Lists as JSON: the documents of a list with type, issuer, date and hours."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from planfolio.exports.document_json import entry_of
from planfolio.exports.publication import Export, Publication, PublishedPage
from planfolio.findings import say
from planfolio.reads import Memo
from planfolio.reports.json_report import Encoded, encoded, in_bytes

NAME = say("本页清单（JSON）", "This list as data (JSON)")


def beside(publication: Publication, page: PublishedPage) -> Iterator[Export]:
    """A list with all its documents, whichever of its pages they stand on."""
    if page.listed is not None:
        listed: Memo[str, Encoded] = publication.once.of("listed", Memo)  # a document stands in a dozen lists
        yield Export(
            path=f"{page.address}index.json",
            page=page.address,
            media="application/json",
            name=NAME,
            write=partial(_list, publication, page.title, page.listed, listed),
        )


def _list(publication: Publication, title: str, keys: tuple[str, ...], listed: Memo[str, Encoded]) -> bytes:
    documents = (listed.of(key, partial(listed_line, publication, key)) for key in keys)
    return in_bytes({"version": 1, "title": title, "documents": documents})


def listed_line(publication: Publication, key: str) -> Encoded:
    """A document's line in every list; nothing for one that could not be read."""

    def told() -> str:
        entry = listed_document(publication, key)
        return encoded(entry) if entry is not None else ""

    return Encoded(publication.lines.of("list", key, told))


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
