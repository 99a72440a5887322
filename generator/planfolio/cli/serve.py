"""`planfolio serve`: build, watch, show."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from planfolio.cli.build import Wishes, build_site
from planfolio.cli.group import planfolio
from planfolio.cli.settings import WRONG_USE, Settings, project_of
from planfolio.findings import Refusal, say
from planfolio.obstacles import told

if TYPE_CHECKING:
    from planfolio.publicity import Profile


@planfolio.command()
@click.option("--port", type=int, default=8000, show_default=True, help="Port. 端口。")
@click.option("--open", "open_browser", is_flag=True, help="Open the browser. 打开浏览器。")
@click.option("--drafts/--no-drafts", default=True, help="Show drafts (default). 显示草稿。")
@click.option(
    "--profile",
    type=click.Choice(["public", "internal"]),
    default="public",
    show_default=True,
    help="The public site, or all of it, on this machine only. 公开或内部（只在本机）。",
)
@click.pass_obj
def serve(settings: Settings, port: int, open_browser: bool, drafts: bool, profile: Profile) -> None:
    """Build, watch and show the site; the page reloads as files change. 边写边看。"""
    from planfolio import serve as server

    project = project_of(settings, None, profile)
    # What changed is for those who read the built site, and takes time.
    wishes = Wishes(profile=profile, drafts=drafts, compare=False)

    def rebuild() -> int:
        try:
            return build_site(settings, project, wishes)
        except Refusal as refusal:  # a broken layout, say: the last good site stays and the next change is awaited
            settings.say(refusal.message)
            return WRONG_USE
        except OSError as error:
            settings.say(told(error))
            return WRONG_USE

    server.serve(
        project,
        rebuild,
        port=port,
        open_browser=open_browser,
        announce=lambda url: settings.say(
            say("在 {url} 查看，按 Ctrl+C 结束", "look at {url}, stop with Ctrl+C", url=url)
        ),
    )
