"""Letters: what of a plan is printed as an official text: number, text, annexes, signature, and the numbers of headings.

The manner is that of GB/T 9704: the text first, its headings numbered 一、（一）1.（1）, then the annexes, then who issued it
and when.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from planfolio.frozen import frozen
from planfolio.markdown import Rendered
from planfolio.model import Plan
from planfolio.pages.edition import NOT_PUBLIC, Edition
from planfolio.pages.values import Block, Group, Values

_SIGNATURE = re.compile(
    r"(?:<p>(?P<who>[^<，。；：]{2,40})</p>\s*)?<p>(?P<day>\d{4}年\d{1,2}月\d{1,2}日|[〇○零一二三四五六七八九]{4}年[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}日)</p>\s*\Z"
)
_ANNEXES = re.compile(r"<p>(?:<strong>)?附件[\d一二三四五六七八九十]*[：:]")
_DIGITS = "零一二三四五六七八九"


@frozen(kw_only=True)
class Letter:
    """The official text of a plan. `annexes` and `signature` hold what the text itself does not say; `signed` are the
    lines with which it ends."""

    number: str
    html: str
    signed: tuple[str, ...]
    annexes: tuple[str, ...]
    signature: tuple[str, ...]


def letter(edition: Edition, values: Values, plan: Plan, text: Rendered) -> Letter:
    """The text without the signature at its end, which is set at the right, and what print adds to it."""
    last = text.html.rfind("<p>")
    found = _SIGNATURE.search(text.html, max(0, text.html.rfind("<p>", 0, max(0, last))))  # the last two paragraphs
    signed = tuple(part for part in found.group("who", "day") if part) if found else ()
    lists_annexes = _ANNEXES.search(text.html) is not None
    return Letter(
        number=plan.number or "",
        html=text.html[: found.start()] if found else text.html,
        signed=signed,
        annexes=() if lists_annexes else tuple(annex.title for annex in plan.annexes),
        signature=() if signed else tuple(_signature(edition, values, plan)),
    )


def _signature(edition: Edition, values: Values, plan: Plan) -> Iterator[str]:
    if plan.issuer:
        name = edition.refer("organisations", plan.issuer).text
        if name != NOT_PUBLIC.shown(edition.language):
            yield name
    if plan.issued:
        yield values.day(plan.issued)


# --- numbers of headings ----------------------------------------------------------------------------------------------


def numbered(edition: Edition, number: int, title: str) -> str:
    """一、依据; 1. Basis."""
    return edition.say(f"{chinese(number)}、{title}", f"{number}. {title}")


def numbered_groups(edition: Edition, number: int, blocks: Iterable[Block]) -> tuple[Block, ...]:
    """The groups of a section as （一）, （二）; 1.1, 1.2. A single one needs no number."""
    blocks = tuple(blocks)
    groups = [block for block in blocks if isinstance(block, Group) and block.title and block.blocks]
    if len(groups) < 2:
        return blocks
    titles = {
        id(group): edition.say(f"（{chinese(place)}）{group.title}", f"{number}.{place} {group.title}")
        for place, group in enumerate(groups, 1)
    }
    return tuple(
        replace(block, title=titles[id(block)]) if isinstance(block, Group) and id(block) in titles else block
        for block in blocks
    )


def chinese(number: int) -> str:
    """A number below a hundred in Chinese: 一, 十, 十二, 二十."""
    tens, ones = divmod(number, 10)
    before = "" if not tens else "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return before + (_DIGITS[ones] if ones or not tens else "")
