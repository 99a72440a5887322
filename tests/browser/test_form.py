"""The form in a real browser: an hour is corrected as a teacher would, in a real repository, and one line differs."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from planfolio.build import Options, build
from planfolio.project import open_project
from planfolio.write import publish, target
from tests.sites import write_site

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
学时: 24
模块:
  - 代号: ethics
    标题: 师德专题
    学时: 8   # 两次
    方式: 集中面授
  - 代号: lessons
    标题: "课例研讨"
    学时: 16
    下级:
    - {标题: 说课, 学时: 6, 必修: 是}
    - {标题: 观课, 学时: "010", 备注没有的键: 留着}
联系人: [{姓名: 教务处, 电话: 010-00000000}]
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
        self.page.set_viewport_size({"width": 1280, "height": 12_000})  # fields are made as they come into view
        self.page.add_init_script("window.showDirectoryPicker = () => navigator.storage.getDirectory()")
        self.page.goto(f"{self.address}404.html")
        self.page.evaluate(WRITE, {**files, ".git/HEAD": "ref: refs/heads/main\n"})
        self.page.goto(f"{self.address}admin/")
        self.page.get_by_role("button", name="使用本地仓库").click()

    def open(self, collection: str, title: str) -> None:
        self.page.get_by_text(collection, exact=True).first.click()
        self.page.get_by_text(title).first.click()

    def field(self, path: str) -> Locator:
        """The field at a path. Lists are unfolded on the way; steps that are numbers count their items."""
        for step in re.finditer(r"\.(\d+)", path):
            items = self.page.locator(f'[data-key-path="{path[: step.start()]}"]')
            items.get_by_role("button", name="展开", exact=True).nth(int(step[1])).click()
        return self.page.locator(f'[data-key-path="{path}"]')

    def save(self, path: str) -> str:
        """Save, and bring the browser's file into the repository; git's lines that differ."""
        before = self.page.evaluate(READ, path)
        self.page.get_by_role("button", name="保存", exact=True).click()
        self.page.wait_for_function(f"async ([path, before]) => (await ({READ})(path)) !== before", arg=[path, before])
        (self.repository / path).write_text(self.page.evaluate(READ, path), encoding="utf-8", newline="")
        lines = git(self.repository, "diff", "--unified=0", "--", path).splitlines()
        return "\n".join(line for line in lines[4:] if not line.startswith("@@"))


def git(folder: Path, *arguments: str) -> str:
    command = ["git", "-c", "user.name=示例", "-c", "user.email=sample@example.org", "-C", str(folder), *arguments]
    return subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout


@pytest.fixture
def desk(tmp_path: Path, page: Page, serve_folder: Callable[[Path], str]) -> Desk:
    files: Mapping[str, str] = {"site.yaml": SITE, "plans/autumn-2025.md": SOURCE}
    (tmp_path / "node_modules").symlink_to(ROOT / "node_modules")
    project = open_project(write_site(tmp_path, files))
    built = build(project, Options(today=date(2026, 1, 1), search=False))
    publish(built.artifacts, target(project))
    git(tmp_path, "init", "--quiet", "--initial-branch=main")
    git(tmp_path, "add", "content")
    git(tmp_path, "commit", "--quiet", "--message", "Begin")
    return Desk(tmp_path, page, serve_folder(tmp_path / "site"))


def test_an_hour_of_a_nested_unit_is_one_line(desk: Desk) -> None:
    desk.sit_down()
    desk.open("方案", "示例小学2025学年上学期研修方案")
    desk.field("modules.1.units.1.hours").get_by_role("textbox").fill("12")

    assert desk.save(PLAN) == (
        '-    - {标题: 观课, 学时: "010", 备注没有的键: 留着}\n+    - {标题: 观课, 学时: "12", 备注没有的键: 留着}'
    )
    assert desk.complaints == []
