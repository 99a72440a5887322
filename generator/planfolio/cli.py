"""Command line: the only module that prints or exits. Results go to stdout, everything else to stderr."""

from __future__ import annotations

import atexit
import gc
import os
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any, NoReturn

import click

from planfolio import __version__
from planfolio.findings import Count, Language, Message, Refusal, Severity, say
from planfolio.project import Project, open_project

OK, FINDINGS, WRONG_USE, OUR_BUG, INTERRUPTED = 0, 1, 2, 3, 130
MOST_CHANGED = 1000
"""Files that may differ from the revision before for a build to tell, unasked, what changed: nobody reads more."""
FORMATS = ("text", "json", "github", "sarif", "junit", "gitlab", "rdjson", "markdown")


@dataclass(frozen=True, slots=True)
class Settings:
    """The global options of one call."""

    root: Path
    language: Language | None
    quiet: bool
    verbose: bool
    color: bool | None

    @property
    def spoken(self) -> Language:
        """The language of messages before the site's is known."""
        return self.language or "zh"

    def say(self, message: Message) -> None:
        """A line to stderr, unless asked to be quiet."""
        if not self.quiet:
            click.echo(message.shown(self.spoken), err=True)

    def stop(self, message: Message) -> None:
        """A line to stderr, and the end: the call was wrong."""
        click.echo(f"planfolio: {message.shown(self.spoken)}", err=True)
        sys.exit(WRONG_USE)

    def colored(self) -> bool:
        if self.color is not None:
            return self.color
        return sys.stdout.isatty() and "NO_COLOR" not in os.environ


_GLOBAL_FLAGS = ("-q", "--quiet", "-v", "--verbose", "--color", "--no-color")
_GLOBAL_VALUES = ("--lang", "-C")


class _Commands(click.Group):
    """The commands. Global options may stand behind the command too, where most people write them."""

    def parse_args(self, context: click.Context, args: list[str]) -> list[str]:
        return super().parse_args(context, _globals_first(args))


def _globals_first(arguments: list[str]) -> list[str]:
    """`arguments` with the global options at their head; what follows `--` stays."""
    first: list[str] = []
    others: list[str] = []
    rest = list(arguments)
    while rest:
        argument = rest.pop(0)
        if argument == "--":
            others += [argument, *rest]
            break
        if argument in _GLOBAL_FLAGS or argument.startswith("--lang="):
            first.append(argument)
        elif argument in _GLOBAL_VALUES and rest:
            first += [argument, rest.pop(0)]
        else:
            others.append(argument)
    return first + others


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="planfolio", message="%(prog)s %(version)s")
@click.option(
    "-C",
    "root",
    metavar="DIR",
    default=".",
    help="The site's folder; other paths are relative to it (default: this one). 站点所在的文件夹，其余路径相对于它。",
)
@click.option("--lang", type=click.Choice(["zh", "en"]), help="Language of messages. 信息的语言。")
@click.option("-q", "--quiet", is_flag=True, help="Say nothing but results. 只给结果。")
@click.option("-v", "--verbose", is_flag=True, help="Say more. 多说一些。")
@click.option("--color/--no-color", default=None, help="Colour or none (default: on a terminal). 是否用颜色。")
@click.pass_context
def planfolio(
    context: click.Context, root: str, lang: Language | None, quiet: bool, verbose: bool, color: bool | None
) -> None:
    """Plans and archives of teacher training: checked, totalled, searchable.

    教师培训方案与档案：检查、合计、检索。
    """
    context.obj = Settings(Path(root), lang, quiet, verbose, color)


def _project(settings: Settings, output: str | None = None) -> Project:
    if not settings.root.is_dir():
        settings.stop(say("没有文件夹 {path}", "there is no folder {path}", path=settings.root))
    project = open_project(settings.root, settings.root / output if output else None)
    if not project.content.is_dir():
        settings.stop(
            say(
                "{path} 里没有 content/。换到站点的文件夹，或用 planfolio init 新建",
                "{path} has no content/. Go to the site's folder, or make one with `planfolio init`",
                path=settings.root,
            )
        )
    return project


def _today() -> date:
    return datetime.now().astimezone().date()


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
    write_baseline: bool,
    fail_on: str,
) -> None:
    """Show what is wrong in content/; write nothing. 只检查，不写文件。"""
    project = _project(settings)
    missing = next((path for path in paths if not (settings.root / path).exists()), None)
    if missing is not None:
        settings.stop(
            say("{folder} 里没有 {path}", "there is no {path} in {folder}", folder=settings.root, path=missing)
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
    if write_baseline:
        if paths or reference is not None:
            settings.stop(
                say(
                    "--write-baseline 看的是整个站点，不能和路径或 --changed 一起用",
                    "--write-baseline is about the whole site: it takes neither paths nor --changed",
                )
            )
        _write_baseline(settings, project)
    inspection, report = _inspected(settings, project) if reference is None else _brought(settings, project, reference)
    if paths:
        report = replace(report, findings=tuple(f for f in report.findings if _is_asked(f.at.file, paths, settings)))
    _write_report(settings, report, formats or ("text",), outputs)
    if inspection.broken:
        sys.exit(WRONG_USE)
    failing = any(_EXCEEDS[fail_on](finding.severity) for finding in report.findings if finding.waived is None)
    sys.exit(FINDINGS if failing else OK)


def _write_baseline(settings: Settings, project: Project) -> None:
    """Write the baseline: a first one, or the one that there is without what is solved."""
    from planfolio import baseline
    from planfolio.sources import BASELINE

    inspection, report = _inspected(settings, project)
    if inspection.broken:
        return  # the check that follows says why
    path = project.root / BASELINE
    if not path.exists():
        first = baseline.begun(report)
        _write_file(settings, path, baseline.written(first))
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
    _write_file(settings, path, baseline.written(rest))
    settings.say(
        say(
            "{path}：还有 {count} 个旧问题；{new} 个新问题没有收进去",
            "{path}: {count} left; {new} not taken in",
            path=BASELINE,
            count=Count(len(rest), "old finding"),
            new=Count(new, "new one"),
        )
    )


def _inspected(settings: Settings, project: Project) -> tuple[Any, Any]:
    """The inspection of what is on disk, and its report."""
    from planfolio.git import revision
    from planfolio.inspection import inspect
    from planfolio.sources import discover

    commit = revision(project.root)
    with _progress(settings) as listen:
        listen("inspect")
        found = inspect(
            discover(project.content),
            today=_today(),
            language=settings.language,
            revision=commit.commit if commit else None,
        )
    return found, found.report


def _compared(settings: Settings, project: Project, reference: str) -> Any:
    """What is on disk beside what was there at a git revision."""
    from planfolio.comparison import compare
    from planfolio.git import revision

    commit = revision(project.root)
    with _progress(settings) as listen:
        listen("inspect")
        return compare(
            project,
            reference,
            today=_today(),
            revision=commit.commit if commit else None,
            language=settings.language,
        )


def _brought(settings: Settings, project: Project, reference: str) -> tuple[Any, Any]:
    """The inspection of what a change since a git revision concerns, and the report of what is new in it."""
    from planfolio.changes import brought

    found = _compared(settings, project, reference)
    inspection = found.after
    return inspection, inspection.report if inspection.broken else brought(inspection.report, found.before.report)


@planfolio.command()
@click.argument("reference", metavar="REF")
@click.option(
    "--format",
    "formats",
    multiple=True,
    type=click.Choice(("text", "json", "markdown")),
    help="Form (default: text). 形式。",
)
@click.option("-o", "outputs", multiple=True, metavar="FILE", help="Write to a file, one for each --format. 写到文件。")
@click.pass_obj
def diff(settings: Settings, reference: str, formats: tuple[str, ...], outputs: tuple[str, ...]) -> None:
    """What changed since a git revision: hours, completeness, findings. 自某个版本以来的变化。"""
    from planfolio.changes import changes, forms

    found = _compared(settings, _project(settings), reference)
    if found.after.broken:
        _write_report(settings, found.after.report, ("text",), ())
        sys.exit(WRONG_USE)
    told = changes(found.after.report, found.before.report)
    for index, name in enumerate(formats or ("text",)):
        text = forms()[name](told)
        if index < len(outputs):
            _write_file(settings, settings.root / outputs[index], text)
        else:
            click.echo(text, nl=False)


def _may_hold(asked: Path, content: Path) -> bool:
    """Whether `asked` lies in the sources or is a folder above them."""
    return asked.resolve().is_relative_to(content.resolve()) or content.resolve().is_relative_to(asked.resolve())


def _is_asked(path: str, asked: tuple[str, ...], settings: Settings) -> bool:
    root = settings.root.resolve()
    place = (root / path).resolve()
    return any(place == wanted or wanted in place.parents for wanted in ((root / one).resolve() for one in asked))


def _write_report(settings: Settings, report: Any, formats: tuple[str, ...], outputs: tuple[str, ...]) -> None:
    from planfolio.reports import forms

    for index, name in enumerate(formats):
        write = forms()[name]
        if index < len(outputs):
            _write_file(settings, settings.root / outputs[index], write(report))
        else:
            colored = name == "text" and settings.colored()
            text = forms()["text"](report, color=True) if colored else write(report)
            click.echo(text, nl=False, color=colored)


def _write_file(settings: Settings, path: Path, text: str) -> None:
    if not path.parent.is_dir():
        settings.stop(say("没有文件夹 {path}", "there is no folder {path}", path=path.parent))
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        settings.stop(
            say(
                "{path} 写不进去：{reason}",
                "{path} cannot be written: {reason}",
                path=path,
                reason=error.strerror or "",
            )
        )


@planfolio.command()
@click.option("-o", "output", metavar="DIR", help="Where the site goes (default: site/). 输出文件夹。")
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
    "--since",
    metavar="REF",
    help="What the report calls changed: since this git revision (default: the one before content/ last changed)."
    " 报告里的“变化”从哪个版本算起。",
)
@click.option("--no-search", is_flag=True, help="Leave the search index out. 不建检索。")
@click.option(
    "--no-cache", is_flag=True, help="Build everything anew, as this version always does. 全部重建（目前总是如此）。"
)
@click.option("-j", "jobs", type=int, default=1, help="Processes; this version uses one. 进程数（目前只用一个）。")
@click.option("--timings", is_flag=True, help="Say how long each stage took. 显示各阶段用时。")
@click.pass_obj
def build(settings: Settings, /, output: str | None, **options: Any) -> None:
    """Build content/ and layouts/ into site/. 生成站点。"""
    from planfolio.model.scalars import is_web_address

    if options["base_url"] is not None and not is_web_address(options["base_url"]):
        settings.stop(
            say(
                "--base-url 写的是“{url}”，应为以 https:// 开头的网址",
                "--base-url is “{url}”; a web address begins with https://",
                url=options["base_url"],
            )
        )
    sys.exit(_build(settings, _project(settings, output), {**options, "compare": True}))


def _build(settings: Settings, project: Project, options: dict[str, Any]) -> int:
    from planfolio.build import Options, Stages
    from planfolio.build import build as build_site
    from planfolio.git import revision
    from planfolio.write import publish, target

    where = target(project)
    changes = _changes(settings, project, options["since"]) if options["compare"] else None
    with _progress(settings) as listen:
        stages = Stages(listen)
        built = build_site(
            project,
            Options(
                today=_today(),
                revision=revision(project.root),
                profile=options["profile"],
                drafts=options["drafts"],
                base_url=options["base_url"],
                search=not options["no_search"],
                changes=changes,
            ),
            stages,
        )
        told = replace(built.report, language=settings.language or built.report.language)
        if built.inspection.broken:
            return _broken(settings, told)
        failing = built.report.summary.errors > 0
        if not (failing and options["strict"]):
            stages.begin("write")
            publish(built.artifacts, where)
            stages.end()
    _say_findings(settings, told)
    if options["timings"]:
        _say_timings(stages.seconds)
    if failing and options["strict"]:
        settings.say(say("有错误，没有换上新站点，原来的保持不变", "there are errors: the last site stays as it was"))
    else:
        click.echo(_closing(built, where.output, sum(stages.seconds.values())).shown(told.language))
    return FINDINGS if failing else OK


def _changes(settings: Settings, project: Project, since: str | None) -> Any:
    """What changed since a revision that is named, or since the one before `content/` last changed, if git knows it."""
    from planfolio.changes import changes
    from planfolio.git import changed, previous

    if since is None:
        last = previous(project.root)
        if last is None or len(changed(project.root, last.commit)) > MOST_CHANGED:
            return None
        since = last.commit
    found = _compared(settings, project, since)
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
        )
    )
    return WRONG_USE


def _say_findings(settings: Settings, report: Any) -> None:
    """Errors in full; the rest is in the report, unless asked for."""
    from planfolio.reports import forms

    wanted = (
        report.findings
        if settings.verbose
        else [f for f in report.findings if f.severity is Severity.ERROR and f.waived is None]
    )
    if wanted and not settings.quiet:
        click.echo(forms()["text"](replace(report, findings=tuple(wanted))), nl=False, err=True)


def _say_timings(seconds: dict[str, float]) -> None:
    for stage, spent in seconds.items():
        click.echo(f"{stage:>10} {spent:8.3f} s", err=True)


def _closing(built: Any, output: Path, seconds: float) -> Message:
    summary = built.report.summary
    return say(
        "{documents} 份文档，{pages} 页，{hours}，{errors} 个错误，{warnings} 个警告，{seconds} 秒 → {index}（用 planfolio serve 查看）",
        "{documents}, {pages}, {hours}, {errors}, {warnings}, {seconds} s → {index} (look at it with `planfolio serve`)",
        documents=Count(summary.documents, "document"),
        pages=Count(built.page_count, "page"),
        hours=_all_hours(built.inspection),
        errors=Count(summary.errors, "error"),
        warnings=Count(summary.warnings, "warning"),
        seconds=f"{seconds:.1f}",
        index=_short(output / "index.html"),
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


_STAGES = {
    "read": say("读取", "reading"),
    "inspect": say("检查与合计", "checking and adding up"),
    "compose": say("编排页面", "composing pages"),
    "render": say("生成页面", "rendering"),
    "export": say("导出", "exporting"),
    "verify": say("检查网页", "checking pages"),
    "report": say("写报告", "writing the report"),
    "search": say("建立检索", "indexing"),
    "write": say("写入", "writing"),
}


@contextmanager
def _progress(settings: Settings) -> Iterator[Callable[[str], None]]:
    """A line that names the running stage, on a terminal only."""
    if settings.quiet or not sys.stderr.isatty():
        yield lambda stage: None
        return
    from rich.console import Console

    with Console(stderr=True).status("") as status:
        yield lambda stage: status.update(_STAGES[stage].shown(settings.spoken) + " …")


@planfolio.command()
@click.option("--port", type=int, default=8000, show_default=True, help="Port. 端口。")
@click.option("--open", "open_browser", is_flag=True, help="Open the browser. 打开浏览器。")
@click.option("--drafts/--no-drafts", default=True, help="Show drafts (default). 显示草稿。")
@click.pass_obj
def serve(settings: Settings, port: int, open_browser: bool, drafts: bool) -> None:
    """Build, watch and show the site; the page reloads as files change. 边写边看。"""
    from planfolio import serve as server

    project = _project(settings)
    options = {
        "profile": "public",
        "drafts": drafts,
        "base_url": None,
        "no_search": False,
        "strict": False,
        "timings": False,
        "since": None,
        "compare": False,  # what changed is for those who read the built site, and takes time
    }

    def rebuild() -> int:
        try:
            return _build(settings, project, options)
        except Refusal as refusal:  # a broken layout, say: the last good site stays and the next change is awaited
            settings.say(refusal.message)
            return WRONG_USE

    server.serve(
        project,
        rebuild,
        port=port,
        open_browser=open_browser,
        announce=lambda url: settings.say(
            say("在 {url} 查看，按 Ctrl+C 结束", "look at {url}, stop with Ctrl+C", url=url)
        ),
    )


@planfolio.command()
@click.argument("code")
@click.pass_obj
def explain(settings: Settings, code: str) -> None:
    """The manual page of a rule. 一条规则的说明。"""
    from planfolio.reports.rules import explain as manual
    from planfolio.reports.rules import nearest

    text = manual(code.upper(), settings.spoken)
    if text is None:
        near = nearest(code.upper())
        settings.stop(
            say(
                "没有规则 {code}，是不是 {near}？",
                "there is no rule {code}; did you mean {near}?",
                code=code,
                near=near,
            )
            if near
            else say(
                "没有规则 {code}；全部规则见手册的规则页",
                "there is no rule {code}; the handbook lists them all",
                code=code,
            )
        )
    click.echo(text)


@planfolio.command()
@click.argument("kind", required=False)
@click.pass_obj
def schema(settings: Settings, kind: str | None) -> None:
    """JSON Schema of a kind of document, or of all. 文档的 JSON Schema。"""
    import json

    from planfolio.exports.schema import schemas

    found = schemas()
    if kind is not None and kind not in found:
        settings.stop(
            say("没有“{kind}”，可用：{known}", "there is no “{kind}”; known: {known}", kind=kind, known=sorted(found))
        )
    click.echo(json.dumps(found[kind] if kind else found, ensure_ascii=False, indent=2))


@planfolio.command()
@click.argument("folder", metavar="DIR")
@click.option("--title", help="The site's title. 站点名称。")
@click.pass_obj
def init(settings: Settings, folder: str, title: str | None) -> None:
    """Make a new site that builds at once; never overwrites. 新建一个马上能生成的站点。"""
    from planfolio.scaffold import scaffold

    for path in scaffold(settings.root / folder, language=settings.spoken, title=title):
        settings.say(say("写入 {path}", "wrote {path}", path=path))
    command = f"planfolio -C {settings.root / folder if settings.root != Path() else folder} build"
    click.echo(
        say("站点建好了。现在运行：{command}", "The site is ready. Now run: {command}", command=command).shown(
            settings.spoken
        )
    )


def main() -> None:
    """The entry point: every way to end has its exit status, and a user never meets a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    # A run makes millions of small values and no cycles worth collecting: looking for some doubles its time.
    gc.disable()
    _leave(_status())


def _status() -> int:
    """The exit status of the call."""
    try:
        planfolio.main(prog_name="planfolio", standalone_mode=False)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else OK
    except click.exceptions.Exit as end:
        return end.exit_code
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except click.ClickException as wrong:
        wrong.show()
        return WRONG_USE
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except Refusal as refusal:
        language: Language = "en" if _asks_for_english(sys.argv) else "zh"
        click.echo(f"planfolio: {refusal.message.shown(language)}", err=True)
        return WRONG_USE
    except Exception as error:
        return _our_bug(error)
    return OK


def _leave(status: int) -> NoReturn:
    """The end, without taking a large site's millions of values apart one by one, which takes a tenth of a check."""
    atexit._run_exitfuncs()
    for stream in filter(None, (sys.stdout, sys.stderr)):  # a stream that is closed from the start is None
        with suppress(BrokenPipeError):
            stream.flush()
    os._exit(status)


def _asks_for_english(arguments: list[str]) -> bool:
    """Whether the call said --lang en; asked again here because the error may come from anywhere."""
    return "--lang=en" in arguments or any(pair == ("--lang", "en") for pair in pairwise(arguments))


def _our_bug(error: Exception) -> int:
    """Our own fault: a short line for the user, the details in a file that can be sent to us."""
    import tempfile

    with tempfile.NamedTemporaryFile(
        "w", prefix="planfolio-bug-", suffix=".txt", delete=False, encoding="utf-8"
    ) as file:
        file.write(f"planfolio {__version__}, Python {sys.version}\n\n")
        traceback.print_exception(error, file=file)
    click.echo(
        f"planfolio: 这是程序的错误，不是您的。详情在 {file.name}，请附上它报告问题。\n"
        f"planfolio: this is a fault of the program, not yours. Please report it with {file.name}.",
        err=True,
    )
    return OUR_BUG
