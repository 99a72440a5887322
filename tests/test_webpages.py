"""Web pages: what only the built site shows, told where its author can mend it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from planfolio.build import Build, Options, build
from planfolio.exports import catalog
from planfolio.findings import Finding, Language
from planfolio.inspection import inspect
from planfolio.inventory import Artifacts, Standing
from planfolio.making import Workshop
from planfolio.outline import outline
from planfolio.pages import written
from planfolio.project import Project, open_project
from planfolio.publicity import Profile
from planfolio.render import Renderer
from planfolio.reports import forms
from planfolio.scaffold import scaffold
from planfolio.sources import discover
from planfolio.webpages import LARGEST_HTML, LARGEST_PAGE, RULES, check
from planfolio.write import publish, standing, target
from tests.sites import TODAY, plan, write_site

CONTENT = Path(__file__).parent.parent / "content"
PNG = b"\x89PNG\r\n\x1a\n"
WAIVER = "waivers: [{{code: {code}, reason: 示例理由, expires: 2026-12-31}}]"


def site(folder: Path, files: Mapping[str, str], pictures: Mapping[str, bytes] | None = None) -> Project:
    """A site on disk; `pictures` are files of bytes."""
    write_site(folder, files)
    for path, content in (pictures or {}).items():
        place = folder / "content" / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
    return open_project(folder)


def built(project: Project, *, profile: Profile = "public", base_url: str | None = None, drafts: bool = False) -> Build:
    return build(project, Options(today=TODAY, profile=profile, base_url=base_url, drafts=drafts, search=False))


def of_pages(made: Build) -> list[Finding]:
    return [finding for finding in made.report.findings if finding.code.startswith("WB")]


def codes(made: Build) -> list[str]:
    return [finding.code for finding in of_pages(made)]


def said(made: Build) -> list[str]:
    """`path:line:column code message` of every finding of built pages."""
    lines = []
    for finding in of_pages(made):
        span = made.report.span(finding.at)
        message = finding.message.shown(made.report.language)
        lines.append(f"{finding.at.file}:{span.line}:{span.column} {finding.code} {message}")
    return lines


def page(made: Build, address: str) -> str:
    content = made.artifacts[f"{address}index.html"]
    assert isinstance(content, bytes)
    return content.decode()


def body(text: str) -> dict[str, str]:
    """A site whose plan `a`, a folder of its own, has this body, which begins in line 9."""
    return {"plans/a/index.md": plan("", text), "plans/b.md": plan("title: 另一份", "## 二、考核办法\n").replace("title: 示例方案\n", "")}  # fmt: skip


# --- each rule --------------------------------------------------------------------------------------------------------

BAD = {
    "WB01": ("见[日程](../c.md)。\n", "plans/a/index.md:9:7", "链接“../c.md”没有去处：没有文件 content/plans/c.md", "the link “../c.md” leads nowhere: there is no file content/plans/c.md"),
    "WB02": ("见[考核](../b.md#考核办法)。\n", "plans/a/index.md:9:7", "链接“../b.md#考核办法”的锚点“考核办法”，页面 plans/b/ 上没有", "the page plans/b/ has no anchor “考核办法”, to which the link “../b.md#考核办法” leads"),
    "WB03": ("![](flow.png)\n", "plans/a/index.md:9:5", "图片“flow.png”没有替代文字", "the picture “flow.png” has no alternative text"),
    "WB04": ("![照片](photo.png)\n", "plans/a/index.md:9:7", "上限 2000 KB", "2000 KB is the limit"),
}  # fmt: skip
GOOD = {
    "WB01": "见[另一份](../b.md)、[网址](../b/)、[本站](/plans/b/)、[首页](/)、[站外](https://example.org/none)、[信](mailto:a@example.org)。\n",
    "WB02": "## 一、总则\n\n见[考核](../b.md#二考核办法)、[总则](#一总则)、[顶](#top)、[页首](#)。\n",
    "WB03": "![三步流程](flow.png)\n",
    "WB04": "![小照片](flow.png)\n",
}
PICTURES = {"plans/a/flow.png": PNG, "plans/a/photo.png": PNG + bytes(LARGEST_PAGE)}


@pytest.mark.parametrize("code", BAD)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_bad_example_is_found_where_it_is_written(tmp_path: Path, code: str, language: str) -> None:
    text, place, zh, en = BAD[code]
    settings = {"site.yaml": "title: Archive\nlanguage: en\n"} if language == "en" else {}

    made = built(site(tmp_path, {**settings, **body(text)}, PICTURES))

    (line,) = said(made)
    assert line.startswith(f"content/{place} {code} ")
    assert (en if language == "en" else zh) in line
    assert of_pages(made)[0].document == "plans/a"


@pytest.mark.parametrize("code", GOOD)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_good_example_is_silent(tmp_path: Path, code: str, language: str) -> None:
    settings = {"site.yaml": "title: Archive\nlanguage: en\n"} if language == "en" else {}

    made = built(site(tmp_path, {**settings, **body(GOOD[code])}, PICTURES))

    assert said(made) == []


def test_every_rule_has_an_example_and_the_manual_states_the_budgets() -> None:
    assert [*BAD] == [*GOOD] == [rule.code for rule in RULES]
    assert f"{LARGEST_HTML // 1000} KB" in RULES[-1].manual.zh
    assert f"{LARGEST_PAGE // 1000} KB" in RULES[-1].manual.en


def test_the_demonstration_site_has_none() -> None:
    made = built(open_project(CONTENT.parent), base_url="https://example.org/planfolio/")

    assert said(made) == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_new_site_has_none(tmp_path: Path, language: Language) -> None:
    scaffold(tmp_path, language=language, title=None)

    assert said(built(open_project(tmp_path), drafts=True)) == []


# --- links ------------------------------------------------------------------------------------------------------------


def test_every_way_to_write_an_address_that_is_there_is_accepted(tmp_path: Path) -> None:
    files = {
        **body(
            "[一](../b/index.html) [二](../b) [三](../b/?q=1#二考核办法) [四](表%20一.csv) [五](<表 一.csv>) [六](/feed.xml)\n"
            "[七](/schedules/s/calendar.ics) [八](/report/report.json) [九](/former/) [十](/report/#plans-b) [十一](/search/?q=一)\n"
            "[十二](../../handbook/rules/#WB01) [十三][r] [十四](#%E6%AD%A3%E6%96%87-1) [十五](/404.html) [十六](/assets/style.css)\n\n"
            "## 正文 1\n\n[r]: ../../schedules/s.yaml\n"
        ),
        "plans/a/表 一.csv": "a,b\n",
        "schedules/s.yaml": "title: 日程\nplan: b\nsessions: [{title: 一次, date: 2025-03-03, start: 9:00, end: 9:45}]\n",
        "pages/about.md": "---\ntitle: 关于\naliases: [former]\n---\n",
    }

    assert said(built(site(tmp_path, files))) == []


def test_an_address_that_text_or_code_only_shows_is_no_link(tmp_path: Path) -> None:
    files = body(
        '写 <a href="../nowhere/">。\n\n`[x](nowhere.md)` `<img src="x.png">`\n\n```\n<a href="none/#x">\n```\n'
    )

    assert said(built(site(tmp_path, files))) == []


def test_each_place_of_the_same_broken_link_is_named(tmp_path: Path) -> None:
    made = built(site(tmp_path, body("[../c.md](../c.md)，`[又](../c.md)`\n\n再看[它](../c.md)和[那](<../图 表.md>)[文][r]\n\n[r]: ../d.md\n")))  # fmt: skip

    assert [line.partition(" ")[0] for line in said(made)] == [
        "content/plans/a/index.md:9:11",
        "content/plans/a/index.md:11:7",
        "content/plans/a/index.md:11:21",
        "content/plans/a/index.md:13:6",
    ]


def test_the_note_of_a_yaml_document_is_looked_at_too(tmp_path: Path) -> None:
    files = {
        "organisations/demo-school.yaml": "title: 示例学校\nkind: school\nnote: |\n  见[方案](../plans/none.md)。\n"
    }

    assert said(built(site(tmp_path, files))) == [
        "content/organisations/demo-school.yaml:4:9 WB01 链接“../plans/none.md”没有去处：没有文件 content/plans/none.md"
    ]


def test_a_missing_picture_is_found_and_one_refused_at_reading_is_not_named_twice(tmp_path: Path) -> None:
    files = body("![没有](没有.png)\n\n![坏的](bad.png)\n")

    made = built(site(tmp_path, files, {"plans/a/bad.png": b"<svg>"}))

    assert said(made) == ["content/plans/a/index.md:9:7 WB01 没有图片“没有.png”：本站没有 plans/a/没有.png"]
    assert any(finding.at.file == "content/plans/a/bad.png" for finding in made.report.findings)


def test_a_near_anchor_is_proposed(tmp_path: Path) -> None:
    finding = of_pages(built(site(tmp_path, body("[考核](../b.md#考核办法)\n"))))[0]

    assert finding.fix is not None
    assert finding.fix.shown("zh") == "是不是“#二考核办法”？"


def test_an_anchor_of_the_report_is_judged_by_the_report(tmp_path: Path) -> None:
    made = built(site(tmp_path, body("[报告](/report#plans-b) [没有](/report#plans-c)\n")))

    assert codes(made) == ["WB02"]
    assert "plans-c" in said(made)[0]


def test_below_a_path_of_the_host_all_links_still_lead_somewhere(tmp_path: Path) -> None:
    project = site(tmp_path, body("[好](/plans/b/) [坏](/school/plans/b/)\n"))

    made = built(project, base_url="https://example.org/school")

    assert 'href="/school/plans/"' in made.artifacts["404.html"].decode()  # type: ignore[union-attr]  # a page is bytes
    assert said(made) == ["content/plans/a/index.md:9:20 WB01 链接“/school/plans/b/”没有去处：本站没有 school/plans/b/"]


# --- layouts ----------------------------------------------------------------------------------------------------------


def test_what_no_source_writes_is_one_fault_of_the_layouts(tmp_path: Path) -> None:
    layout = (Path(__file__).parent.parent / "layouts" / "plan.html").read_text(encoding="utf-8")
    (tmp_path / "layouts").mkdir()
    (tmp_path / "layouts" / "plan.html").write_text(
        layout
        + '{% block head %}<link rel="me" href="{{ root }}gone/"><img src="{{ root }}assets/x.png">'
        + '<img src="{{ root }}assets/x.png" alt=""><!-- <a href="nowhere/"> -->{% endblock %}',
        encoding="utf-8",
    )
    (tmp_path / "layouts" / "assets").mkdir()
    (tmp_path / "layouts" / "assets" / "x.png").write_bytes(PNG)

    assert said(built(site(tmp_path, body("")))) == [
        "site/plans/a/index.html:1:1 WB01 版式 plan.html 里的链接“../../gone/”没有去处：本站没有 gone/（2 页如此）",
        "site/plans/a/index.html:1:1 WB03 版式 plan.html 里的图片“../../assets/x.png”没有替代文字（2 页如此）",
    ]


def test_a_fault_of_the_layouts_is_told_in_public_even_on_pages_of_portfolios(tmp_path: Path) -> None:
    layout = (Path(__file__).parent.parent / "layouts" / "portfolio.html").read_text(encoding="utf-8")
    (tmp_path / "layouts").mkdir()
    (tmp_path / "layouts" / "portfolio.html").write_text(
        layout + '{% block head %}<link rel="me" href="{{ root }}gone/">{% endblock %}', encoding="utf-8"
    )

    made = built(site(tmp_path, {"portfolios/open.md": OPEN.replace("[证书](none.pdf)，", "")}))

    assert "版式 portfolio.html" in page(made, "report/")
    assert "site/portfolios/open/index.html" in page(made, "report/")


# --- everything a build reports ---------------------------------------------------------------------------------------


def test_findings_are_in_all_that_a_build_reports(tmp_path: Path) -> None:
    project = site(tmp_path, body("见[日程](../c.md)。\n"))

    made = built(project)

    published = json.loads(made.artifacts["report/report.json"])  # type: ignore[arg-type]  # an export is bytes
    before = inspect(discover(project.content), today=TODAY).report.summary
    assert made.report.summary.warnings == before.warnings + 1
    assert published["summary"]["warnings"] == made.report.summary.warnings
    assert "WB01" in {finding["code"] for finding in published["findings"]}
    assert "../c.md" in page(made, "report/plans/a/")
    assert [name for name, form in forms().items() if "WB01" not in form(made.report)] == []
    assert made.artifacts == built(project).artifacts


def test_a_document_page_counts_them(tmp_path: Path) -> None:
    made = built(site(tmp_path, body("见[日程](../c.md)。\n")))

    warnings = sum(finding.severity == "warning" for finding in made.report.of("plans/a"))
    assert f" {warnings} 个警告" in page(made, "plans/a/").replace("，", " ")


def test_a_waiver_covers_them(tmp_path: Path) -> None:
    files = {"plans/a/index.md": plan(WAIVER.format(code="WB03"), "![](flow.png)\n")}

    made = built(site(tmp_path, files, PICTURES))

    assert [finding.waived is not None for finding in of_pages(made)] == [True]
    assert "WV03" not in {finding.code for finding in made.report.findings}


def test_an_idle_waiver_is_known_only_to_a_build_with_the_page(tmp_path: Path) -> None:
    project = site(
        tmp_path,
        {
            "plans/a.md": plan(WAIVER.format(code="WB01")),
            "plans/draft.md": plan(WAIVER.format(code="WB01")).replace("status: published", "status: draft"),
        },
    )

    checked = inspect(discover(project.content), today=TODAY).report.findings
    idle = [finding.document for finding in built(project).report.findings if finding.code == "WV03"]

    assert "WV03" not in {finding.code for finding in checked}
    assert idle == ["plans/a"]


def test_a_waiver_without_effect_is_named_by_a_check_already_and_only_once(tmp_path: Path) -> None:
    front = "waivers: [{code: WB01, reason: 示例理由, expires: 2025-01-31}]"
    project = site(tmp_path, {"plans/a.md": plan(front, "[x](none/)\n")})

    checked = inspect(discover(project.content), today=TODAY).report.findings
    made = built(project)

    assert [finding.code for finding in checked if finding.code.startswith("WV")] == ["WV02"]
    assert [finding.code for finding in made.report.findings if finding.code[:2] in ("WB", "WV")] == ["WV02", "WB01"]
    assert of_pages(made)[0].waived is None


# --- what is not public -----------------------------------------------------------------------------------------------

CLOSED = "---\nname: 姓名保密者\norganisation: demo-school\n---\n[证书](none.pdf)\n"
OPEN = "---\nname: 姓名公开者\norganisation: demo-school\nconsent: {granted: 是, date: 2025-01-01, fields: [name, 正文]}\n---\n[证书](none.pdf)，[扫描](hidden.pdf)\n"  # fmt: skip


def test_what_has_no_page_is_named_nowhere(tmp_path: Path) -> None:
    files = {
        "portfolios/secret-file.md": CLOSED,
        **body(
            "[甲](../../portfolios/secret-file.md) [乙](/portfolios/secret-file/x.pdf) [丙](/portfolios/secret-file.pdf)\n"
        ),
    }
    project = site(tmp_path, files)

    public, internal = built(project), built(project, profile="internal")

    everything = b"".join(content for content in public.artifacts.values() if isinstance(content, bytes)).decode()
    assert "portfolios/secret-file.md" in {finding.at.file.removeprefix("content/") for finding in of_pages(internal)}
    assert codes(public) == ["WB01"]
    assert "姓名保密者" not in everything
    shown = everything.replace("portfolios/secret-file.pdf", "")  # the link as its author typed it
    assert "secret-file" not in shown
    report = public.artifacts["report/report.json"].decode()  # type: ignore[union-attr]  # an export is bytes
    assert "secret-file" not in report


def test_of_an_open_portfolio_the_code_is_shown_and_files_that_are_not_are_no_links(tmp_path: Path) -> None:
    project = site(tmp_path, {"portfolios/open/index.md": OPEN}, {"portfolios/open/hidden.pdf": b"%PDF-1.4"})

    made = built(project)

    published = json.loads(made.artifacts["report/report.json"])  # type: ignore[arg-type]  # an export is bytes
    messages = [finding["message"] for finding in published["findings"] if finding["code"] == "WB01"]
    assert [finding.message.values["written"] for finding in of_pages(made)] == ["none.pdf"]
    assert messages == [RULES[0].title.zh]
    assert "hidden.pdf" not in page(made, "portfolios/open/")


# --- weight -----------------------------------------------------------------------------------------------------------


def test_a_page_with_too_much_html_says_both_figures(tmp_path: Path) -> None:
    made = built(site(tmp_path, body("字" * (LARGEST_HTML // 3) + "\n")))

    (finding,) = of_pages(made)
    assert finding.code == "WB04"
    assert made.report.span(finding.at).line == 2
    assert " KB，上限 500 KB，多 " in finding.message.shown("zh")


# --- what is not made again -------------------------------------------------------------------------------------------


def test_what_stands_is_looked_at_where_it_stands_and_is_in_the_catalogue(tmp_path: Path) -> None:
    text = BAD["WB02"][0] + "![照片](photo.png)\n"
    project = site(tmp_path, body(text), {"plans/a/photo.png": PNG + bytes(LARGEST_PAGE)})
    inspection = inspect(discover(project.content), today=TODAY)
    renderer = Renderer(project.layouts)
    plan = outline(project, inspection, inspection.report, Options(today=TODAY, search=False), renderer)
    workshop = Workshop(
        renderer=renderer,
        site=plan.site,
        folder=None,
        sources=None,
        processes=1,
        lines=plan.publication.lines,
        tell=plan.teller(),
    )
    made = [one for batch in workshop.make(plan.recipes) for one in batch]
    files: Artifacts = {**plan.files, **{one.path: one.content for one in made}}
    publish(files, target(project))

    def found(files: Artifacts) -> list[Finding]:
        looks = [one.look for one in made if one.look is not None]
        return check(
            looks, files, inspection.catalog, written=written(plan.studio), reported=(), last=target(project).output
        )

    stands = {path: Standing(digest) for path, digest in standing(target(project)).items()}

    assert [finding.code for finding in found(stands)] == ["WB02", "WB04"]
    assert found(stands) == found(files)
    assert catalog(plan.publication, stands, {}) == catalog(plan.publication, files, {})
