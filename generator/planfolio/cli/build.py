"""`planfolio build`: a whole site, or the last one untouched."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from planfolio.cli.group import planfolio
from planfolio.cli.hosting import refuse_publishing
from planfolio.cli.settings import FINDINGS, OK, WRONG_USE, Settings, project_of, today
from planfolio.cli.stages import compared, progress, timings
from planfolio.environment import host
from planfolio.findings import Count, Message, Severity, say
from planfolio.frozen import frozen
from planfolio.lastbuild import Before, Said, before, keep, recall
from planfolio.project import Project
from planfolio.stages import Stage, Stages

if TYPE_CHECKING:
    from planfolio.build import Build, Options
    from planfolio.exports import Host
    from planfolio.publicity import Profile
    from planfolio.write import Target

MOST_CHANGED = 1000
"""Files that may differ from the revision before for a build to tell, unasked, what changed: nobody reads more."""


@frozen(kw_only=True)
class Wishes:
    """What one call asks of a build. `compare` wants what changed since a revision, the one in `since` or the last."""

    profile: Profile = "public"
    drafts: bool = False
    strict: bool = False
    base_url: str | None = None
    host: Host = "any"
    search: bool = True
    compare: bool = True
    since: str | None = None
    timings: bool = False
    processes: int | None = None
    cache: bool = True


@planfolio.command()
@click.option(
    "-o", "output", metavar="DIR", help="Where the site goes (default: site/, an internal one internal/). 输出文件夹。"
)
@click.option("--base-url", metavar="URL", help="Public address, for sitemap and feeds. 正式网址。")
@click.option("--drafts", is_flag=True, help="Publish drafts too. 连草稿一起发布。")
@click.option("--strict", is_flag=True, help="Do not swap the site in where there are errors. 有错误就不换上新站点。")
@click.option(
    "--profile",
    type=click.Choice(["public", "internal"]),
    default="public",
    show_default=True,
    help="Public site, or all of it for the inside. 公开或内部。",
)
@click.option(
    "--host",
    type=click.Choice(["any", "netlify"]),
    default="any",
    show_default=True,
    help="Whose redirects: Netlify obeys those at former addresses only where it is told to. 为哪家主机写转址。",
)
@click.option(
    "--since",
    metavar="REF",
    help="What the report calls changed: since this git revision (default: the one before content/ last changed)."
    " 报告里的“变化”从哪个版本算起。",
)
@click.option("--no-search", "search", flag_value=False, default=True, help="Leave the search index out. 不建检索。")
@click.option(
    "--no-cache",
    "cache",
    flag_value=False,
    default=True,
    help="Build even where nothing changed since the last build. 没有变化也重新生成。",
)
@click.option(
    "-j",
    "processes",
    type=click.IntRange(min=1),
    help="Processes that make pages (default: one for each processor). 进程数（默认每个处理器一个）。",
)
@click.option("--timings", is_flag=True, help="Say how long each stage took. 显示各阶段用时。")
@click.pass_obj
def build(settings: Settings, /, output: str | None, **wished: Any) -> None:
    """Build content/ and layouts/ into site/. 生成站点。"""
    wishes = Wishes(**wished)
    if wishes.base_url is not None and not _is_address(wishes.base_url):
        settings.stop(
            say(
                "--base-url 写的是“{url}”，应为以 https:// 开头的网址",
                "--base-url is “{url}”; a web address begins with https://",
                url=wishes.base_url,
            )
        )
    project = project_of(settings, output, wishes.profile)
    now = _before(settings, project, wishes) if wishes.cache else None
    last = recall(project, now) if now is not None else None
    sys.exit(_again(settings, last) if last is not None else build_site(settings, project, wishes, now))


def _is_address(url: str) -> bool:
    from planfolio.model.scalars import is_web_address

    return is_web_address(url)


def _before(settings: Settings, project: Project, wishes: Wishes) -> Before | None:
    """What there is to build. None where git is asked for another revision, which may be another one now."""
    if wishes.since is not None:
        return None
    asked = (replace(wishes, processes=None, timings=False), settings.language, settings.quiet, settings.verbose)
    place = _short(project.output)  # which its last line names
    return before(project, (*asked, place, today(), host()), time.time_ns())


def _again(settings: Settings, last: Said) -> int:
    """What the last build said, where this one would do nothing else."""
    for line in last.lines:
        click.echo(line, err=True)
    settings.say(say("没有变化，站点仍是上次的", "nothing changed: the last site stays"), last.language)
    click.echo(last.closing)
    return last.status


def build_site(settings: Settings, project: Project, wishes: Wishes, now: Before | None = None) -> int:
    """Build and swap in; say what was found. The exit status. What it says is kept for a site of which all that is there `now`
    was read."""
    from planfolio import admin
    from planfolio.spool import spool
    from planfolio.write import publish, target

    if wishes.profile == "internal":
        refuse_publishing(project)
    where = target(project)
    changes = _changes(settings, project, wishes.since) if wishes.compare else None
    with ExitStack() as running:
        stages = Stages(running.enter_context(progress(settings)))
        made = running.enter_context(spool(where))
        built = running.enter_context(built_site(project, wishes, changes, stages, where, made))
        # The log of a hosting service is read by whoever may see the site's builds.
        told = built.shown if host() else built.report
        told = replace(told, language=settings.language or told.language)
        if built.inspection.broken:
            return _broken(settings, told)
        lacking = admin.lacking(built.inspection.site, project.root)
        if lacking and wishes.strict:
            click.echo(lacking.shown(told.language), err=True)
            return WRONG_USE
        failing = built.report.summary.errors > 0
        is_kept_back = failing and wishes.strict
        if not is_kept_back:
            stages.begin(Stage.WRITE)
            publish(built.artifacts, where, spool=made, digests=built.digests, confirm=built.confirm)
    stages.end()
    lines = (
        *_findings(settings, told, built.report.summary.errors),
        *([lacking.shown(told.language)] if lacking else ()),
    )
    for line in lines:
        click.echo(line, err=True)
    if wishes.timings:
        click.echo("\n".join(timings(stages, told.language)), err=True)
    status = FINDINGS if failing else OK
    if is_kept_back:
        kept = say("有错误，没有换上新站点，原来的保持不变", "there are errors: the last site stays as it was")
        settings.say(kept, told.language)
        return status
    click.echo(_closing(built, where.output, wishes.profile, stages.seconds).shown(told.language))
    if now is not None:
        closing = _closing(built, where.output, wishes.profile).shown(told.language)
        keep(project, now, Said(status=status, language=told.language, lines=lines, closing=closing))
    return status


@contextmanager
def built_site(
    project: Project, wishes: Wishes, changes: Any, stages: Stages, where: Target, spool: Path
) -> Iterator[Build]:
    """The site with its files in `spool`, as of today and of what git knows. Until the end of the block what spares the next build
    work is kept."""
    from planfolio.build import build
    from planfolio.cachefolder import cachefolder
    from planfolio.workers import aside, processors
    from planfolio.write import standing

    options, processes = options_of(project, wishes, changes), wishes.processes or processors()
    with cachefolder(project.root) if wishes.cache else nullcontext() as cache:
        left = standing(where) if cache is not None else {}
        built = build(project, options, stages, spool=spool, keep=cache, standing=left, processes=processes)
        with aside(built.keep, processes=processes):
            yield built


def options_of(project: Project, wishes: Wishes, changes: Any = None) -> Options:
    """What is asked for, as of today and of what git knows."""
    from planfolio.git import revision
    from planfolio.history import history
    from planfolio.outline import Options

    return Options(
        today=today(),
        revision=revision(project.root),
        history=history(project.root),
        profile=wishes.profile,
        drafts=wishes.drafts,
        base_url=wishes.base_url,
        search=wishes.search,
        changes=changes,
        host=wishes.host,
    )


def _changes(settings: Settings, project: Project, since: str | None) -> Any:
    """What changed since a revision that is named, or since the one before `content/` last changed, if git knows it."""
    from planfolio.changes import changes
    from planfolio.git import changed, previous

    if since is None:
        last = previous(project.root)
        if last is None or len(changed(project.root, last.commit)) > MOST_CHANGED:
            return None
        since = last.commit
    found = compared(settings, project, since)
    if found.before.broken or found.after.broken:
        return None
    return changes(found.after.report, found.before.report)


def _broken(settings: Settings, report: Any) -> int:
    from planfolio.reports import forms

    click.echo(forms()["text"](report), nl=False, err=True)
    settings.say(
        say(
            "设置或规则包有错，没有生成站点，原来的保持不变",
            "settings or a rule pack are broken: no site was built, the last one stays as it was",
        ),
        report.language,
    )
    return WRONG_USE


def _findings(settings: Settings, report: Any, errors: int) -> Iterator[str]:
    """Errors in full; the rest is in the report, unless asked for. Of all `errors` that there are, `report` may tell fewer."""
    from planfolio.reports import forms
    from planfolio.reports.text_report import block

    if report.findings and settings.verbose and not settings.quiet:
        yield forms()["text"](report).removesuffix("\n")
    elif not settings.quiet:
        wanted = (one for one in report.findings if one.severity is Severity.ERROR and one.waived is None)
        yield from (f"{block(report, finding)}\n" for finding in wanted)
    if report.summary.errors < errors and not settings.quiet:
        yield say(
            "不公开的文档里还有错误，公开的日志里不写；请在自己的电脑上运行 planfolio check",
            "there are errors in documents that are not public, of which a public log says nothing: "
            "run `planfolio check` on a machine of your own",
        ).shown(report.language)


def _closing(built: Any, output: Path, profile: str, seconds: float | None = None) -> Message:
    summary = built.report.summary
    return say(
        "{documents} 份文档，{pages} 页，{hours}，{errors} 个错误，{warnings} 个警告{seconds} → {index}（用 {serve} 查看）",
        "{documents}, {pages}, {hours}, {errors}, {warnings}{seconds} → {index} (look at it with `{serve}`)",
        documents=Count(summary.documents, "document"),
        pages=Count(built.page_count, "page"),
        hours=_all_hours(built.inspection),
        errors=Count(summary.errors, "error"),
        warnings=Count(summary.warnings, "warning"),
        seconds=say("，{seconds} 秒", ", {seconds} s", seconds=f"{seconds:.1f}") if seconds is not None else "",
        index=_short(output / "index.html"),
        serve="planfolio serve" if profile == "public" else "planfolio serve --profile internal",
    )


def _all_hours(inspection: Any) -> Message:
    """The hours of all plans together; plans of unknown hours are counted, never taken for zero."""
    from planfolio.totals import published_hours

    found = published_hours(inspection.catalog, inspection.totals)
    known = found.known if found.known is not None else 0
    if found.unknown and found.known is None:
        return say(
            "学时不详（{unknown} 份方案）",
            "hours unknown ({plans})",
            unknown=found.unknown,
            plans=Count(found.unknown, "plan"),
        )
    if found.unknown:
        return say(
            "{known} 学时（另有 {unknown} 份方案学时不详）",
            "{known} class hours ({unknown} more plans of unknown hours)",
            known=known,
            unknown=found.unknown,
        )
    return say("{known} 学时", "{known} class hours", known=known)


def _short(path: Path) -> str:
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)
