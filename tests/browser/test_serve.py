"""A site that is served while somebody writes: real files, a real watch, a real browser."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # it has no types
from playwright.sync_api import Browser, Page, expect

from tests.sites import plan, write_site

ROOT = Path(__file__).parents[2]
BODY = "## 说明\n\n" + "\n\n".join(f"第 {n} 段。" for n in range(60))


def draft(front: str, body: str = "") -> str:
    """A plan that may lack what it will."""
    return plan(front, body).replace("published", "draft")


FILES = {
    "plans/p.md": draft("hours: 12\nstages: [{title: 集中, hours: 12}]", BODY),
    "plans/q.md": draft("hours: 6"),
    "pages/about.md": "---\ntitle: 示例说明\n---\n这里说明。\n",
}
WRONG = draft("hours: 12\nhuors: <img src=x onerror=alert(1)>")


@dataclass(frozen=True)
class Served:
    """A site's folder, its address, and what the command says."""

    folder: Path
    url: str
    log: Path

    def write(self, path: str, text: str) -> None:
        (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / path).write_text(text, encoding="utf-8")

    def style(self, text: str) -> None:
        self.write("layouts/assets/style.css", (ROOT / "layouts" / "assets" / "style.css").read_text("utf-8") + text)

    def save(self, path: str, text: str) -> None:
        """Write a file, and wait until it has been seen."""
        before = len(self.lines())
        self.write(path, text)
        while len(self.lines()) == before:
            time.sleep(0.02)

    def lines(self) -> list[str]:
        return [line for line in self.log.read_text("utf-8").splitlines() if re.match(r"\d\d:\d\d:\d\d ", line)]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = write_site(tmp_path_factory.mktemp("served"), FILES)
    (folder / "layouts").mkdir()
    log = folder / "log"
    with log.open("w") as told:
        process = subprocess.Popen(
            [sys.executable, "-m", "planfolio", "serve", "--port", "0"],
            cwd=folder,
            env=os.environ | {"PYTHONPATH": str(ROOT / "generator")},
            stderr=told,
        )
    try:
        while not (found := re.search(r"http://\S+", log.read_text("utf-8"))):
            assert process.poll() is None, log.read_text("utf-8")
        yield Served(folder, found[0], log)
    finally:
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 130
        assert "Traceback" not in log.read_text("utf-8")


@pytest.fixture
def served(site: Served) -> Iterator[Served]:
    """The site as it was, before and after a test."""
    yield site
    changed = [path for path, text in FILES.items() if (site.folder / "content" / path).read_text("utf-8") != text]
    before = len(site.lines())
    for path in changed:
        site.write(f"content/{path}", FILES[path])
    while changed and len(site.lines()) == before:
        time.sleep(0.02)


def opened(page: Page, served: Served, address: str) -> Page:
    """The page, which is watched, and marked: a reload takes the mark away."""
    with page.expect_response(lambda response: "/_planfolio/changes" in response.url):
        page.goto(served.url + address)
    page.evaluate("document.documentElement.dataset.mark = 'same'")
    return page


def turn(page: Page, state: str) -> None:
    """Hide the page, or show it again, as one does with tabs."""
    page.evaluate(
        """state => {
            Object.defineProperty(document, "visibilityState", { value: state, configurable: true });
            document.dispatchEvent(new Event("visibilitychange"));
        }""",
        state,
    )


def is_same(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.dataset.mark === 'same'"))


def test_a_page_comes_back_where_it_was_and_others_are_left_alone(served: Served, browser: Browser) -> None:
    with browser.new_context(locale="zh-CN") as context:
        page, other = (opened(context.new_page(), served, address) for address in ("plans/p/", "about/"))
        page.evaluate("document.querySelectorAll('details').forEach((fold) => (fold.open = true)); scrollTo(0, 500)")
        folds = page.evaluate("document.querySelectorAll('details').length")

        served.write("content/plans/p.md", FILES["plans/p.md"].replace("第 7 段", "改过的第 7 段"))
        expect(page.get_by_text("改过的第 7 段")).to_be_attached()

        while page.evaluate("scrollY") != 500:
            page.wait_for_timeout(20)
        assert page.evaluate("document.querySelectorAll('details[open]').length") == folds > 0
        assert (is_same(page), is_same(other)) == (False, True)
        assert re.search(r"content/plans/p\.md → 正在看的网页有 1 页变了，\d+\.\d 秒$", served.lines()[-1])


def test_styles_are_swapped_without_a_reload(served: Served, page: Page) -> None:
    opened(page, served, "plans/p/")

    served.style("h1 { letter-spacing: 7px }")
    expect(page.locator("h1")).to_have_css("letter-spacing", "7px")
    served.style("h1 { letter-spacing: 9px }")
    expect(page.locator("h1")).to_have_css("letter-spacing", "9px")

    assert is_same(page)
    assert page.locator("link[rel=stylesheet]").count() == 2


def test_a_save_that_changes_nothing_refreshes_nothing(served: Served, page: Page) -> None:
    opened(page, served, "plans/p/")

    served.save("content/plans/p.md", FILES["plans/p.md"])

    assert served.lines()[-1].partition("→ ")[2].startswith("正在看的网页没有变化")
    assert is_same(page)


def test_a_hidden_page_catches_up_when_it_is_shown(served: Served, page: Page) -> None:
    opened(page, served, "plans/p/")
    turn(page, "hidden")

    served.save("content/plans/p.md", FILES["plans/p.md"].replace("第 7 段", "改过的第 7 段"))
    assert served.lines()[-1].partition("→ ")[2].startswith("已更新")
    assert is_same(page)
    turn(page, "visible")

    expect(page.get_by_text("改过的第 7 段")).to_be_attached()


def test_a_hidden_page_catches_up_with_what_another_tab_has_got(served: Served, browser: Browser) -> None:
    with browser.new_context(locale="zh-CN") as context:
        page = opened(context.new_page(), served, "plans/p/")
        turn(page, "hidden")
        served.save("content/plans/p.md", FILES["plans/p.md"].replace("第 7 段", "改过的第 7 段"))
        other = opened(context.new_page(), served, "plans/p/")

        turn(page, "visible")

        expect(page.get_by_text("改过的第 7 段")).to_be_attached()
        assert is_same(other)


def test_a_page_follows_what_it_loads_later(served: Served, page: Page) -> None:
    opened(page, served, "about/")

    with page.expect_request(lambda request: "path=plans%2Fq%2Findex.html" in request.url):
        page.evaluate("fetch('/plans/q/').then((answer) => answer.text())")
    served.save("content/plans/q.md", draft("hours: 7"))

    page.wait_for_function("!document.documentElement.dataset.mark")


def test_a_page_watches_no_more_than_an_address_holds(served: Served, page: Page) -> None:
    opened(page, served, "about/")

    with page.expect_request(lambda request: request.url.count("&path=") >= 60) as asked:
        page.evaluate(
            "Promise.all([...Array(90).keys()].map((n) => fetch(`/none/${n}.json`).then((answer) => answer.text())))"
        )

    paths = [part for part in asked.value.url.split("&") if part.startswith("path=")]
    assert len(paths) == len(set(paths)) == 60
    assert paths[:3] == ["path=about%2Findex.html", "path=assets%2Ftokens.css", "path=assets%2Fstyle.css"]


def test_errors_lie_on_the_page_until_they_are_mended(served: Served, page: Page) -> None:
    opened(page, served, "plans/q/")
    page.on("dialog", lambda dialog: pytest.fail(dialog.message))

    served.write("content/plans/p.md", WRONG.replace("示例方案", "甲"))
    served.write("content/plans/q.md", WRONG.replace("huors", "hourz"))
    panel = page.get_by_role("alertdialog")

    expect(panel.get_by_role("listitem").first).to_contain_text("hourz: <img src=x onerror=alert(1)>")
    expect(panel).to_contain_text("--> content/plans/q.md:8:1")
    expect(panel).to_be_focused()
    assert panel.locator("img").count() == 0
    assert Axe().run(page, context="#planfolio-problems").response["violations"] == []
    page.keyboard.press("Escape")
    expect(panel).to_have_count(0)
    served.write("content/plans/q.md", FILES["plans/q.md"])
    expect(panel).to_contain_text("huors")
    panel.get_by_role("button").click()
    expect(panel).to_have_count(0)
    served.write("content/plans/p.md", WRONG.replace("huors", "horus"))
    expect(panel).to_contain_text("horus")
    served.write("content/plans/p.md", FILES["plans/p.md"])
    expect(panel).to_have_count(0)


def test_errors_that_stay_are_not_shown_anew(served: Served, browser: Browser) -> None:
    with browser.new_context(locale="zh-CN") as context:
        page, other = (opened(context.new_page(), served, address) for address in ("plans/q/", "about/"))
        served.save("content/plans/q.md", WRONG)
        panel = page.locator("#planfolio-problems")
        panel.evaluate("panel => (panel.dataset.mark = 'same')")

        served.save("content/pages/about.md", f"{FILES['pages/about.md']}\n另一段说明。\n")
        expect(other.get_by_text("另一段说明。")).to_be_attached()
        page.wait_for_timeout(200)

        expect(panel).to_have_attribute("data-mark", "same")


def test_a_broken_layout_lies_on_the_last_good_page(served: Served, page: Page) -> None:
    opened(page, served, "about/")

    served.write("layouts/page.html", "<p>\n{% broken %}\n")
    panel = page.get_by_role("alertdialog")

    expect(panel).to_contain_text("布局文件 layouts/page.html:2")
    expect(panel.locator("pre")).to_contain_text("2 | {% broken %}")
    assert is_same(page)
    expect(page.get_by_role("heading", name="示例说明")).to_be_visible()
    (served.folder / "layouts" / "page.html").unlink()
    expect(panel).to_have_count(0)
    assert is_same(page)


def test_pages_come_first_and_the_index_follows(served: Served, page: Page) -> None:
    served.write("content/plans/q.md", draft("hours: 6", "## 说明\n\n红旗渠精神进课堂。\n"))
    opened(page, served, "search/?q=红旗渠")

    expect(page.locator("[data-results] a").first).to_have_attribute("href", re.compile("plans/q/"), timeout=15_000)


def test_nothing_of_it_is_written(served: Served) -> None:
    assert [path for path in (served.folder / "site").rglob("*.html") if b"_planfolio" in path.read_bytes()] == []
