"""Wrong use: what is to be said of a call that cannot be read. Which language is spoken is not known yet."""

from __future__ import annotations

import re
from collections.abc import Iterable

import click
from click.exceptions import MissingParameter, NoSuchCommand, NoSuchOption

from planfolio.findings import Message, say

_EXTRA = re.compile(r"\((.+)\)$", re.DOTALL)
"""Arguments that are too many, as click quotes them at the end."""


def told(wrong: click.UsageError) -> Message:
    """What is wrong with the call, and what can be written instead."""
    if isinstance(wrong, NoSuchCommand):
        message = say("没有命令 {name}", "there is no command {name}", name=wrong.command_name)
        return _with_guess(message, wrong.possibilities)
    if isinstance(wrong, NoSuchOption):
        message = say("没有选项 {name}", "there is no option {name}", name=wrong.option_name)
        return _with_guess(message, wrong.possibilities)
    if isinstance(wrong, MissingParameter) and wrong.param is not None:
        return say("缺少 {name}", "{name} is missing", name=_name(wrong.param))
    if isinstance(wrong, click.BadParameter) and wrong.param is not None:
        return _unfit(wrong.param)
    if isinstance(wrong, click.BadOptionUsage):
        return say(
            "选项 {name} 写得不对：该写值的后面要写值，不该写的不写",
            "the option {name} is not written so: it lacks its value, or takes none",
            name=wrong.option_name,
        )
    extra = _EXTRA.search(wrong.message)
    if extra is not None:
        return say("用不着“{extra}”", "nothing takes “{extra}”", extra=extra[1])
    return say("命令写得不对", "the call is not written so")


def _with_guess(message: Message, near: Iterable[str] | None) -> Message:
    guess = next(iter(near or ()), None)
    return (
        say("{message}，是不是 {guess}？", "{message}; did you mean {guess}?", message=message, guess=guess)
        if guess
        else message
    )


def _unfit(parameter: click.Parameter) -> Message:
    """That a value cannot be one of this parameter."""
    name, kind = _name(parameter), parameter.type
    if isinstance(kind, click.Choice):
        return say("{name} 只能是 {choices}", "{name} is one of {choices}", name=name, choices=list(kind.choices))
    if isinstance(kind, click.IntRange):
        most = say("，至多 {max}", ", {max} at most", max=kind.max) if kind.max is not None else ""
        return say(
            "{name} 应为整数，至少 {min}{most}",
            "{name} is a whole number, {min} at least{most}",
            name=name,
            min=kind.min,
            most=most,
        )
    return say("{name} 的值读不出来", "the value of {name} cannot be read", name=name)


def _name(parameter: click.Parameter) -> str:
    """An option as it is written, an argument as the usage has it."""
    return max(parameter.opts, key=len) if isinstance(parameter, click.Option) else parameter.human_readable_name
