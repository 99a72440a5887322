"""`planfolio serve`: build, watch, show."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from planfolio.cli.build import Wishes, built_site, options_of
from planfolio.cli.group import planfolio
from planfolio.cli.hosting import refuse_publishing
from planfolio.cli.settings import OUR_BUG, WRONG_USE, Settings, project_of
from planfolio.cli.stages import progress
from planfolio.findings import Count, Language, Message, Refusal, Severity, Span, say
from planfolio.obstacles import told
from planfolio.project import Project
from planfolio.stages import Stages

if TYPE_CHECKING:
    from planfolio.live import Live, Renewed
    from planfolio.publicity import Profile
    from planfolio.serve import Outcome, Problem


@planfolio.command()
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="Port. 端口。")
@click.option("--open", "open_browser", is_flag=True, help="Open the browser. 打开浏览器。")
@click.option("--drafts/--no-drafts", default=True, help="Show drafts (default). 显示草稿。")
@click.option(
    "--profile",
    type=click.Choice(["public", "internal"]),
    default="public",
    show_default=True,
    help="The public site, or all of it, on this machine only. 公开或内部（只在本机）。",
)
@click.pass_obj
def serve(settings: Settings, port: int, open_browser: bool, drafts: bool, profile: Profile) -> None:
    """Build, watch and show the site; the page follows as files change. 边写边看。"""
    from planfolio import serve as server

    project = project_of(settings, None, profile)
    # What changed is for those who read the built site, and takes time.
    wishes = Wishes(profile=profile, drafts=drafts, compare=False)
    rebuilding = Rebuilding(settings, project, wishes)
    server.serve(
        project,
        rebuilding,
        rebuilding.content,
        rebuilding.changed,
        partial(index, settings, project, wishes),
        port=port,
        open_browser=open_browser,
        announce=lambda url: settings.say(
            say("在 {url} 查看，按 Ctrl+C 结束", "look at {url}, stop with Ctrl+C", url=url)
        ),
    )


def index(settings: Settings, project: Project, wishes: Wishes) -> None:
    """Publish the site with its search index, and say no more than what stood in the way of that."""
    try:
        _published(project, wishes)
    except (Refusal, OSError) as hindrance:
        settings.say(_words(hindrance), settings.language)
        sys.exit(WRONG_USE)
    except Exception:  # the next rebuild comes upon it too, and says so
        sys.exit(OUR_BUG)


class Rebuilding:
    """Renews a site and tells in a line what came of it, then the errors that were not told yet."""

    def __init__(self, settings: Settings, project: Project, wishes: Wishes) -> None:
        self._settings, self._project, self._wishes = settings, project, wishes
        self._language: Language = settings.spoken
        self._told: set[str] = set()
        self._live: Live | None = None

    def content(self, path: str) -> bytes | Path | None:
        """What is at a path of the site as it is now."""
        return self._live.content(path) if self._live is not None else None

    def changed(self, paths: Collection[str]) -> Collection[str]:
        """Those of the paths at which something else was given the last time."""
        return self._live.changed(paths) if self._live is not None else ()

    def __call__(self, edited: Collection[Path], watched: Collection[str]) -> Outcome:
        """The site as its sources are now, of which what is watched is made. The last good one stays where that cannot be."""
        from planfolio import admin
        from planfolio.serve import Outcome

        began = time.perf_counter()
        is_same = False
        changed: frozenset[str] | None = None
        lacking: Message | None = None
        problems: tuple[Problem, ...]
        try:
            renewed = self._renewed(watched)
        except (Refusal, OSError) as hindrance:
            problems = (_hindrance(hindrance, self._project, self._language),)
        else:
            self._language = self._settings.language or renewed.report.language
            problems = tuple(_problems(replace(renewed.report, language=self._language)))
            if renewed.hindrance is not None:  # a broken layout: the next change is awaited
                problems = (_hindrance(renewed.hindrance, self._project, self._language), *problems)
            elif not renewed.is_broken:
                changed, is_same = renewed.changed, renewed.is_same
            lacking = admin.lacking(renewed.site, self._project.root)
        if edited or not is_same:
            self._say(_line(self._project.root, edited, watched, changed, time.perf_counter() - began))
        texts = [f"{problem.message}\n{problem.text}\n" if problem.text else problem.message for problem in problems]
        self._tell(texts, lacking.shown(self._language) if lacking else None)
        return Outcome(changed=changed, problems=problems)

    def _renewed(self, watched: Collection[str]) -> Renewed:
        from planfolio.live import Live
        from planfolio.workers import processors
        from planfolio.write import target

        if self._live is not None:
            return self._live.renew(watched)
        if self._wishes.profile == "internal":
            refuse_publishing(self._project)
        target(self._project)  # which refuses a place where nothing can be published
        with progress(self._settings) as listen:
            stages = Stages(listen)
            self._live = Live(
                self._project, lambda: options_of(self._project, self._wishes), stages=stages, processes=processors()
            )
            stages.end()
        return replace(self._live.looked, changed=frozenset(watched))  # opened when there was none

    def _say(self, message: Message) -> None:
        self._settings.say(
            say(
                "{time} {message}",
                "{time} {message}",
                time=datetime.now().astimezone().strftime("%H:%M:%S"),
                message=message,
            ),
            self._language,
        )

    def _tell(self, problems: list[str], lacking: str | None) -> None:
        """What is new in full; errors that were told before are counted."""
        told, self._told = self._told, {*problems, *([lacking] if lacking else ())}
        for text in (*problems, lacking):
            if text and text not in told and not self._settings.quiet:
                click.echo(text, err=True)
        if old := sum(text in told for text in problems):
            self._say(say("还有 {count} 个错误，前面列过", "{count} more, listed before", count=Count(old, "error")))


def _published(project: Project, wishes: Wishes) -> None:
    """Build and swap in, unless settings or a pack are broken."""
    from planfolio.spool import spool
    from planfolio.write import publish, target

    where = target(project)
    with spool(where) as made, built_site(project, wishes, None, Stages(), where, made) as built:
        if not built.inspection.broken:
            publish(built.artifacts, where, spool=made, digests=built.digests, confirm=built.confirm)


def _problems(report: Any) -> Iterator[Problem]:
    """The errors, as the report tells them on a terminal."""
    from planfolio.reports.text_report import block
    from planfolio.serve import Problem

    for finding in report.findings:
        if finding.severity is Severity.ERROR and finding.waived is None:
            message, _, text = block(report, finding).partition("\n")
            yield Problem(message=message, text=text, document=finding.document)


def _hindrance(hindrance: Refusal | OSError, project: Project, language: Language) -> Problem:
    """Why there is no new site; of a broken layout, its line."""
    from planfolio.render import LayoutError
    from planfolio.serve import Problem

    text = ""
    if isinstance(hindrance, LayoutError) and hindrance.line is not None:
        text = _frame(project, hindrance.layout, hindrance.line)
    return Problem(message=_words(hindrance).shown(language), text=text)


def _frame(project: Project, layout: str, line: int) -> str:
    """The line of a layout, marked; nothing where the file has gone meanwhile."""
    from planfolio.reports.frames import Mark, frame, gutter_width

    for folder in project.layouts:
        with suppress(OSError):
            lines = (folder.parent / layout).read_text(encoding="utf-8", errors="replace").split("\n")
            marks = [Mark(span=Span(line, 1, line, len(lines[line - 1 : line][0]) + 1), primary=True)]
            gutter = gutter_width(marks)
            return "\n".join([f"{' ' * gutter}--> {layout}:{line}:1", *frame(lines, marks, gutter=gutter)])
    return ""


def _words(hindrance: Refusal | OSError) -> Message:
    return hindrance.message if isinstance(hindrance, Refusal) else told(hindrance)


def _line(
    root: Path, edited: Collection[Path], watched: Collection[str], changed: Collection[str] | None, seconds: float
) -> Message:
    """What was saved, what that made of the pages that are in view, and how long it took."""
    if changed is None:
        did: Message = say("没有换上新站点，原来的保持不变", "no new site, the last one stays as it was")
    elif not edited:
        did = say("可以看了", "ready")
    elif not watched:
        did = say("已更新", "updated")
    elif not changed:
        did = say("正在看的网页没有变化", "no page in view changed")
    else:
        pages = sum(path.endswith(".html") for path in changed)
        did = (
            say("正在看的网页有 {pages} 页变了", "{pages} in view changed", pages=Count(pages, "page"))
            if pages
            else say("样式或文件变了", "styles or files changed")
        )
    return say(
        "{edited}{did}，{seconds} 秒",
        "{edited}{did}, {seconds} s",
        edited=_edited(root, edited),
        did=did,
        seconds=f"{seconds:.1f}",
    )


def _edited(root: Path, edited: Collection[Path]) -> Message | str:
    """The first file that was saved, and how many there were; many editors make another one on the way, which is gone again."""
    edited = [path for path in edited if path.exists()] or edited
    if not edited:
        return ""
    name = Path(os.path.relpath(min(edited), root)).as_posix()
    if len(edited) == 1:
        return f"{name} → "
    return say(
        "{name} 等 {count} 个文件 → ", "{name} and {more} more → ", name=name, count=len(edited), more=len(edited) - 1
    )
