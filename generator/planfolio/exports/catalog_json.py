"""Catalogue as JSON: every document with its address, its exact totals and the hash of its content."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from typing import Any

from planfolio.exports.sitemap import absolute
from planfolio.reports.json_report import as_object
from planfolio.reports.report import DocumentReport, Report

_TOTALS = (
    "declared",
    "computed",
    "complete",
    "unknown",
    "accounts",
    "by_mode",
    "by_category",
    "by_audience",
    "by_year",
)


def catalog(report: Report, *, base_url: str | None = None) -> bytes:
    """The documents of `report` that could be read. Hours are exact decimal strings, ranges or fractions.

    Documents of which the report knows no content, such as portfolios, have no hash.
    """
    usable = tuple(document for document in report.documents if document.item.record is not None)
    plain = as_object(replace(report, documents=usable, findings=(), passed=(), not_computable=()))
    site = report.catalog.site if report.catalog else None
    result = {
        "version": 1,
        "tool": report.tool,
        "revision": report.revision,
        "title": site.title if site else None,
        "documents": [
            _document(report, document, found, base_url)
            for document, found in zip(usable, plain["documents"], strict=True)
        ],
    }
    return (json.dumps(result, ensure_ascii=False, indent=1) + "\n").encode()


def _document(report: Report, document: DocumentReport, found: dict[str, Any], base_url: str | None) -> dict[str, Any]:
    record, address = document.item.record, f"{document.key}/"
    issued = getattr(record, "issued", None)
    issuer = getattr(record, "issuer", None)
    hours = found["hours"]
    return {
        "id": found["id"],
        "kind": found["kind"],
        "type": found["type"],
        "title": found["title"],
        "address": absolute(base_url, address) if base_url else address,
        "status": found["status"],
        "issued": issued.isoformat() if issued else None,
        "issuer": report.catalog.name_of(issuer) if report.catalog and issuer else None,
        "tags": list(record.tags) if record else [],
        "hours": {name: hours[name] for name in _TOTALS} if hours else None,
        "sha256": _hash(document),
    }


def _hash(document: DocumentReport) -> str | None:
    """Of the source, personal data masked."""
    text = document.item.document.text
    return hashlib.sha256(text.encode()).hexdigest() if text else None
