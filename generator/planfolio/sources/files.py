"""Files under content/: what belongs to which collection, and what belongs nowhere."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Container, Iterator, Mapping
from contextlib import suppress
from dataclasses import field, replace
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import TypeVar

from planfolio.findings import Finding, Message, Place, Rule, Span, say
from planfolio.footprints import is_settled
from planfolio.frozen import frozen
from planfolio.sources import names, privacy, rules, traps
from planfolio.sources.invisible import STEERING

_PORTFOLIOS = ("教师", "档案")
"""What Chinese folders of portfolios are called: their files are named after people."""
COLLECTIONS = ("organisations", "plans", "curricula", "schedules", "portfolios", "archive", "packs", "pages")
SETTINGS = ("", "packs")
"""Where stands what every document depends on: the site's settings, which are in no collection, and rule packs."""
ATTACHMENT_KINDS = ("pdf", "docx", "xlsx", "pptx", "png", "jpg", "webp", "gif", "csv", "txt")
BASELINE = "content/baseline.json"
"""Where the findings stand that a site had when it began to be checked."""
LARGEST_BASELINE = 32 * 1024 * 1024
LARGEST_SOURCE = 2 * 1024 * 1024
LARGEST_ATTACHMENT = 50 * 1024 * 1024
DEEPEST = 50
"""Names on the way to a file, `content` and its own among them, beyond which nothing is read."""
_LONGEST_ADDRESS = 200
"""Characters of a page's folders and name: with what is built of them a path stays within what systems allow."""
_ATTEMPTS = 3
"""To read a file that is being saved; a save takes less than the second of them."""
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_INDEXES = ("index.md", "index.yaml")
_KEPT_HIDDEN = {".gitkeep", ".gitignore", ".gitattributes", ".editorconfig", ".DS_Store", ".directory"}
_OF_A_SYSTEM = re.compile(r"thumbs\.db|desktop\.ini|~\$.*", re.IGNORECASE)
"""What Windows and Office put beside files that somebody looks at."""
_PLAIN = ("csv", "txt")
_OFFICE = {"docx": b"word/", "xlsx": b"xl/", "pptx": b"ppt/"}
"""The folder that each has in it. Names stand in a package as they are, so that it need not be unpacked to tell."""
_MACROS = b"vbaProject.bin"
_SIGNATURES = {
    "pdf": (b"%PDF-",),
    **dict.fromkeys(_OFFICE, (b"PK\x03\x04",)),
    "png": (b"\x89PNG\r\n\x1a\n",),
    "jpg": (b"\xff\xd8\xff",),
    "webp": (b"RIFF",),
    "gif": (b"GIF87a", b"GIF89a"),
}


State = tuple[int, int, int]
"""A file's inode, size and time of change: after any of its saves at least one is another."""


def _state(status: os.stat_result) -> State:
    return status.st_ino, status.st_size, status.st_mtime_ns


Footprint = tuple[int, int, int, int]
"""A file's state, and when anything about it changed: its rights, or its content where the time of its save was set back."""


def _footprint(status: os.stat_result) -> Footprint:
    return *_state(status), status.st_ctime_ns


@frozen(kw_only=True)
class Attachment:
    """A file beside an index.md; `location` is where its bytes are, `path` its place in the project, `state` tells whether it
    is still the file whose content was looked at.

    A private one holds personal data: it is there for whoever names it, but is not published.
    """

    path: str
    name: str
    location: Path
    size: int
    state: State
    private: bool = False

    def is_unchanged(self) -> bool:
        """Whether it is still what was found."""
        try:
            return _state(self.location.lstat()) == self.state
        except OSError:
            return False

    def digest(self) -> str:
        """SHA-256 of its bytes, read when asked for."""
        with self.location.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()


@frozen(kw_only=True, slots=False)
class SourceFile:
    """One document's file: collection, id and bytes. `path` starts with `content/`; pages have ids such as `a/b`."""

    path: str
    collection: str
    id: str
    raw: bytes = field(repr=False)
    attachments: tuple[Attachment, ...] = ()

    @property
    def key(self) -> str:
        """`plans/<id>`, by which reports and references know the document; `site` for the settings."""
        return f"{self.collection}/{self.id}" if self.collection else self.id


@frozen(kw_only=True)
class Discovery:
    """All that was found under content/, sorted by path. The baseline is no document. The `footprints` are those of the files and
    attachments that need not be read again while they are the same, by path."""

    files: tuple[SourceFile, ...]
    findings: tuple[Finding, ...]
    baseline: SourceFile | None = None
    footprints: Mapping[str, Footprint] = field(default_factory=dict, repr=False)


NOTHING_FOUND = Discovery(files=(), findings=())


def is_id(text: str) -> bool:
    """Lower-case ASCII letters, digits and single hyphens."""
    return _ID.fullmatch(text) is not None


def discover(content: Path, earlier: Discovery = NOTHING_FOUND, *, now: int = 0) -> Discovery:
    """Every file below `content`, read or named in a finding. Links are never followed.

    What is as it was when it was discovered `earlier` is not read again, and is the same object. Of what changed just before
    `now`, in nanoseconds, nobody can tell that later: it is read again.
    """
    known = _Known(earlier, now)
    findings: list[Finding] = []
    files: list[SourceFile] = []
    listing: dict[str, list[tuple[str, os.DirEntry[str]]]] = {}
    for path, entry in _walk(content, content.name, known.footprints, findings):
        # An index goes with what lies beside it.
        former = known.file(path, entry) if entry.name not in _INDEXES else None
        if former is not None:
            files.append(former)
        else:
            folder = path.rpartition("/")[0]
            listing.setdefault(folder, []).append((path, entry))
    for folder in sorted(listing):
        bundle = _Folder(folder.split("/")[1:], listing[folder], known)
        files.extend(bundle.files(findings))
    return Discovery(
        files=tuple(sorted((file for file in files if file.path != BASELINE), key=lambda file: file.path)),
        findings=tuple(findings),
        baseline=next((file for file in files if file.path == BASELINE), None),
        footprints=known.still,
    )


def discover_settings(content: Path) -> Discovery:
    """The settings alone, where there are some that can be read: for whoever only asks for the site's language."""
    known = _Known(NOTHING_FOUND, 0)
    with suppress(OSError), os.scandir(content) as entries:
        for entry in entries:
            if entry.name == "site.yaml" and entry.is_file(follow_symlinks=False):
                path = f"{content.name}/{entry.name}"
                return replace(NOTHING_FOUND, files=tuple(_source(path, "", "site", entry, [], known)))
    return NOTHING_FOUND


Former = TypeVar("Former", SourceFile, Attachment)


class _Known:
    """What was discovered earlier, of which is taken what did not change since."""

    def __init__(self, earlier: Discovery, now: int) -> None:
        baseline = (earlier.baseline,) if earlier.baseline is not None else ()
        self._files = {file.path: file for file in (*earlier.files, *baseline)}
        self._attachments = {one.path: one for file in earlier.files for one in file.attachments}
        self._now = now
        self.footprints = earlier.footprints
        self.still: dict[str, Footprint] = {}
        """The footprints of what is known from now on."""

    def file(self, path: str, entry: os.DirEntry[str]) -> SourceFile | None:
        """The source of that path, if it is as it was."""
        return self._unchanged(self._files.get(path), entry)

    def attachment(self, path: str, entry: os.DirEntry[str]) -> Attachment | None:
        """The attachment of that path, if it is as it was."""
        return self._unchanged(self._attachments.get(path), entry)

    def keep(self, path: str, status: os.stat_result) -> None:
        """Know a file that was read in this state, unless it may change again unseen."""
        if is_settled(max(status.st_mtime_ns, status.st_ctime_ns), self._now):
            self.still[path] = _footprint(status)

    def _unchanged(self, former: Former | None, entry: os.DirEntry[str]) -> Former | None:
        known = self.footprints.get(former.path) if former is not None else None
        if former is None or known is None:
            return None
        try:
            if _footprint(os.lstat(entry.path)) != known:  # what a listing knows of a file is less on some systems
                return None
        except OSError:  # whoever reads it says so
            return None
        self.still[former.path] = known
        return former


def _walk(
    folder: Path, name: str, known: Container[str], findings: list[Finding]
) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """The ordinary files below a folder, each with its path. The names of those that are known were looked at when they were read."""
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except FileNotFoundError:
        findings.append(_unreadable(name, _GONE, _AGAIN))
        return
    except OSError:
        findings.append(_unreadable(name, say("是打不开的文件夹", "is a folder that cannot be opened"), _PERMISSION))
        return
    for entry in entries:
        path = f"{name}/{_printable(entry.name)}"
        if path in known and entry.is_file(follow_symlinks=False):
            yield path, entry
        elif personal := privacy.find_in_name(entry.name):
            findings.append(_personal_name(f"{name}/{privacy.mask(_printable(entry.name), personal)}", personal))
        elif entry.name.startswith("."):
            if entry.name not in _KEPT_HIDDEN:
                findings.append(_misplaced(rules.IGNORED, path, _HIDDEN, _UNHIDE))
        elif _OF_A_SYSTEM.fullmatch(entry.name):
            continue
        elif entry.is_symlink():
            findings.append(_unreadable(path, say("是符号链接，不会跟随", "is a symbolic link and is not followed")))
        elif entry.is_dir(follow_symlinks=False) and path.count("/") >= DEEPEST - 1:
            findings.append(_misplaced(rules.MISPLACED, path, _UNFATHOMED, _RAISE))
        elif entry.is_dir(follow_symlinks=False):
            yield from _walk(Path(entry.path), path, known, findings)
        elif not entry.is_file(follow_symlinks=False):
            findings.append(
                _unreadable(path, say("不是普通文件（管道或设备）", "is no ordinary file (a pipe or device)"))
                if os.path.lexists(entry.path)
                else _unreadable(path, _GONE, _AGAIN)
            )
        else:
            yield path, entry


@frozen
class _Folder:
    """The ordinary files of one folder; `steps` are the folder's names below content/."""

    steps: list[str]
    entries: list[tuple[str, os.DirEntry[str]]]
    known: _Known

    def files(self, findings: list[Finding]) -> Iterator[SourceFile]:
        if not self.steps:
            yield from self._top(findings)
        elif self.steps[0] not in COLLECTIONS:
            for path, _ in self.entries:
                findings.append(_unknown_folder(path, self.steps[0]))
        elif self.steps[0] == "pages":
            yield from self._pages(findings)
        elif len(self.steps) == 1:
            yield from self._documents(findings)
        else:
            yield from self._bundle(findings)

    def _top(self, findings: list[Finding]) -> Iterator[SourceFile]:
        for path, entry in self.entries:
            if entry.name == "site.yaml":
                yield from _source(path, "", "site", entry, findings, self.known)
            elif path == BASELINE:
                yield from _source(path, "", "baseline", entry, findings, self.known, largest=LARGEST_BASELINE)
            else:
                findings.append(_stray(path))

    def _pages(self, findings: list[Finding]) -> Iterator[SourceFile]:
        for path, entry in self.entries:
            stem, kind = os.path.splitext(entry.name)
            steps = [*self.steps[1:], stem]
            if kind not in (".md", ".yaml"):
                findings.append(_wrong_kind(path, kind))
            elif unfit := _unfit(path, *self.steps[1:], entry.name):
                findings.append(unfit)
            else:
                yield from _source(path, "pages", _page_id(steps), entry, findings, self.known)

    def _documents(self, findings: list[Finding]) -> Iterator[SourceFile]:
        for path, entry in self.entries:
            stem, kind = os.path.splitext(entry.name)
            if kind not in (".md", ".yaml"):
                findings.append(_wrong_kind(path, kind))
            elif stem == "index":
                findings.append(_bare_index(path, self.steps[0], kind))
            elif unfit := _unfit(path, entry.name):
                findings.append(unfit)
            else:
                yield from _source(path, self.steps[0], stem, entry, findings, self.known)

    def _bundle(self, findings: list[Finding]) -> Iterator[SourceFile]:
        index = [(path, entry) for path, entry in self.entries if entry.name in _INDEXES]
        rest = [(path, entry) for path, entry in self.entries if entry.name not in _INDEXES]
        if len(self.steps) > 2:
            for path, _ in self.entries:
                findings.append(_too_deep(path, self.steps))
        elif not index:
            for path, _ in self.entries:
                findings.append(_no_index(path))
        elif unfit := _unfit(index[0][0], self.steps[1]):
            findings.append(unfit)
        else:
            attachments = tuple(_attachments(rest, findings, self.known))
            for path, entry in index:
                yield from _source(path, self.steps[0], self.steps[1], entry, findings, self.known, attachments)


def _page_id(steps: list[str]) -> str:
    """A page's id is its address: `a/index.md` is `a`, and only the home page is called `index`."""
    return "/".join(steps[:-1] if len(steps) > 1 and steps[-1] == "index" else steps)


def _source(
    path: str,
    collection: str,
    identifier: str,
    entry: os.DirEntry[str],
    findings: list[Finding],
    known: _Known,
    attachments: tuple[Attachment, ...] = (),
    largest: int = LARGEST_SOURCE,
) -> Iterator[SourceFile]:
    former = known.file(path, entry)
    if former is not None:
        yield former if former.attachments == attachments else replace(former, attachments=attachments)
        return
    raw = _contents(path, entry.path, largest, known)
    if isinstance(raw, Finding):
        findings.append(raw)
    else:
        yield SourceFile(path=path, collection=collection, id=identifier, raw=raw, attachments=attachments)


def _contents(path: str, location: str, largest: int, known: _Known) -> bytes | Finding:
    """What a file holds, or why it cannot be read. One that is saved meanwhile is read again, so that no half of it is taken."""
    try:
        for _ in range(_ATTEMPTS):
            with open(location, "rb", opener=_opened_itself) as file:
                before = os.fstat(file.fileno())
                if before.st_size > largest:
                    return _too_large(path, before.st_size, largest)
                raw = file.read(before.st_size + 1)  # a byte more, which a file that has grown gives
                if _state(before) == _state(os.fstat(file.fileno())) and len(raw) == before.st_size:
                    known.keep(path, before)
                    return raw
    except FileNotFoundError:
        return _unreadable(path, _GONE, _AGAIN)
    except OSError:
        return _unreadable(path, say("没有读取权限", "may not be read"), _PERMISSION)
    return _unreadable(path, say("一边读一边在变", "changes while it is read"), _AGAIN)


def _opened_itself(location: str, flags: int) -> int:
    """Opened, but no link that took the file's place since the folder was listed."""
    return os.open(location, flags | getattr(os, "O_NOFOLLOW", 0))


def _attachments(
    entries: list[tuple[str, os.DirEntry[str]]], findings: list[Finding], known: _Known
) -> Iterator[Attachment]:
    there: dict[str, str] = {}
    for path, entry in entries:
        other = there.setdefault(names.folded(entry.name), path)
        if problem := names.unfit(entry.name):
            findings.append(_misplaced(rules.MISPLACED, path, problem, _RENAME))
            continue
        if other != path:
            findings.append(_same_name(path, other))
            continue
        kind = os.path.splitext(entry.name)[1].lower().removeprefix(".")
        kind = "jpg" if kind == "jpeg" else kind
        if kind not in ATTACHMENT_KINDS:
            findings.append(_refused(path, kind))
            continue
        former = known.attachment(path, entry)
        if former is not None:
            yield former
            continue
        try:
            status = os.lstat(entry.path)
            if status.st_size > LARGEST_ATTACHMENT:
                findings.append(_too_large(path, status.st_size, LARGEST_ATTACHMENT))
            elif not _content_matches(Path(entry.path), kind):
                findings.append(_disguised(path, kind))
            else:
                personal = _personal_content(Path(entry.path), kind, path)
                findings.extend(personal)
                if not personal:  # what there is to say of it must be said each time
                    known.keep(path, status)
                yield Attachment(
                    path=path,
                    name=entry.name,
                    location=Path(entry.path),
                    size=status.st_size,
                    state=_state(status),
                    private=bool(personal),
                )
        except FileNotFoundError:
            findings.append(_unreadable(path, _GONE, _AGAIN))
        except OSError:
            findings.append(_unreadable(path, say("没有读取权限", "may not be read"), _PERMISSION))


def _content_matches(location: Path, kind: str) -> bool:
    """The first bytes are what the extension promises; text kinds must not look like a web page."""
    with open(location, "rb", opener=_opened_itself) as file:
        head = file.read(1024)
    if kind in _SIGNATURES:
        return head.startswith(_SIGNATURES[kind]) and (
            head[8:12] == b"WEBP" if kind == "webp" else kind not in _OFFICE or _is_office(location, kind)
        )
    return b"\0" not in head and not head.lstrip().startswith((b"<", b"\xef\xbb\xbf<"))


def _is_office(location: Path, kind: str) -> bool:
    """Whether a package holds a document of that kind and no macros."""
    packed = location.read_bytes()
    return _OFFICE[kind] in packed and _MACROS not in packed


def _personal_content(location: Path, kind: str, path: str) -> list[Finding]:
    """The first piece of personal data in an attachment of plain text, and how many there are."""
    if kind not in _PLAIN:
        return []
    with open(location, "rb", opener=_opened_itself) as file:
        text = file.read().decode("utf-8", "replace")
    personal = privacy.find(text)
    if not personal:
        return []
    first = personal[0]
    line = text.count("\n", 0, first.start) + 1
    column = first.start - text.rfind("\n", 0, first.start)
    message = say(
        "附件里有个人信息，没有发布：第 {line} 行的{kind}等 {count} 处",
        "personal data in the attachment, which is not published: {kind} in line {line}, {count} in all",
        kind=first.kind,
        line=line,
        count=len(personal),
    )
    fix = say(
        "从附件里删去这些信息，或把附件移出 content/", "take them out of the attachment, or move it out of content/"
    )
    at = Place(path, (), Span(line, column, line, column + first.end - first.start))
    return [traps.finding(privacy.PERSONAL_DATA, at, message, fix)]


def _personal_name(path: str, personal: list[privacy.Private]) -> Finding:
    """`path` is masked already, as reports show it."""
    message = say(
        "名字里有个人信息：{kind}，没有读取", "personal data in the name: {kind}; it is not read", kind=personal[0].kind
    )
    fix = say(
        "改名，去掉它；已提交的，版本历史里也要清理",
        "rename it without; where already committed, clean the history too",
    )
    return _misplaced(privacy.PERSONAL_DATA, path, message, fix)


def _printable(name: str) -> str:
    """A name as reports show it, who might be steered by what is in it."""
    return STEERING.sub("\ufffd", name.encode("utf-8", "replace").decode("utf-8"))


def _misplaced(rule: Rule, path: str, message: Message, fix: Message | None) -> Finding:
    return traps.finding(rule, Place(path, (), Span(1, 1, 1, 1)), message, fix)


_HIDDEN = say("名字以点开头，是隐藏文件，没有读取", "the name begins with a dot: a hidden file, not read")
_UNHIDE = say(
    "是内容就去掉名字前面的点，不是就移出 content/",
    "take the dot from its name where it is content; else move it out of content/",
)
_UNFATHOMED = say(
    "文件夹套了 {depth} 层，这一层里面的没有读取",
    "folders are nested {depth} deep; what is in this one was not read",
    depth=DEEPEST,
)
_RAISE = say("移到外面几层的文件夹里", "move what is in it some folders up")
_RENAME = say("改一个短而普通的名字", "give it a short and ordinary name")
_ORDINARY = say("换成一份普通文件", "put an ordinary file there")
_GONE = say("在读到以前不见了", "is gone before it could be read")
_AGAIN = say("等改完、存好，再运行一次", "run it again once all is saved")
_PERMISSION = say("让运行 Planfolio 的人有权读取它", "let whoever runs Planfolio read it")


def _unreadable(path: str, what: Message, fix: Message = _ORDINARY) -> Finding:
    message = say("{path} {what}", "{path} {what}", path=path, what=what)
    return _misplaced(rules.UNREADABLE, path, message, fix)


def _too_large(path: str, size: int, limit: int) -> Finding:
    message = say(
        "文件有 {size} KiB，最多 {limit} KiB",
        "the file has {size} KiB; at most {limit} KiB are read",
        size=-(-size // 1024),
        limit=limit // 1024,
    )
    return _misplaced(
        rules.LIMIT,
        path,
        message,
        say("拆成几份，或把大文件放到别处再链接", "split it, or keep it elsewhere and link to it"),
    )


@cache
def nearest(folder: str) -> str | None:
    """The collection that a folder of another name seems to be; None where it could be any."""
    if any(word in folder for word in _PORTFOLIOS):
        return "portfolios"
    return next(iter(get_close_matches(folder.lower(), COLLECTIONS, 1, 0.6)), None)


def _unknown_folder(path: str, folder: str) -> Finding:
    message = say(
        "content/ 下没有“{folder}”这类文件夹，里面的文件没有读取",
        "content/ has no collection “{folder}”; what is in it is not read",
        folder=folder,
    )
    near = nearest(folder)
    fix = (
        say("是不是“{near}”？", "did you mean “{near}”?", near=near)
        if near
        else say("移到其中之一：{known}", "move the file to one of {known}", known=list(COLLECTIONS))
    )
    return _misplaced(rules.MISPLACED, path, message, fix)


def _stray(path: str) -> Finding:
    message = say("content/ 下只放 site.yaml 和各类文件夹", "content/ itself holds only site.yaml and the collections")
    return _misplaced(rules.MISPLACED, path, message, say("移到所属的文件夹", "move the file to its collection"))


def _wrong_kind(path: str, kind: str) -> Finding:
    if kind == ".yml":
        fix = say("把扩展名改成 .yaml", "rename it to .yaml")
    elif kind in (".markdown", ".mdown"):
        fix = say("把扩展名改成 .md", "rename it to .md")
    else:
        fix = say(
            "文档写成 .md 或 .yaml；附件放进 <id>/ 文件夹，与 index.md 并列",
            "write documents as .md or .yaml; put attachments into <id>/ beside index.md",
        )
    message = (
        say(
            "扩展名是“{kind}”，文档的应为 .md 或 .yaml",
            "the extension is “{kind}”; a document's is .md or .yaml",
            kind=_printable(kind),
        )
        if kind
        else say("文件没有扩展名，文档的应为 .md 或 .yaml", "the file has no extension; a document's is .md or .yaml")
    )
    return _misplaced(rules.MISPLACED, path, message, fix)


def _unfit(path: str, *steps: str) -> Finding | None:
    """Why a file or a folder on the way to it cannot give an address its name."""
    for step in steps:
        stem = step.removesuffix(".md").removesuffix(".yaml")
        if not is_id(stem):
            return _wrong_name(path, step)
        if problem := names.unfit(stem):
            return _misplaced(rules.MISPLACED, path, problem, _RENAME)
    if len("/".join(steps)) > _LONGEST_ADDRESS:
        message = say(
            "文件夹和名字合起来超过 {most} 个字符",
            "folders and name together have more than {most} characters",
            most=_LONGEST_ADDRESS,
        )
        return _misplaced(rules.MISPLACED, path, message, _RENAME)
    return None


def _wrong_name(path: str, name: str) -> Finding:
    stem, kind = os.path.splitext(name)
    proposal = re.sub(r"[^a-z0-9]+", "-", stem.lower()).strip("-") or "autumn-2024"
    message = say(
        "名字“{name}”不能作网址：只用小写英文字母、数字和连字符",
        "the name “{name}” cannot be an address: only lower-case letters, digits and hyphens",
        name=_printable(name),
    )
    fix = say("改名，例如“{proposal}”", "rename it, for example to “{proposal}”", proposal=f"{proposal}{kind}")
    return _misplaced(rules.MISPLACED, path, message, fix)


def _bare_index(path: str, collection: str, kind: str) -> Finding:
    message = say(
        "index{kind} 前面缺一层文件夹，它的名字才是网址",
        "index{kind} needs a folder around it, whose name is the address",
        kind=kind,
    )
    fix = say(
        "移到 {collection}/<id>/index{kind}，或改名为 {collection}/<id>{kind}",
        "move it to {collection}/<id>/index{kind}, or rename it to {collection}/<id>{kind}",
        collection=collection,
        kind=kind,
    )
    return _misplaced(rules.MISPLACED, path, message, fix)


def _same_name(path: str, other: str) -> Finding:
    message = say(
        "名字和 {other} 只差大小写或写法，Windows 和苹果电脑当成同一个文件，没有发布",
        "the name differs from {other} in case or spelling alone: one file to Windows and macOS; it is not published",
        other=other,
    )
    return _misplaced(rules.MISPLACED, path, message, say("两个里改一个的名字", "rename one of the two"))


def _too_deep(path: str, steps: list[str]) -> Finding:
    message = say(
        "文件夹套得太深：{collection}/ 下只能有一层",
        "the folders are nested too deeply: {collection}/ may have one level of them",
        collection=steps[0],
    )
    fix = say("移到 {folder}/ 里", "move the file to {folder}/", folder="/".join(steps[:2]))
    return _misplaced(rules.MISPLACED, path, message, fix)


def _no_index(path: str) -> Finding:
    message = say(
        "这个文件夹里没有 index.md，文件不属于任何文档", "no index.md in this folder: the file belongs to no document"
    )
    return _misplaced(
        rules.MISPLACED,
        path,
        message,
        say("补上 index.md，或把文件移到所属文档的文件夹", "add index.md, or move the file to its document's folder"),
    )


def _refused(path: str, kind: str) -> Finding:
    message = (
        say("不接收 .{kind} 附件", "attachments of kind .{kind} are refused", kind=_printable(kind))
        if kind
        else say("附件没有扩展名，不知道是什么文件", "the attachment has no extension: nobody knows what it is")
    )
    return _misplaced(
        rules.ATTACHMENT,
        path,
        message,
        say("另存为其中之一：{known}", "save it as one of {known}", known=list(ATTACHMENT_KINDS)),
    )


def _disguised(path: str, kind: str) -> Finding:
    message = say("扩展名是 .{kind}，内容却不是", "the name says .{kind}, the content does not", kind=kind)
    return _misplaced(
        rules.ATTACHMENT,
        path,
        message,
        say(
            "用原来的软件另存为 .{kind}，不要只改扩展名",
            "save it as .{kind} in the program that made it; another extension alone does not do",
            kind=kind,
        ),
    )
