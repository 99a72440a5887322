"""Addresses: what was once published stays where it was, or leads on to where it is now."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from planfolio.build import Artifacts, Options, build
from planfolio.catalog.former import address_of
from planfolio.git import Revision
from planfolio.project import open_project, standard_layouts
from planfolio.render import Renderer
from tests.sites import composed, inspected, plan

ROOT = Path(__file__).parent.parent
RELEASED = (ROOT / "tests" / "released-addresses.txt").read_text(encoding="utf-8").splitlines()
"""Addresses of the demonstration site in each release so far, without styles, scripts and the search index."""


@pytest.fixture(scope="module")
def site() -> Artifacts:
    options = Options(today=date(2026, 1, 1), revision=Revision("0" * 40, date(2025, 12, 31)), search=False)
    return build(open_project(ROOT), options).artifacts


def test_no_released_address_is_lost(site: Artifacts) -> None:
    files = {address: f"{address}index.html" if address.endswith("/") else address for address in RELEASED}

    assert [address for address, file in files.items() if file not in site] == []


def test_the_list_of_released_addresses_is_in_order() -> None:
    assert sorted(set(RELEASED)) == RELEASED


@pytest.mark.parametrize(
    ("alias", "address"),
    [
        ("plans/old-name/", "plans/old-name/"),
        ("/plans/old-name", "plans/old-name/"),
        ("https://old.example.org/jspx/2019/Notice_3.html?id=3#a", "jspx/2019/Notice_3.html"),
        ("news/show.php", "news/show.php/"),
        ("old/index.html", "old/"),
        ("%E9%80%9A%E7%9F%A5/1/", "通知/1/"),
        ("../outside/", None),
        ("catalog.json", None),
        ("a.html/b/", None),
        ("", None),
    ],
)
def test_a_former_address_is_read_as_people_write_it(alias: str, address: str | None) -> None:
    assert address_of(alias) == address


def test_a_former_address_hides_no_page_and_leads_on_below_any_path(tmp_path: Path) -> None:
    files = {
        "plans/a.md": plan("aliases: [plans/b/, archive/, former/one/, former/one]"),
        "plans/b.md": plan("aliases: [former/one/, former/two.html]"),
        "plans/c.md": plan("aliases: [former/three/]\nvisibility: internal"),
    }
    pages = {
        page.address: page for page in composed(inspected(tmp_path, files), base_url="https://example.org/school/")
    }
    html = {address: Renderer((standard_layouts(),)).render(page).decode() for address, page in pages.items()}

    assert pages["plans/b/"].kind == "plan"
    assert pages["archive/"].kind == "list"
    assert 'content="0; url=../../plans/a/"' in html["former/one/"]
    assert 'content="0; url=../plans/b/"' in html["former/two.html"]
    assert '<link rel="canonical" href="https://example.org/school/plans/a/">' in html["former/one/"]
    assert "former/three/" not in pages
