"""Sitemap: the addresses of all pages, for search engines."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
_RESERVED = ":/?#[]@!$&'()*+,;=%~"
MOST = 50_000
"""Addresses that one sitemap may hold."""


def sitemap(urls: Iterable[str], base_url: str) -> bytes:
    """Each of the relative addresses `urls` once, in order, below `base_url`."""
    root = Element("urlset", xmlns=_NAMESPACE)
    for url in sorted(set(urls))[:MOST]:
        SubElement(SubElement(root, "url"), "loc").text = absolute(base_url, url)
    ElementTree.indent(root, " ")
    written: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


def absolute(base_url: str, address: str) -> str:
    """The public address of a page, percent-encoded."""
    return f"{quote(base_url.rstrip('/'), safe=_RESERVED)}/{quote(address)}"
