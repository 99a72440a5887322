"""Making: the pages and files of a site, each on its own, by as many processes as there are."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from copy import copy
from pathlib import Path
from typing import NamedTuple

from planfolio.exports import Export
from planfolio.frozen import frozen
from planfolio.pages import Companion, Page
from planfolio.render import Renderer
from planfolio.search import Prepared, Sources
from planfolio.webpages import Look, Site, Webpage, followed, look
from planfolio.workers import spread
from planfolio.write import unwritten

Recipe = Page | Export | Companion


class Made(NamedTuple):
    """A file as it was made: its path on the site, its bytes or where they are kept, their SHA-256, and of a page what it
    shows of itself and what was prepared for search."""

    path: str
    content: bytes | Path
    digest: str
    look: Look | None = None
    prepared: Prepared | None = None


@frozen(kw_only=True, slots=False)
class Workshop:
    """Where things are made: with which layouts, for which site, in which folder what is made is kept (None: in memory), and
    where what search reads of the pages goes (None: it is not to know of them)."""

    renderer: Renderer
    site: Site
    folder: Path | None
    sources: Sources | None
    processes: int

    def make(self, recipes: Iterable[Recipe]) -> Iterator[list[Made]]:
        """What the recipes give, batch by batch. Those of one document are made together: they show the same things. Raises
        LayoutError, and CannotWrite where there is no room for what was made."""
        ordered = sorted(recipes, key=_owner)
        if self.processes > 1:
            for language in sorted({one.language for one in ordered if isinstance(one, Page)}):
                self.renderer.prepare(language)
        yield from spread(self._batch, ordered, processes=self.processes)

    def _batch(self, recipes: Sequence[Recipe]) -> list[Made]:
        made = [self._page(one) if isinstance(one, Page) else self._file(one) for one in recipes]
        looks = {one.page.path: one for one in followed([one.look for one in made if one.look is not None])}
        return [one._replace(look=looks.get(one.path)) for one in made]

    def _page(self, page: Page) -> Made:
        page = copy(page)  # what it makes of itself goes with it
        content = self.renderer.render(page)
        made = self._kept(page.path, content)._replace(look=look(self.site, _webpage(page), content))
        if self.sources is None or page.search is None:
            return made
        with _written(self.sources.folder):
            return made._replace(prepared=self.sources.prepared(page.search, content.decode()))

    def _file(self, file: Export | Companion) -> Made:
        return self._kept(file.path, content_of(file, self.renderer))

    def _kept(self, path: str, content: bytes) -> Made:
        digest = hashlib.sha256(content).hexdigest()
        if self.folder is None:
            return Made(path, content, digest)
        # In one folder: those of the site are made once, when it is published.
        place = self.folder / hashlib.sha256(path.encode()).hexdigest()
        with _written(self.folder):
            place.write_bytes(content)
        return Made(path, place, digest)


@contextmanager
def _written(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise unwritten(folder, error) from None


def content_of(recipe: Recipe, renderer: Renderer) -> bytes:
    """What one recipe gives."""
    return renderer.render(copy(recipe)) if isinstance(recipe, Page) else recipe.write()


def _owner(recipe: Recipe) -> tuple[str, str]:
    """The document that a page or file is about, and its path."""
    about = recipe.about if isinstance(recipe, Page) else recipe.page if isinstance(recipe, Export) else None
    return (about or "").rstrip("/"), recipe.path


def _webpage(page: Page) -> Webpage:
    return Webpage(page.address, page.path, page.root, page.layout, page.document)
