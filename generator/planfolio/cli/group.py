"""The group of all commands, with the options that all of them take."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from planfolio import __version__
from planfolio.cli.settings import Settings
from planfolio.findings import Language, Refusal

_GLOBAL_FLAGS = ("-q", "--quiet", "-v", "--verbose", "--color", "--no-color")
_GLOBAL_VALUES = ("--lang", "-C")


class _Commands(click.Group):
    """The commands. Global options may stand behind the command too, where most people write them."""

    def parse_args(self, context: click.Context, args: list[str]) -> list[str]:
        return super().parse_args(context, _globals_first(args))

    def format_commands(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        """Each command with the first paragraph of its help, in both languages."""
        with formatter.section("Commands"):
            formatter.write_dl(
                [
                    (name, " ".join((one.help or "").split("\n\n")[0].split()))
                    for name, one in sorted(self.commands.items())
                ]
            )

    def invoke(self, context: click.Context) -> Any:
        try:
            return super().invoke(context)
        except Refusal as refusal:  # in the language of the site, which is known here
            settings = context.find_object(Settings)
            assert settings is not None  # made before any command is run
            settings.stop(refusal.message)


def _globals_first(arguments: list[str]) -> list[str]:
    """`arguments` with the global options at their head; what follows `--` stays."""
    first: list[str] = []
    others: list[str] = []
    rest = list(arguments)
    while rest:
        argument = rest.pop(0)
        if argument == "--":
            others += [argument, *rest]
            break
        if argument in _GLOBAL_FLAGS or argument.startswith("--lang="):
            first.append(argument)
        elif argument in _GLOBAL_VALUES and rest:
            first += [argument, rest.pop(0)]
        else:
            others.append(argument)
    return first + others


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="planfolio", message="%(prog)s %(version)s")
@click.option(
    "-C",
    "root",
    metavar="DIR",
    default=".",
    help="The site's folder; other paths are relative to it (default: this one). 站点所在的文件夹，其余路径相对于它。",
)
@click.option("--lang", type=click.Choice(["zh", "en"]), help="Language of messages. 信息的语言。")
@click.option("-q", "--quiet", is_flag=True, help="Say nothing but results. 只给结果。")
@click.option("-v", "--verbose", is_flag=True, help="Say more. 多说一些。")
@click.option("--color/--no-color", default=None, help="Colour or none (default: on a terminal). 是否用颜色。")
@click.pass_context
def planfolio(
    context: click.Context, root: str, lang: Language | None, quiet: bool, verbose: bool, color: bool | None
) -> None:
    """Plans and archives of teacher training: checked, totalled, searchable.

    教师培训方案与档案：检查、合计、检索。
    """
    context.obj = Settings(Path(root), lang, quiet, verbose, color)
