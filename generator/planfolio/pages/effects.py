"""Effects: the changes that close the most findings, the strongest first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from planfolio.completeness import SECTIONS
from planfolio.findings import Finding, Message, Severity, say
from planfolio.frozen import frozen
from planfolio.pages.checks import sheet_link
from planfolio.pages.edition import Link
from planfolio.pages.gaps import absent_section
from planfolio.pages.remarks import Counts
from planfolio.pages.studio import Studio
from planfolio.reports.decisions import Decision
from planfolio.reports.rules import title_of

MOST = 10
"""Changes that are named."""
_NAMED = 8
"""Documents that a change names; the rule index names the rest."""


@frozen(kw_only=True)
class EffectRow:
    """One change: what to do, how many findings of which rules it closes, and where. `rule` names the rule where it is one."""

    action: str
    codes: tuple[str, ...]
    rule: str
    counts: Counts
    documents: tuple[Link, ...]
    more: int


@dataclass(slots=True)
class _Change:
    action: Message
    findings: list[Finding] = field(default_factory=list)

    @property
    def weight(self) -> tuple[int, int, int]:
        counts = [sum(finding.severity is severity for finding in self.findings) for severity in Severity]
        return (counts[0], counts[1], counts[2])


def effects(studio: Studio) -> Iterator[EffectRow]:
    """The strongest changes: those that close most errors, then most warnings, then most notes. What is on file is left as it is."""
    filed = {key for key, decision in studio.decisions.items() if decision is Decision.FILED}
    changes = _changes(studio, (one for one in studio.edition.report.findings if one.document not in filed))
    strongest = sorted(changes.items(), key=lambda one: (*(-count for count in one[1].weight), one[0]))
    for _, change in strongest[:MOST]:
        errors, warnings, notes = change.weight
        keys = list(dict.fromkeys(finding.document for finding in change.findings if finding.document))
        codes = tuple(sorted({finding.code for finding in change.findings}))
        yield EffectRow(
            action=studio.edition.shown(change.action),
            codes=codes,
            rule=studio.edition.shown(title_of(codes[0])) if len(codes) == 1 else "",
            counts=Counts(errors=errors, warnings=warnings, notes=notes, waived=0, unknown=0),
            documents=tuple(sheet_link(studio, key) for key in keys[:_NAMED]),
            more=max(0, len(keys) - _NAMED),
        )


def _changes(studio: Studio, findings: Iterable[Finding]) -> dict[tuple[str, str], _Change]:
    found: dict[tuple[str, str], _Change] = {}
    for finding in findings:
        if finding.waived is None and finding.fix is not None:
            key, action = _change(studio, finding)
            found.setdefault(key, _Change(action)).findings.append(finding)
    return found


def _change(studio: Studio, finding: Finding) -> tuple[tuple[str, str], Message]:
    """What closes a finding. A field that is not filled closes all that only miss it, the section that it stands for
    among them; else it is the fix that the rule names."""
    section = absent_section(finding)
    name = _field_of(section) if section else _empty_field(studio, finding)
    if name in _SECTION_OF:
        section_name = _SECTION_OF[name]
        return ("", name), say(
            "写上“{section}”（{name}）", "state “{section}” ({name})", section=section_name, name=name
        )
    assert finding.fix is not None
    return (finding.code, finding.fix.shown("zh")), finding.fix


def _field_of(section: str) -> str:
    return next((name for name, title in _FIRST.items() if title == section), section)


def _empty_field(studio: Studio, finding: Finding) -> str:
    """The top-level field at which a finding points, where the document leaves it empty."""
    item = studio.edition.catalog.items.get(finding.document or "")
    name = str(finding.at.field[0]) if len(finding.at.field) == 1 else ""
    return name if item and item.record and name and not getattr(item.record, name, None) else ""


_FIRST = {"issued" if section.id == "signature" else section.fields[0].lstrip("@"): section.id for section in SECTIONS}
_SECTION_OF = {name: section.name for (name, _), section in zip(_FIRST.items(), SECTIONS, strict=True)}
"""The field that each section is filled by in the first place; the date of issue stands for the signature."""
