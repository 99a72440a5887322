"""Origins: when the source of a page last changed, who worked on it, and where its readers can mend it or tell a problem."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import TYPE_CHECKING

from planfolio import collation
from planfolio.catalog import Item
from planfolio.exports.publication import absolute
from planfolio.model import KINDS, Plan
from planfolio.model.choices import PlanType
from planfolio.pages.page import Origin
from planfolio.reads import Asked, answer

if TYPE_CHECKING:  # an edition has origins
    from planfolio.pages.edition import Edition

_BOT = re.compile(r"\[bot\]$|(?:^|[-_ ])bot$", re.IGNORECASE)
"""GitHub's `dependabot[bot]`, GitLab's `project_1_bot`: no people."""


class Origins(Asked):
    """The origins of one edition's pages."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition

    def of(self, address: str, title: str, item: Item | None) -> Origin | None:
        """The origin of the page at `address` about `item`; None where nothing is known. Of a portfolio nothing is told in
        public: that its file changed says that something did which may not be shown."""
        edition = self.edition
        if item is not None and _is_personal(item):
            title = f"{edition.shown(_kind(item))} {item.document.id}"
        if item is None or self._is_kept(item):
            problem = self._problem(address, title, "")
            return Origin(problem=problem) if problem else None
        path = item.document.path
        trace, forge = edition.history.traces.get(path), edition.forge(path)
        found = Origin(
            day=trace.day.isoformat() if trace else "",
            authors=self.authors.get(item.key, ()),
            edit=forge.edit(path) if forge else None,
            history=forge.history(path) if forge and trace else None,
            problem=self._problem(address, title, path),
        )
        return found if found != Origin() else None

    @answer
    def authors(self) -> Mapping[str, tuple[str, ...]]:
        """Those who worked on each document that has a page, by its key, in the order of names: nobody unless the settings
        want them shown, nobody whom they leave out, no teacher whose portfolio keeps the name back, no bot."""
        edition, credit = self.edition, self.edition.inspection.site.credits
        if credit is None or not credit.shown:
            return {}
        omitted = frozenset(map(_plain, credit.omit))
        unnamed = frozenset(filter(None, map(_plain, edition.unnamed)))

        def may_be_named(name: str) -> bool:
            plain = _plain(name)
            return not (plain in omitted or _BOT.search(name) or any(one in plain for one in unnamed))

        traces = {
            key: edition.history.traces[item.document.path].authors
            for key, item in edition.catalog.items.items()
            if item.document.path in edition.history.traces and not self._is_kept(item)
        }
        named = {name for names in traces.values() for name in names if may_be_named(name)}
        order = sorted(named, key=lambda name: (collation.key(name, is_name=True), name))
        places = {name: place for place, name in enumerate(order)}
        return {
            key: tuple(sorted((name for name in names if name in places), key=places.__getitem__))
            for key, names in traces.items()
        }

    @answer
    def contributors(self) -> Mapping[str, tuple[str, ...]]:
        """The keys of the documents on which each of these people worked, by name in the order of names."""
        found: dict[str, list[str]] = {}
        for key, names in self.authors.items():
            for name in names:
                found.setdefault(name, []).append(key)
        order = sorted(found, key=lambda name: (collation.key(name, is_name=True), name))
        return {name: tuple(found[name]) for name in order}

    def _is_kept(self, item: Item) -> bool:
        return self.edition.is_public and item.document.collection == "portfolios"

    def _problem(self, address: str, title: str, path: str) -> str | None:
        """Where a problem with a page is told, begun with what finds the page again and nothing about any person."""
        edition = self.edition
        if edition.hosted is None:
            return None
        say = edition.say
        trace = edition.history.traces.get(path)
        # The commit of the document rather than that of the site: else every page would change with every commit.
        revision = trace.commit if trace else edition.revision
        rows = (
            (say("页面：", "Page: "), absolute(edition.absolute, address) if edition.absolute else address or "/"),
            (say("版本：", "Revision: "), (revision or "")[:12]),
            (say("源文件：", "Source: "), path),
        )
        lines = [f"{label}{text}" for label, text in rows if text]
        ask = say(
            "哪里不对，应该是什么（别人也看得到，请不要写手机号、身份证号等个人信息）：",
            "What is wrong, and what it should be (others can read this: please no telephone or ID numbers):",
        )
        return edition.hosted.problem(say(f"问题：{title}", f"Problem: {title}"), "\n".join((*lines, "", ask, "")))


def _is_personal(item: Item) -> bool:
    """Whether a document is about one person or two, whose names its title is likely to have."""
    record = item.record
    kinds = (PlanType.PERSONAL, PlanType.MENTORING)
    return item.document.collection == "portfolios" or (isinstance(record, Plan) and record.type in kinds)


def _kind(item: Item) -> object:
    """What it is: the type of a plan, the kind of anything else."""
    record = item.record
    return record.type if isinstance(record, Plan) else KINDS[item.document.collection].KIND_NAME


def _plain(name: str) -> str:
    """A name without what may differ in writing it: width, capitals, blanks."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", name)).casefold()
