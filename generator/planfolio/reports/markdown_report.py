"""The report as Markdown, for a job summary or a comment: counts, documents, and the findings of each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from planfolio.findings import Finding, Message, Place, Severity, say
from planfolio.reports.characters import inert, shown
from planfolio.reports.report import DocumentReport, Report
from planfolio.reports.rules import SEVERITY_NAMES

NAME = "markdown"

_PUNCTUATION = re.compile(r"([\\`*_\[\]|~$])")
_BARE_PIPE = re.compile(r"(?<!\\)\|")
_TURNED_INTO_LINKS = re.compile(
    r"""://|www\.|@|\#\d|\bGH-\d|\b[0-9a-f]{7,40}\b  # on all forges
    |[!%&~$^*]["a-z0-9]|\[\w+:  # on GitLab, which looks for them when the escapes are gone""",
    re.IGNORECASE | re.VERBOSE | re.ASCII,
)
_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;"})


def write(report: Report) -> str:
    """Text of users is plain text or code: no HTML, no link, no mention comes of it."""
    return inert("\n".join(_lines(report)) + "\n")


def plain(text: str) -> str:
    """`text` for the inside of a line. What forges turn into links by themselves becomes code."""
    text = shown(text)
    if _TURNED_INTO_LINKS.search(text):
        return code(text)
    return _PUNCTUATION.sub(r"\\\1", text.translate(_ENTITIES))


def code(text: str) -> str:
    """`text` as a code span, in which nothing is read as Markdown."""
    text = shown(text)
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * (longest + 1)
    room = " " if not text.strip() or text[0] in "` " or text[-1] in "` " else ""
    return f"{fence}{room}{text}{room}{fence}"


def _lines(report: Report) -> Iterator[str]:
    yield f"# {say('Planfolio 检查报告', 'Planfolio report').shown(report.language)}"
    yield ""
    yield from _summary(report)
    yield from _documents(report)
    yield from _findings(report)


def _summary(report: Report) -> Iterator[str]:
    summary = report.summary
    counts = (
        (say("文档", "documents"), summary.documents),
        (say("错误", "errors"), summary.errors),
        (say("警告", "warnings"), summary.warnings),
        (say("提示", "notes"), summary.notes),
        (say("通过", "passed"), summary.passed),
        (say("不可计算", "not computable"), summary.not_computable),
        (say("豁免", "waived"), summary.waived),
    )
    yield row(name.shown(report.language) for name, _ in counts)
    yield row("---:" for _ in counts)
    yield row(str(count) for _, count in counts)
    yield ""


def row(cells: Iterable[str]) -> str:
    """A row of a table; in a cell even code must not hold a bare pipe."""
    escaped = " | ".join(_BARE_PIPE.sub(r"\\|", cell) for cell in cells)
    return f"| {escaped} |"


def _documents(report: Report) -> Iterator[str]:
    if not report.documents:
        return
    heads = (
        say("文档", "document"),
        say("学时", "hours"),
        say("必备部分", "sections"),
        say("错误", "errors"),
        say("警告", "warnings"),
    )
    yield row(head.shown(report.language) for head in heads)
    yield row(("---", "---:", "---:", "---:", "---:"))
    counts = _counts(report)
    for document in report.documents:
        errors, warnings = (counts.get((document.key, one), 0) for one in (Severity.ERROR, Severity.WARNING))
        yield row((_name(document), _hours(report, document), _sections(document), str(errors), str(warnings)))
    yield ""


def _counts(report: Report) -> dict[tuple[str | None, Severity], int]:
    counts: dict[tuple[str | None, Severity], int] = {}
    for finding in report.findings:
        if finding.waived is None:
            spot = (finding.document, finding.severity)
            counts[spot] = counts.get(spot, 0) + 1
    return counts


def _name(document: DocumentReport) -> str:
    return plain(document.title) if document.title == document.key else f"{plain(document.title)} {code(document.key)}"


def _hours(report: Report, document: DocumentReport) -> str:
    totals = document.totals
    return plain(totals.computed.shown(report.language)) if totals and totals.computed.known else ""


def _sections(document: DocumentReport) -> str:
    required = document.completeness.required
    return f"{document.completeness.present}/{required}" if required else ""


def _findings(report: Report) -> Iterator[str]:
    titles = {document.key: _name(document) for document in report.documents}
    by_owner: dict[str, list[Finding]] = {}
    for finding in report.findings:
        by_owner.setdefault(finding.document or finding.at.file, []).append(finding)
    for owner in sorted(by_owner):
        yield f"## {titles.get(owner) or code(owner)}"
        yield ""
        for finding in by_owner[owner]:
            yield from _finding(report, finding)
        yield ""


def _finding(report: Report, finding: Finding) -> Iterator[str]:
    name = SEVERITY_NAMES[finding.severity]
    if finding.waived:
        name = say("豁免", "waived")
    codes = " ".join(code(one) for one in (finding.code, finding.rule) if one)
    head = f"**{name.shown(report.language)}** {codes} {_place(report, finding.at)}"
    yield f"- {head} {_told(report, finding.message)}"
    if finding.fix:
        yield f"  - {_told(report, finding.fix)}"
    for related in finding.related:
        yield f"  - {_place(report, related.at)} {_told(report, related.message)}"
    if finding.waived:
        yield f"  - {plain(finding.waived.shown(report.language))}"


def _told(report: Report, message: Message) -> str:
    return plain(message.shown(report.language))


def _place(report: Report, place: Place) -> str:
    span = report.span(place)
    return code(f"{place.file}:{span.line}:{span.column}")
