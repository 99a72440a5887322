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
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache, reduce
from itertools import zip_longest
from operator import or_
from typing import NamedTuple

from planfolio.catalog import Catalog, Item
from planfolio.checks.subject import Subject
from planfolio.evidence import Evidence
from planfolio.findings import Outcome, Place, Related, Severity, Span, say
from planfolio.frozen import frozen
from planfolio.model import ArchiveDocument, Plan

SEVERITY = Severity.WARNING

_SHORTEST = 200
_ENOUGH = 32
"""How many rare runs two texts must have in common to be compared, a power of two."""
_MASK = 4096


@frozen
class Twin:
    """The earlier text that one repeats, with the runs that both share and those of the shorter one."""

    number: int
    shared: int
    runs: int


def survey(evidence: Evidence) -> None:
    _twins(evidence.catalog)


def check(subject: Subject) -> Iterator[Outcome]:
    if not isinstance(subject.record, (Plan, ArchiveDocument)):
        return
    found = _twins(subject.catalog).get(subject.item.key)
    if found is not None:
        yield _finding(subject, *found)


@lru_cache(maxsize=1)
def _twins(catalog: Catalog) -> dict[str, tuple[Item, Twin]]:
    """Every document that repeats an earlier one, by key."""
    items: list[Item] = []
    texts: list[str] = []
    for item in catalog.items.values():
        text = "".join(item.document.body.split()) if isinstance(item.record, (Plan, ArchiveDocument)) else ""
        if len(text) >= _SHORTEST:
            items.append(item)
            texts.append(text)
    found = twins(texts, lambda one, other: _replaces(items[one], items[other]))
    return {items[number].key: (items[twin.number], twin) for number, twin in found.items()}


def _replaces(one: Item, other: Item) -> bool:
    """Whether one of the two says that it is the other's new version."""
    return any(
        isinstance(new.record, Plan) and old.key == f"{Plan.COLLECTION}/{new.record.supersedes}"
        for new, old in ((one, other), (other, one))
    )


# --- texts that repeat others -------------------------------------------------------------------------------------------


def twins(texts: Sequence[str], is_exempt: Callable[[int, int], bool] = lambda one, other: False) -> dict[int, Twin]:
    """For each text that repeats an earlier one the first that it repeats. Exact, though few pairs are ever compared.

    Whatever repeats a text lacks a tenth of its runs at most. So of its rarest sampled runs, a tenth of all and `_ENOUGH`
    more, at least `_ENOUGH` stand in it too. Rare as they are, hardly any other text has as many.
    """
    if len(texts) < 2:
        return {}
    samples = _samples(texts)
    outlines: dict[int, _Outline] = {}
    found: dict[int, Twin] = {}
    for number, earlier in enumerate(_candidates(texts, samples)):
        for other in _numbers(earlier):
            for one in (number, other):
                if one not in outlines:
                    outlines[one] = _outline(texts[one], samples[one])
            if _may_repeat(outlines[number], outlines[other]) and not is_exempt(number, other):
                twin = _compare(texts[number], texts[other], other)
                if twin is not None:
                    found[number] = twin
                    break
    return found


def _candidates(texts: Sequence[str], samples: list[tuple[str, ...]]) -> list[int]:
    """For each text the earlier ones with which it has enough rare runs in common: sets of numbers, a bit for each."""
    spots = _spots(samples)
    rarity = {run: len(found) for run, found in spots.items()}
    telling = [_telling(text, sample, rarity) for text, sample in zip(texts, samples, strict=True)]
    holders = {run: _bits(spots[run], len(texts)) for run in {run for runs, _ in telling for run in runs}}
    earlier = [0] * len(texts)
    for number, (runs, least) in enumerate(telling):
        common = _in_many([holders[run] for run in runs], least) if least else (1 << len(texts)) - 1
        below = (1 << number) - 1
        earlier[number] |= common & below
        bit = 1 << number
        for later in _numbers(common & ~below & ~bit):
            earlier[later] |= bit
    return earlier


@cache
def _sampled() -> re.Pattern[str]:
    """Runs that start with every fourth character: the sample depends on the run alone, so texts agree on it. It looks back to
    where a run starts, since a pattern that begins with a set of characters is found faster. Made when there are texts to
    compare, since making it takes 30 ms."""
    starts = re.escape("".join(chr(code) for code in range(0x24, 0xD800, 4)))
    return re.compile(f"[{starts}](?<=(?=(...)).)", re.DOTALL)


def _samples(texts: Sequence[str]) -> list[tuple[str, ...]]:
    """The sampled runs of each text, each once. Equal runs are one string, since a site has millions."""
    shared: dict[str, str] = {}
    samples = (set(_sampled().findall(text)) for text in texts)
    return [tuple(map(shared.setdefault, sample, sample)) for sample in samples]


def _telling(text: str, sample: tuple[str, ...], rarity: Mapping[str, int]) -> tuple[list[str], int]:
    """Rare runs, and how many of them at least stand in every text that repeats this one; zero where nothing is known.

    Runs that no other text has are left out. A run may stand in the text twice, so that there are fewer than its length
    says: then a little more is allowed for than need be.
    """
    spare = (len(text) - 2) // 10
    least = min(_ENOUGH, len(sample) - spare)
    if least <= 0:
        return [], 0
    rarest = sorted(sample, key=rarity.__getitem__)[: spare + least]
    return [run for run in rarest if rarity[run] > 1], least


def _spots(samples: list[tuple[str, ...]]) -> dict[str, list[tuple[int, int]]]:
    """The spots of the texts that hold each run."""
    spots: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    for number, sample in enumerate(samples):
        spot = _spot(number)
        for run in sample:
            spots[run].append(spot)
    return spots


def _spot(number: int) -> tuple[int, int]:
    """The byte and the bit of a number in a set."""
    return number >> 3, 1 << (number & 7)


def _bits(spots: Iterable[tuple[int, int]], size: int) -> int:
    bits = bytearray(size // 8 + 1)
    for byte, bit in spots:
        bits[byte] |= bit
    return int.from_bytes(bits, "little")


def _numbers(bits: int) -> Iterator[int]:
    """The numbers whose bits are set, in order."""
    digits = f"{bits:b}"[::-1]
    at = digits.find("1")
    while at >= 0:
        yield at
        at = digits.find("1", at + 1)


def _in_many(sets: list[int], least: int) -> int:
    """The numbers that stand in at least so many of the sets, at most `_ENOUGH`.

    All are counted at once: what is carried over from the ones of everybody's count are the twos, and so on. Counts start so
    high that the least of them overflows.
    """
    if len(sets) < least:
        return 0
    everybody = (1 << max(map(int.bit_length, sets))) - 1
    counted = sets
    for place in range(_ENOUGH.bit_length() - 1):
        if (_ENOUGH - least) >> place & 1:
            counted = [*counted, everybody]
        total, carried = 0, []
        for one, other in zip_longest(counted[::2], counted[1::2], fillvalue=0):  # two at once halve the work
            either = one ^ other
            carried.append(one & other | total & either)
            total ^= either
        counted = carried
    return reduce(or_, counted, 0)


class _Outline(NamedTuple):
    """What shows of most pairs that neither repeats the other: the length, and a bit for each hash of a sampled run."""

    length: int
    mask: int

    def lacks_too_many_of(self, other: _Outline) -> bool:
        """Whether more than a tenth of all runs that the other has at most stand in it and not here."""
        return (other.mask & ~self.mask).bit_count() > (other.length - 2) // 10


def _outline(text: str, sample: tuple[str, ...]) -> _Outline:
    """Which hash it is does not matter: it only decides how much need not be compared."""
    return _Outline(len(text), _bits((_spot(hash(run) % _MASK) for run in sample), _MASK))


def _may_repeat(one: _Outline, other: _Outline) -> bool:
    """Whether the lengths are alike and one of the two is not seen to have too many runs that the other lacks."""
    if one.length * 5 < other.length * 4 or other.length * 5 < one.length * 4:
        return False
    return not (one.lacks_too_many_of(other) and other.lacks_too_many_of(one))


def _compare(one: str, other: str, number: int) -> Twin | None:
    runs, others = _runs(one), _runs(other)
    fewest = min(len(runs), len(others))
    shared = len(runs & others)
    return Twin(number, shared, fewest) if shared * 10 >= fewest * 9 else None


def _runs(text: str) -> set[str]:
    return {text[start : start + 3] for start in range(len(text) - 2)}


def _finding(subject: Subject, other: Item, twin: Twin) -> Outcome:
    record = other.record
    assert isinstance(record, (Plan, ArchiveDocument))
    return subject.finding(
        _start(subject.item),
        say(
            "正文与“{title}”（{key}）近似重复：共同的三字串 {shared}，较短一份有 {runs}，{shared}/{runs} ≥ 90%",
            "the text repeats “{title}” ({key}): {shared} runs of three characters in common, the shorter one has {runs};"
            " {shared}/{runs} ≥ 90%",
            title=record.title,
            key=other.key,
            shared=twin.shared,
            runs=twin.runs,
        ),
        fix=say(
            "写出本单位自己的内容；是新版本就写“代替”，是同一份就只留一份",
            "write what is your own; name what a new version supersedes; keep one of two copies",
        ),
        related=[Related(at=_start(other), message=say("另一份的正文", "the other text"))],
    )


def _start(item: Item) -> Place:
    """The first line of the body that has text."""
    for offset, line in enumerate(item.document.body.split("\n")):
        if line.strip():
            number = item.document.body_line + offset
            return Place(item.document.path, (), Span(number, 1, number, len(line) + 1))
    return item.at("title")
