"""Live: a site under work, of which each page is made when somebody looks at it."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from pathlib import Path
from threading import RLock
from typing import NamedTuple

from planfolio import exports
from planfolio.findings import Refusal
from planfolio.frozen import frozen
from planfolio.inspection import Inspection, inspect
from planfolio.making import content_of
from planfolio.model import Site
from planfolio.neighbourhood import remember
from planfolio.outline import Options, Outline, outline
from planfolio.project import Project
from planfolio.render import Renderer
from planfolio.renewal import renew
from planfolio.reports import Report
from planfolio.sources import NOTHING_FOUND, Discovery, discover
from planfolio.stages import Stages

_REMEMBERED = 500
"""Pages and files that were given last: more than all six connections that a browser opens to a site can watch."""
_KEPT = 400
"""Those that stay when more were given: whoever has another is told, but not for each single one."""


@frozen(kw_only=True)
class Renewed:
    """What became of the site: its report and settings, the watched paths that are not what they were, and what stands in the way
    of the new one, whose last version stays."""

    report: Report
    site: Site
    changed: frozenset[str] = frozenset()
    hindrance: Refusal | None = None
    is_broken: bool = False  # settings or a pack
    is_same: bool = False  # nothing was edited


class _Given(NamedTuple):
    """What was given at a path, or that there was nothing. `mark` is what else tells it from another: of a file its time and
    size, of a page that could not be made the reason."""

    content: bytes | Path | None
    mark: object = None


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
        self._given: dict[str, _Given] = {}  # what was given last, the last of it last
        asked = options()
        self._inspection = inspect(
            self._sources(), today=asked.today, revision=_commit(asked), processes=processes, stages=stages
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

    def renew(self, watched: Collection[str] = ()) -> Renewed:
        """Take the sources and layouts as they are, and make no more than what is at the paths that somebody watches. Where settings
        or a pack are broken, the site stays as it was."""
        with self._guard:
            asked = self._options()
            sources = self._sources(self._inspection.sources)
            inspection = renew(self._inspection, sources, today=asked.today, revision=_commit(asked))
            if inspection.broken:
                return Renewed(report=inspection.report, site=inspection.site, is_broken=True)
            layouts = _state(self._project)
            edited = {path for path, _ in layouts.items() ^ self._layouts.items()}
            broken = self._broken_layout() if any(path.endswith(".html") for path in edited) else None
            is_same = inspection is self._inspection and not edited
            self._inspection, self._layouts = inspection, layouts
            self._take(inspection, asked)
            now = {path: self._now(path) for path in sorted(watched)}
            hindrance = next((reason for _, reason in now.values() if reason is not None), broken)
            # What stands in the way keeps all pages as they are; they are compared again when it has gone.
            changed = self._replaced({} if hindrance is not None else {path: given for path, (given, _) in now.items()})
            return Renewed(
                report=inspection.report, site=inspection.site, changed=changed, hindrance=hindrance, is_same=is_same
            )

    def content(self, path: str) -> bytes | Path | None:
        """A page or file of the site, where it has one at that path. Raises LayoutError where a layout does not work and the
        page was never given."""
        with self._guard:
            given, hindrance = self._now(path)
            self._given.setdefault(path, given)
            if hindrance is not None and given.content is None:
                raise hindrance
            return given.content

    def changed(self, paths: Collection[str]) -> frozenset[str]:
        """Those of the paths at which there is something else now than was given last; what there is now counts as given. Paths
        that are forgotten are among them: nobody could tell later whether they changed."""
        with self._guard:
            changed = self._replaced({path: self._now(path)[0] for path in paths})
            forgotten = list(self._given)[:-_KEPT] if len(self._given) > _REMEMBERED else []
            for path in forgotten:
                del self._given[path]
            return changed.union(forgotten)

    def _sources(self, earlier: Discovery = NOTHING_FOUND) -> Discovery:
        sources = discover(self._project.content, earlier, now=time.time_ns())
        remember(sources.files)
        return sources

    def _take(self, inspection: Inspection, asked: Options) -> None:
        if inspection.broken:
            return
        self._outline = outline(self._project, inspection, inspection.report, asked, self._renderer)
        self._made = dict(self._outline.files)

    def _broken_layout(self) -> Refusal | None:
        """Take the layouts as they are; the first that cannot be compiled."""
        self._renderer = Renderer(self._project.layouts)
        return self._renderer.prepare(self._inspection.report.language)

    def _now(self, path: str) -> tuple[_Given, Refusal | None]:
        """What there is at a path, which is the last good page where it cannot be made, and why it cannot."""
        try:
            content = self._content(path)
        except Refusal as hindrance:
            last = self._given.get(path)
            return last if last is not None and last.content is not None else _Given(None, str(hindrance)), hindrance
        return _Given(content, _mark(content)), None

    def _replaced(self, now: Mapping[str, _Given]) -> frozenset[str]:
        """Take all of it for given; the paths at which something else was."""
        changed = frozenset(path for path, given in now.items() if self._given.get(path, given) != given)
        self._given = {path: given for path, given in self._given.items() if path not in now} | dict(now)
        return changed

    def _content(self, path: str) -> bytes | Path | None:
        if path not in self._made and self._outline is not None:
            if path in exports.REPORT_FILES:
                self._made |= self._outline.report_files()
            elif (recipe := self._outline.at(path)) is not None:
                self._made[path] = content_of(recipe, self._renderer)
        return self._made.get(path)


def _state(project: Project) -> dict[str, tuple[int, int]]:
    """What tells of each layout and asset that it changed."""
    files = (path for folder in project.layouts for path in folder.rglob("*") if path.is_file())
    return {str(path): _stamp(path) for path in files}


def _stamp(file: Path) -> tuple[int, int]:
    status = file.stat()
    return status.st_mtime_ns, status.st_size


def _mark(content: bytes | Path | None) -> tuple[int, int] | None:
    """What tells a file from another at its place, unless it is gone."""
    with suppress(OSError):
        return _stamp(content) if isinstance(content, Path) else None
    return None


def _commit(options: Options) -> str | None:
    return options.revision.commit if options.revision else None
