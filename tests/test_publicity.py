"""Publicity: what is not public stands in no file of a public build, nor in a file's name.

Every field that takes text holds a canary of its own, as the registry of fields tells, so that a field that is added later
is looked for as well.
"""

from __future__ import annotations

import gzip
import html
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from planfolio.build import Build, Options, build
from planfolio.changes import changes
from planfolio.comparison import compare
from planfolio.history import NOTHING, History, Trace
from planfolio.model import ArchiveDocument, Curriculum, Organisation, Pack, Plan, Portfolio, Schedule, TextPage
from planfolio.model.portfolios import LedgerEntry
from planfolio.model.records import FieldEntry, Record, entries, entry_of
from planfolio.model.scalars import as_written
from planfolio.project import Project, open_project
from planfolio.publicity import Profile, publicity
from planfolio.reports import Report
from planfolio.reports.redact import Editor
from planfolio.reports.secrets import secrets
from planfolio.write import publish, target
from tests.sites import TODAY, content_of, inspected, plan, write_site
from tests.test_comparison import git

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
        yield path, text_of(content_of(content))


def text_of(raw: bytes) -> str:
    text = (gzip.decompress(raw) if raw.startswith(b"\x1f\x8b") else raw).decode(errors="replace")
    return html.unescape(unquote(text.replace("\r\n ", "")))


def built(
    folder: Path,
    files: Mapping[str, str],
    *,
    drafts: bool = False,
    profile: Profile = "public",
    search: bool = True,
    history: History = NOTHING,
) -> Build:
    options = Options(
        today=TODAY, drafts=drafts, profile=profile, base_url="https://x.example/", search=search, history=history
    )
    return build(open_project(write_site(folder, files)), options)


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
@pytest.mark.parametrize("report", ["public", "internal"])
def test_what_is_not_public_stands_nowhere(tmp_path: Path, drafts: bool, report: str) -> None:
    canaries = Canaries()
    settings = {"site.yaml": f"title: 示例站点\nreport: {report}\n"}

    site = built(tmp_path, hidden_site(canaries) | settings, drafts=drafts)
    found = canaries.found(site)

    asked_for = ("draft", "of-draft", "id of draft", "id of of-draft", "attachment of draft", "session")
    assert {place: files for place, files in found.items() if not (drafts and place.startswith(asked_for))} == {}
    assert ("draft.title" in found) is drafts
    assert any(path.startswith("report/") for path in site.artifacts) is (report == "public")


def test_where_all_sources_are_shown_all_hours_are(tmp_path: Path) -> None:
    report = inspected(tmp_path, hidden_site(Canaries())).report
    assert report.catalog is not None
    known = publicity(report.catalog, drafts=False)
    editor = Editor(report, report.catalog, known, secrets(known))
    told = {(editor.shows_sources(one.item), editor.shows_all(one.totals)) for one in report.documents if one.totals}

    assert {(True, True), (False, False)} <= told
    assert (True, False) not in told


_WITHHELD = """
import sys
from pathlib import Path
from planfolio.inspection import inspect
from planfolio.reports import redact
from planfolio.sources import discover
from tests.sites import TODAY
print(redact.public(inspect(discover(Path(sys.argv[1])), today=TODAY).report).withheld)
"""


def test_what_is_withheld_is_told_alike_in_every_run(tmp_path: Path) -> None:
    content = write_site(tmp_path, hidden_site(Canaries())) / "content"
    runs = [
        subprocess.run(
            [sys.executable, "-c", _WITHHELD, str(content)],
            env=os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)},
            stdout=subprocess.PIPE,
            check=True,
        )
        for seed in "123"
    ]

    assert len({run.stdout for run in runs}) == 1
    assert len(runs[0].stdout.strip()) > 20


def test_an_internal_build_shows_what_the_public_one_hides(tmp_path: Path) -> None:
    canaries = Canaries()

    found = canaries.found(built(tmp_path, hidden_site(canaries), profile="internal"))

    shown = {"plan.title", "archive.title", "page.body", "portfolio.name", "portfolio.ledger.title", "id of portfolio"}
    assert shown | {"attachment of portfolio", "session"} <= found.keys()


def _unlike(entry: FieldEntry, number: int) -> tuple[Any, tuple[str, ...]]:
    """A value of an internal field that stands nowhere else, and how pages and files may write it."""
    shape = entry.shape
    if shape.record:
        parts = [(one, _unlike(one, 10 * number + index)) for index, one in enumerate(entries(shape.record))]
        values = {one.name: value for one, (value, _) in parts}
        return values, tuple(form for _, (_, forms) in parts for form in forms)
    if shape.choice or shape.parse is None or shape.parse.__name__ == "_boolean":
        return (next(iter(shape.choice)).value if shape.choice else "是"), ()
    if shape.parse.__name__ == "_day":
        day = date(1951, 1, 1) + timedelta(days=37 * number)
        return f"{day}", (f"{day}", f"{day:%Y%m%d}", f"{day.year}年{day.month}月{day.day}日")
    if shape.parse.__name__ == "_part":
        return f"0.{4099 + number}", (f"{4099 + number}",)
    assert shape.parse is as_written, f"say what a value of {entry.name} looks like"
    value = f"kqz{number:05}x"
    return ([value] if shape.is_list else value), (value,)


def test_internal_fields_are_told_in_no_form_though_consent_lists_them(tmp_path: Path) -> None:
    models = {"portfolios": Portfolio, "plans": Plan, "organisations": Organisation, "curricula": Curriculum}
    internal = [(name, entry) for name, model in models.items() for entry in entries(model) if entry.internal]
    planted = [(name, entry.name, _unlike(entry, number)) for number, (name, entry) in enumerate(internal, 1)]
    own = {field: value for name, field, (value, _) in planted if name == "portfolios"}
    own["consent"] |= {"fields": [entry.name for entry in entries(Portfolio)], "granted": "是"}
    files = {"portfolios/t.md": Canaries().document(Portfolio, "t", **own, visibility="public")}

    # A digest may have any four figures in it.
    site = {path: re.sub(r"[0-9a-f]{16,}", "", text) for path, text in _read(built(tmp_path, files))}
    inside = "".join(text for _, text in _read(built(tmp_path, files, profile="internal")))

    assert {name for name, _ in internal} == {"portfolios"}  # other documents have none; plant theirs when they do
    forms = {form for _, _, (_, forms) in planted for form in forms if not form.startswith("kqz")}
    assert len(forms) >= 7
    assert [form for form in forms if form in inside]
    assert "portfolios/t/index.html" in site
    assert [(path, form) for path, text in site.items() for form in forms if form in f"{path}\n{text}"] == []


def test_nobody_is_named_for_what_is_not_public_and_nobody_who_is_left_out(tmp_path: Path) -> None:
    canaries = Canaries()
    files = hidden_site(canaries) | {
        "portfolios/shown.md": "---\nname: 示例己\nconsent: {granted: 是, date: 2024-09-01, fields: [name]}\n---\n"
    }
    repository = "{forge: github, url: https://github.com/a/b, branch: main}"
    omitted, author = canaries.at("omitted"), canaries.at("author")
    files["site.yaml"] = f"title: 站\nrepository: {repository}\ncredits: {{shown: 是, omit: [{omitted}]}}\n"
    shown = ("plans/open.md", "plans/near.md", "schedules/open.yaml", "organisations/below.yaml", "archive/open.md")
    kept = (f"content/{path}" for path in files if path not in shown)
    traces = {path: Trace(commit="0" * 40, day=TODAY, authors=(canaries.at(f"author of {path}"),)) for path in kept}
    traces["content/plans/open.md"] = Trace(commit="0" * 40, day=TODAY, authors=(author, omitted))

    found = canaries.found(built(tmp_path, files, history=History(traces=traces)))

    assert {place for place in found if place != "author"} == set()
    assert {"plans/open/index.html", "credits/index.html"} <= found["author"]


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

    site = built(tmp_path, files, search=False)

    told = "\n".join(f"{path}\n{text}" for path, text in _read(site))
    assert not re.findall(r".{0,60}(?:金丝雀|jin-si-que).{0,40}", told)


def test_a_consent_holds_from_its_day(tmp_path: Path) -> None:
    consent = f"{{同意: 是, 日期: {TODAY}, 公开项目: [姓名, 台账]}}"
    files = {"portfolios/t.md": f"---\nname: 示例教师甲\nconsent: {consent}\nrank: 一级教师\n---\n"}

    page = dict(_read(built(tmp_path, files, search=False)))["portfolios/t/index.html"]

    assert "示例教师甲" in page
    assert "一级教师" not in page


def test_who_withdraws_consent_is_gone_from_the_next_build(tmp_path: Path) -> None:
    canaries = Canaries()
    fields = [entry.name for entry in entries(Portfolio)]
    consent = {"granted": "是", "date": "2025-01-01", "fields": [*fields, "body"]}
    key = f"t-{canaries.at('id')}"
    ledger = canaries.filled(LedgerEntry, "t.ledger", {"evidence": "e.csv"})
    portfolio = canaries.document(Portfolio, "t", consent=consent, ledger=[ledger], visibility="public")
    name = next(canary for canary, place in canaries.places.items() if place == "t.name")
    session = f"{{title: 讲座, date: 2026-03-05, start: 09:00, end: 10:30, instructors: [{{name: {name}}}]}}"
    files = {
        f"portfolios/{key}/index.md": portfolio,
        f"portfolios/{key}/e.csv": f"项\n{canaries.at('attachment')}\n",
        "plans/open.md": plan("hours: 36", f"见[档案](../portfolios/{key}/index.md)。\n"),
        "schedules/s.yaml": f"title: 日程\nplan: open\nsessions: [{session}]\n",
    }
    project = open_project(tmp_path)
    git(tmp_path, "init", "-q")
    agreed = built(tmp_path, files)
    publish(agreed.artifacts, target(project))
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-q", "-m", "first")
    write_site(tmp_path, {path: text.replace('"granted": "是"', '"granted": "否"') for path, text in files.items()})
    write_site(tmp_path, {"schedules/s.yaml": files["schedules/s.yaml"].replace(name, "示例讲师")})

    since = changes(*reversed(compared(project)))
    withdrawn = build(project, Options(today=TODAY, base_url="https://x.example/", changes=since))
    publish(withdrawn.artifacts, target(project))

    assert {"t.name", "id", "t.ledger.title", "t.body", "t.aliases"} <= canaries.found(agreed).keys()
    assert f"portfolios/{key}/calendar.ics" in agreed.artifacts
    assert canaries.found(withdrawn) == {}
    left = [path for path in tmp_path.rglob("*") if {"content", ".git"}.isdisjoint(path.parts) and path.is_file()]
    assert "report/changes/index.html" in withdrawn.artifacts
    assert not [path for path in left if _CANARY.search(f"{path.name} {text_of(path.read_bytes())}".lower())]


def test_what_was_not_public_before_is_told_by_no_change(tmp_path: Path) -> None:
    rule = "{code: CANARY-1, title: 金丝雀规则, check: sum, of: [units.hours], at_least: 3}"
    pack = f"title: 金丝雀规则包\ncitation: {{title: 文件}}\nrules: [{rule}]\n"
    text = "".join(f"第 {number} 条\n" for number in range(9))
    secret = plan("hours: 4711\nnumber: 金丝雀〔2025〕1号", text)
    before = {
        "packs/canary-inner.yaml": f"{pack}visibility: internal\n",
        "packs/canary-outer.yaml": pack,
        "plans/judged.md": plan("packs: [canary-inner, canary-outer]\nmodules: [{title: 研修, hours: 2}]"),
        "plans/only-judged.md": plan("packs: [canary-outer]\nmodules: [{title: 研修, hours: 4}]"),
        "plans/canary-draft.md": secret.replace("published", "draft"),
        "plans/inner.md": secret.replace("number", "visibility: internal\nnumber").replace("第", "之"),
    }
    after = {
        **before,
        "packs/canary-outer.yaml": f"{pack}visibility: internal\n",
        "plans/judged.md": before["plans/judged.md"].replace("hours: 2", "hours: 4"),
        "plans/opened.md": secret.replace("4711", "30").replace("金丝雀", "市教"),
        "plans/inner.md": secret.replace("4711", "30").replace("金丝雀", "市教").replace("第", "之"),
    }
    del after["plans/canary-draft.md"]
    project = open_project(tmp_path)
    git(tmp_path, "init", "-q")
    write_site(tmp_path, before)
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-q", "-m", "first")
    (tmp_path / "content/plans/canary-draft.md").unlink()
    write_site(tmp_path, after)

    since = changes(*reversed(compared(project)))
    site = dict(_read(build(project, Options(today=TODAY, changes=since, search=False))))

    told = "\n".join(f"{path}\n{page}" for path, page in site.items())
    assert not re.findall(r".{0,60}(?:金丝雀|canary|CANARY|4711).{0,40}", told)
    page = site["report/changes/index.html"]
    assert re.findall(r'href="../../plans/([a-z-]+)/"', page) == ["inner", "judged", "opened"]
    assert page.count("新增") == 3  # two, and how many these are
    assert "原来是" not in page


def compared(project: Project) -> tuple[Report, Report]:
    """The report before and after what is not yet committed."""
    found = compare(project, "HEAD", today=TODAY)
    return found.before.report, found.after.report


def test_a_teacher_without_consent_changes_nothing_but_the_number_of_documents(tmp_path: Path) -> None:
    consent = "consent: {granted: 是, date: 2025-01-01, fields: [name, organisation, ledger]}"
    ledger = "ledger: [{title: 集中培训, date: 2024-05-01, hours: 6, status: credited}]"
    teacher = f"name: 示例教师%s\norganisation: demo-school\n{ledger}"
    files = {f"portfolios/t{one}.md": f"---\n{teacher % one}\n{consent}\n---\n" for one in "abcdef"}
    files["plans/p.md"] = plan("hours: 36")

    without = dict(_read(built(tmp_path / "without", files, search=False)))
    with_one = dict(
        _read(built(tmp_path / "with", {**files, "portfolios/g.md": f"---\n{teacher % 'g'}\n---\n"}, search=False))
    )

    lists = {"report/report.json", "report/index.json", "report/index.html", "report/organisations/index.html"}
    assert without.keys() == with_one.keys()
    assert {path for path, text in with_one.items() if text != without[path]} == lists | {"catalog.json"}
    before, after = (json.loads(site["report/report.json"]) for site in (without, with_one))
    hidden = [one for one in after["documents"] if one not in before["documents"]]
    assert [(one["hours"], one["completeness"]["required"], one["status"]) for one in hidden] == [(None, 0, None)]
    assert after["summary"] == before["summary"] | {"documents": before["summary"]["documents"] + 1}
    assert [after[name] for name in ("findings", "passed")] == [before[name] for name in ("findings", "passed")]


@pytest.mark.parametrize(
    "fields",
    [
        "公开范围: 内部  # 只供校内\n联系人: [{姓名: 金丝雀\n",
        "公开范围：内部\n",
        "公开范围:\n  内部\n学时: [\n",
        "{公开范围: 内部, 学时: [}\n",
        "公开范围: 内部人员\n",
        "公开范国: 内部\n",
        "公开范围: [内部]\n",
        "visibility: Internal\n",
        "visibility: internal  # 内部\nhours: [\n",
        "公开范围: 公开\n公开范围: 内部\n",
        "状态: 草稿 # 还没定\n学时: [\n",
    ],
)
def test_a_mistake_opens_no_internal_document(tmp_path: Path, fields: str) -> None:
    files = {
        "plans/jin-si-que.md": f"---\n标题: 金丝雀方案\n类型: term\n{fields}---\n金丝雀正文。\n",
        "schedules/s.yaml": "title: 金丝雀日程\nplan: jin-si-que  # 校内\nsessions: [\n",
    }

    site = built(tmp_path, files, search=False)

    told = "\n".join(f"{path}\n{text}" for path, text in _read(site))
    assert not re.findall(r".{0,60}(?:金丝雀|jin-si-que).{0,40}", told)


@pytest.mark.parametrize(
    "fields", ["", "公开范围: 公开 # 谁都可以看\n", '{"visibility": "public", hours: [}\n', "公开范围:\n"]
)
def test_a_mistake_hides_no_public_document(tmp_path: Path, fields: str) -> None:
    files = {"plans/open.md": f"---\n标题: 公开方案\n类型: term\n{fields}学时: 六十\n---\n正文。\n"}

    assert "plans/open/index.html" in built(tmp_path, files, search=False).artifacts
