"""The report as JUnit XML: a suite for each document, a test case for each code."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import field
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from planfolio.findings import Finding, NotComputable, Passed, Severity
from planfolio.frozen import frozen
from planfolio.reports.characters import inert, shown
from planfolio.reports.report import Report

NAME = "junit"


@frozen
class _Case:
    """What one code says of one document."""

    findings: list[Finding] = field(default_factory=list)
    passed: list[Passed] = field(default_factory=list)
    not_computable: list[NotComputable] = field(default_factory=list)

    @property
    def failures(self) -> list[Finding]:
        return [one for one in self.findings if one.severity is Severity.ERROR and one.waived is None]

    @property
    def is_skipped(self) -> bool:
        """Nothing but reasons why it could not be computed."""
        return bool(self.not_computable) and not self.findings and not self.passed


def write(report: Report) -> str:
    """Errors are failures, what cannot be computed is skipped; warnings, notes, waived findings and sums are output."""
    root = Element("testsuites", name="planfolio")
    suites = _suites(report)
    for name in sorted(suites):
        root.append(_suite(report, name, suites[name]))
    for count in ("tests", "failures", "skipped"):
        root.set(count, str(sum(int(suite.get(count, "0")) for suite in root)))
    root.set("errors", "0")
    ElementTree.indent(root, " ")
    written = ElementTree.tostring(root, encoding="unicode")
    return inert(f'<?xml version="1.0" encoding="UTF-8"?>\n{written}\n', "&#91;")


def _suites(report: Report) -> dict[str, dict[str, _Case]]:
    suites: dict[str, dict[str, _Case]] = {document.key: {} for document in report.documents}

    def case(suite: str, code: str) -> _Case:
        return suites.setdefault(suite, {}).setdefault(code, _Case())

    for finding in report.findings:
        case(finding.document or finding.at.file, finding.code).findings.append(finding)
    for passed in report.passed:
        case(passed.document, passed.code).passed.append(passed)
    for unknown in report.not_computable:
        case(unknown.document, unknown.code).not_computable.append(unknown)
    return suites


def _suite(report: Report, name: str, cases: dict[str, _Case]) -> Element:
    suite = Element("testsuite", name=shown(name), tests=str(len(cases)), errors="0")
    suite.set("failures", str(sum(bool(case.failures) for case in cases.values())))
    suite.set("skipped", str(sum(case.is_skipped for case in cases.values())))
    for code in sorted(cases):
        suite.append(_case(report, name, code, cases[code]))
    return suite


def _case(report: Report, suite: str, code: str, case: _Case) -> Element:
    element = Element("testcase", classname=shown(suite), name=code)
    if case.findings:
        at = case.findings[0].at
        element.set("file", shown(at.file))
        element.set("line", str(report.span(at).line))
    if case.failures:
        failure = SubElement(element, "failure", type=code, message=_words(report, case.failures[0]))
        failure.text = "\n".join(_told(report, case.failures))
    elif case.is_skipped:
        SubElement(element, "skipped", message=_words(report, case.not_computable[0]))
    rest = [*_told(report, [one for one in case.findings if one not in case.failures]), *_remarks(report, case)]
    if rest:
        SubElement(element, "system-out").text = "\n".join(rest)
    return element


def _told(report: Report, findings: Iterable[Finding]) -> Iterator[str]:
    """Each finding with its place, its fix and its related places."""
    for finding in findings:
        word = "waived" if finding.waived else finding.severity.value
        yield f"{_place(report, finding)}: {word}[{finding.code}] {_words(report, finding)}"
        if finding.fix:
            yield f"  = {shown(finding.fix.shown(report.language))}"
        for related in finding.related:
            span = report.span(related.at)
            text = shown(related.message.shown(report.language))
            yield f"  {shown(related.at.file)}:{span.line}:{span.column}: {text}"


def _place(report: Report, finding: Finding) -> str:
    span = report.span(finding.at)
    return f"{shown(finding.at.file)}:{span.line}:{span.column}"


def _remarks(report: Report, case: _Case) -> Iterator[str]:
    yield from (f"passed: {_words(report, one)}" for one in case.passed)
    yield from (f"not computable: {_words(report, one)}" for one in case.not_computable)


def _words(report: Report, outcome: Finding | Passed | NotComputable) -> str:
    return shown(outcome.message.shown(report.language))
