"""`planfolio diff`: what changed since a git revision."""

from __future__ import annotations

import sys
from dataclasses import replace

import click

from planfolio.cli.group import planfolio
from planfolio.cli.output import refuse_outputs, write_file, write_report
from planfolio.cli.settings import WRONG_USE, Settings, project_of
from planfolio.cli.stages import compared
from planfolio.findings import say


@planfolio.command()
@click.argument("reference", metavar="REF")
@click.option(
    "--format",
    "formats",
    multiple=True,
    type=click.Choice(("text", "json", "markdown")),
    help="Form (default: text). 形式。",
)
@click.option("-o", "outputs", multiple=True, metavar="FILE", help="Write to a file, one for each --format. 写到文件。")
@click.option(
    "--proposed",
    metavar="REV",
    help="What this revision would change, judged by the settings and rule packs on disk; it is never checked out."
    " 看某个提议的版本会改什么，仍按现有的设置和规则包；不检出它。",
)
@click.option("--preview", metavar="URL", help="With --proposed: where the result can be looked at. 预览的网址。")
@click.pass_obj
def diff(
    settings: Settings,
    reference: str,
    formats: tuple[str, ...],
    outputs: tuple[str, ...],
    proposed: str | None,
    preview: str | None,
) -> None:
    """What changed since a git revision: hours, completeness, findings. 自某个版本以来的变化。"""
    from planfolio.changes import Proposal, changes, forms
    from planfolio.git import checkout
    from planfolio.model.scalars import is_web_address

    if preview and not (proposed and is_web_address(preview)):
        settings.stop(
            say(
                "--preview 是以 https:// 开头的网址，和 --proposed 一起用",
                "--preview is a web address that begins with https:// and goes with --proposed",
            )
        )
    project = project_of(settings)
    refuse_outputs(settings, project, formats, outputs)
    found = compared(settings, project, reference, proposed)
    if found.after.broken:
        write_report(settings, found.after.report, ("text",), ())
        sys.exit(WRONG_USE)
    told = changes(found.after.report, found.before.report)
    if proposed is not None:
        place = checkout(settings.root)
        proposal = Proposal(touched=found.touched, folder=place.folder if place else "", preview=preview or None)
        told = replace(told, proposal=proposal)
    for index, name in enumerate(formats or ("text",)):
        text = forms()[name](told)
        if index < len(outputs):
            write_file(settings, settings.root / outputs[index], text)
        else:
            click.echo(text, nl=False)
