"""一份文档不是另一份的翻版。

正文去掉空白后按连续三字切分，两份的共同部分占较短一份的 90% 以上、篇幅相差不到五分之一，就算近似重复；在排序靠后的一份上报一次，写明比例。
方案与方案比，归档文献也在内。正文不足 200 字的不比；写明“代替”另一份的新版本不算；文档很多的站点，先按相同的罕见字串找出相近的几份，再比全文。

错：示例小学的培养计划只是把示例幼儿园那份的“本园”换成“本校”。

对：按本校教师的情况另写一份，或让两校共用一份方案。
--
No document is a copy of another.

Bodies without spaces are cut into runs of three characters; where two share 90 % or more of the shorter one's runs and their
lengths differ by less than a fifth, they are near-duplicates. The later one by address is reported once, with the share.
Plans and archive documents are compared; on a large site, those first found to have rare runs in common. Bodies under 200
characters are not compared, nor a new version with the one it supersedes.

Wrong: a school's plan that puts “our school” for “our kindergarten” in another's text.

Right: a plan of its own, or one plan for both.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from heapq import nsmallest
from zlib import crc32

from planfolio.catalog import Catalog, Item
from planfolio.checks.subject import Subject
from planfolio.findings import Outcome, Place, Related, Severity, Span, say
from planfolio.model import ArchiveDocument, Plan

SEVERITY = Severity.WARNING

_SHORTEST = 200
_SHARE = Fraction(9, 10)
_POSTINGS = 32
"""How many documents a sampled run leads to: more make it common, and common runs find nothing."""
_SAMPLE = 64
_TRIED = 2
_SAMPLED = re.compile(f"(?=([{''.join(chr(code) for code in range(0x4E00, 0xA000, 7))}]..))")
"""Runs that begin with every seventh Chinese character: a sample that depends on the text alone."""


@dataclass(frozen=True, slots=True)
class _Twin:
    """The earlier document of a pair, with the runs that both share and those of the shorter one."""

    item: Item
    shared: int
    runs: int


class _Site:
    """A catalogue compared by identity, so that its documents are compared once and not for each document."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Site) and self.catalog is other.catalog

    def __hash__(self) -> int:
        return id(self.catalog)


def check(subject: Subject) -> Iterator[Outcome]:
    if not isinstance(subject.record, (Plan, ArchiveDocument)):
        return
    twin = _twins(_Site(subject.catalog)).get(subject.item.key)
    if twin is not None:
        yield _finding(subject, twin)


@lru_cache(maxsize=1)
def _twins(site: _Site) -> dict[str, _Twin]:
    """Every document that repeats an earlier one, by key."""
    found: dict[str, _Twin] = {}
    texts: list[tuple[Item, str]] = []
    same: dict[str, int] = {}
    index: dict[str, list[int]] = {}
    for item in site.catalog.items.values():
        if not isinstance(item.record, (Plan, ArchiveDocument)):
            continue
        text = _squeezed(item)
        if len(text) < _SHORTEST:
            continue
        sample = _sampled(text)
        candidates = [same[text]] if text in same else _candidates(sample, index)
        for number in candidates:
            other, its_text = texts[number]
            twin = None if _replaces(item, other) else _compare(text, its_text, other)
            if twin is not None:
                found[item.key] = twin
                break
        number = len(texts)
        texts.append((item, text))
        same.setdefault(text, number)
        for run in sample:
            postings = index.setdefault(run, [])
            if len(postings) < _POSTINGS:
                postings.append(number)
    return found


def _squeezed(item: Item) -> str:
    return "".join(item.document.body.split())


def _sampled(text: str) -> list[str]:
    """Runs that stand for a text: of any two texts that share most runs, most of these are shared too."""
    return sorted(set(_SAMPLED.findall(text)), key=lambda run: (crc32(run.encode()), run))[:_SAMPLE]


def _candidates(sample: list[str], index: dict[str, list[int]]) -> list[int]:
    """Earlier documents that share most of the sampled runs, best first; rare runs lead to some, all runs to others."""
    found = [postings for run in sample if (postings := index.get(run)) is not None]
    rare, every = Counter[int](), Counter[int]()
    for postings in found:
        every.update(postings)
        if len(postings) < _POSTINGS:
            rare.update(postings)
    missing = len(sample) - len(found)
    ranked = dict.fromkeys(number for counts in (rare, every) for number, _ in _best(counts))
    return [number for number in ranked if _is_likely(number, every[number], missing, found)]


def _best(counts: Counter[int]) -> list[tuple[int, int]]:
    return nsmallest(_TRIED, counts.items(), key=lambda pair: (-pair[1], pair[0]))


def _is_likely(number: int, shared: int, missing: int, found: list[list[int]]) -> bool:
    """Whether a document has most of the sampled runs, leaving out those whose list was full before its turn came."""
    known = missing + sum(len(postings) < _POSTINGS or number <= postings[-1] for postings in found)
    return shared * 4 >= known * 3


def _compare(one: str, other: str, item: Item) -> _Twin | None:
    shorter, longer = sorted((len(one), len(other)))
    if shorter * 5 < longer * 4:
        return None
    runs, others = _runs(one), _runs(other)
    fewest = min(len(runs), len(others))
    shared = len(runs & others)
    return _Twin(item, shared, fewest) if shared >= _SHARE * fewest else None


def _runs(text: str) -> set[str]:
    return {text[start : start + 3] for start in range(len(text) - 2)}


def _replaces(one: Item, other: Item) -> bool:
    """Whether one of the two says that it is the other's new version."""
    return any(
        isinstance(new.record, Plan) and old.key == f"{Plan.COLLECTION}/{new.record.supersedes}"
        for new, old in ((one, other), (other, one))
    )


def _finding(subject: Subject, twin: _Twin) -> Outcome:
    record = twin.item.record
    assert isinstance(record, (Plan, ArchiveDocument))
    return subject.finding(
        _start(subject.item),
        say(
            "正文与“{title}”（{key}）近似重复：共同的三字串 {shared}，较短一份有 {runs}，{shared}/{runs} ≥ 90%",
            "the text repeats “{title}” ({key}): {shared} runs of three characters in common, the shorter one has {runs};"
            " {shared}/{runs} ≥ 90%",
            title=record.title,
            key=twin.item.key,
            shared=twin.shared,
            runs=twin.runs,
        ),
        fix=say(
            "写出本单位自己的内容；是新版本就写“代替”，是同一份就只留一份",
            "write what is your own; name what a new version supersedes; keep one of two copies",
        ),
        related=[Related(at=_start(twin.item), message=say("另一份的正文", "the other text"))],
    )


def _start(item: Item) -> Place:
    """The first line of the body that has text."""
    for offset, line in enumerate(item.document.body.split("\n")):
        if line.strip():
            number = item.document.body_line + offset
            return Place(item.document.path, (), Span(number, 1, number, len(line) + 1))
    return item.at("title")
