"""Checks on a document's page: section by section what is there and what is missing, the findings, the review sheet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial

from planfolio.catalog import Item
from planfolio.charts import Bar, counted
from planfolio.completeness import Section, Standing
from planfolio.findings import Severity, say
from planfolio.frozen import frozen
from planfolio.markdown import Rendered
from planfolio.model import Portfolio
from planfolio.pages.edition import Link, Source
from planfolio.pages.gaps import absent_section
from planfolio.pages.remarks import Counts
from planfolio.pages.studio import Studio

_STATES = {"present": say("有", "there"), "missing": say("缺", "missing"), "waived": say("豁免", "waived")}
_ANCHORS: Mapping[str, str] = {"time_place": "time"}
"""Sections that have another name on the page of a plan than in the table of sections."""


@frozen(kw_only=True)
class Task:
    """A section that a document should have: whether it is there, where on the page and in the source, else what to do."""

    name: str
    state: str  # present, missing or waived
    state_name: str
    anchor: str
    source: Source | None
    remedy: str


@frozen(kw_only=True)
class Checks:
    """Completeness, findings and decision of one document. `sheet` is the address of its review sheet."""

    present: int
    required: int
    missing: tuple[str, ...]
    tasks: tuple[Task, ...]
    optional: tuple[Task, ...]
    counts: Counts
    decision: str
    sheet: str

    @property
    def bar(self) -> Bar:
        return counted(self.present, self.required)


def checks_of(studio: Studio, item: Item, anchors: Iterable[str] = (), text: Rendered | None = None) -> Checks | None:
    """What the report says of a document in short; None where the report is not public. `anchors` and `text` are the
    sections and the body of its page, to which the sections that are there lead."""
    edition = studio.edition
    if not edition.has_report:
        return None
    found = studio.completeness(item)
    tasks = tuple(_tasks(studio, item, frozenset(anchors), text))
    return Checks(
        tasks=tuple(task for severity, task in tasks if severity is not Severity.NOTE),
        optional=tuple(task for severity, task in tasks if severity is Severity.NOTE),
        present=found.present if found else 0,
        required=found.required if found else 0,
        missing=tuple(edition.shown(section.name) for section, severity in found.missing if severity != "note")
        if found
        else (),
        counts=studio.remarks.counts(item.key),
        decision=edition.shown(decision) if (decision := studio.decisions.get(item.key)) else "",
        sheet=sheet_address(studio, item.key) or "report/",
    )


def _tasks(
    studio: Studio, item: Item, anchors: frozenset[str], text: Rendered | None
) -> Iterator[tuple[Severity, Task]]:
    """The sections for which the document's kind asks, with how much."""
    edition, found = studio.edition, studio.completeness(item)
    if found is None or isinstance(item.record, Portfolio):  # which lines a portfolio has is its teacher's affair
        return
    absent = {absent_section(finding): finding for finding in studio.remarks.of(item.key)}
    for section, severity in found.needed:
        standing = found.standing.get(section.id)
        finding = absent.get(section.id)
        state = "present" if standing else "waived" if finding and finding.waived else "missing"
        task = Task(
            name=studio.section_names[section.id],
            state=state,
            state_name=edition.shown(_STATES[state]),
            anchor=_anchor(section, standing, anchors, text) if standing else "",
            source=edition.source(standing.at) if standing and not edition.hides(standing.at) else None,
            remedy=edition.shown(finding.fix) if finding and finding.fix and state == "missing" else "",
        )
        yield severity, task


def _anchor(section: Section, standing: Standing, anchors: frozenset[str], text: Rendered | None) -> str:
    """Where the section stands on the page: among its sections, else under the heading of the text that names it."""
    own = _ANCHORS.get(section.id, section.id)
    if standing.heading is None:
        shown = own if own in anchors else "hours"  # units with nothing but hours stand there
        return f"#{shown}" if shown in anchors else ""
    if text is None or not text.html:
        return ""
    return next((f"#{one.anchor}" for one in text.outline if one.text == standing.heading), "#text")


def sheet_address(studio: Studio, key: str | None) -> str | None:
    """The address of a document's review sheet. Documents without a page have none, nor has an organisation of which
    there is nothing to say."""
    if key is None or key not in studio.reported or key not in studio.edition.keys:
        return None
    return f"report/{key}/" if not key.startswith("organisations/") or studio.remarks.judged(key) else None


def sheet_link(studio: Studio, key: str) -> Link:
    """A document's title, leading to its sheet where it has one."""
    return studio.sheet_links.of(key, partial(_sheet_link, studio, key))


def _sheet_link(studio: Studio, key: str) -> Link:
    item = studio.edition.catalog.items.get(key)
    title = studio.edition.title(item) if item else key
    return Link(text=title, address=sheet_address(studio, key))
