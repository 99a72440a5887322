"""Skeletons: new documents with every key that belongs in them, each explained in the words of the field registry.

What must be written stands there as a placeholder that rule ID05 finds; everything else is an empty key, so that a draft
tells how complete it is. Patterns of nested keys are commented out: without their hash they are valid.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from planfolio.completeness import COLUMNS, SECTIONS, Section
from planfolio.findings import Language, Message, Severity, say
from planfolio.frozen import frozen
from planfolio.model import ArchiveDocument, DocumentRecord, Plan, Portfolio, TextPage
from planfolio.model.choices import PlanType
from planfolio.model.documents import own_first
from planfolio.model.packs import PackRule
from planfolio.model.records import FieldEntry, Record, entries

PLACEHOLDER = say("待填", "TODO")
"""Stands where something must be written."""

_WITH_BODY = (Plan, Portfolio, ArchiveDocument, TextPage)
_EVERY_PLAN = frozenset(
    (
        "title",
        "type",
        "level",
        "issuer",
        "number",
        "issued",
        "period",
        "school_year",
        "term",
        "status",
        "packs",
        "needs",
        "schedules",
    )
)
"""Keys of a plan that no section asks for."""
_DERIVED: Mapping[str, tuple[str, ...]] = {
    "@instructors": ("modules",),
    "@hours": ("modules",),
    "@time": ("modules",),
    "@signature": ("issuer", "issued", "organisation"),
}
"""In which keys the sections are written that no key holds alone."""
_WEIGHTS: Mapping[Severity, Message] = {
    Severity.ERROR: say("必备", "required"),
    Severity.WARNING: say("应有", "expected"),
    Severity.NOTE: say("可有", "welcome"),
}
_MOST_IDS = 12
_SAMPLES: Mapping[type[Record], Message] = {
    PackRule: say(
        """\
- 代码: SAMPLE-1  # 规则代码，自己起；每种检查用哪些键，见手册“怎样写规则包”
  标题: 每学期不少于 24 学时  # 一句话说清要求，结论以它开头
  适用: {类型: 学期方案}
  检查: 合计
  字段: 单元.学时  # 从文档往里写，用点隔开
  至少: 24
- 代码: SAMPLE-2
  标题: 网络研修不超过一半
  检查: 占比
  字段: 单元.学时
  条件: {方式: 网络研修}
  至多占: {合计: 单元.学时, 比例: 1/2}
- 代码: SAMPLE-3
  标题: 写明考核办法
  检查: 必备
  字段: 考核""",
        """\
- code: SAMPLE-1  # yours to choose; the handbook's page on rule packs says which keys go with which check
  title: At least 24 class hours a term  # says what is asked for; what is found begins with it
  scope: {types: term}
  check: sum
  of: units.hours  # from the document inwards, parted by dots
  at_least: 24
- code: SAMPLE-2
  title: At most half is online
  check: share
  of: units.hours
  where: {mode: online}
  at_most_share: {of: units.hours, share: 1/2}
- code: SAMPLE-3
  title: How it is assessed is written down
  check: required
  of: assessments""",
    )
}
"""What stands as the pattern of a record whose keys do not all go together."""


@frozen(kw_only=True)
class Skeleton:
    """A text and the ending of its file's name."""

    text: str
    suffix: str


def skeleton(
    kind: type[DocumentRecord],
    *,
    language: Language,
    titles: Mapping[str, Mapping[str, str]],
    title: str | None = None,
    plan_type: PlanType = PlanType.TERM,
) -> Skeleton:
    """A new document of a kind; `titles` are the documents to which it may refer, by collection and id."""
    writer = _Writer(language=language, titles=titles, values=_values(kind, titles, title, plan_type, language))
    lines = [*writer.opening(), *writer.fields(kind, _parts(kind, plan_type))]
    if kind not in _WITH_BODY:
        return Skeleton(text="\n".join(lines) + "\n", suffix=".yaml")
    lines = ["---", *lines, *writer.closing(kind), "---", ""]
    return Skeleton(text="\n".join(lines), suffix=".md")


def _values(
    kind: type[DocumentRecord],
    titles: Mapping[str, Mapping[str, str]],
    title: str | None,
    plan_type: PlanType,
    language: Language,
) -> dict[str, str]:
    """What is known of the new document, by key."""
    known = {"title": _text(title), "name": _text(title)} if title else {}
    if kind is Plan:
        known |= {"type": plan_type.spelled(language), "status": Plan.model_fields["status"].default.spelled(language)}
    organisations = [*titles.get("organisations", {})]
    if len(organisations) == 1:
        known |= {"issuer": organisations[0], "organisation": organisations[0]}
    return known


@frozen
class _Part:
    """The required sections to which a key belongs. A key that is the first to fill its section has that section's weight;
    others, which fill it as well, have none."""

    sections: tuple[Section, ...]
    weight: Message | None = None

    def shown(self, language: Language) -> str:
        names = [section.name for section in self.sections]
        if self.weight is None:
            return say("（也属：{names}）", " (also part of: {names})", names=names).shown(language)
        return say("（{names}，{weight}）", " ({names}, {weight})", names=names, weight=self.weight).shown(language)


def _parts(kind: type[DocumentRecord], plan_type: PlanType) -> dict[str, _Part] | None:
    """The keys of which the required sections consist; None where all keys of the kind are shown."""
    column = COLUMNS.get(plan_type) if kind is Plan else None
    if column is None:
        return None
    found: dict[str, _Part] = {}
    for section in SECTIONS:
        severity = section.severity(column)
        for number, name in enumerate(section.fields if severity is not None else ()):
            assert severity is not None
            is_pair = plan_type is PlanType.MENTORING and name == "@instructors"
            for key in ("mentoring",) if is_pair else _DERIVED.get(name, (name,)):
                is_first = number == 0 and key != "modules"
                found[key] = _joined(found.get(key), section, _WEIGHTS[severity] if is_first else None)
    return found


def _joined(known: _Part | None, section: Section, weight: Message | None) -> _Part:
    """A key's sections with one more: the one that it is the first to fill counts alone."""
    if known is not None and known.weight is not None:
        return known
    if known is None or weight is not None:
        return _Part((section,), weight)
    return _Part((*known.sections, section))


@dataclass(slots=True, kw_only=True)
class _Writer:
    """One document in one language; `told` are the records whose pattern stands there already, by the key that shows it."""

    language: Language
    titles: Mapping[str, Mapping[str, str]]
    values: Mapping[str, str]
    told: dict[type[Record], str] = field(default_factory=dict)

    def say(self, zh: str, en: str, **values: object) -> str:
        return say(zh, en, **values).shown(self.language)

    def key(self, entry: FieldEntry) -> str:
        return entry.chinese[0] if self.language == "zh" else entry.name

    def opening(self) -> Iterator[str]:
        yield self.say(
            "# 冒号后面空一格写内容；用不着的键留空或删去。以“#  ”开头的是写法，去掉 # 就起作用，再把例子换成实际内容。",
            "# Write values after the colon and a space; leave empty or delete what is not needed. Lines that begin with “#  ” are",
        )
        if self.language == "en":
            yield "# patterns: take the # away and put your own words in place of the example."

    def closing(self, kind: type[DocumentRecord]) -> Iterator[str]:
        yield self.say("# 别的键见手册的“字段表”。", "# More keys: see the handbook's field reference.")
        if kind is Plan:
            yield self.say(
                "# 下一行的 --- 以后写正文。上面某一部分不好填成键的，可以在正文里写成一节，用“## 保障措施”这样的标题。",
                "# The text follows below the next ---. What does not fit a key may be a section of the text, with a heading such as",
            )
            if self.language == "en":
                yield "# “## Safeguards”."

    def fields(self, kind: type[DocumentRecord], parts: Mapping[str, _Part] | None) -> Iterator[str]:
        for entry in own_first(kind):
            if entry.name in DocumentRecord.model_fields:
                continue
            if parts is None or entry.name in parts or entry.name in _EVERY_PLAN:
                yield from self.field(entry, (parts or {}).get(entry.name))

    def field(self, entry: FieldEntry, part: _Part | None) -> Iterator[str]:
        """A key below its explanation, with what is known of its value."""
        about = self.about(entry)
        yield f"# {about}{part.shown(self.language) if part else ''}{self.choices(entry, about)}"
        if entry.name in self.values:
            yield f"{self.key(entry)}: {self.values[entry.name]}"
        elif entry.shape.record is not None:
            yield f"{self.key(entry)}:"
            yield from self.record(entry)
        elif entry.required:
            yield f"{self.key(entry)}: {self.example(entry) if entry.shape.choice else PLACEHOLDER.shown(self.language)}"
        else:
            yield f"{self.key(entry)}:"

    def about(self, entry: FieldEntry) -> str:
        return entry.about.shown(self.language) or entry.about.shown("en")

    def choices(self, entry: FieldEntry, about: str) -> str:
        """What may stand there: the choices, the ids that there are, else an example; nothing that `about` says already."""
        shape = entry.shape
        if shape.choice is not None:
            known = [choice.spelled(self.language) for choice in shape.choice]
        elif shape.refers is not None:
            known = [*self.titles.get(shape.refers.collection, {})][:_MOST_IDS]
        else:
            known = []
        if not known and entry.example and entry.example not in about:
            return self.say("，例如 {example}", ", such as {example}", example=self.example(entry))
        if all(name in about for name in known):
            return ""
        return self.say("：{known}", ": {known}", known=known)

    def record(self, entry: FieldEntry) -> Iterator[str]:
        """The keys below one, as a pattern; what is required is no pattern but a placeholder."""
        record = entry.shape.record
        assert record is not None
        if entry.required:
            yield from (f"  {line}" for line in self.required(record))
        elif record in self.told:
            yield self.say("# 写法同“{key}”", "# as in `{key}`", key=self.told[record])
        else:
            self.told[record] = self.key(entry)
            sample = _SAMPLES.get(record)
            lines = sample.shown(self.language).split("\n") if sample else self.pattern(entry, {record})
            yield from (f"#  {line}" for line in lines)

    def required(self, record: type[Record]) -> Iterator[str]:
        for entry in entries(record):
            yield f"{self.key(entry)}: {PLACEHOLDER.shown(self.language) if entry.required else ''}".rstrip()

    def pattern(self, entry: FieldEntry, above: set[type[Record]]) -> Iterator[str]:
        """The keys of a record with their examples; of a list its first item."""
        record = entry.shape.record
        assert record is not None
        first, rest = ("- ", "  ") if entry.shape.is_list else ("", "")
        indent = first
        for below in entries(record):
            if below.shape.record in above or not (below.required or below.example or below.shape.record):
                continue
            if below.shape.record is not None:
                yield f"{indent}{self.key(below)}:"
                yield from (f"{rest}  {line}" for line in self.pattern(below, above | {below.shape.record}))
            else:
                yield f"{indent}{self.key(below)}: {self.example(below)}  # {self.about(below)}"
            indent = rest

    def example(self, entry: FieldEntry) -> str:
        """A value as it is written: the registry's example, a choice in the language, an id that there is."""
        shape = entry.shape
        if shape.choice is not None:
            return (
                shape.choice._read(entry.example).spelled(self.language)
                if entry.example
                else next(iter(shape.choice)).spelled(self.language)
            )
        if shape.refers is not None and self.titles.get(shape.refers.collection):
            return next(iter(self.titles[shape.refers.collection]))
        return entry.example or PLACEHOLDER.shown(self.language)


def _text(text: str) -> str:
    """A text of YAML, whatever stands in it."""
    return "'" + " ".join(text.split()).replace("'", "''") + "'"
