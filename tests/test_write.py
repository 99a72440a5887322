"""Writing: whole sites only, nothing foreign touched, killed at any moment without harm."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from planfolio.project import open_project
from planfolio.write import CannotWrite, publish, target


def project(folder: Path, output: Path | None = None) -> object:
    (folder / "content").mkdir(parents=True, exist_ok=True)
    return open_project(folder, output)


def publish_to(folder: Path, files: dict[str, bytes], output: Path | None = None) -> None:
    publish(files, target(project(folder, output)))  # type: ignore[arg-type]  # a Project


def tree(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


def test_a_new_site_replaces_the_old_one_and_stale_files_go(tmp_path: Path) -> None:
    publish_to(tmp_path, {"index.html": b"one", "old/index.html": b"old"})
    (tmp_path / "site" / ".gitignore").write_text("*\n")

    publish_to(tmp_path, {"index.html": b"two", "new/index.html": b"new"})

    assert tree(tmp_path / "site") == {
        ".gitignore": b"*\n",
        ".planfolio-files": b"index.html\nnew/index.html",
        "index.html": b"two",
        "new/index.html": b"new",
    }
    assert sorted(path.name for path in tmp_path.iterdir() if path.name.endswith(("-next", "-old"))) == []


def test_a_folder_with_foreign_files_is_refused_and_stays(tmp_path: Path) -> None:
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "me.jpg").write_bytes(b"mine")

    with pytest.raises(CannotWrite, match=r"me\.jpg"):
        publish_to(tmp_path, {"index.html": b"one"}, tmp_path / "photos")

    assert tree(tmp_path / "photos") == {"me.jpg": b"mine"}


@pytest.mark.parametrize("place", [".", "content", "content/site", ".."])
def test_sources_are_never_written_over(tmp_path: Path, place: str) -> None:
    root = tmp_path / "school"

    with pytest.raises(CannotWrite):
        target(project(root, root / place))  # type: ignore[arg-type]  # a Project


def test_a_link_is_not_written_through(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "out").symlink_to(tmp_path / "elsewhere")

    with pytest.raises(CannotWrite):
        target(project(tmp_path, tmp_path / "out"))  # type: ignore[arg-type]  # a Project


def test_what_a_killed_build_left_is_cleared(tmp_path: Path) -> None:
    publish_to(tmp_path, {"index.html": b"one"})
    where = target(project(tmp_path))  # type: ignore[arg-type]  # a Project
    where.next.mkdir()
    (where.next / "half.html").write_bytes(b"half")
    where.output.rename(where.old)  # a swap cut short, where the system has no exchange

    publish_to(tmp_path, {"index.html": b"two"})

    assert (tmp_path / "site" / "index.html").read_bytes() == b"two"
    assert not where.next.exists()
    assert not where.old.exists()


_WRITER = """
import sys
from pathlib import Path
from planfolio.project import open_project
from planfolio.write import publish, target
root, word = Path(sys.argv[1]), sys.argv[2]
site = {f"p{n}/index.html": word.encode() for n in range(400)} | {"index.html": word.encode()}
print("ready", flush=True)
publish(site, target(open_project(root)))
"""


def test_killed_at_any_moment_it_leaves_a_whole_site(tmp_path: Path) -> None:
    """A loop of builds killed after ever longer times: the site is always whole, of one build or of another."""
    (tmp_path / "content").mkdir()
    publish_to(tmp_path, {f"p{n}/index.html": b"first" for n in range(400)} | {"index.html": b"first"})
    for turn in range(24):
        process = subprocess.Popen(
            [sys.executable, "-c", _WRITER, str(tmp_path), f"turn{turn}"], stdout=subprocess.PIPE, env=os.environ
        )
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(turn * 0.004)
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()

        pages = {path.read_bytes() for path in (tmp_path / "site").rglob("*.html")}
        assert len(pages) == 1, f"a mixture after turn {turn}"
        assert sum(1 for _ in (tmp_path / "site").rglob("*.html")) == 401
