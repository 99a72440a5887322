"""Units as a table: each with its level, mode, category and hours, and where it stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial

from planfolio.exports.publication import Export, Publication, PublishedPage
from planfolio.exports.table import Cell, table
from planfolio.findings import Language, Message, say, shown
from planfolio.model.choices import Category, Mode
from planfolio.model.scalars import Choice
from planfolio.reports.report import DocumentReport
from planfolio.totals import UnitTotal

NAME = say("单元学时表（CSV）", "Units and their hours (CSV)")
_HEADINGS: tuple[Message, ...] = (
    say("单元", "Unit"),
    say("层级", "Level"),
    say("方式", "Mode"),
    say("类别", "Category"),
    say("对象", "Audience"),
    say("声明学时", "Declared hours"),
    say("计算学时", "Computed hours"),
    say("出处", "Source"),
)

_MODES = {mode.value: mode for mode in Mode}
_CATEGORIES = {category.value: category for category in Category}


def beside(publication: Publication, page: PublishedPage) -> Iterator[Export]:
    """The units of a plan or curriculum that has some."""
    item = publication.shown_by(page)
    document = publication.documents.get(item.key) if item is not None else None
    if document is not None and document.totals is not None and document.totals.has_units:
        yield Export(
            path=f"{page.address}units.csv",
            page=page.address,
            media="text/csv",
            name=NAME,
            write=partial(_table, publication, document),
        )


def _table(publication: Publication, document: DocumentReport) -> bytes:
    language, totals = publication.language, document.totals
    units = totals.all_units if totals else ()
    headings = [heading.shown(language) for heading in _HEADINGS]
    return table([headings, *(_row(publication, unit) for unit in units)], language)


def _row(publication: Publication, total: UnitTotal) -> list[Cell]:
    """Hours that are not known in full say so: an empty cell would be taken for nothing, a bare figure for all."""
    language, unit = publication.language, total.unit
    return [
        unit.title,
        total.depth + 1,
        _shown(_MODES, total.mode, language),
        _shown(_CATEGORIES, total.category, language),
        "、".join(unit.audience) if language == "zh" else ", ".join(unit.audience),
        total.declared or (unit.hours.shown(language) if unit.hours else None),
        total.computed.known if total.computed.complete else shown(total.computed, language),
        f"{total.at.file}:{publication.report.span(total.at / 'hours').line}",
    ]


def _shown(choices: Mapping[str, Choice], name: str | None, language: Language) -> str | None:
    return choices[name].shown(language) if name else None
