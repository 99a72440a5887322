"""Hostile pages in a real browser: no script of theirs runs, nobody else is asked, and the policy has nothing to stop."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from planfolio.build import Options, build
from planfolio.project import open_project
from planfolio.write import publish, target
from tests.sites import TODAY, write_site
from tests.test_hostile import Payloads, hostile_site

pytestmark = pytest.mark.browser

LISTENING = """
window.hostile = () => console.error('a script of the content ran');
for (const name of ['alert', 'confirm', 'prompt', 'open']) window[name] = () => window.hostile();
document.addEventListener('securitypolicyviolation', (event) =>
    console.error(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile} ${event.lineNumber}`));
"""
TOUCH = """
for (const one of document.querySelectorAll('details')) one.open = true;
for (const one of document.querySelectorAll('main *')) for (const name of ['mouseover', 'focus', 'error', 'load'])
    one.dispatchEvent(new Event(name));
"""
PAGES = (
    "", "404.html", "archive/", "archive/a/", "curricula/c/", "organisations/demo-school/", "packs/own/", "plans/",
    "plans/broken/", "plans/draft/", "plans/p/", "portfolios/", "portfolios/t/", "report/", "report/organisations/",
    "report/plans/p/", "report/rules/", "schedules/s/", "text/", 'report/#"><img src=x onerror=hostile()>',
    "archive/?subject=%3Cimg%20src%3Dx%20onerror%3Dhostile()%3E", "search/?q=%3Cimg%20src%3Dx%20onerror%3Dhostile()%3E",
    "search/?q=HYPERLINK",
)  # fmt: skip


def test_no_script_of_the_content_runs_and_nobody_else_is_asked(
    tmp_path: Path, browser: Browser, serve_folder: Callable[[Path], str]
) -> None:
    project = open_project(write_site(tmp_path, hostile_site(Payloads())))
    publish(build(project, Options(today=TODAY, drafts=True, base_url="https://x.example/")).artifacts, target(project))
    site = serve_folder(tmp_path / "site")
    said: list[str] = []
    with browser.new_context(locale="zh-CN") as context:
        context.add_init_script(LISTENING)
        page = context.new_page()
        page.on("console", lambda message: said.append(f"{page.url} {message.text}"))
        page.on("pageerror", lambda error: said.append(f"{page.url} {error}"))
        page.on("dialog", lambda dialog: said.append(f"dialog {dialog.message}"))
        page.on("popup", lambda other: said.append(f"popup {other.url}"))
        page.on("download", lambda download: said.append(f"download {download.url}"))
        page.on("request", lambda one: None if one.url.startswith((site, "data:")) else said.append(one.url))

        for address in PAGES:
            page.goto(site + address)
            page.evaluate(TOUCH)
        page.wait_for_load_state("networkidle")
        assert page.locator("[data-results] li").count() > 0

    assert said == []
