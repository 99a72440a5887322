"""Settings: the global options of one call, and the site that it is about."""

from __future__ import annotations

import sys
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from planfolio import environment
from planfolio.findings import Language, Message, say
from planfolio.frozen import frozen
from planfolio.project import Project, open_project

if TYPE_CHECKING:
    from planfolio.publicity import Profile
    from planfolio.shelf import Shelf

OK, FINDINGS, WRONG_USE, OUR_BUG, INTERRUPTED = 0, 1, 2, 3, 130


@frozen
class Settings:
    """The global options of one call."""

    root: Path
    language: Language | None
    quiet: bool
    verbose: bool
    color: bool | None

    @property
    def spoken(self) -> Language:
        """The language of messages before anything else of the site is known."""
        return self.language or _language_of(self.root / "content")

    def say(self, message: Message, language: Language | None = None) -> None:
        """A line to stderr, unless asked to be quiet; in the site's language once that is known."""
        if not self.quiet:
            click.echo(message.shown(language or self.spoken), err=True)

    def stop(self, message: Message) -> NoReturn:
        """A line to stderr, and the end: the call was wrong."""
        click.echo(f"planfolio: {message.shown(self.spoken)}", err=True)
        sys.exit(WRONG_USE)

    def colored(self) -> bool:
        if self.color is not None:
            return self.color
        return sys.stdout.isatty() and not environment.is_plain()


def _language_of(content: Path) -> Language:
    from planfolio import shelf
    from planfolio.sources import discover_settings

    return shelf.shelve(discover_settings(content)).language


def project_of(settings: Settings, output: str | None = None, profile: Profile = "public") -> Project:
    if not settings.root.is_dir():
        settings.stop(say("没有文件夹 {path}", "there is no folder {path}", path=settings.root))
    folder = output or ("internal" if profile == "internal" else None)
    project = open_project(settings.root, settings.root / folder if folder else None)
    if not project.content.is_dir():
        site = next(
            (folder for folder in settings.root.resolve().parents if (folder / "content/site.yaml").is_file()), None
        )
        if site is not None:
            settings.stop(
                say(
                    "站点的文件夹是 {site}，请换到那里，或加 -C",
                    "the site's folder is {site}: go there, or name it with -C",
                    site=site,
                )
            )
        settings.stop(
            say(
                "{path} 里没有 content/。换到站点的文件夹，或用 planfolio init 新建",
                "{path} has no content/. Go to the site's folder, or make one with `planfolio init`",
                path=settings.root,
            )
        )
    return project


def shelf_of(settings: Settings) -> Shelf:
    """The documents of the site that the call is about; an empty shelf outside of one."""
    from planfolio.shelf import EMPTY, shelve
    from planfolio.sources import discover

    content = open_project(settings.root).content
    return shelve(discover(content)) if content.is_dir() else EMPTY


def today() -> date:
    return datetime.now().astimezone().date()
