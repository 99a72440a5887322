"""Feeds: the newest published documents as Atom, of the site, of an organisation, of a type. Dates are those of issue; no
clock is read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import field
from datetime import date
from functools import partial
from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from planfolio.catalog import Item
from planfolio.exports.publication import Export, Publication, PublishedPage
from planfolio.findings import Message, say
from planfolio.frozen import frozen
from planfolio.model import ArchiveDocument, Organisation, Plan
from planfolio.model.choices import Status
from planfolio.reports.characters import shown

MOST = 30
_NAMESPACE = "http://www.w3.org/2005/Atom"
_LISTED = (Status.FILED, Status.PUBLISHED)
_NEVER = date(1970, 1, 1)
_TYPES = "archive/type/"
"""Where the lists of each type are."""


@frozen(kw_only=True)
class _Entry:
    """A document in a feed: a plan that is filed or published, or an archive document, with its date of issue."""

    item: Item
    issued: date

    @property
    def key(self) -> str:
        return self.item.key

    @property
    def record(self) -> Plan | ArchiveDocument:
        record = self.item.record
        assert isinstance(record, (Plan, ArchiveDocument))
        return record


@frozen
class _Entries:
    """The entries of the site, of each type and of each organisation, the newest first."""

    whole: list[_Entry]
    by_type: dict[str, list[_Entry]] = field(default_factory=dict)
    by_issuer: dict[str | None, list[_Entry]] = field(default_factory=dict)


def beside(publication: Publication, page: PublishedPage) -> Iterator[Export]:
    """One for the site, on its home page; one for each type and each organisation of which there is something to tell."""
    site, item = publication.catalog.site, publication.shown_by(page)
    if not page.address:
        yield _export(publication, page, site.title, _entries(publication).whole)
    elif page.address.startswith(_TYPES):
        found = _entries(publication).by_type.get(page.address.removeprefix(_TYPES).rstrip("/"))
        if found:
            yield _export(publication, page, f"{_kind(publication, found[0])} · {site.title}", found)
    elif item is not None and isinstance(item.record, Organisation):
        found = _entries(publication).by_issuer.get(item.document.id)
        if found:
            yield _export(publication, page, item.record.title, found)


def _export(publication: Publication, page: PublishedPage, title: str, entries: Sequence[_Entry]) -> Export:
    name: Message = say("订阅新文件（Atom）", "Feed of new documents (Atom)")
    write = partial(_feed, publication, page.address, title, entries[:MOST])
    path = f"{page.address}feed.xml"
    return Export(path=path, page=page.address, media="application/atom+xml", name=name, write=write)


def _entries(publication: Publication) -> _Entries:
    found: _Entries = publication.once.of("entries of feeds", partial(_sorted_out, publication))
    return found


def _sorted_out(publication: Publication) -> _Entries:
    found = _Entries(_newest_first(publication))
    for entry in found.whole:
        found.by_type.setdefault(entry.record.type.value, []).append(entry)
        found.by_issuer.setdefault(entry.record.issuer, []).append(entry)
    return found


def _newest_first(publication: Publication) -> list[_Entry]:
    found = [
        _Entry(item=item, issued=record.issued)
        for item in publication.catalog.items.values()
        if isinstance(record := item.record, (Plan, ArchiveDocument)) and record.issued is not None
        if isinstance(record, ArchiveDocument) or record.status in _LISTED
    ]
    return sorted(found, key=lambda entry: (-entry.issued.toordinal(), entry.key))


def _kind(publication: Publication, entry: _Entry) -> str:
    return entry.record.type.shown(publication.language)


def _feed(publication: Publication, address: str, title: str, entries: Sequence[_Entry]) -> bytes:
    """Without a public address links are relative to the feed, and ids are names made from the relative ones."""
    site = publication.catalog.site
    root = Element("feed", {"xmlns": _NAMESPACE, "xml:lang": "zh-CN" if publication.language == "zh" else "en"})
    _add(root, "id", _identity(publication, address))
    _add(root, "title", title)
    _add(root, "updated", _moment(entries[0].issued if entries else _NEVER))
    _add(SubElement(root, "author"), "name", site.owner or site.title)
    SubElement(root, "link", rel="alternate", type="text/html", href=_link(publication, address, address))
    feed = f"{address}feed.xml"
    SubElement(root, "link", rel="self", type="application/atom+xml", href=_link(publication, feed, address))
    for entry in entries:
        _add_entry(root, publication, address, entry)
    ElementTree.indent(root, " ")
    written: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


def _add_entry(root: Element, publication: Publication, address: str, found: _Entry) -> None:
    record, page = found.record, f"{found.key}/"
    entry = SubElement(root, "entry")
    _add(entry, "id", _identity(publication, page))
    _add(entry, "title", record.title)
    _add(entry, "updated", _moment(found.issued))
    _add(entry, "published", _moment(found.issued))
    SubElement(entry, "link", rel="alternate", type="text/html", href=_link(publication, page, address))
    kind, issuer = _kind(publication, found), publication.organisation(record.issuer)
    SubElement(entry, "category", term=record.type.value, label=kind)
    number = record.number if isinstance(record, Plan) else record.author
    _add(entry, "summary", " · ".join(fact for fact in (kind, issuer, number) if fact))


def _add(parent: Element, name: str, text: str) -> None:
    SubElement(parent, name).text = shown(text)


def _identity(publication: Publication, address: str) -> str:
    """An id that stays: the public address, or a name made from the relative one."""
    return publication.link(address) if publication.base else f"urn:uuid:{uuid5(NAMESPACE_URL, f'planfolio:{address}')}"


def _link(publication: Publication, address: str, feed: str) -> str:
    """From the feed beside the page at `feed`."""
    if not publication.base and address.startswith(feed):
        return address.removeprefix(feed) or "./"
    return publication.link(address, feed)


def _moment(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"
