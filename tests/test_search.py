"""Search: tokens, words and places, and the bundle that is made of them."""

import gzip
import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from html import escape
from itertools import pairwise
from pathlib import Path
from typing import Any

import cbor2
import pytest

from planfolio.search import (
    Entry,
    SearchFailed,
    Section,
    SourceLost,
    engine,
    index,
    making,
    prepare,
    sections,
    shards,
    tokens,
)
from planfolio.search import bundle as search_bundle
from planfolio.search.tokens import BREAK, flowing, paragraphs
from planfolio.search.wordindex import BYTES_IN_CHUNK
from planfolio.search.words import FIELDS, words
from tests.bundles import bundle

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

PLAIN = Section(
    heading="ABC café",
    anchor=None,
    text="PowerPoint WCAG2 iPhone12Pro A4 W04 mp3 MP3 Café naïve 1.5小时 ABC abc 2024-25 x² ① 𠮷野 がか 가나 aB WKWebView İstanbul 30% 1/3 19:30 DEMO-2\n\n师徒",
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
        ("2024.9.1", "2024 ꔃ 9 ꔃ 1"),
        ("2024—2025学年", "2024 ꔄ 2025 学年 年z"),
        ("占30％，1／3，DEMO-2", "占z 30 ꔀ ， 1 ꔁ 3 ， DEMO ꔄ 2"),
        ("时间：19：30", "时间 间z ： 19 ꔂ 30"),
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


def test_words_stand_where_pagefind_finds_them(tmp_path: Path) -> None:
    entries = [
        PLAN,
        replace(PLAN, path="b/", names=(), keywords=(), sections=(PLAIN, *PLAN.sections)),
        *made_entries(5),
    ]

    assert [found_by_us(entry) for entry in entries] == found_by_pagefind(entries, tmp_path)


def test_a_mark_takes_a_place_and_is_no_word() -> None:
    found = words(replace(PLAN, title="甲，乙", names=(), keywords=()), [])

    assert (found.count, sorted(found.places)) == (4, ["乙z", "甲z"])


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


def test_no_phrase_crosses_a_line_end_of_code() -> None:
    (section,) = sections(
        "<main><pre><code>总数: 60\n分配: 略\n单位: 校\n\n办公室: <i>甲\n乙</i></code></pre><p>教师\n培训</p></main>"
    )

    assert paragraphs(section.text) == ["总数: 60", "分配: 略", "单位: 校", "办公室: 甲", "乙", "教师培训"]


def test_code_is_said_once_only_where_all_of_it_was_said_before() -> None:
    code = "<pre><code>课程:\n  - 学时: {}\n</code></pre>"
    _, second = sections(
        f"<main><h2 id='a'>甲</h2>{code.format(2)}<h2 id='b'>乙</h2>{code.format(2)}{code.format(4)}</main>"
    )

    assert paragraphs(second.text) == ["课程:", "- 学时: 4"]


def test_what_acts_on_a_page_is_not_its_text() -> None:
    html = """<main><h1>标题</h1><p class="actions"><button>打印</button> <a href="#text">读正文</a></p><p>正文</p>
<section id="downloads" class="onscreen"><h2>下载和引用</h2><p id="citation">标题。</p><section><h3>甲</h3></section></section>
<section id="text"><h2>缘由</h2><p>下载讲义</p></section></main>"""

    assert [(one.anchor, one.heading, one.text) for one in sections(html)] == [
        (None, "", "正文"),
        ("text", "缘由", "下载讲义"),
    ]


def test_the_same_entries_give_the_same_bytes_in_any_order(tmp_path: Path) -> None:
    entries = made_entries(60)
    first = bundle(entries, tmp_path / "first")

    assert bundle(entries[::-1], tmp_path / "second") == first


def test_a_second_run_in_the_same_folder_leaves_nothing_of_the_first(tmp_path: Path) -> None:
    bundle(made_entries(9), tmp_path)

    assert bundle(made_entries(5), tmp_path) == bundle(made_entries(5), tmp_path / "new")


def test_neither_environment_nor_a_settings_file_changes_the_bundle(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = bundle([PLAN], tmp_path / "first")

    monkeypatch.setenv("PAGEFIND_GLOB", "**/nothing.html")
    monkeypatch.chdir(tmp_path)
    Path("pagefind.yml").write_text("glob: '**/nothing.html'\n", encoding="utf-8")

    assert bundle([PLAN], Path("second")) == expected


def test_every_file_opens_and_is_referred_to_from_a_folder_named_by_its_content(tmp_path: Path) -> None:
    files = bundle(made_entries(60), tmp_path)
    (shard,) = start(files)["shards"]
    folder = f"pagefind/{shard['folder']}"
    _version, pages, chunks, filters, sorts, fields = contents(files, shard)
    known = json.loads(files[f"{folder}/pages.json"])
    referred = [
        f"{folder}/titles.json",
        f"{folder}/pages.json",
        *(f"{folder}/cards/{number}.json" for number in set(known["cards"])),
        f"{folder}/pagefind-entry.json",
        f"{folder}/pagefind.und.pf_meta",
        *(f"{folder}/index/{name}.pf_index" for *_, name in chunks),
    ]

    assert sorted(referred) == sorted(name for name in files if name.startswith(f"{folder}/"))
    assert all(opened(content) for name, content in files.items() if name.endswith((".pf_index", ".pf_meta")))
    assert [name for name, _ in pages] == [f" {number}" for number in range(60)]
    assert (filters, sorts, fields) == ([], [], [*FIELDS])
    assert start(bundle(made_entries(59), tmp_path))["shards"][0]["folder"] != shard["folder"]


def test_words_lie_in_small_chunks_in_order_and_a_family_of_several_by_itself(tmp_path: Path) -> None:
    texts = [
        " ".join(f"学{chr(0x4E00 + number * 7 + page)}习 {number * 31 + page}" for number in range(400))
        for page in range(9)
    ]
    entries = [
        replace(PLAN, path=f"p{page}/", sections=(Section(heading="", anchor=None, text=text),))
        for page, text in enumerate(texts)
    ]
    files = bundle(entries, tmp_path)
    *_, chunks, _, _, _ = contents(files, start(files)["shards"][0])
    spans = [(first, last) for first, last, _ in chunks]
    shared = [(first, last) for first, last in spans if first[0] != last[0]]

    assert spans == sorted(spans)
    assert all(one[1] < other[0] for one, other in pairwise(spans))
    assert sum(first[0] == last[0] == "学" for first, last in spans) > 1
    assert not any(first[0] <= "学" <= last[0] for first, last in shared)
    assert all(len(opened(content)) <= 2 * BYTES_IN_CHUNK for name, content in files.items() if "pf_index" in name)


def test_the_bundle_holds_the_given_pages_and_nothing_a_reader_does_not_need(tmp_path: Path) -> None:
    files = bundle(made_entries(7), tmp_path)
    (shard,) = start(files)["shards"]
    entry = json.loads(files[f"pagefind/{shard['folder']}/pagefind-entry.json"])

    assert entry["languages"]["und"]["page_count"] == 7
    assert (start(files)["pages"], shard["pages"]) == (7, 7)
    assert sorted(name for name in files if name.count("/") == 1) == [
        "pagefind/pagefind-entry.json",
        "pagefind/pagefind-worker.js",
        "pagefind/pagefind.js",
        "pagefind/pagefind.und.pf_meta",
        "pagefind/search.json",
        "pagefind/wasm.unknown.pagefind",
    ]


def test_a_card_shows_the_page_as_it_is_written(tmp_path: Path) -> None:
    (card,) = cards(bundle([replace(PLAN, hours="36 学时")], tmp_path))

    assert card == {
        "address": "plans/autumn/",
        "title": PLAN.title,
        "kinds": ["学期方案", "甲 & 乙 <丙>", "36 学时"],
        "sections": [["", "", "师徒结对，共360学时。"], ["groups", '分组 "A<B"', "第一段\n第二段 & <b>"]],
    }


def test_facets_say_of_each_page_which_values_it_has_and_of_all_how_many_have_each(tmp_path: Path) -> None:
    given: list[Mapping[str, tuple[str, ...]]] = [
        {"方式": ("集中面授",), "学年": ("2024-2025",)},
        {},
        {"方式": ("集中面授", "网络研修")},
        {"方式": ("集中面授",)},
    ]
    files = bundle([replace(PLAN, path=f"{place}/", filters=filters) for place, filters in enumerate(given)], tmp_path)

    assert list(known(files)["facets"].items()) == [
        ("学年", {"values": [["2024-2025"], []], "pages": [0, 1, 1, 1]}),
        ("方式", {"values": [["集中面授"], [], ["集中面授", "网络研修"]], "pages": [0, 1, 2, 0]}),
    ]
    assert list(start(files)["facets"].items()) == [
        ("学年", [["2024-2025", 1]]),
        ("方式", [["集中面授", 3], ["网络研修", 1]]),
    ]


def test_pages_are_numbered_from_the_newest_on_and_those_without_a_date_come_last(tmp_path: Path) -> None:
    days = {"d/": None, "b/": date(2024, 1, 1), "a/": date(2024, 1, 1), "c/": date(2025, 1, 1)}
    files = bundle([replace(PLAN, path=path, title=path, date=day) for path, day in days.items()], tmp_path)
    (shard,) = start(files)["shards"]

    assert json.loads(files[f"pagefind/{shard['folder']}/titles.json"]) == ["c/", "a/", "b/", "d/"]
    assert [card["address"] for card in cards(files)] == ["c/", "a/", "b/", "d/"]
    assert known(files)["days"] == [date(2025, 1, 1).toordinal(), *[date(2024, 1, 1).toordinal()] * 2, 0]


def test_cards_share_files_that_are_not_much_larger_than_what_is_shown(tmp_path: Path) -> None:
    lengths = [100, 200, 300, 3_000, 9_000, 100]
    texts = [plain("教" * length) for length in lengths]
    files = bundle([replace(PLAN, path=f"{place}/", sections=(text,)) for place, text in enumerate(texts)], tmp_path)

    assert known(files)["cards"] == [0, 0, 0, 0, 1, 2]
    assert [card["address"] for card in cards(files)] == [f"{place}/" for place in range(6)]


def test_no_entries_give_a_search_that_finds_nothing(tmp_path: Path) -> None:
    files = bundle([], tmp_path)

    assert {key: start(files)[key] for key in ("shards", "pages", "facets")} == {"shards": [], "pages": 0, "facets": {}}
    assert json.loads(files["pagefind/pagefind-entry.json"])["languages"]["und"]["page_count"] == 0


def test_an_entry_without_a_word_is_left_out(tmp_path: Path) -> None:
    files = bundle([PLAN, replace(PLAN, path="dash/", title="——", sections=())], tmp_path)

    assert [card["address"] for card in cards(files)] == ["plans/autumn/"]


@pytest.mark.parametrize("path", ["../outside/", "/absolute/", "plans/autumn/", "plans/no-page", "..\\outside/"])
def test_an_address_that_is_taken_or_outside_is_refused(path: str, tmp_path: Path) -> None:
    with pytest.raises(SearchFailed, match="地址重复"):
        bundle([PLAN, replace(PLAN, path=path)], tmp_path)


def test_a_missing_binary_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "find_spec", lambda _: None)

    with pytest.raises(SearchFailed) as failure:
        bundle([PLAN], tmp_path)

    assert failure.value.what.shown("zh") == "找不到搜索程序 Pagefind"
    assert "pip install 'pagefind-bin" in failure.value.fix.shown("en")


@pytest.mark.parametrize("damaged", ["pagefind.js", "pagefind-entry.json", "wasm.unknown.pagefind"])
def test_a_damaged_engine_is_refused(damaged: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = engine._made

    def damaging(*, site: Path, bundle: Path) -> dict[str, bytes]:
        files = made(site=site, bundle=bundle)
        left = {name: content for name, content in files.items() if name != damaged}
        return left if damaged.endswith(".js") else {**files, damaged: files[damaged][:-9]}

    monkeypatch.setattr(engine, "_made", damaging)

    with pytest.raises(SearchFailed, match="搜索程序写的文件不完整"):
        bundle([PLAN], tmp_path)


def test_an_engine_of_another_version_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "VERSIONS", "9.")

    with pytest.raises(SearchFailed, match="搜索程序写的文件不完整"):
        bundle([PLAN], tmp_path)


# --- shards --------------------------------------------------------------------


@pytest.fixture
def small_shards(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shards, "PAGES_AT_MOST", 10)


def of_years(years: Mapping[int | None, int]) -> list[Entry]:
    """So many pages of each school year, or of none."""
    return [
        replace(
            entry,
            path=f"{year}/{entry.path}",
            filters={**entry.filters, **({"学年": (f"{year}-{year + 1}",)} if year else {})},
            date=date(year, 9, 1) if year else None,
        )
        for year, count in years.items()
        for entry in made_entries(count)
    ]


def test_a_small_site_has_one_shard(tmp_path: Path) -> None:
    files = bundle(of_years({2023: 5, 2024: 5, None: 3}), tmp_path)

    assert [(one["name"], one["pages"]) for one in start(files)["shards"]] == [("", 13)]


@pytest.mark.usefixtures("small_shards")
def test_shards_go_by_year_and_the_latest_first_and_those_without_a_year_by_themselves(tmp_path: Path) -> None:
    files = bundle(of_years({2019: 3, 2020: 4, 2022: 9, 2023: 9, None: 6}), tmp_path)

    assert [(one["name"], one["pages"], one["years"]) for one in start(files)["shards"]] == [
        ("2023-2024", 9, ["2023-2024"]),
        ("", 6, []),
        ("2022-2023", 9, ["2022-2023"]),
        ("2020-2022", 4, ["2020-2021"]),
        ("2016-2020", 3, ["2019-2020"]),
    ]


@pytest.mark.usefixtures("small_shards")
def test_a_full_year_is_parted_by_addresses(tmp_path: Path) -> None:
    files = bundle(of_years({2024: 31}), tmp_path)
    names = [one["name"] for one in start(files)["shards"]]

    assert len(names) >= 4
    assert all(name.startswith("2024-2025/") for name in names)
    assert sorted(card["address"] for card in cards(files)) == sorted(entry.path for entry in of_years({2024: 31}))
    assert max(one["pages"] for one in start(files)["shards"]) <= 10


@pytest.mark.usefixtures("small_shards")
def test_a_change_of_one_page_renews_its_shard_alone(tmp_path: Path) -> None:
    entries = of_years({2023: 9, 2024: 9, None: 6})
    changed = replace(entries[12], sections=(plain("改过的正文"),))
    before = folders(bundle(entries, tmp_path / "a"))
    after = folders(bundle([*entries[:12], changed, *entries[13:]], tmp_path / "b"))
    more = folders(bundle([*entries, replace(entries[0], path="2023/new/")], tmp_path / "c"))

    assert {name for name in before if before[name] != after[name]} == {"2024-2032"}
    assert {name for name in before if before[name] != more[name]} == {"2016-2024"}


@pytest.mark.usefixtures("small_shards")
def test_shards_made_side_by_side_are_the_same(tmp_path: Path) -> None:
    entries = of_years({2021: 9, 2022: 9, 2023: 9, None: 5})

    assert bundle(entries, tmp_path / "a", processes=3) == bundle(entries[::-1], tmp_path / "b")


def test_what_is_held_of_a_page_is_small(tmp_path: Path) -> None:
    long = replace(PLAN, sections=(plain("\n\n".join(f"第{number}段教师培训" for number in range(3_000))),))

    held = prepare(long, tmp_path)

    assert len(repr(held)) < 500
    assert (tmp_path / held.place).stat().st_size > 10_000


@pytest.mark.parametrize("damage", [Path.unlink, lambda file: file.write_bytes(file.read_bytes()[:-1])])
def test_a_source_that_is_lost_is_named(damage: Callable[[Path], object], tmp_path: Path) -> None:
    prepared = [prepare(entry, tmp_path) for entry in made_entries(3)]
    damage(tmp_path / prepared[1].place)

    with pytest.raises(SourceLost) as lost:
        index(prepared, tmp_path, workdir=tmp_path / "work")

    assert lost.value.paths == ("plans/p1/",)


# --- shards that are kept --------------------------------------------------------


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the shards that are made anew."""
    monkeypatch.setattr(shards, "PAGES_AT_MOST", 10)
    names: list[str] = []
    make = making.make

    def listed(shard: shards.Shard, *given: Any, **named: Any) -> dict[str, bytes]:
        names.append(shard.name)
        return make(shard, *given, **named)

    monkeypatch.setattr(search_bundle, "make", listed)
    return names


YEARS: Mapping[int | None, int] = {2023: 9, 2024: 9}


def test_only_changed_shards_are_made_and_what_is_not_used_goes(tmp_path: Path, made: list[str]) -> None:
    entries = of_years(YEARS)
    first = bundle(entries, tmp_path, keep=tmp_path / "kept")
    made.clear()

    again = bundle(entries, tmp_path, keep=tmp_path / "kept")
    assert (again, made) == (first, [])

    changed = [replace(entries[0], title="改过的标题"), *entries[1:]]
    other = bundle(changed, tmp_path, keep=tmp_path / "kept")
    assert (other, made) == (bundle(changed, tmp_path / "fresh"), ["2016-2024", "2024-2032", "2016-2024"])
    assert len(list((tmp_path / "kept").iterdir())) == 2


def first_file(folder: Path, pattern: str) -> Path:
    return min(folder.glob(f"*-*/{pattern}"))


def a_link(folder: Path) -> None:
    file = first_file(folder, "titles.json")
    secret = folder.parent / "titles.json"
    shutil.move(file, secret)
    file.symlink_to(secret)


def a_file(folder: Path) -> None:
    shard = first_file(folder, "index").parent
    shutil.rmtree(shard)
    shard.write_text("x")


DAMAGES: Mapping[str, Callable[[Path], object]] = {
    "cut short": lambda kept: os.truncate(first_file(kept, "index/0.pf_index"), 9),
    "changed": lambda kept: first_file(kept, "cards/0.json").write_text("[]"),
    "lost": lambda kept: first_file(kept, "pages.json").unlink(),
    "more than there was": lambda kept: first_file(kept, "pages.json").with_name("foreign.html").write_text("x"),
    "a link": a_link,
    "a file in place of a folder": a_file,
    "another hash": lambda kept: first_file(kept, "index").parent.rename(kept / f"{'1' * 64}-{'1' * 64}"),
    "cut off while it was made": lambda kept: first_file(kept, "index").parent.rename(kept / f"new-{'1' * 64}"),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_kept_shard_that_is_not_whole_is_made_anew(damage: str, tmp_path: Path, made: list[str]) -> None:
    expected = bundle(of_years(YEARS), tmp_path, keep=tmp_path / "kept")
    made.clear()

    DAMAGES[damage](tmp_path / "kept")

    assert bundle(of_years(YEARS), tmp_path, keep=tmp_path / "kept") == expected
    assert len(made) == 1
    assert len(list((tmp_path / "kept").iterdir())) == 2


def test_shards_of_another_version_are_made_anew(
    tmp_path: Path, made: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = bundle(of_years(YEARS), tmp_path, keep=tmp_path / "kept")
    monkeypatch.setattr(search_bundle, "programs", lambda: ("other",))
    made.clear()

    assert bundle(of_years(YEARS), tmp_path, keep=tmp_path / "kept") == expected
    assert len(made) == 2


def test_a_place_that_cannot_be_written_is_done_without(tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("a file", encoding="utf-8")

    assert bundle([PLAN], tmp_path, keep=tmp_path / "kept") == bundle([PLAN], tmp_path / "fresh")


def test_where_nothing_can_be_written_it_says_so(tmp_path: Path) -> None:
    (tmp_path / "shards").write_text("a file", encoding="utf-8")

    with pytest.raises(SearchFailed, match="检索索引没有写成"):
        bundle([PLAN], tmp_path)


def test_what_somebody_else_put_there_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "kept/mine").mkdir(parents=True)

    bundle([PLAN], tmp_path, keep=tmp_path / "kept")

    assert (tmp_path / "kept/mine").is_dir()


# --- what the tests read -----------------------------------------------------------


def plain(text: str) -> Section:
    return Section(heading="", anchor=None, text=text)


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


def start(files: Mapping[str, bytes]) -> Any:
    return json.loads(files["pagefind/search.json"])


def folders(files: Mapping[str, bytes]) -> dict[str, str]:
    return {shard["name"]: shard["folder"] for shard in start(files)["shards"]}


def contents(files: Mapping[str, bytes], shard: Mapping[str, str]) -> Any:
    return cbor2.loads(opened(files[f"pagefind/{shard['folder']}/pagefind.und.pf_meta"]))


def known(files: Mapping[str, bytes]) -> Any:
    (shard,) = start(files)["shards"]
    return json.loads(files[f"pagefind/{shard['folder']}/pages.json"])


def cards(files: Mapping[str, bytes]) -> list[dict[str, Any]]:
    """What is shown of each page, in the order of their numbers."""
    found: list[dict[str, Any]] = []
    for shard in start(files)["shards"]:
        folder = f"pagefind/{shard['folder']}"
        for number in sorted(set(json.loads(files[f"{folder}/pages.json"])["cards"])):
            found += json.loads(files[f"{folder}/cards/{number}.json"])
    return found


def opened(content: bytes) -> bytes:
    signature, rest = (plain := gzip.decompress(content))[:12], plain[12:]
    assert signature == b"pagefind_dcd"
    return rest


Found = tuple[int, dict[tuple[str, ...], list[Any]]]
"""How many tokens a page has; its words, those with accents behind what they are without, each with places and places in fields."""


def found_by_us(entry: Entry) -> Found:
    found = words(entry, [(flowing(section.heading), paragraphs(section.text)) for section in entry.sections])
    every: dict[tuple[str, ...], bytes] = {(word,): places for word, places in found.places.items()}
    every |= {(bare, written): places for bare, written, places in found.forms}
    return found.count, {word: cbor2.loads(b"\x82" + places) for word, places in every.items()}


def found_by_pagefind(entries: Sequence[Entry], folder: Path) -> list[Found]:
    """The same as Pagefind's own program finds in the tokens of the entries."""
    (folder / "site").mkdir()
    for number, entry in enumerate(entries):
        (folder / f"site/{number}.html").write_text("".join(page_of(entry)), encoding="utf-8")
    options = ["--site", f"{folder}/site", "--output-path", f"{folder}/bundle", "--force-language", "und"]
    subprocess.run([engine._binary(), *options], check=True, capture_output=True)
    (meta,) = (folder / "bundle").glob("*.pf_meta")
    _, pages, chunks, *_, fields = cbor2.loads(opened(meta.read_bytes()))
    assert fields == [*FIELDS]
    numbers = [number_of(folder / f"bundle/fragment/{name}.pf_fragment") for name, _ in pages]
    found: list[Found] = [(0, {})] * len(entries)
    for number, (_, count) in zip(numbers, pages, strict=True):
        found[number] = (count, {})
    for *_, name in chunks:
        (every,) = cbor2.loads(opened((folder / f"bundle/index/{name}.pf_index").read_bytes()))
        for word, postings, forms in every:
            for written, of_pages in [((word,), postings), *(((word, form), more) for form, more in forms)]:
                for page, places in absolute(of_pages):
                    found[numbers[page]][1][written] = places
    return found


def absolute(postings: Iterable[Any]) -> Iterator[tuple[int, list[Any]]]:
    page = 0
    for distance, *places in postings:
        page += distance
        yield page, places


def number_of(fragment: Path) -> int:
    return int(json.loads(opened(fragment.read_bytes()))["url"].strip("/").removesuffix(".html"))


def page_of(entry: Entry) -> Iterator[str]:
    """An entry as a page whose words are its tokens."""
    fields = {"title": (entry.title,), "who": entry.names, "kw": entry.keywords}
    yield '<html lang="und"><head><meta charset="utf-8">'
    for field, texts in fields.items():
        if texts:
            content = escape(f" {BREAK} ".join(map(tokens, texts)))
            yield f'<meta data-pagefind-meta="{field}[content]" content="{content}">'
    yield f"</head><body data-pagefind-body><h1>{escape(tokens(entry.title))} {BREAK}</h1>"
    for section in entry.sections:
        yield f"<h2>{escape(tokens(section.heading))} {BREAK}</h2>" if section.heading else ""
        yield from (f"<p>{escape(tokens(text))} {BREAK}</p>" for text in paragraphs(section.text))
    yield "</body></html>"
