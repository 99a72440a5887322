"""`planfolio schema`: JSON Schema of what users write and of what they get."""

from __future__ import annotations

import click

from planfolio.cli.group import planfolio
from planfolio.cli.settings import Settings
from planfolio.findings import say


@planfolio.command()
@click.argument("kind", required=False)
@click.pass_obj
def schema(settings: Settings, kind: str | None) -> None:
    """JSON Schema of a kind of document, or of all. 文档的 JSON Schema。"""
    import json

    from planfolio.exports.schema import schemas

    found = schemas()
    if kind is not None and kind not in found:
        settings.stop(
            say("没有“{kind}”，可用：{known}", "there is no “{kind}”; known: {known}", kind=kind, known=sorted(found))
        )
    click.echo(json.dumps(found[kind] if kind else found, ensure_ascii=False, indent=2))
