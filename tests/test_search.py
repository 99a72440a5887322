"""Search: tokens, sources and the bundle that Pagefind makes of them."""

import gzip
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import cbor2
import pytest

from planfolio.search import Entry, SearchFailed, Section, bundle, index, sections, source_page, tokens
from planfolio.search.canonical import BYTES_IN_CHUNK

PLAN = Entry(
    path="plans/autumn/",
    title="青禾区“新教师”培训 <A&B> 方案",
    names=("李明华（示例）", "陈若兰"),
    keywords=("学期方案", "R&D"),
    filters={"类型": ("学期方案",), "学科": ("语文", "数学"), "单位": ("甲 & 乙 <丙>",)},
    date=date(2024, 9, 1),
    sections=(
        Section(heading="", anchor=None, text="师徒结对，共360学时。"),
        Section(heading='分组 "A<B"', anchor="groups", text="第一段\n\n第二段 & <b>"),
    ),
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("师徒结对", "师徒 徒结 结对 对z"),
        ("师", "师z"),
        ("360学时", "360 学时 时z"),
        ("３６０学时", "360 学时 时z"),
        ("教师，培训", "教师 师z ， 培训 训z"),
        ("PowerPoint课件", "PowerPoint 课件 件z"),
        ("第3期", "第z 3 期z"),
        ("1.5小时", "1‿5 小时 时z"),
        ("１．５小时", "1‿5 小时 时z"),
        ("2024.9.1", "2024 . 9 . 1"),
        ("2024—2025学年", "2024 — 2025 学年 年z"),
        ("研修\n计划", "研修 修计 计划 划z"),
        ("研修\n\n计划", "研修 修z 计划 划z"),
        ("师\u200b徒", "师徒 徒z"),
        ("⽉", "月z"),
        ("𠮷野", "𠮷野 野z"),
        ("", ""),
        (" \u3000", ""),
    ],
)
def test_text_is_cut_into_pairs_words_and_marks(text: str, expected: str) -> None:
    assert tokens(text) == expected


def test_every_character_of_a_run_has_one_token() -> None:
    text = "教师培训学时台账"

    assert [token[0] for token in tokens(text).split()] == list(text)


def test_a_source_page_holds_what_search_needs() -> None:
    page = Source.of(PLAN)

    assert page.meta == {
        "title[content]": tokens(PLAN.title),
        "who[content]": "李明 明华 华z （ 示例 例z ） ¶ 陈若 若兰 兰z",
        "kw[content]": "学期 期方 方案 案z ¶ R & D",
    }
    assert page.text["h2"] == ['分组 组z " A < B " ¶']
    assert page.anchors == ["groups"]


def test_paragraphs_do_not_run_together() -> None:
    page = Source.of(PLAN)

    assert page.text["p"] == [
        "师徒 徒结 结对 对z ， 共z 360 学时 时z 。 ¶",
        "第一 一段 段z ¶",
        "第二 二段 段z & < b > ¶",
    ]


def test_a_rendered_page_is_read_as_its_readers_see_it() -> None:
    html = """<header>页眉</header><main id="main"><h1>标题</h1><dl><dt>类型</dt><dd>通知</dd></dl>
<nav><a href="#hours">目录</a></nav>
<section id="hours"><h2>学时</h2><p>共<b>36</b>学时，
下午上课 &amp; 讨论</p><form><button>检索</button></form>
<h3 title="a > b">各单元</h3><table><tr><td>甲<br>乙</td><td>丙</td></tr></table>
<li>县级培训 <span class="source">content/a.md:4 <span>内</span></span></li></section>
<p>县级培训 </p>
<h2 id="checks">检查</h2><details><summary>满足</summary><p hidden>不见</p></details></main><footer>页脚</footer>"""

    read = sections(html)

    assert [(one.anchor, one.heading, one.text.split()) for one in read] == [
        (None, "", ["类型", "通知"]),
        ("hours", "学时", ["共36学时，", "下午上课", "&", "讨论"]),
        ("hours", "各单元", ["甲", "乙", "丙", "县级培训"]),
        ("checks", "检查", ["满足"]),
    ]
    assert tokens(read[1].text) == tokens("共36学时，下午上课 & 讨论")


def test_a_page_without_people_has_no_empty_marks() -> None:
    page = Source.of(replace(PLAN, names=(), keywords=()))

    assert list(page.meta) == ["title[content]"]


def test_the_same_entries_give_the_same_bytes_in_any_order(tmp_path: Path) -> None:
    entries = made_entries(60)
    first = index(entries, workdir=tmp_path / "first")

    assert index(entries[::-1], workdir=tmp_path / "second") == first


def test_a_second_run_in_the_same_folder_leaves_nothing_of_the_first(tmp_path: Path) -> None:
    index(made_entries(9), workdir=tmp_path)

    assert index(made_entries(5), workdir=tmp_path) == index(made_entries(5), workdir=tmp_path / "new")


def test_neither_environment_nor_a_settings_file_changes_the_bundle(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = index([PLAN], workdir=tmp_path / "first")

    monkeypatch.setenv("PAGEFIND_GLOB", "**/nothing.html")
    monkeypatch.chdir(tmp_path)
    Path("pagefind.yml").write_text("glob: '**/nothing.html'\n", encoding="utf-8")

    assert index([PLAN], workdir=Path("second")) == expected


def test_every_file_opens_and_is_referred_to_from_a_folder_named_by_its_content(tmp_path: Path) -> None:
    files = index(made_entries(60), workdir=tmp_path)
    folder = folder_of(files)
    _version, pages, chunks, filters, sorts, fields = contents(files)
    referred = [
        f"{folder}/titles.json",
        *(f"{folder}/pages/{name}.json" for name, _ in pages),
        f"{folder}/0/pagefind-entry.json",
        f"{folder}/0/pagefind.und.pf_meta",
        *(f"{folder}/0/index/{name}.pf_index" for *_, name in chunks),
    ]

    assert sorted(referred) == sorted(name for name in files if name.startswith(f"{folder}/"))
    assert all(opened(content) for name, content in files.items() if name.endswith((".pf_index", ".pf_meta")))
    assert (filters, sorts, fields) == ([], [], ["kw", "title", "who"])
    assert folder_of(index(made_entries(59), workdir=tmp_path)) != folder


def test_words_lie_in_small_chunks_in_order_and_a_family_of_several_by_itself(tmp_path: Path) -> None:
    texts = [
        " ".join(f"学{chr(0x4E00 + number * 7 + page)}习 {number * 31 + page}" for number in range(400))
        for page in range(9)
    ]
    entries = [
        replace(PLAN, path=f"p{page}/", sections=(Section(heading="", anchor=None, text=text),))
        for page, text in enumerate(texts)
    ]
    files = index(entries, workdir=tmp_path)
    *_, chunks, _, _, _ = contents(files)
    spans = [(first, last) for first, last, _ in chunks]
    shared = [(first, last) for first, last in spans if first[0] != last[0]]

    assert spans == sorted(spans)
    assert all(one[1] < other[0] for one, other in pairwise(spans))
    assert sum(first[0] == last[0] == "学" for first, last in spans) > 1
    assert not any(first[0] <= "学" <= last[0] for first, last in shared)
    assert all(len(opened(content)) <= 2 * BYTES_IN_CHUNK for name, content in files.items() if "pf_index" in name)


def test_the_bundle_holds_the_given_pages_and_nothing_a_reader_does_not_need(tmp_path: Path) -> None:
    files = index(made_entries(7), workdir=tmp_path)
    entry = json.loads(files[f"{folder_of(files)}/0/pagefind-entry.json"])

    assert entry["languages"]["und"]["page_count"] == 7
    assert json.loads(files["pagefind/search.json"])["pages"] == 7
    assert sorted(name for name in files if name.count("/") == 1) == [
        "pagefind/pagefind-entry.json",
        "pagefind/pagefind-worker.js",
        "pagefind/pagefind.js",
        "pagefind/pagefind.und.pf_meta",
        "pagefind/search.json",
        "pagefind/wasm.unknown.pagefind",
    ]


def test_a_card_shows_the_page_as_it_is_written(tmp_path: Path) -> None:
    (card,) = cards(index([replace(PLAN, hours="36 学时")], workdir=tmp_path))

    assert card == {
        "address": "plans/autumn/",
        "title": PLAN.title,
        "kinds": ["学期方案", "甲 & 乙 <丙>", "36 学时"],
        "sections": [["", "", "师徒结对，共360学时。"], ["groups", '分组 "A<B"', "第一段\n第二段 & <b>"]],
    }


def test_facets_say_of_each_page_which_values_it_has(tmp_path: Path) -> None:
    given: list[Mapping[str, tuple[str, ...]]] = [
        {"方式": ("集中面授",), "学年": ("2024-2025",)},
        {},
        {"方式": ("集中面授", "网络研修")},
        {"方式": ("集中面授",)},
    ]
    entries = [replace(PLAN, path=f"{place}/", filters=filters) for place, filters in enumerate(given)]

    found = json.loads(index(entries, workdir=tmp_path)["pagefind/search.json"])["facets"]

    assert list(found.items()) == [
        ("学年", {"values": [["2024-2025"], []], "pages": [0, 1, 1, 1]}),
        ("方式", {"values": [["集中面授"], [], ["集中面授", "网络研修"]], "pages": [0, 1, 2, 0]}),
    ]


def test_pages_are_numbered_from_the_newest_on_and_those_without_a_date_come_last(tmp_path: Path) -> None:
    days = {"d/": None, "b/": date(2024, 1, 1), "a/": date(2024, 1, 1), "c/": date(2025, 1, 1)}
    files = index([replace(PLAN, path=path, title=path, date=day) for path, day in days.items()], workdir=tmp_path)

    assert json.loads(files[f"{folder_of(files)}/titles.json"]) == ["c/", "a/", "b/", "d/"]
    assert [card["address"] for card in cards(files)] == ["c/", "a/", "b/", "d/"]


def test_a_large_site_is_indexed_in_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundle, "PAGES_IN_PART", 5)

    files = index(made_entries(12), workdir=tmp_path)

    assert json.loads(files["pagefind/search.json"])["parts"] == 3
    parts = [contents(files, part=part)[1] for part in range(3)]
    assert [[name for name, _ in pages] for pages in parts] == [
        ["0", "1", "2", "3", "4"],
        ["5", "6", "7", "8", "9"],
        ["10", "11"],
    ]
    assert len(cards(files)) == 12


def test_no_entries_give_a_search_that_finds_nothing(tmp_path: Path) -> None:
    files = index([], workdir=tmp_path)

    start = json.loads(files["pagefind/search.json"])
    assert (start["parts"], start["pages"], start["facets"]) == (0, 0, {})
    assert json.loads(files["pagefind/pagefind-entry.json"])["languages"]["und"]["page_count"] == 0
    assert cards(files) == []


def test_an_entry_without_a_word_is_left_out(tmp_path: Path) -> None:
    files = index([PLAN, replace(PLAN, path="dash/", title="——", sections=())], workdir=tmp_path)

    assert [card["address"] for card in cards(files)] == ["plans/autumn/"]


@pytest.mark.parametrize("path", ["../outside/", "/absolute/", "plans/autumn/", "plans/no-page", "..\\outside/"])
def test_an_address_that_is_taken_or_outside_is_refused(path: str, tmp_path: Path) -> None:
    with pytest.raises(SearchFailed, match="地址重复"):
        index([PLAN, replace(PLAN, path=path)], workdir=tmp_path)


def test_a_missing_binary_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundle, "find_spec", lambda _: None)

    with pytest.raises(SearchFailed) as failure:
        index([PLAN], workdir=tmp_path)

    assert failure.value.what.shown("zh") == "找不到搜索程序 Pagefind"
    assert "pip install 'pagefind-bin" in failure.value.fix.shown("en")


@pytest.mark.parametrize("damaged", ["pf_fragment", "pf_index", "pf_meta", "wasm.unknown"])
def test_a_damaged_bundle_is_refused(damaged: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run = bundle._run

    def damaging(*given: object, **named: object) -> dict[str, bytes]:
        files = run(*given, **named)  # type: ignore[arg-type]  # passes on what it is given
        return {name: content[:-9] if damaged in name else content for name, content in files.items()}

    monkeypatch.setattr(bundle, "_run", damaging)

    with pytest.raises(SearchFailed, match="搜索索引不完整"):
        index([PLAN], workdir=tmp_path)


def test_a_bundle_that_lost_a_page_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run = bundle._run
    monkeypatch.setattr(bundle, "_run", lambda entries, **folders: run(entries[1:], **folders))

    with pytest.raises(SearchFailed, match="6 pages in the bundle, 7 given"):
        index(made_entries(7), workdir=tmp_path)


def made_entries(count: int) -> list[Entry]:
    """Entries with many shared filter values, dates and words."""
    return [
        Entry(
            path=f"plans/p{number}/",
            title=f"第{number}期教师培训方案",
            names=(f"示例{'甲乙丙丁戊'[number % 5]}",),
            keywords=("方案",),
            filters={"类型": (f"类{number % 4}",), "学科": ("语文", f"学科{number % 7}")},
            date=date(2024, 1, 1 + number % 3),
            sections=(Section(heading="学时", anchor="hours", text=f"共{number * 6}学时，café {number % 11}次。"),),
        )
        for number in range(count)
    ]


def folder_of(files: Mapping[str, bytes]) -> str:
    return f"pagefind/{json.loads(files['pagefind/search.json'])['folder']}"


def contents(files: Mapping[str, bytes], part: int = 0) -> Any:
    return cbor2.loads(opened(files[f"{folder_of(files)}/{part}/pagefind.und.pf_meta"]))


def cards(files: Mapping[str, bytes]) -> list[dict[str, Any]]:
    """What is shown of each page, in the order of their numbers."""
    folder = folder_of(files)
    count = json.loads(files["pagefind/search.json"])["pages"]
    return [json.loads(files[f"{folder}/pages/{number}.json"]) for number in range(count)]


def opened(content: bytes) -> bytes:
    signature, rest = (plain := gzip.decompress(content))[:12], plain[12:]
    assert signature == b"pagefind_dcd"
    return rest


class Source(HTMLParser):
    """A source page as a parser of HTML sees it."""

    def __init__(self) -> None:
        super().__init__()
        self.meta: dict[str, str] = {}
        self.anchors: list[str] = []
        self.text: dict[str, list[str]] = {"h1": [], "h2": [], "p": []}
        self.inside: str | None = None

    @classmethod
    def of(cls, entry: Entry) -> "Source":
        parser = cls()
        parser.feed(source_page(entry))
        return parser

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if "data-pagefind-meta" in given:
            self.meta[given["data-pagefind-meta"]] = given["content"]
        if "id" in given:
            self.anchors.append(given["id"])
        if tag in self.text:
            self.text[tag].append("")
            self.inside = tag

    def handle_endtag(self, tag: str) -> None:
        self.inside = None if tag == self.inside else self.inside

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.text[self.inside][-1] += data
