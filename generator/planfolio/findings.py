"""Findings: what a rule has to say of a document, in both languages, tied to a place in its source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from enum import StrEnum
from typing import Any, Literal, NamedTuple, Protocol, runtime_checkable

from planfolio.frozen import frozen

Language = Literal["zh", "en"]
FieldPath = tuple[str | int, ...]


@runtime_checkable
class Shown(Protocol):
    """A value that reads differently in Chinese and English: hours, enumerated values, messages."""

    def shown(self, language: Language) -> str: ...


def shown(value: object, language: Language) -> str:
    """`value` as a reader of `language` expects it; lists are joined by the language's comma."""
    if type(value) is str:  # most values are; a choice is a text too, but of a type of its own
        return value
    # hasattr, because isinstance of a protocol takes ten times as long
    speaks: Shown | None = value if hasattr(value, "shown") else None
    if speaks is not None:
        return speaks.shown(language)
    if isinstance(value, (list, tuple)):
        return ("、" if language == "zh" else ", ").join(shown(item, language) for item in value)
    return str(value)


@frozen
class Passing:
    """Words that change with the day on which they are read, such as days left; a finding stays the same without them."""

    value: object

    def shown(self, language: Language) -> str:
        return shown(self.value, language)


@frozen
class Message:
    """One sentence in Chinese and English with the same named values; written out only when a reader is known."""

    zh: str
    en: str
    values: Mapping[str, object] = field(default_factory=dict)

    def shown(self, language: Language) -> str:
        """The sentence. Values may hold braces; so may a sentence without values, which is not formatted at all."""
        template = self.zh if language == "zh" else self.en
        if not self.values:
            return template
        # Most values are texts, which need no call.
        values = {name: value if type(value) is str else shown(value, language) for name, value in self.values.items()}
        return template.format_map(values)

    def lasting(self) -> str:
        """The English sentence without what passes with the days: by it a finding is known again."""
        return (
            self.en.format_map({name: _lasting(value) for name, value in self.values.items()})
            if self.values
            else self.en
        )


def _lasting(value: object) -> str:
    if isinstance(value, Passing):
        return ""
    if isinstance(value, Message):
        return value.lasting()
    return ", ".join(map(_lasting, value)) if isinstance(value, (list, tuple)) else shown(value, "en")


def say(zh: str, en: str, /, **values: object) -> Message:
    """A message whose two sentences stand side by side, so that no translation is kept elsewhere."""
    return Message(zh, en, values)


@frozen
class Count:
    """A number with its noun, which English puts in the plural and Chinese leaves to the sentence: 1 day, 2 days."""

    number: int
    noun: str

    def shown(self, language: Language) -> str:
        return str(self.number) if language == "zh" else f"{self.number} {self.noun}{'' if self.number == 1 else 's'}"


class Span(NamedTuple):
    """From (line, column) up to, not including, (end_line, end_column); all start at 1 and columns count code points."""

    line: int
    column: int
    end_line: int
    end_column: int


class Place(NamedTuple):
    """A file and a field in it, such as `modules`, 2, `hours`; a span only where no field names the spot."""

    file: str
    field: FieldPath = ()
    span: Span | None = None

    def __truediv__(self, step: str | int) -> Place:
        return Place(self.file, (*self.field, step))


class Refusal(Exception):
    """Ends a run for a reason that the user can mend: told in one line, with exit status 2 and no traceback."""

    def __init__(self, message: Message) -> None:
        super().__init__(f"{message.shown('zh')} / {message.shown('en')}")
        self.message = message

    def __reduce__(self) -> tuple[Any, ...]:
        # From one process to another it goes as it is, whatever it was made of.
        return _revived, (type(self), self.args, self.__dict__)


def _revived(kind: type[Refusal], args: tuple[Any, ...], state: dict[str, Any]) -> Refusal:
    refusal = kind.__new__(kind)
    refusal.args = args
    refusal.__dict__.update(state)
    return refusal


class Severity(StrEnum):
    """How much a finding weighs; errors end with exit status 1."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"

    @property
    def weight(self) -> int:
        return {"error": 2, "warning": 1, "note": 0}[self.value]


@frozen(kw_only=True)
class Rule:
    """A code with its manual: title and text in both languages, and its severity in a published document."""

    code: str
    severity: Severity
    title: Message
    manual: Message
    about_data: bool = False  # true for rules whose severity does not depend on the document's status

    @property
    def reason(self) -> Message:
        """Why the rule is there: the first paragraph of its manual, without the examples."""
        zh, en = (text.strip().partition("\n\n")[0] for text in (self.manual.zh, self.manual.en))
        return say(zh.replace("\n", ""), en.replace("\n", " "))


@frozen(kw_only=True)
class Related:
    """Another place that a finding speaks of."""

    at: Place
    message: Message


@frozen(kw_only=True)
class Waived:
    """What covers a finding: a waiver in its document, which expires, or the site's baseline, which has neither owner nor end."""

    reason: str | Message
    owner: str | None = None
    expires: str | None = None

    @property
    def is_old(self) -> bool:
        """Whether the baseline covers it and no waiver."""
        return self.expires is None

    def shown(self, language: Language) -> str:
        """The reason, and in brackets who answers for it until when."""
        until = f"有效期至 {self.expires}" if language == "zh" else f"until {self.expires}"
        about = [part for part in (self.owner, until if self.expires else None) if part]
        if not about:
            return shown(self.reason, language)
        return (
            f"{shown(self.reason, language)}（{'，'.join(about)}）"
            if language == "zh"
            else f"{shown(self.reason, language)} ({', '.join(about)})"
        )


@frozen(kw_only=True)
class Finding:
    """What is, what should be, where, why and what to do. `document` is `plans/<id>`, None for a file that is none."""

    code: str
    severity: Severity
    at: Place
    message: Message
    document: str | None = None
    why: Message | None = None
    fix: Message | None = None
    related: tuple[Related, ...] = ()
    rule: str | None = None
    waived: Waived | None = None


@frozen(kw_only=True)
class Passed:
    """A rule that was computed and holds, with its arithmetic."""

    code: str
    document: str
    message: Message


@frozen(kw_only=True)
class NotComputable:
    """A rule that could not be computed, with the reason. Never counted as passed."""

    code: str
    document: str
    message: Message


Outcome = Finding | Passed | NotComputable
