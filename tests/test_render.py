"""Rendering: layouts are found in order, content is never one, and a broken layout is named by file and line."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from pathlib import Path

import jinja2
import pytest

from planfolio.build import Options, build
from planfolio.pages import Page
from planfolio.project import open_project, standard_layouts
from planfolio.render import LayoutError, Renderer, assets
from tests.sites import TODAY, composed, inspected, plan, write_site

LAYOUTS = standard_layouts()


def page(*, context: Mapping[str, object] | None = None, **more: object) -> Page:
    given: dict[str, object] = {
        "address": "a/b/",
        "kind": "page",
        "layout": "page.html",
        "title": "示例",
        "language": "zh-CN",
        "compose": lambda: context or {},
    }
    return Page(**(given | more))  # type: ignore[arg-type]  # what a test asks for


def layouts(folder: Path, **files: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / f"{name}.html").write_text(text, encoding="utf-8")
    return folder


def test_a_schools_own_layout_comes_first_and_may_build_on_the_standard_one(tmp_path: Path) -> None:
    own = layouts(
        tmp_path / "layouts", **{"404": '{% extends "base.html" %}{% block main %}<p>自家的</p>{% endblock %}'}
    )
    pages = composed(inspected(tmp_path, {}), profile="public", drafts=False)
    missing = next(one for one in pages if one.address == "404.html")

    built = Renderer((own, LAYOUTS)).render(missing).decode()

    assert "<p>自家的</p>" in built
    assert 'role="search"' in built


def test_a_project_without_layouts_has_the_standard_ones(tmp_path: Path) -> None:
    assert open_project(tmp_path).layouts == (LAYOUTS,)


def test_values_are_escaped_and_never_templates(tmp_path: Path) -> None:
    own = layouts(tmp_path, page='<p title="{{ page.title }}">{{ text }}</p>')
    title = '"><script>{{ 7 * 7 }}</script>'

    built = Renderer((own,)).render(page(title=title, context={"text": "{% include 'x' %}"})).decode()

    assert built == ('<p title="&#34;&gt;&lt;script&gt;{{ 7 * 7 }}&lt;/script&gt;">{% include &#39;x&#39; %}</p>')


def test_links_start_from_the_depth_of_the_page(tmp_path: Path) -> None:
    own = layouts(tmp_path, page="{{ root }}")
    renderer = Renderer((own,))

    assert [renderer.render(page(address=address)) for address in ("", "404.html", "a/", "a/b/")] == [
        b"./", b"./", b"../", b"../../",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "line", "problem"),
    [
        ("一\n{% if %}", 2, "Expected an expression"),
        ("一\n二\n{{ nowhere }}", 3, "'nowhere' is undefined"),
        ("一\n{{ page.nothing }}", 2, "nothing"),
        ("{{ 1 / 0 }}", 1, "ZeroDivisionError"),
        ("\n{% include 'parts/none.html' %}", 2, "parts/none.html"),
        ("\n{% extends 'page.html' %}", 2, "绕了一圈又用到自己"),
    ],
)
def test_a_broken_layout_is_named_by_file_and_line(tmp_path: Path, text: str, line: int, problem: str) -> None:
    own = layouts(tmp_path / "layouts", page=text)

    with pytest.raises(LayoutError) as caught:
        Renderer((own, LAYOUTS)).render(page())

    assert (caught.value.layout, caught.value.line) == ("layouts/page.html", line)
    assert problem in str(caught.value)


def test_a_layout_in_another_encoding_is_named(tmp_path: Path) -> None:
    own = layouts(tmp_path / "layouts")
    (own / "page.html").write_bytes("<p>示例</p>".encode("gb18030"))
    renderer = Renderer((own, LAYOUTS))

    broken = renderer.prepare("zh-CN")

    assert str(broken).startswith("布局文件 layouts/page.html：不是 UTF-8")
    for ask in (lambda: renderer.layouts, lambda: renderer.render(page())):
        with pytest.raises(LayoutError, match=r"layouts/page\.html：不是 UTF-8"):
            ask()


def test_a_layout_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(LayoutError, match=r"none\.html"):
        Renderer((tmp_path,)).render(page(layout="none.html"))


def test_own_assets_replace_the_standard_ones_file_by_file(tmp_path: Path) -> None:
    (tmp_path / "assets" / "fonts").mkdir(parents=True)
    (tmp_path / "assets" / "style.css").write_bytes(b"own")
    (tmp_path / "assets" / "fonts" / "a.woff2").write_bytes(b"font")
    (tmp_path / "assets" / ".DS_Store").write_bytes(b"")

    found = assets((tmp_path, LAYOUTS))

    assert found["style.css"] == b"own"
    assert "search.js" in found
    assert "fonts/a.woff2" in found
    assert ".DS_Store" not in found


def test_styles_lose_comments_and_blanks_and_nothing_that_matters(tmp_path: Path) -> None:
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets" / "own.css").write_text(
        """/*! Licence */
/* A note; { */ @layer base , theme;
@layer theme {
  .card :is(h1, h2) { width: calc( (100% - 2rem) / 3 );  color: color-mix(in oklab, red 20%, blue); }
  .card { --none: ; &:hover > a , & .b { margin: 0  auto } }
}
@media (min-width: 52rem) and (prefers-color-scheme: dark) { a::before { content: "  /* kept */ ; '" } }
""",
        encoding="utf-8",
    )

    assert assets((tmp_path,))["own.css"].decode() == (
        "/*! Licence */ @layer base,theme;@layer theme{"
        ".card :is(h1,h2){width: calc( (100% - 2rem) / 3 );color: color-mix(in oklab,red 20%,blue);}"
        ".card{--none:;&:hover > a,& .b{margin: 0 auto}}}"
        """@media (min-width: 52rem) and (prefers-color-scheme: dark){a::before{content: "  /* kept */ ; '"}}"""
    )


def test_standard_scripts_lose_comments_and_a_schools_own_stay_as_they_are(tmp_path: Path) -> None:
    own = b'/* why */ const quoted = (text) => /^ "/.test(text); // so'
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets" / "own.js").write_bytes(own)

    found = assets((tmp_path, LAYOUTS))

    assert found["own.js"] == own
    assert b"/**" not in found["search.js"]
    assert b"\n  " not in found["search.js"]


def test_all_scripts_together_are_small() -> None:
    import gzip

    sizes = {name: len(gzip.compress(script)) for name, script in assets((LAYOUTS,)).items() if name.endswith(".js")}

    assert sizes["search.js"] <= 8_700
    assert sum(sizes.values()) <= 12_000


def test_the_style_sheet_is_small_and_asks_for_nothing() -> None:
    import gzip

    styles = [content for name, content in assets((LAYOUTS,)).items() if name.endswith(".css")]

    assert sum(len(gzip.compress(style)) for style in styles) <= 10_000
    for style in styles:
        assert b"url(" not in style
        assert b"@import" not in style


@pytest.mark.parametrize("line", ["accent: #8c1c2f", "主色:  #8C1C2F  # 酒红"])
def test_an_accent_that_is_a_comment_is_told(tmp_path: Path, line: str) -> None:
    (finding,) = inspected(tmp_path, {"site.yaml": f"title: 示例站点\n{line}\n"}).report.findings

    assert (finding.code, finding.severity, finding.at.file) == ("FD04", "warning", "content/site.yaml")
    assert finding.fix is not None
    assert finding.fix.shown("zh").lower() == f"写成 {line.partition(':')[0]}: 8c1c2f，不要 #"


@pytest.mark.parametrize(
    "lines", ["accent:", "# accent: #8c1c2f", "accent:  # none yet", "owner: 示例 #8c1c2f", "accent: '#8c1c2f'"]
)
def test_a_site_without_an_accent_is_told_nothing(tmp_path: Path, lines: str) -> None:
    assert inspected(tmp_path, {"site.yaml": f"title: 示例站点\n{lines}\n"}).report.findings == ()


def test_a_site_sets_its_accent_before_the_styles_that_use_it(tmp_path: Path) -> None:
    project = open_project(write_site(tmp_path, {"site.yaml": "title: 示例站点\naccent: 8C1C2F\n"}))

    built = build(project, Options(today=TODAY, search=False)).artifacts

    page = built["index.html"]
    assert isinstance(page, bytes)
    assert re.findall(rb'assets/(\w+\.css)"', page) == [b"tokens.css", b"accent.css", b"style.css"]
    assert built["assets/accent.css"] == b"@layer tokens {\n  :root { --brand: #8c1c2f; }\n}\n"


@pytest.mark.parametrize(
    ("colour", "said"),
    [
        ("ffcc00", "与白底的对比度不低于 4.5 的颜色，这一个只有 1.5；换深一些的颜色，链接和按钮上的字才看得清"),
        ("red", "六位十六进制颜色，如 1c4f8c；写成六位，不用颜色名"),
    ],
)
def test_an_accent_that_could_not_be_read_on_white_is_refused(tmp_path: Path, colour: str, said: str) -> None:
    found = inspected(tmp_path, {"site.yaml": f"title: 示例站点\naccent: {colour}\n"})

    assert found.broken
    finding = found.report.findings[0]
    assert finding.fix is not None
    assert f"{finding.message.shown('zh')}；{finding.fix.shown('zh')}".endswith(said)


def test_the_same_page_is_the_same_bytes(tmp_path: Path) -> None:
    shutil.copytree(LAYOUTS, tmp_path / "layouts")
    files = {"plans/a.md": plan("hours: 36", "正文")}
    one, other = (composed(inspected(tmp_path / name, files), profile="public", drafts=False) for name in ("x", "y"))

    assert [Renderer((LAYOUTS,)).render(page) for page in one] == [Renderer((LAYOUTS,)).render(page) for page in other]


def test_a_layout_may_ask_a_mapping_for_a_key_and_whether_there_is_such_a_name(tmp_path: Path) -> None:
    own = layouts(
        tmp_path, page="{{ school.name }}{% if school.town is defined %}, {{ school.town }}{% endif %} {{ page.title }}"
    )

    built = Renderer((own,)).render(page(context={"school": {"name": "A & B"}})).decode()

    assert built == "A &amp; B 示例"


def test_what_is_compiled_in_haste_says_what_jinja2_says(tmp_path: Path) -> None:
    own = layouts(
        tmp_path,
        part="<i>{{ word }}</i>",
        plain="<u>plain</u>",
        macros='{% macro said(word, mark="!") %}<b>{{ word }}{{ mark }}{{ caller() if caller is defined }}</b>{% endmacro %}',
        base="A{% block main %}1{% block inner %}2{% endblock %}3{% endblock %}Z{{ word }}",
        page='{% extends "base.html" %}{% import "macros.html" as macros %}{% block inner %}'
        '({{ super() }}{% include "part.html" %}{{ macros.said(word) }}{{ macros.said(*[word], mark="?") }}'
        "{{ macros.said(word=word, mark=1 < 2) }}{% call macros.said(word) %}<{% endcall %}"
        '{% for one in "ab" %}{{ loop.index }}{{ one.upper() }}{% endfor %}){% endblock %}'
        '{% block main %}{{ super() }}x{% include "plain.html" without context %}y{% endblock %}',
    )
    made = page(context={"word": "R&D"})

    hasty = Renderer((own,)).render(made).decode()

    loader = jinja2.FileSystemLoader(own)
    careful = jinja2.Environment(loader=loader, autoescape=True, undefined=jinja2.StrictUndefined)
    assert hasty == careful.get_template("page.html").render(word="R&D")
    assert "x<u>plain</u>y" in hasty


def test_layouts_that_another_process_compiled_are_not_compiled_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = layouts(tmp_path, page="{{ page.title }}")
    compiled = Renderer((own,)).compiled("zh-CN")
    renderer = Renderer((own,))
    renderer.learn(compiled)
    monkeypatch.setattr(jinja2.Environment, "compile", lambda *_: pytest.fail("it is compiled again"))

    assert renderer.render(page()).decode() == "示例"


def test_what_was_compiled_of_another_text_is_not_taken(tmp_path: Path) -> None:
    own = layouts(tmp_path, page="before")
    compiled = Renderer((own,)).compiled("zh-CN")
    layouts(own, page="after")
    renderer = Renderer((own,))
    renderer.learn(compiled)

    assert renderer.render(page()) == b"after"
