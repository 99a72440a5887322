"""`planfolio schema`: JSON Schema of what users write and of what they get."""

from __future__ import annotations

from pathlib import Path

import click

from planfolio.cli.group import planfolio
from planfolio.cli.output import write_file
from planfolio.cli.settings import Settings, shelf_of
from planfolio.findings import say


@planfolio.command()
@click.argument("kind", required=False)
@click.option(
    "-o",
    "output",
    metavar="DIR",
    help="Write one file for each kind of document, for an editor. 每种文档写一个文件，给编辑器用。",
)
@click.pass_obj
def schema(settings: Settings, kind: str | None, output: str | None) -> None:
    """JSON Schema of a kind of document, or of all; inside a site with the ids that it has. 文档的 JSON Schema。"""
    import json

    from planfolio.exports.schema import files, schemas
    from planfolio.model import KINDS

    names = {word: model.KIND for model in KINDS.values() for word in (model.COLLECTION, model.KIND_NAME.zh) if word}
    kind = names.get(kind or "", kind)
    shelf = shelf_of(settings)
    language = settings.language or shelf.language
    if output is not None:
        _write(settings, settings.root / output, files(language, shelf.titles), kind)
        return
    found = schemas(language, shelf.titles)
    if kind is not None and kind not in found:
        _refuse(settings, kind, sorted(found))
    click.echo(json.dumps(found[kind] if kind else found, ensure_ascii=False, indent=2))


def _write(settings: Settings, folder: Path, texts: dict[str, str], kind: str | None) -> None:
    """The files of all kinds, or of one."""
    if kind is not None and f"{kind}.json" not in texts:
        _refuse(settings, kind, sorted(name.removesuffix(".json") for name in texts))
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        settings.stop(say("{path} 不是文件夹", "{path} is not a folder", path=folder))
    for name, text in texts.items():
        if kind is None or name == f"{kind}.json":
            write_file(settings, folder / name, text)
            settings.say(say("写入 {path}", "wrote {path}", path=folder / name))


def _refuse(settings: Settings, kind: str, known: list[str]) -> None:
    settings.stop(say("没有“{kind}”，可用：{known}", "there is no “{kind}”; known: {known}", kind=kind, known=known))
