"""`planfolio explain`: the manual page of a rule."""

from __future__ import annotations

import click

from planfolio.cli.group import planfolio
from planfolio.cli.settings import Settings
from planfolio.findings import say


@planfolio.command()
@click.argument("code")
@click.pass_obj
def explain(settings: Settings, code: str) -> None:
    """The manual page of a rule. 一条规则的说明。"""
    from planfolio.reports.rules import explain as manual
    from planfolio.reports.rules import nearest

    text = manual(code.upper(), settings.spoken)
    if text is None:
        near = nearest(code.upper())
        settings.stop(
            say(
                "没有规则 {code}，是不是 {near}？",
                "there is no rule {code}; did you mean {near}?",
                code=code,
                near=near,
            )
            if near
            else say(
                "没有规则 {code}；全部规则见手册的规则页",
                "there is no rule {code}; the handbook lists them all",
                code=code,
            )
        )
    click.echo(text)
