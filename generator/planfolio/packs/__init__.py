"""Packs: the built-in rule packs, read from the YAML files beside this module, and the checks that packs themselves pass."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from importlib.resources import files
from pathlib import Path

from planfolio.findings import FieldPath, Finding, Place, Severity, say
from planfolio.model.decode import RULES as FIELD_RULES
from planfolio.model.decode import decode
from planfolio.model.packs import Pack, PackCheck, PackRule
from planfolio.packs.rules import RULES, STOPS
from planfolio.sources import Document, SourceFile, read

SUMMABLE = (
    "hours",
    "units.hours",
    "stages.hours",
    "grants.hours",
    "ledger.hours",
    "sessions.hours",
)
"""What `sum`, `share` and `each` can add up."""
COUNTABLE = ("units", "stages", "modules", "objectives", "deliverables", "assessments", "grants", "ledger", "lessons", "papers", "projects", "forms", "contents")  # fmt: skip
"""What `count` can count."""
PLACEHOLDERS = ("actual", "limit", "slack", "title")
_NEEDS: dict[PackCheck, tuple[tuple[str, ...], ...]] = {
    PackCheck.REQUIRED: (("of",),),
    PackCheck.ONE_OF: (("of",),),
    PackCheck.UNIQUE: (("of",),),
    PackCheck.WITHIN: (("of",),),
    PackCheck.COUNT: (("of",), ("at_least", "at_most")),
    PackCheck.SUM: (("of",), ("at_least", "at_most", "at_least_share", "at_most_share")),
    PackCheck.EACH: (("of",), ("at_least", "at_most")),
    PackCheck.SHARE: (("of",), ("at_least_share", "at_most_share")),
    PackCheck.EQUALS: (("of",), ("hours",)),
    PackCheck.CYCLE_FLOOR: (("hours",), ("years",)),
    PackCheck.CYCLE_CAP: (("hours",), ("years",)),
}
"""The keys that each check needs; one key of every group."""


@cache
def built_in() -> dict[str, tuple[Document, Pack]]:
    """The packs that come with Planfolio, by id, each with its source."""
    found = {}
    for entry in sorted(files(__package__).iterdir(), key=lambda item: item.name):
        if entry.name.endswith(".yaml"):
            name = entry.name.removesuffix(".yaml")
            file = SourceFile(path=f"planfolio/packs/{entry.name}", collection="packs", id=name, raw=entry.read_bytes())
            document, findings = read(file)
            assert document.root is not None, findings
            pack, slips = decode(document.path, document.root, Pack)
            assert pack is not None, slips
            found[name] = (document, pack)
    return found


def folder() -> Path:
    """Where the built-in packs lie."""
    return Path(str(files(__package__)))


def as_pack_finding(finding: Finding) -> Finding:
    """A field finding in a pack's file under the pack's own family of codes."""
    known = {rule.code for rule in FIELD_RULES}
    return replace(finding, code=f"RP{finding.code[2:]}", why=STOPS) if finding.code in known else finding


def check(document: Document, pack: Pack) -> Iterator[Finding]:
    """What is wrong inside a pack that decodes: incomplete rules, unknown fields, unknown placeholders."""
    seen: set[str] = set()
    for index, rule in enumerate(pack.rules):
        at = ("rules", index)
        if rule.code in seen:
            yield _broken(
                document,
                "RP09",
                (*at, "code"),
                say("规则代码 {code} 用了两次", "the rule code {code} is used twice", code=rule.code),
            )
        seen.add(rule.code)
        yield from _incomplete(document, rule, at)
        yield from _unknown_fields(document, rule, at)
        yield from _placeholders(document, rule, at)


def _incomplete(document: Document, rule: PackRule, at: FieldPath) -> Iterator[Finding]:
    for group in _NEEDS[rule.check]:
        if not any(getattr(rule, name) not in (None, ()) for name in group):
            message = say(
                "规则 {code} 的检查 {check} 缺少 {keys}",
                "rule {code}: the check {check} lacks {keys}",
                code=rule.code,
                check=rule.check.value,
                keys=group,
            )
            yield _broken(document, "RP06", at, message)


def _unknown_fields(document: Document, rule: PackRule, at: FieldPath) -> Iterator[Finding]:
    known = {
        PackCheck.SUM: SUMMABLE,
        PackCheck.SHARE: SUMMABLE,
        PackCheck.EACH: SUMMABLE,
        PackCheck.EQUALS: SUMMABLE,
        PackCheck.COUNT: COUNTABLE,
    }.get(rule.check)
    places: list[tuple[FieldPath, str]] = [((*at, "of", n), name) for n, name in enumerate(rule.of)]
    for key in ("at_least_share", "at_most_share"):
        limit = getattr(rule, key)
        if limit is not None:
            places.append(((*at, key, "of"), limit.of))
    for path, name in places:
        if known and name not in known:
            message = say(
                "没有字段“{name}”，可用：{known}", "there is no field “{name}”; known: {known}", name=name, known=known
            )
            yield _broken(document, "RP07", path, message)


def _placeholders(document: Document, rule: PackRule, at: FieldPath) -> Iterator[Finding]:
    for language in ("zh", "en"):
        text = getattr(rule.message, language) if rule.message else None
        for part in (text or "").split("{")[1:]:
            name = part.partition("}")[0]
            if name not in PLACEHOLDERS:
                message = say(
                    "没有占位符 {{{name}}}，可用：{known}",
                    "there is no placeholder {{{name}}}; known: {known}",
                    name=name,
                    known=PLACEHOLDERS,
                )
                yield _broken(document, "RP08", (*at, "message", language), message)


def _broken(document: Document, code: str, path: FieldPath, message: object) -> Finding:
    from planfolio.findings import Message

    assert isinstance(message, Message)
    return Finding(
        code=code,
        severity=Severity.ERROR,
        at=Place(document.path, path),
        document=document.key,
        message=message,
        why=STOPS,
        fix=say("改规则包的这一行", "mend this line of the pack"),
    )


__all__ = ["RULES", "as_pack_finding", "built_in", "check", "folder"]
