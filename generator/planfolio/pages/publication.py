"""Publication: which documents a build shows, and what of a portfolio."""

from __future__ import annotations

import re
from functools import cache

from planfolio.catalog import Item
from planfolio.inspection import Inspection
from planfolio.model import Plan, Portfolio, Schedule
from planfolio.model.choices import Status, Visibility
from planfolio.model.records import entries
from planfolio.pages.page import Profile
from planfolio.reports.publicity import Fate, consented, publicity
from planfolio.sources.nodes import Mapping, Scalar

BODY = ("body", "正文")
"""How consent names a portfolio's free text, which is no field."""


def published(inspection: Inspection, *, profile: Profile, drafts: bool) -> frozenset[str]:
    """Keys of the documents that have a page. Portfolios without consent have none in public, internal documents neither,
    drafts and their schedules only where they are wanted."""
    catalog = inspection.catalog
    if profile == "public":
        known = publicity(catalog, drafts=drafts)
        return frozenset(key for key in catalog.items if known.of_key(key) <= Fate.CONSENTED)
    if drafts:
        return frozenset(catalog.items)
    absent = {key for key, item in catalog.items.items() if _is_draft(item)}
    for item, _ in catalog.records(Schedule):
        plan = catalog.plan_of(item)
        if plan is not None and plan.key in absent:
            absent.add(item.key)
    return frozenset(catalog.items.keys() - absent)


def _is_draft(item: Item) -> bool:
    """A plan that could not be read is a draft only where it says so: else its page would hide what is wrong with it."""
    if isinstance(item.record, Plan):
        return item.record.status is Status.DRAFT
    return item.document.collection == "plans" and written(item, "status", "状态") in ("draft", "草稿")


def shows_report(inspection: Inspection, profile: Profile) -> bool:
    """Whether the report has a page: an internal report has none in a public build."""
    return profile == "internal" or inspection.site.report is Visibility.PUBLIC


def written(item: Item, *keys: str) -> str | None:
    """What the source says for one of `keys`, read without decoding, so that it works for broken documents too."""
    root = item.document.root
    if isinstance(root, Mapping):
        for entry in root.entries:
            if entry.key.text.strip() in keys and isinstance(entry.value, Scalar):
                return entry.value.text.strip()
        return None
    found = re.search(rf"^(?:{'|'.join(keys)})\s*[:：]\s*[\"']?(.+?)[\"']?\s*$", item.document.text, re.MULTILINE)
    return found[1] if found else None


def open_fields(portfolio: Portfolio, profile: Profile) -> frozenset[str]:
    """The fields of a portfolio that may be shown, by canonical name, and `body` for its text: publicly what the teacher
    lists, never an internal field."""
    if profile == "internal":
        return frozenset({*_all_fields(), "body"})
    listed = portfolio.consent.fields if portfolio.consent and portfolio.consent.granted else ()
    names = consented(portfolio)
    return names | {"body"} if set(listed) & set(BODY) else names


@cache
def _all_fields() -> tuple[str, ...]:
    return tuple(entry.name for entry in entries(Portfolio))
