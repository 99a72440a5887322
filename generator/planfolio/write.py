"""Writing: a whole site beside the old one, then swapped in. Killed at any moment, it leaves the last good site.

Files that stay as they are are links to those of the last site. That one, once swapped out, is brought up to date and kept as
the spare, of which the next site is made: only what changes is touched then, however many files there are.
"""

from __future__ import annotations

import ctypes
import hashlib
import os
import shutil
import sys
from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from stat import S_IMODE, S_ISREG

from filelock import FileLock, Timeout

from planfolio import inventory
from planfolio.findings import Refusal, say
from planfolio.frozen import frozen
from planfolio.inventory import (
    UNKNOWN,
    Artifact,
    Artifacts,
    Entry,
    Inventory,
    Look,
    Stamp,
    Standing,
    are_inside,
    as_left,
    folder_of,
    folders_of,
    proves,
)
from planfolio.obstacles import reason
from planfolio.project import Project

MANIFEST = ".planfolio-files"
"""Lists every file of a built site, so that foreign files are noticed before anything is replaced."""

_ALWAYS_FEW = 1_000
"""Fresh files that are patched in however small the site."""

_KEPT = {".gitignore"}
_NONE: Mapping[str, str] = {}
_IGNORED = {".DS_Store", MANIFEST, *_KEPT}


class CannotWrite(Refusal):
    """The output cannot be written; says where, why and what to do."""


class SiteChanged(CannotWrite):
    """Somebody changed the last site while the next one was built, and what was to stay of it is not there any more."""


@frozen(kw_only=True)
class Target:
    """An output folder that may be written: `next` is where the new site grows, `spare` the one before, brought up to date,
    `inventory` what is known of both, `lock` keeps a second build away."""

    output: Path
    next: Path
    old: Path
    spare: Path
    inventory: Path
    lock: Path


@frozen(kw_only=True)
class Published:
    """What a publication did: the site paths that are new or have another content, those that are gone, each sorted, and how
    many files stayed as they were."""

    written: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    kept: int = 0


def unwritten(path: Path, error: OSError) -> CannotWrite:
    """Why there is no new site."""
    return CannotWrite(
        say(
            "{path} 写不进去：{reason}。原来的站点没有动",
            "{path} cannot be written: {reason}. The last site stays as it was",
            path=path,
            reason=reason(error),
        )
    )


def target(project: Project) -> Target:
    """The project's output folder, or CannotWrite where writing there would touch anything else."""
    given = project.output
    if given.is_symlink():
        raise CannotWrite(
            say("{path} 是符号链接，不往里写", "{path} is a symbolic link; nothing is written through it", path=given)
        )
    output = given.parent.resolve() / given.name
    _refuse_sources(project, output.resolve())
    if output.exists() and not output.is_dir():
        raise CannotWrite(say("{path} 不是文件夹", "{path} is not a folder", path=given))
    if output.is_mount():
        raise CannotWrite(
            say(
                "{path} 上挂着别的磁盘，新的站点换不进去；改为挂在它的上一层，或用 -o 选里面的一个文件夹",
                "{path} is a mount point, for which no site can be exchanged; mount the folder above it, or choose one inside it"
                " with -o",
                path=given,
            )
        )
    names = ("next", "old", "spare", "inventory", "lock")
    where = Target(output=output, **{name: _beside(output, name) for name in names})
    _refuse_foreign(where, inventory.read(where.inventory))
    return where


def _beside(output: Path, name: str) -> Path:
    return output.with_name(f".{output.name}.planfolio-{name}")


def recorded(output: Path) -> dict[str, str]:
    """The files of the site that was last written to `output`, by path, each with the digest of its content."""
    return {path: entry.digest for path, entry in inventory.read(_beside(output, "inventory")).files.items()}


def standing(where: Target) -> dict[str, str]:
    """The files of the site that are as the last build left them, by path, each with the digest of its content: what need not
    be made again is published as Standing with it."""
    known = inventory.read(where.inventory)
    return {
        path: entry.digest
        for path, entry in as_left(where.output, known.files).items()
        if proves(entry.stamp, known.time) or _read(where.output / path) == entry
    }


def digest(content: bytes) -> str:
    """What stands for a content."""
    return hashlib.sha256(content).hexdigest()


def _refuse_sources(project: Project, output: Path) -> None:
    # A site's own layouts need not be there yet: the next build would take for them what is written there now.
    own = (project.content.resolve(), project.root.resolve() / "layouts")
    inside = any(output.is_relative_to(source) for source in own)
    for source in (*own, *(folder.resolve() for folder in project.layouts)):
        if inside or source.is_relative_to(output):
            raise CannotWrite(
                say(
                    "输出文件夹 {path} 包含源文件，不能写在这里；请用 -o 另选",
                    "the output folder {path} holds sources; choose another with -o",
                    path=output,
                )
            )


def _refuse_foreign(where: Target, known: Inventory, listed: set[str] | None = None) -> Look:
    """What the output is, or CannotWrite where it holds a file that the last build did not write, which wrote those `listed`."""
    while True:
        written = _listed(where.output) if listed is None else listed
        look = known.look(where.output, known.folders)
        foreign = sorted(path for path in look.inside if path not in written and _name(path) not in _IGNORED)
        if not foreign:
            return look
        if written == _listed(where.output):
            break
        listed = None  # another build swapped its site in meanwhile: the list was that of the site before
    raise CannotWrite(
        say(
            "{path} 里有不是 Planfolio 写的文件（{file}），不会覆盖；请换一个空文件夹",
            "{path} holds a file that Planfolio did not write ({file}); choose an empty folder, nothing is overwritten",
            path=where.output,
            file=foreign[0],
        )
    )


def _name(path: str) -> str:
    return path.rpartition("/")[2]


def _listed(output: Path) -> set[str]:
    """The files that a build says it wrote."""
    try:
        listed = set((output / MANIFEST).read_text(encoding="utf-8", errors="replace").split("\n")) - {""}
        return listed if are_inside(listed) else set()
    except OSError:
        return set()


def publish(
    artifacts: Artifacts,
    where: Target,
    *,
    spool: Path | None = None,
    digests: Mapping[str, str] = _NONE,
    wait: float = 60,
    confirm: Callable[[], None] = lambda: None,
) -> Published:
    """Make `artifacts` (site path to bytes, to a file to copy, or to what stands there already) the site, and say what that changed.

    The new site is swapped in as a whole, unless nothing changes or `confirm`, which is called when all is written, raises.
    Files below `spool` are moved, not copied; those of which `digests` has the SHA-256 are not read. However it ends, a whole
    site is there, and beside it no more than its spare.
    Raises SiteChanged where something does not stand as it was said to.
    """
    try:
        where.output.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(where.lock, timeout=wait):
            _clear(where)
            try:
                return _publish(artifacts, where, spool, digests, confirm)
            finally:
                _clear(where)
    except Timeout:
        raise CannotWrite(
            say(
                "另一个构建正在写 {path}，等了 {seconds} 秒",
                "another build is writing {path}; waited {seconds} s",
                path=where.output,
                seconds=int(wait),
            )
        ) from None
    except NotImplementedError:
        raise CannotWrite(
            say(
                "{path} 所在的文件系统不能加锁，请用 -o 换一个地方",
                "the file system of {path} has no locks; choose another place with -o",
                path=where.output,
            )
        ) from None
    except OSError as error:
        raise unwritten(where.output, error) from None


def _clear(where: Target) -> None:
    """Clear what a build left behind, and put the old site back where a swap was cut short. A link in place of a folder is none
    of a build's: it came with the repository."""
    for folder in (where.next, where.old, where.spare):
        if folder.is_symlink():
            folder.unlink()
    shutil.rmtree(where.next, ignore_errors=True)
    if where.old.exists():
        if where.output.exists() or not _is_site(where.old):
            shutil.rmtree(where.old, ignore_errors=True)
        else:
            where.old.rename(where.output)


def _is_site(folder: Path) -> bool:
    """Whether a build wrote the folder, or might have put its site there."""
    return (folder / MANIFEST).is_file() or all(file.name in _IGNORED for file in folder.iterdir())


def _publish(
    artifacts: Artifacts, where: Target, spool: Path | None, digests: Mapping[str, str], confirm: Callable[[], None]
) -> Published:
    known = inventory.read(where.inventory)
    change = _compare(artifacts, where, known, digests)
    published = Published(
        written=tuple(path for path in change.fresh if path not in change.alike),
        removed=tuple(sorted(change.listed - artifacts.keys())),
        kept=len(change.linked) + len(change.alike),
    )

    def confirmed() -> None:
        confirm()
        _refuse_changed(change.standing, where)

    if published.written or published.removed or not where.output.exists():
        _exchange(change, artifacts, where, known, spool, confirmed)
    else:
        confirmed()
        _leave(change, where, known)
    return published


def _refuse_changed(standing: Mapping[str, Entry], where: Target) -> None:
    """SiteChanged where not all is as it was left."""
    gone = standing.keys() - as_left(where.output, standing).keys()
    if gone:
        raise _changed(where.output, min(gone))


def _changed(output: Path, path: str) -> SiteChanged:
    return SiteChanged(
        say(
            "生成时有人改动了 {folder} 里的文件（{file}），没有换上新站点。再运行一次，改动的文件会重新生成",
            "{folder} was changed while the site was built ({file}): the last site stays. Run again, what was changed is made anew",
            folder=output,
            file=path,
        )
    )


def _leave(change: _Change, where: Target, known: Inventory) -> None:
    """The site stays. What had to be read is known from now on."""
    look = _refuse_foreign(where, known, change.listed)
    if not change.fresh and not look.in_doubt:
        return
    files = change.linked | change.alike
    spare = _mirror(where, known) if _inodes(files) == _inodes(known.files) else None
    if spare is None:
        shutil.rmtree(where.spare, ignore_errors=True)
    found = Inventory(files=files, folders=look.folders, spare=spare.folders if spare else {})
    inventory.write(found, where.inventory)


def _exchange(
    change: _Change,
    artifacts: Artifacts,
    where: Target,
    known: Inventory,
    spool: Path | None,
    confirm: Callable[[], None],
) -> None:
    """The next site grows and takes the place of the last, which becomes the spare."""
    tree, copied = _next(where, known, change)
    for path in change.fresh:
        _put(artifacts[path], tree.place(path), path, where, spool)
    tree.place(MANIFEST).write_bytes("\n".join(sorted(artifacts)).encode())
    for name in _KEPT - change.listed:
        kept = where.output / name
        if kept.is_file() and not kept.is_symlink():  # which could lead to any file of this machine
            shutil.copyfile(kept, tree.place(name))
    fresh = change.fresh | copied
    files = change.linked | {path: tree.entry(path, content, change.mode) for path, content in fresh.items()}
    folders = tree.stamps()
    confirm()
    look = _refuse_foreign(where, known, change.listed)
    last = _swap(where)
    gone = change.listed - files.keys()
    spare = _spare(where, last, look, gone, fresh) if last and change.is_small else {}
    inventory.write(Inventory(files=files, folders=folders, spare=spare), where.inventory)


@frozen(kw_only=True)
class _Change:
    """The next site beside the last: files that are links to those of the last, some of them because they are said to be
    `standing`, and all others with their digests, some of them `alike`, though nobody knows who wrote them. `listed` is what the
    last site says it has, `mode` what new files get."""

    linked: dict[str, Entry]
    standing: dict[str, Entry]
    fresh: dict[str, str]
    alike: dict[str, Entry]
    listed: set[str]
    mode: int

    @property
    def is_small(self) -> bool:
        """Whether it is less work to patch the spare, and to make one, than to clear the last site away."""
        return len(self.fresh) < len(self.linked) + _ALWAYS_FEW


def _compare(artifacts: Artifacts, where: Target, known: Inventory, digests: Mapping[str, str]) -> _Change:
    where.next.mkdir()  # refused where something of a killed build could not be cleared
    (where.next / MANIFEST).touch()
    probe = (where.next / MANIFEST).stat()
    mode = probe.st_mode
    shutil.rmtree(where.next)
    listed = _listed(where.output)
    standing = {path for path, artifact in artifacts.items() if isinstance(artifact, Standing)}
    left = as_left(where.output, {path: known.files[path] for path in known.files.keys() - standing})
    linked, fresh, alike = {}, {}, {}
    for path in sorted(artifacts):
        content = digests.get(path) or _digest(artifacts[path])
        # Whether what is said to stand does is seen when all is done: it can go until then.
        entry = (known.files if path in standing else left).get(path)
        if entry is not None and entry.digest == content and entry.mode == mode and proves(entry.stamp, known.time):
            linked[path] = entry
            continue
        fresh[path] = content
        found = _read(where.output / path) if path in listed else None
        if path in standing and (found is None or found.digest != content):
            raise _changed(where.output, path)
        if found is None or found.digest != content or found.mode != mode:
            continue
        if found == known.files.get(path) and proves(found.stamp, probe.st_mtime_ns):
            linked[path] = found  # written just before the inventory was: now that it has been read, that is settled
            del fresh[path]
        else:
            alike[path] = found
    return _Change(
        linked=linked,
        standing={path: entry for path, entry in linked.items() if path in standing},
        fresh=fresh,
        alike=alike,
        listed=listed,
        mode=mode,
    )


def _digest(artifact: Artifact) -> str:
    if isinstance(artifact, Standing):
        return artifact.digest
    if isinstance(artifact, bytes):
        return digest(artifact)
    try:
        with artifact.open("rb") as file:
            return hashlib.file_digest(file, hashlib.sha256).hexdigest()
    except FileNotFoundError:
        raise _gone(artifact) from None


def _read(file: Path) -> Entry | None:
    """What a file is found to be, read in full; None where it is no ordinary file."""
    with suppress(OSError):
        status = file.lstat()  # before it is read, so that an edit meanwhile shows
        if S_ISREG(status.st_mode):
            return Entry(_digest(file), Stamp.of(status), status.st_mode)
    return None


@dataclass(slots=True)
class _Tree:
    """A tree of files that becomes the next site, or the spare; `folders` are those that it has, UNKNOWN what changed in them."""

    root: Path
    folders: dict[str, Stamp]

    def remove(self, paths: Iterable[str]) -> None:
        """Without these files, where they are."""
        for path in paths:
            if folder_of(path) in self.folders:  # not behind a link, nor outside
                with suppress(FileNotFoundError):
                    (self.root / path).unlink()
                    self.folders[folder_of(path)] = UNKNOWN

    def prune(self, paths: Iterable[str]) -> None:
        """Without the folders in which these files were, as far as nothing else is in them."""
        for folder in reversed(folders_of(paths)):
            if folder and folder in self.folders:
                with suppress(OSError):
                    (self.root / folder).rmdir()
                    del self.folders[folder]
                    self.folders[folder_of(folder)] = UNKNOWN

    def place(self, path: str) -> Path:
        """Where the file goes; its folders are there."""
        folder = folder_of(path)
        if folder not in self.folders:
            self.place(folder).mkdir()
        self.folders[folder] = UNKNOWN
        return self.root / path

    def link(self, paths: Iterable[str], site: Path) -> list[str]:
        """With these files of another tree; those of which the system makes no link are copied, and returned."""
        copied = []
        for path in paths:
            place = self.place(path)
            try:
                os.link(f"{site}/{path}", place)
            except OSError:  # another file system, one without links, or too many of them
                _copy(site / path, place)
                copied.append(path)
        return copied

    def entry(self, path: str, content: str, mode: int) -> Entry:
        """What is known of a file that was written here."""
        place = self.root / path
        status = place.lstat()
        if status.st_mode != mode:  # it came with rights of its own
            place.chmod(S_IMODE(mode))
        return Entry(content, Stamp.of(status), mode)

    def stamps(self) -> dict[str, Stamp]:
        """All its folders, as they are left."""
        for folder, stamp in self.folders.items():
            if stamp == UNKNOWN:
                self.folders[folder] = Stamp.of((self.root / folder).lstat())
        return self.folders


def _next(where: Target, known: Inventory, change: _Change) -> tuple[_Tree, dict[str, str]]:
    """A tree of what stays: the spare without the rest, or links. And what had to be copied, with its digests."""
    spare = _mirror(where, known) if change.is_small else None
    if spare is not None:
        where.spare.rename(where.next)
        tree = _Tree(where.next, spare.folders)
        tree.remove((*known.files.keys() - change.linked.keys(), MANIFEST, *_KEPT))
        tree.prune(known.files.keys() - change.linked.keys() - change.fresh.keys())
        return tree, {}
    shutil.rmtree(where.spare, ignore_errors=True)
    where.next.mkdir()
    tree = _Tree(where.next, {"": UNKNOWN})
    return tree, {path: change.linked[path].digest for path in tree.link(change.linked, where.output)}


def _mirror(where: Target, known: Inventory) -> Look | None:
    """The spare, if it is all that the inventory says."""
    look = known.look(where.spare, known.spare) if known.spare else None
    return look if look is not None and known.is_mirrored(look, _IGNORED) else None


def _inodes(files: Mapping[str, Entry]) -> dict[str, int]:
    return {path: entry.stamp.inode for path, entry in files.items()}


def _put(artifact: Artifact, place: Path, path: str, where: Target, spool: Path | None) -> None:
    if isinstance(artifact, bytes):
        place.write_bytes(artifact)
    elif isinstance(artifact, Standing):  # no link to it will do: it has other rights, or was written only just before
        content = (where.output / path).read_bytes()
        if digest(content) != artifact.digest:
            raise _changed(where.output, path)
        place.write_bytes(content)
    elif spool is not None and artifact.is_relative_to(spool):
        shutil.move(artifact, place)
    else:
        _copy(artifact, place)


def _copy(source: Path, place: Path) -> None:
    try:
        shutil.copyfile(source, place, follow_symlinks=False)
    except FileNotFoundError:
        raise _gone(source) from None


def _gone(source: Path) -> CannotWrite:
    return CannotWrite(
        say(
            "{path} 在生成时不见了，没有换上新站点。放回去或去掉它，再运行一次",
            "{path} is gone while the site was built: the last site stays. Put it back or drop it, and run again",
            path=source,
        )
    )


def _swap(where: Target) -> Path | None:
    """Where the last site is then, if there was one."""
    if not where.output.exists():
        where.next.rename(where.output)
        return None
    exchange = _system_exchange()
    if exchange is not None and exchange(where.next, where.output):
        return where.next
    # No atomic exchange here: between the two renames there is no site for a moment; `_clear` mends a kill there.
    where.output.rename(where.old)
    where.next.rename(where.output)
    return where.old


def _spare(where: Target, last: Path, look: Look, gone: Collection[str], fresh: Collection[str]) -> dict[str, Stamp]:
    """The folders of the spare: the last site's tree, without what is gone and with links to what is fresh, so that nothing that
    is not published any more lies about. None where that cannot be."""
    folders = {folder: UNKNOWN if folder in look.in_doubt else stamp for folder, stamp in look.folders.items()}
    tree = _Tree(last, folders)
    beside = [name for name in (MANIFEST, *sorted(_KEPT)) if (where.output / name).exists()]
    try:
        tree.remove({*gone, *fresh, MANIFEST, *_KEPT})
        tree.prune(gone)
        if tree.link((*fresh, *beside), where.output):
            return {}
        last.rename(where.spare)
    except OSError:
        return {}
    return tree.folders


def _system_exchange() -> Callable[[Path, Path], bool] | None:
    """The system's atomic exchange of two folders, where it has one."""
    if os.name != "posix":
        return None
    library = ctypes.CDLL(None, use_errno=True)
    if sys.platform == "linux" and hasattr(library, "renameat2"):
        here, exchange = -100, 2  # AT_FDCWD, RENAME_EXCHANGE
        return lambda one, two: library.renameat2(here, os.fsencode(one), here, os.fsencode(two), exchange) == 0
    if sys.platform == "darwin" and hasattr(library, "renamex_np"):
        swap = 2  # RENAME_SWAP
        return lambda one, two: library.renamex_np(os.fsencode(one), os.fsencode(two), swap) == 0
    return None
