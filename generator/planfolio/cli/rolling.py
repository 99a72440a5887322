"""Rolling: a plan of the site, and its schedules where asked, written anew for the next year, with an account of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

import click

from planfolio.cli.desk import Desk
from planfolio.findings import Message, say

if TYPE_CHECKING:
    from planfolio.model import Plan, Schedule
    from planfolio.rollover import Kind, Rolled, Shift
    from planfolio.sources import Discovery, SourceFile

_WEEKS = range(50, 55)
"""How many weeks later the next year's term may begin."""


def roll(desk: Desk, identifier: str, source: str, *, with_schedules: bool, term_start: str | None) -> None:
    """Write the plan `source` as `identifier` for the next year, and say what was done and what must be confirmed."""
    from planfolio.model import Plan
    from planfolio.shelf import opened
    from planfolio.sources import discover

    sources = discover(desk.project.content)
    file = _source(desk, sources, source)
    _, plan = opened(file)
    if not isinstance(plan, Plan):
        desk.stop(
            say(
                "{path} 有错误，读不出来，没法顺延；先改好它：{command}",
                "{path} cannot be read, so there is nothing to roll over; mend it first: {command}",
                path=file.path,
                command=desk.check_command([Path(file.path)]),
            )
        )
    schedules = _schedules(sources, file.id, plan)
    shift = _shift(desk, [schedule for _, schedule in schedules], term_start)
    names = {f"plans/{file.id}": identifier}
    rolled = [file]
    if with_schedules:
        rolled += [schedule for schedule, _ in schedules]
        names |= {schedule.key: _name(schedule.id, file.id, identifier) for schedule, _ in schedules}
    for key, name in names.items():
        if name in desk.shelf.ids[key.partition("/")[0]]:
            desk.stop(
                say(
                    "{collection}/{name} 已经有了，什么都没有写；请换一个名字",
                    "{collection}/{name} is there already, nothing was written; choose another id",
                    collection=key.partition("/")[0],
                    name=name,
                )
            )
    with _all_or_none(desk.project.root) as written:
        made = [_written(desk, one, names, shift, written) for one in rolled]
    for one, (path, anew) in zip(rolled, made, strict=True):
        _tell(desk, one, path, anew, shift)
    if schedules and not with_schedules:
        desk.show(
            say(
                "日程没有一起顺延（{ids}），新方案的“日程”留空；要一起顺延，删去新方案，加上 --with-schedules 再来一次。",
                "Its schedules were not rolled over ({ids}), and the new plan names none; to have them too, delete the new plan and"
                " run this again with --with-schedules.",
                ids=[schedule.id for schedule, _ in schedules],
            )
        )
    _findings(desk, [path for path, _ in made])


@contextmanager
def _all_or_none(root: Path) -> Iterator[list[Path]]:
    """What is written in the block is listed in it, and is gone again where one of them could not be written."""
    written: list[Path] = []
    try:
        yield written
    except BaseException:  # also Ctrl+C, and the end after a refusal
        for path in written:
            (root / path).unlink(missing_ok=True)
            with suppress(OSError):  # others lie in the folder
                (root / path).parent.rmdir()
        raise


def _source(desk: Desk, sources: Discovery, asked: str) -> SourceFile:
    """The plan that is asked for by key, id or path."""
    plans = {file.id: file for file in sources.files if file.collection == "plans"}
    name = re.sub(r"^(?:.*/)?plans/|(?:/index)?\.(?:md|yaml)$|/$", "", asked)
    if name not in plans:
        near = get_close_matches(name, plans, 1, 0.5)
        desk.stop(
            say(
                "没有方案 {asked}，是不是 plans/{near}？",
                "there is no plan {asked}; did you mean plans/{near}?",
                asked=asked,
                near=near[0],
            )
            if near
            else say(
                "没有方案 {asked}，写成 plans/autumn-2026 这样",
                "there is no plan {asked}; write it like plans/autumn-2026",
                asked=asked,
            )
        )
    return plans[name]


def _schedules(sources: Discovery, identifier: str, plan: Plan) -> list[tuple[SourceFile, Schedule]]:
    """The schedules that name the plan or that it names."""
    from planfolio.model import Schedule
    from planfolio.shelf import opened

    found = []
    for file in sources.files:
        record = opened(file)[1] if file.collection == "schedules" else None
        if isinstance(record, Schedule) and (record.plan == identifier or file.id in plan.schedules):
            found.append((file, record))
    return found


def _shift(desk: Desk, schedules: list[Schedule], term_start: str | None) -> Shift:
    """A year of 52 weeks, or from the old term's first Monday to the new one's."""
    from planfolio.rollover import Shift

    if term_start is None:
        return Shift()
    first = next((schedule.term.start for schedule in schedules if schedule.term is not None), None)
    if first is None:
        desk.stop(
            say(
                "--term-start 用不上：这份方案的日程没有写学期的第一周周一",
                "--term-start has nothing to start from: no schedule of the plan says when its term began",
            )
        )
    try:
        start = date.fromisoformat(term_start)
    except ValueError:
        start = date.min
    weeks, days = divmod((start - first).days, 7)
    if days or weeks not in _WEEKS:
        desk.stop(
            say(
                "--term-start 写的是 {text}，应为去年 {first} 以后一年左右的一个周一，如 {example}",
                "--term-start says {text}; it should be a Monday about a year after {first}, such as {example}",
                text=term_start,
                first=first,
                example=Shift().day(first),
            )
        )
    return Shift(weeks * 7)


def _name(schedule: str, plan: str, new: str) -> str:
    """The new id of a schedule: the plan's in place of the old plan's, else the next year in place of the last."""
    if plan in schedule:
        return schedule.replace(plan, new)
    later = re.sub(r"20\d\d", lambda year: str(int(year.group()) + 1), schedule)
    return later if later != schedule else f"{new}-{schedule}"


def _written(
    desk: Desk, file: SourceFile, names: dict[str, str], shift: Shift, written: list[Path]
) -> tuple[Path, Rolled]:
    """Write one document anew, with its attachments, and list what was written."""
    from planfolio.rollover import roll_over
    from planfolio.shelf import opened
    from planfolio.sources import text_of

    document, record = opened(file)
    text = text_of(file)
    assert record is not None
    assert text is not None
    rolled = roll_over(
        document, record, text, shift=shift, names=names, site=desk.shelf.site, language=desk.shelf.language
    )
    name = names[file.key]
    ending = file.path.removeprefix(f"content/{file.collection}/{file.id}")
    path = desk.put(f"{file.collection}/{name}{ending}", rolled.text.encode())
    written.append(path)
    for attachment in file.attachments:
        beside = desk.put(f"{file.collection}/{name}/{attachment.name}", attachment.location.read_bytes())
        written.append(beside)
    return path, rolled


def _tell(desk: Desk, file: SourceFile, path: Path, rolled: Rolled, shift: Shift) -> None:
    """What was shifted, what was left out, what must be confirmed."""
    desk.show(say("{path} ← {key}", "{path} ← {key}", path=path.as_posix(), key=file.key))
    account: list[tuple[Kind, Message]] = [
        (
            "date",
            say("日期 {count} 处往后 {weeks} 周，星期不变", "{count} dates {weeks} weeks later, on the same weekdays"),
        ),
        ("year", say("年份加一：{labels}", "a year later: {labels}")),
        ("status", say("改成草稿：{labels}", "made a draft: {labels}")),
        ("reset", say("{count} 次活动改回“计划”", "{count} sessions made planned again")),
        ("id", say("改指新的文档：{labels}", "made to name the new documents: {labels}")),
        ("confirm", say("写成“待确认” {count} 处：{labels}", "{count} made TBC: {labels}")),
        ("emptied", say("留空：{labels}", "left empty: {labels}")),
        ("dropped", say("删去：{labels}", "dropped: {labels}")),
    ]
    for kind, message in account:
        count = rolled.count(kind)
        if count:
            labels = rolled.labels(kind)
            values = {"count": count, "weeks": shift.days // 7, "labels": labels}
            click.echo(f"  {replace(message, values=values).shown(desk.language)}")
    if rolled.doubts:
        desk.show(say("请再确认：", "To be confirmed:"))
    lines: dict[str, list[int]] = {}
    for doubt in rolled.doubts:
        lines.setdefault(doubt.message.shown(desk.language), []).append(doubt.line)
    for text, places in lines.items():
        others = say("（还有第 {lines} 行）", " (also in line {lines})", lines=places[1:]).shown(desk.language)
        click.echo(f"  {path.as_posix()}:{places[0]}  {text}{others if places[1:] else ''}")
    click.echo()


def _findings(desk: Desk, paths: list[Path]) -> None:
    """What the check says of the new documents."""
    from planfolio.cli.output import write_report
    from planfolio.cli.stages import inspected

    _, report = inspected(replace(desk.settings, language=desk.language), desk.project)
    names = {path.as_posix() for path in paths}
    write_report(
        desk.settings, replace(report, findings=tuple(f for f in report.findings if f.at.file in names)), ("text",), ()
    )
