"""Measure every rule: how much of what is wrong it finds, and how often it blames what is right.

Run as `make precision`. The inputs are the examples of each rule (tests/rules, and those of its manual), short texts (precision/sentences.yaml) and three
whole sites: invented plans of many styles in Chinese and in English, and the demonstration site. What is right of a site stands
in `precision/<site>.txt`, a line `document code severity` for each finding; of an example, in its `bad.out`.
"""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

import yaml

from planfolio.baseline import begun
from planfolio.baseline import written as written_baseline
from planfolio.build import Options, build
from planfolio.comparison import compare
from planfolio.findings import Finding, Rule
from planfolio.inspection import Inspection, inspect
from planfolio.project import open_project
from planfolio.reports.report import Report
from planfolio.reports.rules import all_rules
from planfolio.sources import BASELINE, discover
from planfolio.webpages import LARGEST_HTML
from tests.manuals import Example, examples, tried
from tests.sites import TODAY, plan, write_site
from tests.test_comparison import git, repository
from tests.test_rules import CODES, RULES, example, found, written

PRECISION = Path(__file__).parent / "precision"
SITES = {
    "expected": PRECISION / "content",
    "english": PRECISION / "english",
    "demonstration": PRECISION.parent.parent / "content",
}
"""The sources of each site, by the name of the file that holds what is right of it."""
ON_TEXT = frozenset(
    [
        "ID05",
        "ID06",
        "ID07",
        "ID08",
        "ID09",
        "ID10",
        "ID11",
        "PL05",
        "PQ05",
        "ST02",
        "ST03",
        "ST04",
        "ST05",
        "ST07",
        "ST08",
        "ST09",
        "TM06",
        "TM07",
        "TM08",
    ]
)
"""Rules that read the body."""
FRONT = {
    "title": "示例方案",
    "type": "term",
    "issuer": "demo-school",
    "status": "published",
    "issued": "2026-02-20",
    "period": "{start: 2026-03-02, end: 2026-07-10}",
}
"""What the front matter of a short text has where the text does not say otherwise."""


def heavy_page(folder: Path) -> Report:
    """A plan whose page is larger than the budget."""
    body = "研修记录。\n\n" * (LARGEST_HTML // 10)
    return build(
        open_project(write_site(folder, {"plans/p.md": plan("", body)})), Options(today=TODAY, search=False)
    ).report


def grown_baseline(folder: Path) -> Report:
    """A change that adds to the baseline what it brings."""
    repository(write_site(folder, {"plans/p.md": plan("hours: 8")}))
    baseline = folder / BASELINE
    baseline.write_text(written_baseline(begun(inspect(discover(folder / "content"), today=TODAY).report)), "utf-8")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "second")
    (folder / "content/plans/p.md").write_text(plan("hours: 9\nmodules: [{title: 甲, hours: 8}]"), "utf-8")
    baseline.unlink()
    baseline.write_text(written_baseline(begun(inspect(discover(folder / "content"), today=TODAY).report)), "utf-8")
    return compare(open_project(folder), "HEAD", today=TODAY).after.report


MADE: dict[str, Callable[[Path], Report]] = {"WB04": heavy_page, "WV05": grown_baseline}
"""What breaks the rules of which neither a folder in git nor a manual can hold a bad example."""


class Sentence(NamedTuple):
    """A short text; `code` is its rule, `any` for all on text, and `wanted` whether the rule must find something."""

    code: str
    wanted: bool
    text: str
    codes: frozenset[str]  # what was found

    def is_about(self, code: str) -> bool:
        return self.code == code or (self.code == "any" and code in ON_TEXT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """One rule: of `wanted` findings `found` were there; `alarms` were on inputs, or beside findings, where none is right."""

    rule: Rule
    wanted: int
    found: int
    silent: int
    alarms: int

    @property
    def is_measured(self) -> bool:
        """Whether there are inputs that must be found and inputs that must stay silent."""
        return self.wanted > 0 and self.silent > 0

    @property
    def is_perfect(self) -> bool:
        return self.is_measured and self.found == self.wanted and self.alarms == 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """Lines that are right and lines that were built, and the inputs on which each rule was tried."""

    right: Counter[str]
    built: Counter[str]
    inputs: frozenset[str]


@cache
def inspected(site: str) -> Inspection:
    """The inspection of a site."""
    return inspect(discover(SITES[site]), today=TODAY)


def lines(inspection: Inspection) -> list[str]:
    """The findings of a site as lines `document code severity`."""
    return sorted(f"{_input(finding)} {finding.code} {finding.severity}" for finding in inspection.report.findings)


def expected(site: str) -> list[str]:
    """What is right of a site."""
    return (PRECISION / f"{site}.txt").read_text(encoding="utf-8").splitlines()


@cache
def sentences() -> tuple[Sentence, ...]:
    """Every short text with the codes that were found in it."""
    given = yaml.safe_load((PRECISION / "sentences.yaml").read_text(encoding="utf-8"))
    texts = [
        (code, sort == "found", text)
        for code, sorts in given.items()
        for sort, found in sorts.items()
        for text in found
    ]
    files = {f"plans/sentence-{number}.md": _plan(text) for number, (_, _, text) in enumerate(texts)}
    with tempfile.TemporaryDirectory() as folder:
        inspection = inspect(discover(write_site(Path(folder), files) / "content"), today=TODAY)
    codes: dict[str, set[str]] = {}
    for finding in inspection.report.findings:
        codes.setdefault(_input(finding), set()).add(finding.code)
    return tuple(
        Sentence(*one, frozenset(codes.get(f"plans/sentence-{number}", ()))) for number, one in enumerate(texts)
    )


def misjudged() -> list[str]:
    """Short texts in which something is missed or wrongly found, each with its rule."""
    return [
        f"{code}: {one.text}"
        for one in sentences()
        for code in sorted(ON_TEXT if one.code == "any" else {one.code})
        if (code in one.codes) is not one.wanted
    ]


def _plan(text: str) -> str:
    front, mark, body = text.partition("\n---")
    if not mark:
        front, body = "", f"\n{text}"
    own = {line.partition(":")[0] for line in front.split("\n")}
    lines = [f"{key}: {value}" for key, value in FRONT.items() if key not in own]
    return "\n".join(["---", *lines, *([front] if front else []), f"---{body}", ""])


def measure() -> tuple[Score, ...]:
    """The score of every rule over all inputs."""
    sites = [_of_site(site) for site in SITES]
    return tuple(_score(rule, sites) for rule in all_rules())


def _input(finding: Finding) -> str:
    return finding.document or finding.at.file


def _of_site(site: str) -> Trial:
    catalog = inspected(site).catalog
    return Trial(
        right=Counter(expected(site)),
        built=Counter(lines(inspected(site))),
        inputs=frozenset(key for key, item in catalog.items.items() if item.document.path.startswith("content/")),
    )


def _score(rule: Rule, sites: Iterable[Trial]) -> Score:
    wanted = hit = silent = alarms = 0
    for site in sites:
        right, built = _about(rule, site.right), _about(rule, site.built)
        wanted += right.total()
        hit += (right & built).total()
        alarms += (built - right).total()
        silent += len(site.inputs - {line.split()[0] for line in right})
    for sentence in sentences():
        if sentence.is_about(rule.code):
            is_found = rule.code in sentence.codes
            wanted += sentence.wanted
            hit += sentence.wanted and is_found
            silent += not sentence.wanted
            alarms += is_found and not sentence.wanted
    if rule.code in CODES:
        right, built, inputs, blamed = _of_examples(rule.code)
        wanted += right.total()
        hit += (right & built).total()
        alarms += (built - right).total() + blamed
        silent += inputs
    for one in examples(rule):
        is_found = rule.code in _tried(one)
        wanted += one.is_bad
        hit += one.is_bad and is_found
        silent += not one.is_bad
        alarms += is_found and not one.is_bad
    if rule.code in MADE:
        with tempfile.TemporaryDirectory() as folder:
            wanted += 1
            hit += rule.code in {finding.code for finding in MADE[rule.code](Path(folder)).findings}
    return Score(rule=rule, wanted=wanted, found=hit, silent=silent, alarms=alarms)


def _about(rule: Rule, lines: Counter[str]) -> Counter[str]:
    return Counter({line: count for line, count in lines.items() if line.split()[1] == rule.code})


def _of_examples(code: str) -> tuple[Counter[str], Counter[str], int, int]:
    """The golden and the built lines of the bad example, the documents of the good one and the findings there."""
    with tempfile.TemporaryDirectory() as folder:
        bad = example(code, "bad", Path(folder) / "bad")
        good = example(code, "good", Path(folder) / "good")
        golden = (RULES / code / "bad.out").read_text(encoding="utf-8").splitlines()
        paths = {path.relative_to(RULES / code / "good") for path in (RULES / code / "good").rglob("*.*")}
        return (
            Counter(line for line in golden if not line.startswith(" ")),
            Counter(line for line in written(bad, code) if not line.startswith(" ")),
            len(paths) or 1,
            len(found(good, code)),
        )


def _tried(example: Example) -> set[str]:
    """The codes that are found in an example of a manual."""
    with tempfile.TemporaryDirectory() as folder:
        return {finding.code for finding in tried(example, Path(folder)).findings}


def table(scores: Iterable[Score]) -> Iterable[str]:
    """A line for each rule and one for all."""
    scores = tuple(scores)
    yield f"{'rule':6}{'found':>10}{'false alarms':>16}  title"
    for score in scores:
        hits, alarms = f"{score.found}/{score.wanted}", f"{score.alarms}/{score.silent}"
        verdict = "" if score.is_perfect else "  ← not perfect" if score.is_measured else "  ← lacks inputs of one sort"
        yield f"{score.rule.code:6}{hits:>10}{alarms:>16}  {score.rule.title.shown('en')}{verdict}"
    hits = f"{sum(score.found for score in scores)}/{sum(score.wanted for score in scores)}"
    alarms = f"{sum(score.alarms for score in scores)}/{sum(score.silent for score in scores)}"
    yield f"{'all':6}{hits:>10}{alarms:>16}  {sum(s.is_perfect for s in scores)} of {len(scores)} rules perfect"


if __name__ == "__main__":
    measured = measure()
    print("\n".join(table(measured)))
    sys.exit(0 if all(score.is_perfect for score in measured) else 1)
