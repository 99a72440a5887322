"""Tables of figures, each beside its limit: as text for a terminal, or as Markdown for the handbook."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from planfolio.findings import Message, say


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """What the first figure should be at most."""

    most: float
    shown: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """The figures of one kind of run; `theirs` are empty where there is nothing to compare."""

    name: Message
    ours: Sequence[float]
    theirs: Sequence[float] = ()
    limit: Limit | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Lines are measured as they are asked for. `names` are whose figures a line shows, `figures` what they are called, each
    with the digits behind its point."""

    title: Message
    names: Sequence[str]
    figures: Sequence[tuple[Message, int]]
    lines: Iterable[Line]

    def text(self) -> Iterator[str]:
        """Lines of at most 100 columns."""
        yield ""
        yield self.title.shown("en")
        if len(self.names) > 1:
            yield _row("", [name for name in self.names for _ in self.figures], "")
        heads = [figure.shown("en") for _ in self.names for figure, _ in self.figures]
        yield _row("", heads, "ratio" if len(self.names) > 1 else "", "limit")
        for line in self.lines:
            ratio, verdict = _ratio(line) if len(self.names) > 1 else "", _verdict(line).shown("en")
            yield _row(line.name.shown("en"), self._figures(line), ratio, _limited(line), verdict)

    def markdown(self) -> Iterator[str]:
        """The same in Chinese."""
        heads = [f"{name} {figure.shown('zh')}" for name in self.names for figure, _ in self.figures]
        ratio = ["倍数"] if len(self.names) > 1 else []
        columns = ["", *heads, *ratio, "限度", "达到"]
        yield f"\n**{self.title.shown('zh')}**\n"
        yield _joined(columns)
        yield _joined(["---", *["--:"] * (len(columns) - 2), "---"])
        for line in self.lines:
            shown = [
                *self._figures(line),
                *([_ratio(line)] if ratio else []),
                _limited(line),
                _verdict(line).shown("zh"),
            ]
            yield _joined([line.name.shown("zh"), *shown])

    def _figures(self, line: Line) -> list[str]:
        theirs = self._shown(line.theirs) or ["–"] * len(self.figures)
        return self._shown(line.ours) + (theirs if len(self.names) > 1 else [])

    def _shown(self, figures: Sequence[float]) -> list[str]:
        digits = (digits for _, digits in self.figures)
        return ["–" if math.isnan(one) else f"{one:.{places}f}" for one, places in zip(figures, digits, strict=False)]


def _row(name: str, figures: Sequence[str], ratio: str, limit: str = "", verdict: str = "") -> str:
    columns = "".join(f"{figure:>10}" for figure in figures)
    return f"{name:<28}{columns}{ratio:>8}{limit:>9}  {verdict}".rstrip()


def _joined(columns: Sequence[str]) -> str:
    return f"| {' | '.join(columns)} |"


def _ratio(line: Line) -> str:
    return f"{line.ours[0] / line.theirs[0]:.2f}" if line.theirs and line.theirs[0] else "–"


def _limited(line: Line) -> str:
    return line.limit.shown if line.limit else ""


def _verdict(line: Line) -> Message:
    if line.limit is None:
        return say("", "")
    return say("是", "holds") if line.ours[0] <= line.limit.most else say("否", "does not hold")
