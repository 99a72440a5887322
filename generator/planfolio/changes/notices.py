"""Notices: what a reviewer has to know of a change before its figures: that it touches rules, waives, relaxes or discloses."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from planfolio.catalog import Item
from planfolio.changes.changes import Changes
from planfolio.findings import Message, say
from planfolio.frozen import frozen
from planfolio.model import Plan, Portfolio
from planfolio.model.choices import Visibility
from planfolio.publicity import consented


@frozen(kw_only=True)
class Notice:
    """One thing to know, and what it is about: paths, or words of the documents."""

    message: Message
    details: tuple[str | Message, ...]


def notices(changes: Changes) -> tuple[Notice, ...]:
    """What is to be known, the gravest first; nothing that the documents had before."""
    touched = changes.proposal.touched if changes.proposal else ()
    found = (
        (
            say(
                "这次改动不只是内容，也动了规则、设置或网站本身；下面的结果仍按现有的规则和设置得出，这些文件请另外看过",
                "this is more than content: it touches rules, settings or what makes the site. All below is judged by the rules"
                " and settings as they are; look at these files by themselves",
            ),
            touched,
        ),
        (say("新的豁免", "new waivers"), _each(changes, _waivers)),
        (say("不再由这些规则包评定", "no longer judged by these rule packs"), tuple(_released(changes))),
        (
            say("退出生效状态，错误只算警告", "no longer in force, so that errors count as warnings"),
            _each(changes, _relaxed),
        ),
        (say("公开了原来不公开的", "makes public what was not"), _each(changes, _disclosed)),
    )
    return tuple(Notice(message=message, details=tuple(details)) for message, details in found if details)


Look = Callable[[Item, Item | None], Iterator[str | Message]]


def _each(changes: Changes, look: Look) -> tuple[str | Message, ...]:
    """What `look` sees in every document as it is, beside what it was; a renamed one was the old one."""
    if changes.after.catalog is None or changes.before.catalog is None:
        return ()
    renamed = {
        change.after.key: change.before.item
        for change in changes.documents
        if change.kind == "renamed" and change.before and change.after
    }
    old = changes.before.catalog.items
    items = changes.after.catalog.items.values()
    return tuple(seen for item in items if item.record for seen in look(item, renamed.get(item.key, old.get(item.key))))


def _waivers(item: Item, before: Item | None) -> Iterator[str | Message]:
    assert item.record is not None
    known = before.record.waivers if before and before.record else ()
    is_open = item.document.collection != "portfolios" and item.record.visibility is Visibility.PUBLIC
    for waiver in item.record.waivers:
        if waiver not in known:
            yield say(
                "{key} {what}（有效期至 {expires}）{reason}",
                "{key} {what} (until {expires}) {reason}",
                key=item.key,
                what=waiver.code if is_open else "…",
                expires=waiver.expires or "—",
                reason=waiver.reason or "" if is_open else "",
            )


def _released(changes: Changes) -> Iterator[str]:
    """Documents that were judged by a pack and are not any more."""
    for change in changes.documents:
        if change.before and change.after and not change.unread:
            old, new = ({verdict.pack for verdict in one.verdicts} for one in (change.before, change.after))
            if gone := sorted(old - new):
                yield f"{change.after.key} {' '.join(gone)}"


def _relaxed(item: Item, before: Item | None) -> Iterator[str | Message]:
    old, new = before.record if before else None, item.record
    if isinstance(old, Plan) and isinstance(new, Plan) and new.status.is_lenient and not old.status.is_lenient:
        yield say("{key} {old} → {new}", "{key} {old} → {new}", key=item.key, old=old.status, new=new.status)


def _disclosed(item: Item, before: Item | None) -> Iterator[str | Message]:
    old, new = before.record if before else None, item.record
    if isinstance(new, Portfolio):
        fields = consented(new) - (consented(old) if isinstance(old, Portfolio) else frozenset())
        if fields:
            yield f"{item.key} {' '.join(sorted(fields))}"
    is_opened = old is not None and old.visibility is Visibility.INTERNAL
    if is_opened and new is not None and new.visibility is Visibility.PUBLIC:
        yield item.key
