"""Hostile content: whatever a pull request writes into content/ stays text, in every file of the site and every form of the report.

Every field that takes text holds the payload, as the registry of fields tells, so that a field that is added later is attacked
as well. Single traps of YAML have their examples in rules/SX…, links in test_markdown, and what may be published in
test_publicity.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import html5lib
import icalendar
import pytest

from planfolio import markdown
from planfolio.build import Build, Options, build
from planfolio.changes import changes
from planfolio.changes import forms as change_forms
from planfolio.findings import Refusal
from planfolio.inspection import inspect
from planfolio.model import ArchiveDocument, Curriculum, Organisation, Pack, Plan, Portfolio, Schedule, Site, TextPage
from planfolio.model.records import entries
from planfolio.project import open_project
from planfolio.reports import forms
from planfolio.sources import discover, privacy
from planfolio.sources.invisible import STEERING
from planfolio.write import publish, target
from tests.messages import PACKAGE
from tests.sites import TODAY, content_of, plan, write_site
from tests.test_cli import run
from tests.test_handbook import blocks
from tests.test_publicity import Canaries

MARKUP = (
    "</script></title></style></textarea><script>hostile()</script><img src=x onerror=hostile()><svg onload=hostile()>"
    "\" onmouseover=\"hostile()\" ' onfocus='hostile()' ]]><!-- {{ 7*7 }} {% raw %} ${7*7} &lt;script&gt;"
)
PAYLOAD = f'=HYPERLINK("//evil.example")\r\nEND:VEVENT\nBEGIN:VEVENT\n::error::x\n##[add-mask]x\n##vso[task.x]y\n%0A::stop\t{MARKUP}'
LINKS = (
    "javascript:hostile()", "JaVaScRiPt:hostile()", "java&#x0a;script:hostile()", "&#106;avascript:hostile()",
    "javascript&colon;hostile()", "java\tscript:hostile()", "\x01javascript:hostile()", "java\u200bscript:hostile()",
    "%6aavascript:hostile()", "javascript%3ahostile()", "vbscript:hostile()", "data:text/html,<script>hostile()</script>",
    "data:image/svg+xml;base64,PHN2ZyBvbmxvYWQ9aG9zdGlsZSgpPg==", "blob:x", "file:///etc/passwd", "ftp://evil.example/",
    "//evil.example/", "///evil.example/", "/\\evil.example/", "\\\\evil.example/", "/%5cevil.example/", "/%2fevil.example/",
    "\u2028//evil.example/", "\u3000//evil.example", "https:evil.example", "https:/evil.example", "https:\\\\evil.example",
    "../../../../etc/passwd", "..%2f..%2f..%2f..%2fetc/passwd", "%2e%2e/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
    "/../../etc/passwd", "....//....//etc", "x/../../../../../etc", "?javascript:hostile()", "#\" onclick=\"hostile()",
)  # fmt: skip


class Payloads(Canaries):
    """Canaries that come with the payload."""

    def at(self, place: str) -> str:
        return f"{PAYLOAD}{super().at(place)}"

    def document(self, model: type[Any], place: str, **own: Any) -> str:
        text = super().document(model, place, **own)
        # JSON is YAML but for the escape of a slash; a body may hold what a key may not.
        return text if model in (Curriculum, Organisation, Pack, Schedule) else f"{text}\n{_bodies()}"


def _bodies() -> str:
    """Every way to write a link or a picture, for every address."""
    ways = ("[a]({0})", "[a](<{0}>)", "![a]({0})", "<{0}>", '[a]({0} "{0}")', "[b{1}][r{1}]\n\n[r{1}]: {0}")
    return "\n\n".join(
        way.format(link, number) for number, link in enumerate(LINKS) for way in ways if not STEERING.search(link)
    )


def hostile_site(payloads: Payloads) -> dict[str, str]:
    public: dict[str, Any] = {"visibility": "public"}
    listed = [entry.name for entry in entries(Portfolio) if entry.name not in ("consent", "visibility", "hired", "fte")]
    rule = {
        "code": payloads.at("rule"),
        "title": payloads.at("rule"),
        "check": "sum",
        "of": ["units.hours"],
        "at_least": "300",
    }
    own = {"week": 2, "weekday": 1, "start": "09:00", "end": "10:30", "date": None, "weeks": None, "status": "planned"}
    session = payloads.filled(Schedule, "schedule", {})["sessions"][0] | own
    address = "https://git.example/a'\"><script>hostile()</script>"
    site = {
        "language": "zh-CN",
        "base_url": None,
        "accent": None,
        "packs": None,
        "repository": {"forge": "gitea", "url": address, "branch": payloads.at("branch")},
        "report": "public",
    }
    return {
        "site.yaml": _yaml(payloads.filled(Site, "site", site)),
        "organisations/demo-school.yaml": payloads.document(Organisation, "organisation", **public, parent=None),
        "curricula/c.yaml": payloads.document(Curriculum, "curriculum", **public),
        "plans/p/index.md": payloads.document(
            Plan,
            "plan",
            **public,
            type="term",
            status="published",
            stages=None,
            supersedes=None,
            parent=None,
            curriculum=None,
        ),
        "plans/draft.md": payloads.document(
            Plan,
            "draft",
            **public,
            type="annual",
            status="draft",
            modules=None,
            supersedes=None,
            parent="p",
            curriculum=None,
        ),
        "archive/a.md": payloads.document(ArchiveDocument, "archive", **public, of="p"),
        "pages/text.md": payloads.document(TextPage, "page", **public),
        "packs/own.yaml": payloads.document(Pack, "pack", **public, rules=[rule], valid=None, scope=None, parent=None),
        "portfolios/t/index.md": payloads.document(
            Portfolio,
            "portfolio",
            **public,
            consent={"granted": "是", "date": "2024-09-01", "fields": [*listed, "body"]},
        ),
        "schedules/s.yaml": payloads.document(
            Schedule,
            "schedule",
            **public,
            plan="p",
            timezone=None,
            sessions=[{k: v for k, v in session.items() if v is not None}],
        ),
        "plans/broken.md": f"---\ntitel: {json.dumps(PAYLOAD)}\n---\n",
        "plans/broken-too.md": f"{PAYLOAD}\n",
        "plans/p/a'b&c.csv": "单位,人数\n",
        "plans/##[add-mask]x.md": "",
    }


def _yaml(record: Mapping[str, Any]) -> str:
    return "".join(f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in record.items())


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """The hostile site, built with all that a build makes."""
    folder = write_site(tmp_path_factory.mktemp("hostile"), hostile_site(Payloads()))
    return build(open_project(folder), Options(today=TODAY, drafts=True, base_url="https://x.example/"))


def texts(made: Build, *endings: str) -> Iterator[tuple[str, str]]:
    for path, content in made.artifacts.items():
        if path.endswith(endings):
            raw = content_of(content)
            yield path, (gzip.decompress(raw) if raw.startswith(b"\x1f\x8b") else raw).decode("utf-8", "strict")


def test_every_kind_of_document_carries_the_payload(made: Build) -> None:
    told = {
        path
        for path, text in texts(made, ".html", ".ics", ".csv", ".xml")
        if "hostile()" in text or "END:VEVENT\\n" in text
    }

    unread = {item.key for item in made.inspection.catalog.items.values() if item.record is None}
    assert unread == {"plans/broken", "plans/broken-too"}
    assert {
        "index.html", "plans/p/index.html", "plans/draft/index.html", "plans/broken/index.html", "curricula/c/index.html",
        "schedules/s/index.html", "portfolios/t/index.html", "archive/a/index.html", "organisations/demo-school/index.html",
        "packs/own/index.html", "text/index.html", "report/index.html", "report/plans/p/index.html", "feed.xml",
        "plans/p/units.csv", "portfolios/t/ledger.csv", "report/findings.csv", "404.html", "search/index.html",
    } <= told  # fmt: skip


# --- pages ------------------------------------------------------------------------------------------------------------------

_ADDRESSES = (
    "href",
    "src",
    "action",
    "formaction",
    "data",
    "poster",
    "srcset",
    "xlink:href",
    "cite",
    "background",
    "ping",
)
_ELEMENTS_NOWHERE = {
    "base",
    "embed",
    "iframe",
    "frame",
    "object",
    "applet",
    "style",
    "math",
    "template",
    "noscript",
    "video",
    "audio",
}
_SAFE = re.compile(
    r"(?!//|/\\|\\)(?:[^:\\]*|https://x\.example/[^\\]*|webcal://x\.example/[^\\]*|https://git\.example/[^\\\s]*|data:,|[^:/?#]*[/?#].*)",
    re.DOTALL,
)


@cache
def elements(text: str) -> tuple[tuple[str, Mapping[str, str], str], ...]:
    """Every element of a page as a browser reads it: its name, its attributes and the text it begins with."""
    return tuple(_elements(text))


def _elements(text: str) -> Iterator[tuple[str, Mapping[str, str], str]]:
    for element in html5lib.parse(text, namespaceHTMLElements=False).iter():
        tag: Any = element.tag  # a function where it is a comment
        yield "!--" if callable(tag) else tag.rpartition("}")[2], element.attrib, element.text or ""


def test_no_page_holds_markup_of_its_content(made: Build) -> None:
    wrong = []
    for path, text in texts(made, ".html"):
        for tag, attributes, inside in elements(text):
            names = {str(name).lower() for name in attributes}
            is_data = attributes.get("type") == "application/ld+json"
            if (
                any(name.startswith("on") for name in names)
                or names & {"style", "srcdoc", "http-equiv"} - ({"http-equiv"} if tag == "meta" else set())
                or tag in _ELEMENTS_NOWHERE
                or (tag == "script" and not is_data and (inside or not attributes.get("src")))
                or (tag == "img" and "hostile" in str(attributes))
                or (tag == "!--" and "hostile" in inside)
                or (tag == "meta" and attributes.get("http-equiv") not in (None, "Content-Security-Policy", "refresh"))
            ):
                wrong.append((path, tag, dict(attributes), inside[:80]))
    assert wrong == []


def test_no_link_leads_to_a_script_or_out_of_the_site_unseen(made: Build) -> None:
    wrong = {
        (tag, name, attributes[name])
        for _, text in texts(made, ".html")
        for tag, attributes, _ in elements(text)
        for name in _ADDRESSES
        if name in attributes and not _SAFE.fullmatch(attributes[name])
    }

    # What a body links to by a whole address stays a link, and carries rel="noopener".
    assert {one for one in wrong if not re.match(r"https?://|http://purl\.org/", one[2])} == set()


def test_no_link_climbs_out_of_the_site(made: Build) -> None:
    wrong = set()
    for path, text in texts(made, ".html"):
        for tag, attributes, _ in elements(text):
            address = str(attributes.get("href") or attributes.get("src") or "").partition("?")[0].partition("#")[0]
            steps = [step for step in re.sub("%2e", ".", address, flags=re.IGNORECASE).split("/") if step == ".."]
            if ":" not in address and len(steps) > path.count("/"):
                wrong.add((path, tag, address))

    assert wrong == set()


def test_content_is_never_a_template(made: Build) -> None:
    told = [text for _, text in texts(made, ".html") if "7*7" in text]

    assert told
    assert not [text for text in told if re.search(r"49 \{%|\$49|49 \$", text)]


def test_every_page_has_the_policy_that_stops_what_slips_through(made: Build) -> None:
    policies = {
        re.findall(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">', text)[0]
        for _, text in texts(made, ".html")
    }

    assert len(policies) == 1
    rules = dict(one.strip().split(" ", 1) for one in policies.pop().split(";"))
    assert rules["default-src"] == "'none'"
    assert rules["base-uri"] == "'none'"
    assert rules["script-src"] == "'self' 'wasm-unsafe-eval'"
    assert rules["style-src"] == rules["connect-src"] == rules["form-action"] == "'self'"


# --- what machines read -------------------------------------------------------------------------------------------------------


def test_data_in_pages_and_beside_them_can_be_read_back(made: Build) -> None:
    inside = [
        json.loads(text)
        for _, page in texts(made, ".html")
        for tag, attributes, text in elements(page)
        if tag == "script" and attributes.get("type") == "application/ld+json"
    ]
    beside = [json.loads(text) for _, text in texts(made, ".json", ".sarif")]

    assert sum(MARKUP in json.dumps(one, ensure_ascii=False).replace('\\"', '"') for one in inside) >= 5
    assert sum(MARKUP in json.dumps(one, ensure_ascii=False).replace('\\"', '"') for one in beside) >= 10


def test_feeds_and_sitemap_are_xml_of_their_own_elements(made: Build) -> None:
    found = {
        element.tag.rpartition("}")[2]
        for _, text in texts(made, ".xml")
        for element in ElementTree.fromstring(text).iter()
    }

    assert found <= {
        "feed", "id", "title", "updated", "author", "name", "link", "entry", "published", "category", "summary", "urlset", "url",
        "loc",
    }  # fmt: skip


def test_a_calendar_holds_its_meetings_and_no_more(made: Build) -> None:
    calendars = dict(texts(made, ".ics"))

    assert {"schedules/s/calendar.ics", "plans/p/calendar.ics"} <= calendars.keys()
    for text in calendars.values():
        assert text.count("\r\nBEGIN:VEVENT\r\n") == text.count("\r\nEND:VEVENT\r\n") == 1
        assert len(list(icalendar.Calendar.from_ical(text).walk("VEVENT"))) == 1
        assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
        assert not re.search(r"(?<!\r)\n|\r(?!\n)", text)


def test_no_cell_of_a_table_is_a_formula(made: Build) -> None:
    tables = {
        path: list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
        for path, text in texts(made, ".csv")
    }

    cells = [(path, cell) for path, rows in tables.items() for row in rows for cell in row]
    assert sum("HYPERLINK" in cell for _, cell in cells) >= 5
    assert [(path, cell) for path, cell in cells if re.match(r"[=+\-@\t\r\n＝＋－＠]", cell)] == []


def test_nothing_steers_what_is_shown(made: Build) -> None:
    found = {
        (path, hex(ord(character)))
        for path, text in texts(made, ".html", ".json", ".xml", ".ics", ".csv", ".sarif", ".txt")
        for character in STEERING.findall(text)
    }

    assert found == set()


# --- reports ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(forms()))
def test_no_line_of_a_report_is_a_command_or_steers_a_terminal(made: Build, name: str) -> None:
    written = forms()[name](made.report)

    lines = written.split("\n")
    assert "HYPERLINK" in written
    begun = [line for line in lines if re.match(r"\s*::(?!:)", line)]
    assert [line for line in lines if re.search(r"##\w*\[", line) and line not in begun] == []  # a line is one command
    assert [line for line in begun if not re.match(r"::(?:error|warning|notice) file=[^:]*::[^:]", line)] == []
    assert bool(begun) == (name == "github")
    assert not STEERING.search(written)


@pytest.mark.parametrize("name", sorted(change_forms()))
def test_no_line_of_a_change_is_a_command(made: Build, tmp_path: Path, name: str) -> None:
    empty = inspect(discover(write_site(tmp_path, {}) / "content"), today=TODAY)

    written = change_forms()[name](changes(made.report, empty.report))

    assert "HYPERLINK" in written
    assert not re.search(r"(?m)##\w*\[|^\s*::(?!:)", written)


def test_a_report_in_junit_is_xml_of_its_own_elements(made: Build) -> None:
    root = ElementTree.fromstring(forms()["junit"](made.report))

    assert {element.tag for element in root.iter()} <= {
        "testsuites", "testsuite", "testcase", "failure", "skipped", "system-out",
    }  # fmt: skip


# --- what a source may hold -----------------------------------------------------------------------------------------------------


def body(text: str) -> str:
    return markdown.render(text, link=lambda address: address, image=lambda address: address).html


def test_an_entity_brings_back_no_character_that_a_source_may_not_hold() -> None:
    rendered = markdown.render(
        '## 甲&#x202e;乙\n\n丙&#8238;丁 [戊&#x2066;](a "&#x202d;") ![己&#x202e;](b.png)', link=str
    )

    told = f"{rendered.html}{rendered.sections}{rendered.outline}"
    assert not STEERING.search(told)
    assert "丙\ufffd丁" in told


@pytest.mark.parametrize("link", LINKS)
def test_no_spelling_of_an_address_gets_through_markdown(link: str) -> None:
    """Even where whoever answers for links lets every address through."""
    for way in ("[a]({})", "[a](<{}>)", "![a]({})", "<{}>", "[a]({} 't')", "[b][r]\n\n[r]: {}"):
        for _, attributes, _ in _elements(body(way.format(link))):
            for name in ("href", "src"):
                scheme = re.match(r"[\x00-\x20]*([a-z][a-z0-9+.\-\s]*):", attributes.get(name, ""), re.IGNORECASE)
                assert scheme is None or scheme[1].lower() in ("http", "https", "mailto"), attributes
                assert not re.match(r"[\x00-\x20]*[/\\]{2}", attributes.get(name, "")), attributes


# --- files and folders --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["content", "layouts"])
def test_a_link_in_place_of_a_folder_of_the_site_is_not_followed(tmp_path: Path, name: str) -> None:
    site = write_site(tmp_path / "site", {})
    outside = write_site(tmp_path / "outside", {}) / "content"
    if name == "content":
        (site / "content").rename(tmp_path / "away")
    (site / name).symlink_to(outside)

    with pytest.raises(Refusal, match="符号链接"):
        open_project(site)


def test_what_is_kept_in_the_output_is_no_link(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("token")
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / ".gitignore").symlink_to(tmp_path / "secret")

    publish({"index.html": b"x"}, target(open_project(write_site(tmp_path, {}))))

    assert sorted(file.name for file in (tmp_path / "site").iterdir()) == [".planfolio-files", "index.html"]


def test_former_addresses_stop_no_build_and_hide_no_page(tmp_path: Path) -> None:
    aliases = [
        "a" * 300, "x/" * 150, "con/x", "Plans/P/", "PLANS", "Report/", "\u00e9", "e\u0301", "../../x", "%2e%2e/x", "..%2fx",
        "/etc/../x", "//evil.example/../x", "a\\b",
    ]  # fmt: skip
    files = {"plans/p.md": plan("hours: 3"), "plans/q.md": plan("hours: 3")}
    plain = open_project(write_site(tmp_path / "plain", files))
    files["plans/q.md"] = plan(f"hours: 3\naliases: {json.dumps(aliases)}")
    hostile = open_project(write_site(tmp_path / "hostile", files))
    before, after = (build(project, Options(today=TODAY, search=False)).artifacts for project in (plain, hostile))

    publish(after, target(hostile))

    assert after.keys() - before.keys() == {"\u00e9/index.html", "_redirects"}
    assert before["plans/p/index.html"] == after["plans/p/index.html"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.docx", b"PK\x03\x04 index.html"),
        ("a.docx", b"PK\x03\x04 word/document.xml word/vbaProject.bin"),
        ("a.xlsx", b"PK\x03\x04 word/document.xml"),
        ("a.pptx", b"PK\x03\x04 META-INF/MANIFEST.MF"),
        ("a.png", b"\x89PNG<script>"),
        ("a.webp", b"RIFF....AVI "),
        ("a.csv", b"\xff\xfe<\x00s\x00"),
        ("a.txt", b" \n<!doctype html>"),
        ("a.svgz", b"\x1f\x8b"),
        ("a.jpg.html", b"\xff\xd8\xff"),
    ],
)
def test_an_attachment_is_what_its_name_says(tmp_path: Path, name: str, content: bytes) -> None:
    write_site(tmp_path, {"plans/p/index.md": plan("hours: 3")})
    (tmp_path / "content" / "plans" / "p" / name).write_bytes(content)

    found = discover(tmp_path / "content")

    assert [finding.code for finding in found.findings] == ["SX20"]
    assert [file.attachments for file in found.files if file.collection == "plans"] == [()]


def test_a_package_is_not_opened(tmp_path: Path) -> None:
    write_site(tmp_path, {"plans/p/index.md": plan("hours: 3")})
    (tmp_path / "content" / "plans" / "p" / "bomb.xlsx").write_bytes(
        b"PK\x03\x04 xl/workbook.xml, and no package at all"
    )

    assert discover(tmp_path / "content").findings == ()


# --- work ---------------------------------------------------------------------------------------------------------------------


def steps(run: Callable[[], object]) -> int:
    """The lines of Python that a call runs: a measure of its work that is the same on every machine."""
    count = 0

    def trace(frame: Any, event: str, argument: Any) -> Any:
        nonlocal count
        count += event == "line"
        return trace

    sys.settrace(trace)
    try:
        run()
    finally:
        sys.settrace(None)
    return count


def inspection_of(front: str) -> Callable[[Path], object]:
    return lambda folder: inspect(discover(write_site(folder, {"plans/p.md": plan(front)}) / "content"), today=TODAY)


def listed(item: str, count: int) -> str:
    return "[" + ", ".join(item.format(n) for n in range(count)) + "]"


MANY: dict[str, Callable[[int], Callable[[], object]]] = {
    "equal headings": lambda count: lambda: body("## 甲\n\n" * count),
    "opening brackets": lambda count: lambda: body("[" * count),
    "nested quotes": lambda count: lambda: body(">" * count + "a"),
    "stars": lambda count: lambda: body("*a **b" * count),
    "mobile numbers": lambda count: lambda: privacy.mask(text := "13800138000 " * count, privacy.find(text)),
}


@pytest.mark.parametrize("name", MANY)
def test_twice_as_much_takes_twice_the_work(name: str) -> None:
    once, twice = (steps(MANY[name](count)) for count in (200, 400))

    assert twice < 2.5 * once


LONG: dict[str, Callable[[int], dict[str, str]]] = {
    "pairs of one mentor": lambda count: {
        "plans/p.md": plan(f"mentoring: {listed('{{mentor: 甲, mentee: 乙{0}}}', count)}")
    },
    "units": lambda count: {"plans/p.md": plan(f"modules: {listed('{{title: 甲{0}, hours: 1}}', count)}")},
    "personal data": lambda count: {"plans/p.md": plan("hours: 3", "13800138000 " * count)},
    "units that are unknown": lambda count: {
        "plans/p.md": plan(f"modules: {listed('{{id: u{0}, title: 甲, hours: 1}}', count)}"),
        "schedules/s.yaml": "title: 日程\nplan: p\nsessions: "
        + listed("{{title: 甲, date: 2026-03-04, start: 9:00, end: 10:00, unit: 某{0}}}", count),
    },
    "components that are unknown": lambda count: {
        "plans/p.md": plan(
            f"modules: {listed('{{title: 甲, hours: 1, assessed_by: [x{0}]}}', count)}\n"
            f"assessments: [{{title: 乙, scale: 100, components: {listed('{{title: y{0}, weight: 1}}', count)}}}]"
        )
    },
    "items that lead nowhere": lambda count: {
        "plans/p.md": plan("hours: 3", "4.甲：乙\n\n" * count + "4.甲：\n\n" * count)
    },
    "meetings at one time": lambda count: {
        "schedules/s.yaml": "title: 日程\nsessions: "
        + listed("{{title: 甲{0}, date: 2026-03-04, start: 9:00, end: 10:00, place: 厅}}", count)
    },
    "joint meetings": lambda count: {
        "schedules/s.yaml": "title: 日程\nsessions: "
        + listed("{{title: 甲, date: 2026-03-04, start: 9:00, end: 10:00, place: 厅, audience: [班{0}]}}", count)
    },
}


@pytest.mark.parametrize("name", LONG)
def test_a_list_twice_as_long_takes_twice_the_work(tmp_path: Path, name: str) -> None:
    def work(count: int) -> int:
        sources = discover(write_site(tmp_path / str(count), LONG[name](count)) / "content")
        return steps(lambda: inspect(sources, today=TODAY))

    work(1)  # what is read once for all
    none, once, twice = work(0), work(150), work(300)

    assert twice - none < 2.5 * (once - none)


def test_a_finding_names_few_of_many_that_could_be_meant(tmp_path: Path) -> None:
    files = LONG["units that are unknown"](300)

    found = inspect(discover(write_site(tmp_path, files) / "content"), today=TODAY).report.findings

    (fix, *others) = [finding.fix for finding in found if finding.code == "RF04"]
    assert len(others) == 299
    assert fix is not None
    assert fix.shown("zh").endswith("、u105、u106 等 300 个；或给单元写上代号")
    assert fix.shown("en").endswith(", u105, u106 or 290 more, or give the unit an id")


# --- what a run touches -------------------------------------------------------------------------------------------------------

_WATCHED = """
import json, os, sys
from pathlib import Path

root, out = sys.argv[1:]
told = {"programs": [], "asked": [], "written": []}
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_TRUNC
CHANGES = {
    "os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.link", "os.symlink", "os.truncate", "os.chmod", "os.chown",
    "shutil.rmtree",
}

def heard(event, arguments):
    if event in ("subprocess.Popen", "os.exec", "os.posix_spawn", "os.spawn", "os.startfile", "pty.spawn"):
        given = arguments[3] if event == "subprocess.Popen" else None
        told["programs"].append([str(arguments[0]), sorted(os.environ if given is None else given)])  # None: all there is
    elif event == "os.system" or event.startswith(("socket.connect", "socket.bind", "socket.get", "socket.send", "urllib.", "http.", "ftplib.", "smtplib.")):
        told["asked"].append([event, repr(arguments)])
    elif event == "open" and isinstance(arguments[0], (str, bytes)) and arguments[2] & WRITES:
        told["written"].append(os.fsdecode(arguments[0]))
    elif event in CHANGES and (event == "shutil.rmtree" or arguments[-1] == -1):  # else inside a folder named before
        told["written"].append(os.fsdecode(arguments[0]))

sys.addaudithook(heard)
from planfolio.cli import planfolio

for call in (["check", "--fail-on", "never", "--changed", "HEAD~1"], ["build", "-o", out]):
    try:
        planfolio.main(["-q", "-C", root, *call], standalone_mode=False)
    except SystemExit as end:
        assert end.code in (0, 1, None), end.code
print("\\0" + json.dumps(told))
"""


def test_a_run_asks_nobody_starts_git_and_pagefind_alone_and_writes_its_output(tmp_path: Path) -> None:
    root = write_site(tmp_path / "site", hostile_site(Payloads()))
    out = tmp_path / "out"
    git = ["git", "-C", str(root), "-c", "user.name=示例", "-c", "user.email=a@example.org"]
    for call in (
        ["init", "-q"],
        ["commit", "-q", "--allow-empty", "-m", "1"],
        ["add", "-A"],
        ["commit", "-q", "-m", "2"],
    ):
        subprocess.run([*git, *call], check=True)
    secret = {"EVIL_TOKEN": "x", "GIT_DIR": "/nowhere", "GIT_EXTERNAL_DIFF": "/bin/false", "PAGEFIND_SITE": "/nowhere"}

    done = subprocess.run(
        [sys.executable, "-B", "-c", _WATCHED, str(root), str(out)],
        capture_output=True, text=True, env={**os.environ, **secret, "TMPDIR": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path), "PYTHONPATH": str(PACKAGE.parent)},
        check=False,
    )  # fmt: skip

    assert done.returncode == 0, done.stderr[-2000:]
    told = json.loads(done.stdout.rpartition("\0")[2])
    assert told["asked"] == []
    assert {Path(program).stem for program, _ in told["programs"]} == {"git", "pagefind"}
    assert {name for _, names in told["programs"] for name in names} & secret.keys() == set()
    outside = {path for path in told["written"] if not Path(path).is_relative_to(tmp_path)}
    assert outside - {"/dev/null"} == set()


@pytest.mark.parametrize("sign", ["\t", "\n", "\r"])
def test_no_name_breaks_the_list_of_what_is_built(tmp_path: Path, sign: str) -> None:
    files = {"plans/a/index.md": plan("hours: 2"), f"plans/a/x{sign}y.csv": "单位,人数\n"}
    project = open_project(write_site(tmp_path, files))

    for _ in range(2):  # the second reads what the first has listed
        built = build(project, Options(today=TODAY, search=False))
        publish(built.artifacts, target(project))

    assert not [path for path in built.artifacts if sign in path]
    assert "SX19" in {finding.code for finding in built.report.findings}


@pytest.mark.parametrize("place", [".", ".git"])
def test_no_repository_that_comes_along_has_git_run_its_programs(tmp_path: Path, place: str) -> None:
    root = write_site(tmp_path / "site", hostile_site(Payloads()))
    ran = tmp_path / "ran"
    program = tmp_path / "program"
    program.write_text(f"#!/bin/sh\necho $0 >> {ran}\nfalse\n", encoding="utf-8")
    program.chmod(0o755)

    def git(*arguments: str, given: str = "") -> str:
        who = ["-c", "user.name=示例", "-c", "user.email=a@example.org"]
        return subprocess.run(
            ["git", "-C", str(root), *who, *arguments], input=given, check=True, capture_output=True, text=True
        ).stdout

    git("init", "-q")
    git("add", "-A")
    git("commit", "-q", "-m", "1")
    signature = "gpgsig -----BEGIN PGP SIGNATURE-----\n \n x\n -----END PGP SIGNATURE-----\n\n"
    signed = git("cat-file", "commit", "HEAD").replace("\n\n", f"\n{signature}", 1)
    git("update-ref", "HEAD", git("hash-object", "-t", "commit", "-w", "--stdin", given=signed).strip())
    for name in ("core.fsmonitor", "gpg.program", "diff.external", "core.pager"):
        git("config", name, str(program))
    git("config", "log.showSignature", "true")
    shutil.copy(program, root / ".git/hooks/post-index-change")
    if place == ".":  # where a clone holds such files; attributes may name the filters of its settings too
        git("config", "filter.x.clean", str(program))
        git("config", "core.worktree", ".")
        (root / ".gitattributes").write_text("* filter=x diff=x\n", encoding="utf-8")
        shutil.copytree(root / ".git", root, dirs_exist_ok=True)
        shutil.rmtree(root / ".git")
    for file in (root / "content").rglob("*.md"):
        os.utime(file, (0, 0))

    for call in (["check", "--changed", "HEAD"], ["build", "--no-search"]):
        run(*call, folder=root)

    assert not ran.exists(), ran.read_text(encoding="utf-8")


def modules_with(pattern: str) -> set[str]:
    return {
        file.relative_to(PACKAGE).as_posix()
        for file in PACKAGE.rglob("*.py")
        if re.search(pattern, file.read_text(encoding="utf-8"))
    }


def test_one_module_reads_the_environment() -> None:
    assert modules_with(r"\benvironb?\b|getenv|expandvars|expanduser|Path\.home\(|from os import") == {"environment.py"}


def test_three_modules_start_programs_and_none_runs_what_it_reads() -> None:
    # The command line starts itself anew where file names are not UTF-8.
    starting = r"\bsubprocess\.\w+\(|\bos\.(?:system|popen|exec|spawn|posix_spawn)|import pty"

    assert modules_with(starting) == {"cli/__init__.py", "git.py", "search/engine.py"}
    assert modules_with(r"(?<![\w.])(?:eval|exec|compile|__import__)\(|import (?:marshal|shelve)|yaml\.load") == set()


def test_copies_of_the_program_hear_from_each_other_alone() -> None:
    assert modules_with(r"\bos\.fork|\bmultiprocessing\b|\bconcurrent\b") == {"workers.py", "serve/background.py"}
    # Results come through a pipe from a copy of the same process. What is kept from run to run is data, even where it lies in
    # a pickle: tests/test_lastinspection.py sees that nothing but values comes out of it.
    assert modules_with(r"\bpickle\.loads?\b|\bUnpickler\b") == {"workers.py", "packing.py"}


# --- what is said of it -------------------------------------------------------------------------------------------------------

NOTICE = """\
---
标题: 示例小学2027年春季校本研修方案
类型: 通知
对象: !!python/object:os.system [全体教师]
---
点[这里](javascript:alert(1))报名。
"""


def test_the_page_on_safety_shows_what_is_printed(tmp_path: Path) -> None:
    run("init", "site", folder=tmp_path)
    folder = tmp_path / "site" / "content" / "plans" / "spring-2027"
    folder.mkdir()
    (folder / "index.md").write_text(NOTICE, encoding="utf-8")
    (folder / "logo.svg").write_text('<svg onload="alert(1)"/>', encoding="utf-8")

    checked = run("check", "content/plans/spring-2027", folder=tmp_path / "site")

    assert blocks("safety.md") == [checked.stdout]


def test_every_promise_names_a_test_that_there_is() -> None:
    root = PACKAGE.parent.parent
    promised = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", (root / "SECURITY.md").read_text(encoding="utf-8"))

    assert len(promised) > 20
    assert [
        (file, name) for file, name in promised if f"def {name}(" not in (root / file).read_text(encoding="utf-8")
    ] == []
