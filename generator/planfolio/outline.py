"""Outline: a site before it is made. Its pages and files, and how each is made, without any of them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property
from itertools import chain
from pathlib import Path
from urllib.parse import urlsplit

from planfolio import admin, exports, pages
from planfolio.changes import Changes
from planfolio.frozen import frozen
from planfolio.git import Revision
from planfolio.history import NOTHING, History
from planfolio.inspection import Inspection
from planfolio.lines import Lines
from planfolio.making import Recipe
from planfolio.pages import Composed, Page, Studio
from planfolio.project import Project
from planfolio.publicity import Profile, shows_report
from planfolio.reads import Asked
from planfolio.render import Renderer, accent_style, assets
from planfolio.reports import Report, redact
from planfolio.reports.report import parts_of
from planfolio.reports.sarif import codes_of
from planfolio.webpages import Site


@frozen(kw_only=True)
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


@frozen(kw_only=True, slots=False)
class Outline:
    """A site before it is made: its pages, the recipes of its pages and files, and the `files` that are there without being made.
    The report's files, the search bundle and the catalogue, which tell of all of it, come last. `shown` is the report as its
    readers may see it. Nothing is composed before somebody asks for it."""

    inspection: Inspection
    shown: Report
    studio: Studio
    composed: Composed
    publication: exports.Publication
    files: Mapping[str, bytes | Path]
    renderer: Renderer

    def at(self, path: str) -> Recipe | None:
        """The recipe of the page or file at a path. Of others no more is composed than may stand there."""
        folder, _, name = path.rpartition("/")
        is_page = name.endswith(".html") and name != "index.html"
        owner = self.composed.at(path if is_page else f"{folder}/" if folder else "")
        own = self._recipes_of(owner) if owner is not None else ()
        # Those that no page offers lie in no folder; some tell of all pages.
        offered = exports.offered(self.publication) if not folder else ()
        return next((one for one in chain(own, pages.companions(self.studio), offered) if one.path == path), None)

    @cached_property
    def recipes(self) -> Sequence[Recipe]:
        """Those of all pages and files."""
        own = chain.from_iterable(map(self._recipes_of, self.composed))
        return (*own, *pages.companions(self.studio), *exports.offered(self.publication))

    @cached_property
    def pages(self) -> Sequence[Page]:
        return [one for one in self.recipes if isinstance(one, Page)]

    @cached_property
    def page_count(self) -> int:
        return len(self.pages)

    @cached_property
    def _findable(self) -> Collection[str]:
        """The addresses of pages at which readers find something."""
        return {page.address for page in self.pages if page.kind not in ("error", "search")}

    def let_go(self) -> None:
        """Hold the recipes no longer: they take a fifth of the memory. They are composed anew if somebody asks for them."""
        _ = self.page_count, self._findable
        for name in ("recipes", "pages"):
            vars(self).pop(name, None)

    def _recipes_of(self, page: Page) -> tuple[Recipe, ...]:
        """A page with its face, and the files that it offers."""
        offered = tuple(exports.beside(self.publication, page))
        return (pages.headed(self.studio.edition, self.publication, page, offered), *offered)

    @property
    def asked(self) -> tuple[Asked, ...]:
        """What answers whoever makes a page or file, and notes what was asked."""
        studio, edition = self.studio, self.studio.edition
        inspection, publication = edition.inspection, self.publication
        catalogs = (inspection.catalog, edition.report.catalog, edition.catalog, publication.catalog)
        return (
            *(one for one in catalogs if one is not None),
            *(studio, edition, edition.origins, studio.remarks, studio.tally, studio.timetable),
            *(publication, self.renderer),
        )

    @property
    def site(self) -> Site:
        """All that the site will have."""
        reports = exports.REPORT_FILES if self._shows_report else ()
        base_url = self.studio.edition.base_address
        path = urlsplit(base_url or "").path.strip("/")
        return Site(
            paths=frozenset((*self.files, *(one.path for one in self.recipes), *reports, exports.CATALOG)),
            base=(f"/{path}/" if path else "/") if base_url else None,
        )

    def report_files(self, touched: Collection[str | None] = ()) -> dict[str, bytes]:
        """The files of the report, where readers may have it. Lines about a document are kept, but of those `touched` by what was
        found on pages: that is so because of what other documents say, at which nobody looks here."""
        if not self._shows_report:
            return {}
        kept = self.publication.lines
        # A hidden portfolio has another key in the report, by which nobody could tell that it changed.
        steady = self.inspection.catalog.items.keys() - touched

        def lines(name: str, key: str, make: Callable[[], str]) -> str:
            return kept.of(name, key, make) if key in steady else make()

        edition = self.studio.edition
        report = replace(edition.report, pages=self.page_count)
        return exports.report_files(edition.inspection, report, self._findable, lines)

    def teller(self) -> Callable[[str], None]:
        """Makes the lines that a document, by its key, gives to files that tell of many."""
        kept, addresses, report = self.publication.lines, self._findable, self.studio.edition.report
        inspection, part_of, codes = self.studio.edition.inspection, parts_of(report), codes_of(report)

        def tell(key: str) -> None:
            def own(name: str, whose: str, make: Callable[[], str]) -> str:
                return kept.of(name, key, make) if whose == key else ""

            if self._shows_report:
                exports.report_lines(inspection, part_of(key), codes, addresses, own)
            if key in self.publication.documents:
                exports.document_line(self.publication, key)

        return tell

    @property
    def _shows_report(self) -> bool:
        return shows_report(self.inspection.catalog, self.publication.profile)


def outline(
    project: Project,
    inspection: Inspection,
    report: Report,
    options: Options,
    renderer: Renderer,
    lines: Lines | None = None,
) -> Outline:
    """What an inspected site is to consist of. `report` has all that was found, `lines` what is known of single ones."""
    readable = shown(report, options)
    day = options.revision.day if options.revision else None
    studio = pages.open_studio(
        inspection,
        readable,
        profile=options.profile,
        drafts=options.drafts,
        base_url=options.base_url,
        changes=options.changes,
        as_of=day or options.today,
        history=options.history,
    )
    composed = Composed(studio)
    publication = exports.Publication(
        studio.edition.inspection,
        studio.edition.report,
        composed,
        options.profile,
        studio.edition.base_address,
        day,
        options.drafts,
        options.host,
        lines or Lines(),
    )
    return Outline(
        inspection=inspection,
        shown=readable,
        studio=studio,
        composed=composed,
        publication=publication,
        files={**_looks(project, inspection), **pages.attachments(studio), **_form(project, studio, renderer)},
        renderer=renderer,
    )


def shown(report: Report, options: Options) -> Report:
    """The report as its readers may see it."""
    return report if options.profile == "internal" else redact.public(report, drafts=options.drafts)


def _looks(project: Project, inspection: Inspection) -> Mapping[str, bytes | Path]:
    """Styles and scripts, the site's own accent among them."""
    accent = inspection.site.accent
    own = {"accent.css": accent_style(accent)} if accent is not None else {}
    return {f"assets/{name}": content for name, content in (assets(project.layouts) | own).items()}


def _form(project: Project, studio: Studio, renderer: Renderer) -> Mapping[str, bytes | Path]:
    """The form in the browser, if the site wants one and its engine is installed. Its page is no page of the site: no list,
    search or sitemap has it."""
    edition = studio.edition
    site = edition.inspection.site
    form = admin.form(site, edition.language, edition.profile, edition.base_address)
    if form is None or admin.lacking(site, project.root):
        return {}
    page = Page(
        address=admin.FOLDER,
        kind="admin",
        layout="admin.html",
        title=site.title,
        language=edition.html_language,
        compose=lambda: {"form": form},
    )
    return {page.path: renderer.render(page), **form.files(project.root, project.layouts)}
