"""Writing: whole sites only, nothing foreign touched, killed at any moment without harm."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planfolio import footprints, write
from planfolio.inventory import Artifacts, Standing
from planfolio.project import Project, open_project
from planfolio.spool import spool
from planfolio.write import CannotWrite, Published, SiteChanged, digest, publish, standing, target


def project(folder: Path, output: Path | None = None) -> Project:
    (folder / "content").mkdir(parents=True, exist_ok=True)
    return open_project(folder, output)


def publish_to(folder: Path, files: Artifacts, output: Path | None = None, spool: Path | None = None) -> Published:
    return publish(files, target(project(folder, output)), spool=spool)


def tree(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


def inodes(folder: Path) -> dict[str, int]:
    return {path: (folder / path).stat().st_ino for path in tree(folder)}


def litter(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir() if path.name.endswith(("-next", "-old"))]


def pause() -> None:
    """Until the clock of the file system tells what comes now from what was."""
    time.sleep(0.06)


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
    assert litter(tmp_path) == []


def test_a_mount_point_is_refused_before_anything_is_built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "is_mount", lambda path: path.name == "site")

    with pytest.raises(CannotWrite, match="mount point"):
        target(project(tmp_path))
    assert target(project(tmp_path, tmp_path / "site" / "inside")).output == tmp_path / "site" / "inside"


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
        target(project(root, root / place))


def test_a_link_is_not_written_through(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "out").symlink_to(tmp_path / "elsewhere")

    with pytest.raises(CannotWrite):
        target(project(tmp_path, tmp_path / "out"))


def test_what_a_killed_build_left_is_cleared(tmp_path: Path) -> None:
    publish_to(tmp_path, {"index.html": b"one"})
    where = target(project(tmp_path))
    where.next.mkdir()
    (where.next / "half.html").write_bytes(b"half")
    where.output.rename(where.old)  # a swap cut short, where the system has no exchange

    publish_to(tmp_path, {"index.html": b"two"})

    assert (tmp_path / "site" / "index.html").read_bytes() == b"two"
    assert not where.next.exists()
    assert not where.old.exists()


@pytest.mark.parametrize("name", ["next", "old", "spare"])
@pytest.mark.parametrize("kind", ["link", "dangling", "circle", "folder"])
def test_what_came_with_the_repository_is_none_of_a_build(tmp_path: Path, name: str, kind: str) -> None:
    where = target(project(tmp_path))
    place: Path = getattr(where, name)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "mine.txt").write_bytes(b"mine")
    if kind == "folder":
        place.mkdir()
        (place / "loop").symlink_to(place)
        (place / "theirs.html").write_bytes(b"theirs")
    else:
        place.symlink_to({"link": elsewhere, "dangling": tmp_path / "nowhere", "circle": place}[kind])

    for content in (b"one", b"two"):
        publish_to(tmp_path, {"index.html": content})

    assert tree(tmp_path / "site") == {".planfolio-files": b"index.html", "index.html": b"two"}
    assert tree(elsewhere) == {"mine.txt": b"mine"}
    assert not place.is_symlink()


# --- only what changes is written -----------------------------------------------------------------------------------------

SITE = {"index.html": b"home", "plans/p/index.html": b"plan", "plans/q/index.html": b"other"}


def test_a_publication_tells_what_it_did(tmp_path: Path) -> None:
    assert publish_to(tmp_path, SITE) == Published(written=tuple(sorted(SITE)))

    changed = {**SITE, "index.html": b"HOME", "new/index.html": b"new"}
    del changed["plans/q/index.html"]

    assert publish_to(tmp_path, changed) == Published(
        written=("index.html", "new/index.html"), removed=("plans/q/index.html",), kept=1
    )


def test_files_that_stay_are_links_to_those_of_the_last_site(tmp_path: Path) -> None:
    publish_to(tmp_path, SITE)
    pause()
    before = inodes(tmp_path / "site")

    publish_to(tmp_path, {**SITE, "index.html": b"Home"})

    after = inodes(tmp_path / "site")
    assert {path for path in SITE if before[path] != after[path]} == {"index.html"}


def test_a_site_that_stays_is_not_swapped(tmp_path: Path) -> None:
    publish_to(tmp_path, SITE)
    before = (tmp_path / "site").stat()

    assert publish_to(tmp_path, SITE) == Published(kept=3)

    after = (tmp_path / "site").stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


def test_what_is_published_no_more_lies_nowhere(tmp_path: Path) -> None:
    publish_to(tmp_path, {"index.html": b"one", "t/index.html": b"withdrawn"})
    for turn in (b"two", b"three"):
        publish_to(tmp_path, {"index.html": turn})

        assert b"withdrawn" not in b"".join(tree(tmp_path).values())
        assert tree(tmp_path / ".site.planfolio-spare") == tree(tmp_path / "site")
        assert not (tmp_path / ".site.planfolio-spare" / "t").exists()


@pytest.mark.parametrize("wait", [pause, lambda: None], ids=["later", "at once"])
@pytest.mark.parametrize("is_changed", [True, False])
def test_an_edit_in_the_site_is_noticed_and_stays_out_of_the_next(
    tmp_path: Path, wait: Callable[[], None], is_changed: bool
) -> None:
    for turn in (b"1", b"2", b"3"):
        publish_to(tmp_path, {**SITE, "index.html": turn})
        wait()
    with (tmp_path / "site" / "plans" / "p" / "index.html").open("r+b") as file:
        file.write(b"PLAN")  # as many bytes as before

    done = publish_to(tmp_path, {**SITE, "index.html": b"4" if is_changed else b"3"})

    assert done.written == (("index.html",) if is_changed else ()) + ("plans/p/index.html",)
    for folder in ("site", ".site.planfolio-spare"):
        assert (tmp_path / folder / "plans" / "p" / "index.html").read_bytes() == b"plan"


def test_an_edit_that_the_clock_is_too_slow_to_show_is_noticed(tmp_path: Path) -> None:
    publish_to(tmp_path, SITE)
    edited = tmp_path / "site" / "plans" / "p" / "index.html"
    written = edited.stat().st_mtime_ns
    with edited.open("r+b") as file:
        file.write(b"PLAN")
    os.utime(edited, ns=(written, written))

    publish_to(tmp_path, {**SITE, "index.html": b"2"})

    assert edited.read_bytes() == b"plan"


def test_a_file_that_somebody_made_what_it_should_be_stays_so(tmp_path: Path) -> None:
    for turn in (b"1", b"2", b"3"):
        publish_to(tmp_path, {**SITE, "index.html": turn})
        pause()
    mended = tmp_path / "site" / "plans" / "p" / "index.html"
    mended.unlink()
    mended.write_bytes(b"mended")
    pause()
    now = {**SITE, "plans/p/index.html": b"mended", "index.html": b"3"}

    assert publish_to(tmp_path, now) == Published(kept=3)
    pause()
    publish_to(tmp_path, {**now, "index.html": b"4"})

    assert mended.read_bytes() == b"mended"


def test_a_file_that_is_replaced_while_the_site_is_swapped_does_not_come_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(footprints, "_TICK", -(10**15))  # as if all took long
    for turn in (b"1", b"2", b"3"):
        publish_to(tmp_path, {**SITE, "index.html": turn})
        pause()

    def replaced() -> None:
        page = tmp_path / "site" / "plans" / "q" / "index.html"
        page.unlink()
        page.write_bytes(b"mine!")

    publish({**SITE, "index.html": b"4"}, target(project(tmp_path)), confirm=replaced)
    pause()
    publish_to(tmp_path, {**SITE, "index.html": b"5"})

    assert (tmp_path / "site" / "plans" / "q" / "index.html").read_bytes() == b"other"


@pytest.mark.parametrize("name", ["plans/p/index.html", "plans/p/mine.html"])
def test_whatever_is_done_to_the_spare_does_not_come_into_the_site(tmp_path: Path, name: str) -> None:
    for turn in (b"1", b"2", b"3"):
        publish_to(tmp_path, {**SITE, "index.html": turn})
        pause()
    place = tmp_path / ".site.planfolio-spare" / name
    place.unlink(missing_ok=True)
    place.write_bytes(b"mine")

    publish_to(tmp_path, {**SITE, "index.html": b"4"})

    assert {
        path: content for path, content in tree(tmp_path / "site").items() if path in SITE or b"mine" in content
    } == {
        **SITE,
        "index.html": b"4",
    }


def test_files_of_the_spool_are_moved_and_no_others(tmp_path: Path) -> None:
    for folder in ("spool", "sources"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "file").write_bytes(folder.encode())

    publish_to(
        tmp_path, {"a": tmp_path / "spool" / "file", "b": tmp_path / "sources" / "file"}, spool=tmp_path / "spool"
    )

    assert tree(tmp_path / "site").items() >= {"a": b"spool", "b": b"sources"}.items()
    assert sorted(path.name for path in (tmp_path / "sources", tmp_path / "spool") if list(path.iterdir())) == [
        "sources"
    ]


@pytest.mark.parametrize("name", ["site", "示例[1]*"])
def test_what_a_killed_build_made_is_cleared_and_nothing_of_others(tmp_path: Path, name: str) -> None:
    others = [tmp_path / f".{other}.planfolio-made-x" for other in ("示例1", "示例[2]x", "other")]
    for folder in (tmp_path / f".{name}.planfolio-made-x", *others):
        folder.mkdir()
        (folder / "file").write_bytes(b"made")

    with spool(target(project(tmp_path, tmp_path / name))) as made:
        left = {path for path in tmp_path.iterdir() if "made" in path.name}

    assert left == {made, *others}


def test_a_file_whose_digest_is_known_is_not_read(tmp_path: Path) -> None:
    made = tmp_path / "spool" / "file"
    made.parent.mkdir()
    made.write_bytes(b"made")
    where, known = target(project(tmp_path)), {"a": digest(b"made")}

    with patch.object(write, "_digest", side_effect=AssertionError("it is read")):
        publish({"a": made}, where, spool=made.parent, digests=known)

    assert tree(tmp_path / "site")["a"] == b"made"
    assert standing(where) == known


def test_where_nearly_all_is_new_the_last_site_is_cleared_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    publish_to(tmp_path, SITE)
    publish_to(tmp_path, {**SITE, "index.html": b"2"})
    monkeypatch.setattr(write, "_ALWAYS_FEW", 0)

    publish_to(tmp_path, dict.fromkeys(SITE, b"new"))

    assert [path.name for path in tmp_path.iterdir() if "spare" in path.name] == []
    assert tree(tmp_path / "site").items() >= dict.fromkeys(SITE, b"new").items()


def test_without_links_files_are_copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*places: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refused)
    for turn in (b"1", b"2", b"3"):
        publish_to(tmp_path, {**SITE, "index.html": turn})
        pause()

        assert tree(tmp_path / "site").items() >= {**SITE, "index.html": turn}.items()
        assert litter(tmp_path) == []
        assert not (tmp_path / ".site.planfolio-spare").exists()


def test_new_rights_for_files_reach_those_that_stay(tmp_path: Path) -> None:
    before = os.umask(0o077)
    for _ in range(2):
        publish_to(tmp_path, SITE)
        pause()
    os.umask(0o022)
    publish_to(tmp_path, SITE)
    os.umask(before)

    assert {(tmp_path / "site" / path).stat().st_mode & 0o777 for path in SITE} == {0o644}


@pytest.mark.parametrize("harm", ["cut short", "older", "of strangers"])
def test_an_inventory_that_is_not_ours_is_dropped(tmp_path: Path, harm: str) -> None:
    for turn in (b"1", b"2", b"3"):
        publish_to(tmp_path, {**SITE, "index.html": turn})
        pause()
    known = tmp_path / ".site.planfolio-inventory"
    content = known.read_bytes().partition(b"\n")[2]
    if harm == "older":
        content = content.replace(b'"version":2', b'"version":1')
    if harm == "of strangers":
        content = content.replace(b'"plans/p"', b'"../../p"')
    assert harm == "cut short" or content != known.read_bytes().partition(b"\n")[2]
    known.write_bytes(digest(content).encode() + b"\n" + content[: -20 if harm == "cut short" else None])

    done = publish_to(tmp_path, {**SITE, "index.html": b"4"})

    assert done == Published(written=("index.html",), kept=2)
    assert tree(tmp_path / "site").items() >= {**SITE, "index.html": b"4"}.items()


def test_lists_of_strangers_delete_nothing_elsewhere(tmp_path: Path) -> None:
    (tmp_path / "mine").write_bytes(b"mine")
    publish_to(tmp_path, SITE)
    known = tmp_path / ".site.planfolio-inventory"
    read = json.loads(known.read_bytes().partition(b"\n")[2])
    for column, value in zip(read["folders"], ("..", 0, 0, 0), strict=True):
        column.append(value)
    content = json.dumps(read).encode()
    known.write_bytes(digest(content).encode() + b"\n" + content)
    outside = [f"../{path.relative_to(tmp_path).as_posix()}" for path in tmp_path.rglob("*") if path.is_file()]
    outside += [f"../.site.planfolio-next/{path}" for path in (".planfolio-files", *SITE)]
    (tmp_path / "site" / ".planfolio-files").write_text("\n".join((*outside, "/etc/hosts", *sorted(SITE))))

    with suppress(CannotWrite):
        publish_to(tmp_path, {**SITE, "index.html": b"2"})

    assert (tmp_path / "mine").read_bytes() == b"mine"


def test_a_link_in_place_of_a_folder_of_the_output_is_foreign(tmp_path: Path) -> None:
    publish_to(tmp_path, SITE)
    (tmp_path / "site" / "plans").rename(tmp_path / "elsewhere")
    (tmp_path / "site" / "plans").symlink_to(tmp_path / "elsewhere")

    with pytest.raises(CannotWrite, match="plans"):
        publish_to(tmp_path, {"index.html": b"2"})

    assert tree(tmp_path / "elsewhere") == {"p/index.html": b"plan", "q/index.html": b"other"}


# --- what stands ----------------------------------------------------------------------------------------------------------


def standing_in(folder: Path, files: Mapping[str, bytes]) -> dict[str, bytes | Standing]:
    """`files` as a build gives them that makes only what it must."""
    known = standing(target(project(folder)))
    return {
        path: Standing(known[path]) if known.get(path) == digest(content) else content
        for path, content in files.items()
    }


@pytest.mark.parametrize("wait", [pause, lambda: None], ids=["later", "at once"])
def test_what_stands_is_told_with_its_digest_and_stays_as_it_is(tmp_path: Path, wait: Callable[[], None]) -> None:
    for turn in (b"1", b"2", b"3"):
        publish_to(tmp_path, {**SITE, "index.html": turn})
        pause()
    publish_to(tmp_path, SITE)
    wait()
    before = {path: (tmp_path / "site" / path).stat() for path in SITE}

    stands = standing(target(project(tmp_path)))
    files = {path: Standing(content) for path, content in stands.items()}
    done = publish_to(tmp_path, {**files, "index.html": b"4"})

    assert stands == {path: digest(content) for path, content in SITE.items()}
    assert done == Published(written=("index.html",), kept=2)
    assert tree(tmp_path / "site").items() >= {**SITE, "index.html": b"4"}.items()
    for path in SITE.keys() - {"index.html"}:
        after = (tmp_path / "site" / path).stat()
        assert (after.st_ino, after.st_mtime_ns) == (before[path].st_ino, before[path].st_mtime_ns)


def test_a_site_of_which_all_stands_is_not_swapped(tmp_path: Path) -> None:
    publish_to(tmp_path, SITE)
    before = (tmp_path / "site").stat()

    assert publish_to(tmp_path, standing_in(tmp_path, SITE)) == Published(kept=3)

    after = (tmp_path / "site").stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


@pytest.mark.parametrize("deed", ["edit", "delete", "replace"])
def test_what_somebody_did_to_the_site_does_not_stand(tmp_path: Path, deed: str) -> None:
    publish_to(tmp_path, SITE)
    pause()
    _tampered(tmp_path / "site", deed, "plans/p/index.html")

    files = standing_in(tmp_path, SITE)
    done = publish_to(tmp_path, files)

    assert [path for path, content in files.items() if isinstance(content, bytes)] == ["plans/p/index.html"]
    assert done == Published(written=("plans/p/index.html",), kept=2)
    assert tree(tmp_path / "site").items() >= SITE.items()


def test_an_edit_that_the_clock_is_too_slow_to_show_does_not_stand(tmp_path: Path) -> None:
    publish_to(tmp_path, SITE)
    edited = tmp_path / "site" / "plans" / "p" / "index.html"
    written = edited.stat().st_mtime_ns
    with edited.open("r+b") as file:
        file.write(b"PLAN")
    os.utime(edited, ns=(written, written))

    assert "plans/p/index.html" not in standing(target(project(tmp_path)))


@pytest.mark.parametrize("home", [b"home", b"HOME"], ids=["nothing else changes", "another file changes"])
@pytest.mark.parametrize("deed", ["edit", "delete", "replace"])
@pytest.mark.parametrize("moment", ["before it is published", "before it is swapped"])
def test_what_stands_no_more_when_the_site_is_published_is_refused(
    tmp_path: Path, moment: str, deed: str, home: bytes
) -> None:
    for turn in (b"1", b"2", b"home"):
        publish_to(tmp_path, {**SITE, "index.html": turn})
        pause()
    files = standing_in(tmp_path, {**SITE, "index.html": home})

    def tampered() -> None:
        _tampered(tmp_path / "site", deed, "plans/p/index.html")

    if moment == "before it is published":
        tampered()
    with pytest.raises(SiteChanged, match=r"plans/p/index\.html"):
        publish(files, target(project(tmp_path)), confirm=tampered)

    assert (tmp_path / "site" / "index.html").read_bytes() == b"home"
    assert litter(tmp_path) == []
    publish_to(tmp_path, standing_in(tmp_path, {**SITE, "index.html": home}))
    assert tree(tmp_path / "site").items() >= {**SITE, "index.html": home}.items()


@pytest.mark.parametrize("wait", [pause, lambda: None], ids=["later", "at once"])
def test_what_another_build_replaced_stands_no_more(tmp_path: Path, wait: Callable[[], None]) -> None:
    publish_to(tmp_path, SITE)
    wait()
    files = standing_in(tmp_path, {**SITE, "index.html": b"mine"})
    publish_to(tmp_path, {**SITE, "plans/p/index.html": b"theirs"})
    wait()

    with pytest.raises(SiteChanged, match=r"plans/p/index\.html"):
        publish_to(tmp_path, files)

    assert tree(tmp_path / "site").items() >= {**SITE, "plans/p/index.html": b"theirs"}.items()


def test_what_never_was_there_does_not_stand(tmp_path: Path) -> None:
    publish_to(tmp_path, SITE)

    with pytest.raises(SiteChanged, match="new"):
        publish_to(tmp_path, {**SITE, "new/index.html": Standing(digest(b"new"))})

    assert tree(tmp_path / "site").items() >= SITE.items()


def test_nothing_stands_where_nothing_is_known_of_the_site(tmp_path: Path) -> None:
    publish_to(tmp_path, SITE)
    (tmp_path / ".site.planfolio-inventory").unlink()

    assert standing(target(project(tmp_path))) == {}


def test_a_foreign_file_is_not_passed_over_where_all_else_stands(tmp_path: Path) -> None:
    publish_to(tmp_path, SITE)
    where = target(project(tmp_path))
    files = standing_in(tmp_path, {**SITE, "index.html": b"2"})
    (tmp_path / "site" / "plans" / "mine.txt").write_bytes(b"mine")

    with pytest.raises(CannotWrite, match=r"mine\.txt"):
        publish(files, where)

    assert tree(tmp_path / "site").items() >= {**SITE, "plans/mine.txt": b"mine"}.items()


def test_new_rights_for_files_reach_those_that_stand(tmp_path: Path) -> None:
    before = os.umask(0o077)
    publish_to(tmp_path, SITE)
    pause()
    os.umask(0o022)
    publish_to(tmp_path, standing_in(tmp_path, SITE))
    os.umask(before)

    assert {(tmp_path / "site" / path).stat().st_mode & 0o777 for path in SITE} == {0o644}
    assert tree(tmp_path / "site").items() >= SITE.items()


_PATHS = st.sampled_from(["index.html", "a", "a/index.html", "a/b/index.html", "a/c", "d", "d/e/f", "旧/index.html"])
_SITES = st.dictionaries(_PATHS, st.sampled_from([b"1", b"2", b"333"]), min_size=1).map(
    lambda files: {
        path: content for path, content in files.items() if not any(other.startswith(f"{path}/") for other in files)
    }
)


def _tampered(folder: Path, deed: str, path: str) -> None:
    """What somebody may do between two builds."""
    place = folder / path
    if deed == "edit" and place.is_file():
        with place.open("ab") as file:
            file.write(b"?")
    elif deed in ("delete", "replace") and place.is_file():
        place.unlink()
        if deed == "replace":
            place.write_bytes(b"?")
    elif deed == "move away":
        shutil.rmtree(folder, ignore_errors=True)


@settings(max_examples=60)
@given(
    st.lists(
        st.tuples(
            _SITES,
            st.sampled_from(["site", ".site.planfolio-spare", ".site.planfolio-inventory"]),
            st.sampled_from(["nothing", "nothing", "edit", "delete", "replace", "move away"]),
            _PATHS,
            st.booleans(),  # whether what stands is made again
        ),
        min_size=2,
        max_size=6,
    ),
    st.sampled_from([50_000_000, -(10**15)]),  # the clock's grain: all at one time, or as if time passed between
)
def test_whatever_happened_before_the_site_is_what_was_built(
    steps: list[tuple[dict[str, bytes], str, str, str, bool]], grain: int
) -> None:
    with TemporaryDirectory() as name, patch.object(footprints, "_TICK", grain):
        folder = Path(name)
        before: dict[str, bytes] | None = {}
        for files, where, deed, path, is_made in steps:
            done = publish_to(folder, files if is_made else standing_in(folder, files))

            listed = {".planfolio-files": "\n".join(sorted(files)).encode()}
            assert tree(folder / "site") == files | listed
            assert len(done.written) + done.kept == len(files)
            assert before is None or done.written == tuple(
                sorted(path for path in files if before.get(path) != files[path])
            )
            if done.written or done.removed:
                assert tree(folder / ".site.planfolio-spare") in ({}, files | listed)
            assert litter(folder) == []
            before = files if deed == "nothing" else None
            if deed != "nothing":
                _tampered(folder / where, deed, path if where != ".site.planfolio-inventory" else "")


# --- killed ---------------------------------------------------------------------------------------------------------------

_WRITER = """
import sys
from pathlib import Path
from planfolio.project import open_project
from planfolio.inventory import Standing
from planfolio.write import publish, standing, target
root, word = Path(sys.argv[1]), sys.argv[2]
site = {f"p{n}/index.html": b"stays" if n % 2 else word.encode() for n in range(400)} | {"index.html": word.encode()}
where = target(open_project(root))
if int(word[-1]) % 2:
    stands = standing(where)
    site = {path: Standing(stands[path]) if made == b"stays" and path in stands else made for path, made in site.items()}
print("ready", flush=True)
publish(site, where)
"""


def test_killed_at_any_moment_it_leaves_a_whole_site(tmp_path: Path) -> None:
    """A loop of builds killed after ever longer times: the site is always whole, of one build or of another."""
    (tmp_path / "content").mkdir()
    first = {f"p{n}/index.html": b"stays" if n % 2 else b"first" for n in range(400)} | {"index.html": b"first"}
    for turn in range(2):  # the second leaves a spare
        publish_to(tmp_path, {**first, "index.html": b"0"} if turn == 0 else first)
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
        assert len(pages - {b"stays"}) == 1, f"a mixture after turn {turn}"
        assert sum(1 for _ in (tmp_path / "site").rglob("*.html")) == 401
