"""The search page, in a real browser, over a real index: how well it finds, and how it behaves.

`search_corpus.txt` holds forty invented pages, `queries.yaml` the queries that search is measured by.
"""

from __future__ import annotations

import ast
import json
import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from html import escape
from html.parser import HTMLParser
from pathlib import Path
from statistics import fmean

import pytest
import yaml
from playwright.sync_api import Browser, Locator, Page, expect

from planfolio.build import Options, build
from planfolio.project import open_project, standard_layouts
from planfolio.render import assets
from planfolio.search import Entry, Section, shards, tokens
from planfolio.search.tokens import folded
from planfolio.write import publish, target
from tests.bundles import bundle

HERE = Path(__file__).parent
SCRIPT = assets((standard_layouts(),))["search.js"]  # as it is shipped
FACETS = ("类型", "学年", "学科", "学段", "单位", "方式", "状态")
POLICY = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; form-action 'self'; base-uri 'none'"
)
SEARCH_PAGE = """<!doctype html>
<html lang="{language}" data-page="search"><head><meta charset="utf-8"><title>搜索</title>
<meta http-equiv="Content-Security-Policy" content="{policy}"></head>
<body><main data-page-root="../" data-texts="{texts}">
<form role="search" method="get" id="f"><input type="search" name="q" aria-label="搜索"></form>
<p role="status"></p><div data-fallback>需要脚本，并通过网址访问</div><div data-hints hidden><ul></ul>从列表里找</div>
<details data-facets open><summary>筛选</summary></details><ol data-results></ol>
</main><script type="module" src="../assets/search.js"></script></body></html>
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What is typed, the pages a reader looks for, and those that hold the words as written."""

    kind: str
    text: str
    wanted: frozenset[str]
    holding: frozenset[str]
    literal: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The pages shown for a query, in order; partial matches apart."""

    query: Query
    strict: tuple[str, ...]
    partial: tuple[str, ...]

    @property
    def shown(self) -> tuple[str, ...]:
        return self.strict + self.partial

    @property
    def reciprocal_rank(self) -> float:
        ranks = [rank for rank, path in enumerate(self.shown, start=1) if path in self.query.wanted]
        return 1 / ranks[0] if ranks else 0.0

    @property
    def recall_at_5(self) -> float:
        return len(self.query.wanted.intersection(self.shown[:5])) / min(5, len(self.query.wanted))


class Site:
    """A site under a sub-path, with its search page open."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address = page, address
        self.results = page.locator("ol[data-results] > li")
        self.status = page.get_by_role("status")
        self.field = page.locator("[name=q]")

    def open(self, question: str = "") -> Site:
        self.page.goto(f"{self.address}search/{question}")
        return self.settled()

    def settled(self) -> Site:
        expect(self.status).not_to_have_text("")
        expect(self.page.locator("ol[data-results]:not([aria-busy])")).to_be_attached()
        return self

    def ask(self, text: str) -> Site:
        self.field.fill(text)
        self.field.press("Enter")
        return self.settled()

    def all(self) -> Site:
        """Lists the results that come in further portions too."""
        more = self.page.locator("a.more")
        while more.is_visible():
            count = self.results.count()
            more.click()
            expect(self.results).not_to_have_count(count)
        return self

    def paths(self, results: Locator) -> tuple[str, ...]:
        addresses: list[str] = results.evaluate_all("items => items.map(item => item.querySelector('a').href)")
        return tuple(address.removeprefix(self.address) for address in addresses)

    def answer(self, query: Query) -> Answer:
        self.ask(query.text).all()
        strict = self.paths(self.page.locator("ol[data-results] > li:not([data-partial])"))
        partial = self.paths(self.page.locator("ol[data-results] > li[data-partial]"))
        return Answer(query=query, strict=strict, partial=partial)


# --- how well it finds -------------------------------------------------------


def test_readers_find_what_they_look_for(answers: Sequence[Answer]) -> None:
    asked = [answer for answer in answers if answer.query.kind not in ("抽样", "没有")]

    assert len(asked) >= 50
    assert fmean(answer.reciprocal_rank for answer in asked) >= 0.93
    assert fmean(answer.recall_at_5 for answer in asked) >= 0.90


def test_each_kind_of_query_is_answered(answers: Sequence[Answer]) -> None:
    kinds = {answer.query.kind for answer in answers} - {"没有"}
    ranks = {kind: fmean(answer.reciprocal_rank for answer in answers if answer.query.kind == kind) for kind in kinds}

    assert {kind: rank for kind, rank in ranks.items() if rank < 0.8} == {}


def test_no_answer_is_empty_where_a_page_has_the_words(answers: Sequence[Answer]) -> None:
    assert [answer.query.text for answer in answers if answer.query.holding and not answer.shown] == []


def test_what_no_page_has_finds_nothing(answers: Sequence[Answer]) -> None:
    asked = [answer for answer in answers if answer.query.kind == "没有"]

    assert {answer.query.text: answer.shown for answer in asked if answer.shown} == {}


def test_words_find_every_page_that_holds_them(answers: Sequence[Answer]) -> None:
    literal = [answer for answer in answers if answer.query.literal]
    lost = {answer.query.text: answer.query.holding.difference(answer.shown) for answer in literal}

    assert {text: pages for text, pages in lost.items() if pages} == {}


def test_words_find_hardly_any_page_that_does_not_hold_them(answers: Sequence[Answer]) -> None:
    literal = [answer for answer in answers if answer.query.literal]
    found = sum(len(answer.strict) for answer in literal)
    right = sum(len(answer.query.holding.intersection(answer.strict)) for answer in literal)

    assert right / found >= 0.95


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("师徒结对", "plans/songling-mentoring-2024/"),
        ("双语", "plans/nanpu-bilingual/"),
        ("王远思", "plans/yunxi-rural/"),
        ("360学时", "plans/nanpu-five-year/"),
    ],
)
def test_what_stock_search_cannot_find_is_found(text: str, path: str, site: Site) -> None:
    site.ask(text)

    assert path in site.paths(site.results)


def test_a_name_does_not_find_the_same_characters_in_another_order(site: Site) -> None:
    site.ask("王思远")

    assert "plans/yunxi-rural/" not in site.paths(site.results)


def test_a_number_does_not_find_a_longer_one(site: Site) -> None:
    site.ask("36学时")

    expected = {"plans/nanpu-math-workshop/", "plans/qinghe-spring-2025/", "handbook/hours/"}
    assert set(site.paths(site.results)) == expected


def test_a_number_and_its_measure_do_not_find_a_longer_number(make_site: Callable[..., Site]) -> None:
    pages = {"exact/": "发表论文1篇，听课20节。", "longer/": "发表论文10篇，参与课题1项。"}
    entries = [replace(CORPUS[0], path=path, sections=(plain(text),)) for path, text in pages.items()]
    site = make_site(entries).open("?q=1篇")

    assert site.paths(site.page.locator("ol[data-results] > li:not([data-partial])")) == ("exact/",)


CODES = (
    "校本研修占30％",
    "一共30学时",
    "缺课1/3的",
    "第1–3周",
    "时间：19：30—20:15",
    "19日30人",
    "规则DEMO-2",
    "DEMO第2版",
    "2024.9.1印发",
    "2024年9月",
    "read or write",
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("30%", ["校本研修占30％"]),
        ("“30%”", ["校本研修占30％"]),
        ("研修占３０％", ["校本研修占30％"]),
        ("30", ["校本研修占30％", "一共30学时", "时间：19：30—20:15", "19日30人"]),
        ("1/3", ["缺课1/3的"]),
        ("1—3周", ["第1–3周"]),
        ("1:3", []),
        ("19:30", ["时间：19：30—20:15"]),
        ("“19:30~20:15”", ["时间：19：30—20:15"]),
        ("demo-2", ["规则DEMO-2"]),
        ("DEMO 2", ["规则DEMO-2", "DEMO第2版"]),
        ("2024.9", ["2024.9.1印发"]),
        ("read/write", ["read or write"]),
    ],
)
def test_the_mark_in_a_code_a_share_or_a_time_counts(text: str, expected: list[str], codes: Site) -> None:
    codes.ask(text)

    found = codes.page.locator("ol[data-results] > li:not([data-partial])")
    assert sorted(CODES[int(path.strip("/"))] for path in codes.paths(found)) == sorted(expected)


@pytest.mark.parametrize("text", ["2024.9.1", "2024", "30", "19：30"])
def test_a_code_or_a_number_of_it_is_marked(text: str, codes: Site) -> None:
    codes.ask(text)

    for written in filter(lambda written: text in written, CODES):
        marks = codes.results.filter(has_text=written).first.locator(".excerpt mark")
        expect(marks).to_have_text([text])


def test_the_script_cuts_words_as_the_index_does(site: Site) -> None:
    texts = [
        "师徒结对",
        "360学时",
        "３６０学时制",
        "1.5小时",
        "PowerPoint课件",
        "第3期班",
        "2024年9月开班",
        "𠮷野家",
        "WCAG2",
        "３．５分制",
        "占30％以上",
        "1/3",
        "19：30～20：15",
        "2024-9-1",
        "2024.9.1起",
        "WCAG2.2AA",
        "DEMO-2",
    ]
    cut: list[list[str]] = site.page.evaluate(
        "async texts => (await import('../assets/search.js')) && Promise.all(texts.map(async text =>"
        " (await import('../assets/search.js')).units(`“${text}”`).flatMap(unit => unit.tokens)))",
        texts,
    )

    assert cut == [tokens(text).lower().split()[: None if text[-1].isascii() else -1] for text in texts]


# --- what it shows -----------------------------------------------------------


def test_a_result_links_to_the_page_and_to_the_sections_that_match(site: Site) -> None:
    site.ask("双语课堂语言")
    first = site.results.first

    assert site.paths(first) == ("plans/nanpu-bilingual/",)
    assert first.locator("a").evaluate_all("links => links.map(link => link.getAttribute('href'))") == [
        "../plans/nanpu-bilingual/",
        "../plans/nanpu-bilingual/#courses",
    ]
    expect(first.locator(".sections a")).to_have_text(["课程设置"])


def test_an_excerpt_reads_as_the_page_does_with_the_words_marked(site: Site) -> None:
    site.ask("１．５小时")
    excerpt = site.results.first.locator(".excerpt")

    expect(excerpt).to_contain_text("单周周三下午，每次1.5小时，共16次，计24学时。")
    expect(excerpt.locator("mark")).to_have_text(["1.5小时"])


def test_partial_matches_come_last_and_say_so(site: Site) -> None:
    site.ask("师徒结对")

    expect(site.status).to_have_text("找到 3 个页面，其中 1 个为部分匹配。")
    expect(site.results.last).to_have_attribute("data-partial", "")
    expect(site.results.last).to_contain_text("部分匹配")
    expect(site.results.first).not_to_have_attribute("data-partial", "")


def test_many_results_come_in_portions(make_site: Callable[..., Site]) -> None:
    entries = [replace(CORPUS[0], path=f"plans/p{number}/") for number in range(25)]
    site = make_site(entries).open("?q=学时")

    expect(site.results).to_have_count(10)
    expect(site.status).to_have_text("找到 25 个页面，先列出 10 个。")
    more = site.page.get_by_role("link", name="再列出 10 个")
    assert more.evaluate("link => new URL(link.href).search") == "?q=%E5%AD%A6%E6%97%B6&page=2"
    more.click()
    expect(site.results).to_have_count(20)
    expect(site.results.nth(10).get_by_role("link").first).to_be_focused()
    site.page.reload()
    expect(site.settled().results).to_have_count(20)
    site.page.get_by_role("link", name="再列出 5 个").click()
    expect(site.results).to_have_count(25)
    expect(site.page.locator("a.more")).to_be_hidden()
    expect(site.status).to_have_text("找到 25 个页面。")


def test_facets_narrow_the_results_and_count_what_is_left(site: Site) -> None:
    site.ask("结对")
    group = site.page.get_by_role("group", name="学年")

    expect(group.get_by_role("checkbox", name="2024-2025 (3)")).to_be_visible()
    group.get_by_label("2022-2023 (1)").check()
    site.settled()

    assert site.paths(site.results) == ("archive/mentoring-report/",)
    expect(site.page.get_by_role("group", name="类型").get_by_role("checkbox")).to_have_count(1)


def test_the_address_holds_query_and_facets_and_goes_back(site: Site) -> None:
    site.ask("结对")
    site.page.get_by_label("2022-2023 (1)").check()
    site.settled()
    shared = site.page.url

    site.ask("双语")
    site.page.go_back()
    expect(site.field).to_have_value("结对")
    expect(site.page.get_by_label("2022-2023 (1)")).to_be_checked()
    assert site.settled().page.url == shared
    assert site.paths(site.results) == ("archive/mentoring-report/",)


def test_a_facet_alone_lists_its_pages_the_newest_first(site: Site) -> None:
    site.open("?类型=通知")

    assert site.paths(site.results) == ("plans/nanpu-notice-credit/", "plans/yunxi-notice-summer/")
    expect(site.status).to_have_text("找到 2 个页面。")


def test_nothing_asked_shows_no_results_but_the_facets(site: Site) -> None:
    expect(site.results).to_have_count(0)
    expect(site.status).to_have_text("输入要找的词语，或选择条件。")
    expect(site.page.get_by_label("手册 (5)")).to_be_visible()
    expect(site.page.get_by_text("需要脚本，并通过网址访问")).to_be_hidden()


def test_nothing_found_says_what_to_try(site: Site) -> None:
    site.ask("量子纠缠")

    expect(site.status).to_have_text("没有找到符合的页面。")
    expect(site.page.get_by_text("从列表里找")).to_be_visible()


def test_facets_that_leave_nothing_can_be_cleared(site: Site) -> None:
    site.open("?q=双语&类型=通知")
    expect(site.status).to_have_text("没有找到符合的页面。")
    site.page.get_by_role("link", name=re.compile(r"去掉条件（有 \d+ 个页面）")).click()
    site.settled()

    assert "plans/nanpu-bilingual/" in site.paths(site.results)


# --- how it behaves ----------------------------------------------------------


def test_escape_empties_the_field_and_then_leaves_it(site: Site) -> None:
    site.field.fill("a/b")
    site.page.keyboard.press("Escape")
    expect(site.field).to_have_value("")
    expect(site.field).to_be_focused()
    site.page.keyboard.press("Escape")
    expect(site.field).not_to_be_focused()


def test_html_in_a_title_stays_text(make_site: Callable[..., Site]) -> None:
    title = '研修<img src=x onerror=alert(1)>"方案" & <b>粗体</b>'
    section = Section(heading="<i>目标</i>", anchor='a"b', text="<script>alert(2)</script>研修内容")
    site = make_site([replace(CORPUS[0], title=title, sections=(section,))]).open("?q=研修")

    expect(site.results.locator("h2 a")).to_have_text([title])
    expect(site.results.locator(".sections a")).to_have_text(["<i>目标</i>"])
    expect(site.results.locator("img, script, b, i")).to_have_count(0)


def test_it_speaks_the_language_of_the_page_and_finds_the_same(make_site: Callable[..., Site]) -> None:
    site = make_site(CORPUS, language="en").open("?q=师徒结对")

    expect(site.status).to_have_text("Pages found: 3, 1 of them in part.")
    expect(site.page.get_by_role("group", name="School year")).to_be_visible()


def test_a_site_indexed_in_parts_is_searched_as_one(
    make_site: Callable[..., Site], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shards, "PAGES_AT_MOST", 10)
    site = make_site(CORPUS).open("?q=师徒").all()

    assert sorted(site.paths(site.results)) == sorted(CORPUS_TEXTS.holding("师徒"))


@pytest.mark.parametrize("name", ["王思远", "360学时", "师徒结对", "PowerPoint", "怎么评课？", "整本书阅讀"])
def test_shards_answer_as_one_index_does(
    name: str, make_site: Callable[..., Site], site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = site.answer(CORPUS_TEXTS.query("", name))
    monkeypatch.setattr(shards, "PAGES_AT_MOST", 10)

    parted = make_site(CORPUS).open().answer(CORPUS_TEXTS.query("", name))

    assert set(parted.strict) == set(whole.strict)
    assert set(parted.partial) == set(whole.partial)


# --- where there are more shards than are searched at once -----------------------


@pytest.fixture
def archive(make_site: Callable[..., Site], monkeypatch: pytest.MonkeyPatch) -> Site:
    """Thirteen school years of three pages each, and three pages of no year; a shard for each."""
    monkeypatch.setattr(shards, "PAGES_AT_MOST", 3)
    entries = [
        replace(
            CORPUS[0],
            path=f"{year}/{number}/",
            title=f"{year}年方案{number}",
            filters={"学年": (f"{year}-{year + 1}",), "类型": ("通知" if number else "方案",)} if year else {},
            date=date(year, 9, number + 1) if year else None,
            sections=(plain("教师研修" if number else "教师研修和听课"),),
        )
        for year in (*range(2010, 2023), 0)
        for number in range(3)
    ]
    return make_site(entries)


def years_of(paths: Sequence[str]) -> set[int]:
    return {int(path.split("/")[0]) for path in paths}


def test_ten_shards_are_searched_first_and_the_page_says_so_and_leads_to_the_rest(archive: Site) -> None:
    archive.open("?q=教师研修")
    expect(archive.status).to_have_text("找到 30 个页面，先列出 10 个。查了 30 个页面。")
    assert years_of(archive.all().paths(archive.results)) == {0, *range(2014, 2023)}

    archive.page.get_by_role("link", name="再查另外 12 个").click()

    expect(archive.settled().status).to_have_text("找到 12 个页面，先列出 10 个。")
    assert years_of(archive.all().paths(archive.results)) == set(range(2010, 2014))
    archive.page.go_back()
    expect(archive.page.get_by_role("link", name="再查另外 12 个")).to_be_visible()


def test_the_years_that_are_chosen_are_searched_instead(archive: Site) -> None:
    archive.open("?q=教师研修")
    years = archive.page.get_by_role("group", name="学年")

    years.get_by_text("更多").click()
    years.get_by_label("2010-2011 (…)").check()

    expect(archive.settled().status).to_have_text("找到 3 个页面。")
    assert years_of(archive.paths(archive.results)) == {2010}
    archive.ask("听课")
    expect(archive.status).to_have_text("找到 1 个页面。")


def test_facets_count_and_list_the_pages_of_all_shards(archive: Site) -> None:
    archive.open()
    expect(archive.page.get_by_label("通知 (26)")).to_be_visible()

    archive.page.get_by_label("通知 (26)").check()

    expect(archive.settled().status).to_have_text("找到 26 个页面，先列出 10 个。")
    assert archive.all().paths(archive.results)[::25] == ("2022/2/", "2010/1/")
    expect(archive.page.get_by_label("2010-2011 (2)")).to_be_attached()


def test_a_search_loads_ten_shards_and_the_cards_that_are_shown(archive: Site) -> None:
    loaded: list[str] = []
    archive.page.on("request", lambda request: loaded.append(request.url.removeprefix(archive.address)))

    archive.open("?q=听课")

    assert len([url for url in loaded if url.endswith(".pf_meta")]) == 11  # the empty one among them
    assert len([url for url in loaded if "/cards/" in url]) == 10
    assert not [url for url in loaded if "titles.json" in url]


def test_a_site_without_pages_finds_nothing(make_site: Callable[..., Site]) -> None:
    site = make_site([]).open("?q=教师")

    expect(site.status).to_have_text("没有找到符合的页面。")


def test_a_site_without_an_index_says_so(make_site: Callable[..., Site]) -> None:
    site = make_site(None).open("?q=教师")

    expect(site.status).to_have_text("本站没有检索索引。")
    expect(site.page.get_by_text("需要脚本，并通过网址访问")).to_be_visible()


def test_opened_as_a_file_the_page_still_says_what_it_needs(page: Page, tmp_path: Path) -> None:
    write_site(tmp_path, None, language="zh-CN")
    page.goto((tmp_path / "search" / "index.html").as_uri())

    expect(page.get_by_text("需要脚本，并通过网址访问")).to_be_visible()


# --- the site that is searched ------------------------------------------------


@pytest.fixture(scope="module")
def make_folder(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    def make(entries: Sequence[Entry] | None, *, language: str = "zh-CN") -> Path:
        root = tmp_path_factory.mktemp("served")
        write_site(root / "school" / "site", entries, language=language)
        return root

    return make


@pytest.fixture(scope="module")
def address(make_folder: Callable[..., Path], serve_folder: Callable[[Path], str]) -> str:
    return serve_folder(make_folder(CORPUS)) + "school/site/"


@pytest.fixture(scope="module")
def shared_page(browser: Browser) -> Iterator[Page]:
    """One page for all that does not care what was asked before."""
    with browser.new_context(locale="zh-CN") as context:
        yield context.new_page()


@pytest.fixture(scope="module")
def demonstration_site(
    tmp_path_factory: pytest.TempPathFactory, serve_folder: Callable[[Path], str]
) -> tuple[Texts, str]:
    """The texts of the built demonstration site, and its address."""
    folder = tmp_path_factory.mktemp("served")
    project = open_project(HERE.parent.parent, folder / "school" / "site")
    publish(build(project, Options(today=date(2026, 1, 1))).artifacts, target(project))
    return demonstration(folder / "school" / "site"), serve_folder(folder) + "school/site/"


@pytest.fixture(scope="module", params=["corpus", "demonstration"])
def answers(
    request: pytest.FixtureRequest, browser: Browser, address: str, demonstration_site: tuple[Texts, str]
) -> list[Answer]:
    """The answers to the queries and to words from anywhere in the pages."""
    texts, served = (CORPUS_TEXTS, address) if request.param == "corpus" else demonstration_site
    problems: list[str] = []
    with browser.new_context(locale="zh-CN") as context:
        page = context.new_page()
        page.on("console", lambda message: problems.append(f"{message.location['url']} {message.text}"))
        page.on("pageerror", lambda error: problems.append(str(error)))
        site = Site(page, served).open()
        found = [site.answer(query) for query in [*texts.queries(), *texts.samples(60, longest=3)]]
    assert [problem for problem in problems if "favicon" not in problem] == []
    return found


@pytest.fixture(scope="module")
def codes_address(make_folder: Callable[..., Path], serve_folder: Callable[[Path], str]) -> str:
    entries = [replace(CORPUS[0], path=f"{at}/", sections=(plain(text),)) for at, text in enumerate(CODES)]
    return serve_folder(make_folder(entries)) + "school/site/"


@pytest.fixture
def codes(shared_page: Page, codes_address: str) -> Site:
    return Site(shared_page, codes_address).open()


@pytest.fixture
def site(shared_page: Page, address: str) -> Site:
    return Site(shared_page, address).open()


@pytest.fixture
def make_site(page: Page, make_folder: Callable[..., Path], serve_folder: Callable[[Path], str]) -> Callable[..., Site]:
    return lambda entries, **options: Site(page, serve_folder(make_folder(entries, **options)) + "school/site/")


def write_site(folder: Path, entries: Sequence[Entry] | None, *, language: str) -> None:
    files = {} if entries is None else bundle(entries, folder.with_name("work"))
    files |= {
        "assets/search.js": SCRIPT,
        "search/index.html": SEARCH_PAGE.format(language=language, policy=POLICY, texts=texts_in(language)).encode(),
    }
    for name, content in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)


def texts_in(language: str) -> str:
    """What the search page of an English site says instead of Chinese, as the layout has it."""
    layout = (standard_layouts() / "search.html").read_text(encoding="utf-8")
    english = re.search(r"{% set english = ({.*?}) %}", layout, re.DOTALL)
    assert english
    return escape(json.dumps(ast.literal_eval(english[1]) if language == "en" else {}))


def corpus() -> list[Entry]:
    blocks = (HERE / "search_corpus.txt").read_text(encoding="utf-8").split("\n== ")[1:]
    return [entry_of(*block.strip().split("\n", 1)) for block in blocks]


def entry_of(head: str, body: str) -> Entry:
    path, title, *values, day, names = (part.strip() for part in head.split("|"))
    listed = {facet: tuple(value.split("、")) for facet, value in zip(FACETS, values, strict=True) if value}
    return Entry(
        path=path,
        title=title,
        names=tuple(names.split("、")) if names else (),
        keywords=tuple(word for facet in FACETS[:3] for word in listed.get(facet, ())),
        filters=listed,
        date=date.fromisoformat(day) if day else None,
        sections=tuple(section_of(part) for part in re.split(r"(?m)^(?=## )", body) if part.strip()),
    )


def section_of(written: str) -> Section:
    if not written.startswith("## "):
        return plain(written.replace("\n", "\n\n"))
    heading, text = written.removeprefix("## ").split("\n", 1)
    title, anchor = heading.rsplit(" #", 1)
    return Section(heading=title, anchor=anchor, text=text.replace("\n", "\n\n"))


def plain(text: str) -> Section:
    return Section(heading="", anchor=None, text=text)


CORPUS = corpus()


def texts_of(entry: Entry) -> list[str]:
    sections = (text for section in entry.sections for text in (section.heading, *section.text.split("\n\n")))
    return [*(entry.title, *entry.names, *entry.keywords), *sections]


class Texts:
    """What stands on each page, in lines; the queries that are asked of them, and what they should find."""

    def __init__(self, name: str, lines: Mapping[str, Sequence[str]]) -> None:
        self.name = name
        self.lines = {path: [" ".join(folded(line).lower().split()) for line in texts] for path, texts in lines.items()}

    def queries(self) -> list[Query]:
        listed = yaml.safe_load((HERE / "queries.yaml").read_text(encoding="utf-8"))[self.name]
        return [self.query(**query) for query in listed]

    def query(self, kind: str, query: str, pages: Sequence[str] = (), literal: bool = False) -> Query:
        held = self.holding(query)
        return Query(kind=kind, text=query, wanted=frozenset(pages) or held, holding=held, literal=literal)

    def holding(self, words: str) -> frozenset[str]:
        """The pages that hold the words as written; a number or Latin word only as a whole."""
        wanted = folded(words).lower().strip('“”「」"')
        before = r"(?<![a-z0-9.])" if wanted[0].isascii() else ""
        after = r"(?![a-z0-9]|\.[0-9])" if wanted[-1].isascii() else ""
        # The index has no blanks: 360学时 is 360 学时, 30% is 30 %.
        spaced = re.sub(r"(?<=[a-z0-9])(?=[一-鿿%])|(?<=[一-鿿])(?=[a-z0-9])|\\? ", " ?", re.escape(wanted))
        pattern = re.compile(before + spaced + after)
        return frozenset(path for path, lines in self.lines.items() if any(pattern.search(line) for line in lines))

    def samples(self, count: int, longest: int) -> list[Query]:
        """Words from anywhere in the texts, the same in every run."""
        chance = random.Random(7)
        runs = [run for lines in self.lines.values() for line in lines for run in re.findall(r"[一-鿿]+", line)]
        chosen = [(run, chance.randrange(len(run)), chance.randint(1, longest)) for run in chance.sample(runs, count)]
        return [self.query("抽样", run[start : start + length], literal=True) for run, start, length in chosen]


CORPUS_TEXTS = Texts("corpus", {entry.path: texts_of(entry) for entry in CORPUS})


class Lines(HTMLParser):
    """The lines of a built page's `<main>`, read apart from the way the index reads them."""

    PARTED = frozenset(
        [
            "p",
            "li",
            "dt",
            "dd",
            "td",
            "th",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "div",
            "section",
            "summary",
            "tr",
            "ul",
            "ol",
            "dl",
            "details",
            "pre",
            "blockquote",
        ]
    )

    def __init__(self) -> None:
        super().__init__()
        self.lines = [""]
        self.outside = 1
        self.code = 0

    @classmethod
    def of(cls, html: str) -> list[str]:
        parser = cls()
        parser.feed(
            re.sub(
                r"(?s)<nav.*?</nav>|<form.*?</form>|<span class=\"source\">.*?</span>|<script.*?</script>"
                r"|<p class=\"actions\">.*?</p>|<section id=\"downloads\".*?</section>",
                "",
                html,
            )
        )
        return [line for line in parser.lines if line.strip()]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.outside -= tag == "main"
        self.code += tag == "pre"
        self.lines += [""] if tag in self.PARTED else []

    def handle_endtag(self, tag: str) -> None:
        self.outside += tag == "main"
        self.code -= tag == "pre"
        self.lines += [""] if tag in self.PARTED else []

    def handle_data(self, data: str) -> None:
        first, *others = data.split("\n") if self.code else [data]
        if not self.outside:
            self.lines[-1] += first
            self.lines += others


def demonstration(folder: Path) -> Texts:
    """The texts of the built pages that search knows."""
    cards = sorted((folder / "pagefind").glob("*/cards/*.json"))
    paths = [card["address"] for file in cards for card in json.loads(file.read_text(encoding="utf-8"))]
    pages = {path: (folder / path / "index.html").read_text(encoding="utf-8") for path in paths}
    return Texts("demonstration", {path: Lines.of(html) for path, html in pages.items()})
