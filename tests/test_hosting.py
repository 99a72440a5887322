"""Hosting: what hosts read of a site holds on each of them, previews stay out of search engines, and the settings that a site
comes with publish it from a clean clone."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from datetime import date
from pathlib import Path

import pytest
import yaml

from planfolio.build import Artifacts, Options, build
from planfolio.exports import hosting
from planfolio.exports.headers import FOREVER, HEADERS, POLICY, nginx
from planfolio.project import open_project
from tests.sites import TODAY, plan, write_site

ROOT = Path(__file__).parent.parent
PAGE = "---\ntitle: 页\naliases: [旧/页 1/, 旧/页, old.html]\n---\n文\n"


def built(folder: Path, files: dict[str, str], **options: object) -> dict[str, str]:
    """The files of a site as text."""
    chosen = Options(**{"today": TODAY, "search": False, **options})  # type: ignore[arg-type]  # what a test asks for
    return texts(build(open_project(write_site(folder, files)), chosen).artifacts)


def texts(artifacts: Artifacts) -> dict[str, str]:
    return {path: content.decode() for path, content in artifacts.items() if isinstance(content, bytes)}


@pytest.fixture(scope="module")
def preview() -> dict[str, str]:
    """The demonstration site as a preview shows it: with all its drafts."""
    options = Options(today=date(2026, 1, 1), drafts=True, search=False, base_url="https://preview.example/")
    return texts(build(open_project(ROOT), options).artifacts)


# --- every page -----------------------------------------------------------------------------------------------------------


def test_every_page_carries_the_policy_and_needs_no_more(preview: dict[str, str], tmp_path: Path) -> None:
    pages = {path: text for path, text in preview.items() if path.endswith(".html")}
    pages |= {"moved": built(tmp_path, {"pages/p.md": PAGE})["old.html"]}

    meta = f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
    inline = re.compile(
        r"<style|<[a-z][^<>]*\s(?:style|on[a-z]+)=|<script(?![^>]* (?:src=|type=\"application/ld\+json\"))"
    )

    assert "404.html" in pages
    assert [path for path, html in pages.items() if html.partition("<title>")[0].count(meta) != 1] == []
    assert [(path, found[0]) for path, html in pages.items() if (found := inline.search(html))] == []


def test_a_preview_is_kept_out_of_search_engines(preview: dict[str, str]) -> None:
    pages = [text for path, text in preview.items() if path.endswith(".html")]

    assert all('<meta name="robots" content="noindex">' in page for page in pages)
    assert "\n  X-Robots-Tag: noindex\n" in preview["_headers"]
    assert "sitemap.xml" not in preview
    # A crawler that may not read a page does not learn that it is not to be listed.
    assert preview["robots.txt"] == "User-agent: *\nAllow: /\n"


def test_the_public_site_is_listed_and_an_internal_one_is_not(tmp_path: Path) -> None:
    public = built(tmp_path, {}, base_url="https://x.example/school")
    internal = built(tmp_path, {}, base_url="https://x.example/school", profile="internal")

    assert public["robots.txt"] == "User-agent: *\nAllow: /\n\nSitemap: https://x.example/school/sitemap.xml\n"
    assert "noindex" not in public["index.html"] + public["_headers"]
    assert "noindex" in internal["index.html"]
    assert "noindex" in internal["_headers"]
    assert "sitemap.xml" not in internal


def test_a_preview_shows_drafts_and_nothing_else_that_is_hidden(tmp_path: Path) -> None:
    files = {
        "site.yaml": "title: 示例\nreport: internal\n",
        "plans/d.md": plan("").replace("published", "draft"),
        "plans/i.md": plan("visibility: internal\naliases: [secret/]"),
        "portfolios/t.md": "---\nname: 示例教师甲\naliases: [teacher-jia/]\n---\n",
    }

    site = built(tmp_path, files, drafts=True)

    assert "plans/d/index.html" in site
    assert not [
        path for path in site if path.startswith(("report/", "plans/i/", "portfolios/t/", "secret/", "teacher-jia/"))
    ]
    assert "_redirects" not in site


# --- files for hosts ------------------------------------------------------------------------------------------------------


def test_headers_are_those_of_the_constant_within_what_hosts_read(tmp_path: Path) -> None:
    rules: dict[str, dict[str, str]] = {}
    lines = built(tmp_path, {})["_headers"].splitlines()
    for line in lines:
        if line.startswith("/"):
            rules[line] = {}
        else:
            name, _, value = line.strip().partition(": ")
            rules[next(reversed(rules))][name] = value

    assert rules == {"/*": HEADERS, "/pagefind/:folder/*": {"Cache-Control": FOREVER}}
    assert HEADERS["Content-Security-Policy"] == f"{POLICY}; frame-ancestors 'none'"
    assert max(map(len, lines)) <= 2_000


@pytest.mark.parametrize(
    ("base_url", "root"),
    [(None, "/"), ("https://x.example", "/"), ("https://x.example/a b/", "/a%20b/"), ("https://x.example//evil.example", "/evil.example/")],
)  # fmt: skip
def test_redirects_stay_on_the_site_and_are_encoded(tmp_path: Path, base_url: str | None, root: str) -> None:
    site = built(tmp_path, {"pages/p.md": PAGE}, base_url=base_url)

    assert site["_redirects"] == f"{root}old.html {root}p/ 301\n{root}%E6%97%A7/%E9%A1%B5/ {root}p/ 301\n"
    assert {"old.html", "旧/页/index.html"} < set(site)  # for hosts that know no redirects


def test_netlify_is_told_to_redirect_though_a_page_lies_there(tmp_path: Path) -> None:
    site = built(tmp_path, {"pages/p.md": "---\ntitle: 页\naliases: old\n---\n文\n"}, host="netlify")

    assert site["_redirects"] == "/old/ /p/ 301!\n"


def test_no_redirect_begins_at_a_page_or_ends_at_a_redirect(tmp_path: Path) -> None:
    files = {
        "pages/a.md": "---\ntitle: 甲\naliases: [b/, a/, c/, plans/, 404.html]\n---\n文\n",
        "pages/b.md": "---\ntitle: 乙\naliases: [a/, c/]\n---\n文\n",
    }

    assert built(tmp_path, files)["_redirects"] == "/c/ /a/ 301\n"


def test_a_form_gets_no_policy_from_the_host_that_its_page_does_not_have(tmp_path: Path) -> None:
    repository = "{forge: github, url: https://github.com/a/b}"
    site = built(tmp_path, {"site.yaml": f"title: 示例\nadmin: sveltia\nrepository: {repository}\n"})

    for told in (site["_headers"], nginx(form=True).replace('"', "")):
        assert told.count("frame-ancestors 'none'") == told.count("Content-Security-Policy") > 0
        assert "default-src" not in told
        assert "same-origin-allow-popups" in told


def test_more_redirects_than_hosts_obey_are_left_to_pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hosting, "MOST", 2)
    long = f"{'长' * 80}/{'长' * 80}"
    files = {"pages/p.md": f"---\ntitle: 页\naliases: [a, b, c, {long}]\n---\n文\n"}

    site = built(tmp_path, files)

    assert site["_redirects"].splitlines() == [
        "# 共 4 个旧地址，主机最多认 2 条；未列的 2 个由该处的网页转",
        "/a/ /p/ 301",
        "/b/ /p/ 301",
    ]
    assert {"c/index.html", f"{long}/index.html"} < set(site)


def test_files_for_hosts_are_not_offered_to_readers(tmp_path: Path) -> None:
    site = built(tmp_path, {"pages/p.md": PAGE})

    assert site[".nojekyll"] == ""
    assert not re.search(r'"(?:_headers|_redirects|\.nojekyll)"', site["catalog.json"])
    assert '"robots.txt"' in site["catalog.json"]


def test_nginx_is_told_the_same_headers_everywhere() -> None:
    told = nginx()

    for name, value in HEADERS.items():
        assert told.count(f'add_header {name} "{value}" always;\n') == 2, name
    assert told.count(FOREVER) == 1


# --- the settings that a site comes with ----------------------------------------------------------------------------------

_GIT = ["git", "-c", "user.name=示例", "-c", "user.email=demo@example.org"]


def commands(settings: Path) -> dict[str, str]:
    """What Netlify runs in each context."""
    read = tomllib.loads(settings.read_text(encoding="utf-8"))
    assert read["build"]["publish"] == "site"
    return {"production": read["build"]["command"]} | {name: one["command"] for name, one in read["context"].items()}


def executed(command: str, folder: Path, programs: Path, **variables: str) -> int:
    """The status of a command in a folder, with `programs` before all others."""
    environment = {**os.environ, **variables, "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}"}
    return subprocess.run(
        ["bash", "-c", command], cwd=folder, env=environment, capture_output=True, check=False
    ).returncode


def program(place: Path, line: str) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(f"#!/bin/sh\n{line}\n", encoding="utf-8")
    place.chmod(0o755)


@pytest.fixture
def school(tmp_path: Path) -> Path:
    """A clean clone of a new site, beside a folder `bin` with the planfolio of these tests and a pip that has done its work."""
    run = f'PYTHONPATH="{ROOT / "generator"}" exec "{sys.executable}" -m planfolio "$@"'
    run = f'[ "$1" = init ] || set -- "$@" --no-search\n{run}'
    program(tmp_path / "bin" / "planfolio", run)
    program(tmp_path / "bin" / "pip", '[ "$*" = "install -r requirements.txt" ]')
    origin = tmp_path / "origin"
    assert executed("planfolio init origin", tmp_path, tmp_path / "bin") == 0
    for words in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "first"]):
        subprocess.run([*_GIT, "-C", str(origin), *words], check=True)
    subprocess.run(["git", "clone", "-q", str(origin), str(tmp_path / "school")], check=True)
    return tmp_path / "school"


def test_a_new_site_is_published_and_previewed_from_a_clean_clone(school: Path) -> None:
    told = commands(school / "netlify.toml")
    site, bin_ = school / "site", school.parent / "bin"

    assert executed(told["production"], school, bin_, URL="https://school.example") == 0
    assert "https://school.example/sitemap.xml" in (site / "robots.txt").read_text(encoding="utf-8")
    assert not (site / "plans" / "first-plan").exists()

    assert told["branch-deploy"] == told["deploy-preview"]
    assert executed(told["deploy-preview"], school, bin_, DEPLOY_PRIME_URL="https://preview.example") == 0
    assert (site / "plans" / "first-plan" / "index.html").is_file()
    assert "noindex" in (site / "_headers").read_text(encoding="utf-8")


def test_errors_are_not_published_but_can_be_previewed(school: Path) -> None:
    """Here without an address, as Netlify's own tool runs the commands on a machine that is not connected."""
    told, bin_ = commands(school / "netlify.toml"), school.parent / "bin"
    write_site(school, {"plans/p.md": plan("hours: 约十")})

    assert executed(told["production"], school, bin_) == 1
    assert not (school / "site").exists()
    assert executed(told["deploy-preview"], school, bin_) == 0
    assert (school / "site" / "plans" / "p" / "index.html").is_file()

    write_site(school, {"site.yaml": "标题: [\n"})

    assert executed(told["deploy-preview"], school, bin_) == 1


def test_this_repository_is_published_and_previewed_from_a_clean_clone(tmp_path: Path) -> None:
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "-q", str(ROOT), str(clone)], check=True)
    # The environment that `make` would set up from the lock; its stamps are newer than what they depend on.
    program(
        clone / ".venv" / "bin" / "planfolio",
        f'PYTHONPATH=generator exec "{sys.executable}" -m planfolio "$@" --no-search',
    )
    (clone / ".venv" / ".locked").write_bytes((clone / "requirements.lock").read_bytes())
    (clone / ".venv" / ".installed").touch()
    told = commands(clone / "netlify.toml")

    assert executed(told["production"], clone, tmp_path, URL="https://demo.example") == 0
    assert "https://demo.example/" in (clone / "site" / "sitemap.xml").read_text(encoding="utf-8")
    assert executed(told["deploy-preview"], clone, tmp_path, DEPLOY_PRIME_URL="https://preview.example") == 0
    assert "noindex" in (clone / "site" / "index.html").read_text(encoding="utf-8")


def test_github_pages_are_built_strictly_for_the_address_that_they_have() -> None:
    workflow = (
        ROOT / "generator" / "planfolio" / "skeleton" / "forges" / "github" / "dot-github" / "workflows" / "publish.yml"
    )
    jobs = yaml.safe_load(workflow.read_text(encoding="utf-8").replace("@BRANCH@", "main"))["jobs"]
    steps = jobs["build"]["steps"]

    assert [step["run"] for step in steps if "run" in step] == [
        "pip install -r requirements.txt",
        'planfolio build --strict --base-url "$BASE_URL"',
    ]
    assert steps[-1] == {"uses": "actions/upload-pages-artifact@v4", "with": {"path": "site"}}
    assert set(jobs["build"]["permissions"].values()) == {"read"}
    assert jobs["deploy"]["permissions"] == {"pages": "write", "id-token": "write"}
