"""The form in the browser: what it is told, what it may do, what it never names, and who gets none."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from planfolio.admin.engines import ENGINES, YAML
from planfolio.build import Build, Options, build
from planfolio.cli.group import planfolio
from planfolio.model import KINDS, Portfolio
from planfolio.model.choices import FormEngine
from planfolio.model.records import Record, entries, spellings
from planfolio.project import open_project
from planfolio.publicity import Profile
from tests.sites import TODAY, inspected, write_site

ROOT = Path(__file__).parent.parent
GITHUB = "title: 示例站点\nrepository: {forge: github, url: https://github.com/example/site.git}\n"
HIDDEN = {
    "portfolios/kqz-teacher.md": "---\n姓名: 示例教师甲甲\n---\n",
    "plans/kqz-draft.md": "---\ntitle: kqz 示例方案\ntype: term\nissuer: kqz-school\n---\n",
    "organisations/kqz-school.yaml": "title: kqz 示例学校\n公开范围: 内部\n",
    "packs/kqz-pack.yaml": "title: kqz 规则\ncitation: {title: kqz}\nvisibility: internal\n",
}
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self'; img-src 'self' data: blob:; "
    "connect-src 'self' data: blob: https://api.github.com; form-action 'none'; base-uri 'none'"
)


def with_form(folder: Path, site: str = f"{GITHUB}admin: sveltia\n", **options: Any) -> Build:
    """The build of a site with a form, its engine installed as far as a build looks."""
    install(folder, FormEngine.DECAP if "decap" in site else FormEngine.SVELTIA)
    return build(
        open_project(write_site(folder, {"site.yaml": site, **HIDDEN})), Options(today=TODAY, search=False, **options)
    )


def install(folder: Path, engine: FormEngine) -> None:
    for name, version in ENGINES[engine].packages.items():
        package = folder / "node_modules" / name
        for path in ("dist/sveltia-cms.js", "dist/decap-cms.js", "browser/index.js", "LICENSE"):
            (package / path).parent.mkdir(parents=True, exist_ok=True)
            (package / path).write_text("", encoding="utf-8")
        (package / "package.json").write_text(json.dumps({"version": version}), encoding="utf-8")


def read(built: Build, name: str) -> Any:
    content = built.artifacts[f"admin/{name}"]
    assert isinstance(content, bytes)
    return json.loads(content)


def fields(config: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every field of a form with its path."""
    for collection in config["collections"]:
        yield from _below(collection["name"], collection["fields"])


def _below(path: str, found: list[Mapping[str, Any]]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for field in found:
        yield f"{path}.{field['name']}", field
        yield from _below(f"{path}.{field['name']}", field.get("fields", []))


def test_a_site_has_no_form_unless_it_asks_for_one(tmp_path: Path) -> None:
    built = with_form(tmp_path, GITHUB)

    assert not [path for path in built.artifacts if path.startswith("admin/")]


@pytest.mark.parametrize("profile", ["public", "internal"])
def test_every_field_of_the_registry_is_in_the_form(tmp_path: Path, profile: Profile) -> None:
    config = read(with_form(tmp_path, profile=profile), "config.json")

    found = dict(fields(config))
    for collection, kind in KINDS.items():
        if not collection or (kind is Portfolio and profile == "public"):
            assert not [path for path in found if path.startswith(f"{collection}.")]
            continue
        for path, record in records(kind, collection):
            names = {name.rpartition(".")[2] for name in found if name.rpartition(".")[0] == path}
            assert names >= {one.name for one in entries(record)} - {"note"}
    assert found["plans.status"]["options"][3] == {"label": "已发布", "value": "published"}
    assert found["plans.modules.units.units.hours"]["label"] == "学时"
    assert "plans.modules.units.units.units" not in found


def records(kind: type[Record], path: str) -> Iterator[tuple[str, type[Record]]]:
    """A kind's records with their paths, each once."""
    yield path, kind
    for one in entries(kind):
        if one.shape.record:
            yield f"{path}.{one.name}", one.shape.record


def test_every_spelling_that_a_source_may_have_is_known_to_the_form(tmp_path: Path) -> None:
    words = read(with_form(tmp_path, profile="internal"), "words.json")

    for kind in KINDS.values():
        if kind.COLLECTION:
            told = words["records"][words["collections"][kind.COLLECTION]["record"]]
            assert {key for entry in told.values() for key in entry["keys"]} == set(spellings(kind))
    assert words["records"]["Plan"]["level"]["values"]["county"] == ["county", "县", "县级"]
    assert words["records"]["Unit"]["required"]["values"] == {"true": ["true", "是"], "false": ["false", "否"]}
    assert words["texts"] == {"Period": ["start", "end"]}


def test_the_form_names_no_document(tmp_path: Path) -> None:
    built = with_form(tmp_path)

    for path in ("index.html", "config.json", "words.json"):
        content = built.artifacts[f"admin/{path}"]
        assert isinstance(content, bytes)
        assert not re.search("kqz|示例教师甲甲", content.decode())


def test_the_page_of_the_form_is_in_no_list_and_has_a_policy_of_its_own(tmp_path: Path) -> None:
    built = with_form(tmp_path, base_url="https://x.example/")

    html = built.artifacts["admin/index.html"]
    assert isinstance(html, bytes)
    assert re.findall(r'Content-Security-Policy" content="([^"]+)"', html.decode().replace("&#39;", "'")) == [POLICY]
    assert b'<meta name="robots" content="noindex">' in html
    assert re.findall(rb"<script[^>]*>", html) == [b'<script type="module" src="form.js">']
    listing = b"".join(
        content
        for path, content in built.artifacts.items()
        if isinstance(content, bytes) and path != "catalog.json" and not path.startswith(("admin/", "report/rules/"))
    )
    assert not re.findall(rb"[\w/]admin/[\"<]", listing)


@pytest.mark.parametrize(
    ("repository", "admin", "expected"),
    [
        (
            "{forge: github, url: https://github.com/example/site.git}",
            "sveltia",
            {"name": "github", "repo": "example/site", "branch": "main", "open_authoring": True,
             "auth_scope": "public_repo", "auth_methods": ["token"]},
        ),
        (
            "{forge: github, url: https://github.com/example/site, branch: trunk}",
            "{engine: decap, sign_in: https://api.netlify.com/}",
            {"name": "github", "repo": "example/site", "branch": "trunk", "open_authoring": True,
             "auth_scope": "public_repo", "base_url": "https://api.netlify.com"},
        ),
        (
            "{forge: gitlab, url: https://git.example.org/teachers/county/site}",
            "{app_id: abc}",
            {"name": "gitlab", "repo": "teachers/county/site", "branch": "main", "auth_type": "pkce", "app_id": "abc",
             "api_root": "https://git.example.org/api/v4", "base_url": "https://git.example.org"},
        ),
        (
            "{forge: gitea, url: https://codeberg.org/example/site}",
            "sveltia",
            {"name": "gitea", "repo": "example/site", "branch": "main", "api_root": "https://codeberg.org/api/v1",
             "base_url": "https://codeberg.org", "auth_methods": ["token"]},
        ),
    ],
)  # fmt: skip
def test_the_form_is_told_where_to_save(tmp_path: Path, repository: str, admin: str, expected: object) -> None:
    config = read(with_form(tmp_path, f"title: x\nrepository: {repository}\nadmin: {admin}\n"), "config.json")

    assert config["backend"] == expected
    assert ("publish_mode" in config) is (config["backend"]["name"] != "gitea")


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ("admin: sveltia\n", "“网上编辑 admin”要有“仓库 repository”的平台和地址，表单才知道存到哪里"),
        (
            "admin: sveltia\nrepository: {forge: gitee, url: https://gitee.com/example/site}\n",
            "Gitee 上的仓库不能用表单：Sveltia 和 Decap 都不支持 Gitee，填了也存不进去",
        ),
        (
            "admin: sveltia\nrepository: {forge: github, url: https://github.com/example}\n",
            "仓库的地址是“https://github.com/example”，里面没有“所有者/仓库名”",
        ),
        (
            "admin: decap\nrepository: {forge: github, url: https://github.com/example/site}\n",
            "Decap 不能用令牌登录 GitHub，要有“登录服务 sign_in”",
        ),
        (
            "admin: decap\nrepository: {forge: gitea, url: https://git.example.org/a/b}\n",
            "Decap 不能用令牌登录 Gitea，要有“应用编号 app_id”",
        ),
    ],
)
def test_a_form_that_could_not_save_is_refused(tmp_path: Path, settings: str, said: str) -> None:
    inspection = inspected(tmp_path, {"site.yaml": f"title: x\n{settings}"})

    assert inspection.broken
    assert [(found.code, found.message.shown("zh")) for found in inspection.report.findings] == [("FD06", said)]


def test_a_page_cannot_take_the_address_of_the_form(tmp_path: Path) -> None:
    pages = {
        "pages/admin.md": "---\ntitle: 示例页\n---\n",
        "pages/about.md": "---\ntitle: 关于\naliases: admin/\n---\n",
    }
    found = inspected(tmp_path, {"site.yaml": f"{GITHUB}admin: sveltia\n", **pages}).report.findings

    assert [(one.code, one.document) for one in found if one.code == "RF03"] == [
        ("RF03", "pages/about"),
        ("RF03", "pages/admin"),
    ]
    without = inspected(tmp_path, {"site.yaml": GITHUB, **pages}).report.findings
    assert [one.document for one in without if one.code == "RF03"] == ["pages/about"]


def test_without_its_engine_the_rest_is_built_and_the_command_is_named(tmp_path: Path) -> None:
    write_site(tmp_path, {"site.yaml": f"{GITHUB}admin: sveltia\n"})
    install(tmp_path, FormEngine.SVELTIA)
    (tmp_path / "node_modules/yaml/package.json").write_text('{"version": "1.10.2"}', encoding="utf-8")

    ended = CliRunner().invoke(planfolio, ["-C", str(tmp_path), "build", "--no-search"])

    assert ended.exit_code == 0
    assert ended.stderr == (
        "没有生成 admin/ 的表单：node_modules/ 里的 yaml 是 1.10.2，应为 2.9.1。"
        "先运行：npm install --save-exact @sveltia/cms@0.221.1 yaml@2.9.1\n"
    )
    assert (tmp_path / "site/index.html").is_file()
    assert not (tmp_path / "site/admin").exists()


def test_strict_builds_do_not_lose_the_form(tmp_path: Path) -> None:
    write_site(tmp_path, {"site.yaml": f"{GITHUB}admin: sveltia\n"})

    ended = CliRunner().invoke(planfolio, ["-C", str(tmp_path), "build", "--no-search", "--strict"])

    assert ended.exit_code == 2
    assert ended.stderr.startswith(
        "没有生成 admin/ 的表单：node_modules/ 里没有 @sveltia/cms 0.221.1、没有 yaml 2.9.1。"
    )
    assert not (tmp_path / "site").exists()


def test_this_repository_tests_the_versions_that_sites_install() -> None:
    manifest = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))
    lock = (ROOT / "package-lock.json").read_text(encoding="utf-8")

    assert manifest["devDependencies"] == ENGINES[FormEngine.SVELTIA].packages
    assert YAML[0] in manifest["devDependencies"]
    assert '"resolved"' not in lock


def test_two_builds_give_the_same_form(tmp_path: Path) -> None:
    one, other = with_form(tmp_path).artifacts, with_form(tmp_path).artifacts

    assert {path: one[path] for path in one if path.startswith("admin/")} == {
        path: other[path] for path in other if path.startswith("admin/")
    }
