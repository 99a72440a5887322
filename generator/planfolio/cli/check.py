"""`planfolio check`: findings, nothing written."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from planfolio.cli.group import planfolio
from planfolio.cli.output import refuse_outputs, write_file, write_report
from planfolio.cli.settings import FINDINGS, OK, WRONG_USE, Settings, project_of
from planfolio.cli.stages import compared, inspected
from planfolio.findings import Count, Severity, say
from planfolio.project import Project

FORMATS = ("text", "json", "github", "sarif", "junit", "gitlab", "rdjson", "markdown")

_EXCEEDS: dict[str, Callable[[Severity], bool]] = {
    "error": lambda severity: severity is Severity.ERROR,
    "warning": lambda severity: severity is not Severity.NOTE,
    "never": lambda severity: False,
}


@planfolio.command()
@click.argument("paths", nargs=-1, metavar="[PATH]…")
@click.option(
    "--format",
    "formats",
    multiple=True,
    type=click.Choice(FORMATS),
    help="Form of the report (default: text). 报告的形式。",
)
@click.option("-o", "outputs", multiple=True, metavar="FILE", help="Write to a file, one for each --format. 写到文件。")
@click.option(
    "--changed", "reference", metavar="REF", help="Only what is new since a git revision. 只看某个版本之后新出现的。"
)
@click.option(
    "--proposed",
    metavar="REV",
    help="With --changed: what this revision brings, judged by the settings and rule packs on disk; it is never checked out."
    " 看某个提议的版本带来什么，仍按现有的设置和规则包；不检出它。",
)
@click.option(
    "--write-baseline",
    "write_baseline",
    is_flag=True,
    help="Accept what is found today as old (content/baseline.json); if there is one, only take out what is solved."
    " 把今天的问题记为旧账；已有旧账时只删去已解决的。",
)
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warning", "never"]),
    default="error",
    show_default=True,
    help="Which findings end with status 1. 哪些问题算失败。",
)
@click.pass_obj
def check(
    settings: Settings,
    paths: tuple[str, ...],
    formats: tuple[str, ...],
    outputs: tuple[str, ...],
    reference: str | None,
    proposed: str | None,
    write_baseline: bool,
    fail_on: str,
) -> None:
    """Show what is wrong in content/; write nothing. 只检查，不写文件。"""
    project = project_of(settings)
    refuse_outputs(settings, project, formats, outputs)
    missing = next((path for path in paths if not (settings.root / path).exists()), None)
    if missing is not None:
        near = _meant(project.content, missing)
        settings.stop(
            say(
                "{folder} 里没有 {path}{near}",
                "there is no {path} in {folder}{near}",
                folder=settings.root,
                path=missing,
                near=say("，是不是 content/{near}？", "; did you mean content/{near}?", near=near) if near else "",
            )
        )
    outside = next((path for path in paths if not _may_hold(settings.root / path, project.content)), None)
    if outside is not None:
        settings.stop(
            say(
                "{path} 不在 {content} 里，那里没有可检查的文件",
                "{path} is not in {content}; there is nothing to check",
                path=outside,
                content=project.content,
            )
        )
    if proposed is not None and reference is None:
        settings.stop(
            say(
                "--proposed 要和 --changed 一起用，说明与哪个版本相比",
                "--proposed goes with --changed, which says what it is compared with",
            )
        )
    if write_baseline:
        if paths or reference is not None:
            settings.stop(
                say(
                    "--write-baseline 看的是整个站点，不能和路径或 --changed 一起用",
                    "--write-baseline is about the whole site: it takes neither paths nor --changed",
                )
            )
        _write_baseline(settings, project)
    inspection, report = (
        inspected(settings, project) if reference is None else _brought(settings, project, reference, proposed)
    )
    if paths:
        report = replace(report, findings=tuple(f for f in report.findings if _is_asked(f.at.file, paths, settings)))
    write_report(settings, report, formats or ("text",), outputs)
    if inspection.broken:
        sys.exit(WRONG_USE)
    failing = any(_EXCEEDS[fail_on](finding.severity) for finding in report.findings if finding.waived is None)
    sys.exit(FINDINGS if failing else OK)


def _write_baseline(settings: Settings, project: Project) -> None:
    """Write the baseline: a first one, or the one that there is without what is solved."""
    from planfolio import baseline
    from planfolio.sources import BASELINE

    inspection, report = inspected(settings, project)
    if inspection.broken:
        return  # the check that follows says why
    path = project.root / BASELINE
    if not path.exists():
        first = baseline.begun(report)
        write_file(settings, path, baseline.written(first))
        settings.say(
            say(
                "写入 {path}：{count} 个旧问题。请提交这个文件；解决一些以后再运行一次，它只会变短",
                "wrote {path}: {count}. Commit it, and run this again as you solve them: it only gets shorter",
                path=BASELINE,
                count=Count(len(first), "old finding"),
            )
        )
        return
    rest = baseline.shrunk(report)
    new = sum(finding.waived is None and baseline.may_be_old(finding) for finding in report.findings)
    write_file(settings, path, baseline.written(rest))
    settings.say(
        say(
            "{path}：还有 {count} 个旧问题；{new} 个新问题没有收进去",
            "{path}: {count} left; {new} not taken in",
            path=BASELINE,
            count=Count(len(rest), "old finding"),
            new=Count(new, "new one"),
        )
    )


def _brought(settings: Settings, project: Project, reference: str, proposed: str | None) -> tuple[Any, Any]:
    """The inspection of what a change since a git revision concerns, and the report of what is new in it."""
    from planfolio.changes import brought

    found = compared(settings, project, reference, proposed)
    inspection = found.after
    return inspection, inspection.report if inspection.broken else brought(inspection.report, found.before.report)


def _meant(content: Path, asked: str) -> str | None:
    """The source below `content` that is meant by an id as reports print it, such as plans/autumn-2026."""
    return next((f"{asked}{end}" for end in (".md", ".yaml", "") if (content / f"{asked}{end}").exists()), None)


def _may_hold(asked: Path, content: Path) -> bool:
    """Whether `asked` lies in the sources or is a folder above them."""
    return asked.resolve().is_relative_to(content.resolve()) or content.resolve().is_relative_to(asked.resolve())


def _is_asked(path: str, asked: tuple[str, ...], settings: Settings) -> bool:
    root = settings.root.resolve()
    place = (root / path).resolve()
    return any(place == wanted or wanted in place.parents for wanted in ((root / one).resolve() for one in asked))
