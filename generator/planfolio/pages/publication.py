"""Publication: which documents a build shows, and what of a portfolio."""

from __future__ import annotations

import re
from functools import cache

from planfolio.catalog import Item
from planfolio.inspection import Inspection
from planfolio.model import Plan, Portfolio, Schedule
from planfolio.model.choices import Status, Visibility
from planfolio.model.records import entries, spellings
from planfolio.pages.page import Profile
from planfolio.sources.nodes import Mapping, Scalar

_BODY = ("body", "正文")


def published(inspection: Inspection, *, profile: Profile, drafts: bool) -> frozenset[str]:
    """Keys of the documents that have a page. A schedule follows its plan; what cannot be read follows what it says itself."""
    shown: dict[str, bool] = {}
    catalog = inspection.catalog

    def is_shown(item: Item) -> bool:
        if item.key not in shown:
            shown[item.key] = _is_shown(item, profile, drafts)
            if shown[item.key] and isinstance(item.record, Schedule):
                plan = catalog.plan_of(item)
                shown[item.key] = plan is None or is_shown(plan)
        return shown[item.key]

    return frozenset(item.key for item in catalog.items.values() if is_shown(item))


def shows_report(inspection: Inspection, profile: Profile) -> bool:
    """Whether the report has a page: an internal report has none in a public build."""
    return profile == "internal" or inspection.site.report is Visibility.PUBLIC


def _is_shown(item: Item, profile: Profile, drafts: bool) -> bool:
    record = item.record
    if record is None:
        return _broken_is_shown(item, profile, drafts)
    if not drafts and isinstance(record, Plan) and record.status is Status.DRAFT:
        return False
    if profile == "internal":
        return True
    if isinstance(record, Portfolio) and not (record.consent and record.consent.granted):
        return False
    return record.visibility is Visibility.PUBLIC


def _broken_is_shown(item: Item, profile: Profile, drafts: bool) -> bool:
    """A document that could not be decoded is judged by the words in its source."""
    if not drafts and written(item, "status", "状态") in ("draft", "草稿"):
        return False
    if profile == "internal":
        return True
    is_internal = written(item, "visibility", "公开范围") in ("internal", "内部")
    return item.document.collection != "portfolios" and not is_internal


def written(item: Item, *keys: str) -> str | None:
    """What the source says for one of `keys`, read without decoding, so that it works for broken documents too."""
    root = item.document.root
    if isinstance(root, Mapping):
        for entry in root.entries:
            if entry.key.text.strip() in keys and isinstance(entry.value, Scalar):
                return entry.value.text.strip()
        return None
    found = re.search(rf"^\s*(?:{'|'.join(keys)})\s*[:：]\s*[\"']?([^\s\"'#]+)", item.document.text, re.MULTILINE)
    return found[1] if found else None


def consented(portfolio: Portfolio, profile: Profile) -> frozenset[str]:
    """The fields of a portfolio that may be shown, by canonical name; `body` and `note` are its free texts.

    Publicly only what the teacher lists, and never an internal field.
    """
    known = spellings(Portfolio)
    if profile == "internal":
        return frozenset({*_all_fields(), "body", "note"})
    listed = portfolio.consent.fields if portfolio.consent and portfolio.consent.granted else ()
    names = {known[name].name for name in listed if name in known and not known[name].internal}
    return frozenset(names | {"body"} if set(listed) & set(_BODY) else names)


@cache
def _all_fields() -> tuple[str, ...]:
    return tuple(entry.name for entry in entries(Portfolio))
