"""Catalogue as JSON: every document with its address, its exact totals and the hash of its content."""

from __future__ import annotations

import hashlib
from typing import Any

from planfolio.exports.sitemap import absolute
from planfolio.model import KINDS
from planfolio.reports.json_report import in_lines, sums_object
from planfolio.reports.report import DocumentReport, Report


def catalog(report: Report, *, base_url: str | None = None) -> bytes:
    """The documents of `report` that could be read. Hours are exact decimal strings, ranges or fractions.

    Documents of which the report knows no content, such as portfolios, have no hash.
    """
    site = report.catalog.site if report.catalog else None
    result = {
        "version": 1,
        "tool": report.tool,
        "revision": report.revision,
        "title": site.title if site else None,
        "documents": [
            _document(report, document, base_url) for document in report.documents if document.item.record is not None
        ],
    }
    return in_lines(result).encode()


def _document(report: Report, document: DocumentReport, base_url: str | None) -> dict[str, Any]:
    record, address = document.item.record, f"{document.key}/"
    kind = getattr(record, "type", None)
    issued = getattr(record, "issued", None)
    issuer = getattr(record, "issuer", None)
    return {
        "id": document.key,
        "kind": KINDS[document.item.document.collection].KIND,
        "type": kind.value if kind is not None else None,
        "title": document.title,
        "address": absolute(base_url, address) if base_url else address,
        "status": document.status,
        "issued": issued.isoformat() if issued else None,
        "issuer": report.catalog.name_of(issuer) if report.catalog and issuer else None,
        "tags": list(record.tags) if record else [],
        "hours": sums_object(document.totals) if document.totals else None,
        "sha256": _hash(document),
    }


def _hash(document: DocumentReport) -> str | None:
    """Of the source, personal data masked."""
    text = document.item.document.text
    return hashlib.sha256(text.encode()).hexdigest() if text else None
