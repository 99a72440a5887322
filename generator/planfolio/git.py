"""Git: what the project's repository says of itself."""

from __future__ import annotations

import errno
import os
import shlex
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from shutil import which
from threading import Timer

from planfolio.environment import for_programs
from planfolio.findings import Message, Refusal, say
from planfolio.frozen import frozen
from planfolio.sources.files import DEEPEST, LARGEST_ATTACHMENT
from planfolio.workfolder import workfolder

MOST_FILES = 100_000
MOST_BYTES = 2 << 30
"""What is taken out of another revision at most: a stranger's must not fill the disk."""
_LONGEST_ANSWER = 256 << 20
_OURS = (
    "safe.bareRepository=explicit",
    "core.fsmonitor=false",
    f"core.hooksPath={os.devnull}",
    "log.showSignature=false",
)
"""Settings that no repository may have for itself: folders that look like a bare repository come along with content and would
bring programs to run. The first refuses them; git before 2.38 does not know it, and runs nothing by the others."""
_PATIENCE = 120
"""Seconds that git may take."""
_LINK = "120000"
_UNSAFE = frozenset({"", ".", "..", ".git"})
_UNWRITABLE = (errno.EEXIST, errno.ENOTDIR, errno.EISDIR, errno.ENAMETOOLONG, errno.EINVAL, errno.EILSEQ)
"""Why a name cannot be written that git has all the same: it stands there twice, or is none that this system knows."""


@frozen
class Revision:
    """A commit and its day; None for a clock that was wrong by millennia."""

    commit: str
    day: date | None


def revision(root: Path) -> Revision | None:
    """The commit that is checked out, None outside a repository or without git."""
    return _revision(root, "HEAD")


def _revision(root: Path, *chosen: str) -> Revision | None:
    """The newest of the commits that the arguments choose."""
    told = _git(root, "log", "-1", "--no-show-signature", "--format=%H %cs", *chosen)
    commit, _, written = (told or "").strip().partition(" ")
    return Revision(commit, day_of(written)) if commit else None


def day_of(written: str) -> date | None:
    """A day as git writes it; None for a clock that was wrong by millennia."""
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None


@frozen(kw_only=True)
class Checkout:
    """A folder in its repository: `folder` leads to it from the repository's root `top`, "" or `training/`. `is_whole` says
    whether everything that came before `commit` is there."""

    commit: str
    folder: str
    top: Path
    is_whole: bool


def checkout(root: Path) -> Checkout | None:
    """Where `root` lies in its repository, None outside one or without git."""
    told = _git(root, "rev-parse", "--show-prefix", "--show-toplevel", "--is-shallow-repository", "HEAD")
    lines = (told or "").split("\n")
    if len(lines) != 5:  # four answers and what follows the last
        return None
    # A clone that leaves out old files (--filter) would fetch them from its server to find renames.
    is_partial = _git(root, "config", "--get-regexp", r"^(extensions\.partialclone|remote\..*\.promisor)$") is not None
    return Checkout(
        folder=lines[0], top=Path(lines[1]), is_whole=lines[2] == "false" and not is_partial, commit=lines[3]
    )


def log(root: Path, commit: str) -> str | None:
    """Every commit that led to `commit` and what it did to the files below `content/`, the first one first.

    Each begins with `\\x01`, its name, its day and its author as .mailmap has them; then come the status and the paths of
    each file, all parted by NUL. A merge did nothing of its own. What the user has set for git has no part in it. None where
    git cannot tell, or would tell more than is read.
    """
    settings = ("-c", "mailmap.file=", "-c", "mailmap.blob=", "-c", "diff.renameLimit=1000", "-c", "log.showRoot=true")
    shape = (
        "-z", "--reverse", "--topo-order", "--full-history", "--relative", "--name-status", "-M50%", "--diff-merges=off",
        "--no-ext-diff", "--no-textconv", "--no-show-signature", "--no-notes", "--no-color", "--encoding=UTF-8",
        "--format=%x01%H %cs %aN",
    )  # fmt: skip
    try:
        return _git(root, *settings, "log", *shape, "--end-of-options", commit, "--", "content")
    except TooMuch:
        return None


class UnknownRevision(Refusal):
    """The repository has no such revision, or there is no repository."""


class TooMuch(Refusal):
    """A revision holds more than anybody would read."""


def commit_of(root: Path, reference: str) -> str:
    """The commit that a reference names. Raises `UnknownRevision`."""
    # --end-of-options: a reference that looks like an option is none.
    told = _git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{reference}^{{commit}}")
    if told:
        return told.strip()
    if which("git") is None:
        raise UnknownRevision(
            say(
                "没有找到 git，不能和别的版本比较；装好它再运行",
                "git was not found, and without it nothing can be compared; install it and run again",
            )
        )
    if _git(root, "rev-parse", "--git-dir") is None:
        top = (_git(root, "-c", "safe.directory=*", "rev-parse", "--show-toplevel") or "").strip()
        if top:
            raise UnknownRevision(
                say(
                    "{folder} 属于另一个用户，git 不读它；信得过就运行 git config --global --add safe.directory {quoted}",
                    "{folder} belongs to another user, so git does not read it. If you trust it, run"
                    " git config --global --add safe.directory {quoted}",
                    folder=top,
                    quoted=shlex.quote(top),
                )
            )
        raise UnknownRevision(
            say(
                "{folder} 不在 git 仓库里，没有版本可以比较",
                "{folder} is in no git repository: there are no revisions to compare with",
                folder=root,
            )
        )
    if not _git(root, "rev-list", "--max-count=1", "--all"):
        raise UnknownRevision(
            say(
                "{folder} 里还没有任何提交，没有版本可以比较；先运行 git add -A 和 git commit",
                "nothing has been committed in {folder} yet, so there are no revisions to compare with; run git add -A and"
                " git commit first",
                folder=root,
            )
        )
    raise _unknown(root, reference)


def previous(root: Path) -> Revision | None:
    """The commit before the last one that changed `content/`; None where there is none or the history is cut off there."""
    last = _revision(root, "--first-parent", "--", "content")
    return _revision(root, f"{last.commit}^") if last else None


def changed(root: Path, reference: str) -> tuple[str, ...]:
    """Files below `content/` that differ from those at `reference`, are new since or are gone: paths from `root`, sorted."""
    commit = commit_of(root, reference)
    tracked = _git(root, "diff", "--name-only", "--no-renames", "--relative", "-z", commit, "--", "content")
    untracked = _git(root, "ls-files", "--others", "-z", "--", "content")
    if tracked is None or untracked is None:
        raise _unknown(root, reference)
    return tuple(sorted({path for path in (tracked + untracked).split("\0") if path}))


def common_ancestor(root: Path, one: str, other: str) -> str:
    """The commit from which two revisions part. Raises `UnknownRevision`, also where their histories have none in common."""
    commits = commit_of(root, one), commit_of(root, other)
    told = _git(root, "merge-base", *commits)
    if not told:
        raise UnknownRevision(
            say(
                "“{one}”和“{other}”在现有的历史里没有共同的版本；{advice}",
                "“{one}” and “{other}” have no revision in common here; {advice}",
                one=one,
                other=other,
                advice=_unshallow(root) or say("请换一个有共同来历的版本", "name one that has a history in common"),
            )
        )
    return told.split()[0]


def touched(root: Path, before: str, after: str) -> tuple[str, ...]:
    """Every file of the whole repository that differs between two commits, sorted: paths from `root`, with `../` before
    what lies beside it."""
    told = _git(root, "diff-tree", "-r", "--name-only", "--no-renames", "-z", before, after)
    prefix = _git(root, "rev-parse", "--show-prefix")
    if told is None or prefix is None:
        raise _unknown(root, after)
    folder = prefix.removesuffix("\n")
    above = "../" * folder.count("/")
    paths = (path.encode("utf-8", "replace").decode() for path in told.split("\0") if path)
    return tuple(sorted(path.removeprefix(folder) if path.startswith(folder) else above + path for path in paths))


@contextmanager
def checked_out(root: Path, reference: str, parts: Sequence[str] = ("content",)) -> Iterator[Path]:
    """A folder that holds `parts` (files or folders below `content/`) as they were at `reference`; it goes again at the end.

    What was not there then is left out. Nothing of the checkout changes. The revision may be a stranger's: what it says of
    itself (attributes, submodules, where links lead) counts for nothing, and what is too large to be read takes no room.
    Raises `UnknownRevision` and `TooMuch`.
    """
    commit = commit_of(root, reference)
    with workfolder("at") as folder:
        (folder / "content").mkdir()
        entries = list(_entries(root, commit, parts))
        if len(entries) > MOST_FILES or sum(entry.size for entry in entries if entry.is_read) > MOST_BYTES:
            raise TooMuch(
                say(
                    "版本“{reference}”的 content/ 里要读的超过 {files} 个文件或 {size} MiB，没有读取",
                    "revision “{reference}” has more than {files} files or {size} MiB to read in content/: it is not read",
                    reference=reference,
                    files=MOST_FILES,
                    size=MOST_BYTES >> 20,
                )
            )
        _take_out(root, entries, folder)
        yield folder


@frozen
class _Entry:
    """A file or link in a commit: its path from the site's folder, and its size in bytes."""

    path: str
    mode: str
    blob: str
    size: int

    @property
    def is_read(self) -> bool:
        """Whether its bytes are asked for: not those of a link, nor of a file that nobody would read."""
        return self.mode != _LINK and self.size <= LARGEST_ATTACHMENT


def _entries(root: Path, commit: str, parts: Sequence[str]) -> Iterator[_Entry]:
    """Files and links at a commit; a submodule is nothing. Names by which a path could leave its folder are passed over."""
    told = _git(root, "ls-tree", "-r", "-l", "-z", commit, "--", *parts)
    if told is None:
        raise _unknown(root, commit)
    for line in filter(None, told.split("\0")):
        about, _, path = line.partition("\t")
        mode, kind, blob, size = about.split()
        steps = path.replace("\\", "/").split("/")
        if kind == "blob" and not _UNSAFE.intersection(steps) and len(steps) <= DEEPEST:
            yield _Entry(path, mode, blob, int(size))


def _take_out(root: Path, entries: Iterable[_Entry], folder: Path) -> None:
    """Write the entries below `folder`, links last so that nothing is written through one; these lead nowhere."""
    command = _command(root, "cat-file", "--batch")
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=for_programs()
    ) as blobs:
        for entry in sorted(entries, key=lambda entry: entry.mode == _LINK):
            place = folder / entry.path
            try:
                place.parent.mkdir(parents=True, exist_ok=True)
                if entry.mode == _LINK:
                    place.symlink_to("nowhere")
                    continue
                with place.open("xb") as file:
                    if entry.is_read:
                        file.write(_bytes(blobs, entry))
                    else:
                        file.truncate(entry.size)  # a hole: as large as it is there, with nothing in it
            except OSError as error:
                if error.errno not in _UNWRITABLE:
                    raise


def _bytes(blobs: subprocess.Popen[bytes], entry: _Entry) -> bytes:
    """What `git cat-file --batch` gives for an entry, as it is stored: no attribute of the revision is asked."""
    assert blobs.stdin is not None
    assert blobs.stdout is not None
    blobs.stdin.write(f"{entry.blob}\n".encode())
    blobs.stdin.flush()
    if blobs.stdout.readline().split()[1:2] != [b"blob"]:
        raise UnknownRevision(
            say(
                "git 给不出 {path} 那时的内容；先运行 git fetch 取全",
                "git does not give what {path} held then; fetch it first",
                path=entry.path,
            )
        )
    return blobs.stdout.read(entry.size + 1)[: entry.size]


def _unknown(root: Path, reference: str) -> UnknownRevision:
    return UnknownRevision(
        say(
            "git 里没有版本“{reference}”；{advice}",
            "git knows no revision “{reference}”; {advice}",
            reference=reference,
            advice=_unshallow(root)
            or say("有哪些，看 git branch -a 和 git tag", "git branch -a and git tag list those that it knows"),
        )
    )


def _command(root: Path, *arguments: str) -> list[str]:
    settings = (word for setting in _OURS for word in ("-c", setting))
    return ["git", "-C", str(root), *settings, "--literal-pathspecs", *arguments]


def _unshallow(root: Path) -> Message | None:
    """What to do where the history is cut off; None where all of it is there."""
    if (_git(root, "rev-parse", "--is-shallow-repository") or "").strip() != "true":
        return None
    return say(
        "检出的历史不完整，先运行 git fetch --unshallow", "the checkout is shallow: run git fetch --unshallow first"
    )


def _git(root: Path, *arguments: str) -> str | None:
    """What git answers, None where it cannot. Raises `TooMuch`: a few small trees can name each other a billion times."""
    command = _command(root, *arguments)
    try:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=for_programs())
    except OSError:
        return None
    with process:
        assert process.stdout is not None
        patience = Timer(_PATIENCE, process.kill)
        patience.start()
        answer = process.stdout.read(_LONGEST_ANSWER + 1)
        patience.cancel()
        process.stdout.close()  # git stops where nobody reads on
    if len(answer) > _LONGEST_ANSWER:
        raise TooMuch(say("git 的回答太长，没有读完", "git has more to say than is read"))
    return answer.decode("utf-8", "surrogateescape") if process.returncode == 0 else None
