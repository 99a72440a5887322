"""Command line: the only package that prints or exits. Results go to stdout, everything else to stderr.

Each command is a module of this package and joins the group as it is imported.
"""

from __future__ import annotations

import atexit
import gc
import os
import sys
import traceback
from contextlib import suppress
from importlib import import_module
from itertools import pairwise
from pkgutil import iter_modules
from typing import NoReturn

import click

from planfolio import __version__
from planfolio.cli.group import planfolio
from planfolio.cli.settings import INTERRUPTED, OK, OUR_BUG, WRONG_USE
from planfolio.findings import Language, Refusal

for _module in iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")


def main() -> None:
    """The entry point: every way to end has its exit status, and a user never meets a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    # A run makes millions of small values and no cycles worth collecting: looking for some doubles its time.
    gc.disable()
    _leave(_status())


def _status() -> int:
    """The exit status of the call."""
    try:
        planfolio.main(prog_name="planfolio", standalone_mode=False)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else OK
    except click.exceptions.Exit as end:
        return end.exit_code
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except click.ClickException as wrong:
        wrong.show()
        return WRONG_USE
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except Refusal as refusal:
        language: Language = "en" if _asks_for_english(sys.argv) else "zh"
        click.echo(f"planfolio: {refusal.message.shown(language)}", err=True)
        return WRONG_USE
    except Exception as error:
        return _our_bug(error)
    return OK


def _leave(status: int) -> NoReturn:
    """The end, without taking a large site's millions of values apart one by one, which takes a tenth of a check."""
    atexit._run_exitfuncs()
    for stream in filter(None, (sys.stdout, sys.stderr)):  # a stream that is closed from the start is None
        with suppress(BrokenPipeError):
            stream.flush()
    os._exit(status)


def _asks_for_english(arguments: list[str]) -> bool:
    """Whether the call said --lang en; asked again here because the error may come from anywhere."""
    return "--lang=en" in arguments or any(pair == ("--lang", "en") for pair in pairwise(arguments))


def _our_bug(error: Exception) -> int:
    """Our own fault: a short line for the user, the details in a file that can be sent to us. What an error quotes may come
    from a source."""
    import tempfile

    from planfolio.sources import privacy

    details = "".join(traceback.format_exception(error))
    with tempfile.NamedTemporaryFile(
        "w", prefix="planfolio-bug-", suffix=".txt", delete=False, encoding="utf-8"
    ) as file:
        file.write(f"planfolio {__version__}, Python {sys.version}\n\n")
        file.write(privacy.mask(details, privacy.find(details)))
    click.echo(
        f"planfolio: 这是程序的错误，不是您的。详情在 {file.name}，请附上它报告问题；里面可能引用了源文件里的文字，发出之前请先看一遍。\n"
        f"planfolio: this is a fault of the program, not yours. Please report it with {file.name}; "
        "it may quote your sources, so read it before you send it.",
        err=True,
    )
    return OUR_BUG
