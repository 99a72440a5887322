"""Build: the pipeline from sources to the files of a site."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from planfolio import admin, exports, pages, search, webpages
from planfolio.changes import Changes
from planfolio.findings import Finding, Refusal, say
from planfolio.git import Revision
from planfolio.history import NOTHING, History
from planfolio.inspection import Inspection, inspect
from planfolio.pages import Page
from planfolio.project import Project
from planfolio.publicity import Profile, shows_report
from planfolio.render import Renderer, accent_style, assets
from planfolio.reports import Report, redact
from planfolio.reports.report import with_findings
from planfolio.sources import discover
from planfolio.stages import Stage, Stages
from planfolio.waivers import waive_built
from planfolio.webpages import Built
from planfolio.workfolder import workfolder

Artifacts = Mapping[str, bytes | Path]


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What a build is asked for. `today`, `revision` and its `history` come from the caller: no clock and no git run inside."""

    today: date
    revision: Revision | None = None
    history: History = NOTHING
    profile: Profile = "public"
    drafts: bool = False
    base_url: str | None = None
    search: bool = True
    changes: Changes | None = None  # since an earlier revision, for the report
    host: exports.Host = "any"


class SourceChanged(Refusal):
    """A source changed while the site was built."""


@dataclass(frozen=True, kw_only=True)
class Build:
    """A built site: its files by path, and the report of the run; `shown` is what its readers see of that. Without files
    where settings or a pack are broken."""

    inspection: Inspection
    report: Report
    shown: Report
    artifacts: Artifacts
    page_count: int

    def confirm(self) -> None:
        """Raises SourceChanged where a file that goes with a document is no more the one whose content was looked at."""
        copied = {content for content in self.artifacts.values() if isinstance(content, Path)}
        for item in self.inspection.catalog.items.values():
            for attachment in item.document.attachments:
                if attachment.location in copied and not attachment.is_unchanged():
                    raise SourceChanged(
                        say(
                            "{path} 在生成时改了，没有换上新站点。存好以后再运行一次",
                            "{path} changed while the site was built: the last site stays. Run again once it is saved",
                            path=attachment.path,
                        )
                    )


def build(project: Project, options: Options, stages: Stages | None = None) -> Build:
    """The whole site in memory. Nothing is written but the search sources, in a folder of their own that goes again."""
    stages = stages or Stages()
    stages.begin(Stage.READ)
    sources = discover(project.content)
    stages.begin(Stage.INSPECT)
    inspection = inspect(sources, today=options.today, revision=_commit(options))
    if inspection.broken:
        stages.end()
        report = inspection.report
        return Build(inspection=inspection, report=report, shown=_shown(report, options), artifacts={}, page_count=0)
    stages.begin(Stage.COMPOSE)
    compose = partial(
        pages.compose,
        inspection,
        profile=options.profile,
        drafts=options.drafts,
        base_url=_base_url(inspection, options),
        changes=options.changes,
        as_of=options.revision.day if options.revision else options.today,
        history=options.history,
    )
    report = inspection.report
    shown = _shown(report, options)
    composed = compose(shown)
    stages.begin(Stage.RENDER)
    renderer = Renderer(project.layouts)
    artifacts: dict[str, bytes | Path] = {page.path: renderer.render(page) for page in composed}
    artifacts |= _looks(project, inspection)
    artifacts |= pages.attachments(inspection, profile=options.profile, drafts=options.drafts)
    artifacts |= pages.companions(inspection, shown, profile=options.profile, drafts=options.drafts)
    artifacts |= _form(project, inspection, options, renderer)
    stages.begin(Stage.EXPORT)
    artifacts |= exports.write(_publication(inspection, shown, composed, options))
    stages.begin(Stage.VERIFY)
    found = _of_pages(inspection, composed, artifacts, options)
    stages.begin(Stage.REPORT)
    if found:
        report = with_findings(report, found)
        shown = _shown(report, options)
        before = {page.address: page for page in composed}
        composed = compose(shown)
        # Only pages that show findings differ from what they were.
        artifacts |= {page.path: renderer.render(page) for page in composed if page != before.get(page.address)}
    report, shown = replace(report, pages=len(composed)), replace(shown, pages=len(composed))
    if shows_report(inspection.catalog, options.profile):
        artifacts |= exports.report_files(inspection, shown, _addresses(composed))
    if options.search:
        stages.begin(Stage.SEARCH)
        artifacts |= _search(composed, artifacts)
    stages.begin(Stage.CATALOGUE)
    artifacts[exports.CATALOG] = exports.catalog(_publication(inspection, shown, composed, options), artifacts)
    stages.end()
    return Build(inspection=inspection, report=report, shown=shown, artifacts=artifacts, page_count=len(composed))


def _looks(project: Project, inspection: Inspection) -> dict[str, bytes]:
    """Styles and scripts, the site's own accent among them."""
    found = {f"assets/{name}": content for name, content in assets(project.layouts).items()}
    accent = inspection.site.accent
    return found | {"assets/accent.css": accent_style(accent)} if accent is not None else found


def _form(project: Project, inspection: Inspection, options: Options, renderer: Renderer) -> Artifacts:
    """The form in the browser, if the site wants one and its engine is installed. Its page is no page of the site: no list,
    search or sitemap has it."""
    report, base_url = inspection.report, _base_url(inspection, options)
    form = admin.form(inspection.site, report.language, options.profile, base_url)
    if form is None or admin.lacking(inspection.site, project.root):
        return {}
    page = Page(
        address=admin.FOLDER,
        kind="admin",
        layout="admin.html",
        title=inspection.site.title,
        language="zh-CN" if report.language == "zh" else "en",
        context={"form": form},
    )
    return {page.path: renderer.render(page), **form.files(project.root, project.layouts)}


def _base_url(inspection: Inspection, options: Options) -> str | None:
    return options.base_url or inspection.site.base_url


def _commit(options: Options) -> str | None:
    return options.revision.commit if options.revision else None


def _search(composed: Iterable[Page], artifacts: Artifacts) -> dict[str, bytes]:
    """The search bundle: each page is found by all that it shows."""
    with workfolder("search") as folder:
        sources = folder / "sources"
        sources.mkdir()
        prepared = [
            search.prepare(replace(page.search, sections=search.sections(_html(artifacts, page))), sources)
            for page in composed
            if page.search is not None
        ]
        files = search.index(prepared, sources, workdir=folder)
        return {path: content.read_bytes() if isinstance(content, Path) else content for path, content in files.items()}


def _html(artifacts: Artifacts, page: Page) -> str:
    content = artifacts[page.path]
    assert isinstance(content, bytes)  # it was rendered here
    return content.decode()


def _shown(report: Report, options: Options) -> Report:
    """The report as its readers may see it."""
    return report if options.profile == "internal" else redact.public(report, drafts=options.drafts)


def _publication(inspection: Inspection, shown: Report, composed: list[Page], options: Options) -> exports.Publication:
    stamp = options.revision.day if options.revision else None
    base_url = _base_url(inspection, options)
    return exports.Publication(
        inspection, shown, composed, options.profile, base_url, stamp, options.drafts, options.host
    )


def _addresses(composed: Iterable[Page]) -> set[str]:
    """The addresses at which readers find something."""
    return {page.address for page in composed if page.kind not in ("error", "search")}


def _of_pages(inspection: Inspection, composed: list[Page], artifacts: Artifacts, options: Options) -> list[Finding]:
    """What only the built pages show, waived where their documents say so."""
    path = urlsplit(_base_url(inspection, options) or "").path.strip("/")
    reports = exports.REPORT_FILES if shows_report(inspection.catalog, options.profile) else ()
    found = webpages.check(
        Built(
            pages=composed,
            files=artifacts,
            later=(*reports, exports.CATALOG),
            base=(f"/{path}/" if path else "/") if _base_url(inspection, options) else None,
        ),
        inspection.catalog,
        written=pages.written(inspection, profile=options.profile, drafts=options.drafts),
        reported={finding.at.file for finding in inspection.report.findings if finding.document is None},
    )
    documents = {page.document for page in composed if page.document is not None}
    return waive_built(inspection.catalog, found, today=options.today, documents=documents)
