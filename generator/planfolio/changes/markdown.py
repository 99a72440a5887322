"""Changes as Markdown: the comment on a proposed change, which is also the summary of the job that makes it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from planfolio.changes.changes import Changes, DocumentChange
from planfolio.changes.hours import signed
from planfolio.changes.notices import notices
from planfolio.changes.redact import discreet
from planfolio.changes.words import completeness_words, counts, headline, title, verdict_words
from planfolio.findings import Finding, Message, say
from planfolio.findings import shown as told
from planfolio.forges import hosted
from planfolio.reports.characters import inert, shown
from planfolio.reports.markdown_report import code, plain, row
from planfolio.reports.report import Report
from planfolio.reports.rules import SEVERITY_NAMES

NAME = "markdown"
MARKER = "<!-- planfolio -->"
"""The last line, which readers do not see: by it the comment is found again."""
LONGEST = 60_000
"""Characters; GitHub refuses a comment of more than 65,536."""
_LONGEST_QUOTE = 300
_MOST_DETAILS = 20
_MOST_FINDINGS = 20
"""Of one document."""


def write(changes: Changes) -> str:
    """The hours in the first line; what is to be known first; counts; then each document with its hours, required sections
    and findings, as many as there is room for. Text of users is plain text or code and begins no line."""
    changes = discreet(changes)
    text = "\n".join(_head(changes))
    closing = "\n".join(_closing(changes))
    blocks = ["\n".join(_document(changes, change)) for change in sorted(changes.documents, key=_urgency)]
    if changes.found or changes.solved:
        blocks.append("\n".join(_other_files(changes)))
    left_out = 0
    for block in blocks:
        if len(text) + len(block) + len(closing) > LONGEST:
            left_out += 1
        else:
            text += f"\n{block}"
    if left_out:
        more = say("还有 {count} 份没有列出，见检查的完整输出", "not shown: {count} more", count=left_out)
        text += f"\n\n{_said(changes, more)}"
    return inert(f"{text}\n{closing}\n")


def _urgency(change: DocumentChange) -> tuple[int, int]:
    """Those with the gravest new findings first, then those whose figures differ."""
    return (-max((finding.severity.weight + 1 for finding in change.found), default=0), -len(change.hours))


def _head(changes: Changes) -> Iterator[str]:
    yield f"**{_said(changes, headline(changes))}**"
    yield ""
    known = notices(changes)
    for notice in known:
        details = [code(_cut(told(one, changes.after.language))) for one in notice.details[:_MOST_DETAILS]]
        if rest := len(notice.details) - len(details):
            details.append(_said(changes, say("另有 {count} 处", "{count} more", count=rest)))
        yield f"- ⚠️ **{_said(changes, notice.message)}**{say('：', ': ').shown(changes.after.language)}{' '.join(details)}"
    if known:
        yield ""
    yield _said(changes, counts(changes))


def _closing(changes: Changes) -> Iterator[str]:
    if changes.proposal and changes.proposal.preview:
        yield ""
        yield f"{say('预览：', 'Preview: ').shown(changes.after.language)}<{changes.proposal.preview}>"
    yield ""
    yield MARKER


def _document(changes: Changes, change: DocumentChange) -> Iterator[str]:
    yield ""
    yield f"### {_said(changes, title(change))}"
    yield ""
    if change.document.title != change.document.key:
        yield f"- {_quoted(change.document.title)}"
    if sections := completeness_words(change):
        yield f"- {_said(changes, sections)}"
    yield from (f"- {_said(changes, verdict_words(one))}" for one in change.verdicts)
    yield from _hours(changes, change)
    yield from _findings(changes, change.found, change.solved)


def _other_files(changes: Changes) -> Iterator[str]:
    yield ""
    yield f"### {say('其他文件', 'Other files').shown(changes.after.language)}"
    yield ""
    yield from _findings(changes, changes.found, changes.solved)


def _hours(changes: Changes, change: DocumentChange) -> Iterator[str]:
    rows = change.hours
    if not rows:
        return
    language = changes.after.language
    heads = (say("学时", "hours"), say("之前", "before"), say("之后", "after"), say("相差", "difference"))
    yield ""
    yield row(head.shown(language) for head in heads)
    yield row(("---", "---:", "---:", "---:"))
    for one in rows:
        sums = (found.shown(language) if found else "—" for found in (one.before, one.after))
        yield row((plain(one.name.shown(language)), *map(plain, sums), signed(one.gap) if one.gap else ""))
    yield ""


def _findings(changes: Changes, found: Iterable[Finding], solved: Iterable[Finding]) -> Iterator[str]:
    lines = [f"- ➕ {_finding(changes, changes.after, finding)}" for finding in _gravest_first(found)]
    lines += [f"- ➖ {_finding(changes, changes.before, finding)}" for finding in _gravest_first(solved)]
    yield from lines[:_MOST_FINDINGS]
    if rest := lines[_MOST_FINDINGS:]:
        yield f"- {_said(changes, say('另有 {count} 条没有列出', 'not shown: {count} more', count=len(rest)))}"


def _gravest_first(findings: Iterable[Finding]) -> list[Finding]:
    return sorted(findings, key=lambda finding: -finding.severity.weight)


def _finding(changes: Changes, report: Report, finding: Finding) -> str:
    name = SEVERITY_NAMES[finding.severity].shown(changes.after.language)
    line = report.span(finding.at).line
    place = code(f"{_cut(finding.at.file)}:{line}")
    if address := _address(changes, report, finding.at.file, line):
        place = f"[{place}]({address})"
    return f"**{name}** {code(finding.code)} {place} {_said(changes, finding.message)}"


def _address(changes: Changes, report: Report, path: str, line: int) -> str | None:
    """Where a line of a commit can be read, if the site says where its sources are kept."""
    if changes.proposal is None or report.revision is None or report.catalog is None:
        return None
    forge = hosted(report.catalog.site.repository, changes.proposal.folder)
    return forge.lines(path, line, commit=report.revision) if forge else None


def _said(changes: Changes, message: Message) -> str:
    return _quoted(message.shown(changes.after.language))


def _quoted(text: str) -> str:
    return plain(_cut(text))


def _cut(text: str) -> str:
    """A text that is not too long for a line; nobody reads more of what may be a whole book."""
    text = shown(text[: _LONGEST_QUOTE + 1])
    return text if len(text) <= _LONGEST_QUOTE else f"{text[:_LONGEST_QUOTE]}…"
