"""Lists: every collection with all its documents, and the archive by school year, type, organisation and status."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from planfolio.catalog import Item
from planfolio.model import ArchiveDocument, Plan
from planfolio.model.choices import ArchiveType, PlanType, Status
from planfolio.pages.edition import COLLECTIONS, Link
from planfolio.pages.hours import SumGroup, SumRow
from planfolio.pages.listing import Choice, list_pages, newest_first
from planfolio.pages.page import Page
from planfolio.pages.studio import Studio
from planfolio.totals import by_teacher

UNSTATED = "unstated"
"""The step in the address of documents that do not state the value."""


def pages(studio: Studio) -> Iterator[Page]:
    """The lists of all collections, and one for each value by which the archive can be browsed."""
    facets = tuple(_facets(studio))
    choices = tuple(facet.choice for facet in facets)
    for collection in COLLECTIONS:
        yield from _collection(studio, collection, choices)
    for facet in facets:
        yield from facet.pages()


def _collection(studio: Studio, collection: str, choices: tuple[Choice, ...]) -> Iterator[Page]:
    edition = studio.edition
    items = edition.items(collection)
    by_day = collection in ("plans", "archive")
    yield from list_pages(
        studio,
        address=f"{collection}/",
        title=edition.shown(COLLECTIONS[collection]),
        items=newest_first(items) if by_day else items,
        trail=(edition.home,),
        choices=choices if by_day else (),
        sums=tuple(_sums(studio, collection)),
        intro=_intro(studio, collection),
    )


def _intro(studio: Studio, collection: str) -> str:
    if collection == "portfolios" and studio.edition.is_public:
        return studio.edition.say(
            "只列出本人同意公开的档案，只显示本人同意公开的内容。",
            "Only portfolios whose teachers agreed are listed, with what they agreed to show.",
        )
    if collection == "packs":
        return studio.edition.say(
            "规则包把一份政策里的数字写成数据。尚未与正式文本核对的，最多算警告。",
            "A rule pack is a policy's figures as data. One that nobody compared with the official text warns at most.",
        )
    return ""


def _sums(studio: Studio, collection: str) -> Iterator[SumGroup]:
    """Sums over the whole site."""
    say, row = studio.edition.say, studio.tally.over_documents
    if collection == "plans":
        years = [row(year, found, f"archive/year/{year}/") for year, found in studio.year_sums.items()]
        yield from _group(say("按学年", "By school year"), years)
        terms = studio.sums(_term).items()
        yield from _group(
            say("按学期", "By term"), [row(term, found, f"archive/year/{term[:9]}/") for term, found in terms]
        )
    elif collection == "organisations":
        sums = [
            row(studio.edition.refer("organisations", name).text, found, f"archive/organisation/{name}/")
            for name, found in studio.issuer_sums.items()
            if f"organisations/{name}" in studio.edition.keys
        ]
        yield from _group(say("各单位发布的方案", "Plans by organisation"), sums)
    elif collection == "schedules":
        taught = by_teacher(studio.edition.catalog, studio.edition.totals).items()
        yield from _group(say("按授课人（排课学时）", "By instructor (scheduled hours)"), [row(*one) for one in taught])


def _term(plan: Plan) -> Iterable[str | None]:
    return (f"{plan.school_year} {plan.term}",) if plan.school_year and plan.term else ()


def _group(title: str, rows: list[SumRow]) -> Iterator[SumGroup]:
    if rows:
        yield SumGroup(title=title, sums=tuple(rows))


# --- the archive by values --------------------------------------------------------------------------------------------


class _Facet:
    """One way to browse plans and archive documents: a list for each value."""

    def __init__(
        self,
        studio: Studio,
        step: str,
        title: str,
        values: Callable[[Item], tuple[str, ...]],
        name: Callable[[str], str],
    ) -> None:
        self.studio = studio
        self.step = step
        self.title = title
        self.name = name
        self.items: dict[str, list[Item]] = {}
        for item in (*studio.edition.items("plans"), *studio.edition.items("archive")):
            if item.record is not None:
                for value in values(item):
                    self.items.setdefault(value, []).append(item)

    def _order(self) -> list[str]:
        """School years from the latest, everything else by name; what is not stated at the end."""
        stated = sorted((value for value in self.items if value != UNSTATED), reverse=self.step == "year")
        return [*stated, UNSTATED] if UNSTATED in self.items else stated

    @property
    def choice(self) -> Choice:
        links = (
            Link(text=self.name(value), address=f"archive/{self.step}/{value}/", count=len(self.items[value]))
            for value in self._order()
        )
        return Choice(title=self.title, links=tuple(links))

    def pages(self) -> Iterator[Page]:
        edition = self.studio.edition
        for value in self._order():
            yield from list_pages(
                self.studio,
                address=f"archive/{self.step}/{value}/",
                title=f"{self.title}{edition.say('：', ': ')}{self.name(value)}",
                items=newest_first(self.items[value]),
                trail=edition.trail("archive"),
                choices=(self.choice,),
                total=self._total(value),
            )

    def _total(self, value: str) -> str:
        """The hours of all plans in the list, which is what they were added up from."""
        sums = {"year": self.studio.year_sums, "organisation": self.studio.issuer_sums}.get(self.step, {})
        return self.studio.edition.shown(sums[value]) if value in sums else ""


def _facets(studio: Studio) -> Iterator[_Facet]:
    say = studio.edition.say
    unstated = say("未写明", "not stated")
    types = {choice.value: choice for choice in (*ArchiveType, *PlanType)}

    def shown(choices: dict[str, PlanType | ArchiveType] | dict[str, Status]) -> Callable[[str], str]:
        return lambda value: studio.edition.shown(choices[value]) if value in choices else unstated

    yield _Facet(
        studio,
        "year",
        say("按学年", "By school year"),
        lambda item: (_year(studio, item) or UNSTATED,),
        lambda value: unstated if value == UNSTATED else value,
    )
    yield _Facet(studio, "type", say("按类型", "By type"), lambda item: (_type(item),), shown(types))
    yield _Facet(
        studio,
        "organisation",
        say("按单位", "By organisation"),
        lambda item: _issuer(studio, item),
        lambda value: unstated if value == UNSTATED else studio.edition.refer("organisations", value).text,
    )
    yield _Facet(
        studio, "status", say("按状态", "By status"), _status, shown({status.value: status for status in Status})
    )


def _year(studio: Studio, item: Item) -> str | None:
    if isinstance(item.record, Plan):
        return item.record.school_year
    plan = studio.edition.catalog.record(Plan, item.record.of) if isinstance(item.record, ArchiveDocument) else None
    return plan.school_year if plan else None


def _type(item: Item) -> str:
    assert isinstance(item.record, (Plan, ArchiveDocument))
    return item.record.type.value


def _issuer(studio: Studio, item: Item) -> tuple[str, ...]:
    issuer = getattr(item.record, "issuer", None)
    if not issuer:
        return (UNSTATED,)
    return (issuer,) if f"organisations/{issuer}" in studio.edition.keys else ()


def _status(item: Item) -> tuple[str, ...]:
    return (item.record.status.value,) if isinstance(item.record, Plan) else ()
