"""Baseline: the findings that a site had when it began to be checked, in `content/baseline.json`. It only ever shrinks."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import field, replace

from planfolio.findings import Finding, Place, Rule, Span, Waived, say
from planfolio.frozen import frozen
from planfolio.reports.report import Report, with_findings
from planfolio.reports.rules import rule_of
from planfolio.sources import BASELINE, SourceFile
from planfolio.waivers import GROWN, SOLVED, UNREADABLE

_NAMED = 5
"""Entries that a finding about the baseline names; the others are counted."""
_COVERED = Waived(reason=say("在基线里：开始检查以前就有", "in the baseline: it was there before checking began"))


@frozen(kw_only=True)
class Entry:
    """One finding of the baseline. `message` is for those who read the file; `line` is where it stands there."""

    path: str
    code: str
    fingerprint: str
    message: str = field(compare=False)
    line: int = field(default=1, compare=False)

    @property
    def at(self) -> Place:
        return Place(BASELINE, (), Span(self.line, 1, self.line, 1))


Baseline = tuple[Entry, ...]


def read(file: SourceFile | None) -> tuple[Baseline, list[Finding]]:
    """The baseline in `file`, and what is wrong with it. None is an empty one."""
    if file is None:
        return (), []
    try:
        text = file.raw.decode("utf-8-sig")
        found = json.loads(text)["findings"]
        lines = _lines(text)
        entries = [
            Entry(
                line=lines.get(one["fingerprint"], 1),
                **{name: _text(one[name]) for name in ("path", "code", "fingerprint", "message")},
            )
            for one in found
        ]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        line = error.lineno if isinstance(error, json.JSONDecodeError) else 1
        return (), [_unreadable(line)]
    return tuple(entries), []


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value


def _lines(text: str) -> dict[str, int]:
    """The line of each fingerprint: an entry has one to itself."""
    found: dict[str, int] = {}
    for number, line in enumerate(text.split("\n"), 1):
        _, mark, rest = line.partition('"fingerprint": "')
        if mark:
            found.setdefault(rest.partition('"')[0], number)
    return found


def _unreadable(line: int) -> Finding:
    return Finding(
        code=UNREADABLE.code,
        severity=UNREADABLE.severity,
        at=Place(BASELINE, (), Span(line, 1, line, 1)),
        message=say("{path} 不是基线文件的样子", "{path} is not what a baseline looks like", path=BASELINE),
        why=UNREADABLE.title,
        fix=say(
            "从版本历史里取回，或删去后运行 planfolio check --write-baseline",
            "take it back from the history, or delete it and run planfolio check --write-baseline",
        ),
    )


def settled(report: Report, baseline: Baseline, unread: Collection[str] = ()) -> Report:
    """`report` with old findings marked, and a finding where entries are solved. Of the paths `unread` nothing is known."""
    if not baseline:
        return report
    left = Counter(entry.fingerprint for entry in baseline)
    assert report.catalog is not None
    gone = sorted({entry.path for entry in baseline if entry.path not in report.catalog.by_path})
    findings = [_marked(report, finding, left, gone) for finding in report.findings]
    solved = [entry for entry in _left(baseline, left) if entry.path not in unread]
    return with_findings(replace(report, findings=tuple(findings)), [_about(SOLVED, solved)] if solved else [])


def _marked(report: Report, finding: Finding, left: Counter[str], gone: Iterable[str]) -> Finding:
    """`finding` as an old one where an entry is left for it, under its file's name or under one that is gone: a renamed file's."""
    if finding.waived is None and may_be_old(finding):
        for path in (finding.at.file, *gone):
            fingerprint = report.fingerprint(finding, path)
            if left[fingerprint]:
                left[fingerprint] -= 1
                return replace(finding, waived=_COVERED)
    return finding


def may_be_old(finding: Finding) -> bool:
    """Whether a baseline may cover it: not what keeps a source from being read, nor personal data, nor waivers themselves."""
    rule = rule_of(finding.code)
    return rule is not None and not rule.about_data


def _left(baseline: Baseline, left: Counter[str]) -> Iterator[Entry]:
    """The entries that no finding took up."""
    rest = Counter(left)
    for entry in reversed(baseline):
        if rest[entry.fingerprint]:
            rest[entry.fingerprint] -= 1
            yield entry


def common(baseline: Baseline, former: Baseline) -> tuple[Baseline, list[Finding]]:
    """What of `baseline` stood in the former one too, and a finding where there is more; all of it where there was none."""
    if not former:
        return baseline, []
    rest = Counter(entry.fingerprint for entry in former)
    kept: list[Entry] = []
    grown: list[Entry] = []
    for entry in baseline:
        (kept if rest[entry.fingerprint] > 0 else grown).append(entry)
        rest[entry.fingerprint] -= 1
    return tuple(kept), [_about(GROWN, grown)] if grown else []


def _about(rule: Rule, entries: Iterable[Entry]) -> Finding:
    """One finding about all these entries."""
    entries = sorted(entries, key=lambda entry: entry.line)
    named = [f"{entry.code} {entry.path}" for entry in entries[:_NAMED]]
    values = {"count": len(entries), "named": named, "more": "…" if len(entries) > _NAMED else ""}
    message, fix = (
        (
            say(
                "基线里有 {count} 条已经解决：{named}{more}",
                "solved, but still in the baseline ({count}): {named}{more}",
                **values,
            ),
            say("运行 planfolio check --write-baseline 删去", "run planfolio check --write-baseline to take them out"),
        )
        if rule is SOLVED
        else (
            say(
                "基线多了 {count} 条，不起作用：{named}{more}",
                "new in the baseline, and without effect ({count}): {named}{more}",
                **values,
            ),
            say(
                "改好新的问题，或在文档里写豁免；把基线恢复原样",
                "mend what is new, or waive it in its document; take the former baseline back",
            ),
        )
    )
    return Finding(code=rule.code, severity=rule.severity, at=entries[0].at, message=message, why=rule.title, fix=fix)


def begun(report: Report) -> Baseline:
    """A first baseline: every finding that may be old and is not waived."""
    return tuple(
        _entry(report, finding) for finding in report.findings if finding.waived is None and may_be_old(finding)
    )


def shrunk(report: Report) -> Baseline:
    """The baseline of a settled report without what is solved; a renamed file's entries have its new name."""
    return tuple(
        _entry(report, finding) for finding in report.findings if finding.waived is not None and finding.waived.is_old
    )


def _entry(report: Report, finding: Finding) -> Entry:
    return Entry(
        path=finding.at.file,
        code=finding.code,
        fingerprint=report.fingerprint(finding),
        message=finding.message.shown(report.language),
    )


def written(baseline: Baseline) -> str:
    """The file: JSON with an entry a line, sorted, so that two people can remove entries side by side."""
    lines = [
        json.dumps(
            {"path": one.path, "code": one.code, "fingerprint": one.fingerprint, "message": one.message},
            ensure_ascii=False,
        )
        for one in sorted(baseline, key=lambda one: (one.path, one.code, one.fingerprint))
    ]
    joined = ",\n".join(lines)
    return f'{{"version": 1, "findings": [\n{joined}\n]}}\n' if lines else '{"version": 1, "findings": []}\n'
