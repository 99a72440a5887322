"""Search: tokens, sources and the bundle that Pagefind makes of them."""

import gzip
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import cbor2
import pytest

from planfolio.search import Entry, SearchFailed, Section, bundle, index, source_page, tokens
from planfolio.search.shards import shards

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
        "title[content]": PLAN.title,
        "ts[content]": tokens(PLAN.title),
        "who[content]": "李明 明华 华z （ 示例 例z ） ¶ 陈若 若兰 兰z",
        "kw[content]": "学期 期方 方案 案z ¶ R & D",
    }
    assert page.sort == ["date:2024-09-01"]
    assert page.text["h2"] == ['分组 组z " A < B " ¶']
    assert page.anchors == ["groups"]


def test_paragraphs_do_not_run_together() -> None:
    page = Source.of(PLAN)

    assert page.text["p"] == [
        "师徒 徒结 结对 对z ， 共z 360 学时 时z 。 ¶",
        "第一 一段 段z ¶",
        "第二 二段 段z & < b > ¶",
    ]


def test_a_page_without_date_or_people_has_no_empty_marks() -> None:
    page = Source.of(replace(PLAN, date=None, names=(), keywords=(), filters={}))

    assert page.sort == []
    assert sorted(page.meta) == ["title[content]", "ts[content]"]


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


def test_every_file_opens_is_named_by_its_content_and_is_referred_to(tmp_path: Path) -> None:
    files = index(made_entries(60), workdir=tmp_path)
    (meta,) = (content for name, content in files.items() if name.startswith("pagefind/all/") and "pf_meta" in name)
    _version, pages, chunks, filters, _sorts, _fields = cbor2.loads(opened(meta))
    referred = [
        *(f"pagefind/all/fragment/{name}.pf_fragment" for name, _ in pages),
        *(f"pagefind/all/index/{name}.pf_index" for *_, name in chunks),
        *(f"pagefind/all/filter/{name}.pf_filter" for _, name in filters),
    ]

    assert sorted(referred) == sorted(
        name for name in files if name.startswith("pagefind/all/") and name.count("/") == 3
    )
    assert all(opened(files[name]) for name in referred)


def test_the_bundle_holds_the_given_pages_and_nothing_a_reader_does_not_need(tmp_path: Path) -> None:
    files = index(made_entries(7), workdir=tmp_path)
    entry = json.loads(files["pagefind/all/pagefind-entry.json"])

    assert entry["languages"]["und"]["page_count"] == 7
    assert json.loads(files["pagefind/search.json"])["bundles"] == [{"name": "all", "pages": 7}]
    assert sorted(name for name in files if name.count("/") == 1 and "pf_meta" not in name) == [
        "pagefind/pagefind-entry.json",
        "pagefind/pagefind-worker.js",
        "pagefind/pagefind.js",
        "pagefind/search.json",
        "pagefind/wasm.unknown.pagefind",
    ]


def test_html_in_titles_headings_and_filters_stays_text(tmp_path: Path) -> None:
    (fragment,) = fragments(index([PLAN], workdir=tmp_path))

    assert fragment["url"] == "/plans/autumn/"
    assert fragment["meta"]["title"] == PLAN.title
    assert fragment["filters"]["单位"] == ["甲 & 乙 <丙>"]
    assert '分组 组z " A < B " ¶' in fragment["content"]
    assert fragment["anchors"][0]["id"] == "groups"


def test_pages_are_sorted_by_date_and_address(tmp_path: Path) -> None:
    days = {"b/": date(2024, 1, 1), "a/": date(2024, 1, 1), "c/": date(2023, 1, 1), "d/": None}
    files = index([replace(PLAN, path=path, date=day) for path, day in days.items()], workdir=tmp_path)
    (meta,) = (content for name, content in files.items() if name.startswith("pagefind/all/") and "pf_meta" in name)

    assert cbor2.loads(opened(meta))[4] == [["date", [2, 0, 1]]]


def test_no_entries_give_a_search_that_finds_nothing(tmp_path: Path) -> None:
    files = index([], workdir=tmp_path)

    assert json.loads(files["pagefind/search.json"])["bundles"] == []
    assert json.loads(files["pagefind/pagefind-entry.json"])["languages"]["und"]["page_count"] == 0
    assert not fragments(files)


def test_an_entry_without_a_word_is_left_out(tmp_path: Path) -> None:
    files = index([PLAN, replace(PLAN, path="dash/", title="——", sections=())], workdir=tmp_path)

    assert [fragment["url"] for fragment in fragments(files)] == ["/plans/autumn/"]


def test_a_large_site_is_split_by_school_year() -> None:
    years = ["2015-2016", *(f"{year}-{year + 1}" for year in range(2016, 2026)), None]
    entries = [replace(PLAN, path=f"{year}/", filters={"学年": (year,)} if year else {}) for year in years]
    expected = {
        "earlier": ["2015-2016/", "2016-2017/", "2017-2018/"],
        "other": ["None/"],
        **{f"{year}-{year + 1}": [f"{year}-{year + 1}/"] for year in range(2018, 2026)},
    }

    split = shards(entries, pages_in_one=5)

    assert {name: [entry.path for entry in part] for name, part in split.items()} == expected
    assert list(shards(entries)) == ["all"]


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


@pytest.mark.parametrize("damaged", ["pf_fragment", "pf_index", "pf_filter", "pf_meta", "wasm.unknown"])
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


def fragments(files: Mapping[str, bytes]) -> list[dict[str, Any]]:
    return [json.loads(opened(content)) for name, content in files.items() if name.endswith(".pf_fragment")]


def opened(content: bytes) -> bytes:
    signature, rest = (plain := gzip.decompress(content))[:12], plain[12:]
    assert signature == b"pagefind_dcd"
    return rest


class Source(HTMLParser):
    """A source page as a parser of HTML sees it."""

    def __init__(self) -> None:
        super().__init__()
        self.meta: dict[str, str] = {}
        self.sort: list[str] = []
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
        if "data-pagefind-sort" in given:
            self.sort.append(given["data-pagefind-sort"])
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
