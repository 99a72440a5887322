"""Messages: every sentence that the rules can say, as the source has it, and those that an inspection said."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path

import planfolio
from planfolio.findings import Finding, Message, Outcome

PACKAGE = Path(planfolio.__file__).parent


def sentences(module: Path) -> dict[str, int]:
    """The Chinese templates of a module's messages with their lines; those of rules, which are titles and manuals, left out."""
    tree = ast.parse(module.read_text(encoding="utf-8"))
    of_rules = {id(inner) for call in _calls(tree, "_rule", "Rule") for inner in ast.walk(call)}
    return {
        call.args[0].value: call.lineno
        for call in _calls(tree, "say")
        if id(call) not in of_rules and isinstance(call.args[0], ast.Constant) and isinstance(call.args[0].value, str)
    }


def _calls(tree: ast.AST, *names: str) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
            yield node


def said(outcomes: Iterable[Outcome]) -> Iterator[str]:
    """The Chinese templates of all messages in `outcomes`, those inside other messages too."""
    for outcome in outcomes:
        yield from _inside(outcome.message)
        if isinstance(outcome, Finding):
            for message in (outcome.why, outcome.fix, *(related.message for related in outcome.related)):
                yield from _inside(message)


def _inside(value: object) -> Iterator[str]:
    if isinstance(value, Message):
        yield value.zh
        for inner in value.values.values():
            yield from _inside(inner)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            yield from _inside(inner)
