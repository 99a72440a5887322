"""Feed: the newest published plans as Atom. Dates are those of issue; no clock is read."""

from __future__ import annotations

from datetime import date
from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from planfolio.catalog import Catalog, Item
from planfolio.exports.sitemap import absolute
from planfolio.findings import Language
from planfolio.model import Plan
from planfolio.model.choices import Status
from planfolio.reports.characters import shown

ADDRESS = "feed.xml"
MOST = 30
_NAMESPACE = "http://www.w3.org/2005/Atom"
_LISTED = (Status.FILED, Status.PUBLISHED)
_NEVER = date(1970, 1, 1)


def feed(catalog: Catalog, *, base_url: str | None = None, language: Language = "zh") -> bytes:
    """Published and filed plans with a date of issue, newest first. Without `base_url` links are relative to the feed."""
    plans = [(item, plan) for item, plan in catalog.records(Plan) if plan.status in _LISTED and plan.issued is not None]
    plans.sort(key=lambda found: (-(found[1].issued or _NEVER).toordinal(), found[0].key))
    root = Element("feed", {"xmlns": _NAMESPACE, "xml:lang": "zh-CN" if language == "zh" else "en"})
    _add(root, "id", _identity("", base_url))
    _add(root, "title", catalog.site.title)
    _add(root, "updated", _moment(plans[0][1].issued if plans else None))
    _add(SubElement(root, "author"), "name", catalog.site.owner or catalog.site.title)
    SubElement(root, "link", rel="alternate", href=_link("", base_url))
    SubElement(root, "link", rel="self", href=_link(ADDRESS, base_url))
    for item, plan in plans[:MOST]:
        _add_entry(root, catalog, item, plan, base_url, language)
    ElementTree.indent(root, " ")
    written: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


def _add_entry(
    root: Element, catalog: Catalog, item: Item, plan: Plan, base_url: str | None, language: Language
) -> None:
    entry = SubElement(root, "entry")
    address = f"{item.key}/"
    _add(entry, "id", _identity(address, base_url))
    _add(entry, "title", plan.title)
    _add(entry, "updated", _moment(plan.issued))
    _add(entry, "published", _moment(plan.issued))
    SubElement(entry, "link", rel="alternate", href=_link(address, base_url))
    SubElement(entry, "category", term=plan.type.value, label=plan.type.shown(language))
    facts = (plan.type.shown(language), catalog.name_of(plan.issuer), plan.number)
    _add(entry, "summary", " · ".join(fact for fact in facts if fact))


def _add(parent: Element, name: str, text: str) -> None:
    SubElement(parent, name).text = shown(text)


def _identity(address: str, base_url: str | None) -> str:
    """An id that stays: the public address, or a name made from the relative one."""
    return absolute(base_url, address) if base_url else f"urn:uuid:{uuid5(NAMESPACE_URL, f'planfolio:{address}')}"


def _link(address: str, base_url: str | None) -> str:
    return absolute(base_url, address) if base_url else address or "./"


def _moment(day: date | None) -> str:
    return f"{(day or _NEVER).isoformat()}T00:00:00Z"
