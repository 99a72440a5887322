"""The form in a real browser: an hour is corrected as a teacher would, in a real repository, and one line differs."""

from __future__ import annotations

import difflib
import re
import subprocess
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page

from planfolio.build import Options, build
from planfolio.inspection import inspect
from planfolio.project import open_project
from planfolio.sources import discover
from planfolio.write import publish, target
from tests.sites import TODAY, write_site

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parent.parent.parent
PLAN = "content/plans/autumn-2025.md"
SITE = """\
标题: 示例小学教师研修
仓库: {平台: github, 地址: https://github.com/example/site}
网上编辑: sveltia
"""
SOURCE = """\
---
# 先写清是谁的方案。
标题: '示例小学2025学年上学期研修方案'
类型: 学期方案   # 由学校定
issuer: demo-school
起止: {开始: 2025-09-01, 结束: 2026-01-15}
状态: 草稿

# 与课表核对过。
学时: 26
模块:
  - 代号: ethics
    标题: 师德专题
    学时: 8   # 两次
    方式: 集中面授
  - 代号: lessons
    标题: "课例研讨"
    学时: 18
    下级:
      - {标题: 说课, 学时: 6, 必修: 是}
      - {标题: 观课, 学时: "010", 必修: 否}   # 原为一次
联系人: [{姓名: 教务处, 电话: 01000000000}]
标签: [示例]
---

## 一、说明

正文有  两个空格，\u3000也照原样。
"""
WRITE = """async (files) => {
  const root = await navigator.storage.getDirectory();
  for (const [path, text] of Object.entries(files)) {
    const steps = path.split("/");
    let folder = root;
    for (const step of steps.slice(0, -1)) folder = await folder.getDirectoryHandle(step, { create: true });
    const file = await (await folder.getFileHandle(steps.at(-1), { create: true })).createWritable();
    await file.write(text);
    await file.close();
  }
}"""
READ = """async (path) => {
  const steps = path.split("/");
  let folder = await navigator.storage.getDirectory();
  for (const step of steps.slice(0, -1)) folder = await folder.getDirectoryHandle(step);
  return (await (await folder.getFileHandle(steps.at(-1))).getFile()).text();
}"""

FORMATS = """async () => {
  const { format } = await import("./admin/documents.js");
  const [config, words] = await Promise.all(["config", "words"].map(async (name) => (await fetch(`admin/${name}.json`)).json()));
  return (name) => {
    const { fields } = config.collections.find((one) => one.name === name);
    return format(fields, words.collections[name].record, words, words.collections[name].body);
  };
}"""
ROUND = f"""async (sources) => {{
  const formatOf = await ({FORMATS})();
  const differing = {{}};
  for (const [path, source] of Object.entries(sources)) {{
    const {{ fromFile, toFile }} = formatOf(path.split("/")[0]);
    const written = toFile(JSON.parse(JSON.stringify(fromFile(source)))).trimEnd();
    if (written !== source) differing[path] = written;
  }}
  return differing;
}}"""


class Desk:
    """A repository in a folder, its site, and the form in a browser that has the repository's files as its own."""

    def __init__(self, repository: Path, page: Page, address: str) -> None:
        self.repository = repository
        self.page = page
        self.address = address
        self.complaints: list[str] = []
        page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", lambda request: self._note(request.url))

    def _note(self, url: str) -> None:
        if not url.startswith((self.address, "blob:", "data:")):
            self.complaints.append(f"asks {url}")

    def sit_down(self) -> None:
        """Sign in to the local repository: the picker of folders hands out the browser's own private folder."""
        files = {
            path.relative_to(self.repository).as_posix(): path.read_text(encoding="utf-8")
            for path in sorted((self.repository / "content").rglob("*"))
            if path.is_file()
        }
        self.page.set_viewport_size({"width": 1280, "height": 2_000})
        self.page.add_init_script("window.showDirectoryPicker = () => navigator.storage.getDirectory()")
        self.page.goto(f"{self.address}404.html")
        self.page.evaluate(WRITE, {**files, ".git/HEAD": "ref: refs/heads/main\n"})
        self.page.goto(f"{self.address}admin/")
        self.page.get_by_role("button", name="使用本地仓库").click()

    def open(self, collection: str, title: str) -> None:
        self.page.get_by_role("treeitem", name=re.compile(f"^{collection}")).click()
        self.page.get_by_role("gridcell", name=title, exact=True).click()

    def field(self, path: str) -> Locator:
        """The field at a path. Lists are unfolded on the way; steps that are numbers count their items."""
        for step in re.finditer(r"\.(\d+)", path):
            items = self._reached(path[: step.start()])
            items.get_by_role("button", name="展开", exact=True).nth(int(step[1])).click()
        return self._reached(path)

    def _reached(self, path: str) -> Locator:
        """A field that is there: they are made as they come into view."""
        wanted = self.page.locator(f'[data-key-path="{path}"]')
        owner = path.rpartition(".")[0]
        beside = self.page.locator(f'[data-key-path^="{owner}."]' if owner else "[data-key-path]")
        beside.first.wait_for()
        while not wanted.count():
            beside.last.scroll_into_view_if_needed()
            self.page.wait_for_timeout(10)
        wanted.scroll_into_view_if_needed()
        return wanted

    def save(self, path: str) -> str:
        """Save, and bring the browser's file into the repository; git's lines that differ."""
        before = self.page.evaluate(READ, path)
        self.page.get_by_role("button", name="保存", exact=True).click()
        # While the browser writes a file, reading it fails. A function that gives a promise is not waited for until it is true.
        changed = f"([path, before]) => ({READ})(path).then((text) => text === before ? '' : text, () => '')"
        for _ in range(1000):
            if text := self.page.evaluate(changed, [path, before]):
                break
            self.page.wait_for_timeout(20)
        (self.repository / path).write_text(text, encoding="utf-8", newline="")
        lines = git(self.repository, "diff", "--unified=0", "--", path).splitlines()
        return "\n".join(line for line in lines[4:] if not line.startswith("@@"))


def differences(before: str, after: str) -> str:
    """The lines that differ, as git shows them."""
    lines = difflib.unified_diff(before.split("\n"), after.split("\n"), lineterm="", n=0)
    return "\n".join(line for line in lines if not line.startswith(("---", "+++", "@@")))


def git(folder: Path, *arguments: str) -> str:
    command = ["git", "-c", "user.name=示例", "-c", "user.email=sample@example.org", "-C", str(folder), *arguments]
    return subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout


@pytest.fixture
def desk(tmp_path: Path, page: Page, serve_folder: Callable[[Path], str]) -> Desk:
    files: Mapping[str, str] = {"site.yaml": SITE, "plans/autumn-2025.md": SOURCE}
    (tmp_path / "node_modules").symlink_to(ROOT / "node_modules")
    project = open_project(write_site(tmp_path, files))
    # Inside, teachers' files are among the documents of the form.
    built = build(project, Options(today=TODAY, search=False, profile="internal"))
    publish(built.artifacts, target(project))
    git(tmp_path, "init", "--quiet", "--initial-branch=main")
    git(tmp_path, "add", "content")
    git(tmp_path, "commit", "--quiet", "--message", "Begin")
    return Desk(tmp_path, page, serve_folder(tmp_path / "site"))


def test_an_hour_of_a_nested_unit_is_one_line(desk: Desk) -> None:
    assert sums(desk.repository) == ["“课例研讨”写 18 学时，明细合计 6 + 10 = 16，少 2"]

    desk.sit_down()
    desk.open("方案", "示例小学2025学年上学期研修方案")
    desk.field("modules.1.units.1.hours").get_by_role("textbox").fill("12")

    assert desk.save(PLAN) == (
        '-      - {标题: 观课, 学时: "010", 必修: 否}   # 原为一次\n'
        '+      - {标题: 观课, 学时: "12", 必修: 否}   # 原为一次'
    )
    assert desk.complaints == []
    assert sums(desk.repository) == []


def sums(repository: Path) -> list[str]:
    """What a check says of sums in a repository."""
    found = inspect(discover(repository / "content"), today=TODAY).report.findings
    return [one.message.shown("zh") for one in found if one.code == "HR02"]


CHANGES = {
    # what is changed in the form, and the lines that differ
    "values.status = 'submitted'": "-状态: 草稿\n+状态: 送审",
    "values.period.end = '2026-01-20'": (
        "-起止: {开始: 2025-09-01, 结束: 2026-01-15}\n+起止: {开始: 2025-09-01, 结束: 2026-01-20}"
    ),
    "values.modules[0].hours = '10'": "-    学时: 8   # 两次\n+    学时: 10   # 两次",
    "values.modules[0].mode = 'online'": "-    方式: 集中面授\n+    方式: 网络研修",
    "values.contacts[0].name = '教务处, 甲'": (
        '-联系人: [{姓名: 教务处, 电话: 01000000000}]\n+联系人: [{姓名: "教务处, 甲", 电话: 01000000000}]'
    ),
    "values.title = '甲: 乙'": "-标题: '示例小学2025学年上学期研修方案'\n+标题: '甲: 乙'",
    "values.hours = ''": "-学时: 26",
    "values.modules.reverse()": (
        "-  - 代号: ethics\n-    标题: 师德专题\n-    学时: 8   # 两次\n-    方式: 集中面授\n"
        "+  - 代号: ethics\n+    标题: 师德专题\n+    学时: 8   # 两次\n+    方式: 集中面授"
    ),
    "values.modules[1].units.push({title: '评课', hours: '4'})": "+      - {标题: 评课, 学时: 4}",
    "values.tags = ['示例', '研修']": "-标签: [示例]\n+标签: [示例, 研修]",
    "values.minimum_hours = '24'": "+最低学时: 24",
    "values.body += '\\n\\n完。'": "+完。\n+",
    "delete values._unknown": "",
}


def changed(desk: Desk, source: str, changes: Iterable[str]) -> list[str]:
    """What is saved after each of the changes."""
    doing = ", ".join(f"(values) => {{ {change}; return values; }}" for change in changes)
    script = f"""async (source) => {{
      const {{ fromFile, toFile }} = (await ({FORMATS})())("plans");
      return [{doing}].map((change) => toFile(change(fromFile(source))));
    }}"""
    desk.page.goto(f"{desk.address}404.html")
    saved: list[str] = desk.page.evaluate(script, source)
    return saved


def test_what_the_form_leaves_alone_stays_as_it_was(desk: Desk) -> None:
    """Comments, quotes, zeros, keys in either language, blanks in the text."""
    saved = changed(desk, SOURCE, CHANGES)

    assert {change: differences(SOURCE, text) for change, text in zip(CHANGES, saved, strict=True)} == CHANGES


def test_what_the_form_does_not_know_is_neither_lost_nor_doubled(desk: Desk) -> None:
    deep = "        下级: [{标题: 课, 下级: [{标题: 节, 学时: 1}]}]\n"
    source = SOURCE.replace(
        "    方式: 集中面授\n", f"    不认识: 留着 # 真的\n    下级:\n      - 标题: 组\n{deep}"
    ).replace("   # 两次", " # 两次")
    (saved,) = changed(desk, source, ["values.modules.reverse(); values.modules[1].hours = '9'"])

    assert sorted(saved.replace("学时: 9", "学时: 8").split("\n")) == sorted(source.split("\n"))


def test_every_demonstration_document_goes_through_the_form_unchanged(desk: Desk) -> None:
    desk.page.goto(f"{desk.address}404.html")
    folder = ROOT / "content"
    sources = {
        f"{path.relative_to(folder).parts[0]}/{path.name}": path.read_text(encoding="utf-8").strip()
        for path in sorted(folder.rglob("*.*"))
        if path.suffix in (".md", ".yaml") and path.parent != folder and "handbook" not in path.parts
    }

    assert desk.page.evaluate(ROUND, sources) == {}
    assert len(sources) > 50
