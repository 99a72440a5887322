"""Live: a site under work, of which each page is made when somebody looks at it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from threading import RLock

from planfolio import exports
from planfolio.findings import Refusal
from planfolio.frozen import frozen
from planfolio.inspection import Inspection, inspect
from planfolio.making import content_of
from planfolio.model import Site
from planfolio.outline import Options, Outline, outline
from planfolio.project import Project
from planfolio.render import Renderer
from planfolio.renewal import renew
from planfolio.reports import Report
from planfolio.sources import discover
from planfolio.stages import Stages

_REMEMBERED = 100
"""Pages and files that were looked at last."""


@frozen(kw_only=True)
class Renewed:
    """What became of the site: its report and settings, the paths that were looked at and are not what they were, and what stands in the
    way of the new one, whose last version stays."""

    report: Report
    site: Site
    changed: frozenset[str] = frozenset()
    hindrance: Refusal | None = None
    is_broken: bool = False  # settings or a pack


class Live:
    """The pages and files of a site as its sources are now, but for the search bundle, the catalogue and what only a whole build
    finds on pages. Nothing is made that nobody asks for, so that a save is seen at once, however large the site."""

    def __init__(
        self, project: Project, options: Callable[[], Options], *, stages: Stages | None = None, processes: int = 1
    ) -> None:
        """`options` are asked for anew with each renewal; the first inspection takes so many processes, and tells its stages."""
        self._project, self._options = project, options
        self._guard = RLock()  # pages are asked for while sources change
        self._made: dict[str, bytes | Path] = {}  # as the sources are
        self._seen: dict[str, bytes | Path] = {}  # what was given last, the last of it last
        asked = options()
        self._inspection = inspect(
            discover(project.content), today=asked.today, revision=_commit(asked), processes=processes, stages=stages
        )
        self._outline: Outline | None = None
        self._layouts = _state(project)
        self._renderer = Renderer(project.layouts)
        self._take(self._inspection, asked)

    @property
    def report(self) -> Report:
        """What was found in the sources."""
        return self._inspection.report

    @property
    def looked(self) -> Renewed:
        """The site as it was found first."""
        return Renewed(report=self.report, site=self._inspection.site, is_broken=self._inspection.broken)

    def renew(self) -> Renewed:
        """Take the sources and layouts as they are. Where settings or a pack are broken, the site stays as it was."""
        with self._guard:
            asked = self._options()
            sources = discover(self._project.content)
            inspection = renew(self._inspection, sources, today=asked.today, revision=_commit(asked))
            if inspection.broken:
                return Renewed(report=inspection.report, site=inspection.site, is_broken=True)
            self._inspection = inspection
            layouts = _state(self._project)
            broken = self._broken_layout() if layouts != self._layouts else None
            self._layouts = layouts
            self._take(inspection, asked)
            changed, hindrance = self._changed()
            hindrance = hindrance or broken
            return Renewed(report=inspection.report, site=inspection.site, changed=changed, hindrance=hindrance)

    def content(self, path: str) -> bytes | Path | None:
        """A page or file of the site, where it has one at that path. Raises LayoutError where a layout does not work and the
        page was never seen."""
        with self._guard:
            try:
                found = self._content(path)
            except Refusal:
                found = self._seen.get(path)
                if found is None:
                    raise
            if found is not None:
                self._seen.pop(path, None)
                self._seen[path] = found
                while len(self._seen) > _REMEMBERED:
                    del self._seen[next(iter(self._seen))]
            return found

    def _take(self, inspection: Inspection, asked: Options) -> None:
        if inspection.broken:
            return
        self._outline = outline(self._project, inspection, inspection.report, asked, self._renderer)
        self._made = dict(self._outline.files)

    def _broken_layout(self) -> Refusal | None:
        """Take the layouts as they are; the first that cannot be compiled."""
        self._renderer = Renderer(self._project.layouts)
        return self._renderer.prepare(self._inspection.report.language)

    def _changed(self) -> tuple[frozenset[str], Refusal | None]:
        changed = set[str]()
        for path, before in self._seen.items():
            try:
                if self._content(path) != before:
                    changed.add(path)
            except Refusal as hindrance:
                return frozenset(changed), hindrance
        return frozenset(changed), None

    def _content(self, path: str) -> bytes | Path | None:
        if path not in self._made and self._outline is not None:
            if path in exports.REPORT_FILES:
                self._made |= self._outline.report_files()
            elif (recipe := self._outline.at(path)) is not None:
                self._made[path] = content_of(recipe, self._renderer)
        return self._made.get(path)


def _state(project: Project) -> list[tuple[str, int, int]]:
    """The layouts and assets, each with what tells that it changed."""
    files = (path for folder in project.layouts for path in folder.rglob("*") if path.is_file())
    return sorted((str(path), path.stat().st_mtime_ns, path.stat().st_size) for path in files)


def _commit(options: Options) -> str | None:
    return options.revision.commit if options.revision else None
