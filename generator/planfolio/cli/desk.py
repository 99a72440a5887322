"""Desk: where new documents of a site are written, and what stands in their way."""

from __future__ import annotations

import re
import shlex
import sys
from contextlib import suppress
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from planfolio.cli.settings import WRONG_USE, Settings
from planfolio.findings import Language, Message, say
from planfolio.frozen import frozen
from planfolio.obstacles import reason
from planfolio.project import Project

if TYPE_CHECKING:
    from planfolio.model import DocumentRecord
    from planfolio.model.choices import PlanType
    from planfolio.shelf import Shelf


@frozen
class Desk:
    """One site, and the language in which its writer is spoken to."""

    settings: Settings
    project: Project
    shelf: Shelf
    language: Language

    def stop(self, message: Message) -> NoReturn:
        """A line to stderr, and the end: the call was wrong."""
        click.echo(f"planfolio: {message.shown(self.language)}", err=True)
        sys.exit(WRONG_USE)

    def show(self, message: Message) -> None:
        click.echo(message.shown(self.language))

    def kind(self, asked: str) -> type[DocumentRecord]:
        """The kind of document that a word names: plan, plans, 方案."""
        from planfolio.model import KINDS

        known = {
            word: kind
            for kind in KINDS.values()
            if kind.COLLECTION
            for word in (kind.KIND, kind.COLLECTION, kind.KIND_NAME.zh)
        }
        if asked not in known:
            near = get_close_matches(asked.lower(), known, 1, 0.5)
            kinds = [kind.KIND for kind in KINDS.values() if kind.COLLECTION]
            self.stop(
                say(
                    "没有“{asked}”这种文档，是不是 {near}？",
                    "there is no kind “{asked}”; did you mean {near}?",
                    asked=asked,
                    near=near[0],
                )
                if near
                else say(
                    "没有“{asked}”这种文档，可用：{kinds}",
                    "there is no kind “{asked}”; known: {kinds}",
                    asked=asked,
                    kinds=kinds,
                )
            )
        return known[asked]

    def plan_type(self, asked: str | None) -> PlanType:
        from planfolio.model.choices import PlanType
        from planfolio.model.scalars import Unreadable

        if asked is None:
            return PlanType.TERM
        try:
            found = PlanType._read(asked)
        except Unreadable as error:
            self.stop(
                say(
                    "--type 写的是“{asked}”，应为{expected}；{fix}",
                    "--type says “{asked}”; it should be {expected}; {fix}",
                    asked=asked,
                    expected=error.expected,
                    fix=error.fix or "",
                )
            )
        assert isinstance(found, PlanType)
        return found

    def refuse_wrong(self, model: type[DocumentRecord], identifier: str) -> None:
        """Stop where the id cannot be an address or is taken already."""
        from planfolio.sources.files import is_id

        steps = identifier.split("/") if model.COLLECTION == "pages" else [identifier]
        if not all(is_id(step) for step in steps):
            proposal = re.sub(r"[^a-z0-9/]+", "-", identifier.lower()).strip("-/") or "autumn-2027"
            self.stop(
                say(
                    "“{id}”不能作网址：只用小写英文字母、数字和连字符，例如“{proposal}”",
                    "“{id}” cannot be an address: only lower-case letters, digits and hyphens, such as “{proposal}”",
                    id=identifier,
                    proposal=proposal if proposal != identifier else "autumn-2027",
                )
            )
        if problem := self._unfit(model, identifier, steps):
            self.stop(
                say(
                    "“{id}”不能作名字：{problem}；请换一个",
                    "“{id}” cannot be the id: {problem}; choose another",
                    id=identifier,
                    problem=problem,
                )
            )
        if identifier in self.shelf.ids.get(model.COLLECTION, ()):
            self.stop(
                say(
                    "{collection}/{id} 已经有了，没有动它；请换一个名字",
                    "{collection}/{id} is there already and was left alone; choose another id",
                    collection=model.COLLECTION,
                    id=identifier,
                )
            )

    def _unfit(self, model: type[DocumentRecord], identifier: str, steps: list[str]) -> Message | None:
        """Why the check would refuse a document of that id; None where it would not."""
        from planfolio.catalog import is_generated
        from planfolio.model import Site
        from planfolio.sources import names

        if problem := next(filter(None, map(names.unfit, steps)), None):
            return problem
        if model.COLLECTION == "pages":
            is_refused = identifier != "index" and is_generated(identifier, self.shelf.site or Site(title=""))
            return say("这个网址留给程序生成的页面", "a generated page has that address") if is_refused else None
        if identifier == "index":
            return say("index 是文件夹里正文的名字", "index is what a folder calls its document")
        return None

    def write(self, model: type[DocumentRecord], identifier: str, plan_type: PlanType, title: str | None) -> None:
        from planfolio.skeletons import skeleton

        made = skeleton(model, language=self.language, titles=self.shelf.titles, title=title, plan_type=plan_type)
        path = self.put(f"{model.COLLECTION}/{identifier}{made.suffix}", made.text.encode())
        self.show(
            say(
                "写入 {path}。\n每个键上面都有说明；填一些以后看看还缺什么：\n  {command}",
                "Wrote {path}.\nEach key is explained above it. Fill in some, and see what is still missing:\n  {command}",
                path=path,
                command=self.check_command([path]),
            )
        )

    def put(self, place: str, content: bytes) -> Path:
        """Write a file below content/ that is not there yet; its path from the site's folder."""
        path = self.project.content / place
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("xb") as file:
                file.write(content)
        except FileExistsError:
            self.stop(say("{path} 已经有了，没有动它", "{path} is there already and was left alone", path=path))
        except OSError as error:
            with suppress(OSError):  # half of it, where the disk is full
                path.unlink()
            self.stop(
                say("{path} 写不进去：{reason}", "{path} cannot be written: {reason}", path=path, reason=reason(error))
            )
        return path.relative_to(self.project.root)

    def check_command(self, paths: list[Path]) -> str:
        root = self.settings.root
        folder = "" if root == Path() else f"-C {shlex.quote(str(root))} "
        return f"planfolio {folder}check {' '.join(shlex.quote(path.as_posix()) for path in paths)}"
