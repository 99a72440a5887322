"""Build: the pipeline from sources to the files of a site."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import field, replace
from functools import partial
from pathlib import Path

from planfolio import collation, exports, lastinspection, lastsite, lines, pages, search, webpages
from planfolio.findings import Finding, Refusal, say
from planfolio.frozen import frozen
from planfolio.history import NOTHING
from planfolio.inspection import Inspection, language_of
from planfolio.inventory import Artifact, Artifacts
from planfolio.lastinspection import LastInspection
from planfolio.lastsite import NOTHING_LEFT, Answers, Left
from planfolio.making import Made, Recipe, Workshop
from planfolio.outline import Options, Outline, outline, shown
from planfolio.project import Project
from planfolio.render import Renderer
from planfolio.reports import Report
from planfolio.reports.report import with_findings
from planfolio.sources import Discovery, discover
from planfolio.stages import Stage, Stages
from planfolio.waivers import waive_built
from planfolio.workers import FEW, ahead, alone, aside
from planfolio.workfolder import workfolder

__all__ = ["Artifacts", "Build", "Options", "SourceChanged", "build"]


class SourceChanged(Refusal):
    """A source changed while the site was built."""


@frozen(kw_only=True, slots=False)
class Build:
    """A built site: its files by path, with the SHA-256 of those of which it is known, and the report of the run; `shown` is what
    its readers see of that. Without files where settings or a pack are broken. `keep` keeps what spares the next build work, but
    for the inspection, which is kept already."""

    inspection: Inspection
    report: Report
    shown: Report
    artifacts: Artifacts
    page_count: int
    digests: Mapping[str, str] = field(default_factory=dict)
    keep: Callable[[], None] = lambda: None

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


_NONE: Mapping[str, str] = {}
_NO_FILE = Left(digest="", recipe="", facts=())


def build(
    project: Project,
    options: Options,
    stages: Stages | None = None,
    *,
    spool: Path | None = None,
    keep: Path | None = None,
    standing: Mapping[str, str] = _NONE,
    processes: int = 1,
) -> Build:
    """The whole site, made by so many processes. What is made is put into the folder `spool`; where there is none it is kept in
    memory, and nothing is written but what search needs, in a folder that goes again. In the folder `keep`, if there is one, is
    what an earlier build kept, and stays what its search needs. Files of the last site that are `standing` as they were written, by
    path with their hashes, are not made again where they would be the same."""
    with ExitStack() as running:
        work = (spool or running.enter_context(workfolder("build"))) if options.search else None
        places = _Places(spool=spool, work=work, keep=keep, output=project.output, standing=standing)
        return _build(project, options, stages or Stages(), places, processes)


@frozen(kw_only=True)
class _Places:
    """Folders: for what is made (None: memory), for what search needs (None: there is none), for what stays from build to build,
    and of the last site, whose files are `standing`."""

    spool: Path | None
    work: Path | None
    keep: Path | None
    output: Path
    standing: Mapping[str, str]

    @property
    def search(self) -> Path | None:
        """What stays of search."""
        return self.keep / "search" if self.keep is not None else None


@frozen(kw_only=True)
class _Site:
    """A site whose pages are made, and the report of the run as far as it is known."""

    plan: Outline
    report: Report
    made: Mapping[str, Made]

    @property
    def files(self) -> Artifacts:
        return {**self.plan.files, **{path: one.content for path, one in self.made.items()}}


def _build(project: Project, options: Options, stages: Stages, places: _Places, processes: int) -> Build:
    stages.begin(Stage.READ)
    sources = discover(project.content)
    with collation.recalled(places.keep, processes=processes), _renderer(project, sources, processes) as renderer:
        last, inspection = _inspected(sources, options, stages, places, processes)
        report = inspection.report
        if inspection.broken:
            stages.end()
            return Build(inspection=inspection, report=report, shown=shown(report, options), artifacts={}, page_count=0)
        kept = partial(lastinspection.keep, places.keep, inspection, last)
        with aside(kept, processes=processes if places.keep is not None else 1):
            stages.begin(Stage.COMPOSE)
            plan = outline(project, inspection, report, options, renderer)
            count = len(plan.recipes)
            key = _key(plan, options, places)
            workshop = _workshop(plan, key, renderer, places, processes)
    stages.begin(Stage.RENDER, count)
    site = _Site(plan=plan, report=report, made=_made(workshop, plan.recipes, stages))
    stages.begin(Stage.VERIFY)
    found = _of_pages(site, options, places)
    stages.begin(Stage.REPORT)
    site = _told(project, site, found, workshop, options, stages) if found else site
    site.plan.let_go()
    report, readable = (replace(one, pages=site.plan.page_count) for one in (site.report, site.plan.shown))
    artifacts, digests = _files(site, {finding.document for finding in found}, workshop, places, stages)
    stages.end()

    def keep() -> None:
        if places.keep is not None:
            _keep(site, key, workshop, places.keep)
            collation.keep(places.keep)

    return Build(
        inspection=inspection,
        report=report,
        shown=readable,
        artifacts=artifacts,
        digests=digests,
        page_count=site.plan.page_count,
        keep=keep,
    )


def _files(
    site: _Site, touched: Collection[str | None], workshop: Workshop, places: _Places, stages: Stages
) -> tuple[dict[str, Artifact], dict[str, str]]:
    """All files of the site, and the SHA-256 of those that were made. Report, search bundle and catalogue, which tell of the rest,
    come last; `touched` are the documents of which something was found on pages."""
    reports = {path: workshop.kept(path, content) for path, content in site.plan.report_files(touched).items()}
    artifacts = {**site.files, **{path: one.content for path, one in reports.items()}}
    digests = {path: one.digest for path, one in (*site.made.items(), *reports.items())}
    if places.work is not None:
        stages.begin(Stage.SEARCH)
        bundle = _search(workshop, site, places.work, places.search, stages)
        artifacts |= bundle if places.spool is not None else {path: _content(one) for path, one in bundle.items()}
    stages.begin(Stage.CATALOGUE)
    catalog = workshop.kept(exports.CATALOG, exports.catalog(site.plan.publication, artifacts, digests))
    return artifacts | {exports.CATALOG: catalog.content}, digests | {exports.CATALOG: catalog.digest}


@contextmanager
def _renderer(project: Project, sources: Discovery, processes: int) -> Iterator[Renderer]:
    """What renders the pages. Where many documents need all layouts, another process compiles them beside the block."""
    renderer = Renderer(project.layouts)
    compiling = partial(renderer.compiled, language_of(sources))
    with ahead(compiling, processes=processes if len(sources.files) > FEW else 1) as compiled:
        yield renderer
        renderer.learn(compiled() or {})


def _inspected(
    sources: Discovery, options: Options, stages: Stages, places: _Places, processes: int
) -> tuple[LastInspection | None, Inspection]:
    """What there is to know of the sources, and the last inspection that helped to find it."""
    commit = options.revision.commit if options.revision else None
    last = lastinspection.recall(places.keep, sources, today=options.today, revision=commit)
    return last, lastinspection.renewed(
        last, sources, today=options.today, revision=commit, processes=processes, stages=stages
    )


def _workshop(plan: Outline, key: str, renderer: Renderer, places: _Places, processes: int) -> Workshop:
    workshop = Workshop(
        renderer=renderer,
        site=plan.site,
        folder=places.spool,
        sources=_sources(places.work, places.search) if places.work is not None else None,
        lines=plan.publication.lines,
        tell=plan.teller(),
        processes=processes if len(plan.inspection.catalog.items) > FEW else 1,
    )
    if places.keep is None:
        return workshop
    answers = Answers(plan.asked)
    last = lastsite.recall(places.keep, key, plan.inspection, answers)
    plan.publication.lines.recall(places.keep, last.files.get(lines.FILE, _NO_FILE).digest, last.changed)
    return replace(workshop, answers=answers, last=last, standing=places.standing, output=places.output)


def _key(plan: Outline, options: Options, places: _Places) -> str:
    """What tells the files of this build from those of one that is asked for otherwise."""
    asked = replace(options, revision=None, history=NOTHING, changes=None)  # who looks at these notes it
    return lastsite.key_of(plan.inspection, asked, options.history.folder, plan.shown.withheld, str(places.output))


def _keep(site: _Site, key: str, workshop: Workshop, folder: Path) -> None:
    """Keep what the next build has to know of each file, but of those that tell what was found on pages: it finds that anew. The
    memory that this takes goes with the processes that do it."""
    answers = workshop.answers
    if answers is None:
        return

    def keep_lines() -> tuple[str, Sequence[str], Mapping[str, str]]:
        digest, facts = site.plan.publication.lines.keep(folder)
        return digest, facts, answers.untold(facts)

    digest, facts, told = alone(keep_lines, processes=workshop.processes)
    answers.learn(told)

    def files() -> Iterator[tuple[str, Left]]:
        yield from ((path, one.left) for path, one in site.made.items() if one.left is not None)
        yield lines.FILE, Left(digest=digest, recipe="", facts=facts)

    lastsite.keep(
        folder,
        key,
        site.plan.inspection,
        site=workshop.site.told_by,
        files=files,
        answers=answers,
        processes=workshop.processes,
    )


def _told(
    project: Project, site: _Site, found: Iterable[Finding], workshop: Workshop, options: Options, stages: Stages
) -> _Site:
    """The site with what was found on its pages told on them. A page about one document shows no findings but its own; the
    report may have other pages than before."""
    report = with_findings(site.report, found)
    site.plan.let_go()
    plan = outline(project, site.plan.inspection, report, options, workshop.renderer, site.plan.publication.lines)
    touched = {finding.document for finding in found}
    again = [page for page in plan.pages if page.about is None or page.about in touched]
    made = {**site.made, **_made(replace(workshop, answers=None, last=NOTHING_LEFT), again, stages)}
    return _Site(plan=plan, report=report, made={one.path: made[one.path] for one in plan.recipes})


def _sources(work: Path, keep: Path | None) -> search.Sources:
    """Where what search reads of the pages goes: a folder that stays, or one that does not where that cannot be written."""
    with suppress(OSError):
        if keep is not None:
            return search.Sources.at(keep / "sources")
    return search.Sources.at(work / "sources")


def _search(workshop: Workshop, site: _Site, work: Path, keep: Path | None, stages: Stages) -> dict[str, bytes | Path]:
    """The search bundle: each page is found by all that it shows. What was kept of a page and is damaged is read again."""
    sources = workshop.sources
    assert sources is not None
    prepared = {one.prepared.path: one.prepared for one in site.made.values() if one.prepared is not None}
    index = partial(
        search.index,
        sources=sources.folder,
        workdir=work / "search",
        keep=keep / "shards" if keep is not None else None,
        processes=workshop.processes,
    )
    try:
        bundle = index(prepared.values())
    except search.SourceLost as lost:
        forgetful = sources.forgetful(lost.paths, prepared.values())
        again = replace(workshop, sources=forgetful, answers=None, last=NOTHING_LEFT)
        found = _made(again, [page for page in site.plan.pages if page.address in lost.paths], stages)
        prepared |= {one.prepared.path: one.prepared for one in found.values() if one.prepared is not None}
        bundle = index(prepared.values())
    sources.keep(prepared.values())
    return bundle


def _content(content: bytes | Path) -> bytes:
    return content if isinstance(content, bytes) else content.read_bytes()


def _made(workshop: Workshop, recipes: Iterable[Recipe], stages: Stages) -> dict[str, Made]:
    found: dict[str, Made] = {}
    for batch in workshop.make(recipes):
        for one in batch:
            if workshop.answers is not None:  # even of what will be made again: others that it told this do not tell it
                workshop.answers.learn(one.told)
            workshop.lines.learn(one.lines)
        found |= {one.path: one.learnt() for one in batch}
        stages.advance(len(batch))
    return found


def _of_pages(site: _Site, options: Options, places: _Places) -> list[Finding]:
    """What only the built pages show, waived where their documents say so."""
    inspection = site.plan.inspection
    looks = list(_looks(site.made.values()))
    found = webpages.check(
        looks,
        site.files,
        inspection.catalog,
        written=pages.written(site.plan.studio),
        reported={finding.at.file for finding in inspection.report.findings if finding.document is None},
        last=places.output,
    )
    documents = {one.page.document for one in looks if one.page.document is not None}
    return waive_built(inspection.catalog, found, today=options.today, documents=documents)


def _looks(made: Collection[Made]) -> Iterator[webpages.Look]:
    """What the pages show of themselves. One that stands may lead to an anchor of one that is new: that is followed again."""
    new = {one.look.page.address for one in made if one.is_new and one.look is not None}
    leads = {lead for one in made if not one.is_new and one.left is not None for lead in one.left.leads}
    again = {lead for lead in leads if webpages.target_of(lead) in new}
    for one in made:
        if one.look is not None:
            left = one.left.leads if again and not one.is_new and one.left is not None else ()
            yield webpages.following(one.look, [lead for lead in left if lead in again])
