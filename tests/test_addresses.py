"""Addresses: what was once published stays where it was, or leads on to where it is now."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from planfolio.build import Artifacts, Options, build
from planfolio.git import Revision
from planfolio.project import open_project

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
