"""Build: the pipeline from sources to the files of a site."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from planfolio import exports, pages, search
from planfolio.git import Revision
from planfolio.inspection import Inspection, inspect
from planfolio.pages import Page
from planfolio.project import Project
from planfolio.publicity import Profile, shows_report
from planfolio.render import Renderer, assets
from planfolio.reports import Report, redact
from planfolio.sources import discover

Artifacts = Mapping[str, bytes | Path]


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What a build is asked for. `today` and `revision` come from the caller: no clock runs inside."""

    today: date
    revision: Revision | None = None
    profile: Profile = "public"
    drafts: bool = False
    base_url: str | None = None
    search: bool = True


@dataclass(frozen=True, kw_only=True)
class Build:
    """A built site: its files by path, and the report of the run. Without files where settings or a pack are broken."""

    inspection: Inspection
    report: Report
    artifacts: Artifacts
    page_count: int
    seconds: Mapping[str, float] = field(default_factory=dict)


class Stages:
    """Tells a listener which stage runs, and how long each took (seconds of wall time)."""

    def __init__(self, listen: Callable[[str], None] = lambda stage: None) -> None:
        self.seconds: dict[str, float] = {}
        self._listen = listen
        self._running: tuple[str, float] | None = None

    def begin(self, stage: str) -> None:
        self.end()
        self._running = (stage, time.perf_counter())
        self._listen(stage)

    def end(self) -> None:
        if self._running is not None:
            stage, start = self._running
            self.seconds[stage] = time.perf_counter() - start
            self._running = None


def build(project: Project, options: Options, stages: Stages | None = None) -> Build:
    """The whole site in memory. Nothing is written but the search sources, in a folder of their own that goes again."""
    stages = stages or Stages()
    stages.begin("read")
    sources = discover(project.content)
    stages.begin("inspect")
    inspection = inspect(sources, today=options.today, revision=_commit(options))
    if inspection.broken:
        stages.end()
        return Build(
            inspection=inspection, report=inspection.report, artifacts={}, page_count=0, seconds=stages.seconds
        )
    stages.begin("compose")
    shown = _shown(inspection.report, options)
    base_url = options.base_url or inspection.site.base_url
    composed = pages.compose(inspection, shown, profile=options.profile, drafts=options.drafts, base_url=base_url)
    report = replace(inspection.report, pages=len(composed))
    stages.begin("render")
    renderer = Renderer(project.layouts)
    artifacts: dict[str, bytes | Path] = {page.path: renderer.render(page) for page in composed}
    artifacts |= {f"assets/{name}": content for name, content in assets(project.layouts).items()}
    artifacts |= pages.attachments(inspection, profile=options.profile, drafts=options.drafts)
    stages.begin("export")
    artifacts |= _exports(inspection, replace(shown, pages=len(composed)), composed, options)
    if options.search:
        stages.begin("search")
        artifacts |= _search(composed)
    stages.end()
    return Build(
        inspection=inspection, report=report, artifacts=artifacts, page_count=len(composed), seconds=stages.seconds
    )


def _commit(options: Options) -> str | None:
    return options.revision.commit if options.revision else None


def _search(composed: Iterable[Page]) -> dict[str, bytes]:
    entries = [page.search for page in composed if page.search is not None]
    with tempfile.TemporaryDirectory(prefix="planfolio-search-") as folder:
        return search.index(entries, workdir=Path(folder))


def _shown(report: Report, options: Options) -> Report:
    """The report as its readers may see it."""
    return report if options.profile == "internal" else redact.public(report, drafts=options.drafts)


def _exports(inspection: Inspection, shown: Report, composed: list[Page], options: Options) -> dict[str, bytes]:
    addresses = {page.address for page in composed if page.kind not in ("error", "search")}
    files = exports.write(
        inspection,
        shown,
        addresses={address for address in addresses if not address.startswith("report/") or address == "report/"},
        base_url=options.base_url or inspection.site.base_url,
        stamp=options.revision.day if options.revision else None,
    )
    if shows_report(inspection.catalog, options.profile):
        files |= exports.report_files(inspection, shown, addresses)
    return files
