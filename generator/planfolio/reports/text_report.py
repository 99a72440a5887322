"""The report as text for a terminal: each finding with its code frame, why it matters and what to do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import field

from planfolio.findings import Count, Finding, Message, Place, Related, Severity, say
from planfolio.frozen import frozen
from planfolio.reports.characters import inert, shown
from planfolio.reports.frames import PLAIN, Mark, Paint, frame, gutter_width
from planfolio.reports.report import Report, Summary

NAME = "text"
MOST_RELATED = 12
"""Related places shown of one finding; the rest is counted."""

_COLORS = {Severity.ERROR: "1;31", Severity.WARNING: "1;33", Severity.NOTE: "1;36"}
_FINE = "1;32"
_GUTTER = "1;34"
_STRONG = "1"


def write(report: Report, color: bool = False) -> str:
    """All findings in the report's order, waived ones in short, old ones counted; a line that counts everything."""
    page = _Page(report, color)
    blocks = [page.finding(finding) for finding in report.findings if finding.waived is None]
    covered = [finding for finding in report.findings if finding.waived is not None]
    blocks += [page.waived(finding) for finding in covered if finding.waived and not finding.waived.is_old]
    old = sum(finding.waived is not None and finding.waived.is_old for finding in covered)
    return inert("".join(f"{block}\n\n" for block in blocks) + page.old(old) + f"{page.closing()}\n")


def block(report: Report, finding: Finding) -> str:
    """One finding: its message, then where it is, the lines there and what to do."""
    return inert(_Page(report, color=False).finding(finding))


@frozen
class _Page:
    """A report being written; keeps the lines of each source that it has split."""

    report: Report
    color: bool
    sources: dict[str, list[str]] = field(default_factory=dict)

    def lines(self, path: str) -> list[str]:
        if path not in self.sources:
            self.sources[path] = self.report.lines(path)
        return self.sources[path]

    def words(self, message: Message) -> str:
        """One line in the reader's language."""
        return shown(message.shown(self.report.language))

    def painted(self, code: str) -> Callable[[str], str]:
        return (lambda text: f"\x1b[{code}m{text}\x1b[0m") if self.color else str

    def finding(self, finding: Finding) -> str:
        related = finding.related[:MOST_RELATED]
        marks = self._marks(finding, related)
        gutter = gutter_width(mark for found in marks.values() for mark in found)
        rows = [self._head(finding)]
        for path, found in marks.items():
            at = found[0].span
            arrow = "-->" if path == finding.at.file else ":::"
            rows.append(f"{' ' * gutter}{self.painted(_GUTTER)(arrow)} {shown(path)}:{at.line}:{at.column}")
            rows += frame(self.lines(path), found, gutter=gutter, paint=self._paint(finding.severity))
        return "\n".join([*rows, *self._notes(finding, gutter)])

    def _head(self, finding: Finding) -> str:
        name = self.painted(_COLORS[finding.severity])(f"{finding.severity.value}[{finding.code}]")
        return f"{name} {self.painted(_STRONG)(self.words(finding.message))}"

    def _marks(self, finding: Finding, related: tuple[Related, ...]) -> dict[str, list[Mark]]:
        """The primary place and all related ones of its file first, then those of other files."""
        marks = {finding.at.file: [Mark(span=self.report.span(finding.at), primary=True)]}
        for other in related:
            mark = Mark(span=self.report.span(other.at), label=self.words(other.message))
            marks.setdefault(other.at.file, []).append(mark)
        return marks

    def _paint(self, severity: Severity) -> Paint:
        if not self.color:
            return PLAIN
        return Paint(
            gutter=self.painted(_GUTTER), primary=self.painted(_COLORS[severity]), secondary=self.painted(_GUTTER)
        )

    def _notes(self, finding: Finding, gutter: int) -> Iterator[str]:
        notes: list[tuple[Message, str | None]] = [
            (say("原因", "why"), self.words(finding.why) if finding.why else None),
            (say("改法", "fix"), self.words(finding.fix) if finding.fix else None),
            (say("另有", "more"), self._left_out(len(finding.related) - MOST_RELATED)),
            (say("规则", "rule"), shown(finding.rule) if finding.rule else None),
            (say("说明", "help"), f"planfolio explain {finding.code}"),
        ]
        return (self._note(name, text, gutter) for name, text in notes if text)

    def _note(self, name: Message, text: str, gutter: int) -> str:
        colon = "：" if self.report.language == "zh" else ": "
        return f"{' ' * gutter} {self.painted(_GUTTER)('=')} {self.words(name)}{colon}{text}"

    def _left_out(self, count: int) -> str | None:
        if count <= 0:
            return None
        message = say(
            "{count} 处相关的地方，见 --format json",
            "{count}, see --format json",
            count=Count(count, "related place"),
        )
        return self.words(message)

    def waived(self, finding: Finding) -> str:
        """A waived finding in three lines: it stays visible."""
        assert finding.waived is not None
        rows = [
            f"{self.painted(_STRONG)(f'waived[{finding.code}]')} {self.words(finding.message)}",
            f" {self.painted(_GUTTER)('-->')} {self._place(finding.at)}",
            self._note(say("豁免", "waived"), shown(finding.waived.shown(self.report.language)), 1),
        ]
        return "\n".join(rows)

    def _place(self, place: Place) -> str:
        span = self.report.span(place)
        return f"{shown(place.file)}:{span.line}:{span.column}"

    def old(self, count: int) -> str:
        """How many findings the baseline covers; they are in the other forms."""
        message = say(
            "基线里的旧问题 {count} 个，这里不列；见检查报告或 --format json",
            "old findings in the baseline, not listed here: {count}; see the report or --format json",
            count=count,
        )
        return f"{self.words(message)}\n" if count else ""

    def closing(self) -> str:
        summary = self.report.summary
        counts = zip(Severity, (summary.errors, summary.warnings, summary.notes), strict=True)
        worst = next((_COLORS[severity] for severity, count in counts if count), _FINE)
        return self.painted(worst)(self.words(summed_up(summary)))


def summed_up(summary: Summary) -> Message:
    """All counts in one sentence."""
    return say(
        "{documents} 份文档：{errors} 个错误，{warnings} 个警告，{notes} 个提示；{passed} 项通过，{unknown} 项不可计算，{waived} 项豁免",
        "{documents}: {errors}, {warnings}, {notes}; {passed} passed, {unknown} not computable, {waived} waived",
        documents=Count(summary.documents, "document"),
        errors=Count(summary.errors, "error"),
        warnings=Count(summary.warnings, "warning"),
        notes=Count(summary.notes, "note"),
        passed=summary.passed,
        unknown=summary.not_computable,
        waived=summary.waived,
    )
