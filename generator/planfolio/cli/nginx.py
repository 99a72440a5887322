"""`planfolio nginx`: what a server of one's own needs to be told."""

from __future__ import annotations

import click

from planfolio.cli.group import planfolio


@planfolio.command()
@click.option("--form", is_flag=True, help="For a site with a form at admin/. 站点有 admin/ 的表单。")
def nginx(form: bool) -> None:
    """Print the lines of an nginx server block: headers, caching, 404. 输出 nginx 的设置。"""
    from planfolio.exports.headers import nginx

    click.echo(nginx(form=form), nl=False)
