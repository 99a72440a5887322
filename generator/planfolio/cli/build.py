"""`planfolio build`: a whole site, or the last one untouched."""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from planfolio.cli.group import planfolio
from planfolio.cli.hosting import refuse_publishing
from planfolio.cli.settings import FINDINGS, OK, WRONG_USE, Settings, project_of, today
from planfolio.cli.stages import compared, progress
from planfolio.environment import host
from planfolio.findings import Count, Message, Severity, say
from planfolio.project import Project
from planfolio.stages import Stage, Stages

if TYPE_CHECKING:
    from planfolio.build import Build
    from planfolio.exports import Host
    from planfolio.publicity import Profile

MOST_CHANGED = 1000
"""Files that may differ from the revision before for a build to tell, unasked, what changed: nobody reads more."""


@dataclass(frozen=True, slots=True, kw_only=True)
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
    is_flag=True,
    expose_value=False,
    help="Build everything anew, as this version always does. 全部重建（目前总是如此）。",
)
@click.option(
    "-j", type=int, default=1, expose_value=False, help="Processes; this version uses one. 进程数（目前只用一个）。"
)
@click.option("--timings", is_flag=True, help="Say how long each stage took. 显示各阶段用时。")
@click.pass_obj
def build(settings: Settings, /, output: str | None, **wished: Any) -> None:
    """Build content/ and layouts/ into site/. 生成站点。"""
    from planfolio.model.scalars import is_web_address

    wishes = Wishes(**wished)
    if wishes.base_url is not None and not is_web_address(wishes.base_url):
        settings.stop(
            say(
                "--base-url 写的是“{url}”，应为以 https:// 开头的网址",
                "--base-url is “{url}”; a web address begins with https://",
                url=wishes.base_url,
            )
        )
    sys.exit(build_site(settings, project_of(settings, output, wishes.profile), wishes))


def build_site(settings: Settings, project: Project, wishes: Wishes) -> int:
    """Build and swap in; say what was found. The exit status."""
    from planfolio import admin
    from planfolio.write import publish, target

    if wishes.profile == "internal":
        refuse_publishing(project)
    where = target(project)
    changes = _changes(settings, project, wishes.since) if wishes.compare else None
    with progress(settings) as listen:
        stages = Stages(listen)
        built = built_site(project, wishes, changes, stages)
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
            publish(built.artifacts, where, confirm=built.confirm)
            stages.end()
    _say_findings(settings, told, built.report.summary.errors)
    if lacking:
        click.echo(lacking.shown(told.language), err=True)
    if wishes.timings:
        _say_timings(stages.seconds)
    if is_kept_back:
        kept = say("有错误，没有换上新站点，原来的保持不变", "there are errors: the last site stays as it was")
        settings.say(kept, told.language)
    else:
        seconds = sum(stages.seconds.values())
        click.echo(_closing(built, where.output, seconds, wishes.profile).shown(told.language))
    return FINDINGS if failing else OK


def built_site(project: Project, wishes: Wishes, changes: Any, stages: Stages) -> Build:
    """The site in memory, as of today and of what git knows."""
    from planfolio.build import Options, build
    from planfolio.git import revision
    from planfolio.history import history

    options = Options(
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
    return build(project, options, stages)


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


def _say_findings(settings: Settings, report: Any, errors: int) -> None:
    """Errors in full; the rest is in the report, unless asked for. Of all `errors` that there are, `report` may tell fewer."""
    from planfolio.reports import forms

    wanted = (
        report.findings
        if settings.verbose
        else [f for f in report.findings if f.severity is Severity.ERROR and f.waived is None]
    )
    if wanted and not settings.quiet:
        click.echo(forms()["text"](replace(report, findings=tuple(wanted))), nl=False, err=True)
    if report.summary.errors < errors:
        settings.say(
            say(
                "不公开的文档里还有错误，公开的日志里不写；请在自己的电脑上运行 planfolio check",
                "there are errors in documents that are not public, of which a public log says nothing: "
                "run `planfolio check` on a machine of your own",
            ),
            report.language,
        )


def _say_timings(seconds: dict[Stage, float]) -> None:
    for stage, spent in seconds.items():
        click.echo(f"{stage.name.lower():>10} {spent:8.3f} s", err=True)


def _closing(built: Any, output: Path, seconds: float, profile: str) -> Message:
    summary = built.report.summary
    return say(
        "{documents} 份文档，{pages} 页，{hours}，{errors} 个错误，{warnings} 个警告，{seconds} 秒 → {index}（用 {serve} 查看）",
        "{documents}, {pages}, {hours}, {errors}, {warnings}, {seconds} s → {index} (look at it with `{serve}`)",
        documents=Count(summary.documents, "document"),
        pages=Count(built.page_count, "page"),
        hours=_all_hours(built.inspection),
        errors=Count(summary.errors, "error"),
        warnings=Count(summary.warnings, "warning"),
        seconds=f"{seconds:.1f}",
        index=_short(output / "index.html"),
        serve="planfolio serve" if profile == "public" else "planfolio serve --profile internal",
    )


def _all_hours(inspection: Any) -> Message:
    """The hours of all plans together; plans of unknown hours are counted, never taken for zero."""
    from planfolio.totals import published_hours

    found = published_hours(inspection.catalog, inspection.totals)
    known = found.known if found.known is not None else 0
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
