"""Writing: a whole site beside the old one, then swapped in. Killed at any moment, it leaves the last good site."""

from __future__ import annotations

import ctypes
import os
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from planfolio.findings import Refusal, say
from planfolio.obstacles import reason
from planfolio.project import Project

MANIFEST = ".planfolio-files"
"""Lists every file of a built site, so that foreign files are noticed before anything is replaced."""

_KEPT = {".gitignore"}
_IGNORED = {".DS_Store", MANIFEST, *_KEPT}


class CannotWrite(Refusal):
    """The output cannot be written; says where, why and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """An output folder that may be written: `next` is where the new site grows, `lock` keeps a second build away."""

    output: Path
    next: Path
    old: Path
    lock: Path


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
    _refuse_foreign(output)
    stem = f".{output.name}.planfolio"
    parent = output.parent
    return Target(output=output, next=parent / f"{stem}-next", old=parent / f"{stem}-old", lock=parent / f"{stem}-lock")


def _refuse_sources(project: Project, output: Path) -> None:
    content = project.content.resolve()
    inside = output == content or content in output.parents
    for source in (content, *(folder.resolve() for folder in project.layouts), project.root.resolve()):
        if inside or source == output or output in source.parents:
            raise CannotWrite(
                say(
                    "输出文件夹 {path} 包含源文件，不能写在这里；请用 -o 另选",
                    "the output folder {path} holds sources; choose another with -o",
                    path=output,
                )
            )


def _refuse_foreign(output: Path) -> None:
    foreign = _foreign_file(output)
    if foreign is not None:
        raise CannotWrite(
            say(
                "{path} 里有不是 Planfolio 写的文件（{file}），不会覆盖；请换一个空文件夹",
                "{path} holds a file that Planfolio did not write ({file}); choose an empty folder, nothing is overwritten",
                path=output,
                file=foreign,
            )
        )


def _foreign_file(output: Path) -> str | None:
    """The first file in the output that the last build did not write."""
    while True:
        known = _listed(output)
        found = next((path for path in _paths(output) if path not in known), None)
        if found is None or known == _listed(output):
            return found
        # Another build swapped its site in meanwhile: the list was that of the site before.


def _listed(output: Path) -> set[str]:
    """The files that a build says it wrote."""
    try:
        return set((output / MANIFEST).read_text(encoding="utf-8", errors="replace").split("\n"))
    except OSError:
        return set()


def _paths(output: Path) -> Iterator[str]:
    for folder, _, names in os.walk(output):
        for name in sorted(names):
            if name not in _IGNORED:
                yield Path(folder, name).relative_to(output).as_posix()


def publish(
    artifacts: Mapping[str, bytes | Path],
    where: Target,
    *,
    wait: float = 60,
    confirm: Callable[[], None] = lambda: None,
) -> None:
    """Write `artifacts` (site path to bytes, or to a file to copy) as the new site and swap it in, unless `confirm`, which is
    called when all is written, raises. However it ends, a whole site is there and nothing else."""
    try:
        where.output.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(where.lock, timeout=wait):
            _clear(where)
            try:
                _write_all(artifacts, where)
                confirm()
                _refuse_foreign(where.output)
                _swap(where)
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
        raise CannotWrite(
            say(
                "{path} 写不进去：{reason}。原来的站点没有动",
                "{path} cannot be written: {reason}. The last site stays as it was",
                path=where.output,
                reason=reason(error),
            )
        ) from None


def _clear(where: Target) -> None:
    """Clear what a build left behind, and put the old site back where a swap was cut short."""
    shutil.rmtree(where.next, ignore_errors=True)
    if where.old.exists():
        if where.output.exists():
            shutil.rmtree(where.old, ignore_errors=True)
        else:
            where.old.rename(where.output)


def _write_all(artifacts: Mapping[str, bytes | Path], where: Target) -> None:
    where.next.mkdir()  # refused where something of a killed build could not be cleared
    made: set[Path] = set()
    for path in sorted(artifacts):
        place = where.next / path
        if place.parent not in made:
            place.parent.mkdir(parents=True, exist_ok=True)
            made.add(place.parent)
        artifact = artifacts[path]
        if isinstance(artifact, bytes):
            place.write_bytes(artifact)
        else:
            _copy(artifact, place)
    for name in _KEPT - _listed(where.output):
        kept = where.output / name
        if kept.is_file() and not kept.is_symlink():  # which could lead to any file of this machine
            shutil.copyfile(kept, where.next / name)
    (where.next / MANIFEST).write_text("\n".join(sorted(artifacts)), encoding="utf-8")


def _copy(source: Path, place: Path) -> None:
    try:
        shutil.copyfile(source, place, follow_symlinks=False)
    except FileNotFoundError:
        raise CannotWrite(
            say(
                "{path} 在生成时不见了，没有换上新站点。放回去或去掉它，再运行一次",
                "{path} is gone while the site was built: the last site stays. Put it back or drop it, and run again",
                path=source,
            )
        ) from None


def _swap(where: Target) -> None:
    if not where.output.exists():
        where.next.rename(where.output)
        return
    exchange = _exchange()
    if exchange is not None and exchange(where.next, where.output):
        return
    # No atomic exchange here: between the two renames there is no site for a moment; `_clear` mends a kill there.
    where.output.rename(where.old)
    where.next.rename(where.output)


def _exchange() -> Callable[[Path, Path], bool] | None:
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
