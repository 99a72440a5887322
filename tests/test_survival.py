"""Survival: whatever befalls a run, the last good site stays whole, nothing is left lying about, and the user is told."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import date
from functools import partial
from pathlib import Path

import pytest
from filelock import FileLock

from planfolio.obstacles import reason
from planfolio.serve import watching
from planfolio.sources import Discovery, discover, files
from planfolio.stages import Stage
from tests import mishaps
from tests.mishaps import Ended, Mishap, begin, run
from tests.sites import plan, write_site

ROOT = Path(__file__).parent.parent
SOURCES = {
    "site.yaml": "title: 示例旧版\n",
    "plans/p/index.md": plan("").replace("published", "draft"),
    "plans/p/quota.csv": "单位,人数\n示例小学,3\n",
    "plans/q.md": plan("hours: 12\naliases: [旧/方案]").replace("published", "archived"),
}


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site that was built once, with its own layouts, and edited since."""
    folder = write_site(tmp_path_factory.mktemp("first"), SOURCES)
    mishaps.plain_layouts(folder)
    assert run(folder, "build", "--drafts", "--no-search").status == 0
    write_site(folder, {"site.yaml": "title: 示例新版\n"})
    return folder


@pytest.fixture
def site(first: Path, tmp_path: Path) -> Path:
    """A copy of that site, for a test of its own."""
    return shutil.copytree(first, tmp_path / "site-of-a-school", symlinks=True)


def tree(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def built(folder: Path) -> str:
    """Which edition of the site is there, whole."""
    listed = (folder / "site" / ".planfolio-files").read_text(encoding="utf-8").split("\n")
    assert sorted({*listed, ".planfolio-files"}) == sorted(tree(folder / "site"))
    titles = {
        edition
        for page in (folder / "site").rglob("*.html")
        for edition in ("旧版", "新版")
        if f"<title>示例{edition}</title>" in page.read_text(encoding="utf-8")
    }
    assert len(titles) == 1
    return titles.pop()


def litter(folder: Path) -> list[str]:
    """What a run left behind: in the site's folder, and in the one for temporary files."""
    known = {
        "content",
        "layouts",
        "site",
        "tmp",
        "pagefind",
        *(f".site.planfolio-{name}" for name in ("lock", "inventory", "spare")),
    }
    return [path.name for path in (*folder.iterdir(), *(folder / "tmp").iterdir()) if path.name not in known]


def says(ended: Ended, status: int, *words: str) -> bool:
    """Whether a run ended so, with these words and in no other way."""
    assert ended.status == status, ended.told
    assert "Traceback" not in ended.told
    assert "this is a fault of the program" not in ended.told
    return all(word in ended.told for word in words)


# --- nothing is built, and the last site stays ----------------------------------------------------------------------------

_DRAFTS = ("build", "--drafts")
_PLAIN = (*_DRAFTS, "--no-search")
_ENGLISH = ("--lang", "en", *_PLAIN)


@pytest.mark.parametrize(
    ("mishap", "arguments", "words"),
    [
        (mishaps.full_disk, _PLAIN, "磁盘满了，清出一些空间。原来的站点没有动"),
        (mishaps.full_disk, _ENGLISH, "the disk is full; make some room. The last site stays as it was"),
        (mishaps.small_files, _PLAIN, "文件超过了系统允许的大小"),
        (mishaps.read_only, _PLAIN, "写不进去：没有权限"),
        (mishaps.failing_swap, _ENGLISH, "the disk failed"),
        (partial(mishaps.at, Stage.WRITE, partial(mishaps.gone, "content/plans")), _PLAIN, "在生成时不见了，没有换上新站点"),
        (
            partial(mishaps.at, Stage.WRITE, partial(mishaps.appended, "content/plans/p/quota.csv")),
            _ENGLISH,
            "content/plans/p/quota.csv changed while the site was built: the last site stays",
        ),
        (partial(mishaps.at, Stage.RENDER, partial(mishaps.gone, "content/plans")), _PLAIN, "quota.csv：不在了"),
        (partial(mishaps.gone, "content"), _PLAIN, "没有 content/"),
        (partial(mishaps.at, Stage.READ, partial(mishaps.gone, "content")), _ENGLISH, "there is no content/site.yaml"),
        (partial(mishaps.broken, "layouts/home.html"), _PLAIN, "布局文件 layouts/home.html:1"),
        (mishaps.no_pagefind, _DRAFTS, "找不到搜索程序 Pagefind"),
        (partial(mishaps.pagefind, "kill -9 $$"), _DRAFTS, "Pagefind 没有完成：被系统终止（信号 9）"),
        (partial(mishaps.pagefind, "echo words >&2; exit 7"), _DRAFTS, "Pagefind 没有完成：words"),
        (partial(mishaps.pagefind, "exec sleep 60", seconds=0.2), _DRAFTS, "Pagefind 没有完成：等了 0.2 秒"),
        (partial(mishaps.pagefind, "", mode=0o644), ("--lang", "en", *_DRAFTS), "Pagefind did not finish: permission denied"),
    ],
)  # fmt: skip
def test_the_last_site_stays_and_the_message_says_why(
    site: Path, mishap: Mishap, arguments: tuple[str, ...], words: str
) -> None:
    before = tree(site / "site")

    assert says(run(site, *arguments, mishap=mishap), 2, words)

    site.chmod(0o755)
    assert tree(site / "site") == before
    assert litter(site) == []


@pytest.mark.parametrize("stage", list(Stage), ids=lambda stage: stage.name)
def test_ctrl_c_at_any_stage_leaves_the_last_site(site: Path, stage: Stage) -> None:
    search = () if stage is Stage.SEARCH else ("--no-search",)

    assert says(run(site, *_DRAFTS, *search, mishap=partial(mishaps.signalled, stage)), 130)

    assert built(site) == "旧版"
    assert litter(site) == []


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_while_pagefind_runs_ends_both(site: Path, number: signal.Signals) -> None:
    # A moment later, when it is known to whoever has to end it.
    script = f"echo $$ > {site}/pagefind.pid; sleep 0.3; kill -{int(number)} $PPID; exec sleep 60"

    assert says(run(site, *_DRAFTS, mishap=partial(mishaps.pagefind, script)), 130)

    assert not runs(int((site / "pagefind.pid").read_text()))
    assert built(site) == "旧版"
    assert litter(site) == ["pagefind.pid"]


def runs(process: int) -> bool:
    """Whether a process runs; one that has ended and that nobody asked for has no command line."""
    command = Path(f"/proc/{process}/cmdline")
    return command.exists() and command.read_bytes() != b""


def test_a_build_does_not_disturb_one_that_holds_the_folder(site: Path) -> None:
    (site / ".site.planfolio-next").mkdir()

    with FileLock(site / ".site.planfolio-lock"):
        ended = run(site, *_PLAIN, mishap=mishaps.no_patience)

    assert says(ended, 2, "另一个构建正在写")
    assert built(site) == "旧版"
    assert (site / ".site.planfolio-next").is_dir()


def test_a_file_put_into_the_output_during_a_build_is_not_lost(site: Path) -> None:
    put = partial(shutil.copyfile, "content/plans/p/quota.csv", "site/mine.csv")

    assert says(run(site, *_PLAIN, mishap=partial(mishaps.at, Stage.WRITE, put)), 2, "mine.csv")
    assert (site / "site" / "mine.csv").is_file()


# --- a whole site is built all the same -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mishap", "arguments"),
    [
        (mishaps.no_programs, _PLAIN),
        (mishaps.no_network, _DRAFTS),
        (mishaps.no_temporary_folder, _PLAIN),
        (partial(mishaps.closed, 1), _PLAIN),
        (partial(mishaps.closed, 2), _PLAIN),
        (partial(mishaps.closed, 1, 2), _PLAIN),
        (mishaps.nobody_reads, _PLAIN),
        (partial(mishaps.clock, date(1970, 1, 1)), _PLAIN),
        (partial(mishaps.clock, date(9999, 12, 31)), _PLAIN),
    ],
)
def test_a_site_is_built_all_the_same(site: Path, mishap: Mishap, arguments: tuple[str, ...]) -> None:
    assert says(run(site, *arguments, mishap=mishap), 0)

    assert built(site) == "新版"
    assert litter(site) == []


def test_times_of_files_mean_nothing(site: Path) -> None:
    """A clock that was set back: the sources are older than the site, which comes from the future."""
    for path in (*site.rglob("*"), site):
        os.utime(path, (4_000_000_000, 4_000_000_000) if "site" in path.relative_to(site).parts else (0, 0))

    assert says(run(site, *_PLAIN), 0)
    assert built(site) == "新版"


def test_chinese_names_are_written_whatever_the_locale(site: Path) -> None:
    bare = {"PYTHONPATH": str(ROOT / "generator"), "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0", "LC_ALL": "C"}
    (site / "tmp").mkdir(exist_ok=True)

    ended = subprocess.run(
        [sys.executable, "-m", "planfolio", *_PLAIN],
        cwd=site,
        env=bare,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )

    assert (ended.returncode, ended.stderr) == (0, "")
    assert "学时" in ended.stdout
    assert (site / "site" / "旧" / "方案" / "index.html").is_file()
    assert built(site) == "新版"


def test_two_builds_at_once_leave_the_whole_site_of_one(site: Path) -> None:
    for _ in range(2):
        both = [begin(site, *_PLAIN), begin(site, "build", "--no-search")]

        assert [says(one.ended(), 0) for one in both] == [True, True]
        assert built(site) == "新版"
        assert litter(site) == []


# --- what else is written, and where --------------------------------------------------------------------------------------


def test_a_report_that_does_not_fit_leaves_the_last_one(site: Path) -> None:
    (site / "report.json").write_text("{}")

    ended = run(site, "check", "--format", "json", "-o", "report.json", mishap=mishaps.small_files)

    assert says(ended, 2, "report.json 写不进去：文件超过了系统允许的大小")
    assert (site / "report.json").read_text() == "{}"
    assert litter(site) == ["report.json"]


def test_results_that_nobody_gets_are_told_of(site: Path) -> None:
    assert says(run(site, "check", "--format", "json", mishap=mishaps.full_stdout), 2, "磁盘满了")


def test_without_git_nothing_is_compared(site: Path) -> None:
    assert says(run(site, "check", "--changed", "HEAD", mishap=mishaps.no_programs), 2, "没有找到 git")


def test_our_own_fault_is_told_even_where_no_file_can_be_written(site: Path) -> None:
    ended = run(site, *_PLAIN, mishap=mishaps.a_bug)

    assert ended.status == 3
    assert "请附上它报告问题：ValueError: 示例错误" in ended.told
    assert "Traceback" not in ended.told
    assert built(site) == "旧版"


# --- sources that do not hold still ---------------------------------------------------------------------------------------


def outcome(folder: Path) -> tuple[dict[str, str], Discovery]:
    """What is said of each file, and what was read."""
    found = discover(folder / "content")
    return {finding.at.file: finding.message.shown("zh") for finding in found.findings}, found


def before_opening(monkeypatch: pytest.MonkeyPatch, name: str, happens: Mishap) -> None:
    opened = files._opened_itself

    def late(location: str, flags: int) -> int:
        if location.endswith(name):
            happens()
        return opened(location, flags)

    monkeypatch.setattr(files, "_opened_itself", late)


@pytest.mark.parametrize("name", ["plans/q.md", "plans/p/quota.csv"])
def test_a_file_that_vanishes_before_it_is_read_is_named(
    site: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    before_opening(monkeypatch, name, (site / "content" / name).unlink)

    told, found = outcome(site)

    assert told == {f"content/{name}": f"content/{name} 在读到以前不见了"}
    assert f"content/{name}" not in [
        path for file in found.files for path in (file.path, *(one.path for one in file.attachments))
    ]


def test_a_folder_that_vanishes_before_it_is_read_is_named(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scandir = os.scandir

    def late(folder: Path) -> Iterator[os.DirEntry[str]]:
        if folder == site / "content" / "plans":
            folder.rename(site / "away")
        return scandir(folder)

    monkeypatch.setattr(os, "scandir", late)

    assert outcome(site)[0] == {"content/plans": "content/plans 在读到以前不见了"}


def test_a_link_that_takes_the_place_of_a_file_is_not_followed(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = site / "content" / "plans" / "q.md"
    secret = site / "secret.md"
    secret.write_text("秘密", encoding="utf-8")

    def swap() -> None:
        source.unlink()
        source.symlink_to(secret)

    before_opening(monkeypatch, "q.md", swap)
    told, found = outcome(site)

    assert list(told) == ["content/plans/q.md"]
    assert all("秘密".encode() not in file.raw for file in found.files)


@pytest.mark.parametrize(("saves", "is_read"), [(1, True), (99, False)])
def test_a_file_is_read_whole_or_not_at_all(
    site: Path, monkeypatch: pytest.MonkeyPatch, saves: int, is_read: bool
) -> None:
    source = site / "content" / "plans" / "q.md"
    left, fstat = iter(range(saves)), os.fstat

    def saved_meanwhile(number: int) -> os.stat_result:
        status = fstat(number)
        if Path(f"/proc/self/fd/{number}").readlink().name == "q.md" and next(left, None) is not None:
            mishaps.appended(str(source))
        return status

    monkeypatch.setattr(os, "fstat", saved_meanwhile)
    told, found = outcome(site)

    read = {file.path: file.raw for file in found.files}
    assert read.get("content/plans/q.md") == (source.read_bytes() if is_read else None)
    assert told == ({} if is_read else {"content/plans/q.md": "content/plans/q.md 一边读一边在变"})


# --- a site that is served ------------------------------------------------------------------------------------------------


def test_a_served_site_outlives_a_deleted_folder_and_a_broken_layout(site: Path) -> None:
    steps = (
        partial(mishaps.broken, "layouts/home.html"),
        partial(mishaps.gone, "layouts"),
        partial(mishaps.gone, "content"),
    )

    ended = run(site, "serve", "--port", "0", mishap=partial(mishaps.edited, *steps))

    assert says(ended, 130, "布局文件 layouts/home.html:1", "没有 content/site.yaml")
    assert built(site) == "旧版"  # the whole site is published once nobody edits


def test_a_folder_that_goes_and_comes_back_is_watched_again(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "_PATIENCE", 50)
    edits, told = watching.edits(site / "content", site / "none"), threading.Semaphore(0)

    def watch() -> None:
        for _ in edits:
            told.release()

    threading.Thread(target=watch, daemon=True).start()
    while not told.acquire(timeout=0.2):  # until the first folder is watched
        mishaps.appended(str(site / "content" / "plans" / "q.md"))

    shutil.rmtree(site / "content")
    assert told.acquire(timeout=10)
    write_site(site, SOURCES)
    assert told.acquire(timeout=10)
    shutil.rmtree(site / "content")
    write_site(site, SOURCES)  # at once: the system may give it the number of the one that went
    assert told.acquire(timeout=10)
    while told.acquire(timeout=0.5):
        pass
    mishaps.appended(str(site / "content" / "plans" / "q.md"))
    assert told.acquire(timeout=10)


@pytest.mark.parametrize(
    "code", [errno.EISDIR, errno.EEXIST, errno.ENOTEMPTY, errno.ENOTDIR, errno.ELOOP, errno.ENAMETOOLONG]
)
def test_what_stands_in_the_way_is_told_in_our_words(code: int) -> None:
    told = reason(OSError(code, os.strerror(code)))

    assert os.strerror(code) not in (told.shown("zh"), told.shown("en"))
    assert told.shown("zh") != told.shown("en")
