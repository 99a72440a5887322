"""Findings: what a rule has to say of a document, in both languages, tied to a place in its source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal, NamedTuple, Protocol, runtime_checkable

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


@dataclass(frozen=True, slots=True)
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
        return template.format_map({name: shown(value, language) for name, value in self.values.items()})


def say(zh: str, en: str, /, **values: object) -> Message:
    """A message whose two sentences stand side by side, so that no translation is kept elsewhere."""
    return Message(zh, en, values)


class Span(NamedTuple):
    """From (line, column) up to, not including, (end_line, end_column); all start at 1 and columns count code points."""

    line: int
    column: int
    end_line: int
    end_column: int


@dataclass(frozen=True, slots=True)
class Place:
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


class Severity(StrEnum):
    """How much a finding weighs; errors end with exit status 1."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"

    @property
    def weight(self) -> int:
        return {"error": 2, "warning": 1, "note": 0}[self.value]


@dataclass(frozen=True, slots=True, kw_only=True)
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Related:
    """Another place that a finding speaks of."""

    at: Place
    message: Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Waived:
    """The waiver that covers a finding."""

    reason: str
    owner: str | None
    expires: str


@dataclass(frozen=True, slots=True, kw_only=True)
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Passed:
    """A rule that was computed and holds, with its arithmetic."""

    code: str
    document: str
    message: Message


@dataclass(frozen=True, slots=True, kw_only=True)
class NotComputable:
    """A rule that could not be computed, with the reason. Never counted as passed."""

    code: str
    document: str
    message: Message


Outcome = Finding | Passed | NotComputable
