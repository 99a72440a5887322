"""Publicity: what is not public stands in no file of a public build, nor in a file's name.

Every field that takes text holds a canary of its own, as the registry of fields tells, so that a field that is added later
is looked for as well.
"""

from __future__ import annotations

import gzip
import html
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from planfolio.build import Build, Options, build
from planfolio.model import ArchiveDocument, Curriculum, Organisation, Pack, Plan, Portfolio, Schedule, TextPage
from planfolio.model.records import FieldEntry, Record, entries, entry_of
from planfolio.model.scalars import as_written
from planfolio.project import open_project
from tests.sites import TODAY, plan, write_site

_CANARY = re.compile(r"kqz\d{5}x")
_REFERRED = {"organisations": "demo-school", "packs": "cn-2011", "plans": "open"}
_ANY = {
    "_day": "2025-03-05", "_first_day": "2025-03-01", "_last_day": "2025-06-30", "_time": "09:00", "_number": "10",
    "_positive": "45", "_part": "0.5", "_whole": "3", "_count": "3", "_money": "500", "_hours": "12", "_week": "2",
    "_school_year": "2024-2025", "_share": "1/3", "_weeks": "1-3", "_bound": "10", "_boolean": "否",
}  # fmt: skip
_DEEP = 3


class Canaries:
    """Canaries, each with the place for which it was made."""

    def __init__(self) -> None:
        self.places: dict[str, str] = {}

    def at(self, place: str) -> str:
        canary = f"kqz{len(self.places):05}x"
        self.places[canary] = place
        return canary

    def filled(self, model: type[Record], place: str, own: Mapping[str, Any], depth: int = 0) -> dict[str, Any]:
        """A record of which every field is written; those of `own` as they are there, or left out where that is None."""
        found = {}
        for entry in entries(model):
            value = own[entry.name] if entry.name in own else self._value(entry, f"{place}.{entry.name}", depth)
            if value is not None:
                found[entry.name] = value
        return found

    def _value(self, entry: FieldEntry, place: str, depth: int) -> Any:
        shape = entry.shape
        value: Any
        if shape.record:
            value = self.filled(shape.record, place, {}, depth + 1) if depth < _DEEP else None
        elif shape.choice:
            value = next(iter(shape.choice)).value
        elif shape.refers:
            value = _REFERRED.get(shape.refers.collection)
        elif shape.parse is as_written:
            value = self.at(place)
        else:
            value = _ANY.get(shape.parse.__name__) if shape.parse else None
        return [value] if shape.is_list and value is not None else value

    def document(self, model: type[Record], place: str, **own: Any) -> str:
        """The source of such a document; where it has a body, with canaries in that."""
        keys = "".join(
            f"{key}: {json.dumps(value, ensure_ascii=False)}\n"
            for key, value in self.filled(model, place, own).items()
            if key != "note" or model in _WITHOUT_BODY
        )
        if model in _WITHOUT_BODY:
            return keys
        heading, text, cell = (self.at(f"{place}.body") for _ in range(3))
        return f"---\n{keys}---\n## 一、{heading}\n\n{text}20XX年\n\n| 项 |\n|---|\n| {cell} |\n"

    def found(self, built: Build) -> dict[str, set[str]]:
        """The places whose canaries stand in a build, with the files where they do."""
        places: dict[str, set[str]] = {}
        for path, text in _read(built):
            for canary in _CANARY.findall(f"{path}\n{text}".lower()):
                places.setdefault(self.places[canary], set()).add(path)
        return places


_WITHOUT_BODY = (Curriculum, Organisation, Pack, Schedule)
_NOT_LISTABLE = {"consent", "visibility", "hired", "fte"}


def _read(built: Build) -> Iterator[tuple[str, str]]:
    """Every file's path and text, packed and escaped ones as they are meant."""
    for path, content in built.artifacts.items():
        raw = content if isinstance(content, bytes) else content.read_bytes()
        text = (gzip.decompress(raw) if raw.startswith(b"\x1f\x8b") else raw).decode(errors="replace")
        yield path, html.unescape(unquote(text.replace("\r\n ", "")))


def built(folder: Path, files: Mapping[str, str], *, drafts: bool = False) -> Build:
    return build(
        open_project(write_site(folder, files)), Options(today=TODAY, drafts=drafts, base_url="https://x.example/")
    )


def hidden_site(canaries: Canaries) -> dict[str, str]:
    """Documents of every kind that are not public, and public ones that refer to them."""
    names = (
        "curriculum",
        "organisation",
        "plan",
        "draft",
        "archive",
        "page",
        "pack",
        "portfolio",
        "schedule",
        "of-draft",
    )
    ids = {name: f"{name}-{canaries.at(f'id of {name}')}" for name in names}
    weekly = {
        "title": canaries.at("session"),
        "week": 2,
        "weekday": 1,
        "start": "09:00",
        "end": "10:30",
        "place": "报告厅",
    }
    rules = [{"code": canaries.at("rule"), "check": "sum", "of": ["units.hours"], "at_least": "300"}]
    inner: dict[str, Any] = {"visibility": "internal"}
    files = {
        f"curricula/{ids['curriculum']}.yaml": canaries.document(Curriculum, "curriculum", **inner),
        f"organisations/{ids['organisation']}.yaml": canaries.document(Organisation, "organisation", **inner),
        f"plans/{ids['plan']}/index.md": canaries.document(
            Plan, "plan", **inner, type="term", status="published", stages=None, supersedes=None, parent=None
        ),
        f"plans/{ids['draft']}/index.md": canaries.document(
            Plan, "draft", type="term", status="draft", modules=None, supersedes=None, parent=None
        ),
        f"archive/{ids['archive']}.md": canaries.document(ArchiveDocument, "archive", **inner),
        f"pages/{ids['page']}.md": canaries.document(TextPage, "page", **inner),
        f"packs/{ids['pack']}.yaml": canaries.document(
            Pack, "pack", **inner, rules=rules, valid=None, scope=None, parent=None
        ),
        f"portfolios/{ids['portfolio']}/index.md": canaries.document(Portfolio, "portfolio", consent=None),
        f"schedules/{ids['schedule']}.yaml": canaries.document(
            Schedule, "schedule", **inner, timezone=None, sessions=[weekly]
        ),
        f"schedules/{ids['of-draft']}.yaml": canaries.document(
            Schedule, "of-draft", plan=ids["draft"], timezone=None, sessions=[weekly]
        ),
    }
    for name in ("plan", "draft", "portfolio"):
        folder = f"{name}s" if name != "draft" else "plans"
        file = f"{folder}/{ids[name]}/{canaries.at(f'attachment of {name}')}.csv"
        files[file] = f"项\n{canaries.at(f'attachment of {name}')}\n"
    links = f"见[甲](../plans/{ids['plan']}/index.md)、[乙](../portfolios/{ids['portfolio']}.md)。\n"
    sessions = "[{title: 讲座, week: 2, weekday: 1, start: 09:00, end: 10:30, place: 报告厅}]"
    return files | {
        "plans/open.md": plan(
            f"hours: 36\ncurriculum: {ids['curriculum']}\nparent: {ids['plan']}\nsupersedes: {ids['draft']}\n"
            f"packs: [{ids['pack']}, cn-2011]\nfiling: {{by: {ids['organisation']}}}",
            links,
        ),
        "plans/near.md": plan(
            f"parent: {ids['plan'][:-1]}\nsupersedes: {ids['draft'][:-1]}\npacks: [{ids['pack'][:-1]}]"
        ).replace("demo-school", ids["organisation"]),
        "schedules/open.yaml": f"title: 日程\nplan: open\nterm: {{start: 2025-03-03, weeks: 18}}\nsessions: {sessions}\n",
        "organisations/below.yaml": f"title: 下级学校\nparent: {ids['organisation']}\n",
        "archive/open.md": f"---\ntitle: 总结\ntype: summary\nof: {ids['draft']}\nissuer: {ids['organisation']}\n---\n文。\n",
    }


@pytest.mark.parametrize("drafts", [False, True])
def test_what_is_not_public_stands_nowhere(tmp_path: Path, drafts: bool) -> None:
    canaries = Canaries()

    found = canaries.found(built(tmp_path, hidden_site(canaries), drafts=drafts))

    asked_for = ("draft", "of-draft", "id of draft", "id of of-draft", "attachment of draft", "session")
    assert {place: files for place, files in found.items() if not (drafts and place.startswith(asked_for))} == {}
    assert ("draft.title" in found) is drafts


def test_a_portfolio_tells_no_field_but_those_listed(tmp_path: Path) -> None:
    canaries = Canaries()
    files = {"plans/open.md": plan("hours: 36")}
    fields = [entry.name for entry in entries(Portfolio) if entry.name not in _NOT_LISTABLE]
    for name in (*fields, "body"):
        own: dict[str, Any] = {
            "consent": {"granted": "是", "date": "2025-01-01", "fields": [name]},
            "visibility": "public",
        }
        for entry in (entry_of(Portfolio, one) for one in fields):
            if entry.shape.record and "internal" in entry.shape.record.model_fields:
                place = f"{name}.{entry.name}"
                own[entry.name] = [
                    canaries.filled(entry.shape.record, place, {"internal": "否"}),
                    canaries.filled(entry.shape.record, f"{name}/internal", {"internal": "是"}),
                ]
        key = f"t-{name.replace('_', '-')}"
        files[f"portfolios/{key}/index.md"] = canaries.document(Portfolio, name, **own)
        files[f"portfolios/{key}/{canaries.at(f'{name}/file')}.csv"] = f"项\n{canaries.at(f'{name}/file')}\n"

    found = canaries.found(built(tmp_path, files))

    assert {place: paths for place, paths in found.items() if not _is_listed(place)} == {}
    assert {"name.name", "ledger.ledger.title", "papers.papers.title", "body.body", "aliases.aliases"} <= found.keys()


def _is_listed(place: str) -> bool:
    """Whether the field that a place names first is the one in which it lies."""
    listed, _, field = place.partition(".")
    return field.partition(".")[0] == listed


CURRICULUM = """\
title: 内部的课程方案
visibility: internal
units:
  - {id: m1, title: 金丝雀甲, hours: 2}
  - {id: m2, title: 金丝雀乙}
  - {id: m3, title: 金丝雀, hours: 4}
  - {id: canary-4, title: 金丝雀丁, hours: 4}
"""
SESSIONS = """\
title: 日程
plan: open
term: {start: 2025-03-03, weeks: 18}
sessions:
  - {title: 一, week: 1, weekday: 1, start: 09:00, end: 10:30, unit: m1}
  - {title: 二, week: 2, weekday: 1, start: 09:00, end: 10:30, unit: m2}
  - {title: 三, week: 3, weekday: 1, start: 09:00, unit: m3}
  - {title: 四, week: 4, weekday: 1, start: 09:00, end: 10:30, unit: xanary-4}
"""


def test_units_of_an_internal_curriculum_are_not_quoted_for_the_sessions_that_teach_them(tmp_path: Path) -> None:
    files = {
        "curricula/inner.yaml": CURRICULUM,
        "plans/open.md": plan("curriculum: inner\nhours: 36"),
        "schedules/s.yaml": SESSIONS,
    }

    site = built(tmp_path, files)

    told = "\n".join(f"{path}\n{text}" for path, text in _read(site))
    assert not re.findall(r".{0,60}(?:金丝雀|canary).{0,40}", told)


def test_a_title_that_public_documents_use_too_is_no_secret(tmp_path: Path) -> None:
    files = {
        "curricula/inner.yaml": CURRICULUM,
        "plans/open.md": plan("hours: 36\nmodules: [{id: m3, title: 金丝雀, hours: 4}, {title: 评课, hours: 4}]"),
        "schedules/s.yaml": SESSIONS.partition("  - {title: 一")[0]
        + "  - {title: 三, date: 2025-03-05, start: 09:00, end: 12:00, unit: m3}\n",
    }

    site = built(tmp_path, files)

    assert "单元“金丝雀”：日程 4 学时，计划 4" in dict(_read(site))["report/report.json"]


def test_rates_and_verdicts_of_an_internal_pack_are_not_told_to_be_its_own(tmp_path: Path) -> None:
    pack = "title: 金丝雀规则包\nvisibility: internal\ncitation: {title: 金丝雀文件}\nunits: {hours_per_day: 7}\n"
    rule = "{code: CANARY-1, title: 金丝雀规则, check: sum, of: [units.hours], at_least: 3}"
    files = {
        "packs/canary-inner.yaml": f"{pack}rules: [{rule}]\n",
        "packs/child.yaml": "title: 公开的包\nparent: canary-inner\ncitation: {title: 文件}\n",
        "plans/open.md": plan("packs: [child]\nhours: 14\nmodules: [{title: 研修, hours: 2天}]"),
    }

    site = built(tmp_path, files)

    told = "\n".join(f"{path}\n{text}" for path, text in _read(site))
    assert not re.findall(r".{0,60}(?:金丝雀|canary|CANARY).{0,40}", told)
    assert "1 天 = 7 学时（未公开的规则包）" in told


@pytest.mark.parametrize(
    "consent",
    [
        "{同意: 否, 日期: 2025-01-01, 公开项目: [name, ledger]}",
        "{日期: 2025-01-01, 公开项目: [name, ledger]}",
        "{同意: 是, 公开项目: [name, ledger]}",
        "{同意: 是, 日期: 2026-01-02, 公开项目: [name, ledger]}",
        "{同意: 是, 日期: 2025-01-01}",
        "{同意: 是, 日期: 2025-01-01, 公开项目: [nmae, hired]}",
        "{同意: 是, 日期: 2025, 公开项目: [name, ledger]}",
    ],
    ids=["refused", "not granted", "undated", "of tomorrow", "of no field", "of unknown fields", "with a broken date"],
)
def test_a_consent_that_lacks_anything_shows_nothing(tmp_path: Path, consent: str) -> None:
    ledger = "ledger: [{title: 金丝雀培训, hours: 6, date: 2024-05-01}]"
    files = {"portfolios/jin-si-que.md": f"---\nname: 金丝雀教师\nconsent: {consent}\n{ledger}\n---\n"}

    site = built(tmp_path, files)

    told = "\n".join(f"{path}\n{text}" for path, text in _read(site))
    assert not re.findall(r".{0,60}(?:金丝雀|jin-si-que).{0,40}", told)


def test_a_consent_holds_from_its_day(tmp_path: Path) -> None:
    consent = f"{{同意: 是, 日期: {TODAY}, 公开项目: [姓名, 台账]}}"
    files = {"portfolios/t.md": f"---\nname: 示例教师甲\nconsent: {consent}\nrank: 一级教师\n---\n"}

    page = dict(_read(built(tmp_path, files)))["portfolios/t/index.html"]

    assert "示例教师甲" in page
    assert "一级教师" not in page
