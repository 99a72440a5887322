"""Measure every rule: how much of what is wrong it finds, and how often it blames what is right.

Run as `make precision`. The inputs are the examples of each rule (tests/rules) and three whole sites: invented plans of many
styles in Chinese and in English, and the demonstration site. What is right of a site stands in `precision/<site>.txt`, a line
`document code severity` for each finding; of an example, in its `bad.out`.
"""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from planfolio.findings import Finding, Rule
from planfolio.inspection import Inspection, inspect
from planfolio.reports.rules import all_rules
from planfolio.sources import discover
from planfolio.sources.files import LARGEST_SOURCE
from tests.sites import TODAY, write_site
from tests.test_rules import CODES, RULES, example, found, written

PRECISION = Path(__file__).parent / "precision"
SITES = {
    "expected": PRECISION / "content",
    "english": PRECISION / "english",
    "demonstration": PRECISION.parent.parent / "content",
}
"""The sources of each site, by the name of the file that holds what is right of it."""


def too_large(content: Path) -> None:
    (content / "pages").mkdir()
    (content / "pages" / "large.md").write_bytes(b"x" * (LARGEST_SOURCE + 1))


def linked(content: Path) -> None:
    (content / "linked.yaml").symlink_to(content / "site.yaml")


def without_settings(content: Path) -> None:
    (content / "site.yaml").unlink()


MADE: dict[str, Callable[[Path], None]] = {"SX13": too_large, "SX18": linked, "SX22": without_settings}
"""What breaks the rules whose bad example no folder in git can hold."""


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
    if rule.code in CODES:
        right, built, inputs, blamed = _of_examples(rule.code)
        wanted += right.total()
        hit += (right & built).total()
        alarms += (built - right).total() + blamed
        silent += inputs
    elif rule.code in MADE:
        wanted += 1
        hit += len(_of_made(rule.code))
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
            Counter(line for line in written(bad, found(bad, code)) if not line.startswith(" ")),
            len(paths) or 1,
            len(found(good, code)),
        )


def _of_made(code: str) -> list[Finding]:
    with tempfile.TemporaryDirectory() as folder:
        content = write_site(Path(folder), {}) / "content"
        MADE[code](content)
        return found(inspect(discover(content), today=TODAY), code)


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
