"""Command line: the only package that prints or exits. Results go to stdout, everything else to stderr.

Each command is a module of this package and joins the group as it is imported.
"""

from __future__ import annotations

import atexit
import gc
import os
import signal
import sys
import traceback
from contextlib import suppress
from importlib import import_module
from itertools import pairwise
from pkgutil import iter_modules
from typing import NoReturn

import click

from planfolio import __version__
from planfolio.cli import wronguse
from planfolio.cli.group import planfolio
from planfolio.cli.settings import INTERRUPTED, OK, OUR_BUG, WRONG_USE
from planfolio.findings import Language, Message, Refusal, say
from planfolio.obstacles import reason, told

for _module in iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")


def main() -> None:
    """The entry point: every way to end has its exit status, and a user never meets a traceback."""
    if sys.getfilesystemencoding() != "utf-8" and sys.executable:
        # File names are UTF-8 whatever the locale says: in another encoding a Chinese one could not be written or read.
        # -P: no module is taken from the folder that one is in, which may hold a stranger's.
        os.execv(sys.executable, [sys.executable, "-P", "-X", "utf8", "-m", "planfolio", *sys.argv[1:]])
    # A stream that was closed before we began is None, and the next file that is opened would take its number.
    sys.stdout, sys.stderr = (
        stream or os.fdopen(os.open(os.devnull, os.O_WRONLY), "w") for stream in (sys.stdout, sys.stderr)
    )
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    for name in ("SIGTERM", "SIGHUP"):  # a cancelled job and a closed terminal end a run as Ctrl+C does: tidied up
        if (
            getattr(signal, name, None) and signal.getsignal(getattr(signal, name)) is signal.SIG_DFL
        ):  # nohup ignores one
            signal.signal(getattr(signal, name), signal.default_int_handler)
    # A run makes millions of small values and no cycles worth collecting: looking for some doubles its time.
    gc.disable()
    _leave(_status())


def _status() -> int:
    """The exit status of the call."""
    stdout = sys.stdout
    try:
        planfolio.main(prog_name="planfolio", standalone_mode=False)
    except SystemExit as end:
        if sys.stdout is not stdout:
            return OK  # click put it aside: whoever reads has seen enough, and its status would tell of findings
        return end.code if isinstance(end.code, int) else OK
    except click.exceptions.Exit as end:
        return end.exit_code
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except click.UsageError as wrong:
        return _misused(wrong)
    except click.ClickException as wrong:
        wrong.show()
        return WRONG_USE
    except Refusal as refusal:
        return _refused(refusal.message)
    except OSError as error:
        return _refused(told(error))
    except MemoryError:
        return _refused(say("内存不够", "there is not enough memory"))
    except Exception as error:
        return _our_bug(error)
    return OK


def _misused(wrong: click.UsageError) -> int:
    """A call that cannot be read: in both languages, unless one was asked for."""
    message, asked = wronguse.told(wrong), _asked_language(sys.argv)
    languages: tuple[Language, ...] = (asked,) if asked else ("zh", "en")
    lines = [f"planfolio: {message.shown(language)}" for language in languages]
    if wrong.ctx is not None:
        lines += ["", wrong.ctx.get_usage(), f"{wrong.ctx.command_path} --help"]
    with suppress(OSError):
        click.echo("\n".join(lines), err=True)
    return WRONG_USE


def _refused(message: Message) -> int:
    """The user's to mend, or the system's."""
    with suppress(OSError):  # stderr may be what cannot be written
        click.echo(f"planfolio: {message.shown(_asked_language(sys.argv) or 'zh')}", err=True)
    return WRONG_USE


def _leave(status: int) -> NoReturn:
    """The end, without taking a large site's millions of values apart one by one, which takes a tenth of a check."""
    atexit._run_exitfuncs()
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        pass  # whoever reads has seen enough
    except OSError as error:  # what was asked for did not arrive
        status = _refused(
            say("结果写不出去：{reason}", "the results cannot be written: {reason}", reason=reason(error))
        )
    with suppress(OSError):
        sys.stderr.flush()
    os._exit(status)


def _asked_language(arguments: list[str]) -> Language | None:
    """The language that the call asked for with --lang; asked again here because the error may come from anywhere."""
    words = [word for argument in arguments for word in argument.split("=", 1)]
    languages: tuple[Language, ...] = ("zh", "en")
    return next((language for language in languages if ("--lang", language) in pairwise(words)), None)


def _our_bug(error: Exception) -> int:
    """Our own fault: a short line for the user, the details in a file that can be sent to us, where one can be written. What
    an error quotes may come from a source."""
    import tempfile

    from planfolio.sources import privacy

    details = "".join(traceback.format_exception(error))
    details = privacy.mask(details, privacy.find(details))
    try:
        with tempfile.NamedTemporaryFile(
            "w", prefix="planfolio-bug-", suffix=".txt", delete=False, encoding="utf-8"
        ) as file:
            file.write(f"planfolio {__version__}, Python {sys.version}\n\n{details}")
        place = file.name
    except OSError:
        place = details.splitlines()[-1]
    with suppress(OSError):
        click.echo(
            f"planfolio: 这是程序的错误，不是您的。请附上它报告问题：{place}\n"
            "planfolio: 里面可能引用了源文件里的文字，发出之前请先看一遍。\n"
            f"planfolio: this is a fault of the program, not yours. Please report it with this: {place}\n"
            "planfolio: it may quote your sources, so read it before you send it.",
            err=True,
        )
    return OUR_BUG
