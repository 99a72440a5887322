"""Sitemap: the addresses of all pages, for search engines."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from planfolio.exports.publication import Export, Publication
from planfolio.findings import say

_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
MOST = 50_000
"""Addresses that one sitemap may hold."""


def exports(publication: Publication) -> Iterator[Export]:
    """One, where the site's public address is known: a sitemap holds no other addresses."""
    if publication.base:
        yield Export(
            path="sitemap.xml",
            page=None,
            media="application/xml",
            name=say("站点地图", "Sitemap"),
            write=partial(_sitemap, publication),
        )


def _sitemap(publication: Publication) -> bytes:
    """Each page once, in order; those for errors and searches, and the sheets of the report, are left out."""
    root = Element("urlset", xmlns=_NAMESPACE)
    for address in sorted(_addresses(publication))[:MOST]:
        SubElement(SubElement(root, "url"), "loc").text = publication.link(address)
    ElementTree.indent(root, " ")
    written: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


def _addresses(publication: Publication) -> Iterator[str]:
    for page in publication.pages:
        if page.kind not in ("error", "search") and not (page.kind == "report" and page.address != "report/"):
            yield page.address
