"""`planfolio init`: a new site."""

from __future__ import annotations

from pathlib import Path

import click

from planfolio.cli.group import planfolio
from planfolio.cli.settings import Settings
from planfolio.findings import say


@planfolio.command()
@click.argument("folder", metavar="DIR")
@click.option("--title", help="The site's title. 站点名称。")
@click.pass_obj
def init(settings: Settings, folder: str, title: str | None) -> None:
    """Make a new site that builds at once; never overwrites. 新建一个马上能生成的站点。"""
    from planfolio.scaffold import scaffold

    for path in scaffold(settings.root / folder, language=settings.spoken, title=title):
        settings.say(say("写入 {path}", "wrote {path}", path=path))
    command = f"planfolio -C {settings.root / folder if settings.root != Path() else folder} build"
    click.echo(
        say("站点建好了。现在运行：{command}", "The site is ready. Now run: {command}", command=command).shown(
            settings.spoken
        )
    )
