"""Checks: every rule on documents, one module each, found here by its name.

A check is a module `<code>_<noun>.py` with a docstring that is its manual (Chinese, a line `--`, English; the first line of
each half is the title), `SEVERITY`, the severity in a published document, and a generator `check(subject)` that yields
findings, passes and "not computable". Adding one is that module and its two example files under tests/rules/<CODE>/. A check
that compares documents keeps what it learns of all of them for the last evidence, and offers it as `survey(evidence)`.
Modules with other names are what several checks share.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from functools import cache

from planfolio.catalog import Catalog, Item
from planfolio.checks.subject import Subject
from planfolio.evidence import Evidence
from planfolio.findings import Finding, Outcome, Rule, Severity, say
from planfolio.frozen import frozen
from planfolio.model import Plan, Schedule

_CHECK = re.compile(r"[a-z]{2}\d\d_\w+")
_new = tuple.__new__
"""Makes a subject as its own name does, at half the cost: each document needs one a check."""


@frozen
class Check:
    """A rule, the generator that applies it, and what it looks at in all documents together, if anything."""

    rule: Rule
    run: Callable[[Subject], Iterator[Outcome]]
    survey: Callable[[Evidence], object] | None = None


@cache
def all_checks() -> tuple[Check, ...]:
    """Every check, by code."""
    found = [_load(module.name) for module in pkgutil.iter_modules(__path__) if _CHECK.fullmatch(module.name)]
    return tuple(sorted(found, key=lambda check: check.rule.code))


def _load(name: str) -> Check:
    module = importlib.import_module(f"{__name__}.{name}")
    zh, _, en = (module.__doc__ or "").partition("\n--\n")
    zh_title, _, zh_manual = zh.strip().partition("\n")
    en_title, _, en_manual = en.strip().partition("\n")
    rule = Rule(
        code=name.partition("_")[0].upper(),
        severity=module.SEVERITY,
        title=say(zh_title.rstrip("。"), en_title.rstrip(".")),
        manual=say(zh_manual.strip(), en_manual.strip()),
    )
    return Check(rule, module.check, getattr(module, "survey", None))


def judged(evidence: Evidence) -> list[str]:
    """The keys of the documents on which checks look."""
    items = evidence.catalog.items.values()
    return [item.key for item in items if item.record is not None and not item.document.path.startswith("planfolio/")]


def judge(evidence: Evidence, key: str, *, today: date) -> list[Outcome]:
    """What all checks say of one document. `today` decides which certificates and cycles have run out."""
    item = evidence.catalog.items[key]
    assert item.record is not None
    outcomes: list[Outcome] = []
    softens = is_lenient(evidence.catalog, item)
    for check in all_checks():
        found = check.run(_new(Subject, (item, item.record, evidence, today, check.rule)))
        outcomes.extend(map(_softened, found) if softens else found)
    return outcomes


def survey(evidence: Evidence) -> None:
    """Look at all documents together, as far as checks do, before several processes judge them one by one."""
    for check in all_checks():
        if check.survey is not None:
            check.survey(evidence)


def _softened(outcome: Outcome) -> Outcome:
    """An error in a draft, a superseded or an archived plan counts as a warning; a schedule follows its plan."""
    if isinstance(outcome, Finding) and outcome.severity is Severity.ERROR:
        return replace(outcome, severity=Severity.WARNING)
    return outcome


def is_lenient(catalog: Catalog, item: Item) -> bool:
    """Whether the document's status softens errors."""
    if isinstance(item.record, Schedule):
        plan = catalog.plan_of(item)
        return plan is not None and isinstance(plan.record, Plan) and plan.record.status.is_lenient
    return isinstance(item.record, Plan) and item.record.status.is_lenient


__all__ = ["Check", "Subject", "all_checks", "is_lenient", "judge", "judged", "survey"]
