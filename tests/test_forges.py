"""Forges: the exact addresses of sources, for each forge, with names that have to be encoded."""

from __future__ import annotations

from pathlib import Path

import pytest

from planfolio.forges import Hosted, hosted
from planfolio.model.choices import Forge
from planfolio.model.sites import Repository
from tests.sites import inspected

PLAN, PAGE = "content/plans/p.yaml", "content/pages/附录 1.md"
ENCODED = "content/pages/%E9%99%84%E5%BD%95%201.md"
TITLE, TEXT = "%E5%AD%A6%E6%97%B6%20%26%20%E6%80%BB%E6%95%B0", "%E9%A1%B5%E9%9D%A2%EF%BC%9Aa%2F%0A%231"


def addresses(forge: Hosted) -> list[str]:
    return [
        forge.edit(PAGE),
        forge.show(PAGE),
        forge.history(PAGE),
        forge.lines(PLAN, 5),
        forge.lines(PLAN, 5, 9),
        forge.lines(PAGE, 5, 9),
        forge.problem("学时 & 总数", "页面：a/\n#1"),
    ]


def test_addresses_at_github() -> None:
    forge = Hosted(forge=Forge.GITHUB, url="https://github.com/a/b", branch="main")

    assert addresses(forge) == [
        f"https://github.com/a/b/edit/main/{ENCODED}",
        f"https://github.com/a/b/blob/main/{ENCODED}",
        f"https://github.com/a/b/commits/main/{ENCODED}",
        "https://github.com/a/b/blob/main/content/plans/p.yaml#L5",
        "https://github.com/a/b/blob/main/content/plans/p.yaml#L5-L9",
        f"https://github.com/a/b/blob/main/{ENCODED}?plain=1#L5-L9",
        f"https://github.com/a/b/issues/new?title={TITLE}&body={TEXT}",
    ]


def test_addresses_at_gitlab() -> None:
    forge = Hosted(forge=Forge.GITLAB, url="https://gitlab.example/x/a/b", branch="main")

    assert addresses(forge) == [
        f"https://gitlab.example/x/a/b/-/edit/main/{ENCODED}",
        f"https://gitlab.example/x/a/b/-/blob/main/{ENCODED}",
        f"https://gitlab.example/x/a/b/-/commits/main/{ENCODED}",
        "https://gitlab.example/x/a/b/-/blob/main/content/plans/p.yaml#L5",
        "https://gitlab.example/x/a/b/-/blob/main/content/plans/p.yaml#L5-9",
        f"https://gitlab.example/x/a/b/-/blob/main/{ENCODED}?plain=1#L5-9",
        f"https://gitlab.example/x/a/b/-/issues/new?issue%5Btitle%5D={TITLE}&issue%5Bdescription%5D={TEXT}",
    ]


def test_addresses_at_gitea_and_forgejo() -> None:
    forge = Hosted(forge=Forge.GITEA, url="https://codeberg.org/a/b", branch="main")

    assert addresses(forge) == [
        f"https://codeberg.org/a/b/_edit/main/{ENCODED}",
        f"https://codeberg.org/a/b/src/branch/main/{ENCODED}",
        f"https://codeberg.org/a/b/commits/branch/main/{ENCODED}",
        "https://codeberg.org/a/b/src/branch/main/content/plans/p.yaml#L5",
        "https://codeberg.org/a/b/src/branch/main/content/plans/p.yaml#L5-L9",
        f"https://codeberg.org/a/b/src/branch/main/{ENCODED}?display=source#L5-L9",
        f"https://codeberg.org/a/b/issues/new?title={TITLE}&body={TEXT}",
    ]


def test_addresses_at_gitee() -> None:
    forge = Hosted(forge=Forge.GITEE, url="https://gitee.com/a/b", branch="master")

    assert addresses(forge) == [
        f"https://gitee.com/a/b/edit/master/{ENCODED}",
        f"https://gitee.com/a/b/blob/master/{ENCODED}",
        f"https://gitee.com/a/b/commits/master/{ENCODED}",
        "https://gitee.com/a/b/blob/master/content/plans/p.yaml#L5",
        "https://gitee.com/a/b/blob/master/content/plans/p.yaml#L5-9",
        f"https://gitee.com/a/b/blob/master/{ENCODED}#L5-9",
        f"https://gitee.com/a/b/issues/new?title={TITLE}&description={TEXT}",
    ]


def test_the_slashes_of_a_branch_stay_and_its_other_signs_are_encoded() -> None:
    forge = Hosted(forge=Forge.GITHUB, url="https://github.com/a/b", branch="发布/2026#1")

    assert forge.show(PLAN) == "https://github.com/a/b/blob/%E5%8F%91%E5%B8%83/2026%231/content/plans/p.yaml"


def test_a_site_in_a_folder_of_its_repository_leads_there() -> None:
    forge = hosted(Repository(url="https://github.com/a/b", branch="main"), "研修/site/")

    assert forge is not None
    assert forge.edit(PLAN) == "https://github.com/a/b/edit/main/%E7%A0%94%E4%BF%AE/site/content/plans/p.yaml"


@pytest.mark.parametrize(
    ("url", "edit", "show"),
    [
        ("https://github.com/a/b.git", "https://github.com/a/b/edit/main/x.md", "https://github.com/a/b/blob/HEAD/x.md"),
        ("https://git.gitlab.x.cn/a/", "https://git.gitlab.x.cn/a/-/edit/main/x.md", "https://git.gitlab.x.cn/a/-/blob/HEAD/x.md"),
        ("https://forgejo.x.cn/a/b", "https://forgejo.x.cn/a/b/_edit/main/x.md", "https://forgejo.x.cn/a/b/src/branch/main/x.md"),
        ("https://gitee.com/a/b", "https://gitee.com/a/b/edit/master/x.md", "https://gitee.com/a/b/blob/master/x.md"),
    ],
)  # fmt: skip
def test_forge_and_branch_are_those_of_the_address_where_none_is_named(url: str, edit: str, show: str) -> None:
    forge = hosted(Repository(url=url))

    assert forge is not None
    assert (forge.edit("x.md"), forge.show("x.md")) == (edit, show)


def test_what_a_commit_had_is_shown_at_that_commit() -> None:
    addresses = [Hosted(forge=forge, url="https://x.cn/a").lines("p.md", 5, commit="c0ffee") for forge in Forge]

    assert addresses == [
        "https://x.cn/a/blob/c0ffee/p.md?plain=1#L5",
        "https://x.cn/a/-/blob/c0ffee/p.md?plain=1#L5",
        "https://x.cn/a/src/commit/c0ffee/p.md?display=source#L5",
        "https://x.cn/a/blob/c0ffee/p.md#L5",
    ]


def test_a_long_title_is_cut() -> None:
    forge = Hosted(forge=Forge.GITHUB, url="https://github.com/a/b")

    assert len(forge.problem("题" * 500, "")) < 800


def test_without_an_address_there_is_no_forge() -> None:
    assert hosted(None) is None
    assert hosted(Repository(forge=Forge.GITEE)) is None
    assert hosted(Repository(url="https://git.school.example/a/b")) is None


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "https://name:word@git.example/a/b",
        "https://git.example/a/b?x=1",
        "https://git.example/a/b#x",
        "//git.example/a/b",
    ],
)
def test_an_address_to_which_no_page_should_lead_is_refused(tmp_path: Path, url: str) -> None:
    found = inspected(tmp_path, {"site.yaml": f"title: 站\nrepository: {{url: '{url}'}}\n"})

    assert found.broken
    (finding,) = found.report.findings
    assert finding.code == "FD04"
    assert finding.message.shown("zh").endswith("应为仓库网页的网址，如 https://gitee.com/example/site")
    assert finding.fix is not None
    assert finding.fix.shown("zh") == "以 https:// 或 http:// 开头写全，不带用户名、密码和“?”“#”以后的部分"
