"""The rule index of the report: how often each rule held, failed or could not be computed, and in which documents."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

from planfolio.findings import Finding, NotComputable, Passed, Rule
from planfolio.frozen import frozen
from planfolio.pages.checks import sheet_link
from planfolio.pages.edition import Edition, Link
from planfolio.pages.page import Page
from planfolio.pages.register import in_order, register_pages
from planfolio.pages.remarks import manual
from planfolio.pages.report import navigation
from planfolio.pages.studio import Studio
from planfolio.reports.rules import SEVERITY_NAMES, all_rules, family_of

ADDRESS = "report/rules/"
BELOW = (ADDRESS,)
_NAMED = 20
"""Documents that are named under one rule; where there are more, its own pages name all."""


@frozen(kw_only=True)
class RuleRow:
    """A rule with its counts: findings that count, waived ones, passes, and what could not be computed."""

    code: str
    title: str
    severity_name: str
    manual: str
    live: int
    waived: int
    passed: int
    unknown: int
    documents: tuple[Link, ...]
    more: int
    list: str


@frozen(kw_only=True)
class RuleFamily:
    """The rules of one family."""

    title: str
    rules: tuple[RuleRow, ...]


def pages(studio: Studio) -> Iterator[Page]:
    """Every rule, and the documents with findings of each; none where the site keeps its report internal."""
    edition = studio.edition
    if not edition.has_report:
        return
    found = _found(studio)
    families = tuple(_families(studio, found))
    title = edition.say("按规则看", "By rule")
    trail = (edition.home, Link(text=edition.say("检查报告", "Report"), address="report/"))
    yield edition.page(
        address=ADDRESS,
        kind="report",
        layout="rule_index.html",
        title=title,
        trail=trail,
        context={
            "navigation": navigation(edition),
            "families": families,
            "spoken": tuple(rule for family in families for rule in family.rules if rule.live or rule.waived),
        },
    )
    documents = in_order(studio)
    for rule in (rule for family in families for rule in family.rules if rule.list):
        counts = found[rule.code]
        yield from register_pages(
            studio,
            address=rule.list,
            title=f"{rule.code} {rule.title}",
            documents=[document for document in documents if document.key in counts],
            trail=(*trail, Link(text=title, address=ADDRESS)),
            navigation=navigation(edition),
            about=Link(text=edition.say("这条规则的说明", "What this rule says"), address=rule.manual),
            remarks={key: f"{rule.code} × {count}" for key, count in counts.items() if key and count > 1},
        )


def _found(studio: Studio) -> dict[str, Counter[str | None]]:
    """How many findings of each rule every document has, waived ones among them."""
    found: dict[str, Counter[str | None]] = {}
    for finding in studio.edition.report.findings:
        found.setdefault(finding.code, Counter())[finding.document] += 1
    return found


def _families(studio: Studio, documents: Mapping[str, Counter[str | None]]) -> Iterator[RuleFamily]:
    edition = studio.edition
    report = edition.report
    live = _counts(finding for finding in report.findings if finding.waived is None)
    waived = _counts(finding for finding in report.findings if finding.waived is not None)
    passed, unknown = _counts(report.passed), _counts(report.not_computable)
    found: dict[str, list[RuleRow]] = {}
    for rule in all_rules():
        code = rule.code
        named = documents.get(code, Counter())
        more = max(0, len(named) - _NAMED)
        found.setdefault(code[:2], []).append(
            RuleRow(
                code=code,
                title=edition.shown(rule.title),
                severity_name=_severity(edition, rule),
                manual=manual(code),
                live=live[code],
                waived=waived[code],
                passed=passed[code],
                unknown=unknown[code],
                documents=tuple(_link(studio, key, count) for key, count in islice(named.items(), _NAMED)),
                more=more,
                list=f"{ADDRESS}{code}/" if more else "",
            )
        )
    for family, rows in found.items():
        yield RuleFamily(title=f"{family} {edition.shown(family_of(family))}", rules=tuple(rows))


def _counts(outcomes: Iterable[Finding | Passed | NotComputable]) -> Counter[str]:
    return Counter(outcome.code for outcome in outcomes)


def _severity(edition: Edition, rule: Rule) -> str:
    return edition.shown(SEVERITY_NAMES[rule.severity])


def _link(studio: Studio, key: str | None, count: int) -> Link:
    """A document with the number of its findings; files that are no document have no sheet."""
    if key is None:
        return Link(text=studio.edition.say("其他文件", "Other files"), address="report/#elsewhere", count=count)
    link = sheet_link(studio, key)
    return Link(text=link.text, address=link.address, count=count)
