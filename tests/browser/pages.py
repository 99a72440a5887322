"""The types of page that a site has, each with one of the demonstration site; `make screens` takes pictures of them.

`python -m tests.browser.pages FOLDER` builds the site and writes FOLDER/<type>-<width>-<scheme>.png and <type>.pdf.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, sync_playwright

from planfolio.build import Options, build
from planfolio.git import Revision
from planfolio.history import History, Trace
from planfolio.project import open_project
from planfolio.write import publish, target
from tests.browser.chromium import chromium_path
from tests.browser.conftest import ARGUMENTS, served

Scheme = Literal["light", "dark"]

ROOT = Path(__file__).parent.parent.parent
AUTHORS = ("示例甲", "示例乙", "示例丙（教研员）", "Example Four")
HISTORY = History(
    traces={
        path.relative_to(ROOT).as_posix(): Trace(
            commit="0" * 40, day=date(2026, 8, 1 + number % 30), authors=AUTHORS[: 1 + number % len(AUTHORS)]
        )
        for number, path in enumerate(sorted((ROOT / "content").rglob("*.*")))
    }
)
OPTIONS = Options(today=date(2026, 9, 1), revision=Revision("0" * 40, date(2026, 8, 31)), history=HISTORY)
SOURCES = """
网址: https://site.example/school/
仓库: {平台: gitee, 地址: https://gitee.com/example/site, 分支: main}
致谢: 是
"""
"""Settings by which the site lies below a path, and pages lead to their sources and name who worked on them, here invented
people at invented places."""
TYPES = {
    "home": "",
    "list": "plans/",
    "plan": "plans/lanxi-2024-autumn/",
    "plan-complete": "plans/demo-autumn-2026/",
    "plan-five-years": "plans/zhaoyang-five-year/",
    "curriculum": "curricula/demo-classroom-inquiry/",
    "schedule": "schedules/demo-autumn-2026/",
    "portfolio": "portfolios/teacher-a/",
    "people": "portfolios/",
    "organisation": "organisations/demo-school/",
    "archive": "archive/",
    "facet": "archive/year/2026-2027/",
    "article": "archive/theme-based-training/",
    "packs": "packs/",
    "pack": "packs/cn-2011/",
    "text": "handbook/write-a-plan/",
    "fields": "handbook/fields/",
    "rules": "handbook/rules/",
    "search": "search/?q=课堂提问",
    "nothing-found": "search/?q=量子引力",
    "error": "404.html",
    "credits": "credits/",
    "report": "report/",
    "sheet": "report/plans/zhaoyang-five-year/",
    "rule-index": "report/rules/",
    "roll-up": "report/organisations/",
}
"""Addresses in the demonstration site by type of page."""
WIDTHS = (360, 768, 1280)
SCHEMES: tuple[Scheme, ...] = ("light", "dark")


def build_demonstration(folder: Path, language: str = "zh-CN") -> None:
    """The demonstration site as built at a fixed revision, in `folder`, its interface in `language`."""
    with tempfile.TemporaryDirectory() as copy:
        shutil.copytree(ROOT / "content", Path(copy) / "content")
        settings = Path(copy) / "content" / "site.yaml"
        written = settings.read_text(encoding="utf-8").replace("语言: zh-CN", f"语言: {language}")
        settings.write_text(written + SOURCES, encoding="utf-8")
        project = open_project(Path(copy), folder)
        publish(build(project, OPTIONS).artifacts, target(project))


def _take(browser: Browser, site: str, folder: Path) -> Iterator[Path]:
    for width in WIDTHS:
        for scheme in SCHEMES:
            with browser.new_context(
                viewport={"width": width, "height": 800}, color_scheme=scheme, locale="zh-CN"
            ) as context:
                page = context.new_page()
                for name, address in TYPES.items():
                    page.goto(site + address)
                    page.wait_for_load_state("networkidle")
                    yield folder / f"{name}-{width}-{scheme}.png"
                    page.screenshot(path=folder / f"{name}-{width}-{scheme}.png", full_page=True)
                    if (width, scheme) == (WIDTHS[-1], SCHEMES[0]):
                        yield folder / f"{name}.pdf"
                        page.pdf(path=folder / f"{name}.pdf", prefer_css_page_size=True)


def main(folder: Path) -> None:
    """Take all pictures."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary, sync_playwright() as playwright:
        build_demonstration(Path(temporary) / "school")
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=ARGUMENTS)
        with served(Path(temporary)) as address:
            for picture in _take(browser, f"{address}school/", folder):
                print(picture)
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
