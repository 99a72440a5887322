"""Exports: what a site offers to other programs. All bytes depend on the sources alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from planfolio.catalog import Catalog
from planfolio.exports.calendar import calendar
from planfolio.exports.catalog_json import catalog as catalog_json
from planfolio.exports.feed import ADDRESS as FEED
from planfolio.exports.feed import feed
from planfolio.exports.report_files import REPORT_FILES, report_files
from planfolio.exports.sitemap import sitemap
from planfolio.inspection import Inspection
from planfolio.model import Schedule, Site
from planfolio.reports import Report

__all__ = ["REPORT_FILES", "calendar", "catalog_json", "feed", "report_files", "sitemap", "write"]


def write(
    inspection: Inspection, report: Report, *, addresses: Iterable[str], base_url: str | None, stamp: date | None
) -> dict[str, bytes]:
    """All exports of a site by path: of documents in `report` that have a page among `addresses`, and of nothing else.

    A sitemap holds public addresses, so there is none without a `base_url`.
    """
    addresses = set(addresses)
    base_url = base_url if base_url and base_url.startswith(("https://", "http://")) else None
    shown = _with_pages(report, addresses)
    documents = tuple(document for document in report.documents if f"{document.key}/" in addresses)
    files = {
        FEED: feed(shown, base_url=base_url, language=report.language),
        "catalog.json": catalog_json(replace(report, documents=documents), base_url=base_url),
    }
    if base_url:
        files["sitemap.xml"] = sitemap(addresses, base_url)
    for item, schedule in shown.records(Schedule):
        totals = inspection.totals[item.key]
        files[f"{item.key}/calendar.ics"] = calendar(item, schedule, totals, stamp, language=report.language)
    return files


def _with_pages(report: Report, addresses: set[str]) -> Catalog:
    catalog = report.catalog or Catalog(Site(title=""), {}, {})
    items = {key: item for key, item in catalog.items.items() if f"{key}/" in addresses}
    return Catalog(catalog.site, items, catalog.by_path)
