"""Citations: a document named in the manner of GB/T 7714, without a day of access."""

from __future__ import annotations

from planfolio.catalog import Item
from planfolio.pages.edition import Edition, title_of


def citation(edition: Edition, item: Item) -> str:
    """`Issuer. Title: number[EB/OL]. (2024-09-04). https://…`; only what is known, the address where the site has one."""
    record = item.record
    issuer, number, issued = (getattr(record, name, None) for name in ("issuer", "number", "issued"))
    named = edition.catalog.find("organisations", issuer)
    author = f"{edition.title(named)}. " if named else ""
    title = f"{title_of(item)}: {number}" if number else title_of(item)
    day = f" ({issued})." if issued else ""
    address = f" {edition.absolute}{edition.address(item.key)}" if edition.absolute else ""
    return f"{author}{title}[EB/OL].{day}{address}"
