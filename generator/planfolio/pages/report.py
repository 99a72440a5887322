"""The report: how things stand in words and numbers, what to mend first, and every document with its gaps and hours."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from planfolio.charts import Bar, counted
from planfolio.completeness import SECTIONS
from planfolio.exports.report_files import DOWNLOADS
from planfolio.findings import Severity
from planfolio.frozen import frozen
from planfolio.model import Plan
from planfolio.model.exact import Range
from planfolio.model.packs import PackCheck
from planfolio.pages.checks import sheet_link
from planfolio.pages.edition import Edition, Link, kind_name
from planfolio.pages.effects import effects
from planfolio.pages.gaps import Gaps, gap
from planfolio.pages.moved import LAYOUT as MOVED
from planfolio.pages.page import Page, root_from
from planfolio.pages.paging import Part
from planfolio.pages.register import document_row, in_order, part_address, part_title, parts_of, turning
from planfolio.pages.remarks import FindingRow
from planfolio.pages.studio import Studio
from planfolio.publicity import SMALLEST_GROUP
from planfolio.reports.decisions import MEANINGS, NAMES, Decision
from planfolio.reports.report import DocumentReport
from planfolio.reports.rules import SEVERITY_NAMES, all_rules
from planfolio.totals import Totals
from planfolio.verdicts import Verdict

ADDRESS = "report/"
BELOW = (ADDRESS,)
_FORMER_PAGE = 200
"""Documents on one page when pages had numbers: so many of these addresses may be known."""


@frozen(kw_only=True)
class Cell:
    """A section of a document: absent, with a gap, whole, or not asked for. `mark` is what stands in the cell."""

    state: str  # error, warning, note, passed or none
    mark: str


@frozen(kw_only=True)
class MatrixRow:
    """A document with its required sections."""

    link: Link
    decision_name: str
    present: int
    required: int
    cells: tuple[Cell, ...]

    @property
    def bar(self) -> Bar:
        return counted(self.present, self.required)


@frozen(kw_only=True)
class HoursRow:
    """The hours of a document as text, and the rule of a pack that leaves least room."""

    link: Link
    declared: str
    computed: str
    actual: str
    limit: str
    rule: str
    slack: str
    outcome: str


@frozen(kw_only=True)
class DecisionCount:
    """How many documents come to a decision, and what it means."""

    name: str
    meaning: str
    count: int


@frozen(kw_only=True)
class Filter:
    """A choice by which documents can be filtered: name and label of the control, and its values with their labels."""

    name: str
    label: str
    options: tuple[tuple[str, str], ...]


def pages(studio: Studio) -> Iterator[Page]:
    """The report, cut where it is long; none where the site keeps it internal."""
    edition = studio.edition
    if not edition.has_report:
        return
    title = edition.say("检查报告", "Report")
    for part in parts_of(studio, in_order(studio)):
        is_whole = not part.name
        yield edition.page(
            address=part_address(ADDRESS, part.name),
            kind="report",
            title=part_title(edition, title, part.name),
            trail=(edition.home,) if is_whole else (edition.home, Link(text=title, address=ADDRESS)),
            context=partial(_context, studio, part),
        )
    yield from _former(studio, title)


def _context(studio: Studio, part: Part[DocumentReport]) -> dict[str, Any]:
    return {
        "navigation": navigation(studio.edition),
        **(_NO_OVERVIEW if part.name else _overview(studio)),
        **_documents(studio, part.items, studio.gaps),
        "withheld": _withheld(studio.edition) if studio.hides_some else "",
        **turning(studio.edition, ADDRESS, part),
    }


def _former(studio: Studio, title: str) -> Iterator[Page]:
    """The addresses that the pages of a long report had when they were numbered: each leads to the whole."""
    edition = studio.edition
    for number in range(2, -(-len(studio.documents) // _FORMER_PAGE) + 1):
        address = f"{ADDRESS}{number}/"
        yield edition.page(
            address=address,
            kind="error",
            layout=MOVED,
            title=title,
            trail=(edition.home,),
            leads_to=ADDRESS,
            context={"target": Link(text=title, address=ADDRESS), "refresh": f"{root_from(address)}{ADDRESS}"},
        )


_NO_OVERVIEW = {"decisions": (), "effects": (), "filters": (), "elsewhere": ()}


def _overview(studio: Studio) -> dict[str, Any]:
    """What stands on the first page alone."""
    return {
        "downloads": tuple(DOWNLOADS.items()),
        "decisions": tuple(_decisions(studio)),
        "summary": studio.edition.report.summary,
        "effects": tuple(effects(studio)),
        "filters": tuple(_filters(studio)),
        "elsewhere": tuple(_elsewhere(studio)),
        "revision": studio.edition.revision,
    }


def _documents(studio: Studio, documents: Sequence[DocumentReport], gaps: Mapping[str | None, Gaps]) -> dict[str, Any]:
    """Some documents: in a list, with their required sections, with their hours."""
    return {
        "documents": tuple(document_row(studio, one) for one in documents if _is_listed(studio, one)),
        "sections": tuple(studio.section_names.values()),
        "matrix": tuple(
            _matrix(studio, one, gaps.get(one.key, Gaps())) for one in documents if one.completeness.needed
        ),
        "hours": tuple(
            _hours(studio, one, totals)
            for one in documents
            if (totals := one.totals) and (totals.declared or totals.computed.addends)
        ),
    }


def _is_listed(studio: Studio, document: DocumentReport) -> bool:
    """Whether there is something to decide or to say: an organisation in order is not listed."""
    return studio.decisions[document.key] is not None or bool(studio.remarks.of(document.key))


def _withheld(edition: Edition) -> str:
    """That there is more than is told."""
    return edition.say(
        f"未授权公开的教师档案少于 {SMALLEST_GROUP} 份，其中的问题不显示，也不计入数目。",
        f"Fewer than {SMALLEST_GROUP} portfolios are without consent: what is found in them is neither shown nor counted.",
    )


def navigation(edition: Edition) -> tuple[Link, ...]:
    """The pages of the report."""
    changed = Link(text=edition.say("有什么变化", "What changed"), address="report/changes/")
    return (
        Link(text=edition.say("总览", "Overview"), address="report/"),
        Link(text=edition.say("按规则", "By rule"), address="report/rules/"),
        Link(text=edition.say("按机构", "By organisation"), address="report/organisations/"),
        *((changed,) if edition.changes is not None else ()),
    )


# --- in words and numbers ---------------------------------------------------------------------------------------------


def _decisions(studio: Studio) -> Iterator[DecisionCount]:
    edition = studio.edition
    counts = Counter(studio.decisions.values())
    for decision in Decision:
        yield DecisionCount(
            name=edition.shown(NAMES[decision]), meaning=edition.shown(MEANINGS[decision]), count=counts[decision]
        )


def _elsewhere(studio: Studio) -> Iterator[FindingRow]:
    """Findings in files that the list leaves out: text pages, packs, settings, what belongs nowhere."""
    for key in sorted(studio.remarks.documents, key=lambda key: key or ""):
        if key not in studio.reported:
            yield from studio.remarks.rows(key)


def _filters(studio: Studio) -> Iterator[Filter]:
    """The choices, each with the values that occur."""
    edition = studio.edition
    live = {finding.code for finding in edition.report.findings if finding.waived is None}
    rules = tuple((rule.code, f"{rule.code} {edition.shown(rule.title)}") for rule in all_rules() if rule.code in live)
    kinds = dict.fromkeys(edition.shown(kind_name(document.item)) for document in studio.documents)
    records = (document.item.record for document in studio.documents)
    statuses = dict.fromkeys(edition.shown(record.status) for record in records if isinstance(record, Plan))
    say = edition.say
    yield Filter(
        name="severity",
        label=say("轻重", "Severity"),
        options=tuple((severity.value, edition.shown(SEVERITY_NAMES[severity])) for severity in Severity),
    )
    yield Filter(name="rule", label=say("规则", "Rule"), options=rules)
    names = sorted({name for document in studio.documents if (name := studio.organisation_name(document.item))})
    decisions = tuple(one.name for one in _decisions(studio) if one.count)
    for name, label, values in (
        ("decision", say("结论", "Decision"), decisions),
        ("organisation", say("单位", "Organisation"), names),
        ("status", say("状态", "Status"), statuses),
        ("kind", say("种类", "Kind"), kinds),
    ):
        yield Filter(name=name, label=label, options=tuple((value, value) for value in values))


# --- required sections ------------------------------------------------------------------------------------------------


def _matrix(studio: Studio, document: DocumentReport, gaps: Gaps) -> MatrixRow:
    decision = studio.decisions[document.key]
    return MatrixRow(
        link=sheet_link(studio, document.key),
        decision_name=studio.edition.shown(decision) if decision else "",
        present=document.completeness.present,
        required=document.completeness.required,
        cells=tuple(_cells(studio, document, gaps)),
    )


_NOT_NEEDED = Cell(state="none", mark="–")
_WHOLE = Cell(state="passed", mark="✓")


def _cells(studio: Studio, document: DocumentReport, gaps: Gaps) -> Iterator[Cell]:
    edition, standing = studio.edition, document.completeness.standing
    needed = {section.id: severity for section, severity in document.completeness.needed}
    for section in SECTIONS:
        severity = needed.get(section.id)
        absent = gaps.absent.get(section.id)
        if absent is not None and absent.waived:
            yield Cell(state="none", mark=edition.say("豁免", "waived"))
        elif severity is not None and section.id not in standing:
            state = absent.severity if absent else severity  # milder in a document that is on file
            yield Cell(state=state.value, mark=edition.say("缺", "absent"))
        elif section.id in gaps.wanting:
            found = gaps.wanting[section.id]
            gravest = max((finding.severity for finding in found), key=lambda severity: severity.weight)
            yield Cell(state=gravest.value, mark=gap(found, edition.language))
        else:
            yield _WHOLE if severity is not None else _NOT_NEEDED


# --- hours ------------------------------------------------------------------------------------------------------------


def _hours(studio: Studio, document: DocumentReport, totals: Totals) -> HoursRow:
    edition = studio.edition
    verdict = _binding(studio, document)
    return HoursRow(
        link=sheet_link(studio, document.key),
        declared=str(totals.declared) if totals.declared else "",
        computed=edition.shown(totals.computed) if totals.computed.known or totals.computed.unknown else "",
        actual=str(verdict.actual) if verdict and verdict.actual and verdict.actual != totals.computed.known else "",
        limit=str(verdict.limit) if verdict else "",
        rule=edition.shown(verdict.title) if verdict else "",
        slack=_slack(edition, verdict.slack) if verdict and verdict.slack else "",
        outcome=verdict.outcome if verdict else "",
    )


def _binding(studio: Studio, document: DocumentReport) -> Verdict | None:
    """The floor that leaves least room: one that fails, else one that cannot be computed, else the nearest."""
    floors = [verdict for verdict in document.verdicts if verdict.limit and _is_floor(studio, verdict)]
    order = ("failed", "not_computable", "passed")
    return min(floors, key=lambda one: (order.index(one.outcome), one.slack.low if one.slack else 0), default=None)


def _is_floor(studio: Studio, verdict: Verdict) -> bool:
    rule = studio.pack_rules.get(verdict.rule)
    return rule is not None and (
        rule.check is PackCheck.CYCLE_FLOOR or rule.at_least is not None or rule.at_least_share is not None
    )


def _slack(edition: Edition, slack: Range) -> str:
    if slack.high < 0:
        lack = Range(-slack.high, -slack.low)
        return edition.say(f"差 {lack}", f"{lack} short")
    if slack.low < 0:
        return edition.shown(slack)
    return edition.say(f"余 {slack}", f"{slack} to spare") if slack.high > 0 else edition.say("正好", "just met")
