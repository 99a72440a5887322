"""`planfolio comment`: the comment on a proposed change, made once and kept up to date."""

from __future__ import annotations

import click

from planfolio import environment
from planfolio.cli.group import planfolio
from planfolio.cli.init import FORGES
from planfolio.cli.settings import Settings
from planfolio.findings import say


@planfolio.command()
@click.argument("file", metavar="FILE")
@click.option(
    "--forge",
    type=click.Choice(FORGES),
    required=True,
    help="Which forge (Forgejo: gitea). 平台。",
)
@click.option("--api", metavar="URL", required=True, help="Address of its API. 接口地址。")
@click.option("--repository", metavar="NAME", required=True, help="owner/name, or GitLab's number of it. 仓库。")
@click.option("--number", type=click.IntRange(min=1), required=True, help="Number of the request. 合并请求的编号。")
@click.option(
    "--commit", metavar="SHA", help="Say nothing if this is no longer what is proposed. 提议的版本，变了就不说。"
)
@click.pass_obj
def comment(
    settings: Settings, file: str, forge: str, api: str, repository: str, number: int, commit: str | None
) -> None:
    """Put what `planfolio diff --format markdown` wrote under a request: one comment, changed by later runs. The token is
    taken from the environment (PLANFOLIO_TOKEN). 把变化写成合并请求下的一条评论，以后只更新这一条。
    """
    from planfolio.comments import Discussion, read
    from planfolio.model.choices import Forge
    from planfolio.model.scalars import is_web_address

    token = environment.token()
    if token is None:
        settings.stop(
            say(
                "环境变量 {name} 里没有令牌",
                "there is no token in the environment variable {name}",
                name=environment.TOKEN,
            )
        )
    if not is_web_address(api):
        settings.stop(say("--api 不是网址", "--api is no web address"))
    text = read(settings.root / file)
    where = Discussion(forge=Forge[forge.upper()], api=api, repository=repository, number=number, token=token)
    if commit is not None and where.head() != commit:
        settings.say(
            say(
                "这个请求已经有更新的版本，由那一次检查来评论",
                "there is a newer revision of this request; its own check will comment",
            )
        )
    elif where.say(text):
        settings.say(say("更新了评论", "changed the comment"))
    else:
        settings.say(say("写了评论", "made the comment"))
