"""Every type of page in a real browser: accessible, silent, alone, whole, light, and of use without script and mouse."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable, Iterator
from importlib.resources import files
from pathlib import Path

import html5lib
import pytest
from playwright.sync_api import Browser, Page, Request

from tests.browser.pages import TYPES, Scheme, build_demonstration

pytestmark = pytest.mark.browser

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
STANDARD = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LOOKS: dict[str, tuple[int, Scheme]] = {
    "light": (1280, "light"),
    "dark": (1280, "dark"),
    "phone": (360, "light"),
    "dark phone": (360, "dark"),
}
HEAVY = {"fields", "rules", "report", "rule-index"}
"""References and the report, which have one page for all there is."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built demonstration site."""
    folder = tmp_path_factory.mktemp("demonstration") / "school"
    build_demonstration(folder)
    return folder


@pytest.fixture(scope="module")
def site(folder: Path, serve_folder: Callable[[Path], str]) -> str:
    """The address of the demonstration site, below a path."""
    return serve_folder(folder.parent) + "school/"


@pytest.fixture(scope="module", params=list(LOOKS))
def looked_at(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    """A page of one width in one colour scheme. axe runs in it, which the site's policy would not let in."""
    width, scheme = LOOKS[request.param]
    with browser.new_context(
        viewport={"width": width, "height": 800}, color_scheme=scheme, locale="zh-CN", bypass_csp=True
    ) as context:
        yield context.new_page()


@pytest.mark.parametrize("kind", TYPES)
def test_a_page_is_accessible_and_fits_its_width(site: str, looked_at: Page, kind: str) -> None:
    looked_at.goto(site + TYPES[kind])
    looked_at.wait_for_load_state("networkidle")
    looked_at.evaluate(AXE)

    found = looked_at.evaluate("tags => axe.run(document, { runOnly: tags, resultTypes: ['violations'] })", STANDARD)

    assert [
        (one["id"], node["html"][:200], node["failureSummary"]) for one in found["violations"] for node in one["nodes"]
    ] == []
    assert looked_at.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.fixture(scope="module")
def english(tmp_path_factory: pytest.TempPathFactory, serve_folder: Callable[[Path], str]) -> str:
    """The address of the demonstration site with its interface in English, whose words are longer."""
    folder = tmp_path_factory.mktemp("english")
    build_demonstration(folder / "school", "en")
    return serve_folder(folder) + "school/"


@pytest.mark.parametrize("kind", TYPES)
def test_an_english_page_fits_a_phone(english: str, page: Page, kind: str) -> None:
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto(english + TYPES[kind])
    page.wait_for_load_state("networkidle")

    assert page.locator("html").get_attribute("lang") == "en"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("kind", TYPES)
def test_a_page_is_silent_and_asks_nobody_else(site: str, page: Page, kind: str) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("requestfailed", lambda request: said.append(f"failed: {request.url}"))
    page.on("request", lambda request: None if request.url.startswith((site, "data:")) else said.append(request.url))

    page.goto(site + TYPES[kind])
    page.wait_for_load_state("networkidle")

    assert said == []


def test_every_page_is_valid_html(folder: Path) -> None:
    wrong = []
    for file in sorted(folder.rglob("*.html")):
        parser = html5lib.HTMLParser(strict=False)
        parser.parse(file.read_text(encoding="utf-8"))
        wrong += [(file.relative_to(folder).as_posix(), error) for error in parser.errors]
    assert wrong == []


@pytest.mark.parametrize("kind", TYPES)
def test_a_page_can_be_read_and_left_without_script(site: str, browser: Browser, kind: str) -> None:
    with browser.new_context(java_script_enabled=False, locale="zh-CN") as context:
        page = context.new_page()
        page.goto(site + TYPES[kind])

        assert page.locator("main h1").is_visible()
        assert page.locator("header nav a").first.is_visible()
        assert page.locator("main a:visible").count() > 0 or page.locator("main p:visible").count() > 0


@pytest.mark.parametrize("kind", [kind for kind in TYPES if kind not in HEAVY])
def test_everything_is_reached_by_keyboard_and_seen_there(site: str, page: Page, kind: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(site + TYPES[kind])
    page.wait_for_load_state("networkidle")
    reachable = page.evaluate(
        """() => [...document.querySelectorAll("a[href], button, input, select, summary, [tabindex='0']")]
            .filter((one) => one.checkVisibility({ visibilityProperty: true }) && one.type !== "radio").length"""
    )
    page.evaluate("document.activeElement.blur()")

    reached = set()
    for _ in range(reachable + 20):
        page.keyboard.press("Tab")
        where = page.evaluate(
            """() => {
                const one = document.activeElement;
                const style = getComputedStyle(one);
                const all = [...document.querySelectorAll("*")];
                return one === document.body ? null : [all.indexOf(one), style.outlineStyle, one.type ?? ""];
            }"""
        )
        if where is None:
            break
        assert where[1] != "none", page.evaluate("document.activeElement.outerHTML.slice(0, 200)")
        if where[2] != "radio":
            reached.add(where[0])

    assert len(reached) >= reachable


@pytest.mark.parametrize("kind", [kind for kind in TYPES if kind not in HEAVY and not TYPES[kind].startswith("search")])
def test_a_page_is_light(site: str, page: Page, kind: str) -> None:
    asked: list[Request] = []
    page.on("requestfinished", lambda request: asked.append(request))

    page.goto(site + TYPES[kind])
    page.wait_for_load_state("networkidle")

    sizes = {request.url: len(gzip.compress(request.response().body())) for request in asked}  # type: ignore[union-attr]  # finished
    assert sum(sizes.values()) <= 40_000, sizes


def test_links_that_open_at_a_section_find_it(site: str, page: Page) -> None:
    page.goto(site + TYPES["plan"])
    for target in page.eval_on_selector_all("nav.contents a", "links => links.map((one) => one.getAttribute('href'))"):
        page.goto(site + TYPES["plan"] + target)
        assert page.evaluate("document.querySelector(':target') !== null"), target


def test_the_printed_page_has_no_menus(site: str, page: Page) -> None:
    page.emulate_media(media="print")
    for kind in TYPES:
        page.goto(site + TYPES[kind])
        assert page.locator("header nav:visible").count() == 0, kind
        assert page.locator("[role=search]:visible").count() == 0, kind


def test_nothing_moves_by_itself(folder: Path) -> None:
    styles = "".join(file.read_text(encoding="utf-8") for file in folder.glob("assets/*.css"))

    assert not re.search(r"\b(animation|transition|scroll-behavior)\b", styles)


def test_the_catalogue_of_types_is_whole(folder: Path) -> None:
    built = {
        found[1]
        for file in folder.rglob("*.html")
        if (found := re.search(r'data-page="(\w+)"', file.read_text(encoding="utf-8")))
    }
    shown = {
        found[1]
        for address in TYPES.values()
        if (
            found := re.search(
                r'data-page="(\w+)"',
                (
                    folder / (address.partition("?")[0] or "") / ("" if address.endswith(".html") else "index.html")
                ).read_text(encoding="utf-8"),
            )
        )
    }
    assert built == shown
