"""Sitemap: the addresses of all pages, for search engines."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from planfolio.exports.publication import Export, Publication
from planfolio.findings import say

_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
MOST = 50_000
"""Addresses that one sitemap may hold."""


def exports(publication: Publication) -> Iterator[Export]:
    """Where the site's public address is known and search engines may list it: a sitemap holds no other addresses. More of them
    than one may hold are parted into several, and sitemap.xml is the index of these."""
    if not (publication.base and publication.is_listed):
        return
    addresses = sorted(_addresses(publication))
    if len(addresses) <= MOST:
        yield _file("sitemap.xml", partial(_written, publication, "urlset", "url", addresses))
        return
    parts = [addresses[start : start + MOST] for start in range(0, len(addresses), MOST)]
    names = [f"sitemap-{number}.xml" for number in range(1, len(parts) + 1)]
    yield _file("sitemap.xml", partial(_written, publication, "sitemapindex", "sitemap", names))
    for name, part in zip(names, parts, strict=True):
        yield _file(name, partial(_written, publication, "urlset", "url", part))


def _file(path: str, write: Callable[[], bytes]) -> Export:
    return Export(path=path, page=None, media="application/xml", name=say("站点地图", "Sitemap"), write=write)


def _written(publication: Publication, whole: str, each: str, addresses: list[str]) -> bytes:
    """A sitemap, or the index of several, by the names that the protocol has for it and for what it lists."""
    root = Element(whole, xmlns=_NAMESPACE)
    for address in addresses:
        SubElement(SubElement(root, each), "loc").text = publication.link(address)
    ElementTree.indent(root, " ")
    written: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


def _addresses(publication: Publication) -> Iterator[str]:
    """Each page once; those for errors and searches, the sheets of the report, and what is not listed are left out."""
    for page in publication.pages:
        if page.unlisted:
            continue
        if page.kind not in ("error", "search") and not (page.kind == "report" and page.address != "report/"):
            yield page.address
