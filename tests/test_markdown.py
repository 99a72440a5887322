"""Markdown: a body becomes safe HTML with one set of anchors, and plain text for search."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it.rules_block.table import MAX_AUTOCOMPLETED_CELLS

from planfolio import markdown
from planfolio.markdown import Rendered, render

CONTENT = Path(__file__).parent.parent / "content"


def stays(address: str) -> str | None:
    return address


def html(text: str, **more: object) -> str:
    return render(text, link=stays, **more).html  # type: ignore[arg-type]  # passes on what a test asks for


def parsed(text: str) -> Rendered:
    """The same through the parser alone."""
    pieces = markdown._pieces
    markdown._pieces = lambda text: iter([markdown._Parsed(markdown._tokens(text))])
    try:
        return render(text, link=stays)
    finally:
        markdown._pieces = pieces


def test_headings_are_shifted_and_have_anchors_of_their_own() -> None:
    body = render("# 指导思想\n\n甲\n\n## 一、目标\n\n乙\n\n# 指导思想", link=stays, level=3)

    assert '<h3 id="指导思想">指导思想</h3>' in body.html
    assert '<h4 id="一目标">一、目标</h4>' in body.html
    assert '<h3 id="指导思想-2">' in body.html
    assert [(one.heading, one.anchor, one.text) for one in body.sections] == [
        ("指导思想", "指导思想", "甲"),
        ("一、目标", "一目标", "乙"),
        ("指导思想", "指导思想-2", ""),
    ]


def test_ids_that_the_page_has_are_left_to_it() -> None:
    assert '<h2 id="hours-2">' in html("## Hours", taken=["hours"])


def test_the_topmost_heading_takes_the_level_of_the_page() -> None:
    assert html("### 甲\n\n#### 乙") == '<h2 id="甲">甲</h2>\n<h3 id="乙">乙</h3>\n'


def test_raw_html_shows_as_text() -> None:
    text = html('前 <script>alert(1)</script> <img src=x onerror="alert(1)"> 后\n\n<div onmouseover="x()">块</div>')

    assert "<script" not in text
    assert "<img" not in text
    assert "<div" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java&#x73;cript:alert(1)",
        "vbscript:x",
        "data:text/html,<script>",
        "file:///etc/passwd",
        "//example.org/x",
        "https:x",
        "ftp://example.org/x",
    ],
)
def test_other_schemes_are_no_links(address: str) -> None:
    assert "<a" not in html(f"[看这里](<{address}>)")


def test_links_out_of_the_site_are_marked() -> None:
    assert html("[网](https://example.org/?a=1&b=2)") == (
        '<p><a href="https://example.org/?a=1&amp;b=2" rel="noopener">网</a></p>\n'
    )
    assert 'href="mailto:office@example.org"' in html("<office@example.org>")


def test_a_link_that_leads_nowhere_is_its_text() -> None:
    body = render("见[**附件**一](../../secret/)。", link=lambda address: None)

    assert body.html == "<p>见<strong>附件</strong>一。</p>\n"


def test_pictures_are_attachments_or_their_text() -> None:
    def attached(address: str) -> str | None:
        return address if address == "plan.png" else None

    assert 'src="plan.png"' in html("![平面图](plan.png)", image=attached)
    assert html("![平面图](https://example.org/x.png)", image=attached) == "<p>平面图</p>\n"
    assert html("![平面图](plan.png)") == "<p>平面图</p>\n"


def test_tables_scroll_in_their_own_box_and_have_no_style_attribute() -> None:
    text = html("| 甲 | 乙 |\n|---|--:|\n| ~~1~~ | 2 |")

    assert text.startswith('<div class="scroll" tabindex="0"><table>')
    assert '<td class="right">2</td>' in text
    assert "<s>1</s>" in text
    assert "style" not in text


def test_a_line_break_between_chinese_characters_is_no_space() -> None:
    assert html("第一行\n第二行 *强*\n调 word\nword") == "<p>第一行第二行 <em>强</em>\n调 word\nword</p>\n"
    assert html("第一行\n第二行") == "<p>第一行第二行</p>\n"


def test_sections_hold_the_text_above_the_first_heading_and_every_cell() -> None:
    body = render("前言\n\n# 表\n\n| 甲 | 乙 |\n|---|---|\n| 一 | `二` |\n\n```\n代码\n```", link=stays)

    assert [(one.heading, one.text) for one in body.sections] == [
        ("", "前言"),
        ("表", "甲\n\n乙\n\n一\n\n二\n\n代码"),
    ]


@pytest.mark.parametrize("path", sorted(CONTENT.rglob("*.md")), ids=lambda path: path.stem)
def test_the_quick_way_gives_what_the_parser_gives(path: Path) -> None:
    body = path.read_text(encoding="utf-8").partition("\n---\n")[2]

    assert render(body, link=stays) == parsed(body)


ATOMS = (
    "甲乙", "word", "\n", "\n\n", "\n\n\n", "- ", "* ", "+ ", "# ", "## ", "1. ", "1)", "12.", "  ", "    ", "\t", "　　",
    "> ", "*", "**", "_", "`", "```\n", "~~", "|", "|---|\n", "---\n", "===\n", "=", "<b>", "&amp;", "&", '"', "\\",
    "**甲**", "**a b**", "| a | **乙** |\n", "||c|\n", "|:-:|--:|\n", "1. 甲\n", "١. ", "3. 乙\n", "2) c\n", "- 丁\n",
    "[a](b)", "![x](y.png)", "!", "#", "。", "：", "（一）", "-", "2024", "a\u00a0b", "[x]: y\n",
)  # fmt: skip


@given(st.lists(st.sampled_from(ATOMS), max_size=14))
def test_the_quick_way_gives_what_the_parser_gives_for_anything(atoms: list[str]) -> None:
    text = "".join(atoms)

    assert render(text, link=stays) == parsed(text)


def test_few_characters_make_no_great_page() -> None:
    table = "|" + "a|" * 1000 + "\n|" + "-|" * 1000 + "\n" + "||\n" * 1000
    named = f"[b]: /{'x' * 30_000}\n\n" + "[b]" * 10_000

    assert len(html(table)) < 1_500_000
    assert html(table) == parsed(table).html
    assert markdown._MOST_FILLED == MAX_AUTOCOMPLETED_CELLS
    assert html(named).count("<a ") == 3
    assert len(list(markdown.addresses(named))) == 3
    assert html(f"[b]: /x\n\n{'[b] ' * 10_000}").count("<a ") == 10_000


def test_long_nonsense_ends() -> None:
    noise = random.Random(1)
    for text in ("[" * 5000, "*" * 5000 + "a", "> " * 3000 + "x", "".join(noise.choices("*_`[]()", k=20_000))):
        assert render(text, link=stays).html
