"""Links: the catalogue of all documents, and every reference that leads nowhere or in a circle."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from difflib import get_close_matches
from functools import cache

from planfolio.catalog import former
from planfolio.catalog.catalog import Catalog, Item, unit_ids, walk
from planfolio.catalog.rules import CYCLE, SAME_PAGE, UNKNOWN_FILE, UNKNOWN_REFERENCE, UNKNOWN_UNIT
from planfolio.findings import FieldPath, Finding, Message, Related, Severity, say
from planfolio.frozen import forgetting
from planfolio.guesses import guesser
from planfolio.model import (
    KINDS,
    Curriculum,
    Plan,
    Schedule,
    Site,
)  # fmt: skip
from planfolio.model.decode import locate
from planfolio.model.records import Record, RefersTo, entries, entry_of
from planfolio.sources.files import is_id

_TAKEN = frozenset({"404", "catalog", "credits", "feed", "handbook/fields", "handbook/rules", "pages", "sitemap"})
"""Addresses that generated pages take; a text page `index` fills the home page instead."""
_TAKEN_BELOW = frozenset(KINDS) - {"pages"} | {"assets", "pagefind", "report", "search"}
"""Those that take whatever is below them too."""


def link(items: list[Item], site: Site) -> tuple[Catalog, list[Finding]]:
    """The catalogue of `items`, and every reference in them that leads nowhere or in a circle."""
    catalog, findings = catalogued(items, site)
    findings.extend(_references(catalog, catalog.items.values()))
    findings.extend(_cycles(catalog, "plans", "parent"))
    findings.extend(_cycles(catalog, "plans", "supersedes"))
    findings.extend(_cycles(catalog, "organisations", "parent"))
    findings.extend(_cycles(catalog, "packs", "parent"))
    findings.extend(_units(catalog))
    findings.extend(_annexes(catalog))
    findings.extend(former.idle(catalog))
    return catalog, findings


def catalogued(items: list[Item], site: Site) -> tuple[Catalog, list[Finding]]:
    """The catalogue of `items`, and those that have no page in it, because another one has their address."""
    kept: dict[str, Item] = {}
    findings: list[Finding] = []
    for item in sorted(items, key=lambda item: (item.document.path.startswith("planfolio/"), item.document.path)):
        key = item.key
        if key in kept:
            findings.append(_same_page(item, kept[key]))
        else:
            kept[key] = item
    taken = {key: item for key, item in kept.items() if _is_taken(item, site)}
    for key, item in taken.items():
        findings.append(_taken_address(item))
        del kept[key]
    ordered = dict(sorted(kept.items()))
    return Catalog(site, ordered, {item.document.path: item for item in items}), findings


def _is_taken(item: Item, site: Site) -> bool:
    if item.document.collection != "pages" or item.document.id == "index":
        return False
    return is_generated(item.document.id, site)


def is_generated(address: str, site: Site) -> bool:
    """Whether a text page cannot have an address, because a page that is generated has it."""
    above = address.partition("/")[0]
    return address in _TAKEN or above in _TAKEN_BELOW or (site.admin is not None and above == "admin")


def _same_page(item: Item, other: Item) -> Finding:
    return Finding(
        code=SAME_PAGE.code,
        severity=Severity.ERROR,
        at=item.at(),
        document=item.key,
        message=say(
            "这份文档和 {other} 争同一个网址 {address}/",
            "this document and {other} want the same address, {address}/",
            other=other.document.path,
            address=item.document.id if item.document.collection == "pages" else item.key,
        ),
        why=SAME_PAGE.reason,
        fix=say("改名或删去其中一份", "rename or delete one of the two"),
        related=(Related(at=other.at(), message=say("先读到的是这一份", "this one was read first")),),
    )


def _taken_address(item: Item) -> Finding:
    return Finding(
        code=SAME_PAGE.code,
        severity=Severity.ERROR,
        at=item.at(),
        document=item.key,
        message=say(
            "网址 {address}/ 留给程序生成的页面，这一页没有发布",
            "the address {address}/ belongs to a generated page; this page was not published",
            address=item.document.id,
        ),
        why=SAME_PAGE.reason,
        fix=say("给文件换个名字或文件夹", "give the file another name or folder"),
    )


@cache
def _refers(model: type[Record]) -> tuple[tuple[str, RefersTo | None, type[Record] | None], ...]:
    """The fields of `model` that hold references, directly or further down; recursive records count as holding some."""
    found: list[tuple[str, RefersTo | None, type[Record] | None]] = []
    for entry in entries(model):
        if entry.shape.refers:
            found.append((entry.name, entry.shape.refers, None))
        elif entry.shape.record and (entry.shape.record is model or _refers(entry.shape.record)):
            found.append((entry.name, None, entry.shape.record))
    return tuple(found)


def references(record: Record, path: FieldPath = ()) -> Iterator[tuple[FieldPath, RefersTo, str]]:
    """Every reference in a record: its place, what it refers to, and the id."""
    for name, refers, model in _refers(type(record)):
        value = getattr(record, name)
        if value is None or value == ():
            continue
        for index, one in enumerate(value if isinstance(value, tuple) else (value,)):
            at = (*path, name, index) if isinstance(value, tuple) else (*path, name)
            if refers is not None:
                yield at, refers, one
            elif model is not None:
                yield from references(one, at)


def references_of(settings: Item, catalog: Catalog) -> Iterator[Finding]:
    """Every reference of the settings that leads nowhere. They are no document of the catalogue, so the place is a span."""
    for finding in _references(catalog, [settings]):
        span = locate(settings.document.root, Site, finding.at.field)
        yield replace(finding, at=finding.at._replace(field=(), span=span))


def _references(catalog: Catalog, items: Iterable[Item]) -> Iterator[Finding]:
    known = _Known(catalog)
    for item in items:
        if item.record is None:
            continue
        with forgetting():
            named = list(references(item.record))
        for path, refers, identifier in named:
            if refers.strict and identifier not in known.ids[refers.collection]:
                yield _unknown(known, item, path, refers.collection, identifier)


_MOST_GUESSES = 100
"""Unknown ids for which the nearest known one is looked for: among thousands of documents each takes a while."""


class _Known:
    """The ids and titles of all documents by collection, and which of them an unknown id seems to mean."""

    def __init__(self, catalog: Catalog) -> None:
        self.ids: dict[str, dict[str, None]] = {collection: {} for collection in KINDS}
        self._titles: dict[tuple[str, str], str] = {}
        self._meant: dict[tuple[str, str], str | None] = {}
        for item in catalog.items.values():
            collection, identifier = item.document.collection, item.document.id
            self.ids[collection][identifier] = None
            self._titles.setdefault((collection, getattr(item.record, "title", "")), identifier)

    def meant(self, collection: str, identifier: str) -> str | None:
        """The nearest id, or the id of the document whose title was written in its place."""
        key = (collection, identifier)
        if key not in self._meant:
            near = self._near(collection, identifier) if len(self._meant) < _MOST_GUESSES else None
            self._meant[key] = near or self._titles.get(key)
        return self._meant[key]

    def _near(self, collection: str, identifier: str) -> str | None:
        name = identifier.rpartition("/")[2].removesuffix(".md").removesuffix(".yaml")  # a file was named, not an id
        return next(iter(get_close_matches(name, self.ids[collection], 1, 0.6)), None)


_SUFFIX = {"plans": ".md", "portfolios": ".md", "archive": ".md"}
"""How the files of a collection usually end; the others are `.yaml`."""


def _unknown(known: _Known, item: Item, path: FieldPath, collection: str, identifier: str) -> Finding:
    near = known.meant(collection, identifier)
    if near:
        fix = say("是不是“{near}”？", "did you mean “{near}”?", near=near)
    elif collection == "packs":
        fix = say("可用的规则包：{known}", "the packs are {known}", known=list(known.ids[collection]))
    else:
        fix = say(
            "改成已有文档的 id（文件名去掉扩展名），或新建 content/{collection}/{file}",
            "write the id of a document that there is, its file's name without the extension, or make content/{collection}/{file}",
            collection=collection,
            file=f"{identifier if is_id(identifier) else '<id>'}{_SUFFIX.get(collection, '.yaml')}",
        )
    return Finding(
        code=UNKNOWN_REFERENCE.code,
        severity=Severity.ERROR,
        at=item.at(*path),
        document=item.key,
        message=say(
            "content/{collection}/ 里没有“{id}”这份文档",
            "there is no document “{id}” in content/{collection}/",
            collection=collection,
            id=identifier,
        ),
        why=UNKNOWN_REFERENCE.reason,
        fix=fix,
    )


def _cycles(catalog: Catalog, collection: str, name: str) -> Iterator[Finding]:
    """Each circle once, at its first document by key."""
    following = {
        item.document.id: getattr(item.record, name)
        for item in catalog.items.values()
        if item.document.collection == collection and item.record is not None
    }
    done: set[str] = set()
    for start in following:
        trail: list[str] = []
        step: str | None = start
        while step is not None and step not in trail and step not in done:
            trail.append(step)
            step = following.get(step)
        if step in trail:
            yield _cycle(catalog, collection, name, trail[trail.index(step) :])
        done.update(trail)


def _cycle(catalog: Catalog, collection: str, name: str, members: list[str]) -> Finding:
    first = members.index(min(members))
    members = members[first:] + members[:first]
    items = [catalog.items[f"{collection}/{member}"] for member in members]
    others = items[1:]
    chain = " → ".join([*members, members[0]])
    return Finding(
        code=CYCLE.code,
        severity=Severity.ERROR,
        at=items[0].at(name),
        document=items[0].key,
        message=say(
            "“{chinese} {name}”绕成了环：{chain}",
            "“{name}” runs in a circle: {chain}",
            chinese=entry_of(type(items[0].record), name).chinese[0] if items[0].record else "",
            name=name,
            chain=chain,
        ),
        why=CYCLE.reason,
        fix=say("删去环上的一处引用", "remove one of these references")
        if others
        else say("改成真正的上一份文档，没有就删去这一行", "name the document that is meant, or delete the line"),
        related=tuple(Related(at=other.at(name), message=say("环上的一环", "part of the circle")) for other in others),
    )


def _units(catalog: Catalog) -> Iterator[Finding]:
    for item, schedule in catalog.records(Schedule):
        plan = catalog.plan_of(item)
        if plan is None or plan.record is None:
            continue
        known = unit_ids(catalog, plan)
        if not known and _is_curriculum_broken(catalog, plan.record):
            continue  # it may well have the unit; why it cannot be read, or that it is not there, is said elsewhere
        ids = sorted(known)
        guess = guesser(ids)
        told: set[str] = set()
        for index, session in enumerate(schedule.sessions):
            if session.unit is not None and session.unit not in known:
                yield _unknown_unit(item, ("sessions", index, "unit"), session.unit, plan, ids, guess)
            elif session.unit is not None and known[session.unit] > 1 and session.unit not in told:
                told.add(session.unit)
                yield _ambiguous_unit(item, ("sessions", index, "unit"), session.unit, catalog, plan)
    for item, curriculum in catalog.records(Curriculum):
        known = unit_ids(catalog, item)
        ids = sorted(known)
        guess = guesser(ids)
        for index, name in enumerate(curriculum.prerequisites):
            if name not in known:
                yield _unknown_unit(item, ("prerequisites", index), name, item, ids, guess)


def _is_curriculum_broken(catalog: Catalog, plan: Record) -> bool:
    """Whether the units of a plan are those of a curriculum that nobody can read."""
    if not isinstance(plan, Plan) or plan.curriculum is None:
        return False
    curriculum = catalog.find("curricula", plan.curriculum)
    return curriculum is None or curriculum.record is None


_MOST_NAMED = 10
"""Ids that are named to choose from."""


def _unknown_unit(
    item: Item, path: FieldPath, name: str, owner: Item, ids: list[str], guess: Callable[[str], str | None]
) -> Finding:
    if near := guess(name):
        fix = say("是不是“{near}”？", "did you mean “{near}”?", near=near)
    elif len(ids) > _MOST_NAMED:
        fix = say(
            "改成其中之一：{known} 等 {count} 个；或给单元写上代号",
            "use one of {known} or {more} more, or give the unit an id",
            known=ids[:_MOST_NAMED],
            count=len(ids),
            more=len(ids) - _MOST_NAMED,
        )
    elif ids:
        fix = say("改成其中之一：{known}；或给单元写上代号", "use one of {known}, or give the unit an id", known=ids)
    else:
        fix = say("给单元写上代号 id，这里写同一个", "give the unit an id and write the same here")
    return Finding(
        code=UNKNOWN_UNIT.code,
        severity=Severity.ERROR,
        at=item.at(*path),
        document=item.key,
        message=say(
            "{owner} 里没有代号为“{name}”的单元", "{owner} has no unit with the id “{name}”", owner=owner.key, name=name
        ),
        why=UNKNOWN_UNIT.reason,
        fix=fix,
    )


def _ambiguous_unit(item: Item, path: FieldPath, name: str, catalog: Catalog, owner: Item) -> Finding:
    places = [
        source.item.at(*steps, "id")
        for source in catalog.units_of(owner)
        for steps, unit in walk(source.units, (source.field,))
        if unit.id == name
    ]
    return Finding(
        code=UNKNOWN_UNIT.code,
        severity=Severity.ERROR,
        at=item.at(*path),
        document=item.key,
        message=say(
            "{owner} 里有 {count} 个代号为“{name}”的单元，看不出是哪一个",
            "{owner} has {count} units with the id “{name}”; it is unknown which is meant",
            owner=owner.key,
            count=len(places),
            name=name,
        ),
        why=UNKNOWN_UNIT.reason,
        fix=say("每个单元写不同的代号", "give each unit an id of its own"),
        related=tuple(Related(at=place, message=say("代号“{name}”", "id “{name}”", name=name)) for place in places),
    )


def _annexes(catalog: Catalog) -> Iterator[Finding]:
    for item, plan in catalog.records(Plan):
        names = {attachment.name for attachment in item.document.attachments}
        for index, annex in enumerate(plan.annexes):
            if annex.file is not None and annex.file not in names:
                yield Finding(
                    code=UNKNOWN_FILE.code,
                    severity=Severity.ERROR,
                    at=item.at("annexes", index, "file"),
                    document=item.key,
                    message=say(
                        "文档旁边没有文件“{file}”", "there is no file “{file}” beside the document", file=annex.file
                    ),
                    why=UNKNOWN_FILE.reason,
                    fix=_annex_fix(item, annex.file, names),
                )


def _annex_fix(item: Item, file: str, names: set[str]) -> Message:
    near = get_close_matches(file.rpartition("/")[2], sorted(names), 1, 0.6)
    folder = f"content/{item.key}"
    if near:
        return say("是不是“{near}”？只写文件名", "did you mean “{near}”? Write the file's name alone", near=near[0])
    if item.document.path.startswith(f"{folder}/"):
        return say(
            "把文件放到 {folder}/ 里，这里只写文件名",
            "put the file into {folder}/ and write its name alone",
            folder=folder,
        )
    return say(
        "把文档移到 {folder}/index.md，文件放在它旁边",
        "move the document to {folder}/index.md and put the file beside it",
        folder=folder,
    )
