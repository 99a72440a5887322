"""`planfolio diff`: what changed since a git revision."""

from __future__ import annotations

import sys

import click

from planfolio.cli.group import planfolio
from planfolio.cli.output import write_file, write_report
from planfolio.cli.settings import WRONG_USE, Settings, project_of
from planfolio.cli.stages import compared


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
@click.pass_obj
def diff(settings: Settings, reference: str, formats: tuple[str, ...], outputs: tuple[str, ...]) -> None:
    """What changed since a git revision: hours, completeness, findings. 自某个版本以来的变化。"""
    from planfolio.changes import changes, forms

    found = compared(settings, project_of(settings), reference)
    if found.after.broken:
        write_report(settings, found.after.report, ("text",), ())
        sys.exit(WRONG_USE)
    told = changes(found.after.report, found.before.report)
    for index, name in enumerate(formats or ("text",)):
        text = forms()[name](told)
        if index < len(outputs):
            write_file(settings, settings.root / outputs[index], text)
        else:
            click.echo(text, nl=False)
