"""`planfolio init`: a new site."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from planfolio.cli.group import planfolio
from planfolio.cli.settings import WRONG_USE, Settings
from planfolio.findings import Language, Message, Refusal, say

if TYPE_CHECKING:
    from planfolio.model.choices import Forge

# Spelt out, so that the command line starts without the model; a test compares them.
FORGES = ("github", "gitlab", "gitea", "gitee")


@planfolio.command()
@click.argument("folder", metavar="DIR")
@click.option("--title", help="The site's title. 站点名称。")
@click.option("--language", type=click.Choice(["zh", "en"]), help="The site's language (default: --lang). 站点的语言。")
@click.option(
    "--forge", type=click.Choice(FORGES), help="Where the repository will live (default: github). 代码托管平台。"
)
@click.option("--repository", metavar="URL", help="The repository's address, which tells the forge. 仓库的网址。")
@click.pass_obj
def init(
    settings: Settings,
    folder: str,
    title: str | None,
    language: Language | None,
    forge: str | None,
    repository: str | None,
) -> None:
    """Make a new site that builds at once; never overwrites. Asks on a terminal for what is not given.
    新建一个马上能生成的站点，绝不覆盖；在终端里会问没有给出的选项。
    """
    from planfolio.installation import requirement
    from planfolio.model.choices import Forge
    from planfolio.scaffold import TITLES, scaffold

    asks = sys.stdin.isatty() and sys.stdout.isatty() and not settings.quiet
    chosen: Language = language or settings.language or (_language() if asks else "zh")
    spoken: Language = settings.language or chosen
    address = _address(repository, spoken)
    place = next((one for one in Forge if one.value == forge), None) or _told(address, spoken)
    if title is None and asks:
        title = click.prompt(say("站点名称", "Title of the site").shown(spoken), default=TITLES[chosen])
    if place is None and asks:
        question = say("仓库放在哪里", "Where will the repository live")
        forge = click.prompt(question.shown(spoken), type=click.Choice(FORGES), default="github")
        place = next(one for one in Forge if one.value == forge)
    place = place or Forge.GITHUB
    root = settings.root / folder
    try:
        made = scaffold(root, language=chosen, title=title, forge=place, repository=address, planfolio=requirement())
    except Refusal as refusal:
        _stop(refusal.message, spoken)
    if settings.verbose:
        for path in made:
            click.echo(path, err=True)
    click.echo(_next_steps(root, place, address).shown(spoken))


def _language() -> Language:
    chosen: Language = click.prompt("语言 Language", type=click.Choice(["zh", "en"]), default="zh")
    return chosen


def _address(repository: str | None, spoken: Language) -> str | None:
    """The repository's address as a browser opens it."""
    from planfolio.model.scalars import is_web_address

    if repository is None:
        return None
    address = repository.strip().rstrip("/").removesuffix(".git")
    if not is_web_address(address):
        _stop(
            say(
                "--repository 写的是“{text}”，应为仓库首页的网址，如 https://gitee.com/example/site",
                "--repository says “{text}”; it should be the repository's web address, such as https://github.com/example/site",
                text=repository,
            ),
            spoken,
        )
    return address


def _told(address: str | None, spoken: Language) -> Forge | None:
    """The forge that the address tells; one that tells none needs --forge beside it."""
    from planfolio.scaffold import forge_of

    found = forge_of(address) if address else None
    if address and found is None:
        _stop(
            say(
                "从 {address} 看不出是哪种平台，请加上 --forge（{known}）",
                "{address} does not tell which forge it is; add --forge ({known})",
                address=address,
                known=FORGES,
            ),
            spoken,
        )
    return found


def _stop(message: Message, spoken: Language) -> NoReturn:
    click.echo(f"planfolio: {message.shown(spoken)}", err=True)
    sys.exit(WRONG_USE)


def _next_steps(root: Path, forge: Forge, address: str | None) -> Message:
    """What to do now: look, check, publish. Git is left to its owner."""
    folder = shlex.quote(str(root))
    return say(
        """\
{folder} 里的站点建好了，现在就能生成。

看一看（浏览器会打开，保存后自动刷新）：
  {command} serve --open
检查，生成：
  {command} check
  {command} build
放到 {forge} 上{first}：
{enter}  git init -b main
  git add -A
  git commit -m "新建站点"
  git remote add origin {address}
  git push -u origin main

怎样写、怎样发布，见 README.md；别人怎样提修改意见，见 CONTRIBUTING.zh-CN.md。""",
        """\
The site in {folder} is ready, and builds as it is.

Look at it (a browser opens, and reloads as you save):
  {command} serve --open
Check and build:
  {command} check
  {command} build
Put it on {forge}{first}:
{enter}  git init -b main
  git add -A
  git commit -m "Start the site"
  git remote add origin {address}
  git push -u origin main

README.md says how to write and publish, CONTRIBUTING.md how others propose changes.""",
        folder=folder,
        command="planfolio" if root == Path() else f"planfolio -C {folder}",
        enter="" if root == Path() else f"  cd {folder}\n",
        forge=forge,
        first=""
        if address
        else say(
            "（先在网页上新建一个空仓库，换上它的地址）",
            " (make an empty repository there first and put in its address)",
        ),
        address=f"{address}.git" if address else "https://…",
    )
