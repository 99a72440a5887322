"""Gaps: what the checks of section and item numbers say of a list that lacks a number or has one twice."""

from __future__ import annotations

from collections.abc import Iterator

from planfolio.checks.numbering import Entry, Listing, missing, read
from planfolio.checks.prose import Passage, body
from planfolio.checks.subject import Subject, joined
from planfolio.findings import Message, Outcome, Related, say
from planfolio.model import Pack, TextPage

_MOST = 20


def judged(subject: Subject, *, sections: bool) -> Iterator[Outcome]:
    """Findings on the lists of sections, or on all others; what is in order is passed."""
    if isinstance(subject.record, (Pack, TextPage)) or not subject.item.document.body:
        return
    passage = body(subject)
    orderly: list[str] = []
    for listing in read(passage.text).lists:
        if listing.is_sections is not sections:
            continue
        lacking, repeated = missing(listing)
        for number in lacking:
            yield _lacking(subject, passage, listing, number)
        for entry in repeated:
            yield _repeated(subject, passage, listing, entry)
        numbers = [entry.number for entry in listing.entries]
        if len(numbers) > 1 and numbers == list(range(1, len(numbers) + 1)) and not lacking:
            first, last = (listing.shown(number).rstrip("、.．") for number in (1, numbers[-1]))
            orderly.append(f"{first}—{last}")
    if orderly:
        yield subject.passed(
            say(
                "编号连续：{lists}",
                "numbered without gaps: {lists}",
                lists=joined(list(dict.fromkeys(orderly))[:_MOST]),
            )
        )


def _lacking(subject: Subject, passage: Passage, listing: Listing, number: int) -> Outcome:
    before = next(entry for entry in reversed(listing.entries) if entry.number < number and not entry.lost)
    after = next((entry for entry in listing.entries if entry.number > number and not entry.lost), None)
    trace = next((entry for entry in listing.entries if entry.lost and entry.number == number), None)
    spot = trace or after or before
    neighbours = [before, after] if after else [before]
    values = {"number": listing.shown(number), "between": _between(listing, before, after)}
    message = (
        say(
            "{between}的编号丢了，只剩“{mark}”，应为“{number}”",
            "the number {between} is lost, only “{mark}” is left; it should be “{number}”",
            mark=passage.text[trace.start : trace.end],
            **values,
        )
        if trace
        else say("{between}缺“{number}”", "“{number}” is missing {between}", **values)
    )
    return subject.finding(
        passage.place(spot.start, spot.end),
        message,
        fix=say("补上编号，或把后面的依次改过来", "add the number, or renumber what follows"),
        related=[
            Related(
                at=passage.place(one.start, one.end),
                message=say("“{number}”", "“{number}”", number=listing.shown(one.number)),
            )
            for one in neighbours
            if one is not spot
        ],
    )


def _between(listing: Listing, before: Entry, after: Entry | None) -> Message:
    if after is None:
        return say("“{one}”之后", "after “{one}”", one=listing.shown(before.number))
    return say(
        "“{before}”与“{after}”之间",
        "between “{before}” and “{after}”",
        before=listing.shown(before.number),
        after=listing.shown(after.number),
    )


def _repeated(subject: Subject, passage: Passage, listing: Listing, entry: Entry) -> Outcome:
    first = next(one for one in listing.entries if one.number == entry.number)
    return subject.finding(
        passage.place(entry.start, entry.end),
        say("编号“{number}”用了两次", "the number “{number}” is used twice", number=listing.shown(entry.number)),
        fix=say(
            "后一个改成“{next}”，再往后依次改",
            "make the second “{next}” and renumber what follows",
            next=listing.shown(entry.number + 1),
        ),
        related=[
            Related(
                at=passage.place(first.start, first.end),
                message=say("第一个“{number}”", "the first “{number}”", number=listing.shown(entry.number)),
            )
        ],
    )
