"""Making: the pages and files of a site, each on its own, by as many processes as there are."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from copy import copy
from dataclasses import field, fields
from itertools import chain
from pathlib import Path
from sys import intern
from typing import NamedTuple

from planfolio.exports import Export
from planfolio.fingerprints import Untold, fingerprint
from planfolio.frozen import forgetting, frozen
from planfolio.inventory import Artifact, Standing
from planfolio.lastsite import NOTHING_LEFT, Answers, LastSite, Left
from planfolio.lines import Lines, Told
from planfolio.pages import Companion, Page
from planfolio.reads import reading
from planfolio.render import Renderer
from planfolio.search import Prepared, Sources
from planfolio.webpages import Look, Site, Webpage, followed, in_full, in_short, leads, look
from planfolio.workers import FEW, spread
from planfolio.write import unwritten

Recipe = Page | Export | Companion

_AT_A_GLANCE = 1024
"""Recipes of which one process tells whether they stand: that takes a tenth of a millisecond each."""


_NOTHING_TOLD: Mapping[str, str] = {}
_NO_LINES: Told = {}


class Made(NamedTuple):
    """A file as it was made: its path on the site, its bytes or where they are kept, their SHA-256, and of a page what it
    shows of itself and what was prepared for search. `left` is what the next build is to know of it, `told` are answers at which
    was looked to make it, and `lines` what the document of a page gives to files that tell of many. What the last build made is
    not new."""

    path: str
    content: Artifact
    digest: str
    look: Look | None = None
    prepared: Prepared | None = None
    left: Left | None = None
    told: Mapping[str, str] = _NOTHING_TOLD
    lines: Told = _NO_LINES
    is_new: bool = True

    def learnt(self) -> Made:
        """The same, without the answers and lines that it told."""
        return self._replace(told=_NOTHING_TOLD, lines=_NO_LINES) if self.told or self.lines else self


@frozen(kw_only=True, slots=False)
class Workshop:
    """Where things are made: with which layouts, for which site, in which folder what is made is kept (None: in memory), and
    where what search reads of the pages goes (None: it is not to know of them).

    What a document gives to files that tell of many are `lines`, which `tell` makes of its key: that is done while it is open.
    `answers` are what there is to look at (None: nobody notes it). What the `last` site has already in files that are `standing`,
    with their hashes by path, in the folder `output` is not made again.
    """

    renderer: Renderer
    site: Site
    folder: Path | None
    sources: Sources | None
    processes: int
    lines: Lines
    tell: Callable[[str], None]
    answers: Answers | None = None
    last: LastSite = NOTHING_LEFT
    standing: Mapping[str, str] = field(default_factory=dict)
    output: Path = Path()

    def make(self, recipes: Iterable[Recipe]) -> Iterator[list[Made]]:
        """What the recipes give, batch by batch. Those of one document are made together: they show the same things. Raises
        LayoutError, and CannotWrite where there is no room for what was made."""
        ordered = sorted(recipes, key=_owner)
        if self.last.files:
            standing = spread(self._standing, ordered, processes=self.processes, batch=_AT_A_GLANCE)
            found = list(map(self._found, ordered, chain.from_iterable(standing)))
            yield [one for one in found if one is not None]
            ordered = [recipe for recipe, one in zip(ordered, found, strict=True) if one is None]
        processes = self.processes if len(ordered) > FEW else 1
        if processes > 1:
            for language in sorted({one.language for one in ordered if isinstance(one, Page)}):
                self.renderer.prepare(language)
        for made in spread(self._batch, ordered, processes=processes):
            yield made if processes == 1 else list(map(_once, made))

    def _standing(self, recipes: Sequence[Recipe]) -> list[bool | Look]:
        """Whether the last site has what these give; of a page that may lead elsewhere now what it shows. Little is sent from process
        to process: all that is known of the last site is in each."""
        is_same_site = self.last.site == self.site.told_by
        return [self._stands(one) and (is_same_site or self._look(one)) for one in recipes]

    def _stands(self, recipe: Recipe) -> bool:
        left = self.last.files.get(recipe.path)
        return (
            left is not None
            and self.standing.get(recipe.path) == left.digest
            and self.last.stands(recipe.path, _told_by(recipe))
        )

    def _look(self, recipe: Recipe) -> bool | Look:
        """Another look at a page that stands: where it leads may be gone, or be there now."""
        if not isinstance(recipe, Page):
            return True
        try:
            return look(self.site, _webpage(recipe), (self.output / recipe.path).read_bytes())
        except OSError:  # somebody took it away meanwhile
            return False

    def _found(self, recipe: Recipe, standing: bool | Look) -> Made | None:
        """What the last site has of a recipe; None for what is to be made."""
        if standing is False:
            return None
        left = self.last.files[recipe.path]
        prepared = Prepared.in_full(left.prepared) if left.prepared is not None else None
        made = Made(recipe.path, Standing(left.digest), left.digest, prepared=prepared, left=left, is_new=False)
        if standing is not True:
            return _seen(made._replace(left=left._replace(leads=leads(standing))), standing)
        if left.look is None or not isinstance(recipe, Page):
            return made
        return made._replace(look=in_full(_webpage(recipe), *left.look))

    def _batch(self, recipes: Sequence[Recipe]) -> list[Made]:
        with forgetting():
            made = [self._with_lines(one) for one in recipes]
        looks = {one.page.path: one for one in followed([one.look for one in made if one.look is not None])}
        return [_seen(one, looks[one.path]) if one.path in looks else one for one in made]

    def _with_lines(self, recipe: Recipe) -> Made:
        made = self._noted(recipe) if self.answers is not None else self._made(recipe)
        shown = recipe.document if isinstance(recipe, Page) else None
        if shown is None:
            return made
        self.tell(shown)
        return made._replace(lines=self.lines.taken(shown))

    def _noted(self, recipe: Recipe) -> Made:
        """What is made of a recipe, with all that the next build has to know."""
        assert self.answers is not None
        with reading() as looked_at:
            made = self._made(recipe)
        facts = tuple(map(self.answers.text, looked_at))
        left = Left(
            digest=made.digest,
            recipe=_told_by(recipe),
            facts=facts,
            leads=tuple(map(intern, leads(made.look))) if made.look is not None else (),
            prepared=made.prepared.in_short() if made.prepared is not None else None,
        )
        return made._replace(left=left if left.recipe else None, told=self.answers.untold(facts))

    def _made(self, recipe: Recipe) -> Made:
        return self._page(recipe) if isinstance(recipe, Page) else self._file(recipe)

    def _page(self, page: Page) -> Made:
        page = copy(page)  # what it makes of itself goes with it
        _ = self.renderer.layouts.get(page.layout)  # it is looked at
        content = self.renderer.render(page)
        made = self.kept(page.path, content)._replace(look=look(self.site, _webpage(page), content))
        if self.sources is None or page.search is None:
            return made
        with _written(self.sources.folder):
            return made._replace(prepared=self.sources.prepared(page.search, content.decode()))

    def _file(self, file: Export | Companion) -> Made:
        return self.kept(file.path, content_of(file, self.renderer))

    def kept(self, path: str, content: bytes) -> Made:
        """What was made for a path, put where it is kept."""
        digest = hashlib.sha256(content).hexdigest()
        if self.folder is None:
            return Made(path, content, digest)
        # In one folder: those of the site are made once, when it is published.
        place = self.folder / hashlib.sha256(path.encode()).hexdigest()
        with _written(self.folder):
            place.write_bytes(content)
        return Made(path, place, digest)


def _once(made: Made) -> Made:
    """What came from another process, with the texts that many have in common each held once."""
    left = made.left
    if left is None:
        return made
    return made._replace(left=left._replace(facts=tuple(map(intern, left.facts)), leads=tuple(map(intern, left.leads))))


def _seen(made: Made, look: Look) -> Made:
    """A page with what it shows of itself."""
    return made._replace(look=look, left=made.left._replace(look=in_short(look)) if made.left is not None else None)


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


def _told_by(recipe: Recipe) -> str:
    """The fingerprint of a recipe: what is known of its page or file beforehand, and how it is made; empty where nothing tells
    that from another."""
    with suppress(Untold):
        return fingerprint(_known(recipe) if isinstance(recipe, Page) else (recipe, recipe.write))
    return ""


_FIELDS = tuple(one.name for one in fields(Page))


def _known(page: Page) -> tuple[object, ...]:
    """All fields of a page. Most are texts, which are told in one."""
    values = [getattr(page, name) for name in _FIELDS]
    texts = "\0".join([value if type(value) is str else "" for value in values])
    return texts, *(value for value in values if type(value) is not str)


def _webpage(page: Page) -> Webpage:
    return Webpage(page.address, page.path, page.root, page.layout, page.document)
